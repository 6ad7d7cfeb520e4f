//! What value neurons hear of ε along one projection, and the copies θ′ that they hear it with.
//!
//! All who hear an error neuron hear the same in the same tick, so that what is heard, and when it
//! was loud last, is kept once. Copies lie by pre-synaptic neuron. Feedback that is under way lies in
//! a line of one packet a tick.

use std::collections::VecDeque;
use std::sync::Arc;

use super::dendrite::Change;
use super::errors::Errors;
use super::{Common, Graph};
use crate::axon::{Command, Observer, Spiked, Tick};
use crate::neuron::Feedback;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;
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
    fires: Vec<bool>,
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
        let [rows, columns] = wiring.shape(e);
        let copies = match &projection.pairs {
            _ if n == 0 => Vec::new(),
            Pairs::All => {
                let places = (0..columns).flat_map(|j| (0..rows).map(move |i| i * columns + j));
                places.map(|k| copies[k].clone()).collect()
            }
            Pairs::Some(sparse) => {
                let synapses = sparse.synapses().iter();
                synapses.map(|k| copies[*k as usize].clone()).collect()
            }
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
        self.last_loud.fill(Detector::<S>::SILENT_FOR_EVER);
        self.line.iter_mut().for_each(|said| *said = None);
    }

    /// The place of a synapse in `copies`.
    fn place(wiring: &Wiring, e: usize, pre: usize, synapse: usize) -> usize {
        match &wiring.projections()[e].pairs {
            Pairs::All => {
                let [rows, columns] = wiring.shape(e);
                pre * rows + synapse / columns
            }
            Pairs::Some(sparse) => {
                let mut column = sparse.column(pre);
                let found = column.find(|place| sparse.synapses()[*place] as usize == synapse);
                found.expect("bug: a synapse is found from both ends")
            }
        }
    }

    /// Whether the synapse at a place is there no more.
    pub(super) fn is_lost(&self, place: usize) -> bool {
        self.lost.get(place).is_some_and(|lost| *lost)
    }

    pub(super) fn forget(&mut self, wiring: &Wiring, e: usize, pre: usize, synapse: usize) {
        let place = Self::place(wiring, e, pre, synapse);
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
                for (k, copy) in sparse.synapses().iter().zip(&self.copies) {
                    values[*k as usize].clone_from(copy);
                }
            }
        }
    }

    /// Takes what was said in this tick, and hears what arrives in it.
    pub(super) fn arrive(&mut self, common: &Common<S>, e: usize, errors: &mut [Errors<S>]) {
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

    fn hear(&mut self, speaks: &[bool], epsilon: &[S], by_feedback: &[bool]) {
        for i in (0..speaks.len()).filter(|i| speaks[*i]) {
            let cells = i * self.n_lanes..(i + 1) * self.n_lanes;
            self.is_heard[i] = true;
            self.epsilon[cells.clone()].clone_from_slice(&epsilon[cells.clone()]);
            self.by_feedback[cells.clone()].copy_from_slice(&by_feedback[cells]);
        }
    }

    /// Adds Σ ε θ′ of one value neuron, in the order of its synapses; silence adds nothing.
    pub(super) fn add_push(&self, common: &Common<S>, e: usize, pre: usize, sums: &mut [S]) {
        let n_lanes = self.n_lanes;
        let n = self.is_heard.len();
        match &common.wiring.projections()[e].pairs {
            Pairs::All => {
                for (i, weight) in self.copies[pre * n..(pre + 1) * n].iter().enumerate() {
                    if self.is_heard[i] {
                        S::add_scaled(sums, weight, &self.epsilon[i * n_lanes..][..n_lanes]);
                    }
                }
            }
            Pairs::Some(sparse) => {
                let column = sparse.column(pre);
                let posts = &sparse.posts()[column.clone()];
                for (weight, post) in self.copies[column].iter().zip(posts) {
                    let i = *post as usize;
                    if self.is_heard[i] {
                        S::add_scaled(sums, weight, &self.epsilon[i * n_lanes..][..n_lanes]);
                    }
                }
            }
        }
    }

    /// Has φ judge what is heard; silence is ε = 0 to a φ that fires in it.
    fn judge(&mut self, detector: &Detector<S>, now: Tick) {
        let (zero, in_silence) = (S::zero(), detector.fires_in_silence());
        self.fires.fill(false);
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
            }
        }
    }
}

