//! Random networks in exact rationals, what they are shown, and the players that live in them.

use std::sync::Arc;

use fazil::activation::Activation;
use fazil::axon::{Tick, Unobserved};
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer, Matrix, Weights};
use fazil::engine::literal::{Literal, Options};
use fazil::engine::{Circuit, Engine, Settings};
use fazil::environment::{Frame, Prediction, Showing};
use fazil::neuron::{Feedback, State};
use fazil::oracle::Backpropagation;
use fazil::plasticity::{Autonomous, Commanded, Plasticity, Rule};
use fazil::scalar::{Draws, Exact, Scalar};
use fazil::synapse::{Learning, Phi, Reduction};

use crate::saboteurs::Saboteur;
use fazil::wiring::Wiring;

/// f that keep a rational rational. Square comes last: its numbers grow fast.
const ACTIVATIONS: [Activation; 5] = [
    Activation::ReLU,
    Activation::LeakyReLU,
    Activation::HardSigmoid,
    Activation::Identity,
    Activation::Square,
];

/// A random network and what it is shown, the same for every player.
pub struct Network {
    pub blueprint: Blueprint<Exact>,
    pub alpha: Exact,
    /// γ of the players that have γ ≠ 1.
    pub gamma: Exact,
    /// In [1, 5].
    pub t_d: u64,
    pub reduction: Reduction,
    pub n_lanes: usize,
    pub presentations: Vec<Presentation>,
}

/// One presentation, in all lanes.
pub struct Presentation {
    /// Lanes that carry an example; the others idle.
    pub presented: usize,
    /// `[n_L][B]`.
    pub input: Vec<Exact>,
    /// `[n_0][B]`; `None` without teacher.
    pub target: Option<Vec<Exact>>,
    /// P − L − t_d, in ticks, in [0, 4).
    pub more_prediction: u64,
    /// T − L, in ticks, in [0, 8], for players that may be taught longer.
    pub more_learning: u64,
}

/// How large networks may be drawn.
pub struct Size {
    /// Widest layer by depth L = 1 … 5, at position L − 1.
    pub widest: [u64; 5],
    /// Most updates by depth.
    pub updates: [u64; 5],
    /// Most updates by depth L = 1 … 3 under the square, whose widest layer is 3.
    pub square_updates: [u64; 3],
}

/// What a test suite can pay for: about 40 s for `cargo test --test exact` on one core.
pub const SMALL: Size = Size {
    widest: [6, 6, 4, 3, 3],
    updates: [3, 3, 2, 1, 1],
    square_updates: [2, 2, 1],
};

/// What `exact_large` pays for.
pub const LARGE: Size = Size {
    widest: [6, 6, 6, 6, 6],
    updates: [3, 3, 3, 2, 2],
    square_updates: [2, 2, 2],
};

