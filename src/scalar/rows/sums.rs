//! Sums in vectors of lanes, a few neurons at a time, of neurons that have the same partners: each is loaded
//! once for all of them.

#![expect(
    clippy::needless_range_loop,
    reason = "loops over registers, some of several arrays at once: iterators are not kept in them"
)]

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::sums_apart::SumsApart;
use super::wide::{MOST, Run, Wide, at_once, last_with_room, load, said_by_all, store, vectors};
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
    let room = MOST * line;
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
            let n = rows.synapses(some.start).len();
            set.dispatch(Sums {
                weights: &weights[rows.synapses(some.start).start..][..some.len() * n],
                runs: wide.runs(rows, some.start),
                neurons: some,
                sums,
                n,
                n_lanes: rows.n_lanes,
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
    /// Theirs, `[neuron][n]`.
    weights: &'a [S],
    /// Synapses of each.
    n: usize,
    n_lanes: usize,
    /// Their partners that take part.
    runs: Vec<Run>,
    wide: Wide<'a, S>,
}

impl<S: Vectors> WithSimd for Sums<'_, S> {
    type Output = ();

    #[inline(always)]
    fn with_simd<T: Simd>(mut self, simd: T) {
        let len = size_of::<S::Vector<T>>() / size_of::<S>();
        let mut lane = 0;
        while lane < self.n_lanes {
            // As many neurons as there are registers for.
            let n = at_once(self.n_lanes - lane, len);
            match (n, len * size_of::<S>()) {
                (3, 64) => self.all::<T, 3, 8>(simd, lane),
                (3, _) => self.all::<T, 3, 3>(simd, lane),
                (2, 64) => self.all::<T, 2, 8>(simd, lane),
                (2, _) => self.all::<T, 2, 4>(simd, lane),
                _ => self.all::<T, 1, 8>(simd, lane),
            }
            lane += n * len;
        }
    }
}

impl<S: Vectors> Sums<'_, S> {
    /// The sums of a neuron from `lane` on.
    #[inline(always)]
    fn lanes(&mut self, neuron: usize, lane: usize) -> &mut [S] {
        let n_lanes = self.n_lanes;
        &mut self.sums[(neuron - self.neurons.start) * n_lanes..][lane..n_lanes]
    }

    /// `ROWS` neurons at once, then two, then one by one, in `N` vectors of lanes from `lane` on.
    #[inline(always)]
    fn all<T: Simd, const N: usize, const ROWS: usize>(&mut self, simd: T, lane: usize) {
        let (mut first, end) = (self.neurons.start, self.neurons.end);
        while first + ROWS <= end {
            self.some::<T, N, ROWS>(simd, first, lane);
            first += ROWS;
        }
        while ROWS > 2 && first + 2 <= end {
            self.some::<T, N, 2>(simd, first, lane);
            first += 2;
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
        let n = self.n;
        let all = &self.weights[(first - self.neurons.start) * n..][..ROWS * n];
        fetch(all);
        let mut sums = [[S::splat(simd, S::zero()); N]; ROWS];
        for r in 0..ROWS {
            sums[r] = load(simd, self.lanes(first + r, lane));
        }
        for run in &self.runs {
            let mut weights: [&[S]; ROWS] = [&[]; ROWS];
            for r in 0..ROWS {
                weights[r] = &all[r * n + run.synapse..][..run.n];
            }
            let (said, stride) = self.wide.of_run(run);
            for k in 0..run.n {
                let values = vectors::<S, T, N>(&said[k * stride + lane..]);
                for r in 0..ROWS {
                    let weight = S::splat(simd, weights[r][k]);
                    for v in 0..N {
                        sums[r][v] = S::fuse(simd, weight, values[v], sums[r][v]);
                    }
                }
            }
        }
        for r in 0..ROWS {
            store(simd, self.lanes(first + r, lane), sums[r]);
        }
    }
}
