//! What value neurons hear of ε along one projection, and the copies θ′ that they hear it with.
//!
//! All who hear an error neuron hear the same in the same tick, so that what is heard, and when it
//! was loud last, is kept once. Copies lie by pre-synaptic neuron. Feedback that is under way lies in
//! a line of one packet a tick.

use std::collections::VecDeque;
use std::sync::Arc;

use super::common::Common;
use super::errors::Errors;
use crate::axon::Tick;
use crate::scalar::{Rows, Scalar};
use crate::synapse::Detector;
use crate::wiring::{Pairs, Wiring};

/// One end of a projection; empty where value neurons are inputs, which hear nothing.
#[derive(Clone, Debug)]
pub(super) struct Heard<S> {
    pub(super) n_lanes: usize,
    /// θ′, by pre-synaptic neuron, then by post-synaptic one.
    pub(super) copies: Vec<S>,
    /// Whether a synapse is lost; empty while all are there.
    lost: Vec<bool>,
    /// What is heard in this tick of each error neuron: whether anything, `[n]`, and what, `[n][B]`.
    pub(super) is_heard: Vec<bool>,
    pub(super) epsilon: Vec<S>,
    pub(super) by_feedback: Vec<bool>,
    pub(super) last_loud: Vec<Tick>,
    /// Scratch: φ that fire, `[n][B]`.
    pub(super) fires: Vec<bool>,
    pub(super) is_any_firing: bool,
    /// Whether what is heard changed in this tick, and in the one before.
    has_changed: [bool; 2],
    /// Under way.
    pub(super) line: VecDeque<Option<Arc<Spoken<S>>>>,
}

/// What error neurons said in one tick.
#[derive(Debug)]
pub(super) struct Spoken<S> {
    pub(super) speaks: Vec<bool>,
    pub(super) epsilon: Vec<S>,
    pub(super) by_feedback: Vec<bool>,
}

