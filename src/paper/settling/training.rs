//! The moment during training at which tonic Fa-Z-IL stops learning when it is left to itself.

use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::activation::Activation;
use crate::blueprint::Blueprint;
use crate::blueprint::gain;
use crate::neuron::State;
use crate::paper::agents::agents;
use crate::paper::reproduction::Size;
use crate::paper::run_context::RunContext;
use crate::paper::training_data::{Amount, Brief, SEEDS, TrainingData, circuit_and_plan};
use crate::report::Block;
use crate::report::{Chart, Dimension, Mark, Panel, Scale, Series, WIDE, chart, scientific};
use crate::run_queue::Job;
use crate::run_queue::saved_runs::SavedRuns;
use crate::scalar::{Precision, Scalar};
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::session::precision::for_floats;

/// Hidden layers and one: L.
const DEPTH: usize = 3;

/// How long trainings are, and how finely they are looked at.
struct Extent {
    amount: Amount,
    n_updates: u64,
    /// Updates in one row of what was found.
    stride: u64,
    /// P: long enough for a small gain to fall silent.
    patience: u64,
}

impl Extent {
    fn of(size: Size) -> Self {
        let (amount, n_updates, patience) = match size {
            Size::Tiny => (Amount::tiny(), 6, 60),
            Size::Quick => (Amount::some(2000, 100), 1500, 100),
            Size::Full => (Amount::all(), 30_000, 200),
        };
        Self {
            amount,
            n_updates,
            stride: n_updates.div_ceil(30),
            patience,
        }
    }
}

/// A training that is left to itself.
struct Train<'a> {
    name: String,
    scenario: Scenario,
    training_data: &'a TrainingData,
    n_updates: u64,
    stride: u64,
}

/// Some updates in a row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Stretch {
    /// Updates done before it.
    start: u64,
    /// The largest gain of a layer at its start, at rest under the first example.
    gain: f64,
    presentations: u64,
    /// Presentations, lane by lane, in which the network was not quiet at t = −1.
    unsettled: u64,
    /// Spikes of φ that were expected, that came, and that came at another time.
    expected: u64,
    hits: u64,
    false_spikes: u64,
}

/// A whole training.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Trained {
    ended: String,
    stretches: Vec<Stretch>,
    updates: u64,
}

impl Job for Train<'_> {
    type Found = Trained;

    fn text(&self) -> String {
        let Self {
            n_updates, stride, ..
        } = self;
        format!(
            "the first {n_updates} updates by {stride}\n{}",
            self.scenario.to_ron()
        )
    }

    fn cost(&self) -> f64 {
        self.n_updates as f64
    }

    fn run(&self, stop: &AtomicBool) -> Result<Option<Trained>, RunError> {
        for_floats!(&self.scenario, train)(self, stop)
    }
}

fn train<S: Scalar>(job: &Train<'_>, stop: &AtomicBool) -> Result<Option<Trained>, RunError> {
    let shared = job.training_data.load::<S>(&job.scenario)?;
    let (circuit, plan) = circuit_and_plan(&job.scenario, &shared)?;
    let mut blueprint: Blueprint<S> = circuit.blueprint().clone();
    let mut agents = agents(circuit, plan);
    let mut trained = Trained {
        ended: "finished".to_owned(),
        ..Trained::default()
    };
    while trained.updates < job.n_updates {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        if trained.updates.is_multiple_of(job.stride) {
            blueprint.weights = agents.weights();
            trained.stretches.push(Stretch {
                start: trained.updates,
                gain: gain::largest(&blueprint, shared.train.input(0)),
                ..Stretch::default()
            });
        }
        let shown = match agents.step() {
            Ok(Some(shown)) => shown,
            Ok(None) => break,
            Err(fault) => {
                trained.ended = fault.to_string();
                break;
            }
        };
        trained.updates += 1;
        if let Some(stretch) = trained.stretches.last_mut() {
            stretch.presentations += shown.presentation.examples.len() as u64;
            stretch.unsettled += shown.n_unsettled;
            stretch.expected += shown.phi.expected;
            stretch.hits += shown.phi.hits;
            stretch.false_spikes += shown.phi.false_spikes;
        }
    }
    Ok(Some(trained))
}

