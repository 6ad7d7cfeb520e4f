//! Sums in vectors of lanes, a few neurons at a time, of neurons that each have partners of their own: their
//! chains of sums do not wait for each other.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::wide::{Wide, at_once, load, store};
use crate::scalar::Partners;
use crate::scalar::vector::Vectors;

pub(super) struct SumsApart<'a, S> {
    pub neurons: Range<usize>,
    pub partners: &'a Partners,
    /// `[neuron][B]`.
    pub sums: &'a mut [S],
    pub weights: &'a [S],
    pub n_lanes: usize,
    /// 0 of who takes no part.
    pub wide: Wide<'a, S>,
}

impl<S: Vectors> WithSimd for SumsApart<'_, S> {
    type Output = ();

    #[inline(always)]
    fn with_simd<T: Simd>(mut self, simd: T) {
        let len = size_of::<S::Vector<T>>() / size_of::<S>();
        let mut lane = 0;
        while lane < self.n_lanes {
            let n = at_once(self.n_lanes - lane, len);
            // As many neurons as there are registers for.
            match (n, len * size_of::<S>()) {
                (3, 64) => self.all::<T, 3, 4>(simd, lane),
                (3, _) => self.all::<T, 3, 3>(simd, lane),
                (2, _) => self.all::<T, 2, 4>(simd, lane),
                _ => self.all::<T, 1, 4>(simd, lane),
            }
            lane += n * len;
        }
    }
}

impl<S: Vectors> SumsApart<'_, S> {
    /// The sums of a neuron from `lane` on.
    #[inline(always)]
    fn lanes(&mut self, neuron: usize, lane: usize) -> &mut [S] {
        &mut self.sums[(neuron - self.neurons.start) * self.n_lanes..][lane..self.n_lanes]
    }

    /// `ROWS` neurons at once and then one by one, in `N` vectors of lanes from `lane` on.
    #[inline(always)]
    fn all<T: Simd, const N: usize, const ROWS: usize>(&mut self, simd: T, lane: usize) {
        let (mut first, end) = (self.neurons.start, self.neurons.end);
        while first + ROWS <= end {
            self.some::<T, N, ROWS>(simd, first, lane);
            first += ROWS;
        }
        while first < end {
            self.some::<T, N, 1>(simd, first, lane);
            first += 1;
        }
    }

    #[inline(always)]
    fn some<T: Simd, const N: usize, const ROWS: usize>(
        &mut self,
        simd: T,
        first: usize,
        lane: usize,
    ) {
        let (partners, wide) = (self.partners, self.wide);
        let mut lists: [&[u32]; ROWS] = [&[]; ROWS];
        let mut weights: [&[S]; ROWS] = [&[]; ROWS];
        let mut sums = [[S::splat(simd, S::zero()); N]; ROWS];
        let mut n_together = usize::MAX;
        for r in 0..ROWS {
            lists[r] = partners.of(first + r);
            weights[r] = &self.weights[partners.pairs(first + r)];
            n_together = n_together.min(lists[r].len());
            sums[r] = load(simd, self.lanes(first + r, lane));
        }
        let mut together: [(&[u32], &[S]); ROWS] = [(&[], &[]); ROWS];
        for r in 0..ROWS {
            together[r] = (&lists[r][..n_together], &weights[r][..n_together]);
        }
        for k in 0..n_together {
            for r in 0..ROWS {
                let (list, weights) = together[r];
                sums[r] = add(simd, weights[k], wide.at(list[k] as usize, lane), sums[r]);
            }
        }
        for r in 0..ROWS {
            for k in n_together..lists[r].len() {
                let values = wide.at(lists[r][k] as usize, lane);
                sums[r] = add(simd, weights[r][k], values, sums[r]);
            }
            store(simd, self.lanes(first + r, lane), sums[r]);
        }
    }
}

/// weight · value + sum for all of `N` vectors.
#[inline(always)]
fn add<S: Vectors, T: Simd, const N: usize>(
    simd: T,
    weight: S,
    values: &[S::Vector<T>; N],
    mut sums: [S::Vector<T>; N],
) -> [S::Vector<T>; N] {
    let weight = S::splat(simd, weight);
    for v in 0..N {
        sums[v] = S::fuse(simd, weight, values[v], sums[v]);
    }
    sums
}
