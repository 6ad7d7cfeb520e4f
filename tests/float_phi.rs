//! Floats: agents learn the same bits as backpropagation (SPEC sections 3, 6 and 8). With phasic
//! feedback, networks left to themselves settle to exact silence, every φ fires when it should and
//! at no other time; under Z-IL, and under tonic feedback with imposed predictions, the bits are
//! backpropagation's too.
//!
//! A property is a function that counts the random networks in which something went wrong; it
//! is seen to fail with the deliberate mistakes that floats notice.

#![expect(clippy::print_stderr, reason = "a failing run says how it went")]

mod saboteurs;

use std::sync::Arc;

use fazil::activation::Activation;
use fazil::axon::Tick;
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer};
use fazil::dataset::Examples;
use fazil::engine::literal;
use fazil::engine::packed;
use fazil::engine::{Circuit, EngineOptions, Settings};
use fazil::environment::{LastBatch, Prediction, Span, Timetable};
use fazil::neuron::{Feedback, State};
use fazil::oracle::Backpropagation;
use fazil::plasticity::Rule;
use fazil::scalar::{Draws, Half, InstructionSet, Number, Precision, Scalar};
use fazil::simulation::{PhiTally, Plan, Shown, Simulation};
use fazil::synapse::{Learning, Phi, Reduction};
use fazil::wiring::Wiring;

use saboteurs::Saboteur;

/// Who learns, and how long the network is given.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Player {
    /// Fa-Z-IL with phasic feedback, left to itself, for any P and T.
    Phasic,
    /// Z-IL with phasic feedback, left to itself, for any P and T.
    CommandedPhasic,
    /// Z-IL with the paper's feedback and imposed predictions, for any T.
    Commanded,
    /// Fa-Z-IL with the paper's feedback and imposed predictions, L ≤ 2 and T = L.
    Tonic,
}

const PLAYERS: [Player; 4] = [
    Player::Phasic,
    Player::CommandedPhasic,
    Player::Commanded,
    Player::Tonic,
];

impl Player {
    fn rule(self) -> Rule {
        match self {
            Self::Phasic | Self::Tonic => Rule::FaZIL,
            Self::Commanded | Self::CommandedPhasic => Rule::ZIL,
        }
    }

    fn feedback(self) -> Feedback {
        match self {
            Self::Phasic | Self::CommandedPhasic => Feedback::Phasic,
            Self::Commanded | Self::Tonic => Feedback::Tonic,
        }
    }
}

/// Which engine, and on what.
#[derive(Clone, Copy, Debug)]
enum On {
    Literal { n_threads: usize },
    Packed(InstructionSet),
}

/// A random network and its timetable, the same in every precision.
#[derive(Debug)]
struct Network {
    seed: u64,
    player: Player,
    widths: Vec<usize>,
    activation: Activation,
    input_transfer: InputTransfer,
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
    state: State,
}

/// What a run amounted to.
#[derive(Debug, Default)]
struct Outcome {
    phi: PhiTally,
    n_unsettled: u64,
    /// Weights that are not backpropagation's, bit for bit.
    n_different: usize,
    n_weights: usize,
    divergence: f64,
    /// Networks in which a number stopped being finite; nothing is said of them.
    n_diverged: usize,
}

