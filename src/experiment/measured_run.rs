//! One run of a list, of which nothing is left but what was measured.
//!
//! Promises that two runs have the same text only if they measure the same: the resolved
//! scenario, and the bytes of the files that it names.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::run::{Measured, measure};
use crate::run_files::sources;
use crate::run_queue::Job;
use crate::scenario::Scenario;
use crate::session::{Estimate, RunError, RunOptions};

/// The version of [`Measured`] as it is kept.
const FORMAT_VERSION: u32 = 2;

/// A run to be measured.
pub(super) struct MeasuredRun<'a> {
    pub(super) scenario: &'a Scenario,
    text: &'a str,
    seconds: f64,
}

impl<'a> MeasuredRun<'a> {
    /// `text` is what [`identity`] says of `scenario`.
    pub(super) fn new(scenario: &'a Scenario, text: &'a str) -> Self {
        let seconds = Estimate::of(scenario, &RunOptions::default()).seconds();
        Self {
            scenario,
            text,
            seconds,
        }
    }

    /// The estimate on one core [s].
    pub(super) fn seconds(&self) -> f64 {
        self.seconds
    }
}

/// BLAKE3 of files, by their paths: runs of one list mostly read the same ones.
pub(super) type Fingerprints = BTreeMap<PathBuf, String>;

/// Everything that decides what a run measures, as a text.
///
/// # Errors
/// If a file that it names cannot be read.
pub(super) fn identity(scenario: &Scenario, known: &mut Fingerprints) -> Result<String, RunError> {
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

impl Job for MeasuredRun<'_> {
    type Found = Measured;

    fn text(&self) -> String {
        self.text.to_owned()
    }

    fn cost(&self) -> f64 {
        self.seconds
    }

    fn run(&self, stop: &AtomicBool) -> Result<Option<Measured>, RunError> {
        measure(self.scenario, stop)
    }
}
