//! What is done to a slice of value neurons from outside: predictions imposed, synapses and
//! neurons lost.

use std::sync::Arc;

use super::ValueSlice;
use crate::axon::Activity;
use crate::engine::packed::detector_overrides::OwnPhis;
use crate::engine::packed::observation::{activity, column};
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar};

impl<S: Scalar, P: Plasticity> ValueSlice<S, P> {
    /// Takes an x `[B][n]` imposed from outside, in all lanes that no teacher holds, and what is
    /// to pass for the x before it.
    pub(in crate::engine::packed) fn impose(
        &mut self,
        [x, before]: [&Plane<S>; 2],
        presented: u32,
    ) {
        self.next.clone_from(x);
        self.has_residue = [false; 2];
        self.apply_teacher();
        self.clear_dead();
        std::mem::swap(&mut self.x, &mut self.next);
        self.next.clone_from(before);
        self.presented = presented;
        for source in &mut self.sources {
            source.heard = None;
            source.before = None;
            source.is_new = false;
            source.is_heard.fill(false);
            source.phi.silence();
            source.own_phis.iter_mut().for_each(OwnPhis::silence);
        }
        self.sums.all_mut().fill(S::zero());
        self.is_pushed = false;
        self.is_stale = true;
        self.transfer();
        self.remembers = false;
        self.news.fill(true); // What is imposed is said, changed or not.
        self.count_news();
    }

    /// Loses the feedback synapse of neuron `i` in `slot`.
    pub(in crate::engine::packed) fn forget(&mut self, slot: usize, i: usize) {
        if let Some(weights) = &mut self.weights {
            *weights.at_mut(slot, i) = S::zero();
            self.absent.insert((slot, i));
            self.is_stale = true;
        }
    }

    /// Neuron `i`, whose synapses are lost, falls silent: x = 0.
    pub(in crate::engine::packed) fn die(&mut self, i: usize) {
        if self.dead.contains(&i) {
            return; // It dies once.
        }
        self.shown_to_dead.push(column(&self.x, i));
        for lane in 0..self.setting.n_lanes {
            self.x.lane_mut(lane)[i] = S::zero();
            if self.has_residue[0] {
                self.residue.lane_mut(lane)[i] = S::zero();
            }
        }
        self.dead.push(i);
        self.count_news();
        self.transfer();
        self.remembers = false;
    }

    /// x of each neuron, `[B]`.
    pub(in crate::engine::packed) fn outputs(&self) -> impl Iterator<Item = Arc<Activity<S>>> {
        let residue = self.residue();
        (0..self.n).map(move |i| Arc::new(activity(&self.x, residue, i, self.presented)))
    }

    /// θ′ by (slot, neuron).
    pub(in crate::engine::packed) fn weight_at(&self, slot: usize, i: usize) -> Option<&S> {
        self.weights.as_ref().map(|weights| weights.at(slot, i))
    }

    /// Bytes of its synapses' state: weights and φ.
    pub(in crate::engine::packed) fn synapse_bytes(&self) -> usize {
        let phis: usize = self.sources.iter().map(|source| source.phi.bytes()).sum();
        self.weights.as_ref().map_or(0, |weights| weights.bytes()) + phis
    }
}
