//! Half precision (IEEE 754 binary16), emulated: every operation in wider numbers, then rounded.
//!
//! Promises what hardware with binary16 would compute: a sum, difference, product or quotient
//! of two halves, rounded once to `f32` (24 bits) and again to a half (11 bits), is the one
//! correctly rounded, since 24 ≥ 2 · 11 + 2. A fused product and sum is taken in `f64` and keeps
//! what that cut off in an odd last bit, so that it too is rounded once. Refuses to be fast.

use std::fmt;
use std::ops::{Add, Div, Mul, Sub};

use half::f16;

use super::Number;
use super::fused::round_to_odd;
use super::numbers::take;
use super::operations::Scalar;
use super::precision::Precision;

/// A number with 11 significant bits, up to 65504 in size.
///
/// ```
/// use fazil::scalar::{Half, Scalar};
/// let one = Half::one();
/// let tiny = Half::from_f64(1.0 / 4096.0);
/// assert_eq!(one + &tiny, one); // Below half the spacing at 1, which is 1/1024.
/// assert!(!(Half::from_f64(60_000.0) + &Half::from_f64(60_000.0)).is_finite());
/// ```
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub struct Half(f16);

impl Half {
    fn rounded(value: f32) -> Self {
        Self(f16::from_f32(value))
    }

    fn wide(self) -> f32 {
        self.0.to_f32()
    }

    /// The half nearest to `value` + `rest`, where |`rest`| is at most half a unit of the last
    /// place of `value`. (`f16::from_f64` rounds twice, or drops bits, by machine.)
    fn nearest(value: f64, rest: f64) -> Self {
        let value = round_to_odd(value, rest);
        let single = value as f32;
        let cut = value - f64::from(single);
        let is_exact = cut == 0.0 || !single.is_finite();
        let away_from_zero = cut.is_sign_negative() == single.is_sign_negative();
        let step = if away_from_zero { 1 } else { u32::MAX };
        Self::rounded(match is_exact || single.to_bits() & 1 == 1 {
            true => single,
            false => f32::from_bits(single.to_bits().wrapping_add(step)),
        })
    }
}

impl fmt::Debug for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.wide(), f)
    }
}

impl fmt::Display for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.wide(), f)
    }
}

macro_rules! rounded_operation {
    ($($operation:ident :: $function:ident),*) => {$(
        impl $operation<&Half> for Half {
            type Output = Half;
            #[inline]
            fn $function(self, other: &Half) -> Half {
                Half::rounded(self.wide().$function(other.wide()))
            }
        }
    )*};
}
rounded_operation!(Add::add, Sub::sub, Mul::mul, Div::div);

impl Scalar for Half {
    const PRECISION: Precision = Precision::F16;

    #[inline]
    fn zero() -> Self {
        Self(f16::ZERO)
    }
    #[inline]
    fn one() -> Self {
        Self(f16::ONE)
    }
    fn from_count(count: usize) -> Self {
        Self::nearest(count as f64, 0.0)
    }
    fn from_number(number: &Number) -> Self {
        Self::from_f64(number.to_f64())
    }
    fn from_f64(value: f64) -> Self {
        Self::nearest(value, 0.0)
    }
    fn to_f64(&self) -> f64 {
        self.0.to_f64()
    }
    fn is_finite(&self) -> bool {
        self.0.is_finite()
    }
    fn exp(&self) -> Self {
        Self::rounded(Scalar::exp(&self.wide()))
    }
    fn tanh(&self) -> Self {
        Self::rounded(Scalar::tanh(&self.wide()))
    }
    fn append_bytes(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.without_sign_of_zero().0.to_le_bytes());
    }
    fn append_bits(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.0.to_le_bytes());
    }
    fn take_bits(bytes: &mut &[u8]) -> Option<Self> {
        take(bytes).map(|bytes| Self(f16::from_le_bytes(bytes)))
    }
    fn multiply_add(&self, factor: &Self, addend: &Self) -> Self {
        // A product of two halves is exact in f64.
        let product = self.to_f64() * factor.to_f64();
        let (sum, rest) = product.two_sum(&addend.to_f64());
        Self::nearest(sum, rest)
    }
    fn same_bits(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half(value: f64) -> Half {
        Half::from_f64(value)
    }

    #[test]
    fn every_operation_rounds_to_eleven_bits() {
        assert_eq!((half(2048.0) + &half(1.0)).to_f64(), 2048.0); // A tie, to even.
        assert_eq!((half(2048.0) + &half(3.0)).to_f64(), 2052.0);
        assert_eq!((half(1.0) / &half(3.0)).to_f64(), 0.333_251_953_125);
        let cancelled = (half(1.0) + &half(2e-4)) - &half(1.0);
        assert!(cancelled.is_zero());
        assert_eq!(half(-0.0), half(0.0));
        assert!(!half(-0.0).same_bits(&half(0.0)));
    }

    /// The saboteurs: through f32, or through f64 alone, the first is 1.046875, not 1.0478515625.
    #[test]
    fn a_fused_sum_rounds_once() {
        let power = |k: i32| 2.0_f64.powi(k);
        let sum = half(1.0 + power(-5)).multiply_add(&half(1.0 + power(-6)), &half(power(-24)));
        assert_eq!(sum.to_f64(), 1.0 + power(-5) + power(-6) + power(-10));
        let sum = half(1.0 + power(-5)).multiply_add(&half(1.0 + power(-6)), &half(-power(-24)));
        assert_eq!(sum.to_f64(), 1.0 + power(-5) + power(-6));
        assert_eq!(
            half(2048.0).multiply_add(&half(1.0), &half(1.0)).to_f64(),
            2048.0
        );
        assert!(
            !half(256.0)
                .multiply_add(&half(256.0), &half(1.0))
                .is_finite()
        );
    }

    #[test]
    fn the_nearest_half_is_rounded_once() {
        // 1 + half a unit and a little more; by way of f32 the little is lost.
        let value = 1.0 + 2.0_f64.powi(-11) + 2.0_f64.powi(-40);
        assert_eq!(half(value).to_f64(), 1.0 + 2.0_f64.powi(-10));
        assert_eq!(half(-value).to_f64(), -1.0 - 2.0_f64.powi(-10));
        for tiny in [1e-300, -1e-300, 0.0] {
            assert_eq!(half(tiny).to_f64(), 0.0);
        }
    }

    #[test]
    fn exp_saturates_where_binary16_does() {
        assert!(!half(12.0).exp().is_finite());
        assert_eq!(half(-20.0).exp().to_f64(), 0.0);
        assert_eq!(half(0.0).exp().to_f64(), 1.0);
        assert_eq!(half(9.0).tanh().to_f64(), 1.0);
    }
}
