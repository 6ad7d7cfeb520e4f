//! Numbers in bulk: planes of lanes, tiles of weights, and the two loops that cost the time.
//!
//! Promises the bits of the plain loops in `operations`, whatever the instruction set: a sum runs
//! from 0 in the order of its inputs, a change of weight in the order of its lanes, and both fuse
//! product and sum. The plain loops are the definition and serve every kind of number; `vector` has the
//! same for floats, many neurons at a time. Knows nothing of neurons.

use std::ops::Range;

use super::aligned::Aligned;
use super::instruction_set::InstructionSet;
use super::operations::Scalar;
use super::terms::Terms;
use super::tiles::{Plane, Start, Step, Tiles};

impl<S: Scalar> Plane<S> {
    /// A plane of `n` neurons in `n_lanes` lanes, all 0.
    pub fn new(n: usize, n_lanes: usize) -> Self {
        let padded = n.next_multiple_of(S::TILE);
        // Rows a multiple of 128 apart fight for the same places in the cache.
        let is_unlucky = padded > 0 && padded.is_multiple_of(128) && n_lanes > 1;
        let stride = padded + if is_unlucky { S::TILE } else { 0 };
        Self {
            values: {
                let zeros = std::iter::repeat_with(S::zero);
                Aligned::new(stride * n_lanes, &S::zero(), zeros)
            },
            n,
            stride,
        }
    }

    /// Neurons.
    #[inline]
    pub fn n(&self) -> usize {
        self.n
    }

    /// B.
    #[inline]
    pub fn n_lanes(&self) -> usize {
        self.values.len().checked_div(self.stride).unwrap_or(0)
    }

    /// Lane `lane`, `[n]`.
    #[inline(always)]
    pub fn lane(&self, lane: usize) -> &[S] {
        &self.values[lane * self.stride..][..self.n]
    }

    /// Lane `lane`, `[n]`.
    #[inline(always)]
    pub fn lane_mut(&mut self, lane: usize) -> &mut [S] {
        &mut self.values[lane * self.stride..][..self.n]
    }

    /// Neuron `i` in lane `lane`.
    #[inline]
    pub fn at(&self, lane: usize, i: usize) -> &S {
        &self.lane(lane)[i]
    }

    /// All rows, padding included, one after the other.
    #[inline(always)]
    pub fn all(&self) -> &[S] {
        &self.values
    }

    /// All rows, padding included, one after the other.
    #[inline(always)]
    pub fn all_mut(&mut self) -> &mut [S] {
        &mut self.values
    }

    /// How far apart rows are.
    #[inline(always)]
    pub fn stride(&self) -> usize {
        self.stride
    }
}

impl<S: Scalar> Tiles<S> {
    /// Weights by (input, neuron).
    pub fn from_fn(n_inputs: usize, n: usize, weight: impl Fn(usize, usize) -> S) -> Self {
        let n_tiles = n.div_ceil(S::TILE);
        let places = (0..n_tiles * n_inputs * S::TILE).map(|place| {
            let (row, k) = (place / S::TILE, place % S::TILE);
            match (row / n_inputs * S::TILE + k, row % n_inputs) {
                (i, input) if i < n => weight(input, i),
                _ => S::zero(),
            }
        });
        let values = Aligned::new(n_tiles * n_inputs * S::TILE, &S::zero(), places);
        Self {
            values,
            n_inputs,
            n,
        }
    }

    /// Inputs of each neuron.
    #[inline]
    pub fn n_inputs(&self) -> usize {
        self.n_inputs
    }

    /// Neurons.
    #[inline]
    pub fn n(&self) -> usize {
        self.n
    }

    /// The weight of neuron `i` for `input`.
    #[inline]
    pub fn at(&self, input: usize, i: usize) -> &S {
        &self.values[self.place(input, i)]
    }

    /// The weight of neuron `i` for `input`.
    #[inline]
    pub fn at_mut(&mut self, input: usize, i: usize) -> &mut S {
        let place = self.place(input, i);
        &mut self.values[place]
    }

    #[inline]
    fn place(&self, input: usize, i: usize) -> usize {
        debug_assert!(input < self.n_inputs && i < self.n);
        (i / S::TILE * self.n_inputs + input) * S::TILE + i % S::TILE
    }

