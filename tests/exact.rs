//! Agents against backpropagation in exact rationals: no tolerance, the difference of the final
//! weights is the number 0 (SPEC section 8).
//!
//! The cases are random networks, drawn from a seed each; the players are data. A property is
//! a function that counts the networks in which a player ends elsewhere than backpropagation.
//! It is seen to fail with every deliberate mistake that exact arithmetic can notice.
//!
//! The default sweeps are sized for `cargo test`; a larger one is
//! `cargo test --release --test exact -- --ignored exact_large`.

#![expect(
    clippy::print_stderr,
    reason = "a failing run says how it went, and for which seeds"
)]

use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use fazil::activation::Activation;
use fazil::axon::{AgentId, Tick, Unwatched};
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer, Matrix, Weights};
use fazil::engine::literal::{Literal, Options};
use fazil::engine::{Circuit, Engine};
use fazil::environment::{Frame, Prediction, Showing};
use fazil::neuron::Feedback;
use fazil::oracle::Backpropagation;
use fazil::plasticity::{Autonomous, Commanded, Plasticity, Rule};
use fazil::record::AgentLog;
use fazil::scalar::{Draws, Exact, Scalar};
use fazil::synapse::{Learning, Phi, Reduction, Saboteur};

/// f that keep a rational rational. Square comes last: its numbers grow fast.
const ACTIVATIONS: [Activation; 5] = [
    Activation::ReLU,
    Activation::LeakyReLU,
    Activation::HardSigmoid,
    Activation::Identity,
    Activation::Square,
];

/// A random network and what it is shown, the same for every player.
struct Network {
    blueprint: Blueprint<Exact>,
    alpha: Exact,
    /// γ of the players that have γ ≠ 1.
    gamma: Exact,
    /// In [1, 5].
    t_d: u64,
    reduction: Reduction,
    n_lanes: usize,
    presentations: Vec<Presentation>,
}

/// One presentation, in all lanes.
struct Presentation {
    /// Lanes that carry an example; the others idle.
    presented: usize,
    /// `[n_L][B]`.
    input: Vec<Exact>,
    /// `[n_0][B]`; `None` without teacher.
    target: Option<Vec<Exact>>,
    /// P − L − t_d, in ticks, in [0, 4).
    more_prediction: u64,
    /// T − L, in ticks, in [0, 8], for players that may be taught longer.
    more_learning: u64,
}

/// How large networks may be drawn.
struct Size {
    /// Widest layer by depth L = 1 … 5, at position L − 1.
    widest: [u64; 5],
    /// Most updates by depth.
    updates: [u64; 5],
    /// Most updates by depth L = 1 … 3 under the square, whose widest layer is 3.
    square_updates: [u64; 3],
}

/// What a test suite can pay for.
const SMALL: Size = Size {
    widest: [6, 6, 4, 3, 3],
    updates: [3, 3, 2, 1, 1],
    square_updates: [2, 2, 1],
};

/// What `exact_large` pays for.
const LARGE: Size = Size {
    widest: [6, 6, 6, 6, 6],
    updates: [3, 3, 3, 2, 2],
    square_updates: [2, 2, 2],
};

impl Network {
    fn draw(seed: u64, size: &Size) -> Self {
        let mut draws = Draws::new(seed, "exact network");
        let activation = ACTIVATIONS[seed as usize % ACTIVATIONS.len()];
        let is_square = activation == Activation::Square;
        let depth = 1 + draws.below(if is_square { 3 } else { 5 }) as usize;
        let (widest, most_updates) = match is_square {
            true => (3, size.square_updates[depth - 1]),
            false => (size.widest[depth - 1], size.updates[depth - 1]),
        };
        let widths: Vec<usize> = (0..=depth)
            .map(|_| 1 + draws.below(widest) as usize)
            .collect();
        // Numbers grow with every update; most networks have few.
        let n_updates = 1 + draws.below(most_updates).min(draws.below(most_updates));
        let blueprint = draw_blueprint(&mut draws, seed, activation, widths);
        let mut network = Self {
            blueprint,
            alpha: Exact::ratio(1, 2 + draws.below(9) as usize),
            gamma: Exact::ratio(1 + draws.below(12) as usize, 8),
            t_d: 1 + draws.below(5),
            reduction: [Reduction::Sum, Reduction::Mean][draws.below(2) as usize],
            n_lanes: [1, 1, 2, 3][draws.below(4) as usize],
            presentations: vec![],
        };
        for _ in 0..n_updates {
            if draws.below(3) == 0 {
                network.show(&mut draws, false);
            }
            network.show(&mut draws, true);
        }
        network
    }

