//! From a scenario to everything a run needs, in numbers of one precision.

mod faults;
mod without_effect;

pub use without_effect::settings_without_effect;

use std::sync::Arc;

use crate::axon::Tick;
use crate::blueprint::{Blueprint, FeedbackWeights, Initial, Weights, read_weights};
use crate::dataset::{Examples, Split};
use crate::engine::{Circuit, Lesion, PhiOverride, Settings};
use crate::neuron::Noise;
use crate::scalar::Scalar;
use crate::scenario::{Network, Scenario};
use crate::simulation::Plan;
use crate::synapse::Learning;

use super::RunError;

/// A scenario's circuit, plan and examples.
pub struct Setup<S> {
    /// The network at birth.
    pub circuit: Circuit<S>,
    /// What is shown, and for how long.
    pub plan: Plan<S>,
    /// The examples to learn from, and those to be tested on.
    pub split: Split<S>,
    /// How noisy the neurons are.
    pub noise: Noise,
    /// What is lost, and how many presentations come before it.
    pub lesions: Vec<(u64, Lesion)>,
    /// What a person should know about data and weights, in sentences.
    pub notes: Vec<String>,
}

impl<S> Setup<S> {
    /// The setup of a network without noise and lesions, whose faults are no one's mailbox.
    ///
    /// # Errors
    /// If there are any.
    pub(crate) fn healthy(self) -> Result<Self, RunError> {
        match self.noise.is_any() || !self.lesions.is_empty() {
            true => Err(RunError::ill()),
            false => Ok(self),
        }
    }
}

/// Reads the data and the weights that `scenario` names, and puts everything together.
///
/// # Errors
/// If data or weights cannot be read, or do not fit the network.
pub fn set_up<S: Scalar>(scenario: &Scenario) -> Result<Setup<S>, RunError> {
    let n_outputs = scenario.network.wiring.n_outputs();
    let split = scenario.data.load::<S>(Some(n_outputs))?;
    set_up_on(scenario, split)
}

/// The same on examples in memory, wherever the scenario says that they are.
pub(crate) fn set_up_on<S: Scalar>(
    scenario: &Scenario,
    split: Split<S>,
) -> Result<Setup<S>, RunError> {
    let wiring = &scenario.network.wiring;
    let (n_inputs, n_outputs) = (split.train.n_inputs, split.train.n_outputs);
    if (n_inputs, n_outputs) != (wiring.n_inputs(), wiring.n_outputs()) {
        return Err(RunError::widths(scenario, n_inputs, n_outputs));
    }
    if !split.train.is_empty() {
        scenario.check_examples(split.train.len(), split.test.len())?;
    }
    check_range::<S>(scenario)?;
    let circuit = circuit(scenario)?;
    let mut notes = split.notes.clone();
    notes.extend(zeros(scenario, &circuit.blueprint().weights));
    notes.extend(settings_without_effect(scenario));
    Ok(Setup {
        circuit,
        plan: plan(scenario, &split.train),
        split,
        noise: faults::noise(scenario),
        lesions: faults::lesions(scenario),
        notes,
    })
}

/// Compares the headers of a scenario's data with its widths, wherever the files are named; says
/// what could not be looked at.
///
/// # Errors
/// If the data cannot be read, or do not fit the network.
pub fn check_data(scenario: &Scenario) -> Result<Option<String>, RunError> {
    if scenario.data.is_elsewhere() {
        let note = "the scenario names no path for its data, and $FAZIL_MNIST is not set, so that \
                    nothing was compared with them";
        return Ok(Some(note.to_owned()));
    }
    let Some(extent) = scenario.data.extent()? else {
        return Ok(None);
    };
    let wiring = &scenario.network.wiring;
    let (n_inputs, n_outputs) = (wiring.n_inputs(), wiring.n_outputs());
    match extent.n_inputs == n_inputs && extent.suits(n_outputs) {
        true => Ok(None),
        false => {
            let n_outputs = extent.n_outputs_expected();
            Err(RunError::widths(scenario, extent.n_inputs, n_outputs))
        }
    }
}

/// What is said about weights of 0 in a file, which somebody may take for connections that are
/// not there.
fn zeros<S: Scalar>(scenario: &Scenario, weights: &Weights<S>) -> Option<String> {
    let Initial::File(path) = &scenario.network.initial else {
        return None;
    };
    let mut theta = weights.theta.iter().flat_map(|theta| &theta.values);
    let n_zeros = theta.by_ref().filter(|weight| weight.is_zero()).count();
    let n_all: usize = weights.theta.iter().map(|theta| theta.values.len()).sum();
    (n_zeros > 0).then(|| {
        format!(
            "{path}: {n_zeros} of {n_all} weights are 0. A weight of 0 is a synapse like any \
             other, and learns; it is no connection that is left out."
        )
    })
}

