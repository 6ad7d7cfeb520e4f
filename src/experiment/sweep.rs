//! `fazil sweep`: a scenario, run for every combination of the values of several factors.
//!
//! Promises that a combination that the scenario's checks refuse is found before anything runs,
//! that every finished run is kept at once, and that a sweep that was killed and resumed leaves
//! the same table, byte for byte, as one that was not. Refuses to judge what it measured.

mod picture;
mod table;

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::measured_run::MeasuredRun;
use super::run::measure;
use crate::record::RunFolder;
use crate::report::Table;
use crate::run_plan::SweepPlan;
use crate::run_plan::saved_sweep::PLAN;
use crate::run_queue::RunQueue;
use crate::session::RunError;

pub use crate::run_queue::QueueProgress;

/// The directory of a sweep's finished runs.
const KEPT: &str = "kept";

/// How long a sweep will take, before it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Runs in all, and those of them that are done already.
    pub n_runs: usize,
    /// Done already, at an earlier time.
    pub n_kept: usize,
    /// Runs at a time.
    pub n_threads: usize,
    /// Wall-clock time of what is left, in seconds.
    pub seconds: f64,
    /// One run that was timed: what it took, and what its estimate said, in seconds.
    pub timed: Option<(f64, f64)>,
}

/// A run whose estimate is longer than this is not timed [s].
const LONGEST_TIMED: f64 = 10.0;

/// Runs what is left of a sweep and leaves its table and picture in `folder`; hands back the
/// table for the screen, or `None` if `stop` became true before the end: what was finished is
/// kept, and the next call goes on.
///
/// # Errors
/// If the data cannot be read, or a file cannot be written. A network that fails or diverges is
/// a result.
pub fn sweep(
    plan: &SweepPlan,
    folder: &RunFolder,
    n_threads: usize,
    stop: &AtomicBool,
    tell: &(dyn Fn(&QueueProgress) + Sync),
) -> Result<Option<Table>, RunError> {
    folder.write_json(PLAN, &plan.saved())?;
    let jobs = jobs(plan);
    let (kept, n_threads) = (folder.path().join(KEPT), plan.n_threads_that_fit(n_threads));
    let run_queue = RunQueue::at(kept, n_threads, stop, tell)?;
    let Some(measured) = run_queue.run_all("sweep", &jobs)? else {
        return Ok(None);
    };
    let tidy = table::tidy(plan, &measured);
    table::write(plan, &tidy, folder)?;
    for (file, svg) in picture::pictures(plan, &measured) {
        folder.write_text(file, &svg)?;
    }
    Ok(Some(table::on_screen(plan, &measured)))
}

/// A job for each run of the plan.
fn jobs(plan: &SweepPlan) -> Vec<MeasuredRun<'_>> {
    let runs = plan.runs.iter();
    runs.map(|run| MeasuredRun::new(&run.scenario, &run.identity))
        .collect()
}

/// How long the sweep will take: by its estimates, and by one run where that is short. `folder`
/// is where an earlier time left its runs.
///
/// # Errors
/// If that run's data cannot be read.
pub fn forecast(
    plan: &SweepPlan,
    folder: Option<&Path>,
    n_threads: usize,
    stop: &AtomicBool,
) -> Result<Forecast, RunError> {
    let jobs = jobs(plan);
    let n_threads = plan.n_threads_that_fit(n_threads);
    let left: Vec<&MeasuredRun<'_>> = match folder.map(|folder| folder.join(KEPT)) {
        Some(kept) if kept.is_dir() => {
            let tell = |_: &QueueProgress| {};
            let run_queue = RunQueue::at(kept, n_threads, stop, &tell)?;
            let is_left = |job: &&MeasuredRun<'_>| !run_queue.is_kept("sweep", *job);
            jobs.iter().filter(is_left).collect()
        }
        _ => jobs.iter().collect(),
    };
    let estimates = || left.iter().map(|job| job.seconds());
    let shortest = left
        .iter()
        .min_by(|a, b| a.seconds().total_cmp(&b.seconds()));
    let timed = match shortest {
        Some(job) if job.seconds() <= LONGEST_TIMED => {
            let begun = Instant::now();
            let measured = measure(job.scenario, stop)?;
            measured.map(|_| (begun.elapsed().as_secs_f64(), job.seconds()))
        }
        _ => None,
    };
    let factor = timed.map_or(1.0, |(took, estimate)| took / estimate.max(1e-9));
    let longest = estimates().fold(0.0, f64::max);
    let shared = estimates().sum::<f64>() / n_threads as f64;
    Ok(Forecast {
        n_runs: jobs.len(),
        n_kept: jobs.len() - left.len(),
        n_threads,
        seconds: factor * shared.max(longest),
        timed,
    })
}
