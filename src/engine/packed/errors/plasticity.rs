//! How the synapses of a slice of error neurons learn: on command, or each by its φ.
//!
//! Every product in a tick uses the rates of that tick; the sums have been taken before.

use std::sync::Arc;

use super::ErrorSlice;
use crate::axon::{Command, Spiked, Tick, WeightChange, Witness};
use crate::engine::packed::cells::any_lane;
use crate::engine::packed::own_phi::{self, OwnPhi, OwnSight};
use crate::engine::packed::setting::sum_of_products;
use crate::engine::packed::watch::Watch;
use crate::engine::packed::{Mistake, Setting};
use crate::neuron::{Feedback, NotFinite};
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar, Step};

impl<S: Scalar, P: Plasticity> ErrorSlice<S, P> {
    pub(super) fn learn<W: Witness<S> + Default>(&mut self, now: Tick, watch: &mut Watch<S, W>) {
        let (n_lanes, own_fired) = match &self.command {
            Some(command) => {
                let lanes = command.lanes().to_vec();
                self.obey(&lanes);
                (lanes.len(), false)
            }
            None if !(P::BY_PHI && (self.any_fires || !self.own_phis.is_empty())) => return,
            None => {
                let presented = self.presented as usize;
                self.choose_by_phi(presented);
                (presented, self.judge_own(now, presented))
            }
        };
        if W::LOOKS && self.command.is_none() {
            self.show_spikes(now, n_lanes, watch);
        }
        if !own_fired && !self.commits.contains(&true) {
            return;
        }
        if W::LOOKS && watch.wants_everything() {
            self.show_changes(now, n_lanes, watch);
        }
        self.change(n_lanes);
        self.n_commits += 1;
        self.is_stale = self.setting.mistake != Mistake::SumKept;
    }

    /// Commits in these lanes: what was sent upward, or ε itself.
    fn obey(&mut self, lanes: &[bool]) {
        let said = match self.setting.feedback {
            Feedback::Tonic => &self.epsilon,
            Feedback::Phasic => &self.pulse,
        };
        for (lane, commits) in lanes.iter().enumerate() {
            let committed = self.committed.lane_mut(lane);
            match commits {
                true => committed.clone_from_slice(said.lane(lane)),
                false => committed.fill(S::zero()),
            }
        }
        self.commits.fill(true);
    }

    /// Neurons that have a φ that fired in a lane that is presented.
    fn choose_by_phi(&mut self, presented: usize) {
        self.commits.fill(false);
        if self.any_fires {
            let lanes = [self.epsilon.stride(), presented];
            any_lane(&self.fires, lanes, &mut self.commits);
        }
    }

    /// φ with settings of their own; whether any fired.
    fn judge_own(&mut self, now: Tick, presented: usize) -> bool {
        let (epsilon, before) = (&self.epsilon, &self.epsilon_before);
        let (by_feedback, stride) = (&self.by_feedback, epsilon.stride());
        let mut any = false;
        for own in &mut self.own_phis {
            let i = own.neuron;
            any |= own.judge(now, presented, |lane| OwnSight {
                epsilon: epsilon.at(lane, i),
                before: Some(before.at(lane, i)),
                by_feedback: by_feedback[lane * stride + i],
            });
        }
        any
    }

