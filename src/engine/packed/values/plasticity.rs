//! How the feedback synapses of a slice of value neurons learn: on command, or each by its φ.

use std::ops::Range;
use std::sync::Arc;

use super::{ErrorSource, ValueSlice};
use crate::axon::{Command, Errors, Observer, Tick, WeightChange};
use crate::engine::packed::Setting;
use crate::engine::packed::cell_state::any_lane;
use crate::engine::packed::detector_overrides::{Families, OwnPhis, Population};
use crate::engine::packed::observation::Watch;
use crate::engine::packed::parameters::sum_of_products;
use crate::neuron::{Feedback, NotFinite};
use crate::plasticity::Plasticity;
use crate::scalar::{InstructionSet, Plane, Scalar, Step, Tiles};
use crate::synapse::{Seen, SharedPhi};

impl<S: Scalar, P: Plasticity> ValueSlice<S, P> {
    /// One tick of every feedback synapse, with f(x) of this tick. Whether a weight changed.
    pub(super) fn learn<W: Observer<S> + Default>(&mut self, watch: &mut Watch<S, W>) -> bool {
        if self.weights.is_none() {
            return false;
        }
        let n_lanes = match self.command.take() {
            Some(command) => {
                self.note_who_is_heard();
                self.obey(command.lanes())
            }
            None if P::BY_PHI => {
                if !self.judge() {
                    return false;
                }
                if W::LOOKS {
                    self.show_spikes(watch);
                }
                self.presented as usize
            }
            None => {
                self.note_who_is_heard();
                return false;
            }
        };
        if W::LOOKS && watch.wants_everything() {
            self.show_changes(n_lanes, watch);
        }
        let changed = self.change(n_lanes);
        self.n_commits += u64::from(changed);
        changed
    }

    fn is_restless(&self) -> bool {
        let mut sources = self.sources.iter();
        sources.any(|source| {
            source.phi.detector().fires_in_silence()
                || source.own_phis.iter().any(OwnPhis::fires_in_silence)
        })
    }

    /// Under a controller a synapse commits if it hears anything at all.
    fn note_who_is_heard(&mut self) {
        let is_phasic = self.setting.feedback == Feedback::Phasic;
        for source in &mut self.sources {
            match &source.heard {
                Some(heard) if source.is_new => {
                    for (is_heard, spoke) in source.is_heard.iter_mut().zip(&heard.spoke) {
                        *is_heard = *spoke || (*is_heard && !is_phasic);
                    }
                }
                None => source.is_heard.fill(false),
                Some(_) => {}
            }
        }
    }

    /// Commits in these lanes what is heard; no φ is asked.
    fn obey(&mut self, lanes: &[bool]) -> usize {
        for source in &mut self.sources {
            source.commits.clone_from(&source.is_heard);
            for (lane, commits) in lanes.iter().enumerate() {
                let committed = source.committed.lane_mut(lane);
                match &source.heard {
                    Some(heard) if *commits => committed.clone_from_slice(heard.epsilon.lane(lane)),
                    _ => committed.fill(S::zero()),
                }
            }
        }
        lanes.len()
    }

    /// φ of every synapse in every lane. Whether any fired.
    fn judge(&mut self) -> bool {
        let is_restless = self.is_restless();
        let (now, set, presented) = (self.now, self.setting.set, self.presented as usize);
        let is_phasic = self.setting.feedback == Feedback::Phasic;
        let mut any = false;
        for source in &mut self.sources {
            let fired = std::mem::take(&mut source.any_fires);
            if fired {
                source.commits.fill(false);
            }
            if source.is_new || is_restless {
                source.any_fires = source.judge(set, now, is_phasic, presented);
            } else {
                source.own_phis.iter_mut().for_each(OwnPhis::rest);
                if fired {
                    source.fires.fill(false);
                }
            }
            any |= source.own_phis.iter().any(|own| own.any_fires);
            if source.any_fires {
                any |= source.choose_commits(presented);
            }
        }
        any
    }

