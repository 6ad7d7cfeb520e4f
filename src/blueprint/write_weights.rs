//! Weight files: safetensors with `theta.NAME`, `feedback.NAME` and `bias.NAME`, in a chain the
//! number of a layer; how they are written.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use safetensors::tensor::{Dtype, TensorView};

use super::error::{FORMAT_VERSION, Kind, WeightsFileError};
use super::weights::Weights;
use crate::scalar::{Precision, Scalar};
use crate::wiring::{Pairs, Wiring};

/// Writes all weights: F32 or F64 as they are, halves as F64; `Exact` as the nearest F64, with the fractions
/// themselves as text in the metadata, one tensor a key. A projection whose pairs are listed has
/// `theta.NAME.value`, with `.pre` and `.post`, a number a pair each.
///
/// # Errors
/// If the file cannot be written, or two projections have one name.
pub fn write_weights<S: Scalar>(
    path: &Path,
    wiring: &Wiring,
    weights: &Weights<S>,
) -> Result<(), WeightsFileError> {
    let at = |kind| WeightsFileError::new(path, kind);
    let (tensors, pairs) = named(wiring, weights);
    let names = tensors.iter().map(|(name, ..)| name);
    let mut names: Vec<&String> = names.chain(pairs.iter().map(|(name, _)| name)).collect();
    names.sort();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        let problem = format!("two tensors would be called '{}'", twice[0]);
        return Err(at(Kind::Format(problem.into())));
    }
    let mut metadata = HashMap::from([("format_version".to_owned(), FORMAT_VERSION.to_owned())]);
    let mut encoded = Vec::new();
    for (name, shape, values) in tensors {
        let mut bytes = Vec::new();
        let is_as_it_is = matches!(S::PRECISION, Precision::F32 | Precision::F64);
        for value in values {
            match is_as_it_is {
                true => value.append_bytes(&mut bytes),
                false => value.to_f64().append_bytes(&mut bytes),
            }
        }
        if S::PRECISION == Precision::Exact {
            let fractions: Vec<String> = values.iter().map(S::to_string).collect();
            metadata.insert(format!("fractions.{name}"), fractions.join(" "));
        }
        encoded.push((name, shape, bytes));
    }
    let dtype = if S::PRECISION == Precision::F32 {
        Dtype::F32
    } else {
        Dtype::F64
    };
    let views = encoded
        .iter()
        .map(|(name, shape, bytes)| {
            TensorView::new(dtype, shape.clone(), bytes).map(|view| (name.as_str(), view))
        })
        .chain(pairs.iter().map(|(name, bytes)| {
            let shape = vec![bytes.len() / size_of::<u32>()];
            TensorView::new(Dtype::U32, shape, bytes).map(|view| (name.as_str(), view))
        }))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| at(Kind::Format(error.into())))?;
    let bytes = safetensors::serialize(views, Some(metadata))
        .map_err(|error| at(Kind::Format(error.into())))?;
    crate::disk::write_whole(path, &in_order(bytes)).map_err(|error| at(Kind::Unwritten(error)))
}

/// Name, shape and numbers of a tensor.
type Named<'a, S> = (String, Vec<usize>, &'a [S]);

/// Name and bytes of a tensor of indices.
type PairList = (String, Vec<u8>);

/// The tensors of weights, and those of pairs.
fn named<'a, S: Scalar>(
    wiring: &Wiring,
    weights: &'a Weights<S>,
) -> (Vec<Named<'a, S>>, Vec<PairList>) {
    let mut tensors: Vec<Named<'a, S>> = Vec::new();
    let mut pairs: Vec<(String, Vec<u8>)> = Vec::new();
    let names = wiring.projections().iter();
    for (kind, matrices) in [("theta", &weights.theta), ("feedback", &weights.feedback)] {
        for (e, (projection, matrix)) in names.clone().zip(matrices).enumerate() {
            let name = format!("{kind}.{}", projection.name);
            // A projection without synapses has an empty tensor of each kind.
            let is_expected = kind == "theta" || wiring.has_feedback(e) && wiring.n_pairs(e) == 0;
            match &projection.pairs {
                _ if matrix.values.is_empty() && !is_expected => {}
                Pairs::All => {
                    let shape = vec![matrix.rows, matrix.columns];
                    tensors.push((name, shape, &matrix.values));
                }
                Pairs::Some(sparse) => {
                    let n = matrix.values.len();
                    tensors.push((format!("{name}.value"), vec![n], &matrix.values));
                    if kind == "theta" {
                        let bytes = |numbers: &mut dyn Iterator<Item = u32>| {
                            numbers.flat_map(u32::to_le_bytes).collect()
                        };
                        let pre = bytes(&mut sparse.pres_by_synapse());
                        let post = bytes(&mut sparse.posts_by_synapse());
                        pairs.push((format!("{name}.pre"), pre));
                        pairs.push((format!("{name}.post"), post));
                    }
                }
            }
        }
    }
    for (population, values) in wiring.populations().iter().zip(&weights.bias) {
        if !values.is_empty() {
            tensors.push((
                format!("bias.{}", population.name),
                vec![values.len()],
                values,
            ));
        }
    }
    (tensors, pairs)
}

/// The same file with its header in alphabetical order: `safetensors` writes metadata in hash
/// order, so the same weights would make other bytes in every run.
///
/// ```text
/// length of the header [8] | header in JSON, filled up with blanks | numbers
/// ```
fn in_order(bytes: Vec<u8>) -> Vec<u8> {
    type Header = BTreeMap<String, BTreeMap<String, serde_json::Value>>;
    let (length, rest) = bytes
        .split_first_chunk()
        .expect("bug: a safetensors file begins with a length");
    let (header, numbers) = rest.split_at(u64::from_le_bytes(*length) as usize);
    let header: Header = serde_json::from_slice(header).expect("bug: a header is JSON");
    let mut header = serde_json::to_vec(&header).expect("bug: JSON can be written");
    header.resize(header.len().next_multiple_of(8), b' ');
    let length = (header.len() as u64).to_le_bytes();
    [&length, header.as_slice(), numbers].concat()
}
