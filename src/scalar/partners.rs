//! Who is connected to whom, seen from one end.

use std::ops::Range;

/// The partners of neurons, ascending, in 32 bits each; neurons that follow each other share a list that
/// they have in common, as the channels at one place of a sheet do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partners {
    /// `[n + 1]`: how many pairs those before have.
    first: Vec<u32>,
    /// `[n]`: the list of each.
    list: Vec<u32>,
    /// `[lists + 1]`: where each list begins in `all`.
    start: Vec<u32>,
    all: Vec<u32>,
}

fn number(n: usize) -> u32 {
    u32::try_from(n).expect("bug: pairs were counted")
}

impl Default for Partners {
    /// Those of no neuron.
    fn default() -> Self {
        Self {
            first: vec![0],
            list: Vec::new(),
            start: vec![0],
            all: Vec::new(),
        }
    }
}

impl Partners {
    /// Adds a neuron.
    ///
    /// # Panics
    /// If there are 2^32 pairs or more.
    pub fn push(&mut self, partners: &[u32]) {
        let last = self.start.len().checked_sub(2).map(|list| self.at(list));
        if last != Some(partners) {
            self.all.extend_from_slice(partners);
            self.start.push(number(self.all.len()));
        }
        self.list.push(number(self.start.len() - 2));
        self.first.push(number(self.n_pairs() + partners.len()));
    }

    /// Gives back the room for more neurons.
    pub fn shrink(&mut self) {
        for list in [
            &mut self.first,
            &mut self.list,
            &mut self.start,
            &mut self.all,
        ] {
            list.shrink_to_fit();
        }
    }

    /// How many neurons there are.
    #[inline]
    pub fn n(&self) -> usize {
        self.list.len()
    }

    /// How many pairs there are.
    #[inline]
    pub fn n_pairs(&self) -> usize {
        self.first.last().map_or(0, |n| *n as usize)
    }

    /// The numbers of a neuron's pairs, where those of all neurons are counted one after the other.
    #[inline]
    pub fn pairs(&self, neuron: usize) -> Range<usize> {
        self.first[neuron] as usize..self.first[neuron + 1] as usize
    }

    /// The partners of a neuron, ascending.
    #[inline]
    pub fn of(&self, neuron: usize) -> &[u32] {
        self.at(self.list[neuron] as usize)
    }

    #[inline]
    fn at(&self, list: usize) -> &[u32] {
        &self.all[self.start[list] as usize..self.start[list + 1] as usize]
    }

    /// How many of `neurons`, from the first on, have its partners.
    #[inline]
    pub fn n_alike(&self, neurons: Range<usize>) -> usize {
        let lists = &self.list[neurons];
        lists.iter().take_while(|list| **list == lists[0]).count()
    }

    /// How many partners of `neuron` come before `partner`, if it is one.
    pub fn place(&self, neuron: usize, partner: usize) -> Option<usize> {
        let partner = u32::try_from(partner).ok()?;
        self.of(neuron).binary_search(&partner).ok()
    }

    /// Bytes of the lists.
    pub fn bytes(&self) -> usize {
        let lists = [&self.first, &self.list, &self.start, &self.all];
        lists.iter().map(|list| size_of_val(&list[..])).sum()
    }
}
