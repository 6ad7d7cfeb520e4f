//! Labels from files: which class each example is of.
//!
//! Promises: a label is a class that there is, counted from 0; a message names where it stands.

use std::collections::BTreeMap;

use super::digit_labels::N_DIGITS;
use super::digit_labels::is_digits;
use super::error::{DatasetError, Kind};
use super::one_hot::hot;
use crate::scalar::Scalar;

/// The most classes there can be: the outputs of a network.
const MOST_CLASSES: i128 = 1_000_000;

/// Labels as a file holds them.
pub(super) struct Labels {
    /// The file.
    place: String,
    stand: Stand,
    found: Vec<i128>,
}

/// Where labels stand in their file.
enum Stand {
    /// In an array that a message calls so.
    Array(String),
    /// In a column of a table, from this line on.
    Table { column: String, first_line: usize },
}

impl Labels {
    pub(super) fn of_array(place: String, name: String, found: Vec<i128>) -> Self {
        Self {
            place,
            stand: Stand::Array(name),
            found,
        }
    }

    pub(super) fn of_table(
        place: String,
        column: String,
        first_line: usize,
        found: Vec<i128>,
    ) -> Self {
        Self {
            place,
            stand: Stand::Table { column, first_line },
            found,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    pub(super) fn check_count(&self, n: usize) -> Result<(), DatasetError> {
        match self.len() == n {
            true => Ok(()),
            false => {
                let n_labels = self.len();
                Err(DatasetError::new(
                    &self.place,
                    Kind::LabelCount { n_labels, n },
                ))
            }
        }
    }

    /// The classes, each of them below `n_classes`.
    pub(super) fn classes(&self, n_classes: usize) -> Result<Vec<u32>, DatasetError> {
        let class = |(position, &found): (usize, &i128)| match u32::try_from(found) {
            Ok(class) if (class as usize) < n_classes => Ok(class),
            _ => Err(self.refuse(position, &self.expected(n_classes))),
        };
        self.found.iter().enumerate().map(class).collect()
    }

    /// The classes of examples that have targets `[n, n_outputs]` too: each of them a position in a
    /// target, and that of the highest number where targets are one-hot.
    pub(super) fn classes_beside<S: Scalar>(
        &self,
        targets: &[S],
        n_outputs: usize,
    ) -> Result<Vec<u32>, DatasetError> {
        // A single output tells two classes apart.
        let is_class = |found: &i128| (0..n_outputs.max(2) as i128).contains(found);
        let expected = match n_outputs {
            1 => "expected 0 or 1, the classes of a single output".to_owned(),
            n => format!(
                "expected 0 to {}: classes are counted from 0, and a target has {n} numbers",
                n - 1
            ),
        };
        if let Some(position) = self.found.iter().position(|label| !is_class(label)) {
            return Err(self.refuse(position, &expected));
        }
        let labels: Vec<u32> = self.found.iter().map(|&label| label as u32).collect();
        let hot = hot(targets, n_outputs).unwrap_or_else(|| labels.clone());
        let mut pairs = labels.iter().zip(&hot);
        match pairs.position(|(label, hot)| label != hot) {
            None => Ok(labels),
            Some(position) => Err(self.refuse(position, &format!(
                "and the target's highest number is at {}; classes are counted from 0, as numbers in a target are",
                hot[position]
            ))),
        }
    }

    /// Outputs that a network needs to have one for every label.
    fn n_needed(&self) -> Result<usize, DatasetError> {
        let is_class = |label: &i128| (0..MOST_CLASSES).contains(label);
        match self.found.iter().position(|label| !is_class(label)) {
            Some(position) => Err(self.refuse(position, &self.expected(MOST_CLASSES as usize))),
            None => Ok(self
                .found
                .iter()
                .max()
                .map_or(1, |&highest| highest as usize + 1)),
        }
    }

    fn refuse(&self, position: usize, expected: &str) -> DatasetError {
        let found = self.found[position];
        let place = match &self.stand {
            Stand::Array(name) => {
                format!("{name} holds {found} at row {position} (counted from 0)")
            }
            Stand::Table { column, first_line } => {
                format!(
                    "line {}, column {column}: the label is {found}",
                    first_line + position
                )
            }
        };
        DatasetError::new(&self.place, Kind::Told(format!("{place}, {expected}")))
    }

    /// What is expected of a label where there are no targets.
    fn expected(&self, n_classes: usize) -> String {
        let highest = n_classes.saturating_sub(1);
        let advice = match self.stand {
            Stand::Array(_) => "",
            Stand::Table { .. } => {
                "; labels that are names are listed in the order of the outputs, as in classes: [\"1\", \"2\"]"
            }
        };
        format!(
            "expected 0 to {highest}: classes are counted from 0, and there is an output for each{advice}"
        )
    }
}

/// Whether a character in the name of a class would be obeyed by a terminal, or turn its line around.
pub(super) fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The beginning of a name or of a cell, in quotes; nothing of a file reaches a terminal raw.
pub(super) fn shown(text: &str) -> String {
    let start: String = text.chars().take(40).collect();
    let dots = if start.len() < text.len() { "…" } else { "" };
    format!("'{}{dots}'", start.escape_debug())
}

/// The names that cannot be names of classes: the position of each, and what is wrong with it.
pub(crate) fn wrong_names(names: &[String]) -> Vec<(usize, String)> {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (k, name) in names.iter().enumerate() {
        let before = *first.entry(name).or_insert(k);
        let shown = shown(name);
        if name.contains(is_obeyed) {
            wrong.push((
                k,
                format!("the class {shown} has a character that cannot be seen"),
            ));
        } else if name.trim().is_empty() {
            wrong.push((
                k,
                format!("the class {k} (counted from 0) has a blank name, {shown}"),
            ));
        } else if before < k {
            wrong.push((
                k,
                format!("the class {shown} stands twice, at {before} and {k} (counted from 0)"),
            ));
        }
    }
    wrong
}

/// What is expected of the name of a class.
pub(crate) const NAME_OF_A_CLASS: &str = "a plain name of its own for each class";

/// Refuses names of classes that are blank or stand twice, or in which something is hidden.
pub(super) fn check_names(place: &str, names: &[String]) -> Result<(), DatasetError> {
    match wrong_names(names).into_iter().next() {
        None => Ok(()),
        Some((_, problem)) => {
            let told = format!("{problem}, expected {NAME_OF_A_CLASS}");
            Err(DatasetError::new(place, Kind::Told(told)))
        }
    }
}

/// Refuses another number of names than of outputs. A single output tells two classes apart where
/// there are labels beside the targets, and has no classes where there are none.
pub(super) fn check_n_names(
    place: &str,
    n_names: usize,
    n_outputs: usize,
    has_labels: bool,
) -> Result<(), DatasetError> {
    let n_classes = n_outputs.max(2);
    if n_names == n_classes && (n_outputs > 1 || has_labels) {
        return Ok(());
    }
    let [names, outputs] = [n_names, n_outputs].map(|n| if n == 1 { "" } else { "s" });
    let problem =
        format!("classes holds {n_names} name{names}, and a target {n_outputs} number{outputs}");
    let expected = match n_outputs {
        1 => "no classes: names belong to one-hot targets of two outputs or more (or 2 names to \
              labels beside the targets)"
            .to_owned(),
        _ => format!("{n_classes} names, in the order of the outputs, or no classes"),
    };
    Err(DatasetError::of_field(place, "classes", problem, expected))
}

/// Numbers in a target: as many as there are names, or as the labels need, in a network of so
/// many outputs or in any.
pub(super) fn n_classes(
    all: &[&Labels],
    names: &[String],
    n_outputs: Option<usize>,
) -> Result<usize, DatasetError> {
    if !names.is_empty() {
        all.iter()
            .try_for_each(|labels| labels.classes(names.len()).map(drop))?;
        return Ok(names.len());
    }
    let mut n_needed = 1;
    for labels in all {
        if let Some(n_outputs) = n_outputs {
            labels.classes(n_outputs.max(2))?;
        }
        n_needed = n_needed.max(labels.n_needed()?);
    }
    match n_outputs {
        Some(N_DIGITS) if is_digits(N_DIGITS, n_needed) => Ok(N_DIGITS),
        _ => Ok(n_needed),
    }
}

#[cfg(test)]
mod tests;
