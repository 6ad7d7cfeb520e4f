//! What the synapses of a neuron are between two ticks, read and set.

use super::Bundle;
use crate::axon::Tick;
use crate::scalar::Scalar;

/// Synapses between two ticks, in slot order; their settings are not part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct BundleState<S> {
    /// Weights.
    pub weights: Vec<S>,
    /// Tick of the last loud ε of synapse k in lane b, at k · B + b.
    pub last_loud: Vec<Tick>,
    /// Slots of absent synapses, ascending.
    pub absent: Vec<usize>,
}

impl<S: Scalar> Bundle<S> {
    /// What it is now.
    pub fn state(&self) -> BundleState<S> {
        BundleState {
            weights: self.weights.clone(),
            last_loud: self.last_loud.clone(),
            absent: (0..self.weights.len())
                .filter(|slot| self.is_absent(*slot))
                .collect(),
        }
    }

    /// Becomes what another bundle with the same settings was.
    ///
    /// # Panics
    /// If that one had more or fewer synapses or lanes.
    pub fn restore(&mut self, state: BundleState<S>) {
        let is_alike = [state.weights.len(), state.last_loud.len()]
            == [self.weights.len(), self.last_loud.len()];
        assert!(is_alike, "bug: a state is checked before it is restored");
        self.weights = state.weights;
        self.last_loud = state.last_loud;
        self.absent.clear();
        state.absent.into_iter().for_each(|slot| self.forget(slot));
    }
}
