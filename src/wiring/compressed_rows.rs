//! Pairs of neurons, found from both ends.
//!
//! A synapse is a pair; synapses are numbered by post-synaptic neuron, then by pre-synaptic one.

use std::ops::Range;

/// Some pairs of `n_post` × `n_pre` neurons. Takes 12 bytes a pair and 8 a neuron.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sparse {
    /// `[n_post + 1]`: where the synapses of each post-synaptic neuron begin.
    rows: Vec<u32>,
    /// `[n_pairs]`: the pre-synaptic neuron of each synapse, ascending in a row.
    pre: Vec<u32>,
    /// `[n_pre + 1]`: where the synapses of each pre-synaptic neuron begin in `post`.
    columns: Vec<u32>,
    /// `[n_pairs]`, ascending in a column: the post-synaptic neuron.
    post: Vec<u32>,
    /// `[n_pairs]`: the number of the synapse at the same place of `post`.
    synapse: Vec<u32>,
}

impl Sparse {
    /// The most pairs that one projection can have: they are numbered in 32 bits.
    pub const MOST_PAIRS: usize = u32::MAX as usize;

    /// From the pre-synaptic neurons of each post-synaptic one, ascending and each once.
    ///
    /// # Panics
    /// If there are more than [`Self::MOST_PAIRS`].
    pub fn new(n_pre: usize, partners: impl Iterator<Item = Vec<u32>>) -> Self {
        let number = |n: usize| u32::try_from(n).expect("bug: pairs were counted");
        let (mut rows, mut pre) = (vec![0], Vec::new());
        for mut row in partners {
            debug_assert!(row.is_sorted() && row.iter().all(|j| (*j as usize) < n_pre));
            pre.append(&mut row);
            rows.push(number(pre.len()));
        }
        let mut columns = vec![0_u32; n_pre + 1];
        pre.iter().for_each(|j| columns[*j as usize + 1] += 1);
        (0..n_pre).for_each(|j| columns[j + 1] += columns[j]);
        let (mut post, mut synapse) = (vec![0; pre.len()], vec![0; pre.len()]);
        let mut next = columns.clone();
        for (i, row) in rows.windows(2).enumerate() {
            for k in row[0]..row[1] {
                let place = &mut next[pre[k as usize] as usize];
                post[*place as usize] = number(i);
                synapse[*place as usize] = k;
                *place += 1;
            }
        }
        Self {
            rows,
            pre,
            columns,
            post,
            synapse,
        }
    }

    /// Bytes of the lists.
    pub fn bytes(&self) -> usize {
        let lists = [
            &self.rows,
            &self.pre,
            &self.columns,
            &self.post,
            &self.synapse,
        ];
        lists.iter().map(|list| size_of_val(&list[..])).sum()
    }

    /// How many there are.
    pub fn n_pairs(&self) -> usize {
        self.pre.len()
    }

    /// The numbers of the synapses of a post-synaptic neuron.
    #[inline]
    pub fn row(&self, post: usize) -> Range<usize> {
        self.rows[post] as usize..self.rows[post + 1] as usize
    }

    /// The pre-synaptic neurons of all synapses, by number.
    #[inline]
    pub fn pres(&self) -> &[u32] {
        &self.pre
    }

    /// The post-synaptic neurons of all synapses, by number.
    pub fn posts_by_synapse(&self) -> impl Iterator<Item = u32> {
        let rows = self.rows.windows(2).zip(0_u32..);
        rows.flat_map(|(row, post)| (row[0]..row[1]).map(move |_| post))
    }

    /// The places in [`Self::posts`] and [`Self::synapses`] of a pre-synaptic neuron.
    #[inline]
    pub fn column(&self, pre: usize) -> Range<usize> {
        self.columns[pre] as usize..self.columns[pre + 1] as usize
    }

    /// The post-synaptic neurons, by pre-synaptic one.
    #[inline]
    pub fn posts(&self) -> &[u32] {
        &self.post
    }

    /// The numbers of the synapses, by pre-synaptic neuron.
    #[inline]
    pub fn synapses(&self) -> &[u32] {
        &self.synapse
    }

    /// The number of the synapse of a pair, if they are connected.
    pub fn find(&self, post: usize, pre: usize) -> Option<usize> {
        let row = self.row(post);
        let pre = u32::try_from(pre).ok()?;
        let place = self.pre[row.clone()].binary_search(&pre).ok()?;
        Some(row.start + place)
    }
}