impl<S: Scalar> Heard<S> {
    /// Of a projection whose copies are given by number of synapse.
    pub(super) fn new(wiring: &Wiring, e: usize, copies: Vec<S>, n_lanes: usize) -> Self {
        let projection = &wiring.projections()[e];
        let n = match wiring.has_feedback(e) {
            true => wiring.widths()[projection.post],
            false => 0,
        };
        let copies = match n {
            0 => Vec::new(),
            _ => wiring.by_place(e, &copies),
        };
        Self {
            n_lanes,
            copies,
            lost: Vec::new(),
            is_heard: vec![false; n],
            epsilon: vec![S::zero(); n * n_lanes],
            by_feedback: vec![false; n * n_lanes],
            last_loud: vec![Detector::<S>::SILENT_FOR_EVER; n * n_lanes],
            fires: vec![false; n * n_lanes],
            is_any_firing: false,
            has_changed: [true; 2],
            line: (0..projection.delay).map(|_| None).collect(),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.copies.len() * size_of::<S>() + self.lost.len()
    }

    /// Whether anything is heard.
    pub(super) fn is_any(&self) -> bool {
        self.is_heard.contains(&true)
    }

    /// Imposed predictions: nothing was ever heard, and nothing is under way.
    pub(super) fn silence(&mut self) {
        self.is_heard.fill(false);
        self.has_changed = [true; 2];
        self.last_loud.fill(Detector::<S>::SILENT_FOR_EVER);
        self.line.iter_mut().for_each(|said| *said = None);
    }

    /// The place of a synapse in `copies`.
    fn place(wiring: &Wiring, e: usize, pre: usize, post: usize) -> usize {
        let mut places = wiring.places(e, pre);
        let found = places.find(|(_, of)| of.index == post);
        found.expect("bug: a synapse is found from both ends").0
    }

    /// Whether no synapse was ever lost.
    pub(super) fn is_whole(&self) -> bool {
        self.lost.is_empty()
    }

    /// Whether the synapse at a place is there no more.
    pub(super) fn is_lost(&self, place: usize) -> bool {
        self.lost.get(place).is_some_and(|lost| *lost)
    }

    pub(super) fn forget(&mut self, wiring: &Wiring, e: usize, pre: usize, post: usize) {
        let place = Self::place(wiring, e, pre, post);
        self.lost.resize(self.copies.len(), false);
        self.lost[place] = true;
        self.copies[place] = S::zero();
    }

    /// Writes the copies by number of synapse.
    pub(super) fn fill(&self, wiring: &Wiring, e: usize, values: &mut [S]) {
        let [rows, columns] = wiring.shape(e);
        match &wiring.projections()[e].pairs {
            Pairs::All => {
                for (place, copy) in self.copies.iter().enumerate() {
                    let (j, i) = (place / rows.max(1), place % rows.max(1));
                    values[i * columns + j].clone_from(copy);
                }
            }
            Pairs::Some(sparse) => {
                for (k, copy) in sparse.synapses_by_place().zip(&self.copies) {
                    values[k].clone_from(copy);
                }
            }
        }
    }

    /// Takes what was said in this tick, and hears what arrives in it.
    pub(super) fn arrive(&mut self, common: &Common<S>, e: usize, errors: &mut [Errors<S>]) {
        self.has_changed = [false, self.has_changed[0]];
        if self.is_heard.is_empty() {
            return;
        }
        let errors = &errors[common.wiring.projections()[e].post];
        if self.line.is_empty() {
            if errors.is_any_speaking {
                self.hear(&errors.speaks, &errors.said, &errors.by_feedback);
            }
            return;
        }
        self.line.push_back(errors.is_any_speaking.then(|| {
            Arc::new(Spoken {
                speaks: errors.speaks.clone(),
                epsilon: errors.said.clone(),
                by_feedback: errors.by_feedback.clone(),
            })
        }));
        if let Some(said) = self.line.pop_front().flatten() {
            self.hear(&said.speaks, &said.epsilon, &said.by_feedback);
        }
    }

    /// Whether what is heard may differ from the tick before: a pulse comes, and is gone a tick later.
    pub(super) fn has_changed(&self) -> bool {
        self.has_changed.contains(&true)
    }

    fn hear(&mut self, speaks: &[bool], epsilon: &[S], by_feedback: &[bool]) {
        self.has_changed[0] = true;
        for i in (0..speaks.len()).filter(|i| speaks[*i]) {
            let cells = i * self.n_lanes..(i + 1) * self.n_lanes;
            self.is_heard[i] = true;
            self.epsilon[cells.clone()].clone_from_slice(&epsilon[cells.clone()]);
            self.by_feedback[cells.clone()].copy_from_slice(&by_feedback[cells]);
        }
    }

    /// Adds Σ ε θ′ of each of `n` value neurons, `[n][B]`, in the order of its synapses; silence adds
    /// nothing.
    pub(super) fn add_push(&self, common: &Common<S>, e: usize, n: usize, sums: &mut [S]) {
        let rows = Rows {
            partners: common.wiring.columns_of(e),
            values: &self.epsilon,
            takes_part: Some(&self.is_heard),
            n_lanes: self.n_lanes,
        };
        S::add_rows(common.setting.set, 0..n, sums, &self.copies, &rows);
    }

    /// Has φ judge what is heard; silence is ε = 0 to a φ that fires in it.
    pub(super) fn judge(&mut self, detector: &Detector<S>, now: Tick) {
        let (zero, in_silence) = (S::zero(), detector.fires_in_silence());
        if std::mem::take(&mut self.is_any_firing) {
            self.fires.fill(false);
        }
        if !in_silence && !self.is_any() {
            return;
        }
        for i in 0..self.is_heard.len() {
            let is_heard = self.is_heard[i];
            if !is_heard && !in_silence {
                continue;
            }
            for cell in i * self.n_lanes..(i + 1) * self.n_lanes {
                let epsilon = if is_heard { &self.epsilon[cell] } else { &zero };
                let by_feedback = is_heard && self.by_feedback[cell];
                let judgement = detector.judge(now, self.last_loud[cell], epsilon, by_feedback);
                if judgement.loud {
                    self.last_loud[cell] = now;
                }
                self.fires[cell] = judgement.fires;
                self.is_any_firing |= judgement.fires;
            }
        }
    }
}
