//! What is done to a slice of error neurons from outside: predictions imposed, synapses and
//! neurons lost.

use std::sync::Arc;

use super::ErrorSlice;
use crate::axon::Rates;
use crate::engine::packed::detector_overrides::OwnPhis;
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar};

impl<S: Scalar, P: Plasticity> ErrorSlice<S, P> {
    /// Takes a prediction imposed from outside, made of what the layer above would say now:
    /// μ as it is, ε = 0, every φ silent for ever (SPEC section 7). Returns that μ, `[B][n]`,
    /// which is also the x of the tick before.
    pub(in crate::engine::packed) fn impose(
        &mut self,
        rates: &[Arc<Rates<S>>],
        presented: u32,
    ) -> &Plane<S> {
        for (source, rates) in self.sources.iter_mut().zip(rates) {
            source.rates = Some(Arc::clone(rates));
        }
        self.is_stale = true;
        self.predict();
        self.epsilon.all_mut().fill(S::zero());
        self.presented = presented;
        self.presented_before = presented;
        self.phi.silence();
        self.own_phis.iter_mut().for_each(OwnPhis::silence);
        self.is_first_tick = false; // The next tick compares with what was imposed.
        self.must_speak = true;
        &self.mu
    }

    /// Loses the synapse of neuron `i` in `slot`, the bias after the others.
    pub(in crate::engine::packed) fn forget(&mut self, slot: usize, i: usize) {
        *self.weight_mut(slot, i) = S::zero();
        self.absent.insert((slot, i));
        self.is_stale = true;
    }

    /// Neuron `i`, whose synapses are lost, falls silent: ε = μ = 0.
    pub(in crate::engine::packed) fn die(&mut self, i: usize) {
        if self.dead.contains(&i) {
            return;
        }
        for lane in 0..self.setting.n_lanes {
            self.mu.lane_mut(lane)[i] = S::zero();
            self.epsilon.lane_mut(lane)[i] = S::zero();
        }
        self.dead.push(i);
    }

    /// All weights, by (slot, neuron), the bias after the others.
    pub(in crate::engine::packed) fn weight_at(&self, slot: usize, i: usize) -> &S {
        self.weight(slot, i)
    }

    /// Writes θ, `[neuron][synapse]`, biases aside.
    pub(in crate::engine::packed) fn write_rows(&self, rows: &mut [S]) {
        self.weights.write_rows(rows);
    }

    /// Bytes of its synapses' state: weights and φ.
    pub(in crate::engine::packed) fn synapse_bytes(&self) -> usize {
        let bias = self.bias.as_ref().map_or(0, |bias| bias.bytes());
        self.weights.bytes() + bias + self.phi.bytes()
    }
}
