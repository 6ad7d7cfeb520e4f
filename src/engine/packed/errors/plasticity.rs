//! How the synapses of a slice of error neurons learn: on command, or each by its φ.
//!
//! Every product in a tick uses the rates of that tick; the sums have been taken before.

use super::ErrorSlice;
use crate::axon::{Command, Observer, Tick};
use crate::engine::packed::Setting;
use crate::engine::packed::cell_state::any_lane;
use crate::engine::packed::detector_overrides::Population;
use crate::engine::packed::observation::Watch;
use crate::engine::packed::parameters::Mistake;
use crate::neuron::{Feedback, NotFinite};
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar, Step, Tiles};
use crate::synapse::Seen;

impl<S: Scalar, P: Plasticity> ErrorSlice<S, P> {
    pub(super) fn learn<W: Observer<S> + Default>(&mut self, now: Tick, watch: &mut Watch<S, W>) {
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
        if W::LOOKS && self.command.is_none() && (self.any_fires || own_fired) {
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
        self.is_stale = !self.setting.makes(Mistake::SumKept);
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
        let seen = Seen {
            epsilon: self.epsilon.all(),
            by_feedback: &self.by_feedback,
            before: Some(self.epsilon_before.all()),
            lasts: true,
        };
        let mut any = false;
        for own in &mut self.own_phis {
            own.judge(self.setting.set, now, &seen, (&self.fires, presented));
            any |= own.any_fires;
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

    /// Changes all weights of the neurons that commit, but those whose own φ asks for another.
    fn change(&mut self, n_lanes: usize) {
        self.find_own_weights(n_lanes);
        let divisor = self.setting.divisor(self.presented);
        let committed = match self.command {
            Some(_) => &self.committed,
            None => &self.pulse,
        };
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
        let own_weights = std::mem::take(&mut self.own_weights);
        for own in &own_weights {
            is_finite &= own.after.is_finite();
            self.weight_mut(own.slot, own.neuron).clone_from(&own.after);
        }
        self.own_weights = own_weights;
        let absent = std::mem::take(&mut self.absent);
        for &(slot, i) in &absent {
            *self.weight_mut(slot, i) = S::zero();
        }
        self.absent = absent;
        if !is_finite {
            self.find_weight_not_finite();
        }
    }

    /// The weights of synapses whose own φ did not do what the default φ did.
    fn find_own_weights(&mut self, n_lanes: usize) {
        self.own_weights.clear();
        if self.command.is_some() || !self.own_phis.iter().any(|own| own.any_differs) {
            return;
        }
        let mut own_phis = std::mem::take(&mut self.own_phis);
        let mut own_weights = std::mem::take(&mut self.own_weights);
        let mut scratch = self.scratch.take();
        let terms = (&self.setting.terms(self.presented), n_lanes);
        for own in &mut own_phis {
            own.find_weights(&*self, terms, &mut scratch, &mut own_weights);
        }
        self.own_phis = own_phis;
        self.own_weights = own_weights;
        self.scratch = scratch;
    }

    /// f(x) that the synapse in `slot` hears; 1 for the bias.
    pub(super) fn rate(&self, slot: usize, lane: usize) -> &S {
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

    /// Synapses of each neuron.
    pub(in crate::engine::packed) fn n_slots(&self) -> usize {
        self.weights.n_inputs() + usize::from(self.bias.is_some())
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

impl<S: Scalar, P: Plasticity> Population<S> for ErrorSlice<S, P> {
    fn weight(&self, slot: usize, neuron: usize) -> &S {
        ErrorSlice::weight(self, slot, neuron)
    }

    fn heard(&self, slot: usize, neuron: usize, lane: usize) -> [&S; 2] {
        [self.epsilon.at(lane, neuron), self.rate(slot, lane)]
    }

    fn epsilon(&self) -> Option<&[S]> {
        Some(self.epsilon.all())
    }

    fn tiles(&self) -> &Tiles<S> {
        &self.weights
    }

    fn change_all(&self, weights: &mut Tiles<S>, pulse: &Plane<S>, chosen: &[bool]) {
        let divisor = self.setting.divisor(self.presented);
        let shape = (self.presented as usize, &divisor);
        for source in &self.sources {
            let Some(rates) = &source.rates else { continue };
            let step = Self::step(&self.setting, pulse, &rates.values, chosen, shape);
            weights.learn(self.setting.set, source.inputs.clone(), &step);
        }
    }
}
