//! The value neurons of one population, side by side; a neuron's lanes lie next to each other.
//!
//! Promises what `neuron::ValueNeuron` promises, neuron by neuron and bit for bit.

use std::ops::Range;
use std::sync::Arc;

use super::common::First;
use super::comparison::{are_finite, differ};
use crate::activation::Activation;
use crate::axon::{Activity, Tick};
use crate::environment::Frame;
use crate::scalar::{InstructionSet, Scalar};
use crate::wiring::Wiring;

impl<S> Next<S> {
    pub(super) fn empty() -> Self {
        Self {
            x: Vec::new(),
            residue: Vec::new(),
            presented: Vec::new(),
        }
    }
}

/// Value neurons of one population.
#[derive(Clone, Debug)]
pub(super) struct Values<S> {
    pub(super) n_lanes: usize,
    transfer: Activation,
    set: InstructionSet,
    /// x and what rounding left out of it, f(x) and f′(x), `[n][B]`.
    pub(super) x: Vec<S>,
    pub(super) residue: Vec<S>,
    pub(super) rates: Vec<S>,
    pub(super) slopes: Vec<S>,
    pub(super) presented: Vec<u32>,
    /// Whether x differs from the tick before, `[n]`, and in anyone.
    pub(super) is_new: Vec<bool>,
    pub(super) is_any_new: bool,
    /// How many error neurons each speaks to, if all speak to as many.
    pub(super) all_speak_to: Option<usize>,
    /// x of the coming tick, until it comes: whether it was computed, and what.
    pub(super) next: Option<Next<S>>,
    /// Room for it.
    pub(super) spare: Option<Next<S>>,
    pub(super) is_dead: Vec<bool>,
    /// What a stimulus source shows, `[n][B]`, in how many lanes, and whether it said nothing yet.
    pub(super) shown: Vec<S>,
    pub(super) shown_in: u32,
    pub(super) is_fresh: bool,
    is_stimulated: Vec<bool>,
    /// The teacher's targets, `[n][B]`, in the lanes that have one.
    targets: Vec<S>,
    taught: Vec<bool>,
    pub(super) not_finite: First,
}

/// What Eq. 7 makes of x.
#[derive(Clone, Debug)]
pub(super) struct Next<S> {
    pub(super) x: Vec<S>,
    pub(super) residue: Vec<S>,
    pub(super) presented: Vec<u32>,
}

impl<S: Scalar> Values<S> {
    pub(super) fn new(
        wiring: &Wiring,
        p: usize,
        transfer: Activation,
        set: InstructionSet,
        n_lanes: usize,
    ) -> Self {
        let n = wiring.widths()[p];
        let cells = vec![S::zero(); n * n_lanes];
        let mut links = (0..n).map(|i| wiring.n_axon(p, i));
        let first = links.next();
        let mut values = Self {
            n_lanes,
            transfer,
            set,
            x: cells.clone(),
            residue: cells.clone(),
            rates: cells.clone(),
            slopes: cells.clone(),
            presented: vec![n_lanes as u32; n],
            is_new: vec![true; n],
            is_any_new: true,
            all_speak_to: first.filter(|first| links.all(|n| n == *first)),
            next: None,
            spare: None,
            is_dead: vec![false; n],
            shown: cells.clone(),
            shown_in: n_lanes as u32,
            is_fresh: true,
            is_stimulated: vec![false; n],
            targets: cells,
            taught: vec![false; n_lanes],
            not_finite: First::default(),
        };
        values.transfer_all();
        values
    }

    fn cells(&self, i: usize) -> Range<usize> {
        i * self.n_lanes..(i + 1) * self.n_lanes
    }

    /// f and f′ of x of every neuron.
    pub(super) fn transfer_all(&mut self) {
        (self.transfer).transfer(self.set, &self.x, &mut self.rates, &mut self.slopes);
    }

    fn transfer(&mut self, i: usize) {
        let cells = self.cells(i);
        let (rates, slopes) = (
            &mut self.rates[cells.clone()],
            &mut self.slopes[cells.clone()],
        );
        (self.transfer).transfer(self.set, &self.x[cells], rates, slopes);
    }

    /// f and f′ of x that is new.
    fn transfer_new(&mut self) {
        if !self.is_new.contains(&false) {
            return self.transfer_all();
        }
        for i in 0..self.is_new.len() {
            if self.is_new[i] {
                self.transfer(i);
            }
        }
    }

    pub(super) fn n_new(&self) -> u64 {
        self.is_new.iter().filter(|is_new| **is_new).count() as u64
    }

    /// x of a neuron.
    pub(super) fn activity(&self, i: usize) -> Arc<Activity<S>> {
        let cells = self.cells(i);
        let (x, residue) = (self.x[cells.clone()].into(), self.residue[cells].into());
        Arc::new(Activity::new(x, residue, self.presented[i]))
    }

    pub(super) fn die(&mut self, i: usize) {
        for cell in self.cells(i) {
            self.x[cell] = S::zero();
            self.residue[cell] = S::zero();
        }
        self.is_dead[i] = true;
        self.is_new[i] = false;
        self.is_any_new = self.is_new.contains(&true);
        self.transfer(i);
    }

    /// Takes an x imposed from outside, in all lanes that no teacher holds; f is still to be taken.
    pub(super) fn impose(&mut self, i: usize, x: &[S], presented: u32) {
        if self.is_dead[i] {
            return;
        }
        for (lane, cell) in self.cells(i).enumerate() {
            self.x[cell] = match self.taught[lane] {
                true => self.targets[cell].clone(),
                false => x[lane].clone(),
            };
            self.residue[cell] = S::zero();
        }
        self.presented[i] = presented;
        self.is_new[i] = true; // What is imposed is said, changed or not.
        self.is_any_new = true;
    }

