//! What a population of synapses answers, and does, for those among it that have a φ of their own.
//!
//! Promises the same view of feedforward and feedback synapses.

use crate::scalar::{Plane, Scalar, Tiles};

/// The synapses among which some have a φ of their own, at the start of the tick.
pub(in crate::engine::packed) trait Population<S: Scalar> {
    /// A weight.
    fn weight(&self, slot: usize, neuron: usize) -> &S;
    /// ε and f(x), as a synapse hears them in a lane.
    fn heard(&self, slot: usize, neuron: usize, lane: usize) -> [&S; 2];
    /// ε of every cell; `None` for silence.
    fn epsilon(&self) -> Option<&[S]>;
    /// The weights that `change_all` changes.
    fn tiles(&self) -> &Tiles<S>;
    /// Changes all weights of the chosen streams, ε being `pulse`.
    fn change_all(&self, weights: &mut Tiles<S>, pulse: &Plane<S>, chosen: &[bool]);
}
