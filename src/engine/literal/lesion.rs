//! Lesions and noise in the literal engine.
//!
//! Promises that both take effect at the start of the coming tick. The wires of what is lost
//! stay where they are: what is said on them is heard by no one. Refuses to know when and why.

use std::sync::Arc;

use super::Literal;
use super::agent::Agent;
use super::links;
use crate::axon::{AgentId, Observer};
use crate::engine::Lesion;
use crate::neuron::Noise;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Literal<S, P, W> {
    pub(super) fn lose(&mut self, lesion: &Lesion) {
        let wiring = Arc::clone(&self.circuit.blueprint.wiring);
        for (id, slot) in lesion.forgotten(&wiring) {
            match self.agent_mut(id) {
                Agent::Value(neuron) => neuron.forget(slot),
                Agent::Error(neuron) => neuron.forget(slot),
                _ => unreachable!("bug: only neurons have synapses"),
            }
        }
        if let Lesion::Neuron { layer, index } = *lesion {
            if let Agent::Value(neuron) = self.agent_mut(AgentId::Value { layer, index }) {
                neuron.die();
            }
            if !wiring.is_input(layer)
                && let Agent::Error(neuron) = self.agent_mut(AgentId::Error { layer, index })
            {
                neuron.die();
            }
        }
    }

    pub(super) fn disturb_all(&mut self, noise: &Noise) {
        self.noise = *noise;
        for index in 0..self.cells.len() {
            match &mut self.cell_mut(index).agent {
                Agent::Value(neuron) => neuron.disturb(noise),
                Agent::Error(neuron) => neuron.disturb(noise),
                _ => {}
            }
        }
    }

    /// A neuron by its name.
    fn agent_mut(&mut self, id: AgentId) -> &mut Agent<S, P> {
        let widths = self.circuit.blueprint.widths();
        let position = match id {
            AgentId::Value { layer, index } => links::first_value(widths, layer) + index,
            AgentId::Error { layer, index } => links::first_error(widths, layer) + index,
            _ => unreachable!("bug: {id} is no neuron"),
        };
        &mut self.cell_mut(position).agent
    }
}
