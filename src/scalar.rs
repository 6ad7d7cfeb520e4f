//! The numbers a network computes with: `f32`, `f64`, the exact rational and an emulated half.
//!
//! Promises: every operation gives the same bits on every platform, with a fused unit or without;
//! sums of products are fused, and nothing else is. The only place that computes exp and tanh.
//! Knows nothing of neurons.

mod aligned;
mod angle;
mod bulk;
mod exact;
mod exponential;
mod fused;
mod half;
mod instruction_set;
mod logarithm;
mod number;
mod numbers;
mod partners;
mod random;
mod rows;
mod subnormal;
mod vector;
mod weight_change;

pub use angle::angle_between;
pub use bulk::{Plane, Start, Step, Tiles};
pub use half::Half;
pub use instruction_set::InstructionSet;
pub use logarithm::log10;
pub use number::{Number, NumberError, whole_number, without_leading_zeros};
pub use numbers::Numbers;
pub use partners::Partners;
pub use random::{Draws, on_half_circle, standard_normal};
pub use rows::Rows;
pub use subnormal::keeps_subnormals;
pub use weight_change::Terms;

use std::fmt::{Debug, Display};
use std::ops::{Add, Div, Mul, Range, Sub};

use num_rational::BigRational;
use serde::{Deserialize, Serialize};

/// An exact rational number, of any size.
pub type Exact = BigRational;

/// Which numbers a run computes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Precision {
    /// IEEE 754 binary32.
    F32,
    /// IEEE 754 binary64.
    F64,
    /// Exact rationals: no rounding at all, for activations that keep a rational rational.
    Exact,
    /// IEEE 754 binary16, emulated: for Table 3; no scenario can ask for it.
    #[serde(skip)]
    F16,
}

