//! Sums in vectors of lanes, a few neurons at a time, of neurons that have the same partners: each is loaded
//! once for all of them.

#![expect(
    clippy::needless_range_loop,
    reason = "loops over registers, some of several arrays at once: iterators are not kept in them"
)]

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::sums_apart::SumsApart;
use super::wide::{Wide, last_with_room, load, said_by_all, store};
use crate::scalar::InstructionSet;
use crate::scalar::synapses::{Rows, fetch};
use crate::scalar::vector::Vectors;

/// [`crate::scalar::operations::add_rows`] for floats.
pub(in crate::scalar) fn add_rows_in_vectors<S: Vectors>(
    set: InstructionSet,
    neurons: Range<usize>,
    sums: &mut [S],
    weights: &[S],
    rows: &Rows<'_, S>,
) {
    let line = 64 / size_of::<S>();
    let room = 2 * line;
    let last = last_with_room(rows, room);
    // Lines that lanes half fill are better than lanes that lie across two.
    let stride = match rows.n_lanes.next_multiple_of(line) {
        wide if wide < 2 * rows.n_lanes => wide,
        _ => rows.n_lanes,
    };
    let mut copied = None;
    for (some, partners) in rows.runs(neurons.clone()) {
        let sums = &mut sums[(some.start - neurons.start) * rows.n_lanes..];
        let Some(partners) = partners else {
            let wide = Wide::new(rows, &last, room);
            set.dispatch(Sums {
                neurons: some,
                sums,
                weights,
                rows,
                wide,
            });
            continue;
        };
        let (values, last) = copied.get_or_insert_with(|| {
            let values = said_by_all(rows, stride);
            let last = last_with_room(&rows.of(&values, stride), room);
            (values, last)
        });
        set.dispatch(SumsApart {
            neurons: some,
            partners,
            sums,
            weights,
            n_lanes: rows.n_lanes,
            wide: Wide::new(&rows.of(values, stride), last, room),
        });
    }
}

struct Sums<'a, S> {
    neurons: Range<usize>,
    /// `[neuron][B]`.
    sums: &'a mut [S],
    weights: &'a [S],
    rows: &'a Rows<'a, S>,
    wide: Wide<'a, S>,
}

impl<S: Vectors> WithSimd for Sums<'_, S> {
    type Output = ();

    #[inline(always)]
    fn with_simd<T: Simd>(mut self, simd: T) {
        let len = size_of::<S::Vector<T>>() / size_of::<S>();
        for lane in (0..self.rows.n_lanes).step_by(2 * len) {
            match self.rows.n_lanes - lane > len {
                // As many as there are registers for.
                true if len * size_of::<S>() == 64 => self.all::<T, 2, 8>(simd, lane),
                true => self.all::<T, 2, 4>(simd, lane),
                false => self.all::<T, 1, 8>(simd, lane),
            }
        }
    }
}

impl<S: Vectors> Sums<'_, S> {
    /// The sums of a neuron from `lane` on.
    #[inline(always)]
    fn lanes(&mut self, neuron: usize, lane: usize) -> &mut [S] {
        let n_lanes = self.rows.n_lanes;
        &mut self.sums[(neuron - self.neurons.start) * n_lanes..][lane..n_lanes]
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
        let (rows, wide, list) = (self.rows, self.wide, self.rows.list(first));
        let n = rows.synapses(first).len();
        let all = &self.weights[rows.synapses(first).start..][..ROWS * n];
        fetch(all);
        let mut sums = [[S::splat(simd, S::zero()); N]; ROWS];
        for r in 0..ROWS {
            sums[r] = load(simd, self.lanes(first + r, lane));
        }
        for k in 0..n {
            let partner = list.at(k);
            if !rows.has(partner) {
                continue;
            }
            let values = wide.at::<T, N>(partner, lane);
            for r in 0..ROWS {
                let weight = S::splat(simd, all[r * n + k]);
                for v in 0..N {
                    sums[r][v] = S::fuse(simd, weight, values[v], sums[r][v]);
                }
            }
        }
        for r in 0..ROWS {
            store(simd, self.lanes(first + r, lane), sums[r]);
        }
    }
}
