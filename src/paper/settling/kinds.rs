//! The kinds of networks whose settling is measured, and the scenario of each.

use crate::activation::Activation;
use crate::neuron::Feedback;
use crate::paper::reproduction::Size;
use crate::scalar::{Draws, Precision};
use crate::scenario::Scenario;
use crate::session::RunError;

/// Neurons of every layer.
const WIDTH: usize = 16;
/// How much is measured.
pub(super) struct Extent {
    pub(super) depths: &'static [usize],
    pub(super) gammas: &'static [&'static str],
    /// s of every layer but the input's.
    pub(super) gains: &'static [f64],
    pub(super) n_networks: u64,
    /// Ticks after which a network is said never to settle.
    pub(super) patience: u64,
}

impl Extent {
    pub(super) fn of(size: Size) -> Self {
        const GAINS: &[f64] = &[
            0.2, 0.4, 0.6, 0.65, 0.7, 0.72, 0.75, 0.8, 1.0, 1.4, 1.6, 2.0,
        ];
        match size {
            Size::Tiny => Self {
                depths: &[2],
                gammas: &["1"],
                gains: &[0.4, 1.0],
                n_networks: 1,
                patience: 150,
            },
            Size::Quick => Self {
                depths: &[2, 3, 4],
                gammas: &["0.5", "1"],
                gains: GAINS,
                n_networks: 2,
                patience: 1000,
            },
            Size::Full => Self {
                depths: &[2, 3, 4, 8],
                gammas: &["0.1", "0.5", "1"],
                gains: GAINS,
                n_networks: 10,
                patience: 10_000,
            },
        }
    }
}

/// Networks of one kind, over all gains.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    pub(super) activation: Activation,
    pub(super) depth: usize,
    pub(super) gamma: &'static str,
    pub(super) feedback: Feedback,
    pub(super) precision: Precision,
}

/// Every kind of network that is measured.
pub(super) fn kinds(extent: &Extent) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for activation in [Activation::Identity, Activation::Logistic] {
        for &gamma in extent.gammas {
            for feedback in [Feedback::Tonic, Feedback::Phasic] {
                for precision in [Precision::F32, Precision::F64] {
                    kinds.extend(extent.depths.iter().map(|&depth| Kind {
                        activation,
                        depth,
                        gamma,
                        feedback,
                        precision,
                    }));
                }
            }
        }
    }
    kinds
}

impl Kind {
    /// A network of this kind that is shown one stimulus for `patience` ticks.
    pub(super) fn scenario(&self, network: u64, patience: u64) -> Result<Scenario, RunError> {
        let Self {
            activation,
            depth,
            gamma,
            feedback,
            precision,
        } = self;
        let mut draws = Draws::new(network, "settling: stimulus");
        let mut numbers = || -> Vec<f64> {
            let round = |number: f64| (number * 1000.0).round() / 1000.0;
            (0..WIDTH)
                .map(|_| round(2.0 * draws.unit() - 1.0))
                .collect()
        };
        // γ ≠ 1 comes ever nearer to silence: its φ takes little for silence.
        let phi = match *gamma {
            "1" => "Exact(t_d: 4)",
            _ => "Tolerance(t_d: 4, q: 1e-6)",
        };
        let widths = vec![WIDTH; depth + 1];
        let text = format!(
            "(name: \"settling\", precision: {precision:?}, network: (widths: {widths:?}, \
             activation: {activation:?}, initial: Xavier(seed: {network})), learning: (rule: \
             FaZIL, feedback: {feedback:?}, phi: {phi}, gamma: {gamma}, alpha: 0.001), timetable: \
             (prediction_ticks: {patience}), data: Pairs(train: [(input: {:?}, target: {:?})]))",
            numbers(),
            numbers()
        );
        Ok(Scenario::parse(&text, "settling.ron", &[])?)
    }
}
