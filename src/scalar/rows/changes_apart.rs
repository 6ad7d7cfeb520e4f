//! Changes of weight of neurons that each have partners of their own, as many synapses at once as a vector
//! has elements.
//!
//! A change is a chain of products in order of lanes, so a vector has a synapse in each element. What partners
//! say is looked up by partner and copied together; four lanes of as many partners are turned about in registers.

#![expect(
    clippy::needless_range_loop,
    reason = "loops over registers: what iterators call is not compiled for the instruction set"
)]

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::vector_terms::{VectorTerms, part_of};
use crate::scalar::Partners;
use crate::scalar::synapses::Rows;
use crate::scalar::vector::Vectors;

/// Elements of the longest vector, of the shortest numbers.
const MOST: usize = 16;

/// Vectors at once, so that their chains of products do not wait for each other.
const AT_ONCE: usize = 4;

/// Partners whose lanes are copied together.
const BLOCK: usize = 64;

/// Lanes that are turned about at once.
pub(super) const SOME: usize = 4;

/// Changes of the weights of `neurons`.
pub(super) struct ChangesApart<'a, S> {
    pub neurons: Range<usize>,
    pub partners: &'a Partners,
    /// Theirs.
    pub weights: &'a mut [S],
    /// `[neuron][B]`.
    pub ours: &'a [S],
    /// In a multiple of [`SOME`] lanes.
    pub rows: &'a Rows<'a, S>,
    pub change: VectorTerms<S>,
}

impl<S: Vectors> WithSimd for ChangesApart<'_, S> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<T: Simd>(self, simd: T) -> bool {
        let len = size_of::<S::Vector<T>>() / size_of::<S>();
        let n_lanes = self.rows.n_lanes;
        let order = order::<S, T>(simd);
        let said = (self.rows.values.as_chunks().0, n_lanes / SOME);
        let mut check = S::splat(simd, S::zero());
        let mut rest = self.weights;
        let mut room = vec![S::zero(); n_lanes * BLOCK];
        for (k, neuron) in self.neurons.enumerate() {
            let ours = &self.ours[k * n_lanes..][..n_lanes];
            let mut list = self.partners.of(neuron);
            while !list.is_empty() {
                let (some, others) = list.split_at(BLOCK.min(list.len()));
                let (weights, later) = rest.split_at_mut(some.len());
                (list, rest) = (others, later);
                gather(said, some, (&order, len), &mut room);
                let mut k = 0;
                while k + AT_ONCE * len <= some.len() {
                    let products = products::<S, T, AT_ONCE>(simd, ours, &room, k);
                    let weights = S::all_mut::<T>(&mut weights[k..k + AT_ONCE * len]);
                    for v in 0..AT_ONCE {
                        let part = part_of_some::<S, T>(self.rows, &some[k + v * len..][..len]);
                        weights[v] = self.change.after::<T>(simd, part, products[v], weights[v]);
                        check = S::plus(simd, check, weights[v]);
                    }
                    k += AT_ONCE * len;
                }
                while k < some.len() {
                    let n = len.min(some.len() - k);
                    let [product] = products::<S, T, 1>(simd, ours, &room, k);
                    let part = part_of_some::<S, T>(self.rows, &some[k..k + n]);
                    let weights = &mut weights[k..k + n];
                    let before = S::load_some(simd, weights);
                    let after = self.change.after::<T>(simd, part, product, before);
                    S::store_some(simd, weights, after);
                    check = S::plus(simd, check, S::load_some(simd, weights));
                    k += len;
                }
            }
        }
        S::is_all_finite::<T>(check)
    }
}

/// Whether partners take part, 1 or 0.
#[inline(always)]
fn part_of_some<S: Vectors, T: Simd>(rows: &Rows<'_, S>, partners: &[u32]) -> S::Vector<T> {
    let mut part = [S::one(); MOST];
    if rows.takes_part.is_some() {
        for k in 0..partners.len().min(MOST) {
            part[k] = part_of(rows, partners[k] as usize);
        }
    }
    S::all::<T>(&part)[0]
}

/// Which row [`Vectors::columns`] puts where, so that the elements of a column are in order: the inverse.
#[inline(always)]
fn order<S: Vectors, T: Simd>(simd: T) -> [usize; MOST] {
    let len = size_of::<S::Vector<T>>() / size_of::<S>();
    let mut rows = [S::zero(); MOST * SOME];
    for k in 0..MOST * SOME {
        rows[k] = S::from_f64((k / SOME) as f64);
    }
    let rows = S::all::<T>(&rows);
    let [column, ..] = S::columns(simd, [rows[0], rows[1], rows[2], rows[3]]);
    let mut order = [0; MOST];
    let mut place = [S::zero(); MOST];
    S::store_some(simd, &mut place[..len], column);
    for e in 0..len {
        order[place[e].to_f64() as usize] = e;
    }
    order
}

/// Copies what some partners say into `room`, chunk by chunk of [`SOME`] lanes: what is read there at once was
/// written long before, and a processor waits for nothing.
#[inline(always)]
fn gather<S: Vectors>(
    (all, n_chunks): (&[[S; SOME]], usize),
    partners: &[u32],
    (order, len): (&[usize; MOST], usize),
    room: &mut [S],
) {
    let room = room.as_chunks_mut::<SOME>().0;
    let last = partners.len() - 1;
    for first in (0..partners.len()).step_by(len) {
        let mut said: [&[[S; SOME]]; MOST] = [&[]; MOST];
        for e in 0..len {
            // The last again and again where there are fewer.
            let partner = partners[(first + order[e]).min(last)] as usize;
            said[e] = &all[partner * n_chunks..][..n_chunks];
        }
        for chunk in 0..n_chunks {
            let rows = &mut room[chunk * BLOCK + first..][..len];
            for e in 0..len {
                rows[e] = said[e][chunk];
            }
        }
    }
}

/// Σ `ours[lane] · value[lane]` for the partners in `room` from the `k`-th on, as many as `N` vectors have elements.
#[inline(always)]
fn products<S: Vectors, T: Simd, const N: usize>(
    simd: T,
    ours: &[S],
    room: &[S],
    k: usize,
) -> [S::Vector<T>; N] {
    let len = size_of::<S::Vector<T>>() / size_of::<S>();
    let mut products = [S::splat(simd, S::zero()); N];
    let ours = ours.as_chunks::<SOME>().0;
    for chunk in 0..ours.len() {
        for v in 0..N {
            let rows = &room[(chunk * BLOCK + k + v * len) * SOME..][..SOME * len];
            let rows = S::all::<T>(rows);
            let columns = S::columns(simd, [rows[0], rows[1], rows[2], rows[3]]);
            for lane in 0..SOME {
                let ours = S::splat(simd, ours[chunk][lane]);
                products[v] = S::fuse(simd, ours, columns[lane], products[v]);
            }
        }
    }
    products
}
