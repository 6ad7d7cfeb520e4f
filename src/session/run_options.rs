//! Options of a run that no scenario holds.

use std::time::Duration;

use crate::axon::{AgentId, Tick};
use crate::scenario::EngineKind;

/// How a session runs; nothing here reaches a number.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// The engine; `None` takes the scenario's.
    pub engine: Option<EngineKind>,
    /// Workers; `None` takes the scenario's.
    pub n_threads: Option<usize>,
    /// How often a run in a folder writes a checkpoint; `None` takes every five minutes.
    pub checkpoint_every: Option<Duration>,
    /// After this time a run stops as if a person had stopped it.
    pub most_time: Option<Duration>,
    /// An agent that is to panic, and its tick: for tests of what happens then.
    #[doc(hidden)]
    pub panic_at: Option<(AgentId, Tick)>,
}
