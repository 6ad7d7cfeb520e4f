//! A run beside its twin: the same data, in the same order, learned by backpropagation.
//!
//! Here, and only here, the agents and their judge meet. One file per thing a person asks
//! for; nothing in here is known to any agent.

/// A function generic in numbers and plasticity, for those that a scenario asks for.
macro_rules! for_scenario {
    ($scenario:expr, $function:ident) => {{
        use crate::plasticity::{Autonomous, Commanded};
        use crate::scalar::{Exact, Precision};
        let scenario: &crate::scenario::Scenario = $scenario;
        match (scenario.precision, scenario.learning.rule.is_commanded()) {
            (Precision::Exact, false) => $function::<Exact, Autonomous>,
            (Precision::Exact, true) => $function::<Exact, Commanded>,
            _ => for_floats!(scenario, $function),
        }
    }};
}

/// The same for scenarios in floats alone.
macro_rules! for_floats {
    ($scenario:expr, $function:ident) => {{
        use crate::plasticity::{Autonomous, Commanded};
        use crate::scalar::Precision;
        let scenario: &crate::scenario::Scenario = $scenario;
        match (scenario.precision, scenario.learning.rule.is_commanded()) {
            (Precision::F32, false) => $function::<f32, Autonomous>,
            (Precision::F64, false) => $function::<f64, Autonomous>,
            (Precision::F32, true) => $function::<f32, Commanded>,
            (Precision::F64, true) => $function::<f64, Commanded>,
            (other, _) => unreachable!("bug: no scenario here asks for {other:?}"),
        }
    }};
}

pub mod audit;
mod engines;
mod equality;
mod estimate;
mod glimpse;
mod outcome;
mod page;
mod pictures;
mod plot;
mod repeat;
mod replay;
pub mod reproduce;
mod run;
mod setup;
mod sources;
mod study;
mod ticks;
mod trace;
mod twin;
mod why;

pub use equality::equals_backpropagation;
pub use estimate::{Estimate, Machine};
pub use outcome::{EpochMetrics, FORMAT_VERSION, Summary};
pub use page::run_page;
pub use plot::{Picture, plot};
pub use run::{Progress, RunError, RunOptions, Standing, run};
pub use setup::check_data;
pub use study::{Study, StudyOptions, study};
pub use trace::trace;
pub use why::{Why, why};
