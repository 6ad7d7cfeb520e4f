//! Commands that do many runs, keep every finished one at once, and go on where they were stopped:
//! studies, sweeps, the paper's tables and figures.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use fazil::experiment::sweep::Forecast;
use fazil::experiment::{OutputFile, StudyOptions, unfinished_study};
use fazil::paper::{QueueProgress, ReproduceOptions, Reproduction, Size, folder, write_page};
use fazil::record::RunFolder;
use fazil::run_plan::{Factor, Study, SweepOptions, SweepPlan, check_study};
use fazil::scenario::{Edit, ScenarioText};
use pyo3::prelude::*;

use crate::errors::{Trouble, caught};
use crate::interrupt::{Listener, interruptible};
use crate::scenario::{Scenario, edits};

/// Does `work`, whose queue of runs tells Python how far it is; what Python raises stops it.
fn queued<R: Send>(
    py: Python<'_>,
    name: &str,
    progress: Option<Py<PyAny>>,
    work: impl FnOnce(&AtomicBool, &(dyn Fn(&QueueProgress) + Sync)) -> Result<R, Trouble> + Send,
) -> PyResult<R> {
    let (made, raised) = interruptible(py, |stop| {
        let listener = Mutex::new(Listener::new(progress));
        let tell = |standing: &QueueProgress| {
            let Ok(mut listener) = listener.lock() else {
                return;
            };
            let (n_done, n_runs) = (standing.n_done as u64, standing.n_runs as u64);
            if !listener.tell(name, n_done, n_runs) {
                stop.store(true, Ordering::Relaxed);
            }
        };
        let made = work(stop, &tell)?;
        let raised = listener.into_inner().ok().and_then(|heard| heard.raised);
        Ok((made, raised))
    })?;
    raised.map_or(Ok(made), Err)
}

/// Workers that help: no more than cores, as in the program.
fn workers(threads: usize) -> usize {
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    threads.min(n_cores)
}

/// Name and what goes wrong, of every study.
#[pyfunction]
pub fn studies() -> Vec<(&'static str, &'static str)> {
    Study::ALL
        .map(|study| (study.name(), study.about()))
        .to_vec()
}

/// Runs a study and leaves its folder below `out`: its name, the folder, and its table; no table if
/// it was stopped. `changes` are those that the scenario has already.
#[pyfunction]
#[pyo3(signature = (name, scenario, changes, out, epochs, seeds, threads, progress))]
#[expect(clippy::too_many_arguments, reason = "the arguments of the command")]
pub fn study(
    py: Python<'_>,
    name: &str,
    scenario: &Scenario,
    changes: Vec<(String, String)>,
    out: PathBuf,
    epochs: Option<usize>,
    seeds: u64,
    threads: usize,
    progress: Option<Py<PyAny>>,
) -> PyResult<Studied> {
    let names = Study::ALL.map(Study::name).join(", ");
    let wrong = || {
        Trouble::Value(format!(
            "there is no study {name:?}; expected one of {names}"
        ))
    };
    let chosen = Study::named(name).ok_or_else(wrong)?;
    let options = StudyOptions {
        epochs: epochs.unwrap_or(chosen.default_epochs()),
        seeds,
        n_threads: workers(threads),
    };
    check_counts(Some(options.epochs), seeds)?;
    let amount = SweepOptions {
        seeds,
        epochs: Some(options.epochs),
    };
    let checked = edits(&changes)?;
    check_study(chosen, &checked, amount).map_err(Trouble::from)?;
    let scenario = &scenario.inner;
    queued(py, name, progress, |stop, tell| {
        let folder = RunFolder::fresh(&out, &format!("study-{}", chosen.name()))?;
        let made = run_study(chosen, scenario, options, &folder, stop, tell);
        if made.is_err() {
            folder.remove_unused();
        }
        made
    })
}

/// Goes on with the study in a folder.
#[pyfunction]
#[pyo3(signature = (place, threads, progress))]
pub fn resume_study(
    py: Python<'_>,
    place: PathBuf,
    threads: usize,
    progress: Option<Py<PyAny>>,
) -> PyResult<Studied> {
    let (chosen, scenario, options) = caught(|| Ok(unfinished_study(&place)?))?;
    let options = StudyOptions {
        n_threads: workers(threads),
        ..options
    };
    queued(py, chosen.name(), progress, |stop, tell| {
        let folder = RunFolder::existing(&place)?;
        run_study(chosen, &scenario, options, &folder, stop, tell)
    })
}