/// Numbers that are finite on paper and not in this precision are refused here.
pub(crate) fn check_range<S: Scalar>(scenario: &Scenario) -> Result<(), RunError> {
    let (network, learning) = (&scenario.network, &scenario.learning);
    let mut numbers = vec![
        ("learning.alpha", &learning.alpha),
        ("learning.gamma", &learning.gamma),
        ("network.decay", &network.decay),
    ];
    match &network.initial {
        Initial::Uniform { low, high, .. } => {
            numbers.extend([("network.initial.low", low), ("network.initial.high", high)]);
        }
        Initial::Normal { deviation, .. } => numbers.push(("network.initial.deviation", deviation)),
        Initial::Xavier { gain, .. } => numbers.push(("network.initial.gain", gain)),
        Initial::Given(given) => {
            let weights = given.theta.iter().flatten().flatten();
            numbers.extend(weights.map(|weight| ("network.initial.theta", weight)));
            let biases = given.bias.iter().flatten();
            numbers.extend(biases.map(|bias| ("network.initial.bias", bias)));
        }
        Initial::File(_) => {} // Checked when it is read.
    }
    let infinite = numbers
        .into_iter()
        .find(|(_, number)| !S::from_number(number).is_finite());
    match infinite {
        Some((path, number)) => Err(RunError::overflow(path, number, S::PRECISION)),
        None => Ok(()),
    }
}

/// What a network of `scenario` is shown, and for how long.
pub(crate) fn plan<S>(scenario: &Scenario, examples: &Arc<Examples<S>>) -> Plan<S> {
    Plan {
        timetable: scenario.timetable.timetable(),
        prediction: scenario.timetable.prediction,
        n_epochs: scenario.timetable.epochs,
        perturbation: scenario.timetable.perturbation.to_f64(),
        examples: Arc::clone(examples),
    }
}

pub(crate) fn circuit<S: Scalar>(scenario: &Scenario) -> Result<Circuit<S>, RunError> {
    let (network, learning) = (&scenario.network, &scenario.learning);
    let weights = match &network.initial {
        Initial::File(path) => {
            read_weights(path.as_ref(), &network.wiring, network.feedback_weights)?
        }
        drawn => drawn
            .draw(&network.wiring, network.feedback_weights)
            .expect("bug: only files are not drawn"),
    };
    let weights = constants(network, weights)?;
    let circuit = Circuit::new(
        Blueprint {
            wiring: Arc::clone(&network.wiring),
            input_transfer: network.input_transfer,
            weights,
        },
        Settings {
            rule: learning.rule,
            feedback: learning.feedback,
            phi: learning.phi.clone(),
            overrides: overrides(scenario),
            gamma: S::from_number(&learning.gamma),
            state: network.state,
            learning: Learning {
                alpha: S::from_number(&learning.alpha),
                reduction: learning.reduction,
                decay: S::from_number(&network.decay),
                equations: None,
            },
            n_lanes: scenario.timetable.batch,
            birth: Tick(0),
        },
    );
    Ok(circuit?)
}

/// The weights of projections that have one of their own at birth.
///
/// # Errors
/// If they were read from a file, where they are others.
fn constants<S: Scalar>(
    network: &Network,
    mut weights: Weights<S>,
) -> Result<Weights<S>, RunError> {
    let Some(description) = network.description.as_ref() else {
        return Ok(weights);
    };
    let constants = description.constants();
    for (e, projection) in network.wiring.projections().iter().enumerate() {
        let Some(&stated) = constants.get(&projection.name) else {
            continue;
        };
        let weight = S::from_number(stated);
        if let Initial::File(path) = &network.initial {
            let is_read = network.feedback_weights == FeedbackWeights::Mirrored;
            let copies = weights.feedback.get(e).filter(|_| is_read);
            let read = std::iter::once(&weights.theta[e]).chain(copies);
            let mut read = read.flat_map(|matrix| &matrix.values);
            // Files hold floats, of which this is the nearest.
            let nearest = S::from_f64(stated.to_f64());
            if let Some(other) = read.find(|read| **read != weight && **read != nearest) {
                return Err(RunError::contradicted(
                    &projection.name,
                    stated,
                    path,
                    other,
                ));
            }
        }
        let copies = weights.feedback.get_mut(e).map(|copies| &mut copies.values);
        for values in std::iter::once(&mut weights.theta[e].values).chain(copies) {
            values.fill(weight.clone());
        }
    }
    Ok(weights)
}

/// Every synapse that an override's pattern matches, in the order of the overrides; then the
/// faults of φ, which overrule them.
fn overrides(scenario: &Scenario) -> Vec<PhiOverride> {
    let mut found = Vec::new();
    for change in &scenario.learning.overrides {
        for synapse in scenario.network.wiring.matching(&change.synapse) {
            found.push(PhiOverride {
                synapse,
                side: change.side,
                phi: change.phi.clone(),
            });
        }
    }
    found.extend(faults::overrides(scenario));
    found
}
