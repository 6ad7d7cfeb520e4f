//! A run under way: presentation by presentation, epoch by epoch, to its end, to a stop or to a fault.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::failures::Failures;
use super::keeper::Keeper;
use super::progress::Progress;
use super::recording::Recording;
use super::sums::RunSums;
use crate::blueprint::Weights;
use crate::engine::Fault;
use crate::record::{Keeps, RunFolder};
use crate::run_files::epoch_log::EpochLog;
use crate::run_files::landmarks::Lookout;
use crate::run_report::preview::PreviewRecorder;
use crate::run_report::ticks;
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::{Presented, RunError, RunOptions, Session, Setup};

/// How a run ended that was stopped.
pub(super) const INTERRUPTED: &str = "interrupted";

/// A run under way: the network, its twin, and what was measured so far.
pub(super) struct Course<'a, S: Scalar> {
    pub(super) scenario: &'a Scenario,
    pub(super) session: Session<S>,
    pub(super) preview: PreviewRecorder,
    /// Where to look in the run; `None` for a run that leaves no files.
    pub(super) lookout: Option<Lookout<S>>,
    pub(super) recording: Recording<S>,
    pub(super) metrics: EpochLog,
    pub(super) failures: Failures,
    /// Presentations that were told tick by tick.
    pub(super) ticks: String,
    pub(super) sums: RunSums,
    /// x^0 of the last test pass, `[n][n_0]`.
    pub(super) outputs: Vec<S>,
    /// The twin's y^0 of the same moment, `[n][n_0]`.
    pub(super) bp_outputs: Vec<S>,
}

impl<'a, S: Scalar> Course<'a, S> {
    pub(super) fn new(scenario: &'a Scenario, setup: Setup<S>, options: &RunOptions) -> Self {
        let preview = PreviewRecorder::new(&scenario.name, &setup.circuit.blueprint().wiring);
        let recording = Recording::of(scenario, &setup.circuit);
        Self {
            scenario,
            session: Session::of(setup, scenario, options),
            preview,
            lookout: None,
            recording,
            metrics: EpochLog::Kept(Vec::new()),
            failures: Failures::default(),
            ticks: String::new(),
            sums: RunSums::default(),
            outputs: Vec::new(),
            bp_outputs: Vec::new(),
        }
    }

    /// Records what the scenario asks for, and the epochs' numbers, from now on, into the
    /// folder.
    ///
    /// # Errors
    /// If the folder or the files for it cannot be made.
    pub(super) fn record_into(&mut self, folder: &RunFolder) -> Result<(), RunError> {
        self.metrics = EpochLog::into_folder(folder)?;
        self.recording.begin(&self.scenario.record, folder)
    }

    /// Runs to the end of the timetable, to a stop, to the end of its time or to a fault; says how it
    /// ended.
    pub(super) fn go(
        &mut self,
        keeper: &mut Keeper<'_>,
        progress: &mut dyn Progress,
        stop: &AtomicBool,
    ) -> String {
        match self.try_go(keeper, progress, stop) {
            Ok(true) => "finished".to_owned(),
            Ok(false) => INTERRUPTED.to_owned(),
            Err(fault) => fault.told(self.session.wiring()),
        }
    }

    /// Whether it came to its end.
    fn try_go(
        &mut self,
        keeper: &mut Keeper<'_>,
        progress: &mut dyn Progress,
        stop: &AtomicBool,
    ) -> Result<bool, Fault> {
        if self.session.n_presentations() == 0 && self.outputs.is_empty() {
            self.end_epoch(0, progress, stop)?;
        }
        while !keeper.is_time_up(stop) {
            let index = self.session.n_presentations();
            let is_told = index < self.scenario.show_ticks as u64;
            let before = is_told.then(|| {
                let judge = self.session.backpropagation_weights();
                (self.session.weights(), judge)
            });
            self.prepare(index, is_told);
            let Some(presented) = self.session.step()? else {
                return Ok(true);
            };
            self.tally(&presented);
            self.preview.watch(&mut self.session, &presented.shown);
            if let Some(lookout) = &mut self.lookout {
                lookout.watch(&presented, &mut self.session);
            }
            self.recording.watch(&presented, &mut self.session);
            self.note_failures(progress);
            if let Some(before) = before {
                let text = self.told(&presented, &before);
                progress.tell(&text);
                self.ticks += &text;
            }
            progress.presentation(&self.standing(presented.shown.epoch));
            if presented.shown.ends_epoch {
                self.end_epoch(presented.shown.epoch + 1, progress, &AtomicBool::new(false))?;
            }
            self.keep(keeper, progress);
        }
        self.keep_now(keeper, progress);
        Ok(false)
    }

