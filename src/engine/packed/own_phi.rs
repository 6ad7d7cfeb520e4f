//! Synapses with a φ of their own, and synapses that a lesion took.
//!
//! Both are few: they are put right one by one after all of a slice's synapses were changed
//! alike. Refuses to know on which side of a connection they are.

use crate::axon::Tick;
use crate::scalar::Scalar;
use crate::synapse::{Detector, Phi};

/// A synapse with a detector of its own.
#[derive(Clone, Debug)]
pub(super) struct OwnPhi<S> {
    /// Its slot among its neuron's synapses.
    pub(super) slot: usize,
    /// Its neuron, counted within the slice.
    pub(super) neuron: usize,
    detector: Detector<S>,
    /// `[B]`.
    last_loud: Vec<Tick>,
    /// Whether it fired in this tick, `[B]`.
    pub(super) fires: Vec<bool>,
}

/// What a φ of its own sees in one tick; the lane is `None` in silence.
#[derive(Clone, Copy, Debug)]
pub(super) struct OwnSight<'a, S> {
    /// ε now.
    pub(super) epsilon: &'a S,
    /// ε of the tick before, if it was heard then.
    pub(super) before: Option<&'a S>,
    /// "x moved, μ did not".
    pub(super) by_feedback: bool,
}

impl<S: Scalar> OwnPhi<S> {
    /// A φ that has been silent for ever.
    pub(super) fn new(slot: usize, neuron: usize, phi: &Phi, n_lanes: usize) -> Self {
        Self {
            slot,
            neuron,
            detector: Detector::new(phi),
            last_loud: vec![Detector::<S>::SILENT_FOR_EVER; n_lanes],
            fires: vec![false; n_lanes],
        }
    }

    /// Whether it fires even in silence.
    pub(super) fn fires_in_silence(&self) -> bool {
        self.detector.fires_in_silence()
    }

    /// Forgets every past ε.
    pub(super) fn silence(&mut self) {
        self.last_loud.fill(Detector::<S>::SILENT_FOR_EVER);
    }

    /// Judges every lane; idle ones never fire. Whether it fired in any.
    pub(super) fn judge<'a>(
        &mut self,
        now: Tick,
        presented: usize,
        sight: impl Fn(usize) -> OwnSight<'a, S>,
    ) -> bool {
        for (lane, (last, fires)) in self.last_loud.iter_mut().zip(&mut self.fires).enumerate() {
            let seen = sight(lane);
            if (seen.before).is_some_and(|before| !self.detector.is_quiet(before)) {
                *last = Tick(now.0 - 1);
            }
            let judgement = self
                .detector
                .judge(now, *last, seen.epsilon, seen.by_feedback);
            if judgement.loud {
                *last = now;
            }
            *fires = judgement.fires && lane < presented;
        }
        self.fires.contains(&true)
    }

    /// The lanes in which it fired.
    pub(super) fn lanes(&self) -> impl Iterator<Item = usize> {
        (0..self.fires.len()).filter(|lane| self.fires[*lane])
    }
}

/// Where the synapse of neuron `neuron` in `slot` is among those with a φ of their own, which
/// are in the order of (neuron, slot).
pub(super) fn find<S>(own_phis: &[OwnPhi<S>], slot: usize, neuron: usize) -> Option<&OwnPhi<S>> {
    let place = own_phis.binary_search_by_key(&(neuron, slot), |own| (own.neuron, own.slot));
    place.ok().map(|place| &own_phis[place])
}
