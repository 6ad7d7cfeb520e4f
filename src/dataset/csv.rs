//! Examples in text files, a row each: numbers, and a label or numbers to answer.
//!
//! Promises: each number is the nearest of the precision to what is written; what is not understood
//! is refused with line and column. Nothing is skipped, padded or guessed.

mod cell;
mod columns;
mod rows;
mod text;

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Split;
use super::error::{DatasetError, Kind};
use super::extent::Extent;
use super::hold_out::HoldOut;
use super::scale::Scale;
use super::source::zero_to_one;
use super::unscaled::{Preparation, Test};
use crate::scalar::{Number, Scalar};
use columns::Columns;
use rows::Rows;

pub(super) use cell::shown;
pub(super) use rows::Table;

/// Whether a cell is a finite number.
pub(super) fn is_number(cell: &str) -> bool {
    cell::number::<f64>(cell).is_ok()
}

/// Comma-separated files, plain or gzip. `label` or `targets` says what is to be answered.
///
/// ```
/// use fazil::dataset::CsvFiles;
/// let files: CsvFiles = ron::from_str(r#"(train: "a.csv", label: Some("species"))"#)?;
/// assert_eq!((files.header, files.delimiter.as_str()), (true, ","));
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Csv")]
pub struct CsvFiles {
    /// The file of the training examples.
    pub train: String,
    /// The file of the test examples; `None`: those that are held out, or the training examples.
    #[serde(default)]
    pub test: Option<String>,
    /// Whether the first line has the names of the columns; without it they are called 0, 1, 2 …
    #[serde(default = "yes")]
    pub header: bool,
    /// What stands between cells: one ASCII character, such as `";"` or `"\t"`.
    #[serde(default = "comma")]
    pub delimiter: String,
    /// The column with each example's class, a name or a number counted from 0.
    #[serde(default)]
    pub label: Option<String>,
    /// Instead of a label: the columns with the numbers to answer.
    #[serde(default)]
    pub targets: Vec<String>,
    /// The columns of the inputs, in this order; none: all others, in the file's order.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// Columns that are neither, such as a number of the row.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// The classes by name, in the order of the outputs; none: labels that are all numbers are
    /// classes themselves, and names are sorted.
    #[serde(default)]
    pub classes: Vec<String>,
    /// The ends to which inputs are scaled.
    #[serde(default = "zero_to_one")]
    pub input: (Number, Number),
    /// How inputs are scaled.
    #[serde(default)]
    pub scale: Scale,
    /// What a target holds at the other classes, and at the example's own; or the ends to which
    /// targets are scaled.
    #[serde(default = "zero_to_one")]
    pub target: (Number, Number),
    /// How numbers to answer are scaled.
    #[serde(default)]
    pub target_scale: Scale,
    /// A part of the training examples that is tested on.
    #[serde(default)]
    pub hold_out: Option<HoldOut>,
}

fn yes() -> bool {
    true
}

fn comma() -> String {
    ",".to_owned()
}

impl CsvFiles {
    /// The paths of its files, with what they hold.
    pub(super) fn paths(&self) -> Vec<(&'static str, &str)> {
        let test = self.test.as_deref().map(|test| ("test", test));
        [("train", self.train.as_str())]
            .into_iter()
            .chain(test)
            .collect()
    }

    pub(super) fn load<S: Scalar>(
        &self,
        n_outputs: Option<usize>,
    ) -> Result<Split<S>, DatasetError> {
        let mut train = self.read::<S>(&self.train)?;
        let mut test = self
            .test
            .as_deref()
            .map(|test| self.read::<S>(test))
            .transpose()?;
        if let Some(test) = &test {
            test.columns
                .check_same(&train.columns, &self.train, test.place())?;
        }
        let (n_classes, classes) =
            rows::classes(&mut train, test.as_mut(), &self.classes, n_outputs)?;
        let preparation = Preparation {
            place: &self.train,
            input: &self.input,
            scale: &self.scale,
            highest: None,
            target: &self.target,
            target_scale: &self.target_scale,
            hold_out: self.hold_out.as_ref(),
            n_classes,
            classes,
        };
        let note = train.columns.unused_note(&self.train);
        let test = match test {
            None => Test::Training,
            Some(test) => Test::Others(test.unscaled(n_classes)?),
        };
        let mut split = preparation.split(train.unscaled(n_classes)?, test)?;
        split.notes.splice(0..0, note);
        Ok(split)
    }

    /// How large the data are. All rows are counted, and their labels read, but no numbers.
    pub(super) fn extent(&self) -> Result<Extent, DatasetError> {
        let mut train = self.count(&self.train)?;
        let mut test = self
            .test
            .as_deref()
            .map(|test| self.count(test))
            .transpose()?;
        if let Some(test) = &test {
            test.columns
                .check_same(&train.columns, &self.train, test.place())?;
        }
        let (n_classes, names) = rows::classes(&mut train, test.as_mut(), &self.classes, None)?;
        let n_targets = train.columns.targets.len();
        let n_train = train.n();
        if n_train == 0 {
            return Err(DatasetError::new(&self.train, Kind::NoTraining));
        }
        let n_test = test.as_ref().map_or(n_train, Rows::n);
        let extent = Extent {
            n_inputs: train.columns.inputs.len(),
            n_outputs: if n_targets > 0 { n_targets } else { n_classes },
            is_of_labels: n_targets == 0 && names.is_empty(),
            is_mnist: false,
            n_train,
            n_test,
        };
        Ok(extent.held_out(self.hold_out.as_ref()))
    }

    fn table(&self) -> Result<Table, DatasetError> {
        let delimiter = match self.delimiter.as_bytes() {
            [byte]
                if byte.is_ascii()
                    && !b"\"\r\n.-+".contains(byte)
                    && !byte.is_ascii_alphanumeric() =>
            {
                *byte
            }
            _ => {
                let found = self.delimiter.escape_debug().to_string();
                let kind = Kind::Told(format!(
                    "the delimiter is \"{found}\", expected one ASCII character such as \",\", \";\" or \"\\t\""
                ));
                return Err(DatasetError::new("csv", kind));
            }
        };
        Ok(Table {
            delimiter,
            has_header: self.header,
        })
    }

    fn read<S: Scalar>(&self, path: &str) -> Result<Rows<S>, DatasetError> {
        self.table()?
            .rows(Path::new(path), |names| Columns::of(self, names), true)
    }

    fn count(&self, path: &str) -> Result<Rows<f32>, DatasetError> {
        self.table()?
            .rows(Path::new(path), |names| Columns::of(self, names), false)
    }
}

#[cfg(test)]
mod tests;
