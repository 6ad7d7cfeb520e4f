//! What partners say, so that vectors can run over the end of their lanes: what stands there means
//! nothing.

#![expect(
    clippy::needless_range_loop,
    reason = "loops over registers: what iterators call is not compiled for the instruction set"
)]

use pulp::Simd;

use crate::scalar::aligned::Aligned;
use crate::scalar::synapses::Rows;
use crate::scalar::vector::Vectors;

/// Vectors of lanes at once, at most.
pub(super) const MOST: usize = 3;

/// How many vectors of `len` lanes are summed at once where `n_lanes` are left: none is left alone.
#[inline(always)]
pub(super) fn at_once(n_lanes: usize, len: usize) -> usize {
    match n_lanes.div_ceil(len) {
        1 => 1,
        2 | 4 => 2,
        _ => MOST,
    }
}

/// What partners say.
#[derive(Clone, Copy)]
pub(super) struct Wide<'a, S> {
    values: &'a [S],
    stride: usize,
    /// The first partner whose vectors would run over the end of `values`.
    first_of_last: usize,
    last: &'a [S],
}

/// The last partners, whose vectors of up to `room` numbers would run over the end, once more and with room.
pub(super) fn last_with_room<S: Vectors>(rows: &Rows<'_, S>, room: usize) -> Vec<S> {
    let n_last = (1 + room.div_ceil(rows.n_lanes)).min(rows.n_partners());
    let mut last = rows.values[(rows.n_partners() - n_last) * rows.n_lanes..].to_vec();
    last.resize(last.len() + room, S::zero());
    last
}

impl<'a, S: Vectors> Wide<'a, S> {
    /// Of who takes no part too; `last` is [`last_with_room`].
    pub fn new(rows: &Rows<'a, S>, last: &'a [S], room: usize) -> Self {
        Self {
            values: rows.values,
            stride: rows.n_lanes,
            first_of_last: rows.n_partners() - (last.len() - room) / rows.n_lanes,
            last,
        }
    }

    /// `N` vectors of a partner from `lane` on.
    #[inline(always)]
    pub fn at<T: Simd, const N: usize>(&self, partner: usize, lane: usize) -> &[S::Vector<T>; N] {
        vectors::<S, T, N>(match partner < self.first_of_last {
            true => &self.values[partner * self.stride + lane..],
            false => &self.last[(partner - self.first_of_last) * self.stride + lane..],
        })
    }

    /// What the partners of a run say, and how far it is from one to the next.
    #[inline(always)]
    pub fn of_run(&self, run: &Run) -> (&'a [S], usize) {
        let said = match run.partner < self.first_of_last {
            true => &self.values[run.partner * self.stride..],
            false => &self.last[(run.partner - self.first_of_last) * self.stride..],
        };
        (said, self.stride)
    }

    /// The partners of a neuron that take part, in runs of those that follow each other.
    pub fn runs(&self, rows: &Rows<'_, S>, neuron: usize) -> Vec<Run> {
        let (list, n_synapses) = (rows.list(neuron), rows.synapses(neuron).len());
        let mut runs = Vec::new();
        let mut synapse = 0;
        while synapse < n_synapses {
            let partner = list.at(synapse);
            let mut n = usize::from(rows.has(partner));
            while n > 0
                && synapse + n < n_synapses
                && list.at(synapse + n) == partner + n
                && rows.has(partner + n)
                && partner + n != self.first_of_last
            {
                n += 1;
            }
            if n > 0 {
                runs.push(Run {
                    partner,
                    synapse,
                    n,
                });
            }
            synapse += n.max(1);
        }
        runs
    }
}

/// Partners that follow each other, and so do their synapses.
pub(super) struct Run {
    partner: usize,
    /// The first of them, of those of its neuron.
    pub synapse: usize,
    pub n: usize,
}

/// The first `N` vectors of some numbers.
#[inline(always)]
pub(super) fn vectors<S: Vectors, T: Simd, const N: usize>(values: &[S]) -> &[S::Vector<T>; N] {
    let n = N * (size_of::<S::Vector<T>>() / size_of::<S>());
    let vectors = S::all::<T>(&values[..n]).first_chunk();
    vectors.expect("bug: so many were taken")
}

/// What partners say, `stride` from one to the next: 0 beyond their lanes, and of who takes no part.
pub(super) fn said_by_all<S: Vectors>(rows: &Rows<'_, S>, stride: usize) -> Aligned<S> {
    let n = rows.n_partners() * stride;
    let mut all = Aligned::new(n, &S::zero(), std::iter::repeat_n(S::zero(), n));
    for (partner, said) in all.chunks_exact_mut(stride).enumerate() {
        if rows.has(partner) {
            for (said, value) in said.iter_mut().zip(rows.lanes(partner)) {
                *said = *value;
            }
        }
    }
    all
}

/// `N` vectors of sums; 0 beyond them.
#[inline(always)]
pub(super) fn load<S: Vectors, T: Simd, const N: usize>(simd: T, sums: &[S]) -> [S::Vector<T>; N] {
    let len = size_of::<S::Vector<T>>() / size_of::<S>();
    let mut loaded = [S::splat(simd, S::zero()); N];
    for v in 0..N {
        let first = (v * len).min(sums.len());
        loaded[v] = S::load_some(simd, &sums[first..(first + len).min(sums.len())]);
    }
    loaded
}

/// As many sums as there are.
#[inline(always)]
pub(super) fn store<S: Vectors, T: Simd, const N: usize>(
    simd: T,
    sums: &mut [S],
    vectors: [S::Vector<T>; N],
) {
    let len = size_of::<S::Vector<T>>() / size_of::<S>();
    for v in 0..N {
        let first = (v * len).min(sums.len());
        let last = (first + len).min(sums.len());
        S::store_some(simd, &mut sums[first..last], vectors[v]);
    }
}
