//! Why examples could not be loaded.
//!
//! Promises: the message names the file, what was found there and what was expected.

mod words;

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

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
    kind: Box<Kind>,
}

#[derive(Debug)]
pub(super) enum Kind {
    Io(std::io::Error),
    File(InputFileError),
    NoDirectory,
    NoTraining,
    HandedOver,
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
    /// A magic number that is none of IDX.
    NoIdx {
        found: u32,
    },
    Magic {
        found: u32,
        expected: u32,
    },
    Short {
        found: u64,
        expected: u64,
        /// `None` within the header.
        announced: Option<Announced>,
    },
    Long {
        expected: u64,
        announced: Announced,
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
    /// Low and high are the same.
    EmptyRange {
        what: &'static str,
        low: String,
    },
    /// A column whose numbers lie too far apart, or too close together.
    Spread {
        what: &'static str,
        column: usize,
        precision: Precision,
    },
    /// A number that is not finite once it is scaled.
    Scaled {
        /// `training` or `test`.
        which: &'static str,
        what: &'static str,
        row: usize,
        column: usize,
        precision: Precision,
    },
    /// Test examples are named, and others are to be held out.
    TwoTests,
    /// Training examples have classes and test examples numbers, or the other way round.
    AnswersDiffer,
    NoStrata,
    /// An array of a shape that is none of examples.
    ArrayShape {
        name: String,
        found: Vec<usize>,
        expected: String,
    },
    FractionalLabel {
        name: String,
        row: usize,
        found: f64,
    },
    /// An integer that the precision does not hold.
    Inexact {
        name: String,
        row: usize,
        column: usize,
        found: i128,
        precision: Precision,
    },
    LabelCount {
        n_labels: usize,
        n: usize,
    },
    /// In words, with line and column.
    Told(String),
    /// A field of the source that does not suit what the file holds.
    Field {
        /// Below `data`, such as `hold_out.fraction`.
        field: &'static str,
        problem: String,
        expected: String,
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
        name: String,
        row: usize,
        column: usize,
        found: f64,
    },
    Unrepresentable {
        name: String,
        row: usize,
        column: usize,
        found: f64,
        precision: Precision,
    },
}

/// What an IDX header announces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Announced {
    /// Entries first, then the shape of an entry.
    pub dimensions: Vec<u32>,
    /// Bytes of one number.
    pub size: u64,
}

impl DatasetError {
    pub(super) fn new(place: &str, kind: Kind) -> Self {
        Self {
            place: place.to_owned(),
            kind: Box::new(kind),
        }
    }

    pub(super) fn at(path: &Path, kind: Kind) -> Self {
        Self::new(&path.display().to_string(), kind)
    }

    /// An error of a field of the source, rather than of a file.
    pub(super) fn of_field(
        place: &str,
        field: &'static str,
        problem: String,
        expected: impl Into<String>,
    ) -> Self {
        let expected = expected.into();
        let kind = Kind::Field {
            field,
            problem,
            expected,
        };
        Self::new(place, kind)
    }

    /// The field of the source that is at fault, what is wrong with it, and what is expected;
    /// `None` where a file is at fault.
    pub(crate) fn field(&self) -> Option<(&'static str, String, &str)> {
        match &*self.kind {
            Kind::Field {
                field,
                problem,
                expected,
            } => Some((field, format!("{}: {problem}", self.place), expected)),
            _ => None,
        }
    }
}

impl fmt::Display for DatasetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.kind)
    }
}

impl Error for DatasetError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &*self.kind {
            Kind::Io(error) => Some(error),
            Kind::File(error) => Some(error),
            _ => None,
        }
    }
}
