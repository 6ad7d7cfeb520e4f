//! What must fit the number of examples: batches, the test split, lesions in mid-run, the windows
//! of recordings.
//!
//! Promises a run that shows something, loses what it plans to lose, and records something. Where the data are in
//! files their number is known only when they have been read; the same questions are asked
//! then. Refuses to read data.

use super::described::Scenario;
use super::numbers::counted;
use super::objection::Objection;
use super::objections::Objections;
use crate::dataset::Source;
use crate::environment::LastBatch;
use crate::record::{During, Recording};
use crate::scalar::Number;

/// The embedded digits.
const N_DIGITS: usize = 1797;

/// The most examples that are drawn to know how many presentations there will be.
const MOST_DRAWN: u64 = 1_000_000;

/// Objects where the number of examples is known from the scenario.
pub(super) fn check(scenario: &Scenario, objections: &mut Objections<'_>) {
    if let Some((n_train, n_test)) = known(&scenario.data) {
        let mut found = examples_objections(scenario, n_train, n_test);
        found.retain(|new| objections.found.iter().all(|known| known.path != new.path));
        if !objections.places.are_read {
            // A run of an earlier version may have had a recording without rows.
            found.retain(|new| !new.path.starts_with("record["));
        }
        objections.found.extend(found);
    }
}

/// What is wrong with the last recording of a scenario that was checked before it had that one,
/// where the number of examples is known from the scenario.
pub(super) fn objection_to_last(scenario: &Scenario) -> Option<Objection> {
    let (n_train, _) = known(&scenario.data)?;
    let (k, recording) = scenario.record.iter().enumerate().next_back()?;
    objection_to_recording(scenario, n_train, k, recording)
}

/// Training and test examples, where the scenario alone says how many there are.
fn known(source: &Source) -> Option<(usize, usize)> {
    match source {
        Source::Digits { test, .. } => {
            let n_test = held_out(test)?;
            Some((N_DIGITS - n_test, n_test))
        }
        Source::Xor { .. } => Some((4, 4)),
        Source::TwoMoons(moons) => Some((moons.train, moons.test)),
        Source::LinearTeacher(teacher) => Some((teacher.train, teacher.test)),
        Source::RandomTargets(random) => Some((random.train, random.train)),
        Source::Pairs { train, test } if !train.is_empty() => Some((train.len(), test.len())),
        _ => None,
    }
}

/// How many digits are held out for testing: the fraction, rounded, half a one up.
fn held_out(test: &Number) -> Option<usize> {
    let half = Number::from(1).exact() / Number::from(2).exact();
    let n = test.exact() * Number::from(N_DIGITS).exact() + half;
    let n: usize = n.floor().to_integer().try_into().ok()?;
    (n <= N_DIGITS).then_some(n)
}

/// What does not fit so many examples.
pub(in crate::scenario) fn examples_objections(
    scenario: &Scenario,
    n_train: usize,
    n_test: usize,
) -> Vec<Objection> {
    let mut found = Vec::new();
    let mut object = |path: String, problem: String, expected: String| {
        found.push(Objection {
            path,
            problem,
            expected,
            near: None,
        });
    };
    let timetable = &scenario.timetable;
    let n_examples = counted(n_train, "training example");
    if let Source::Digits { test, .. } = &scenario.data {
        let none =
            |which: &str| format!("test is {test}, which leaves no {which} example of {N_DIGITS}");
        let halves = 2 * N_DIGITS;
        let expected = || {
            let most = halves - 1;
            format!("a fraction from 1/{halves} to below {most}/{halves}, such as 0.2")
        };
        if n_test == 0 && *test != Number::from(0) {
            object("data.test".to_owned(), none("test"), expected());
        }
        if n_train == 0 && test.exact() < Number::from(1).exact() {
            object("data.test".to_owned(), none("training"), expected());
        }
    }
    // A short last batch has idle lanes; one that is dropped leaves nothing here.
    let is_dropped = timetable.last_batch == LastBatch::Drop && timetable.batch > n_train;
    if n_train > 0 && is_dropped {
        let problem = format!(
            "a batch of {} is more than the {n_examples} of the data, and `last_batch: Drop` drops \
             it: nothing is left to learn from",
            timetable.batch
        );
        let path = "timetable.batch".to_owned();
        object(
            path,
            problem,
            format!("at most {n_train}, or last_batch: Short"),
        );
    }
    if !is_dropped {
        found.extend(lesions_after_the_end(scenario, n_train));
        let recordings = scenario.record.iter().enumerate();
        found.extend(
            recordings.filter_map(|(k, it)| objection_to_recording(scenario, n_train, k, it)),
        );
    }
    found
}

