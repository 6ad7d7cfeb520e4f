//! One run of a list, of which nothing is left but what was measured.

use std::sync::atomic::AtomicBool;

use super::run::measure;
use crate::run_files::measured::Measured;
use crate::run_queue::Job;
use crate::scenario::Scenario;
use crate::session::{Estimate, RunError, RunOptions};

/// A run to be measured.
pub(super) struct MeasuredRun<'a> {
    pub(super) scenario: &'a Scenario,
    text: &'a str,
    seconds: f64,
}

impl<'a> MeasuredRun<'a> {
    /// `text` is the identity of `scenario`.
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
