//! Every network in `tests/golden/` (PyTorch autograd in float64), against backpropagation and
//! against networks of agents under every rule.
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

use std::path::PathBuf;
use std::sync::Arc;

use fazil::activation::Activation;
use fazil::axon::{Activity, AgentId, PredictionError, Spiked, Tick, WeightChange, Witness};
use fazil::blueprint::{Blueprint, FeedbackWeights, InputTransfer, Weights, read_weights};
use fazil::engine::literal::{Literal, Options};
use fazil::engine::{Circuit, Engine};
use fazil::environment::{Frame, Showing};
use fazil::neuron::{Feedback, State};
use fazil::oracle::Backpropagation;
use fazil::plasticity::{Autonomous, Commanded, Plasticity, Rule};
use fazil::scalar::Plane;
use fazil::synapse::{Learning, Phi, Reduction, Saboteur};
use safetensors::SafeTensors;

struct Golden {
    bytes: Vec<u8>,
    name: String,
    path: PathBuf,
    widths: Vec<usize>,
    activation: Activation,
    has_bias: bool,
    alpha: f64,
    gamma: f64,
    ticks: usize,
    n_lanes: usize,
    updates: usize,
}

impl Golden {
    fn all() -> Vec<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|ending| ending == "safetensors")
            })
            .collect();
        paths.sort();
        assert!(paths.len() >= 6, "the golden files are gone");
        paths.into_iter().map(Self::read).collect()
    }

    fn read(path: PathBuf) -> Self {
        let bytes = std::fs::read(&path).unwrap();
        let (_, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
        let text = metadata.metadata().clone().unwrap();
        let number = |key: &str| text[key].parse::<f64>().unwrap();
        let mut widths: Vec<usize> = text["sizes"]
            .split(',')
            .map(|n| n.parse().unwrap())
            .collect();
        widths.reverse();
        let activation = match text["activation"].as_str() {
            "identity" => Activation::Identity,
            "logistic" => Activation::Logistic,
            "relu" => Activation::ReLU,
            "tanh" => Activation::Tanh,
            other => panic!("unknown activation {other}"),
        };
        Self {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            widths,
            activation,
            has_bias: text["bias"] == "true",
            alpha: number("alpha"),
            gamma: number("gamma"),
            ticks: number("ticks") as usize,
            n_lanes: number("batch") as usize,
            updates: number("updates") as usize,
            path,
            bytes,
        }
    }

    fn depth(&self) -> usize {
        self.widths.len() - 1
    }

    fn tensor(&self, name: &str) -> Vec<f64> {
        let file = SafeTensors::deserialize(&self.bytes).unwrap();
        let view = file.tensor(name).unwrap();
        view.data()
            .as_chunks()
            .0
            .iter()
            .map(|b| f64::from_le_bytes(*b))
            .collect()
    }

    /// [B][n] as [n][B].
    fn by_neuron(&self, values: &[f64]) -> Vec<f64> {
        let n = values.len() / self.n_lanes;
        (0..values.len())
            .map(|k| values[(k % self.n_lanes) * n + k / self.n_lanes])
            .collect()
    }

    fn blueprint(&self) -> Blueprint<f64> {
        let weights = read_weights(
            &self.path,
            &self.widths,
            self.has_bias,
            FeedbackWeights::Mirrored,
        )
        .unwrap();
        Blueprint {
            widths: self.widths.clone(),
            activation: self.activation,
            input_transfer: InputTransfer::Activation,
            weights,
        }
    }

    /// Inputs and targets, `[n][B]`.
    fn batch(&self) -> [Vec<f64>; 2] {
        ["input", "target"].map(|name| self.by_neuron(&self.tensor(name)))
    }

    fn frames(&self) -> [Arc<Frame<f64>>; 2] {
        let frame = |values: Vec<f64>| Frame::new(&values, self.n_lanes, self.n_lanes);
        self.batch().map(|values| Arc::new(frame(values)))
    }

    fn circuit(&self, rule: Rule, feedback: Feedback, gamma: f64) -> Circuit<f64> {
        Circuit {
            blueprint: self.blueprint(),
            rule,
            feedback,
            phi: Phi::Exact { t_d: 4 },
            overrides: vec![],
            gamma,
            state: State::Pair,
            learning: Learning {
                alpha: self.alpha,
                reduction: Reduction::Sum,
                decay: 0.0,
                saboteur: Saboteur::None,
            },
            n_lanes: self.n_lanes,
            birth: Tick(0),
        }
    }

    /// Weights after `updates` presentations of the batch.
    fn train<P: Plasticity>(
        &self,
        circuit: Circuit<f64>,
        updates: usize,
        is_imposed: bool,
        learning_ticks: u64,
    ) -> Weights<f64> {
        let mut engine = Literal::<f64, P, Seen>::new(circuit, Options::default());
        let prediction_ticks = if is_imposed {
            0
        } else {
            self.depth() as u64 + 5
        };
        let [stimulus, teacher] = self.frames();
        for _ in 0..updates {
            let (stimulus, teacher) = (Arc::clone(&stimulus), Some(Arc::clone(&teacher)));
            engine.queue(Showing {
                prediction_ticks,
                learning_ticks,
                stimulus,
                teacher,
            });
        }
        engine.begin();
        for _ in 0..updates {
            if is_imposed {
                engine.impose(&mut || 0.0);
            }
            engine.advance(prediction_ticks + learning_ticks).unwrap();
        }
        engine.weights()
    }

    fn assert_weights(&self, what: &str, weights: &Weights<f64>, prefix: &str) {
        for (k, theta) in weights.theta.iter().enumerate() {
            let expected = self.tensor(&format!("{prefix}.theta.{}", k + 1));
            assert_close(
                &format!("{} {what} theta.{}", self.name, k + 1),
                &theta.values,
                &expected,
            );
        }
        for (l, bias) in weights.bias.iter().enumerate() {
            let expected = self.tensor(&format!("{prefix}.bias.{l}"));
            assert_close(&format!("{} {what} bias.{l}", self.name), bias, &expected);
        }
        assert_eq!(weights.max_mirror_divergence(), 0.0, "{} {what}", self.name);
    }
}

