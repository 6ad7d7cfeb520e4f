//! The verbs of the program, a file each: run, resume, audit, isolate, study, sweep, trace, and the page of
//! a scenario.
//!
//! A verb runs sessions, in which agents and their judge meet, and leaves files. What it leaves is
//! `run_files`, what is drawn of that `run_report`; nothing in here is known to any agent.

pub mod audit;
mod lesson_page;
mod measured_run;
mod output_file;
mod over_seeds;
mod run;
mod study;
pub mod sweep;
mod trace;

pub use lesson_page::lesson_page;
pub use output_file::OutputFile;
pub use run::{Progress, Standing, resume, run};
pub use study::{StudyOptions, study, unfinished_study};
pub use trace::trace;
