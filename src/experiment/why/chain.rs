//! The evidence: every neuron's log of one presentation, and the messages that led to a change.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::axon::{AgentId, Port, PredictionError, SynapseId, Tick};
use crate::blueprint::Weights;
use crate::experiment::replay::{Scene, ShowLogs};
use crate::record::{AgentLog, Carried, Keeps, Said};
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::wiring::{Connection, Wiring};

/// Contributors that are followed at each neuron; the others are counted.
const MOST_FOLLOWED: usize = 3;

/// What is known of one presentation.
pub(super) struct Evidence<S> {
    pub(super) synapse: SynapseId,
    pub(super) presentation: u64,
    pub(super) epoch: usize,
    pub(super) onset: Tick,
    pub(super) is_taught: bool,
    pub(super) is_commanded: bool,
    pub(super) wiring: Arc<Wiring>,
    pub(super) t_d: u64,
    pub(super) n_presented: usize,
    pub(super) learning_ticks: u64,
    pub(super) before: Weights<S>,
    /// What teachers say at onset, `[presented][n_0]`; `None` if nobody hears them say it.
    targets: Option<Vec<Vec<S>>>,
    pub(super) logs: BTreeMap<AgentId, AgentLog<S>>,
}

/// One change of the synapse, at one of its ends.
pub(super) struct Changed<S> {
    pub(super) is_feedback: bool,
    pub(super) tick: Tick,
    pub(super) delta: S,
    pub(super) before: S,
    pub(super) after: S,
    /// Lanes in which its φ fired.
    pub(super) lanes: Vec<usize>,
}

/// One message on the way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hop {
    pub(super) tick: i64,
    pub(super) from: AgentId,
    pub(super) to: AgentId,
    pub(super) carries: Carried,
    pub(super) value: Option<f64>,
    /// The weight that it was multiplied with, if any.
    pub(super) weight: Option<f64>,
}

/// What led to the change.
pub(super) struct ChainOf<S> {
    pub(super) changes: Vec<Changed<S>>,
    /// The lane that is followed.
    pub(super) lane: usize,
    /// From the teacher to the synapse.
    pub(super) hops: Vec<Hop>,
    /// Messages that contributed less, and are not among them.
    pub(super) n_left_out: usize,
}

impl<S: Scalar> Evidence<S> {
    /// What a neuron's log must keep. Of the input neurons only the synapse's own is ever asked.
    pub(super) fn keeps(wiring: &Wiring, synapse: SynapseId, id: AgentId) -> Keeps {
        let is_pre =
            matches!(id, AgentId::Value { layer, index } if Some((layer, index)) == synapse.pre);
        let is_post = id == post_of(synapse);
        let is_input = matches!(id, AgentId::Value { layer, .. } if wiring.is_input(layer));
        Keeps {
            changes: is_pre || is_post,
            words: is_pre || !is_input,
            ..Keeps::default()
        }
    }

    pub(super) fn gather(
        scenario: &Scenario,
        synapse: SynapseId,
        scene: &Scene<'_, S>,
        show: ShowLogs<'_, S>,
    ) -> Self {
        let mut logs = BTreeMap::new();
        show(&mut |id, log: &AgentLog<S>| {
            logs.insert(id, log.clone());
        });
        let presentation = &scene.shown.presentation;
        // In a presentation that begins with its teacher, nobody is told of it in mid-presentation.
        let is_told = presentation.with_teacher && presentation.prediction_ticks > 0;
        let chosen = presentation.examples.iter();
        let targets = chosen.map(|&example| scene.examples.target(example).to_vec());
        let phi = scenario.learning.phi_of(
            synapse.layer,
            synapse.post,
            synapse.pre,
            crate::synapse::Side::Feedforward,
        );
        Self {
            synapse,
            presentation: scene.index,
            epoch: scene.shown.epoch,
            onset: scene.shown.onset(),
            is_taught: scene.shown.presentation.with_teacher,
            is_commanded: scenario.learning.rule.is_commanded(),
            wiring: Arc::clone(&scenario.network.wiring),
            t_d: phi.quiet_ticks(),
            n_presented: scene.shown.presentation.examples.len(),
            learning_ticks: scene.shown.presentation.learning_ticks,
            before: scene.before.clone(),
            targets: is_told.then(|| targets.collect()),
            logs,
        }
    }

