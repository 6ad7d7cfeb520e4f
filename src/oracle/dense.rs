//! A dense network in tiles of weights, and the planes that a pass fills.
//!
//! Promises the bits of plain loops over matrices: the forward sum over the neurons above and
//! the backward sum over those below each read tiles from front to back, so the weights between
//! hidden layers stand here twice, with the same change made to both. Allocates nothing while
//! the number of lanes stays the same. Knows neither α's origin nor who asks.
//!
//! Making the change twice costs 115 µs at 512 x 512 weights and 20 lanes in f32 (230 µs in f64),
//! of 800 µs (1700 µs) for all of W2, and 0.6 of 32 µs on W1; a copy of the changed tiles in place
//! of the second change 107 µs (115 µs), no less in f32 (AVX-512, least of 400).

use super::pass::Pass;
use crate::activation::Activation;
use crate::blueprint::{Blueprint, Matrix, Weights};
use crate::scalar::{InstructionSet, Plane, Scalar, Step, Tiles};

/// The weights.
#[derive(Clone, Debug)]
pub(super) struct Dense<S> {
    pub(super) set: InstructionSet,
    /// f of layer l + 1 at position l.
    transfer: Vec<Activation>,
    /// θ^{l+1} at position l: of neuron i of layer l for input j of layer l + 1.
    pub(super) theta: Vec<Tiles<S>>,
    /// The same for l = 0 … L−2, of neuron j of layer l + 1 for input i of layer l.
    transposed: Vec<Tiles<S>>,
    /// Bias weights of layer l at position l, for one input that is 1; empty in a network
    /// without.
    pub(super) bias: Vec<Tiles<S>>,
}

/// What passes over one number of lanes write.
#[derive(Clone, Debug)]
pub(super) struct Buffers<S> {
    n_lanes: usize,
    pub(super) pass: Pass<S>,
    /// f(y) of layer l + 1 at position l, `[B][n_{l+1}]`.
    rates: Vec<Plane<S>>,
    /// f′(y) of layer l + 1 at position l, but of the input layer, `[B][n_{l+1}]`.
    slopes: Vec<Plane<S>>,
    /// 1 in every lane, `[B][1]`: what a bias hears.
    ones: Plane<S>,
}

impl<S: Scalar> Buffers<S> {
    /// For layers of `widths`, output first.
    pub(super) fn new(widths: &[usize], n_lanes: usize) -> Self {
        let planes = |widths: &[usize]| -> Vec<Plane<S>> {
            widths.iter().map(|n| Plane::new(*n, n_lanes)).collect()
        };
        let depth = widths.len() - 1;
        let mut ones = Plane::new(1, n_lanes);
        ones.all_mut().fill(S::one());
        Self {
            n_lanes,
            pass: Pass {
                y: planes(&widths[..depth]),
                delta: planes(&widths[..depth]),
            },
            rates: planes(&widths[1..]),
            slopes: planes(&widths[1..depth]),
            ones,
        }
    }

    /// Makes room for as many lanes, and only for them.
    pub(super) fn resize(&mut self, widths: &[usize], n_lanes: usize) {
        if self.n_lanes != n_lanes {
            *self = Self::new(widths, n_lanes);
        }
    }
}

impl<S: Scalar> Dense<S> {
    pub(super) fn of(blueprint: &Blueprint<S>) -> Self {
        let mut network = Self {
            set: InstructionSet::best(),
            transfer: (1..=blueprint.depth())
                .map(|l| blueprint.transfer(l))
                .collect(),
            theta: Vec::new(),
            transposed: Vec::new(),
            bias: Vec::new(),
        };
        network.set_weights(&blueprint.weights);
        network
    }

    /// The weights, as matrices.
    pub(super) fn weights(&self) -> Weights<S> {
        let layers = self.theta.iter();
        let theta = layers.map(|tiles| {
            Matrix::from_fn(tiles.n(), tiles.n_inputs(), |i, j| tiles.at(j, i).clone())
        });
        let biases = self.bias.iter();
        let bias = biases.map(|tiles| (0..tiles.n()).map(|i| tiles.at(0, i).clone()).collect());
        Weights {
            theta: theta.collect(),
            feedback: Vec::new(),
            bias: bias.collect(),
        }
    }

