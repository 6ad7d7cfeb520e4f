//! What is timed for Table 4: networks and rules, and what one took on the other.

use serde::Serialize;

use crate::environment::Prediction;
use crate::neuron::Feedback;
use crate::plasticity::Rule;

/// A network to be timed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Workload {
    pub(super) name: &'static str,
    /// Output first.
    pub(super) widths: &'static [usize],
    pub(super) n_lanes: usize,
}

pub(super) const MNIST_SIZED: Workload = Workload {
    name: "W1: 784-32-32-10, batch 20",
    widths: &[10, 32, 32, 784],
    n_lanes: 20,
};

pub(super) const LARGER: Workload = Workload {
    name: "W2: 784-512-512-10, batch 20",
    widths: &[10, 512, 512, 784],
    n_lanes: 20,
};

pub(super) const SINGLE: Workload = Workload {
    name: "W3: 784-32-32-10, batch 1",
    widths: &[10, 32, 32, 784],
    n_lanes: 1,
};

pub(super) const TOY: Workload = Workload {
    name: "W0: 30-8-8-10, batch 2",
    widths: &[10, 8, 8, 30],
    n_lanes: 2,
};

/// A rule to be timed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Model {
    pub(super) name: &'static str,
    /// Its column in the paper's table.
    pub(super) paper: usize,
    pub(super) rule: Rule,
    pub(super) feedback: Feedback,
    pub(super) prediction: Prediction,
}

pub(super) const MODELS: [Model; 4] = [
    Model {
        name: "IL (t_c = 20)",
        paper: 1,
        rule: Rule::IL { t_c: 20 },
        feedback: Feedback::Tonic,
        prediction: Prediction::Imposed,
    },
    Model {
        name: "Z-IL",
        paper: 2,
        rule: Rule::ZIL,
        feedback: Feedback::Tonic,
        prediction: Prediction::Imposed,
    },
    Model {
        name: "Fa-Z-IL, tonic, x = μ imposed",
        paper: 3,
        rule: Rule::FaZIL,
        feedback: Feedback::Tonic,
        prediction: Prediction::Imposed,
    },
    Model {
        name: "Fa-Z-IL, phasic, settles by itself (ours)",
        paper: 3,
        rule: Rule::FaZIL,
        feedback: Feedback::Phasic,
        prediction: Prediction::Settle,
    },
];

/// What one model took on one network.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Timed {
    pub(super) model: &'static str,
    /// Median over the rounds, ms per update.
    pub(super) milliseconds: f64,
    /// Synapses and lanes that committed in an update, as a share of all, the mean.
    pub(super) commits: f64,
}
