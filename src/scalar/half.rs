//! Half precision (IEEE 754 binary16), emulated: every operation in `f32`, then rounded.
//!
//! Promises what hardware with binary16 would compute: a sum, difference, product or quotient
//! of two halves, rounded once to `f32` (24 bits) and again to a half (11 bits), is the one
//! correctly rounded, since 24 ≥ 2 · 11 + 2. Refuses to be fast.

use std::fmt;
use std::ops::{Add, Div, Mul, Sub};

use half::f16;

use super::{Number, Precision, Scalar};

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
        Self(f16::from_f64(count as f64))
    }
    fn from_number(number: &Number) -> Self {
        Self::from_f64(number.to_f64())
    }
    fn from_f64(value: f64) -> Self {
        Self(f16::from_f64(value))
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
        bytes.extend_from_slice(&self.0.to_le_bytes());
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

    #[test]
    fn exp_saturates_where_binary16_does() {
        assert!(!half(12.0).exp().is_finite());
        assert_eq!(half(-20.0).exp().to_f64(), 0.0);
        assert_eq!(half(0.0).exp().to_f64(), 1.0);
        assert_eq!(half(9.0).tanh().to_f64(), 1.0);
    }
}
