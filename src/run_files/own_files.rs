//! `files_blake3` of `summary.json`: the hash of each file that a run left beside it, so that a file of
//! another run is noticed.
//!
//! Promises that a folder from anywhere is compared by the names of this program alone. What was
//! recorded has no hash here: it is written after the summary.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::saved_text;
use super::summary::FORMAT_VERSION;
use crate::input_file::{InputFileError, fingerprint};
use crate::session::RunError;

/// The files that are compared, those that pictures are drawn from first.
const FILES: [&str; 9] = [
    "weights/initial.safetensors",
    "weights/final.safetensors",
    "weights/backpropagation.safetensors",
    "metrics.csv",
    "predictions.csv",
    "outputs.csv",
    "classes.json",
    "pictures.json",
    "ticks.txt",
];

/// The BLAKE3 of each of these files that is in a run's folder.
///
/// # Errors
/// If one of them cannot be read.
pub(crate) fn hashes(folder: &Path) -> Result<BTreeMap<String, String>, InputFileError> {
    let there = FILES.into_iter().filter(|file| is_there(folder, file));
    there
        .map(|file| Ok((file.to_owned(), fingerprint(&folder.join(file))?.1)))
        .collect()
}

/// The files in a run's folder that its summary names with another BLAKE3; none for the summary of an
/// older run, which names no files. A file that cannot be read is another one.
pub(crate) fn of_another_run(folder: &Path, summary: &Value) -> Vec<&'static str> {
    let is_other = |file: &&str| {
        let said = summary["files_blake3"][*file].as_str();
        let found = said.map(|said| (said, fingerprint(&folder.join(file))));
        found.is_some_and(|(said, found)| !found.is_ok_and(|(_, found)| found == said))
    };
    let there = FILES.into_iter().filter(|file| is_there(folder, file));
    there.filter(is_other).collect()
}

/// A sentence about such files; none without any.
pub(crate) fn sentence(files: &[&str]) -> Option<String> {
    let named = files.join(", ");
    (!files.is_empty()).then(|| {
        format!(
            "by the BLAKE3 that summary.json has of each file, these are other files than its run \
             wrote: {named}; they, or summary.json, were changed or are of another run"
        )
    })
}

/// That sentence about the folder of a run; none if the run left no summary.
///
/// # Errors
/// If `summary.json` cannot be read, or is of another version.
pub(crate) fn sentence_about(folder: &Path) -> Result<Option<String>, RunError> {
    let path = folder.join("summary.json");
    let Some(text) = saved_text::text_if_there(&path)? else {
        return Ok(None);
    };
    let summary = saved_text::json(&path, &text, FORMAT_VERSION)?;
    Ok(sentence(&of_another_run(folder, &summary)))
}

fn is_there(folder: &Path, file: &str) -> bool {
    folder.join(file).symlink_metadata().is_ok()
}
