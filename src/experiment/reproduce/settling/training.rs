//! The moment during training at which tonic Fa-Z-IL stops learning when it is left to itself.

use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::gain;
use crate::activation::Activation;
use crate::blueprint::Blueprint;
use crate::experiment::reproduce::agents::agents;
use crate::experiment::reproduce::chapter::Block;
use crate::experiment::reproduce::material::{Amount, Brief, Material, SEEDS, circuit_and_plan};
use crate::experiment::reproduce::shelf::Shelf;
use crate::experiment::reproduce::sweep::Job;
use crate::experiment::reproduce::{Size, Workshop};
use crate::experiment::run::RunError;
use crate::plasticity::Plasticity;
use crate::report::{CurvePanel, CurveSeries, Curves, curves, scientific};
use crate::scalar::{Precision, Scalar};
use crate::scenario::Scenario;

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
            Size::Quick => (Amount::some(2000, 100), 300, 120),
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
    material: &'a Material,
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
    /// The last update in which some φ fired at t = l, counted from 1; 0 if none ever did.
    last_hit: u64,
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
        for_scenario!(&self.scenario, train)(self, stop)
    }
}

fn train<S: Scalar, P: Plasticity>(
    job: &Train<'_>,
    stop: &AtomicBool,
) -> Result<Option<Trained>, RunError> {
    let shared = job.material.load::<S>(&job.scenario)?;
    let (circuit, plan) = circuit_and_plan(&job.scenario, &shared)?;
    let mut blueprint: Blueprint<S> = circuit.blueprint.clone();
    let mut agents = agents::<S, P>(circuit, plan);
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
        if shown.phi.hits > 0 {
            trained.last_hit = trained.updates;
        }
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
    (Activation::Logistic, "0.2", Precision::F64),
    (Activation::Logistic, "1", Precision::F64),
    (Activation::Logistic, "1", Precision::F32),
    (Activation::Tanh, "0.2", Precision::F64),
    (Activation::Tanh, "1", Precision::F64),
    (Activation::Tanh, "1", Precision::F32),
];

/// Trains networks that are left to themselves, and says when they stopped learning.
pub(super) fn reproduce(
    shop: &Workshop<'_>,
    shelf: &Shelf,
) -> Result<Option<Vec<Block>>, RunError> {
    let extent = Extent::of(shop.size);
    let per_epoch = shop.material.n_train(extent.amount).div_ceil(20) as u64;
    let job = |(activation, gain, precision): (Activation, &'static str, Precision)| {
        let brief = Brief {
            precision,
            depth: DEPTH,
            activation,
            seed: SEEDS[0],
            gain,
            learning: "rule: FaZIL, feedback: Tonic, alpha: 0.001".to_owned(),
            timetable: format!(
                "prediction: Settle, prediction_ticks: {}, batch: 20, epochs: {}",
                extent.patience,
                extent.n_updates.div_ceil(per_epoch)
            ),
        };
        Ok(Train {
            name: format!("{activation:?}, gain at birth {gain}, {precision:?}"),
            scenario: shop
                .material
                .scenario("settling-training", extent.amount, &brief)?,
            material: &shop.material,
            n_updates: extent.n_updates,
            stride: extent.stride,
        })
    };
    let jobs = RUNS
        .into_iter()
        .map(job)
        .collect::<Result<Vec<_>, RunError>>()?;
    let Some(found) = shop.sweeper.sweep("settling-training", &jobs)? else {
        return Ok(None);
    };
    let about = shop.material.describe(extent.amount);
    Ok(Some(leave(shelf, &extent, &about, &jobs, &found)?))
}

fn leave(
    shelf: &Shelf,
    extent: &Extent,
    about: &str,
    jobs: &[Train<'_>],
    found: &[Trained],
) -> Result<Vec<Block>, RunError> {
    write_csv(shelf, jobs, found)?;
    let figure = picture(extent, about, jobs, found);
    shelf.write("training.svg", &curves(&figure))?;
    let words = format!(
        "**The moment at which tonic Fa-Z-IL stops learning.** Trainings on {about}, left to \
         themselves (P = {} ticks, T = L = {DEPTH}, batch 20, α = 0.001), over {} updates. An update \
         teaches if some φ fires at t = l; the last one that did is the moment. It never learned \
         if there is none.",
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
        "last update that taught",
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
fn write_csv(shelf: &Shelf, jobs: &[Train<'_>], found: &[Trained]) -> Result<(), RunError> {
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
    shelf.write_csv("training.csv", &header, &rows)
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
    vec![
        job.name.clone(),
        scientific(first.gain),
        scientific(last.gain),
        unsettled(first),
        unsettled(last),
        fired(first),
        fired(last),
        match (trained.last_hit, trained.ended.as_str()) {
            (0, "finished") => "none: it never learned".to_owned(),
            (n, "finished") if n == trained.updates => "the last: it still learns".to_owned(),
            (n, "finished") => n.to_string(),
            (n, ended) => format!("{n}; then {ended}"),
        },
    ]
}

fn picture(extent: &Extent, about: &str, jobs: &[Train<'_>], found: &[Trained]) -> Curves {
    let series = |what: &dyn Fn(&Stretch) -> Option<f64>| {
        let of = |(job, trained): (&Train<'_>, &Trained)| CurveSeries {
            name: job.name.clone(),
            points: trained
                .stretches
                .iter()
                .filter_map(|at| Some((at.start as f64, Some(what(at)?))))
                .collect(),
        };
        jobs.iter().zip(found).map(of).collect()
    };
    let fired = |at: &Stretch| share(at.hits, at.expected).map(|share| (100.0 * share).max(0.01));
    Curves {
        title: "Tonic feedback left to itself: does it learn, and for how long?".to_owned(),
        note: format!("{about}; P = {} ticks.", extent.patience),
        x_label: "updates".to_owned(),
        y_label: "percent, and gain".to_owned(),
        never: String::new(),
        n_columns: 2,
        panels: vec![
            CurvePanel {
                title: "φ that fired, of those expected [%]; 0.01 for none".to_owned(),
                line_at: None,
                series: series(&fired),
            },
            CurvePanel {
                title: "largest gain s of a layer".to_owned(),
                line_at: None,
                series: series(&|at| Some(at.gain)),
            },
        ],
    }
}
