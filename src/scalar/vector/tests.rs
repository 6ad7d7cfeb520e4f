//! Every instruction set against the plain loops, in every shape of block and rest.

use super::*;
use crate::scalar::operations::{add_products, change_weights};
use crate::scalar::tiles::{Start, Step};
use crate::scalar::{Draws, InstructionSet};

/// Shapes with whole and broken tiles, blocks and lanes: (inputs, neurons, lanes).
const SHAPES: [(usize, usize, usize); 10] = [
    (1, 1, 1),
    (3, 5, 1),
    (8, 16, 1),
    (17, 33, 2),
    (9, 130, 1),
    (20, 40, 3),
    (16, 17, 10),
    (5, 32, 13),
    (33, 128, 20),
    (2, 260, 7),
];

fn draw<S: Scalar>(draws: &mut Draws) -> S {
    match draws.below(8) {
        0 => S::zero(),
        1 => S::zero() - &S::zero(),
        _ => S::from_f64(2.0 * draws.unit() - 1.0),
    }
}

fn plane<S: Scalar>(draws: &mut Draws, n: usize, n_lanes: usize) -> Plane<S> {
    let mut plane = Plane::new(n, n_lanes);
    for lane in 0..n_lanes {
        plane.lane_mut(lane).fill_with(|| draw(draws));
    }
    plane
}

fn sets() -> impl Iterator<Item = InstructionSet> {
    let all = InstructionSet::ALL.into_iter();
    all.filter(|set| set.is_available())
}

fn same_bits<S: Scalar>(a: &Plane<S>, b: &Plane<S>) -> bool {
    (0..a.n_lanes()).all(|lane| {
        let lanes = a.lane(lane).iter().zip(b.lane(lane));
        lanes.into_iter().all(|(a, b)| a.same_bits(b))
    })
}

fn sums_are_the_plain_ones<S: Vectors>() {
    let mut draws = Draws::new(1, "sums");
    for (n_inputs, n, n_lanes) in SHAPES {
        let weights = plane::<S>(&mut draws, n, n_inputs + 2);
        let tiles = Tiles::from_fn(n_inputs + 2, n, |input, i| *weights.at(input, i));
        let rates = plane(&mut draws, n_inputs, n_lanes);
        let before = plane(&mut draws, n, n_lanes);
        let plain = |start: Start| {
            let mut sums = before.clone();
            add_products(&tiles, 1..n_inputs + 1, &rates, &mut sums, start);
            sums
        };
        for set in sets() {
            let mut sums = before.clone();
            tiles.add_to(set, 1..n_inputs + 1, &rates, &mut sums);
            let shape = format!("{set:?} {n_inputs} {n} {n_lanes}");
            assert!(same_bits(&sums, &plain(Start::Sums)), "{shape}");
            let part = (1..n_inputs + 1, &rates);
            tiles.sum(set, std::iter::once(part.clone()), &mut sums);
            assert!(same_bits(&sums, &plain(Start::Zero)), "{shape}");
            // A part without inputs has no say, whether it comes first or last.
            let none = (0..0, &Plane::new(0, n_lanes));
            tiles.sum(set, [none.clone(), part, none].into_iter(), &mut sums);
            assert!(same_bits(&sums, &plain(Start::Zero)), "{shape}");
            tiles.sum(set, std::iter::empty(), &mut sums);
            assert!(same_bits(&sums, &Plane::new(n, n_lanes)), "{shape}");
        }
    }
}

fn changes_are_the_plain_ones<S: Vectors>() {
    let mut draws = Draws::new(2, "changes");
    for (n_inputs, n, n_lanes) in SHAPES {
        let weights = plane::<S>(&mut draws, n, n_inputs + 2);
        let tiles = Tiles::from_fn(n_inputs + 2, n, |input, i| *weights.at(input, i));
        let (by_neuron, by_input) = (
            plane(&mut draws, n, n_lanes),
            plane(&mut draws, n_inputs, n_lanes),
        );
        let mut choose = |n: usize| (0..n).map(|_| draws.below(4) > 0).collect::<Vec<bool>>();
        let (neurons, inputs) = (choose(n), choose(n_inputs));
        let (alpha, three, tenth) = (S::from_f64(0.3), S::from_count(3), S::from_f64(0.1));
        let step = Step {
            by_neuron: &by_neuron,
            by_input: &by_input,
            n_lanes: n_lanes.div_ceil(2),
            alpha: &alpha,
            divisor: None,
            decay: None,
            neurons: None,
            inputs: None,
        };
        let steps = [
            Step {
                divisor: Some(&three),
                neurons: Some(&neurons),
                ..step
            },
            Step {
                inputs: Some(&inputs),
                n_lanes,
                ..step
            },
            Step {
                decay: Some(&tenth),
                neurons: Some(&neurons),
                inputs: Some(&inputs),
                ..step
            },
            step,
        ];
        for step in &steps {
            let mut plain = tiles.clone();
            assert!(change_weights(&mut plain, 1..n_inputs + 1, step));
            for set in sets() {
                let mut changed = tiles.clone();
                assert!(changed.learn(set, 1..n_inputs + 1, step));
                for (input, i) in (0..n_inputs + 2).flat_map(|j| (0..n).map(move |i| (j, i))) {
                    let (ours, theirs) = (changed.at(input, i), plain.at(input, i));
                    assert!(ours.same_bits(theirs), "{set:?} {input} {i} {step:?}");
                }
            }
        }
    }
}

#[test]
fn vectors_give_the_bits_of_the_plain_loops() {
    sums_are_the_plain_ones::<f32>();
    sums_are_the_plain_ones::<f64>();
    changes_are_the_plain_ones::<f32>();
    changes_are_the_plain_ones::<f64>();
}

#[test]
fn a_weight_that_is_not_finite_is_noticed_and_a_sum_that_overflows_is_none() {
    for (big, is_finite) in [(f32::MAX / 2.0, true), (f32::MAX, false)] {
        for set in sets() {
            let mut tiles = Tiles::from_fn(9, 40, |_, _| big);
            let (mut ours, mut theirs) = (Plane::new(40, 1), Plane::new(9, 1));
            ours.lane_mut(0).fill(1.0);
            theirs.lane_mut(0)[5] = f32::MAX / 4.0;
            let step = Step {
                by_neuron: &ours,
                by_input: &theirs,
                n_lanes: 1,
                alpha: &1.0,
                divisor: None,
                decay: None,
                neurons: None,
                inputs: None,
            };
            assert_eq!(tiles.learn(set, 0..9, &step), is_finite, "{set:?} {big}");
        }
    }
}
