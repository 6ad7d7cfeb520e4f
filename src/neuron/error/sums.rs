//! The sums of an error neuron: μ over its dendrite, and ε.
//!
//! Promises sums from 0, in synapse order, bias last, absent synapses skipped. Refuses to
//! change any state.

use super::ErrorNeuron;
use crate::axon::Lanes;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;
use crate::synapse::Saboteur;

impl<S: Scalar, P: Plasticity> ErrorNeuron<S, P> {
    /// What this neuron predicts for these rates, one `[B]` per synapse: the sum of Eq. 5, from
    /// 0, in synapse order, bias last.
    pub fn sum<'a>(&self, rates: impl Iterator<Item = &'a [S]>, n_lanes: usize) -> Vec<S> {
        let mut mu = vec![S::zero(); n_lanes];
        let (weights, bias) = self.weights();
        let is_whole = self.dendrite.is_whole();
        for (slot, (weight, rate)) in weights.iter().zip(rates).enumerate() {
            if is_whole || !self.dendrite.is_absent(slot) {
                S::add_scaled(&mut mu, weight, rate);
            }
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

    /// x − μ, rounded once where x is what Eq. 7 made of this μ (SPEC section 3).
    pub(super) fn difference(&self, (x, residue): (&S, Option<&S>), mu: &S) -> S {
        match (residue.filter(|rest| !rest.is_zero()), self.saboteur) {
            (None, _) | (_, Saboteur::LostResidue) => x.clone() - mu,
            (Some(rest), Saboteur::ShortDifference) => x.clone() - mu + rest,
            (Some(rest), _) => {
                let (difference, left) = x.two_difference(mu);
                difference + &(left + rest)
            }
        }
    }

    pub(super) fn sum_in_arrival_order(&self, n_lanes: usize) -> Box<[S]> {
        let mut mu = vec![S::zero(); n_lanes];
        let (weights, bias) = self.weights();
        for slot in self
            .arrivals
            .iter()
            .map(|&slot| slot as usize)
            .filter(|&k| k < weights.len() && !self.dendrite.is_absent(k))
        {
            S::add_scaled(&mut mu, &weights[slot], &self.rates[slot].values);
        }
        mu.into_iter()
            .map(|sum| bias.iter().fold(sum, |sum, bias| sum + *bias))
            .collect()
    }
}