impl Network {
    /// 1 to 8 layers, 20 to 50 presentations; the last one is often short.
    fn draw(seed: u64, player: Player) -> Self {
        let mut draws = Draws::new(seed, "float network");
        let depth = match player {
            Player::Tonic => 1 + draws.below(2),
            _ => 1 + draws.below(8),
        };
        let widths = (0..=depth).map(|_| 1 + draws.below(12) as usize).collect();
        let t_d = 1 + draws.below(5);
        let n_lanes = 1 + draws.below(4) as usize;
        let n_presentations = 20 + draws.below(31) as usize;
        let from = |low: u64| Span { low, high: low + 5 };
        let (prediction, ticks) = match player {
            Player::Phasic | Player::CommandedPhasic => {
                (Prediction::Settle, [from(depth + t_d), from(depth)])
            }
            Player::Commanded => (Prediction::Imposed, [Span::fixed(0), from(depth)]),
            Player::Tonic => (Prediction::Imposed, [Span::fixed(0), Span::fixed(depth)]),
        };
        let activations = &Activation::ALL[..6]; // Squares overflow.
        Self {
            seed,
            player,
            widths,
            activation: activations[seed as usize % activations.len()],
            input_transfer: [InputTransfer::Identity, InputTransfer::Activation]
                [draws.below(2) as usize],
            has_bias: draws.below(2) == 0,
            alpha: 0.01 + 0.09 * draws.unit(),
            gamma: 1.0,
            phi: Phi::Exact { t_d },
            reduction: [Reduction::Sum, Reduction::Mean][draws.below(2) as usize],
            n_lanes,
            n_examples: n_presentations * n_lanes - draws.below(n_lanes as u64) as usize,
            ticks,
            prediction,
            state: State::Pair,
        }
    }

    /// The same with a teacher that goes before tonic feedback can grow beyond what halves hold.
    fn without_overflow(mut self) -> Self {
        if self.player == Player::Commanded {
            self.ticks[1] = Span::fixed(self.widths.len() as u64 - 1);
        }
        self
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
        Circuit::new(
            Blueprint::chain(
                &self.widths,
                self.activation,
                self.input_transfer,
                initial
                    .draw(
                        &Wiring::chain(&self.widths, Activation::ReLU, self.has_bias),
                        FeedbackWeights::Mirrored,
                    )
                    .expect("drawn, not read"),
            ),
            Settings {
                rule: self.player.rule(),
                feedback: self.player.feedback(),
                phi: self.phi.clone(),
                overrides: vec![],
                gamma: S::from_f64(self.gamma),
                state: self.state,
                learning: Learning {
                    alpha: S::from_f64(self.alpha),
                    reduction: self.reduction,
                    decay: S::zero(),
                    equations: saboteur.equations(),
                },
                n_lanes: self.n_lanes,
                birth: Tick(0),
            },
        )
        .expect("a drawn network can be built")
    }

