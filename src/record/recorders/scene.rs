//! What recorders know of a network and of a presentation, seen from outside.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::activation::Activation;
use crate::axon::{AgentId, Tick};
use crate::blueprint::Blueprint;
use crate::record::message::Carried;
use crate::record::recording::{Group, What};
use crate::scalar::Scalar;
use crate::synapse::{Detector, Phi};
use crate::wiring::Wiring;

/// A network, as recorders know it.
#[derive(Clone, Debug)]
pub struct Scene<S> {
    /// Who is there.
    pub wiring: Arc<Wiring>,
    /// B.
    pub n_lanes: usize,
    /// The network's default φ: what counts as quiet.
    pub quiet: Detector<S>,
    /// Whether error neurons speak upward in pulses.
    pub is_phasic: bool,
    /// Whether x = μ is imposed before each presentation, which silences every φ for ever.
    pub is_imposed: bool,
    /// Whether synapses have a φ that decides anything.
    pub by_phi: bool,
    /// f, by layer.
    pub transfer: Vec<Activation>,
    /// Whether silence must be kept track of.
    pub tracks_silence: bool,
    /// Synapses that were lost, by neuron and slot.
    pub absent: BTreeSet<(AgentId, usize)>,
}

/// One presentation, just ended.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a, S> {
    /// Its number, from 0 over the run.
    pub index: u64,
    /// Its epoch, from 0.
    pub epoch: u64,
    /// Its first tick.
    pub start: Tick,
    /// t = 0.
    pub onset: Tick,
    /// The first tick after it.
    pub end: Tick,
    /// Whether there was a teacher.
    pub is_taught: bool,
    /// The example in each lane; fewer than B in a short last batch.
    pub examples: &'a [usize],
    /// ε by population at t = its level, `[n][B]`; empty without a teacher.
    pub epsilon: &'a [Vec<S>],
}

impl<S: Scalar> Scene<S> {
    /// The scene of a network of this build.
    pub fn new(blueprint: &Blueprint<S>, phi: &Phi, n_lanes: usize, by_phi: bool) -> Self {
        let layers = 0..blueprint.widths().len();
        Self {
            wiring: Arc::clone(&blueprint.wiring),
            n_lanes,
            quiet: Detector::new(phi),
            is_phasic: false,
            is_imposed: false,
            by_phi,
            transfer: layers.map(|layer| blueprint.transfer(layer)).collect(),
            tracks_silence: false,
            absent: BTreeSet::new(),
        }
    }

    /// Position of E(l, i) among the error neurons, the output layer's first.
    pub(super) fn error_index(&self, layer: usize, index: usize) -> usize {
        self.wiring.widths()[..layer].iter().sum::<usize>() + index
    }

    /// How many error neurons there are.
    pub(super) fn n_errors(&self) -> usize {
        self.error_index(self.wiring.n_computing(), 0)
    }

    /// Whether the synapse in a neuron's slot is there.
    pub(super) fn has(&self, id: AgentId, slot: usize) -> bool {
        self.absent.is_empty() || !self.absent.contains(&(id, slot))
    }

    /// Whether it is there, and may change.
    pub(super) fn is_plastic(&self, id: AgentId, slot: usize) -> bool {
        self.has(id, slot) && self.wiring.learns(id, slot)
    }

    /// Whether no synapse of a neuron lacks a φ.
    pub(super) fn is_whole(&self, id: AgentId) -> bool {
        self.absent.iter().all(|(other, _)| *other != id) && self.wiring.fixed_slots(id).is_empty()
    }