    fn show(&mut self, draws: &mut Draws, is_taught: bool) {
        let presented = match draws.below(2) {
            0 => self.n_lanes,
            _ => 1 + draws.below(self.n_lanes as u64) as usize,
        };
        let is_square = self.blueprint.activation == Activation::Square;
        let mut values = |n: usize| {
            (0..n * self.n_lanes)
                .map(|_| ninety_sevenths(draws))
                .collect()
        };
        let input = values(self.blueprint.widths[self.depth()]);
        let target = is_taught.then(|| values(self.blueprint.widths[0]));
        // Tonic numbers grow with every tick, the faster the more was learned before.
        let more_learning = match (is_square, self.presentations.len()) {
            (true, _) => draws.below(2),
            (false, 0) => draws.below(9),
            (false, _) => draws.below(9).min(draws.below(9)).min(draws.below(9)),
        };
        self.presentations.push(Presentation {
            presented,
            input,
            target,
            more_prediction: draws.below(4),
            more_learning,
        });
    }

    fn depth(&self) -> usize {
        self.blueprint.depth()
    }

    /// What backpropagation makes of the taught presentations, with layer l learning at rate
    /// α γ^l.
    fn judge(&self, gamma: &Exact) -> Weights<Exact> {
        let is_mean = self.reduction == Reduction::Mean;
        let mut bp = Backpropagation::new(self.blueprint.clone(), self.alpha.clone(), is_mean)
            .with_layer_rates(gamma);
        for shown in &self.presentations {
            let only_presented = |values: &[Exact]| -> Vec<Exact> {
                let neurons = values.chunks(self.n_lanes);
                neurons
                    .flat_map(|lanes| lanes[..shown.presented].to_vec())
                    .collect()
            };
            if let Some(target) = &shown.target {
                let input = only_presented(&shown.input);
                bp.update(&input, &only_presented(target), shown.presented);
            }
        }
        bp.weights().clone()
    }

    fn circuit(&self, player: &Player, saboteur: Saboteur) -> Circuit<Exact> {
        Circuit {
            blueprint: self.blueprint.clone(),
            rule: player.rule,
            feedback: player.feedback,
            phi: Phi::Exact { t_d: self.t_d },
            overrides: vec![],
            gamma: self.gamma(player),
            learning: Learning {
                alpha: self.alpha.clone(),
                reduction: self.reduction,
                decay: Exact::zero(),
                saboteur,
            },
            n_lanes: self.n_lanes,
            birth: Tick(0),
        }
    }

    fn gamma(&self, player: &Player) -> Exact {
        match player.has_gamma {
            true => self.gamma.clone(),
            false => Exact::one(),
        }
    }

    fn showing(&self, player: &Player, shown: &Presentation) -> Showing<Exact> {
        let depth = self.depth() as u64;
        let frame = |values: &Vec<Exact>| {
            Arc::new(Frame {
                values: values.clone(),
                n_lanes: self.n_lanes,
                presented: shown.presented,
            })
        };
        Showing {
            prediction_ticks: match player.prediction {
                Prediction::Settle => depth + self.t_d + shown.more_prediction,
                Prediction::Imposed => 0,
            },
            learning_ticks: match player.may_be_taught_longer {
                true => depth + shown.more_learning,
                false => depth,
            },
            stimulus: frame(&shown.input),
            teacher: shown.target.as_ref().map(frame),
        }
    }

    /// What a network of agents makes of all presentations.
    fn live<P: Plasticity>(&self, player: &Player, saboteur: Saboteur) -> Weights<Exact> {
        let circuit = self.circuit(player, saboteur);
        let mut engine = Literal::<Exact, P, Unwatched>::new(circuit, Options::default());
        let showings: Vec<_> = self
            .presentations
            .iter()
            .map(|shown| self.showing(player, shown))
            .collect();
        showings
            .iter()
            .for_each(|shown| engine.queue(shown.clone()));
        engine.begin();
        for shown in &showings {
            if player.prediction == Prediction::Imposed {
                engine.impose(&mut Exact::zero);
            }
            engine
                .advance(shown.prediction_ticks + shown.learning_ticks)
                .expect("a finite run");
        }
        engine.weights()
    }