impl<S: Scalar> Heard<S> {
    /// Lanes in which the synapses that hear an error neuron commit: under a command all that it
    /// names, if anything is heard.
    fn lanes_of<P: Plasticity>(
        &self,
        post: usize,
        command: Option<&P::Command>,
        presented: u32,
    ) -> Vec<usize> {
        let fires = &self.fires[post * self.n_lanes..][..self.n_lanes];
        let (commits, n) = match command {
            Some(_) if !self.is_heard[post] => return Vec::new(),
            Some(command) => (command.lanes(), self.n_lanes),
            None => (fires, presented as usize),
        };
        let commits = commits.iter().take(n).enumerate();
        commits
            .filter(|(_, is)| **is)
            .map(|(lane, _)| lane)
            .collect()
    }

    /// ε of an error neuron as it is heard; silence is 0.
    fn sent(&self, post: usize) -> Vec<S> {
        match self.is_heard[post] {
            true => self.epsilon[post * self.n_lanes..][..self.n_lanes].to_vec(),
            false => vec![S::zero(); self.n_lanes],
        }
    }
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Graph<S, P, W> {
    /// One tick of the feedback synapses of a population, with f(x) of this tick.
    pub(super) fn learn_feedback(
        &mut self,
        common: &Common<S>,
        p: usize,
        command: Option<&P::Command>,
    ) {
        let detector = Detector::<S>::new(&common.setting.phi);
        let is_asked = command.is_none() && P::BY_PHI;
        for &e in common.wiring.outgoing(p) {
            if is_asked {
                self.heard[e].judge(&detector, self.clock);
            }
        }
        let fires = |heard: &Heard<S>| heard.fires.contains(&true);
        let is_due = match command {
            Some(_) => true,
            None => {
                P::BY_PHI
                    && common
                        .wiring
                        .outgoing(p)
                        .iter()
                        .any(|e| fires(&self.heard[*e]))
            }
        };
        if is_due {
            for j in 0..self.values[p].is_new.len() {
                self.change_copies(common, (p, j), command);
            }
        }
        if common.setting.feedback == Feedback::Phasic {
            for &e in common.wiring.outgoing(p) {
                self.heard[e].is_heard.fill(false); // A pulse lasts one tick.
            }
        }
    }

    /// Changes the copies of one value neuron, and shows who fired.
    fn change_copies(
        &mut self,
        common: &Common<S>,
        (p, j): (usize, usize),
        command: Option<&P::Command>,
    ) {
        let (wiring, n_lanes) = (&common.wiring, common.setting.n_lanes);
        let presented = self.values[p].presented[j];
        let rates = self.values[p].rates[j * n_lanes..][..n_lanes].to_vec();
        let wants = W::LOOKS && self.value_observers[p][j].wants_everything();
        let shows = W::LOOKS && command.is_none();
        let n_slots = wiring.n_axon(p, j);
        let mut fired: Vec<Vec<usize>> = vec![Vec::new(); if shows { n_lanes } else { 0 }];
        let (mut is_finite, mut slot) = (true, 0);
        for &e in wiring.outgoing(p) {
            let learns = wiring.projections()[e].learns;
            for (place, of) in wiring.places(e, j) {
                let heard = &self.heard[e];
                let own = slot;
                slot += 1;
                if !learns || heard.is_lost(place) {
                    continue;
                }
                let lanes = heard.lanes_of::<P>(of.index, command, presented);
                if lanes.is_empty() && (command.is_none() || !heard.is_heard[of.index]) {
                    continue;
                }
                if shows {
                    lanes.iter().for_each(|lane| fired[*lane].push(own));
                }
                let sent = heard.sent(of.index);
                let change = Change {
                    lanes,
                    sent: &sent,
                    setting: &common.setting,
                    presented,
                };
                let (after, told) = change.apply(&heard.copies[place], &rates, wants);
                is_finite &= after.is_finite();
                self.heard[e].copies[place] = after;
                if let Some(told) = told {
                    self.value_observers[p][j].change(self.clock, own as u32, &told);
                }
            }
        }
        if !is_finite {
            self.values[p].not_finite.note(j, self.clock, "weight");
        }
        for (lane, slots) in fired.into_iter().enumerate() {
            if let Some(fired) = Spiked::of(slots, n_slots) {
                self.value_observers[p][j].spike(self.clock, lane as u32, fired);
            }
        }
    }
}
