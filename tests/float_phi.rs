//! φ in floats: with phasic feedback, networks left to themselves settle to exact silence, every
//! φ fires when it should and at no other time, and the weights are backpropagation's to a few
//! units in the last place (SPEC sections 6 and 8).
//!
//! A property is a function that counts the random networks in which something went wrong; it
//! is seen to fail with the deliberate mistakes that floats notice.

#![expect(clippy::print_stderr, reason = "a failing run says how it went")]

use std::sync::Arc;

use fazil::activation::Activation;
use fazil::axon::Tick;
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer};
use fazil::dataset::Examples;
use fazil::engine::Circuit;
use fazil::engine::literal::{Literal, Options};
use fazil::environment::{LastBatch, Prediction, Span, Timetable};
use fazil::neuron::{Feedback, State};
use fazil::oracle::Backpropagation;
use fazil::plasticity::{Autonomous, Rule};
use fazil::record::AgentLog;
use fazil::scalar::{Draws, Number, Scalar};
use fazil::simulation::{PhiTally, Plan, Shown, Simulation};
use fazil::synapse::{Learning, Phi, Reduction, Saboteur};

/// A random network and its timetable, the same in every precision.
struct Network {
    seed: u64,
    widths: Vec<usize>,
    activation: Activation,
    has_bias: bool,
    alpha: f64,
    gamma: f64,
    phi: Phi,
    reduction: Reduction,
    n_lanes: usize,
    n_examples: usize,
    /// P and T.
    ticks: [Span; 2],
    prediction: Prediction,
}

/// What a run amounted to.
#[derive(Debug, Default)]
struct Outcome {
    phi: PhiTally,
    n_unsettled: u64,
    /// Largest difference to a weight of backpropagation's.
    divergence: f64,
}

impl Network {
    /// 1 to 8 layers, 20 to 50 taught presentations; the last one is often short.
    fn draw(seed: u64) -> Self {
        let mut draws = Draws::new(seed, "float network");
        let depth = 1 + draws.below(8);
        let widths = (0..=depth).map(|_| 1 + draws.below(12) as usize).collect();
        let t_d = 1 + draws.below(5);
        let n_lanes = 1 + draws.below(4) as usize;
        let n_presentations = 20 + draws.below(31) as usize;
        let from = |low: u64| Span { low, high: low + 5 };
        Self {
            seed,
            widths,
            activation: [Activation::Tanh, Activation::Logistic, Activation::ReLU]
                [seed as usize % 3],
            has_bias: draws.below(2) == 0,
            alpha: 0.01 + 0.09 * draws.unit(),
            gamma: 1.0,
            phi: Phi::Exact { t_d },
            reduction: [Reduction::Sum, Reduction::Mean][draws.below(2) as usize],
            n_lanes,
            n_examples: n_presentations * n_lanes - draws.below(n_lanes as u64) as usize,
            ticks: [from(depth + t_d), from(depth)],
            prediction: Prediction::Settle,
        }
    }

    /// The same with predictions imposed from outside.
    fn imposed_on(mut self) -> Self {
        self.ticks[0] = Span::fixed(0);
        self.prediction = Prediction::Imposed;
        self
    }

    fn examples<S: Scalar>(&self) -> Examples<S> {
        let mut draws = Draws::new(self.seed, "examples");
        let (n_outputs, n_inputs) = (self.widths[0], self.widths[self.widths.len() - 1]);
        let mut values = |n: usize| {
            let draw = |_| S::from_f64(2.0 * draws.unit() - 1.0);
            (0..n * self.n_examples).map(draw).collect()
        };
        Examples {
            n_inputs,
            n_outputs,
            inputs: values(n_inputs),
            targets: values(n_outputs),
            labels: None,
        }
    }

    fn plan<S: Scalar>(&self) -> Plan<S> {
        let [prediction_ticks, learning_ticks] = self.ticks;
        Plan {
            timetable: Timetable {
                prediction_ticks,
                learning_ticks,
                without_teacher: 0.2,
                n_lanes: self.n_lanes,
                last_batch: LastBatch::Short,
                seed: self.seed,
                shuffle: true,
            },
            prediction: self.prediction,
            n_epochs: 1,
            perturbation: 0.0,
            examples: Arc::new(self.examples()),
        }
    }

