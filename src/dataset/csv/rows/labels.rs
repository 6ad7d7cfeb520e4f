//! The labels of a table as classes: whole numbers counted from 0, or names.
//!
//! Promises one kind for all labels: where half of them or more are numbers, every other label is
//! refused with its line, unless the scenario names the classes.

use super::{HEADER, Rows};
use crate::dataset::classes::{Labels, n_classes, shown};
use crate::dataset::csv::cell::is_decimal;
use crate::dataset::error::{DatasetError, Kind};
use crate::scalar::{Number, Scalar};

/// What a label is by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Whole(i128),
    /// A whole number beyond all classes.
    TooLarge,
    /// A number that is not whole.
    Fraction,
    /// No number.
    Name,
}

impl Label {
    fn of(text: &str) -> Self {
        if let Ok(whole) = text.parse() {
            return Self::Whole(whole);
        }
        if !is_decimal(text) {
            return Self::Name;
        }
        if let Ok(number) = text.parse::<Number>() {
            let exact = number.exact();
            return match i128::try_from(exact.to_integer()) {
                _ if !exact.is_integer() => Self::Fraction,
                Ok(whole) => Self::Whole(whole),
                Err(_) => Self::TooLarge,
            };
        }
        // Too long for its exact value.
        let mut mantissa = text.bytes().take_while(|byte| !matches!(byte, b'e' | b'E'));
        let is_large = text.parse::<f64>().is_ok_and(|float| float.abs() >= 1.0);
        match mantissa.any(|byte| matches!(byte, b'1'..=b'9')) {
            false => Self::Whole(0),
            true if is_large => Self::TooLarge,
            true => Self::Fraction,
        }
    }
}

impl<S: Scalar> Rows<S> {
    /// The column of the labels, as a message names it.
    fn label_column(&self) -> String {
        let column = self.columns.label;
        column.map_or(String::new(), |k| self.columns.shown(k, self.has_header))
    }

    /// The class of each row, once the classes of names are known.
    pub(super) fn classes(&self) -> Labels {
        let found = self
            .labels
            .iter()
            .map(|&label| self.classes[label as usize])
            .collect();
        let column = self.label_column();
        Labels::of_table(self.path.clone(), column, self.first_line(), found)
    }

    /// Whether half of the labels or more are numbers.
    fn is_of_numbers(&self) -> bool {
        let is_name = |text: &String| Label::of(text) == Label::Name;
        let are_names: Vec<bool> = self.distinct.iter().map(is_name).collect();
        let labels = self.labels.iter();
        let n_names = labels.filter(|label| are_names[**label as usize]).count();
        2 * n_names <= self.labels.len()
    }

    /// Takes labels for the classes that they are, counted from 0.
    fn number(&mut self) -> Result<(), DatasetError> {
        let found: Vec<Label> = self.distinct.iter().map(|text| Label::of(text)).collect();
        let is_class = |label: &u32| matches!(found[*label as usize], Label::Whole(_));
        if let Some(row) = self.labels.iter().position(|label| !is_class(label)) {
            return Err(self.no_number(row, found[self.labels[row] as usize]));
        }
        let class = |label: &Label| match label {
            Label::Whole(class) => *class,
            _ => -1, // No class, and in no row.
        };
        self.classes = found.iter().map(class).collect();
        Ok(())
    }

    /// The refusal of the label in a row, which is none of the whole numbers that are expected.
    fn no_number(&self, row: usize, label: Label) -> DatasetError {
        const NAMES: &str = "labels that are names are listed in the order of the outputs, as in \
                             classes: [\"1\", \"2\"]";
        let told = match label {
            Label::TooLarge => format!(
                "expected a much smaller number: classes are counted from 0, and there is an output \
                 for each; {NAMES}"
            ),
            Label::Fraction => format!(
                "expected a whole number; numbers to answer are columns in targets, and {NAMES}"
            ),
            _ if row == 0 && !self.has_header => format!(
                "and half of the labels or more are numbers, expected a whole number{HEADER}"
            ),
            _ => format!(
                "and half of the labels or more are numbers, expected a whole number; {NAMES}"
            ),
        };
        let (line, column) = (self.first_line() + row, self.label_column());
        let label = shown(&self.distinct[self.labels[row] as usize]);
        let told = format!("line {line}, column {column}: the label is {label}, {told}");
        DatasetError::new(&self.path, Kind::Told(told))
    }

