//! `fazil run`: a scenario from its first presentation to the files it leaves.

mod checkpoint;
mod complete;
mod counting;
mod course;
mod failures;
mod files;
mod keeper;
mod measure;
mod progress;
mod recording;
mod resume;
mod sums;

pub(super) use measure::measure;
pub use progress::{Progress, Standing};
pub use resume::resume;

use std::sync::atomic::AtomicBool;

use self::complete::complete;
use self::course::Course;
use crate::blueprint::write_weights;
use crate::record::RunFolder;
use crate::run_files::landmarks::{Landmarks, Lookout};
use crate::run_files::saved_pairs;
use crate::run_files::sources::{self, Sources};
use crate::run_files::summary::Summary;
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::precision::for_scenario;
use crate::session::{Estimate, Machine, RunError, RunOptions, set_up};

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
