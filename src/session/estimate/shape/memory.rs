//! The bytes of a network under way, part by part.
//!
//! Promises that each formula names the fields that it counts; the engines' own counts are held to
//! it in `tests/limits.rs`.

use super::{Shape, sum};
use crate::axon::{Address, Commit, Envelope, Never, Tick};
use crate::record::{MessageRow, Recording, SpikeRow, What};
use crate::scenario::Scenario;
use crate::session::estimate::product::product;

/// A neuron's fields of fixed size, its log and its entries in lists [bytes].
const NEURON: u128 = 1200;

impl Shape {
    /// θ, θ′ and biases, once.
    pub(in crate::session::estimate) fn weight_bytes(&self) -> u128 {
        let n = self.n_synapses.saturating_add(self.n_feedback);
        product(&[n, self.scalar])
    }

    /// One literal engine. Of every synapse and at each of its ends: weight, φ in every lane, what
    /// was heard last; room in the mailbox, whether it was heard, who speaks, and the link back.
    pub(in crate::session::estimate) fn literal_bytes(&self) -> u128 {
        let envelope = match self.is_commanded {
            true => size_of::<Envelope<f64, Commit>>(),
            false => size_of::<Envelope<f64, Never>>(),
        };
        let mailbox = envelope + size_of::<usize>() + 1 + 4 + size_of::<Address>();
        let phi = product(&[self.n_lanes, size_of::<Tick>() as u128]);
        let end = self.scalar.saturating_add(phi).saturating_add(8);
        let both = end.saturating_add(2 * mailbox as u128);
        let synapses = product(&[self.n_synapses, both]);
        let synapses = synapses.saturating_add(product(&[self.n_feedback, end]));
        // x, f(x), f′(x), μ, ε, what each was before, and what is said of it.
        let lane = 8 * self.scalar + 12;
        let neuron = product(&[self.n_lanes, lane]).saturating_add(NEURON);
        synapses.saturating_add(product(&[self.n_neurons(), neuron]))
    }

    /// One packed engine: tiles of weights, and planes of what its neurons compute.
    pub(in crate::session::estimate) fn packed_bytes(&self) -> u128 {
        let padded = |n: u128| n.next_multiple_of(self.tile);
        let (mut weights, mut cells) = (0_u128, 0_u128);
        for (p, &width) in self.widths.iter().enumerate() {
            let n = padded(width);
            if p < self.n_computing {
                // μ, ε, both before, the pulse, two packets; φ and flags.
                cells = cells.saturating_add(product(&[n, 8 * self.scalar + 9]));
            }
            // x, the next x, two packets; flags.
            cells = cells.saturating_add(product(&[n, 4 * self.scalar + 2]));
        }
        for projection in &self.projections {
            let (pre, post) = (self.widths[projection.pre], self.widths[projection.post]);
            let both = match projection.is_all {
                true => [
                    product(&[padded(post), pre + 1]),
                    product(&[padded(pre), post]),
                ],
                // Weights, and the pairs from both ends.
                false => [product(&[projection.n_pairs, 4]), projection.n_pairs],
            };
            weights = weights.saturating_add(both[0]);
            if projection.has_feedback {
                weights = weights.saturating_add(both[1]);
                // f′, f′ before, S; φ of the neurons below as heard here, and what is committed.
                cells = cells.saturating_add(product(&[padded(pre), 3 * self.scalar]));
                let below = product(&[padded(post), self.scalar + 7]);
                cells = cells.saturating_add(below);
            }
        }
        let cells = product(&[cells, self.n_lanes]);
        let neurons = product(&[self.n_neurons(), NEURON]);
        let weights = product(&[weights, self.scalar]);
        weights.saturating_add(cells).saturating_add(neurons)
    }

    /// What the logs of a presentation hold: ε and μ where they are new, a row for every tick, and
    /// spikes; in the literal engine the lists in which spikes are sorted, too.
    pub(in crate::session::estimate) fn log_bytes(&self, is_packed: bool) -> u128 {
        let n_new = (2 * self.depth).min(self.n_ticks);
        let news = product(&[self.n_errors(), n_new, self.n_lanes, 2 * self.scalar]);
        // Of value neurons in the first presentation, for its picture.
        let ticks = product(&[self.n_neurons(), self.n_ticks, 24]);
        let rows = size_of::<SpikeRow>() as u128;
        let ends = self.n_synapses.saturating_add(self.n_feedback);
        let (by_neuron, by_synapse, sorted) = match (self.is_commanded, is_packed) {
            (true, _) => (0, 0, 0),
            (false, true) => (self.n_neurons(), self.n_feedback, 0),
            (false, false) => (self.n_neurons(), self.n_feedback, ends),
        };
        let by_synapse = if self.is_sparse { by_synapse } else { 0 };
        let spikes = product(&[
            by_neuron.saturating_add(by_synapse / 3 * 2),
            self.n_presented,
            rows,
        ]);
        let sorted = product(&[sorted, self.n_presented, 10]);
        [news, ticks, spikes, sorted]
            .into_iter()
            .fold(0, u128::saturating_add)
    }

    /// Backpropagation: its weights, and y, δ and f′ of a batch.
    pub(in crate::session::estimate) fn twin_bytes(&self) -> u128 {
        let cells = product(&[self.n_neurons(), self.n_presented, 2]);
        product(&[self.n_synapses.saturating_add(cells), self.scalar])
    }

    /// The weights of both, copied to be compared after each epoch; ε of a presentation, and the
    /// predictions for all test examples.
    pub(in crate::session::estimate) fn comparison_bytes(&self) -> u128 {
        let weights = product(&[2, self.n_synapses]).saturating_add(self.n_feedback);
        let shown = product(&[self.n_errors(), self.n_lanes]);
        let outputs = product(&[2, self.examples[1], self.n_outputs()]);
        let numbers = weights.saturating_add(shown).saturating_add(outputs);
        product(&[numbers, self.scalar])
    }

    /// Three files of weights as f64, and the points of a picture for each of them.
    pub(in crate::session::estimate) fn picture_bytes(&self) -> u128 {
        let weights = self.n_synapses.saturating_add(self.n_feedback);
        let read = product(&[weights, 24 + self.scalar]);
        read.saturating_add(product(&[self.n_synapses, 70]))
    }

    /// What logs keep for tables, beside the tables.
    pub(in crate::session::estimate) fn recorded_bytes(&self, scenario: &Scenario) -> u128 {
        let n_new = (2 * self.depth).min(self.n_ticks);
        let of_one = |what: What| match what {
            What::X | What::XResidue | What::Rate => {
                let n_values = sum(&self.widths);
                let lanes = product(&[n_values, n_new, self.n_lanes, self.scalar]);
                lanes.saturating_add(product(&[n_values, self.n_ticks, 24]))
            }
            What::Mu | What::Epsilon | What::PhiState | What::Phi => 0,
            _ => product(&[self.weight_bytes(), 3]),
        };
        let asked = scenario.record.iter();
        let is_all = |recording: &&Recording| recording.needs_literal();
        let messages = asked.clone().filter(is_all).count() as u128;
        let row = size_of::<MessageRow<f64>>() as u128;
        let rows = product(&[messages.min(1), self.n_messages(), self.n_lanes, row, 2]);
        let others = asked.filter(|recording| !recording.needs_literal());
        others
            .map(|recording| of_one(recording.what))
            .fold(rows, u128::saturating_add)
    }
}
