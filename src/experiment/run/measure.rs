//! A run that leaves no files: only what was measured.
//!
//! Promises the same numbers as a run that leaves some. Refuses to write anything.

use std::sync::atomic::AtomicBool;

use super::Course;
use crate::experiment::outcome::EpochMetrics;
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::{Estimate, Machine, RunError, RunOptions, set_up};
use crate::simulation::PhiTally;

/// What a run amounted to.
#[derive(Clone, Debug)]
pub(in crate::experiment) struct Measured {
    /// A row per epoch, the state before learning first.
    pub(in crate::experiment) metrics: Vec<EpochMetrics>,
    pub(in crate::experiment) phi: PhiTally,
    /// Presentations, lane by lane, and how many of them were unsettled.
    pub(in crate::experiment) presentations: u64,
    pub(in crate::experiment) unsettled: u64,
    /// `finished`, or why it could not go on.
    pub(in crate::experiment) ended: String,
}

/// Runs a scenario on the calling thread.
///
/// # Errors
/// If the data or the weights cannot be read.
pub(in crate::experiment) fn measure(scenario: &Scenario) -> Result<Measured, RunError> {
    Estimate::of(scenario, &RunOptions::default()).check(&Machine::here())?;
    for_scenario!(scenario, measure_in)(scenario)
}

fn measure_in<S: Scalar>(scenario: &Scenario) -> Result<Measured, RunError> {
    let options = RunOptions {
        n_threads: Some(1),
        ..RunOptions::default()
    };
    let setup = set_up::<S>(scenario)?;
    let mut course = Course::new(scenario, setup, &options);
    let ended = course.go(&mut (), &AtomicBool::new(false));
    Ok(Measured {
        metrics: course.metrics.into_kept(),
        phi: course.phi,
        presentations: course.presentations,
        unsettled: course.unsettled,
        ended,
    })
}
