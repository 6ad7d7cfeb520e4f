//! The packed engine: the same agents, side by side in memory.
//!
//! A shard per worker privately owns slices of populations. All that a slice says in a tick is
//! one immutable packet; who has nothing new to say sends nothing, and whose inputs did not
//! change computes nothing. Promises the literal engine's weights, events and counts of
//! messages, bit for bit, for any number of workers and any instruction set. Has no locks and
//! no shared mutable state; noise in neurons is the literal engine's.

mod build;
mod cell_state;
mod detector_overrides;
mod errors;
mod graph;
mod observation;
mod options;
mod outcome;
mod parameters;
mod partition;
mod run_shard;
mod shard;
mod spikes;
mod state;
#[cfg(test)]
mod tests;
mod values;

pub use options::Options;

use std::sync::Arc;

use rayon::ThreadPool;

pub(super) use self::graph::Graph;

use self::parameters::Setting;
use self::partition::Partition;
use self::run_shard::run_shard;
use self::shard::Shard;
use super::pool::pool;
use super::state::Fit;
use super::subnormals::assert_subnormals;
use super::{Circuit, Counts, Engine, Fault, Lesion, NetworkState, StateError};
use crate::axon::{Activity, AgentId, Observer};
use crate::blueprint::{Matrix, Weights};
use crate::environment::Showing;
use crate::neuron::Noise;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

