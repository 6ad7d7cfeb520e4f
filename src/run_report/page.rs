//! `report.html`: a run on one page, from the files in its folder.

use std::path::Path;

use serde_json::Value;

use super::glossary::{TERMS, TERMS_OF_GRAPHS};
use super::picture::Picture;
use super::remarks::{Counted, remarks};
use crate::record::{RECORD_FORMAT_VERSION, is_unfinished};
use crate::report::{Page, Section, grouped, page, scientific};
use crate::run_files::saved_text;
use crate::run_files::summary::FORMAT_VERSION;
use crate::scenario::Scenario;
use crate::session::RunError;

/// Every number of `summary.json` that is explained: its path, its name, what it means.
#[rustfmt::skip]
const MEANINGS: [(&str, &str, &str); 24] = [
    ("ended", "how it ended", ""),
    ("test_accuracy", "test accuracy", "fraction of the test examples that the network recognises; it never learns from them"),
    ("bp_test_accuracy", "… of backpropagation", "the same for plain backpropagation, born with the same weights and taught the same examples in the same order: the judge"),
    ("test_error", "test error", "Σ (target − output)², mean over the test examples; smaller is better"),
    ("bp_test_error", "… of backpropagation", "the same for the judge"),
    ("test_r_squared", "test R²", "1 − Σ(target − output)² / Σ(target − mean)² over the test examples: 1 is exact, 0 no better than the mean; outputs.csv has each output"),
    ("bp_test_r_squared", "… of backpropagation", "the same for the judge"),
    ("weights_different", "weights ≠ backpropagation's", "how many weights differ from the judge's in any bit"),
    ("max_weight_divergence", "largest |θ − w_BP|", "the largest difference between a weight of the network and the judge's; 0 means that all are the same"),
    ("max_mirror_divergence", "largest |θ − θ′|", "each connection has a weight at either end, and they are never told of each other; this is how far the worst pair is apart"),
    ("phi.expected", "φ expected", "how often a spike detector should fire: the error ε at its synapse was not 0 at t = l. Both ends of a connection count, and synapses with f(x) = 0, whose change is then 0"),
    ("phi.hits", "φ as expected", "how often it fired exactly then"),
    ("phi.misses", "φ missed", "expected, and it did not fire"),
    ("phi.false_spikes", "φ false", "it fired at any other time; the synapse then learned something wrong"),
    ("phi.vanished", "vanished", "errors that rounding made 0, and that the judge sees; with x kept as a pair there are none"),
    ("controller_messages", "controller messages", "\"commit now\" from someone in charge; 0 means nobody was"),
    ("interventions", "interventions", "states of neurons that were set from outside; 0 means the network was left to itself"),
    ("unsettled_presentations", "unsettled presentations", "the teacher came before the network was quiet"),
    ("evaluation_spikes", "spikes while tested", "spikes of copies of the network that were only asked, not taught"),
    ("presentations", "presentations", "examples shown, with and without a teacher"),
    ("updates", "updates", "batches taught; after each, every weight has changed at most once"),
    ("messages", "messages", "news from neuron to neuron"),
    ("beats", "beats", "\"nothing new\", which the literal engine says as well"),
    ("seconds", "seconds", "how long it took on this computer, pictures and files aside"),
];

/// The page of the run in a folder, with its pictures.
///
/// # Errors
/// If the folder is no run's, or one of its files cannot be read.
pub fn run_page(folder: &Path, pictures: &[Picture]) -> Result<String, RunError> {
    run_page_with_notes(folder, pictures, &[])
}

/// The same page, with sentences about files of the folder that do not belong together at its top.
///
/// # Errors
/// As for [`run_page`].
pub fn run_page_with_notes(
    folder: &Path,
    pictures: &[Picture],
    notes: &[String],
) -> Result<String, RunError> {
    let summary = summary(folder)?;
    let mut sections = beginning(&summary, notes);
    let remarks = remarks_on(&summary, folder)?;
    if !remarks.is_empty() {
        sections.push(Section::Text("What this means".to_owned(), remarks));
    }
    sections.push(Section::Terms(
        "What the words and symbols mean".to_owned(),
        terms(folder)?,
    ));
    for picture in pictures {
        let heading = picture.file.trim_end_matches(".svg").replace('_', " ");
        let about = picture.about.to_owned();
        sections.push(Section::Picture(
            heading,
            about,
            [picture.svg.clone(), picture.narrow.clone()],
        ));
    }
    if let Some(ticks) = saved_text::text_if_there(&folder.join("ticks.txt"))? {
        sections.push(Section::Listing(
            "Tick by tick".to_owned(),
            "The first presentations, as the screen showed them; ticks.txt of this folder."
                .to_owned(),
            ticks,
        ));
    }
    sections.extend(recorded(folder)?);
    sections.push(how_to_repeat(&summary));
    sections.push(Section::Listing(
        "The scenario".to_owned(),
        "scenario.ron of this folder.".to_owned(),
        saved_text::text(&folder.join("scenario.ron"))?,
    ));
    Ok(page(&Page {
        title: format!("{}: a run of fazil", name(folder, &summary)),
        lead: "A predictive coding network in which every neuron is an agent and no one is in \
               charge, beside backpropagation, with which it is compared. Words and symbols are \
               explained below the numbers; docs/GLOSSARY.md has more of them."
            .to_owned(),
        sections,
    }))
}

