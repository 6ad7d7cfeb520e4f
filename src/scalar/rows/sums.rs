//! Sums in vectors of lanes, a few neurons at a time: of the same partners, which are then loaded once, or
//! each of its own.

#![expect(
    clippy::needless_range_loop,
    reason = "loops over registers, some of several arrays at once: iterators are not kept in them"
)]

use std::ops::Range;

use pulp::{Simd, WithSimd};

use crate::scalar::InstructionSet;
use crate::scalar::synapses::{FEW, Rows, fetch};
use crate::scalar::vector::Vectors;

/// [`crate::scalar::operations::add_rows`] for floats.
pub(in crate::scalar) fn add_rows_in_vectors<S: Vectors>(
    set: InstructionSet,
    neurons: Range<usize>,
    sums: &mut [S],
    weights: &[S],
    rows: &Rows<'_, S>,
) {
    set.dispatch(Sums {
        neurons,
        sums,
        weights,
        rows,
    });
}

struct Sums<'a, S> {
    neurons: Range<usize>,
    /// `[neuron][B]`.
    sums: &'a mut [S],
    weights: &'a [S],
    rows: &'a Rows<'a, S>,
}

impl<S: Vectors> WithSimd for Sums<'_, S> {
    type Output = ();

    #[inline(always)]
    fn with_simd<T: Simd>(mut self, simd: T) {
        let len = size_of::<S::Vector<T>>() / size_of::<S>();
        let wide = Wide::new(self.rows, 2 * len);
        let mut first = self.neurons.start;
        while first < self.neurons.end {
            let n_alike = self.rows.n_alike(first..self.neurons.end);
            let n = match n_alike < FEW {
                true => 4.min(self.neurons.end - first),
                false => n_alike,
            };
            let mut lane = 0;
            while lane < self.rows.n_lanes {
                match (n_alike < FEW, self.rows.n_lanes - lane > len) {
                    (true, true) if n == 4 => self.apart::<T, 2, 4>(simd, first, lane, &wide),
                    (true, false) if n == 4 => self.apart::<T, 1, 4>(simd, first, lane, &wide),
                    (true, true) => self.shared::<T, 2, 1>(simd, first..first + 1, lane, &wide),
                    (true, false) => self.shared::<T, 1, 1>(simd, first..first + 1, lane, &wide),
                    // As many as there are registers for.
                    (false, true) if len * size_of::<S>() == 64 => {
                        self.shared::<T, 2, 8>(simd, first..first + n, lane, &wide);
                    }
                    (false, true) => self.shared::<T, 2, 4>(simd, first..first + n, lane, &wide),
                    (false, false) => self.shared::<T, 1, 8>(simd, first..first + n, lane, &wide),
                }
                lane += 2 * len;
            }
            first += if n_alike < FEW && n < 4 { 1 } else { n };
        }
    }
}

/// What partners say, so that vectors can run over the end of their lanes: what stands there means
/// nothing.
struct Wide<'a, S> {
    values: &'a [S],
    n_lanes: usize,
    /// The first partner whose vectors would run over the end of `values`.
    first_of_last: usize,
    /// It and those after it once more, with room.
    last: Vec<S>,
}

impl<'a, S: Vectors> Wide<'a, S> {
    fn new(rows: &Rows<'a, S>, room: usize) -> Self {
        let (values, n_lanes) = (rows.values, rows.n_lanes);
        let n_partners = rows.n_partners();
        let n_last = (1 + room.div_ceil(n_lanes)).min(n_partners);
        let first_of_last = n_partners - n_last;
        let mut last = values[first_of_last * n_lanes..].to_vec();
        last.resize(last.len() + room, S::zero());
        Self {
            values,
            n_lanes,
            first_of_last,
            last,
        }
    }

    /// `N` vectors of a partner from `lane` on.
    #[inline(always)]
    fn at<T: Simd, const N: usize>(&self, partner: usize, lane: usize) -> &[S::Vector<T>; N] {
        let n_wide = N * (size_of::<S::Vector<T>>() / size_of::<S>());
        let values = match partner < self.first_of_last {
            true => &self.values[partner * self.n_lanes + lane..][..n_wide],
            false => &self.last[(partner - self.first_of_last) * self.n_lanes + lane..][..n_wide],
        };
        let vectors = S::all::<T>(values).first_chunk();
        vectors.expect("bug: so many were taken")
    }
}

