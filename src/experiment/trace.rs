//! `fazil trace`: some presentations of a run as a Chrome trace, for <https://ui.perfetto.dev>.
//!
//! A track per neuron; a slice for each half-tick in which it said something; an instant where
//! φ fired; an arrow from sender to receiver for every message. A tick is a millisecond.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::axon::{AgentId, Port, Spiked, Tick};
use crate::disk::WholeFile;
use crate::record::{AgentLog, Carried, Keeps, MessageRow};
use crate::run_again::repeatable::repeatable;
use crate::run_again::{Replay, Scene, ShowLogs, replay};
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::session::precision::for_scenario;
use crate::wiring::Wiring;

/// Microseconds of a tick, and when in it value neurons and error neurons speak.
const TICK: i64 = 1000;
const SLICE: i64 = 400;
const SECOND_HALF: i64 = 500;
/// The track of the marks where presentations and teachers begin.
const MARKERS: u64 = 1;
/// The version of what is written into `otherData`.
const FORMAT_VERSION: u32 = 1;

/// Writes the presentations `window` of the run in `folder` as a trace-event file to `path`, which
/// is there only when it is whole. Where a person named the path, links are followed and devices
/// written to straight. `tell` hears the number of each presentation that is shown once more. Returns
/// what was read to repeat the run, how it was compared, and which of the presentations there are, for a
/// person at the screen.
///
/// # Errors
/// If the folder is no run's, the run cannot be repeated, none of these presentations is in it, or
/// the file cannot be written.
pub fn trace(
    folder: &Path,
    window: Range<u64>,
    path: &Path,
    is_named: bool,
    tell: &dyn Fn(u64),
) -> Result<String, RunError> {
    let (scenario, mut words) = repeatable(folder, tell)?;
    let end = window.end;
    let n = for_scenario!(&scenario, trace_in)(&scenario, window, path, is_named, tell)?;
    if n < end {
        words.push_str(&format!(
            "note: the run has presentations 0..{n}, so the trace ends before {end}\n"
        ));
    }
    Ok(words)
}

