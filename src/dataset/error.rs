//! Why examples could not be loaded.
//!
//! Promises: the message names the file, what was found there and what was expected.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use safetensors::tensor::Dtype;

use super::mnist::Absence;
use crate::scalar::Precision;

/// Examples that could not be loaded.
///
/// ```
/// use fazil::dataset::Source;
/// let source: Source = ron::from_str("Digits(test: 2)")?;
/// let error = source.load::<f32>(None).unwrap_err();
/// assert_eq!(error.to_string(), "digits: test is 2, expected a fraction in [0, 1)");
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Debug)]
pub struct DatasetError {
    /// The file, or the name of a source that has none.
    place: String,
    kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Io(std::io::Error),
    /// Looked for in the error's place and here.
    NotFound(Vec<PathBuf>),
    NoTraining,
    Widths {
        what: &'static str,
        train: usize,
        test: usize,
    },
    Range {
        what: &'static str,
        /// As it was written.
        low: String,
        high: String,
        precision: Precision,
    },
    Fraction(String),
    PairLength {
        name: String,
        found: usize,
        expected: usize,
    },
    TooLarge {
        name: String,
        number: String,
        precision: Precision,
    },
    Mnist(Absence),
    Magic {
        found: u32,
        expected: u32,
    },
    Short {
        found: u64,
        expected: u64,
    },
    Long {
        expected: u64,
    },
    NoPixels {
        rows: usize,
        columns: usize,
    },
    Count {
        labels: PathBuf,
        n_labels: usize,
        n_images: usize,
    },
    TooFew {
        found: usize,
        asked: usize,
    },
    Label {
        position: usize,
        found: u8,
        limit: u8,
    },
    Format(safetensors::SafeTensorError),
    Missing {
        name: &'static str,
        present: Vec<String>,
    },
    Shape {
        name: &'static str,
        found: Vec<usize>,
        expected: String,
    },
    Type {
        name: &'static str,
        found: Dtype,
        readable: &'static str,
    },
    NotFinite {
        name: &'static str,
        position: usize,
        found: f64,
        precision: Precision,
    },
    Class {
        position: usize,
        found: i64,
    },
}

impl DatasetError {
    pub(super) fn new(place: &str, kind: Kind) -> Self {
        Self {
            place: place.to_owned(),
            kind,
        }
    }

    pub(super) fn at(path: &Path, kind: Kind) -> Self {
        Self::new(&path.display().to_string(), kind)
    }
}

impl fmt::Display for DatasetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.kind)
    }
}

impl fmt::Display for Kind {
    #[rustfmt::skip] // One line a kind, so that the messages can be read as a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{error}"),
            Self::NotFound(others) => not_found(f, others),
            Self::NoTraining => write!(f, "no example to learn from"),
            Self::Widths { what, train, test } =>
                write!(f, "the {what} of test examples hold {test} numbers, those of training examples {train}"),
            Self::Range { what, low, high, precision } =>
                write!(f, "the {what} range ({low}, {high}) is too wide for {precision:?}"),
            Self::Fraction(found) => write!(f, "test is {found}, expected a fraction in [0, 1)"),
            Self::PairLength { name, found, expected } =>
                write!(f, "{name} holds {found} numbers, expected {expected}"),
            Self::TooLarge { name, number, precision } =>
                write!(f, "{name} holds {number}, too large for {precision:?}"),
            Self::Mnist(absence) => write!(f, "{absence}"),
            Self::Magic { found, expected } =>
                write!(f, "starts with the magic number {found:#010x}, expected {expected:#010x} (IDX, {})", idx_name(*expected)),
            Self::Short { found, expected } =>
                write!(f, "ends after {found} bytes (uncompressed), expected {expected}"),
            Self::Long { expected } =>
                write!(f, "goes on after {expected} bytes (uncompressed), where its header ends it"),
            Self::NoPixels { rows, columns } =>
                write!(f, "images are {rows}x{columns} pixels, expected at least 1x1"),
            Self::Count { labels, n_labels, n_images } =>
                write!(f, "holds {n_images} images, but {} holds {n_labels} labels", labels.display()),
            Self::TooFew { found, asked } =>
                write!(f, "holds {found} examples, {asked} are asked for"),
            Self::Label { position, found, limit } =>
                write!(f, "label {position} (counted from 0) is {found}, expected at most {limit}"),
            Self::Format(error) => write!(f, "not a safetensors file ({error})"),
            Self::Missing { name, present } =>
                write!(f, "no tensor '{name}'; it holds {}", listed(present)),
            Self::Shape { name, found, expected } =>
                write!(f, "tensor '{name}' is {found:?}, expected {expected}"),
            Self::Type { name, found, readable } =>
                write!(f, "tensor '{name}' is {found:?}; {readable} can be read"),
            Self::NotFinite { name, position, found, precision } =>
                write!(f, "tensor '{name}' is not finite as {precision:?} at position {position}: {found:?}"),
            Self::Class { position, found } =>
                write!(f, "tensor 'label' is {found} at position {position}, expected a class in [0, 2^32)"),
        }
    }
}

fn not_found(f: &mut fmt::Formatter<'_>, others: &[PathBuf]) -> fmt::Result {
    write!(f, "no such file")?;
    others
        .iter()
        .try_for_each(|other| write!(f, ", nor {}", other.display()))
}

fn idx_name(magic: u32) -> &'static str {
    if magic == 0x803 { "images" } else { "labels" }
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

impl Error for DatasetError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            Kind::Io(error) => Some(error),
            Kind::Format(error) => Some(error),
            _ => None,
        }
    }
}
