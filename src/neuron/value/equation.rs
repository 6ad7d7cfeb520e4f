//! Eq. 7 in one value neuron: x of the next tick from what it heard in this one.
//!
//! Refuses to change any state.

use super::ValueNeuron;
use crate::axon::Activity;
use crate::neuron::State;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;
use crate::synapse::Saboteur;

impl<S: Scalar, P: Plasticity> ValueNeuron<S, P> {
    /// Eq. 7. As a pair μ + ((1−γ)ε + (γ f′)·S), nothing left out; as one number
    /// (μ + (1−γ)ε) + (γ f′)·S. Both land on μ exactly at γ = 1 (SPEC section 3).
    pub(super) fn next_x(&self) -> Option<Activity<S>> {
        let own = self.own.as_ref()?;
        let sums = self.sums();
        let rest = S::one() - &self.gamma;
        let pairs = (0..self.x.values.len()).map(|lane| {
            let (mu, epsilon) = (&own.mu[lane], &own.epsilon[lane]);
            if self.saboteur == Saboteur::PlainEquation7 {
                let push = self.slope[lane].clone() * &sums[lane] - epsilon;
                let x = self.x.values[lane].clone() + &(self.gamma.clone() * &push);
                return (x, S::zero());
            }
            let leak = rest.clone() * epsilon;
            let push = self.gamma.clone() * &self.slope[lane] * &sums[lane];
            match (self.state, self.heard.is_empty()) {
                (State::Pair, true) => mu.two_sum(&leak),
                (State::Pair, false) => mu.two_sum(&(leak + &push)),
                (State::Plain, true) => (mu.clone() + &leak, S::zero()),
                (State::Plain, false) => (mu.clone() + &leak + &push, S::zero()),
            }
        });
        let (values, residue): (Vec<S>, Vec<S>) = pairs.unzip();
        Some(Activity::new(values.into(), residue.into(), own.presented))
    }

    /// S = Σ ε_k θ′_k per lane, in synapse order; a silent synapse adds nothing.
    fn sums(&self) -> Vec<S> {
        let mut sums = vec![S::zero(); self.x.values.len()];
        for (weight, heard) in self.synapses.weights().iter().zip(&self.heard) {
            if let Some(feedback) = heard {
                S::add_scaled(&mut sums, weight, &feedback.epsilon);
            }
        }
        sums
    }
}
