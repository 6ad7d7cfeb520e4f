//! What is wrong with the values of a scenario.

use super::objection::Objection;
use super::places::Places;
use crate::scenario::diagnostic::nearest;

/// All that is wrong with one file.
#[derive(Debug)]
pub(in crate::scenario) struct Objections<'d> {
    /// Where the files that it names are.
    pub places: Places<'d>,
    pub found: Vec<Objection>,
    /// What is right, and may be meant otherwise.
    pub notes: Vec<String>,
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
                near: None,
            });
        }
    }

    /// Adds an objection to a name that is none of `names`.
    pub(super) fn unknown_name(
        &mut self,
        path: &str,
        problem: String,
        expected: String,
        (name, names): (&str, &[&str]),
    ) {
        self.found.push(Objection {
            path: path.to_owned(),
            problem,
            expected,
            near: nearest(name, names.iter().copied()).map(str::to_owned),
        });
    }
}
