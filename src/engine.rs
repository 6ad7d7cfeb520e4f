//! Who takes a tick when.
//!
//! An engine runs a circuit of agents and promises that nothing it decides (order, threads,
//! capacities) reaches a number. It knows no data, no backpropagation and no meaning of what
//! the agents say. The only place that names rayon.

mod chain;
mod circuit;
mod counts;
mod fault;
mod lesion;
pub mod literal;
mod options;
pub mod packed;
mod parallel_map;
mod pool;
mod state;
mod subnormals;

pub use chain::ChainBuilder;
use circuit::Overrides;
pub use circuit::{Circuit, CircuitError, PhiOverride, Settings};
pub use counts::{Counts, Kind};
pub use fault::{Cause, Fault, Slot, Violation, ViolationKind};
pub use lesion::Lesion;
pub use options::{EngineOptions, packed_engine};
pub use parallel_map::for_each_in_parallel;
pub use state::{NetworkState, Sealed, StateError, open, seal};

use std::sync::Arc;

use crate::axon::{Activity, AgentId};
use crate::blueprint::Weights;
use crate::environment::Showing;
use crate::neuron::Noise;
use crate::scalar::Scalar;

/// Runs a circuit.
///
/// Laws (tested in `tests/same_bits.rs`): for any engine, threads, capacities, and any cut of
/// a run into calls of `advance`, the same weights, states and counts of messages, bit for bit.
pub trait Engine<S: Scalar, W>: Send {
    /// Adds a presentation at the end of the sources' timetables. The stimulus of the tick
    /// after an `advance` must be queued before it: neighbours are up to one tick ahead.
    fn queue(&mut self, showing: Showing<S>);

    /// Lets the environment speak for the first time. Call once, after the first `queue`.
    fn begin(&mut self);

    /// Runs every neuron through `ticks` more ticks.
    ///
    /// # Errors
    /// If an agent panicked or starved, or a number stopped being finite; the run is over.
    fn advance(&mut self, ticks: u64) -> Result<(), Fault>;

    /// Imposes x := μ from outside on every hidden neuron, from the top down, plus `noise()`,
    /// and makes every φ silent for ever. Returns the number of interventions: one per hidden
    /// neuron and lane.
    fn impose(&mut self, noise: &mut dyn FnMut() -> S) -> u64;

    /// Loses neurons or synapses for good, from the start of the coming tick on. Their weights
    /// read 0.
    fn lesion(&mut self, lesion: &Lesion);

    /// Makes every neuron noisy from the coming tick on, or healthy again.
    fn disturb(&mut self, noise: &Noise);

    /// The weights as they are now.
    fn weights(&self) -> Weights<S>;

    /// x of the output neurons, in order.
    fn outputs(&self) -> Vec<Arc<Activity<S>>>;

    /// What went over the links so far.
    fn counts(&self) -> Counts;

    /// Shows every neuron's observer, in the order of the ids.
    fn observers(&mut self, see: &mut dyn FnMut(AgentId, &mut W));

    /// Bytes of state of all synapses, their share of mailboxes and links included.
    fn synapse_bytes(&self) -> usize;

    /// What the network is now. It is at rest, nothing was imposed on it since it last advanced,
    /// and no run of it has ended with a fault.
    fn state(&self) -> NetworkState<S>;

    /// Goes on from where a network of the same circuit was, whichever engine ran it: the same
    /// weights, states, events and counts of messages from here on, to the bit. Call once, in the
    /// place of the first `queue` and of `begin`.
    ///
    /// # Errors
    /// If the state is of another network, or its neurons are noisier than this engine runs them;
    /// the engine is then as it was.
    fn restore(&mut self, state: &NetworkState<S>) -> Result<(), StateError>;

    /// A copy of the network in its present state, in an empty environment, unwatched.
    fn copy(&self) -> Box<dyn Engine<S, W>>;

    /// Where what reaches neurons is recorded, if this engine has mailboxes to record.
    fn mailbox_recorder(&mut self) -> Option<&mut dyn literal::RecordMailboxes<S>> {
        None
    }
}
