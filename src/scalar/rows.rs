//! The two loops over the synapses of neurons that are connected in any way: sums, and changes of weight.
//! The lanes of a partner lie next to each other.
//!
//! Promises the plain loops' bits, whatever the instruction set: a sum runs in the order of a neuron's
//! synapses, a change in the order of lanes. Neurons that have the same partners share the work of
//! finding them. Who takes no part may leave +0 where there was −0.

mod changes;
mod changes_apart;
mod sums;
mod sums_apart;
mod wide;

pub(super) use changes::learn_rows_in_vectors;
pub(super) use sums::add_rows_in_vectors;

use std::ops::Range;

use super::{Partners, Scalar, Terms};

/// Neurons that have the same partners, from which on it pays to treat them together.
const FEW: usize = 3;

/// The synapses of some neurons, and what is heard by way of them.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, S> {
    /// Who is connected; `None` if each neuron is to all partners.
    pub partners: Option<&'a Partners>,
    /// What the partners say, `[partner][B]`.
    pub values: &'a [S],
    /// Which partners take part; `None` if all do.
    pub takes_part: Option<&'a [bool]>,
    /// B.
    pub n_lanes: usize,
}

impl<'a, S> Rows<'a, S> {
    fn n_partners(&self) -> usize {
        self.values.len() / self.n_lanes
    }

    /// Where the weights of a neuron are.
    #[inline(always)]
    fn synapses(&self, neuron: usize) -> Range<usize> {
        match self.partners {
            Some(partners) => partners.pairs(neuron),
            None => neuron * self.n_partners()..(neuron + 1) * self.n_partners(),
        }
    }

    /// The partners of a neuron.
    #[inline(always)]
    fn list(&self, neuron: usize) -> List<'a> {
        List(self.partners.map(|partners| partners.of(neuron)))
    }

    /// How many of `neurons`, from the first on, have its partners.
    #[inline(always)]
    fn n_alike(&self, neurons: Range<usize>) -> usize {
        match self.partners {
            Some(partners) => partners.n_alike(neurons),
            None => neurons.len(),
        }
    }

    /// The same rows where partners say `values`, `n_lanes` each.
    fn of<'b>(&self, values: &'b [S], n_lanes: usize) -> Rows<'b, S>
    where
        'a: 'b,
    {
        Rows {
            values,
            n_lanes,
            ..*self
        }
    }

    /// `neurons` in runs: of those that have the same partners, or, with the lists, of those that each have
    /// partners of their own.
    fn runs(&self, neurons: Range<usize>) -> Vec<(Range<usize>, Option<&'a Partners>)> {
        let mut runs: Vec<(Range<usize>, Option<&Partners>)> = Vec::new();
        let mut first = neurons.start;
        while first < neurons.end {
            let n_alike = self.n_alike(first..neurons.end);
            let partners = self.partners.filter(|_| n_alike < FEW);
            match runs.last_mut() {
                Some((run, Some(_))) if partners.is_some() => run.end += n_alike,
                _ => runs.push((first..first + n_alike, partners)),
            }
            first += n_alike;
        }
        runs
    }

    #[inline(always)]
    fn has(&self, partner: usize) -> bool {
        self.takes_part.is_none_or(|all| all[partner])
    }

    /// What a partner says in all lanes.
    #[inline(always)]
    fn lanes(&self, partner: usize) -> &'a [S] {
        &self.values[partner * self.n_lanes..][..self.n_lanes]
    }
}

/// Reads what the next loop needs from front to back: a processor foresees that, and not eight rows at once.
#[inline(always)]
fn fetch<T: Copy>(all: &[T]) {
    for line in all.chunks(64 / size_of::<T>()) {
        std::hint::black_box(line[0]);
    }
}

/// The partners of one neuron: listed, or all.
#[derive(Clone, Copy)]
struct List<'a>(Option<&'a [u32]>);

impl List<'_> {
    /// The partner of a synapse.
    #[inline(always)]
    fn at(&self, synapse: usize) -> usize {
        self.0.map_or(synapse, |all| all[synapse] as usize)
    }
}

/// `sums[lane] += weight · value[lane]` for each synapse of each of `neurons` in turn, plainly; `sums`
/// are theirs, `[neuron][B]`.
pub(super) fn add_rows<S: Scalar>(
    neurons: Range<usize>,
    sums: &mut [S],
    weights: &[S],
    rows: &Rows<'_, S>,
) {
    for (neuron, sums) in neurons.zip(sums.chunks_exact_mut(rows.n_lanes)) {
        let list = rows.list(neuron);
        for (k, weight) in weights[rows.synapses(neuron)].iter().enumerate() {
            let partner = list.at(k);
            if rows.has(partner) {
                S::add_scaled(sums, weight, rows.lanes(partner));
            }
        }
    }
}

/// Each weight of `neurons` changes by Σ `ours[lane] · value[lane]`, from 0 in order of lanes; whether
/// all that changed are finite. Plainly; `ours` are those of `neurons`, `[neuron][B]`.
pub(super) fn learn_rows<S: Scalar>(
    neurons: Range<usize>,
    weights: &mut [S],
    ours: &[S],
    rows: &Rows<'_, S>,
    terms: &Terms<'_, S>,
) -> bool {
    let mut is_finite = true;
    for (neuron, ours) in neurons.zip(ours.chunks_exact(rows.n_lanes)) {
        let list = rows.list(neuron);
        for (k, weight) in weights[rows.synapses(neuron)].iter_mut().enumerate() {
            let partner = list.at(k);
            if rows.has(partner) {
                let lanes = ours.iter().zip(rows.lanes(partner));
                let product = lanes.fold(S::zero(), |sum, (a, b)| a.multiply_add(b, &sum));
                *weight = terms.after(weight, &product);
                is_finite &= weight.is_finite();
            }
        }
    }
    is_finite
}

#[cfg(test)]
mod tests;
