//! What the feedback copies of one projection commit in a tick.
//!
//! Promises that it is worked out once for all who hear the same.

use crate::axon::Observer;
use crate::engine::packed::graph::Graph;
use crate::engine::packed::graph::common::Common;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

/// What the copies of one projection commit in a tick, alike for all who hear the same.
pub(super) struct Committed<S> {
    /// ε by error neuron, 0 in lanes that do not commit, `[n][B]`.
    pub(super) epsilon: Vec<S>,
    /// Whose copies change, `[n]`.
    pub(super) changes: Vec<bool>,
    /// How many error neurons fire, by lane.
    pub(super) n_firing: Vec<usize>,
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Graph<S, P, W> {
    /// What is committed along each projection that begins in a population.
    pub(super) fn committed(
        &self,
        common: &Common<S>,
        p: usize,
        command: Option<&P::Command>,
        presented: u32,
    ) -> Vec<(usize, Committed<S>)> {
        let n_lanes = common.setting.n_lanes;
        let of = |e: usize| {
            let heard = &self.heard[e];
            let n = heard.is_heard.len();
            let mut committed = Committed {
                epsilon: vec![S::zero(); n * n_lanes],
                changes: vec![false; n],
                n_firing: vec![0; n_lanes],
            };
            for i in 0..n {
                let commits = heard.commits_of::<P>(i, command, presented);
                committed.changes[i] = match command {
                    Some(_) => heard.is_heard[i],
                    None => commits.contains(&true),
                };
                for lane in (0..commits.len()).filter(|lane| commits[*lane]) {
                    committed.n_firing[lane] += 1;
                    if heard.is_heard[i] {
                        let cell = i * n_lanes + lane;
                        committed.epsilon[cell].clone_from(&heard.epsilon[cell]);
                    }
                }
            }
            committed
        };
        let outgoing = common.wiring.outgoing(p).iter();
        let learning = outgoing.filter(|e| common.wiring.projections()[**e].learns);
        learning.map(|e| (*e, of(*e))).collect()
    }
}
