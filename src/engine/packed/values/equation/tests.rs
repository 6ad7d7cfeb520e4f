//! Tests of `equation.rs`.

use super::*;
use crate::activation::Activation;

/// The saboteur: without the 0 that is added, −0 would stay −0.
#[test]
fn no_push_is_the_push_of_nothing_to_the_bit() {
    let values = [0.0, -0.0, 1.5, -2.25, 1e-310, f64::INFINITY, f64::NAN];
    for f in Activation::ALL.into_iter().filter(|f| f.never_falls()) {
        for rest in [0.0, 0.5] {
            for mu in values {
                for x in values {
                    let (mu, epsilon) = ([mu], [x - mu]);
                    let slope = [f.slope(&x)];
                    let [mut unpushed, mut pushed] = [[0.0]; 2];
                    decay_without_feedback(&mut unpushed, &mu, &epsilon, &rest);
                    leak_and_push(&mut pushed, &mu, &epsilon, &rest, [&slope, &[0.0]], &0.5);
                    let [unpushed, pushed] = [unpushed[0], pushed[0]];
                    let is_same = unpushed.same_bits(&pushed);
                    assert!(
                        is_same || (unpushed.is_nan() && pushed.is_nan()),
                        "{f:?} {x}"
                    );
                }
            }
        }
    }
}
