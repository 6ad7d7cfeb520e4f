//! The two loops of `bulk` for floats, a few tiles of neurons at a time: sums here, changes of weight
//! in `vector/changes.rs`.
//!
//! A tile is 64 bytes of neurons: one vector of AVX-512, two of AVX2, four of SSE2. Neurons
//! never meet in a vector: each has an element of its own, so the order within a sum is the
//! plain loop's. Blocks of lanes or inputs keep enough independent sums under way.
//!
//! Measured on a Xeon with AVX-512, 784 x 32 weights, 20 lanes, f32, one core: two tiles in blocks of
//! 10 lanes 5.7 µs (88 products a ns, of some 92 that two fused units can do), one tile 7.5 µs, for
//! then each weight loaded meets too few rates.

mod changes;

pub(super) use changes::learn;

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::fused;
use super::operations::Scalar;
use super::tiles::{Plane, Start, Tiles};

/// Bytes of a vector of the portable set. `pulp` would have the system's library fuse those.
const PORTABLE: usize = 16;

/// Numbers that fit vectors.
pub(super) trait Vectors: Scalar + Copy {
    /// A vector of them.
    type Vector<T: Simd>: Copy;
    fn splat<T: Simd>(simd: T, value: Self) -> Self::Vector<T>;
    fn plus<T: Simd>(simd: T, a: Self::Vector<T>, b: Self::Vector<T>) -> Self::Vector<T>;
    fn multiply<T: Simd>(simd: T, a: Self::Vector<T>, b: Self::Vector<T>) -> Self::Vector<T>;
    /// a · b + c, rounded once.
    fn fuse<T: Simd>(
        simd: T,
        a: Self::Vector<T>,
        b: Self::Vector<T>,
        c: Self::Vector<T>,
    ) -> Self::Vector<T>;
    fn divide<T: Simd>(simd: T, a: Self::Vector<T>, b: Self::Vector<T>) -> Self::Vector<T>;
    fn all<T: Simd>(values: &[Self]) -> &[Self::Vector<T>];
    fn all_mut<T: Simd>(values: &mut [Self]) -> &mut [Self::Vector<T>];
    /// A vector of fewer values than it has elements; the others are 0.
    fn load_some<T: Simd>(simd: T, values: &[Self]) -> Self::Vector<T>;
    /// Its first elements.
    fn store_some<T: Simd>(simd: T, values: &mut [Self], vector: Self::Vector<T>);
    /// The four columns of as many rows of four as a vector has elements, row after row: the rows in the
    /// order that `rows/changes_apart.rs` finds.
    fn columns<T: Simd>(simd: T, rows: [Self::Vector<T>; 4]) -> [Self::Vector<T>; 4];
    fn negative_zero() -> Self;
    fn is_all_finite<T: Simd>(vector: Self::Vector<T>) -> bool;
}

