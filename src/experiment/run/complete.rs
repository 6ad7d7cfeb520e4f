//! The end of a run: from where it is to its last presentation, and to the files that it leaves.

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::checkpoint;
use super::course::{Course, INTERRUPTED};
use super::files;
use super::keeper::Keeper;
use super::progress::Progress;
use crate::record::RunFolder;
use crate::run_files::summary::Summary;
use crate::scalar::Scalar;
use crate::session::{RunError, RunOptions};

/// Runs to the end, or to a stop, and leaves everything in the folder.
pub(super) fn complete<S: Scalar>(
    mut course: Course<'_, S>,
    folder: &RunFolder,
    text: &str,
    options: &RunOptions,
    (progress, stop): (&mut dyn Progress, &AtomicBool),
    seconds_before: f64,
) -> Result<Summary, RunError> {
    let begun = Instant::now();
    let mut keeper = Keeper::new(folder, text, begun, seconds_before, options);
    let mut ended = course.go(&mut keeper, progress, stop);
    if ended == INTERRUPTED
        && let Err(fault) = course.test_now()
    {
        ended = fault.told(course.session.wiring());
    }
    let seconds = seconds_before + begun.elapsed().as_secs_f64();
    let (summary, mut failures) = course.write(folder, ended, seconds);
    files::draw(folder, &mut failures);
    failures.into_result()?;
    if summary.ended == "finished" {
        folder.remove(checkpoint::FILE)?;
    }
    folder.end()?;
    Ok(summary)
}
