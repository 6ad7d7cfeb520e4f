//! Plain backpropagation: the judge, not a player.
//!
//! A dense forward and backward pass (Eqs. 1 to 4, with f where the paper prints f′ in Eq. 3;
//! SPEC section 1). It has no agents and no time, and shares nothing with them but the
//! blueprint and the arithmetic: sums in synapse order from 0, bias last, multiply then add.

use crate::blueprint::{Blueprint, Matrix, Weights};
use crate::scalar::Scalar;

/// A network trained by backpropagation.
///
/// ```
/// use fazil::activation::Activation;
/// use fazil::blueprint::{Blueprint, InputTransfer, Matrix, Weights};
/// use fazil::oracle::Backpropagation;
/// let theta = vec![Matrix { rows: 1, columns: 1, values: vec![2.0] }];
/// let blueprint = Blueprint {
///     widths: vec![1, 1],
///     activation: Activation::Identity,
///     input_transfer: InputTransfer::Identity,
///     weights: Weights { theta, feedback: vec![], bias: vec![] },
/// };
/// let mut bp = Backpropagation::new(blueprint, 0.5, false);
/// let pass = bp.update(&[3.0], &[7.0], 1);
/// assert_eq!(pass.delta[0], [7.0 - 6.0]);
/// assert_eq!(bp.weights().theta[0].values, [2.0 + 0.5 * 1.0 * 3.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Backpropagation<S> {
    blueprint: Blueprint<S>,
    alpha: S,
    is_mean: bool,
    /// α of weight layer l + 1 divided by α; all 1 in backpropagation itself.
    layer_rates: Vec<S>,
    /// Lost connections: (layer, post, pre), `None` for a bias. Their weights stay 0, and a
    /// weight of 0 adds nothing to a sum.
    absent: Vec<(usize, usize, Option<usize>)>,
}

/// One forward and backward pass. Everything is `[n_l][B]`: neuron i, lane b at i · B + b.
#[derive(Clone, Debug)]
pub struct Pass<S> {
    /// y of layer l = 0 … L at position l.
    pub y: Vec<Vec<S>>,
    /// δ = −∂E/∂y of layer l = 0 … L−1 at position l.
    pub delta: Vec<Vec<S>>,
}

impl<S: Scalar> Backpropagation<S> {
    /// Backpropagation on the network of `blueprint`; its feedback copies are ignored.
    /// `is_mean` divides a batch's change by the number of its examples.
    pub fn new(blueprint: Blueprint<S>, alpha: S, is_mean: bool) -> Self {
        let layer_rates = vec![S::one(); blueprint.depth()];
        Self {
            blueprint,
            alpha,
            is_mean,
            layer_rates,
            absent: Vec::new(),
        }
    }

    /// The same with layer l learning at rate α γ^l: what γ ≠ 1 alone amounts to (C3).
    pub fn with_layer_rates(mut self, gamma: &S) -> Self {
        for l in 1..self.layer_rates.len() {
            self.layer_rates[l] = self.layer_rates[l - 1].clone() * gamma;
        }
        self
    }

    /// Loses the connection from neuron `pre` of `layer + 1` (`None`: the bias) to neuron `post`
    /// of `layer` for good.
    pub fn lesion(&mut self, layer: usize, post: usize, pre: Option<usize>) {
        self.absent.push((layer, post, pre));
        self.clear_absent();
    }

    fn clear_absent(&mut self) {
        let weights = &mut self.blueprint.weights;
        for &(layer, post, pre) in &self.absent {
            match pre {
                Some(pre) => {
                    let theta = &mut weights.theta[layer];
                    theta.values[post * theta.columns + pre] = S::zero();
                }
                None => weights.bias[layer][post] = S::zero(),
            }
        }
    }

    /// The weights as they are now.
    pub fn weights(&self) -> &Weights<S> {
        &self.blueprint.weights
    }

    /// y of every layer for inputs `[n_L][B]`, output first.
    pub fn predict(&self, input: &[S], n_lanes: usize) -> Vec<Vec<S>> {
        let [y, ..] = self.forward(input, n_lanes);
        y
    }

