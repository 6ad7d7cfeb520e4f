//! What the environment tells a slice of value neurons: stimulus and teacher.
//!
//! The environment's message of a tick decides x of that tick. Refuses to know the timetable
//! beyond the programme's next tick.

use std::sync::Arc;

use super::{Sense, ValueSlice};
use crate::engine::Kind;
use crate::engine::packed::cell_state::count;
use crate::environment::{Frame, Showing, teaching};
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar};

impl<S: Scalar, P: Plasticity> ValueSlice<S, P> {
    /// Adds a presentation at the end of the sources' timetable.
    pub(in crate::engine::packed) fn queue(&mut self, showing: &Showing<S>) {
        if self.sense != Sense::None {
            self.programme.queue(showing.clone());
        }
    }

    /// Hears the environment before the first tick, which has no tick before it.
    pub(in crate::engine::packed) fn awake(&mut self) {
        match self.sense {
            Sense::None => return,
            Sense::Stimulus => {
                self.sense_environment();
            }
            Sense::Teacher => {
                self.sense_environment();
                // A copy's error neurons have heard that.
                let (before, has_before) = match self.is_new {
                    true => ([&self.next, &self.next_residue], self.has_residue[1]),
                    false => ([&self.x, &self.residue], self.has_residue[0]),
                };
                let [before, residue_before] = before.map(Plane::clone);
                self.next.clone_from(&self.x);
                self.next_residue.clone_from(&self.residue);
                self.has_residue[1] = self.has_residue[0];
                self.apply_teacher();
                self.clear_dead();
                self.enter(self.presented, None);
                (self.next, self.next_residue) = (before, residue_before);
                self.has_residue[1] = has_before;
                self.remembers = false;
            }
        }
        self.news.fill(true); // At birth everything is said.
        self.count_news();
    }

    /// The environment's message of the coming tick: whether it made x another, if there is
    /// one.
    pub(super) fn sense_environment(&mut self) -> Option<bool> {
        if self.sense == Sense::None {
            return None;
        }
        let happening = self.programme.tick();
        match self.sense {
            Sense::Stimulus => {
                let frame = happening.stimulus.cloned();
                frame.map(|frame| self.see(&frame))
            }
            _ => {
                let goes = happening.is_teacher_gone && happening.teacher.is_none();
                let heard = goes || happening.teacher.is_some();
                let frame = happening.teacher.cloned();
                heard.then(|| self.hear_teacher(frame.as_deref()))
            }
        }
    }

    /// Takes x from a stimulus; idle lanes keep theirs.
    fn see(&mut self, frame: &Frame<S>) -> bool {
        let presented = frame.presented();
        let is_fresh = std::mem::take(&mut self.is_fresh);
        let is_other = presented as u32 != self.presented;
        self.presented = presented as u32;
        self.news.fill(is_other);
        self.turn_packet();
        let (set, neurons) = (self.setting.set, self.neurons.clone());
        let out = Arc::get_mut(&mut self.out[0]).expect("bug: a turned packet has one owner");
        for lane in 0..presented {
            let lanes = [self.x.lane_mut(lane), out.values.lane_mut(lane)];
            let shown = &frame.lane(lane)[neurons.clone()];
            let news = &mut self.news;
            self.activation.rates_of_shown(set, lanes, shown, news);
        }
        for lane in (presented..self.setting.n_lanes).filter(|_| is_fresh) {
            let rows = self.x.lane_mut(lane).iter_mut().zip(&mut self.news);
            for (x, news) in rows {
                *news |= !x.is_zero();
                *x = S::zero();
            }
        }
        for (dead, shown) in self.dead.iter().zip(&mut self.shown_to_dead) {
            let mut is_changed = is_other;
            for (lane, shown) in shown.iter_mut().enumerate() {
                let now = match lane < presented || is_fresh {
                    true => self.x.at(lane, *dead),
                    false => &*shown,
                };
                is_changed |= *shown != *now;
                *shown = now.clone();
            }
            self.news[*dead] = is_changed;
        }
        let n_changed = match is_fresh {
            true => self.n as u64,
            false => count(&self.news),
        };
        self.counts.add_kind(Kind::Stimulus, n_changed);
        for &dead in &self.dead {
            (0..self.setting.n_lanes).for_each(|lane| self.x.lane_mut(lane)[dead] = S::zero());
        }
        let rest = if self.dead.is_empty() { presented } else { 0 };
        (rest..self.setting.n_lanes).for_each(|lane| self.transfer_lane(lane));
        self.count_news();
        self.is_new
    }

    /// f of x in one lane, where nobody needs f′.
    fn transfer_lane(&mut self, lane: usize) {
        let out = Arc::get_mut(&mut self.out[0]).expect("bug: a turned packet has one owner");
        let (x, rates) = (self.x.lane(lane), out.values.lane_mut(lane));
        self.activation.rates(self.setting.set, x, rates);
    }

    /// Takes the targets of a teacher, or learns that it is gone.
    fn hear_teacher(&mut self, teacher: Option<&Frame<S>>) -> bool {
        let (n_lanes, neurons) = (self.setting.n_lanes, self.neurons.clone());
        let has_controller = !P::BY_PHI && neurons.contains(&0);
        self.counts
            .add_kind(Kind::Teacher, self.n as u64 + u64::from(has_controller));
        self.taught.fill(false);
        if let Some(frame) = teacher {
            for lane in 0..frame.presented() {
                let targets = &frame.lane(lane)[neurons.clone()];
                self.targets.lane_mut(lane).clone_from_slice(targets);
                self.taught[lane] = true;
            }
        }
        if has_controller {
            self.teaching = Some(match teacher {
                Some(frame) => teaching(frame, 0, n_lanes),
                None => vec![None; n_lanes].into(),
            });
        }
        true
    }

    /// Puts the targets of taught lanes into `next`.
    pub(super) fn apply_teacher(&mut self) {
        for lane in (0..self.taught.len()).filter(|lane| self.taught[*lane]) {
            let targets = self.targets.lane(lane);
            self.next.lane_mut(lane).clone_from_slice(targets);
            if self.has_residue[1] {
                self.next_residue.lane_mut(lane).fill(S::zero());
            }
        }
    }

    /// The same slice for a copy of the network: free of its teachers, its sources fresh, in an
    /// empty environment.
    pub(in crate::engine::packed) fn copy(&self) -> Self {
        let mut copy = self.clone();
        copy.programme = Default::default();
        copy.is_fresh = true;
        copy.taught.fill(false);
        // What a teacher held moves by itself, even if nobody says anything new.
        copy.is_stale |= self.sense == Sense::Teacher;
        copy.teaching = None;
        copy.counts = Default::default();
        copy
    }
}
