//! Which slice of which population each worker owns.
//!
//! Whole tiles of neurons, spread evenly in order of index; a value neuron and its error neuron
//! live with the same worker. Refuses to know what a slice does.

use std::ops::Range;

/// Slices of every layer: `[layer][worker]`, in order of index; some may be empty.
#[derive(Clone, Debug)]
pub(super) struct Partition(Vec<Vec<Range<usize>>>);

impl Partition {
    /// Layers of these widths, output first, over `n_workers`, in tiles of `tile` neurons.
    pub(super) fn new(widths: &[usize], n_workers: usize, tile: usize) -> Self {
        let slices = |&width: &usize| {
            let n_tiles = width.div_ceil(tile);
            let edge = |worker: usize| (worker * n_tiles / n_workers * tile).min(width);
            (0..n_workers)
                .map(|worker| edge(worker)..edge(worker + 1))
                .collect()
        };
        Self(widths.iter().map(slices).collect())
    }

    /// The slices of a layer, by worker.
    pub(super) fn layer(&self, layer: usize) -> &[Range<usize>] {
        &self.0[layer]
    }

    /// Whether `worker` owns anyone in `layer`.
    #[inline]
    pub(super) fn is_there(&self, layer: usize, worker: usize) -> bool {
        !self.0[layer][worker].is_empty()
    }

    /// Who owns neuron `index` of `layer`, and which of its neurons that is.
    pub(super) fn find(&self, layer: usize, index: usize) -> (usize, usize) {
        let mut slices = self.0[layer].iter().enumerate();
        let owner = slices.find(|(_, slice)| slice.contains(&index));
        let (worker, slice) = owner.expect("bug: every neuron has an owner");
        (worker, index - slice.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_neuron_has_one_owner() {
        for n_workers in 1..6 {
            let widths = [10, 1, 512, 33];
            let partition = Partition::new(&widths, n_workers, 16);
            for (layer, &width) in widths.iter().enumerate() {
                let all: Vec<usize> = partition.layer(layer).iter().cloned().flatten().collect();
                assert_eq!(all, (0..width).collect::<Vec<_>>());
                for index in 0..width {
                    let (worker, local) = partition.find(layer, index);
                    assert_eq!(partition.layer(layer)[worker].start + local, index);
                    assert!(partition.is_there(layer, worker));
                }
            }
        }
    }
}
