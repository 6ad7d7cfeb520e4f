//! The two loops over the synapses of one neuron whose partners lie anywhere: a sum, and changes of
//! weight. The lanes of a partner lie next to each other.
//!
//! Promises the plain loops' bits. In a sum, lanes stand side by side in vectors, so that each keeps
//! its own order; in changes, several synapses are under way at once, each a chain of its own.

use pulp::{Simd, WithSimd};

use super::fused::Fused;
use super::vector::Vectors;
use super::{InstructionSet, Scalar, Terms};

/// The synapses of one neuron, and what is heard by way of each.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a, S> {
    /// The partner of each synapse; `None` if they are 0, 1, 2 and so on.
    pub partners: Option<&'a [u32]>,
    /// What the partners say, `[partner][lane]`.
    pub values: &'a [S],
    /// Who takes part, by partner; `None` if all do.
    pub takes_part: Option<&'a [bool]>,
}

impl<'a, S> Row<'a, S> {
    /// The partner of a synapse.
    #[inline(always)]
    fn partner(&self, synapse: usize) -> usize {
        self.partners.map_or(synapse, |all| all[synapse] as usize)
    }

    #[inline(always)]
    fn has(&self, partner: usize) -> bool {
        self.takes_part.is_none_or(|all| all[partner])
    }

    /// What a partner says in all of `n_lanes`.
    #[inline(always)]
    fn lanes(&self, partner: usize, n_lanes: usize) -> &'a [S] {
        &self.values[partner * n_lanes..][..n_lanes]
    }
}

/// `sums[lane] += weight · value[lane]` for each synapse in turn, plainly.
pub(super) fn add_row<S: Scalar>(sums: &mut [S], weights: &[S], row: &Row<'_, S>) {
    let n_lanes = sums.len();
    for (k, weight) in weights.iter().enumerate() {
        let partner = row.partner(k);
        if row.has(partner) {
            for (sum, value) in sums.iter_mut().zip(row.lanes(partner, n_lanes)) {
                *sum = weight.multiply_add(value, sum);
            }
        }
    }
}

/// Each weight changes by Σ `ours[lane] · value[lane]`, from 0 in order of lanes; whether all that
/// changed are finite. Plainly.
pub(super) fn learn_row<S: Scalar>(
    weights: &mut [S],
    ours: &[S],
    row: &Row<'_, S>,
    terms: &Terms<'_, S>,
) -> bool {
    let mut is_finite = true;
    for (k, weight) in weights.iter_mut().enumerate() {
        let partner = row.partner(k);
        if row.has(partner) {
            let lanes = ours.iter().zip(row.lanes(partner, ours.len()));
            let product = lanes.fold(S::zero(), |sum, (a, b)| a.multiply_add(b, &sum));
            *weight = terms.after(weight, &product);
            is_finite &= weight.is_finite();
        }
    }
    is_finite
}

/// [`add_row`] in vectors of lanes.
struct RowSum<'a, S> {
    sums: &'a mut [S],
    weights: &'a [S],
    row: &'a Row<'a, S>,
}

impl<S: Vectors> WithSimd for RowSum<'_, S> {
    type Output = ();

    #[inline(always)]
    fn with_simd<T: Simd>(mut self, simd: T) {
        let (n, len) = (self.sums.len(), size_of::<S::Vector<T>>() / size_of::<S>());
        let mut lane = 0;
        while lane < n {
            let n_whole = ((n - lane) / len).min(4);
            let has_rest = n_whole < 4 && (n - lane) % len > 0;
            match (n_whole, has_rest) {
                (0, _) => self.some::<T, 0, true>(simd, lane..n),
                (1, false) => self.some::<T, 1, false>(simd, lane..lane + len),
                (1, true) => self.some::<T, 1, true>(simd, lane..n),
                (2, false) => self.some::<T, 2, false>(simd, lane..lane + 2 * len),
                (2, true) => self.some::<T, 2, true>(simd, lane..n),
                (3, false) => self.some::<T, 3, false>(simd, lane..lane + 3 * len),
                (3, true) => self.some::<T, 3, true>(simd, lane..n),
                (_, _) => self.some::<T, 4, false>(simd, lane..lane + 4 * len),
            }
            lane += n_whole * len;
            if has_rest {
                break;
            }
        }
    }
}

