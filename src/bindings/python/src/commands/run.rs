//! Runs: to the end, or as far as a checkpoint; what is checked or listed before them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fazil::experiment::{Progress, Standing};
use fazil::record::RunFolder;
use fazil::run_files::{EpochMetrics, Summary};
use fazil::run_report::{wiring_dot, wiring_tables};
use fazil::scenario::{scenario_reference, scenario_reference_of};
use fazil::session::{
    Estimate, Machine, RunError, RunOptions, check_data, settings_without_effect,
};
use pyo3::prelude::*;

use super::options;
use crate::errors::{Trouble, caught};
use crate::interrupt::{Listener, interruptible};
use crate::scenario::Scenario;

/// Name and what it shows, of every built-in scenario.
#[pyfunction]
pub fn scenarios() -> Vec<(&'static str, String)> {
    fazil::scenario::Scenario::built_in_names()
}

/// A run's progress, told to Python.
struct Told<'a> {
    listener: Listener,
    stop: &'a AtomicBool,
    notes: Vec<String>,
}

impl Progress for Told<'_> {
    fn presentation(&mut self, standing: &Standing) {
        let what = format!("epoch {} of {}", standing.epoch, standing.n_epochs);
        if !self
            .listener
            .tell(&what, standing.taught, standing.to_teach)
        {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    fn epoch(&mut self, _: &EpochMetrics, _: usize) {}

    fn tell(&mut self, text: &str) {
        self.notes.push(text.to_owned());
    }
}

/// A run's folder, its summary as JSON, and what would have been told at the screen.
type Ran = (PathBuf, String, Vec<String>);

/// Does `work` on a run whose progress Python hears of.
fn told(
    py: Python<'_>,
    progress: Option<Py<PyAny>>,
    work: impl FnOnce(&mut Told<'_>, &AtomicBool) -> Result<(RunFolder, Summary), Trouble> + Send,
) -> PyResult<Ran> {
    let (ran, raised) = interruptible(py, |stop| {
        let mut told = Told {
            listener: Listener::new(progress),
            stop,
            notes: Vec::new(),
        };
        let (folder, summary) = work(&mut told, stop)?;
        let summary = serde_json::to_string(&summary).map_err(|e| Trouble::Bug(e.to_string()))?;
        let ran = (folder.path().to_owned(), summary, told.notes);
        Ok((ran, told.listener.raised))
    })?;
    raised.map_or(Ok(ran), Err)
}

/// Runs a scenario and leaves its folder below `out`. `most` and `every` are how long it runs at most
/// and how often it writes a checkpoint [s].
#[pyfunction]
#[pyo3(signature = (scenario, out, engine, threads, most, every, progress))]
#[expect(clippy::too_many_arguments, reason = "the arguments of the command")]
pub fn run(
    py: Python<'_>,
    scenario: &Scenario,
    out: PathBuf,
    engine: Option<&str>,
    threads: Option<usize>,
    most: Option<f64>,
    every: Option<f64>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Ran> {
    let scenario = &scenario.inner;
    let options = timed(options(scenario, engine, threads)?, most, every)?;
    told(py, progress, |told, stop| {
        Estimate::of(scenario, &options).check(&Machine::here())?;
        let folder = RunFolder::fresh(&out, &scenario.name)?;
        let ran = fazil::experiment::run(scenario, &folder, &options, told, stop);
        if ran.is_err() {
            folder.remove_unused();
        }
        Ok((folder, ran?))
    })
}

/// Goes on with the run in a folder from its last checkpoint.
#[pyfunction]
#[pyo3(signature = (folder, threads, most, every, progress))]
pub fn resume(
    py: Python<'_>,
    folder: PathBuf,
    threads: Option<usize>,
    most: Option<f64>,
    every: Option<f64>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Ran> {
    let scenario = saved(&folder)?;
    let options = timed(options(&scenario, None, threads)?, most, every)?;
    told(py, progress, |told, stop| {
        let folder = RunFolder::existing(&folder)?;
        let summary = fazil::experiment::resume(&folder, &options, told, stop)?;
        Ok((folder, summary))
    })
}

/// The scenario of a run that is there.
fn saved(folder: &Path) -> Result<fazil::scenario::Scenario, Trouble> {
    let path = folder.join("scenario.ron");
    if !path.is_file() {
        let folder = folder.display();
        return Err(Trouble::Run(format!(
            "{folder} is no run's directory: it holds no scenario.ron"
        )));
    }
    caught(|| Ok(fazil::scenario::Scenario::read_saved(&path).map_err(RunError::from)?))
}

/// The options with times in seconds.
fn timed(
    options: RunOptions,
    most: Option<f64>,
    every: Option<f64>,
) -> Result<RunOptions, Trouble> {
    let duration = |name: &str, seconds: Option<f64>| {
        let wrong = |seconds: f64| {
            Trouble::Value(format!(
                "{name} is {seconds} s; expected more than 0 seconds"
            ))
        };
        let parse = |seconds: f64| match Duration::try_from_secs_f64(seconds) {
            Ok(duration) if !duration.is_zero() => Ok(duration),
            _ => Err(wrong(seconds)),
        };
        seconds.map(parse).transpose()
    };
    Ok(RunOptions {
        most_time: duration("max_time", most)?,
        checkpoint_every: duration("checkpoint_every", every)?,
        ..options
    })
}

/// Checks a scenario against its data and this machine: notes, what it will take, its wiring as tables,
/// and as a graph.
#[pyfunction]
pub fn check(
    py: Python<'_>,
    scenario: &Scenario,
) -> PyResult<(Option<String>, String, String, String)> {
    let scenario = &scenario.inner;
    let checked = py.detach(|| {
        caught(|| {
            let machine = Machine::here();
            let estimate = Estimate::of(scenario, &RunOptions::default());
            estimate.check(&machine)?;
            let wiring = &scenario.network.wiring;
            let notes = check_data(scenario)?.into_iter();
            let notes: Vec<String> = notes.chain(settings_without_effect(scenario)).collect();
            Ok((
                (!notes.is_empty()).then(|| notes.join("\n")),
                estimate.sentence(&machine),
                wiring_tables(wiring),
                wiring_dot(&scenario.name, wiring),
            ))
        })
    });
    Ok(checked?)
}

/// What is in a file of examples, as text.
#[pyfunction]
pub fn data(py: Python<'_>, path: PathBuf) -> PyResult<String> {
    interruptible(py, |_| {
        fazil::dataset::view(&path).map_err(|error| Trouble::Run(error.to_string()))
    })
}

/// Every field of a scenario, or those below a path, as text.
#[pyfunction]
#[pyo3(signature = (path))]
pub fn reference(path: Option<&str>) -> PyResult<String> {
    match path {
        None => Ok(scenario_reference()),
        Some(path) => Ok(scenario_reference_of(path).map_err(Trouble::Value)?),
    }
}