/// A number of one precision.
///
/// Laws (tested in this module):
/// 1. `a + b`, `a - b`, `a * b`, `a / b` round once, to nearest, or not at all (`Exact`).
/// 2. Comparison is by value: `-0 == +0`.
/// 3. `exp` and `tanh` give the same bits on every platform.
/// 4. `multiply_add` rounds once.
/// 5. `two_sum` and `two_difference` lose nothing: both parts together are the exact sum, unless
///    it overflows.
pub trait Scalar:
    Clone
    + Debug
    + Display
    + PartialEq
    + PartialOrd
    + Send
    + Sync
    + 'static
    + for<'a> Add<&'a Self, Output = Self>
    + for<'a> Sub<&'a Self, Output = Self>
    + for<'a> Mul<&'a Self, Output = Self>
    + for<'a> Div<&'a Self, Output = Self>
{
    /// The precision this type stands for.
    const PRECISION: Precision;

    /// How many neurons stand side by side in a tile of weights: 64 bytes of floats.
    const TILE: usize = 1;

    /// The number 0.
    fn zero() -> Self;
    /// The number 1.
    fn one() -> Self;
    /// A count as a number (exact below 2^24).
    fn from_count(count: usize) -> Self;
    /// The nearest number of this precision to a number read from text.
    fn from_number(number: &Number) -> Self;
    /// The nearest number of this precision (for `Exact`, the value itself).
    ///
    /// # Panics
    /// If `value` is not finite and the precision is `Exact`.
    fn from_f64(value: f64) -> Self;
    /// The nearest `f64`.
    fn to_f64(&self) -> f64;
    /// Neither infinite nor NaN.
    fn is_finite(&self) -> bool;
    /// e to the power of `self`.
    ///
    /// # Panics
    /// For `Exact`, where e^x has no exact value; scenarios refuse such a network.
    fn exp(&self) -> Self;
    /// The hyperbolic tangent of `self`.
    ///
    /// # Panics
    /// For `Exact`, as [`Scalar::exp`].
    fn tanh(&self) -> Self;
    /// Appends the bytes that stand for this number in a weight hash and in a weight file:
    /// little-endian IEEE 754, −0 as +0 (which of the two a sum of nothing gives, no rule says),
    /// or for `Exact` the text `numerator/denominator` and a newline.
    fn append_bytes(&self, bytes: &mut Vec<u8>);
    /// Appends every bit of this number, for [`Numbers`].
    fn append_bits(&self, bytes: &mut Vec<u8>);
    /// The number that begins `bytes`, which go on behind it; `None` if none does.
    fn take_bits(bytes: &mut &[u8]) -> Option<Self>;

    /// `self` · `factor` + `addend`, rounded once.
    fn multiply_add(&self, factor: &Self, addend: &Self) -> Self;
    /// sum := `weight` · value + sum, rounded once, for every sum and its value.
    #[inline]
    fn add_scaled(sums: &mut [Self], weight: &Self, values: &[Self]) {
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum = weight.multiply_add(value, sum);
        }
    }
    /// `sums[neuron][lane] := weight · value[lane] + sums[neuron][lane]`, rounded once, for each synapse of
    /// each of `neurons` in turn; `sums` are theirs, `weights` those of all.
    fn add_rows(
        set: InstructionSet,
        neurons: Range<usize>,
        sums: &mut [Self],
        weights: &[Self],
        rows: &Rows<'_, Self>,
    ) {
        let _ = set;
        rows::add_rows(neurons, sums, weights, rows);
    }
    /// Changes each weight of `neurons` by Σ `ours[neuron][lane] · value[lane]`, from 0 in order of lanes;
    /// whether all that changed are finite. `ours` are theirs, `weights` those of all.
    fn learn_rows(
        set: InstructionSet,
        neurons: Range<usize>,
        weights: &mut [Self],
        ours: &[Self],
        rows: &Rows<'_, Self>,
        terms: &Terms<'_, Self>,
    ) -> bool {
        let _ = set;
        rows::learn_rows(neurons, weights, ours, rows, terms)
    }
    /// `self` + `other` as the rounded sum and what rounding left out (Knuth; no branch).
    #[inline(always)]
    fn two_sum(&self, other: &Self) -> (Self, Self) {
        let sum = self.clone() + other;
        let share = sum.clone() - self;
        let own_rest = self.clone() - &(sum.clone() - &share);
        let rest = own_rest + &(other.clone() - &share);
        (sum, rest)
    }
    /// `self` − `other` as the rounded difference and what rounding left out.
    #[inline(always)]
    fn two_difference(&self, other: &Self) -> (Self, Self) {
        let difference = self.clone() - other;
        let share = difference.clone() - self;
        let own_rest = self.clone() - &(difference.clone() - &share);
        let rest = own_rest - &(other.clone() + &share);
        (difference, rest)
    }
    /// +0 for −0, everything else as it is: weights are compared, hashed and written so.
    #[inline]
    fn without_sign_of_zero(&self) -> Self {
        match self.is_zero() {
            true => Self::zero(),
            false => self.clone(),
        }
    }
    /// Whether both are the same bits, as `==` does not tell for −0 and NaN.
    fn same_bits(&self, other: &Self) -> bool;

    /// Whether this is 0 (of either sign).
    fn is_zero(&self) -> bool {
        *self == Self::zero()
    }
    /// The absolute value.
    fn magnitude(&self) -> Self {
        if *self < Self::zero() {
            Self::zero() - self
        } else {
            self.clone()
        }
    }
    /// [`Tiles::sum`] and [`Tiles::add_to`]: the plain loop, or one with its bits.
    fn add_products(
        _: InstructionSet,
        tiles: &Tiles<Self>,
        inputs: Range<usize>,
        rates: &Plane<Self>,
        sums: &mut Plane<Self>,
        start: Start,
    ) {
        bulk::add_products(tiles, inputs, rates, sums, start);
    }

    /// [`Tiles::learn`]: the plain loop, or one with its bits.
    fn change_weights(
        _: InstructionSet,
        tiles: &mut Tiles<Self>,
        inputs: Range<usize>,
        step: &Step<'_, Self>,
    ) -> bool {
        bulk::change_weights(tiles, inputs, step)
    }

    /// The quotient of two counts, rounded once.
    fn ratio(numerator: usize, denominator: usize) -> Self {
        Self::from_count(numerator) / &Self::from_count(denominator)
    }
}