/// A study: its name, its folder, and its table if it came to its end.
type Studied = (&'static str, PathBuf, Option<String>);

fn run_study(
    chosen: Study,
    scenario: &fazil::scenario::Scenario,
    options: StudyOptions,
    folder: &RunFolder,
    stop: &AtomicBool,
    tell: &(dyn Fn(&QueueProgress) + Sync),
) -> Result<Studied, Trouble> {
    let table = fazil::experiment::study(chosen, scenario, options, folder, stop, tell)?;
    let table = table.map(|table| table.to_string());
    Ok((chosen.name(), folder.path().to_owned(), table))
}

fn check_counts(epochs: Option<usize>, seeds: u64) -> Result<(), Trouble> {
    match epochs == Some(0) || seeds == 0 {
        true => {
            let problem = "epochs and seeds are 1 or more";
            Err(Trouble::Value(problem.to_owned()))
        }
        false => Ok(()),
    }
}

/// A sweep that is planned: its scenario, and every combination of its factors.
#[pyclass(frozen, module = "fazil._fazil")]
pub struct Sweep {
    plan: SweepPlan,
    /// Where it was begun at an earlier time.
    place: Option<PathBuf>,
}

#[pymethods]
impl Sweep {
    /// Plans a sweep of a built-in scenario by its name or of a file, or of a text that `file` names;
    /// `over` are factors as after `--over`.
    #[staticmethod]
    #[pyo3(signature = (name_or_path, text, changes, over, seeds, epochs))]
    fn plan(
        py: Python<'_>,
        name_or_path: &str,
        text: Option<String>,
        changes: Vec<(String, String)>,
        over: Vec<String>,
        seeds: u64,
        epochs: Option<usize>,
    ) -> PyResult<Self> {
        check_counts(epochs, seeds)?;
        let plan = || {
            let text = match text {
                Some(text) => ScenarioText::new(text, name_or_path),
                None => ScenarioText::open(name_or_path)?,
            };
            let edits: Vec<Edit> = edits(&changes)?;
            let wrong = |error| Trouble::Value(format!("over: {error}"));
            let factors = over.iter().map(|said| said.parse().map_err(wrong));
            let factors = factors.collect::<Result<Vec<Factor>, _>>()?;
            let options = SweepOptions { seeds, epochs };
            Ok(SweepPlan::new(&text, &edits, factors, options)?)
        };
        let plan = py.detach(|| caught(plan))?;
        Ok(Self { plan, place: None })
    }

    /// The sweep in a folder, which was stopped or killed.
    #[staticmethod]
    fn of(py: Python<'_>, place: PathBuf) -> PyResult<Self> {
        let plan = py.detach(|| caught(|| Ok(SweepPlan::of(&place)?)))?;
        let place = Some(place);
        Ok(Self { plan, place })
    }

    /// How many runs there are, in a sentence.
    fn __repr__(&self) -> String {
        format!("<fazil sweep of {}>", self.plan.sentence())
    }

    /// How long it will take: runs in all, those that are done, runs at a time, and seconds.
    fn forecast(&self, py: Python<'_>, threads: usize) -> PyResult<(usize, usize, usize, f64)> {
        let (plan, place) = (&self.plan, self.place.as_deref());
        let n_threads = workers(threads);
        let found: Forecast = interruptible(py, |stop| {
            Ok(fazil::experiment::sweep::forecast(
                plan, place, n_threads, stop,
            )?)
        })?;
        let (n_runs, n_kept) = (found.n_runs, found.n_kept);
        Ok((n_runs, n_kept, found.n_threads, found.seconds))
    }

    /// Runs what is left of it, in its folder or in a new one below `out`: the folder, and the table
    /// for the screen if it came to its end.
    #[pyo3(signature = (out, threads, progress))]
    fn run(
        &self,
        py: Python<'_>,
        out: PathBuf,
        threads: usize,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<(PathBuf, Option<String>)> {
        let (plan, n_threads) = (&self.plan, workers(threads));
        queued(py, "sweep", progress, |stop, tell| {
            let folder = match &self.place {
                Some(place) => RunFolder::existing(place)?,
                None => RunFolder::fresh(&out, &format!("sweep-{}", plan.scenario_name()))?,
            };
            let table = fazil::experiment::sweep::sweep(plan, &folder, n_threads, stop, tell)?;
            let table = table.map(|table| table.to_string());
            Ok((folder.path().to_owned(), table))
        })
    }
}

/// Name and what it is, of every table and figure that can be reproduced.
#[pyfunction]
pub fn reproductions() -> Vec<(&'static str, &'static str)> {
    Reproduction::ALL
        .map(|one| (one.name(), one.about()))
        .to_vec()
}

/// Reproduces tables or figures: the folder and the text of each; `None` if it was stopped. `page` is
/// a page in Markdown that is written as well.
#[pyfunction]
#[pyo3(signature = (names, size, data, out, threads, page, progress))]
#[expect(clippy::too_many_arguments, reason = "the arguments of the command")]
pub fn reproduce(
    py: Python<'_>,
    names: Vec<String>,
    size: &str,
    data: Option<PathBuf>,
    out: PathBuf,
    threads: usize,
    page: Option<PathBuf>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Option<Vec<(PathBuf, String)>>> {
    if let Some(page) = &page {
        OutputFile::Reproduction.admit(page).map_err(Trouble::Run)?;
    }
    let named = names.iter().map(|name| reproduction(name));
    let which = named.collect::<Result<Vec<Reproduction>, _>>()?;
    let options = ReproduceOptions {
        size: size_named(size)?,
        mnist: data,
        out,
        n_threads: workers(threads),
    };
    queued(py, &names.join(", "), progress, |stop, tell| {
        let mut chapters = Vec::new();
        for one in which {
            let Some(chapter) = fazil::paper::reproduce(one, &options, stop, tell)? else {
                return Ok(None);
            };
            chapters.push((one, chapter));
        }
        if let Some(page) = page.as_deref().map(Path::new) {
            write_page(page, &options, &chapters)?;
        }
        let told = |(one, chapter)| (folder(one, &options), format!("{chapter}"));
        let told = chapters.into_iter().map(told);
        Ok(Some(told.collect()))
    })
}

fn reproduction(name: &str) -> Result<Reproduction, Trouble> {
    let names = Reproduction::ALL.map(Reproduction::name).join(", ");
    let wrong = || {
        Trouble::Value(format!(
            "there is no {name:?} to reproduce; expected {names}, all"
        ))
    };
    Reproduction::named(name).ok_or_else(wrong)
}

fn size_named(size: &str) -> Result<Size, Trouble> {
    match size {
        "tiny" => Ok(Size::Tiny),
        "quick" => Ok(Size::Quick),
        "full" => Ok(Size::Full),
        other => {
            let problem = format!("size is {other:?}; expected quick or full");
            Err(Trouble::Value(problem))
        }
    }
}
