//! Which synapses of one neuron spiked in one lane, and sets of them.
//!
//! Promises that the same synapses are the same value, however they were found. A set is shared by
//! all who name it, so that a neuron whose synapses differ costs a row a lane, not a row a synapse.

use std::sync::Arc;

/// Which synapses of one neuron spiked in one lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spiked {
    /// Every synapse of the neuron that has a φ.
    All,
    /// The synapses in these slots: at least one, and not all.
    Slots(SlotSet),
}

impl Spiked {
    /// What to call the spikes of these slots, in ascending order, of a neuron with `n_slots`;
    /// `None` if there are none.
    ///
    /// ```
    /// use fazil::axon::Spiked;
    /// assert_eq!(Spiked::of(0..3, 3), Some(Spiked::All));
    /// assert_eq!(Spiked::of(0..0, 3), None);
    /// let two = Spiked::of([0, 2], 3).unwrap();
    /// assert!(two.has(0) && !two.has(1));
    /// assert_eq!((two.count(3), two.slots(3).collect::<Vec<_>>()), (2, vec![0, 2]));
    /// ```
    pub fn of(slots: impl IntoIterator<Item = usize>, n_slots: usize) -> Option<Self> {
        let set = SlotSet::new(slots, n_slots);
        match set.count() {
            0 => None,
            n if n == n_slots => Some(Self::All),
            _ => Some(Self::Slots(set)),
        }
    }

    /// Whether the synapse in `slot`, which exists, spiked.
    #[inline]
    pub fn has(&self, slot: usize) -> bool {
        match self {
            Self::All => true,
            Self::Slots(slots) => slots.has(slot),
        }
    }

    /// How many synapses spiked, of `n_slots`.
    pub fn count(&self, n_slots: usize) -> usize {
        match self {
            Self::All => n_slots,
            Self::Slots(slots) => slots.count(),
        }
    }

    /// The slots of those that spiked, of `n_slots`, in ascending order.
    pub fn slots(&self, n_slots: usize) -> impl Iterator<Item = usize> {
        let (all, some) = match self {
            Self::All => (0..n_slots, None),
            Self::Slots(slots) => (0..0, Some(slots.iter())),
        };
        all.chain(some.into_iter().flatten())
    }
}

/// A set of slots of one neuron.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotSet {
    /// Slot k is bit k % 64 of word k / 64; there are as many words as the neuron's slots need.
    words: Arc<[u64]>,
}

impl SlotSet {
    /// These slots of a neuron with `n_slots`.
    ///
    /// # Panics
    /// If there is no such slot.
    pub fn new(slots: impl IntoIterator<Item = usize>, n_slots: usize) -> Self {
        let mut words = vec![0; n_slots.div_ceil(64)];
        for slot in slots {
            assert!(slot < n_slots, "bug: slot {slot} of {n_slots}");
            words[slot / 64] |= 1 << (slot % 64);
        }
        let words = words.into();
        Self { words }
    }

    /// Whether `slot` is in it.
    #[inline]
    pub fn has(&self, slot: usize) -> bool {
        let word = self.words.get(slot / 64);
        word.is_some_and(|word| (word >> (slot % 64)) & 1 == 1)
    }

    /// How many slots are in it.
    pub fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// How many slots are in both.
    pub fn count_shared(&self, other: &Self) -> usize {
        let words = self.words.iter().zip(&*other.words);
        words.map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    /// Its slots in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        let words = self.words.iter().enumerate();
        words.flat_map(|(k, word)| {
            // The lowest bit of what is left goes first.
            let left = std::iter::successors(Some(*word), |left| Some(left & left.wrapping_sub(1)));
            let left = left.take_while(|left| *left != 0);
            left.map(move |left| 64 * k + left.trailing_zeros() as usize)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The saboteur: a bit of another word.
    #[test]
    fn a_set_holds_what_it_was_given_across_words() {
        let given = [0, 1, 63, 64, 127, 128, 199];
        let set = SlotSet::new(given, 200);
        assert_eq!(set.iter().collect::<Vec<_>>(), given);
        assert_eq!(set.count(), given.len());
        let has = (0..300).filter(|slot| set.has(*slot));
        assert_eq!(has.collect::<Vec<_>>(), given);
        assert_eq!(set.count_shared(&SlotSet::new([1, 2, 128, 130], 200)), 2);
    }

    #[test]
    fn the_same_synapses_are_the_same_value() {
        assert_eq!(Spiked::of((0..70).rev(), 70), Some(Spiked::All));
        assert_eq!(Spiked::of([5, 66], 70), Spiked::of([66, 5], 70));
        assert_ne!(Spiked::of([5], 70), Spiked::of([6], 70));
    }
}