macro_rules! float_scalar {
    ($float:ty, $precision:expr, $exp:path, $tanh:path) => {
        impl Scalar for $float {
            const PRECISION: Precision = $precision;
            const TILE: usize = 64 / size_of::<$float>();

            fn add_products(
                set: InstructionSet,
                tiles: &Tiles<Self>,
                inputs: Range<usize>,
                rates: &Plane<Self>,
                sums: &mut Plane<Self>,
                start: Start,
            ) {
                set.dispatch(vector::Sums {
                    tiles,
                    inputs,
                    rates,
                    sums,
                    start,
                });
            }
            fn change_weights(
                set: InstructionSet,
                tiles: &mut Tiles<Self>,
                inputs: Range<usize>,
                step: &Step<'_, Self>,
            ) -> bool {
                vector::learn(set, tiles, inputs, step)
            }

            #[inline]
            fn zero() -> Self {
                0.0
            }
            #[inline]
            fn one() -> Self {
                1.0
            }
            fn from_count(count: usize) -> Self {
                count as $float
            }
            fn from_number(number: &Number) -> Self {
                number.nearest()
            }
            #[inline]
            fn from_f64(value: f64) -> Self {
                value as $float
            }
            #[inline]
            fn to_f64(&self) -> f64 {
                f64::from(*self)
            }
            #[inline]
            fn is_finite(&self) -> bool {
                <$float>::is_finite(*self)
            }
            #[inline(always)]
            fn exp(&self) -> Self {
                $exp(*self)
            }
            #[inline(always)]
            fn tanh(&self) -> Self {
                $tanh(*self)
            }
            fn append_bytes(&self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.without_sign_of_zero().to_le_bytes());
            }
            fn append_bits(&self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }
            fn take_bits(bytes: &mut &[u8]) -> Option<Self> {
                numbers::take(bytes).map(Self::from_le_bytes)
            }
            #[inline(always)]
            fn multiply_add(&self, factor: &Self, addend: &Self) -> Self {
                fused::multiply_add(*self, *factor, *addend)
            }
            #[inline]
            fn add_scaled(sums: &mut [Self], weight: &Self, values: &[Self]) {
                fused::add_scaled(sums, *weight, values);
            }
            fn add_rows(
                set: InstructionSet,
                neurons: Range<usize>,
                sums: &mut [Self],
                weights: &[Self],
                rows: &Rows<'_, Self>,
            ) {
                rows::add_rows_in_vectors(set, neurons, sums, weights, rows);
            }
            fn learn_rows(
                set: InstructionSet,
                neurons: Range<usize>,
                weights: &mut [Self],
                ours: &[Self],
                rows: &Rows<'_, Self>,
                terms: &Terms<'_, Self>,
            ) -> bool {
                rows::learn_rows_in_vectors(set, neurons, weights, ours, rows, terms)
            }
            #[inline]
            fn same_bits(&self, other: &Self) -> bool {
                self.to_bits() == other.to_bits()
            }
            #[inline]
            fn is_zero(&self) -> bool {
                *self == 0.0
            }
            #[inline]
            fn magnitude(&self) -> Self {
                self.abs()
            }
        }
    };
}

float_scalar!(
    f32,
    Precision::F32,
    exponential::exp_f32,
    exponential::tanh_f32
);
float_scalar!(
    f64,
    Precision::F64,
    exponential::exp_f64,
    exponential::tanh_f64
);

#[cfg(test)]
mod tests;