    /// The whole run, beside backpropagation in which layer l learns at rate α γ^l.
    fn live<S: Scalar>(&self, saboteur: Saboteur, on: On) -> Outcome {
        let circuit = self.circuit::<S>(saboteur);
        let engine = match on {
            On::Literal { n_threads } => EngineOptions::Literal(literal::Options {
                n_threads,
                ..literal::Options::default()
            }),
            On::Packed(set) => EngineOptions::Packed(packed::Options {
                n_threads: 1 + self.seed as usize % 2,
                instruction_set: Some(set),
            }),
        };
        let plan = self.plan::<S>();
        let is_mean = self.reduction == Reduction::Mean;
        let alpha = circuit.settings().learning.alpha.clone();
        let mut judge = Backpropagation::new(circuit.blueprint().clone(), alpha, is_mean)
            .with_layer_rates(&circuit.settings().gamma);
        let examples = Arc::clone(&plan.examples);
        let mut simulation = Simulation::new(circuit, plan, &engine);
        let mut outcome = Outcome::default();
        loop {
            let shown = match simulation.step() {
                Ok(Some(shown)) => shown,
                Ok(None) => break,
                // Learning ran away, beyond what numbers hold, as backpropagation's does there.
                Err(_) => {
                    return Outcome {
                        n_diverged: 1,
                        ..Outcome::default()
                    };
                }
            };
            outcome.phi += shown.phi;
            if self.prediction == Prediction::Settle {
                outcome.n_unsettled += shown.n_unsettled;
            }
            teach(&mut judge, &shown, &examples);
        }
        let weights = simulation.weights();
        assert_eq!(weights.max_mirror_divergence(), 0.0);
        outcome.n_different = weights.n_different(&judge.weights());
        outcome.n_weights = weights.n_forward();
        outcome.divergence = weights.max_divergence(&judge.weights());
        let is_same = weights.forward_blake3() == judge.weights().forward_blake3();
        assert_eq!(is_same, outcome.n_different == 0, "the hash says the same");
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

/// How many networks of each player `cargo test` draws.
const N_NETWORKS: u64 = 30;

/// The property: the sums of all tallies, and how many networks missed a moment, fired at
/// another, did not settle, or have a weight whose bits are not backpropagation's.
fn n_wrong<S: Scalar>(
    networks: impl Iterator<Item = Network>,
    saboteur: Saboteur,
    on: impl Fn(u64) -> On,
) -> (Outcome, usize) {
    let (mut sum, mut n_wrong) = (Outcome::default(), 0);
    for network in networks {
        let outcome = network.live::<S>(saboteur, on(network.seed));
        let phi = outcome.phi;
        let is_wrong =
            phi.misses + phi.false_spikes + outcome.n_unsettled > 0 || outcome.n_different > 0;
        n_wrong += usize::from(is_wrong);
        sum.phi += phi;
        sum.n_unsettled += outcome.n_unsettled;
        sum.n_different += outcome.n_different;
        sum.n_weights += outcome.n_weights;
        sum.n_diverged += outcome.n_diverged;
        sum.divergence = sum.divergence.max(outcome.divergence);
    }
    eprintln!("{saboteur:?}: {n_wrong} wrong, {sum:?}");
    (sum, n_wrong)
}

/// Phasic networks, left to themselves.
fn settling() -> impl Iterator<Item = Network> {
    (0..2 * N_NETWORKS).map(|seed| Network::draw(seed, Player::Phasic))
}

/// The same networks, imposed on.
fn imposed_on() -> impl Iterator<Item = Network> {
    settling().map(Network::imposed_on)
}

/// One thread, literally.
fn literally(_: u64) -> On {
    On::Literal { n_threads: 1 }
}

/// Either engine, and every set of instructions, in turn.
fn in_turn(seed: u64) -> On {
    match seed / 4 % 4 {
        0 => On::Literal { n_threads: 2 },
        k => On::Packed(InstructionSet::ALL[k as usize - 1]),
    }
}

fn assert_equal_bits<S: Scalar>(seeds: std::ops::Range<u64>) {
    for player in PLAYERS {
        let n_networks = seeds.end - seeds.start;
        let networks = seeds.clone().map(|seed| Network::draw(seed, player));
        let networks = networks.map(|network| match S::PRECISION {
            Precision::F16 => network.without_overflow(),
            _ => network,
        });
        let (sum, n_wrong) = n_wrong::<S>(networks, Saboteur::None, in_turn);
        assert_eq!(n_wrong, 0, "{player:?} {sum:?}");
        assert!(
            50 * sum.n_diverged as u64 <= n_networks,
            "{player:?} {sum:?}"
        );
        assert_eq!(sum.phi.hits, sum.phi.expected, "{player:?}");
        let asks_phi = player.rule() == Rule::FaZIL;
        assert!(!asks_phi || sum.phi.expected > 10_000, "{player:?} {sum:?}");
    }
}

#[test]
fn agents_learn_the_bits_of_backpropagation_in_f64() {
    assert_equal_bits::<f64>(0..N_NETWORKS);
}

#[test]
fn agents_learn_the_bits_of_backpropagation_in_f32() {
    assert_equal_bits::<f32>(1000..1000 + N_NETWORKS);
}

#[test]
fn agents_learn_the_bits_of_backpropagation_in_half_precision() {
    assert_equal_bits::<Half>(2000..2000 + N_NETWORKS);
}

#[test]
#[ignore = "long: cargo test --release --test float_phi -- --ignored"]
fn agents_learn_the_bits_of_backpropagation_in_thousands_of_networks() {
    assert_equal_bits::<f32>(10_000..10_300);
    assert_equal_bits::<f64>(20_000..20_300);
    assert_equal_bits::<Half>(30_000..30_200);
}

/// Every ε that should be there is: nothing that backpropagation learns is lost to rounding, while
/// in the paper's own arithmetic, x as one number, much is.
#[test]
fn one_number_loses_what_a_pair_keeps() {
    let plain = settling().map(|network| Network {
        state: State::Plain,
        ..network
    });
    let (sum, n_wrong) = n_wrong::<f32>(plain, Saboteur::None, literally);
    assert!(n_wrong as u64 > N_NETWORKS, "{sum:?}");
    assert!(4 * sum.n_different > sum.n_weights, "{sum:?}");
    assert!(sum.divergence > 0.0 && sum.divergence < 1e-4, "{sum:?}");
}

/// Saboteurs of the pair and of the fused sums: each leaves other bits in a good part of the
/// networks.
#[test]
fn a_lost_residue_a_short_difference_and_an_unfused_product_are_noticed() {
    let mistakes = [
        (Saboteur::LostResidue, 40),
        (Saboteur::ShortDifference, 10),
        (Saboteur::UnfusedProduct, 30),
    ];
    for (saboteur, least) in mistakes {
        let (sum, n_wrong) = n_wrong::<f32>(settling(), saboteur, literally);
        assert!(n_wrong >= least, "{saboteur:?} {n_wrong} {sum:?}");
    }
}

/// Saboteur: Eq. 7 as x + γ(−ε + f′S). x − (x − μ) rounds, ε is a unit in the last place
/// instead of 0, and networks no longer fall silent.
#[test]
fn plain_equation_7_is_noticed() {
    let (sum, n_wrong) = n_wrong::<f64>(settling(), Saboteur::PlainEquation7, literally);
    assert!(n_wrong > 0 && sum.n_unsettled > 0, "{sum:?}");
    assert!(sum.phi.misses > 0, "{sum:?}");
}

/// Saboteur: φ fires on any change of ε. A new stimulus is one.
#[test]
fn a_phi_that_takes_any_change_for_feedback_is_noticed() {
    let (sum, n_wrong) = n_wrong::<f64>(settling(), Saboteur::AnyCause, literally);
    assert!(n_wrong > 0 && sum.phi.false_spikes > 0, "{sum:?}");
    assert!(sum.divergence > 1e-11, "{sum:?}");
}

/// Saboteur: sums in the order in which messages arrived. An imposed prediction is a sum in
/// synapse order; tick 0 sums the same products as they came in, misses it by a unit in the last
/// place, and φ is no longer silent when the pulse arrives. With one thread the order of tick 0
/// is that of the synapses; with three it is as the system pleases, by chance perhaps the same:
/// hence a few tries. (A network that settles does not notice: an error neuron sums anew only on
/// news, so a μ that was reached stays, whatever order it was summed in.)
#[test]
fn sums_in_arrival_order_are_noticed() {
    let by_three = |_| On::Literal { n_threads: 3 };
    let (sum, wrong) = n_wrong::<f64>(imposed_on(), Saboteur::None, by_three);
    assert_eq!(wrong, 0, "{sum:?}");
    let is_noticed = |_| {
        let (sum, wrong) = n_wrong::<f64>(imposed_on(), Saboteur::ArrivalOrder, by_three);
        wrong > 0 && sum.phi.misses > 0
    };
    assert!((0..10).any(is_noticed), "in synapse order ten times");
}

/// γ ≠ 1 never reaches exact silence, but a φ with a tolerance q knows when it is quiet enough:
/// after enough ticks every |ε| is below q, and layer l learns at rate α γ^l up to what q hides.
#[test]
fn gamma_settles_below_the_tolerance_of_phi() {
    for (gamma, seed) in [(0.5, 0), (0.5, 1), (0.7, 3), (0.7, 4), (1.3, 6), (1.4, 7)] {
        let mut network = Network::draw(seed, Player::Phasic);
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
        let outcome = network.live::<f64>(Saboteur::None, literally(0));
        eprintln!("gamma {gamma}, {:?}: {outcome:?}", network.widths);
        assert_eq!(outcome.n_unsettled, 0, "gamma {gamma}");
        assert!(outcome.phi.hits > 0, "gamma {gamma}");
        assert!(outcome.divergence < 1e-7, "gamma {gamma}: {outcome:?}");
        // It is the tolerance that does it: an exact φ never finds silence here.
        network.phi = Phi::Exact { t_d: 3 };
        network.ticks[0] = Span::fixed(20);
        assert!(
            network
                .live::<f64>(Saboteur::None, literally(0))
                .n_unsettled
                > 0
        );
    }
}
