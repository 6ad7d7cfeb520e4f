//! Weight files: safetensors with `theta.l`, `feedback.l` and `bias.l`.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::initial::{FeedbackWeights, Initial};
use super::weights::{Matrix, Weights};
use crate::scalar::{Precision, Scalar};

/// The version of the layout of the weight files a run writes.
const FORMAT_VERSION: &str = "1";

/// A weight file that could not be read or written.
#[derive(Debug)]
pub struct WeightsFileError {
    path: PathBuf,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Io(std::io::Error),
    Unwritten(std::io::Error),
    Format(safetensors::SafeTensorError),
    Missing {
        name: String,
        present: Vec<String>,
    },
    Shape {
        name: String,
        found: Vec<usize>,
        expected: Vec<usize>,
    },
    Type {
        name: String,
        found: Dtype,
    },
    NotFinite {
        name: String,
        position: usize,
    },
}

impl WeightsFileError {
    /// Whether the file holds weights, but one of them is not a finite number.
    pub fn is_not_finite(&self) -> bool {
        matches!(self.kind, Kind::NotFinite { .. })
    }
}

impl fmt::Display for WeightsFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Kind::Unwritten(error) = &self.kind {
            return write!(f, "cannot write {}: {error}", self.path.display());
        }
        write!(f, "weight file {}: ", self.path.display())?;
        match &self.kind {
            Kind::Io(error) | Kind::Unwritten(error) => write!(f, "{error}"),
            Kind::Format(error) => write!(f, "not a safetensors file ({error})"),
            Kind::Missing { name, present } => {
                write!(f, "no tensor '{name}'; it holds {}", present.join(", "))
            }
            Kind::Shape {
                name,
                found,
                expected,
            } => {
                write!(
                    f,
                    "tensor '{name}' is {found:?}, the network needs {expected:?}"
                )
            }
            Kind::Type { name, found } => {
                write!(f, "tensor '{name}' is {found:?}; F32 and F64 can be read")
            }
            Kind::NotFinite { name, position } => {
                write!(f, "tensor '{name}' is not finite at position {position}")
            }
        }
    }
}

impl Error for WeightsFileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            Kind::Io(error) | Kind::Unwritten(error) => Some(error),
            Kind::Format(error) => Some(error),
            _ => None,
        }
    }
}

/// Reads the weights of a network with these widths (output first). Missing `bias.l` are born
/// 0; missing `feedback.l` mirror `theta.l`.
///
/// # Errors
/// If the file cannot be read, is not safetensors, or lacks a tensor or has one of the wrong
/// shape or type, or with a number that is not finite.
pub fn read_weights<S: Scalar>(
    path: &Path,
    widths: &[usize],
    bias: bool,
    feedback: FeedbackWeights,
) -> Result<Weights<S>, WeightsFileError> {
    let at = |kind| WeightsFileError {
        path: path.to_owned(),
        kind,
    };
    let bytes = std::fs::read(path).map_err(|error| at(Kind::Io(error)))?;
    let file = SafeTensors::deserialize(&bytes).map_err(|error| at(Kind::Format(error)))?;
    let depth = widths.len() - 1;
    let matrix = |kind: &str, l: usize| -> Result<Matrix<S>, WeightsFileError> {
        let (rows, columns) = (widths[l - 1], widths[l]);
        let values = tensor(&file, &format!("{kind}.{l}"), &[rows, columns]).map_err(at)?;
        Ok(Matrix {
            rows,
            columns,
            values,
        })
    };
    let theta = (1..=depth)
        .map(|l| matrix("theta", l))
        .collect::<Result<Vec<_>, _>>()?;
    let stored = file
        .names()
        .iter()
        .any(|name| name.starts_with("feedback."));
    let feedback = match feedback {
        FeedbackWeights::Mirrored if stored => (1..depth)
            .map(|l| matrix("feedback", l))
            .collect::<Result<Vec<_>, _>>()?,
        _ => Initial::File(String::new()).draw_feedback(feedback, widths, &theta),
    };
    let stored = file.names().iter().any(|name| name.starts_with("bias."));
    let bias = match (bias, stored) {
        (false, _) => Vec::new(),
        (true, false) => widths[..depth]
            .iter()
            .map(|&n| vec![S::zero(); n])
            .collect(),
        (true, true) => (0..depth)
            .map(|l| tensor(&file, &format!("bias.{l}"), &[widths[l]]).map_err(at))
            .collect::<Result<Vec<_>, _>>()?,
    };
    Ok(Weights {
        theta,
        feedback,
        bias,
    })
}