    /// Notes the first of the files being written that fails, and says so at once.
    fn note_failures(&mut self, progress: &mut dyn Progress) {
        if self.failures.first().is_some() {
            return;
        }
        self.failures.note_recording(self.recording.first_failure());
        if let Some(error) = self.metrics.failure() {
            self.failures.note_recording(Some(&error.to_string()));
        }
        if let Some(first) = self.failures.first() {
            progress.tell(&format!("{first}; the run goes on without it"));
        }
    }

    /// Tests network and twin as they are, so that what an interrupted run reports is of one moment.
    pub(super) fn test_now(&mut self) -> Result<(), Fault> {
        if let Some(tested) = self.session.test(&AtomicBool::new(false))? {
            self.sums.evaluation_spikes += tested.n_spikes;
            (self.outputs, self.bp_outputs) = (tested.outputs, tested.bp_outputs);
        }
        Ok(())
    }

    /// A presentation tick by tick, beside backpropagation by hand.
    fn told(
        &mut self,
        presented: &Presented<S>,
        (own, before): &(Weights<S>, Weights<S>),
    ) -> String {
        let after = self.session.backpropagation_weights();
        let pass = self.session.backpropagation_pass().clone();
        let train = Arc::clone(&self.session.examples().train);
        let judged = ticks::Judged {
            input: train.input(presented.shown.presentation.examples[0]),
            pass: &pass,
            before,
            after: &after,
        };
        ticks::describe(
            &mut self.session,
            &presented.shown,
            (self.scenario, own),
            presented.is_taught.then_some(judged),
        )
    }

    /// Before a presentation: loses what is due, and has the neurons' logs keep what will be asked
    /// of them.
    fn prepare(&mut self, presentation: u64, is_told: bool) {
        let lost = self.session.lose_what_is_due();
        lost.iter().for_each(|lesion| self.recording.lose(lesion));
        if let Some(lookout) = &mut self.lookout {
            lookout.prepare(&self.session, !lost.is_empty());
        }
        let told = if is_told {
            Keeps::EVERYTHING
        } else {
            Keeps::default()
        };
        let others = told.or(self.preview.keeps());
        self.recording
            .prepare(presentation, others, &mut self.session);
    }

    /// Tests network and twin, and closes the epoch's sums.
    fn end_epoch(
        &mut self,
        epoch: usize,
        progress: &mut dyn Progress,
        stop: &AtomicBool,
    ) -> Result<(), Fault> {
        let Some(tested) = self.session.test(stop)? else {
            return Ok(()); // Stopped: a test of some of the examples is no test.
        };
        self.sums.evaluation_spikes += tested.n_spikes;
        (self.outputs, self.bp_outputs) = (tested.outputs, tested.bp_outputs);
        let sums = std::mem::take(&mut self.sums.epoch);
        let metrics = self.epoch_metrics(epoch, &sums, tested.fit, tested.bp_fit);
        tracing::info!(
            target: "fazil::run",
            epoch,
            test_accuracy = metrics.test_accuracy,
            test_error = metrics.test_error,
            phi_misses = metrics.phi.misses,
            phi_false = metrics.phi.false_spikes,
            "tested"
        );
        progress.epoch(&metrics, self.scenario.timetable.epochs);
        self.metrics.push(metrics);
        Ok(())
    }
}
