//! The commands of the program as functions: each does what its command does, and leaves the same
//! files.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use fazil::axon::{AgentId, SynapseId};
use fazil::experiment::audit::{AuditOptions, COLUMNS};
use fazil::paper::{ReproduceOptions, Reproduction, Size, QueueProgress, folder};
use fazil::experiment::{EpochMetrics, Progress, Standing, Study, StudyOptions};
use fazil::record::RunFolder;
use fazil::scenario::EngineKind;
use fazil::session::{Estimate, Machine, RunOptions, check_data};
use fazil::synapse::Saboteur;
use pyo3::prelude::*;

use crate::errors::{Trouble, caught};
use crate::interrupt::{Listener, interruptible};
use crate::scenario::Scenario;

/// Neurons in a network that is audited whole, as in the program.
const MOST_NEURONS: usize = 2000;
/// Neurons taken out of a larger one.
const SAMPLE: usize = 200;

/// Name and what it shows, of every built-in scenario.
#[pyfunction]
pub fn scenarios() -> Vec<(&'static str, String)> {
    fazil::scenario::Scenario::built_in_names()
}

/// An engine by its name.
pub fn engine_kind(name: Option<&str>) -> Result<Option<EngineKind>, Trouble> {
    let kinds = [EngineKind::Auto, EngineKind::Literal, EngineKind::Packed];
    let Some(name) = name else { return Ok(None) };
    let found = kinds
        .into_iter()
        .find(|kind| format!("{kind:?}").eq_ignore_ascii_case(name));
    let wrong = || {
        Trouble::Value(format!(
            "engine is {name:?}; expected auto, literal or packed"
        ))
    };
    found.map(Some).ok_or_else(wrong)
}

