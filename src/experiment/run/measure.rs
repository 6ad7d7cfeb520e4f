//! A run that leaves no files: only what was measured.
//!
//! Promises the same numbers as a run that leaves some. Refuses to write anything.

use std::sync::atomic::AtomicBool;

use super::course::{Course, INTERRUPTED};
use super::keeper::Keeper;
use crate::run_files::measured::{Last, Measured};
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::precision::for_scenario;
use crate::session::{Estimate, Machine, RunError, RunOptions, set_up};

/// Runs a scenario on the calling thread; `None` if `stop` became true before the end.
///
/// # Errors
/// If the data or the weights cannot be read.
pub(in crate::experiment) fn measure(
    scenario: &Scenario,
    stop: &AtomicBool,
) -> Result<Option<Measured>, RunError> {
    Estimate::of(scenario, &RunOptions::default()).check(&Machine::here())?;
    for_scenario!(scenario, measure_in)(scenario, stop)
}

fn measure_in<S: Scalar>(
    scenario: &Scenario,
    stop: &AtomicBool,
) -> Result<Option<Measured>, RunError> {
    let options = RunOptions {
        n_threads: Some(1),
        ..RunOptions::default()
    };
    let setup = set_up::<S>(scenario)?;
    let mut course = Course::new(scenario, setup, &options);
    let ended = course.go(&mut Keeper::none(), &mut (), stop);
    if ended == INTERRUPTED {
        return Ok(None);
    }
    let weights = course.session.weights();
    let judge = course.session.backpropagation_weights();
    let summary = course.summary(&weights, &judge, ended, 0.0);
    Ok(Some(Measured {
        metrics: course.metrics.into_kept(),
        phi: course.sums.phi,
        presentations: course.sums.presentations,
        unsettled: course.sums.unsettled,
        last: Last {
            test_accuracy: summary.test_accuracy,
            bp_test_accuracy: summary.bp_test_accuracy,
            test_error: summary.test_error,
            bp_test_error: summary.bp_test_error,
            weights: summary.weights as u64,
            weights_different: summary.weights_different as u64,
            max_weight_divergence: summary.max_weight_divergence,
            max_mirror_divergence: summary.max_mirror_divergence,
            controller_messages: summary.controller_messages,
            interventions: summary.interventions,
        },
        ended: summary.ended,
    }))
}
