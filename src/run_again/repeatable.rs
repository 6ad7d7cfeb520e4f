//! Whether a run that is over can be repeated: from the same scenario, the same files and the
//! same weights at birth, to the same weights at the end.
//!
//! Promises that what is explained is the run that left the folder, or that it is refused; and
//! that no file outside the folder is read without being named. The folder may come from anywhere.

use std::path::Path;

use serde_json::Value;

use super::Tell;
use crate::blueprint::Weights;
use crate::run_files::own_files;
use crate::run_files::saved_text;
use crate::run_files::sources::{self, Sources};
use crate::run_files::summary::{ARITHMETIC, FORMAT_VERSION};
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::precision::for_scenario;
use crate::session::{Estimate, Machine, RunError, RunOptions, Session, set_up};

/// A run that took longer [s] is not run once more to its end just to be looked at.
const LONGEST: f64 = 10.0;
/// Nor is one that takes longer than this by its scenario [s], whatever its summary says: the
/// estimate is rough.
const LONGEST_ESTIMATED: f64 = 300.0;

/// The scenario of the run in `folder`, and what was read and compared, a sentence a line.
///
/// # Errors
/// If the folder is no run's, or the run cannot be repeated.
pub(crate) fn repeatable(folder: &Path, tell: Tell<'_>) -> Result<(Scenario, String), RunError> {
    let path = folder.join("scenario.ron");
    let scenario = Scenario::read_saved(&path)?;
    let sources = Sources::read(folder)?;
    let mut words = match &sources {
        Some(sources) => {
            let text = saved_text::text(&path)?;
            if !sources.is_scenario(&text) {
                return Err(RunError::unrepeatable(format!(
                    "{}: this is another scenario than the run was of: it was changed since; run \
                     it anew with `fazil run {}`",
                    path.display(),
                    path.display()
                )));
            }
            sources.compare(&scenario, folder)?
        }
        None if sources::names_files(&scenario) => {
            return Err(RunError::unrepeatable(format!(
                "{} holds no {}, so it is not known which data or weights the run read; run it \
                 anew with `fazil run {}`",
                folder.display(),
                sources::FILE,
                path.display()
            )));
        }
        None => String::new(),
    };
    words.push_str(&for_scenario!(&scenario, compare)(
        &scenario,
        folder,
        sources.as_ref(),
        tell,
    )?);
    if let Some(sentence) = own_files::sentence_about(folder)? {
        words.push_str(&format!("note: {sentence}\n"));
    }
    Ok((scenario, words))
}

/// Compares the weights at birth, and, if the run was short, those at its end.
fn compare<S: Scalar>(
    scenario: &Scenario,
    folder: &Path,
    sources: Option<&Sources>,
    tell: Tell<'_>,
) -> Result<String, RunError> {
    let estimate = Estimate::of(scenario, &RunOptions::default());
    estimate.check(&Machine::here())?;
    let setup = set_up::<S>(scenario)?;
    let born = setup.circuit.blueprint().weights.blake3();
    if sources.is_some_and(|sources| !sources.are_initial(&born)) {
        return Err(RunError::unrepeatable(format!(
            "the run in {} cannot be repeated: its weights at birth were others than they are now",
            folder.display()
        )));
    }
    let ending = match Ending::read(folder)? {
        Ok(ending) => ending,
        Err(note) => return Ok(note),
    };
    if estimate.seconds() > LONGEST_ESTIMATED {
        return Ok(format!(
            "by its scenario the run takes about {:.0} s, so it was not run once more to its end; \
             its scenario, files and weights at birth are the same\n",
            estimate.seconds()
        ));
    }
    let options = RunOptions::default();
    let session = Session::of(setup, scenario, &options);
    let weights = end(session, ending.n_presentations, tell)?;
    let found = weights.blake3();
    match found == ending.weights_blake3 {
        true => Ok(String::new()),
        false => Err(RunError::unrepeatable(format!(
            "the run in {} cannot be repeated, so nothing can be said about it: run once more, its \
             weights at the end have the BLAKE3 {found}, and its summary.json says {} (it was \
             written by fazil {}, this is {})",
            folder.display(),
            ending.weights_blake3.escape_debug(),
            ending.program_version,
            env!("CARGO_PKG_VERSION")
        ))),
    }
}

/// How a run ended, by its summary.
struct Ending {
    weights_blake3: String,
    /// Lane by lane.
    n_presentations: u64,
    program_version: String,
}

impl Ending {
    /// That of the run in `folder`, or why its end is not compared, as a line.
    fn read(folder: &Path) -> Result<Result<Self, String>, RunError> {
        let path = folder.join("summary.json");
        let Some(text) = saved_text::text_if_there(&path)? else {
            let note = "the run left no summary.json, so its end was not compared\n";
            return Ok(Err(note.to_owned()));
        };
        let summary = saved_text::json(&path, &text, FORMAT_VERSION)?;
        let word = |name: &str| summary[name].as_str().map(str::to_owned);
        same_arithmetic(&path, &summary)?;
        let (Some(weights_blake3), Some(ended), Some(n_presentations)) = (
            word("weights_blake3"),
            word("ended"),
            summary["presentations"].as_u64(),
        ) else {
            return Err(RunError::unrepeatable(format!(
                "{} lacks weights_blake3, ended or presentations, which every run writes",
                path.display()
            )));
        };
        if !["finished", "interrupted"].contains(&ended.as_str()) {
            let note = "the run failed before its end, which was not compared\n";
            return Ok(Err(note.to_owned()));
        }
        if let Some(seconds) = summary["seconds"].as_f64().filter(|&s| s > LONGEST) {
            return Ok(Err(format!(
                "the run took {seconds:.0} s, so it was not run once more to its end; its scenario, \
                 files and weights at birth are the same\n"
            )));
        }
        Ok(Ok(Self {
            weights_blake3,
            n_presentations,
            program_version: version(&summary),
        }))
    }
}

/// The version of the program that wrote a summary, as a message shows it.
fn version(summary: &Value) -> String {
    let version = summary["program_version"].as_str().unwrap_or("unknown");
    let version: String = version.chars().take(20).collect();
    version.escape_debug().to_string()
}

/// Refuses a run whose numbers were computed otherwise than this program computes them; fractions
/// are the same in every arithmetic.
fn same_arithmetic(path: &Path, summary: &Value) -> Result<(), RunError> {
    let found = summary["arithmetic"].as_u64().unwrap_or(1);
    if found == u64::from(ARITHMETIC) || summary["precision"] == "Exact" {
        return Ok(());
    }
    Err(RunError::unrepeatable(format!(
        "{}: this run was computed with other arithmetic (version {found}, by fazil {}) than this \
         program's (version {ARITHMETIC}), so its numbers cannot be repeated here; version 1 rounded \
         x and did not fuse sums",
        path.display(),
        version(summary)
    )))
}

/// The weights after so many presentations, lane by lane, or at the end of the timetable.
fn end<S: Scalar>(
    mut session: Session<S>,
    n_presentations: u64,
    tell: Tell<'_>,
) -> Result<Weights<S>, RunError> {
    let mut n_shown = 0;
    while n_shown < n_presentations {
        tell(session.n_presentations());
        let presented = session
            .step()
            .map_err(|fault| RunError::failed(&fault, session.wiring()))?;
        let Some(presented) = presented else { break };
        n_shown += presented.shown.presentation.examples.len() as u64;
    }
    Ok(session.weights())
}