    /// Whether this player's final weights differ from backpropagation's.
    fn differs(&self, player: &Player, saboteur: Saboteur) -> bool {
        let weights = match player.rule {
            Rule::FaZIL => self.live::<Autonomous>(player, saboteur),
            _ => self.live::<Commanded>(player, saboteur),
        };
        !difference(&weights, &self.judge(&self.gamma(player))).is_zero()
    }
}

fn draw_blueprint(
    draws: &mut Draws,
    seed: u64,
    activation: Activation,
    widths: Vec<usize>,
) -> Blueprint<Exact> {
    let has_bias = draws.below(2) == 0;
    let [low, high] = ["-1", "1"].map(|text| text.parse().expect("a number"));
    let mut weights = Initial::Uniform { seed, low, high }
        .draw(&widths, has_bias, FeedbackWeights::Mirrored)
        .expect("drawn, not read");
    for bias in weights.bias.iter_mut().flatten() {
        *bias = ninety_sevenths(draws);
    }
    Blueprint {
        widths,
        activation,
        input_transfer: [InputTransfer::Activation, InputTransfer::Identity]
            [draws.below(2) as usize],
        weights,
    }
}

/// k/97 in [−1, 1].
fn ninety_sevenths(draws: &mut Draws) -> Exact {
    Exact::new((draws.below(195) as i64 - 97).into(), 97.into())
}

/// Σ |θ − w| + Σ |θ′ − w| + Σ |bias − b|: 0 if and only if all are equal.
fn difference(ours: &Weights<Exact>, judge: &Weights<Exact>) -> Exact {
    let flat = |weights: &Weights<Exact>, feedback: &[Matrix<Exact>]| -> Vec<Exact> {
        let matrices = weights.theta.iter().chain(feedback);
        let synapses = matrices.flat_map(|matrix| matrix.values.clone());
        synapses
            .chain(weights.bias.iter().flatten().cloned())
            .collect()
    };
    let mirror = &judge.theta[..judge.theta.len() - 1];
    let (ours, judge) = (flat(ours, &ours.feedback), flat(judge, mirror));
    assert_eq!(ours.len(), judge.len(), "the same synapses");
    ours.into_iter()
        .zip(&judge)
        .fold(Exact::zero(), |sum, (a, b)| sum + (a - b).magnitude())
}

/// A rule, and the conditions it is held to.
struct Player {
    name: &'static str,
    rule: Rule,
    feedback: Feedback,
    prediction: Prediction,
    /// Whether T may be more than L.
    may_be_taught_longer: bool,
    /// Whether γ ≠ 1, and backpropagation's layers learn at α γ^l.
    has_gamma: bool,
}

const Z_IL_TONIC: Player = Player {
    name: "Z-IL, tonic, imposed, T in L … L + 8",
    rule: Rule::ZIL,
    feedback: Feedback::Tonic,
    prediction: Prediction::Imposed,
    may_be_taught_longer: true,
    has_gamma: false,
};
const Z_IL_PHASIC: Player = Player {
    name: "Z-IL, phasic, settled, T in L … L + 8",
    feedback: Feedback::Phasic,
    prediction: Prediction::Settle,
    ..Z_IL_TONIC
};
const Z_IL_PHASIC_IMPOSED: Player = Player {
    name: "Z-IL, phasic, imposed, T in L … L + 8",
    prediction: Prediction::Imposed,
    ..Z_IL_PHASIC
};
const PHASIC: Player = Player {
    name: "Fa-Z-IL, phasic, settled, T in L … L + 8",
    rule: Rule::FaZIL,
    ..Z_IL_PHASIC
};
const PHASIC_IMPOSED: Player = Player {
    name: "Fa-Z-IL, phasic, imposed, T in L … L + 8",
    prediction: Prediction::Imposed,
    ..PHASIC
};
const TONIC: Player = Player {
    name: "Fa-Z-IL, tonic, imposed, T = L",
    feedback: Feedback::Tonic,
    may_be_taught_longer: false,
    ..PHASIC_IMPOSED
};
const TONIC_GAMMA: Player = Player {
    name: "Fa-Z-IL, tonic, imposed, T = L, any gamma",
    has_gamma: true,
    ..TONIC
};
const Z_IL_GAMMA: Player = Player {
    name: "Z-IL, tonic, imposed, T = L, any gamma",
    rule: Rule::ZIL,
    ..TONIC_GAMMA
};

