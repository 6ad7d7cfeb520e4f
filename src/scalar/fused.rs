//! a · b + c, rounded once: what IEEE 754 calls fusedMultiplyAdd.
//!
//! Promises the correctly rounded result on every machine. Processors with a fused unit (AVX2 with
//! FMA, AVX-512, 64-bit Arm) compute it; elsewhere the software below computes the same bits, more
//! slowly. The software is our own because the f32 algorithm of `libm` 0.2 and of the compiler's
//! built-ins rounds twice. Knows nothing of sums.

use super::operations::Scalar;

/// Whether every processor of this build's target has a fused unit.
const IS_BUILT_IN: bool = cfg!(any(target_feature = "fma", target_arch = "aarch64"));

/// a · b + c in one rounding, for one kind of float.
pub(super) trait Fused: Copy {
    /// By the fused unit of the processor, if there is one where this is compiled for it.
    fn by_hardware(self, b: Self, c: Self) -> Self;
    /// In software.
    fn by_software(self, b: Self, c: Self) -> Self;
}

impl Fused for f32 {
    #[inline(always)]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where products are fused"
    )]
    fn by_hardware(self, b: Self, c: Self) -> Self {
        self.mul_add(b, c)
    }
    #[inline(always)]
    fn by_software(self, b: Self, c: Self) -> Self {
        software_f32(self, b, c)
    }
}

impl Fused for f64 {
    #[inline(always)]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where products are fused"
    )]
    fn by_hardware(self, b: Self, c: Self) -> Self {
        self.mul_add(b, c)
    }
    #[inline(always)]
    fn by_software(self, b: Self, c: Self) -> Self {
        software_f64(self, b, c)
    }
}

/// a · b + c, by the fused unit if this machine has one.
#[inline(always)]
pub(super) fn multiply_add<F: Fused>(a: F, b: F, c: F) -> F {
    if IS_BUILT_IN {
        return a.by_hardware(b, c);
    }
    #[cfg(target_arch = "x86_64")]
    if let Some(instructions) = pulp::x86::V3::try_new() {
        return instructions.vectorize(
            #[inline(always)]
            || a.by_hardware(b, c),
        );
    }
    a.by_software(b, c)
}

/// sum := weight · value + sum for every pair of a value and a sum.
#[inline(always)]
pub(super) fn add_scaled<F: Fused>(sums: &mut [F], weight: F, values: &[F]) {
    let n = sums.len().min(values.len());
    let (sums, values) = (&mut sums[..n], &values[..n]);
    #[cfg(target_arch = "x86_64")]
    if !IS_BUILT_IN {
        match pulp::x86::V3::try_new() {
            Some(instructions) => instructions.vectorize(
                #[inline(always)]
                || {
                    for k in 0..n {
                        sums[k] = weight.by_hardware(values[k], sums[k]);
                    }
                },
            ),
            None => {
                for k in 0..n {
                    sums[k] = weight.by_software(values[k], sums[k]);
                }
            }
        }
        return;
    }
    for k in 0..n {
        sums[k] = multiply_add(weight, values[k], sums[k]);
    }
}

/// A block of vectors' elements, by the unit of the target or in software: for instruction sets
/// without a fused unit of their own.
#[inline(always)]
pub(super) fn portable<F: Fused>(a: F, b: F, c: F) -> F {
    match IS_BUILT_IN {
        true => a.by_hardware(b, c),
        false => a.by_software(b, c),
    }
}

/// The product of two f32 is exact in f64, and so is its sum with a third once the part that f64
/// rounds off is kept as a last bit that is odd ("round to odd"): that bit decides ties, and the
/// step to 24 bits is then the only rounding. No branch, so that loops run in vectors.
#[inline(always)]
fn software_f32(a: f32, b: f32, c: f32) -> f32 {
    let product = f64::from(a) * f64::from(b);
    let (sum, rest) = product.two_sum(&f64::from(c));
    round_to_odd(sum, rest) as f32
}

/// The number next to `sum` whose last bit is 1, if `rest` is not 0: `sum` itself or its
/// neighbour on the side of `rest`. NaN and ∞ stay.
#[inline(always)]
pub(super) fn round_to_odd(sum: f64, rest: f64) -> f64 {
    let bits = sum.to_bits();
    let is_exact = rest == 0.0 || !sum.is_finite();
    let is_odd = bits & 1 == 1;
    let away_from_zero = rest.is_sign_negative() == sum.is_sign_negative();
    let step = if away_from_zero { 1 } else { u64::MAX };
    match is_exact | is_odd {
        true => sum,
        false => f64::from_bits(bits.wrapping_add(step)),
    }
}

/// Boldo and Melquiond (2008) where no part of the product over- or underflows; else whole
/// numbers.
#[inline(always)]
fn software_f64(a: f64, b: f64, c: f64) -> f64 {
    match is_moderate(a, b, c) {
        true => by_error_free_parts(a, b, c),
        false => by_integers(a, b, c),
    }
}

