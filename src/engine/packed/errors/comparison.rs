//! What a slice of error neurons makes of x and μ: ε, what is news in it, and φ.

use super::ErrorSlice;
use crate::axon::{Tick, Witness};
use crate::engine::packed::Mistake;
use crate::engine::packed::cells::{Compared, compare};
use crate::engine::packed::watch::Watch;
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar};
use crate::synapse::{Phi, Seen};

impl<S: Scalar, P: Plasticity> ErrorSlice<S, P> {
    /// ε = x − μ, what is news in it, and whether feedback caused the change: x moved, and μ did
    /// not.
    pub(super) fn compare(&mut self, x: &Plane<S>, may_differ: [bool; 2]) {
        let before = std::mem::replace(&mut self.presented_before, self.presented);
        let must_speak = std::mem::take(&mut self.must_speak);
        self.own_news.fill(must_speak || before != self.presented);
        self.wide_news.fill(false);
        std::mem::swap(&mut self.epsilon, &mut self.epsilon_before);
        let (set, detector) = (self.setting.set, self.phi.detector());
        let mut compared = Compared {
            x,
            mu: &self.mu,
            x_before: &mut self.x_before,
            mu_before: &self.mu_before,
            epsilon_before: &self.epsilon_before,
            epsilon: &mut self.epsilon,
            by_feedback: &mut self.by_feedback,
            epsilon_news: &mut self.wide_news,
            news: &mut self.own_news,
            may_differ,
            observes: !self.is_first_tick,
            noted: self.noted.each_mut().map(Vec::as_mut_slice),
        };
        let is_finite = match &self.setting.phi {
            Phi::Tolerance { .. } => compare(set, &mut compared, |a, b| detector.has_moved(a, b)),
            _ => compare(set, &mut compared, |a, b| a != b),
        };
        if !is_finite {
            self.find_not_finite();
        }
    }

    /// Shows ε and μ of tick `now`; they are new, or else as before.
    pub(super) fn show<W: Witness<S> + Default>(
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

    /// φ of every synapse that shares its settings with the others, which is the gate's too.
    pub(super) fn judge(&mut self, now: Tick) {
        let before = match self.setting.mistake {
            Mistake::LoudnessForgotten => None,
            _ => Some(self.epsilon_before.all()),
        };
        let seen = Seen {
            epsilon: self.epsilon.all(),
            by_feedback: &self.by_feedback,
            before,
            lasts: true,
        };
        let set = self.setting.set;
        let (fires, pulse) = (&mut self.fires, self.pulse.all_mut());
        self.any_fires = self.phi.judge(set, now, &seen, fires, pulse);
    }
}
