//! A training that is left to itself, stretch by stretch of its updates: what fired, and how the gains grew.

use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::blueprint::{Blueprint, gain};
use crate::paper::agents::agents;
use crate::paper::reproduction::Size;
use crate::paper::training_data::{Amount, TrainingData, circuit_and_plan};
use crate::run_queue::Job;
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::session::precision::for_floats;

/// Hidden layers and one: L.
pub(super) const DEPTH: usize = 3;

/// How long trainings are, and how finely they are looked at.
pub(super) struct Extent {
    pub(super) amount: Amount,
    pub(super) n_updates: u64,
    /// Updates in one row of what was found.
    pub(super) stride: u64,
    /// P: long enough for a small gain to fall silent.
    pub(super) patience: u64,
}

impl Extent {
    pub(super) fn of(size: Size) -> Self {
        let (amount, n_updates, patience) = match size {
            Size::Tiny => (Amount::tiny(), 6, 60),
            Size::Quick => (Amount::some(2000, 100), 1500, 100),
            Size::Full => (Amount::all(), 30_000, 200),
        };
        Self {
            amount,
            n_updates,
            stride: n_updates.div_ceil(30),
            patience,
        }
    }
}

/// A training that is left to itself.
pub(super) struct Train<'a> {
    pub(super) name: String,
    pub(super) scenario: Scenario,
    pub(super) training_data: &'a TrainingData,
    pub(super) n_updates: u64,
    pub(super) stride: u64,
}

/// Some updates in a row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Stretch {
    /// Updates done before it.
    pub(super) start: u64,
    /// The largest gain of a layer at its start, at rest under the first example.
    pub(super) gain: f64,
    pub(super) presentations: u64,
    /// Presentations, lane by lane, in which the network was not quiet at t = −1.
    pub(super) unsettled: u64,
    /// Spikes of φ that were expected, that came, and that came at another time.
    pub(super) expected: u64,
    pub(super) hits: u64,
    pub(super) false_spikes: u64,
}

/// A whole training.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Trained {
    pub(super) ended: String,
    pub(super) stretches: Vec<Stretch>,
    pub(super) updates: u64,
}

impl Job for Train<'_> {
    type Found = Trained;

    fn text(&self) -> String {
        let Self {
            n_updates, stride, ..
        } = self;
        format!(
            "the first {n_updates} updates by {stride}\n{}",
            self.scenario.to_ron()
        )
    }

    fn cost(&self) -> f64 {
        self.n_updates as f64
    }

    fn run(&self, stop: &AtomicBool) -> Result<Option<Trained>, RunError> {
        for_floats!(&self.scenario, train)(self, stop)
    }
}

fn train<S: Scalar>(job: &Train<'_>, stop: &AtomicBool) -> Result<Option<Trained>, RunError> {
    let shared = job.training_data.load::<S>(&job.scenario)?;
    let (circuit, plan) = circuit_and_plan(&job.scenario, &shared)?;
    let mut blueprint: Blueprint<S> = circuit.blueprint().clone();
    let mut agents = agents(circuit, plan);
    let mut trained = Trained {
        ended: "finished".to_owned(),
        ..Trained::default()
    };
    while trained.updates < job.n_updates {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        if trained.updates.is_multiple_of(job.stride) {
            blueprint.weights = agents.weights();
            trained.stretches.push(Stretch {
                start: trained.updates,
                gain: gain::largest(&blueprint, shared.train.input(0)),
                ..Stretch::default()
            });
        }
        let shown = match agents.step() {
            Ok(Some(shown)) => shown,
            Ok(None) => break,
            Err(fault) => {
                trained.ended = fault.to_string();
                break;
            }
        };
        trained.updates += 1;
        if let Some(stretch) = trained.stretches.last_mut() {
            stretch.presentations += shown.presentation.examples.len() as u64;
            stretch.unsettled += shown.n_unsettled;
            stretch.expected += shown.phi.expected;
            stretch.hits += shown.phi.hits;
            stretch.false_spikes += shown.phi.false_spikes;
        }
    }
    Ok(Some(trained))
}

/// The learning rate: five times the paper's, to see the end of it soon.
pub(super) const ALPHA: &str = "0.005";

/// A network has all but stopped learning, and stopped, when its φ fire less often than these
/// shares of what is expected.
pub(super) const ALL_BUT: f64 = 0.1;
pub(super) const STOPPED: f64 = 0.01;

impl Trained {
    /// Updates before the first stretch from which on to the end less than this share of the
    /// expected φ fired; `None` if more still did at the end.
    pub(super) fn stopped_after(&self, share: f64) -> Option<u64> {
        let has_stopped =
            |at: &&Stretch| at.expected == 0 || (at.hits as f64) < share * at.expected as f64;
        let still = self.stretches.iter().rev().take_while(has_stopped);
        still.last().map(|first| first.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_stopped_only_if_it_never_starts_again() {
        let stretch = |start: u64, hits: u64| Stretch {
            start,
            expected: 1000,
            hits,
            ..Stretch::default()
        };
        let trained = |hits: [u64; 4]| Trained {
            stretches: (0..).zip(hits).map(|(k, n)| stretch(10 * k, n)).collect(),
            ..Trained::default()
        };
        assert_eq!(trained([1000, 0, 900, 800]).stopped_after(STOPPED), None);
        assert_eq!(trained([1000, 900, 9, 0]).stopped_after(STOPPED), Some(20));
        assert_eq!(trained([1000, 99, 99, 20]).stopped_after(STOPPED), None);
        assert_eq!(trained([1000, 99, 99, 20]).stopped_after(ALL_BUT), Some(10));
        assert_eq!(trained([0, 0, 0, 0]).stopped_after(STOPPED), Some(0));
    }
}
