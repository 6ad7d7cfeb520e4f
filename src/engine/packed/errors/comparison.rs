//! What a slice of error neurons makes of x and μ: ε, what is news in it, and φ.

use super::ErrorSlice;
use super::row::{any_lane, differ, moved, subtract, unless_moved};
use crate::axon::{Tick, Witness};
use crate::engine::packed::Mistake;
use crate::engine::packed::own_phi::choose;
use crate::engine::packed::watch::Watch;
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar};
use crate::synapse::{Phi, Seen};

impl<S: Scalar, P: Plasticity> ErrorSlice<S, P> {
    /// ε = x − μ, what is news in it, and whether feedback caused the change: x moved, and μ did
    /// not.
    pub(super) fn compare(&mut self, x: &Plane<S>, [x_is_new, mu_is_new]: [bool; 2]) {
        let set = self.setting.set;
        let before = std::mem::replace(&mut self.presented_before, self.presented);
        let must_speak = std::mem::take(&mut self.must_speak);
        self.own_news.fill(must_speak || before != self.presented);
        self.wide_news.fill(false);
        std::mem::swap(&mut self.epsilon, &mut self.epsilon_before);
        let stride = x.stride();
        let (x, mu, epsilon) = (x.all(), self.mu.all(), self.epsilon.all_mut());
        let (epsilon_before, cells) = (self.epsilon_before.all(), &mut self.cells);
        let is_finite = set.run(
            #[inline(always)]
            || {
                subtract(x, mu, epsilon);
                differ(epsilon_before, epsilon, cells)
            },
        );
        any_lane(cells, stride, &mut self.wide_news);
        let own = self.own_news.iter_mut().zip(&self.wide_news);
        own.for_each(|(own, wide)| *own |= wide);
        if mu_is_new {
            let mu_before = self.mu_before.all();
            set.run(
                #[inline(always)]
                || differ(mu_before, mu, cells),
            );
            any_lane(cells, stride, &mut self.own_news);
        }
        self.observe(x, [x_is_new, mu_is_new]);
        if !is_finite {
            self.find_not_finite();
        }
    }

    /// Where x moved and μ did not, cell by cell of x.
    fn observe(&mut self, x: &[S], [x_is_new, mu_is_new]: [bool; 2]) {
        if self.is_first_tick || !x_is_new {
            self.by_feedback.fill(false);
        } else {
            let mu_before = if mu_is_new { &self.mu_before } else { &self.mu };
            let (mu_before, mu, seen) = (mu_before.all(), self.mu.all(), &mut self.by_feedback);
            let x_before = self.x_before.all();
            match &self.setting.phi {
                Phi::Tolerance { .. } => {
                    let has_moved = |a: &S, b: &S| self.phi.detector().has_moved(a, b);
                    moved(x_before, x, seen, has_moved);
                    unless_moved(mu_before, mu, seen, has_moved);
                }
                _ => self.setting.set.run(
                    #[inline(always)]
                    || {
                        moved(x_before, x, seen, |a, b| a != b);
                        if mu_is_new {
                            unless_moved(mu_before, mu, seen, |a, b| a != b);
                        }
                    },
                ),
            }
        }
        if x_is_new {
            self.x_before.all_mut().clone_from_slice(x);
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
        let fired = self.phi.judge(set, now, &seen, &mut self.fires);
        if fired || self.any_fires {
            choose(set, &self.fires, &self.epsilon, &mut self.pulse);
        }
        self.any_fires = fired;
    }
}
