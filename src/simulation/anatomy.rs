//! What the onlooker knows of a network's build, and of what it has lost.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::axon::AgentId;
use crate::engine::Circuit;
use crate::scalar::Scalar;
use crate::synapse::Phi;
use crate::wiring::Wiring;

/// What the onlooker knows of a network's build.
#[derive(Clone, Debug)]
pub(crate) struct Anatomy {
    pub wiring: Arc<Wiring>,
    pub n_lanes: usize,
    pub phi: Phi,
    /// Whether synapses have a φ at all (not under IL and Z-IL).
    pub by_phi: bool,
    /// Slots whose synapse a lesion took, by neuron.
    pub absent: BTreeMap<AgentId, BTreeSet<usize>>,
    /// Slots whose synapse never changes, by neuron.
    fixed: BTreeMap<AgentId, Vec<usize>>,
}

impl Anatomy {
    /// Of a network that has lost nothing.
    pub(super) fn of<S: Scalar>(circuit: &Circuit<S>) -> Self {
        Self {
            wiring: Arc::clone(&circuit.blueprint().wiring),
            n_lanes: circuit.settings().n_lanes,
            phi: circuit.settings().phi.clone(),
            by_phi: !circuit.settings().rule.is_commanded(),
            absent: BTreeMap::new(),
            fixed: fixed(&circuit.blueprint().wiring),
        }
    }

    /// Slots whose synapse never fires: it is lost, or does not learn.
    pub(crate) fn is_whole(&self, id: AgentId) -> bool {
        !self.absent.contains_key(&id) && self.fixed.get(&id).is_none_or(Vec::is_empty)
    }

    /// What a neuron lacks.
    pub(crate) fn missing(&self, id: AgentId) -> Missing<'_> {
        Missing {
            absent: self.absent.get(&id),
            fixed: self.fixed.get(&id).map_or(&[], Vec::as_slice),
        }
    }
}

/// Slots of one neuron whose synapses never fire.
#[derive(Clone, Copy)]
pub(crate) struct Missing<'a> {
    absent: Option<&'a BTreeSet<usize>>,
    fixed: &'a [usize],
}

impl Missing<'_> {
    /// Whether the synapse in a slot is not there, or does not learn.
    #[inline]
    pub(crate) fn has(self, slot: usize) -> bool {
        self.absent.is_some_and(|absent| absent.contains(&slot))
            || (!self.fixed.is_empty() && self.fixed.binary_search(&slot).is_ok())
    }
}

/// The slots of synapses that never change, of neurons that have some.
fn fixed(wiring: &Wiring) -> BTreeMap<AgentId, Vec<usize>> {
    if wiring
        .projections()
        .iter()
        .all(|projection| projection.learns)
    {
        return BTreeMap::new();
    }
    let populations = (0..wiring.widths().len()).flat_map(|layer| {
        (0..wiring.widths()[layer]).flat_map(move |index| {
            [
                AgentId::Value { layer, index },
                AgentId::Error { layer, index },
            ]
        })
    });
    let is_there =
        |id: &AgentId| !matches!(id, AgentId::Error { layer, .. } if wiring.is_input(*layer));
    let fixed = populations
        .filter(is_there)
        .map(|id| (id, wiring.fixed_slots(id)));
    fixed.filter(|(_, slots)| !slots.is_empty()).collect()
}