/// The property: how many of the networks with these seeds end elsewhere than backpropagation.
fn n_different(player: &Player, seeds: Range<u64>, size: &Size, saboteur: Saboteur) -> usize {
    let different: Vec<u64> = seeds
        .filter(|&seed| Network::draw(seed, size).differs(player, saboteur))
        .collect();
    if !different.is_empty() && saboteur == Saboteur::None {
        eprintln!("{}: different for seeds {different:?}", player.name);
    }
    different.len()
}

/// How many networks show each deliberate mistake.
const N_SABOTAGED: u64 = 60;

/// Holds a player to the property, and sees the property fail for each of `mistakes`.
fn assert_exact(player: &Player, n_networks: u64, mistakes: &[Saboteur]) {
    let different = n_different(player, 0..n_networks, &SMALL, Saboteur::None);
    assert_eq!(different, 0, "{}", player.name);
    for &saboteur in mistakes {
        let noticed = n_different(player, 0..N_SABOTAGED, &SMALL, saboteur);
        eprintln!(
            "{}: {saboteur:?} in {noticed} of {N_SABOTAGED}",
            player.name
        );
        assert!(noticed > 0, "{}: {saboteur:?} unnoticed", player.name);
    }
}

/// Z-IL under C1 to C3, whatever T: every layer commits at t = l what backpropagation would.
/// Saboteurs: f′ for f in Eq. 9; the new weight used within its tick.
#[test]
fn z_il_is_backpropagation() {
    let mistakes = [Saboteur::SlopeInEquation9, Saboteur::NewWeightWithinTick];
    assert_exact(&Z_IL_TONIC, 1000, &mistakes);
}

/// Z-IL with phasic feedback commits at both ends what was sent, which is the same.
/// Saboteurs: as above, and a gate that takes any change for feedback.
#[test]
fn z_il_with_phasic_feedback_is_backpropagation() {
    let mistakes = [Saboteur::SlopeInEquation9, Saboteur::NewWeightWithinTick];
    assert_exact(&Z_IL_PHASIC_IMPOSED, 200, &mistakes);
    assert_exact(&Z_IL_PHASIC, 200, &[Saboteur::AnyCause]);
}

/// Phasic Fa-Z-IL, left to itself for P drawn ticks and taught for T drawn ticks a
/// presentation, some without teacher: each φ knows by itself when to commit.
/// Saboteurs: as above, and a φ that takes any change for feedback.
#[test]
fn phasic_fa_z_il_is_backpropagation_when_left_to_settle() {
    let mistakes = [
        Saboteur::SlopeInEquation9,
        Saboteur::NewWeightWithinTick,
        Saboteur::AnyCause,
    ];
    assert_exact(&PHASIC, 1000, &mistakes);
}

/// The same when the prediction is imposed, as in the paper's experiments.
#[test]
fn phasic_fa_z_il_is_backpropagation_when_imposed_on() {
    let mistakes = [Saboteur::SlopeInEquation9, Saboteur::NewWeightWithinTick];
    assert_exact(&PHASIC_IMPOSED, 300, &mistakes);
}

/// The paper's own Fa-Z-IL: tonic feedback, imposed prediction, T = L. Not for every network:
/// see `tonic_counter_example_within_t_equal_to_l`.
#[test]
fn tonic_fa_z_il_is_backpropagation_when_imposed_on_and_t_is_l() {
    let mistakes = [Saboteur::SlopeInEquation9, Saboteur::NewWeightWithinTick];
    assert_exact(&TONIC, 300, &mistakes);
}

/// γ ≠ 1 alone (C3 broken) is backpropagation in which layer l learns at rate α γ^l, update
/// after update.
#[test]
fn gamma_alone_is_backpropagation_with_layer_rates() {
    let mistakes = [Saboteur::SlopeInEquation9, Saboteur::NewWeightWithinTick];
    assert_exact(&TONIC_GAMMA, 250, &mistakes);
    assert_exact(&Z_IL_GAMMA, 250, &mistakes);
    let same_rate = |seed: &u64| {
        let network = Network::draw(*seed, &SMALL);
        let scaled = network.judge(&network.gamma);
        difference(&mirrored(scaled), &network.judge(&Exact::one())).is_zero()
    };
    let n_same = (0..250).filter(same_rate).count();
    assert!(n_same < 125, "gamma made no difference in {n_same} of 250");
}

