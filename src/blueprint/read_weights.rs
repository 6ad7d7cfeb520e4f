//! Reads weight files that a run, or another program, has written.
//!
//! Promises: every tensor in the file is used or refused by its name; an `Exact` run reads the
//! fractions that an `Exact` run wrote, and not the floats nearest to them.

use std::path::Path;

use super::error::{FORMAT_VERSION, Kind, WeightsFileError};
use super::initial::{FeedbackWeights, Initial};
use super::weights::Weights;
use crate::input_file::{Stored, TensorFile};
use crate::scalar::{Number, Precision, Scalar};
use crate::wiring::{Pairs, Projection, Sparse, Wiring};

/// Reads the weights of a network. Missing biases are born 0; missing feedback copies mirror θ. The
/// feedback of a projection without synapses may be missing.
///
/// # Errors
/// If the file cannot be read, is not safetensors or of another version; lacks a tensor, or has
/// weights that the network does not use, or a tensor of the wrong shape or type; or holds a
/// number that is not finite in the precision `S`, or that becomes 0 in it without being 0.
/// Tensors of other names are passed over.
pub fn read_weights<S: Scalar>(
    path: &Path,
    wiring: &Wiring,
    feedback: FeedbackWeights,
) -> Result<Weights<S>, WeightsFileError> {
    let at = |kind| WeightsFileError::new(path, kind);
    let (mut file, plan) = open(path, wiring, feedback, is_of_weights)?;
    let mut weights = Weights::filled(wiring, &S::zero());
    let projections = wiring.projections();
    for (e, theta) in weights.theta.iter_mut().enumerate() {
        let name = tensor_of("theta", &projections[e]);
        theta.values = values(&mut file, &name, theta.columns).map_err(at)?;
        if let Pairs::Some(sparse) = &projections[e].pairs {
            check_pairs(&mut file, &projections[e].name, sparse).map_err(at)?;
        }
    }
    match plan.has_feedback {
        true => {
            let copies = weights.feedback.iter_mut().enumerate();
            let is_read = |e: usize| wiring.has_feedback(e) && wiring.n_pairs(e) > 0;
            for (e, copy) in copies.filter(|(e, _)| is_read(*e)) {
                let name = tensor_of("feedback", &projections[e]);
                copy.values = values(&mut file, &name, copy.columns).map_err(at)?;
            }
        }
        false => {
            let drawn = Initial::File(String::new());
            weights.feedback = drawn.draw_feedback(feedback, wiring, &weights.theta);
        }
    }
    if plan.has_bias {
        let biases = weights.bias.iter_mut().zip(wiring.populations());
        for (bias, population) in biases.filter(|(_, population)| population.has_bias) {
            let name = format!("bias.{}", population.name);
            *bias = values(&mut file, &name, 1).map_err(at)?;
        }
    }
    Ok(weights)
}

/// The name of the tensor of a projection's weights.
fn tensor_of(kind: &str, projection: &Projection) -> String {
    match projection.pairs {
        Pairs::All => format!("{kind}.{}", projection.name),
        Pairs::Some(_) => format!("{kind}.{}.value", projection.name),
    }
}

/// Whether a file lists the pairs of a projection as the network numbers them.
fn check_pairs(file: &mut TensorFile, name: &str, sparse: &Sparse) -> Result<(), Kind> {
    let pre = sparse.pres_by_synapse();
    let sides: [(&str, Vec<u32>); 2] = [
        ("pre", pre.collect()),
        ("post", sparse.posts_by_synapse().collect()),
    ];
    for (side, expected) in sides {
        let name = format!("theta.{name}.{side}");
        let bytes = file.bytes(&name).map_err(Kind::File)?.unwrap_or_default();
        let Some(stored) = file.tensors()[&name].element.decode(&bytes) else {
            unreachable!("bug: the type of tensor {name} was checked");
        };
        let found: Vec<i128> = match stored {
            Stored::Bytes(numbers) => numbers.into_iter().map(i128::from).collect(),
            Stored::Integers(numbers) => numbers,
            Stored::Floats(_) => unreachable!("bug: the type of tensor {name} was checked"),
        };
        let pairs = found.iter().zip(&expected).enumerate();
        let mut others = pairs.filter(|(_, (found, expected))| **found != i128::from(**expected));
        if let Some((place, (found, expected))) = others.next() {
            let (found, expected) = (found.to_string(), expected.to_string());
            return Err(Kind::Pairs {
                name,
                place,
                found,
                expected,
            });
        }
    }
    Ok(())
}

