//! What a run adds up, presentation by presentation.

use serde::{Deserialize, Serialize};

use crate::simulation::PhiTally;

/// Sums over a run so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct RunSums {
    /// Those of the epoch under way.
    pub(super) epoch: EpochSums,
    pub(super) phi: PhiTally,
    /// Presentations, lane by lane; examples taught; presentations with a teacher.
    pub(super) presentations: u64,
    pub(super) taught: u64,
    pub(super) updates: u64,
    /// Presentations, lane by lane, that had not settled.
    pub(super) unsettled: u64,
    /// φ that fired while copies were tested.
    pub(super) evaluation_spikes: u64,
}

/// Sums over the epoch under way.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct EpochSums {
    pub(super) taught: u64,
    pub(super) right: u64,
    pub(super) error: f64,
    pub(super) bp_error: f64,
    pub(super) energy: [f64; 2],
    pub(super) phi: PhiTally,
    pub(super) unsettled: u64,
}

impl RunSums {
    /// The largest of what is counted.
    pub(super) fn largest(&self) -> u64 {
        let tallies = [self.phi, self.epoch.phi].into_iter();
        let tallies = tallies.flat_map(|phi| {
            let wrong = [phi.misses, phi.false_spikes, phi.vanished];
            [phi.expected, phi.hits].into_iter().chain(wrong)
        });
        let counts = [
            self.epoch.taught,
            self.epoch.right,
            self.epoch.unsettled,
            self.presentations,
            self.taught,
            self.updates,
            self.unsettled,
            self.evaluation_spikes,
        ];
        tallies.chain(counts).max().unwrap_or(0)
    }
}
