//! The timetable of a scenario: ticks, batches, epochs.
//!
//! Promises presentations long enough for stimulus and teacher to pass through all layers.
//! Refuses to draw one: that is `environment`'s.

use super::numbers::{is_fraction, is_positive, whole};
use super::objections::Objections;
use super::{Learning, Network};
use crate::environment::{LastBatch, Prediction, Span, Timetable};
use crate::plasticity::Rule;
use crate::scalar::Number;
use crate::scenario::raw::RawTimetable;

/// Bound on every number of ticks, so that sums of a few of them are ticks too.
pub(super) const MOST_TICKS: u64 = 1_000_000_000;
/// Bound on the chance that a presentation has no teacher.
const MOST_WITHOUT_TEACHER: f64 = 0.999;

/// How long, how often and in which order examples are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// How the network comes to its prediction; default `Settle`.
    pub prediction: Prediction,
    /// P, ticks of stimulus before the teacher, at least L + t_d; default L + 1 + t_d. With
    /// `Imposed` it is 0.
    pub prediction_ticks: Span,
    /// T, ticks of stimulus with the teacher, at least L, default L; for IL above t_c, default
    /// t_c + 1.
    pub learning_ticks: Span,
    /// Chance that a presentation without teacher comes in between, in [0, 0.999]; default 0.
    pub without_teacher: Number,
    /// Lanes, presentations side by side, from 1 to 100,000; default 1.
    pub batch: usize,
    /// What becomes of a short last batch; default `Short`.
    pub last_batch: LastBatch,
    /// Passes over the training examples; default 1, at most 1,000,000,000; 0 only evaluates.
    pub epochs: usize,
    /// Whether each epoch has an order of its own; default true.
    pub shuffle: bool,
    /// Seed of order, P, T and missing teachers; default 1.
    pub seed: u64,
    /// σ of the noise on an imposed prediction, in units of x, at least 0 (the paper's C1
    /// ablation); default 0.
    pub perturbation: Number,
}

impl Schedule {
    /// The timetable that the environment keeps.
    pub fn timetable(&self) -> Timetable {
        Timetable {
            prediction_ticks: self.prediction_ticks,
            learning_ticks: self.learning_ticks,
            without_teacher: self.without_teacher.to_f64(),
            n_lanes: self.batch,
            last_batch: self.last_batch,
            seed: self.seed,
            shuffle: self.shuffle,
        }
    }
}

/// Stage two of `timetable: (…)`.
pub(super) fn check(
    raw: RawTimetable,
    network: &Network,
    learning: &Learning,
    objections: &mut Objections<'_>,
) -> Schedule {
    let depth = network.depth() as u64;
    let prediction = raw.prediction.unwrap_or(Prediction::Settle);
    let default_p = match prediction {
        Prediction::Settle => (depth + 1).saturating_add(learning.phi.quiet_ticks()),
        Prediction::Imposed => 0,
    };
    let default_t = match learning.rule {
        Rule::IL { t_c } => t_c.saturating_add(1),
        Rule::ZIL | Rule::FaZIL => depth,
    };
    let schedule = Schedule {
        prediction,
        prediction_ticks: raw.prediction_ticks.unwrap_or(Span::fixed(default_p)),
        learning_ticks: raw.learning_ticks.unwrap_or(Span::fixed(default_t)),
        without_teacher: raw.without_teacher.unwrap_or_else(|| whole(0)),
        batch: raw.batch.unwrap_or(1),
        last_batch: raw.last_batch.unwrap_or(LastBatch::Short),
        epochs: raw.epochs.unwrap_or(1),
        shuffle: raw.shuffle.unwrap_or(true),
        seed: raw.seed.unwrap_or(1),
        perturbation: raw.perturbation.unwrap_or_else(|| whole(0)),
    };
    check_prediction_ticks(&schedule, depth, learning, objections);
    check_learning_ticks(&schedule, depth, learning, objections);
    check_presentations(&schedule, objections);
    check_perturbation(&schedule, objections);
    schedule
}

