//! What a network and its twin amount to over a whole training, and what a network must be able to do for
//! that to be found.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use crate::blueprint::Weights;
use crate::dataset::Examples;
use crate::engine::Fault;

/// What a network and its twin amounted to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Course {
    /// `finished`, or why it could not go on.
    pub(super) ended: String,
    /// Updates done.
    pub(super) updates: u64,
    /// Fraction of the test images classified wrongly, after each epoch.
    pub(super) test_errors: Vec<f64>,
    /// The same for the twin.
    pub(super) bp_test_errors: Vec<f64>,
    /// Sum over the layers of ‖θ − w‖₂ at the end; `None` if it is not finite.
    pub(super) weight_distance: Option<f64>,
    /// Largest |θ − w| at the end; `None` if it is not finite.
    pub(super) max_divergence: Option<f64>,
    /// φ, over all synapses, lanes and presentations.
    pub(super) phi: Phi,
    /// "Commit now", and x := μ from outside.
    pub(super) commands: u64,
    pub(super) interventions: u64,
    /// Presentations, lane by lane, in which the network was not quiet at t = −1.
    pub(super) unsettled: u64,
    /// Test images that network and twin classify differently at the end: image, ours, twin's.
    pub(super) differing: Vec<(usize, u32, u32)>,
}

/// φ against what was expected of it (SPEC section 8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Phi {
    pub(super) expected: u64,
    pub(super) hits: u64,
    pub(super) false_spikes: u64,
}

impl Course {
    /// Whether it ran to its end.
    pub(super) fn is_finished(&self) -> bool {
        self.ended == "finished"
    }

    /// Mean over the epochs done of the L1 distance of the test errors, as a fraction of the
    /// test images; `None` if no epoch was done.
    pub(super) fn test_error_divergence(&self) -> Option<f64> {
        let pairs = self.test_errors.iter().zip(&self.bp_test_errors);
        let sum: f64 = pairs.map(|(ours, theirs)| (ours - theirs).abs()).sum();
        (!self.test_errors.is_empty()).then(|| sum / self.test_errors.len() as f64)
    }
}

/// A network that learns beside its twin.
pub(super) trait Learner<S> {
    /// Runs the next presentation and counts what it showed; whether it was the last of its
    /// epoch. `None` after the last.
    ///
    /// # Errors
    /// If an agent failed or diverged.
    fn step(&mut self, course: &mut Course) -> Result<Option<bool>, Fault>;

    /// The predictions x^0, `[n][n_0]`, of a copy of it; `None` if `stop` became true.
    ///
    /// # Errors
    /// If an agent failed or diverged.
    fn evaluate(&self, test: &Arc<Examples<S>>, stop: &AtomicBool)
    -> Result<Option<Vec<S>>, Fault>;

    /// The weights as they are now.
    fn weights(&self) -> Weights<S>;

    /// "Commit now", and x := μ from outside, so far.
    fn commands_and_interventions(&self) -> [u64; 2];
}
