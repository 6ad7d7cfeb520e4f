//! A lesion: what a network loses while it runs (SPEC section 11).
//!
//! Promises the list of the slots that are forgotten, at both ends of each connection. Refuses
//! to know how an engine keeps its neurons.

use crate::axon::{AgentId, SynapseId};
use crate::synapse::Side;
use crate::wiring::Wiring;

/// Something that a network loses for good.
///
/// ```
/// use fazil::activation::Activation;
/// use fazil::axon::AgentId;
/// use fazil::engine::Lesion;
/// use fazil::wiring::Wiring;
/// let wiring = Wiring::chain(&[1, 2, 1], Activation::Tanh, true);
/// let gone = Lesion::Neuron { layer: 1, index: 0 }.forgotten(&wiring);
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
    /// The synapses that are lost, each named by its neuron and its slot there; a bias comes
    /// after the others.
    pub fn forgotten(&self, wiring: &Wiring) -> Vec<(AgentId, usize)> {
        match *self {
            Self::Synapse { synapse, side } => ends(synapse, side, wiring),
            Self::Neuron { .. } => {
                let lost = self.connections(wiring).into_iter();
                lost.flat_map(|synapse| ends(synapse, Side::Both, wiring))
                    .collect()
            }
        }
    }

    /// The connections that are lost altogether: those that backpropagation loses too. A
    /// connection of which one copy of two is left is not among them.
    pub fn connections(&self, wiring: &Wiring) -> Vec<SynapseId> {
        match *self {
            Self::Synapse { synapse, side } => {
                let n_copies = ends(synapse, Side::Both, wiring).len();
                let is_lost = ends(synapse, side, wiring).len() == n_copies;
                Vec::from_iter(is_lost.then_some(synapse))
            }
            Self::Neuron { layer, index } => {
                let below = wiring.axon(layer, index).map(|of| SynapseId {
                    layer: of.population,
                    post: of.index,
                    pre: Some((layer, index)),
                });
                let bias = wiring.has_bias(layer).then_some(None);
                let dendrite = wiring.dendrite(layer, index);
                let dendrite = dendrite.map(|of| Some((of.population, of.index)));
                let own = dendrite.chain(bias).map(|pre| SynapseId {
                    layer,
                    post: index,
                    pre,
                });
                below.chain(own).collect()
            }
        }
    }
}

/// The ends of a synapse on `side`: (neuron, slot).
fn ends(synapse: SynapseId, side: Side, wiring: &Wiring) -> Vec<(AgentId, usize)> {
    let SynapseId { layer, post, .. } = synapse;
    let dendrite = side.is_feedforward().then(|| {
        let slot = wiring.slot_in_dendrite(synapse);
        (AgentId::Error { layer, index: post }, slot)
    });
    let copy = side.is_feedback().then(|| wiring.feedback_copy(synapse));
    dendrite.into_iter().chain(copy.flatten()).collect()
}
