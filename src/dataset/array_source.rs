//! Examples in arrays of which each has a name: `.npy` files, arrays of a `.npz` file, IDX files.
//!
//! Promises that headers alone say how large the data are, labels aside. Refuses to know formats.

use super::array::{Array, Arrays, rows_and_columns};
use super::classes::{Labels, check_n_names, n_classes};
use super::error::{DatasetError, Kind};
use super::extent::Extent;
use super::files::ArrayNames;
use super::hold_out::HoldOut;
use super::preparation::{Preparation, Test};
use super::scale::{Scale, idle_setting, no_levels};
use super::split::Split;
use crate::input_file::Stored;
use crate::scalar::{Number, Scalar};

/// What becomes of arrays.
pub(super) struct ArrayOptions<'s> {
    /// The file, or that of the inputs.
    pub place: &'s str,
    pub classes: &'s [String],
    pub input: &'s (Number, Number),
    pub scale: &'s Scale,
    pub target: &'s (Number, Number),
    pub target_scale: &'s Scale,
    pub hold_out: Option<&'s HoldOut>,
}

/// What the headers of the arrays of some examples say.
pub(super) struct Sizes {
    /// Examples.
    pub n: usize,
    pub n_inputs: usize,
    /// 0 where there are labels only.
    pub n_targets: usize,
    /// Whether the inputs are grey levels.
    pub are_bytes: bool,
    /// Whether there are labels, beside targets or without them.
    pub has_labels: bool,
    /// Read where there are no targets.
    pub labels: Option<Labels>,
}

/// What the header of an array says.
pub(super) struct ArrayHeader {
    /// The file.
    pub place: String,
    /// How a message calls the array.
    pub name: String,
    pub shape: Vec<usize>,
    /// Whether its numbers are grey levels, if they are inputs.
    pub are_bytes: bool,
}

/// How arrays are read by their names.
pub(super) trait ArrayReader {
    /// What the header of an array says.
    fn header(&mut self, name: &str) -> Result<ArrayHeader, DatasetError>;
    /// A whole array.
    fn read(&mut self, name: &str) -> Result<Array, DatasetError>;
}

impl ArrayOptions<'_> {
    /// Training and test examples from these arrays.
    pub(super) fn split<S: Scalar>(
        self,
        train: Arrays,
        test: Option<Arrays>,
        n_outputs: Option<usize>,
    ) -> Result<Split<S>, DatasetError> {
        if let Some(test) = &test {
            self.check_answers(train.targets.is_some(), test.targets.is_some())?;
        }
        self.check_settings(train.targets.is_some())?;
        let of_test = test.as_ref().and_then(|test| test.labels.as_ref());
        let labels: Vec<&Labels> = train.labels.iter().chain(of_test).collect();
        let n_classes = match train.targets {
            Some(_) => 0,
            None => n_classes(&labels, self.classes, n_outputs)?,
        };
        let are_bytes = |arrays: &Arrays| matches!(arrays.inputs.stored, Stored::Bytes(_));
        let is_of_levels = are_bytes(&train) && test.as_ref().is_none_or(are_bytes);
        let test = match test {
            None => Test::Training,
            Some(test) => Test::Others(test.unscaled(n_classes)?),
        };
        let preparation = Preparation {
            place: self.place,
            input: self.input,
            scale: self.scale,
            highest: is_of_levels.then_some(u8::MAX.into()),
            target: self.target,
            target_scale: self.target_scale,
            hold_out: self.hold_out,
            n_classes,
            classes: self.classes.to_vec(),
        };
        preparation.split(train.unscaled(n_classes)?, test)
    }

    /// How large the data are.
    pub(super) fn extent(self, train: Sizes, test: Option<Sizes>) -> Result<Extent, DatasetError> {
        let refuse = |kind| Err(DatasetError::new(self.place, kind));
        let mut labels: Vec<&Labels> = train.labels.iter().collect();
        if let Some(test) = &test {
            self.check_answers(train.n_targets > 0, test.n_targets > 0)?;
            for (what, train, test) in [
                ("inputs", train.n_inputs, test.n_inputs),
                ("targets", train.n_targets, test.n_targets),
            ] {
                if train != test {
                    return refuse(Kind::Widths { what, train, test });
                }
            }
            labels.extend(&test.labels);
        }
        if train.n == 0 {
            return refuse(Kind::NoTraining);
        }
        self.check_settings(train.n_targets > 0)?;
        let are_bytes = train.are_bytes && test.as_ref().is_none_or(|test| test.are_bytes);
        if *self.scale == Scale::Levels && !are_bytes {
            return Err(no_levels(self.place, "input"));
        }
        let n_outputs = match train.n_targets {
            0 => n_classes(&labels, self.classes, None)?,
            n_targets => n_targets,
        };
        if train.n_targets > 0 && !self.classes.is_empty() {
            check_n_names(self.place, self.classes.len(), n_outputs, train.has_labels)?;
        }
        let extent = Extent {
            n_inputs: train.n_inputs,
            n_outputs,
            is_of_labels: train.n_targets == 0 && self.classes.is_empty(),
            is_mnist: false,
            n_train: train.n,
            n_test: test.map_or(train.n, |test| test.n),
        };
        extent.held_out(self.place, self.hold_out)
    }

    /// Refuses what is said of answers of the other kind, and would be ignored.
    fn check_settings(&self, has_targets: bool) -> Result<(), DatasetError> {
        match idle_setting(self.target_scale, self.target, has_targets) {
            None => Ok(()),
            Some((field, problem, expected)) => {
                Err(DatasetError::of_field(self.place, field, problem, expected))
            }
        }
    }

    fn check_answers(&self, train: bool, test: bool) -> Result<(), DatasetError> {
        match train == test {
            true => Ok(()),
            false => Err(DatasetError::new(self.place, Kind::AnswersDiffer)),
        }
    }
}

