//! What an injured value neuron forgets, and how noisy it is.
//!
//! Promises that an absent synapse is skipped in sums, never commits and hears nothing, and
//! that a dead neuron stays at x = 0 and says nothing. Refuses to know why.

use std::sync::Arc;

use super::ValueNeuron;
use super::delay::DelayLine;
use crate::axon::{Activity, Lanes};
use crate::neuron::noise::{Distortion, Jitter, Noise};
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

impl<S: Scalar, P: Plasticity> ValueNeuron<S, P> {
    /// Loses the feedback synapse in `slot`, counted from 0: from the coming tick on it is
    /// absent, and its weight reads 0.
    pub fn forget(&mut self, slot: usize) {
        self.synapses.forget(slot);
        self.heard[slot] = None;
        self.delays
            .get_mut(slot)
            .into_iter()
            .for_each(DelayLine::empty);
    }

    /// Dies: x = 0 from now on, and not a word more.
    pub fn die(&mut self) {
        let presented = self.x.presented;
        let values = vec![S::zero(); self.x.values.len()].into();
        self.is_dead = true;
        self.own = None;
        (0..self.heard.len()).for_each(|slot| self.forget(slot));
        self.x = Arc::new(Activity::plain(Lanes { values, presented }));
        self.transfer();
        self.is_new = false;
    }

    /// From now on it is noisy: what it says, and, if nothing outside ever clamps it and it is
    /// no mere input, its own x.
    pub fn disturb(&mut self, noise: &Noise) {
        self.distortion = Distortion::of(noise, self.id);
        if self.environment.is_none() {
            self.jitter = Jitter::of(noise, self.id);
        }
    }
}