    /// Changes all weights whose input commits, but those whose own φ asks for another.
    fn change(&mut self, n_lanes: usize) -> bool {
        self.find_own_weights();
        let divisor = self.setting.divisor(self.presented);
        let (setting, rates) = (&self.setting, &self.out[0].values);
        let weights = self
            .weights
            .as_mut()
            .expect("bug: only those with synapses learn");
        let mut own_phis = self.sources.iter().flat_map(|source| &source.own_phis);
        let mut changed = P::BY_PHI && own_phis.any(|own| own.any_fires);
        let mut is_finite = true;
        for source in self
            .sources
            .iter()
            .filter(|source| source.commits.contains(&true))
        {
            let step = Step {
                by_neuron: rates,
                by_input: &source.committed,
                n_lanes,
                alpha: &setting.alpha,
                divisor: divisor.as_ref(),
                decay: setting.decay.as_ref(),
                neurons: None,
                inputs: Some(&source.commits),
            };
            is_finite &= weights.learn(setting.set, source.inputs.clone(), &step);
            changed = true;
        }
        for own in &self.own_weights {
            is_finite &= own.after.is_finite();
            weights.at_mut(own.slot, own.neuron).clone_from(&own.after);
        }
        for &(slot, i) in &self.absent {
            *weights.at_mut(slot, i) = S::zero();
        }
        if !is_finite {
            self.find_weight_not_finite();
        }
        changed
    }

    /// The weights of synapses whose own φ did not do what the default φ did.
    fn find_own_weights(&mut self) {
        self.own_weights.clear();
        let differs = |source: &ErrorSource<S>| source.own_phis.iter().any(|own| own.any_differs);
        if !(P::BY_PHI && self.sources.iter().any(differs)) {
            return;
        }
        let mut found = std::mem::take(&mut self.own_weights);
        let mut scratch = self.scratch.take();
        for k in 0..self.sources.len() {
            let mut own_phis = std::mem::take(&mut self.sources[k].own_phis);
            let terms = (&self.setting.terms(self.presented), self.presented as usize);
            let hearing = Hearing {
                slice: self,
                source: &self.sources[k],
            };
            for own in &mut own_phis {
                own.find_weights(&hearing, terms, &mut scratch, &mut found);
            }
            self.sources[k].own_phis = own_phis;
        }
        self.own_weights = found;
        self.scratch = scratch;
    }

    fn show_spikes<W: Observer<S> + Default>(&self, watch: &mut Watch<S, W>) {
        let Some(spikes) = &mut watch.spikes else {
            return;
        };
        let n_families = self
            .sources
            .first()
            .map_or(0, |source| source.own_phis.len());
        for lane in 0..self.presented as usize {
            spikes.begin(self.sources.iter().flat_map(|source| {
                let lane = &source.fires[lane * source.committed.stride()..];
                lane[..source.inputs.len()].iter().copied()
            }));
            for family in 0..n_families {
                let ages = self.sources.iter().flat_map(|source| {
                    let own = &source.own_phis[family];
                    (0..source.inputs.len()).map(move |k| own.age(k, lane))
                });
                spikes.add(family, ages);
            }
            if spikes.is_silent() {
                continue;
            }
            for (observer, fired) in watch.observers.iter_mut().zip(spikes.shown(0)) {
                if let Some(fired) = fired {
                    observer.spike(self.now, lane as u32, fired.clone());
                }
            }
        }
    }

    /// Shows by how much each weight is about to change.
    fn show_changes<W: Observer<S> + Default>(&self, n_lanes: usize, watch: &mut Watch<S, W>) {
        let terms = self.setting.terms(self.presented);
        for i in 0..self.n {
            let mut own_settings = watch.own_settings(i);
            for source in &self.sources {
                let hearing = Hearing {
                    slice: self,
                    source,
                };
                for (k, slot) in source.inputs.clone().enumerate() {
                    let own = own_settings.next_if(|own| own.0 == slot);
                    if self.absent.contains(&(slot, i)) {
                        continue;
                    }
                    let weight = self.weight_at(slot, i).expect("bug: it has synapses");
                    let product = match own.filter(|_| P::BY_PHI) {
                        Some((_, family, threshold)) => {
                            let lanes = source.own_phis[family].lanes(k, threshold, n_lanes);
                            let mut lanes = lanes.peekable();
                            if lanes.peek().is_none() {
                                continue;
                            }
                            let heard = lanes.map(|lane| hearing.heard(slot, i, lane));
                            sum_of_products(heard.map(|[epsilon, rate]| (epsilon, rate)))
                        }
                        None if source.commits[k] => {
                            let rates = &self.out[0].values;
                            sum_of_products(
                                (0..n_lanes)
                                    .map(|lane| (source.committed.at(lane, k), rates.at(lane, i))),
                            )
                        }
                        _ => continue,
                    };
                    let change = WeightChange {
                        delta: terms.change(weight, &product),
                        after: terms.after(weight, &product),
                    };
                    watch.observers[i].change(self.now, slot as u32, &change);
                }
            }
        }
    }

