//! The error neurons of one population, side by side; a neuron's lanes lie next to each other.
//!
//! Promises what `neuron::ErrorNeuron` promises, neuron by neuron and bit for bit.

use std::sync::Arc;

use super::{Common, First, Graph};
use crate::axon::{Observer, PredictionError, Tick};
use crate::engine::Kind;
use crate::neuron::Feedback;
use crate::plasticity::Plasticity;
use crate::scalar::{Row, Scalar};
use crate::synapse::Detector;

/// Error neurons of one population.
#[derive(Clone, Debug)]
pub(super) struct Errors<S> {
    n_lanes: usize,
    pub(super) bias: Vec<S>,
    lost_biases: Vec<bool>,
    /// What was computed last, `[n][B]`, and in how many lanes, `[n]`.
    pub(super) mu: Vec<S>,
    pub(super) epsilon: Vec<S>,
    pub(super) presented: Vec<u32>,
    /// x and its residue of the tick before, as they were heard, and μ, `[n][B]`.
    pub(super) x_before: Vec<S>,
    pub(super) residue_before: Vec<S>,
    mu_before: Vec<S>,
    pub(super) by_feedback: Vec<bool>,
    pub(super) last_loud: Vec<Tick>,
    /// Whether φ fires, `[n][B]`.
    pub(super) fires: Vec<bool>,
    /// What goes upward: who speaks, `[n]`, and what, `[n][B]`.
    pub(super) speaks: Vec<bool>,
    pub(super) is_any_speaking: bool,
    /// Whether nothing was computed in this tick: ε and μ are as they were.
    pub(super) is_unchanged: bool,
    pub(super) said: Vec<S>,
    pub(super) is_first_tick: bool,
    /// Whether a rate or a weight changed since μ was summed.
    pub(super) is_stale: bool,
    pub(super) must_speak: bool,
    pub(super) is_dead: Vec<bool>,
    pub(super) not_finite: First,
}

impl<S: Scalar> Errors<S> {
    pub(super) fn new(n: usize, bias: Vec<S>, n_lanes: usize) -> Self {
        let cells = vec![S::zero(); n * n_lanes];
        Self {
            n_lanes,
            lost_biases: vec![false; bias.len()],
            bias,
            mu: cells.clone(),
            epsilon: cells.clone(),
            presented: vec![n_lanes as u32; n],
            x_before: cells.clone(),
            residue_before: cells.clone(),
            mu_before: cells.clone(),
            by_feedback: vec![false; n * n_lanes],
            last_loud: vec![Detector::<S>::SILENT_FOR_EVER; n * n_lanes],
            fires: vec![false; n * n_lanes],
            speaks: vec![false; n],
            is_any_speaking: false,
            is_unchanged: false,
            said: cells,
            is_first_tick: true,
            is_stale: true,
            must_speak: true,
            is_dead: vec![false; n],
            not_finite: First::default(),
        }
    }

    pub(super) fn of(&self, i: usize) -> (&[S], &[S], u32) {
        let cells = i * self.n_lanes..(i + 1) * self.n_lanes;
        (
            &self.epsilon[cells.clone()],
            &self.mu[cells],
            self.presented[i],
        )
    }

    pub(super) fn forget_bias(&mut self, i: usize) {
        self.lost_biases[i] = true;
        self.bias[i] = S::zero();
    }

    /// Whether the bias synapse is there and may change.
    pub(super) fn has_bias(&self, i: usize) -> bool {
        self.lost_biases.get(i).is_some_and(|lost| !lost)
    }

    pub(super) fn die(&mut self, i: usize) {
        self.is_dead[i] = true;
        for cell in i * self.n_lanes..(i + 1) * self.n_lanes {
            self.epsilon[cell] = S::zero();
            self.mu[cell] = S::zero();
        }
        self.is_stale = true;
    }

