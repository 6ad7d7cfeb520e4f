//! The gain of a layer: s = σ_max(θ diag f′), how much an error can grow on its way down and
//! back up.

use crate::blueprint::{Blueprint, Matrix};
use crate::scalar::Scalar;

/// Steps of the power iteration; each shrinks the error by the square of the ratio of the two
/// largest singular values.
const STEPS: usize = 200;

/// Scales θ of every layer but the input's so that its gain is `gain` at the point at which
/// the network comes to rest under `stimulus`. θ′ follows.
pub(crate) fn scale<S: Scalar>(blueprint: &mut Blueprint<S>, stimulus: &[S], gain: f64) {
    let mut y: Vec<f64> = stimulus.iter().map(S::to_f64).collect();
    for l in (1..=blueprint.depth()).rev() {
        if l < blueprint.depth() {
            let factor = gain / of_layer(blueprint, l, &y);
            let theta = &mut blueprint.weights.theta[l - 1];
            let scaled = theta
                .values
                .iter()
                .map(|w| S::from_f64(w.to_f64() * factor));
            theta.values = scaled.collect();
            blueprint.weights.feedback[l - 1] = theta.clone();
        }
        y = below(blueprint, l, &y);
    }
}

/// The largest gain of the layers but the input's, at rest under `stimulus`.
pub(crate) fn largest<S: Scalar>(blueprint: &Blueprint<S>, stimulus: &[S]) -> f64 {
    let mut y: Vec<f64> = stimulus.iter().map(S::to_f64).collect();
    let mut largest = 0.0_f64;
    for l in (1..=blueprint.depth()).rev() {
        if l < blueprint.depth() {
            largest = largest.max(of_layer(blueprint, l, &y));
        }
        y = below(blueprint, l, &y);
    }
    largest
}

/// y of layer l − 1 from y of layer l.
fn below<S: Scalar>(blueprint: &Blueprint<S>, l: usize, y: &[f64]) -> Vec<f64> {
    let (activation, theta) = (blueprint.transfer(l), &blueprint.weights.theta[l - 1]);
    let rates: Vec<f64> = y.iter().map(|y| activation.f(y)).collect();
    let sum = |i: usize| {
        let products = theta.row(i).iter().zip(&rates);
        products.map(|(w, rate)| w.to_f64() * rate).sum()
    };
    (0..theta.rows).map(sum).collect()
}

/// The gain of θ^l where layer l is at `y`.
fn of_layer<S: Scalar>(blueprint: &Blueprint<S>, l: usize, y: &[f64]) -> f64 {
    let activation = blueprint.transfer(l);
    let slopes: Vec<f64> = y.iter().map(|y| activation.slope(y)).collect();
    largest_singular_value(&blueprint.weights.theta[l - 1], &slopes)
}

/// σ_max(θ diag f′), by power iteration.
fn largest_singular_value<S: Scalar>(theta: &Matrix<S>, slopes: &[f64]) -> f64 {
    let row = |i: usize| {
        let weights = theta.row(i).iter().zip(slopes);
        weights.map(|(w, slope)| w.to_f64() * slope)
    };
    let mut v = vec![1.0; theta.columns];
    let mut gain = 0.0;
    for _ in 0..STEPS {
        let down: Vec<f64> = (0..theta.rows)
            .map(|i| row(i).zip(&v).map(|(a, v)| a * v).sum())
            .collect();
        let mut up = vec![0.0; theta.columns];
        for (i, down) in down.iter().enumerate() {
            up.iter_mut()
                .zip(row(i))
                .for_each(|(up, a)| *up += a * down);
        }
        let length = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>().sqrt();
        let (size, before) = (length(&up), length(&v));
        if size == 0.0 {
            return 0.0;
        }
        gain = (size / before).sqrt();
        v = up.into_iter().map(|x| x / size).collect();
    }
    gain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Activation;
    use crate::blueprint::{FeedbackWeights, Initial, InputTransfer};
    use crate::wiring::Wiring;

    #[test]
    fn the_gain_is_the_largest_singular_value() {
        // 1 and 3 on the diagonal, turned about: its singular values stay 1 and 3.
        let theta = Matrix {
            rows: 2,
            columns: 2,
            values: vec![0.6, -2.4, 0.8, 1.8],
        };
        assert!((largest_singular_value(&theta, &[1.0, 1.0]) - 3.0).abs() < 1e-12);
        assert!((largest_singular_value(&theta, &[1.0, 0.0]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_scaled_network_has_the_gain_it_was_scaled_to() {
        let initial = Initial::Xavier {
            seed: 3,
            gain: 1.into(),
        };
        let wiring = Wiring::chain(&[3, 5, 4, 6], Activation::Logistic, false);
        let weights = initial.draw::<f64>(&wiring, FeedbackWeights::Mirrored);
        let mut blueprint = Blueprint {
            weights: weights.unwrap(),
            wiring: wiring.into(),
            input_transfer: InputTransfer::Activation,
        };
        let stimulus = [0.3, -1.0, 0.5, 0.9, 0.0, -0.2];
        scale(&mut blueprint, &stimulus, 0.7);
        assert!((largest(&blueprint, &stimulus) - 0.7).abs() < 1e-9);
        assert_eq!(blueprint.weights.max_mirror_divergence(), 0.0);
    }
}
