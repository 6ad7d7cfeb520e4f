//! Whether this thread computes with subnormal numbers, as IEEE 754 asks.

/// Whether numbers below the smallest normal one are kept, and not taken for 0. A processor can be
/// told to flush them to 0, thread by thread; what `two_sum` leaves out is then lost.
///
/// ```
/// assert!(fazil::scalar::keeps_subnormals());
/// ```
pub fn keeps_subnormals() -> bool {
    use std::hint::black_box;
    // As results, and as operands: both can be flushed.
    let single = black_box(f32::MIN_POSITIVE) * black_box(0.5);
    let double = black_box(f64::MIN_POSITIVE) * black_box(0.5);
    let is_result = single.to_bits() != 0 && double.to_bits() != 0;
    let operand = black_box(f64::from_bits(1)) * black_box(1.0_f64 / f64::EPSILON);
    is_result && operand != 0.0
}
