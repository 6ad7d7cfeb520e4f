//! Whether the files of a run's folder belong to one run.
//!
//! Promises a sentence for everything that can be compared and differs; a picture of such files may
//! be of no run at all, and a person who looks at it must know. Refuses to run anything once more:
//! `why` and `trace` do that.

use std::path::Path;

use serde_json::Value;

use super::{RunFiles, figures, preview};
use crate::blueprint::read_weights;
use crate::run_files::sources::Sources;
use crate::run_files::summary::FORMAT_VERSION;
use crate::run_files::{own_files, saved_text};
use crate::run_report::raster_recorder::RasterRecorder;
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::session::precision::for_scenario;

/// The largest difference of two numbers that are the same but for how they were added up.
const CLOSE: f64 = 1e-9;

/// What does not belong together in the folder of a run, a sentence each; none for the folder as a
/// run leaves it.
///
/// # Errors
/// If the folder is no run's, or one of its files cannot be read.
pub fn inconsistencies(folder: &Path) -> Result<Vec<String>, RunError> {
    let path = folder.join("scenario.ron");
    let scenario = Scenario::read_saved(&path)?;
    let run = RunFiles::of(folder);
    let mut found = Vec::new();
    if let Some(sources) = Sources::read(folder)?
        && !sources.is_scenario(&saved_text::text(&path)?)
    {
        found.push(
            "scenario.ron is another one than the run was of: it was changed since, and pictures \
             that are drawn by it may be wrong"
                .to_owned(),
        );
    }
    let path = folder.join("summary.json");
    let summary = match saved_text::text_if_there(&path)? {
        Some(text) => Some(saved_text::json(&path, &text, FORMAT_VERSION)?),
        None => None,
    };
    let others = match &summary {
        Some(summary) => own_files::of_another_run(folder, summary),
        None => Vec::new(),
    };
    found.extend(own_files::sentence(&others));
    // A file that is told is not told once more by what is in it.
    let has = |file: &str| run.has(file) && !others.contains(&file);
    if has("pictures.json") && !is_preview_of(folder, &scenario)? {
        found.push("pictures.json is of a run of another network, or of another name".to_owned());
    }
    let Some(summary) = summary else {
        return Ok(found);
    };
    if summary["scenario"] != scenario.name.as_str() {
        found.push("summary.json is of a run of another scenario than scenario.ron".to_owned());
    }
    if has("weights/final.safetensors")
        && let Some(blake3) = for_scenario!(&scenario, blake3_of_weights)(folder, &scenario)
        && summary["weights_blake3"] != blake3.as_str()
    {
        found.push(
            "weights/final.safetensors holds other weights than summary.json says: one of the two \
             is of another run"
                .to_owned(),
        );
    }
    found.extend(of_tables(folder, has, &summary)?);
    Ok(found)
}

/// What `metrics.csv` and `predictions.csv` say that the summary does not.
fn of_tables(
    folder: &Path,
    has: impl Fn(&str) -> bool,
    summary: &Value,
) -> Result<Vec<String>, RunError> {
    let differs = |key: &str, found: Option<f64>| {
        let pair = summary[key].as_f64().zip(found);
        pair.is_some_and(|(said, found)| (said - found).abs() > CLOSE * said.abs().max(1.0))
    };
    let mut found = Vec::new();
    // A run that was stopped is tested once more, between two epochs.
    if has("metrics.csv") && summary["ended"] == "finished" {
        let [accuracy, error] = figures::last_test(&folder.join("metrics.csv"))?;
        if differs("test_accuracy", accuracy) || differs("test_error", error) {
            found.push(
                "metrics.csv ends with another test than summary.json says: one of the two is of \
                 another run"
                    .to_owned(),
            );
        }
    }
    if has("predictions.csv") {
        let accuracy = figures::accuracy(&folder.join("predictions.csv"))?;
        if differs("test_accuracy", accuracy) {
            found.push(
                "predictions.csv has another share of right answers than summary.json says: one of \
                 the two is of another run"
                    .to_owned(),
            );
        }
    }
    Ok(found)
}

/// Whether `pictures.json` is of a network like the scenario's, and of a run of its name.
fn is_preview_of(folder: &Path, scenario: &Scenario) -> Result<bool, RunError> {
    let found = preview(folder)?.raster;
    let expected = RasterRecorder::new(&scenario.network.wiring).raster(&scenario.name);
    Ok(found.rows == expected.rows && found.title == expected.title)
}

/// The hash of the weights at the end, as the summary has it; `None` if they cannot be read as the
/// numbers that the run computed with: if one is not finite, or a fraction is too long.
fn blake3_of_weights<S: Scalar>(folder: &Path, scenario: &Scenario) -> Option<String> {
    let (path, network) = (folder.join("weights/final.safetensors"), &scenario.network);
    let read = read_weights::<S>(&path, &network.wiring, network.feedback_weights);
    Some(read.ok()?.blake3())
}
