//! How feedback synapses learn: on command, or each by its φ.

mod committed;

use std::ops::Range;

use self::committed::Committed;
use super::Graph;
use super::common::Common;
use super::dendrite::Change;
use super::heard::Heard;
use crate::axon::{Command, Observer, Spiked};
use crate::neuron::Feedback;
use crate::plasticity::Plasticity;
use crate::scalar::{Rows, Scalar};
use crate::synapse::Detector;

impl<S: Scalar> Heard<S> {
    /// Whether the synapses that hear an error neuron commit, lane by lane: under a command in all that
    /// it names, if anything is heard.
    fn commits_of<'a, P: Plasticity>(
        &'a self,
        post: usize,
        command: Option<&'a P::Command>,
        presented: u32,
    ) -> &'a [bool] {
        let fires = &self.fires[post * self.n_lanes..][..self.n_lanes];
        match command {
            Some(_) if !self.is_heard[post] => &[],
            Some(command) => &command.lanes()[..self.n_lanes],
            None => &fires[..self.n_lanes.min(presented as usize)],
        }
    }

    /// The lanes in which they do.
    fn lanes_of<P: Plasticity>(
        &self,
        post: usize,
        command: Option<&P::Command>,
        presented: u32,
    ) -> Vec<usize> {
        let commits = self.commits_of::<P>(post, command, presented);
        (0..commits.len()).filter(|lane| commits[*lane]).collect()
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
        let fires = |heard: &Heard<S>| heard.is_any_firing;
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
            let presented = self.values[p].presented[0];
            let committed = self.committed(common, p, command, presented);
            let is_whole = committed.iter().all(|(e, _)| self.heard[*e].is_whole());
            let n = self.values[p].is_new.len();
            let mut j = 0;
            while j < n {
                let plain = (j..n).take_while(|k| {
                    let is_told = W::LOOKS && self.value_observers[p][*k].wants_everything();
                    is_whole && self.values[p].presented[*k] == presented && !is_told
                });
                let end = j + plain.count();
                match end > j {
                    true => self.change_copies(common, p, j..end, command, &committed),
                    false => self.change_each_copy(common, (p, j), command),
                }
                j = end.max(j + 1);
            }
        }
        if common.setting.feedback == Feedback::Phasic {
            for &e in common.wiring.outgoing(p) {
                self.heard[e].is_heard.fill(false); // A pulse lasts one tick.
            }
        }
    }

    /// Changes the copies of value neurons that are presented alike, none of which is lost, and shows
    /// who fired.
    fn change_copies(
        &mut self,
        common: &Common<S>,
        p: usize,
        neurons: Range<usize>,
        command: Option<&P::Command>,
        committed: &[(usize, Committed<S>)],
    ) {
        let (wiring, set) = (&common.wiring, common.setting.set);
        let n_lanes = common.setting.n_lanes;
        let terms = common
            .setting
            .terms(self.values[p].presented[neurons.start]);
        let mut is_finite = true;
        for (e, committed) in committed {
            let rows = Rows {
                partners: wiring.columns_of(*e),
                values: &committed.epsilon,
                takes_part: Some(&committed.changes),
                n_lanes,
            };
            let copies = &mut self.heard[*e].copies;
            let rates = &self.values[p].rates[neurons.start * n_lanes..neurons.end * n_lanes];
            is_finite &= S::learn_rows(set, neurons.clone(), copies, rates, &rows, &terms);
        }
        if !is_finite {
            let is_finite = |j: &usize| {
                let mut places = wiring.outgoing(p).iter().flat_map(|e| {
                    let places = wiring.places(*e, *j);
                    places.map(move |(place, _)| (*e, place))
                });
                places.all(|(e, place)| self.heard[e].copies[place].is_finite())
            };
            let first = neurons
                .clone()
                .find(|j| !is_finite(j))
                .unwrap_or(neurons.start);
            self.values[p].not_finite.note(first, self.clock, "weight");
        }
        if W::LOOKS && command.is_none() {
            let mut found = (neurons.start, Vec::new());
            for j in neurons {
                if found.1.is_empty() || !wiring.has_same_slots(p, [found.0, j]) {
                    found = (j, self.firing_copies(common, (p, j), committed));
                }
                for (lane, fired) in &found.1 {
                    self.value_observers[p][j].spike(self.clock, *lane as u32, fired.clone());
                }
            }
        }
    }

    /// Which copies of one value neuron fired, by lane; none of them is lost.
    fn firing_copies(
        &self,
        common: &Common<S>,
        (p, j): (usize, usize),
        committed: &[(usize, Committed<S>)],
    ) -> Vec<(usize, Spiked)> {
        let (wiring, n_lanes) = (&common.wiring, common.setting.n_lanes);
        let mut found = Vec::new();
        let n_slots = wiring.n_axon(p, j);
        let does_all_learn = committed.len() == wiring.outgoing(p).len();
        for lane in 0..n_lanes {
            let mut firing = committed.iter().map(|(_, it)| it.n_firing[lane]);
            if firing.all(|n| n == 0) {
                continue;
            }
            let is_all = |(_, it): &(usize, Committed<S>)| it.n_firing[lane] == it.changes.len();
            let fired = match does_all_learn && n_slots > 0 && committed.iter().all(is_all) {
                true => Some(Spiked::All),
                false => {
                    let fires = |e: usize, i: usize| self.heard[e].fires[i * n_lanes + lane];
                    let slots = wiring.axon(p, j).enumerate().filter(|(_, of)| {
                        wiring.projections()[of.projection].learns && fires(of.projection, of.index)
                    });
                    Spiked::of(slots.map(|(slot, _)| slot), n_slots)
                }
            };
            found.extend(fired.map(|fired| (lane, fired)));
        }
        found
    }

    /// Changes the copies of one value neuron one by one, and shows who fired.
    fn change_each_copy(
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