/// The trainings: activation, factor on the weights at birth, precision.
const RUNS: [(Activation, &str, Precision); 6] = [
    (Activation::Logistic, "1", Precision::F64),
    (Activation::Logistic, "1", Precision::F32),
    (Activation::Tanh, "0.2", Precision::F64),
    (Activation::Tanh, "0.2", Precision::F32),
    (Activation::Tanh, "0.3", Precision::F64),
    (Activation::Tanh, "1", Precision::F64),
];

/// The learning rate: five times the paper's, to see the end of it soon.
const ALPHA: &str = "0.005";

/// A network has all but stopped learning, and stopped, when its φ fire less often than these
/// shares of what is expected.
const ALL_BUT: f64 = 0.1;
const STOPPED: f64 = 0.01;

impl Trained {
    /// Updates before the first stretch from which on to the end less than this share of the
    /// expected φ fired; `None` if more still did at the end.
    fn stopped_after(&self, share: f64) -> Option<u64> {
        let has_stopped =
            |at: &&Stretch| at.expected == 0 || (at.hits as f64) < share * at.expected as f64;
        let still = self.stretches.iter().rev().take_while(has_stopped);
        still.last().map(|first| first.start)
    }
}

/// Trains networks that are left to themselves, and says when they stopped learning.
pub(super) fn reproduce(
    context: &RunContext<'_>,
    saved_runs: &SavedRuns,
) -> Result<Option<Vec<Block>>, RunError> {
    let extent = Extent::of(context.size);
    let per_epoch = context.training_data.n_train(extent.amount).div_ceil(20) as u64;
    let job = |(activation, gain, precision): (Activation, &'static str, Precision)| {
        let brief = Brief {
            precision,
            depth: DEPTH,
            activation,
            state: State::Pair,
            seed: SEEDS[0],
            gain,
            learning: format!("rule: FaZIL, feedback: Tonic, alpha: {ALPHA}"),
            timetable: format!(
                "prediction: Settle, prediction_ticks: {}, batch: 20, epochs: {}",
                extent.patience,
                extent.n_updates.div_ceil(per_epoch)
            ),
        };
        Ok(Train {
            name: format!("{activation:?} × {gain}, {precision:?}"),
            scenario: context
                .training_data
                .scenario("settling-training", extent.amount, &brief)?,
            training_data: &context.training_data,
            n_updates: extent.n_updates,
            stride: extent.stride,
        })
    };
    let jobs = RUNS
        .into_iter()
        .map(job)
        .collect::<Result<Vec<_>, RunError>>()?;
    let Some(found) = context.run_queue.run_all("settling-training", &jobs)? else {
        return Ok(None);
    };
    let about = context.training_data.describe(extent.amount);
    Ok(Some(leave(saved_runs, &extent, &about, &jobs, &found)?))
}

