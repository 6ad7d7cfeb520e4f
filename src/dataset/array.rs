//! Arrays of numbers from files, as inputs, targets and labels.
//!
//! Promises: each number is the nearest of the precision to the one stored, and finite; an integer
//! that the precision does not hold exactly is refused. The first index counts examples; all others
//! together are the numbers of one.

use super::classes::Labels;
use super::error::{DatasetError, Kind};
use super::unscaled::{Answers, Numbers, Unscaled};
use crate::input_file::Stored;
use crate::scalar::{Number, Precision, Scalar};

/// An array, read.
pub(super) struct Array {
    /// The file.
    pub place: String,
    /// How a message calls it, such as `tensor 'input'`.
    pub name: String,
    pub shape: Vec<usize>,
    pub stored: Stored,
}

/// The arrays of some examples.
pub(super) struct Arrays {
    pub inputs: Array,
    pub targets: Option<Array>,
    /// Labels that were checked.
    pub labels: Option<Labels>,
}

impl Arrays {
    /// The examples; labels alone must be classes of so many.
    pub(super) fn unscaled<S: Scalar>(self, n_classes: usize) -> Result<Unscaled<S>, DatasetError> {
        let n = self.inputs.n()?;
        let (n_inputs, inputs) = self.inputs.numbers()?;
        if let Some(labels) = &self.labels {
            labels.check_count(n)?;
        }
        let answers = match self.targets {
            None => {
                let labels = self.labels.as_ref();
                let labels = labels.map_or(Ok(Vec::new()), |labels| labels.classes(n_classes));
                Answers::Classes(labels?)
            }
            Some(targets) => {
                if targets.n()? != n {
                    let expected = format!("{n} rows, as the inputs have");
                    return Err(targets.refuse(|name| Kind::ArrayShape {
                        name,
                        found: targets.shape.clone(),
                        expected,
                    }));
                }
                let (n_outputs, values) = targets.numbers()?;
                let values = values.into_values();
                let labels = self.labels.as_ref();
                let labels = labels
                    .map(|labels| labels.classes_beside(&values, n_outputs))
                    .transpose()?;
                Answers::Targets {
                    n_outputs,
                    values,
                    labels,
                }
            }
        };
        Ok(Unscaled {
            n_inputs,
            inputs,
            answers,
        })
    }
}

impl Array {
    /// How many examples it is of.
    pub(super) fn n(&self) -> Result<usize, DatasetError> {
        rows_and_columns(&self.shape)
            .map(|[n, _]| n)
            .ok_or_else(|| self.no_rows())
    }

    fn no_rows(&self) -> DatasetError {
        let (found, expected) = (
            self.shape.clone(),
            "a row of at least 1 number for each example".to_owned(),
        );
        self.refuse(|name| Kind::ArrayShape {
            name,
            found,
            expected,
        })
    }

    fn refuse(&self, kind: impl FnOnce(String) -> Kind) -> DatasetError {
        DatasetError::new(&self.place, kind(self.name.clone()))
    }

    /// Numbers in a row, and all numbers.
    pub(super) fn numbers<S: Scalar>(self) -> Result<(usize, Numbers<S>), DatasetError> {
        let Some([_, n_columns]) = rows_and_columns(&self.shape) else {
            return Err(self.no_rows());
        };
        let name = &self.name;
        let values = match self.stored {
            Stored::Bytes(bytes) => return Ok((n_columns, Numbers::Bytes(bytes))),
            Stored::Integers(integers) => of_integers(&integers, name, n_columns),
            Stored::Floats(floats) => of_floats(&floats, name, n_columns),
        };
        let values = values.map_err(|kind| DatasetError::new(&self.place, kind))?;
        Ok((n_columns, Numbers::Values(values)))
    }

