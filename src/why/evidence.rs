//! The evidence: what every neuron showed in one presentation, and what it had heard before.
//!
//! Promises the numbers that the neurons computed with, bit for bit, where no noise was added on the
//! way. Refuses to know what is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::activation::Activation;
use crate::axon::{Activity, AgentId, Port, PredictionError, SynapseId, Tick};
use crate::blueprint::Weights;
use crate::engine::{NetworkState, Settings};
use crate::environment::Prediction;
use crate::neuron::Feedback;
use crate::record::{AgentLog, Keeps, Said};
use crate::run_again::{Scene, ShowLogs};
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::{RunError, circuit};
use crate::wiring::{Connection, Wiring};

/// How the network of a run behaves, whatever it is shown.
pub(super) struct Network<S> {
    pub(super) settings: Settings<S>,
    /// f, by layer.
    pub(super) transfer: Vec<Activation>,
    pub(super) wiring: Arc<Wiring>,
    pub(super) is_imposed: bool,
}

impl<S: Scalar> Network<S> {
    pub(super) fn of(scenario: &Scenario) -> Result<Self, RunError> {
        let circuit = circuit::<S>(scenario)?;
        let blueprint = circuit.blueprint();
        let wiring = &scenario.network.wiring;
        let layers = 0..wiring.populations().len();
        Ok(Self {
            settings: circuit.settings().clone(),
            transfer: layers.map(|layer| blueprint.transfer(layer)).collect(),
            wiring: Arc::clone(wiring),
            is_imposed: scenario.timetable.prediction == Prediction::Imposed,
        })
    }

    pub(super) fn is_commanded(&self) -> bool {
        self.settings.rule.is_commanded()
    }

    pub(super) fn is_phasic(&self) -> bool {
        self.settings.feedback == Feedback::Phasic
    }
}

/// What is known of one presentation.
pub(super) struct Evidence<'a, S> {
    pub(super) network: &'a Network<S>,
    pub(super) presentation: u64,
    pub(super) epoch: usize,
    pub(super) start: Tick,
    pub(super) onset: Tick,
    pub(super) learning_ticks: u64,
    pub(super) is_taught: bool,
    /// The example in each lane that is presented.
    pub(super) examples: Vec<usize>,
    /// What teachers say at onset, `[presented][n_0]`; `None` if nobody hears them say it.
    pub(super) targets: Option<Vec<Vec<S>>>,
    state: NetworkState<S>,
    before: Weights<S>,
    absent: BTreeMap<AgentId, BTreeSet<usize>>,
    logs: BTreeMap<AgentId, AgentLog<S>>,
}

impl<'a, S: Scalar> Evidence<'a, S> {
    /// What a neuron's log must keep for questions about synapses of layers up to `layer`.
    pub(super) fn keeps(wiring: &Wiring, layer: usize, id: AgentId) -> Keeps {
        let of = match id {
            AgentId::Value { layer, .. } => layer.saturating_sub(1),
            AgentId::Error { layer, .. } => layer,
            _ => return Keeps::default(),
        };
        match of <= layer || !wiring.is_chain() {
            true => Keeps {
                words: true,
                ..Keeps::EVERYTHING
            },
            false => Keeps::default(),
        }
    }

    pub(super) fn gather(
        network: &'a Network<S>,
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
        Self {
            network,
            presentation: scene.index,
            epoch: scene.shown.epoch,
            start: scene.shown.start,
            onset: scene.shown.onset(),
            learning_ticks: presentation.learning_ticks,
            is_taught: presentation.with_teacher,
            examples: presentation.examples.clone(),
            targets: is_told.then(|| targets.collect()),
            absent: scene.state.absent(),
            state: scene.state.clone(),
            before: scene.before.clone(),
            logs,
        }
    }

    /// A tick as it is told: t = 0 is teacher onset.
    pub(super) fn t(&self, tick: Tick) -> i64 {
        tick.since(self.onset)
    }

    pub(super) fn n_presented(&self) -> usize {
        self.examples.len()
    }