    /// The error neuron at the synapse's end.
    pub(super) fn post(&self) -> AgentId {
        post_of(self.synapse)
    }

    /// The value neuron at its beginning.
    pub(super) fn pre(&self) -> Option<AgentId> {
        let (layer, index) = self.synapse.pre?;
        Some(AgentId::Value { layer, index })
    }

    /// The changes at both ends, and how the first of them came about.
    pub(super) fn chain(&self) -> ChainOf<S> {
        let slot = self.wiring.slot_in_dendrite(self.synapse);
        let mut changes = self.changes_of(self.post(), slot, false);
        if let Some((pre, slot)) = self.wiring.feedback_copy(self.synapse) {
            changes.extend(self.changes_of(pre, slot, true));
        }
        let first = changes.first();
        let at = first.map_or(
            self.onset
                .after(self.wiring.level(self.synapse.layer) as u64),
            |c| c.tick,
        );
        let lane = first.and_then(|c| c.lanes.first().copied()).unwrap_or(0);
        let mut chain = ChainOf {
            changes,
            lane,
            hops: Vec::new(),
            n_left_out: 0,
        };
        if !chain.changes.is_empty() {
            self.follow_error(self.synapse.layer, self.synapse.post, at, lane, &mut chain);
            self.follow_rate(at, lane, &mut chain);
            if self.is_commanded {
                self.follow_command(at, &mut chain);
            }
        }
        chain
            .hops
            .sort_by_key(|hop| (hop.tick, is_error(hop.from), depth_of(hop.from)));
        chain.hops.dedup();
        chain
    }

    /// ε of an error neuron in a tick.
    pub(super) fn prediction(&self, id: AgentId, at: Tick) -> Option<&PredictionError<S>> {
        self.logs.get(&id)?.prediction(at)
    }

    fn changes_of(&self, id: AgentId, slot: usize, is_feedback: bool) -> Vec<Changed<S>> {
        let Some(log) = self.logs.get(&id) else {
            return Vec::new();
        };
        let Some(mut weight) = self.weight(is_feedback) else {
            return Vec::new();
        };
        let of_slot = log
            .changes
            .iter()
            .filter(|(_, other, _)| *other as usize == slot);
        let mut found = Vec::new();
        for (tick, _, change) in of_slot {
            let before = std::mem::replace(&mut weight, change.after.clone());
            let spikes = log.spikes.iter();
            let fired = spikes.filter(|spike| spike.tick == *tick && spike.synapses.has(slot));
            found.push(Changed {
                is_feedback,
                tick: *tick,
                delta: change.delta.clone(),
                before,
                after: change.after.clone(),
                lanes: fired.map(|spike| spike.lane as usize).collect(),
            });
        }
        found
    }

    fn weight(&self, is_feedback: bool) -> Option<S> {
        match is_feedback {
            true => self.before.feedback_of(&self.wiring, self.synapse).cloned(),
            false => Some(self.before.of(&self.wiring, self.synapse).clone()),
        }
    }

