//! A run beside its twin: the same data, in the same order, learned by backpropagation.
//!
//! Here, and only here, the agents and their judge meet. One file per thing a person asks
//! for; nothing in here is known to any agent.

/// A function generic in numbers, for those that a scenario asks for.
macro_rules! for_scenario {
    ($scenario:expr, $function:ident) => {{
        use crate::scalar::{Exact, Precision};
        let scenario: &crate::scenario::Scenario = $scenario;
        match scenario.precision {
            Precision::Exact => $function::<Exact>,
            _ => for_floats!(scenario, $function),
        }
    }};
}

/// The same for scenarios in floats alone.
macro_rules! for_floats {
    ($scenario:expr, $function:ident) => {{
        use crate::scalar::Precision;
        let scenario: &crate::scenario::Scenario = $scenario;
        match scenario.precision {
            Precision::F32 => $function::<f32>,
            Precision::F64 => $function::<f64>,
            other => unreachable!("bug: no scenario here asks for {other:?}"),
        }
    }};
}

pub mod audit;
mod classes;
mod glimpse;
mod glossary;
mod measured_run;
mod outcome;
mod page;
mod pictures;
mod plot;
mod regression;
mod remarks;
mod repeat;
mod replay;
pub mod reproduce;
mod run;
mod saved_float;
mod saved_text;
mod sources;
mod study;
pub mod sweep;
mod ticks;
mod time_series;
mod trace;
mod why;

pub use glossary::SHORT_LEGEND;
pub use outcome::{EpochMetrics, FORMAT_VERSION, Summary};
pub use page::run_page;
pub use plot::{Picture, plot};
pub use remarks::{Counted, remarks};
pub use run::{Progress, Standing, resume, run};
pub use study::{Study, StudyOptions, study, unfinished_study};
pub use trace::trace;
pub use why::{Why, why};
