//! What is asked of a run that is over: its pictures, why a synapse changed, a trace; and a page for the
//! browser.

use std::path::{Path, PathBuf};

use fazil::axon::SynapseId;
use fazil::disk::{write_named, write_whole};
use fazil::experiment::OutputFile;
use fazil::run_files::Among;
use fazil::why::{Find, Lanes, Question};
use pyo3::prelude::*;

use crate::errors::Trouble;
use crate::interrupt::interruptible;
use crate::scenario::Scenario;

fn unwritten(path: &Path, error: &std::io::Error) -> Trouble {
    Trouble::Run(format!("cannot write {}: {error}", path.display()))
}

/// The file of each picture and what it shows, and what does not belong together in the folder.
type Plotted = (Vec<(String, &'static str)>, Vec<String>);

/// Draws a run's pictures and its page again.
#[pyfunction]
pub fn plot(py: Python<'_>, run: PathBuf) -> PyResult<Plotted> {
    interruptible(py, |_| {
        let pictures = fazil::run_report::plot(&run)?;
        let notes = fazil::run_report::inconsistencies(&run)?;
        let page = fazil::run_report::run_page_with_notes(&run, &pictures, &notes)?;
        let texts = pictures
            .iter()
            .map(|picture| (picture.file.as_str(), &picture.svg));
        for (file, text) in texts.chain([("report.html", &page)]) {
            let path = run.join(file);
            let written = write_whole(&path, text.as_bytes());
            written.map_err(|error| unwritten(&path, &error))?;
        }
        let told = pictures
            .into_iter()
            .map(|picture| (picture.file, picture.about));
        Ok((told.collect(), notes))
    })
}

/// Why a synapse changed: as text, and as an SVG picture. What is not named is looked for: `find` is
/// `largest`, `first_spike` or `first_miss`, among the synapses that `of` names. The picture is written to
/// `out`.
#[pyfunction]
#[pyo3(signature = (run, synapse, presentation, find, of, lane, all, out))]
#[expect(clippy::too_many_arguments, reason = "the arguments of the command")]
pub fn why(
    py: Python<'_>,
    run: PathBuf,
    synapse: Option<&str>,
    presentation: Option<u64>,
    find: &str,
    of: Option<&str>,
    lane: Option<usize>,
    all: bool,
    out: Option<PathBuf>,
) -> PyResult<(String, String)> {
    if let Some(out) = &out {
        OutputFile::Picture.admit(out).map_err(Trouble::Run)?;
    }
    // Names of populations are the scenario's; a run without one is refused below.
    let saved = fazil::scenario::Scenario::read_saved(&run.join("scenario.ron"));
    let numbers = |text: &str| match &saved {
        Ok(saved) => saved.network.wiring.with_numbers(text),
        Err(_) => text.to_owned(),
    };
    let question = Question {
        synapse: synapse
            .map(|text| synapse_named(text, &numbers(text)))
            .transpose()?,
        presentation,
        find: find_named(find)?,
        among: of.map(|text| among(text, &numbers(text))).transpose()?,
        lanes: match (all, lane) {
            (true, _) => Lanes::All,
            (false, Some(lane)) => Lanes::One(lane),
            (false, None) => Lanes::Largest,
        },
    };
    interruptible(py, |_| {
        let found = fazil::why::why(&run, &question)?;
        if let Some(out) = &out {
            let written = write_named(out, found.svg.as_bytes());
            written.map_err(|error| unwritten(out, &error))?;
        }
        Ok((found.text, found.svg))
    })
}

fn synapse_named(text: &str, numbers: &str) -> Result<SynapseId, Trouble> {
    let expected = "expected a synapse such as error/1/12<-value/2/3 or error/1/12<-bias";
    let wrong = |()| Trouble::Value(format!("{text:?} is no synapse; {expected}"));
    numbers.parse().map_err(wrong)
}

fn among(text: &str, numbers: &str) -> Result<Among, Trouble> {
    let wrong = |error| Trouble::Value(format!("{text:?} names no synapses: {error}"));
    numbers.parse::<Among>().map_err(wrong)
}

fn find_named(name: &str) -> Result<Find, Trouble> {
    match name {
        "largest" => Ok(Find::Largest),
        "first_spike" => Ok(Find::FirstSpike),
        "first_miss" => Ok(Find::FirstMiss),
        other => Err(Trouble::Value(format!(
            "find is {other:?}; expected largest, first_spike or first_miss"
        ))),
    }
}

/// Writes presentations `first..end` of a run as a trace; how the run was repeated.
#[pyfunction]
pub fn trace(py: Python<'_>, run: PathBuf, first: u64, end: u64, out: PathBuf) -> PyResult<String> {
    if first >= end {
        let problem =
            format!("presentations {first}..{end} are none; expected a range such as 3..7");
        return Err(Trouble::Value(problem).into());
    }
    OutputFile::Trace.admit(&out).map_err(Trouble::Run)?;
    interruptible(py, |_| {
        Ok(fazil::experiment::trace(
            &run,
            first..end,
            &out,
            true,
            &|_| {},
        )?)
    })
}

/// Writes the page of docs/playground as one file that opens on a scenario.
#[pyfunction]
pub fn page(py: Python<'_>, scenario: &Scenario, out: PathBuf) -> PyResult<()> {
    OutputFile::Page.admit(&out).map_err(Trouble::Run)?;
    let scenario = &scenario.inner;
    interruptible(py, |_| {
        let page = fazil::experiment::lesson_page(scenario)?;
        write_named(&out, page.as_bytes()).map_err(|error| unwritten(&out, &error))
    })
}