    /// One update on a batch: inputs `[n_L][B]`, targets `[n_0][B]`.
    pub fn update(&mut self, input: &[S], target: &[S], n_lanes: usize) -> Pass<S> {
        let [y, rates, slopes] = self.forward(input, n_lanes);
        let delta = self.backward(&y[0], target, &slopes, n_lanes);
        for (l, delta) in delta.iter().enumerate() {
            let alpha = self.alpha.clone() * &self.layer_rates[l];
            let step = |product: S| {
                let step = alpha.clone() * &product;
                if self.is_mean {
                    step / &S::from_count(n_lanes)
                } else {
                    step
                }
            };
            let weights = &mut self.blueprint.weights;
            change(&mut weights.theta[l], delta, &rates[l + 1], n_lanes, &step);
            if let Some(bias) = weights.bias.get_mut(l) {
                for (weight, delta) in bias.iter_mut().zip(delta.chunks(n_lanes)) {
                    let product = delta.iter().fold(S::zero(), |sum, delta| sum + delta);
                    *weight = weight.clone() + &step(product);
                }
            }
        }
        self.clear_absent();
        Pass { y, delta }
    }

    /// y, f(y) and f′(y) of every layer, output first.
    fn forward(&self, input: &[S], n_lanes: usize) -> [Vec<Vec<S>>; 3] {
        let depth = self.blueprint.depth();
        let (mut ys, mut rates, mut slopes) = (Vec::new(), Vec::<Vec<S>>::new(), Vec::new());
        for l in (0..=depth).rev() {
            let y = match rates.last() {
                None => input.to_vec(),
                Some(above) => self.predict_layer(l, above, n_lanes),
            };
            let activation = self.blueprint.transfer(l);
            let (rate, slope) = y.iter().map(|y| activation.pair(y)).unzip();
            ys.push(y);
            rates.push(rate);
            slopes.push(slope);
        }
        ys.reverse();
        rates.reverse();
        slopes.reverse();
        [ys, rates, slopes]
    }

    /// y^l = Σ_j w_ij f(y_j^{l+1}) + b_i (Eq. 1).
    fn predict_layer(&self, l: usize, above: &[S], n_lanes: usize) -> Vec<S> {
        let weights = &self.blueprint.weights;
        let mut y = vec![S::zero(); self.blueprint.widths[l] * n_lanes];
        for (i, sums) in y.chunks_mut(n_lanes).enumerate() {
            for (weight, rates) in weights.theta[l].row(i).iter().zip(above.chunks(n_lanes)) {
                accumulate(sums, weight, rates);
            }
            if let Some(bias) = weights.bias.get(l) {
                sums.iter_mut()
                    .for_each(|sum| *sum = sum.clone() + &bias[i]);
            }
        }
        y
    }

    /// δ of every layer (Eq. 4).
    fn backward(&self, y: &[S], target: &[S], slopes: &[Vec<S>], n_lanes: usize) -> Vec<Vec<S>> {
        let mut deltas = vec![
            target
                .iter()
                .zip(y)
                .map(|(s, y)| s.clone() - y)
                .collect::<Vec<S>>(),
        ];
        for l in 1..self.blueprint.depth() {
            let theta = &self.blueprint.weights.theta[l - 1];
            let mut delta = vec![S::zero(); self.blueprint.widths[l] * n_lanes];
            for (i, sums) in delta.chunks_mut(n_lanes).enumerate() {
                for (k, below) in deltas[l - 1].chunks(n_lanes).enumerate() {
                    accumulate(sums, theta.at(k, i), below);
                }
            }
            delta
                .iter_mut()
                .zip(&slopes[l])
                .for_each(|(d, slope)| *d = slope.clone() * &*d);
            deltas.push(delta);
        }
        deltas
    }
}

/// sum += weight · value in every lane.
#[inline]
fn accumulate<S: Scalar>(sums: &mut [S], weight: &S, values: &[S]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum = sum.clone() + &(weight.clone() * value);
    }
}

/// w_ij += step(Σ_b δ_i f(y_j)).
fn change<S: Scalar>(
    theta: &mut Matrix<S>,
    delta: &[S],
    rates: &[S],
    n_lanes: usize,
    step: &impl Fn(S) -> S,
) {
    let columns = theta.columns;
    for (k, weight) in theta.values.iter_mut().enumerate() {
        let (i, j) = (k / columns, k % columns);
        let lanes = delta[i * n_lanes..][..n_lanes]
            .iter()
            .zip(&rates[j * n_lanes..][..n_lanes]);
        let product = lanes.fold(S::zero(), |sum, (delta, rate)| {
            sum + &(delta.clone() * rate)
        });
        *weight = weight.clone() + &step(product);
    }
}
