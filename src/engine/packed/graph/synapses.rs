//! The weights θ of one projection, by number of synapse.

use crate::scalar::Scalar;

/// θ of one projection.
#[derive(Clone, Debug)]
pub(super) struct Synapses<S> {
    pub(super) theta: Vec<S>,
    /// Whether a synapse is lost; empty while all are there.
    lost: Vec<bool>,
}

impl<S: Scalar> Synapses<S> {
    pub(super) fn new(theta: Vec<S>) -> Self {
        let lost = Vec::new();
        Self { theta, lost }
    }

    /// Whether the synapse is there no more.
    #[inline]
    pub(super) fn is_lost(&self, synapse: usize) -> bool {
        self.lost.get(synapse).is_some_and(|lost| *lost)
    }

    /// Whether no synapse was ever lost.
    pub(super) fn is_whole(&self) -> bool {
        self.lost.is_empty()
    }

    pub(super) fn forget(&mut self, synapse: usize) {
        self.lost.resize(self.theta.len(), false);
        self.lost[synapse] = true;
        self.theta[synapse] = S::zero();
    }

    pub(super) fn bytes(&self) -> usize {
        self.theta.len() * size_of::<S>() + self.lost.len()
    }
}
