//! Small networks of every rule, for tests that run them thousands of times.
#![allow(dead_code, reason = "each test uses its part")]

use std::sync::Arc;

use fazil::activation::Activation;
use fazil::axon::{AgentId, Tick};
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer};
use fazil::engine::literal::{Literal, Options};
use fazil::engine::{Circuit, Counts, Engine, Fault, Settings};
use fazil::environment::{Frame, Showing};
use fazil::neuron::{Feedback, State};
use fazil::plasticity::{Autonomous, Commanded, Plasticity, Rule};
use fazil::record::{AgentLog, SpikeRow};
use fazil::scalar::{Draws, Scalar};
use fazil::synapse::{Learning, Phi, Reduction};

use crate::saboteurs::Saboteur;
use fazil::wiring::Wiring;

const T_D: u64 = 2;

/// A small network and what is shown to it.
#[derive(Clone, Debug)]
pub struct Case {
    pub name: String,
    /// Output first.
    pub widths: Vec<usize>,
    pub rule: Rule,
    pub feedback: Feedback,
    /// Whether x = μ is imposed before each presentation; else the network settles.
    pub is_imposed: bool,
    pub n_lanes: usize,
    pub saboteur: Saboteur,
}

/// What a run left.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    weights: String,
    outputs: Vec<u8>,
    counts: Counts,
    spikes: Vec<(AgentId, SpikeRow)>,
    predictions: blake3::Hash,
}

/// Every rule on every small network, one lane and two.
pub fn cases() -> Vec<Case> {
    let rules = [
        ("IL", Rule::IL { t_c: 3 }, Feedback::Tonic, true),
        ("Z-IL", Rule::ZIL, Feedback::Tonic, true),
        ("Z-IL phasic", Rule::ZIL, Feedback::Phasic, false),
        ("Fa-Z-IL tonic imposed", Rule::FaZIL, Feedback::Tonic, true),
        ("Fa-Z-IL tonic settle", Rule::FaZIL, Feedback::Tonic, false),
        ("Fa-Z-IL phasic", Rule::FaZIL, Feedback::Phasic, false),
    ];
    let mut cases = Vec::new();
    for widths in [vec![2, 3, 4], vec![1, 3, 2, 3], vec![2, 5]] {
        for (name, rule, feedback, is_imposed) in rules {
            for n_lanes in [1, 2] {
                cases.push(Case {
                    name: format!("{name}, {widths:?}, {n_lanes} lanes"),
                    widths: widths.clone(),
                    rule,
                    feedback,
                    is_imposed,
                    n_lanes,
                    saboteur: Saboteur::None,
                });
            }
        }
    }
    // Coprime with the number of threads and kinds, and the best noticed case last.
    cases.push(Case {
        name: "Fa-Z-IL phasic, wide".to_owned(),
        widths: vec![3, 5, 7],
        n_lanes: 2,
        ..cases[11].clone()
    });
    cases
}

impl Case {
    pub fn depth(&self) -> usize {
        self.widths.len() - 1
    }

    /// P and T.
    fn ticks(&self) -> [u64; 2] {
        let depth = self.depth() as u64;
        match (self.rule, self.is_imposed) {
            (Rule::IL { t_c }, _) => [0, t_c + 2],
            (_, true) => [0, depth + 1],
            (_, false) => [depth + 1 + T_D, depth],
        }
    }

    /// Presentations in a run.
    pub const N_SHOWN: usize = 4;

    /// Ticks of a whole run.
    pub fn n_ticks(&self) -> u64 {
        self.ticks().iter().sum::<u64>() * Self::N_SHOWN as u64
    }

    /// Runs the case; what it left, or how it failed.
    pub fn run(&self, options: Options) -> Result<Trace, Fault> {
        match self.rule.is_commanded() {
            true => self.run_in::<Commanded>(options),
            false => self.run_in::<Autonomous>(options),
        }
    }

    fn run_in<P: Plasticity>(&self, options: Options) -> Result<Trace, Fault> {
        let mut engine = Literal::<f64, P, AgentLog<f64>>::new(self.circuit(), options);
        let mut draws = Draws::new(5, "examples");
        for k in 0..Self::N_SHOWN {
            engine.queue(self.showing(&mut draws, k));
        }
        engine.begin();
        let n_ticks = self.ticks().iter().sum();
        for _ in 0..Self::N_SHOWN {
            if self.is_imposed {
                engine.impose(&mut || 0.0);
            }
            engine.advance(n_ticks)?;
        }
        Ok(trace(&mut engine))
    }

    /// That a copy of a network with these options runs to its end, and the network does not.
    pub fn assert_copy_is_spared(&self, options: Options) {
        match self.rule.is_commanded() {
            true => self.copy_is_spared::<Commanded>(options),
            false => self.copy_is_spared::<Autonomous>(options),
        }
    }

