//! Tests of `initial.rs`.

use super::*;
use crate::activation::Activation;
use crate::scalar::Exact;

fn chain(widths: &[usize], bias: bool) -> Wiring {
    Wiring::chain(widths, Activation::Tanh, bias)
}

fn xavier() -> Initial {
    Initial::Xavier {
        seed: 5,
        gain: one(),
    }
}

#[test]
fn a_matrix_does_not_depend_on_the_other_matrices() {
    let small = xavier()
        .draw::<f64>(&chain(&[3, 4], false), FeedbackWeights::Mirrored)
        .unwrap();
    let large = xavier()
        .draw::<f64>(&chain(&[3, 4, 9, 2], true), FeedbackWeights::Mirrored)
        .unwrap();
    assert_eq!(small.theta[0], large.theta[0]);
    assert_ne!(large.theta[0].values[..2], large.theta[1].values[..2]);
    assert_eq!(large.max_mirror_divergence(), 0.0);
}

#[test]
fn single_precision_weights_are_the_double_ones_rounded() {
    let double = xavier()
        .draw::<f64>(&chain(&[3, 4], false), FeedbackWeights::Mirrored)
        .unwrap();
    let single = xavier()
        .draw::<f32>(&chain(&[3, 4], false), FeedbackWeights::Mirrored)
        .unwrap();
    let rounded: Vec<f32> = double.theta[0].values.iter().map(|&w| w as f32).collect();
    assert_eq!(single.theta[0].values, rounded);
}

#[test]
fn exact_weights_are_ninety_sevenths_within_the_bounds() {
    let (low, high): (Number, Number) = ("-1/2".parse().unwrap(), "1/2".parse().unwrap());
    let initial = Initial::Uniform {
        seed: 1,
        low: low.clone(),
        high: high.clone(),
    };
    let weights = initial
        .draw::<Exact>(&chain(&[6, 6], false), FeedbackWeights::Mirrored)
        .unwrap();
    for weight in &weights.theta[0].values {
        assert!((weight.clone() * &Exact::from_count(97)).is_integer());
        assert!(weight >= low.exact() && weight <= high.exact());
    }
}

#[test]
fn independent_feedback_is_not_a_mirror() {
    let independent = FeedbackWeights::Independent { seed: 5 };
    let weights = xavier()
        .draw::<f64>(&chain(&[3, 4, 2], false), independent)
        .unwrap();
    assert!(weights.max_mirror_divergence() > 0.1);
}
