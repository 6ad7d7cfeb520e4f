//! Rows of φ in dendrites: one per lane where all synapses of a neuron fired together, one per
//! synapse where they did not, or where synapses were asked for by name; and the misses.

use super::cells::{integer, number};
use super::scene::{FALSE, FEEDBACK, FEEDFORWARD, HIT, MISS};
use super::synapses::{Changed, pre_cell, push_row};
use super::view::View;
use crate::axon::{AgentId, Spiked, Tick};
use crate::blueprint::Weights;
use crate::record::column::Cell;
use crate::record::log::{AgentLog, SpikeRow};
use crate::record::recording::{Recording, Selection};
use crate::record::table::Table;
use crate::scalar::Scalar;

/// φ of some synapses on the ε of one error neuron.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) at: Tick,
    /// When ε that is heard then was said: in the same tick, unless the axon is slow.
    pub(super) said_at: Tick,
    pub(super) lane: usize,
    /// The error neuron whose ε it is.
    pub(super) layer: usize,
    pub(super) post: usize,
    pub(super) is_feedback: bool,
    pub(super) outcome: u32,
}

/// Which synapses.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of {
    /// All of the error neuron's on that side; how many those are.
    All(usize),
    /// The one from value neuron j, or from the bias.
    One(Option<(usize, usize)>),
}

/// Writes the feedforward rows of one error neuron.
pub(super) fn write_dendrite<S: Scalar>(
    recording: &Recording,
    table: &mut Table,
    id: AgentId,
    log: &AgentLog<S>,
    view: View<'_, S>,
    before: Option<&Weights<S>>,
) {
    let by_synapse = matches!(recording.of, Selection::Synapses(_));
    if !by_synapse && !recording.selects_neuron(id) {
        return;
    }
    let (scene, ..) = view;
    let n_slots = scene.wiring.n_slots(id);
    let there = || (0..n_slots).filter(|slot| scene.is_plastic(id, *slot));
    let n_there = match scene.absent.is_empty() && scene.wiring.is_chain() {
        true => n_slots,
        false => there().count(),
    };
    let changed = by_synapse.then(|| Changed::of(id, &log.changes, scene, before));
    let mut write = |event: Event, slot: Option<usize>| match (slot, &changed) {
        (None, None) => push(table, event, Of::All(n_there), view),
        (Some(slot), None) => {
            let pre = scene.wiring.synapse(id, slot).pre;
            push(table, event, Of::One(pre), view);
        }
        (Some(slot), Some(changed)) => {
            push_synapse(table, recording, event, changed, slot, view);
        }
        (None, Some(changed)) => {
            for slot in there() {
                push_synapse(table, recording, event, changed, slot, view);
            }
        }
    };
    each_spike(id, log, view, &mut write);
    each_miss(id, log, view, n_slots, &mut write);
}

/// Shows every spike of a dendrite, and the slot if not all its synapses fired together.
fn each_spike<S: Scalar>(
    id: AgentId,
    log: &AgentLog<S>,
    (scene, moment, ..): View<'_, S>,
    see: &mut dyn FnMut(Event, Option<usize>),
) {
    let AgentId::Error { layer, index } = id else {
        return;
    };
    let in_time = moment.onset.after(scene.wiring.level(layer) as u64);
    for spike in &log.spikes {
        let lane = spike.lane as usize;
        let is_hit = spike.tick == in_time && moment.expects(scene, layer, index, lane);
        let outcome = if is_hit { HIT } else { FALSE };
        let event = Event::of_dendrite(spike.tick, lane, (layer, index), outcome);
        match &spike.synapses {
            Spiked::All => see(event, None),
            Spiked::Slots(slots) => slots.iter().for_each(|slot| see(event, Some(slot))),
        }
    }
}

