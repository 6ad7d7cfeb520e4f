//! Where to look in a run: the largest change of a weight, the first φ that fired, the first that was
//! missed.
//!
//! Promises to look on only. Refuses to know why anything happened: that is `why`.

mod among;

pub use among::Among;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::axon::{AgentId, SynapseId, Tick};
use crate::blueprint::Weights;
use crate::record::AgentLog;
use crate::scalar::Scalar;
use crate::session::{Presented, Session};
use crate::wiring::Wiring;

/// A network with more weights than this is not searched for its largest change while it runs: that
/// needs a copy of them all, and the time of a learning step.
const MOST_WEIGHTS: usize = 100_000;

/// A synapse in a presentation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Landmark {
    /// l of its error neuron.
    pub layer: usize,
    /// i of its error neuron.
    pub post: usize,
    /// Layer and j of its value neuron; `None` for a bias.
    pub pre: Option<(usize, usize)>,
    /// Counted from 0.
    pub presentation: u64,
    /// By how much its weight changed in it; 0 where that was not asked.
    pub change: f64,
}

impl Landmark {
    fn of(id: SynapseId, presentation: u64, change: f64) -> Self {
        let SynapseId { layer, post, pre } = id;
        Self {
            layer,
            post,
            pre,
            presentation,
            change,
        }
    }

    /// The synapse.
    pub fn synapse(&self) -> SynapseId {
        let Self {
            layer, post, pre, ..
        } = *self;
        SynapseId { layer, post, pre }
    }
}

/// What was found so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Landmarks {
    /// Where a weight θ or a bias changed most.
    pub largest: Option<Landmark>,
    /// The first synapse of a dendrite whose φ fired.
    pub first_spike: Option<Landmark>,
    /// The first synapse whose φ was expected to fire at t = l, and did not.
    pub first_miss: Option<Landmark>,
}

/// The most by which any of some weights changed.
fn largest<S: Scalar>(before: &[S], after: &[S]) -> S {
    let changes = before.iter().zip(after);
    changes.fold(S::zero(), |most, (before, after)| {
        let change = (after.clone() - before).magnitude();
        if change > most { change } else { most }
    })
}

/// Looks on at a run, presentation by presentation.
pub(crate) struct Lookout<S> {
    pub(crate) found: Landmarks,
    among: Option<Among>,
    /// Whether changes are looked at, however many weights there are.
    looks_at_changes: bool,
    /// The weights as they were after the presentation before.
    before: Option<Weights<S>>,
}

impl<S: Scalar> Lookout<S> {
    /// For a run, however large; what was found before it was stopped is known.
    pub(crate) fn of_run(found: Landmarks, session: &Session<S>) -> Self {
        let n_weights = session.wiring().n_synapses();
        Self {
            found,
            among: None,
            looks_at_changes: n_weights <= MOST_WEIGHTS,
            before: None,
        }
    }

    /// For somebody who asks.
    pub(crate) fn among(among: Option<Among>, looks_at_changes: bool) -> Self {
        Self {
            found: Landmarks::default(),
            among,
            looks_at_changes,
            before: None,
        }
    }

    /// Before a presentation, and after what it loses is lost. `has_lost` says whether anything is.
    pub(crate) fn prepare(&mut self, session: &Session<S>, has_lost: bool) {
        if self.looks_at_changes && (has_lost || self.before.is_none()) {
            self.before = Some(session.weights());
        }
    }

    /// After it.
    pub(crate) fn watch(&mut self, presented: &Presented<S>, session: &mut Session<S>) {
        let phi = &presented.shown.phi;
        if self.looks_at_changes {
            let after = session.weights();
            if let Some(before) = self.before.take() {
                self.compare(session.wiring(), &before, &after, presented.index);
            }
            self.before = Some(after);
        }
        if self.found.first_spike.is_none() && phi.hits + phi.false_spikes > 0 {
            self.found.first_spike = self.first_spike(presented, session);
        }
        if self.found.first_miss.is_none() && phi.misses > 0 {
            self.found.first_miss = self.first_miss(presented, session);
        }
    }

    fn has(&self, id: SynapseId) -> bool {
        self.among.as_ref().is_none_or(|among| among.has(id))
    }

