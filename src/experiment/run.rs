//! `fazil run`: a scenario from its first presentation to the files it leaves.

mod checkpoint;
mod epoch_log;
mod failures;
mod files;
mod measure;
mod progress;
mod recording;
mod resume;
mod sums;

pub(super) use measure::{Measured, measure};
pub use progress::{Progress, Standing};
pub use resume::resume;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use self::checkpoint::Keeper;
use self::epoch_log::EpochLog;
use self::failures::Failures;
use self::recording::Recording;
use self::sums::{EpochSums, RunSums};
use super::landmarks::{Landmarks, Lookout};
use super::outcome::{EpochMetrics, Summary};
use super::preview::PreviewRecorder;
use super::saved_pairs;
use super::sources::{self, Sources};
use super::ticks;
use crate::blueprint::{Weights, write_weights};
use crate::engine::Fault;
use crate::experiment::precision::for_scenario;
use crate::record::{Keeps, RunFolder};
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::{
    Estimate, Fit, Machine, Presented, RunError, RunOptions, Session, Setup, class_of, middle,
    set_up, squared_error,
};
use crate::simulation::Shown;

/// Runs `scenario` beside its BP twin and leaves everything in `folder`. A `stop` that becomes
/// true ends it after the presentation under way; what there is, is written all the same.
///
/// # Errors
/// If the data or the weights cannot be read, or a file cannot be written. A network that
/// fails or diverges is no error: the summary says how the run ended.
pub fn run(
    scenario: &Scenario,
    folder: &RunFolder,
    options: &RunOptions,
    progress: &mut dyn Progress,
    stop: &AtomicBool,
) -> Result<Summary, RunError> {
    Estimate::of(scenario, options).check(&Machine::here())?;
    for_scenario!(scenario, run_in)(scenario, folder, options, progress, stop)
}

fn run_in<S: Scalar>(
    scenario: &Scenario,
    folder: &RunFolder,
    options: &RunOptions,
    progress: &mut dyn Progress,
    stop: &AtomicBool,
) -> Result<Summary, RunError> {
    let _run = tracing::info_span!(target: "fazil::run", "run", scenario = scenario.name).entered();
    let setup = set_up::<S>(scenario)?;
    let saved = saved_pairs::saved(scenario);
    let text = saved.to_ron();
    folder.begin(&scenario.name)?;
    folder.write_text("scenario.ron", &text)?;
    folder.write_json("scenario.json", &saved.to_json())?;
    write_weights(
        &folder.file("weights/initial.safetensors")?,
        &setup.circuit.blueprint().wiring,
        &setup.circuit.blueprint().weights,
    )?;
    saved_pairs::write(folder, scenario)?;
    let sources = Sources::of(scenario, folder.path(), &text, &setup)?;
    folder.write_json(sources::FILE, &sources)?;
    setup.notes.iter().for_each(|note| progress.tell(note));
    let mut course = Course::new(scenario, setup, options);
    course.lookout = Some(Lookout::of_run(Landmarks::default(), &course.session));
    course.record_into(folder)?;
    complete(course, folder, &text, options, (progress, stop), 0.0)
}

/// How a run ended that was stopped.
const INTERRUPTED: &str = "interrupted";

/// Runs to the end, or to a stop, and leaves everything in the folder.
fn complete<S: Scalar>(
    mut course: Course<'_, S>,
    folder: &RunFolder,
    text: &str,
    options: &RunOptions,
    (progress, stop): (&mut dyn Progress, &AtomicBool),
    seconds_before: f64,
) -> Result<Summary, RunError> {
    let begun = Instant::now();
    let mut keeper = Keeper::new(folder, text, begun, seconds_before, options);
    let mut ended = course.go(&mut keeper, progress, stop);
    if ended == INTERRUPTED
        && let Err(fault) = course.test_now()
    {
        ended = fault.to_string();
    }
    let seconds = seconds_before + begun.elapsed().as_secs_f64();
    let (summary, mut failures) = course.write(folder, ended, seconds);
    files::draw(folder, &mut failures);
    failures.into_result()?;
    if summary.ended == "finished" {
        folder.remove(checkpoint::FILE)?;
    }
    folder.end()?;
    Ok(summary)
}

/// A run under way: the network, its twin, and what was measured so far.
struct Course<'a, S: Scalar> {
    scenario: &'a Scenario,
    session: Session<S>,
    preview: PreviewRecorder,
    /// Where to look in the run; `None` for a run that leaves no files.
    lookout: Option<Lookout<S>>,
    recording: Recording<S>,
    metrics: EpochLog,
    failures: Failures,
    /// Presentations that were told tick by tick.
    ticks: String,
    sums: RunSums,
    /// x^0 of the last test pass, `[n][n_0]`.
    outputs: Vec<S>,
    /// The twin's y^0 of the same moment, `[n][n_0]`.
    bp_outputs: Vec<S>,
}

