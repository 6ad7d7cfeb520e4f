//! Which column of a table is what.
//!
//! Promises that every column is an input, an answer, or known not to be used. Refuses names that
//! are not there, or stand twice.

use super::CsvFiles;
use crate::dataset::classes::shown;
use crate::dataset::error::{DatasetError, Kind};

/// The columns of a table, by their positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    /// Of all columns; numbers from 0 where the table has no header.
    pub names: Vec<String>,
    pub inputs: Vec<usize>,
    pub targets: Vec<usize>,
    pub label: Option<usize>,
    /// Neither, and not in `ignore`.
    unused: Vec<usize>,
}

impl Columns {
    /// The columns that `files` asks for.
    pub(super) fn of(files: &CsvFiles, names: Vec<String>) -> Result<Self, String> {
        let all = |asked: &[String]| -> Result<Vec<usize>, String> {
            asked
                .iter()
                .map(|name| position(&names, name, files.header))
                .collect()
        };
        let (targets, ignored) = (all(&files.targets)?, all(&files.ignore)?);
        let label = files.label.as_slice();
        let label = all(label)?.first().copied();
        if label.is_some() != targets.is_empty() {
            return Err("expected either label, the column with the classes, or targets, the columns with the numbers to answer".to_owned());
        }
        let is_taken = |k: &usize| targets.contains(k) || ignored.contains(k) || label == Some(*k);
        let inputs = match files.inputs.is_empty() {
            false => all(&files.inputs)?,
            true => (0..names.len()).filter(|k| !is_taken(k)).collect(),
        };
        let mut used: Vec<usize> = inputs
            .iter()
            .chain(&targets)
            .chain(&ignored)
            .copied()
            .chain(label)
            .collect();
        used.sort_unstable();
        if let Some(pair) = used.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(format!(
                "column {} is named twice among inputs, targets, label and ignore",
                shown(&names[pair[0]])
            ));
        }
        if inputs.is_empty() {
            return Err("no column is left for the inputs".to_owned());
        }
        if let Some(k) = inputs.iter().find(|k| names[**k].is_empty()) {
            return Err(format!(
                "column {k} (counted from 0) has no name, as the row numbers that pandas writes: leave it out with ignore: [\"\"], or name the inputs"
            ));
        }
        let unused = (0..names.len())
            .filter(|k| used.binary_search(k).is_err())
            .collect();
        Ok(Self {
            names,
            inputs,
            targets,
            label,
            unused,
        })
    }

    /// Whether another table has the same columns in the same order.
    pub(super) fn check_same(
        &self,
        train: &Self,
        path: &str,
        own: &str,
    ) -> Result<(), DatasetError> {
        let mut pairs = self.names.iter().zip(&train.names).enumerate();
        let told = match pairs.find(|(_, (own, other))| own != other) {
            Some((k, (own, other))) => format!(
                "column {k} (counted from 0) is called {}, and {} in {path}, expected the same columns",
                shown(own),
                shown(other)
            ),
            None if self.names.len() != train.names.len() => format!(
                "there are {} columns, and {} in {path}, expected the same columns",
                self.names.len(),
                train.names.len()
            ),
            None => return Ok(()),
        };
        Err(DatasetError::new(own, Kind::Told(told)))
    }

    /// What is said about columns that nobody asked for.
    pub(super) fn unused_note(&self, path: &str) -> Option<String> {
        let names: Vec<String> = self
            .unused
            .iter()
            .take(20)
            .map(|&k| shown(&self.names[k]))
            .collect();
        let n_more = self.unused.len() - names.len();
        let more = if n_more > 0 {
            format!(" and {n_more} others")
        } else {
            String::new()
        };
        (!names.is_empty()).then(|| {
            format!(
                "{path}: columns that are not used: {}{more}.",
                names.join(", ")
            )
        })
    }

    /// A column as a message names it.
    pub(super) fn shown(&self, k: usize, has_header: bool) -> String {
        match has_header {
            true => shown(&self.names[k]),
            false => format!("{k} (counted from 0)"),
        }
    }
}

/// The column of a name, which must stand once.
fn position(names: &[String], name: &str, has_header: bool) -> Result<usize, String> {
    let mut found = names.iter().enumerate().filter(|(_, other)| *other == name);
    match (found.next(), found.next()) {
        (Some((k, _)), None) => Ok(k),
        (Some(_), Some(_)) => Err(format!(
            "two columns are called {}: rename one of them",
            shown(name)
        )),
        (None, _) => {
            let near = names
                .iter()
                .map(|other| (strsim::damerau_levenshtein(other, name), other));
            let near = near
                .min()
                .filter(|(distance, _)| *distance <= name.len() / 3 + 1);
            let near = near.map_or(String::new(), |(_, near)| {
                format!("; did you mean {}?", shown(near))
            });
            let first: Vec<String> = names.iter().take(12).map(|name| shown(name)).collect();
            let dots = if first.len() < names.len() {
                ", …"
            } else {
                ""
            };
            let what = match has_header {
                true => format!("one of {}{dots}", first.join(", ")),
                false => format!(
                    "a number from 0 to {}, since there is no header",
                    names.len() - 1
                ),
            };
            Err(format!(
                "there is no column {}, expected {what}{near}",
                shown(name)
            ))
        }
    }
}
