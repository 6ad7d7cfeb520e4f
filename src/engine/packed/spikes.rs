//! Which synapses of a slice's neurons fire, as their neurons show it.
//!
//! Promises what the literal engine shows, and to find it out once for all lanes and ticks in
//! which φ did the same. Refuses to know why φ fired.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::detector_overrides::Families;
use crate::axon::Spiked;

/// What φ did that is remembered, for each neuron or slice.
const MOST: usize = 16;

/// How the spikes of one population of synapses are shown.
///
/// What φ did in a lane is said as a code: for each stream of ε whether the default φ fired, then
/// for each family of φ with settings of their own, and each stream, how many of its thresholds
/// fired.
#[derive(Clone, Debug)]
pub(super) struct Spikes {
    n_slots: usize,
    /// Whether all synapses of a neuron hear one stream, a neuron each; else slot k of every
    /// neuron hears stream k.
    in_dendrites: bool,
    families: Arc<Families>,
    /// (neuron, slot) of lost synapses.
    absent: BTreeSet<(usize, usize)>,
    /// By neuron of dendrites; else one of all neurons.
    memories: Vec<Memory>,
    /// What φ did in one lane.
    pub(super) code: Vec<u32>,
}

/// What was found before: the code, and what each neuron shows, if anything.
type Memory = Vec<(Box<[u32]>, Box<[Option<Spiked>]>)>;

impl Spikes {
    /// Of error neurons with `n_slots` synapses each.
    pub(super) fn of_dendrites(n_slots: usize, families: Families) -> Self {
        let n = families.n_neurons();
        Self::new(n_slots, true, families, n)
    }

    /// Of value neurons with `n_slots` feedback synapses each.
    pub(super) fn of_values(n_slots: usize, families: Families) -> Self {
        Self::new(n_slots, false, families, 1)
    }

    fn new(n_slots: usize, in_dendrites: bool, families: Families, n_memories: usize) -> Self {
        Self {
            n_slots,
            in_dendrites,
            families: Arc::new(families),
            absent: BTreeSet::new(),
            memories: vec![Memory::new(); n_memories],
            code: Vec::new(),
        }
    }

    /// Loses the synapse of neuron `i` in `slot`.
    pub(super) fn forget(&mut self, slot: usize, i: usize) {
        self.absent.insert((i, slot));
        self.memories.iter_mut().for_each(Vec::clear);
    }

    /// Whether all synapses are there, and none has settings of its own.
    pub(super) fn is_plain(&self) -> bool {
        self.families.is_empty() && self.absent.is_empty()
    }

    /// Settings of their own.
    pub(super) fn families(&self) -> &Families {
        &self.families
    }

    /// Begins a code: what the default φ of each stream did.
    #[inline]
    pub(super) fn begin(&mut self, fires: impl Iterator<Item = bool>) {
        self.code.clear();
        self.code.extend(fires.map(u32::from));
    }

    /// Goes on with a code: what the φ of a family did, by the age of each stream.
    #[inline]
    pub(super) fn add(&mut self, family: usize, ages: impl Iterator<Item = i64>) {
        let families = &self.families;
        let n_below = |age| families.n_below(family, age);
        self.code.extend(ages.map(n_below));
    }

    /// Whether no φ fired, by the code.
    #[inline]
    pub(super) fn is_silent(&self) -> bool {
        self.code.iter().all(|n| *n == 0)
    }

    /// What each neuron of memory `place` shows, by the code: neuron `place` of dendrites; of
    /// value neurons all, for place 0.
    pub(super) fn shown(&mut self, place: usize) -> &[Option<Spiked>] {
        let memory = &self.memories[place];
        let known = memory.iter().position(|(code, _)| **code == *self.code);
        let known = known.unwrap_or_else(|| {
            let shown = match self.in_dendrites {
                true => [self.find(place)].into(),
                false => self.find_all(),
            };
            let code = self.code.as_slice().into();
            let memory = &mut self.memories[place];
            if memory.len() == MOST {
                memory.clear();
            }
            memory.push((code, shown));
            memory.len() - 1
        });
        &self.memories[place][known].1
    }

    /// What all neurons show; those that have nothing of their own share it.
    fn find_all(&self) -> Box<[Option<Spiked>]> {
        let n_streams = self.n_slots;
        let plain = (0..n_streams).filter(|slot| self.code[*slot] > 0);
        let plain = Spiked::of(plain, self.n_slots);
        let neurons = 0..self.families.n_neurons();
        let is_plain = |i: usize| {
            let mut lost = self.absent.range((i, 0)..(i + 1, 0));
            self.families.of(i).is_empty() && lost.next().is_none()
        };
        neurons
            .map(|i| match is_plain(i) {
                true => plain.clone(),
                false => self.find(i),
            })
            .collect()
    }

    /// What a neuron shows.
    fn find(&self, i: usize) -> Option<Spiked> {
        let n_streams = if self.in_dendrites { 1 } else { self.n_slots };
        let stream = |slot: usize| if self.in_dendrites { 0 } else { slot };
        let mut fires: Vec<bool> = (0..self.n_slots)
            .map(|slot| self.code[stream(slot)] > 0)
            .collect();
        for own in self.families.of(i) {
            let n_fired = self.code[(1 + own.family) * n_streams + stream(own.slot)];
            fires[own.slot] = n_fired as usize > own.rank;
        }
        for (_, slot) in self.absent.range((i, 0)..(i + 1, 0)) {
            fires[*slot] = false;
        }
        let slots = (0..self.n_slots).filter(|slot| fires[*slot]);
        Spiked::of(slots, self.n_slots)
    }
}