/// The words of the page: those of graphs only where the network is no chain.
fn terms(folder: &Path) -> Result<Vec<[&'static str; 2]>, RunError> {
    let scenario = Scenario::read_saved(&folder.join("scenario.ron"))?;
    let of_graphs = match scenario.network.wiring.is_chain() {
        true => &[][..],
        false => &TERMS_OF_GRAPHS[..],
    };
    Ok([&TERMS[..], of_graphs].concat())
}

/// What a person must know before the pictures: what does not belong together, whether the run
/// finished, what was measured.
fn beginning(summary: &Value, notes: &[String]) -> Vec<Section> {
    let mut sections = Vec::new();
    if !notes.is_empty() {
        let heading = "These files are not of one run".to_owned();
        sections.push(Section::Text(heading, notes.to_vec()));
    }
    sections.push(match summary.is_null() {
        true => Section::Text(
            "This run did not finish".to_owned(),
            vec![
                "It was killed, could not write its files, or is still under way. What is below \
                 was drawn from what is whole."
                    .to_owned(),
            ],
        ),
        false => Section::Numbers("What was measured".to_owned(), numbers(summary)),
    });
    sections
}

fn how_to_repeat(summary: &Value) -> Section {
    let text = |key: &str| summary[key].as_str().unwrap_or_default();
    Section::Listing(
        "How to repeat it".to_owned(),
        "The scenario below has every default filled in. It runs again to the same bits, on any \
         computer and with any number of threads; then compare weights_blake3 in summary.json."
            .to_owned(),
        format!(
            "fazil run scenario.ron        # fazil {}, this folder's file\n\
             weights_blake3 = {}",
            text("program_version"),
            text("weights_blake3")
        ),
    )
}

/// What the numbers mean where they are not what one hopes for.
fn remarks_on(summary: &Value, folder: &Path) -> Result<Vec<String>, RunError> {
    let count = |key: &str| summary[key].as_u64().unwrap_or(0);
    let counted = Counted {
        weights_different: count("weights_different"),
        unsettled: count("unsettled_presentations"),
        presentations: count("presentations"),
    };
    let scenario = Scenario::read_saved(&folder.join("scenario.ron"))?;
    Ok(remarks(&scenario, counted))
}

/// `summary.json`; null if the run did not come to its end and left none.
fn summary(folder: &Path) -> Result<Value, RunError> {
    let path = folder.join("summary.json");
    if is_unfinished(folder) && !path.exists() {
        return Ok(Value::Null);
    }
    saved_text::json(&path, &saved_text::text(&path)?, FORMAT_VERSION)
}

/// What it means that a run ended like this.
fn end_of(ended: &str) -> &'static str {
    match ended {
        "finished" => "every example was taught as often as the scenario asks",
        "interrupted" => "a person stopped it; the numbers are those of what ran before",
        _ => "the network could not go on; the numbers are those of what ran before",
    }
}

fn numbers(summary: &Value) -> Vec<[String; 3]> {
    let mut rows = Vec::new();
    for (path, name, meaning) in &MEANINGS {
        let value = path.split('.').fold(summary, |value, key| &value[key]);
        let shown = match value {
            Value::Null => continue, // Examples without classes have no accuracy.
            Value::String(text) => text.clone(),
            Value::Number(number) => match number.as_u64() {
                Some(count) => spaced(count),
                None => number.as_f64().map(scientific).unwrap_or_default(),
            },
            other => other.to_string(),
        };
        let meaning = match *path {
            "ended" => end_of(&shown),
            _ => meaning,
        };
        rows.push([(*name).to_owned(), shown, meaning.to_owned()]);
    }
    rows
}

/// 1234567 as `1 234 567`, with spaces that do not break.
fn spaced(number: u64) -> String {
    grouped(number).replace(' ', "\u{202f}")
}

/// The scenario's name, or the directory's if there is no summary.
fn name(folder: &Path, summary: &Value) -> String {
    let directory = || {
        folder
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let name = summary["scenario"].as_str().map(str::to_owned);
    name.or_else(directory).unwrap_or_default()
}

/// What was recorded, if anything was.
fn recorded(folder: &Path) -> Result<Option<Section>, RunError> {
    let path = folder.join("records/records.json");
    let Some(text) = saved_text::text_if_there(&path)? else {
        return Ok(None);
    };
    let index = saved_text::json(&path, &text, RECORD_FORMAT_VERSION)?;
    let entries = index["records"].as_array().cloned().unwrap_or_default();
    let rows = entries.iter().map(|entry| {
        let of = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        let count = |key: &str| spaced(entry[key].as_u64().unwrap_or(0));
        let mut meaning = format!("{} of {}, {} bytes", of("what"), of("of"), count("bytes"));
        for key in ["note", "error"] {
            if let Some(text) = entry[key].as_str() {
                meaning = format!("{meaning}; {text}");
            }
        }
        [of("file"), format!("{} rows", count("rows")), meaning]
    });
    let heading = "What was recorded".to_owned();
    Ok(Some(Section::Numbers(heading, rows.collect())))
}
