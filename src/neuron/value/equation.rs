//! Eq. 7 in one value neuron: x of the next tick from what it heard in this one.
//!
//! Refuses to change any state.

use super::ValueNeuron;
use crate::axon::Activity;
use crate::neuron::State;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;
use crate::synapse::Push;

impl<S: Scalar, P: Plasticity> ValueNeuron<S, P> {
    /// Eq. 7, lane by lane.
    pub(super) fn next_x(&self) -> Option<Activity<S>> {
        let own = self.own.as_ref()?;
        let sums = self.sums();
        let has_feedback = !self.heard.is_empty();
        let pairs = (0..self.x.values.len()).map(|lane| {
            self.equations.next_x(&Push {
                x: &self.x.values[lane],
                mu: &own.mu[lane],
                epsilon: &own.epsilon[lane],
                feedback: has_feedback.then(|| [&self.slope[lane], &sums[lane]]),
                gamma: &self.gamma,
                is_pair: self.state == State::Pair,
            })
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
