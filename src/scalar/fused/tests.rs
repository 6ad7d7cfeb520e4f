//! The software against exact rationals, and against the processor's unit where there is one.

use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use super::{Fused, by_integers, multiply_add, software_f32, software_f64};
use crate::scalar::Draws;

fn exact(x: f64) -> BigRational {
    BigRational::from_float(x).unwrap()
}

/// The f64 nearest to `value`, ties to even: between a float and its neighbours.
fn nearest_f64(value: &BigRational) -> f64 {
    let guess = value.to_f64().unwrap();
    if guess.is_infinite() {
        return guess;
    }
    let candidates = [guess.next_down(), guess, guess.next_up()];
    let finite = candidates.into_iter().filter(|x| x.is_finite());
    finite
        .min_by_key(|x| ((exact(*x) - value).abs(), x.to_bits() & 1))
        .unwrap()
}

/// Ties, subnormals, ends of the range and plain numbers.
fn draw_f64(draws: &mut Draws) -> f64 {
    let sign = if draws.below(2) == 0 { 1.0 } else { -1.0 };
    let fraction = match draws.below(3) {
        0 => 0,
        1 => 1_u64 << draws.below(52),
        _ => draws.below(1 << 52),
    };
    let exponent = match draws.below(6) {
        0 => draws.below(3),
        1 => 2046 - draws.below(3),
        2 => draws.below(2047),
        3 => return sign * 0.0,
        _ => 1023 - 30 + draws.below(60),
    };
    sign * f64::from_bits(exponent << 52 | fraction)
}

fn draw_f32(draws: &mut Draws) -> f32 {
    let fraction = match draws.below(3) {
        0 => 0,
        1 => 1_u64 << draws.below(23),
        _ => draws.below(1 << 23),
    };
    let exponent = match draws.below(4) {
        0 => draws.below(3),
        1 => draws.below(255),
        _ => 127 - 12 + draws.below(24),
    };
    f32::from_bits((draws.below(2) << 31 | exponent << 23 | fraction) as u32)
}

/// A third number that all but cancels the product, or is far from it.
fn third(draws: &mut Draws, product: f64, far: f64) -> f64 {
    match draws.below(3) {
        0 => -product,
        1 => -product * (1.0 + f64::EPSILON * draws.below(5) as f64),
        _ => far,
    }
}

#[test]
fn software_rounds_once_where_two_roundings_differ() {
    // The case of EXACT: the f32 algorithm of libm 0.2 gives 2^-127 here.
    let [a, b] = [1.0 + 2.0_f32.powi(-23), 1.0 - 2.0_f32.powi(-23)];
    let tiny = 2.0_f32.powi(-75);
    let c = 2.0_f32.powi(-127) + 2.0_f32.powi(-149);
    let value = exact(f64::from(a * tiny)) * exact(f64::from(b * tiny)) + exact(f64::from(c));
    let twice = (f64::from(a * tiny) * f64::from(b * tiny) + f64::from(c)) as f32;
    let once = software_f32(a * tiny, b * tiny, c);
    let distance = |x: f32| (exact(f64::from(x)) - &value).abs();
    assert!(distance(once) <= distance(twice));
    assert_ne!(
        once.to_bits(),
        twice.to_bits(),
        "the saboteur: two roundings"
    );
}

#[test]
fn software_is_the_nearest_number_to_the_exact_value() {
    let mut draws = Draws::new(11, "fused");
    for _ in 0..20_000 {
        let (a, b) = (draw_f64(&mut draws), draw_f64(&mut draws));
        let far = draw_f64(&mut draws);
        let c = third(&mut draws, a * b, far);
        if !c.is_finite() {
            continue;
        }
        let value = exact(a) * exact(b) + exact(c);
        let ours = software_f64(a, b, c);
        let nearest = nearest_f64(&value);
        assert!(
            ours == nearest,
            "{a:e} * {b:e} + {c:e}: {ours:e}, not {nearest:e}"
        );
        if a != 0.0 && b != 0.0 && c != 0.0 {
            assert!(by_integers(a, b, c) == nearest, "{a:e} * {b:e} + {c:e}");
        }
        let sign = value.is_zero() && !(a == 0.0 || b == 0.0);
        assert!(
            !sign || ours.is_sign_positive() || c == 0.0,
            "{a:e} {b:e} {c:e}"
        );
    }
}

#[test]
fn software_is_the_unit_of_the_processor() {
    let mut draws = Draws::new(12, "fused");
    let special = [
        0.0,
        -0.0,
        1.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        5e-324,
    ];
    let cases = special
        .iter()
        .flat_map(|a| special.iter().map(move |b| (*a, *b)));
    for (a, b) in cases {
        for c in special {
            same(a, b, c);
            same(a as f32, b as f32, c as f32);
        }
    }
    for _ in 0..1_000_000 {
        let (a, b) = (draw_f64(&mut draws), draw_f64(&mut draws));
        let far = draw_f64(&mut draws);
        same(a, b, third(&mut draws, a * b, far));
        let (a, b) = (draw_f32(&mut draws), draw_f32(&mut draws));
        let far = f64::from(draw_f32(&mut draws));
        same(a, b, third(&mut draws, f64::from(a * b), far) as f32);
    }
}

/// Compares with the unit, or where there is none with what the system's library computes.
fn same<F: Fused + Into<f64> + std::fmt::LowerExp>(a: F, b: F, c: F) {
    let (ours, theirs): (f64, f64) = (a.by_software(b, c).into(), multiply_add(a, b, c).into());
    let both_nan = ours.is_nan() && theirs.is_nan();
    assert!(
        both_nan || ours.to_bits() == theirs.to_bits(),
        "{a:e} * {b:e} + {c:e}: {ours:e}, not {theirs:e}"
    );
}
