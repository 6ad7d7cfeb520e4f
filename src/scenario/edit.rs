//! Changes to a scenario from the command line: `--set learning.alpha=0.1`, `--engine packed`.
//!
//! Promises to change the text and nothing else: what is wrong with a change is found as if it
//! had been written in the file, and is shown where the person wrote it. Refuses to know what
//! fields there are, but for two whose default has fields of its own.
mod change;

mod edited;
mod placing;

use super::error::ScenarioError;
use super::locate::steps;
use change::DEFAULTS;
pub use change::Edit;
pub(super) use edited::{Edited, From};
use placing::Placing;

/// The text with all edits made, in order. A text whose brackets do not close stays as it is,
/// for stage one to complain about.
pub(super) fn apply(text: &str, edits: &[Edit]) -> Result<Edited, ScenarioError> {
    let mut edited = Edited::of(text);
    for (k, edit) in edits.iter().enumerate() {
        for (prefix, default) in DEFAULTS {
            let path = steps(prefix).unwrap_or_default();
            if edit.path.len() > path.len() && edit.path.starts_with(&path) {
                let placing = Placing {
                    edited: &edited,
                    k,
                    edit,
                };
                edited = placing.if_absent(&path, default)?;
            }
        }
        let placing = Placing {
            edited: &edited,
            k,
            edit,
        };
        edited = placing.value()?;
    }
    Ok(edited)
}

#[cfg(test)]
mod tests;