/// Compares the header of a weight file with the network, and reads no weight.
///
/// # Errors
/// As for [`read_weights`], numbers aside; and if there is any tensor that is not used.
pub fn check_weights(
    path: &Path,
    wiring: &Wiring,
    feedback: FeedbackWeights,
) -> Result<(), WeightsFileError> {
    open(path, wiring, feedback, |_| true).map(|_| ())
}

/// Which of the tensors that a file may lack it has.
struct Plan {
    has_feedback: bool,
    has_bias: bool,
}

/// Whether a tensor of that name is one of weights.
fn is_of_weights(name: &str) -> bool {
    let kinds = ["theta.", "feedback.", "bias."];
    kinds.iter().any(|kind| name.starts_with(kind))
}

/// Opens a file that holds what the network needs, and nothing else that `matters`.
fn open(
    path: &Path,
    wiring: &Wiring,
    feedback: FeedbackWeights,
    matters: impl Fn(&str) -> bool,
) -> Result<(TensorFile, Plan), WeightsFileError> {
    let at = |kind| WeightsFileError::new(path, kind);
    let file = TensorFile::open(path).map_err(|error| at(Kind::File(error)))?;
    if let Some(found) = file.metadata().get("format_version")
        && found != FORMAT_VERSION
    {
        let found = found.chars().take(40).collect();
        return Err(at(Kind::Version { found }));
    }
    let holds = |kind: &str| file.tensors().keys().any(|name| name.starts_with(kind));
    let is_mirrored = feedback == FeedbackWeights::Mirrored;
    let plan = Plan {
        has_feedback: is_mirrored && holds("feedback."),
        has_bias: wiring.has_any_bias() && holds("bias."),
    };
    let needed = needed(wiring, &plan);
    // Earlier versions wrote no feedback of a projection without synapses.
    let may_lack = |name: &str, shape: &[usize]| {
        name.starts_with("feedback.") && shape == [0] && !file.tensors().contains_key(name)
    };
    let held = needed.iter();
    for (name, shape, is_float) in held.filter(|(name, shape, _)| !may_lack(name, shape)) {
        check_tensor(&file, name, shape, *is_float).map_err(at)?;
    }
    let is_needed = |name: &str| needed.iter().any(|(other, ..)| other == name);
    let names = file.tensors().keys().filter(|name| matters(name));
    let unused: Vec<&String> = names.filter(|name| !is_needed(name)).collect();
    if let Some(first) = unused.first() {
        let reason = reason(first, wiring, is_mirrored);
        let names = unused
            .iter()
            .take(20)
            .map(|name| name.escape_debug().to_string());
        let names = names.collect();
        return Err(at(Kind::Unused { names, reason }));
    }
    Ok((file, plan))
}

/// A tensor that is read: its name, its shape, and whether it holds floats.
type Needed = (String, Vec<usize>, bool);

/// Every tensor that is read, θ first.
fn needed(wiring: &Wiring, plan: &Plan) -> Vec<Needed> {
    let (mut theta, mut feedback) = (Vec::new(), Vec::new());
    for (e, projection) in wiring.projections().iter().enumerate() {
        let [rows, columns] = wiring.shape(e);
        let is_sparse = projection.pairs != Pairs::All;
        let shape = if is_sparse {
            vec![rows]
        } else {
            vec![rows, columns]
        };
        for side in ["pre", "post"].into_iter().filter(|_| is_sparse) {
            let name = format!("theta.{}.{side}", projection.name);
            theta.push((name, shape.clone(), false));
        }
        if plan.has_feedback && wiring.has_feedback(e) {
            feedback.push((tensor_of("feedback", projection), shape.clone(), true));
        }
        theta.push((tensor_of("theta", projection), shape, true));
    }
    let with_bias = wiring
        .populations()
        .iter()
        .filter(|of| of.has_bias && plan.has_bias);
    let biases = with_bias.map(|of| (format!("bias.{}", of.name), vec![of.size], true));
    theta.into_iter().chain(feedback).chain(biases).collect()
}

/// Why the network has no use for a tensor.
fn reason(name: &str, wiring: &Wiring, is_mirrored: bool) -> String {
    let bias = wiring.has_any_bias();
    match name {
        name if name.starts_with("bias.") && !bias => {
            "network.bias is false, so no neuron has a bias".to_owned()
        }
        name if name.starts_with("feedback.") && !is_mirrored => {
            "network.feedback_weights is Independent, so they are drawn; with Mirrored they are read"
                .to_owned()
        }
        _ if !wiring.is_chain() => {
            let plan = Plan {
                has_feedback: is_mirrored,
                has_bias: bias,
            };
            let needed = needed(wiring, &plan).into_iter();
            let used: Vec<String> = needed.map(|(name, ..)| name).collect();
            format!("it uses {}", used.join(", "))
        }
        _ => {
            let depth = wiring.depth();
            let feedback = if is_mirrored { depth - 1 } else { 0 };
            let mut used = vec![names("theta", 1, depth)];
            used.extend((feedback > 0).then(|| names("feedback", 1, feedback)));
            used.extend(bias.then(|| names("bias", 0, depth - 1)));
            format!("it uses {}", used.join(", "))
        }
    }
}

