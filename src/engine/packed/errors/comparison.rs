//! What a slice of error neurons makes of x and μ: ε, what is news in it, and φ.

use super::ErrorSlice;
use crate::axon::{Observer, Tick};
use crate::engine::packed::cell_state::{ByValue, Compared, Comparison, compare};
use crate::engine::packed::observation::Watch;
use crate::engine::packed::parameters::Mistake;
use crate::engine::packed::values::Told;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;
use crate::synapse::{Phi, Seen};

impl<S: Scalar, P: Plasticity> ErrorSlice<S, P> {
    /// ε = x − μ, what is news in it, and whether feedback caused the change: x moved, and μ did
    /// not. φ is of those that share their settings with the others.
    pub(super) fn compare(&mut self, told: Told<'_, S>, mu_is_new: bool) -> Comparison {
        let before = std::mem::replace(&mut self.presented_before, self.presented);
        let must_speak = std::mem::take(&mut self.must_speak);
        self.wide_news.fill(false);
        std::mem::swap(&mut self.epsilon, &mut self.epsilon_before);
        let (set, detector) = (self.setting.set, self.phi.detector().clone());
        let mut compared = Compared {
            told,
            mu: &self.mu,
            mu_before: &self.mu_before,
            epsilon_before: &self.epsilon_before,
            epsilon: &mut self.epsilon,
            by_feedback: &mut self.by_feedback,
            epsilon_news: &mut self.wide_news,
            news: &mut self.own_news,
            is_all_news: must_speak || before != self.presented,
            mu_may_differ: mu_is_new,
            observes: !self.is_first_tick,
            phi: self.phi.cells(self.now),
            hears_of_before: !self.setting.makes(Mistake::LoudnessForgotten),
            noted: &mut self.noted,
        };
        let found = match &self.setting.phi {
            Phi::Tolerance { .. } => compare(set, &mut compared, &detector),
            _ => compare(set, &mut compared, &ByValue),
        };
        if !found.is_finite {
            self.find_not_finite();
        }
        found
    }

    /// Shows ε and μ of tick `now`; they are new, or else as before.
    pub(super) fn show<W: Observer<S> + Default>(
        &self,
        now: Tick,
        is_new: bool,
        watch: &mut Watch<S, W>,
    ) {
        let planes = [&self.epsilon, &self.mu];
        let is_news = |i: usize| is_new && self.own_news[i];
        watch.prediction(now, planes, self.presented, is_news);
    }

    #[cold]
    fn find_not_finite(&mut self) {
        let lanes = 0..self.setting.n_lanes;
        let is_lost = |i: &usize| {
            lanes
                .clone()
                .any(|lane| !self.epsilon.at(lane, *i).is_finite())
        };
        if let (None, Some(i)) = (&self.not_finite, (0..self.n).find(is_lost)) {
            self.note_not_finite(i, "epsilon");
        }
    }

    /// φ of every synapse that shares its settings with the others, which is the gate's too:
    /// where they fire, if any does.
    pub(super) fn judge(&mut self, any_fires: bool) {
        let (fires, pulse) = (&mut self.fires, self.pulse.all_mut());
        if any_fires || self.phi.detector().fires_in_silence() {
            let seen = Seen {
                epsilon: self.epsilon.all(),
                by_feedback: &self.by_feedback,
                before: None, // It was heard in comparing.
                lasts: true,
            };
            let set = self.setting.set;
            self.any_fires = self.phi.judge(set, self.now, &seen, fires, pulse);
        } else if std::mem::take(&mut self.any_fires) {
            fires.fill(false);
            pulse.fill(S::zero());
        }
    }
}
