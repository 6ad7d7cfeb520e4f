//! Rows of φ in value neurons. Synapses that hear the same ε are those of one error neuron in
//! all value neurons above it, so they are gathered across these before a row is written.

use std::sync::Arc;

use super::phi::{Event, Of, push, push_synapse};
use super::scene::{FALSE, HIT, MISS, Scene, View};
use super::synapses::Changed;
use crate::axon::{AgentId, Tick, WeightChange};
use crate::blueprint::Weights;
use crate::record::log::{AgentLog, SpikeRow};
use crate::record::recording::{Recording, Selection};
use crate::record::table::Table;
use crate::scalar::Scalar;

/// What one presentation's feedback synapses did, by value neuron, and the dendrites' spikes.
pub(super) struct FeedbackSpikes<S> {
    /// By layer m of the value neurons, then by neuron.
    above: Vec<Vec<Gathered<S>>>,
    /// (error neuron, lane, tick) of φ in dendrites.
    pulses: Vec<(usize, u32, Tick)>,
    is_wanted: bool,
    is_phasic: bool,
}

/// What is needed of one value neuron's log.
struct Gathered<S> {
    /// Shared with the neuron before, if that had the same.
    spikes: Arc<[SpikeRow]>,
    changes: Vec<(Tick, u32, WeightChange<S>)>,
}

impl<S: Scalar> FeedbackSpikes<S> {
    pub(super) fn new(scene: &Scene<S>) -> Self {
        Self {
            above: scene.widths.iter().map(|_| Vec::new()).collect(),
            pulses: Vec::new(),
            is_wanted: scene.tracks_silence && scene.by_phi,
            is_phasic: scene.is_phasic,
        }
    }

    /// Takes from one neuron's log what is needed.
    pub(super) fn gather(&mut self, id: AgentId, log: &AgentLog<S>, scene: &Scene<S>) {
        match id {
            _ if !self.is_wanted => {}
            AgentId::Value { layer, .. } if layer > 0 && layer < scene.depth() => {
                let before = self.above[layer].last().map(|before| &before.spikes);
                let spikes = match before.filter(|before| ***before == *log.spikes) {
                    Some(before) => Arc::clone(before),
                    None => log.spikes.as_slice().into(),
                };
                let changes = log.changes.clone();
                self.above[layer].push(Gathered { spikes, changes });
            }
            AgentId::Error { layer, index } if self.is_phasic => {
                let neuron = scene.error_index(layer, index);
                let spikes = log.spikes.iter();
                self.pulses
                    .extend(spikes.map(|spike| (neuron, spike.lane, spike.tick)));
            }
            _ => {}
        }
    }

    /// Shows every pulse that was sent upward, as (error neuron, lane, tick).
    pub(super) fn each_pulse(&self, scene: &Scene<S>, see: &mut dyn FnMut(usize, usize, Tick)) {
        for &(neuron, lane, tick) in &self.pulses {
            see(neuron, lane as usize, tick);
        }
        if !self.is_phasic {
            return;
        }
        for (layer, logs) in self.above.iter().enumerate().skip(1) {
            let mut logs: Vec<_> = logs.iter().map(|log| &log.spikes).collect();
            logs.dedup_by(|one, other| Arc::ptr_eq(one, other));
            for spike in logs.into_iter().flat_map(|spikes| spikes.iter()) {
                for post in spike.synapses.slots(scene.widths[layer - 1]) {
                    let neuron = scene.error_index(layer - 1, post);
                    see(neuron, spike.lane as usize, spike.tick);
                }
            }
        }
    }

    /// Writes every feedback row of one recording.
    pub(super) fn write(
        &self,
        recording: &Recording,
        table: &mut Table,
        view: View<'_, S>,
        before: Option<&Weights<S>>,
    ) {
        let (scene, ..) = view;
        for (layer, logs) in self.above.iter().enumerate().skip(1) {
            let ids: Vec<AgentId> = (0..logs.len())
                .map(|index| AgentId::Value { layer, index })
                .collect();
            let by_synapse = matches!(recording.of, Selection::Synapses(_));
            let are_all_meant = ids.iter().all(|id| recording.selects_neuron(*id));
            let is_whole = ids.iter().all(|id| is_whole(scene, *id));
            let is_one = |two: &[Gathered<S>]| Arc::ptr_eq(&two[0].spikes, &two[1].spikes);
            let are_alike = logs.windows(2).all(is_one);
            if !by_synapse && are_all_meant && is_whole && are_alike {
                if let Some(log) = logs.first() {
                    let of = Of::All(logs.len());
                    each_event(layer, &log.spikes, None, view, &mut |event| {
                        push(table, event, of, view);
                    });
                }
                continue;
            }
            for (index, (log, id)) in logs.iter().zip(&ids).enumerate() {
                let absent = (!is_whole).then_some(*id);
                if by_synapse {
                    let changed = Changed::of(*id, &log.changes, scene, before);
                    each_event(layer, &log.spikes, absent, view, &mut |event| {
                        push_synapse(table, recording, event, &changed, event.post, view);
                    });
                } else if recording.selects_neuron(*id) {
                    each_event(layer, &log.spikes, absent, view, &mut |event| {
                        push(table, event, Of::One(Some(index)), view);
                    });
                }
            }
        }
    }
}

fn is_whole<S: Scalar>(scene: &Scene<S>, id: AgentId) -> bool {
    scene.absent.iter().all(|(other, _)| *other != id)
}

/// Every event of one value neuron of `layer`, synapse by synapse: spikes, then misses.
/// `lacking` names the neuron if it may have lost synapses.
fn each_event<S: Scalar>(
    layer: usize,
    spikes: &[SpikeRow],
    lacking: Option<AgentId>,
    (scene, moment, ..): View<'_, S>,
    see: &mut dyn FnMut(Event),
) {
    let (below, n_below) = (layer - 1, scene.widths[layer - 1]);
    let in_time = moment.onset.after(below as u64);
    let has = |post: usize| lacking.is_none_or(|id| scene.has(id, post));
    let event = |at, lane, post, outcome| Event {
        at,
        lane,
        layer: below,
        post,
        is_feedback: true,
        outcome,
    };
    let mut hits = vec![false; moment.examples.len() * n_below];
    for spike in spikes {
        let lane = spike.lane as usize;
        for post in spike.synapses.slots(n_below).filter(|post| has(*post)) {
            let is_hit = spike.tick == in_time && moment.expects(scene, below, post, lane);
            if is_hit {
                hits[lane * n_below + post] = true;
            }
            see(event(
                spike.tick,
                lane,
                post,
                if is_hit { HIT } else { FALSE },
            ));
        }
    }
    for lane in 0..moment.examples.len() {
        for post in (0..n_below).filter(|post| has(*post)) {
            if moment.expects(scene, below, post, lane) && !hits[lane * n_below + post] {
                see(event(in_time, lane, post, MISS));
            }
        }
    }
}
