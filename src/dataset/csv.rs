//! Examples in text files, a row each: numbers, and a label or numbers to answer.
//!
//! Promises: each number is the nearest of the precision to what is written; what is not understood
//! is refused with line and column. Nothing is skipped, padded or guessed.

mod cell;
mod columns;
mod rows;
mod text;

use std::path::Path;

use super::classes::check_n_names;
use super::error::{DatasetError, Kind};
use super::extent::Extent;
use super::files::CsvFiles;
use super::preparation::{Preparation, Test};
use super::scale::{Scale, no_levels};
use super::split::Split;
use crate::scalar::Scalar;
use columns::Columns;
use rows::Rows;

pub(super) use rows::Table;

/// Whether a cell is a finite number.
pub(super) fn is_number(cell: &str) -> bool {
    cell::number::<f64>(cell).is_ok()
}

impl CsvFiles {
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
        if self.scale == Scale::Levels {
            return Err(no_levels(&self.train, "input"));
        }
        if n_targets > 0 && !names.is_empty() {
            check_n_names(&self.train, names.len(), n_targets, false)?;
        }
        let extent = Extent {
            n_inputs: train.columns.inputs.len(),
            n_outputs: if n_targets > 0 { n_targets } else { n_classes },
            is_of_labels: n_targets == 0 && names.is_empty(),
            is_mnist: false,
            n_train,
            n_test,
        };
        extent.held_out(&self.train, self.hold_out.as_ref())
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
