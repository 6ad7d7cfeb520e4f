//! How the synapses of dendrites learn: on command, or each by its φ.

use std::ops::Range;

use super::Graph;
use super::common::Common;
use super::comparison::pulses;
use crate::axon::{Command, Observer, Spiked, WeightChange};
use crate::engine::packed::Setting;
use crate::neuron::Feedback;
use crate::plasticity::Plasticity;
use crate::scalar::{Rows, Scalar};

/// A change of the weights that one neuron's φ, or a command, asks for.
pub(super) struct Change<'a, S> {
    /// Lanes that commit, ascending.
    pub(super) lanes: Vec<usize>,
    /// `[B]`.
    pub(super) sent: &'a [S],
    pub(super) setting: &'a Setting<S>,
    pub(super) presented: u32,
}

/// What the dendrites of a population are asked to commit.
struct Asked<S> {
    /// What each commits, 0 in lanes that do not, `[n][B]`.
    sent: Vec<S>,
    /// `[n][B]`.
    commits: Vec<bool>,
    /// Whose weights change, `[n]`.
    changes: Vec<bool>,
}

impl<S> Asked<S> {
    /// Lanes that commit, ascending.
    fn lanes_of(&self, i: usize, n_lanes: usize) -> Vec<usize> {
        let commits = &self.commits[i * n_lanes..][..n_lanes];
        (0..n_lanes).filter(|lane| commits[*lane]).collect()
    }
}