impl ArrayNames {
    /// The arrays themselves.
    pub(super) fn arrays(
        &self,
        reader: &mut dyn ArrayReader,
        label_column: Option<usize>,
    ) -> Result<Arrays, DatasetError> {
        self.check()?;
        let labels = self
            .labels
            .as_ref()
            .map(|name| reader.read(name)?.labels(label_column));
        let labels = labels.transpose()?;
        let targets = self
            .targets
            .as_ref()
            .map(|name| reader.read(name))
            .transpose()?;
        let inputs = reader.read(&self.inputs)?;
        Ok(Arrays {
            inputs,
            targets,
            labels,
        })
    }

    /// What their headers say.
    pub(super) fn sizes(
        &self,
        reader: &mut dyn ArrayReader,
        label_column: Option<usize>,
    ) -> Result<Sizes, DatasetError> {
        self.check()?;
        let mut size = |name: &str, rows: Option<usize>| {
            let header = reader.header(name)?;
            match rows_and_columns(&header.shape) {
                Some([n, n_columns]) if rows.is_none_or(|rows| rows == n) => {
                    Ok(([n, n_columns], header.are_bytes))
                }
                _ => {
                    let n = rows.map_or("any number of rows".to_owned(), |n| {
                        format!("{n} rows, as the inputs have,")
                    });
                    let expected = format!("{n} of at least 1 number");
                    let kind = Kind::ArrayShape {
                        name: header.name,
                        found: header.shape,
                        expected,
                    };
                    Err(DatasetError::new(&header.place, kind))
                }
            }
        };
        let ([n, n_inputs], are_bytes) = size(&self.inputs, None)?;
        if let Some(labels) = &self.labels {
            size(labels, Some(n))?;
        }
        let n_targets = self
            .targets
            .as_ref()
            .map(|name| size(name, Some(n)))
            .transpose()?;
        let n_targets = n_targets.map_or(0, |([_, n_targets], _)| n_targets);
        let labels = self.labels.as_ref().filter(|_| n_targets == 0);
        let labels = labels
            .map(|name| reader.read(name)?.labels(label_column))
            .transpose()?;
        Ok(Sizes {
            n,
            n_inputs,
            n_targets,
            are_bytes,
            has_labels: self.labels.is_some(),
            labels,
        })
    }

    fn check(&self) -> Result<(), DatasetError> {
        match self.labels.is_none() && self.targets.is_none() {
            true => {
                let told =
                    "nothing is said to be answered: name labels or targets beside the inputs";
                Err(DatasetError::new(&self.inputs, Kind::Told(told.to_owned())))
            }
            false => Ok(()),
        }
    }
}
