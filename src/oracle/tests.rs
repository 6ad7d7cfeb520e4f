//! The judge against plain loops over matrices, bit for bit, and saboteurs of those loops.

mod plain_loops;

use super::*;
use crate::activation::Activation;
use crate::blueprint::InputTransfer;
use crate::blueprint::Matrix;
use crate::scalar::{Draws, Exact};

/// One operation of the plain loops done otherwise; all but `None` must be noticed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Saboteur {
    None,
    /// Sums over synapses from the last to the first.
    SumsBackwards,
    /// The bias before the synapses.
    BiasFirst,
    /// Sums over lanes from the last to the first.
    LanesBackwards,
    /// (α / B) · p for (α · p) / B.
    DividesAlpha,
    /// Errors go up through weights that have learned already.
    LearnsFirst,
    /// Lost connections grow again.
    Heals,
}

/// A network and a batch for each of its updates.
struct Case<S> {
    blueprint: Blueprint<S>,
    alpha: S,
    gamma: S,
    is_mean: bool,
    lost: Vec<(usize, usize, Option<usize>)>,
    /// Inputs and targets, `[B][n]`.
    batches: Vec<[Vec<Vec<S>>; 2]>,
}

/// A number of few bits, so that rationals stay small; often 0.
fn number<S: Scalar>(draws: &mut Draws) -> S {
    match draws.below(6) {
        0 => S::zero(),
        _ => {
            (S::from_count(draws.below(1000) as usize) - &S::from_count(500))
                / &S::from_count(if S::TILE == 1 { 512 } else { 700 })
        }
    }
}

impl<S: Scalar> Case<S> {
    fn draw(draws: &mut Draws, widths: Vec<usize>, activations: &[Activation]) -> Self {
        let mut below = |n: u64| draws.below(n) as usize;
        let depth = widths.len() - 1;
        let most_lanes = if S::TILE == 1 { 4 } else { 23 };
        let activation = activations[below(activations.len() as u64)];
        let n_lanes = 1 + below(most_lanes);
        let (has_bias, is_mean) = (below(2) == 0, below(2) == 0);
        let input_transfer = match below(3) {
            0 => InputTransfer::Identity,
            _ => InputTransfer::Activation,
        };
        let n_lost = below(3);
        let lost = (0..n_lost).map(|_| {
            let layer = below(depth as u64);
            let pre = below(widths[layer + 1] as u64);
            let pre = (!has_bias || below(2) == 0).then_some(pre);
            (layer, below(widths[layer] as u64), pre)
        });
        let lost = lost.collect();
        let mut rows = |n: usize, width: usize| -> Vec<Vec<S>> {
            let mut row = |_| (0..width).map(|_| number(draws)).collect();
            (0..n).map(&mut row).collect()
        };
        let theta = widths.windows(2).map(|pair| Matrix {
            rows: pair[0],
            columns: pair[1],
            values: rows(1, pair[0] * pair[1]).remove(0),
        });
        let theta = theta.collect();
        let bias = widths[..depth].iter().map(|n| rows(1, *n).remove(0));
        let bias = if has_bias { bias.collect() } else { vec![] };
        // The last batch is often a short one. Rationals double their digits with every batch.
        let n_batches = if S::TILE == 1 { 2 } else { 3 };
        let sizes = [n_lanes.div_ceil(2), n_lanes, n_lanes];
        let batches = sizes[..n_batches].iter().rev();
        let batches = batches.map(|n| [rows(*n, widths[depth]), rows(*n, widths[0])]);
        let batches = batches.collect();
        Self {
            blueprint: {
                let weights = Weights {
                    theta,
                    feedback: vec![],
                    bias,
                };
                Blueprint::chain(&widths, activation, input_transfer, weights)
            },
            alpha: S::ratio(3, 10),
            gamma: S::ratio(7, 10),
            is_mean,
            lost,
            batches,
        }
    }

    /// What the judge makes of it: y and δ of every pass, neuron by neuron, then the weights.
    fn judged(&self, set: InstructionSet) -> Vec<S> {
        let alpha = self.alpha.clone();
        let mut judge = Backpropagation::new(self.blueprint.clone(), alpha, self.is_mean)
            .with_layer_rates(&self.gamma)
            .with_instructions(set);
        for &(layer, post, pre) in &self.lost {
            let pre = pre.map(|pre| (layer + 1, pre));
            judge.lesion(SynapseId { layer, post, pre });
        }
        let mut found = Vec::new();
        for [inputs, targets] in &self.batches {
            let foreseen = judge.predict(&rows(inputs)).to_vec();
            let pass = judge.update_rows(&rows(inputs), &rows(targets));
            for (l, (y, delta)) in pass.y.iter().zip(&pass.delta).enumerate() {
                for (lane, i) in (0..inputs.len()).flat_map(|b| (0..y.n()).map(move |i| (b, i))) {
                    assert!(foreseen[l].at(lane, i).same_bits(y.at(lane, i)));
                    found.extend([y.at(lane, i).clone(), delta.at(lane, i).clone()]);
                }
            }
        }
        found.extend(flat(&judge.weights()));
        found
    }
}