impl Network {
    pub fn draw(seed: u64, size: &Size) -> Self {
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
        let is_square = self.blueprint.wiring.populations()[0].activation == Activation::Square;
        let mut values = |n: usize| {
            (0..n * self.n_lanes)
                .map(|_| ninety_sevenths(draws))
                .collect()
        };
        let input = values(self.blueprint.widths()[self.depth()]);
        let target = is_taught.then(|| values(self.blueprint.widths()[0]));
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

    /// The same with every weight that is 0 at birth made 1/97: for tonic
    /// Fa-Z-IL, which is not backpropagation where zeros hide an error (see `by_hand`).
    pub fn without_zeros(mut self) -> Self {
        let theta = self.blueprint.weights.theta.iter_mut();
        for weight in theta.flat_map(|matrix| &mut matrix.values) {
            if weight.is_zero() {
                *weight = Exact::ratio(1, 97);
            }
        }
        self.blueprint.weights = mirrored(self.blueprint.weights);
        self
    }

    pub fn depth(&self) -> usize {
        self.blueprint.depth()
    }

    /// What backpropagation makes of the taught presentations, with layer l learning at rate
    /// α γ^l.
    pub fn judge(&self, gamma: &Exact) -> Weights<Exact> {
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
        bp.weights()
    }

    pub fn circuit(&self, player: &Player, saboteur: Saboteur) -> Circuit<Exact> {
        Circuit::new(
            self.blueprint.clone(),
            Settings {
                rule: player.rule,
                feedback: player.feedback,
                phi: Phi::Exact { t_d: self.t_d },
                overrides: vec![],
                gamma: self.gamma(player),
                state: State::Pair,
                learning: Learning {
                    alpha: self.alpha.clone(),
                    reduction: self.reduction,
                    decay: Exact::zero(),
                    equations: saboteur.equations(),
                },
                n_lanes: self.n_lanes,
                birth: Tick(0),
            },
        )
        .expect("a drawn network can be built")
    }

    fn gamma(&self, player: &Player) -> Exact {
        match player.has_gamma {
            true => self.gamma.clone(),
            false => Exact::one(),
        }
    }

    pub fn showing(&self, player: &Player, shown: &Presentation) -> Showing<Exact> {
        let depth = self.depth() as u64;
        let frame =
            |values: &Vec<Exact>| Arc::new(Frame::new(values, self.n_lanes, shown.presented));
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
    pub fn live<P: Plasticity>(&self, player: &Player, saboteur: Saboteur) -> Weights<Exact> {
        let circuit = self.circuit(player, saboteur);
        let mut engine = Literal::<Exact, P, Unobserved>::new(circuit, Options::default());
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
    pub fn differs(&self, player: &Player, saboteur: Saboteur) -> bool {
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
        .draw(
            &Wiring::chain(&widths, Activation::ReLU, has_bias),
            FeedbackWeights::Mirrored,
        )
        .expect("drawn, not read");
    for bias in weights.bias.iter_mut().flatten() {
        *bias = ninety_sevenths(draws);
    }
    Blueprint::chain(
        &widths,
        activation,
        [InputTransfer::Activation, InputTransfer::Identity][draws.below(2) as usize],
        weights,
    )
}

/// k/97 in [−1, 1].
fn ninety_sevenths(draws: &mut Draws) -> Exact {
    Exact::new((draws.below(195) as i64 - 97).into(), 97.into())
}

/// With feedback copies that mirror θ.
pub fn mirrored(mut weights: Weights<Exact>) -> Weights<Exact> {
    weights.feedback = weights.theta[..weights.theta.len() - 1].to_vec();
    weights
}

/// Σ |θ − w| + Σ |θ′ − w| + Σ |bias − b|: 0 if and only if all are equal.
pub fn difference(ours: &Weights<Exact>, judge: &Weights<Exact>) -> Exact {
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
pub struct Player {
    pub name: &'static str,
    pub rule: Rule,
    pub feedback: Feedback,
    pub prediction: Prediction,
    /// Whether T may be more than L.
    pub may_be_taught_longer: bool,
    /// Whether γ ≠ 1, and backpropagation's layers learn at α γ^l.
    pub has_gamma: bool,
}

pub const Z_IL_TONIC: Player = Player {
    name: "Z-IL, tonic, imposed, T in L … L + 8",
    rule: Rule::ZIL,
    feedback: Feedback::Tonic,
    prediction: Prediction::Imposed,
    may_be_taught_longer: true,
    has_gamma: false,
};
pub const Z_IL_PHASIC: Player = Player {
    name: "Z-IL, phasic, settled, T in L … L + 8",
    feedback: Feedback::Phasic,
    prediction: Prediction::Settle,
    ..Z_IL_TONIC
};
pub const Z_IL_PHASIC_IMPOSED: Player = Player {
    name: "Z-IL, phasic, imposed, T in L … L + 8",
    prediction: Prediction::Imposed,
    ..Z_IL_PHASIC
};
pub const PHASIC: Player = Player {
    name: "Fa-Z-IL, phasic, settled, T in L … L + 8",
    rule: Rule::FaZIL,
    ..Z_IL_PHASIC
};
pub const PHASIC_IMPOSED: Player = Player {
    name: "Fa-Z-IL, phasic, imposed, T in L … L + 8",
    prediction: Prediction::Imposed,
    ..PHASIC
};
pub const TONIC: Player = Player {
    name: "Fa-Z-IL, tonic, imposed, T = L",
    feedback: Feedback::Tonic,
    may_be_taught_longer: false,
    ..PHASIC_IMPOSED
};
pub const TONIC_GAMMA: Player = Player {
    name: "Fa-Z-IL, tonic, imposed, T = L, any gamma",
    has_gamma: true,
    ..TONIC
};
pub const Z_IL_GAMMA: Player = Player {
    name: "Z-IL, tonic, imposed, T = L, any gamma",
    rule: Rule::ZIL,
    ..TONIC_GAMMA
};
