//! What a packed network is at rest, in a form that any engine goes on from, and the way back.
//!
//! A layer of the state is what its slices have, one after the other. What a slice heard of another
//! layer is taken from the first shard that has anyone there to hear it: all heard the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Packed;
use super::shard::Shard;
use crate::axon::{Observer, Tick};
use crate::engine::state::{ErrorLayer, FeedbackState, NetworkState, Said, ValueLayer};
use crate::engine::{Engine, StateError};
use crate::neuron::Noise;
use crate::plasticity::{Commander, ControllerState, Plasticity};
use crate::scalar::{Numbers, Plane, Scalar};
use crate::synapse::Detector;

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default + Send + 'static> Packed<S, P, W> {
    pub(super) fn at_rest(&self) -> NetworkState<S> {
        let fit = &*self.fit;
        let depth = fit.depth();
        let (home, _) = self.partition.find(0, 0);
        let (input_home, _) = self.partition.find(depth, 0);
        let input = &self.shards[input_home].values[depth];
        let values = (0..=depth).map(|l| self.value_layer(l));
        let errors = (0..depth).map(|l| self.error_layer(l));
        NetworkState {
            widths: fit.widths.clone(),
            pairs: fit.pairs(),
            n_lanes: fit.n_lanes,
            has_bias: fit.has_bias(),
            clock: self.shards[0].clock.0,
            is_first_tick: self.shards[home].errors[0].is_first_tick(),
            values: values.collect(),
            errors: errors.collect(),
            feedback: (0..depth).map(|l| self.feedback(l)).collect(),
            quiet_kinds: fit.quiet_kinds(),
            controller: controller(&self.shards[home]),
            programme: input.programme().state(),
            shown: self.shown(),
            shown_in: input.presented(),
            is_fresh: input.is_fresh(),
            counts: self.counts(),
            noise: Noise::default(),
        }
    }

    fn value_layer(&self, l: usize) -> ValueLayer<S> {
        let n_lanes = self.fit.n_lanes;
        let mut layer = ValueLayer {
            x: Numbers::default(),
            residue: Numbers::default(),
            presented: Vec::new(),
            is_new: Vec::new(),
            is_dead: Vec::new(),
            rates: Numbers::default(),
            rates_in: Vec::new(),
            weights: Numbers::default(),
            absent: Vec::new(),
            own: None,
            jitter: Vec::new(),
            distortion: Vec::new(),
        };
        for shard in &self.shards {
            shard.values[l].save(&mut layer);
        }
        match l.checked_sub(1) {
            Some(below) => {
                let mut hearers = self.shards.iter().map(|shard| &shard.errors[below]);
                let hearer = hearers.find(|slice| slice.n > 0);
                let hearer = hearer.expect("bug: no layer is empty");
                hearer.save_rates(&mut layer);
            }
            None => {
                let n = self.fit.widths[0];
                layer.rates = std::iter::repeat_n(S::zero(), n * n_lanes).collect();
                layer.rates_in = vec![n_lanes as u32; n];
            }
        }
        layer
    }

    fn error_layer(&self, l: usize) -> ErrorLayer<S> {
        let mut layer = ErrorLayer {
            x: Numbers::default(),
            residue: Numbers::default(),
            epsilon: Numbers::default(),
            mu: Numbers::default(),
            presented: Vec::new(),
            weights: Numbers::default(),
            absent: Vec::new(),
            last_loud: self.never(self.fit.widths[l]),
            distortion: Vec::new(),
        };
        let clock = self.shards[0].clock;
        let slices = self.partition.layer(l);
        for (shard, slice) in self.shards.iter().zip(slices) {
            shard.values[l].save_told(&mut layer);
            shard.errors[l].save(
                &mut layer,
                [self.fit.widths[l], slice.start],
                &self.fit,
                clock,
            );
        }
        layer
    }

    /// What the layer above hears of the error neurons of layer `l`.
    fn feedback(&self, l: usize) -> FeedbackState<S> {
        let n = self.fit.n_heard(l);
        let mut feedback = FeedbackState {
            heard: Said::silence(),
            last_loud: self.never(n),
            under_way: Vec::new(),
        };
        let clock = self.shards[0].clock;
        let hearers = self.shards.iter().map(|shard| &shard.values[l + 1]);
        let hearers = hearers.filter(|slice| slice.n > 0 && slice.n_slots() > 0);
        for (k, hearer) in hearers.enumerate() {
            hearer.save_loud(&mut feedback, n, &self.fit, clock);
            if k == 0 {
                feedback.heard = hearer.heard();
            }
        }
        feedback
    }

    /// ε of `n` neurons was never loud.
    fn never(&self, n: usize) -> Vec<i64> {
        vec![Detector::<S>::SILENT_FOR_EVER.0; self.fit.n_kinds() * n * self.fit.n_lanes]
    }

    /// What the stimulus sources show, the dead's included.
    fn shown(&self) -> Numbers<S> {
        let inputs = self
            .shards
            .iter()
            .map(|shard| &shard.values[self.fit.depth()]);
        inputs.flat_map(|slice| slice.shown()).collect()
    }

    pub(super) fn go_on_from(&mut self, state: &NetworkState<S>) -> Result<(), StateError> {
        state.check(&self.fit)?;
        if state.is_noisy() {
            return Err(StateError::noisy());
        }
        let fit = Arc::clone(&self.fit);
        let depth = fit.depth();
        let programme = state.programme.programme();
        let is_just_built = self
            .shards
            .iter()
            .all(|shard| shard.values[depth].is_fresh());
        assert!(
            is_just_built,
            "bug: a state is restored into a network that was just built"
        );
        let (home, _) = self.partition.find(0, 0);
        for (me, shard) in self.shards.iter_mut().enumerate() {
            shard.clock = Tick(state.clock);
            for l in 0..=depth {
                shard.values[l].restore(state, &fit, &programme);
                if l < depth {
                    let start = self.partition.layer(l)[me].start;
                    shard.errors[l].restore(state, &fit, [l, start]);
                }
                forget_synapses(shard, state, l, self.partition.layer(l)[me].clone());
            }
            if let (Some(controller), Some(state)) = (&mut shard.controller, &state.controller) {
                controller.restore(state);
            }
            if me == home {
                shard.commands = state.counts;
            }
        }
        Ok(())
    }
}

