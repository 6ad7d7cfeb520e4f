//! Pairs of neurons, found from both ends.
//!
//! A synapse is a pair; synapses are numbered by post-synaptic neuron, then by pre-synaptic one.

use std::ops::Range;

use crate::scalar::Partners;

/// Some pairs of `n_post` × `n_pre` neurons. Takes 8 bytes a pair and 16 a neuron, and next to nothing
/// a pair where neurons that follow each other have the same partners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sparse {
    /// The pre-synaptic partners of each post-synaptic neuron: synapses, by number.
    rows: Partners,
    /// The post-synaptic partners of each pre-synaptic neuron: synapses, by place.
    columns: Partners,
}

impl Sparse {
    /// The most pairs that one projection can have: they are numbered in 32 bits.
    pub const MOST_PAIRS: usize = u32::MAX as usize;

    /// From the pre-synaptic neurons of each post-synaptic one, ascending and each once.
    ///
    /// # Panics
    /// If there are more than [`Self::MOST_PAIRS`].
    pub fn new(n_pre: usize, partners: impl Iterator<Item = Vec<u32>>) -> Self {
        let mut rows = Partners::default();
        let mut starts = vec![0_u32; n_pre + 1];
        for row in partners {
            debug_assert!(row.is_sorted() && row.iter().all(|j| (*j as usize) < n_pre));
            row.iter().for_each(|j| starts[*j as usize + 1] += 1);
            rows.push(&row);
        }
        (0..n_pre).for_each(|j| starts[j + 1] += starts[j]);
        let mut posts = vec![0; starts[n_pre] as usize];
        let mut next = starts.clone();
        for post in 0..rows.n() {
            for j in rows.of(post) {
                let place = &mut next[*j as usize];
                posts[*place as usize] = post as u32;
                *place += 1;
            }
        }
        let mut columns = Partners::default();
        for ends in starts.windows(2) {
            columns.push(&posts[ends[0] as usize..ends[1] as usize]);
        }
        rows.shrink();
        columns.shrink();
        Self { rows, columns }
    }

    /// Bytes of the lists.
    pub fn bytes(&self) -> usize {
        self.rows.bytes() + self.columns.bytes()
    }

    /// How many there are.
    pub fn n_pairs(&self) -> usize {
        self.rows.n_pairs()
    }

    /// The numbers of the synapses of a post-synaptic neuron.
    #[inline]
    pub fn row(&self, post: usize) -> Range<usize> {
        self.rows.pairs(post)
    }

    /// The pre-synaptic neurons of a post-synaptic one, ascending.
    #[inline]
    pub fn pres(&self, post: usize) -> &[u32] {
        self.rows.of(post)
    }

    /// The pre-synaptic partners of all post-synaptic neurons.
    #[inline]
    pub fn rows(&self) -> &Partners {
        &self.rows
    }

    /// The pre-synaptic neurons of all synapses, by number.
    pub fn pres_by_synapse(&self) -> impl Iterator<Item = u32> {
        (0..self.rows.n()).flat_map(|post| self.pres(post).iter().copied())
    }

    /// The post-synaptic neurons of all synapses, by number.
    pub fn posts_by_synapse(&self) -> impl Iterator<Item = u32> {
        (0..self.rows.n()).flat_map(|post| self.row(post).map(move |_| post as u32))
    }

    /// The places of the synapses of a pre-synaptic neuron, where those of all pre-synaptic neurons
    /// stand one after the other.
    #[inline]
    pub fn column(&self, pre: usize) -> Range<usize> {
        self.columns.pairs(pre)
    }

    /// The post-synaptic neurons of a pre-synaptic one, ascending.
    #[inline]
    pub fn posts(&self, pre: usize) -> &[u32] {
        self.columns.of(pre)
    }

    /// The post-synaptic partners of all pre-synaptic neurons.
    #[inline]
    pub fn columns(&self) -> &Partners {
        &self.columns
    }

    /// The numbers of all synapses, by place.
    pub fn synapses_by_place(&self) -> impl Iterator<Item = usize> {
        // A row's synapses come one by one, as pre-synaptic neurons ascend.
        let starts = (0..self.rows.n()).map(|post| self.row(post).start);
        let mut next: Vec<usize> = starts.collect();
        let places = (0..self.columns.n()).flat_map(|pre| self.posts(pre));
        places.map(move |post| {
            let synapse = &mut next[*post as usize];
            *synapse += 1;
            *synapse - 1
        })
    }

    /// The number of the synapse of a pair, if they are connected.
    pub fn find(&self, post: usize, pre: usize) -> Option<usize> {
        Some(self.row(post).start + self.rows.place(post, pre)?)
    }

    /// The place of the synapse of a pair among those of its pre-synaptic neuron, if they are connected.
    pub fn find_in_column(&self, pre: usize, post: usize) -> Option<usize> {
        self.columns.place(pre, post)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Draws;

    /// 200 wirings; every list against a table of all pairs.
    #[test]
    fn pairs_are_the_same_from_both_ends() {
        let mut draws = Draws::new(5, "pairs");
        for _ in 0..200 {
            let (n_pre, n_post) = (1 + draws.below(6) as usize, 1 + draws.below(9) as usize);
            let some: Vec<bool> = (0..n_pre * 2).map(|_| draws.below(2) == 0).collect();
            // Rows in runs that are alike.
            let kinds: Vec<usize> = (0..n_post).map(|_| draws.below(2) as usize).collect();
            let has = |post: usize, pre: usize| some[kinds[post] * n_pre + pre];
            let row = |post| {
                (0..n_pre as u32)
                    .filter(|j| has(post, *j as usize))
                    .collect()
            };
            let sparse = Sparse::new(n_pre, (0..n_post).map(row));
            let all: Vec<(usize, usize)> = (0..n_post)
                .flat_map(|post| (0..n_pre).map(move |pre| (post, pre)))
                .filter(|(post, pre)| has(*post, *pre))
                .collect();
            assert_eq!(sparse.n_pairs(), all.len());
            let pres = sparse.pres_by_synapse();
            let found = sparse.posts_by_synapse().zip(pres);
            let found: Vec<_> = found.map(|(i, j)| (i as usize, j as usize)).collect();
            assert_eq!(found, all);
            let mut places: Vec<usize> = (0..all.len()).collect();
            places.sort_by_key(|k| (all[*k].1, all[*k].0));
            assert_eq!(sparse.synapses_by_place().collect::<Vec<_>>(), places);
            for (synapse, (post, pre)) in all.iter().enumerate() {
                assert_eq!(sparse.find(*post, *pre), Some(synapse));
                let place = sparse.column(*pre).start + sparse.find_in_column(*pre, *post).unwrap();
                assert_eq!(places[place], synapse);
            }
            for post in 0..n_post {
                let end = post + sparse.rows().n_alike(post..n_post);
                let is_alike = |other: usize| sparse.pres(post) == sparse.pres(other);
                assert!((post..end).all(is_alike) && (end == n_post || !is_alike(end)));
            }
        }
    }
}