    fn copy_is_spared<P: Plasticity>(&self, options: Options) {
        let mut first = Literal::<f64, P, AgentLog<f64>>::new(self.circuit(), options);
        let begin = |engine: &mut Literal<f64, P, AgentLog<f64>>| {
            let mut draws = Draws::new(5, "examples");
            (0..2).for_each(|k| engine.queue(self.showing(&mut draws, k)));
            engine.begin();
        };
        begin(&mut first);
        let mut copy = first.copy();
        begin(&mut copy);
        let ticks = self.ticks().iter().sum();
        assert_eq!(copy.advance(ticks), Ok(()), "{}", self.name);
        assert!(first.advance(ticks).is_err(), "{}", self.name);
        assert!(first.advance(ticks).is_err(), "a fault is final");
    }

    fn circuit(&self) -> Circuit<f64> {
        let initial = Initial::Xavier {
            seed: 7,
            gain: "1.2".parse().unwrap(),
        };
        let weights = initial.draw(
            &Wiring::chain(&self.widths, Activation::ReLU, true),
            FeedbackWeights::Mirrored,
        );
        Circuit::new(
            Blueprint::chain(
                &self.widths,
                Activation::Tanh,
                InputTransfer::Activation,
                weights.unwrap(),
            ),
            Settings {
                rule: self.rule,
                feedback: self.feedback,
                phi: Phi::Exact { t_d: T_D },
                overrides: vec![],
                gamma: if matches!(self.rule, Rule::IL { .. }) {
                    0.1
                } else {
                    1.0
                },
                state: State::Pair,
                learning: Learning {
                    alpha: 0.05,
                    reduction: Reduction::Sum,
                    decay: 0.0,
                    equations: self.saboteur.equations(),
                },
                n_lanes: self.n_lanes,
                birth: Tick(0),
            },
        )
        .unwrap()
    }

    /// Presentation k: one without a teacher among them.
    fn showing(&self, draws: &mut Draws, k: usize) -> Showing<f64> {
        let mut frame = |n: usize| {
            let values: Vec<f64> = (0..n * self.n_lanes).map(|_| draws.unit()).collect();
            Arc::new(Frame::new(&values, self.n_lanes, self.n_lanes))
        };
        let stimulus = frame(self.widths[self.depth()]);
        let teacher = frame(self.widths[0]);
        let [prediction_ticks, learning_ticks] = self.ticks();
        Showing {
            prediction_ticks,
            learning_ticks,
            stimulus,
            teacher: (k != 2).then_some(teacher),
        }
    }
}

fn trace<P: Plasticity>(engine: &mut Literal<f64, P, AgentLog<f64>>) -> Trace {
    let (mut spikes, mut bytes, mut outputs) = (Vec::new(), Vec::new(), Vec::new());
    engine.observers(&mut |id, log: &mut AgentLog<f64>| {
        spikes.extend(log.spikes.iter().map(|row| (id, row.clone())));
        for (at, prediction) in &log.predictions {
            bytes.extend(at.0.to_le_bytes());
            let values = prediction.epsilon.iter().chain(&prediction.mu);
            values.for_each(|value| value.append_bytes(&mut bytes));
        }
    });
    let x = engine.outputs();
    x.iter()
        .flat_map(|x| &x.values)
        .for_each(|x| x.append_bytes(&mut outputs));
    Trace {
        weights: engine.weights().blake3(),
        outputs,
        counts: engine.counts(),
        spikes,
        predictions: blake3::hash(&bytes),
    }
}

impl Trace {
    /// Where another run differs, if it does.
    pub fn difference(&self, other: &Self) -> Option<&'static str> {
        let differs = [
            ("spikes", self.spikes != other.spikes),
            ("ε or μ", self.predictions != other.predictions),
            ("weights", self.weights != other.weights),
            ("outputs", self.outputs != other.outputs),
            ("counts", self.counts != other.counts),
        ];
        differs.iter().find(|(_, is)| *is).map(|(what, _)| *what)
    }

    /// Envelopes posted in the run, the environment's first words included.
    pub fn n_envelopes(&self) -> u64 {
        self.counts.messages() + self.counts.beats() + self.counts.commands()
    }

    /// That equal bits mean something. A tonic network that is left to settle may learn
    /// nothing (SPEC section 6).
    pub fn assert_alive(&self, case: &Case) {
        let born = case.circuit().blueprint().weights.blake3();
        let may_starve = case.feedback == Feedback::Tonic && !case.is_imposed;
        assert!(may_starve || self.weights != born, "{}", case.name);
        assert!(self.counts.messages() > 0 && self.counts.beats() > 0);
        let is_commanded = case.rule.is_commanded();
        assert_eq!(self.counts.commands() > 0, is_commanded, "{}", case.name);
    }
}