    /// Whether a neuron's synapse in `slot` was lost.
    pub(super) fn is_absent(&self, id: AgentId, slot: usize) -> bool {
        self.absent
            .get(&id)
            .is_some_and(|lost| lost.contains(&slot))
    }

    pub(super) fn log(&self, id: AgentId) -> Option<&AgentLog<S>> {
        self.logs.get(&id)
    }

    /// ε and μ of an error neuron in a tick.
    pub(super) fn prediction(&self, id: AgentId, at: Tick) -> Option<&PredictionError<S>> {
        self.logs.get(&id)?.prediction(at)
    }

    /// x of a value neuron in a tick.
    pub(super) fn activity(&self, id: AgentId, at: Tick) -> Option<&Arc<Activity<S>>> {
        let activities = &self.logs.get(&id)?.activities;
        let first = activities.first()?.0;
        let (tick, x) = activities.get(usize::try_from(at.since(first)).ok()?)?;
        (*tick == at).then_some(x)
    }

    /// What a neuron said last in the ticks meant.
    pub(super) fn said(
        &self,
        id: AgentId,
        port: Port,
        is_meant: impl Fn(Tick) -> bool,
    ) -> Option<&Said<S>> {
        let words = self.logs.get(&id)?.words.iter();
        words
            .filter(|said| said.port == port && is_meant(said.tick))
            .max_by_key(|said| said.tick)
    }

    /// f(x) of a value neuron as it is heard in tick `at`.
    pub(super) fn heard_rate(&self, layer: usize, index: usize, at: Tick, lane: usize) -> S {
        let id = AgentId::Value { layer, index };
        let said = self.said(id, Port::WIDE, |tick| tick <= at);
        if let Some(heard) = said.and_then(|said| said.value(lane)) {
            return heard.clone();
        }
        if let Some(heard) = self.state.heard_rate([layer, index], lane) {
            return heard.clone();
        }
        let x = self.activity(id, at);
        x.map_or_else(S::zero, |x| self.network.transfer[layer].f(&x.values[lane]))
    }

    /// ε that an error neuron said in tick `at`, as those hear it who hear it `by` a projection; `None`
    /// in silence.
    pub(super) fn heard_epsilon(
        &self,
        [layer, index]: [usize; 2],
        by: Option<usize>,
        at: Tick,
        lane: usize,
    ) -> Option<S> {
        let id = AgentId::Error { layer, index };
        let lasts = !self.network.is_phasic();
        let is_meant = |tick: Tick| tick == at || (lasts && tick < at);
        if let Some(said) = self.said(id, Port::WIDE, is_meant) {
            return said.value(lane).cloned();
        }
        if self.network.is_imposed {
            return None; // What was imposed ended all that was heard and under way.
        }
        let since = at.since(self.start);
        let said = (self.state).said_epsilon(by?, index, lane, since, lasts);
        said.cloned()
    }

    /// The projection by which the feedback copy of a synapse hears; `None` if it has no copy.
    pub(super) fn projection(&self, id: SynapseId) -> Option<usize> {
        let wiring = &self.network.wiring;
        let connection = wiring.connection((id.layer, id.post), id.pre?);
        let projection = connection?.projection;
        wiring.has_feedback(projection).then_some(projection)
    }

    /// The weight of one copy of a synapse at the beginning of tick `at`; θ′ if `is_feedback`.
    pub(super) fn weight(&self, id: SynapseId, is_feedback: bool, at: Tick) -> Option<S> {
        let wiring = &self.network.wiring;
        let (owner, slot) = self.place(id, is_feedback)?;
        let before = match is_feedback {
            true => self.before.feedback_of(wiring, id)?,
            false => self.before.of(wiring, id),
        };
        Some(self.weight_in(owner, slot, at, before))
    }

    /// θ of a connection in the dendrite of E(`layer`, `index`), in `slot`.
    pub(super) fn theta(
        &self,
        [layer, index]: [usize; 2],
        (slot, of): (usize, Connection),
        at: Tick,
    ) -> S {
        let before = &self.before.theta[of.projection].values[of.synapse];
        self.weight_in(AgentId::Error { layer, index }, slot, at, before)
    }

