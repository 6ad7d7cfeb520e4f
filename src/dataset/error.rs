//! Why examples could not be loaded.
//!
//! Promises: the message names the file, what was found there and what was expected.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use super::mnist::Absence;
use crate::input_file::{Element, InputFileError};
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
    File(InputFileError),
    NoDirectory,
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
        /// Entries, then the shape of one; `None` within the header.
        announced: Option<Vec<u32>>,
    },
    Long {
        expected: u64,
        announced: Vec<u32>,
    },
    NoPixels {
        rows: u32,
        columns: u32,
    },
    ImageShapes {
        found: [u32; 2],
        expected: [u32; 2],
        others: PathBuf,
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
        n_outputs: usize,
        n_needed: usize,
    },
    Missing {
        name: &'static str,
        present: String,
    },
    Shape {
        name: &'static str,
        found: Vec<usize>,
        expected: String,
    },
    Type {
        name: &'static str,
        found: Element,
        readable: &'static str,
        /// The first number that is not of a readable type, and its row.
        first: Option<(usize, f64)>,
    },
    NotFinite {
        name: &'static str,
        row: usize,
        column: usize,
        found: f64,
    },
    Unrepresentable {
        name: &'static str,
        row: usize,
        column: usize,
        found: f64,
        precision: Precision,
    },
    Class {
        row: usize,
        found: i128,
        n_outputs: usize,
    },
    Contradiction {
        row: usize,
        label: u32,
        target: u32,
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
            Self::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => write!(f, "{error}"),
            Self::Io(error) => write!(f, "cannot be read ({error})"),
            Self::File(error) => write!(f, "{}", error.problem()),
            Self::NoDirectory => write!(f, "is a file, expected the directory of the four IDX files"),
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
                write!(f, "starts with the magic number {found:#010x}{}, expected {expected:#010x} ({})", in_brackets(*found), idx_name(*expected).unwrap_or_default()),
            Self::Short { found, expected, announced: None } =>
                write!(f, "ends after {found} bytes (uncompressed), expected a header of {expected}"),
            Self::Short { found, expected, announced: Some(dimensions) } =>
                write!(f, "ends after {found} bytes (uncompressed), expected {expected}: its header announces {}", entries(dimensions)),
            Self::Long { expected, announced } =>
                write!(f, "goes on after {expected} bytes (uncompressed), where its header ends it: it announces {}", entries(announced)),
            Self::NoPixels { rows, columns } =>
                write!(f, "images are {rows}x{columns} pixels, expected at least 1x1"),
            Self::ImageShapes { found: [rows, columns], expected: [n, m], others } =>
                write!(f, "images are {rows}x{columns} pixels, expected {n}x{m}, as in {}", others.display()),
            Self::Count { labels, n_labels, n_images } =>
                write!(f, "holds {n_images} images, but {} holds {n_labels} labels", labels.display()),
            Self::TooFew { found, asked } =>
                write!(f, "holds {found} examples, {asked} are asked for"),
            Self::Label { position, found, n_outputs, n_needed } =>
                write!(f, "label {position} (counted from 0) is {found}, expected at most {}: the network has {n_outputs} outputs, and the labels need {n_needed}", n_outputs.saturating_sub(1)),
            _ => self.fmt_of_tensor(f),
        }
    }
}

impl Kind {
    /// What is wrong with a tensor.
    #[rustfmt::skip] // As above.
    fn fmt_of_tensor(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name, present } =>
                write!(f, "no tensor '{name}'; it holds {present}"),
            Self::Shape { name, found, expected } =>
                write!(f, "tensor '{name}' is {found:?}, expected {expected}"),
            Self::Type { name, found, readable, first: None } =>
                write!(f, "tensor '{name}' is {found}; {readable} can be read"),
            Self::Type { name, found, readable, first: Some((row, number)) } =>
                write!(f, "tensor '{name}' is {found} ({number:?} at row {row}, counted from 0); {readable} can be read"),
            Self::NotFinite { name, row, column, found } =>
                write!(f, "tensor '{name}' holds {found:?} at row {row}, column {column} (counted from 0), expected finite numbers"),
            Self::Unrepresentable { name, row, column, found, precision } =>
                write!(f, "tensor '{name}' holds {found:?} at row {row}, column {column} (counted from 0), too large for {precision:?}"),
            Self::Class { row, found, n_outputs: 1 } =>
                write!(f, "tensor 'label' holds {found} at row {row} (counted from 0), expected 0 or 1, the classes of a single output"),
            Self::Class { row, found, n_outputs } =>
                write!(f, "tensor 'label' holds {found} at row {row} (counted from 0), expected 0 to {}: classes are counted from 0, and a target has {n_outputs} numbers", n_outputs - 1),
            Self::Contradiction { row, label, target } =>
                write!(f, "tensor 'label' holds {label} at row {row} (counted from 0), and the target's highest number is at {target}; classes are counted from 0, as numbers in a target are"),
            _ => unreachable!("bug: {self:?} is about no tensor"),
        }
    }
}

/// What an IDX magic number stands for, where it is one.
fn idx_name(magic: u32) -> Option<String> {
    let [0, 0, element, n_dimensions] = magic.to_be_bytes() else {
        return None;
    };
    let element = match element {
        0x08 if n_dimensions == 3 => return Some("IDX, images".to_owned()),
        0x08 if n_dimensions == 1 => return Some("IDX, labels".to_owned()),
        0x08 => "bytes",
        0x09 => "signed bytes",
        0x0b => "2-byte integers",
        0x0c => "4-byte integers",
        0x0d => "4-byte floats",
        0x0e => "8-byte floats",
        _ => return None,
    };
    Some(format!("IDX, {element} in {n_dimensions} dimensions"))
}

fn in_brackets(magic: u32) -> String {
    idx_name(magic).map_or(String::new(), |name| format!(" ({name})"))
}

/// What an IDX header announces: so many entries of such a shape.
fn entries(dimensions: &[u32]) -> String {
    match dimensions.split_first() {
        Some((n, [])) => format!("{n} entries of 1 byte"),
        Some((n, shape)) => {
            let shape: Vec<String> = shape.iter().map(u32::to_string).collect();
            format!("{n} entries of {} bytes", shape.join("x"))
        }
        None => "nothing".to_owned(),
    }
}

impl Error for DatasetError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            Kind::Io(error) => Some(error),
            Kind::File(error) => Some(error),
            _ => None,
        }
    }
}
