//! What may be wrong with weight files.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::input_file::{Element, InputFileError, without_number};
use crate::scalar::Precision;

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
    /// In a build that reads none.
    #[cfg(not(feature = "files"))]
    NoReader,
    File(InputFileError),
    Unwritten(std::io::Error),
    /// What cannot be written.
    Format(Box<dyn Error + Send + Sync>),
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
    /// A number that is not 0 and would be.
    Vanishing {
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
            Kind::Unwritten(error) => {
                let (path, cause) = (self.path.display(), without_number(error));
                write!(f, "cannot write {path}: {cause}")
            }
            kind => write!(f, "weight file {}: {kind}", self.path.display()),
        }
    }
}

impl fmt::Display for Kind {
    #[rustfmt::skip] // One line a kind, so that the messages can be read as a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(not(feature = "files"))]
            Self::NoReader => f.write_str(&crate::input_file::needs_feature("weight", "files")),
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
            Self::Vanishing { name, place, found, precision } =>
                write!(f, "tensor '{name}' holds {found:?} at {place} (counted from 0), so near to 0 that {precision:?} would make it 0; \
                           expected 0 or numbers that {precision:?} can hold"),
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
            Kind::Format(error) => Some(error.as_ref()),
            _ => None,
        }
    }
}