macro_rules! vectors {
    ($float:ty, $vector:ident, $splat:ident, $add:ident, $multiply:ident, $fuse:ident,
     $divide:ident, $all:ident, $all_mut:ident, $load:ident, $store:ident, $columns:ident) => {
        impl Vectors for $float {
            type Vector<T: Simd> = T::$vector;
            #[inline(always)]
            fn splat<T: Simd>(simd: T, value: Self) -> T::$vector {
                simd.$splat(value)
            }
            #[inline(always)]
            fn plus<T: Simd>(simd: T, a: T::$vector, b: T::$vector) -> T::$vector {
                simd.$add(a, b)
            }
            #[inline(always)]
            fn multiply<T: Simd>(simd: T, a: T::$vector, b: T::$vector) -> T::$vector {
                simd.$multiply(a, b)
            }
            #[inline(always)]
            fn fuse<T: Simd>(simd: T, a: T::$vector, b: T::$vector, c: T::$vector) -> T::$vector {
                if size_of::<T::$vector>() > PORTABLE {
                    return simd.$fuse(a, b, c);
                }
                let mut a = a;
                let b: &[$float] = pulp::bytemuck::cast_slice(std::slice::from_ref(&b));
                let c: &[$float] = pulp::bytemuck::cast_slice(std::slice::from_ref(&c));
                let all: &mut [$float] =
                    pulp::bytemuck::cast_slice_mut(std::slice::from_mut(&mut a));
                for k in 0..all.len() {
                    all[k] = fused::portable(all[k], b[k], c[k]);
                }
                a
            }
            #[inline(always)]
            fn divide<T: Simd>(simd: T, a: T::$vector, b: T::$vector) -> T::$vector {
                simd.$divide(a, b)
            }
            #[inline(always)]
            fn all<T: Simd>(values: &[Self]) -> &[T::$vector] {
                T::$all(values).0
            }
            #[inline(always)]
            fn all_mut<T: Simd>(values: &mut [Self]) -> &mut [T::$vector] {
                T::$all_mut(values).0
            }
            #[inline(always)]
            fn load_some<T: Simd>(simd: T, values: &[Self]) -> T::$vector {
                simd.$load(values)
            }
            #[inline(always)]
            fn store_some<T: Simd>(simd: T, values: &mut [Self], vector: T::$vector) {
                simd.$store(values, vector);
            }
            #[inline(always)]
            fn columns<T: Simd>(simd: T, rows: [T::$vector; 4]) -> [T::$vector; 4] {
                simd.$columns(rows)
            }
            #[inline(always)]
            fn negative_zero() -> Self {
                -0.0
            }
            #[inline(always)]
            fn is_all_finite<T: Simd>(vector: T::$vector) -> bool {
                let values: &[Self] = pulp::bytemuck::cast_slice(std::slice::from_ref(&vector));
                values.iter().all(|value| value.is_finite())
            }
        }
    };
}

vectors!(
    f32,
    f32s,
    splat_f32s,
    add_f32s,
    mul_f32s,
    mul_add_f32s,
    div_f32s,
    as_simd_f32s,
    as_mut_simd_f32s,
    partial_load_f32s,
    partial_store_f32s,
    deinterleave_shfl_f32s
);
vectors!(
    f64,
    f64s,
    splat_f64s,
    add_f64s,
    mul_f64s,
    mul_add_f64s,
    div_f64s,
    as_simd_f64s,
    as_mut_simd_f64s,
    partial_load_f64s,
    partial_store_f64s,
    deinterleave_shfl_f64s
);

/// [`Tiles::sum`] and [`Tiles::add_to`] in vectors.
pub(super) struct Sums<'a, S> {
    pub tiles: &'a Tiles<S>,
    pub inputs: Range<usize>,
    pub rates: &'a Plane<S>,
    pub sums: &'a mut Plane<S>,
    pub start: Start,
}

impl<S: Vectors> WithSimd for Sums<'_, S> {
    type Output = ();

    #[inline(always)]
    fn with_simd<T: Simd>(mut self, simd: T) {
        // Vectors a tile: 1 (AVX-512), 2 (AVX2) or 4 (SSE2); registers: 32, 16 or 16.
        match S::TILE * size_of::<S>() / size_of::<S::Vector<T>>() {
            1 => self.run::<T, 1, 2, 10, 5>(simd),
            2 => self.run::<T, 2, 1, 4, 2>(simd),
            _ => self.run::<T, 4, 1, 2, 1>(simd),
        }
    }
}

