//! Rows of φ in value neurons. Synapses that hear the same ε are those of one error neuron in
//! all value neurons above it, so they are gathered across these before a row is written.

use std::sync::Arc;

use super::phi::{Event, Of, push, push_synapse};
use super::scene::{FALSE, HIT, MISS, Scene};
use super::synapses::Changed;
use super::view::View;
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
            above: scene.wiring.widths().iter().map(|_| Vec::new()).collect(),
            pulses: Vec::new(),
            is_wanted: scene.tracks_silence && scene.by_phi,
            is_phasic: scene.is_phasic,
        }
    }

    /// Takes from one neuron's log what is needed.
    pub(super) fn gather(&mut self, id: AgentId, log: &AgentLog<S>, scene: &Scene<S>) {
        match id {
            _ if !self.is_wanted => {}
            AgentId::Value { layer, .. } if scene.wiring.is_hidden(layer) => {
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
        let wiring = &*scene.wiring;
        for (layer, logs) in self.above.iter().enumerate() {
            let mut logs: Vec<_> = logs.iter().map(|log| &log.spikes).enumerate().collect();
            if wiring.is_chain() {
                logs.dedup_by(|(_, one), (_, other)| Arc::ptr_eq(one, other));
            }
            for (index, spikes) in logs {
                let id = AgentId::Value { layer, index };
                for spike in spikes.iter() {
                    for slot in spike.synapses.slots(wiring.n_slots(id)) {
                        let synapse = wiring.synapse(id, slot);
                        let neuron = scene.error_index(synapse.layer, synapse.post);
                        see(neuron, spike.lane as usize, spike.tick);
                    }
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
        for (layer, logs) in self.above.iter().enumerate() {
            let ids: Vec<AgentId> = (0..logs.len())
                .map(|index| AgentId::Value { layer, index })
                .collect();
            let by_synapse = matches!(recording.of, Selection::Synapses(_));
            let are_all_meant = ids.iter().all(|id| recording.selects_neuron(*id));
            let are_whole = ids.iter().all(|id| scene.is_whole(*id));
            let is_one = |two: &[Gathered<S>]| Arc::ptr_eq(&two[0].spikes, &two[1].spikes);
            let are_alike = scene.wiring.is_chain() && logs.windows(2).all(is_one);
            if !by_synapse && are_all_meant && are_whole && are_alike {
                if let (Some(log), Some(id)) = (logs.first(), ids.first()) {
                    let of = Of::All(logs.len());
                    each_event(*id, &log.spikes, view, &mut |event, _| {
                        push(table, event, of, view);
                    });
                }
                continue;
            }
            for (index, (log, id)) in logs.iter().zip(&ids).enumerate() {
                if by_synapse {
                    let changed = Changed::of(*id, &log.changes, scene, before);
                    each_event(*id, &log.spikes, view, &mut |event, slot| {
                        push_synapse(table, recording, event, &changed, slot, view);
                    });
                } else if recording.selects_neuron(*id) {
                    each_event(*id, &log.spikes, view, &mut |event, _| {
                        push(table, event, Of::One(Some((layer, index))), view);
                    });
                }
            }
        }
    }
}

/// Every event of one value neuron, synapse by synapse, with its slot: spikes, then misses.
fn each_event<S: Scalar>(
    id: AgentId,
    spikes: &[SpikeRow],
    (scene, moment, ..): View<'_, S>,
    see: &mut dyn FnMut(Event, usize),
) {
    let AgentId::Value { layer, index } = id else {
        return;
    };
    let wiring = &*scene.wiring;
    let heard = wiring.axon(layer, index).map(|of| {
        let delay = wiring.projections()[of.projection].delay;
        (of.population, of.index, delay)
    });
    let heard: Vec<(usize, usize, usize)> = heard.collect();
    // A pulse arrives when it has come from one level below, whatever level it is of.
    let in_time = moment.onset.after(wiring.level(layer) as u64 - 1);
    let is_whole = scene.is_whole(id);
    let has = |slot: usize| is_whole || scene.is_plastic(id, slot);
    let event = |at: Tick, lane, slot: usize, outcome| Event {
        at,
        said_at: Tick(at.0 - heard[slot].2 as i64),
        lane,
        layer: heard[slot].0,
        post: heard[slot].1,
        is_feedback: true,
        outcome,
    };
    let expects = |slot: usize, lane| moment.expects(scene, heard[slot].0, heard[slot].1, lane);
    let n_slots = heard.len();
    let mut hits = vec![false; moment.examples.len() * n_slots];
    for spike in spikes {
        let lane = spike.lane as usize;
        for slot in spike.synapses.slots(n_slots).filter(|slot| has(*slot)) {
            let is_hit = spike.tick == in_time && expects(slot, lane);
            if is_hit {
                hits[lane * n_slots + slot] = true;
            }
            let outcome = if is_hit { HIT } else { FALSE };
            see(event(spike.tick, lane, slot, outcome), slot);
        }
    }
    for lane in 0..moment.examples.len() {
        for slot in (0..n_slots).filter(|slot| has(*slot)) {
            if expects(slot, lane) && !hits[lane * n_slots + slot] {
                see(event(in_time, lane, slot, MISS), slot);
            }
        }
    }
}
