//! Isolation replay: every neuron of a network, alone with what it heard.
//!
//! A neuron in isolation is born from the circuit without its name, with its clock started at
//! another number. After each presentation it goes through its recorded mailbox; then everything it
//! computed is compared with what the neuron in the network computed, bit by bit.

use std::collections::BTreeMap;

use crate::axon::{Activity, AgentId, Tick};
use crate::blueprint::Weights;
use crate::dataset::Split;
use crate::engine::literal::{Isolated, Options, RecordMailboxes};
use crate::engine::{Circuit, Engine, EngineOptions};
use crate::record::{AgentLog, Keeps};
use crate::scalar::{Draws, Scalar};
use crate::session::Session;
use crate::simulation::Plan;
use crate::wiring::Wiring;

/// How far the clock of a neuron in isolation is from the network's.
const CLOCK_OFFSET: i64 = 1_000_003;

/// The neurons taken out of a network.
pub(crate) struct Isolations<S: Scalar> {
    n_neurons: usize,
    alone: BTreeMap<AgentId, Alone<S>>,
    ticks: u64,
}

struct Alone<S: Scalar> {
    neuron: Isolated<S, AgentLog<S>>,
    /// The first difference from the neuron in the network.
    difference: Option<String>,
}

impl<S: Scalar> Isolations<S> {
    /// Takes all neurons of `circuit` out, or a sample drawn by a fixed seed.
    pub(crate) fn of(circuit: &Circuit<S>, sample: Option<usize>) -> Self {
        let wiring = &circuit.blueprint().wiring;
        let mut ids: Vec<AgentId> = Vec::new();
        for (layer, &width) in wiring.widths().iter().enumerate() {
            ids.extend((0..width).map(|index| AgentId::Value { layer, index }));
            if !wiring.is_input(layer) {
                ids.extend((0..width).map(|index| AgentId::Error { layer, index }));
            }
        }
        let n_neurons = ids.len();
        if let Some(sample) = sample {
            Draws::new(0, "audited neurons").shuffle(&mut ids);
            ids.truncate(sample);
        }
        let birth = Tick(circuit.settings().birth.0 + CLOCK_OFFSET);
        let born = |id| {
            let log = AgentLog {
                keeps: Keeps::EVERYTHING,
                ..AgentLog::default()
            };
            let neuron = Isolated::new(circuit, id, birth, log)?;
            Some((
                id,
                Alone {
                    neuron,
                    difference: None,
                },
            ))
        };
        let alone = ids.into_iter().filter_map(born).collect();
        Self {
            n_neurons,
            alone,
            ticks: 0,
        }
    }

    pub(crate) fn contains(&self, id: AgentId) -> bool {
        self.alone.contains_key(&id)
    }

    pub(crate) fn len(&self) -> usize {
        self.alone.len()
    }

    pub(crate) fn n_neurons(&self) -> usize {
        self.n_neurons
    }

    pub(crate) fn ticks(&self) -> u64 {
        self.ticks
    }

    pub(crate) fn n_identical(&self) -> usize {
        self.alone
            .values()
            .filter(|alone| alone.difference.is_none())
            .count()
    }

    /// The first neuron, in order of name, that came out different.
    pub(crate) fn first_difference(&self) -> Option<String> {
        self.alone
            .iter()
            .find_map(|(id, alone)| Some(format!("{id}: {}", alone.difference.as_ref()?)))
    }

    /// Lets every neuron go through its recorded mailbox of the last presentation, and compares.
    pub(crate) fn replay(&mut self, session: &mut Session<S>) {
        let alone = &mut self.alone;
        recorder(session.engine_mut()).take_mailbox_events(&mut |id, events| {
            let Some(alone) = alone
                .get_mut(&id)
                .filter(|alone| alone.difference.is_none())
            else {
                return;
            };
            if let Err(difference) = alone.neuron.replay(events) {
                let tick = difference.tick.0 - CLOCK_OFFSET;
                alone.difference = Some(format!("tick {tick}: {difference}"));
            }
        });
        let mut ticks = 0;
        session.logs(|id, log| {
            let Some(alone) = alone.get_mut(&id) else {
                return;
            };
            let own = &mut alone.neuron.observer;
            ticks += (own.predictions.len() + own.activities.len()) as u64;
            if alone.difference.is_none() {
                alone.difference = compare(log, own);
            }
            own.clear();
        });
        self.ticks += ticks;
    }

