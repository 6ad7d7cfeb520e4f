//! A run beside its twin: the same data, in the same order, learned by backpropagation.
//!
//! Here, and only here, the agents and their judge meet. One file per thing a person asks
//! for; nothing in here is known to any agent.

pub mod audit;
mod classes;
mod drawn_wiring;
mod glossary;
mod landmarks;
mod lesson_page;
mod measured_run;
mod outcome;
mod page;
mod pictures;
mod plot;
pub(crate) mod precision;
mod preview;
mod regression;
mod remarks;
mod repeat;
mod run;
mod run_again;
pub(crate) mod run_queue;
mod saved_float;
mod saved_pairs;
pub(crate) mod saved_runs;
mod saved_text;
mod sources;
mod study;
pub mod sweep;
mod ticks;
mod time_series;
mod trace;
mod why;

pub use drawn_wiring::{wiring_dot, wiring_tables};
pub use glossary::SHORT_LEGEND;
pub use landmarks::{Among, Landmark, Landmarks};
pub use lesson_page::lesson_page;
pub use outcome::{EpochMetrics, FORMAT_VERSION, Summary};
pub use page::run_page;
pub use plot::{Picture, plot};
pub use remarks::{Counted, remarks};
pub use run::{Progress, Standing, resume, run};
pub use study::{Study, StudyOptions, study, unfinished_study};
pub use trace::trace;
pub use why::{Find, Lanes, Question, Why, why};