    /// Takes other weights, of the same shape.
    pub(super) fn set_weights(&mut self, weights: &Weights<S>) {
        let theta = weights.theta.iter();
        self.theta = theta
            .map(|theta| Tiles::from_fn(theta.columns, theta.rows, |j, i| theta.at(i, j).clone()))
            .collect();
        let transposed = weights.theta[..self.transfer.len() - 1].iter();
        self.transposed = transposed
            .map(|theta| Tiles::from_fn(theta.rows, theta.columns, |i, j| theta.at(i, j).clone()))
            .collect();
        let bias = weights.bias.iter();
        self.bias = bias
            .map(|bias| Tiles::from_fn(1, bias.len(), |_, i| bias[i].clone()))
            .collect();
    }

    /// Makes a weight 0.
    pub(super) fn clear(&mut self, layer: usize, post: usize, pre: Option<usize>) {
        let Some(pre) = pre else {
            *self.bias[layer].at_mut(0, post) = S::zero();
            return;
        };
        *self.theta[layer].at_mut(pre, post) = S::zero();
        if let Some(transposed) = self.transposed.get_mut(layer) {
            *transposed.at_mut(post, pre) = S::zero();
        }
    }

    /// y, f(y) and f′(y) of every layer: y^l = Σ_j θ_ij f(y_j^{l+1}) + b_i (Eq. 1).
    pub(super) fn forward(&self, inputs: &[&[S]], buffers: &mut Buffers<S>) {
        let depth = self.theta.len();
        for (lane, input) in inputs.iter().enumerate() {
            let rates = buffers.rates[depth - 1].lane_mut(lane);
            self.transfer[depth - 1].rates(self.set, input, rates);
        }
        for l in (0..depth).rev() {
            let y = &mut buffers.pass.y[l];
            let rates = (0..self.theta[l].n_inputs(), &buffers.rates[l]);
            self.theta[l].sum(self.set, std::iter::once(rates), y);
            if let Some(bias) = self.bias.get(l) {
                bias.add_to(self.set, 0..1, &buffers.ones, y);
            }
            if let Some(l) = l.checked_sub(1) {
                let (rates, slopes) = (&mut buffers.rates[l], &mut buffers.slopes[l]);
                self.transfer[l].transfer(self.set, y.all(), rates.all_mut(), slopes.all_mut());
            }
        }
    }

    /// δ of every layer: δ^0 = s − y, δ_j^{l+1} = f′(y_j) Σ_i θ_ij δ_i^l (Eq. 4).
    pub(super) fn backward(&self, targets: &[&[S]], buffers: &mut Buffers<S>) {
        let Pass { y, delta } = &mut buffers.pass;
        for (lane, target) in targets.iter().enumerate() {
            let (y, delta) = (y[0].lane(lane), delta[0].lane_mut(lane));
            assert!(target.len() == y.len(), "a target for every output neuron");
            for ((delta, target), y) in delta.iter_mut().zip(*target).zip(y) {
                *delta = target.clone() - y;
            }
        }
        for (l, (transposed, slopes)) in self.transposed.iter().zip(&buffers.slopes).enumerate() {
            let (below, above) = delta.split_at_mut(l + 1);
            let (below, above) = (&below[l], &mut above[0]);
            let below = (0..transposed.n_inputs(), below);
            transposed.sum(self.set, std::iter::once(below), above);
            for (delta, slope) in above.all_mut().iter_mut().zip(slopes.all()) {
                *delta = slope.clone() * &*delta;
            }
        }
    }

    /// w += α Σ_b δ_i f(y_j), in both copies, divided by `divisor` if there is one.
    pub(super) fn learn(&mut self, alphas: &[S], divisor: Option<&S>, buffers: &Buffers<S>) {
        for (l, (delta, rates)) in buffers.pass.delta.iter().zip(&buffers.rates).enumerate() {
            let step = Step {
                by_neuron: delta,
                by_input: rates,
                n_lanes: buffers.n_lanes,
                alpha: &alphas[l],
                divisor,
                decay: None,
                neurons: None,
                inputs: None,
            };
            self.theta[l].learn(self.set, 0..rates.n(), &step);
            if let Some(transposed) = self.transposed.get_mut(l) {
                let step = Step {
                    by_neuron: rates,
                    by_input: delta,
                    ..step
                };
                transposed.learn(self.set, 0..delta.n(), &step);
            }
            if let Some(bias) = self.bias.get_mut(l) {
                let step = Step {
                    by_input: &buffers.ones,
                    ..step
                };
                bias.learn(self.set, 0..1, &step);
            }
        }
    }
}
