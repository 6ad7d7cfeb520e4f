//! A graph of populations, projection by projection: the passes of networks that are no chain.
//!
//! Promises sums over synapses in the order of (projection, index at the other end), bias last, and
//! time proportional to what is connected. A neuron's lanes lie side by side, `[n][B]`. Knows
//! neither α's origin nor who asks.

use std::sync::Arc;

use super::pass::Pass;
use crate::activation::Activation;
use crate::blueprint::{Blueprint, Weights};
use crate::scalar::{InstructionSet, Plane, Rows, Scalar, Terms};
use crate::wiring::Wiring;

/// Weights, and the planes that a pass fills.
#[derive(Clone, Debug)]
pub(super) struct Graph<S> {
    pub(super) wiring: Arc<Wiring>,
    /// f by population.
    transfer: Vec<Activation>,
    /// θ and biases; no feedback copies.
    weights: Weights<S>,
    n_lanes: usize,
    /// f(y), f′(y) and δ by population, `[n][B]`; inputs have no δ.
    rates: Vec<Vec<S>>,
    slopes: Vec<Vec<S>>,
    delta: Vec<Vec<S>>,
    /// What the last update, and the last prediction, computed.
    pub(super) learning: Pass<S>,
    pub(super) testing: Pass<S>,
}

impl<S: Scalar> Graph<S> {
    pub(super) fn of(blueprint: &Blueprint<S>) -> Self {
        let wiring = Arc::clone(&blueprint.wiring);
        let populations = 0..wiring.populations().len();
        let none = || Pass {
            y: planes(&wiring, 0),
            delta: planes(&wiring, 0),
        };
        Self {
            transfer: populations.map(|p| blueprint.transfer(p)).collect(),
            weights: Weights {
                feedback: Vec::new(),
                ..blueprint.weights.clone()
            },
            n_lanes: 0,
            rates: Vec::new(),
            slopes: Vec::new(),
            delta: Vec::new(),
            learning: none(),
            testing: none(),
            wiring,
        }
    }

    pub(super) fn set_weights(&mut self, weights: &Weights<S>) {
        self.weights.theta.clone_from(&weights.theta);
        self.weights.bias.clone_from(&weights.bias);
    }

    pub(super) fn weights(&self) -> Weights<S> {
        self.weights.clone()
    }

    /// Makes a weight 0.
    pub(super) fn clear(&mut self, population: usize, post: usize, pre: Option<(usize, usize)>) {
        let Some(pre) = pre else {
            self.weights.bias[population][post] = S::zero();
            return;
        };
        let mut dendrite = self.wiring.dendrite(population, post);
        let of = dendrite.find(|of| (of.population, of.index) == pre);
        let of = of.expect("bug: there is no such synapse");
        self.weights.theta[of.projection].values[of.synapse] = S::zero();
    }

    /// y of every population for inputs `[B][n]`; `is_update` says for which pass.
    pub(super) fn forward(&mut self, inputs: &[&[S]], is_update: bool) {
        let wiring = Arc::clone(&self.wiring);
        let n_lanes = inputs.len();
        self.resize(n_lanes);
        let mut y = planes(&wiring, n_lanes);
        // Whoever sends comes before whoever hears.
        for p in (0..wiring.populations().len()).rev() {
            let mut own = vec![S::zero(); wiring.widths()[p] * n_lanes];
            if wiring.is_input(p) {
                for (lane, input) in inputs.iter().enumerate() {
                    let columns = input[wiring.columns(p)].iter().enumerate();
                    columns.for_each(|(i, value)| own[i * n_lanes + lane] = value.clone());
                }
            } else {
                self.predict(p, &mut own);
                for (i, lanes) in own.chunks_exact(n_lanes).enumerate() {
                    let lanes = lanes.iter().enumerate();
                    lanes.for_each(|(lane, value)| y[p].lane_mut(lane)[i] = value.clone());
                }
            }
            let pairs = own.iter().map(|y| self.transfer[p].pair(y));
            (self.rates[p], self.slopes[p]) = pairs.unzip();
        }
        match is_update {
            true => self.learning.y = y,
            false => self.testing.y = y,
        }
    }

