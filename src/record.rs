//! What is kept of a run: what each neuron showed, and the files a run leaves.
//!
//! Recording changes no bit: a log sees what was computed and can hand nothing back. Refuses
//! to know why anything happened.

mod folder;
mod log;

pub use folder::{RecordError, RunFolder};
pub use log::{AgentLog, SpikeRow};
