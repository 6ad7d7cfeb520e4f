//! Every network in `tests/golden/` (PyTorch's autograd in float64) against backpropagation
//! itself, without agents, and against networks of agents under every rule on both engines.
//!
//! Agents and backpropagation share f, f′ and the arithmetic, so they could be wrong together;
//! these vectors come from elsewhere. Saboteurs, all run below: backpropagation with another f,
//! an f′ that belongs to another f, biases left out, biases that do not learn, a f of the input
//! left out, and an activation without vectors.
#![expect(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

#[path = "golden/agents.rs"]
mod agents;
#[path = "golden/tolerance.rs"]
mod tolerance;
#[path = "golden/vectors.rs"]
mod vectors;

use fazil::activation::Activation;
use fazil::blueprint::{Blueprint, InputTransfer};
use fazil::oracle::Backpropagation;
use fazil::scalar::{InstructionSet, Plane};

use vectors::{Golden, difference};

/// `[B][n]`, row by row.
fn by_lane(plane: &Plane<f64>) -> Vec<f64> {
    let lanes = 0..plane.n_lanes();
    lanes.flat_map(|lane| plane.lane(lane).to_vec()).collect()
}

/// Where backpropagation on `blueprint` is not what PyTorch says: predictions, y, δ and weights
/// of the first update, weights after the last.
fn oracle_difference(
    golden: &Golden,
    blueprint: Blueprint<f64>,
    set: InstructionSet,
) -> Option<String> {
    let bp = Backpropagation::new(blueprint, golden.alpha, false);
    let mut bp = bp.with_instructions(set);
    let [input, target] = golden.batch();
    let planes = |name: &str, planes: &[Plane<f64>]| {
        let mut layers = (0..).zip(planes);
        layers.find_map(|(l, plane)| golden.difference(&format!("{name}.{l}"), &by_lane(plane)))
    };
    let rows = golden.tensor("input");
    let rows: Vec<&[f64]> = rows.chunks(rows.len() / golden.n_lanes).collect();
    let mut found = planes("bp.y", bp.predict(&rows));
    for update in 0..golden.n_updates {
        let pass = bp.update(&input, &target, golden.n_lanes);
        if update == 0 {
            found = found
                .or_else(|| planes("bp.y", &pass.y))
                .or_else(|| planes("bp.delta", &pass.delta))
                .or_else(|| golden.weights_difference(&bp.weights(), "bp"));
        }
    }
    found.or_else(|| golden.weights_difference(&bp.weights(), "bpN"))
}

#[test]
fn backpropagation_agrees_with_pytorch() {
    for golden in Golden::all() {
        for set in InstructionSet::ALL {
            if set.is_available() {
                assert_eq!(oracle_difference(&golden, golden.blueprint(), set), None);
            }
        }
    }
}

/// Activations, with and without biases, of which no file of at least three layers, two lanes and
/// two updates has the vectors.
fn without_vectors(files: &[Golden]) -> Vec<(Activation, bool)> {
    let tells =
        |golden: &Golden| golden.depth() >= 2 && golden.n_lanes >= 2 && golden.n_updates >= 2;
    let needed = Activation::ALL
        .into_iter()
        .flat_map(|activation| [(activation, false), (activation, true)]);
    needed
        .filter(|(activation, has_bias)| {
            !(files.iter()).any(|golden| {
                tells(golden) && golden.activation == *activation && golden.has_bias == *has_bias
            })
        })
        .collect()
}

#[test]
fn every_activation_has_vectors_with_and_without_biases() {
    assert_eq!(without_vectors(&Golden::all()), []);
    // Saboteur: an activation, or its biases, that nobody has made vectors for.
    for missing in Activation::ALL {
        let mut files = Golden::all();
        files.retain(|golden| golden.activation != missing);
        assert_eq!(without_vectors(&files), [(missing, false), (missing, true)]);
        let mut files = Golden::all();
        files.retain(|golden| golden.activation != missing || !golden.has_bias);
        assert_eq!(without_vectors(&files), [(missing, true)]);
    }
    let raw = |golden: &Golden| golden.input_transfer == InputTransfer::Identity;
    assert!(
        Golden::all().iter().any(raw),
        "no file sends its input itself"
    );
}