    /// A label that is none of the names, with its line.
    fn unknown(&self, names: &[String]) -> Option<DatasetError> {
        let is_known: Vec<bool> = self
            .distinct
            .iter()
            .map(|label| names.contains(label))
            .collect();
        let row = self
            .labels
            .iter()
            .position(|&label| !is_known[label as usize])?;
        let label = shown(&self.distinct[self.labels[row] as usize]);
        let first: Vec<String> = names.iter().take(12).map(|name| shown(name)).collect();
        let dots = if first.len() < names.len() {
            ", …"
        } else {
            ""
        };
        let (line, column) = (self.first_line() + row, self.label_column());
        let first = first.join(", ");
        let told = format!(
            "line {line}, column {column}: {label} is no class, expected one of {first}{dots}"
        );
        Some(DatasetError::new(&self.path, Kind::Told(told)))
    }

    /// Takes labels for names of classes.
    fn name(&mut self, names: &[String]) -> Result<(), DatasetError> {
        if let Some(error) = self.unknown(names) {
            return Err(error);
        }
        let class = |label: &String| {
            let position = names.iter().position(|name| name == label);
            position.map_or(-1, |k| k as i128)
        };
        self.classes = self.distinct.iter().map(class).collect();
        Ok(())
    }
}

/// How many classes there are, and their names where they have any; gives every label its class.
/// `named` are the names that the scenario gives, perhaps none.
pub(in crate::dataset::csv) fn classes<S: Scalar>(
    train: &mut Rows<S>,
    test: Option<&mut Rows<S>>,
    named: &[String],
    n_outputs: Option<usize>,
) -> Result<(usize, Vec<String>), DatasetError> {
    if train.columns.label.is_none() {
        return Ok((0, named.to_vec()));
    }
    if named.is_empty() && train.is_of_numbers() {
        train.number()?;
        let mut labels = vec![train.classes()];
        if let Some(test) = test {
            test.number()?;
            labels.push(test.classes());
        }
        let labels: Vec<&Labels> = labels.iter().collect();
        return Ok((n_classes(&labels, &[], n_outputs)?, Vec::new()));
    }
    let mut names = named.to_vec();
    if names.is_empty() {
        names = train.distinct.clone();
        names.sort_unstable();
    }
    train.name(&names)?;
    test.map_or(Ok(()), |test| test.name(&names))?;
    Ok((names.len(), names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_a_whole_number_however_it_is_written() {
        for (text, expected) in [
            ("0", Label::Whole(0)),
            ("-1", Label::Whole(-1)),
            ("+7", Label::Whole(7)),
            ("10.0", Label::Whole(10)),
            ("2.", Label::Whole(2)),
            ("-0.0", Label::Whole(0)),
            ("1e2", Label::Whole(100)),
            ("0e999999999", Label::Whole(0)),
            ("0.5", Label::Fraction),
            ("1e-1", Label::Fraction),
            ("1e-999999999", Label::Fraction),
            (
                "9999999999999999999999999999999999999999999",
                Label::TooLarge,
            ),
            ("1e300", Label::TooLarge),
            ("1e999999999", Label::TooLarge),
            ("NaN", Label::Name),
            ("inf", Label::Name),
            ("1/2", Label::Name),
            ("1_000", Label::Name),
            ("3d", Label::Name),
            ("-", Label::Name),
        ] {
            assert_eq!(Label::of(text), expected, "{text}");
        }
    }
}