fn tensor<S: Scalar>(file: &SafeTensors<'_>, name: &str, shape: &[usize]) -> Result<Vec<S>, Kind> {
    let view = file.tensor(name).map_err(|_| {
        let mut present: Vec<String> = file.names().iter().map(|name| (*name).to_owned()).collect();
        present.sort();
        Kind::Missing {
            name: name.to_owned(),
            present,
        }
    })?;
    if view.shape() != shape {
        let (found, expected) = (view.shape().to_vec(), shape.to_vec());
        return Err(Kind::Shape {
            name: name.to_owned(),
            found,
            expected,
        });
    }
    let values: Vec<f64> = match view.dtype() {
        Dtype::F64 => view
            .data()
            .as_chunks()
            .0
            .iter()
            .map(|b| f64::from_le_bytes(*b))
            .collect(),
        Dtype::F32 => view
            .data()
            .as_chunks()
            .0
            .iter()
            .map(|b| f32::from_le_bytes(*b).into())
            .collect(),
        found => {
            return Err(Kind::Type {
                name: name.to_owned(),
                found,
            });
        }
    };
    if let Some(position) = values.iter().position(|value| !value.is_finite()) {
        return Err(Kind::NotFinite {
            name: name.to_owned(),
            position,
        });
    }
    Ok(values.into_iter().map(S::from_f64).collect())
}

/// Writes all weights: F32 or F64 as they are, halves as F64; `Exact` as the nearest F64, with the fractions
/// themselves as text in the metadata, one tensor a key.
///
/// # Errors
/// If the file cannot be written.
pub fn write_weights<S: Scalar>(path: &Path, weights: &Weights<S>) -> Result<(), WeightsFileError> {
    let mut tensors: Vec<(String, Vec<usize>, &[S])> = Vec::new();
    for (kind, matrices) in [("theta", &weights.theta), ("feedback", &weights.feedback)] {
        for (k, m) in matrices.iter().enumerate() {
            tensors.push((
                format!("{kind}.{}", k + 1),
                vec![m.rows, m.columns],
                &m.values,
            ));
        }
    }
    for (l, values) in weights.bias.iter().enumerate() {
        tensors.push((format!("bias.{l}"), vec![values.len()], values));
    }
    let mut metadata = HashMap::from([("format_version".to_owned(), FORMAT_VERSION.to_owned())]);
    let mut encoded = Vec::new();
    for (name, shape, values) in tensors {
        let mut bytes = Vec::new();
        match S::PRECISION {
            Precision::F32 | Precision::F64 => {
                values
                    .iter()
                    .for_each(|value| value.append_bytes(&mut bytes));
            }
            Precision::F16 => values
                .iter()
                .for_each(|value| value.to_f64().append_bytes(&mut bytes)),
            Precision::Exact => {
                let fractions: Vec<String> = values.iter().map(S::to_string).collect();
                metadata.insert(format!("fractions.{name}"), fractions.join(" "));
                values
                    .iter()
                    .for_each(|value| value.to_f64().append_bytes(&mut bytes));
            }
        }
        encoded.push((name, shape, bytes));
    }
    let dtype = if S::PRECISION == Precision::F32 {
        Dtype::F32
    } else {
        Dtype::F64
    };
    let at = |kind| WeightsFileError {
        path: path.to_owned(),
        kind,
    };
    let views = encoded
        .iter()
        .map(|(name, shape, bytes)| {
            TensorView::new(dtype, shape.clone(), bytes).map(|view| (name.as_str(), view))
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| at(Kind::Format(error)))?;
    let bytes =
        safetensors::serialize(views, Some(metadata)).map_err(|error| at(Kind::Format(error)))?;
    crate::disk::write_whole(path, &in_order(bytes)).map_err(|error| at(Kind::Unwritten(error)))
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
