//! Which engine runs a scenario.

use serde::{Deserialize, Serialize};

use crate::scalar::InstructionSet;

/// Who computes. Never changes a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Which engine; default `Auto`.
    pub kind: EngineKind,
    /// Worker threads; 0 means one per core; default as many as pay, which for all but large
    /// layers is one.
    pub threads: Option<usize>,
    /// The vector instructions of the packed engine; default the best of the machine.
    pub instruction_set: Option<InstructionSet>,
}

/// An engine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EngineKind {
    /// Packed, but for fractions and noisy neurons.
    #[default]
    Auto,
    /// The definition: every neuron a mailbox, a message per synapse.
    Literal,
    /// The same agents side by side, silent when they have nothing new to say.
    Packed,
}
