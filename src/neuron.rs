//! What one neuron does in one tick, given its state and its mailbox.
//!
//! A neuron's tick has three steps: it `hear`s what is in its mailbox, slot by slot; it
//! `absorb`s, computing from its own fields alone; it `speak`s, leaving what it says at its
//! ports. It holds no handle to any other neuron, mailbox or clock, so it cannot do more, and
//! what would be more does not compile:
//!
//! ```compile_fail,E0616
//! # use fazil::neuron::ErrorNeuron;
//! # use fazil::plasticity::Autonomous;
//! fn spy(neighbour: &ErrorNeuron<f64, Autonomous>) -> bool {
//!     neighbour.is_first_tick // A field of another neuron: private.
//! }
//! ```
//! ```compile_fail,E0599
//! # use fazil::neuron::ErrorNeuron;
//! # use fazil::plasticity::Autonomous;
//! fn command(synapses: &mut ErrorNeuron<f64, Autonomous>) {
//!     synapses.commit(); // No such thing: synapses commit by themselves.
//! }
//! ```
//! ```compile_fail,E0308
//! # use fazil::axon::{Commit, Message, Never};
//! fn command_fa_z_il(commit: Commit) -> Message<f64, Never> {
//!     Message::Command(commit) // A Fa-Z-IL network's command type has no values.
//! }
//! ```
//! ```compile_fail,E0061
//! # use fazil::{axon::Unobserved, neuron::ErrorNeuron, plasticity::Autonomous};
//! fn tell_time(neuron: &mut ErrorNeuron<f64, Autonomous>, t: u64) {
//!     neuron.absorb(&mut Unobserved, t); // A tick takes no time from outside.
//! }
//! ```
//! The same lines without the offence do compile:
//! ```
//! # use fazil::{axon::{AgentId, Commit, Message, Unobserved}, neuron::ErrorNeuron};
//! # use fazil::plasticity::Autonomous;
//! fn name(neuron: &ErrorNeuron<f64, Autonomous>) -> AgentId {
//!     neuron.id()
//! }
//! fn command_z_il(commit: Commit) -> Message<f64, Commit> {
//!     Message::Command(commit)
//! }
//! fn tick(neuron: &mut ErrorNeuron<f64, Autonomous>) {
//!     neuron.absorb(&mut Unobserved);
//! }
//! ```

mod error;
mod noise;
mod value;

pub use error::{ErrorNeuron, ErrorSettings, ErrorState};
pub use noise::{DistortionState, Noise, NoiseState};
pub use value::{ValueNeuron, ValueSettings, ValueState};

use serde::{Deserialize, Serialize};

/// When an error neuron sends ε upward (SPEC section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Feedback {
    /// At every tick, as in Eq. 7.
    Tonic,
    /// Only in the tick in which its gate, a φ with the network's default settings, fires.
    Phasic,
}

/// How a value neuron keeps x (SPEC section 3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum State {
    /// As the sum of two numbers: x rounded, and what rounding left out, which only its own error
    /// neuron is told. ε at t = l is then backpropagation's δ to the bit.
    #[default]
    Pair,
    /// As one number, the paper's own arithmetic: ε is rounded to the spacing of x.
    Plain,
}

/// Where a neuron's state first stopped being a finite number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFinite {
    /// The tick on the neuron's clock.
    pub tick: crate::axon::Tick,
    /// Which of its quantities: `x`, `epsilon` or `weight`.
    pub quantity: &'static str,
}
