//! Which φ of their own a slice's synapses have, sorted by what they call quiet.

use std::ops::Range;

use super::{OwnPhis, OwnSynapse};
use crate::scalar::{Number, Plane, Scalar};
use crate::synapse::{Phi, Quiet};

/// The settings of a slice's synapses that have their own.
#[derive(Clone, Debug, Default)]
pub(in crate::engine::packed) struct Families {
    families: Vec<Family>,
    /// By neuron of the slice, in slot order.
    by_neuron: Vec<Vec<Own>>,
}

/// Those that call the same ε quiet.
#[derive(Clone, Debug)]
struct Family {
    /// One of them that asks for quiet at all.
    phi: Phi,
    /// Ascending.
    thresholds: Vec<i64>,
}

/// The settings of one synapse.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine::packed) struct Own {
    pub(in crate::engine::packed) slot: usize,
    /// Which family.
    pub(in crate::engine::packed) family: usize,
    /// The place of its threshold among the family's.
    pub(in crate::engine::packed) rank: usize,
}

impl Families {
    /// Settings by (slot, neuron of the slice, φ), in the order of (neuron, slot), of `n` neurons.
    pub(in crate::engine::packed) fn new(settings: &[(usize, usize, Phi)], n: usize) -> Self {
        let mut families: Vec<Family> = Vec::new();
        let mut thresholds: Vec<Vec<i64>> = Vec::new();
        for (.., phi) in settings {
            let k = place(&families, phi).unwrap_or_else(|| {
                let phi = phi.clone();
                let thresholds = Vec::new();
                families.push(Family { phi, thresholds });
                families.len() - 1
            });
            thresholds.resize(families.len(), Vec::new());
            thresholds[k].push(phi.threshold());
        }
        for (family, mut thresholds) in families.iter_mut().zip(thresholds) {
            thresholds.sort_unstable();
            thresholds.dedup();
            family.thresholds = thresholds;
        }
        let mut by_neuron = vec![Vec::new(); n];
        for (slot, neuron, phi) in settings {
            let family = place(&families, phi).expect("bug: every φ has a family");
            let rank = families[family].rank(phi.threshold());
            let slot = *slot;
            by_neuron[*neuron].push(Own { slot, family, rank });
        }
        Self {
            families,
            by_neuron,
        }
    }

    /// Whether no synapse has settings of its own.
    pub(in crate::engine::packed) fn is_empty(&self) -> bool {
        self.families.is_empty()
    }

    /// Neurons of the slice.
    pub(in crate::engine::packed) fn n_neurons(&self) -> usize {
        self.by_neuron.len()
    }

    /// The synapses of a neuron that have settings of their own, in slot order.
    pub(in crate::engine::packed) fn of(&self, neuron: usize) -> &[Own] {
        &self.by_neuron[neuron]
    }

    /// The age above which it fires.
    pub(in crate::engine::packed) fn threshold(&self, own: Own) -> i64 {
        self.families[own.family].thresholds[own.rank]
    }

    /// How many thresholds of a family are below this age: φ of lower ranks fires.
    pub(in crate::engine::packed) fn n_below(&self, family: usize, age: i64) -> u32 {
        self.families[family].rank(age) as u32
    }

    /// Those that hear the streams of one error neuron each: all synapses of a neuron one stream.
    pub(in crate::engine::packed) fn in_dendrites<S: Scalar>(
        &self,
        n_lanes: usize,
    ) -> Vec<OwnPhis<S>> {
        let n = self.by_neuron.len();
        self.build([n, n_lanes], |_, neuron| Some(neuron))
    }

    /// Those whose slots are `inputs`, which hear a stream each.
    pub(in crate::engine::packed) fn in_slots<S: Scalar>(
        &self,
        inputs: &Range<usize>,
        n_lanes: usize,
    ) -> Vec<OwnPhis<S>> {
        let stream = |slot: usize, _| slot.checked_sub(inputs.start).filter(|_| slot < inputs.end);
        self.build([inputs.len(), n_lanes], stream)
    }

    /// One of each family.
    fn build<S: Scalar>(
        &self,
        [n_streams, n_lanes]: [usize; 2],
        stream: impl Fn(usize, usize) -> Option<usize>,
    ) -> Vec<OwnPhis<S>> {
        let families = self.families.iter().enumerate();
        families
            .map(|(k, family)| {
                let mut synapses: Vec<(usize, OwnSynapse)> = Vec::new();
                for (neuron, own) in self.by_neuron.iter().enumerate() {
                    let own = own.iter().filter(|own| own.family == k);
                    synapses.extend(own.filter_map(|own| {
                        let synapse = OwnSynapse {
                            slot: own.slot as u32,
                            neuron: neuron as u32,
                            stream: stream(own.slot, neuron)? as u32,
                        };
                        Some((own.rank, synapse))
                    }));
                }
                // Weights are kept in tiles of neurons, slot by slot.
                synapses.sort_by_key(|(rank, it)| {
                    (*rank, it.neuron as usize / S::TILE, it.slot, it.neuron)
                });
                family.own_phis(&synapses, [n_streams, n_lanes])
            })
            .collect()
    }
}

impl Family {
    fn rank(&self, threshold: i64) -> usize {
        self.thresholds.partition_point(|other| *other < threshold)
    }

    fn own_phis<S: Scalar>(
        &self,
        synapses: &[(usize, OwnSynapse)],
        [n_streams, n_lanes]: [usize; 2],
    ) -> OwnPhis<S> {
        let pulse = Plane::new(n_streams, n_lanes);
        let n_cells = pulse.all().len();
        let (mut lowest, mut highest) = (vec![i64::MAX; n_streams], vec![i64::MIN; n_streams]);
        for (rank, synapse) in synapses {
            let (stream, threshold) = (synapse.stream as usize, self.thresholds[*rank]);
            lowest[stream] = lowest[stream].min(threshold);
            highest[stream] = highest[stream].max(threshold);
        }
        let mut start = 0;
        let runs = synapses.chunk_by(|(a, _), (b, _)| a == b).map(|run| {
            let places = start..start + run.len();
            start = places.end;
            (self.thresholds[run[0].0], places)
        });
        OwnPhis {
            quiet: Quiet::new(&self.phi, n_cells),
            ages: vec![0; n_cells],
            any_age: false,
            runs: runs.collect(),
            synapses: synapses.iter().map(|(_, synapse)| *synapse).collect(),
            lowest,
            highest,
            longest: vec![i64::MIN; n_streams],
            outside: vec![i64::MIN; n_streams],
            inside: vec![i64::MAX; n_streams],
            any_fires: false,
            any_differs: false,
            pulse,
            chosen: vec![false; n_streams],
        }
    }
}

/// The family of a φ; one that does not ask for quiet is at home in the first.
fn place(families: &[Family], phi: &Phi) -> Option<usize> {
    let asks = |phi: &Phi| matches!(phi, Phi::Exact { .. } | Phi::Tolerance { .. });
    match asks(phi) {
        true => families
            .iter()
            .position(|family| is_alike(&family.phi, phi)),
        false => (!families.is_empty()).then_some(0),
    }
}

/// Whether two φ call the same ε quiet.
fn is_alike(one: &Phi, other: &Phi) -> bool {
    tolerance(one) == tolerance(other)
}

/// Below what |ε| is quiet; `None` where ε = 0 alone is.
fn tolerance(phi: &Phi) -> Option<&Number> {
    match phi {
        Phi::Tolerance { q, .. } => Some(q),
        _ => None,
    }
}
