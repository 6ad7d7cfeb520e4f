//! What a network of agents is built from: its anatomy, and how its neurons and synapses behave.
//!
//! Promises that a circuit can be built: the one constructor refuses what cannot.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::axon::{AgentId, SynapseId, Tick};
use crate::blueprint::Blueprint;
use crate::neuron::{Feedback, State};
use crate::plasticity::Rule;
use crate::scalar::Scalar;
use crate::synapse::{Learning, Phi, Side};

/// A φ of its own for one synapse.
#[derive(Clone, Debug, PartialEq)]
pub struct PhiOverride {
    /// The synapse.
    pub synapse: SynapseId,
    /// Which of its copies.
    pub side: Side,
    /// Its settings.
    pub phi: Phi,
}

/// How the neurons and synapses of a network behave.
#[derive(Clone, Debug)]
pub struct Settings<S> {
    /// When synapses commit.
    pub rule: Rule,
    /// When error neurons speak upward.
    pub feedback: Feedback,
    /// The default settings of φ, and of every gate.
    pub phi: Phi,
    /// Synapses with settings of their own; the last one that names a copy counts.
    pub overrides: Vec<PhiOverride>,
    /// γ, the integration step of Eq. 7; above 0.
    pub gamma: S,
    /// How value neurons keep x.
    pub state: State,
    /// How synapses change.
    pub learning: Learning<S>,
    /// B, presentations side by side; at least 1.
    pub n_lanes: usize,
    /// The first tick of every clock.
    pub birth: Tick,
}

/// Fa-Z-IL with phasic feedback, exact φ with t_d = 4, γ = 1, x as a pair, and one lane.
impl<S: Scalar> Default for Settings<S> {
    fn default() -> Self {
        Self {
            rule: Rule::FaZIL,
            feedback: Feedback::Phasic,
            phi: Phi::Exact { t_d: 4 },
            overrides: Vec::new(),
            gamma: S::one(),
            state: State::Pair,
            learning: Learning::default(),
            n_lanes: 1,
            birth: Tick(0),
        }
    }
}

/// Everything a network of agents is built from.
///
/// ```
/// use fazil::engine::Circuit;
/// let circuit = Circuit::<f32>::chain([64, 32, 10]).alpha(0.01).seed(1).build()?;
/// assert_eq!(circuit.blueprint().depth(), 2);
/// assert!(Circuit::<f32>::chain([64, 0, 10]).build().is_err());
/// # Ok::<(), fazil::engine::CircuitError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Circuit<S> {
    pub(super) blueprint: Blueprint<S>,
    pub(super) settings: Settings<S>,
}

/// Why no network can be built.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CircuitError {
    /// A network has at least an input and an output layer.
    #[error("a network has at least two layers, not {0}")]
    TooFewLayers(usize),
    /// A layer without neurons.
    #[error("layer {0} (0 is the output) has no neurons")]
    EmptyLayer(usize),
    /// A matrix, or a row of biases, of another shape than the widths say.
    #[error(
        "the {what} of layer {layer} have the shape {given:?}, and the widths say {expected:?}"
    )]
    Shape {
        /// Weights, feedback weights or biases.
        what: &'static str,
        /// Counted from 1 for weights, from 0 for biases.
        layer: usize,
        /// Rows and columns.
        given: [usize; 2],
        /// Rows and columns.
        expected: [usize; 2],
    },
    /// No presentation fits into no lane.
    #[error("a network has at least one lane")]
    NoLanes,
    /// γ or α is not a positive finite number.
    #[error("{what} is {given}, and must be finite and above 0")]
    NotPositive {
        /// Which.
        what: &'static str,
        /// As it was given.
        given: String,
    },
    /// A φ for a synapse that is not there.
    #[error("there is no synapse {0}, which has a φ of its own")]
    NoSuchSynapse(SynapseId),
}

/// At least two layers, none of them empty.
pub(super) fn check_widths(widths: &[usize]) -> Result<(), CircuitError> {
    if widths.len() < 2 {
        return Err(CircuitError::TooFewLayers(widths.len()));
    }
    match widths.iter().position(|&n| n == 0) {
        Some(layer) => Err(CircuitError::EmptyLayer(layer)),
        None => Ok(()),
    }
}

/// A finite number above 0.
pub(super) fn check_positive<S: Scalar>(
    what: &'static str,
    number: &S,
) -> Result<(), CircuitError> {
    match number.is_finite() && *number > S::zero() {
        true => Ok(()),
        false => Err(CircuitError::NotPositive {
            what,
            given: number.to_string(),
        }),
    }
}