/// Two of the mistakes are about rounding, and nothing else: without rounding they change no
/// weight. (`tests/float_phi.rs` sees what they do in floats.)
#[test]
fn arrival_order_and_plain_equation_7_are_the_same_real_numbers() {
    for saboteur in [Saboteur::ArrivalOrder, Saboteur::PlainEquation7] {
        for player in [&PHASIC, &TONIC, &Z_IL_TONIC] {
            let different = n_different(player, 0..N_SABOTAGED, &SMALL, saboteur);
            assert_eq!(different, 0, "{}: {saboteur:?}", player.name);
        }
    }
}

/// The networks are worth comparing: nearly all of them learn something, in nearly all layers.
#[test]
fn the_random_networks_learn() {
    let (mut n_layers, mut n_changed) = (0, 0);
    for seed in 0..1000 {
        let network = Network::draw(seed, &SMALL);
        let (before, after) = (&network.blueprint.weights, network.judge(&Exact::one()));
        n_layers += network.depth();
        n_changed += (0..network.depth())
            .filter(|&l| before.theta[l] != after.theta[l])
            .count();
    }
    assert!(10 * n_changed > 7 * n_layers, "{n_changed} of {n_layers}");
}

/// Every player on larger networks: `cargo test --release --test exact -- --ignored exact_large`.
#[test]
#[ignore = "minutes of big numbers; see the comment"]
fn exact_large() {
    for player in [
        &PHASIC,
        &PHASIC_IMPOSED,
        &Z_IL_PHASIC,
        &Z_IL_PHASIC_IMPOSED,
        &TONIC,
        &TONIC_GAMMA,
        &Z_IL_GAMMA,
        &Z_IL_TONIC,
    ] {
        let start = Instant::now();
        let different = n_different(player, 10_000..11_000, &LARGE, Saboteur::None);
        eprintln!("{}: {:.0?} for 1000 networks", player.name, start.elapsed());
        assert_eq!(different, 0, "{}", player.name);
    }
}

/// A network of width-list `widths` (output first) with these θ^l, row by row, and its
/// presentations; identity throughout, α = 1/2, t_d = 1.
fn by_hand(widths: &[usize], theta: &[&[(i64, i64)]], shown: Vec<Presentation>) -> Network {
    let matrix = |(l, values): (usize, &&[(i64, i64)])| Matrix {
        rows: widths[l],
        columns: widths[l + 1],
        values: fractions(values),
    };
    let theta: Vec<_> = theta.iter().enumerate().map(matrix).collect();
    Network {
        blueprint: Blueprint {
            widths: widths.to_vec(),
            activation: Activation::Identity,
            input_transfer: InputTransfer::Activation,
            weights: mirrored(Weights {
                theta,
                feedback: vec![],
                bias: vec![],
            }),
        },
        alpha: Exact::ratio(1, 2),
        gamma: Exact::one(),
        t_d: 1,
        reduction: Reduction::Sum,
        n_lanes: shown[0].input.len() / widths[widths.len() - 1],
        presentations: shown,
    }
}

fn fractions(values: &[(i64, i64)]) -> Vec<Exact> {
    let fraction = |&(n, d): &(i64, i64)| Exact::new(n.into(), d.into());
    values.iter().map(fraction).collect()
}

fn mirrored(mut weights: Weights<Exact>) -> Weights<Exact> {
    weights.feedback = weights.theta[..weights.theta.len() - 1].to_vec();
    weights
}

/// One taught presentation in one lane, T = L + `more_learning`.
fn taught(input: &[(i64, i64)], target: &[(i64, i64)], more_learning: u64) -> Presentation {
    Presentation {
        presented: 1,
        input: fractions(input),
        target: Some(fractions(target)),
        more_prediction: 0,
        more_learning,
    }
}

/// (tick, neuron) of every spike of the error neurons of layer `l`, under a tonic player.
fn spikes(network: &Network, player: &Player, layer_index: usize) -> Vec<(i64, usize)> {
    let circuit = network.circuit(player, Saboteur::None);
    let mut engine =
        Literal::<Exact, Autonomous, AgentLog<Exact>>::new(circuit, Options::default());
    let showing = network.showing(player, &network.presentations[0]);
    let ticks = showing.learning_ticks;
    engine.queue(showing);
    engine.begin();
    engine.impose(&mut Exact::zero);
    engine.advance(ticks).expect("a finite run");
    let mut fired = Vec::new();
    engine.witnesses(&mut |id, log| {
        if let AgentId::Error { layer, index } = id {
            let rows = log.spikes.iter().filter(|_| layer == layer_index);
            fired.extend(rows.map(|row| (row.tick.0, index)));
        }
    });
    fired.sort_unstable();
    fired
}