/// 1e-12 relative to the largest value.
fn assert_close(what: &str, ours: &[f64], expected: &[f64]) {
    assert_eq!(ours.len(), expected.len(), "{what}");
    let scale = expected
        .iter()
        .fold(0.0, |largest: f64, value| largest.max(value.abs()));
    for (k, (a, b)) in ours.iter().zip(expected).enumerate() {
        assert!(
            (a - b).abs() <= 1e-12 * scale.max(1e-300),
            "{what}[{k}]: {a} instead of {b}"
        );
    }
}

/// Keeps x per tick, and ε per tick.
#[derive(Default)]
struct Seen {
    x: Vec<Arc<Activity<f64>>>,
    predictions: Vec<Arc<PredictionError<f64>>>,
}

impl Witness<f64> for Seen {
    fn activity(&mut self, _: Tick, x: &Arc<Activity<f64>>) {
        self.x.push(Arc::clone(x));
    }
    fn prediction(&mut self, _: Tick, prediction: &Arc<PredictionError<f64>>) {
        self.predictions.push(Arc::clone(prediction));
    }
    fn spike(&mut self, _: Tick, _: u32, _: Spiked) {}
    fn change(&mut self, _: Tick, _: u32, _: &WeightChange<f64>) {}
}

/// `[B][n]`, row by row.
fn by_lane(plane: &Plane<f64>) -> Vec<f64> {
    let lanes = 0..plane.n_lanes();
    lanes.flat_map(|lane| plane.lane(lane).to_vec()).collect()
}

#[test]
fn backpropagation_agrees_with_pytorch() {
    for golden in Golden::all() {
        let mut bp = Backpropagation::new(golden.blueprint(), golden.alpha, false);
        let [input, target] = golden.batch();
        for update in 0..golden.updates {
            let pass = bp.update(&input, &target, golden.n_lanes);
            if update > 0 {
                continue;
            }
            for (l, y) in pass.y.iter().enumerate() {
                let expected = golden.tensor(&format!("bp.y.{l}"));
                assert_close(&format!("{} y.{l}", golden.name), &by_lane(y), &expected);
            }
            for (l, delta) in pass.delta.iter().enumerate() {
                let expected = golden.tensor(&format!("bp.delta.{l}"));
                let what = format!("{} delta.{l}", golden.name);
                assert_close(&what, &by_lane(delta), &expected);
            }
            golden.assert_one_update(&bp.weights());
        }
        for (k, theta) in bp.weights().theta.iter().enumerate() {
            let expected = golden.tensor(&format!("bpN.theta.{}", k + 1));
            assert_close(
                &format!("{} bpN.theta", golden.name),
                &theta.values,
                &expected,
            );
        }
    }
}

