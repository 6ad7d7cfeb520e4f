//! Tests of `activation.rs`.

use super::*;
use crate::scalar::Exact;

#[test]
fn the_slope_is_the_derivative_of_f() {
    let h = 1e-6;
    for activation in Activation::ALL {
        for k in -40..40 {
            let x = f64::from(k) * 0.1 + 0.05; // Keeps clear of the kinks at 0 and ±3.
            let difference = (activation.f(&(x + h)) - activation.f(&(x - h))) / (2.0 * h);
            let slope = activation.slope(&x);
            assert!(
                (slope - difference).abs() < 1e-8,
                "{activation:?} at {x}: {slope} {difference}"
            );
            let single = activation.slope(&(x as f32));
            assert!(
                (f64::from(single) - slope).abs() < 1e-5,
                "{activation:?} at {x} in f32"
            );
        }
    }
}

#[test]
fn many_at_once_have_the_bits_of_one_by_one() {
    fn check<S: Scalar>() {
        let x: Vec<S> = (-300..300)
            .map(|k| S::from_f64(0.37 * f64::from(k)))
            .collect();
        let sets = InstructionSet::ALL.into_iter();
        for set in sets.filter(|set| set.is_available()) {
            for activation in Activation::ALL {
                let (mut rates, mut slopes) = (x.clone(), x.clone());
                activation.transfer(set, &x, &mut rates, &mut slopes);
                let mut alone = x.clone();
                activation.rates(set, &x, &mut alone);
                for (k, x) in x.iter().enumerate() {
                    let (rate, slope) = activation.pair(x);
                    assert!(rate.same_bits(&rates[k]) && rate.same_bits(&alone[k]));
                    assert!(slope.same_bits(&slopes[k]), "{activation:?} {set:?} at {x}");
                }
            }
        }
    }
    check::<f32>();
    check::<f64>();
}

#[test]
fn kinks_are_as_the_specification_says() {
    assert_eq!(Activation::ReLU.slope(&0.0), 0.0);
    assert_eq!(Activation::LeakyReLU.slope(&0.0), 0.01);
    assert_eq!(Activation::HardSigmoid.pair(&3.0), (1.0, 0.0));
    assert_eq!(Activation::HardSigmoid.pair(&-3.0), (0.0, 0.0));
    assert_eq!(
        Activation::HardSigmoid.f(&Exact::ratio(1, 2)),
        Exact::ratio(7, 12)
    );
}

#[test]
fn only_exponentials_are_refused_in_rationals() {
    let refused: Vec<_> = Activation::ALL
        .into_iter()
        .filter(|f| !f.fits(Precision::Exact))
        .collect();
    assert_eq!(refused, [Activation::Logistic, Activation::Tanh]);
}
