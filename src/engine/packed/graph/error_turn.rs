//! The turn of the error neurons in a tick of a graph.

use super::Graph;
use super::common::Common;
use super::comparison::{Cells, compare, differ, pulses};
use crate::axon::Observer;
use crate::engine::Kind;
use crate::neuron::Feedback;
use crate::plasticity::Plasticity;
use crate::scalar::{Rows, Scalar};
use crate::synapse::Detector;

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Graph<S, P, W> {
    /// μ of the error neurons of a population, `[n][B]`, into `sums`: the sums of Eq. 5, from 0, in the
    /// order of their synapses, bias last.
    pub(super) fn sum(&self, common: &Common<S>, p: usize, sums: &mut [S]) {
        let (wiring, n_lanes) = (&common.wiring, common.setting.n_lanes);
        let errors = &self.errors[p];
        let n = errors.presented.len();
        sums.fill(S::zero());
        for e in wiring.incoming(p) {
            let rows = Rows {
                partners: wiring.rows(e),
                values: &self.values[wiring.projections()[e].pre].rates,
                takes_part: None,
                n_lanes,
            };
            let theta = &self.synapses[e].theta;
            S::add_rows(common.setting.set, 0..n, sums, theta, &rows);
        }
        for (sums, bias) in sums.chunks_exact_mut(n_lanes).zip(&errors.bias) {
            sums.iter_mut().for_each(|sum| *sum = sum.clone() + bias);
        }
    }

    /// Lanes presented, as the first synapse that is there was told; all once none is left.
    pub(super) fn presented_by(&self, common: &Common<S>, p: usize, i: usize) -> u32 {
        let mut dendrite = common.wiring.dendrite(p, i);
        let there = dendrite.find(|of| !self.synapses[of.projection].is_lost(of.synapse));
        there.map_or(common.setting.n_lanes as u32, |of| {
            self.values[of.population].presented[of.index]
        })
    }

    /// Lanes presented, if no synapse is lost and all whom a population hears were told the same.
    fn all_presented(&self, common: &Common<S>, p: usize) -> Option<u32> {
        let (wiring, mut all) = (&common.wiring, None);
        for e in wiring.incoming(p) {
            let presented = &self.values[wiring.projections()[e].pre].presented;
            let first = *presented.first()?;
            let is_alike = self.synapses[e].is_whole() && presented.iter().all(|n| *n == first);
            if !is_alike || all.is_some_and(|all| all != first) {
                return None;
            }
            all = Some(first);
        }
        // Who hears nobody is told of all.
        let hears = |i: usize| wiring.n_dendrite(p, i) > 0;
        all.filter(|all| {
            *all == common.setting.n_lanes as u32 || (0..wiring.widths()[p]).all(hears)
        })
    }

    /// One tick of the error neurons of a population.
    pub(super) fn predict(&mut self, common: &Common<S>, p: usize, command: Option<&P::Command>) {
        let is_stale = std::mem::take(&mut self.errors[p].is_stale);
        let is_restless = Detector::<S>::new(&common.setting.phi).fires_in_silence();
        let is_due = is_stale
            || self.values[p].is_any_new
            || self.errors[p].must_speak
            || command.is_some()
            || is_restless
            || self.errors[p].is_any_loud();
        self.errors[p].is_any_speaking = false;
        self.errors[p].is_unchanged = !is_due;
        if !is_due {
            if W::LOOKS {
                self.show_predictions(p);
            }
            return;
        }
        let any_fires = self.compare(common, p, is_stale);
        let [n_own, n_wide] = self.note_news(common, p, is_stale, any_fires);
        if W::LOOKS {
            self.show_predictions(p);
        }
        let has_changed = self.learn_dendrites(common, p, command, any_fires);
        let errors = &mut self.errors[p];
        errors.is_stale |= has_changed;
        errors.note_finite(self.clock);
        errors.keep(&self.values[p]);
        self.counts.add_kind(Kind::PredictionError, n_own);
        self.counts.add_kind(Kind::Feedback, n_wide);
        let errors = &mut self.errors[p];
        errors.is_any_speaking = errors.speaks.contains(&true);
        errors.is_first_tick = false;
        errors.must_speak = false;
    }

    /// Notes who speaks, and what is news since the tick before; how many own value neurons are told, and how
    /// many others.
    fn note_news(
        &mut self,
        common: &Common<S>,
        p: usize,
        is_stale: bool,
        any_fires: bool,
    ) -> [u64; 2] {
        let errors = &self.errors[p];
        let differ = |cells: [&Vec<S>; 2]| differ(common.setting.set, cells.map(|of| &of[..]));
        let any_epsilon_moved = differ([&errors.epsilon_before, &errors.epsilon]);
        let any_mu_moved = is_stale && differ([&errors.mu_before, &errors.mu]);
        let is_phasic = common.setting.feedback == Feedback::Phasic;
        let all_presented = self.all_presented(common, p);
        let (mut n_own, mut n_wide) = (0, 0);
        for i in 0..self.errors[p].presented.len() {
            let presented = all_presented.unwrap_or_else(|| self.presented_by(common, p, i));
            let errors = &mut self.errors[p];
            let is_told = std::mem::replace(&mut errors.presented[i], presented) != presented;
            let epsilon_moved =
                any_epsilon_moved && errors.has_moved(i, [&errors.epsilon_before, &errors.epsilon]);
            let has_moved = is_told
                || epsilon_moved
                || (any_mu_moved && errors.has_moved(i, [&errors.mu_before, &errors.mu]));
            let is_dead = errors.is_dead[i];
            let speaks = !is_dead
                && match is_phasic {
                    true => any_fires && errors.fires[errors.cells(i)].contains(&true),
                    false => epsilon_moved,
                };
            errors.speaks[i] = speaks;
            n_own += u64::from((errors.must_speak || has_moved) && !is_dead);
            if W::LOOKS && has_moved {
                self.predictions[p][i] = None;
            }
            if speaks {
                n_wide += self.n_hearers(common, p, i);
            }
        }
        [n_own, n_wide]
    }

    /// Value neurons that hear the feedback of an error neuron: not inputs.
    fn n_hearers(&self, common: &Common<S>, p: usize, i: usize) -> u64 {
        let wiring = &common.wiring;
        let hidden = wiring.incoming(p).filter(|e| wiring.has_feedback(*e));
        hidden.map(|e| wiring.n_row(e, i) as u64).sum()
    }

    fn show_predictions(&mut self, p: usize) {
        let observers = self.error_observers[p].iter_mut().enumerate();
        for ((i, observer), shown) in observers.zip(&mut self.predictions[p]) {
            let prediction = shown.get_or_insert_with(|| self.errors[p].prediction(i));
            observer.prediction(self.clock, prediction);
        }
    }

    /// ε of a population, what caused it, φ, and what may go upward; whether any φ fires.
    pub(super) fn compare(&mut self, common: &Common<S>, p: usize, is_stale: bool) -> bool {
        if is_stale {
            let mut sums = std::mem::take(&mut self.errors[p].mu_before);
            self.sum(common, p, &mut sums);
            let errors = &mut self.errors[p];
            errors.mu_before = std::mem::replace(&mut errors.mu, sums);
        }
        let (errors, values) = (&mut self.errors[p], &self.values[p]);
        std::mem::swap(&mut errors.epsilon, &mut errors.epsilon_before);
        let before = if is_stale {
            &errors.mu_before
        } else {
            &errors.mu
        };
        let cells = Cells {
            x: [&values.x, &errors.x_before],
            residue: [&values.residue, &errors.residue_before],
            mu: [&errors.mu, before],
            epsilon: &mut errors.epsilon,
            by_feedback: &mut errors.by_feedback,
            last_loud: &mut errors.last_loud,
            fires: &mut errors.fires,
        };
        let setting = &common.setting;
        let detector = Detector::<S>::new(&setting.phi);
        let observes = !errors.is_first_tick;
        let found = compare(setting.set, cells, &detector, self.clock, observes);
        (errors.is_finite, errors.is_loud) = (found.is_finite, Some(found.is_loud));
        let has_said = std::mem::replace(&mut errors.has_said, found.any_fires);
        match setting.feedback {
            Feedback::Tonic => errors.said.clone_from(&errors.epsilon),
            Feedback::Phasic if found.any_fires => {
                pulses(
                    setting.set,
                    &errors.epsilon,
                    &errors.fires,
                    &mut errors.said,
                );
            }
            Feedback::Phasic if has_said => errors.said.fill(S::zero()),
            Feedback::Phasic => {}
        }
        found.any_fires
    }
}
