//! A chain of layers, each wired to the next, built step by step.

use super::circuit::{Circuit, CircuitError, Settings, check_positive, check_widths};
use crate::activation::Activation;
use crate::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer, Weights};
use crate::neuron::Feedback;
use crate::plasticity::Rule;
use crate::scalar::{Number, Scalar};
use crate::synapse::{Phi, Reduction};
use crate::wiring::Wiring;

/// Builds the circuit of a chain of layers. What is not said has the default of [`Settings`]; f is
/// the logistic function, and weights are drawn as by Glorot and Bengio (2010) with seed 0.
///
/// ```
/// use fazil::activation::Activation;
/// use fazil::engine::Circuit;
/// let circuit = Circuit::<f64>::chain([2, 8, 1])
///     .activation(Activation::Tanh)
///     .bias(true)
///     .alpha(0.1)
///     .lanes(4)
///     .seed(7)
///     .build()?;
/// assert_eq!(circuit.settings().n_lanes, 4);
/// # Ok::<(), fazil::engine::CircuitError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ChainBuilder<S> {
    /// Input first, as a person says it.
    widths: Vec<usize>,
    activation: Activation,
    input_transfer: InputTransfer,
    bias: bool,
    feedback_weights: FeedbackWeights,
    seed: u64,
    weights: Option<Weights<S>>,
    alpha: f64,
    settings: Settings<S>,
}

impl<S: Scalar> Circuit<S> {
    /// Begins a chain of layers of these widths, input first.
    pub fn chain(widths: impl Into<Vec<usize>>) -> ChainBuilder<S> {
        ChainBuilder {
            widths: widths.into(),
            activation: Activation::Logistic,
            input_transfer: InputTransfer::Activation,
            bias: false,
            feedback_weights: FeedbackWeights::Mirrored,
            seed: 0,
            weights: None,
            alpha: 0.01,
            settings: Settings::default(),
        }
    }
}

impl<S: Scalar> ChainBuilder<S> {
    /// f of every layer above the output.
    #[must_use]
    pub fn activation(mut self, activation: Activation) -> Self {
        self.activation = activation;
        self
    }

    /// What input neurons send.
    #[must_use]
    pub fn input_transfer(mut self, transfer: InputTransfer) -> Self {
        self.input_transfer = transfer;
        self
    }

    /// Whether error neurons have a bias synapse.
    #[must_use]
    pub fn bias(mut self, bias: bool) -> Self {
        self.bias = bias;
        self
    }

    /// How the feedback copies θ′ are born.
    #[must_use]
    pub fn feedback_weights(mut self, feedback_weights: FeedbackWeights) -> Self {
        self.feedback_weights = feedback_weights;
        self
    }

    /// The seed of the weights at birth.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The weights at birth, instead of drawn ones.
    #[must_use]
    pub fn weights(mut self, weights: Weights<S>) -> Self {
        self.weights = Some(weights);
        self
    }

    /// α, the learning rate.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.alpha = alpha;
        self
    }

    /// When synapses commit.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.settings.rule = rule;
        self
    }

    /// When error neurons speak upward.
    #[must_use]
    pub fn feedback(mut self, feedback: Feedback) -> Self {
        self.settings.feedback = feedback;
        self
    }

    /// The settings of every φ.
    #[must_use]
    pub fn phi(mut self, phi: Phi) -> Self {
        self.settings.phi = phi;
        self
    }

    /// How the lanes of a presentation add up to one change of a weight.
    #[must_use]
    pub fn reduction(mut self, reduction: Reduction) -> Self {
        self.settings.learning.reduction = reduction;
        self
    }

    /// B, presentations side by side.
    #[must_use]
    pub fn lanes(mut self, n_lanes: usize) -> Self {
        self.settings.n_lanes = n_lanes;
        self
    }

    /// The circuit.
    ///
    /// # Errors
    /// If there are fewer than two layers, a layer is empty, given weights do not fit, there are no
    /// lanes, or α is not above 0.
    pub fn build(mut self) -> Result<Circuit<S>, CircuitError> {
        self.widths.reverse();
        check_widths(&self.widths)?;
        let alpha = S::from_f64(self.alpha);
        check_positive("α", &alpha)?;
        self.settings.learning.alpha = alpha;
        let initial = Initial::Xavier {
            seed: self.seed,
            gain: Number::from(1),
        };
        let wiring = Wiring::chain(&self.widths, self.activation, self.bias);
        let drawn = || initial.draw(&wiring, self.feedback_weights);
        let weights = self.weights.or_else(drawn);
        let weights = weights.expect("bug: only files are not drawn");
        let (activation, transfer) = (self.activation, self.input_transfer);
        let blueprint = Blueprint::chain(&self.widths, activation, transfer, weights);
        Circuit::new(blueprint, self.settings)
    }
}
