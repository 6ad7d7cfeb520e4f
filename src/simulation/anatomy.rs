//! What the onlooker knows of a network's build, and of what it has lost.

use std::collections::{BTreeMap, BTreeSet};

use crate::axon::AgentId;
use crate::engine::Circuit;
use crate::scalar::Scalar;
use crate::synapse::Phi;

/// What the onlooker knows of a network's build.
#[derive(Clone, Debug)]
pub(crate) struct Anatomy {
    /// Output first.
    pub widths: Vec<usize>,
    pub n_lanes: usize,
    pub has_bias: bool,
    pub phi: Phi,
    /// Whether synapses have a φ at all (not under IL and Z-IL).
    pub by_phi: bool,
    /// Slots whose synapse a lesion took, by neuron.
    pub absent: BTreeMap<AgentId, BTreeSet<usize>>,
}

impl Anatomy {
    /// Of a network that has lost nothing.
    pub(super) fn of<S: Scalar>(circuit: &Circuit<S>) -> Self {
        Self {
            widths: circuit.blueprint().widths.clone(),
            n_lanes: circuit.settings().n_lanes,
            has_bias: circuit.blueprint().has_bias(),
            phi: circuit.settings().phi.clone(),
            by_phi: !circuit.settings().rule.is_commanded(),
            absent: BTreeMap::new(),
        }
    }

    pub(crate) fn depth(&self) -> usize {
        self.widths.len() - 1
    }

    /// Whether the synapse in a neuron's slot is there.
    pub(crate) fn has(&self, id: AgentId, slot: usize) -> bool {
        self.absent
            .get(&id)
            .is_none_or(|absent| !absent.contains(&slot))
    }
}
