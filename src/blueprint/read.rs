//! Reads weight files that a run, or another program, has written.
//!
//! Promises: every tensor in the file is used or refused by its name; an `Exact` run reads the
//! fractions that an `Exact` run wrote, and not the floats nearest to them.

use std::path::Path;

use super::files::{FORMAT_VERSION, Kind, WeightsFileError};
use super::initial::{FeedbackWeights, Initial};
use super::weights::{Matrix, Weights};
use crate::input_file::{Stored, TensorFile};
use crate::scalar::{Number, Precision, Scalar};

/// Reads the weights of a network with these widths (output first). Missing `bias.l` are born
/// 0; missing `feedback.l` mirror `theta.l`.
///
/// # Errors
/// If the file cannot be read, is not safetensors or of another version; lacks a tensor, or has
/// weights that the network does not use, or a tensor of the wrong shape or type; or holds a
/// number that is not finite in the precision `S`. Tensors of other names are passed over.
pub fn read_weights<S: Scalar>(
    path: &Path,
    widths: &[usize],
    bias: bool,
    feedback: FeedbackWeights,
) -> Result<Weights<S>, WeightsFileError> {
    let at = |kind| WeightsFileError::new(path, kind);
    let (mut file, plan) = open(path, widths, bias, feedback, is_of_weights)?;
    let depth = widths.len() - 1;
    let mut matrix = |kind: &str, l: usize| -> Result<Matrix<S>, WeightsFileError> {
        let (rows, columns) = (widths[l - 1], widths[l]);
        let values = values(&mut file, &format!("{kind}.{l}"), columns).map_err(at)?;
        Ok(Matrix {
            rows,
            columns,
            values,
        })
    };
    let theta = (1..=depth)
        .map(|l| matrix("theta", l))
        .collect::<Result<Vec<_>, _>>()?;
    let feedback = match plan.has_feedback {
        true => (1..depth)
            .map(|l| matrix("feedback", l))
            .collect::<Result<Vec<_>, _>>()?,
        false => Initial::File(String::new()).draw_feedback(feedback, widths, &theta),
    };
    let bias = match (bias, plan.has_bias) {
        (false, _) => Vec::new(),
        (true, false) => widths[..depth]
            .iter()
            .map(|&n| vec![S::zero(); n])
            .collect(),
        (true, true) => (0..depth)
            .map(|l| values(&mut file, &format!("bias.{l}"), 1).map_err(at))
            .collect::<Result<Vec<_>, _>>()?,
    };
    Ok(Weights {
        theta,
        feedback,
        bias,
    })
}

/// Compares the header of a weight file with the network, and reads no weight.
///
/// # Errors
/// As for [`read_weights`], numbers aside; and if there is any tensor that is not used.
pub fn check_weights(
    path: &Path,
    widths: &[usize],
    bias: bool,
    feedback: FeedbackWeights,
) -> Result<(), WeightsFileError> {
    open(path, widths, bias, feedback, |_| true).map(|_| ())
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
    widths: &[usize],
    bias: bool,
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
        has_bias: bias && holds("bias."),
    };
    let needed = needed(widths, &plan);
    for (name, shape) in &needed {
        check_tensor(&file, name, shape).map_err(at)?;
    }
    let is_needed = |name: &str| needed.iter().any(|(other, _)| other == name);
    let names = file.tensors().keys().filter(|name| matters(name));
    let unused: Vec<&String> = names.filter(|name| !is_needed(name)).collect();
    if let Some(first) = unused.first() {
        let reason = reason(first, widths.len() - 1, bias, is_mirrored);
        let names = unused
            .iter()
            .take(20)
            .map(|name| name.escape_debug().to_string());
        let names = names.collect();
        return Err(at(Kind::Unused { names, reason }));
    }
    Ok((file, plan))
}

/// The name and the shape of every tensor that is read.
fn needed(widths: &[usize], plan: &Plan) -> Vec<(String, Vec<usize>)> {
    let depth = widths.len() - 1;
    let matrix = |kind: &str, l: usize| (format!("{kind}.{l}"), vec![widths[l - 1], widths[l]]);
    let theta = (1..=depth).map(|l| matrix("theta", l));
    let feedback = (1..depth).map(|l| matrix("feedback", l));
    let bias = (0..depth).map(|l| (format!("bias.{l}"), vec![widths[l]]));
    let feedback = feedback.filter(|_| plan.has_feedback);
    theta
        .chain(feedback)
        .chain(bias.filter(|_| plan.has_bias))
        .collect()
}

/// Why the network has no use for a tensor.
fn reason(name: &str, depth: usize, bias: bool, is_mirrored: bool) -> String {
    match name {
        name if name.starts_with("bias.") && !bias => {
            "network.bias is false, so no neuron has a bias".to_owned()
        }
        name if name.starts_with("feedback.") && !is_mirrored => {
            "network.feedback_weights is Independent, so they are drawn; with Mirrored they are read"
                .to_owned()
        }
        _ => {
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

fn check_tensor(file: &TensorFile, name: &str, shape: &[usize]) -> Result<(), Kind> {
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
    if !info.element.is_float() {
        return Err(Kind::Type {
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
        if !S::from_f64(*found).is_finite() {
            let (found, precision) = (*found, S::PRECISION);
            return Err(Kind::Unrepresentable {
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
