//! The network of a scenario: wiring, activation, weights at birth.
//!
//! Promises widths output first, initial weights that fit them, and an activation that its
//! precision can compute. Refuses to draw or read a weight.

use std::sync::Arc;

use super::initial_weights::check_initial;
use super::numbers::{counted, is_fraction, whole};
use super::objections::Objections;
use super::wiring::Description;
use crate::activation::Activation;
use crate::blueprint::{FeedbackWeights, Initial, InputTransfer};
use crate::neuron::State;
use crate::scalar::{Number, Precision};
use crate::scenario::raw::RawNetwork;
use crate::wiring::Wiring;

/// The anatomy of a network and its weights at birth.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Who is there, and who is connected to whom: of widths, a chain, which a file lists input
    /// first; else of populations and projections.
    pub wiring: Arc<Wiring>,
    /// What the file says of populations and projections; `None` for a chain of widths.
    pub description: Option<Description>,
    /// f of populations that do not say theirs, outputs aside; default `Logistic`.
    pub activation: Activation,
    /// What input neurons send; default `Activation`, f(s_in).
    pub input_transfer: InputTransfer,
    /// Whether error neurons have a bias synapse; default false.
    pub bias: bool,
    /// Where the weights at birth come from; default `Xavier(seed: 1)`.
    pub initial: Initial,
    /// How the feedback copies are born; default `Mirrored`.
    pub feedback_weights: FeedbackWeights,
    /// Kolen–Pollack decay: the fraction of itself that a weight loses when it commits, in
    /// [0, 1); default 0.
    pub decay: Number,
    /// How value neurons keep x; default `Pair`.
    pub state: State,
}

/// Bound on the value neurons of a network: they, their error neurons and the sources around them
/// are numbered in 32 bits.
const MOST_NEURONS: usize = 1_000_000_000;

/// Bound on the value neurons of one layer.
pub(super) const MOST_OF_A_LAYER: usize = 1_000_000;

impl Network {
    /// The highest level of a population; in a chain L, the number of weight layers.
    pub fn depth(&self) -> usize {
        self.wiring.depth()
    }

    /// Value neurons by population; in a chain n_l for l = 0 (output) … L (input).
    pub fn widths(&self) -> &[usize] {
        self.wiring.widths()
    }
}

/// Stage two of `network: (…)`.
pub(super) fn check(
    raw: RawNetwork,
    precision: Precision,
    objections: &mut Objections<'_>,
) -> Network {
    if let Some(widths) = &raw.widths {
        check_widths(widths, objections);
    }
    let bias = raw.bias.unwrap_or(false);
    let activation = raw.activation.unwrap_or(Activation::Logistic);
    let (wiring, description) = super::wiring::check(&raw, activation, bias, objections);
    check_range(&wiring, objections);
    let feedback_weights = raw.feedback_weights.unwrap_or(FeedbackWeights::Mirrored);
    let initial = raw.initial.unwrap_or(Initial::Xavier {
        seed: 1,
        gain: whole(1),
    });
    let network = Network {
        activation,
        input_transfer: raw.input_transfer.unwrap_or(InputTransfer::Activation),
        bias,
        initial: check_initial(initial, &wiring, feedback_weights, objections),
        feedback_weights,
        decay: raw.decay.unwrap_or_else(|| whole(0)),
        state: raw.state.unwrap_or_default(),
        wiring: Arc::new(wiring),
        description,
    };
    check_activations(&network, precision, objections);
    objections.when(
        !is_fraction(&network.decay),
        "network.decay",
        format!(
            "decay is {}: it is the fraction of a weight that is lost in a commit",
            network.decay
        ),
        "a number in [0, 1)",
    );
    network
}

fn check_activations(network: &Network, precision: Precision, objections: &mut Objections<'_>) {
    let described = network.description.iter().flat_map(|it| &it.populations);
    let of_populations = described.enumerate().map(|(k, population)| {
        let path = format!("network.populations[{k}].activation");
        (path, population.activation)
    });
    let of_all = ("network.activation".to_owned(), network.activation);
    let own = of_populations.filter(|(_, activation)| *activation != network.activation);
    for (path, activation) in std::iter::once(of_all).chain(own) {
        objections.when(
            !activation.fits(precision),
            &path,
            format!(
                "{activation:?} cannot be computed in Exact precision: e^x of a rational is not \
                 rational"
            ),
            "ReLU, LeakyReLU, Identity, HardSigmoid or Square, or precision F32 or F64",
        );
    }
}

/// `widths` input first, as written.
fn check_widths(widths: &[usize], objections: &mut Objections<'_>) {
    objections.when(
        widths.len() < 2,
        "network.widths",
        format!(
            "a network has at least an input and an output layer, and this one has {}",
            counted(widths.len(), "layer")
        ),
        "at least 2 widths, such as [64, 32, 10], input first",
    );
    for (k, width) in widths.iter().enumerate() {
        objections.when(
            *width == 0,
            &format!("network.widths[{k}]"),
            "a layer of width 0 lets nothing through",
            "at least 1 neuron",
        );
    }
}

/// All neurons together.
fn check_range(wiring: &Wiring, objections: &mut Objections<'_>) {
    let widths = wiring.widths();
    let n_neurons = widths.iter().fold(0_usize, |sum, n| sum.saturating_add(*n));
    objections.when(
        n_neurons > MOST_NEURONS && widths.iter().all(|n| *n <= MOST_OF_A_LAYER),
        if wiring.is_chain() {
            "network.widths"
        } else {
            "network.populations"
        },
        "there are more value neurons than this program can number",
        &format!("sizes whose sum is at most {MOST_NEURONS}"),
    );
}

impl From<&Network> for RawNetwork {
    fn from(network: &Network) -> Self {
        let described = network.description.as_ref().map(Description::raw);
        let (populations, projections) = described.unzip();
        let widths = network.widths().iter().rev().copied();
        Self {
            widths: network.wiring.is_chain().then(|| widths.collect()),
            populations,
            projections,
            delays: network.description.as_ref().map(|it| it.delays),
            activation: Some(network.activation),
            input_transfer: Some(network.input_transfer),
            bias: Some(network.bias),
            initial: Some(network.initial.clone()),
            feedback_weights: Some(network.feedback_weights),
            decay: Some(network.decay.clone()),
            state: Some(network.state),
        }
    }
}