/// Saboteurs: a network with another f, without its biases, or with f of the input where there
/// is none or the other way round.
#[test]
fn another_network_is_noticed() {
    let set = InstructionSet::best();
    for golden in Golden::all() {
        let noticed = |what: &str, blueprint| {
            let found = oracle_difference(&golden, blueprint, set);
            assert!(found.is_some(), "{} with {what} passes", golden.name);
        };
        for activation in Activation::ALL {
            if activation != golden.activation {
                let own = golden.blueprint();
                let (widths, transfer) = (own.widths().to_vec(), own.input_transfer);
                let other = Blueprint::chain(&widths, activation, transfer, own.weights);
                noticed(&format!("{activation:?}"), other);
            }
        }
        if golden.has_bias {
            let mut own = golden.blueprint();
            own.weights.bias.clear();
            let other = Blueprint::chain(
                own.widths(),
                golden.activation,
                own.input_transfer,
                own.weights.clone(),
            );
            noticed("no bias", other);
            let mut other = golden.blueprint();
            other.weights.bias[0][0] += 1e-9;
            noticed("another bias", other);
        }
        // f of an input may be the input: of a positive one under ReLU.
        let is_own_rate = |x: &f64| golden.activation.f(x) == *x;
        if !golden.tensor("input").iter().all(is_own_rate) {
            let input_transfer = match golden.input_transfer {
                InputTransfer::Activation => InputTransfer::Identity,
                InputTransfer::Identity => InputTransfer::Activation,
            };
            let own = golden.blueprint();
            noticed(
                "another input transfer",
                Blueprint {
                    input_transfer,
                    ..own
                },
            );
        }
    }
}

/// δ of layer l from PyTorch's own δ of layer l − 1 and y of layer l, by Eq. 4, with f′ of
/// `activation`: `[B][n_l]`, in plain loops.
fn delta_with_slope_of(golden: &Golden, activation: Activation, l: usize) -> Vec<f64> {
    let (y, below) = (
        golden.tensor(&format!("bp.y.{l}")),
        golden.tensor(&format!("bp.delta.{}", l - 1)),
    );
    let theta = golden.tensor(&format!("theta.{l}"));
    let (n, n_below) = (golden.widths[l], golden.widths[l - 1]);
    let one = |at: usize| {
        let (lane, j) = (at / n, at % n);
        let products = (0..n_below).map(|i| theta[i * n + j] * below[lane * n_below + i]);
        activation.slope(&y[at]) * products.sum::<f64>()
    };
    (0..y.len()).map(one).collect()
}

/// The saboteur f′: with the slope of another activation δ is not PyTorch's. And biases learn.
#[test]
fn another_slope_and_biases_that_do_not_learn_are_noticed() {
    for golden in Golden::all() {
        for activation in Activation::ALL {
            let found = (1..golden.depth()).find_map(|l| {
                let ours = delta_with_slope_of(&golden, activation, l);
                golden.difference(&format!("bp.delta.{l}"), &ours)
            });
            let (is_own, is_hidden) = (activation == golden.activation, golden.depth() > 1);
            assert_eq!(
                found.is_some(),
                !is_own && is_hidden,
                "{} with f′ of {activation:?}: {found:?}",
                golden.name
            );
        }
        let mut still = golden.blueprint().weights;
        for (l, theta) in still.theta.iter_mut().enumerate() {
            theta.values = golden.tensor(&format!("bp.theta.{}", l + 1));
        }
        let found = golden.weights_difference(&still, "bp");
        assert_eq!(found.is_some(), golden.has_bias, "{}", golden.name);
    }
}

/// What γ ≠ 1 alone amounts to, for the oracle: layer l learns at rate α γ^l.
#[test]
fn layer_rates_scale_the_changes_of_pytorch() {
    for golden in Golden::all() {
        for gamma in [0.5_f64, 1.5] {
            let [input, target] = golden.batch();
            let mut bp = Backpropagation::new(golden.blueprint(), golden.alpha, false)
                .with_layer_rates(&gamma);
            bp.update(&input, &target, golden.n_lanes);
            let weights = bp.weights();
            let scaled = |before: &str, after: &str, l: usize| -> Vec<f64> {
                let (before, after) = (golden.tensor(before), golden.tensor(after));
                let rate = gamma.powi(l as i32);
                let values = before.iter().zip(&after);
                values.map(|(w, moved)| w + rate * (moved - w)).collect()
            };
            for (l, theta) in weights.theta.iter().enumerate() {
                let (before, after) = (format!("theta.{}", l + 1), format!("bp.theta.{}", l + 1));
                let found = difference(&theta.values, &scaled(&before, &after, l));
                assert_eq!(found, None, "{} {gamma} {after}", golden.name);
            }
            for (l, bias) in weights.bias.iter().enumerate() {
                let (before, after) = (format!("bias.{l}"), format!("bp.bias.{l}"));
                let found = difference(bias, &scaled(&before, &after, l));
                assert_eq!(found, None, "{} {gamma} {after}", golden.name);
            }
        }
    }
}