impl<S: Scalar> Change<'_, S> {
    /// What a weight becomes, and what is told of it if anyone wants to know.
    #[inline]
    pub(super) fn apply(
        &self,
        weight: &S,
        rates: &[S],
        is_told: bool,
    ) -> (S, Option<WeightChange<S>>) {
        let product = (self.lanes.iter()).fold(S::zero(), |sum, &lane| {
            self.sent[lane].multiply_add(&rates[lane], &sum)
        });
        let terms = self.setting.terms(self.presented);
        let after = terms.after(weight, &product);
        let told = is_told.then(|| WeightChange {
            delta: terms.change(weight, &product),
            after: after.clone(),
        });
        (after, told)
    }
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Graph<S, P, W> {
    /// Has the dendrites of a population learn; whether a weight may have changed.
    pub(super) fn learn_dendrites(
        &mut self,
        common: &Common<S>,
        p: usize,
        command: Option<&P::Command>,
        any_fires: bool,
    ) -> bool {
        if command.is_none() && !(P::BY_PHI && any_fires) {
            return false;
        }
        let asked = self.asked(common, p, command);
        if !asked.changes.contains(&true) {
            return false;
        }
        let is_whole = self.is_whole(common, p);
        let is_told = |of: &Self, i: usize| W::LOOKS && of.error_observers[p][i].wants_everything();
        let (n, n_lanes) = (asked.changes.len(), common.setting.n_lanes);
        let mut i = 0;
        while i < n {
            let presented = self.errors[p].presented[i];
            let plain = (i..n).take_while(|k| {
                let is_alike = self.errors[p].presented[*k] == presented;
                is_whole && is_alike && asked.changes[*k] && !is_told(self, *k)
            });
            let end = i + plain.count();
            if end > i {
                self.change_rows(common, p, i..end, &asked.sent);
            } else if asked.changes[i] {
                let change = Change {
                    lanes: asked.lanes_of(i, n_lanes),
                    sent: &asked.sent[i * n_lanes..][..n_lanes],
                    setting: &common.setting,
                    presented,
                };
                if !self.change_each(common, (p, i), &change) {
                    self.errors[p].not_finite.note(i, self.clock, "weight");
                }
            }
            i = end.max(i + 1);
        }
        if W::LOOKS && command.is_none() {
            for i in (0..n).filter(|i| asked.changes[*i]) {
                self.show_spikes(common, (p, i), &asked.lanes_of(i, n_lanes));
            }
        }
        true
    }

    /// What the dendrites of a population are asked to commit.
    fn asked(&self, common: &Common<S>, p: usize, command: Option<&P::Command>) -> Asked<S> {
        let (errors, n_lanes) = (&self.errors[p], common.setting.n_lanes);
        let n = errors.presented.len();
        if command.is_none() && errors.presented.iter().all(|n| *n as usize == n_lanes) {
            let mut sent = vec![S::zero(); n * n_lanes];
            pulses(
                common.setting.set,
                &errors.epsilon,
                &errors.fires,
                &mut sent,
            );
            let fires = errors.fires.chunks_exact(n_lanes);
            return Asked {
                sent,
                commits: errors.fires.clone(),
                changes: fires.map(|fires| fires.contains(&true)).collect(),
            };
        }
        let mut asked = Asked {
            sent: vec![S::zero(); n * n_lanes],
            commits: vec![false; n * n_lanes],
            changes: vec![command.is_some(); n],
        };
        // Under a controller what was sent is committed, else ε.
        let is_sent = command.is_some() && common.setting.feedback == Feedback::Phasic;
        let all = if is_sent {
            &errors.said
        } else {
            &errors.epsilon
        };
        for i in 0..n {
            let cells = i * n_lanes..(i + 1) * n_lanes;
            let (commits, n_asked) = match command {
                Some(command) => (command.lanes(), n_lanes),
                None => (&errors.fires[cells.clone()], errors.presented[i] as usize),
            };
            for (cell, _) in cells.zip(commits).take(n_asked).filter(|(_, is)| **is) {
                asked.commits[cell] = true;
                asked.changes[i] = true;
                asked.sent[cell].clone_from(&all[cell]);
            }
        }
        asked
    }

    /// Whether no synapse of the dendrites of a population was ever lost.
    fn is_whole(&self, common: &Common<S>, p: usize) -> bool {
        let mut incoming = common.wiring.incoming(p);
        incoming.all(|e| self.synapses[e].is_whole())
    }

    /// Changes the dendrites of neurons that are presented alike, none of whose synapses is lost, and
    /// of which nobody wants to be told; a lane that does not commit adds 0.
    fn change_rows(&mut self, common: &Common<S>, p: usize, neurons: Range<usize>, sent: &[S]) {
        let (wiring, set) = (&common.wiring, common.setting.set);
        let n_lanes = common.setting.n_lanes;
        let terms = common
            .setting
            .terms(self.errors[p].presented[neurons.start]);
        let learning = |e: &usize| wiring.projections()[*e].learns;
        let mut is_finite = true;
        for e in wiring.incoming(p).filter(learning) {
            let rows = Rows {
                partners: wiring.rows(e),
                values: &self.values[wiring.projections()[e].pre].rates,
                takes_part: None,
                n_lanes,
            };
            let weights = &mut self.synapses[e].theta;
            let ours = &sent[neurons.start * n_lanes..neurons.end * n_lanes];
            is_finite &= S::learn_rows(set, neurons.clone(), weights, ours, &rows, &terms);
        }
        let errors = &mut self.errors[p];
        for i in neurons.clone() {
            if !errors.has_bias(i) {
                continue;
            }
            let ours = sent[i * n_lanes..][..n_lanes].iter();
            let product = ours.fold(S::zero(), |sum, own| own.multiply_add(&S::one(), &sum));
            let bias = &mut errors.bias[i];
            *bias = terms.after(bias, &product);
            is_finite &= bias.is_finite();
        }
        if !is_finite {
            let found = neurons
                .clone()
                .find(|i| !self.is_dendrite_finite(common, (p, *i)));
            let first = found.unwrap_or(neurons.start);
            self.errors[p].not_finite.note(first, self.clock, "weight");
        }
    }

    #[cold]
    fn is_dendrite_finite(&self, common: &Common<S>, (p, i): (usize, usize)) -> bool {
        let mut dendrite = common.wiring.dendrite(p, i);
        let is_finite =
            dendrite.all(|of| self.synapses[of.projection].theta[of.synapse].is_finite());
        is_finite && self.errors[p].bias.get(i).is_none_or(S::is_finite)
    }

    /// Synapse by synapse.
    fn change_each(
        &mut self,
        common: &Common<S>,
        (p, i): (usize, usize),
        change: &Change<'_, S>,
    ) -> bool {
        let (wiring, n_lanes) = (&common.wiring, common.setting.n_lanes);
        let wants = W::LOOKS && self.error_observers[p][i].wants_everything();
        let (mut is_finite, mut slot) = (true, 0_u32);
        for e in wiring.incoming(p) {
            let projection = &wiring.projections()[e];
            let n = wiring.n_row(e, i);
            if !projection.learns {
                slot += n as u32;
                continue;
            }
            let rates = &self.values[projection.pre].rates;
            let synapses = &mut self.synapses[e];
            for of in wiring.row(e, i) {
                if synapses.is_whole() || !synapses.is_lost(of.synapse) {
                    let rates = &rates[of.index * n_lanes..][..n_lanes];
                    let weight = &mut synapses.theta[of.synapse];
                    let (after, told) = change.apply(weight, rates, wants);
                    is_finite &= after.is_finite();
                    *weight = after;
                    if let Some(told) = told {
                        self.error_observers[p][i].change(self.clock, slot, &told);
                    }
                }
                slot += 1;
            }
        }
        if self.errors[p].has_bias(i) {
            let one = vec![S::one(); n_lanes];
            let (after, told) = change.apply(&self.errors[p].bias[i], &one, wants);
            is_finite &= after.is_finite();
            self.errors[p].bias[i] = after;
            if let Some(told) = told {
                self.error_observers[p][i].change(self.clock, slot, &told);
            }
        }
        is_finite
    }

    fn show_spikes(&mut self, common: &Common<S>, (p, i): (usize, usize), lanes: &[usize]) {
        let wiring = &common.wiring;
        let n_dendrite = wiring.n_dendrite(p, i);
        let n_slots = n_dendrite + usize::from(wiring.has_bias(p));
        let is_plain = wiring
            .incoming(p)
            .all(|e| wiring.projections()[e].learns && self.synapses[e].is_whole());
        let fired = match is_plain && (!wiring.has_bias(p) || self.errors[p].has_bias(i)) {
            true if n_slots > 0 => Some(Spiked::All),
            true => None,
            false => {
                let dendrite = wiring.dendrite(p, i).enumerate();
                let there = dendrite.filter(|(_, of)| {
                    wiring.projections()[of.projection].learns
                        && !self.synapses[of.projection].is_lost(of.synapse)
                });
                let bias = self.errors[p].has_bias(i).then_some(n_dendrite);
                Spiked::of(there.map(|(slot, _)| slot).chain(bias), n_slots)
            }
        };
        if let Some(fired) = fired {
            for lane in lanes {
                self.error_observers[p][i].spike(self.clock, *lane as u32, fired.clone());
            }
        }
    }
}
