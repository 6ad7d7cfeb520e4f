//! The exact rational: every operation is what it says, and nothing is rounded.

use num_traits::ToPrimitive;

use super::operations::Scalar;
use super::precision::{Exact, Precision};
use super::{Number, numbers};

impl Scalar for Exact {
    const PRECISION: Precision = Precision::Exact;

    fn zero() -> Self {
        num_traits::Zero::zero()
    }
    fn one() -> Self {
        num_traits::One::one()
    }
    fn from_count(count: usize) -> Self {
        Self::from_integer(count.into())
    }
    fn from_number(number: &Number) -> Self {
        number.exact().clone()
    }
    fn from_f64(value: f64) -> Self {
        Self::from_float(value).expect("bug: only finite numbers become exact")
    }
    fn to_f64(&self) -> f64 {
        ToPrimitive::to_f64(self).unwrap_or(f64::NAN)
    }
    fn is_finite(&self) -> bool {
        true
    }
    fn exp(&self) -> Self {
        panic!("bug: e^x of an exact rational has no exact value")
    }
    fn tanh(&self) -> Self {
        panic!("bug: tanh of an exact rational has no exact value")
    }
    fn append_bytes(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(format!("{}/{}\n", self.numer(), self.denom()).as_bytes());
    }
    fn append_bits(&self, bytes: &mut Vec<u8>) {
        numbers::append_fraction(self, bytes);
    }
    fn take_bits(bytes: &mut &[u8]) -> Option<Self> {
        numbers::take_fraction(bytes)
    }
    fn multiply_add(&self, factor: &Self, addend: &Self) -> Self {
        self * factor + addend
    }
    fn two_sum(&self, other: &Self) -> (Self, Self) {
        (self + other, Self::zero())
    }
    fn two_difference(&self, other: &Self) -> (Self, Self) {
        (self - other, Self::zero())
    }
    fn same_bits(&self, other: &Self) -> bool {
        self == other
    }
}
