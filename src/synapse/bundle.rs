//! The synapses of one neuron, side by side in slot order.
//!
//! Each has its weight and, per lane, its own φ state; settings are shared unless a synapse
//! has its own. A change needs only what the synapse itself sees: ε, f(x) and, under IL and
//! Z-IL, the command its neuron was given.

mod learning;
mod state;

pub use learning::Learning;
pub use state::BundleState;

use std::collections::BTreeMap;

use super::Reduction;
use super::detector::{Detector, Phi};
use super::equations::Published;
use crate::axon::{Command, Observer, Spiked, Tick, WeightChange};
use crate::plasticity::Plasticity;
use crate::scalar::{Scalar, Terms};

/// What a whole bundle sees in one tick, beside what each synapse sees.
#[derive(Debug)]
pub struct Change<'a, C> {
    /// The neuron's local clock.
    pub now: Tick,
    /// Lanes that carry a presentation.
    pub presented: u32,
    /// The command heard in this tick, if any.
    pub command: Option<&'a C>,
}

/// What one synapse sees in one tick, per lane.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a, S> {
    /// ε, `[B]`.
    pub epsilon: &'a [S],
    /// "x moved, μ did not", `[B]`.
    pub by_feedback: &'a [bool],
    /// f(x) of the pre-synaptic value neuron, `[B]`.
    pub rate: &'a [S],
}

/// A neuron's synapses.
#[derive(Clone, Debug)]
pub struct Bundle<S> {
    weights: Vec<S>,
    /// Tick of the last loud ε of synapse k in lane b, at k · B + b.
    last_loud: Vec<Tick>,
    n_lanes: usize,
    detector: Detector<S>,
    /// Detectors of synapses with settings of their own, by slot.
    own_detectors: BTreeMap<u32, Detector<S>>,
    /// By slot: whether the synapse is absent; empty while all are there.
    absent: Vec<bool>,
    /// By slot: whether the synapse never changes; empty if all may.
    fixed: Box<[bool]>,
    learning: Learning<S>,
    /// Scratch: lanes that commit, `[B]`.
    commits: Box<[bool]>,
    /// Scratch: (lane, slot) of this tick's spikes.
    spikes: Vec<(u32, u32)>,
    /// The synapses that were shown last to have fired, if they were not all: their slots too.
    shown: Option<(Vec<u32>, Spiked)>,
}

impl<S: Scalar> Bundle<S> {
    /// Synapses with these weights, every φ silent for ever. `overrides` are (slot, φ).
    pub fn new(
        weights: Vec<S>,
        n_lanes: usize,
        phi: &Phi,
        overrides: &[(u32, Phi)],
        learning: Learning<S>,
    ) -> Self {
        Self {
            last_loud: vec![Detector::<S>::SILENT_FOR_EVER; weights.len() * n_lanes],
            weights,
            n_lanes,
            detector: Detector::new(phi),
            own_detectors: overrides
                .iter()
                .map(|(k, phi)| (*k, Detector::new(phi)))
                .collect(),
            absent: Vec::new(),
            fixed: Box::default(),
            learning,
            commits: vec![false; n_lanes].into(),
            spikes: Vec::new(),
            shown: None,
        }
    }

    /// The same with synapses in these slots that never change: they have no φ.
    ///
    /// # Panics
    /// If there is no such slot.
    #[must_use]
    pub fn with_fixed(mut self, slots: &[usize]) -> Self {
        if !slots.is_empty() {
            let mut fixed = vec![false; self.weights.len()];
            slots.iter().for_each(|slot| fixed[*slot] = true);
            self.fixed = fixed.into();
        }
        self
    }

    /// Whether the synapse in `slot` is there, and may change.
    #[inline]
    fn is_plastic(&self, slot: usize) -> bool {
        !self.is_absent(slot) && !self.fixed.get(slot).is_some_and(|fixed| *fixed)
    }

    /// The weights, in slot order.
    pub fn weights(&self) -> &[S] {
        &self.weights
    }

    /// Whether no synapse was ever lost.
    pub fn is_whole(&self) -> bool {
        self.absent.is_empty()
    }

    /// Whether the synapse in `slot` is absent: it is skipped in sums and never commits.
    #[inline]
    pub fn is_absent(&self, slot: usize) -> bool {
        self.absent.get(slot).is_some_and(|absent| *absent)
    }

    /// Loses the synapse in `slot` for good; its weight reads 0.
    ///
    /// # Panics
    /// If there is no such slot.
    pub fn forget(&mut self, slot: usize) {
        self.absent.resize(self.weights.len(), false);
        self.absent[slot] = true;
        self.weights[slot] = S::zero();
    }

