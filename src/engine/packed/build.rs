//! Builds the shards of a circuit.

use std::ops::Range;
use std::sync::Arc;

use super::Setting;
use super::detector_overrides::Families;
use super::errors::{ErrorBirth, ErrorSlice};
use super::observation::Watch;
use super::options::Options;
use super::partition::Partition;
use super::shard::Shard;
use super::spikes::Spikes;
use super::values::{Sense, ValueBirth, ValueSlice};
use crate::axon::{AgentId, Exchange, Observer};
use crate::engine::{Circuit, Counts, Overrides};
use crate::plasticity::Plasticity;
use crate::scalar::{Scalar, Tiles};

/// The ends of the lines between `n_shards` shards: in a half-tick each layer says one packet,
/// or the controller one command.
pub(super) fn lines<S: Scalar, P: Plasticity>(
    n_shards: usize,
    depth: usize,
) -> Vec<Exchange<S, P::Command>> {
    Exchange::between(n_shards, 2 * depth + 1)
}

/// Every shard of a circuit, at birth.
pub(super) fn shards<S: Scalar, P: Plasticity, W: Observer<S> + Default>(
    circuit: &Circuit<S>,
    options: &Options,
    partition: &Arc<Partition>,
    n_shards: usize,
) -> Vec<Shard<S, P, W>> {
    let setting = Arc::new(Setting::of(circuit, options));
    let depth = circuit.blueprint.depth();
    let (home, _) = partition.find(0, 0);
    let controller = P::controller(circuit.settings.rule, depth, circuit.settings.n_lanes);
    let overrides = circuit.overrides_by_neuron();
    let lines = lines::<S, P>(n_shards, depth).into_iter().enumerate();
    lines
        .map(|(me, exchange)| {
            let slice = |l: usize| partition.layer(l)[me].clone();
            let values: Vec<_> = (0..=depth)
                .map(|l| value_slice::<S, P>(circuit, &setting, partition, l, slice(l), &overrides))
                .collect();
            let errors: Vec<_> = (0..depth)
                .map(|l| error_slice::<S, P>(circuit, &setting, partition, l, slice(l), &overrides))
                .collect();
            let value_watches = values.iter().enumerate().map(|(l, of)| {
                let families = || own_settings(&overrides[1], l, slice(l));
                Watch::new(of.n, || Spikes::of_values(of.n_slots(), families()))
            });
            let error_watches = errors.iter().enumerate().map(|(l, of)| {
                let families = || own_settings(&overrides[0], l, slice(l));
                Watch::new(of.n, || Spikes::of_dendrites(of.n_slots(), families()))
            });
            Shard {
                me,
                clock: circuit.settings.birth,
                value_watches: value_watches.collect(),
                error_watches: error_watches.collect(),
                values,
                errors,
                partition: Arc::clone(partition),
                exchange,
                controller: controller.clone().filter(|_| me == home),
                commands: Counts::default(),
                turn: AgentId::Value { layer: 0, index: 0 },
            }
        })
        .collect()
}

/// The settings of their own of the synapses of one slice.
fn own_settings(overrides: &Overrides, layer: usize, slice: Range<usize>) -> Families {
    let neurons = overrides.range((layer, slice.start)..(layer, slice.end));
    let settings = neurons.flat_map(|(&(_, index), slots)| {
        let named = slots.iter();
        named.map(move |(slot, phi)| (*slot, index - slice.start, phi.clone()))
    });
    Families::new(&settings.collect::<Vec<_>>(), slice.len())
}

fn value_slice<S: Scalar, P: Plasticity>(
    circuit: &Circuit<S>,
    setting: &Arc<Setting<S>>,
    partition: &Partition,
    layer: usize,
    neurons: Range<usize>,
    overrides: &[Overrides; 2],
) -> ValueSlice<S, P> {
    let blueprint = &circuit.blueprint;
    let depth = blueprint.depth();
    let is_hidden = layer > 0 && layer < depth;
    let n_below = if layer == 0 {
        0
    } else {
        blueprint.widths()[layer - 1]
    };
    let weights = is_hidden.then(|| {
        let theta = &blueprint.weights.feedback[layer - 1];
        Tiles::from_fn(n_below, neurons.len(), |k, j| {
            theta.at(k, neurons.start + j).clone()
        })
    });
    let birth = ValueBirth {
        layer,
        activation: blueprint.transfer(layer),
        n_below,
        weights,
        below: if is_hidden {
            partition.layer(layer - 1).to_vec()
        } else {
            vec![]
        },
        sense: match layer {
            0 => Sense::Teacher,
            _ if layer == depth => Sense::Stimulus,
            _ => Sense::None,
        },
        own: own_settings(&overrides[1], layer, neurons.clone()),
        birth: circuit.settings.birth,
        neurons,
    };
    ValueSlice::new(setting, birth)
}

fn error_slice<S: Scalar, P: Plasticity>(
    circuit: &Circuit<S>,
    setting: &Arc<Setting<S>>,
    partition: &Partition,
    layer: usize,
    neurons: Range<usize>,
    overrides: &[Overrides; 2],
) -> ErrorSlice<S, P> {
    let weights = &circuit.blueprint.weights;
    let theta = &weights.theta[layer];
    let (start, n) = (neurons.start, neurons.len());
    let bias = weights.bias.get(layer);
    let birth = ErrorBirth {
        weights: Tiles::from_fn(theta.columns, n, |j, i| theta.at(start + i, j).clone()),
        bias: bias.map(|bias| Tiles::from_fn(1, n, |_, i| bias[start + i].clone())),
        above: partition.layer(layer + 1).to_vec(),
        speaks_up: layer + 1 < circuit.blueprint.depth(),
        own: own_settings(&overrides[0], layer, neurons.clone()),
        birth: circuit.settings.birth,
        neurons,
    };
    ErrorSlice::new(setting, birth)
}
