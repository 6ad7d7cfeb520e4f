//! The synapses of some neurons, and what is heard by way of them.

use std::ops::Range;

use super::Partners;

/// Neurons that have the same partners, from which on it pays to treat them together.
pub(super) const FEW: usize = 3;

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
    pub(super) fn n_partners(&self) -> usize {
        self.values.len() / self.n_lanes
    }

    /// Where the weights of a neuron are.
    #[inline(always)]
    pub(super) fn synapses(&self, neuron: usize) -> Range<usize> {
        match self.partners {
            Some(partners) => partners.pairs(neuron),
            None => neuron * self.n_partners()..(neuron + 1) * self.n_partners(),
        }
    }

    /// The partners of a neuron.
    #[inline(always)]
    pub(super) fn list(&self, neuron: usize) -> List<'a> {
        List(self.partners.map(|partners| partners.of(neuron)))
    }

    /// How many of `neurons`, from the first on, have its partners.
    #[inline(always)]
    pub(super) fn n_alike(&self, neurons: Range<usize>) -> usize {
        match self.partners {
            Some(partners) => partners.n_alike(neurons),
            None => neurons.len(),
        }
    }

    /// The same rows where partners say `values`, `n_lanes` each.
    pub(in crate::scalar) fn of<'b>(&self, values: &'b [S], n_lanes: usize) -> Rows<'b, S>
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
    pub(in crate::scalar) fn runs(
        &self,
        neurons: Range<usize>,
    ) -> Vec<(Range<usize>, Option<&'a Partners>)> {
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
    pub(super) fn has(&self, partner: usize) -> bool {
        self.takes_part.is_none_or(|all| all[partner])
    }

    /// What a partner says in all lanes.
    #[inline(always)]
    pub(super) fn lanes(&self, partner: usize) -> &'a [S] {
        &self.values[partner * self.n_lanes..][..self.n_lanes]
    }
}

/// Reads what the next loop needs from front to back: a processor foresees that, and not eight rows at once.
#[inline(always)]
pub(super) fn fetch<T: Copy>(all: &[T]) {
    for k in (0..all.len()).step_by(64 / size_of::<T>()) {
        std::hint::black_box(all[k]);
    }
}

/// The partners of one neuron: listed, or all.
#[derive(Clone, Copy)]
pub(super) struct List<'a>(pub(super) Option<&'a [u32]>);

impl List<'_> {
    /// The partner of a synapse.
    #[inline(always)]
    pub(super) fn at(&self, synapse: usize) -> usize {
        self.0.map_or(synapse, |all| all[synapse] as usize)
    }
}
