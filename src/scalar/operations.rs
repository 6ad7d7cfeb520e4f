//! The operations of a kind of number, and the plain loops over them.

use std::fmt::{Debug, Display};
use std::ops::{Add, Div, Mul, Range, Sub};

use super::instruction_set::InstructionSet;
use super::number::Number;
use super::precision::Precision;
use super::synapses::Rows;
use super::terms::Terms;
use super::tiles::{Plane, Start, Step, Tiles};

/// A number of one precision.
///
/// Laws (tested in `scalar/tests.rs`):
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
    /// Appends every bit of this number, for [`Numbers`](super::Numbers).
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
        add_rows(neurons, sums, weights, rows);
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
        learn_rows(neurons, weights, ours, rows, terms)
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
    #[inline(always)]
    fn is_zero(&self) -> bool {
        *self == Self::zero()
    }
    /// The absolute value.
    #[inline(always)]
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
        add_products(tiles, inputs, rates, sums, start);
    }

    /// [`Tiles::learn`]: the plain loop, or one with its bits.
    fn change_weights(
        _: InstructionSet,
        tiles: &mut Tiles<Self>,
        inputs: Range<usize>,
        step: &Step<'_, Self>,
    ) -> bool {
        change_weights(tiles, inputs, step)
    }

    /// The quotient of two counts, rounded once.
    fn ratio(numerator: usize, denominator: usize) -> Self {
        Self::from_count(numerator) / &Self::from_count(denominator)
    }
}

/// [`Tiles::sum`] and [`Tiles::add_to`], plainly.
pub(super) fn add_products<S: Scalar>(
    tiles: &Tiles<S>,
    inputs: Range<usize>,
    rates: &Plane<S>,
    sums: &mut Plane<S>,
    start: Start,
) {
    for lane in 0..rates.n_lanes() {
        for i in 0..tiles.n() {
            let mut sum = match start {
                Start::Zero => S::zero(),
                Start::Sums => sums.at(lane, i).clone(),
            };
            for (rate, input) in rates.lane(lane).iter().zip(inputs.clone()) {
                sum = tiles.at(input, i).multiply_add(rate, &sum);
            }
            sums.lane_mut(lane)[i] = sum;
        }
    }
}

/// [`Tiles::learn`], plainly.
pub(super) fn change_weights<S: Scalar>(
    tiles: &mut Tiles<S>,
    inputs: Range<usize>,
    step: &Step<'_, S>,
) -> bool {
    let mut is_finite = true;
    for (k, input) in inputs.enumerate().filter(|(k, _)| step.has_input(*k)) {
        for i in (0..tiles.n()).filter(|i| step.has_neuron(*i)) {
            let weight = tiles.at_mut(input, i);
            *weight = step.of(weight, k, i);
            is_finite &= weight.is_finite();
        }
    }
    is_finite
}

/// `sums[lane] += weight · value[lane]` for each synapse of each of `neurons` in turn, plainly; `sums`
/// are theirs, `[neuron][B]`.
pub(super) fn add_rows<S: Scalar>(
    neurons: Range<usize>,
    sums: &mut [S],
    weights: &[S],
    rows: &Rows<'_, S>,
) {
    for (neuron, sums) in neurons.zip(sums.chunks_exact_mut(rows.n_lanes)) {
        let list = rows.list(neuron);
        for (k, weight) in weights[rows.synapses(neuron)].iter().enumerate() {
            let partner = list.at(k);
            if rows.has(partner) {
                S::add_scaled(sums, weight, rows.lanes(partner));
            }
        }
    }
}

/// Each weight of `neurons` changes by Σ `ours[lane] · value[lane]`, from 0 in order of lanes; whether
/// all that changed are finite. Plainly; `ours` are those of `neurons`, `[neuron][B]`.
pub(super) fn learn_rows<S: Scalar>(
    neurons: Range<usize>,
    weights: &mut [S],
    ours: &[S],
    rows: &Rows<'_, S>,
    terms: &Terms<'_, S>,
) -> bool {
    let mut is_finite = true;
    for (neuron, ours) in neurons.zip(ours.chunks_exact(rows.n_lanes)) {
        let list = rows.list(neuron);
        for (k, weight) in weights[rows.synapses(neuron)].iter_mut().enumerate() {
            let partner = list.at(k);
            if rows.has(partner) {
                let lanes = ours.iter().zip(rows.lanes(partner));
                let product = lanes.fold(S::zero(), |sum, (a, b)| a.multiply_add(b, &sum));
                *weight = terms.after(weight, &product);
                is_finite &= weight.is_finite();
            }
        }
    }
    is_finite
}