impl<'a, S: Scalar> Course<'a, S> {
    fn new(scenario: &'a Scenario, setup: Setup<S>, options: &RunOptions) -> Self {
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

    /// Runs to the end of the timetable, to a stop, to the end of its time or to a fault; says how it
    /// ended.
    fn go(
        &mut self,
        keeper: &mut Keeper<'_>,
        progress: &mut dyn Progress,
        stop: &AtomicBool,
    ) -> String {
        match self.try_go(keeper, progress, stop) {
            Ok(true) => "finished".to_owned(),
            Ok(false) => INTERRUPTED.to_owned(),
            Err(fault) => fault.to_string(),
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
            keeper.keep(self, progress);
        }
        keeper.keep_now(self, progress);
        Ok(false)
    }

    /// Tests network and twin as they are, so that what an interrupted run reports is of one moment.
    fn test_now(&mut self) -> Result<(), Fault> {
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

    /// Adds one presentation to the sums.
    fn tally(&mut self, presented: &Presented<S>) {
        let shown = &presented.shown;
        self.sums.presentations += shown.presentation.examples.len() as u64;
        self.sums.unsettled += shown.n_unsettled;
        self.sums.epoch.unsettled += shown.n_unsettled;
        if presented.is_taught {
            self.sums.updates += 1;
            self.sums.taught += shown.presentation.examples.len() as u64;
            self.tally_predictions(shown);
        }
        self.sums.epoch.phi += shown.phi;
        self.sums.phi += shown.phi;
    }

    /// How well the taught examples were predicted before they were learned.
    fn tally_predictions(&mut self, shown: &Shown<S>) {
        let (train, n_lanes) = (
            &self.session.examples().train,
            self.scenario.timetable.batch,
        );
        let chosen = &shown.presentation.examples;
        let threshold = if train.n_outputs == 1 {
            middle(train)
        } else {
            0.0
        };
        for (lane, &example) in chosen.iter().enumerate() {
            let mu: Vec<S> = (0..train.n_outputs)
                .map(|i| shown.prediction[i * n_lanes + lane].clone())
                .collect();
            let y = self.session.backpropagation_pass().y[0].lane(lane);
            let sums = &mut self.sums.epoch;
            sums.taught += 1;
            sums.error += squared_error(&mu, train.target(example));
            sums.bp_error += squared_error(y, train.target(example));
            sums.energy[0] += shown.energy[0][lane];
            sums.energy[1] += shown.energy[1][lane];
            if let Some(labels) = &train.labels {
                sums.right += u64::from(class_of(&mu, threshold) == labels[example]);
            }
        }
    }

    fn standing(&self, epoch: usize) -> Standing {
        let has_classes =
            self.session.examples().train.labels.is_some() && self.sums.epoch.taught > 0;
        let accuracy = self.sums.epoch.right as f64 / self.sums.epoch.taught as f64;
        Standing {
            epoch: epoch + 1,
            n_epochs: self.scenario.timetable.epochs,
            taught: self.sums.taught,
            to_teach: (self.scenario.timetable.epochs as u64)
                .saturating_mul(self.session.examples().train.len() as u64),
            accuracy: has_classes.then_some(accuracy),
            spikes: self.sums.phi.hits + self.sums.phi.false_spikes,
        }
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

    fn epoch_metrics(&self, epoch: usize, sums: &EpochSums, test: Fit, bp: Fit) -> EpochMetrics {
        let mean = |sum: f64| (sums.taught > 0).then(|| sum / sums.taught as f64);
        let has_classes = self.session.examples().train.labels.is_some();
        let (weights, judge) = (
            self.session.weights(),
            self.session.backpropagation_weights(),
        );
        EpochMetrics {
            epoch,
            train_error: mean(sums.error),
            train_accuracy: mean(sums.right as f64).filter(|_| has_classes),
            bp_train_error: mean(sums.bp_error),
            test_error: test.error,
            test_accuracy: test.accuracy,
            bp_test_error: bp.error,
            bp_test_accuracy: bp.accuracy,
            energy_onset: mean(sums.energy[0]),
            energy_end: mean(sums.energy[1]),
            phi: sums.phi,
            unsettled_presentations: sums.unsettled,
            max_weight_divergence: weights.max_divergence(&judge),
            max_mirror_divergence: weights.max_mirror_divergence(),
            weights_different: weights.n_different(&judge),
            mirror_angles: weights.mirror_angles(),
        }
    }
}