    /// Writes the weights neuron by neuron, `[neuron][input]`.
    ///
    /// # Panics
    /// If there is no room for just them.
    pub fn write_rows(&self, rows: &mut [S]) {
        assert!(rows.len() == self.n * self.n_inputs);
        // Some inputs of a tile at a time, so that the rows that they go to stay at hand.
        for (tile, rows) in rows
            .chunks_mut((S::TILE * self.n_inputs).max(1))
            .enumerate()
        {
            for first in (0..self.n_inputs).step_by(S::TILE) {
                let inputs = first..(first + S::TILE).min(self.n_inputs);
                let weights = self.tile(tile, &inputs);
                for (k, row) in rows.chunks_mut(self.n_inputs).enumerate() {
                    let own = weights[k..].iter().step_by(S::TILE);
                    for (to, weight) in row[inputs.clone()].iter_mut().zip(own) {
                        to.clone_from(weight);
                    }
                }
            }
        }
    }

    /// Bytes of weights.
    pub fn bytes(&self) -> usize {
        self.values.len() * size_of::<S>()
    }

    /// The weights of tile `tile` for `inputs`, `[input][neuron]`.
    #[inline(always)]
    pub(super) fn tile(&self, tile: usize, inputs: &Range<usize>) -> &[S] {
        let start = (tile * self.n_inputs + inputs.start) * S::TILE;
        &self.values[start..][..inputs.len() * S::TILE]
    }

    /// The weights of tile `tile` for `inputs`, `[input][neuron]`.
    #[inline(always)]
    pub(super) fn tile_mut(&mut self, tile: usize, inputs: &Range<usize>) -> &mut [S] {
        let start = (tile * self.n_inputs + inputs.start) * S::TILE;
        &mut self.values[start..][..inputs.len() * S::TILE]
    }

    /// Σ weight · rate, from 0 in the order of the inputs, as `sums` `[B][n]` of every lane; the
    /// rates come in parts, each (inputs, rates `[B][inputs]`).
    ///
    /// # Panics
    /// If the shapes do not fit each other.
    pub fn sum<'a>(
        &self,
        set: InstructionSet,
        parts: impl Iterator<Item = (Range<usize>, &'a Plane<S>)>,
        sums: &mut Plane<S>,
    ) where
        S: 'a,
    {
        let mut start = Start::Zero;
        for (inputs, rates) in parts.filter(|(_, rates)| rates.n() > 0) {
            self.add_products(set, inputs, rates, sums, start);
            start = Start::Sums;
        }
        if start == Start::Zero {
            sums.all_mut().fill(S::zero());
        }
    }

    /// Adds Σ weight · rate over `inputs`, in their order, to `sums` `[B][n]` in every lane;
    /// `rates` is `[B][inputs]`.
    ///
    /// # Panics
    /// If the shapes do not fit each other.
    pub fn add_to(
        &self,
        set: InstructionSet,
        inputs: Range<usize>,
        rates: &Plane<S>,
        sums: &mut Plane<S>,
    ) {
        self.add_products(set, inputs, rates, sums, Start::Sums);
    }

    fn add_products(
        &self,
        set: InstructionSet,
        inputs: Range<usize>,
        rates: &Plane<S>,
        sums: &mut Plane<S>,
        start: Start,
    ) {
        assert!(inputs.end <= self.n_inputs && inputs.len() == rates.n());
        let is_empty = self.n == 0 || rates.n() == 0;
        assert!(sums.n() == self.n && (is_empty || sums.n_lanes() == rates.n_lanes()));
        S::add_products(set, self, inputs, rates, sums, start);
    }

    /// Changes the weights for `inputs` as `step` says. Whether all those changed are finite.
    ///
    /// # Panics
    /// If the shapes do not fit each other.
    pub fn learn(&mut self, set: InstructionSet, inputs: Range<usize>, step: &Step<'_, S>) -> bool {
        assert!(inputs.end <= self.n_inputs && inputs.len() == step.by_input.n());
        assert!(step.by_neuron.n() == self.n);
        S::change_weights(set, self, inputs, step)
    }
}

impl<S: Scalar> Step<'_, S> {
    /// Whether the weights of neuron `i` change at all.
    #[inline]
    pub fn has_neuron(&self, i: usize) -> bool {
        self.neurons.is_none_or(|neurons| neurons[i])
    }

    /// Whether weights for the `k`-th input change at all.
    #[inline]
    pub fn has_input(&self, k: usize) -> bool {
        self.inputs.is_none_or(|inputs| inputs[k])
    }

    /// What a weight that is `weight` now becomes.
    #[inline]
    pub fn of(&self, weight: &S, k: usize, i: usize) -> S {
        let product = (0..self.n_lanes).fold(S::zero(), |sum, lane| {
            let [a, c] = [self.by_neuron.at(lane, i), self.by_input.at(lane, k)];
            a.multiply_add(c, &sum)
        });
        let terms = Terms {
            alpha: self.alpha,
            divisor: self.divisor.cloned(),
            decay: self.decay,
        };
        terms.after(weight, &product)
    }
}
