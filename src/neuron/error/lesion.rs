//! What an injured error neuron forgets.
//!
//! Promises that an absent synapse is skipped in sums, never commits and hears nothing, and
//! that a dead neuron stays at ε = 0 and says nothing. Refuses to know why.

use std::sync::Arc;

use super::ErrorNeuron;
use crate::axon::{Activity, Lanes, PredictionError};
use crate::neuron::noise::{Distortion, Noise};
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

impl<S: Scalar, P: Plasticity> ErrorNeuron<S, P> {
    /// Loses the synapse in `slot`, counted from 0, the bias after the others: from the coming
    /// tick on it is absent, and its weight reads 0.
    pub fn forget(&mut self, slot: usize) {
        self.dendrite.forget(slot);
        self.is_stale = true;
    }

    /// Dies: ε = μ = 0 from now on, and not a word more.
    pub fn die(&mut self) {
        let n_lanes = self.computed.mu.len();
        let presented = self.computed.presented;
        let zeros: Box<[S]> = vec![S::zero(); n_lanes].into();
        self.is_dead = true;
        self.x = Arc::new(Activity::plain(Lanes::filled(&S::zero(), n_lanes)));
        self.computed = Arc::new(PredictionError {
            epsilon: zeros.clone(),
            mu: zeros,
            presented,
        });
        (0..self.dendrite.weights().len()).for_each(|slot| self.forget(slot));
    }

    /// From now on what it says arrives distorted.
    pub fn disturb(&mut self, noise: &Noise) {
        self.distortion = Distortion::of(noise, self.id);
    }
}