    /// Compares the weights at the end.
    pub(crate) fn compare_weights(&mut self, wiring: &Wiring, weights: &Weights<S>) {
        for (id, alone) in &mut self.alone {
            let in_network = weights.of_neuron(wiring, *id);
            let own = alone.neuron.weights();
            let same = in_network.len() == own.len()
                && in_network.iter().zip(&own).all(|(a, b)| a.same_bits(b));
            if !same && alone.difference.is_none() {
                alone.difference = Some("its final weights are not the network's".to_owned());
            }
        }
    }
}

/// A session whose network records mailboxes from its first tick on.
pub(crate) fn recorded<S: Scalar>(
    circuit: Circuit<S>,
    plan: Plan<S>,
    split: Split<S>,
    wanted: &dyn Fn(AgentId) -> bool,
) -> Session<S> {
    let engine = EngineOptions::Literal(Options::default());
    Session::prepared(circuit, plan, split, &engine, |engine| {
        recorder(engine).record_mailboxes(wanted);
    })
}

/// Where an engine records mailboxes.
pub(crate) fn recorder<S: Scalar>(
    engine: &mut dyn Engine<S, AgentLog<S>>,
) -> &mut dyn RecordMailboxes<S> {
    let recorder = engine.mailbox_recorder();
    recorder.expect("bug: the literal engine has mailboxes to record")
}

/// The first thing that the neuron alone computed differently.
fn compare<S: Scalar>(network: &AgentLog<S>, alone: &AgentLog<S>) -> Option<String> {
    let shifted = |tick: Tick| tick.0 - CLOCK_OFFSET;
    for ((t, a), (u, b)) in network.activities.iter().zip(&alone.activities) {
        let parts = |x: &Activity<S>| x.values.iter().chain(&x.residue).cloned().collect();
        let [a, b]: [Vec<S>; 2] = [a, b].map(|x| parts(x));
        let same = a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.same_bits(b));
        if !same || t.0 != shifted(*u) {
            return Some(format!("tick {t}: x is {a:?}, alone {b:?}"));
        }
    }
    for ((t, a), (u, b)) in network.predictions.iter().zip(&alone.predictions) {
        for (what, a, b) in [("ε", &a.epsilon, &b.epsilon), ("μ", &a.mu, &b.mu)] {
            let same = a.iter().zip(b).all(|(a, b)| a.same_bits(b));
            if !same || t.0 != shifted(*u) {
                return Some(format!("tick {t}: {what} is {a:?}, alone {b:?}"));
            }
        }
    }
    for (a, b) in network.spikes.iter().zip(&alone.spikes) {
        if (a.tick.0, a.lane, &a.synapses) != (shifted(b.tick), b.lane, &b.synapses) {
            return Some(format!(
                "tick {}: spikes {:?}, alone {:?}",
                a.tick, a.synapses, b.synapses
            ));
        }
    }
    for ((t, slot, a), (u, other, b)) in network.changes.iter().zip(&alone.changes) {
        let same = a.delta.same_bits(&b.delta) && a.after.same_bits(&b.after);
        if slot != other || t.0 != shifted(*u) || !same {
            return Some(format!(
                "tick {t}: synapse {slot} changes by {} to {}, alone by {} to {}",
                a.delta, a.after, b.delta, b.after
            ));
        }
    }
    let counts = |log: &AgentLog<S>| {
        let ticks = log.activities.len() + log.predictions.len();
        (ticks, log.spikes.len(), log.changes.len())
    };
    (counts(network) != counts(alone)).then(|| {
        let (ticks, spikes, changes) = counts(network);
        let (own_ticks, own_spikes, own_changes) = counts(alone);
        format!(
            "{ticks} ticks, {spikes} spikes and {changes} changes of weight, alone {own_ticks}, \
             {own_spikes} and {own_changes}"
        )
    })
}
