//! `fazil trace`: some presentations of a run as a Chrome trace, for <https://ui.perfetto.dev>.
//!
//! A track per neuron; a slice for each half-tick in which it said something; an instant where
//! φ fired; an arrow from sender to receiver for every message. A tick is a millisecond.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use serde_json::{Value, json};

use super::repeat::repeatable;
use super::replay::{Replayed, Scene, replay};
use super::run::RunError;
use crate::axon::{AgentId, Port, Spiked, Tick, speaker};
use crate::plasticity::Plasticity;
use crate::record::{AgentLog, Carried, MessageRow};
use crate::scalar::Scalar;
use crate::scenario::Scenario;

/// Microseconds of a tick, and when in it value neurons and error neurons speak.
const TICK: i64 = 1000;
const SLICE: i64 = 400;
const SECOND_HALF: i64 = 500;
/// The version of what is written into `otherData`.
const FORMAT_VERSION: u32 = 1;

/// Some presentations of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// A trace-event file.
    pub text: String,
    /// What was read to repeat the run, and how it was compared, for a person at the screen.
    pub words: String,
}

/// The presentations `window` of the run in `folder` as the text of a trace-event file.
///
/// # Errors
/// If the folder is no run's, the run cannot be repeated, or none of these presentations is in it.
pub fn trace(folder: &Path, window: Range<u64>) -> Result<Trace, RunError> {
    let (scenario, words) = repeatable(folder)?;
    let text = for_scenario!(&scenario, trace_in)(&scenario, window)?;
    Ok(Trace { text, words })
}

fn trace_in<S: Scalar, P: Plasticity>(
    scenario: &Scenario,
    window: Range<u64>,
) -> Result<String, RunError> {
    let mut events = Events {
        widths: scenario.network.widths.clone(),
        list: Vec::new(),
        n_flows: 0,
        slices: BTreeMap::new(),
    };
    events.name_tracks(&scenario.name);
    let first = window.start;
    let mut n_seen = 0;
    let n = replay::<S, P>(scenario, window, &mut |scene, agents| {
        n_seen += 1;
        events.push_presentation(scene, agents);
    })?;
    if n_seen == 0 {
        return Err(RunError::no_such_presentation(first, n));
    }
    let other = json!({
        "format_version": FORMAT_VERSION,
        "scenario": scenario.name,
        "tick": "1000 µs; value neurons speak in its first half, error neurons in its second",
    });
    let trace = json!({
        "traceEvents": events.list,
        "displayTimeUnit": "ms",
        "otherData": other,
    });
    Ok(trace.to_string())
}

struct Events {
    widths: Vec<usize>,
    list: Vec<Value>,
    n_flows: u64,
    /// Slices already there, by track and time, so that an arrow always has two ends.
    slices: BTreeMap<(u64, i64), ()>,
}

impl Events {
    fn name_tracks(&mut self, name: &str) {
        let process = json!({"name": "process_name", "ph": "M", "pid": 1, "args": {"name": name}});
        self.list.push(process);
        let mut agents = vec![];
        let depth = self.widths.len() - 1;
        for (layer, &width) in self.widths.iter().enumerate() {
            for index in 0..width {
                agents.push(AgentId::Value { layer, index });
                if layer < depth {
                    agents.push(AgentId::Error { layer, index });
                }
            }
        }
        agents.extend((0..self.widths[0]).map(|index| AgentId::Teacher { index }));
        agents.extend((0..self.widths[depth]).map(|index| AgentId::Stimulus { index }));
        agents.push(AgentId::Controller);
        for id in agents {
            let track = self.track(id);
            for (what, argument) in [
                ("thread_name", json!({"name": id.to_string()})),
                ("thread_sort_index", json!({"sort_index": track})),
            ] {
                let event =
                    json!({"name": what, "ph": "M", "pid": 1, "tid": track, "args": argument});
                self.list.push(event);
            }
        }
    }

    /// Teachers, then layer by layer each value neuron and its error neuron, then stimuli.
    fn track(&self, id: AgentId) -> u64 {
        let before = |layer: usize| 2 * self.widths[..layer].iter().sum::<usize>();
        let n_teachers = self.widths[0];
        let position = match id {
            AgentId::Controller => 0,
            AgentId::Teacher { index } => 1 + index,
            AgentId::Value { layer, index } => 1 + n_teachers + before(layer) + 2 * index,
            AgentId::Error { layer, index } => 2 + n_teachers + before(layer) + 2 * index,
            AgentId::Stimulus { index } => 1 + n_teachers + before(self.widths.len()) + index,
        };
        position as u64 + 1
    }

