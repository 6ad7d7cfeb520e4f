//! `fazil reproduce`: the tables and figures of the paper, from real runs of this program.
//!
//! Promises that the same command leaves the same files, but for times, in whatever order its
//! runs are done and however often it is interrupted. The paper's own numbers are data, with
//! their place in the paper; everything else is measured.

mod agents;
mod backpropagation_run;
mod classification;
mod compare_with_backpropagation;
mod course;
mod fig3;
mod page;
mod reproduction;
mod run_context;
mod settling;
mod table2;
mod table3;
mod table4;
mod training_data;
mod unobserved_run;

pub use crate::run_queue::QueueProgress;
pub use page::{page, write_page};
pub use reproduction::{ReproduceOptions, Reproduction, Size, folder};

use std::sync::atomic::AtomicBool;

use crate::report::PageSection;
use crate::run_queue::RunQueue;
use crate::run_queue::saved_runs::SavedRuns;
use crate::session::RunError;
use run_context::RunContext;
use training_data::TrainingData;

/// Reproduces one table or figure and leaves its files in a directory of its name; `None` if
/// `stop` became true before the end: what was finished is kept, and the next call goes on.
///
/// # Errors
/// If the data cannot be read, a file cannot be written, or the paper's size is asked for
/// without MNIST.
pub fn reproduce(
    which: Reproduction,
    options: &ReproduceOptions,
    stop: &AtomicBool,
    tell: &(dyn Fn(&QueueProgress) + Sync),
) -> Result<Option<PageSection>, RunError> {
    if options.size == Size::Full && options.mnist.is_none() {
        return Err(RunError::no_mnist());
    }
    let context = RunContext {
        size: options.size,
        training_data: TrainingData::new(options.mnist.clone()),
        run_queue: RunQueue::at(options.out.join("kept"), options.n_threads, stop, tell)?,
    };
    let saved_runs = SavedRuns::at(folder(which, options))?;
    match which {
        Reproduction::Table2 => table2::reproduce(&context, &saved_runs),
        Reproduction::Table3 => table3::reproduce(&context, &saved_runs),
        Reproduction::Fig3 => fig3::reproduce(&context, &saved_runs),
        Reproduction::Classification => classification::reproduce(&context, &saved_runs),
        Reproduction::Table4 => table4::reproduce(&context, &saved_runs),
        Reproduction::Settling => settling::reproduce(&context, &saved_runs),
    }
}
