//! `sources.json`: which files a run read, each with its hash, so that the run can be repeated
//! from the same bytes, or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{saved_pairs, saved_text};
use crate::blueprint::Initial;
use crate::input_file::fingerprint;
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::session::Setup;

/// Its name in a run's folder.
pub(crate) const FILE: &str = "sources.json";

/// The version of its layout.
const FORMAT_VERSION: u32 = 1;

/// What a run was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sources {
    /// [`FORMAT_VERSION`].
    format_version: u32,
    /// The program's own version.
    program_version: String,
    /// BLAKE3 of `scenario.ron`.
    scenario_blake3: String,
    /// BLAKE3 of the weights at birth, as `weights_blake3` in `summary.json` is of those at the
    /// end.
    initial_weights_blake3: String,
    /// Every file that was read, in the order of [`paths`].
    files: Vec<SourceFile>,
    /// What the run said about them.
    notes: Vec<String>,
}

/// A file that a run read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SourceFile {
    /// What it holds, such as `train labels`.
    what: String,
    /// Absolute; that of pairs is from the run's folder, which keeps them.
    path: String,
    n_bytes: u64,
    blake3: String,
    /// Where the run read what its folder keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kept_from: Option<String>,
}

impl Sources {
    /// The sources of a run of `scenario` that is set up, and whose pairs are in its folder. `text`
    /// is what stands in its `scenario.ron`.
    ///
    /// # Errors
    /// If a file is gone since it was read.
    pub(crate) fn of<S: Scalar>(
        scenario: &Scenario,
        folder: &Path,
        text: &str,
        setup: &Setup<S>,
    ) -> Result<Self, RunError> {
        let mut files = Vec::new();
        let mut origins = saved_pairs::paths(scenario);
        for (what, path) in paths(&saved_pairs::saved(scenario))? {
            let kept_from = if what == PAIRS { origins.next() } else { None };
            let (n_bytes, blake3) = match kept_from {
                Some(_) => fingerprint(&folder.join(&path))?,
                None => fingerprint(&path)?,
            };
            files.push(SourceFile {
                what: what.to_owned(),
                path: path.display().to_string(),
                n_bytes,
                blake3,
                kept_from: kept_from.map(|path| path.display().to_string()),
            });
        }
        Ok(Self {
            format_version: FORMAT_VERSION,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario_blake3: hash_of(text),
            initial_weights_blake3: setup.circuit.blueprint().weights.blake3(),
            files,
            notes: setup.notes.clone(),
        })
    }

    /// Those of the run in `folder`; `None` if it left none.
    ///
    /// # Errors
    /// If the file cannot be read, or is of another version.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, RunError> {
        let path = folder.join(FILE);
        let Some(text) = saved_text::text_if_there(&path)? else {
            return Ok(None);
        };
        let json = saved_text::json(&path, &text, FORMAT_VERSION)?;
        saved_text::value(&path, json).map(Some)
    }

    /// Whether `text` is the scenario that the run wrote.
    pub(crate) fn is_scenario(&self, text: &str) -> bool {
        self.scenario_blake3 == hash_of(text)
    }

    /// Whether the weights at birth have this hash.
    pub(crate) fn are_initial(&self, weights_blake3: &str) -> bool {
        self.initial_weights_blake3 == weights_blake3
    }

    /// Compares the pairs that the saved `scenario` in `folder` names with those that the run kept
    /// there.
    ///
    /// # Errors
    /// If a file of them is gone, or another one.
    pub(crate) fn compare_pairs(&self, scenario: &Scenario, folder: &Path) -> Result<(), RunError> {
        let pairs = self.files.iter().filter(|file| file.what == PAIRS);
        let places = pairs.map(|file| (file, file.place(folder)));
        // What the saved scenario names is inside the folder.
        let mut named =
            places.filter(|(_, path)| saved_pairs::paths(scenario).any(|named| named == path));
        named.try_for_each(|(file, path)| file.compare(&path))
    }

    /// Compares the files that the `scenario` in `folder` names with those that the run read, and
    /// says which they are.
    ///
    /// # Errors
    /// If one of them is gone, or another one.
    pub(crate) fn compare(&self, scenario: &Scenario, folder: &Path) -> Result<String, RunError> {
        let named = paths(scenario)?;
        // Folders of images have many.
        let all_named: BTreeSet<&Path> = named.iter().map(|(_, path)| path.as_path()).collect();
        let held: Vec<PathBuf> = self.files.iter().map(|file| file.place(folder)).collect();
        let all_held: BTreeSet<&Path> = held.iter().map(PathBuf::as_path).collect();
        let mut words = String::new();
        for (file, path) in self.files.iter().zip(&held) {
            if !all_named.contains(path.as_path()) {
                return Err(RunError::unrepeatable(format!(
                    "{FILE} names {}, and scenario.ron does not",
                    file.path.escape_debug()
                )));
            }
            file.compare(path)?;
            words.push_str(&format!(
                "read once more: {} ({}, the same bytes as in the run)\n",
                file.path.escape_debug(),
                file.what.escape_debug()
            ));
        }
        let mut unread = named
            .iter()
            .filter(|(_, path)| !all_held.contains(path.as_path()));
        match unread.next() {
            None => Ok(words),
            Some((_, path)) => Err(RunError::unrepeatable(format!(
                "scenario.ron names {}, and {FILE} does not: the run did not read it",
                path.display()
            ))),
        }
    }
}

