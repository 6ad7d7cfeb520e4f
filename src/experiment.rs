//! A run beside its twin: the same data, in the same order, learned by backpropagation.
//!
//! Here, and only here, the agents and their judge meet. One file per thing a person asks
//! for; nothing in here is known to any agent.

pub mod audit;
mod outcome;
mod pictures;
mod run;
mod setup;
mod study;
mod ticks;
mod twin;

pub use outcome::{EpochMetrics, FORMAT_VERSION, Summary};
pub use run::{Progress, RunError, RunOptions, Standing, run};
pub use study::{Study, StudyOptions, study};
