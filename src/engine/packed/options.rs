//! Options of the packed engine.

use crate::scalar::InstructionSet;

/// How a packed engine runs; nothing here reaches a number.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Workers, a shard each; 0 means one.
    pub n_threads: usize,
    /// The instruction set; `None` for the best of this machine.
    pub instruction_set: Option<InstructionSet>,
}
