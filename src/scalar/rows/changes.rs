//! Changes of weight of neurons that have the same partners, in vectors of synapses.

#![expect(
    clippy::needless_range_loop,
    reason = "loops over registers, some of several arrays at once: iterators are not kept in them"
)]

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::changes_apart::{ChangesApart, SOME};
use super::vector_terms::{VectorTerms, part_of};
use crate::scalar::fused::Fused;
use crate::scalar::operations::learn_rows;
use crate::scalar::synapses::{Rows, fetch};
use crate::scalar::vector::Vectors;
use crate::scalar::{InstructionSet, Terms};

/// [`learn_rows`] for floats.
pub(in crate::scalar) fn learn_rows_in_vectors<S: Vectors + Fused>(
    set: InstructionSet,
    neurons: Range<usize>,
    weights: &mut [S],
    ours: &[S],
    rows: &Rows<'_, S>,
    terms: &Terms<'_, S>,
) -> bool {
    if set == InstructionSet::Portable {
        return learn_rows(neurons, weights, ours, rows, terms);
    }
    let change = VectorTerms::of(terms);
    let mut by_lane = None;
    let mut is_finite = true;
    for (some, partners) in rows.runs(neurons.clone()) {
        let lanes = some.start - neurons.start..some.end - neurons.start;
        let ours = &ours[lanes.start * rows.n_lanes..lanes.end * rows.n_lanes];
        let synapses = rows.synapses(some.start).start..rows.synapses(some.end - 1).end;
        if synapses.is_empty() {
            continue;
        }
        let weights = &mut weights[synapses];
        let is_sum_finite = match partners {
            Some(_) if !rows.n_lanes.is_multiple_of(SOME) => set.run(
                #[inline(always)]
                || learn_by_hardware(some, weights, ours, rows, terms),
            ),
            Some(partners) => set.dispatch(ChangesApart {
                neurons: some,
                partners,
                weights,
                ours,
                rows,
                change: change.clone(),
            }),
            None => {
                let by_lane = by_lane.get_or_insert_with(|| ByLane::new(rows));
                let gathered = by_lane.gathered(rows, some.start);
                set.dispatch(Changes {
                    weights,
                    ours,
                    theirs: gathered.as_ref().unwrap_or(by_lane),
                    change: change.clone(),
                    n_lanes: rows.n_lanes,
                    n_synapses: rows.synapses(some.start).len(),
                })
            }
        };
        // A sum that overflowed is no proof that a weight is not finite.
        is_finite &= is_sum_finite || weights.iter().all(S::is_finite);
    }
    is_finite
}

/// Synapses under way at once.
const AT_ONCE: usize = 8;

/// [`learn_rows`] where products are known to be compiled for the processor's fused unit; `weights` are those
/// of `neurons`.
#[inline(always)]
fn learn_by_hardware<S: Vectors + Fused>(
    neurons: Range<usize>,
    weights: &mut [S],
    ours: &[S],
    rows: &Rows<'_, S>,
    terms: &Terms<'_, S>,
) -> bool {
    let (mut is_finite, n_lanes) = (true, rows.n_lanes);
    let start = rows.synapses(neurons.start).start;
    for (neuron, ours) in neurons.zip(ours.chunks_exact(n_lanes)) {
        let (list, ours) = (rows.list(neuron), &ours[..n_lanes]);
        let synapses = rows.synapses(neuron);
        let mut first = 0;
        for weights in weights[synapses.start - start..synapses.end - start].chunks_mut(AT_ONCE) {
            let last = first + weights.len() - 1;
            let (mut partners, mut lanes) = ([0; AT_ONCE], [ours; AT_ONCE]);
            for k in 0..AT_ONCE {
                // Those beyond the end repeat the last.
                partners[k] = list.at((first + k).min(last));
                lanes[k] = rows.lanes(partners[k]);
            }
            let mut products = [S::zero(); AT_ONCE];
            for lane in 0..n_lanes {
                for k in 0..AT_ONCE {
                    products[k] = ours[lane].by_hardware(lanes[k][lane], products[k]);
                }
            }
            for (k, weight) in weights.iter_mut().enumerate() {
                if rows.has(partners[k]) {
                    *weight = terms.after_by(weight, &products[k], S::by_hardware);
                    is_finite &= weight.is_finite();
                }
            }
            first += AT_ONCE;
        }
    }
    is_finite
}

/// Numbers of a tile, 64 bytes; vectors are no longer.
fn tile<S>() -> usize {
    64 / size_of::<S>()
}

/// What partners say, lane by lane, `[B][stride]`, and whether they take part, 1 or 0. What stands in the
/// padding means nothing.
struct ByLane<S> {
    said: Vec<S>,
    stride: usize,
    part: Vec<S>,
}

impl<S: Vectors> ByLane<S> {
    /// Room for `n` partners.
    fn room(n: usize, n_lanes: usize) -> Self {
        let padded = n.next_multiple_of(tile::<S>());
        // Rows a multiple of 4096 bytes apart fight for the same places in the cache.
        let is_unlucky = (padded * size_of::<S>()).is_multiple_of(4096);
        let stride = padded + if is_unlucky { tile::<S>() } else { 0 };
        Self {
            said: vec![S::zero(); stride * n_lanes],
            stride,
            part: vec![S::zero(); padded],
        }
    }