    /// y_i = Σ θ_ij f(y_j) + b_i (Eq. 1).
    fn predict(&self, p: usize, y: &mut [S]) {
        let (wiring, n_lanes) = (&self.wiring, self.n_lanes);
        for e in wiring.incoming(p) {
            let rows = Rows {
                partners: wiring.rows(e),
                values: &self.rates[wiring.projections()[e].pre],
                takes_part: None,
                n_lanes,
            };
            let (neurons, theta) = (0..wiring.widths()[p], &self.weights.theta[e].values);
            S::add_rows(InstructionSet::best(), neurons, y, theta, &rows);
        }
        if wiring.has_bias(p) {
            for (sums, bias) in y.chunks_exact_mut(n_lanes).zip(&self.weights.bias[p]) {
                sums.iter_mut().for_each(|sum| *sum = sum.clone() + bias);
            }
        }
    }

    /// δ of every population: s − y where there is a teacher, else f′(y_j) Σ θ_ij δ_i (Eq. 4).
    pub(super) fn backward(&mut self, targets: &[&[S]]) {
        let wiring = Arc::clone(&self.wiring);
        let n_lanes = self.n_lanes;
        let mut planes = planes(&wiring, n_lanes);
        for p in 0..wiring.n_computing() {
            let mut own = vec![S::zero(); wiring.widths()[p] * n_lanes];
            for &e in wiring.outgoing(p) {
                let theta = wiring.by_place(e, &self.weights.theta[e].values);
                let rows = Rows {
                    partners: wiring.columns_of(e),
                    values: &self.delta[wiring.projections()[e].post],
                    takes_part: None,
                    n_lanes,
                };
                let neurons = 0..wiring.widths()[p];
                S::add_rows(InstructionSet::best(), neurons, &mut own, &theta, &rows);
            }
            for (j, sums) in own.chunks_exact_mut(n_lanes).enumerate() {
                for (lane, target) in targets.iter().enumerate().filter(|_| wiring.is_output(p)) {
                    assert!(
                        target.len() == wiring.n_outputs(),
                        "a target for every output"
                    );
                    let target = &target[wiring.columns(p)][j];
                    sums[lane] = target.clone() - self.learning.y[p].at(lane, j);
                }
                for (lane, sum) in sums.iter_mut().enumerate() {
                    if !wiring.is_output(p) {
                        *sum = self.slopes[p][j * n_lanes + lane].clone() * &*sum;
                    }
                    planes[p].lane_mut(lane)[j] = sum.clone();
                }
            }
            self.delta[p] = own;
        }
        self.learning.delta = planes;
    }

    /// w += α Σ_b δ_i f(y_j), divided by `divisor` if there is one; α by population.
    pub(super) fn learn(&mut self, alphas: &[S], divisor: Option<&S>) {
        let wiring = Arc::clone(&self.wiring);
        let n_lanes = self.n_lanes;
        for (p, alpha) in alphas.iter().enumerate() {
            let terms = Terms {
                alpha,
                divisor: divisor.cloned(),
                decay: None,
            };
            let learning = |e: &usize| wiring.projections()[*e].learns;
            for e in wiring.incoming(p).filter(learning) {
                let rows = Rows {
                    partners: wiring.rows(e),
                    values: &self.rates[wiring.projections()[e].pre],
                    takes_part: None,
                    n_lanes,
                };
                let (neurons, set) = (0..wiring.widths()[p], InstructionSet::best());
                let weights = &mut self.weights.theta[e].values;
                S::learn_rows(set, neurons, weights, &self.delta[p], &rows, &terms);
            }
            if wiring.has_bias(p) {
                let (one, deltas) = (S::one(), self.delta[p].chunks_exact(n_lanes));
                for (bias, delta) in self.weights.bias[p].iter_mut().zip(deltas) {
                    let products = delta.iter();
                    let product = products.fold(S::zero(), |sum, d| d.multiply_add(&one, &sum));
                    *bias = terms.after(bias, &product);
                }
            }
        }
    }

    fn resize(&mut self, n_lanes: usize) {
        self.n_lanes = n_lanes;
        let n = self.wiring.populations().len();
        self.rates.resize(n, Vec::new());
        self.slopes.resize(n, Vec::new());
        self.delta.resize(n, Vec::new());
    }
}

/// A plane for each population that computes.
fn planes<S: Scalar>(wiring: &Wiring, n_lanes: usize) -> Vec<Plane<S>> {
    let widths = wiring.widths()[..wiring.n_computing()].iter();
    widths.map(|n| Plane::new(*n, n_lanes)).collect()
}