/// Returns how many presentations the run was found to have, up to the end of the window.
fn trace_in<S: Scalar>(
    scenario: &Scenario,
    window: Range<u64>,
    path: &Path,
    is_named: bool,
    tell: &dyn Fn(u64),
) -> Result<u64, RunError> {
    let file = match is_named {
        true => WholeFile::create_named(path),
        false => WholeFile::create(path),
    };
    let file = file.map_err(|error| RunError::unwritten(path, error))?;
    let mut events = Events {
        wiring: Arc::clone(&scenario.network.wiring),
        has_controller: scenario.learning.rule.is_commanded(),
        out: BufWriter::with_capacity(1 << 16, file),
        failure: None,
        n_written: 0,
        n_flows: 0,
        slices: BTreeSet::new(),
    };
    events.begin(&scenario.name);
    events.name_tracks(&scenario.name);
    let first = window.start;
    let mut n_seen = 0;
    let asked = Replay {
        scenario,
        window,
        keeps: &|_| Keeps {
            messages: true,
            lane: Some(0),
            ..Keeps::default()
        },
        tell,
    };
    let n = replay::<S>(&asked, true, &mut |scene, logs| {
        n_seen += 1;
        events.push_presentation(scene, logs);
        match events.failure {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    })?;
    if n_seen == 0 {
        return Err(RunError::no_such_presentation(first, n));
    }
    let ended = events.end();
    ended.map_err(|error| RunError::unwritten(path, error))?;
    Ok(n)
}

/// The events of a trace on their way into its file.
struct Events {
    wiring: Arc<Wiring>,
    has_controller: bool,
    out: BufWriter<WholeFile>,
    /// The first that went wrong; nothing is written after it.
    failure: Option<io::Error>,
    n_written: u64,
    n_flows: u64,
    /// Slices that are there, by time and track, so that an arrow always has two ends; of what an
    /// arrow of the presentation under way can reach.
    slices: BTreeSet<(i64, u64)>,
}

impl Events {
    fn begin(&mut self, name: &str) {
        let other = json!({
            "format_version": FORMAT_VERSION,
            "scenario": name,
            "tick": "1000 µs; value neurons speak in its first half, error neurons in its second",
        });
        self.write(&format!(
            "{{\"displayTimeUnit\":\"ms\",\"otherData\":{other},\"traceEvents\":["
        ));
    }

    fn push(&mut self, event: &Value) {
        let comma = if self.n_written == 0 { "" } else { "," };
        self.write(&format!("{comma}{event}"));
        self.n_written += 1;
    }

    fn write(&mut self, text: &str) {
        if self.failure.is_none() {
            self.failure = self.out.write_all(text.as_bytes()).err();
        }
    }

    fn end(mut self) -> io::Result<()> {
        self.write("]}");
        let flushed = self.out.flush();
        // Taken apart, not dropped: a buffer that is dropped would be written once more.
        let (file, _) = self.out.into_parts();
        match self.failure {
            Some(error) => Err(error),
            None => flushed.and_then(|()| file.keep()),
        }
    }

    fn name_tracks(&mut self, name: &str) {
        let process = json!({"name": "process_name", "ph": "M", "pid": 1, "args": {"name": name}});
        self.push(&process);
        let mut agents = vec![];
        let wiring = Arc::clone(&self.wiring);
        for (layer, &width) in wiring.widths().iter().enumerate() {
            for index in 0..width {
                agents.push(AgentId::Value { layer, index });
                if !wiring.is_input(layer) {
                    agents.push(AgentId::Error { layer, index });
                }
            }
        }
        agents.extend((0..wiring.n_outputs()).map(|index| AgentId::Teacher { index }));
        agents.extend((0..wiring.n_inputs()).map(|index| AgentId::Stimulus { index }));
        // A network without a controller has no track for one.
        agents.extend(self.has_controller.then_some(AgentId::Controller));
        self.name_track(MARKERS, "presentations");
        for id in agents {
            self.name_track(self.track(id), &wiring.name(id));
        }
    }

    fn name_track(&mut self, track: u64, name: &str) {
        for (what, argument) in [
            ("thread_name", json!({"name": name})),
            ("thread_sort_index", json!({"sort_index": track})),
        ] {
            let event = json!({"name": what, "ph": "M", "pid": 1, "tid": track, "args": argument});
            self.push(&event);
        }
    }

    /// Behind the markers the controller, teachers, then layer by layer each value neuron and its error neuron, then stimuli.
    fn track(&self, id: AgentId) -> u64 {
        let widths = self.wiring.widths();
        let before = |layer: usize| 2 * widths[..layer].iter().sum::<usize>();
        let n_teachers = self.wiring.n_outputs();
        let position = match id {
            AgentId::Controller => 0,
            AgentId::Teacher { index } => 1 + index,
            AgentId::Value { layer, index } => 1 + n_teachers + before(layer) + 2 * index,
            AgentId::Error { layer, index } => 2 + n_teachers + before(layer) + 2 * index,
            AgentId::Stimulus { index } => 1 + n_teachers + before(widths.len()) + index,
        };
        position as u64 + 1 + MARKERS
    }

    fn push_presentation<S: Scalar>(&mut self, scene: &Scene<'_, S>, show: ShowLogs<'_, S>) {
        let onset = scene.shown.onset();
        // The environment speaks in the tick before.
        let reach = (scene.shown.start.0 - 1) * TICK;
        self.slices = self.slices.split_off(&(reach, 0));
        let place = format!("presentation {}", scene.index);
        for (name, at) in [(&*place, scene.shown.start), ("teacher onset", onset)] {
            if at != onset || scene.shown.presentation.with_teacher {
                self.push(&json!({
                    "name": name, "ph": "i", "s": "g", "pid": 1, "tid": MARKERS, "ts": at.0 * TICK,
                }));
            }
        }
        show(&mut |id, log| {
            self.push_said(id, log, onset);
            self.push_spikes(id, log, onset);
        });
        show(&mut |id, log| self.push_heard(id, log));
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
        if self.slices.insert((start, track)) {
            self.push(&json!({
                "name": name, "cat": "said", "ph": "X", "pid": 1, "tid": track, "ts": start,
                "dur": SLICE, "args": arguments,
            }));
        }
    }

    fn push_spikes<S: Scalar>(&mut self, id: AgentId, log: &AgentLog<S>, onset: Tick) {
        for spike in &log.spikes {
            let synapses: Vec<Value> = match &spike.synapses {
                Spiked::All => vec![json!("all")],
                Spiked::Slots(slots) => slots.iter().map(|slot| json!(slot)).collect(),
            };
            for synapses in synapses {
                self.push(&json!({
                    "name": "φ", "cat": "phi", "ph": "i", "s": "t", "pid": 1,
                    "tid": self.track(id), "ts": start(id, spike.tick) + SLICE / 2,
                    "args": {"t": spike.tick.since(onset), "lane": spike.lane, "synapses": synapses},
                }));
            }
        }
    }

    /// An arrow for every message heard, from a slice of the sender to one of the receiver.
    fn push_heard<S: Scalar>(&mut self, id: AgentId, log: &AgentLog<S>) {
        for row in &log.messages {
            let (Some(slot), 0) = (row.slot, row.lane) else {
                continue;
            };
            let from = self.wiring.speaker(id, slot);
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
                self.push(&event);
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