    /// What all partners say.
    fn new(rows: &Rows<'_, S>) -> Self {
        let mut all = Self::room(rows.n_partners(), rows.n_lanes);
        for (k, lanes) in rows.values.chunks_exact(rows.n_lanes).enumerate() {
            let said = all.said[k..].iter_mut().step_by(all.stride);
            said.zip(lanes).for_each(|(said, value)| *said = *value);
        }
        all
    }

    /// What the partners of a neuron say, side by side; `None` if they are all.
    fn gathered(&mut self, rows: &Rows<'_, S>, neuron: usize) -> Option<Self> {
        let list = rows.list(neuron);
        let Some(partners) = list.0 else {
            for (partner, part) in self.part.iter_mut().enumerate().take(rows.n_partners()) {
                *part = part_of(rows, partner);
            }
            return None;
        };
        let mut gathered = Self::room(partners.len(), rows.n_lanes);
        for (part, partner) in gathered.part.iter_mut().zip(partners) {
            *part = part_of(rows, *partner as usize);
        }
        let mut k = 0;
        // Partners that follow each other are copied together.
        for run in partners.chunk_by(|a, b| a + 1 == *b) {
            let (first, n) = (run[0] as usize, run.len());
            for lane in 0..rows.n_lanes {
                let said = &self.said[lane * self.stride + first..][..n];
                gathered.said[lane * gathered.stride + k..][..n].copy_from_slice(said);
            }
            k += n;
        }
        Some(gathered)
    }
}

/// Changes of the weights of neurons that have the same partners.
struct Changes<'a, S> {
    /// `[neuron][synapse]`.
    weights: &'a mut [S],
    /// `[neuron][B]`.
    ours: &'a [S],
    theirs: &'a ByLane<S>,
    change: VectorTerms<S>,
    n_lanes: usize,
    n_synapses: usize,
}

impl<S: Vectors> WithSimd for Changes<'_, S> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<T: Simd>(mut self, simd: T) -> bool {
        let mut check = S::splat(simd, S::zero());
        let n = self.ours.len() / self.n_lanes;
        let mut first = 0;
        while first + 4 <= n {
            check = self.rows::<T, 4>(simd, first, check);
            first += 4;
        }
        while first < n {
            check = self.rows::<T, 1>(simd, first, check);
            first += 1;
        }
        S::is_all_finite::<T>(check)
    }
}

impl<S: Vectors> Changes<'_, S> {
    /// The synapses of `ROWS` neurons from `first` on; adds the weights to `check`, which stays finite
    /// if they are (and no sum of them overflows).
    #[inline(always)]
    fn rows<T: Simd, const ROWS: usize>(
        &mut self,
        simd: T,
        first: usize,
        mut check: S::Vector<T>,
    ) -> S::Vector<T> {
        let len = size_of::<S::Vector<T>>() / size_of::<S>();
        fetch(&self.weights[first * self.n_synapses..][..ROWS * self.n_synapses]);
        let mut k = 0;
        while k + 2 * len <= self.n_synapses {
            check = self.some::<T, ROWS, 2>(simd, first, k, check);
            k += 2 * len;
        }
        while k < self.n_synapses {
            check = self.some::<T, ROWS, 1>(simd, first, k, check);
            k += len;
        }
        check
    }

    /// `N` vectors of synapses of `ROWS` neurons, from the `k`-th on; one vector may be broken.
    #[inline(always)]
    fn some<T: Simd, const ROWS: usize, const N: usize>(
        &mut self,
        simd: T,
        first: usize,
        k: usize,
        mut check: S::Vector<T>,
    ) -> S::Vector<T> {
        let len = size_of::<S::Vector<T>>() / size_of::<S>();
        let mut products = [[S::splat(simd, S::zero()); N]; ROWS];
        let mut ours: [&[S]; ROWS] = [&[]; ROWS];
        for r in 0..ROWS {
            ours[r] = &self.ours[(first + r) * self.n_lanes..][..self.n_lanes];
        }
        for lane in 0..self.n_lanes {
            let said = &self.theirs.said[lane * self.theirs.stride + k..][..N * len];
            let said = &S::all::<T>(said)[..N];
            for r in 0..ROWS {
                let ours = S::splat(simd, ours[r][lane]);
                for v in 0..N {
                    products[r][v] = S::fuse(simd, ours, said[v], products[r][v]);
                }
            }
        }
        let part = &S::all::<T>(&self.theirs.part[k..k + N * len])[..N];
        let n = (self.n_synapses - k).min(N * len);
        for r in 0..ROWS {
            let weights = &mut self.weights[(first + r) * self.n_synapses + k..][..n];
            if n == N * len {
                let weights = &mut S::all_mut::<T>(weights)[..N];
                for v in 0..N {
                    weights[v] = self
                        .change
                        .after::<T>(simd, part[v], products[r][v], weights[v]);
                    check = S::plus(simd, check, weights[v]);
                }
            } else {
                let before = S::load_some(simd, weights);
                let some = self
                    .change
                    .after::<T>(simd, part[0], products[r][0], before);
                S::store_some(simd, weights, some);
                check = S::plus(simd, check, S::load_some(simd, weights));
            }
        }
        check
    }
}