    /// θ′ of a connection of V(`layer`, `index`), in `slot`; `None` if there is no copy.
    pub(super) fn theta_copy(
        &self,
        [layer, index]: [usize; 2],
        (slot, of): (usize, Connection),
        at: Tick,
    ) -> Option<S> {
        let copies = self.before.feedback.get(of.projection)?;
        let before = copies.values.get(of.synapse)?;
        Some(self.weight_in(AgentId::Value { layer, index }, slot, at, before))
    }

    /// A weight in a neuron at the beginning of tick `at`, which was `before` in the beginning.
    fn weight_in(&self, owner: AgentId, slot: usize, at: Tick, before: &S) -> S {
        let changes = self.logs.get(&owner).map_or(&[][..], |log| &log.changes);
        if changes.first().is_none_or(|(tick, ..)| *tick >= at) {
            return before.clone();
        }
        let earlier = changes.iter().rev().filter(|(tick, ..)| *tick < at);
        let mut of_slot = earlier.filter(|(_, other, _)| *other as usize == slot);
        of_slot
            .next()
            .map_or(before, |(.., change)| &change.after)
            .clone()
    }

    /// The neuron that holds one copy of a synapse, and the slot; `None` if there is no such copy.
    pub(super) fn place(&self, id: SynapseId, is_feedback: bool) -> Option<(AgentId, usize)> {
        let wiring = &self.network.wiring;
        match is_feedback {
            false => Some((post_of(id), wiring.slot_in_dendrite(id))),
            true => wiring.feedback_copy(id),
        }
    }

    /// Ticks that feedback takes on top of the one that every message takes, to one copy of a synapse.
    pub(super) fn delay(&self, id: SynapseId, is_feedback: bool) -> i64 {
        let wiring = &self.network.wiring;
        let connection = id.pre.filter(|_| is_feedback);
        let connection = connection.and_then(|pre| wiring.connection((id.layer, id.post), pre));
        connection.map_or(0, |of| wiring.projections()[of.projection].delay as i64)
    }

    /// t = l of a synapse: when the teacher's error is due at one copy of it.
    pub(super) fn due(&self, id: SynapseId, is_feedback: bool) -> Tick {
        let level = self.network.wiring.level(id.layer) as i64;
        Tick(self.onset.0 + level + self.delay(id, is_feedback))
    }

    /// When ε of an error neuron was last not quiet before tick `at`, and what it was then if that is
    /// known; as it was computed, or as it is `heard_by` a projection, by the tick it was said in.
    pub(super) fn last_loud(
        &self,
        [layer, index]: [usize; 2],
        lane: usize,
        at: Tick,
        tolerance: Option<&S>,
        heard_by: Option<usize>,
    ) -> Option<(Tick, Option<S>)> {
        let is_loud = |epsilon: &S| match tolerance {
            Some(q) => epsilon.magnitude() >= *q,
            None => !epsilon.is_zero(),
        };
        let id = AgentId::Error { layer, index };
        let projections = self.network.wiring.projections();
        let delay = heard_by.map_or(0, |e| projections[e].delay as i64);
        for tick in (self.start.0 - delay..at.0).rev().map(Tick) {
            let epsilon = match heard_by {
                Some(_) => self.heard_epsilon([layer, index], heard_by, tick, lane),
                None => self
                    .prediction(id, tick)
                    .map(|row| row.epsilon[lane].clone()),
            };
            if let Some(epsilon) = epsilon.filter(is_loud) {
                return Some((tick, Some(epsilon)));
            }
        }
        match self.network.is_imposed {
            true => None, // What was imposed made every φ silent for ever.
            false => {
                let state = &self.state;
                let last = state.last_loud([layer, index], lane, tolerance, heard_by)?;
                Some((Tick(last.0 - delay), None))
            }
        }
    }
}

/// The error neuron at a synapse's end.
pub(super) fn post_of(synapse: SynapseId) -> AgentId {
    AgentId::Error {
        layer: synapse.layer,
        index: synapse.post,
    }
}
