//! Networks written by hand: where tonic Fa-Z-IL is not backpropagation, and where it once was not.

use fazil::activation::Activation;
use fazil::axon::AgentId;
use fazil::blueprint::{Blueprint, InputTransfer, Matrix, Weights};
use fazil::engine::Engine;
use fazil::engine::literal::{Literal, Options};
use fazil::plasticity::Autonomous;
use fazil::record::AgentLog;
use fazil::scalar::{Exact, Scalar};
use fazil::synapse::Reduction;

use crate::saboteurs::Saboteur;

use super::network::{
    Network, PHASIC, PHASIC_IMPOSED, Player, Presentation, TONIC, Z_IL_TONIC, mirrored,
};

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
        blueprint: Blueprint::chain(
            widths,
            Activation::Identity,
            InputTransfer::Activation,
            mirrored(Weights {
                theta,
                feedback: vec![],
                bias: vec![],
            }),
        ),
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
    engine.observers(&mut |id, log| {
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

/// Nor is it weights of 0 that matter: 1-1-1-2, identity, every θ = 1, input 1, target (2, 0). The
/// two errors of the output cancel, so δ^1 is 0 and nothing goes further up in tick 2; but both
/// weights of θ^1 changed in tick 0, unlike each other, tonic feedback goes on, and (1, 0) fires in
/// tick 2 < T.
#[test]
fn tonic_counter_example_without_a_weight_of_0() {
    let theta: [&[(i64, i64)]; 3] = [&[(1, 1), (1, 1)], &[(1, 1)], &[(1, 1)]];
    let shown = taught(&[(1, 1)], &[(2, 1), (0, 1)], 0);
    let network = by_hand(&[2, 1, 1, 1], &theta, vec![shown]);
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