/// Tonic, and T as drawn.
const TONIC_LONG: Player = Player {
    name: "Fa-Z-IL, tonic, imposed, T > L",
    may_be_taught_longer: true,
    ..TONIC
};

/// SPEC section 8: 2-2-1, identity, θ^1 = (0, 1/3). The hidden neuron (1, 0) has weight 0 to the
/// output, so its ε is 0 at t = 1 = l and its φ rightly silent. In tick 0, though, that weight
/// itself learned; tonic feedback goes on, reaches (1, 0) through the new weight, and moves its x
/// in tick 2 while its μ stays: φ fires late, and the row θ^2_0 changes, which backpropagation
/// leaves alone. With T = 2 tick 2 is not part of the presentation; with phasic feedback the
/// error of tick 1 is never sent.
#[test]
fn tonic_counter_example_2_2_1_fires_late_when_t_is_3() {
    let network = |t: u64| {
        let theta: [&[(i64, i64)]; 2] = [&[(0, 1), (1, 3)], &[(1, 2), (2, 5), (-3, 7), (5, 4)]];
        let shown = taught(&[(1, 1), (2, 3)], &[(1, 5)], t - 2);
        by_hand(&[1, 2, 2], &theta, vec![shown])
    };
    assert!(network(3).differs(&TONIC_LONG, Saboteur::None));
    assert!(!network(2).differs(&TONIC_LONG, Saboteur::None));
    assert!(!network(3).differs(&PHASIC_IMPOSED, Saboteur::None));
    assert!(!network(3).differs(&PHASIC, Saboteur::None));
    assert!(!network(3).differs(&Z_IL_TONIC, Saboteur::None));

    assert_eq!(spikes(&network(3), &TONIC_LONG, 1), [(1, 1), (2, 0)]);
    let weights = network(3).live::<Autonomous>(&TONIC_LONG, Saboteur::None);
    let judge = network(3).judge(&Exact::one());
    assert_ne!(weights.theta[1].row(0), judge.theta[1].row(0));
    assert_eq!(weights.theta[1].row(1), judge.theta[1].row(1));
    assert_eq!(weights.theta[0], judge.theta[0]);
}

/// T = L does not save every tonic network either, once L is 3: here 1-1-2-1, identity,
/// θ^1 = (0, 1/3), and the weight from the one neuron of layer 2 to (1, 1) is 0 as well. So
/// nothing reaches layer 2 in tick 2, the μ of (1, 0) stays, and (1, 0) fires in tick 2 < T,
/// as above. In a network without such zeros the wave of tick 2 moves every μ^1, which holds
/// φ back: that is why random networks agree.
#[test]
fn tonic_counter_example_within_t_equal_to_l() {
    let theta: [&[(i64, i64)]; 3] = [&[(0, 1), (1, 3)], &[(3, 4), (0, 1)], &[(2, 5)]];
    let shown = taught(&[(1, 1)], &[(1, 5)], 0);
    let network = by_hand(&[1, 2, 1, 1], &theta, vec![shown]);
    assert!(network.differs(&TONIC, Saboteur::None));
    assert!(spikes(&network, &TONIC, 1).contains(&(2, 0)));
    assert!(!network.differs(&PHASIC_IMPOSED, Saboteur::None));
    assert!(!network.differs(&Z_IL_TONIC, Saboteur::None));
}

/// An idle lane learned: it keeps its stimulus, the taught lane's change of θ^1 gives it an
/// error, and under tonic feedback a hidden neuron that is silent in the taught lane at t = l
/// (θ^1 = (0, 1/3) again) could fire in the idle one a tick later, though T = L.
#[test]
fn idle_lanes_learned_under_tonic_feedback() {
    let theta: [&[(i64, i64)]; 3] = [&[(0, 1), (1, 3)], &[(3, 4), (1, 2)], &[(2, 5)]];
    let both_lanes = Presentation {
        presented: 2,
        input: fractions(&[(1, 1), (2, 1)]),
        target: None,
        more_prediction: 0,
        more_learning: 0,
    };
    let one_lane = taught(&[(1, 1), (0, 1)], &[(1, 5), (0, 1)], 0);
    let network = by_hand(&[1, 2, 1, 1], &theta, vec![both_lanes, one_lane]);
    assert!(!network.differs(&TONIC, Saboteur::None));
}