impl<S: Vectors> RowSum<'_, S> {
    /// `N` whole vectors of lanes, and with `REST` one that is not whole.
    #[inline(always)]
    fn some<T: Simd, const N: usize, const REST: bool>(
        &mut self,
        simd: T,
        lanes: std::ops::Range<usize>,
    ) {
        let (n, len) = (self.sums.len(), size_of::<S::Vector<T>>() / size_of::<S>());
        let zero = S::splat(simd, S::zero());
        let (whole, rest) = self.sums[lanes.clone()].split_at_mut(N * len);
        let whole = &mut S::all_mut::<T>(whole)[..N];
        let mut sums = [zero; N];
        sums.copy_from_slice(whole);
        let mut last = if REST { S::load_some(simd, rest) } else { zero };
        for (k, weight) in self.weights.iter().enumerate() {
            let partner = self.row.partner(k);
            if !self.row.has(partner) {
                continue;
            }
            let (values, others) = self.row.lanes(partner, n)[lanes.clone()].split_at(N * len);
            let (weight, values) = (S::splat(simd, *weight), &S::all::<T>(values)[..N]);
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum = S::fuse(simd, weight, *value, *sum);
            }
            if REST {
                last = S::fuse(simd, weight, S::load_some(simd, others), last);
            }
        }
        whole.copy_from_slice(&sums);
        if REST {
            S::store_some(simd, rest, last);
        }
    }
}

/// [`add_row`] for floats.
pub(super) fn add_row_in_vectors<S: Vectors>(
    set: InstructionSet,
    sums: &mut [S],
    weights: &[S],
    row: &Row<'_, S>,
) {
    set.dispatch(RowSum { sums, weights, row });
}

/// [`learn_row`] for floats.
pub(super) fn learn_row_fused<S: Vectors + Fused>(
    set: InstructionSet,
    weights: &mut [S],
    ours: &[S],
    row: &Row<'_, S>,
    terms: &Terms<'_, S>,
) -> bool {
    match set {
        InstructionSet::Portable => learn_row(weights, ours, row, terms),
        _ => set.run(
            #[inline(always)]
            || learn_row_by_hardware(weights, ours, row, terms),
        ),
    }
}

/// Synapses under way at once.
const AT_ONCE: usize = 8;

#[inline(always)]
fn learn_row_by_hardware<S: Vectors + Fused>(
    weights: &mut [S],
    ours: &[S],
    row: &Row<'_, S>,
    terms: &Terms<'_, S>,
) -> bool {
    let n = ours.len();
    let mut is_finite = true;
    let mut first = 0;
    for weights in weights.chunks_mut(AT_ONCE) {
        let last = first + weights.len() - 1;
        // Those beyond the end repeat the last.
        let partners: [usize; AT_ONCE] =
            std::array::from_fn(|k| row.partner((first + k).min(last)));
        let lanes = partners.map(|partner| row.lanes(partner, n));
        let mut products = [S::zero(); AT_ONCE];
        for (lane, ours) in ours.iter().enumerate() {
            for (product, lanes) in products.iter_mut().zip(&lanes) {
                *product = ours.by_hardware(lanes[lane], *product);
            }
        }
        for (k, weight) in weights.iter_mut().enumerate() {
            if row.has(partners[k]) {
                *weight = terms.after_by(weight, &products[k], S::by_hardware);
                is_finite &= weight.is_finite();
            }
        }
        first += AT_ONCE;
    }
    is_finite
}

#[cfg(test)]
mod tests;
