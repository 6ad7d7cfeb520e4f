//! Checkpoints: where a run is, in one file of its folder that is always whole, and a run that goes
//! on from there to the same bytes as if it had never stopped.

use std::io::Read as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::course::Course;
use super::failures::Failures;
use super::keeper::Keeper;
use super::progress::Progress;
use super::recording::Recording;
use super::sums::RunSums;
use crate::engine::{Sealed, StateError, open, seal};
use crate::input_file;
use crate::record::{RecordersState, RunFolder};
use crate::run_files::epoch_log::EpochLog;
use crate::run_files::landmarks::{Landmarks, Lookout};
use crate::run_files::sources::hash_of;
use crate::run_report::preview::PreviewRecorder;
use crate::scalar::{Numbers, Scalar};
use crate::scenario::Scenario;
use crate::session::{RunError, RunOptions, Session, SessionState, Setup};

/// Where it is in a run's folder.
pub(super) const FILE: &str = "checkpoint.fazil";

/// A run between two presentations.
#[derive(Serialize, Deserialize)]
#[serde(bound = "S: Scalar")]
pub(super) struct Checkpoint<S> {
    /// Of the text of scenario.ron.
    scenario_blake3: String,
    pub(super) session: SessionState<S>,
    sums: RunSums,
    outputs: Numbers<S>,
    bp_outputs: Numbers<S>,
    /// Length of metrics.csv.
    metrics_bytes: u64,
    /// What ticks.txt has so far.
    ticks: String,
    /// What the pictures show.
    preview: PreviewRecorder,
    landmarks: Landmarks,
    /// What is recorded, the segments under way included.
    recorders: Option<RecordersState>,
    /// Wall-clock time so far.
    pub(super) seconds: f64,
}

impl<S: Scalar> Sealed for Checkpoint<S> {
    const NAME: &'static str = "checkpoint";
    const FORMAT: u32 = 1000 * SessionState::<S>::FORMAT + 2;
    type Number = S;
}

impl<S: Scalar> Checkpoint<S> {
    /// The one in a run's folder.
    ///
    /// # Errors
    /// If there is none, or it cannot be read or is of another scenario, precision or version.
    pub(super) fn read(folder: &Path, scenario_text: &str) -> Result<Self, RunError> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Err(RunError::told(format!(
                "{} holds no {FILE}: the run is finished, or was stopped before its \
                 first checkpoint; run it anew with `fazil run {}`",
                folder.display(),
                folder.join("scenario.ron").display()
            )));
        }
        let unreadable =
            |error: &dyn std::fmt::Display| RunError::unreadable(&path, &error.to_string());
        let (mut file, _) = input_file::open(&path)?;
        let mut bytes = Vec::new();
        let read = file.read_to_end(&mut bytes);
        read.map_err(|error| unreadable(&error))?;
        let found: Self = open(&bytes).map_err(|error| unreadable(&error))?;
        match found.scenario_blake3 == hash_of(scenario_text) {
            true => Ok(found),
            false => Err(RunError::told(format!(
                "{}: the scenario beside it was changed since the checkpoint was written",
                path.display()
            ))),
        }
    }
}

impl<S: Scalar> Checkpoint<S> {
    /// Whether what was added up and seen so far is such as a run of `scenario` leaves.
    fn check(&self, scenario: &Scenario, setup: &Setup<S>) -> Result<(), StateError> {
        let is = |what, given: bool| match given {
            true => Ok(()),
            false => Err(StateError::misfit(what, "another run's", "this run's")),
        };
        let wiring = &setup.circuit.blueprint().wiring;
        is(
            "what the pictures show",
            self.preview.is_of(&scenario.name, wiring),
        )?;
        let is_long = self.seconds.is_finite() && self.seconds >= 0.0;
        is("the time that it took", is_long)?;
        let (n_outputs, n_bp_outputs) = (self.outputs.len(), self.bp_outputs.len());
        let n_expected = setup.split.test.targets.len();
        let are_outputs = n_outputs == n_bp_outputs && [0, n_expected].contains(&n_outputs);
        is("the list of outputs", are_outputs)?;
        match self.sums.largest() {
            largest if largest <= MOST_COUNTED => Ok(()),
            largest => {
                let most = format!("at most {MOST_COUNTED}");
                Err(StateError::misfit("a sum", largest, most))
            }
        }
    }
}

/// Sums beyond this are no run's.
const MOST_COUNTED: u64 = 1 << 56;

impl<S: Scalar> Course<'_, S> {
    /// Writes a checkpoint, if one is due.
    pub(super) fn keep(&mut self, keeper: &mut Keeper<'_>, progress: &mut dyn Progress) {
        if keeper.is_due() {
            self.keep_now(keeper, progress);
        }
    }

    /// Writes a checkpoint.
    pub(super) fn keep_now(&mut self, keeper: &mut Keeper<'_>, progress: &mut dyn Progress) {
        let Some((folder, text, seconds)) = keeper.place() else {
            return;
        };
        if let Err(error) = self.write_checkpoint(folder, text, seconds)
            && keeper.note_failure()
        {
            progress.tell(&format!(
                "{error}; the run goes on, and cannot be resumed from here"
            ));
        }
    }

    /// Writes where the run is.
    ///
    /// # Errors
    /// If it cannot be written; an older one is still there then.
    fn write_checkpoint(
        &mut self,
        folder: &RunFolder,
        scenario_text: &str,
        seconds: f64,
    ) -> Result<(), RunError> {
        let checkpoint = Checkpoint {
            scenario_blake3: hash_of(scenario_text),
            session: self.session.state(),
            sums: self.sums.clone(),
            outputs: self.outputs.clone().into(),
            bp_outputs: self.bp_outputs.clone().into(),
            metrics_bytes: self.metrics.n_bytes(),
            ticks: self.ticks.clone(),
            preview: self.preview.clone(),
            recorders: self.recording.state(),
            landmarks: self
                .lookout
                .as_ref()
                .map(|lookout| lookout.found.clone())
                .unwrap_or_default(),
            seconds,
        };
        Ok(folder.write_bytes(FILE, &seal(&checkpoint))?)
    }
}

impl<'a, S: Scalar> Course<'a, S> {
    /// The course of a run that goes on from a checkpoint.
    ///
    /// # Errors
    /// If it is of another network or timetable, or metrics.csv is shorter than it was.
    pub(super) fn resumed(
        scenario: &'a Scenario,
        setup: Setup<S>,
        options: &RunOptions,
        checkpoint: Checkpoint<S>,
        folder: &RunFolder,
    ) -> Result<Self, RunError> {
        let unfit = |error: &dyn std::fmt::Display| {
            RunError::unreadable(&folder.path().join(FILE), &error.to_string())
        };
        let checked = checkpoint.check(scenario, &setup);
        checked.map_err(|error| unfit(&error))?;
        let mut recording = Recording::of(scenario, &setup.circuit);
        recording.resume(&scenario.record, folder, checkpoint.recorders)?;
        let session = Session::of_state(setup, scenario, options, &checkpoint.session);
        let session = session.map_err(|error| unfit(&error))?;
        Ok(Self {
            scenario,
            ticks: checkpoint.ticks,
            preview: checkpoint.preview,
            lookout: Some(Lookout::of_run(checkpoint.landmarks, &session)),
            session,
            recording,
            metrics: EpochLog::resumed(folder, checkpoint.metrics_bytes)?,
            failures: Failures::default(),
            sums: checkpoint.sums,
            outputs: checkpoint.outputs.to_vec(),
            bp_outputs: checkpoint.bp_outputs.to_vec(),
        })
    }
}
