//! The sum of an error neuron: μ over its dendrite.
//!
//! Promises sums from 0, in synapse order, bias last, absent synapses skipped. Refuses to
//! change any state.

use super::ErrorNeuron;
use crate::axon::Lanes;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

impl<S: Scalar, P: Plasticity> ErrorNeuron<S, P> {
    /// What this neuron predicts for these rates, `rate(k)` being `[B]` of synapse k: the sum of
    /// Eq. 5, from 0, in synapse order if in no other, bias last.
    pub fn sum<'a>(
        &self,
        order: Option<Vec<usize>>,
        rate: impl Fn(usize) -> &'a [S],
        n_lanes: usize,
    ) -> Vec<S> {
        let mut mu = vec![S::zero(); n_lanes];
        let (weights, bias) = self.weights();
        let is_whole = self.dendrite.is_whole();
        let mut add = |slot: usize| {
            if is_whole || !self.dendrite.is_absent(slot) {
                S::add_scaled(&mut mu, &weights[slot], rate(slot));
            }
        };
        match order {
            None => (0..weights.len()).for_each(add),
            Some(order) => (order.into_iter())
                .filter(|slot| *slot < weights.len())
                .for_each(&mut add),
        }
        if let Some(bias) = bias.filter(|_| !self.dendrite.is_absent(weights.len())) {
            mu = mu.into_iter().map(|sum| sum + bias).collect();
        }
        mu
    }

    /// Lanes that carry a presentation, as the first synapse that is there was told; all of them
    /// once no synapse is left to tell.
    pub(super) fn presented(&self) -> u32 {
        let n_rates = self.rates.len() - usize::from(self.has_bias);
        self.presented_by(self.rates.iter().take(n_rates).map(|rate| &**rate))
    }

    /// The same by these rates, one per synapse: the dead no longer know it.
    pub fn presented_by<'a>(&self, rates: impl Iterator<Item = &'a Lanes<S>>) -> u32 {
        let mut heard = rates.enumerate();
        let first = heard.find(|(slot, _)| !self.dendrite.is_absent(*slot));
        first.map_or(self.computed.mu.len() as u32, |(_, rate)| rate.presented)
    }
}