    /// Whether some weight changed more than any before.
    fn compare(
        &mut self,
        wiring: &Wiring,
        before: &Weights<S>,
        after: &Weights<S>,
        presentation: u64,
    ) {
        let mut most = self
            .found
            .largest
            .map_or(0.0, |largest| largest.change.abs());
        let mut found = None;
        // A neuron whose weights all changed less is left at once.
        let mut look = |before: &[S], after: &[S], id: &dyn Fn(usize) -> SynapseId| {
            let change = |k: usize| after[k].clone() - &before[k];
            if largest(before, after).to_f64() <= most {
                return;
            }
            for k in 0..before.len() {
                let change = change(k).to_f64();
                if change.abs() > most && self.has(id(k)) {
                    most = change.abs();
                    found = Some(Landmark::of(id(k), presentation, change));
                }
            }
        };
        for (e, projection) in wiring.projections().iter().enumerate() {
            let [before, after] = [before, after].map(|weights| &weights.theta[e].values);
            let (layer, above) = (projection.post, projection.pre);
            let mut first = 0;
            for post in 0..wiring.widths()[layer] {
                let row = first..first + wiring.n_row(e, post);
                first = row.end;
                look(&before[row.clone()], &after[row], &|k| {
                    let of = wiring.row(e, post).nth(k);
                    let pre = of.map(|of| (above, of.index));
                    SynapseId { layer, post, pre }
                });
            }
        }
        for (layer, (before, after)) in before.bias.iter().zip(&after.bias).enumerate() {
            let pre = None;
            look(before, after, &|post| SynapseId { layer, post, pre });
        }
        self.found.largest = found.or(self.found.largest);
    }

    /// The first synapse of a dendrite that fired in this presentation.
    fn first_spike(&self, presented: &Presented<S>, session: &mut Session<S>) -> Option<Landmark> {
        let mut first: Option<(Tick, SynapseId)> = None;
        let wiring = std::sync::Arc::clone(session.wiring());
        session.logs(|id, log| {
            if !matches!(id, AgentId::Error { .. }) {
                return;
            }
            for spike in &log.spikes {
                let slots = spike.synapses.slots(wiring.n_slots(id));
                let ids = slots.map(|slot| wiring.synapse(id, slot));
                let own = ids.filter(|id| self.has(*id));
                let earliest = own.map(|id| (spike.tick, id)).min();
                first = [first, earliest].into_iter().flatten().min();
            }
        });
        first.map(|(_, id)| Landmark::of(id, presented.index, 0.0))
    }

    /// The first synapse that was expected to fire in this presentation, and did not.
    fn first_miss(&self, presented: &Presented<S>, session: &mut Session<S>) -> Option<Landmark> {
        let shown = &presented.shown;
        let (wiring, n_lanes) = (std::sync::Arc::clone(session.wiring()), session.n_lanes());
        let absent = session.engine_mut().state().absent();
        let is_there = |id, slot| {
            !absent
                .get(&id)
                .is_some_and(|lost: &BTreeSet<usize>| lost.contains(&slot))
        };
        let mut spikes: BTreeMap<AgentId, AgentLog<S>> = BTreeMap::new();
        session.logs(|id, log| {
            let spikes_alone = AgentLog {
                spikes: log.spikes.clone(),
                ..AgentLog::default()
            };
            spikes.insert(id, spikes_alone);
        });
        let fired = |id: AgentId, slot: usize, lane: usize, at: Tick| {
            let rows = spikes.get(&id).into_iter().flat_map(|log| &log.spikes);
            rows.into_iter()
                .any(|row| row.tick == at && row.lane as usize == lane && row.synapses.has(slot))
        };
        for (layer, epsilon) in shown.epsilon.iter().enumerate() {
            let due = shown.onset().after(wiring.level(layer) as u64);
            for index in 0..epsilon.len() / n_lanes {
                let own = AgentId::Error { layer, index };
                let lanes = 0..shown.presentation.examples.len();
                let is_loud = |lane: &usize| !epsilon[index * n_lanes + lane].is_zero();
                let loud: Vec<usize> = lanes.filter(is_loud).collect();
                for slot in 0..wiring.n_slots(own) {
                    let id = wiring.synapse(own, slot);
                    let copy = wiring.feedback_copy(id);
                    let delay = copy.map_or(0, |_| delay_of(&wiring, id));
                    let is_missed = |lane: &usize| {
                        let lacks = |id, slot, at| {
                            wiring.learns(id, slot)
                                && is_there(id, slot)
                                && !fired(id, slot, *lane, at)
                        };
                        lacks(own, slot, due)
                            || copy.is_some_and(|(id, slot)| lacks(id, slot, due.after(delay)))
                    };
                    if self.has(id) && loud.iter().any(is_missed) {
                        return Some(Landmark::of(id, presented.index, 0.0));
                    }
                }
            }
        }
        None
    }
}

/// Ticks that feedback takes to the copy of a synapse on top of the one that every message takes.
fn delay_of(wiring: &Wiring, id: SynapseId) -> u64 {
    let connection = id
        .pre
        .and_then(|pre| wiring.connection((id.layer, id.post), pre));
    connection.map_or(0, |of| wiring.projections()[of.projection].delay as u64)
}
