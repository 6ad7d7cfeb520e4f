//! Tests of `scalar.rs`.

use super::*;

#[test]
fn comparison_is_by_value_not_by_bits() {
    assert!((-0.0_f64).is_zero());
    assert_eq!(-0.0_f32, 0.0_f32);
}

#[test]
fn a_tenth_is_one_tenth_when_exact() {
    let tenth = Exact::from_number(&"0.1".parse().unwrap());
    assert_eq!(tenth.clone() * &Exact::from_count(10), Exact::one());
    assert_eq!(tenth, Exact::ratio(1, 10));
}