    /// What made ε of E(l, i) what it is in tick `at`: the x of its own value neuron, and what
    /// moved that.
    fn follow_error(
        &self,
        layer: usize,
        index: usize,
        at: Tick,
        lane: usize,
        chain: &mut ChainOf<S>,
    ) {
        let (value, error) = (
            AgentId::Value { layer, index },
            AgentId::Error { layer, index },
        );
        let Some(heard) = self.said(value, Port::OWN, |tick| tick == at) else {
            return; // x did not move: it is what it was before the teacher.
        };
        let told = heard.value(lane);
        chain
            .hops
            .push(self.hop(at, [value, error], Carried::Activity, told, None));
        if self.wiring.is_output(layer) {
            let column = self.wiring.columns(layer).start + index;
            if let Some(targets) = self.targets.as_ref().filter(|_| at >= self.onset) {
                let (told, teacher) = (targets.get(lane), AgentId::Teacher { index: column });
                let told = told.map(|target| &target[column]);
                let hop = self.hop(self.onset, [teacher, value], Carried::Teacher, told, None);
                chain.hops.push(hop);
            }
            return;
        }
        let earlier = Tick(at.0 - 1);
        let mut pushes: Vec<(Connection, f64, &S)> = (self.wiring.axon(layer, index))
            .filter_map(|of| {
                let delay = self.wiring.projections()[of.projection].delay as i64;
                let said = Tick(earlier.0 - delay);
                let heard = self.said(error_of(of), Port::WIDE, |tick| tick == said)?;
                let epsilon = heard.value(lane).filter(|epsilon| !epsilon.is_zero())?;
                let copies = self.before.feedback.get(of.projection);
                let weight = copies.map_or(0.0, |copies| copies.values[of.synapse].to_f64());
                Some((of, weight, epsilon))
            })
            .collect();
        let push = |(_, weight, epsilon): &(Connection, f64, &S)| (weight * epsilon.to_f64()).abs();
        pushes.sort_by(|a, b| push(b).total_cmp(&push(a)));
        chain.n_left_out += pushes.len().saturating_sub(MOST_FOLLOWED);
        for (of, weight, epsilon) in pushes.into_iter().take(MOST_FOLLOWED) {
            let delay = self.wiring.projections()[of.projection].delay as i64;
            let said = Tick(earlier.0 - delay);
            let (ends, carries) = ([error_of(of), value], Carried::Feedback);
            let hop = self.hop(said, ends, carries, Some(epsilon), Some(weight));
            if chain.hops.contains(&hop) {
                continue;
            }
            chain.hops.push(hop);
            self.follow_error(of.population, of.index, said, lane, chain);
        }
    }

    /// The last f(x) that the synapse heard.
    fn follow_rate(&self, at: Tick, lane: usize, chain: &mut ChainOf<S>) {
        let Some(pre) = self.pre() else {
            return; // The bias hears 1 for ever.
        };
        if let Some(heard) = self.said(pre, Port::WIDE, |tick| tick <= at) {
            let (ends, told) = ([pre, self.post()], heard.value(lane));
            let hop = self.hop(heard.tick, ends, Carried::Rate, told, None);
            chain.hops.push(hop);
        }
    }

    /// Under a controller no synapse changes but in the tick of a command.
    fn follow_command(&self, at: Tick, chain: &mut ChainOf<S>) {
        let ends = [AgentId::Controller, self.post()];
        chain
            .hops
            .push(self.hop(at, ends, Carried::Command, None, None));
    }

    /// What a neuron said last in the ticks meant.
    fn said(&self, id: AgentId, port: Port, is_meant: impl Fn(Tick) -> bool) -> Option<&Said<S>> {
        let words = self.logs.get(&id)?.words.iter();
        words
            .filter(|said| said.port == port && is_meant(said.tick))
            .max_by_key(|said| said.tick)
    }

    fn hop(
        &self,
        tick: Tick,
        [from, to]: [AgentId; 2],
        carries: Carried,
        value: Option<&S>,
        weight: Option<f64>,
    ) -> Hop {
        Hop {
            tick: tick.since(self.onset),
            from,
            to,
            carries,
            value: value.map(S::to_f64),
            weight,
        }
    }
}

fn error_of(of: Connection) -> AgentId {
    AgentId::Error {
        layer: of.population,
        index: of.index,
    }
}

fn post_of(synapse: SynapseId) -> AgentId {
    AgentId::Error {
        layer: synapse.layer,
        index: synapse.post,
    }
}

pub(super) fn is_error(id: AgentId) -> bool {
    matches!(id, AgentId::Error { .. })
}

/// How far an agent is from the teacher.
pub(super) fn depth_of(id: AgentId) -> usize {
    match id {
        AgentId::Teacher { .. } => 0,
        AgentId::Value { layer, .. } => 2 * layer + 1,
        AgentId::Error { layer, .. } => 2 * layer + 2,
        AgentId::Stimulus { .. } => usize::MAX,
        AgentId::Controller => usize::MAX - 1,
    }
}
