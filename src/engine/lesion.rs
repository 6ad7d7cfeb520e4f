//! A lesion: what a network loses while it runs (SPEC section 11).
//!
//! Promises the list of the slots that are forgotten, at both ends of each connection. Refuses
//! to know how an engine keeps its neurons.

use crate::axon::{AgentId, SynapseId};
use crate::synapse::Side;

/// Something that a network loses for good.
///
/// ```
/// use fazil::axon::AgentId;
/// use fazil::engine::Lesion;
/// let gone = Lesion::Neuron { layer: 1, index: 0 }.forgotten(&[1, 2, 1], true);
/// let (error, value) = (
///     |layer, index| AgentId::Error { layer, index },
///     |layer, index| AgentId::Value { layer, index },
/// );
/// // Its synapse in the dendrite below and its own feedback copy; its dendrite, bias last.
/// assert_eq!(gone, [(error(0, 0), 0), (value(1, 0), 0), (error(1, 0), 0), (error(1, 0), 1)]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lesion {
    /// A value neuron and, unless it is an input, its error neuron.
    Neuron {
        /// l, from the output.
        layer: usize,
        /// i, from 0.
        index: usize,
    },
    /// One synapse, or one of its copies.
    Synapse {
        /// Which.
        synapse: SynapseId,
        /// Which of its copies.
        side: Side,
    },
}

impl Lesion {
    /// The synapses that are lost, each named by its neuron and its slot there (a bias comes
    /// after the others), in a network of these widths, output first.
    pub fn forgotten(&self, widths: &[usize], has_bias: bool) -> Vec<(AgentId, usize)> {
        match *self {
            Self::Synapse { synapse, side } => ends(synapse, side, widths),
            Self::Neuron { .. } => {
                let lost = self.connections(widths, has_bias).into_iter();
                lost.flat_map(|synapse| ends(synapse, Side::Both, widths))
                    .collect()
            }
        }
    }

    /// The connections that are lost altogether: those that backpropagation loses too. A
    /// connection of which one copy of two is left is not among them.
    pub fn connections(&self, widths: &[usize], has_bias: bool) -> Vec<SynapseId> {
        match *self {
            Self::Synapse { synapse, side } => {
                let n_copies = ends(synapse, Side::Both, widths).len();
                let is_lost = ends(synapse, side, widths).len() == n_copies;
                Vec::from_iter(is_lost.then_some(synapse))
            }
            Self::Neuron { layer, index } => {
                let mut lost = Vec::new();
                if layer > 0 {
                    lost.extend((0..widths[layer - 1]).map(|post| SynapseId {
                        layer: layer - 1,
                        post,
                        pre: Some(index),
                    }));
                }
                if layer + 1 < widths.len() {
                    let bias = has_bias.then_some(None);
                    let dendrite = (0..widths[layer + 1]).map(Some).chain(bias);
                    lost.extend(dendrite.map(|pre| SynapseId {
                        layer,
                        post: index,
                        pre,
                    }));
                }
                lost
            }
        }
    }
}

/// The ends of a synapse on `side`: (neuron, slot).
fn ends(synapse: SynapseId, side: Side, widths: &[usize]) -> Vec<(AgentId, usize)> {
    let SynapseId { layer, post, pre } = synapse;
    let mut ends = Vec::new();
    if side.is_feedforward() {
        let slot = pre.unwrap_or(widths[layer + 1]);
        ends.push((AgentId::Error { layer, index: post }, slot));
    }
    if let (true, Some(index)) = (side.is_feedback() && layer + 2 < widths.len(), pre) {
        let layer = layer + 1;
        ends.push((AgentId::Value { layer, index }, post));
    }
    ends
}
