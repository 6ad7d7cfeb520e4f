//! Everything that decides what a run measures, as a text.
//!
//! Promises that two runs have the same text only if they measure the same: the resolved
//! scenario, and the bytes of the files that it names.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::run_files::measured::FORMAT_VERSION;
use crate::run_files::sources;
use crate::scenario::Scenario;
use crate::session::RunError;

/// BLAKE3 of files, by their paths: runs of one list mostly read the same ones.
pub(crate) type Fingerprints = BTreeMap<PathBuf, String>;

/// Everything that decides what a run measures.
///
/// # Errors
/// If a file that it names cannot be read.
pub(crate) fn identity(scenario: &Scenario, known: &mut Fingerprints) -> Result<String, RunError> {
    let located = Scenario {
        data: scenario.data.located(),
        ..scenario.clone()
    };
    let mut text = format!("measured, format {FORMAT_VERSION}\n");
    for (what, blake3) in sources::fingerprints(&located, known)? {
        text.push_str(&format!("{what} {blake3}\n"));
    }
    text.push_str(&located.to_ron());
    Ok(text)
}