    pub(super) fn impose(&mut self, i: usize, mu: &[S], presented: u32) {
        for (lane, mu) in mu.iter().enumerate() {
            let cell = i * self.n_lanes + lane;
            self.epsilon[cell] = S::zero();
            self.mu[cell] = mu.clone();
            self.x_before[cell] = mu.clone();
            self.residue_before[cell] = S::zero();
            self.mu_before[cell] = mu.clone();
            self.last_loud[cell] = Detector::<S>::SILENT_FOR_EVER;
        }
        self.presented[i] = presented;
        self.is_first_tick = false;
        self.is_stale = true;
        self.must_speak = true;
    }

    fn prediction(&self, i: usize) -> Arc<PredictionError<S>> {
        let (epsilon, mu, presented) = self.of(i);
        Arc::new(PredictionError {
            epsilon: epsilon.into(),
            mu: mu.into(),
            presented,
        })
    }

    /// x − μ, rounded once where x is what Eq. 7 made of this μ (SPEC section 3).
    fn difference(x: &S, residue: &S, mu: &S) -> S {
        match residue.is_zero() {
            true => x.clone() - mu,
            false => {
                let (difference, left) = x.two_difference(mu);
                difference + &(left + residue)
            }
        }
    }
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Graph<S, P, W> {
    /// μ of one error neuron: the sum of Eq. 5, from 0, in the order of its synapses, bias last.
    pub(super) fn sum(&self, common: &Common<S>, p: usize, i: usize, sums: &mut [S]) {
        let wiring = &common.wiring;
        sums.fill(S::zero());
        for e in wiring.incoming(p) {
            let (synapses, partners) = wiring.row_partners(e, i);
            let row = Row {
                partners,
                values: &self.values[wiring.projections()[e].pre].rates,
                takes_part: None,
            };
            let weights = &self.synapses[e].theta[synapses];
            S::add_row(common.setting.set, sums, weights, &row);
        }
        if let Some(bias) = self.errors[p].bias.get(i) {
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

    /// One tick of the error neurons of a population.
    pub(super) fn predict(&mut self, common: &Common<S>, p: usize, command: Option<&P::Command>) {
        let n = self.errors[p].presented.len();
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
        let detector = Detector::<S>::new(&common.setting.phi);
        let n_lanes = common.setting.n_lanes;
        let mut sums = vec![S::zero(); n_lanes];
        let mut n_own = 0;
        let mut n_wide = 0;
        for i in 0..n {
            let is_new = match is_stale {
                true => {
                    self.sum(common, p, i, &mut sums);
                    true
                }
                false => false,
            };
            let presented = self.presented_by(common, p, i);
            let sums = is_new.then_some(&sums[..]);
            let [own, wide] = self.compute(common, (p, i), &detector, sums, presented);
            if W::LOOKS {
                let prediction = self.errors[p].prediction(i);
                self.error_observers[p][i].prediction(self.clock, &prediction);
            }
            let changed = self.learn_dendrite(common, (p, i), command);
            self.errors[p].is_stale |= changed;
            self.errors[p].note_finite(i, self.clock);
            let is_dead = self.errors[p].is_dead[i];
            n_own += u64::from(own && !is_dead);
            let speaks = wide && !is_dead;
            self.errors[p].speaks[i] = speaks;
            if speaks {
                let n = self.n_hearers(common, p, i);
                n_wide += n;
            }
        }
        self.errors[p].keep(&self.values[p]);
        self.counts.add_kind(Kind::PredictionError, n_own);
        self.counts.add_kind(Kind::Feedback, n_wide);
        let errors = &mut self.errors[p];
        errors.is_any_speaking = errors.speaks.contains(&true);
        errors.is_first_tick = false;
        errors.must_speak = false;
    }

    /// Value neurons that hear the feedback of an error neuron: not inputs.
    fn n_hearers(&self, common: &Common<S>, p: usize, i: usize) -> u64 {
        let wiring = &common.wiring;
        let hidden = wiring.incoming(p).filter(|e| wiring.has_feedback(*e));
        hidden.map(|e| wiring.n_row(e, i) as u64).sum()
    }

    fn show_predictions(&mut self, p: usize) {
        for i in 0..self.error_observers[p].len() {
            let prediction = self.errors[p].prediction(i);
            self.error_observers[p][i].prediction(self.clock, &prediction);
        }
    }

    /// ε of one neuron, what caused it, and φ; whether it has something to say to its own value
    /// neuron, and to others.
    fn compute(
        &mut self,
        common: &Common<S>,
        (p, i): (usize, usize),
        detector: &Detector<S>,
        sums: Option<&[S]>,
        presented: u32,
    ) -> [bool; 2] {
        let (errors, values) = (&mut self.errors[p], &self.values[p]);
        let n_lanes = errors.n_lanes;
        let cells = i * n_lanes..(i + 1) * n_lanes;
        let (mut epsilon_moved, mut mu_moved) = (false, false);
        errors.mu_before[cells.clone()].clone_from_slice(&errors.mu[cells.clone()]);
        let epsilon: Vec<S> = (cells.clone().enumerate())
            .map(|(lane, cell)| {
                let mu = sums.map_or(&errors.mu[cell], |sums| &sums[lane]);
                Errors::difference(&values.x[cell], &values.residue[cell], mu)
            })
            .collect();
        for (lane, cell) in cells.clone().enumerate() {
            epsilon_moved |= epsilon[lane] != errors.epsilon[cell];
            mu_moved |= sums.is_some_and(|sums| sums[lane] != errors.mu[cell]);
        }
        let moved = epsilon_moved || mu_moved || presented != errors.presented[i];
        if moved {
            errors.presented[i] = presented;
            for ((lane, cell), epsilon) in cells.clone().enumerate().zip(epsilon) {
                errors.epsilon[cell] = epsilon;
                if let Some(sums) = sums {
                    errors.mu[cell] = sums[lane].clone();
                }
            }
        }
        let mut any_fires = false;
        for cell in cells.clone() {
            let x_moved = detector.parts_have_moved(
                [&errors.x_before[cell], &errors.residue_before[cell]],
                [&values.x[cell], &values.residue[cell]],
            );
            let mu_moved = detector.has_moved(&errors.mu_before[cell], &errors.mu[cell]);
            let by_feedback = !errors.is_first_tick && x_moved && !mu_moved;
            errors.by_feedback[cell] = by_feedback;
            let last = errors.last_loud[cell];
            let judgement = detector.judge(self.clock, last, &errors.epsilon[cell], by_feedback);
            if judgement.loud {
                errors.last_loud[cell] = self.clock;
            }
            errors.fires[cell] = judgement.fires;
            any_fires |= judgement.fires;
        }
        let is_phasic = common.setting.feedback == Feedback::Phasic;
        for cell in cells {
            errors.said[cell] = match !is_phasic || errors.fires[cell] {
                true => errors.epsilon[cell].clone(),
                false => S::zero(),
            };
        }
        let wide = if is_phasic { any_fires } else { epsilon_moved };
        [moved || errors.must_speak, wide]
    }
}

impl<S: Scalar> Errors<S> {
    /// Whether any ε is not 0: then φ hears it, and notes when.
    fn is_any_loud(&self) -> bool {
        !self.epsilon.iter().all(S::is_zero)
    }

    fn note_finite(&mut self, i: usize, now: Tick) {
        let (epsilon, ..) = self.of(i);
        if !epsilon.iter().all(S::is_finite) {
            self.not_finite.note(i, now, "epsilon");
        }
    }

    /// What is compared with in the next tick.
    fn keep(&mut self, values: &super::Values<S>) {
        self.x_before.clone_from(&values.x);
        self.residue_before.clone_from(&values.residue);
    }
}