fn clear<S: Scalar>(weights: &mut Weights<S>, lost: &[(usize, usize, Option<usize>)]) {
    for &(layer, post, pre) in lost {
        match pre {
            Some(pre) => {
                let columns = weights.theta[layer].columns;
                weights.theta[layer].values[post * columns + pre] = S::zero();
            }
            None => weights.bias[layer][post] = S::zero(),
        }
    }
}

fn flat<S: Scalar>(weights: &Weights<S>) -> Vec<S> {
    let theta = weights.theta.iter().flat_map(|theta| &theta.values);
    theta
        .chain(weights.bias.iter().flatten())
        .cloned()
        .collect()
}

/// One to three layers of weights.
fn draw_widths(draws: &mut Draws, widest: u64) -> Vec<usize> {
    let n = 2 + draws.below(3);
    let width = |_| 1 + draws.below(widest) as usize;
    (0..n).map(width).collect()
}

/// How many of `n` networks the judge and the plain loops disagree on, over `sets`.
fn n_different<S: Scalar>(
    n: u64,
    widest: u64,
    saboteur: Saboteur,
    sets: &[InstructionSet],
) -> usize {
    let all = Activation::ALL.into_iter();
    let activations: Vec<_> = all.filter(|f| f.fits(S::PRECISION)).collect();
    let is_different = |k: &u64| {
        let mut draws = Draws::new(*k, "oracle");
        let widths = draw_widths(&mut draws, widest);
        let case = Case::<S>::draw(&mut draws, widths, &activations);
        let plain = case.plain(saboteur);
        sets.iter().any(|set| {
            let judged = case.judged(*set);
            assert_eq!(judged.len(), plain.len());
            !judged.iter().zip(&plain).all(|(a, b)| a.same_bits(b))
        })
    };
    (0..n).filter(is_different).count()
}

fn sets() -> Vec<InstructionSet> {
    let all = InstructionSet::ALL.into_iter();
    all.filter(|set| set.is_available()).collect()
}

#[test]
fn the_judge_has_the_bits_of_plain_loops() {
    assert_eq!(n_different::<f32>(60, 40, Saboteur::None, &sets()), 0);
    assert_eq!(n_different::<f64>(60, 40, Saboteur::None, &sets()), 0);
    let any = [InstructionSet::best()];
    assert_eq!(n_different::<Exact>(8, 4, Saboteur::None, &any), 0);
}

/// Planes of layers as wide as a multiple of 128 have longer rows than tiles have.
#[test]
fn layers_of_128_neurons_have_the_bits_of_plain_loops_too() {
    let mut draws = Draws::new(1, "wide oracle");
    let case = Case::<f32>::draw(&mut draws, vec![3, 128, 256, 20], &[Activation::Logistic]);
    let plain = case.plain(Saboteur::None);
    for set in sets() {
        let judged = case.judged(set);
        assert!(judged.iter().zip(&plain).all(|(a, b)| a.same_bits(b)));
    }
}

#[test]
fn every_saboteur_is_noticed() {
    let best = [InstructionSet::best()];
    for saboteur in [
        Saboteur::SumsBackwards,
        Saboteur::BiasFirst,
        Saboteur::LanesBackwards,
        Saboteur::DividesAlpha,
        Saboteur::LearnsFirst,
        Saboteur::Heals,
    ] {
        let n_different = n_different::<f32>(40, 20, saboteur, &best);
        assert!(n_different > 5, "{saboteur:?}: {n_different}");
    }
}

#[test]
fn batches_by_neuron_and_by_lane_are_the_same() {
    let mut draws = Draws::new(1, "oracle by neuron");
    let case = Case::<f64>::draw(&mut draws, vec![3, 9, 5], &[Activation::Tanh]);
    let judge = Backpropagation::new(case.blueprint.clone(), case.alpha, case.is_mean);
    let (mut by_lane, mut by_neuron) = (judge.clone(), judge);
    for [inputs, targets] in &case.batches {
        by_lane.update_rows(&rows(inputs), &rows(targets));
        let columns = |rows: &[Vec<f64>]| -> Vec<f64> {
            let n = 0..rows[0].len();
            n.flat_map(|i| rows.iter().map(move |row| row[i])).collect()
        };
        by_neuron.update(&columns(inputs), &columns(targets), inputs.len());
    }
    assert_eq!(by_lane.weights(), by_neuron.weights());
}