    /// What the synapses see, when they change.
    fn step<'a>(
        setting: &'a Setting<S>,
        committed: &'a Plane<S>,
        by_input: &'a Plane<S>,
        commits: &'a [bool],
        (n_lanes, divisor): (usize, &'a Option<S>),
    ) -> Step<'a, S> {
        Step {
            by_neuron: committed,
            by_input,
            n_lanes,
            alpha: &setting.alpha,
            divisor: divisor.as_ref(),
            decay: setting.decay.as_ref(),
            neurons: Some(commits),
            inputs: None,
        }
    }

    /// Changes all weights of the neurons that commit, then puts right those that differ.
    fn change(&mut self, n_lanes: usize) {
        let divisor = self.setting.divisor(self.presented);
        let committed = match self.command {
            Some(_) => &self.committed,
            None => &self.pulse,
        };
        let own_before: Vec<S> = (self.own_phis.iter())
            .map(|own| self.weight(own.slot, own.neuron).clone())
            .collect();
        let mut is_finite = true;
        let shape = (n_lanes, &divisor);
        for source in &self.sources {
            let Some(rates) = &source.rates else { continue };
            let (setting, commits) = (&self.setting, &self.commits);
            let step = Self::step(setting, committed, &rates.values, commits, shape);
            let inputs = source.inputs.clone();
            is_finite &= self.weights.learn(self.setting.set, inputs, &step);
        }
        if let Some(bias) = &mut self.bias {
            let step = Self::step(&self.setting, committed, &self.one, &self.commits, shape);
            is_finite &= bias.learn(self.setting.set, 0..1, &step);
        }
        if self.command.is_none() {
            is_finite &= self.put_right(own_before);
        }
        let absent = std::mem::take(&mut self.absent);
        for &(slot, i) in &absent {
            *self.weight_mut(slot, i) = S::zero();
        }
        self.absent = absent;
        if !is_finite {
            self.find_weight_not_finite();
        }
    }

    /// Synapses with a φ of their own change by their own spikes alone. Whether their weights are
    /// finite.
    fn put_right(&mut self, before: Vec<S>) -> bool {
        let own_phis = std::mem::take(&mut self.own_phis);
        let setting = Arc::clone(&self.setting);
        let terms = setting.terms(self.presented);
        let mut is_finite = true;
        for (own, before) in own_phis.iter().zip(before) {
            let after = match own.fires.contains(&true) {
                true => terms.after(&before, &self.own_product(own)),
                false => before,
            };
            is_finite &= after.is_finite();
            *self.weight_mut(own.slot, own.neuron) = after;
        }
        self.own_phis = own_phis;
        is_finite
    }

    /// What a synapse with a φ of its own changes for: Σ ε f(x) over the lanes in which it fired.
    fn own_product(&self, own: &OwnPhi<S>) -> S {
        sum_of_products(own.lanes().map(|lane| {
            let epsilon = self.epsilon.at(lane, own.neuron);
            (epsilon, self.rate(own.slot, lane))
        }))
    }

    /// f(x) that the synapse in `slot` hears; 1 for the bias.
    fn rate(&self, slot: usize, lane: usize) -> &S {
        let source = (self.sources.iter()).find(|source| source.inputs.contains(&slot));
        let heard = source.and_then(|source| Some((source, source.rates.as_ref()?)));
        match heard {
            Some((source, rates)) => rates.values.at(lane, slot - source.inputs.start),
            None => self.one.at(lane, 0),
        }
    }

    /// The weight of neuron `i` in `slot`, the bias after the others.
    pub(super) fn weight(&self, slot: usize, i: usize) -> &S {
        match &self.bias {
            Some(bias) if slot == self.weights.n_inputs() => bias.at(0, i),
            _ => self.weights.at(slot, i),
        }
    }

    pub(super) fn weight_mut(&mut self, slot: usize, i: usize) -> &mut S {
        match &mut self.bias {
            Some(bias) if slot == self.weights.n_inputs() => bias.at_mut(0, i),
            _ => self.weights.at_mut(slot, i),
        }
    }

    pub(super) fn n_slots(&self) -> usize {
        self.weights.n_inputs() + usize::from(self.bias.is_some())
    }

    /// Shows which synapses fired.
    fn show_spikes<W: Witness<S> + Default>(
        &self,
        now: Tick,
        n_lanes: usize,
        watch: &mut Watch<S, W>,
    ) {
        let stride = self.epsilon.stride();
        let n_slots = self.n_slots();
        let is_plain = self.own_phis.is_empty() && self.absent.is_empty();
        for i in 0..self.n {
            let shared = |lane: usize| self.fires[lane * stride + i];
            if is_plain {
                for lane in (0..n_lanes).filter(|lane| shared(*lane)) {
                    watch.witnesses[i].spike(now, lane as u32, Spiked::All);
                }
            } else {
                let fired = |slot: usize, lane: usize| self.has_fired(slot, i, lane);
                watch.spikes(now, i, n_lanes, n_slots, fired);
            }
        }
    }

    /// Whether the synapse of neuron `i` in `slot` fired in a lane.
    fn has_fired(&self, slot: usize, i: usize, lane: usize) -> bool {
        if self.absent.contains(&(slot, i)) {
            return false;
        }
        match own_phi::find(&self.own_phis, slot, i) {
            Some(own) => own.fires[lane],
            None => self.fires[lane * self.epsilon.stride() + i],
        }
    }

    /// Shows by how much each weight is about to change.
    fn show_changes<W: Witness<S> + Default>(
        &self,
        now: Tick,
        n_lanes: usize,
        watch: &mut Watch<S, W>,
    ) {
        let terms = self.setting.terms(self.presented);
        let is_commanded = self.command.is_some();
        let committed = if is_commanded {
            &self.committed
        } else {
            &self.pulse
        };
        for i in 0..self.n {
            for slot in (0..self.n_slots()).filter(|slot| !self.absent.contains(&(*slot, i))) {
                let weight = self.weight(slot, i);
                let own = own_phi::find(&self.own_phis, slot, i).filter(|_| !is_commanded);
                let product = match own {
                    Some(own) if own.fires.contains(&true) => self.own_product(own),
                    None if self.commits[i] => sum_of_products(
                        (0..n_lanes).map(|lane| (committed.at(lane, i), self.rate(slot, lane))),
                    ),
                    _ => continue,
                };
                let change = WeightChange {
                    delta: terms.change(weight, &product),
                    after: terms.after(weight, &product),
                };
                watch.witnesses[i].change(now, slot as u32, &change);
            }
        }
    }

    #[cold]
    fn find_weight_not_finite(&mut self) {
        let is_lost =
            |i: &usize| (0..self.n_slots()).any(|slot| !self.weight(slot, *i).is_finite());
        if let Some(i) = (0..self.n).find(is_lost) {
            // A weight is changed after ε of the same tick was found, and told first.
            if self
                .not_finite
                .is_none_or(|(k, found)| found.tick == self.now && i <= k)
            {
                self.not_finite = None;
                self.note_not_finite(i, "weight");
            }
        }
    }

    pub(super) fn note_not_finite(&mut self, i: usize, quantity: &'static str) {
        let tick = self.now;
        self.not_finite = Some((i, NotFinite { tick, quantity }));
    }
}
