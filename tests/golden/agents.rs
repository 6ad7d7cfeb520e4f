//! Networks of agents, on both engines, against the vectors.

use std::sync::Arc;

use fazil::axon::{Activity, AgentId, Observer, PredictionError, Spiked, Tick, WeightChange};
use fazil::blueprint::Weights;
use fazil::engine::literal::{self, Literal};
use fazil::engine::packed::{self, Packed};
use fazil::engine::{Circuit, Engine, Settings};
use fazil::environment::Showing;
use fazil::neuron::{Feedback, State};
use fazil::oracle::Backpropagation;
use fazil::plasticity::{Autonomous, Commanded, Plasticity, Rule};
use fazil::synapse::{Learning, Phi, Reduction};

use super::vectors::{Golden, TOLERANCE, difference};

/// Keeps x and ε of one neuron, with their ticks.
#[derive(Default)]
struct Seen {
    x: Vec<(Tick, Arc<Activity<f64>>)>,
    predictions: Vec<(Tick, Arc<PredictionError<f64>>)>,
}

impl Observer<f64> for Seen {
    fn activity(&mut self, at: Tick, x: &Arc<Activity<f64>>) {
        self.x.push((at, Arc::clone(x)));
    }
    fn prediction(&mut self, at: Tick, prediction: &Arc<PredictionError<f64>>) {
        self.predictions.push((at, Arc::clone(prediction)));
    }
    fn spike(&mut self, _: Tick, _: u32, _: Spiked) {}
    fn change(&mut self, _: Tick, _: u32, _: &WeightChange<f64>) {}
}

/// What was shown in tick `t`, or last before it.
fn shown<T>(seen: &[(Tick, T)], t: usize) -> &T {
    let until = seen.partition_point(|(at, _)| at.0 <= t as i64);
    &seen[until - 1].1
}

/// The engines that run a circuit.
#[derive(Clone, Copy, Debug)]
enum Runs {
    Literal,
    Packed,
}

const ENGINES: [Runs; 2] = [Runs::Literal, Runs::Packed];

/// A way in which agents learn.
#[derive(Clone, Copy, Debug)]
struct Player {
    rule: Rule,
    feedback: Feedback,
    state: State,
    gamma: f64,
    is_imposed: bool,
    /// T.
    learning_ticks: u64,
}

impl Player {
    /// Everyone who learns by backpropagation's changes in a network of this depth.
    fn all(depth: u64) -> Vec<Self> {
        let imposed = |rule, feedback| Self {
            rule,
            feedback,
            state: State::Pair,
            gamma: 1.0,
            is_imposed: true,
            learning_ticks: depth,
        };
        let mut all = vec![
            imposed(Rule::ZIL, Feedback::Tonic),
            imposed(Rule::FaZIL, Feedback::Tonic),
        ];
        for rule in [Rule::ZIL, Rule::FaZIL] {
            for is_imposed in [false, true] {
                for learning_ticks in [depth, depth + 5] {
                    all.push(Self {
                        is_imposed,
                        learning_ticks,
                        ..imposed(rule, Feedback::Phasic)
                    });
                }
            }
        }
        let plain = |player: &Self| Self {
            state: State::Plain,
            ..*player
        };
        all.extend(all.clone().iter().map(plain));
        all
    }

    fn circuit(&self, golden: &Golden) -> Circuit<f64> {
        Circuit::new(
            golden.blueprint(),
            Settings {
                rule: self.rule,
                feedback: self.feedback,
                phi: Phi::Exact { t_d: 4 },
                overrides: vec![],
                gamma: self.gamma,
                state: self.state,
                learning: Learning {
                    alpha: golden.alpha,
                    reduction: Reduction::Sum,
                    decay: 0.0,
                    ..Learning::default()
                },
                n_lanes: golden.n_lanes,
                birth: Tick(0),
            },
        )
        .unwrap()
    }

    /// Weights after the batch has been presented `n_updates` times.
    fn weights(&self, runs: Runs, golden: &Golden, n_updates: usize) -> Weights<f64> {
        match self.rule.is_commanded() {
            true => self.weights_under::<Commanded>(runs, golden, n_updates),
            false => self.weights_under::<Autonomous>(runs, golden, n_updates),
        }
    }

    fn weights_under<P: Plasticity>(
        &self,
        runs: Runs,
        golden: &Golden,
        n_updates: usize,
    ) -> Weights<f64> {
        let circuit = self.circuit(golden);
        match runs {
            Runs::Literal => self.learn(literal::<P>(circuit), golden, n_updates),
            Runs::Packed => self.learn(packed::<P>(circuit), golden, n_updates),
        }
    }

    fn learn<E: Engine<f64, Seen>>(
        &self,
        mut engine: E,
        golden: &Golden,
        n_updates: usize,
    ) -> Weights<f64> {
        let prediction_ticks = match self.is_imposed {
            true => 0,
            false => golden.depth() as u64 + 5,
        };
        let [stimulus, teacher] = golden.frames();
        for _ in 0..n_updates {
            engine.queue(Showing {
                prediction_ticks,
                learning_ticks: self.learning_ticks,
                stimulus: Arc::clone(&stimulus),
                teacher: Some(Arc::clone(&teacher)),
            });
        }
        engine.begin();
        for _ in 0..n_updates {
            if self.is_imposed {
                engine.impose(&mut || 0.0);
            }
            let n_ticks = prediction_ticks + self.learning_ticks;
            engine.advance(n_ticks).unwrap();
        }
        engine.weights()
    }
}

