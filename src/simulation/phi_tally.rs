//! φ against what was expected of it, in counts that add up.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// φ against what was expected of it: per synapse (both ends, biases), lane and presentation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhiTally {
    /// ε of layer l was not 0 at t = l.
    pub expected: u64,
    /// Expected, and fired then.
    pub hits: u64,
    /// Expected, and not fired then.
    pub misses: u64,
    /// Fired at any other tick of the presentation.
    pub false_spikes: u64,
    /// Per neuron and lane: ε was 0 at t = l though backpropagation's δ was not.
    pub vanished: u64,
}

impl AddAssign for PhiTally {
    fn add_assign(&mut self, other: Self) {
        self.expected += other.expected;
        self.hits += other.hits;
        self.misses += other.misses;
        self.false_spikes += other.false_spikes;
        self.vanished += other.vanished;
    }
}

impl PhiTally {
    pub(super) fn add_fired(&mut self, n_fired: usize, n_hits: usize) {
        self.hits += n_hits as u64;
        self.false_spikes += (n_fired - n_hits) as u64;
    }
}
