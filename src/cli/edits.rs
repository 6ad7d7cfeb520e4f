//! Scenarios as they are opened on the command line, with the changes of its switches.
//!
//! Promises that a person is told of a switch that a later one replaces.

use super::printer;
use crate::scenario::{Edit, Scenario, ScenarioError};

/// What [`Scenario::open`] opens, with a note for every change that has no effect.
///
/// # Errors
/// If there is no such scenario, or it cannot be run.
pub(super) fn open(name_or_path: &str, edits: &[Edit]) -> Result<Scenario, ScenarioError> {
    note_replaced(edits);
    Scenario::open(name_or_path, edits)
}

/// Tells of changes that a later change replaces.
pub(super) fn note_replaced(edits: &[Edit]) {
    for note in Edit::replaced(edits) {
        printer::tell(&format!("note: {note}"));
    }
}