/// Lesions that are planned after the last presentation.
fn lesions_after_the_end(scenario: &Scenario, n_train: usize) -> Vec<Objection> {
    let (lesions, timetable) = (&scenario.faults.lesions, &scenario.timetable);
    let n_presentations = match lesions.is_empty() {
        true => None,
        false => presentations_before(scenario, n_train, timetable.epochs),
    };
    let Some(n_presentations) = n_presentations else {
        return Vec::new();
    };
    let lesions = lesions.iter().enumerate();
    let late = lesions.filter(|(_, lesion)| lesion.at >= n_presentations);
    let objection = |(k, _)| Objection {
        path: format!("faults.lesions[{k}].at"),
        problem: format!(
            "the run ends after {}, before this lesion",
            length(scenario, n_train, n_presentations)
        ),
        expected: match n_presentations {
            0 => "no lesion, or at least one epoch".to_owned(),
            n => format!("a presentation from 0 to {}", n - 1),
        },
        near: None,
    };
    late.map(objection).collect()
}

/// How long a run is, in words.
fn length(scenario: &Scenario, n_train: usize, n_presentations: u64) -> String {
    let timetable = &scenario.timetable;
    format!(
        "{} ({} of {} in batches of {})",
        counted(n_presentations as usize, "presentation"),
        counted(timetable.epochs, "epoch"),
        counted(n_train, "training example"),
        timetable.batch
    )
}

/// A recording whose window holds no presentation of the run. A run of 0 epochs records nothing,
/// whatever the window.
fn objection_to_recording(
    scenario: &Scenario,
    n_train: usize,
    k: usize,
    recording: &Recording,
) -> Option<Objection> {
    let n_epochs = scenario.timetable.epochs as u64;
    let object = |field: &str, problem: String, expected: String| {
        Some(Objection {
            path: format!("record[{k}].{field}"),
            problem,
            expected,
            near: None,
        })
    };
    match recording.during {
        _ if n_epochs == 0 => None,
        During::Always => None,
        During::Presentations(first, _) => {
            let n = presentations_before(scenario, n_train, scenario.timetable.epochs)?;
            let problem = || {
                let length = length(scenario, n_train, n);
                format!("the run ends after {length}, before this recording begins")
            };
            let expected = || format!("a first presentation from 0 to {}", n - 1);
            (n > 0 && first >= n).then(|| object("during", problem(), expected()))?
        }
        During::Epochs(first, _) if first >= n_epochs => {
            let epochs = counted(n_epochs as usize, "epoch");
            let problem = format!(
                "the run has {epochs}, counted from 0, and ends before this recording begins"
            );
            object(
                "during",
                problem,
                format!("a first epoch from 0 to {}", n_epochs - 1),
            )
        }
        During::Epochs(first, end) => {
            let before = |epoch: u64| {
                let epoch = epoch.min(n_epochs) as usize;
                presentations_before(scenario, n_train, epoch)
            };
            let (start, end) = (before(first)?, before(end)?);
            let every = recording.every.max(1);
            // Counted from the first presentation of the run.
            let next = start.div_ceil(every).saturating_mul(every);
            let problem = || {
                format!(
                    "every is {every}, and of the presentations {start}..{end}, which these epochs \
                     are, none is a multiple of it"
                )
            };
            let expected = "a smaller number, or presentations, whose first is recorded";
            (start < end && next >= end).then(|| object("every", problem(), expected.to_owned()))?
        }
    }
}

/// The presentations of the run before an epoch, those without a teacher included. `None` where
/// there are too many to draw them all beforehand.
fn presentations_before(scenario: &Scenario, n_train: usize, epoch: usize) -> Option<u64> {
    let timetable = &scenario.timetable;
    let n_batches = match (timetable.batch, timetable.last_batch) {
        (0, _) => return None,
        (batch, LastBatch::Short) => n_train.div_ceil(batch),
        (batch, LastBatch::Drop) => n_train / batch,
    };
    let taught = (n_batches as u64).saturating_mul(epoch as u64);
    let without_teacher = timetable.without_teacher.to_f64();
    if without_teacher <= 0.0 {
        return Some(taught);
    }
    let n_numbers = taught.saturating_mul(timetable.batch as u64);
    if without_teacher > 0.99 || n_numbers > MOST_DRAWN {
        return None;
    }
    let drawn = timetable.timetable();
    let epochs = (0..epoch).map(|epoch| drawn.epoch(epoch, n_train).count() as u64);
    Some(epochs.sum())
}