    #[cold]
    fn find_weight_not_finite(&mut self) {
        let Some(weights) = &self.weights else { return };
        let is_lost =
            |i: &usize| (0..weights.n_inputs()).any(|slot| !weights.at(slot, *i).is_finite());
        let (tick, quantity) = (self.now, "weight");
        let is_first = |i: &usize| {
            // x of this tick may have been found before.
            let found = self.not_finite.as_ref();
            found.is_none_or(|(k, found)| found.tick == tick && i < k)
        };
        if let Some(i) = (0..self.n).find(is_lost).filter(is_first) {
            self.not_finite = Some((i, NotFinite { tick, quantity }));
        }
    }
}

/// The feedback synapses that hear one source.
struct Hearing<'a, S, P: Plasticity> {
    slice: &'a ValueSlice<S, P>,
    source: &'a ErrorSource<S>,
}

impl<S: Scalar, P: Plasticity> Population<S> for Hearing<'_, S, P> {
    fn weight(&self, slot: usize, neuron: usize) -> &S {
        self.tiles().at(slot, neuron)
    }

    fn heard(&self, slot: usize, neuron: usize, lane: usize) -> [&S; 2] {
        let k = slot - self.source.inputs.start;
        let epsilon = match &self.source.heard {
            Some(heard) => heard.epsilon.at(lane, k),
            None => &self.slice.setting.zero,
        };
        [epsilon, self.slice.out[0].values.at(lane, neuron)]
    }

    fn epsilon(&self) -> Option<&[S]> {
        let heard = self.source.heard.as_ref();
        heard.map(|heard| heard.epsilon.all())
    }

    fn tiles(&self) -> &Tiles<S> {
        let weights = self.slice.weights.as_ref();
        weights.expect("bug: a φ belongs to a synapse")
    }

    fn change_all(&self, weights: &mut Tiles<S>, pulse: &Plane<S>, chosen: &[bool]) {
        let setting = &self.slice.setting;
        let divisor = setting.divisor(self.slice.presented);
        let step = Step {
            by_neuron: &self.slice.out[0].values,
            by_input: pulse,
            n_lanes: self.slice.presented as usize,
            alpha: &setting.alpha,
            divisor: divisor.as_ref(),
            decay: setting.decay.as_ref(),
            neurons: None,
            inputs: Some(chosen),
        };
        weights.learn(setting.set, self.source.inputs.clone(), &step);
    }
}

impl<S: Scalar> ErrorSource<S> {
    /// A source that has said nothing yet, and whose φ have been silent for ever.
    pub(super) fn new(
        inputs: Range<usize>,
        own: &Families,
        setting: &Setting<S>,
        birth: Tick,
    ) -> Self {
        let committed = Plane::new(inputs.len(), setting.n_lanes);
        let n_cells = committed.all().len();
        Self {
            heard: None,
            before: None,
            is_new: false,
            phi: SharedPhi::new(&setting.phi, n_cells, birth),
            own_phis: own.in_slots(&inputs, setting.n_lanes),
            is_heard: vec![false; inputs.len()],
            fires: vec![false; n_cells],
            any_fires: false,
            commits: vec![false; inputs.len()],
            committed,
            inputs,
        }
    }

    /// What was heard in the tick before.
    fn heard_before(&self, is_phasic: bool) -> Option<&Arc<Errors<S>>> {
        match (is_phasic, self.is_new) {
            (true, _) => None,
            (false, true) => self.before.as_ref(),
            (false, false) => self.heard.as_ref(),
        }
    }

    /// Has every φ judge what is heard; silence is ε = 0. Whether any of those that share their
    /// settings fired.
    fn judge(&mut self, set: InstructionSet, now: Tick, is_phasic: bool, presented: usize) -> bool {
        let heard = self.heard.clone();
        let before = self.heard_before(is_phasic).cloned();
        let n_cells = self.fires.len();
        let silence = match &heard {
            Some(_) => (vec![], vec![]),
            None => (vec![S::zero(); n_cells], vec![false; n_cells]),
        };
        let (epsilon, by_feedback) = match &heard {
            Some(heard) => (heard.epsilon.all(), &heard.by_feedback[..]),
            None => (&silence.0[..], &silence.1[..]),
        };
        let seen = Seen {
            epsilon,
            by_feedback,
            before: before.as_ref().map(|before| before.epsilon.all()),
            lasts: !is_phasic,
        };
        let (fires, committed) = (&mut self.fires, self.committed.all_mut());
        let any = self.phi.judge(set, now, &seen, fires, committed);
        for own in &mut self.own_phis {
            own.judge(set, now, &seen, (&self.fires, presented));
        }
        any
    }

    /// Neurons of which φ fired in a lane that is presented; whether there are any.
    fn choose_commits(&mut self, presented: usize) -> bool {
        let lanes = [self.committed.stride(), presented];
        any_lane(&self.fires, lanes, &mut self.commits);
        self.commits.contains(&true)
    }
}
