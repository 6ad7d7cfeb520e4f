//! Plain backpropagation: the judge, not a player.
//!
//! A forward and a backward pass over projections (Eqs. 1 to 4, with f where the paper prints f′ in Eq. 3;
//! SPEC section 1). It has no agents and no time, and shares nothing with them but the
//! blueprint and the arithmetic: sums in synapse order from 0, bias last, multiply then add.

mod dense;
mod graph;

use crate::axon::SynapseId;
use crate::blueprint::{Blueprint, Weights};
use crate::scalar::{InstructionSet, Plane, Scalar};
use dense::{Buffers, Dense};
use graph::Graph;
pub use pass::Pass;

/// A network trained by backpropagation.
///
/// ```
/// use fazil::activation::Activation;
/// use fazil::blueprint::{Blueprint, InputTransfer, Matrix, Weights};
/// use fazil::oracle::Backpropagation;
/// let theta = vec![Matrix { rows: 1, columns: 1, values: vec![2.0] }];
/// let weights = Weights { theta, feedback: vec![], bias: vec![] };
/// let transfer = InputTransfer::Identity;
/// let blueprint = Blueprint::chain(&[1, 1], Activation::Identity, transfer, weights);
/// let mut bp = Backpropagation::new(blueprint, 0.5, false);
/// let pass = bp.update_rows(&[&[3.0]], &[&[7.0]]);
/// assert_eq!(pass.delta[0].lane(0), [7.0 - 6.0]);
/// assert_eq!(bp.weights().theta[0].values, [2.0 + 0.5 * 1.0 * 3.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Backpropagation<S> {
    network: Network<S>,
    /// α by population, inputs aside; all the same in backpropagation itself.
    alphas: Vec<S>,
    is_mean: bool,
    levels: Vec<usize>,
    /// Lost connections. Their weights stay 0, and a weight of 0 adds nothing to a sum.
    absent: Vec<SynapseId>,
}

/// Who passes.
#[derive(Clone, Debug)]
enum Network<S> {
    Chain(Box<Chain<S>>),
    Graph(Box<Graph<S>>),
}

/// A chain, and the planes of its passes.
#[derive(Clone, Debug)]
struct Chain<S> {
    dense: Dense<S>,
    /// n_l for l = 0 … L.
    widths: Vec<usize>,
    learning: Buffers<S>,
    testing: Buffers<S>,
}

impl<S: Scalar> Backpropagation<S> {
    /// Backpropagation on the network of `blueprint`; its feedback copies are ignored.
    /// `is_mean` divides a batch's change by the number of its examples.
    pub fn new(blueprint: Blueprint<S>, alpha: S, is_mean: bool) -> Self {
        let wiring = &blueprint.wiring;
        let computing = 0..wiring.n_computing();
        let network = match wiring.is_chain() {
            true => {
                let widths = wiring.widths().to_vec();
                Network::Chain(Box::new(Chain {
                    dense: Dense::of(&blueprint),
                    learning: Buffers::new(&widths, 0),
                    testing: Buffers::new(&widths, 0),
                    widths,
                }))
            }
            false => Network::Graph(Box::new(Graph::of(&blueprint))),
        };
        Self {
            network,
            alphas: vec![alpha; computing.len()],
            is_mean,
            levels: computing.map(|p| wiring.level(p)).collect(),
            absent: Vec::new(),
        }
    }

    /// The same with populations of level l learning at rate α γ^l: what γ ≠ 1 alone amounts to
    /// where no feedback spans more than one level (C3).
    pub fn with_layer_rates(mut self, gamma: &S) -> Self {
        for (alpha, level) in self.alphas.iter_mut().zip(&self.levels) {
            let powers = (0..*level).fold(S::one(), |power, _| power * gamma);
            *alpha = alpha.clone() * &powers;
        }
        self
    }

    /// The same on other vector instructions than the machine's best: no bit changes.
    pub fn with_instructions(mut self, set: InstructionSet) -> Self {
        if let Network::Chain(chain) = &mut self.network {
            chain.dense.set = set;
        }
        self
    }

    /// Loses a connection for good.
    ///
    /// # Panics
    /// If the network has no such connection.
    pub fn lesion(&mut self, synapse: SynapseId) {
        self.absent.push(synapse);
        self.clear_absent();
    }

    fn clear_absent(&mut self) {
        for &SynapseId { layer, post, pre } in &self.absent {
            match &mut self.network {
                Network::Chain(chain) => chain.dense.clear(layer, post, pre.map(|(_, j)| j)),
                Network::Graph(graph) => graph.clear(layer, post, pre),
            }
        }
    }

    /// The same network with other weights; what was lost stays lost.
    ///
    /// # Panics
    /// If they are of another shape.
    pub fn set_weights(&mut self, weights: &Weights<S>) {
        match &mut self.network {
            Network::Chain(chain) => chain.dense.set_weights(weights),
            Network::Graph(graph) => graph.set_weights(weights),
        }
        self.clear_absent();
    }

    /// The weights as they are now; no feedback copies.
    pub fn weights(&self) -> Weights<S> {
        match &self.network {
            Network::Chain(chain) => chain.dense.weights(),
            Network::Graph(graph) => graph.weights(),
        }
    }

    /// y of every population but inputs, `[B][n]` each, for inputs `[B][columns]`. Leaves
    /// [`Self::pass`] as it is.
    ///
    /// # Panics
    /// If an input is of another width.
    pub fn predict(&mut self, inputs: &[&[S]]) -> &[Plane<S>] {
        match &mut self.network {
            Network::Chain(chain) => {
                chain.testing.resize(&chain.widths, inputs.len());
                chain.dense.forward(inputs, &mut chain.testing);
                &chain.testing.pass.y
            }
            Network::Graph(graph) => {
                graph.forward(inputs, false);
                &graph.testing.y
            }
        }
    }

    /// One update on a batch, a row per example: inputs and targets `[B][columns]`. With as many
    /// rows as before, nothing is allocated in a chain.
    ///
    /// # Panics
    /// If there are not as many targets as inputs, or one is of another width.
    pub fn update_rows(&mut self, inputs: &[&[S]], targets: &[&[S]]) -> &mut Pass<S> {
        assert!(inputs.len() == targets.len(), "a target for every input");
        let n_lanes = self.is_mean.then(|| S::from_count(inputs.len()));
        match &mut self.network {
            Network::Chain(chain) => {
                let buffers = &mut chain.learning;
                buffers.resize(&chain.widths, inputs.len());
                chain.dense.forward(inputs, buffers);
                chain.dense.backward(targets, buffers);
                chain.dense.learn(&self.alphas, n_lanes.as_ref(), buffers);
            }
            Network::Graph(graph) => {
                graph.forward(inputs, true);
                graph.backward(targets);
                graph.learn(&self.alphas, n_lanes.as_ref());
            }
        }
        self.clear_absent();
        match &mut self.network {
            Network::Chain(chain) => &mut chain.learning.pass,
            Network::Graph(graph) => &mut graph.learning,
        }
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
        match &self.network {
            Network::Chain(chain) => &chain.learning.pass,
            Network::Graph(graph) => &graph.learning,
        }
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

mod pass;
#[cfg(test)]
mod tests;