/// The controller, once it has heard what its teacher said for the coming tick.
fn controller<S: Scalar, P: Plasticity, W>(home: &Shard<S, P, W>) -> Option<ControllerState> {
    let mut controller = home.controller.clone()?;
    if let Some(teaching) = &home.values[0].teaching {
        controller.hear_teacher(teaching);
    }
    Some(controller.state())
}

/// Those who watch no longer look for what was lost.
fn forget_synapses<S: Scalar, P: Plasticity, W: Observer<S> + Default>(
    shard: &mut Shard<S, P, W>,
    state: &NetworkState<S>,
    l: usize,
    slice: std::ops::Range<usize>,
) {
    for &(index, slot) in &state.values[l].absent {
        if slice.contains(&index) {
            shard.value_watches[l].forget_synapse(slot, index - slice.start);
        }
    }
    for &(index, slot) in state.errors.get(l).into_iter().flat_map(|it| &it.absent) {
        if slice.contains(&index) {
            shard.error_watches[l].forget_synapse(slot, index - slice.start);
        }
    }
}

/// Neuron by neuron, `[n][B]`.
pub(super) fn by_neuron<S: Scalar>(plane: &Plane<S>) -> impl Iterator<Item = S> {
    let lanes = 0..plane.n_lanes();
    (0..plane.n()).flat_map(move |i| lanes.clone().map(move |lane| plane.at(lane, i).clone()))
}

/// A plane takes the numbers `[n][B]` of the neurons from `start` on.
pub(super) fn fill<S: Scalar>(plane: &mut Plane<S>, numbers: &[S], start: usize) {
    let n_lanes = plane.n_lanes();
    for lane in 0..n_lanes {
        let places = plane.lane_mut(lane).iter_mut().enumerate();
        places.for_each(|(i, it)| it.clone_from(&numbers[(start + i) * n_lanes + lane]));
    }
}

/// (neuron, slot) of a slice's lost synapses, ascending; its neurons begin at `start`.
pub(super) fn absent(lost: &BTreeSet<(usize, usize)>, start: usize) -> Vec<(usize, usize)> {
    let mut absent: Vec<_> = lost.iter().map(|(slot, i)| (start + i, *slot)).collect();
    absent.sort_unstable();
    absent
}

/// What holds of all neurons of a slice, as the first says that lives.
pub(super) fn of_slice(
    all: &[u32],
    is_dead: &[bool],
    slice: std::ops::Range<usize>,
) -> Option<u32> {
    let mut alive = slice.clone().filter(|i| !is_dead[*i]);
    let first = alive.next().or(slice.clone().next());
    first.map(|i| all[i])
}