fn leave(
    saved_runs: &SavedRuns,
    extent: &Extent,
    about: &str,
    jobs: &[Train<'_>],
    found: &[Trained],
) -> Result<Vec<Block>, RunError> {
    write_csv(saved_runs, jobs, found)?;
    let figure = picture(extent, about, jobs, found);
    saved_runs.write("training.svg", &chart(&figure, WIDE))?;
    let words = format!(
        "**The moment at which tonic Fa-Z-IL stops learning.** Trainings on {about}, left to \
         themselves (P = {} ticks, T = L = {DEPTH}, batch 20, α = {ALPHA}), over {} updates; \"× g\" is a \
         factor on the weights at birth. A network has all but stopped when, from then on, less than \
         10 % of the φ that should fire do, and stopped below 1 %. Learning itself turns the gains \
         up: a network that begins small enough to fall silent before the teacher comes teaches \
         itself out of it, ever more slowly, for the fewer φ fire, the less the gains grow.",
        extent.patience, extent.n_updates
    );
    let header = [
        "training",
        "s at birth",
        "s at the end",
        "unsettled at first",
        "unsettled at the end",
        "φ fired, first stretch",
        "φ fired, last stretch",
        "below 10 % after update",
        "below 1 % after update",
    ];
    Ok(vec![
        Block::words(words),
        Block::table(header, jobs.iter().zip(found).map(row).collect()),
        Block::picture(
            "training.svg",
            "Share of the expected φ that fired during training, tonic feedback left to itself",
        ),
    ])
}

/// `training.csv`: a row per stretch.
fn write_csv(
    saved_runs: &SavedRuns,
    jobs: &[Train<'_>],
    found: &[Trained],
) -> Result<(), RunError> {
    let mut rows = Vec::new();
    for (job, trained) in jobs.iter().zip(found) {
        rows.extend(trained.stretches.iter().map(|stretch| {
            vec![
                job.name.clone(),
                stretch.start.to_string(),
                format!("{:?}", stretch.gain),
                stretch.presentations.to_string(),
                stretch.unsettled.to_string(),
                stretch.expected.to_string(),
                stretch.hits.to_string(),
                stretch.false_spikes.to_string(),
            ]
        }));
    }
    let header = [
        "training",
        "updates_before",
        "largest_gain",
        "presentations",
        "unsettled",
        "phi_expected",
        "phi_hits",
        "phi_false",
    ];
    saved_runs.write_csv("training.csv", &header, &rows)
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn percent(share: Option<f64>) -> String {
    share.map_or("–".to_owned(), |share| format!("{:.1} %", 100.0 * share))
}

fn row((job, trained): (&Train<'_>, &Trained)) -> Vec<String> {
    let ends = trained.stretches.first().zip(trained.stretches.last());
    let Some((first, last)) = ends else {
        return vec![job.name.clone()];
    };
    let unsettled = |at: &Stretch| percent(share(at.unsettled, at.presentations));
    let fired = |at: &Stretch| percent(share(at.hits, at.expected));
    let stopped = |share| match (trained.stopped_after(share), trained.ended.as_str()) {
        (None, "finished") => "not yet".to_owned(),
        (Some(0), "finished") => "0: it never learned".to_owned(),
        (Some(n), "finished") => n.to_string(),
        (_, ended) => ended.to_owned(),
    };
    vec![
        job.name.clone(),
        scientific(first.gain),
        scientific(last.gain),
        unsettled(first),
        unsettled(last),
        fired(first),
        fired(last),
        stopped(ALL_BUT),
        stopped(STOPPED),
    ]
}

fn picture(extent: &Extent, about: &str, jobs: &[Train<'_>], found: &[Trained]) -> Chart {
    let panel = |y_label: &str, what: &dyn Fn(&Stretch) -> Option<f64>| Panel {
        x: Dimension::new("updates", Scale::Whole),
        y: Dimension::new(y_label, Scale::Even),
        series: jobs
            .iter()
            .zip(found)
            .map(|(job, trained)| {
                let stretches = trained.stretches.iter();
                let points = stretches.filter_map(|at| Some((at.start as f64, what(at)?)));
                Series::new(job.name.as_str(), Mark::Line, points.collect())
            })
            .collect(),
        ..Panel::default()
    };
    Chart {
        title: "Tonic feedback left to itself: does it learn, and for how long?".to_owned(),
        note: format!("{about}; P = {} ticks.", extent.patience),
        height: 240.0,
        is_shared: (true, false),
        panels: vec![
            panel("share of the expected φ that fired", &|at| {
                share(at.hits, at.expected)
            }),
            panel("largest gain s of a layer", &|at| Some(at.gain)),
        ],
        ..Chart::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_stopped_only_if_it_never_starts_again() {
        let stretch = |start: u64, hits: u64| Stretch {
            start,
            expected: 1000,
            hits,
            ..Stretch::default()
        };
        let trained = |hits: [u64; 4]| Trained {
            stretches: (0..).zip(hits).map(|(k, n)| stretch(10 * k, n)).collect(),
            ..Trained::default()
        };
        assert_eq!(trained([1000, 0, 900, 800]).stopped_after(STOPPED), None);
        assert_eq!(trained([1000, 900, 9, 0]).stopped_after(STOPPED), Some(20));
        assert_eq!(trained([1000, 99, 99, 20]).stopped_after(STOPPED), None);
        assert_eq!(trained([1000, 99, 99, 20]).stopped_after(ALL_BUT), Some(10));
        assert_eq!(trained([0, 0, 0, 0]).stopped_after(STOPPED), Some(0));
    }
}
