//! Tests of `bundle.rs`.

use super::*;
use crate::axon::{Commit, Unobserved};
use crate::plasticity::{Autonomous, Commanded};

fn bundle(reduction: Reduction, decay: f64) -> Bundle<f64> {
    let learning = Learning {
        alpha: 0.5,
        reduction,
        decay,
        equations: None,
    };
    Bundle::new(vec![1.0], 2, &Phi::Exact { t_d: 1 }, &[], learning)
}

fn sight<'a>(epsilon: &'a [f64; 2]) -> Option<Sight<'a, f64>> {
    Some(Sight {
        epsilon,
        by_feedback: &[true, true],
        rate: &[3.0, 5.0],
    })
}

#[test]
fn only_lanes_that_fire_commit() {
    let mut bundle = bundle(Reduction::Sum, 0.0);
    let change = |t| Change {
        now: Tick(t),
        presented: 2,
        command: None,
    };
    assert!(bundle.learn::<Autonomous>(&change(0), |_| sight(&[2.0, 0.0]), &mut Unobserved));
    assert_eq!(bundle.weights(), [1.0 + 0.5 * 6.0]);
    // Lane 0 is still loud; lane 1 fires now.
    assert!(bundle.learn::<Autonomous>(&change(1), |_| sight(&[2.0, 1.0]), &mut Unobserved));
    assert_eq!(bundle.weights(), [4.0 + 0.5 * 5.0]);
    assert!(!bundle.learn::<Autonomous>(&change(2), |_| sight(&[2.0, 1.0]), &mut Unobserved));
}

#[test]
fn an_idle_lane_never_fires() {
    let mut bundle = bundle(Reduction::Sum, 0.0);
    let change = Change {
        now: Tick(0),
        presented: 1,
        command: None,
    };
    bundle.learn::<Autonomous>(&change, |_| sight(&[2.0, 1.0]), &mut Unobserved);
    assert_eq!(bundle.weights(), [1.0 + 0.5 * 6.0]);
}

#[test]
fn a_command_names_its_lanes_and_the_mean_is_over_lanes_presented() {
    let mut bundle = bundle(Reduction::Mean, 0.0);
    let command = Commit {
        lanes: vec![true, false].into(),
    };
    let change = Change {
        now: Tick(0),
        presented: 2,
        command: Some(&command),
    };
    bundle.learn::<Commanded>(&change, |_| sight(&[2.0, 9.0]), &mut Unobserved);
    assert_eq!(bundle.weights(), [1.0 + 0.5 * 6.0 / 2.0]);
}

#[test]
fn decay_forgets_a_fraction_at_each_commit() {
    let mut bundle = bundle(Reduction::Sum, 0.25);
    let change = Change {
        now: Tick(0),
        presented: 2,
        command: None,
    };
    bundle.learn::<Autonomous>(&change, |_| sight(&[2.0, 0.0]), &mut Unobserved);
    assert_eq!(bundle.weights(), [0.75 + 3.0]);
}
