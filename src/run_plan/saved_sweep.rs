//! `sweep.json`: the plan of a sweep in its folder, so that a sweep that was stopped goes on with the same runs.
//!
//! Promises that a plan which is read back is the one that was saved, or an error.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::combinations::SweepPlan;
use super::factor::Factor;
use super::sweep_options::SweepOptions;
use crate::run_files::saved_text;
use crate::scenario::{Edit, ScenarioText};
use crate::session::RunError;

/// The file that holds a plan.
pub(crate) const PLAN: &str = "sweep.json";
/// The version of its layout.
const FORMAT_VERSION: u32 = 1;
/// `sweep.json`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SavedPlan {
    format_version: u32,
    program_version: String,
    scenario_file: String,
    scenario_text: String,
    set: Vec<String>,
    over: Vec<String>,
    seeds: u64,
    epochs: Option<usize>,
    n_runs: usize,
    /// BLAKE3 of what every run is, in their order.
    runs_blake3: String,
}

impl SweepPlan {
    /// The plan of the sweep in `folder`.
    ///
    /// # Errors
    /// If there is none, it cannot be read, or its runs would not be those that it began with.
    pub fn of(folder: &Path) -> Result<Self, RunError> {
        let path = folder.join(PLAN);
        let json = saved_text::json(&path, &saved_text::text(&path)?, FORMAT_VERSION)?;
        let saved: SavedPlan = saved_text::value(&path, json)?;
        let edits = saved.set.iter().map(|edit| edit.parse());
        let edits = edits.collect::<Result<Vec<Edit>, _>>()?;
        let factors = saved.over.iter().map(|said| said.parse());
        let factors = factors
            .collect::<Result<Vec<Factor>, _>>()
            .map_err(|error| RunError::unreadable(&path, &error.to_string()))?;
        let options = SweepOptions {
            seeds: saved.seeds,
            epochs: saved.epochs,
        };
        let text = ScenarioText::new(saved.scenario_text, saved.scenario_file);
        let plan = Self::new(&text, &edits, factors, options)?;
        match plan.runs_blake3() == saved.runs_blake3 {
            true => Ok(plan),
            false => Err(RunError::unrepeatable(format!(
                "the sweep in {} cannot be resumed, because its runs would not be those that it \
                 began with: a file that they read has changed, the sweep is resumed from another \
                 directory, or another version of fazil (it was version {}, and this is {}) reads \
                 the scenario in another way; begin a new sweep",
                folder.display(),
                saved.program_version,
                env!("CARGO_PKG_VERSION")
            ))),
        }
    }

    pub(crate) fn saved(&self) -> SavedPlan {
        SavedPlan {
            format_version: FORMAT_VERSION,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario_file: self.text.file().to_owned(),
            scenario_text: self.text.text().to_owned(),
            set: self.edits.iter().map(Edit::to_string).collect(),
            over: self
                .factors
                .iter()
                .map(|factor| factor.said().to_owned())
                .collect(),
            seeds: self.options.seeds,
            epochs: self.options.epochs,
            n_runs: self.runs.len(),
            runs_blake3: self.runs_blake3(),
        }
    }

    fn runs_blake3(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for run in &self.runs {
            hasher.update(blake3::hash(run.identity.as_bytes()).as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}
