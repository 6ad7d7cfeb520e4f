//! A slice of value neurons at birth: what it is given, and that nothing was heard or said yet.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::{ErrorSource, Sense, ValueSlice, packet};
use crate::activation::Activation;
use crate::axon::Tick;
use crate::engine::Counts;
use crate::engine::packed::Setting;
use crate::engine::packed::detector_overrides::Families;
use crate::environment::Programme;
use crate::neuron::State;
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar, Tiles};

/// What a value slice is born with.
pub(in crate::engine::packed) struct ValueBirth<S> {
    pub(in crate::engine::packed) layer: usize,
    pub(in crate::engine::packed) neurons: Range<usize>,
    pub(in crate::engine::packed) activation: Activation,
    pub(in crate::engine::packed) n_below: usize,
    pub(in crate::engine::packed) weights: Option<Tiles<S>>,
    /// The slices of the layer below, if there are feedback synapses.
    pub(in crate::engine::packed) below: Vec<Range<usize>>,
    pub(in crate::engine::packed) sense: Sense,
    /// φ with settings of their own.
    pub(in crate::engine::packed) own: Families,
    pub(in crate::engine::packed) birth: Tick,
}

impl<S: Scalar, P: Plasticity> ValueSlice<S, P> {
    pub(in crate::engine::packed) fn new(setting: &Arc<Setting<S>>, birth: ValueBirth<S>) -> Self {
        let (n, n_lanes) = (birth.neurons.len(), setting.n_lanes);
        let plane = Plane::new(n, n_lanes);
        // What nobody reads takes no room.
        let if_any = |is_any: bool| Plane::new(if is_any { n } else { 0 }, n_lanes);
        let has_feedback = birth.weights.is_some();
        let keeps_residue = birth.sense != Sense::Stimulus && setting.state == State::Pair;
        let out = || packet(&plane, n_lanes as u32);
        let mut slice = Self {
            layer: birth.layer,
            n,
            setting: Arc::clone(setting),
            activation: birth.activation,
            n_below: birth.n_below as u64,
            sources: (birth.below.into_iter())
                .map(|inputs| ErrorSource::new(inputs, &birth.own, setting, birth.birth))
                .collect(),
            command: None,
            out: [out(), out()],
            next: plane.clone(),
            residue: if_any(keeps_residue),
            next_residue: if_any(keeps_residue),
            has_residue: [false; 2],
            slope: if_any(has_feedback),
            slope_before: if_any(has_feedback),
            remembers: false,
            sums: if_any(has_feedback),
            is_pushed: false,
            weights: birth.weights,
            is_stale: true,
            is_new: true,
            news: vec![true; n],
            n_news: n as u64,
            noted: vec![false; plane.all().len()],
            presented: n_lanes as u32,
            own_weights: Vec::new(),
            scratch: None,
            absent: BTreeSet::new(),
            dead: Vec::new(),
            shown_to_dead: Vec::new(),
            sense: birth.sense,
            programme: Programme::new(),
            is_fresh: true,
            targets: if_any(birth.sense == Sense::Teacher),
            x: plane,
            taught: vec![false; n_lanes],
            teaching: None,
            counts: Counts::default(),
            n_commits: 0,
            now: birth.birth,
            not_finite: None,
            neurons: birth.neurons,
        };
        slice.transfer();
        slice
    }
}