    fn circuit<S: Scalar>(&self, saboteur: Saboteur) -> Circuit<S> {
        let initial = Initial::Xavier {
            seed: self.seed,
            gain: Number::from(1),
        };
        Circuit {
            blueprint: Blueprint {
                widths: self.widths.clone(),
                activation: self.activation,
                input_transfer: InputTransfer::Identity,
                weights: initial
                    .draw(&self.widths, self.has_bias, FeedbackWeights::Mirrored)
                    .expect("drawn, not read"),
            },
            rule: Rule::FaZIL,
            feedback: Feedback::Phasic,
            phi: self.phi.clone(),
            overrides: vec![],
            gamma: S::from_f64(self.gamma),
            state: State::Pair,
            learning: Learning {
                alpha: S::from_f64(self.alpha),
                reduction: self.reduction,
                decay: S::zero(),
                saboteur,
            },
            n_lanes: self.n_lanes,
            birth: Tick(0),
        }
    }

    /// The whole run, beside backpropagation in which layer l learns at rate α γ^l.
    fn live<S: Scalar>(&self, saboteur: Saboteur, n_threads: usize) -> Outcome {
        let (circuit, plan) = (self.circuit::<S>(saboteur), self.plan::<S>());
        let is_mean = self.reduction == Reduction::Mean;
        let alpha = circuit.learning.alpha.clone();
        let mut judge = Backpropagation::new(circuit.blueprint.clone(), alpha, is_mean)
            .with_layer_rates(&circuit.gamma);
        let examples = Arc::clone(&plan.examples);
        let mut simulation = Simulation::new(circuit, plan, |circuit| {
            let options = Options {
                n_threads,
                ..Options::default()
            };
            Literal::<S, Autonomous, AgentLog<S>>::new(circuit, options)
        });
        let mut outcome = Outcome::default();
        while let Some(shown) = simulation.step().expect("a finite run") {
            outcome.phi += shown.phi;
            outcome.n_unsettled += shown.n_unsettled;
            teach(&mut judge, &shown, &examples);
        }
        assert_eq!(simulation.weights().max_mirror_divergence(), 0.0);
        outcome.divergence = simulation.weights().max_divergence(&judge.weights());
        outcome
    }
}

/// One update of backpropagation on what a presentation showed, if it was taught.
fn teach<S: Scalar>(judge: &mut Backpropagation<S>, shown: &Shown<S>, examples: &Examples<S>) {
    let chosen = &shown.presentation.examples;
    let gather = |n: usize, of: &dyn Fn(usize, usize) -> S| -> Vec<S> {
        (0..n * chosen.len())
            .map(|k| of(chosen[k % chosen.len()], k / chosen.len()))
            .collect()
    };
    if shown.presentation.with_teacher {
        let input = gather(examples.n_inputs, &|k, i| examples.input(k)[i].clone());
        let target = gather(examples.n_outputs, &|k, i| examples.target(k)[i].clone());
        judge.update(&input, &target, chosen.len());
    }
}

/// How many networks there are.
const N_NETWORKS: u64 = 60;

/// The largest difference to backpropagation's weights that rounding explains, in f64 and f32.
const TOLERANCE: (f64, f64) = (1e-11, 1e-4);

/// The property: the sums of all tallies, and how many networks missed a moment, fired at
/// another, did not settle, or learned something else than backpropagation.
fn n_wrong<S: Scalar>(
    networks: impl Iterator<Item = Network>,
    saboteur: Saboteur,
    n_threads: usize,
    tolerance: f64,
) -> (Outcome, usize) {
    let (mut sum, mut n_wrong) = (Outcome::default(), 0);
    for network in networks {
        let outcome = network.live::<S>(saboteur, n_threads);
        let phi = outcome.phi;
        let is_wrong = phi.misses + phi.false_spikes + outcome.n_unsettled > 0
            || outcome.divergence > tolerance;
        n_wrong += usize::from(is_wrong);
        sum.phi += phi;
        sum.n_unsettled += outcome.n_unsettled;
        sum.divergence = sum.divergence.max(outcome.divergence);
    }
    eprintln!("{saboteur:?}, {n_threads} threads: {n_wrong} wrong, {sum:?}");
    (sum, n_wrong)
}

/// The random networks, left to themselves.
fn settling() -> impl Iterator<Item = Network> {
    (0..N_NETWORKS).map(Network::draw)
}

/// The same networks, imposed on.
fn imposed_on() -> impl Iterator<Item = Network> {
    settling().map(Network::imposed_on)
}