impl<S: Vectors> Sums<'_, S> {
    /// `TILES` tiles at once, then one by one.
    #[inline(always)]
    fn run<T: Simd, const N: usize, const TILES: usize, const MANY: usize, const FEW: usize>(
        &mut self,
        simd: T,
    ) {
        let n_tiles = self.tiles.n().div_ceil(S::TILE);
        if self.rates.n_lanes() == 1 {
            return self.one_lane::<T, N>(simd, n_tiles);
        }
        let mut tile = 0;
        while tile + TILES <= n_tiles {
            self.lanes::<T, N, TILES, MANY, FEW>(simd, tile);
            tile += TILES;
        }
        while tile < n_tiles {
            self.lanes::<T, N, 1, MANY, FEW>(simd, tile);
            tile += 1;
        }
    }

    /// Blocks of `MANY` lanes, then of `FEW`, then one by one.
    #[inline(always)]
    fn lanes<T: Simd, const N: usize, const TILES: usize, const MANY: usize, const FEW: usize>(
        &mut self,
        simd: T,
        tile: usize,
    ) {
        let n_lanes = self.rates.n_lanes();
        let mut lane = 0;
        while lane + MANY <= n_lanes {
            self.block::<T, N, TILES, MANY>(simd, tile, lane);
            lane += MANY;
        }
        while lane + FEW <= n_lanes {
            self.block::<T, N, TILES, FEW>(simd, tile, lane);
            lane += FEW;
        }
        while lane < n_lanes {
            self.block::<T, N, TILES, 1>(simd, tile, lane);
            lane += 1;
        }
    }

    /// With one lane, several tiles at once keep the adders busy.
    #[inline(always)]
    fn one_lane<T: Simd, const N: usize>(&mut self, simd: T, n_tiles: usize) {
        let mut tile = 0;
        while N < 4 && tile + 4 <= n_tiles {
            self.block::<T, N, 4, 1>(simd, tile, 0);
            tile += 4;
        }
        while tile + 2 <= n_tiles {
            self.block::<T, N, 2, 1>(simd, tile, 0);
            tile += 2;
        }
        if tile < n_tiles {
            self.block::<T, N, 1, 1>(simd, tile, 0);
        }
    }

    /// `TILES` tiles from `tile` on, in `LANES` lanes from `lane` on.
    #[expect(
        clippy::manual_memcpy,
        reason = "what copies slices is not compiled for the instruction set"
    )]
    #[inline(always)]
    fn block<T: Simd, const N: usize, const TILES: usize, const LANES: usize>(
        &mut self,
        simd: T,
        tile: usize,
        lane: usize,
    ) {
        let n = self.rates.n();
        // Loops, for what `array::from_fn` calls is not compiled for the instruction set.
        let mut weights: [&[[S::Vector<T>; N]]; TILES] = [&[]; TILES];
        for (t, weights) in weights.iter_mut().enumerate() {
            let all = S::all::<T>(self.tiles.tile(tile + t, &self.inputs));
            *weights = &all.as_chunks::<N>().0[..n];
        }
        let mut rates: [&[S]; LANES] = [&[]; LANES];
        for (b, rates) in rates.iter_mut().enumerate() {
            *rates = &self.rates.lane(lane + b)[..n];
        }
        let stride = self.sums.stride();
        let place = |t: usize, b: usize| (lane + b) * stride + (tile + t) * S::TILE;
        let sums = self.sums.all_mut();
        let mut block = [[[S::splat(simd, S::zero()); N]; LANES]; TILES];
        for t in 0..TILES {
            for b in 0..LANES {
                if self.start == Start::Zero {
                    continue;
                }
                let before = S::all::<T>(&sums[place(t, b)..][..S::TILE]);
                for k in 0..N {
                    block[t][b][k] = before[k];
                }
            }
        }
        for j in 0..n {
            for b in 0..LANES {
                let rate = S::splat(simd, rates[b][j]);
                for t in 0..TILES {
                    for k in 0..N {
                        block[t][b][k] = S::fuse(simd, weights[t][j][k], rate, block[t][b][k]);
                    }
                }
            }
        }
        for t in 0..TILES {
            for b in 0..LANES {
                let after = S::all_mut::<T>(&mut sums[place(t, b)..][..S::TILE]);
                for k in 0..N {
                    after[k] = block[t][b][k];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