/// Workers that help: no more than cores and neurons, as in the program.
pub fn options(
    scenario: &fazil::scenario::Scenario,
    engine: Option<&str>,
    threads: Option<usize>,
) -> Result<RunOptions, Trouble> {
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    let n_neurons: usize = scenario.network.widths().iter().sum();
    let most = n_cores.min(n_neurons.max(1));
    Ok(RunOptions {
        engine: engine_kind(engine)?,
        n_threads: threads.or(scenario.engine.threads).map(|n| n.min(most)),
        ..RunOptions::default()
    })
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

/// Runs a scenario and leaves its folder below `out`: the folder, the summary as JSON, and what
/// would have been told at the screen.
#[pyfunction]
#[pyo3(signature = (scenario, out, engine, threads, progress))]
pub fn run(
    py: Python<'_>,
    scenario: &Scenario,
    out: PathBuf,
    engine: Option<&str>,
    threads: Option<usize>,
    progress: Option<Py<PyAny>>,
) -> PyResult<(PathBuf, String, Vec<String>)> {
    let scenario = &scenario.inner;
    let options = options(scenario, engine, threads)?;
    let (made, raised) = interruptible(py, |stop| {
        Estimate::of(scenario, &options).check(&Machine::here())?;
        let folder = RunFolder::fresh(&out, &scenario.name)?;
        let mut told = Told {
            listener: Listener::new(progress),
            stop,
            notes: Vec::new(),
        };
        let ran = fazil::experiment::run(scenario, &folder, &options, &mut told, stop);
        if ran.is_err() {
            folder.remove_unused();
        }
        let summary = serde_json::to_string(&ran?).map_err(|e| Trouble::Bug(e.to_string()))?;
        Ok((
            (folder.path().to_owned(), summary, told.notes),
            told.listener.raised,
        ))
    })?;
    raised.map_or(Ok(made), Err)
}

/// Checks a scenario against its data and this machine: notes, and what it will take.
#[pyfunction]
pub fn check(py: Python<'_>, scenario: &Scenario) -> PyResult<(Option<String>, String)> {
    let scenario = &scenario.inner;
    let checked = py.detach(|| {
        caught(|| {
            let machine = Machine::here();
            let estimate = Estimate::of(scenario, &RunOptions::default());
            estimate.check(&machine)?;
            Ok((check_data(scenario)?, estimate.sentence(&machine)))
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

/// Audits a scenario and leaves a folder below `out`: the folder, and the audit as JSON.
#[pyfunction]
#[pyo3(signature = (scenario, out, presentations, sample, progress))]
pub fn audit(
    py: Python<'_>,
    scenario: &Scenario,
    out: PathBuf,
    presentations: usize,
    sample: Option<usize>,
    progress: Option<Py<PyAny>>,
) -> PyResult<(PathBuf, String)> {
    let scenario = &scenario.inner;
    let n_neurons = 2 * scenario.network.widths().iter().sum::<usize>();
    let options = AuditOptions {
        presentations: Some(presentations).filter(|&n| n > 0),
        sample: sample.or((n_neurons > MOST_NEURONS).then_some(SAMPLE)),
        saboteur: Saboteur::None,
    };
    let (found, raised) = interruptible(py, |stop| {
        let mut listener = Listener::new(progress);
        let found = fazil::experiment::audit::audit(scenario, &options, &mut |model, done, all| {
            let goes_on = listener.tell(model, done as u64, all as u64);
            match goes_on && !stop.load(Ordering::Relaxed) {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        });
        let Some(found) = found? else {
            return Ok((None, listener.raised));
        };
        let folder = RunFolder::fresh(&out, &format!("audit-{}", scenario.name))?;
        folder.write_json("audit.json", &found)?;
        folder.write_text("scenario.ron", &scenario.to_ron())?;
        let text = serde_json::to_string(&found).map_err(|e| Trouble::Bug(e.to_string()))?;
        Ok((Some((folder.path().to_owned(), text)), listener.raised))
    })?;
    let stopped = || Trouble::Run("the audit was stopped".to_owned());
    raised.map_or_else(|| Ok(found.ok_or_else(stopped)?), Err)
}

/// What a neuron heard, computed and said alone: columns, rows, presentations, messages heard,
/// beats among them, ticks, the first difference, whether its weights are the same.
type Isolated = (
    Vec<&'static str>,
    Vec<[String; 5]>,
    [usize; 4],
    Option<String>,
    bool,
);

/// Takes one neuron out of the network and leaves a folder below `out`.
#[pyfunction]
pub fn isolate(
    py: Python<'_>,
    scenario: &Scenario,
    neuron: &str,
    presentations: usize,
    out: PathBuf,
) -> PyResult<(PathBuf, Isolated)> {
    let scenario = &scenario.inner;
    let id = agent(neuron)?;
    interruptible(py, |_| {
        let alone = fazil::experiment::audit::isolate_neuron(scenario, id, presentations)?;
        let name = format!("isolate-{}-{}", scenario.name, neuron.replace('/', "-"));
        let folder = RunFolder::fresh(&out, &name)?;
        let rows = alone.rows.iter().map(|row| row.to_vec());
        folder.write_csv("mailbox.csv", &COLUMNS.map(str::to_owned), rows)?;
        let counts = [
            alone.presentations,
            alone.n_heard,
            alone.n_beats,
            alone.n_ticks,
        ];
        let columns = COLUMNS.to_vec();
        let told = (
            columns,
            alone.rows,
            counts,
            alone.difference,
            alone.same_weights,
        );
        Ok((folder.path().to_owned(), told))
    })
}

/// A neuron by its name.
pub fn agent(name: &str) -> Result<AgentId, Trouble> {
    let expected = "expected a neuron such as error/1/7 or value/2/0 (layer, then index)";
    let id = name.parse::<AgentId>();
    let id = id
        .ok()
        .filter(|id| matches!(id, AgentId::Value { .. } | AgentId::Error { .. }));
    id.ok_or_else(|| Trouble::Value(format!("{name:?} is no neuron; {expected}")))
}

/// Name and what goes wrong, of every study.
#[pyfunction]
pub fn studies() -> Vec<(&'static str, &'static str)> {
    Study::ALL
        .map(|study| (study.name(), study.about()))
        .to_vec()
}

/// Runs a study and leaves its folder below `out`: the folder, and its table.
#[pyfunction]
#[pyo3(signature = (name, scenario, out, epochs, seeds, threads, progress))]
#[expect(clippy::too_many_arguments, reason = "the arguments of the command")]
pub fn study(
    py: Python<'_>,
    name: &str,
    scenario: &Scenario,
    out: PathBuf,
    epochs: Option<usize>,
    seeds: u64,
    threads: usize,
    progress: Option<Py<PyAny>>,
) -> PyResult<(PathBuf, String)> {
    let scenario = &scenario.inner;
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
        n_threads: threads,
    };
    if options.epochs == 0 || seeds == 0 {
        let problem = "epochs and seeds are 1 or more";
        return Err(Trouble::Value(problem.to_owned()).into());
    }
    let (made, raised) = interruptible(py, |_| {
        let folder = RunFolder::fresh(&out, &format!("study-{}", chosen.name()))?;
        let listener = Mutex::new(Listener::new(progress));
        let tell = |n_done: usize, n_runs: usize| {
            if let Ok(mut listener) = listener.lock() {
                listener.tell(name, n_done as u64, n_runs as u64);
            }
        };
        let table = fazil::experiment::study(chosen, scenario, options, &folder, &tell);
        if table.is_err() {
            folder.remove_unused();
        }
        let made = (folder.path().to_owned(), table?.to_string());
        let raised = listener.into_inner().ok().and_then(|heard| heard.raised);
        Ok((made, raised))
    })?;
    raised.map_or(Ok(made), Err)
}

/// Draws a run's pictures and its page again: their files, and what each shows.
#[pyfunction]
pub fn plot(py: Python<'_>, run: PathBuf) -> PyResult<Vec<(String, &'static str)>> {
    interruptible(py, |_| {
        let pictures = fazil::experiment::plot(&run)?;
        let page = fazil::experiment::run_page(&run, &pictures)?;
        let texts = pictures
            .iter()
            .map(|picture| (picture.file.as_str(), &picture.svg));
        for (file, text) in texts.chain([("report.html", &page)]) {
            let path = run.join(file);
            let written = fazil::disk::write_whole(&path, text.as_bytes());
            written.map_err(|e| Trouble::Run(format!("cannot write {}: {e}", path.display())))?;
        }
        let told = pictures
            .into_iter()
            .map(|picture| (picture.file, picture.about));
        Ok(told.collect())
    })
}

/// Why a synapse changed: as text, and as an SVG picture.
#[pyfunction]
pub fn why(
    py: Python<'_>,
    run: PathBuf,
    synapse: &str,
    presentation: u64,
) -> PyResult<(String, String)> {
    let expected = "expected a synapse such as error/1/12<-value/2/3 or error/1/12<-bias";
    let wrong = |()| Trouble::Value(format!("{synapse:?} is no synapse; {expected}"));
    let id = synapse.parse::<SynapseId>().map_err(wrong)?;
    interruptible(py, |_| {
        let found = fazil::experiment::why(&run, id, presentation)?;
        Ok((found.text, found.svg))
    })
}

/// Writes presentations `first..end` of a run as a trace; how the run was repeated.
#[pyfunction]
pub fn trace(py: Python<'_>, run: PathBuf, first: u64, end: u64, out: PathBuf) -> PyResult<String> {
    if first >= end {
        let problem =
            format!("presentations {first}..{end} are none; expected a range such as 3..7");
        return Err(Trouble::Value(problem).into());
    }
    interruptible(py, |_| {
        Ok(fazil::experiment::trace(&run, first..end, &out, true)?)
    })
}

/// Name and what it is, of every table and figure that can be reproduced.
#[pyfunction]
pub fn reproductions() -> Vec<(&'static str, &'static str)> {
    Reproduction::ALL
        .map(|one| (one.name(), one.about()))
        .to_vec()
}

/// Reproduces a table or figure: its folder, and its text; `None` if it was stopped.
#[pyfunction]
#[pyo3(signature = (name, size, data, out, threads, progress))]
pub fn reproduce(
    py: Python<'_>,
    name: &str,
    size: &str,
    data: Option<PathBuf>,
    out: PathBuf,
    threads: usize,
    progress: Option<Py<PyAny>>,
) -> PyResult<Option<(PathBuf, String)>> {
    let names = Reproduction::ALL.map(Reproduction::name).join(", ");
    let wrong = || {
        Trouble::Value(format!(
            "there is no {name:?} to reproduce; expected {names}"
        ))
    };
    let which = Reproduction::named(name).ok_or_else(wrong)?;
    let size = match size {
        "tiny" => Size::Tiny,
        "quick" => Size::Quick,
        "full" => Size::Full,
        other => {
            let problem = format!("size is {other:?}; expected quick or full");
            return Err(Trouble::Value(problem).into());
        }
    };
    let options = ReproduceOptions {
        size,
        mnist: data,
        out,
        n_threads: threads,
    };
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
        let chapter = fazil::paper::reproduce(which, &options, stop, &tell)?;
        let made = chapter.map(|chapter| (folder(which, &options), chapter.to_string()));
        let raised = listener.into_inner().ok().and_then(|heard| heard.raised);
        Ok((made, raised))
    })?;
    raised.map_or(Ok(made), Err)
}
