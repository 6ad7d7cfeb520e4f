//! Plain backpropagation: the judge, not a player.
//!
//! A dense forward and backward pass (Eqs. 1 to 4, with f where the paper prints f′ in Eq. 3;
//! SPEC section 1). It has no agents and no time, and shares nothing with them but the
//! blueprint and the arithmetic: sums in synapse order from 0, bias last, multiply then add.

mod dense;

use crate::blueprint::{Blueprint, Matrix, Weights};
use crate::scalar::{InstructionSet, Plane, Scalar};
use dense::{Buffers, Dense};

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
/// let pass = bp.update_rows(&[&[3.0]], &[&[7.0]]);
/// assert_eq!(pass.delta[0].lane(0), [7.0 - 6.0]);
/// assert_eq!(bp.weights().theta[0].values, [2.0 + 0.5 * 1.0 * 3.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Backpropagation<S> {
    network: Dense<S>,
    /// n_l for l = 0 … L.
    widths: Vec<usize>,
    /// α of weight layer l + 1 at position l; all the same in backpropagation itself.
    alphas: Vec<S>,
    is_mean: bool,
    /// Lost connections: (layer, post, pre), `None` for a bias. Their weights stay 0, and a
    /// weight of 0 adds nothing to a sum.
    absent: Vec<(usize, usize, Option<usize>)>,
    learning: Buffers<S>,
    testing: Buffers<S>,
}

/// One forward and backward pass. Everything is `[B][n_l]`: a lane is an example.
#[derive(Clone, Debug)]
pub struct Pass<S> {
    /// y of layer l = 0 … L−1 at position l; of layer L it is the input.
    pub y: Vec<Plane<S>>,
    /// δ = −∂E/∂y of layer l = 0 … L−1 at position l.
    pub delta: Vec<Plane<S>>,
}

impl<S: Scalar> Backpropagation<S> {
    /// Backpropagation on the network of `blueprint`; its feedback copies are ignored.
    /// `is_mean` divides a batch's change by the number of its examples.
    pub fn new(blueprint: Blueprint<S>, alpha: S, is_mean: bool) -> Self {
        let network = Dense::of(&blueprint);
        let widths = blueprint.widths;
        Self {
            network,
            alphas: vec![alpha; widths.len() - 1],
            is_mean,
            absent: Vec::new(),
            learning: Buffers::new(&widths, 0),
            testing: Buffers::new(&widths, 0),
            widths,
        }
    }

    /// The same with layer l learning at rate α γ^l: what γ ≠ 1 alone amounts to (C3).
    pub fn with_layer_rates(mut self, gamma: &S) -> Self {
        let mut power = S::one();
        for alpha in &mut self.alphas {
            *alpha = alpha.clone() * &power;
            power = power * gamma;
        }
        self
    }

    /// The same on other vector instructions than the machine's best: no bit changes.
    pub fn with_instructions(mut self, set: InstructionSet) -> Self {
        self.network.set = set;
        self
    }

    /// Loses the connection from neuron `pre` of `layer + 1` (`None`: the bias) to neuron `post`
    /// of `layer` for good.
    ///
    /// # Panics
    /// If the network has no such connection.
    pub fn lesion(&mut self, layer: usize, post: usize, pre: Option<usize>) {
        self.absent.push((layer, post, pre));
        self.network.clear(layer, post, pre);
    }

    /// The same network with other weights; what was lost stays lost.
    ///
    /// # Panics
    /// If they are of another shape.
    pub fn set_weights(&mut self, weights: &Weights<S>) {
        self.network.set_weights(weights);
        for &(layer, post, pre) in &self.absent {
            self.network.clear(layer, post, pre);
        }
    }

    /// The weights as they are now; no feedback copies.
    pub fn weights(&self) -> Weights<S> {
        let layers = self.network.theta.iter();
        let theta = layers.map(|tiles| {
            Matrix::from_fn(tiles.n(), tiles.n_inputs(), |i, j| tiles.at(j, i).clone())
        });
        let biases = self.network.bias.iter();
        let bias = biases.map(|tiles| (0..tiles.n()).map(|i| tiles.at(0, i).clone()).collect());
        Weights {
            theta: theta.collect(),
            feedback: Vec::new(),
            bias: bias.collect(),
        }
    }

    /// y of layers 0 … L−1, `[B][n_l]` each, for inputs `[B][n_L]`. Leaves [`Self::pass`] as
    /// it is.
    ///
    /// # Panics
    /// If an input is not `[n_L]`.
    pub fn predict(&mut self, inputs: &[&[S]]) -> &[Plane<S>] {
        self.testing.resize(&self.widths, inputs.len());
        self.network.forward(inputs, &mut self.testing);
        &self.testing.pass.y
    }

    /// One update on a batch, a row per example: inputs `[B][n_L]`, targets `[B][n_0]`. With
    /// as many rows as before, nothing is allocated.
    ///
    /// # Panics
    /// If there are not as many targets as inputs, or one is not as wide as its layer.
    pub fn update_rows(&mut self, inputs: &[&[S]], targets: &[&[S]]) -> &mut Pass<S> {
        assert!(inputs.len() == targets.len(), "a target for every input");
        let buffers = &mut self.learning;
        buffers.resize(&self.widths, inputs.len());
        self.network.forward(inputs, buffers);
        self.network.backward(targets, buffers);
        let n_lanes = self.is_mean.then(|| S::from_count(inputs.len()));
        self.network.learn(&self.alphas, n_lanes.as_ref(), buffers);
        for &(layer, post, pre) in &self.absent {
            self.network.clear(layer, post, pre);
        }
        &mut buffers.pass
    }

    /// The same with inputs `[n_L][B]` and targets `[n_0][B]`: neuron i, lane b at i · B + b.
    ///
    /// # Panics
    /// If they are not of these shapes, or B is 0.
    pub fn update(&mut self, input: &[S], target: &[S], n_lanes: usize) -> &mut Pass<S> {
        let inputs = by_lane(input, n_lanes);
        let targets = by_lane(target, n_lanes);
        self.update_rows(&rows(&inputs), &rows(&targets))
    }

    /// What the last update computed; planes without lanes before the first.
    pub fn pass(&self) -> &Pass<S> {
        &self.learning.pass
    }
}

/// Rows as slices.
fn rows<S>(lanes: &[Vec<S>]) -> Vec<&[S]> {
    lanes.iter().map(Vec::as_slice).collect()
}

/// `[n][B]` as `[B][n]`.
fn by_lane<S: Scalar>(values: &[S], n_lanes: usize) -> Vec<Vec<S>> {
    let lane = |lane| values.iter().skip(lane).step_by(n_lanes).cloned().collect();
    (0..n_lanes).map(lane).collect()
}

#[cfg(test)]
mod tests;
