//! The error neurons of one population, side by side; a neuron's lanes lie next to each other.
//!
//! Promises what `neuron::ErrorNeuron` promises, neuron by neuron and bit for bit.

use std::ops::Range;
use std::sync::Arc;

use super::common::First;
use crate::axon::{PredictionError, Tick};
use crate::scalar::Scalar;
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
    /// ε and μ of the tick before, or room for those of the next, `[n][B]`.
    pub(super) epsilon_before: Vec<S>,
    pub(super) mu_before: Vec<S>,
    /// x and its residue of the tick before, as they were heard, `[n][B]`.
    pub(super) x_before: Vec<S>,
    pub(super) residue_before: Vec<S>,
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
    /// Whether φ fired in the tick of which `said` is: else pulses are all 0.
    pub(super) has_said: bool,
    pub(super) is_first_tick: bool,
    /// Whether all ε of the last tick are finite, and whether any is not 0, if that is known.
    pub(super) is_finite: bool,
    pub(super) is_loud: Option<bool>,
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
            epsilon_before: cells.clone(),
            mu_before: cells.clone(),
            x_before: cells.clone(),
            residue_before: cells.clone(),
            by_feedback: vec![false; n * n_lanes],
            last_loud: vec![Detector::<S>::SILENT_FOR_EVER; n * n_lanes],
            fires: vec![false; n * n_lanes],
            speaks: vec![false; n],
            is_any_speaking: false,
            is_unchanged: false,
            said: cells,
            has_said: false,
            is_first_tick: true,
            is_finite: true,
            is_loud: None,
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
        self.is_loud = None;
        self.is_stale = true;
    }

    pub(super) fn impose(&mut self, i: usize, mu: &[S], presented: u32) {
        for (lane, mu) in mu.iter().enumerate() {
            let cell = i * self.n_lanes + lane;
            self.epsilon[cell] = S::zero();
            self.mu[cell] = mu.clone();
            self.x_before[cell] = mu.clone();
            self.residue_before[cell] = S::zero();
            self.last_loud[cell] = Detector::<S>::SILENT_FOR_EVER;
        }
        self.presented[i] = presented;
        self.is_loud = None;
        self.is_first_tick = false;
        self.is_stale = true;
        self.must_speak = true;
    }

    pub(super) fn prediction(&self, i: usize) -> Arc<PredictionError<S>> {
        let (epsilon, mu, presented) = self.of(i);
        Arc::new(PredictionError {
            epsilon: epsilon.into(),
            mu: mu.into(),
            presented,
        })
    }
}

impl<S: Scalar> Errors<S> {
    /// Whether any ε is not 0: then φ hears it, and notes when.
    pub(super) fn is_any_loud(&self) -> bool {
        self.is_loud
            .unwrap_or_else(|| !self.epsilon.iter().all(S::is_zero))
    }

    /// The cells of a neuron.
    pub(super) fn cells(&self, i: usize) -> Range<usize> {
        i * self.n_lanes..(i + 1) * self.n_lanes
    }

    /// Whether a neuron's values are others than before.
    pub(super) fn has_moved(&self, i: usize, [before, now]: [&[S]; 2]) -> bool {
        before[self.cells(i)] != now[self.cells(i)]
    }

    pub(super) fn note_finite(&mut self, now: Tick) {
        if self.is_finite {
            return;
        }
        let not_finite = |cell: &S| !cell.is_finite();
        if let Some(cell) = self.epsilon.iter().position(not_finite) {
            self.not_finite.note(cell / self.n_lanes, now, "epsilon");
        }
    }

    /// What is compared with in the next tick.
    pub(super) fn keep(&mut self, values: &super::Values<S>) {
        self.x_before.clone_from(&values.x);
        self.residue_before.clone_from(&values.residue);
    }
}
