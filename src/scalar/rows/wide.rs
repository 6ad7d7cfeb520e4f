//! What partners say, so that vectors can run over the end of their lanes: what stands there means
//! nothing.

use pulp::Simd;

use crate::scalar::aligned::Aligned;
use crate::scalar::synapses::Rows;
use crate::scalar::vector::Vectors;

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
        let n_wide = N * (size_of::<S::Vector<T>>() / size_of::<S>());
        let values = match partner < self.first_of_last {
            true => &self.values[partner * self.stride + lane..][..n_wide],
            false => &self.last[(partner - self.first_of_last) * self.stride + lane..][..n_wide],
        };
        let vectors = S::all::<T>(values).first_chunk();
        vectors.expect("bug: so many were taken")
    }
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
    for (loaded, sums) in loaded.iter_mut().zip(sums.chunks(len)) {
        *loaded = S::load_some(simd, sums);
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
    for (vector, sums) in vectors.into_iter().zip(sums.chunks_mut(len)) {
        S::store_some(simd, sums, vector);
    }
}