fn literal<P: Plasticity>(circuit: Circuit<f64>) -> Literal<f64, P, Seen> {
    Literal::new(circuit, literal::Options::default())
}

fn packed<P: Plasticity>(circuit: Circuit<f64>) -> Packed<f64, P, Seen> {
    Packed::new(circuit, packed::Options::default())
}

#[test]
fn agents_learn_what_pytorch_learns() {
    for golden in Golden::all() {
        for player in Player::all(golden.depth() as u64) {
            for runs in ENGINES {
                for (n_updates, prefix) in [(1, "bp"), (golden.n_updates, "bpN")] {
                    let weights = player.weights(runs, &golden, n_updates);
                    let found = golden.weights_difference(&weights, prefix);
                    assert_eq!(found, None, "{runs:?} {player:?}");
                    let mirror = weights.max_mirror_divergence();
                    assert_eq!(mirror, 0.0, "{} {runs:?} {player:?}", golden.name);
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
            let expected = bp.weights();
            for (runs, rule) in [Rule::ZIL, Rule::FaZIL]
                .into_iter()
                .flat_map(|rule| ENGINES.map(|runs| (runs, rule)))
            {
                let player = Player {
                    rule,
                    feedback: Feedback::Tonic,
                    state: State::Pair,
                    gamma,
                    is_imposed: true,
                    learning_ticks: golden.depth() as u64,
                };
                let weights = player.weights(runs, &golden, 1);
                let theta = weights.theta.iter().zip(&expected.theta);
                let theta = theta.map(|(ours, theirs)| (&ours.values, &theirs.values));
                let pairs = theta.chain(weights.bias.iter().zip(&expected.bias));
                for (ours, theirs) in pairs {
                    let found = difference(ours, theirs);
                    assert_eq!(found, None, "{} {runs:?} {player:?}", golden.name);
                }
            }
        }
    }
}

#[test]
fn inference_follows_the_reference_trajectories() {
    for golden in Golden::all() {
        let player = Player {
            rule: Rule::FaZIL,
            feedback: Feedback::Tonic,
            state: State::Pair,
            gamma: golden.gamma,
            is_imposed: true,
            learning_ticks: golden.n_ticks as u64,
        };
        let circuit = player.circuit(&golden);
        let circuit = circuit
            .changed(|_, settings| settings.phi = Phi::Never)
            .unwrap();
        let copy = circuit.clone();
        assert_follows(Runs::Literal, &golden, literal::<Autonomous>(circuit));
        assert_follows(Runs::Packed, &golden, packed::<Autonomous>(copy));
    }
}

/// x and ε of every tick, relative to the largest of both in that tick: without resets, tonic
/// inference can grow.
fn assert_follows<E: Engine<f64, Seen>>(runs: Runs, golden: &Golden, mut engine: E) {
    let [stimulus, teacher] = golden.frames();
    engine.queue(Showing {
        prediction_ticks: 0,
        learning_ticks: golden.n_ticks as u64,
        stimulus,
        teacher: Some(teacher),
    });
    engine.begin();
    engine.impose(&mut || 0.0);
    engine.advance(golden.n_ticks as u64).unwrap();
    // (ours, theirs) by tick.
    let mut ticks = vec![Vec::new(); golden.n_ticks];
    engine.observers(&mut |id, seen| {
        let (kind, layer, index) = match id {
            AgentId::Value { layer, .. } if layer == golden.depth() => return,
            AgentId::Value { layer, index } => ("x", layer, index),
            AgentId::Error { layer, index } => ("eps", layer, index),
            _ => return,
        };
        let n = golden.widths[layer];
        let reference = golden.tensor(&format!("il.{kind}.{layer}"));
        for (t, pairs) in ticks.iter_mut().enumerate() {
            for lane in 0..golden.n_lanes {
                let ours = match kind {
                    "x" => shown(&seen.x, t).values[lane],
                    _ => shown(&seen.predictions, t).epsilon[lane],
                };
                pairs.push((ours, reference[(t * golden.n_lanes + lane) * n + index]));
            }
        }
    });
    let n_neurons: usize = golden.widths[..golden.depth()].iter().sum();
    for (t, pairs) in ticks.iter().enumerate() {
        assert_eq!(pairs.len(), 2 * n_neurons * golden.n_lanes);
        let largest = pairs
            .iter()
            .fold(0.0_f64, |most, pair| most.max(pair.1.abs()));
        for (ours, theirs) in pairs {
            let difference = (ours - theirs).abs();
            assert!(
                difference <= TOLERANCE * largest,
                "{} {runs:?} tick {t}: {ours} instead of {theirs}",
                golden.name
            );
        }
    }
}