/// A network of agents, side by side.
pub struct Packed<S, P: Plasticity, W> {
    /// What is left of the circuit once its neurons have been born: the weights live in them alone.
    fit: Arc<Fit<S>>,
    options: Options,
    partition: Arc<Partition>,
    shards: Vec<Shard<S, P, W>>,
    pool: Option<ThreadPool>,
    fault: Option<Fault>,
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Packed<S, P, W> {
    /// Builds the shards of `circuit`.
    ///
    /// # Panics
    /// If the system refuses to start threads, the rule does not fit `P`, this thread flushes
    /// subnormal numbers to 0, or neurons are asked to compute with equations of their own.
    pub fn new(circuit: Circuit<S>, options: Options) -> Self {
        assert_subnormals();
        let n_shards = options.n_threads.max(1);
        let partition = Partition::new(circuit.blueprint.widths(), n_shards, S::TILE);
        let partition = Arc::new(partition);
        let shards = build::shards(&circuit, &options, &partition, n_shards);
        let pool = pool(n_shards);
        Self {
            fit: Arc::new(Fit::of(&circuit)),
            options,
            partition,
            shards,
            pool,
            fault: None,
        }
    }

    /// How often a slice of synapses committed since the network was built: one per population of synapses (θ or
    /// θ′ of a layer), worker and tick in which any of them did.
    pub fn n_commits(&self) -> u64 {
        let of_one = |shard: &Shard<S, P, W>| {
            let values: u64 = shard.values.iter().map(|slice| slice.n_commits).sum();
            let errors: u64 = shard.errors.iter().map(|slice| slice.n_commits).sum();
            values + errors
        };
        self.shards.iter().map(of_one).sum()
    }

    /// Runs every shard, each on a worker of its own; the fault if one broke off.
    fn run(&mut self, ticks: u64) -> Option<Fault> {
        let mut ended: Vec<Option<Fault>> = self.shards.iter().map(|_| None).collect();
        let runs = self.shards.iter_mut().zip(&mut ended);
        match &self.pool {
            None => runs.for_each(|(shard, ended)| *ended = run_shard(shard, ticks)),
            Some(pool) => pool.scope(|scope| {
                runs.for_each(|(shard, ended)| {
                    scope.spawn(move |_| *ended = run_shard(shard, ticks));
                });
            }),
        }
        ended.into_iter().flatten().next()
    }

    /// A matrix of layer `l` with a row per error neuron, filled by shard and neuron.
    fn matrix<'a>(
        &'a self,
        [rows, columns]: [usize; 2],
        slices: &[std::ops::Range<usize>],
        is_by_row: bool,
        weight: impl Fn(&'a Shard<S, P, W>, usize, usize) -> &'a S,
    ) -> Matrix<S> {
        let mut values = vec![S::zero(); rows * columns];
        for (shard, slice) in self.shards.iter().zip(slices) {
            for (i, neuron) in slice.clone().enumerate() {
                for slot in 0..if is_by_row { columns } else { rows } {
                    let place = match is_by_row {
                        true => neuron * columns + slot,
                        false => slot * columns + neuron,
                    };
                    values[place].clone_from(weight(shard, slot, i));
                }
            }
        }
        Matrix {
            rows,
            columns,
            values,
        }
    }

    /// A copy of the network in its present state, in an empty environment, unwatched.
    #[must_use]
    pub fn copy(&self) -> Self {
        let depth = self.fit.depth();
        let lines = build::lines::<S, P>(self.shards.len(), depth);
        Self {
            fit: Arc::clone(&self.fit),
            options: self.options.clone(),
            partition: Arc::clone(&self.partition),
            shards: (self.shards.iter().zip(lines))
                .map(|(shard, exchange)| shard.copy(exchange))
                .collect(),
            // A pool of its own: the jobs of a run wait for one another, so a pool that two networks
            // shared could be full of jobs that wait.
            pool: pool(self.shards.len()),
            fault: None,
        }
    }
}

/// Synapses × lanes of the largest layer from which on a second worker pays.
const LARGE: usize = 2_000_000;

/// How many workers pay for a circuit on a machine with this many cores: one, unless a
/// layer's work in one tick is worth a wait for another core.
pub fn suggested_threads<S>(circuit: &Circuit<S>, n_cores: usize) -> usize {
    let pairs = circuit.blueprint.widths().windows(2);
    let largest = pairs.map(|n| n[0] * n[1]).max().unwrap_or(0);
    match largest * circuit.settings.n_lanes >= LARGE {
        true => n_cores.max(1),
        false => 1,
    }
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default + Send + 'static> Engine<S, W>
    for Packed<S, P, W>
{
    fn queue(&mut self, showing: Showing<S>) {
        for slice in self.shards.iter_mut().flat_map(|shard| &mut shard.values) {
            slice.queue(&showing);
        }
    }

    fn begin(&mut self) {
        for slice in self.shards.iter_mut().flat_map(|shard| &mut shard.values) {
            slice.awake();
        }
    }

    fn advance(&mut self, ticks: u64) -> Result<(), Fault> {
        if self.fault.is_none() {
            self.fault = self.run(ticks).or_else(|| self.diverged());
        }
        self.fault.clone().map_or(Ok(()), Err)
    }

    fn impose(&mut self, noise: &mut dyn FnMut() -> S) -> u64 {
        let (depth, n_lanes) = (self.fit.depth(), self.fit.n_lanes);
        let mut interventions = 0;
        for l in (0..depth).rev() {
            let said = self.shards.iter().map(|shard| &shard.values[l + 1]);
            let rates: Vec<_> = said.map(|slice| Arc::clone(slice.rates())).collect();
            let (home, _) = self.partition.find(l + 1, 0);
            let presented = rates[home].presented;
            for shard in &mut self.shards {
                let mu = shard.errors[l].impose(&rates, presented);
                let mut x = mu.clone();
                for i in (0..x.n()).filter(|_| l > 0) {
                    for lane in 0..n_lanes {
                        let value = &mut x.lane_mut(lane)[i];
                        *value = value.clone() + &noise();
                    }
                }
                shard.values[l].impose([&x, mu], presented);
                interventions += if l == 0 { 0 } else { (x.n() * n_lanes) as u64 };
            }
        }
        interventions
    }

    fn lesion(&mut self, lesion: &Lesion) {
        let depth = self.fit.depth();
        for (id, slot) in lesion.forgotten(&self.fit.wiring) {
            match id {
                AgentId::Value { layer, index } => {
                    let (owner, i) = self.partition.find(layer, index);
                    self.shards[owner].values[layer].forget(slot, i);
                    self.shards[owner].value_watches[layer].forget_synapse(slot, i);
                }
                AgentId::Error { layer, index } => {
                    let (owner, i) = self.partition.find(layer, index);
                    self.shards[owner].errors[layer].forget(slot, i);
                    self.shards[owner].error_watches[layer].forget_synapse(slot, i);
                }
                _ => unreachable!("bug: only neurons have synapses"),
            }
        }
        if let Lesion::Neuron { layer, index } = *lesion {
            let (owner, i) = self.partition.find(layer, index);
            self.shards[owner].values[layer].die(i);
            self.shards[owner].value_watches[layer].forget(i);
            if layer < depth {
                self.shards[owner].errors[layer].die(i);
                self.shards[owner].error_watches[layer].forget(i);
            }
        }
    }

    /// # Panics
    /// If there is any noise: noisy neurons are never silent, and the literal engine runs them.
    fn disturb(&mut self, noise: &Noise) {
        assert!(!noise.is_any(), "bug: noise is the literal engine's");
    }

    fn weights(&self) -> Weights<S> {
        let widths = &self.fit.widths;
        let depth = self.fit.depth();
        let mut weights = Weights {
            theta: vec![],
            feedback: vec![],
            bias: vec![],
        };
        for l in 0..depth {
            let shape = [widths[l], widths[l + 1]];
            let slices = self.partition.layer(l);
            let [rows, columns] = shape;
            let mut values = vec![S::zero(); rows * columns];
            for (shard, slice) in self.shards.iter().zip(slices) {
                let rows = &mut values[slice.start * columns..slice.end * columns];
                shard.errors[l].write_rows(rows);
            }
            weights.theta.push(Matrix {
                rows,
                columns,
                values,
            });
            if self.fit.wiring.has_bias(l) {
                let column = [widths[l], 1];
                let bias = self.matrix(column, slices, true, |shard, _, i| {
                    shard.errors[l].weight_at(widths[l + 1], i)
                });
                weights.bias.push(bias.values);
            }
            if l + 1 < depth {
                let above = self.partition.layer(l + 1);
                let feedback = self.matrix(shape, above, false, |shard, slot, i| {
                    let weight = shard.values[l + 1].weight_at(slot, i);
                    weight.expect("bug: hidden neurons have feedback synapses")
                });
                weights.feedback.push(feedback);
            }
        }
        weights
    }

    fn outputs(&self) -> Vec<Arc<Activity<S>>> {
        let slices = self.shards.iter().map(|shard| &shard.values[0]);
        slices.flat_map(|slice| slice.outputs()).collect()
    }

    fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        for shard in &self.shards {
            sum += shard.commands;
            shard.values.iter().for_each(|slice| sum += slice.counts);
            shard.errors.iter().for_each(|slice| sum += slice.counts);
        }
        sum
    }

    fn observers(&mut self, see: &mut dyn FnMut(AgentId, &mut W)) {
        let depth = self.fit.depth();
        for layer in 0..=depth {
            let watches = self
                .shards
                .iter_mut()
                .map(|shard| &mut shard.value_watches[layer]);
            let observers = watches.flat_map(|watch| &mut watch.observers);
            for (index, observer) in observers.enumerate() {
                see(AgentId::Value { layer, index }, observer);
            }
        }
        for layer in 0..depth {
            let watches = self
                .shards
                .iter_mut()
                .map(|shard| &mut shard.error_watches[layer]);
            let observers = watches.flat_map(|watch| &mut watch.observers);
            for (index, observer) in observers.enumerate() {
                see(AgentId::Error { layer, index }, observer);
            }
        }
    }

    fn synapse_bytes(&self) -> usize {
        let of_one = |shard: &Shard<S, P, W>| {
            let values: usize = shard.values.iter().map(|slice| slice.synapse_bytes()).sum();
            let errors: usize = shard.errors.iter().map(|slice| slice.synapse_bytes()).sum();
            values + errors
        };
        self.shards.iter().map(of_one).sum()
    }

    fn state(&self) -> NetworkState<S> {
        self.at_rest()
    }

    fn restore(&mut self, state: &NetworkState<S>) -> Result<(), StateError> {
        self.go_on_from(state)
    }

    fn copy(&self) -> Box<dyn Engine<S, W>> {
        Box::new(Packed::copy(self))
    }
}