impl<S: Vectors> Sums<'_, S> {
    /// `N` vectors of the sums of a neuron from `lane` on.
    #[inline(always)]
    fn load<T: Simd, const N: usize>(
        &self,
        simd: T,
        neuron: usize,
        lane: usize,
    ) -> [S::Vector<T>; N] {
        let len = size_of::<S::Vector<T>>() / size_of::<S>();
        let n_lanes = self.rows.n_lanes;
        let sums = &self.sums[(neuron - self.neurons.start) * n_lanes..][lane..n_lanes];
        let mut loaded = [S::splat(simd, S::zero()); N];
        for (loaded, sums) in loaded.iter_mut().zip(sums.chunks(len)) {
            *loaded = S::load_some(simd, sums);
        }
        loaded
    }

    #[inline(always)]
    fn store<T: Simd, const N: usize>(
        &mut self,
        simd: T,
        neuron: usize,
        lane: usize,
        vectors: [S::Vector<T>; N],
    ) {
        let len = size_of::<S::Vector<T>>() / size_of::<S>();
        let n_lanes = self.rows.n_lanes;
        let sums = &mut self.sums[(neuron - self.neurons.start) * n_lanes..][lane..n_lanes];
        for (vector, sums) in vectors.into_iter().zip(sums.chunks_mut(len)) {
            S::store_some(simd, sums, vector);
        }
    }

    /// Neurons that have the same partners, `ROWS` at once and then one by one, in `N` vectors of lanes
    /// from `lane` on.
    #[inline(always)]
    fn shared<T: Simd, const N: usize, const ROWS: usize>(
        &mut self,
        simd: T,
        neurons: Range<usize>,
        lane: usize,
        wide: &Wide<'_, S>,
    ) {
        let mut first = neurons.start;
        while first + ROWS <= neurons.end {
            self.some::<T, N, ROWS>(simd, first, lane, wide);
            first += ROWS;
        }
        while first < neurons.end {
            self.some::<T, N, 1>(simd, first, lane, wide);
            first += 1;
        }
    }

    #[inline(always)]
    fn some<T: Simd, const N: usize, const ROWS: usize>(
        &mut self,
        simd: T,
        first: usize,
        lane: usize,
        wide: &Wide<'_, S>,
    ) {
        let (rows, list) = (self.rows, self.rows.list(first));
        let n = rows.synapses(first).len();
        let all = &self.weights[rows.synapses(first).start..][..ROWS * n];
        fetch(all);
        // Loops, for what `array::from_fn` calls is not compiled for the instruction set.
        let mut weights: [&[S]; ROWS] = [&[]; ROWS];
        let mut sums = [[S::splat(simd, S::zero()); N]; ROWS];
        for r in 0..ROWS {
            weights[r] = &all[r * n..][..n];
            sums[r] = self.load(simd, first + r, lane);
        }
        for k in 0..n {
            let partner = list.at(k);
            if !rows.has(partner) {
                continue;
            }
            let values = wide.at::<T, N>(partner, lane);
            for r in 0..ROWS {
                let weight = S::splat(simd, weights[r][k]);
                for v in 0..N {
                    sums[r][v] = S::fuse(simd, weight, values[v], sums[r][v]);
                }
            }
        }
        for r in 0..ROWS {
            self.store(simd, first + r, lane, sums[r]);
        }
    }

    /// `ROWS` neurons, each with partners of its own: their chains of sums do not wait for each other.
    #[inline(always)]
    fn apart<T: Simd, const N: usize, const ROWS: usize>(
        &mut self,
        simd: T,
        first: usize,
        lane: usize,
        wide: &Wide<'_, S>,
    ) {
        let rows = self.rows;
        let mut lists = [rows.list(first); ROWS];
        let mut weights: [&[S]; ROWS] = [&[]; ROWS];
        let mut sums = [[S::splat(simd, S::zero()); N]; ROWS];
        for r in 0..ROWS {
            lists[r] = rows.list(first + r);
            weights[r] = &self.weights[rows.synapses(first + r)];
            sums[r] = self.load(simd, first + r, lane);
        }
        let all = rows.synapses(first).start..rows.synapses(first + ROWS - 1).end;
        fetch(&self.weights[all]);
        let n_together = weights
            .iter()
            .map(|weights| weights.len())
            .min()
            .unwrap_or(0);
        for k in 0..n_together {
            for r in 0..ROWS {
                let partner = lists[r].at(k);
                if rows.has(partner) {
                    let weight = S::splat(simd, weights[r][k]);
                    let values = wide.at::<T, N>(partner, lane);
                    for v in 0..N {
                        sums[r][v] = S::fuse(simd, weight, values[v], sums[r][v]);
                    }
                }
            }
        }
        for r in 0..ROWS {
            for k in n_together..weights[r].len() {
                let partner = lists[r].at(k);
                if rows.has(partner) {
                    let weight = S::splat(simd, weights[r][k]);
                    let values = wide.at::<T, N>(partner, lane);
                    for v in 0..N {
                        sums[r][v] = S::fuse(simd, weight, values[v], sums[r][v]);
                    }
                }
            }
            self.store(simd, first + r, lane, sums[r]);
        }
    }
}