    /// What the text cells of a variable's table name.
    pub(super) fn texts(&self, what: What) -> Vec<Cow<'static, str>> {
        match what.group() {
            Group::Phi => PHI_TEXTS.map(Cow::Borrowed).to_vec(),
            Group::Synapse => PHI_TEXTS[..2].iter().copied().map(Cow::Borrowed).collect(),
            Group::Message => {
                let carried = Carried::ALL.map(|carried| format!("{carried:?}"));
                let all = carried.into_iter().chain(self.names());
                all.map(Cow::Owned).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Every agent and every population that can be a message's end.
    fn names(&self) -> Vec<String> {
        let wiring = &*self.wiring;
        let agents = self.agents().into_iter().map(|id| wiring.name(id));
        let name = |kind: &str, p: usize| format!("{kind}/{}/*", wiring.population_name(p));
        let n = wiring.n_computing();
        let populations = (0..n).map(|p| name("error", p));
        let above = (1..wiring.widths().len()).map(|p| name("value", p));
        let all = ["error/*", "value/*"].map(String::from);
        let rest = if wiring.is_chain() {
            &all[..0]
        } else {
            &all[..]
        };
        agents
            .chain(populations)
            .chain(above)
            .chain(rest.iter().cloned())
            .collect()
    }

    /// Every agent: value neurons, error neurons, sources, the controller.
    pub(super) fn agents(&self) -> Vec<AgentId> {
        let wiring = &*self.wiring;
        let mut agents = Vec::new();
        for (layer, &width) in wiring.widths().iter().enumerate() {
            agents.extend((0..width).map(|index| AgentId::Value { layer, index }));
        }
        for (layer, &width) in wiring.widths()[..wiring.n_computing()].iter().enumerate() {
            agents.extend((0..width).map(|index| AgentId::Error { layer, index }));
        }
        agents.extend((0..wiring.n_inputs()).map(|index| AgentId::Stimulus { index }));
        agents.extend((0..wiring.n_outputs()).map(|index| AgentId::Teacher { index }));
        agents.push(AgentId::Controller);
        agents
    }

    /// The text cell that names an agent.
    pub(super) fn text_of_agent(&self, id: AgentId) -> u32 {
        let wiring = &*self.wiring;
        let (n_values, n_errors) = (wiring.widths().iter().sum::<usize>(), self.n_errors());
        let n_inputs = wiring.n_inputs();
        let position = match id {
            AgentId::Value { layer, index } => self.error_index(layer, index),
            AgentId::Error { layer, index } => n_values + self.error_index(layer, index),
            AgentId::Stimulus { index } => n_values + n_errors + index,
            AgentId::Teacher { index } => n_values + n_errors + n_inputs + index,
            AgentId::Controller => n_values + n_errors + n_inputs + wiring.n_outputs(),
        };
        (Carried::ALL.len() + position) as u32
    }

    /// The text cell that names all error neurons, or all value neurons, that hear a population:
    /// those of one population, or of several.
    pub(super) fn text_of_hearers(&self, layers: &[usize], is_error: bool) -> u32 {
        let first = self.text_of_agent(AgentId::Controller) as usize + 1;
        let n = self.wiring.n_computing();
        let n_above = self.wiring.widths().len() - 1;
        let position = match (layers, is_error) {
            ([layer], true) => *layer,
            ([layer], false) => n + layer - 1,
            (_, true) => n + n_above,
            (_, false) => n + n_above + 1,
        };
        (first + position) as u32
    }
}

/// Positions in the texts of φ's tables.
pub(super) const PHI_TEXTS: [&str; 5] = ["feedforward", "feedback", "hit", "false", "miss"];
pub(super) const FEEDFORWARD: u32 = 0;
pub(super) const FEEDBACK: u32 = 1;
pub(super) const HIT: u32 = 2;
pub(super) const FALSE: u32 = 3;
pub(super) const MISS: u32 = 4;

impl<S: Scalar> Moment<'_, S> {
    /// Whether φ on ε of an error neuron is expected to fire at t = its level in this lane.
    pub(super) fn expects(
        &self,
        scene: &Scene<S>,
        layer: usize,
        index: usize,
        lane: usize,
    ) -> bool {
        let at = index * scene.n_lanes + lane;
        let of_layer = self.epsilon.get(layer);
        lane < self.examples.len() && of_layer.is_some_and(|epsilon| !epsilon[at].is_zero())
    }
}