    /// Whether some φ fires even in silence, so that a quiet tick cannot be skipped.
    pub fn fires_in_silence(&self) -> bool {
        self.detector.fires_in_silence()
            || self.own_detectors.values().any(Detector::fires_in_silence)
    }

    /// Forgets every past ε: all φ silent for ever.
    pub fn silence(&mut self) {
        self.last_loud.fill(Detector::<S>::SILENT_FOR_EVER);
    }

    /// Bytes of state, settings of single synapses aside.
    pub fn bytes(&self) -> usize {
        self.weights.len() * size_of::<S>() + self.last_loud.len() * size_of::<Tick>()
    }

    /// One tick of every synapse: judges φ, and changes the weights that commit. `sight` tells
    /// what the synapse in a slot sees, or `None` for a synapse that hears silence. Returns
    /// whether a weight changed.
    pub fn learn<'a, P: Plasticity>(
        &mut self,
        change: &Change<'_, P::Command>,
        sight: impl Fn(usize) -> Option<Sight<'a, S>>,
        observer: &mut impl Observer<S>,
    ) -> bool {
        let mut changed = false;
        self.spikes.clear();
        for slot in 0..self.weights.len() {
            if !self.is_plastic(slot) {
                continue;
            }
            let Some(sight) = sight(slot) else { continue };
            let commits = match change.command {
                Some(command) => {
                    self.commits.copy_from_slice(command.lanes());
                    true
                }
                None => P::BY_PHI && self.judge(slot, change, &sight),
            };
            if commits {
                let step = self.commit(slot, &sight, change.presented);
                observer.change(change.now, slot as u32, &step);
                changed = true;
            }
        }
        self.show_spikes(change.now, observer);
        changed
    }

    /// Judges the φ of one synapse in every lane into `commits`; whether any fired. An idle
    /// lane never fires: the other lanes' changes of weight disturb it, and under tonic
    /// feedback it would learn from that.
    fn judge<C>(&mut self, slot: usize, change: &Change<'_, C>, sight: &Sight<'_, S>) -> bool {
        let now = change.now;
        let detector = match self.own_detectors.is_empty() {
            true => &self.detector,
            false => self
                .own_detectors
                .get(&(slot as u32))
                .unwrap_or(&self.detector),
        };
        let last_loud = &mut self.last_loud[slot * self.n_lanes..(slot + 1) * self.n_lanes];
        let mut any = false;
        for (lane, last) in last_loud.iter_mut().enumerate() {
            let judgement =
                detector.judge(now, *last, &sight.epsilon[lane], sight.by_feedback[lane]);
            if judgement.loud {
                *last = now;
            }
            let fires = judgement.fires && lane < change.presented as usize;
            if fires {
                any = true;
                self.spikes.push((lane as u32, slot as u32));
            }
            self.commits[lane] = fires;
        }
        any
    }

    /// w += α · Σ ε f(x) over the committing lanes, in lane order from 0 (SPEC section 4).
    fn commit(&mut self, slot: usize, sight: &Sight<'_, S>, presented: u32) -> WeightChange<S> {
        let equations = self.learning.equations.as_deref().unwrap_or(&Published);
        let product = equations.product(sight.epsilon, sight.rate, &self.commits);
        let (alpha, decay) = (&self.learning.alpha, &self.learning.decay);
        let is_mean = self.learning.reduction == Reduction::Mean;
        let terms = Terms {
            alpha,
            divisor: is_mean.then(|| S::from_count(presented as usize)),
            decay: (!decay.is_zero()).then_some(decay),
        };
        let weight = &mut self.weights[slot];
        let delta = terms.change(weight, &product);
        *weight = terms.after(weight, &product);
        let after = weight.clone();
        WeightChange { delta, after }
    }

    /// Shows this tick's spikes, lane by lane.
    fn show_spikes(&mut self, now: Tick, observer: &mut impl Observer<S>) {
        if self.spikes.is_empty() {
            return;
        }
        self.spikes.sort_unstable();
        for lane in self.spikes.chunk_by(|a, b| a.0 == b.0) {
            let slots = lane.iter().map(|(_, slot)| *slot);
            let is_shown = |shown: &&(Vec<u32>, Spiked)| {
                let known = shown.0.iter().copied();
                shown.0.len() == lane.len() && known.eq(slots.clone())
            };
            let fired = if lane.len() == self.weights.len() {
                Spiked::All
            } else if let Some((_, shown)) = self.shown.as_ref().filter(is_shown) {
                shown.clone()
            } else {
                let fired = slots.clone().map(|slot| slot as usize);
                let Some(fired) = Spiked::of(fired, self.weights.len()) else {
                    continue;
                };
                self.shown.insert((slots.collect(), fired)).1.clone()
            };
            observer.spike(now, lane[0].0, fired);
        }
    }
}

#[cfg(test)]
mod tests;
