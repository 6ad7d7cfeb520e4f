//! `f32` and `f64` as numbers to compute with.

use std::ops::Range;

use super::instruction_set::InstructionSet;
use super::number::Number;
use super::operations::Scalar;
use super::precision::Precision;
use super::synapses::Rows;
use super::terms::Terms;
use super::tiles::{Plane, Start, Step, Tiles};
use super::{exponential, fused, numbers, rows, vector};

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
