//! Inference learning against an independent plain-Python twin: every file in
//! `tests/golden/il/`, written by the script beside them.

#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test file that panics is a failing test, and says how it went"
)]

mod saboteurs;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fazil::activation::Activation;
use fazil::axon::{Tick, Unobserved};
use fazil::blueprint::{Blueprint, FeedbackWeights, InputTransfer, Weights, read_weights};
use fazil::engine::literal::{Literal, Options};
use fazil::engine::{Circuit, Engine, Settings};
use fazil::environment::{Frame, Showing};
use fazil::neuron::{Feedback, State};
use fazil::plasticity::{Commanded, Rule};
use fazil::synapse::{Learning, Phi, Reduction};
use fazil::wiring::Wiring;
use safetensors::SafeTensors;

use saboteurs::Saboteur;

/// Relative to the largest value of a tensor.
const TOLERANCE: f64 = 1e-12;

/// A file of the twin's.
struct Golden {
    path: PathBuf,
    bytes: Vec<u8>,
    /// Output first.
    widths: Vec<usize>,
    activation: Activation,
    has_bias: bool,
    alpha: f64,
    gamma: f64,
    t_c: u64,
    n_lanes: usize,
    updates: usize,
}

impl Golden {
    fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/il");
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "safetensors"))
            .collect();
        paths.sort();
        assert_eq!(paths.len(), 4, "the golden files are gone");
        paths.into_iter().map(Self::read).collect()
    }

    fn read(path: PathBuf) -> Self {
        let bytes = std::fs::read(&path).unwrap();
        let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
        let text = header.metadata().clone().unwrap();
        let count = |key: &str| text[key].parse::<usize>().unwrap();
        let widths = text["sizes"].split(',').rev();
        Self {
            widths: widths.map(|n| n.parse().unwrap()).collect(),
            activation: match text["activation"].as_str() {
                "logistic" => Activation::Logistic,
                "tanh" => Activation::Tanh,
                "relu" => Activation::ReLU,
                other => panic!("unknown activation {other}"),
            },
            has_bias: text["bias"] == "true",
            alpha: text["alpha"].parse().unwrap(),
            gamma: text["gamma"].parse().unwrap(),
            t_c: count("ticks") as u64,
            n_lanes: count("batch"),
            updates: count("updates"),
            path,
            bytes,
        }
    }

    fn tensor(&self, name: &str) -> Vec<f64> {
        let file = SafeTensors::deserialize(&self.bytes).unwrap();
        let data = file.tensor(name).unwrap().data().to_vec();
        let numbers = data.as_chunks().0.iter();
        numbers.map(|bytes| f64::from_le_bytes(*bytes)).collect()
    }

    /// A tensor [B, n] as a frame, [n][B].
    fn frame(&self, name: &str) -> Arc<Frame<f64>> {
        let (n_lanes, values) = (self.n_lanes, self.tensor(name));
        let n = values.len() / n_lanes;
        let at = |k: usize| values[(k % n_lanes) * n + k / n_lanes];
        let by_neuron: Vec<f64> = (0..values.len()).map(at).collect();
        Arc::new(Frame::new(&by_neuron, n_lanes, n_lanes))
    }

    fn circuit(&self, t_c: u64, saboteur: Saboteur) -> Circuit<f64> {
        let mirrored = FeedbackWeights::Mirrored;
        Circuit::new(
            Blueprint::chain(
                &self.widths,
                self.activation,
                InputTransfer::Activation,
                read_weights(
                    &self.path,
                    &Wiring::chain(&self.widths, Activation::ReLU, self.has_bias),
                    mirrored,
                )
                .unwrap(),
            ),
            Settings {
                rule: Rule::IL { t_c },
                feedback: Feedback::Tonic,
                phi: Phi::Exact { t_d: 4 },
                overrides: vec![],
                gamma: self.gamma,
                state: State::Pair,
                learning: Learning {
                    alpha: self.alpha,
                    reduction: Reduction::Sum,
                    decay: 0.0,
                    equations: saboteur.equations(),
                },
                n_lanes: self.n_lanes,
                birth: Tick(0),
            },
        )
        .unwrap()
    }

    /// The agents' weights after `updates` presentations of the batch, T ticks each.
    fn train(&self, circuit: Circuit<f64>, updates: usize, learning_ticks: u64) -> Weights<f64> {
        let mut engine = Literal::<f64, Commanded, Unobserved>::new(circuit, Options::default());
        let showing = Showing {
            prediction_ticks: 0,
            learning_ticks,
            stimulus: self.frame("input"),
            teacher: Some(self.frame("target")),
        };
        (0..updates).for_each(|_| engine.queue(showing.clone()));
        engine.begin();
        for _ in 0..updates {
            engine.impose(&mut || 0.0);
            engine.advance(learning_ticks).unwrap();
        }
        engine.weights()
    }

    /// The largest difference to the tensors under `prefix`, each relative to its largest value.
    fn distance(&self, weights: &Weights<f64>, prefix: &str) -> f64 {
        let theta = weights.theta.iter().enumerate();
        let theta = theta.map(|(k, matrix)| (format!("theta.{}", k + 1), &matrix.values));
        let bias = weights.bias.iter().enumerate();
        let bias = bias.map(|(l, bias)| (format!("bias.{l}"), bias));
        let mut worst: f64 = 0.0;
        for (name, ours) in theta.chain(bias) {
            let theirs = self.tensor(&format!("{prefix}.{name}"));
            assert_eq!(ours.len(), theirs.len(), "{name}");
            let scale = theirs.iter().fold(0.0, |most: f64, w| most.max(w.abs()));
            for (a, b) in ours.iter().zip(&theirs) {
                worst = worst.max((a - b).abs() / scale);
            }
        }
        worst
    }

    /// The worst distance over one update and several, T = t_c + 1 and longer.
    fn worst_distance(&self, t_c: u64, saboteur: Saboteur) -> f64 {
        let mut worst: f64 = 0.0;
        for (updates, prefix) in [(1, "il"), (self.updates, "ilN")] {
            for more_ticks in [1, 2, 9] {
                let circuit = self.circuit(t_c, saboteur);
                let weights = self.train(circuit, updates, t_c + more_ticks);
                assert_eq!(weights.max_mirror_divergence(), 0.0);
                worst = worst.max(self.distance(&weights, prefix));
            }
        }
        worst
    }
}

/// IL's agents learn what the twin learns: Algorithm 1 with γ, the commit in tick t_c with the
/// values of tick t_c, and nothing afterwards, however long the teacher stays.
/// Saboteurs: a commit one tick late; f′ for f in Eq. 9.
#[test]
fn il_learns_what_the_twin_learns() {
    for golden in Golden::all() {
        let name = golden.path.file_stem().unwrap().to_string_lossy();
        let distance = golden.worst_distance(golden.t_c, Saboteur::None);
        eprintln!("{name}: {distance:.1e}");
        assert!(distance <= TOLERANCE, "{name}: {distance:e}");
        let late = golden.worst_distance(golden.t_c + 1, Saboteur::None);
        let slope = golden.worst_distance(golden.t_c, Saboteur::SlopeInEquation9);
        for (mistake, distance) in [("t_c + 1", late), ("f' for f", slope)] {
            eprintln!("{name}, {mistake}: {distance:.1e}");
            assert!(distance > 1e3 * TOLERANCE, "{name}: {mistake} unnoticed");
        }
    }
}
