//! `fazil study`: how far learning degrades under a fault of biology, level by level.
//!
//! Promises that the same study leaves the same files, but for the time it took, whatever the
//! number of threads: results are put in the order of the list of runs. Refuses to judge what
//! is too much.

mod files;
mod picture;

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::measured_run::MeasuredRun;
use crate::record::RunFolder;
use crate::report::Table;
use crate::run_files::measured::Measured;
use crate::run_files::saved_text;
use crate::run_files::summary::EpochMetrics;
use crate::run_plan::Study;
use crate::run_plan::identity::{Fingerprints, identity};
use crate::run_plan::study_levels::Setting;
use crate::run_plan::study_runs::{StudyRun, study_runs};
use crate::run_queue::{QueueProgress, RunQueue};
use crate::scenario::Scenario;
use crate::session::RunError;

/// How much of a study is done.
#[derive(Clone, Copy, Debug)]
pub struct StudyOptions {
    /// Passes over the training examples in every run, at least 1.
    pub epochs: usize,
    /// Runs per level, each with weights, order and faults of its own, at least 1.
    pub seeds: u64,
    /// Runs at a time; 0 means one per core.
    pub n_threads: usize,
}

/// A study done.
struct Results<'a> {
    study: Study,
    base: &'a Scenario,
    options: StudyOptions,
    variants: Vec<Setting>,
    levels: Vec<Setting>,
    /// In the order of curves, levels and seeds.
    runs: Vec<(StudyRun, Measured)>,
}

/// The file that says what an unfinished study is, and the directory of its finished runs; both
/// are taken away at the end.
const PLAN: &str = "study.json";
const KEPT: &str = "kept";
/// The version of the layout of `study.json`.
const PLAN_VERSION: u32 = 1;

/// `study.json`.
#[derive(Debug, Serialize, Deserialize)]
struct Plan {
    format_version: u32,
    study: String,
    scenario: String,
    epochs: usize,
    seeds: u64,
}

/// The unfinished study in `folder`: which, of what, and how much of it.
///
/// # Errors
/// If there is none that can be read.
pub fn unfinished_study(folder: &Path) -> Result<(Study, Scenario, StudyOptions), RunError> {
    let path = folder.join(PLAN);
    let json = saved_text::json(&path, &saved_text::text(&path)?, PLAN_VERSION)?;
    let plan: Plan = saved_text::value(&path, json)?;
    let (Some(study), PLAN_VERSION) = (Study::named(&plan.study), plan.format_version) else {
        return Err(RunError::unrepeatable(format!(
            "{} is of another version of fazil, which had a study '{}' in format {}",
            path.display(),
            plan.study,
            plan.format_version
        )));
    };
    let scenario = Scenario::parse(&plan.scenario, "scenario.ron", &[])?;
    let options = StudyOptions {
        epochs: plan.epochs,
        seeds: plan.seeds,
        n_threads: 0,
    };
    Ok((study, scenario, options))
}

/// Runs a study of `base` and leaves its table and picture in `folder`; hands back the table
/// for the screen, or `None` if `stop` became true before the end: then `folder` holds what was
/// finished, and the next call goes on. `tell` hears of every run that is done.
///
/// # Errors
/// If the data cannot be read, the scenario cannot suffer this fault, or a file cannot be
/// written. A network that diverges is a result.
pub fn study(
    study: Study,
    base: &Scenario,
    options: StudyOptions,
    folder: &RunFolder,
    stop: &AtomicBool,
    tell: &(dyn Fn(&QueueProgress) + Sync),
) -> Result<Option<Table>, RunError> {
    let begun = Instant::now();
    let (variants, levels) = (study.variants(base), study.levels());
    let amount = (options.epochs, options.seeds);
    let jobs = study_runs(study, base, amount, &variants, &levels)?;
    let plan = Plan {
        format_version: PLAN_VERSION,
        study: study.name().to_owned(),
        scenario: base.to_ron(),
        epochs: options.epochs,
        seeds: options.seeds,
    };
    folder.write_json(PLAN, &plan)?;
    let Some(measured) = measure_all(study, &jobs, options, folder, stop, tell)? else {
        return Ok(None);
    };
    let results = Results {
        study,
        base,
        options,
        variants,
        levels,
        runs: jobs.into_iter().zip(measured).collect(),
    };
    results.write(folder, begun.elapsed().as_secs_f64())?;
    let (plan, kept) = (folder.path().join(PLAN), folder.path().join(KEPT));
    let removed = std::fs::remove_dir_all(&kept).and_then(|()| std::fs::remove_file(&plan));
    removed.map_err(|error| RunError::unwritten(&kept, error))?;
    Ok(Some(results.table()))
}

/// Runs all jobs that were not done before; results in the order of the jobs.
fn measure_all(
    study: Study,
    jobs: &[StudyRun],
    options: StudyOptions,
    folder: &RunFolder,
    stop: &AtomicBool,
    tell: &(dyn Fn(&QueueProgress) + Sync),
) -> Result<Option<Vec<Measured>>, RunError> {
    let mut known = Fingerprints::new();
    let texts = jobs.iter().map(|job| identity(&job.scenario, &mut known));
    let texts = texts.collect::<Result<Vec<String>, _>>()?;
    let runs = jobs.iter().zip(&texts);
    let runs: Vec<MeasuredRun<'_>> = runs
        .map(|(job, text)| MeasuredRun::new(&job.scenario, text))
        .collect();
    let kept = folder.path().join(KEPT);
    RunQueue::at(kept, options.n_threads, stop, tell)?.run_all(study.name(), &runs)
}

impl Results<'_> {
    /// The runs of one curve at one level, by seed.
    fn at(&self, variant: usize, level: usize) -> impl Iterator<Item = &Measured> + Clone {
        let is_here = move |job: &StudyRun| job.variant == variant && job.level == level;
        self.runs
            .iter()
            .filter(move |(job, _)| is_here(job))
            .map(|(_, measured)| measured)
    }

    /// Whether examples have classes, so that accuracy is a measure.
    fn has_classes(&self) -> bool {
        let rows = || self.runs.iter().flat_map(|(_, run)| &run.metrics);
        rows().any(|row| row.test_accuracy.is_some())
    }

    /// Test accuracy, or test error where examples have no class: network's and judge's.
    fn score(&self, row: &EpochMetrics) -> [f64; 2] {
        let score = match self.has_classes() {
            true => [row.test_accuracy, row.bp_test_accuracy],
            false => [row.test_error, row.bp_test_error],
        };
        score.map(|score| score.unwrap_or(f64::NAN))
    }
}
