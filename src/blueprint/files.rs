//! Weight files: safetensors with `theta.NAME`, `feedback.NAME` and `bias.NAME`, in a chain the number of a layer; how they are written, and
//! what may be wrong with them.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use safetensors::tensor::{Dtype, TensorView};

use super::weights::Weights;
use crate::input_file::{Element, InputFileError};
use crate::scalar::{Precision, Scalar};
use crate::wiring::{Pairs, Wiring};

/// The version of the layout of the weight files a run writes.
pub(super) const FORMAT_VERSION: &str = "1";

/// A weight file that could not be read or written.
#[derive(Debug)]
pub struct WeightsFileError {
    path: PathBuf,
    kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    File(InputFileError),
    Unwritten(std::io::Error),
    /// What cannot be written.
    Format(safetensors::SafeTensorError),
    Version {
        found: String,
    },
    Missing {
        name: String,
        present: String,
    },
    Unused {
        names: Vec<String>,
        reason: String,
    },
    Shape {
        name: String,
        found: Vec<usize>,
        expected: Vec<usize>,
    },
    Type {
        name: String,
        found: Element,
        wanted: &'static str,
    },
    NotFinite {
        name: String,
        place: String,
        found: f64,
    },
    Unrepresentable {
        name: String,
        place: String,
        found: f64,
        precision: Precision,
    },
    Fractions {
        name: String,
        problem: String,
    },
    /// Pairs that the network does not have in that order.
    Pairs {
        name: String,
        place: usize,
        found: String,
        expected: String,
    },
}

impl WeightsFileError {
    pub(super) fn new(path: &Path, kind: Kind) -> Self {
        Self {
            path: path.to_owned(),
            kind,
        }
    }

    /// The message without the file's name.
    pub fn problem(&self) -> String {
        self.kind.to_string()
    }

    /// Whether the file holds weights, but one of them is not a finite number.
    pub fn is_not_finite(&self) -> bool {
        matches!(self.kind, Kind::NotFinite { .. })
    }
}

impl fmt::Display for WeightsFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Unwritten(error) => write!(f, "cannot write {}: {error}", self.path.display()),
            kind => write!(f, "weight file {}: {kind}", self.path.display()),
        }
    }
}

impl fmt::Display for Kind {
    #[rustfmt::skip] // One line a kind, so that the messages can be read as a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unwritten(error) => write!(f, "{error}"),
            Self::File(error) => write!(f, "{}", error.problem()),
            Self::Format(error) => write!(f, "cannot be written as safetensors ({error})"),
            Self::Version { found } =>
                write!(f, "is of format version {}, and this program reads version {FORMAT_VERSION}", found.escape_debug()),
            Self::Missing { name, present } => write!(f, "no tensor '{name}'; it holds {present}"),
            Self::Unused { names, reason } =>
                write!(f, "holds {}, which this network does not use: {reason}", names.join(", ")),
            Self::Shape { name, found, expected } =>
                write!(f, "tensor '{name}' is {found:?}, the network needs {expected:?}"),
            Self::Type { name, found, wanted } =>
                write!(f, "tensor '{name}' is {found}; {wanted} can be read"),
            Self::NotFinite { name, place, found } =>
                write!(f, "tensor '{name}' holds {found:?} at {place} (counted from 0), expected finite numbers"),
            Self::Unrepresentable { name, place, found, precision } =>
                write!(f, "tensor '{name}' holds {found:?} at {place} (counted from 0), too large for {precision:?}"),
            Self::Pairs { name, place, found, expected } =>
                write!(f, "tensor '{name}' holds {found} at {place} (counted from 0), and the network has {expected} there: \
                           weights are listed by post-synaptic neuron, then by pre-synaptic one"),
            Self::Fractions { name, problem } =>
                write!(f, "the fractions of tensor '{name}' are wrong: {problem}"),
        }
    }
}

impl Error for WeightsFileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            Kind::Unwritten(error) => Some(error),
            Kind::File(error) => Some(error),
            Kind::Format(error) => Some(error),
            _ => None,
        }
    }
}

/// Writes all weights: F32 or F64 as they are, halves as F64; `Exact` as the nearest F64, with the fractions
/// themselves as text in the metadata, one tensor a key. A projection whose pairs are listed has
/// `theta.NAME.value`, with `.pre` and `.post`, a number a pair each.
///
/// # Errors
/// If the file cannot be written.
pub fn write_weights<S: Scalar>(
    path: &Path,
    wiring: &Wiring,
    weights: &Weights<S>,
) -> Result<(), WeightsFileError> {
    let (tensors, pairs) = named(wiring, weights);
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
    let at = |kind| WeightsFileError {
        path: path.to_owned(),
        kind,
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
        .map_err(|error| at(Kind::Format(error)))?;
    let bytes =
        safetensors::serialize(views, Some(metadata)).map_err(|error| at(Kind::Format(error)))?;
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
        for (projection, matrix) in names.clone().zip(matrices) {
            let name = format!("{kind}.{}", projection.name);
            match &projection.pairs {
                _ if matrix.values.is_empty() && kind == "feedback" => {}
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
                        let pre = bytes(&mut sparse.pres().iter().copied());
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