fn assert_silent_and_exact<S: Scalar>(tolerance: f64) {
    let (sum, n_wrong) = n_wrong::<S>(settling(), Saboteur::None, 1, tolerance);
    assert_eq!(n_wrong, 0, "{sum:?}");
    assert!(sum.phi.expected > 100_000, "{sum:?}");
    assert_eq!(sum.phi.hits, sum.phi.expected);
}

/// In f64: no miss, no false spike, nothing unsettled, backpropagation's weights.
#[test]
fn phasic_networks_settle_fire_on_time_and_learn_in_f64() {
    assert_silent_and_exact::<f64>(TOLERANCE.0);
}

/// The same in f32: φ asks for exact zero, whatever the precision.
#[test]
fn phasic_networks_settle_fire_on_time_and_learn_in_f32() {
    assert_silent_and_exact::<f32>(TOLERANCE.1);
}

/// Saboteur: Eq. 7 as x + γ(−ε + f′S). x − (x − μ) rounds, ε is a unit in the last place
/// instead of 0, and networks no longer fall silent.
#[test]
fn plain_equation_7_is_noticed() {
    let (sum, n_wrong) = n_wrong::<f64>(settling(), Saboteur::PlainEquation7, 1, TOLERANCE.0);
    assert!(n_wrong > 0 && sum.n_unsettled > 0, "{sum:?}");
    assert!(sum.phi.misses > 0, "{sum:?}");
}

/// Saboteur: φ fires on any change of ε. A new stimulus is one.
#[test]
fn a_phi_that_takes_any_change_for_feedback_is_noticed() {
    let (sum, n_wrong) = n_wrong::<f64>(settling(), Saboteur::AnyCause, 1, TOLERANCE.0);
    assert!(n_wrong > 0 && sum.phi.false_spikes > 0, "{sum:?}");
    assert!(sum.divergence > TOLERANCE.0, "{sum:?}");
}

/// Saboteur: sums in the order in which messages arrived. An imposed prediction is a sum in
/// synapse order; tick 0 sums the same products as they came in, misses it by a unit in the last
/// place, and φ is no longer silent when the pulse arrives. With one thread the order of tick 0
/// is that of the synapses; with three it is as the system pleases, by chance perhaps the same:
/// hence a few tries. (A network that settles does not notice: an error neuron sums anew only on
/// news, so a μ that was reached stays, whatever order it was summed in.)
#[test]
fn sums_in_arrival_order_are_noticed() {
    let (sum, wrong) = n_wrong::<f64>(imposed_on(), Saboteur::None, 3, TOLERANCE.0);
    assert_eq!(wrong, 0, "{sum:?}");
    let is_noticed = |_| {
        let (sum, wrong) = n_wrong::<f64>(imposed_on(), Saboteur::ArrivalOrder, 3, TOLERANCE.0);
        wrong > 0 && sum.phi.misses > 0
    };
    assert!((0..10).any(is_noticed), "in synapse order ten times");
}

/// γ ≠ 1 never reaches exact silence, but a φ with a tolerance q knows when it is quiet enough:
/// after enough ticks every |ε| is below q, and layer l learns at rate α γ^l up to what q hides.
#[test]
fn gamma_settles_below_the_tolerance_of_phi() {
    for (gamma, seed) in [(0.5, 0), (0.5, 1), (0.7, 3), (0.7, 4), (1.3, 6), (1.4, 7)] {
        let mut network = Network::draw(seed);
        network.widths.truncate(5);
        network.gamma = gamma;
        network.phi = Phi::Tolerance {
            t_d: 3,
            q: "1e-9".parse().unwrap(),
        };
        network.ticks[0] = Span {
            low: 120,
            high: 130,
        };
        let outcome = network.live::<f64>(Saboteur::None, 1);
        eprintln!("gamma {gamma}, {:?}: {outcome:?}", network.widths);
        assert_eq!(outcome.n_unsettled, 0, "gamma {gamma}");
        assert!(outcome.phi.hits > 0, "gamma {gamma}");
        assert!(outcome.divergence < 1e-7, "gamma {gamma}: {outcome:?}");
        // It is the tolerance that does it: an exact φ never finds silence here.
        network.phi = Phi::Exact { t_d: 3 };
        network.ticks[0] = Span::fixed(20);
        assert!(network.live::<f64>(Saboteur::None, 1).n_unsettled > 0);
    }
}
