//! Changes of weight of neurons that each have partners of their own, as many synapses at once as a vector
//! has elements.
//!
//! A change is a chain of products in order of lanes, so a vector has a synapse in each element. What partners
//! say is looked up by partner: four lanes of as many partners are turned about in registers.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::vector_terms::{VectorTerms, part_of};
use crate::scalar::Partners;
use crate::scalar::synapses::Rows;
use crate::scalar::vector::Vectors;

/// Elements of the longest vector, of the shortest numbers.
const MOST: usize = 16;

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
        for (neuron, ours) in self.neurons.zip(self.ours.chunks_exact(n_lanes)) {
            let list = self.partners.of(neuron);
            let (weights, later) = rest.split_at_mut(list.len());
            rest = later;
            let mut k = 0;
            while k + 2 * len <= list.len() {
                let products = products::<S, T, 2>(simd, ours, &list[k..], &order, said);
                let weights = S::all_mut::<T>(&mut weights[k..k + 2 * len]);
                for v in 0..2 {
                    let part = part_of_some::<S, T>(self.rows, &list[k + v * len..][..len]);
                    weights[v] = self.change.after::<T>(simd, part, products[v], weights[v]);
                    check = S::plus(simd, check, weights[v]);
                }
                k += 2 * len;
            }
            while k < list.len() {
                let n = len.min(list.len() - k);
                let [product] = products::<S, T, 1>(simd, ours, &list[k..], &order, said);
                let part = part_of_some::<S, T>(self.rows, &list[k..k + n]);
                let weights = &mut weights[k..k + n];
                let before = S::load_some(simd, weights);
                let after = self.change.after::<T>(simd, part, product, before);
                S::store_some(simd, weights, after);
                check = S::plus(simd, check, S::load_some(simd, weights));
                k += len;
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
        for (part, partner) in part.iter_mut().zip(partners) {
            *part = part_of(rows, *partner as usize);
        }
    }
    S::all::<T>(&part)[0]
}

/// Which row [`Vectors::columns`] puts where, so that the elements of a column are in order: the inverse.
#[inline(always)]
fn order<S: Vectors, T: Simd>(simd: T) -> [usize; MOST] {
    let len = size_of::<S::Vector<T>>() / size_of::<S>();
    let mut rows = [[S::zero(); SOME]; MOST];
    for (k, row) in rows.iter_mut().enumerate() {
        *row = [S::from_f64(k as f64); SOME];
    }
    let [column, ..] = S::columns(simd, vectors::<S, T>(&rows));
    let mut order = [0; MOST];
    let mut place = [S::zero(); MOST];
    S::store_some(simd, &mut place[..len], column);
    for e in 0..len {
        order[place[e].to_f64() as usize] = e;
    }
    order
}

/// Σ `ours[lane] · value[lane]` for the first partners of `list`, as many as `N` vectors have elements; the last
/// again and again if there are fewer.
#[inline(always)]
fn products<S: Vectors, T: Simd, const N: usize>(
    simd: T,
    ours: &[S],
    list: &[u32],
    order: &[usize; MOST],
    (all, n_chunks): (&[[S; SOME]], usize),
) -> [S::Vector<T>; N] {
    let len = size_of::<S::Vector<T>>() / size_of::<S>();
    let mut said: [[&[[S; SOME]]; MOST]; N] = [[&[]; MOST]; N];
    let last = list.len() - 1;
    for v in 0..N {
        for e in 0..len {
            let partner = list[(v * len + order[e]).min(last)] as usize;
            said[v][e] = &all[partner * n_chunks..][..n_chunks];
        }
    }
    let mut products = [S::splat(simd, S::zero()); N];
    let ours = ours.as_chunks::<SOME>().0;
    for chunk in 0..ours.len().min(n_chunks) {
        for v in 0..N {
            let columns = columns::<S, T>(simd, &said[v], chunk);
            for lane in 0..SOME {
                let ours = S::splat(simd, ours[chunk][lane]);
                products[v] = S::fuse(simd, ours, columns[lane], products[v]);
            }
        }
    }
    products
}

/// What is said in the lanes of a chunk, a vector for each.
#[inline(always)]
fn columns<S: Vectors, T: Simd>(
    simd: T,
    said: &[&[[S; SOME]]; MOST],
    chunk: usize,
) -> [S::Vector<T>; SOME] {
    let len = size_of::<S::Vector<T>>() / size_of::<S>();
    let mut rows = [[S::zero(); SOME]; MOST];
    for e in 0..len {
        rows[e] = said[e][chunk];
    }
    S::columns(simd, vectors::<S, T>(&rows))
}

/// Rows as four vectors.
#[inline(always)]
fn vectors<S: Vectors, T: Simd>(rows: &[[S; SOME]; MOST]) -> [S::Vector<T>; SOME] {
    let all = S::all::<T>(rows.as_flattened());
    [all[0], all[1], all[2], all[3]]
}