impl SourceFile {
    /// Where it is now, for a run in `folder`.
    fn place(&self, folder: &Path) -> PathBuf {
        let below = folder.join(&self.path);
        match self.what == PAIRS {
            true => std::path::absolute(&below).unwrap_or(below),
            false => PathBuf::from(&self.path),
        }
    }

    fn compare(&self, path: &Path) -> Result<(), RunError> {
        let other = |found: String| {
            RunError::unrepeatable(format!(
                "{}: this is another file than the run read: {found}",
                path.display()
            ))
        };
        // The length first: a file of any length may stand there now.
        let n_bytes = std::fs::metadata(path).map(|about| about.len());
        match n_bytes {
            Ok(n) if n != self.n_bytes => {
                let expected = self.n_bytes;
                return Err(other(format!(
                    "it holds {n} bytes, and that one held {expected}"
                )));
            }
            _ => {}
        }
        let (_, found) = fingerprint(path)?;
        match found == self.blake3 {
            true => Ok(()),
            false => Err(other(format!(
                "its BLAKE3 is {found}, and that one's {}",
                self.blake3
            ))),
        }
    }
}

/// The BLAKE3 of a text, as hexadecimal.
pub(crate) fn hash_of(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// What a file of pairs holds.
const PAIRS: &str = "pairs";

/// Every file that a scenario names, and what it holds.
///
/// # Errors
/// If a directory lacks one of the four IDX files.
fn paths(scenario: &Scenario) -> Result<Vec<(&'static str, PathBuf)>, RunError> {
    let mut paths = scenario.data.files()?;
    if let Initial::File(path) = &scenario.network.initial {
        paths.push(("weights at birth", path.into()));
    }
    paths.extend(saved_pairs::paths(scenario).map(|path| (PAIRS, path.to_owned())));
    Ok(paths)
}

/// Every file that a scenario names: what it holds, and the BLAKE3 of its bytes. Files that are
/// `known` are not read once more.
///
/// # Errors
/// If one of them cannot be read.
pub(crate) fn fingerprints(
    scenario: &Scenario,
    known: &mut BTreeMap<PathBuf, String>,
) -> Result<Vec<(&'static str, String)>, RunError> {
    let mut found = Vec::new();
    for (what, path) in paths(scenario)? {
        let blake3 = match known.get(&path) {
            Some(blake3) => blake3.clone(),
            None => fingerprint(&path)?.1,
        };
        known.insert(path, blake3.clone());
        found.push((what, blake3));
    }
    Ok(found)
}

/// Whether a scenario names files outside the folder of its run.
pub(crate) fn names_files(scenario: &Scenario) -> bool {
    scenario.data.is_of_files() || matches!(scenario.network.initial, Initial::File(_))
}
