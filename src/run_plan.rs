//! Which runs: a scenario, and the changes to it that make each run of a study or of a sweep.
//!
//! Promises that every change goes through the scenario's own checks before anything runs, and that
//! two runs are the same only if they measure the same. Refuses to run anything.

pub(crate) mod combinations;
mod conflicts;
mod factor;
pub(crate) mod identity;
mod refused;
pub(crate) mod saved_sweep;
pub(crate) mod study_levels;
pub(crate) mod study_runs;
mod sweep_options;
mod values;

pub use combinations::SweepPlan;
pub use conflicts::check_study;
pub use factor::{Factor, FactorError};
pub use study_levels::Study;
pub use sweep_options::SweepOptions;