fn check_prediction_ticks(
    schedule: &Schedule,
    depth: u64,
    learning: &Learning,
    objections: &mut Objections<'_>,
) {
    let path = "timetable.prediction_ticks";
    let (span, t_d) = (schedule.prediction_ticks, learning.phi.quiet_ticks());
    if schedule.prediction == Prediction::Imposed {
        let problem = format!(
            "prediction_ticks is {span}, and an imposed prediction takes no time: x = μ is put in \
             place at teacher onset"
        );
        let expected = "prediction_ticks: 0, or no prediction_ticks, or prediction: Settle";
        objections.when(span != Span::fixed(0), path, problem, expected);
        return;
    }
    let needed = depth.saturating_add(t_d);
    objections.when(
        span.low < needed,
        path,
        format!(
            "prediction_ticks is {span}, and this network needs {needed}: a new stimulus takes L = \
             {depth} ticks to pass through its layers, and after that phi must see t_d = {t_d} \
             quiet ticks before the teacher comes"
        ),
        &format!("at least {needed} ticks, or prediction: Imposed"),
    );
}

fn check_learning_ticks(
    schedule: &Schedule,
    depth: u64,
    learning: &Learning,
    objections: &mut Objections<'_>,
) {
    let (path, span) = ("timetable.learning_ticks", schedule.learning_ticks);
    match learning.rule {
        Rule::IL { t_c } => objections.when(
            span.low <= t_c,
            path,
            format!(
                "learning_ticks is {span}, and IL commits at t = {t_c}, counted from 0: the teacher \
                 would be gone"
            ),
            &format!("at least {} ticks", t_c.saturating_add(1)),
        ),
        Rule::ZIL | Rule::FaZIL => objections.when(
            span.low < depth,
            path,
            format!(
                "learning_ticks is {span}, and the teacher's error takes L = {depth} ticks to reach \
                 every layer"
            ),
            &format!("at least {depth} ticks"),
        ),
    }
}

fn check_presentations(schedule: &Schedule, objections: &mut Objections<'_>) {
    objections.when(
        schedule.batch == 0,
        "timetable.batch",
        "a batch of 0 shows nothing",
        "at least 1 presentation side by side",
    );
    let chance = schedule.without_teacher.to_f64();
    objections.when(
        is_fraction(&schedule.without_teacher) && chance > MOST_WITHOUT_TEACHER,
        "timetable.without_teacher",
        format!(
            "without_teacher is {}: more than 999 presentations without a teacher would come before \
             each one that has one, and a run might not end",
            schedule.without_teacher
        ),
        &format!("a number in [0, {MOST_WITHOUT_TEACHER}]"),
    );
    objections.when(
        !is_fraction(&schedule.without_teacher),
        "timetable.without_teacher",
        format!(
            "without_teacher is {}: it is a chance, and at 1 no teacher would ever come",
            schedule.without_teacher
        ),
        "a number in [0, 1)",
    );
}

fn check_perturbation(schedule: &Schedule, objections: &mut Objections<'_>) {
    let (path, sigma) = ("timetable.perturbation", &schedule.perturbation);
    objections.when(
        sigma.exact() < whole(0).exact(),
        path,
        format!("perturbation is {sigma}: it is a standard deviation"),
        "0, or a number above 0",
    );
    objections.when(
        is_positive(sigma) && schedule.prediction == Prediction::Settle,
        path,
        "only an imposed prediction can be perturbed: a network that settles finds its own",
        "perturbation: 0, or prediction: Imposed",
    );
}

impl From<&Schedule> for RawTimetable {
    fn from(schedule: &Schedule) -> Self {
        Self {
            prediction: Some(schedule.prediction),
            prediction_ticks: Some(schedule.prediction_ticks),
            learning_ticks: Some(schedule.learning_ticks),
            without_teacher: Some(schedule.without_teacher.clone()),
            batch: Some(schedule.batch),
            last_batch: Some(schedule.last_batch),
            epochs: Some(schedule.epochs),
            shuffle: Some(schedule.shuffle),
            seed: Some(schedule.seed),
            perturbation: Some(schedule.perturbation.clone()),
        }
    }
}