    fn push_presentation<S: Scalar, P: Plasticity>(
        &mut self,
        scene: &Scene<'_, S>,
        agents: &mut Replayed<S, P>,
    ) {
        let onset = scene.shown.onset();
        let mut logs: Vec<(AgentId, AgentLog<S>)> = Vec::new();
        agents.logs(|id, log| logs.push((id, log.clone())));
        let place = format!("presentation {}", scene.index);
        for (name, at) in [(&*place, scene.shown.start), ("teacher onset", onset)] {
            if at != onset || scene.shown.presentation.with_teacher {
                self.list.push(json!({
                    "name": name, "ph": "i", "s": "g", "pid": 1, "tid": 1, "ts": at.0 * TICK,
                }));
            }
        }
        for (id, log) in &logs {
            self.push_said(*id, log, onset);
            self.push_spikes(*id, log, onset);
        }
        for (id, log) in &logs {
            self.push_heard(*id, log);
        }
    }

    /// A slice for every half-tick in which the neuron said something.
    fn push_said<S: Scalar>(&mut self, id: AgentId, log: &AgentLog<S>, onset: Tick) {
        let said = |row: &&MessageRow<S>| row.port.is_some() && row.lane == 0;
        for row in log.messages.iter().filter(said) {
            let is_own = row.port == Some(Port::OWN);
            let name = match row.value.as_ref().map(S::to_f64) {
                Some(value) if is_own => format!("{} = {value:?}", row.carries.symbol()),
                _ => row.carries.symbol().to_owned(),
            };
            let arguments =
                json!({"t": row.tick.since(onset), "carries": format!("{:?}", row.carries)});
            self.push_slice(id, row.tick, &name, &arguments);
        }
    }

    fn push_slice(&mut self, id: AgentId, tick: Tick, name: &str, arguments: &Value) {
        let (track, start) = (self.track(id), start(id, tick));
        if self.slices.insert((track, start), ()).is_none() {
            self.list.push(json!({
                "name": name, "cat": "said", "ph": "X", "pid": 1, "tid": track, "ts": start,
                "dur": SLICE, "args": arguments,
            }));
        }
    }

    fn push_spikes<S: Scalar>(&mut self, id: AgentId, log: &AgentLog<S>, onset: Tick) {
        for spike in &log.spikes {
            let synapses = match spike.synapses {
                Spiked::All => json!("all"),
                Spiked::Slot(slot) => json!(slot),
            };
            self.list.push(json!({
                "name": "φ", "cat": "phi", "ph": "i", "s": "t", "pid": 1, "tid": self.track(id),
                "ts": start(id, spike.tick) + SLICE / 2,
                "args": {"t": spike.tick.since(onset), "lane": spike.lane, "synapses": synapses},
            }));
        }
    }

    /// An arrow for every message heard, from a slice of the sender to one of the receiver.
    fn push_heard<S: Scalar>(&mut self, id: AgentId, log: &AgentLog<S>) {
        for row in &log.messages {
            let (Some(slot), 0) = (row.slot, row.lane) else {
                continue;
            };
            let from = speaker(&self.widths, id, slot);
            // What the environment says of a tick, it says in the tick before.
            let by_environment = matches!(row.carries, Carried::Stimulus | Carried::Teacher);
            let said = if by_environment {
                Tick(row.tick.0 - 1)
            } else {
                row.tick
            };
            // Value neurons hear in the second half of a tick, and move in the next.
            let heard = match id {
                AgentId::Value { .. } if !by_environment => row.tick.next(),
                _ => row.tick,
            };
            let nothing = json!({});
            self.push_slice(from, said, row.carries.symbol(), &nothing);
            self.push_slice(id, heard, "hears", &nothing);
            self.n_flows += 1;
            let (from_track, to_track) = (self.track(from), self.track(id));
            let (from_at, to_at) = (start(from, said) + SLICE - 1, start(id, heard) + 1);
            for (phase, track, at) in [("s", from_track, from_at), ("f", to_track, to_at)] {
                let mut event = json!({
                    "name": row.carries.symbol(), "cat": "message", "ph": phase,
                    "id": self.n_flows, "pid": 1, "tid": track, "ts": at,
                });
                if phase == "f" {
                    event["bp"] = json!("e");
                }
                self.list.push(event);
            }
        }
    }
}

/// When an agent's slice of a tick begins.
fn start(id: AgentId, tick: Tick) -> i64 {
    let half = match id {
        AgentId::Error { .. } | AgentId::Teacher { .. } | AgentId::Stimulus { .. } => SECOND_HALF,
        _ => 0,
    };
    tick.0 * TICK + half
}