impl Golden {
    fn assert_one_update(&self, weights: &Weights<f64>) {
        for (k, theta) in weights.theta.iter().enumerate() {
            let expected = self.tensor(&format!("bp.theta.{}", k + 1));
            assert_close(&format!("{} bp.theta", self.name), &theta.values, &expected);
        }
    }
}

#[test]
fn agents_learn_what_pytorch_learns() {
    for golden in Golden::all() {
        let depth = golden.depth() as u64;
        for (updates, prefix) in [(1, "bp"), (golden.updates, "bpN")] {
            let zil = golden.circuit(Rule::ZIL, Feedback::Tonic, 1.0);
            let weights = golden.train::<Commanded>(zil, updates, true, depth);
            golden.assert_weights("Z-IL", &weights, prefix);
            let tonic = golden.circuit(Rule::FaZIL, Feedback::Tonic, 1.0);
            let weights = golden.train::<Autonomous>(tonic, updates, true, depth);
            golden.assert_weights("Fa-Z-IL tonic imposed", &weights, prefix);
            for is_imposed in [false, true] {
                for learning_ticks in [depth, depth + 5] {
                    let phasic = golden.circuit(Rule::FaZIL, Feedback::Phasic, 1.0);
                    let weights =
                        golden.train::<Autonomous>(phasic, updates, is_imposed, learning_ticks);
                    let what = format!("Fa-Z-IL phasic, imposed {is_imposed}, T {learning_ticks}");
                    golden.assert_weights(&what, &weights, prefix);
                }
            }
        }
    }
}

#[test]
fn gamma_alone_is_backpropagation_with_layer_rates() {
    for golden in Golden::all() {
        for gamma in [0.5, 0.1, 1.5] {
            let [input, target] = golden.batch();
            let mut bp = Backpropagation::new(golden.blueprint(), golden.alpha, false)
                .with_layer_rates(&gamma);
            bp.update(&input, &target, golden.n_lanes);
            let tonic = golden.circuit(Rule::FaZIL, Feedback::Tonic, gamma);
            let weights = golden.train::<Autonomous>(tonic, 1, true, golden.depth() as u64);
            let zil = golden.circuit(Rule::ZIL, Feedback::Tonic, gamma);
            let commanded = golden.train::<Commanded>(zil, 1, true, golden.depth() as u64);
            for (k, expected) in bp.weights().theta.iter().enumerate() {
                let what = format!("{} gamma {gamma} theta.{}", golden.name, k + 1);
                assert_close(&what, &weights.theta[k].values, &expected.values);
                assert_close(&what, &commanded.theta[k].values, &expected.values);
            }
        }
    }
}

#[test]
fn inference_follows_the_reference_trajectories() {
    for golden in Golden::all() {
        let mut circuit = golden.circuit(Rule::FaZIL, Feedback::Tonic, golden.gamma);
        circuit.phi = Phi::Never;
        let mut engine = Literal::<f64, Autonomous, Seen>::new(circuit, Options::default());
        let [stimulus, teacher] = golden.frames();
        let (learning_ticks, teacher) = (golden.ticks as u64, Some(teacher));
        engine.queue(Showing {
            prediction_ticks: 0,
            learning_ticks,
            stimulus,
            teacher,
        });
        engine.begin();
        engine.impose(&mut || 0.0);
        engine.advance(golden.ticks as u64).unwrap();
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        engine.witnesses(&mut |id, seen| {
            let (kind, layer, index) = match id {
                AgentId::Value { layer, index } => ("x", layer, index),
                AgentId::Error { layer, index } => ("eps", layer, index),
                _ => return,
            };
            if kind == "x" && layer == golden.depth() {
                return;
            }
            let n = golden.widths[layer];
            let reference = golden.tensor(&format!("il.{kind}.{layer}"));
            for t in 0..golden.ticks {
                for lane in 0..golden.n_lanes {
                    let value = match kind {
                        "x" => seen.x[t].values[lane],
                        _ => seen.predictions[t].epsilon[lane],
                    };
                    ours.push((t, value));
                    theirs.push(reference[(t * golden.n_lanes + lane) * n + index]);
                }
            }
        });
        for t in 0..golden.ticks {
            let at = |k: &usize| ours[*k].0 == t;
            let tick: Vec<usize> = (0..ours.len()).filter(at).collect();
            let scale = tick
                .iter()
                .fold(0.0, |most: f64, &k| most.max(theirs[k].abs()));
            for k in tick {
                let difference = (ours[k].1 - theirs[k]).abs();
                assert!(
                    difference <= 1e-12 * scale,
                    "{} tick {t}: {difference:e}",
                    golden.name
                );
            }
        }
    }
}