/// Shows every miss of a dendrite with so many slots, and the slot if not all of them missed.
fn each_miss<S: Scalar>(
    id: AgentId,
    log: &AgentLog<S>,
    (scene, moment, ..): View<'_, S>,
    n_slots: usize,
    see: &mut dyn FnMut(Event, Option<usize>),
) {
    let AgentId::Error { layer, index } = id else {
        return;
    };
    let in_time = moment.onset.after(scene.wiring.level(layer) as u64);
    let lanes = 0..moment.examples.len();
    let expected = lanes.filter(|lane| moment.expects(scene, layer, index, *lane));
    let is_whole = |spike: &&SpikeRow| spike.tick == in_time && spike.synapses == Spiked::All;
    let fired = log.spikes.iter().filter(is_whole);
    if fired.map(|spike| spike.lane as usize).eq(expected.clone()) {
        return; // Mostly every dendrite that is to fire does, whole.
    }
    for lane in expected {
        let spikes = log.spikes.iter();
        let in_time_here =
            spikes.filter(|spike| spike.tick == in_time && spike.lane as usize == lane);
        if in_time_here
            .clone()
            .any(|spike| spike.synapses == Spiked::All)
        {
            continue;
        }
        let event = Event::of_dendrite(in_time, lane, (layer, index), MISS);
        let plastic = (0..n_slots).filter(|slot| scene.is_plastic(id, *slot));
        let mut there = plastic.peekable();
        if in_time_here.clone().next().is_none() && there.peek().is_some() {
            see(event, None);
            continue;
        }
        for slot in there {
            if !in_time_here.clone().any(|spike| spike.synapses.has(slot)) {
                see(event, Some(slot));
            }
        }
    }
}

impl Event {
    fn of_dendrite(at: Tick, lane: usize, (layer, post): (usize, usize), outcome: u32) -> Self {
        Self {
            at,
            said_at: at,
            lane,
            layer,
            post,
            is_feedback: false,
            outcome,
        }
    }
}

/// A row of a table without weights.
#[inline]
pub(super) fn push<S: Scalar>(table: &mut Table, event: Event, of: Of, view: View<'_, S>) {
    let (scene, moment, ..) = view;
    let (epsilon, quiet) = heard(event, view);
    let (pre, n_synapses) = match of {
        Of::All(n_synapses) => (Cell::Nothing, n_synapses),
        Of::One(pre) => (pre_cell(pre), 1),
    };
    let row = [
        integer(moment.index as i64),
        integer(event.lane as i64),
        integer(event.at.since(moment.onset)),
        integer(event.layer as i64),
        integer(event.post as i64),
        pre,
        integer(n_synapses as i64),
        Cell::Text(if event.is_feedback {
            FEEDBACK
        } else {
            FEEDFORWARD
        }),
        Cell::Text(event.outcome),
        epsilon,
        quiet,
    ];
    let pre = match of {
        Of::One(pre) => pre,
        Of::All(_) => None,
    };
    push_row(table, scene, row, (5, pre));
}

/// A row of a table with weights, if the synapse is meant.
pub(super) fn push_synapse<S: Scalar>(
    table: &mut Table,
    recording: &Recording,
    event: Event,
    changed: &Changed<S>,
    slot: usize,
    view: View<'_, S>,
) {
    let (scene, moment, ..) = view;
    let id = scene.wiring.synapse(changed.id(), slot);
    if !recording.selects_synapse(id) {
        return;
    }
    let step = changed
        .step(event.at, slot)
        .filter(|_| event.outcome != MISS);
    let (epsilon, quiet) = heard(event, view);
    let [delta, before, after] = match step {
        Some(step) => [&step.delta, &step.before, &step.after].map(number),
        None => [Cell::Nothing; 3],
    };
    let row = [
        integer(moment.index as i64),
        integer(event.lane as i64),
        integer(event.at.since(moment.onset)),
        integer(id.layer as i64),
        integer(id.post as i64),
        pre_cell(id.pre),
        Cell::Text(if event.is_feedback {
            FEEDBACK
        } else {
            FEEDFORWARD
        }),
        Cell::Text(event.outcome),
        epsilon,
        quiet,
        delta,
        before,
        after,
    ];
    push_row(table, scene, row, (5, id.pre));
}

/// ε of an event, and for how long it had been quiet.
fn heard<S: Scalar>(event: Event, view: View<'_, S>) -> (Cell, Cell) {
    let (scene, _, streams, silence) = view;
    let neuron = scene.error_index(event.layer, event.post);
    let quiet = match event.is_feedback {
        false => silence.quiet(streams, neuron, event.lane, event.said_at),
        true => silence.quiet_of_sent(scene, streams, neuron, event.lane, event.said_at),
    };
    let epsilon = streams.epsilon(neuron, event.said_at, event.lane);
    (
        epsilon.map_or(Cell::Number(0.0), number),
        quiet.map_or(Cell::Nothing, integer),
    )
}
