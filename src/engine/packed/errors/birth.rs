//! A slice of error neurons at birth: what it is given, and that nothing was heard or said yet.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::{ErrorSlice, RateSource, silent_packet};
use crate::axon::Tick;
use crate::engine::Counts;
use crate::engine::packed::Setting;
use crate::engine::packed::detector_overrides::Families;
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar, Tiles};
use crate::synapse::SharedPhi;

/// What an error slice is born with.
pub(in crate::engine::packed) struct ErrorBirth<S> {
    pub(in crate::engine::packed) neurons: Range<usize>,
    pub(in crate::engine::packed) weights: Tiles<S>,
    pub(in crate::engine::packed) bias: Option<Tiles<S>>,
    /// The slices of the layer above.
    pub(in crate::engine::packed) above: Vec<Range<usize>>,
    pub(in crate::engine::packed) speaks_up: bool,
    /// φ with settings of their own.
    pub(in crate::engine::packed) own: Families,
    pub(in crate::engine::packed) birth: Tick,
}

impl<S: Scalar, P: Plasticity> ErrorSlice<S, P> {
    pub(in crate::engine::packed) fn new(setting: &Arc<Setting<S>>, birth: ErrorBirth<S>) -> Self {
        let (n, n_lanes) = (birth.neurons.len(), setting.n_lanes);
        let plane = Plane::new(n, n_lanes);
        let n_cells = plane.all().len();
        let mut one = Plane::new(1, n_lanes);
        (0..n_lanes).for_each(|lane| one.lane_mut(lane).fill(S::one()));
        let n_above = birth.above.last().map_or(0, |slice| slice.end) as u64;
        let out = || silent_packet(n, n_lanes);
        Self {
            n,
            setting: Arc::clone(setting),
            n_above: if birth.speaks_up { n_above } else { 0 },
            weights: birth.weights,
            bias: birth.bias,
            one,
            sources: birth.above.into_iter().map(RateSource::new).collect(),
            command: None,
            out: [out(), out()],
            mu_before: plane.clone(),
            mu: plane.clone(),
            epsilon: plane.clone(),
            epsilon_before: plane.clone(),
            committed: if P::BY_PHI {
                Plane::new(0, 0)
            } else {
                plane.clone()
            },
            pulse: plane,
            by_feedback: vec![false; n_cells],
            fires: vec![false; n_cells],
            any_fires: false,
            phi: SharedPhi::new(&setting.phi, n_cells, birth.birth),
            own_phis: birth.own.in_dendrites(n_lanes),
            own_weights: Vec::new(),
            scratch: None,
            absent: BTreeSet::new(),
            dead: Vec::new(),
            presented: n_lanes as u32,
            presented_before: n_lanes as u32,
            is_first_tick: true,
            is_stale: true,
            must_speak: true,
            own_news: vec![false; n],
            wide_news: vec![false; n],
            speaks_own: false,
            noted: vec![false; n_cells],
            commits: vec![false; n],
            counts: Counts::default(),
            n_commits: 0,
            now: birth.birth,
            not_finite: None,
        }
    }
}