    /// The labels in it: in its only column, or in the one that is named.
    pub(super) fn labels(self, column: Option<usize>) -> Result<Labels, DatasetError> {
        let sizes = self.shape.iter().skip(1);
        let n_columns = sizes.fold(1, |n: usize, &size| n.saturating_mul(size));
        let found = self.shape.clone();
        let shape = |expected: &str| {
            let expected = expected.to_owned();
            self.refuse(|name| Kind::ArrayShape {
                name,
                found,
                expected,
            })
        };
        let column = match (&self.shape[..], column) {
            ([_] | [_, 1], None) => 0,
            ([_, _], None) => {
                return Err(shape(
                    "one label an example, or label_column, which says in which column, counted from 0, the labels are",
                ));
            }
            ([_] | [_, _], Some(column)) if column < n_columns => column,
            ([_] | [_, _], Some(column)) => {
                return Err(shape(&format!(
                    "more than {column} columns, as label_column says (counted from 0)"
                )));
            }
            _ => return Err(shape("one label an example")),
        };
        let stored: Vec<i128> = match &self.stored {
            Stored::Bytes(bytes) => bytes.iter().map(|&byte| byte.into()).collect(),
            Stored::Integers(integers) => integers.clone(),
            Stored::Floats(floats) => {
                let is_class = |label: &f64| label.fract() == 0.0 && label.abs() < 1e15;
                if let Some(position) = floats.iter().position(|label| !is_class(label)) {
                    let (row, found) = (position / n_columns, floats[position]);
                    return Err(self.refuse(|name| Kind::FractionalLabel { name, row, found }));
                }
                floats.iter().map(|&label| label as i128).collect()
            }
        };
        let found = stored
            .into_iter()
            .skip(column)
            .step_by(n_columns.max(1))
            .collect();
        Ok(Labels::of_array(self.place, self.name, found))
    }
}

/// Examples, and numbers of one; `None` where there are none.
pub(super) fn rows_and_columns(shape: &[usize]) -> Option<[usize; 2]> {
    let (&n, entry) = shape.split_first()?;
    let n_columns = entry
        .iter()
        .try_fold(1, |n: usize, &size| n.checked_mul(size))?;
    (n_columns > 0).then_some([n, n_columns])
}

/// Floats as numbers of the precision; `name` is for an error.
pub(super) fn of_floats<S: Scalar>(
    floats: &[f64],
    name: &str,
    n_columns: usize,
) -> Result<Vec<S>, Kind> {
    let value = |(position, &found): (usize, &f64)| {
        let (name, row, column) = (
            || name.to_owned(),
            position / n_columns,
            position % n_columns,
        );
        if !found.is_finite() {
            return Err(Kind::NotFinite {
                name: name(),
                row,
                column,
                found,
            });
        }
        let (value, precision) = (S::from_f64(found), S::PRECISION);
        match value.is_finite() {
            true => Ok(value),
            false => Err(Kind::Unrepresentable {
                name: name(),
                row,
                column,
                found,
                precision,
            }),
        }
    };
    floats.iter().enumerate().map(value).collect()
}

/// Integers as numbers of the precision, exactly; `name` is for an error.
pub(super) fn of_integers<S: Scalar>(
    integers: &[i128],
    name: &str,
    n_columns: usize,
) -> Result<Vec<S>, Kind> {
    let value = |(position, &found): (usize, &i128)| {
        exact_integer(found).ok_or_else(|| Kind::Inexact {
            name: name.to_owned(),
            row: position / n_columns,
            column: position % n_columns,
            found,
            precision: S::PRECISION,
        })
    };
    integers.iter().enumerate().map(value).collect()
}

/// The number of the precision that is exactly this integer.
pub(super) fn exact_integer<S: Scalar>(integer: i128) -> Option<S> {
    let float = integer as f64;
    if float as i128 == integer {
        let value = S::from_f64(float);
        return (value.to_f64() == float).then_some(value);
    }
    let number = || integer.to_string().parse::<Number>().ok();
    (S::PRECISION == Precision::Exact)
        .then(number)
        .flatten()
        .map(|number| S::from_number(&number))
}

#[cfg(test)]
mod tests;
