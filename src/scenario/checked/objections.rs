//! What is wrong with the values of a scenario.

use super::objection::Objection;
use super::places::Places;
use crate::axon::PatternError;

/// All that is wrong with one file.
#[derive(Debug)]
pub(in crate::scenario) struct Objections<'d> {
    /// Where the files that it names are.
    pub places: Places<'d>,
    pub found: Vec<Objection>,
}

impl Objections<'_> {
    /// Adds one objection if `wrong`.
    pub(super) fn when(
        &mut self,
        wrong: bool,
        path: &str,
        problem: impl Into<String>,
        expected: &str,
    ) {
        if wrong {
            self.found.push(Objection {
                path: path.to_owned(),
                problem: problem.into(),
                expected: expected.to_owned(),
            });
        }
    }
}

/// What is wrong with a text in which names of populations were replaced by numbers, as a message
/// about the text that a person wrote.
pub(super) fn as_written(error: &PatternError, numbered: &str, written: &str) -> String {
    match numbered.is_empty() {
        true => error.to_string(),
        false => error.to_string().replace(numbered, written),
    }
}
