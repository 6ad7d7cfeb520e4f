//! A run that was stopped or killed goes on from its last checkpoint.

use std::sync::atomic::AtomicBool;

use super::checkpoint::Checkpoint;
use super::complete::complete;
use super::course::Course;
use super::progress::Progress;
use crate::record::RunFolder;
use crate::run_files::saved_text;
use crate::run_files::sources::Sources;
use crate::run_files::summary::Summary;
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::precision::for_scenario;
use crate::session::{Estimate, Machine, RunError, RunOptions, set_up};

/// Goes on with the run in `folder` from its last checkpoint, to the same files as if it had never
/// stopped, but for wall-clock time.
///
/// # Errors
/// If the folder holds no checkpoint, or one that cannot be read; if the scenario, its data or its
/// weights are others than they were; or as [`run`](super::run).
pub fn resume(
    folder: &RunFolder,
    options: &RunOptions,
    progress: &mut dyn Progress,
    stop: &AtomicBool,
) -> Result<Summary, RunError> {
    let path = folder.path().join("scenario.ron");
    let (scenario, text) = (Scenario::read_saved(&path)?, saved_text::text(&path)?);
    Estimate::of(&scenario, options).check(&Machine::here())?;
    for_scenario!(&scenario, resume_in)((&scenario, &text), folder, options, progress, stop)
}

fn resume_in<S: Scalar>(
    (scenario, text): (&Scenario, &str),
    folder: &RunFolder,
    options: &RunOptions,
    progress: &mut dyn Progress,
    stop: &AtomicBool,
) -> Result<Summary, RunError> {
    let checkpoint = Checkpoint::<S>::read(folder.path(), text)?;
    if let Some(sources) = Sources::read(folder.path())? {
        sources.compare(scenario, folder.path())?;
    }
    let setup = set_up::<S>(scenario)?;
    folder.remove_leftovers()?;
    folder.begin(&scenario.name)?;
    let seconds = checkpoint.seconds;
    let course = Course::resumed(scenario, setup, options, checkpoint, folder)?;
    complete(course, folder, text, options, (progress, stop), seconds)
}