    /// Takes a stimulus for the coming tick; how many sources had something to say.
    pub(super) fn see(&mut self, frame: &Frame<S>, columns: Range<usize>) -> u64 {
        let presented = frame.presented();
        let is_fresh = std::mem::take(&mut self.is_fresh);
        let is_other = is_fresh || presented as u32 != self.shown_in;
        self.shown_in = presented as u32;
        let mut n_said = 0;
        for i in 0..self.is_new.len() {
            let mut changed = is_other;
            for lane in 0..presented {
                let cell = i * self.n_lanes + lane;
                let value = &frame.lane(lane)[columns.start + i];
                changed |= self.shown[cell] != *value;
                self.shown[cell].clone_from(value);
            }
            n_said += u64::from(changed);
            self.is_stimulated[i] = changed;
        }
        n_said
    }

    /// Takes the targets of a teacher, or learns that it is gone; how many sources spoke.
    pub(super) fn hear_teacher(
        &mut self,
        teacher: Option<&Frame<S>>,
        columns: Range<usize>,
    ) -> u64 {
        self.taught.fill(false);
        if let Some(frame) = teacher {
            for lane in 0..frame.presented() {
                self.taught[lane] = true;
                for (i, target) in frame.lane(lane)[columns.clone()].iter().enumerate() {
                    self.targets[i * self.n_lanes + lane].clone_from(target);
                }
            }
        }
        self.is_new.len() as u64
    }

    /// Hears the environment before the first tick, which has no tick before it: at birth
    /// everything is said.
    pub(super) fn awake(&mut self, now: Tick) {
        let (x, residue) = (self.x.clone(), self.residue.clone());
        let presented = self.presented.clone();
        self.next = Some(Next {
            x,
            residue,
            presented,
        });
        self.end_tick(now);
        for (is_new, is_dead) in self.is_new.iter_mut().zip(&self.is_dead) {
            *is_new = !is_dead;
        }
        self.is_any_new = self.is_new.contains(&true);
    }

    /// Begins the tick with the x that was computed, unless the environment holds another.
    pub(super) fn end_tick(&mut self, now: Tick) {
        let is_stimulated = self.is_stimulated.contains(&true);
        let mut next = match self.next.take() {
            Some(next) => next,
            None if is_stimulated => self.unchanged(),
            None => {
                if self.is_any_new {
                    self.is_new.fill(false);
                    self.is_any_new = false;
                }
                return;
            }
        };
        if is_stimulated {
            for i in (0..self.is_new.len()).filter(|i| self.is_stimulated[*i]) {
                next.x[self.cells(i)].clone_from_slice(&self.shown[self.cells(i)]);
                next.presented[i] = self.shown_in;
            }
            self.is_stimulated.fill(false);
        }
        for lane in (0..self.n_lanes).filter(|lane| self.taught[*lane]) {
            for cell in (lane..next.x.len()).step_by(self.n_lanes) {
                next.x[cell].clone_from(&self.targets[cell]);
                next.residue[cell] = S::zero();
            }
        }
        self.take(&mut next, now);
        self.spare = Some(next);
        self.transfer_new();
        self.is_any_new = self.is_new.contains(&true);
    }

    /// x as it is, for the coming tick.
    fn unchanged(&mut self) -> Next<S> {
        let mut next = self.spare.take().unwrap_or_else(Next::empty);
        next.x.clone_from(&self.x);
        next.residue.clone_from(&self.residue);
        next.presented.clone_from(&self.presented);
        next
    }

    /// Takes x where it is another, and notes where that is; leaves x of before.
    fn take(&mut self, next: &mut Next<S>, now: Tick) {
        let is_other = self.presented != next.presented
            || differ(self.set, [&self.x, &next.x])
            || differ(self.set, [&self.residue, &next.residue]);
        if !is_other {
            return self.is_new.fill(false);
        }
        std::mem::swap(&mut self.x, &mut next.x);
        std::mem::swap(&mut self.residue, &mut next.residue);
        std::mem::swap(&mut self.presented, &mut next.presented);
        for i in 0..self.is_new.len() {
            let cells = self.cells(i);
            self.is_new[i] = !self.is_dead[i]
                && (self.x[cells.clone()] != next.x[cells.clone()]
                    || self.residue[cells.clone()] != next.residue[cells.clone()]
                    || self.presented[i] != next.presented[i]);
            if !self.is_new[i] {
                self.x[cells.clone()].clone_from_slice(&next.x[cells.clone()]);
                self.residue[cells.clone()].clone_from_slice(&next.residue[cells]);
                self.presented[i] = next.presented[i];
            }
        }
        if !are_finite(self.set, &self.x) {
            let is_finite = |i: &usize| self.x[self.cells(*i)].iter().all(S::is_finite);
            let mut new = (0..self.is_new.len()).filter(|i| self.is_new[*i]);
            if let Some(i) = new.find(|i| !is_finite(i)) {
                self.not_finite.note(i, now, "x");
            }
        }
    }

    /// The same neurons for a copy of the network: free of their teachers, their sources fresh.
    pub(super) fn copy(&self) -> Self {
        let mut copy = self.clone();
        copy.taught.fill(false);
        copy.shown.fill(S::zero());
        copy.shown_in = self.n_lanes as u32;
        copy.is_fresh = true;
        copy
    }
}
