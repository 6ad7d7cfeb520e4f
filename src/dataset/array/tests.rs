//! Tests of `array.rs`.

use super::*;
use crate::scalar::Exact;

#[test]
fn an_integer_beyond_the_precision_is_no_number_of_it() {
    let (single, double) = ((1 << 24) + 1, (1 << 53) + 1);
    assert_eq!(exact_integer::<f32>(single), None);
    assert_eq!(exact_integer::<f32>(single - 1), Some(16_777_216.0));
    assert_eq!(exact_integer::<f64>(single), Some(16_777_217.0));
    assert_eq!(exact_integer::<f64>(double), None);
    assert_eq!(
        exact_integer::<f64>(-double + 1),
        Some(-9_007_199_254_740_992.0)
    );
    assert_eq!(exact_integer::<f32>(i128::from(u64::MAX)), None);
    let exact: Exact = exact_integer(double).unwrap();
    assert_eq!(exact.to_string(), "9007199254740993");
}
