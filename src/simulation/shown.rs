//! What one presentation showed.

use super::phi_tally::PhiTally;
use crate::axon::Tick;
use crate::environment::Presentation;

/// What one presentation showed, lane by lane where it says `[B]`.
#[derive(Clone, Debug)]
pub struct Shown<S> {
    /// Counted from 0.
    pub epoch: usize,
    /// Whether it was the last of its epoch.
    pub ends_epoch: bool,
    /// What was shown.
    pub presentation: Presentation,
    /// The first tick of stimulus.
    pub start: Tick,
    /// ε of layer l at t = l, `[n_l][B]`, at position l; empty without a teacher.
    pub epsilon: Vec<Vec<S>>,
    /// μ of the output layer at t = 0, `[n_0][B]`: the prediction the teacher met.
    pub prediction: Vec<S>,
    /// Energy F (Eq. 6) at t = 0 and at t = T − 1, per lane presented.
    pub energy: [Vec<f64>; 2],
    /// φ against what was expected of it.
    pub phi: PhiTally,
    /// Lanes in which some error neuron was not quiet at t = −1.
    pub n_unsettled: u64,
}

impl<S> Shown<S> {
    /// The tick of teacher onset, t = 0.
    pub fn onset(&self) -> Tick {
        self.start.after(self.presentation.prediction_ticks)
    }
}