fn names(kind: &str, first: usize, last: usize) -> String {
    match first == last {
        true => format!("{kind}.{first}"),
        false => format!("{kind}.{first} to {kind}.{last}"),
    }
}

fn check_tensor(
    file: &TensorFile,
    name: &str,
    shape: &[usize],
    is_float: bool,
) -> Result<(), Kind> {
    let Some(info) = file.tensors().get(name) else {
        return Err(Kind::Missing {
            name: name.to_owned(),
            present: file.listed(),
        });
    };
    if info.shape != shape {
        let (found, expected) = (info.shape.clone(), shape.to_vec());
        return Err(Kind::Shape {
            name: name.to_owned(),
            found,
            expected,
        });
    }
    let is_right = match is_float {
        true => info.element.is_float(),
        false => info.element.is_integer(),
    };
    if !is_right {
        return Err(Kind::Type {
            wanted: if is_float {
                "F32 and F64"
            } else {
                "whole numbers"
            },
            name: name.to_owned(),
            found: info.element.clone(),
        });
    }
    Ok(())
}

/// The numbers of a tensor that was checked, `n_columns` in a row.
fn values<S: Scalar>(file: &mut TensorFile, name: &str, n_columns: usize) -> Result<Vec<S>, Kind> {
    let bytes = file.bytes(name).map_err(Kind::File)?.unwrap_or_default();
    let Some(Stored::Floats(stored)) = file.tensors()[name].element.decode(&bytes) else {
        unreachable!("bug: the type of tensor {name} was checked");
    };
    let place = |position: usize| {
        let (row, column) = (position / n_columns, position % n_columns);
        match name.starts_with("bias.") {
            true => format!("row {row}"),
            false => format!("row {row}, column {column}"),
        }
    };
    for (position, found) in stored.iter().enumerate() {
        let (name, place) = (name.to_owned(), place(position));
        if !found.is_finite() {
            return Err(Kind::NotFinite {
                name,
                place,
                found: *found,
            });
        }
        let (held, found, precision) = (S::from_f64(*found), *found, S::PRECISION);
        if !held.is_finite() {
            return Err(Kind::Unrepresentable {
                name,
                place,
                found,
                precision,
            });
        }
        // A weight of 0 is another weight: it is told, and decays to itself.
        if held.is_zero() && found != 0.0 {
            return Err(Kind::Vanishing {
                name,
                place,
                found,
                precision,
            });
        }
    }
    match file.metadata().get(&format!("fractions.{name}")) {
        Some(text) if S::PRECISION == Precision::Exact => fractions(text, name, &stored, place),
        _ => Ok(stored.into_iter().map(S::from_f64).collect()),
    }
}

/// The fractions that stand beside a tensor, each of them the one whose nearest float the
/// tensor holds.
fn fractions<S: Scalar>(
    text: &str,
    name: &str,
    stored: &[f64],
    place: impl Fn(usize) -> String,
) -> Result<Vec<S>, Kind> {
    let wrong = |problem: String| Kind::Fractions {
        name: name.to_owned(),
        problem,
    };
    let texts: Vec<&str> = text.split_ascii_whitespace().collect();
    if texts.len() != stored.len() {
        let problem = format!("there are {}, expected {}", texts.len(), stored.len());
        return Err(wrong(problem));
    }
    let fraction = |(position, (text, &stored)): (usize, (&&str, &f64))| {
        let shown: String = text.chars().take(60).collect();
        let number: Number = text.parse().map_err(|_| {
            let shown = shown.escape_debug();
            wrong(format!(
                "'{shown}' at {} is no fraction such as -1/3",
                place(position)
            ))
        })?;
        let value = S::from_number(&number);
        match value.to_f64() == stored {
            true => Ok(value),
            false => Err(wrong(format!(
                "{shown} at {}, where the tensor holds {stored:?}",
                place(position)
            ))),
        }
    };
    texts.iter().zip(stored).enumerate().map(fraction).collect()
}

#[cfg(test)]
mod tests;