impl<S: Scalar> Circuit<S> {
    /// A circuit with these weights at birth.
    ///
    /// # Errors
    /// If widths and weights do not fit together, there are no lanes, γ is not above 0, or an
    /// override names a synapse that is not there.
    pub fn new(blueprint: Blueprint<S>, settings: Settings<S>) -> Result<Self, CircuitError> {
        let circuit = Self {
            blueprint,
            settings,
        };
        circuit.check_shapes()?;
        circuit.check_settings()?;
        Ok(circuit)
    }

    /// Anatomy and weights at birth.
    pub fn blueprint(&self) -> &Blueprint<S> {
        &self.blueprint
    }

    /// How its neurons and synapses behave.
    pub fn settings(&self) -> &Settings<S> {
        &self.settings
    }

    /// Both, to make another circuit of.
    pub fn into_parts(self) -> (Blueprint<S>, Settings<S>) {
        (self.blueprint, self.settings)
    }

    /// Another circuit, which `change` makes of this one.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn changed(
        mut self,
        change: impl FnOnce(&mut Blueprint<S>, &mut Settings<S>),
    ) -> Result<Self, CircuitError> {
        change(&mut self.blueprint, &mut self.settings);
        Self::new(self.blueprint, self.settings)
    }

    fn check_shapes(&self) -> Result<(), CircuitError> {
        let (wiring, weights) = (&self.blueprint.wiring, &self.blueprint.weights);
        check_widths(wiring.widths())?;
        let shape = |what, layer, given: [usize; 2], expected: [usize; 2]| match given == expected {
            true => Ok(()),
            false => Err(CircuitError::Shape {
                what,
                layer,
                given,
                expected,
            }),
        };
        let n = wiring.projections().len();
        let with_feedback = (0..n).filter(|e| wiring.has_feedback(*e));
        let n_feedback = with_feedback.max().map_or(0, |last| last + 1);
        for (what, matrices, n) in [
            ("weights", &weights.theta, n),
            ("feedback weights", &weights.feedback, n_feedback),
        ] {
            shape(what, 0, [matrices.len(), 0], [n, 0])?;
            for (e, matrix) in matrices.iter().enumerate() {
                let is_there = what == "weights" || wiring.has_feedback(e);
                let expected = if is_there { wiring.shape(e) } else { [0, 0] };
                shape(what, e + 1, [matrix.rows, matrix.columns], expected)?;
                let n_values = expected[0] * expected[1];
                shape(what, e + 1, [matrix.values.len(), 1], [n_values, 1])?;
            }
        }
        if !weights.bias.is_empty() || wiring.has_any_bias() {
            let n_computing = wiring.n_computing();
            shape("biases", 0, [weights.bias.len(), 0], [n_computing, 0])?;
            for (p, bias) in weights.bias.iter().enumerate() {
                let expected = if wiring.has_bias(p) {
                    wiring.widths()[p]
                } else {
                    0
                };
                shape("biases", p, [bias.len(), 1], [expected, 1])?;
            }
        }
        Ok(())
    }

    fn check_settings(&self) -> Result<(), CircuitError> {
        if self.settings.n_lanes == 0 {
            return Err(CircuitError::NoLanes);
        }
        check_positive("γ", &self.settings.gamma)?;
        let mut own = self.settings.overrides.iter().map(|own| own.synapse);
        match own.find(|&id| !self.blueprint.wiring.has_synapse(id)) {
            Some(id) => Err(CircuitError::NoSuchSynapse(id)),
            None => Ok(()),
        }
    }
}

/// Settings of their own of the synapses that live in a neuron, by its (layer, index): slot by
/// slot, the bias after the others.
pub(super) type Overrides = BTreeMap<(usize, usize), BTreeMap<usize, Phi>>;

impl<S: Scalar> Circuit<S> {
    /// Settings of their own: of synapses in dendrites, and in value neurons.
    pub(super) fn overrides_by_neuron(&self) -> [Overrides; 2] {
        let [mut dendrites, mut feedbacks] = [Overrides::new(), Overrides::new()];
        let wiring = &self.blueprint.wiring;
        for own in &self.settings.overrides {
            let id = own.synapse;
            if own.side.is_feedforward() {
                let dendrite = dendrites.entry((id.layer, id.post)).or_default();
                dendrite.insert(wiring.slot_in_dendrite(id), own.phi.clone());
            }
            // Neither biases nor input neurons hear feedback.
            if own.side.is_feedback()
                && let Some((AgentId::Value { layer, index }, slot)) = wiring.feedback_copy(id)
            {
                let synapses = feedbacks.entry((layer, index)).or_default();
                synapses.insert(slot, own.phi.clone());
            }
        }
        [dendrites, feedbacks]
    }
}
