//! How the feedback synapses of a slice of value neurons learn: on command, or each by its φ.

use super::{ErrorSource, ValueSlice};
use crate::axon::{Command, Observer};
use crate::engine::packed::detector_overrides::{OwnPhis, Population};
use crate::engine::packed::observation::Watch;
use crate::neuron::{Feedback, NotFinite};
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar, Step, Tiles};

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
pub(super) struct Hearing<'a, S, P: Plasticity> {
    pub(super) slice: &'a ValueSlice<S, P>,
    pub(super) source: &'a ErrorSource<S>,
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
