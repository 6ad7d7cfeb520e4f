//! How the feedback synapses of a slice of value neurons learn: on command, or each by its φ.

use std::ops::Range;
use std::sync::Arc;

use super::{ErrorSource, ValueSlice};
use crate::axon::{Command, Errors, Spiked, Tick, WeightChange, Witness};
use crate::engine::packed::Setting;
use crate::engine::packed::cells::any_lane;
use crate::engine::packed::own_phi::{self, OwnPhi, OwnSight};
use crate::engine::packed::setting::sum_of_products;
use crate::engine::packed::watch::Watch;
use crate::neuron::{Feedback, NotFinite};
use crate::plasticity::Plasticity;
use crate::scalar::{InstructionSet, Plane, Scalar, Step};
use crate::synapse::{Seen, SharedPhi};

impl<S: Scalar, P: Plasticity> ValueSlice<S, P> {
    /// One tick of every feedback synapse, with f(x) of this tick. Whether a weight changed.
    pub(super) fn learn<W: Witness<S> + Default>(&mut self, watch: &mut Watch<S, W>) -> bool {
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
        sources.any(|source| source.phi.detector().fires_in_silence())
            || self.own_phis.iter().any(OwnPhi::fires_in_silence)
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
        self.own_phis
            .iter_mut()
            .for_each(|own| own.fires.fill(false));
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
                source.any_fires = source.judge(set, now, is_phasic);
            } else if fired {
                source.fires.fill(false);
            }
            if source.any_fires {
                any |= source.choose_commits(presented);
            }
        }
        any | self.judge_own(is_restless)
    }

    /// φ with settings of their own. Whether any fired.
    fn judge_own(&mut self, is_restless: bool) -> bool {
        let zero = S::zero();
        let is_phasic = self.setting.feedback == Feedback::Phasic;
        let mut any = false;
        for own in &mut self.own_phis {
            let mut sources = self.sources.iter();
            let source = sources.find(|source| source.inputs.contains(&own.slot));
            let source = source.expect("bug: every synapse has a source");
            let k = own.slot - source.inputs.start;
            if !(source.is_new || is_restless) {
                own.fires.fill(false);
                continue;
            }
            let before = source.heard_before(is_phasic);
            any |= own.judge(self.now, self.presented as usize, |lane| {
                let heard = source.heard.as_ref();
                OwnSight {
                    epsilon: heard.map_or(&zero, |heard| heard.epsilon.at(lane, k)),
                    before: before.map(|before| before.epsilon.at(lane, k)),
                    by_feedback: heard
                        .is_some_and(|heard| heard.by_feedback[lane * heard.epsilon.stride() + k]),
                }
            });
        }
        any
    }

    /// Changes all weights whose input commits, then puts right those that differ.
    fn change(&mut self, n_lanes: usize) -> bool {
        let divisor = self.setting.divisor(self.presented);
        let own_before: Vec<S> = (self.own_phis.iter())
            .map(|own| self.own_weight(own).clone())
            .collect();
        let is_commanded = !P::BY_PHI;
        let (setting, rates) = (&self.setting, &self.out[0].values);
        let weights = self
            .weights
            .as_mut()
            .expect("bug: only those with synapses learn");
        let (mut is_finite, mut changed) = (true, false);
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
        if !is_commanded {
            let own_phis = std::mem::take(&mut self.own_phis);
            let setting = Arc::clone(&self.setting);
            let terms = setting.terms(self.presented);
            for (own, before) in own_phis.iter().zip(own_before) {
                let fired = own.fires.contains(&true);
                let after = match fired {
                    true => terms.after(&before, &self.own_product(own)),
                    false => before,
                };
                changed |= fired;
                is_finite &= after.is_finite();
                let weights = self.weights.as_mut().expect("bug: it had synapses before");
                *weights.at_mut(own.slot, own.neuron) = after;
            }
            self.own_phis = own_phis;
        }
        let weights = self.weights.as_mut().expect("bug: it had synapses before");
        for &(slot, i) in &self.absent {
            *weights.at_mut(slot, i) = S::zero();
        }
        if !is_finite {
            self.find_weight_not_finite();
        }
        changed
    }

    fn own_weight(&self, own: &OwnPhi<S>) -> &S {
        let weight = self.weight_at(own.slot, own.neuron);
        weight.expect("bug: a φ belongs to a synapse")
    }

    /// What a synapse with a φ of its own changes for: Σ ε f(x) over the lanes in which it fired.
    fn own_product(&self, own: &OwnPhi<S>) -> S {
        let zero = S::zero();
        sum_of_products(own.lanes().map(|lane| {
            let epsilon = self.heard(own.slot, lane).unwrap_or(&zero);
            (epsilon, self.out[0].values.at(lane, own.neuron))
        }))
    }

    /// ε that the synapse in `slot` hears now.
    fn heard(&self, slot: usize, lane: usize) -> Option<&S> {
        let mut sources = self.sources.iter();
        let source = sources.find(|source| source.inputs.contains(&slot))?;
        let heard = source.heard.as_ref()?;
        Some(heard.epsilon.at(lane, slot - source.inputs.start))
    }

    /// Whether the synapse of neuron `i` in `slot` fired in a lane.
    fn has_fired(&self, slot: usize, i: usize, lane: usize) -> bool {
        if self.absent.contains(&(slot, i)) {
            return false;
        }
        if let Some(own) = own_phi::find(&self.own_phis, slot, i) {
            return own.fires[lane];
        }
        let mut sources = self.sources.iter();
        let source = sources.find(|source| source.inputs.contains(&slot));
        source.is_some_and(|source| {
            source.fires[lane * source.committed.stride() + slot - source.inputs.start]
        })
    }

    fn show_spikes<W: Witness<S> + Default>(&self, watch: &mut Watch<S, W>) {
        let n_slots = self
            .weights
            .as_ref()
            .map_or(0, |weights| weights.n_inputs());
        let (n_lanes, now) = (self.presented as usize, self.now);
        if !(self.own_phis.is_empty() && self.absent.is_empty()) {
            for i in 0..self.n {
                let fired = |slot, lane| self.has_fired(slot, i, lane);
                watch.spikes(now, i, n_lanes, n_slots, fired);
            }
            return;
        }
        for lane in 0..n_lanes {
            // The same for every neuron of the slice.
            let slots = (0..n_slots).filter(|slot| self.has_fired(*slot, 0, lane));
            let slots: Vec<u32> = slots.map(|slot| slot as u32).collect();
            let is_all = slots.len() == n_slots;
            for witness in &mut watch.witnesses {
                match is_all {
                    true => witness.spike(now, lane as u32, Spiked::All),
                    false => (slots.iter())
                        .for_each(|slot| witness.spike(now, lane as u32, Spiked::Slot(*slot))),
                }
            }
        }
    }

    /// Shows by how much each weight is about to change.
    fn show_changes<W: Witness<S> + Default>(&self, n_lanes: usize, watch: &mut Watch<S, W>) {
        let terms = self.setting.terms(self.presented);
        for i in 0..self.n {
            for source in &self.sources {
                for (k, slot) in source.inputs.clone().enumerate() {
                    if self.absent.contains(&(slot, i)) {
                        continue;
                    }
                    let own = own_phi::find(&self.own_phis, slot, i).filter(|_| P::BY_PHI);
                    let weight = self.weight_at(slot, i).expect("bug: it has synapses");
                    let product = match own {
                        Some(own) if own.fires.contains(&true) => self.own_product(own),
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
                    watch.witnesses[i].change(self.now, slot as u32, &change);
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

impl<S: Scalar> ErrorSource<S> {
    /// A source that has said nothing yet, and whose φ have been silent for ever.
    pub(super) fn new(inputs: Range<usize>, setting: &Setting<S>, birth: Tick) -> Self {
        let committed = Plane::new(inputs.len(), setting.n_lanes);
        let n_cells = committed.all().len();
        Self {
            heard: None,
            before: None,
            is_new: false,
            phi: SharedPhi::new(&setting.phi, n_cells, birth),
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

    /// Has the φ that share their settings judge what is heard; silence is ε = 0. Whether any
    /// fired.
    fn judge(&mut self, set: InstructionSet, now: Tick, is_phasic: bool) -> bool {
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
        self.phi.judge(set, now, &seen, fires, committed)
    }

    /// Neurons of which φ fired in a lane that is presented; whether there are any.
    fn choose_commits(&mut self, presented: usize) -> bool {
        let lanes = [self.committed.stride(), presented];
        any_lane(&self.fires, lanes, &mut self.commits);
        self.commits.contains(&true)
    }
}