/// Whether the product and its rounding error, and all sums with c, are normal numbers or 0.
#[inline(always)]
fn is_moderate(a: f64, b: f64, c: f64) -> bool {
    let exponent = |x: f64| (x.to_bits() >> 52 & 0x7ff) as i64 - 1023;
    let (a, b, c_exponent) = (exponent(a), exponent(b), exponent(c));
    let within = |e: i64, low: i64, high: i64| (low..high).contains(&e);
    within(a, -900, 900)
        && within(b, -900, 900)
        && within(a + b, -900, 900)
        && (c == 0.0 || within(c_exponent, -900, 900))
}

#[inline(always)]
fn by_error_free_parts(a: f64, b: f64, c: f64) -> f64 {
    let (product, product_rest) = two_product(a, b);
    let (low, low_rest) = c.two_sum(&product_rest);
    let (high, high_rest) = product.two_sum(&low);
    let (tail, tail_rest) = low_rest.two_sum(&high_rest);
    high + round_to_odd(tail, tail_rest)
}

/// Dekker's product and its rounding error.
#[inline(always)]
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let split = |x: f64| {
        let scaled = x * 134_217_729.0; // 2^27 + 1
        let high = scaled - (scaled - x);
        (high, x - high)
    };
    let product = a * b;
    let ((a1, a2), (b1, b2)) = (split(a), split(b));
    let rest = ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2;
    (product, rest)
}

/// Of numbers of any size: the sum as a whole number of 2^k, rounded once.
#[cold]
fn by_integers(a: f64, b: f64, c: f64) -> f64 {
    if !(a.is_finite() && b.is_finite()) || a == 0.0 || b == 0.0 {
        return a * b + c; // The product is exact.
    }
    if !c.is_finite() {
        return c; // Whatever the product, which may be too large for an f64.
    }
    if c == 0.0 {
        return nearest((a < 0.0) != (b < 0.0), product_of(a, b), false);
    }
    let product = (product_of(a, b), (a < 0.0) != (b < 0.0));
    let ((mantissa, exponent), is_negative) = (parts(c), c < 0.0);
    let addend = ((u128::from(mantissa), exponent), is_negative);
    // Both with their highest bit at 2^125, so that a sum fits and bits to spare remain.
    let raise = |((mantissa, exponent), sign): ((u128, i32), bool)| {
        let shift = mantissa.leading_zeros() as i32 - 2;
        (mantissa << shift, exponent - shift, sign)
    };
    let (one, other) = (raise(product), raise(addend));
    let (large, small) = match (one.1, one.0) >= (other.1, other.0) {
        true => (one, other),
        false => (other, one),
    };
    let shift = (large.1 - small.1) as u32;
    let (shifted, is_inexact) = match shift {
        0 => (small.0, false),
        1..128 => (small.0 >> shift, small.0 << (128 - shift) != 0),
        _ => (0, true),
    };
    let (_, exponent, is_negative) = large;
    match large.2 == small.2 {
        true => nearest(is_negative, (large.0 + shifted, exponent), is_inexact),
        // What was cut off is taken away too: one less, and something more than that.
        false => match large.0 - shifted - u128::from(is_inexact) {
            0 => 0.0,
            rest => nearest(is_negative, (rest, exponent), is_inexact),
        },
    }
}

/// The mantissa of a finite number as a whole number, and the power of 2 of its last bit.
fn parts(x: f64) -> (u64, i32) {
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    match exponent {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, exponent - 1075),
    }
}

fn product_of(a: f64, b: f64) -> (u128, i32) {
    let ((a, a_exponent), (b, b_exponent)) = (parts(a), parts(b));
    (u128::from(a) * u128::from(b), a_exponent + b_exponent)
}

/// The f64 nearest to ±mantissa · 2^exponent, and a little more if `has_more`; ties to even.
fn nearest(is_negative: bool, (mantissa, exponent): (u128, i32), has_more: bool) -> f64 {
    let n_bits = 128 - mantissa.leading_zeros() as i32;
    // The last bit that is kept: 53 bits, or down to 2^-1074.
    let last = (n_bits + exponent - 53).max(-1074);
    let n_cut = last - exponent;
    let kept = match n_cut {
        ..=0 => (mantissa << -n_cut) as u64,
        1..=127 => {
            let (kept, cut) = (mantissa >> n_cut, mantissa << (128 - n_cut));
            let half = 1 << 127;
            let is_above = cut > half || (cut == half && (has_more || kept & 1 == 1));
            kept as u64 + u64::from(is_above)
        }
        _ => 0,
    };
    let size = match kept {
        0 => 0.0,
        // A power of 2 that is itself too small for an f64 is taken in two steps, the second
        // exact: `kept` has bits to spare only if `last` is large.
        _ if last < -1000 => kept as f64 * f64::from_bits(1 << 52) * power_of_two(last + 1022),
        _ if last > 971 => f64::INFINITY,
        _ => kept as f64 * power_of_two(last),
    };
    if is_negative { -size } else { size }
}

/// 2^exponent, for exponents of normal numbers.
fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((exponent + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests;
