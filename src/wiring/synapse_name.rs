//! From the name of a synapse to its slots at both ends, and from a slot to the name.
//!
//! Promises one name for both copies of a weight.

use super::Wiring;
use super::slot::Connection;
use crate::axon::{AgentId, SynapseId};

impl Wiring {
    /// The synapse from value neuron `pre` to error neuron `post`, as (population, index), seen from
    /// the latter.
    pub fn connection(&self, post: (usize, usize), pre: (usize, usize)) -> Option<Connection> {
        let mut incoming = self.incoming.get(post.0)?.clone();
        let e = incoming.find(|e| self.projections[*e].pre == pre.0)?;
        let place = self.place_in_row(e, post.1, pre.1)?;
        self.row(e, post.1).nth(place)
    }

    /// The synapse, counted from 0, in which error neuron (population, `post`) hears value neuron
    /// `pre`.
    pub fn dendrite_slot(&self, post: (usize, usize), pre: (usize, usize)) -> Option<usize> {
        let mut first = 0;
        for e in self.incoming[post.0].clone() {
            let projection = &self.projections[e];
            if projection.pre == pre.0 {
                return Some(first + self.place_in_row(e, post.1, pre.1)?);
            }
            first += self.n_row(e, post.1);
        }
        None
    }

    /// The synapse, counted from 0, in which value neuron `pre` hears error neuron `post`, whether
    /// or not it learns from it.
    pub fn axon_slot(&self, pre: (usize, usize), post: (usize, usize)) -> Option<usize> {
        let mut first = 0;
        for &e in &self.outgoing[pre.0] {
            if self.projections[e].post == post.0 {
                return Some(first + self.place_in_column(e, pre.1, post.1)?);
            }
            first += self.n_column(e, pre.1);
        }
        None
    }

    /// Whether there is such a synapse.
    pub fn has_synapse(&self, id: SynapseId) -> bool {
        let SynapseId { layer, post, pre } = id;
        let is_there = layer < self.n_computing && post < self.widths[layer];
        is_there
            && match pre {
                None => self.has_bias(layer),
                Some(pre) => self.dendrite_slot((layer, post), pre).is_some(),
            }
    }

    /// The slot of a synapse in the dendrite of its error neuron, the bias after the others.
    ///
    /// # Panics
    /// If there is no such synapse.
    pub fn slot_in_dendrite(&self, id: SynapseId) -> usize {
        let slot = match id.pre {
            None => Some(self.n_dendrite(id.layer, id.post)),
            Some(pre) => self.dendrite_slot((id.layer, id.post), pre),
        };
        slot.expect("bug: there is no such synapse")
    }

    /// The value neuron that has the feedback copy of a synapse, and its slot there; biases have
    /// none, and neither have synapses from inputs.
    pub fn feedback_copy(&self, id: SynapseId) -> Option<(AgentId, usize)> {
        let (layer, index) = id.pre.filter(|(layer, _)| !self.is_input(*layer))?;
        let slot = self.axon_slot((layer, index), (id.layer, id.post))?;
        Some((AgentId::Value { layer, index }, slot))
    }

    /// The name of the synapse in `slot` of a neuron.
    ///
    /// # Panics
    /// If there is none.
    pub fn synapse(&self, neuron: AgentId, slot: usize) -> SynapseId {
        match neuron {
            AgentId::Error { layer, index } => {
                let heard = self.in_dendrite(layer, index, slot);
                let pre = heard.map(|heard| (heard.population, heard.index));
                SynapseId {
                    layer,
                    post: index,
                    pre,
                }
            }
            AgentId::Value { layer, index } => {
                let told = self.in_axon(layer, index, slot);
                let told = told.expect("bug: there is no such synapse");
                SynapseId {
                    layer: told.population,
                    post: told.index,
                    pre: Some((layer, index)),
                }
            }
            _ => unreachable!("bug: only neurons have synapses"),
        }
    }

    /// Whether the synapse in `slot` of a neuron changes at all.
    pub fn learns(&self, neuron: AgentId, slot: usize) -> bool {
        let connection = match neuron {
            _ if self.is_chain => return true,
            AgentId::Error { layer, index } => self.in_dendrite(layer, index, slot),
            AgentId::Value { layer, index } => self.in_axon(layer, index, slot),
            _ => None,
        };
        connection.is_none_or(|of| self.projections[of.projection].learns)
    }

    /// The slots of a neuron whose synapses do not change, ascending.
    pub fn fixed_slots(&self, neuron: AgentId) -> Vec<usize> {
        let is_fixed = |of: &Connection| !self.projections[of.projection].learns;
        let slots = |of: &mut dyn Iterator<Item = Connection>| {
            let fixed = of.enumerate().filter(|(_, of)| is_fixed(of));
            fixed.map(|(slot, _)| slot).collect()
        };
        match neuron {
            _ if self.projections.iter().all(|projection| projection.learns) => Vec::new(),
            AgentId::Error { layer, index } => slots(&mut self.dendrite(layer, index)),
            AgentId::Value { layer, index } if self.is_hidden(layer) => {
                slots(&mut self.axon(layer, index))
            }
            _ => Vec::new(),
        }
    }
}
