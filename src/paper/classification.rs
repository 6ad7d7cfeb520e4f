//! Classification: final test errors of every model beside backpropagation's, run for run.

use serde::Serialize;

use super::compare_with_backpropagation::Beside;
use super::course::Course;
use super::reproduction::Size;
use super::run_context::RunContext;
use super::training_data::{Amount, Brief, SEEDS};
use crate::activation::Activation;
use crate::neuron::State;
use crate::report::scientific;
use crate::report::{Block, PageSection};
use crate::run_queue::saved_runs::{FORMAT_VERSION, SavedRuns};
use crate::scalar::Precision;
use crate::session::RunError;

/// Hidden layers and one: L.
const DEPTH: usize = 3;

/// The models of the paper, and ours: name, learning, timetable, and whether it must do what
/// backpropagation does.
const MODELS: [(&str, &str, &str, bool); 4] = [
    ("Z-IL", "rule: ZIL", "prediction: Imposed", true),
    (
        "Fa-Z-IL, tonic, x = μ imposed (the paper's)",
        "rule: FaZIL, feedback: Tonic",
        "prediction: Imposed",
        true,
    ),
    (
        "Fa-Z-IL, phasic, left to itself (ours)",
        "rule: FaZIL, feedback: Phasic",
        "prediction: Settle",
        true,
    ),
    (
        "IL (t_c = 20, γ = 0.1)",
        "rule: IL(t_c: 20), gamma: 0.1",
        "prediction: Imposed",
        false,
    ),
];

/// One run of the list.
struct Run {
    model: usize,
    precision: Precision,
    seed: u64,
}

/// `classification.json`.
#[derive(Serialize)]
struct Record<'a> {
    format_version: u32,
    program_version: &'static str,
    examples: &'a str,
    epochs: usize,
    runs: Vec<RunRecord<'a>>,
}

#[derive(Serialize)]
struct RunRecord<'a> {
    model: &'static str,
    precision: Precision,
    seed: u64,
    course: &'a Course,
}

fn extent(size: Size) -> (Amount, usize, &'static [u64]) {
    match size {
        Size::Tiny => (Amount::tiny(), 2, &SEEDS[..1]),
        Size::Quick => (Amount::some(5000, 1000), 6, &SEEDS),
        Size::Full => (Amount::all(), 64, &SEEDS),
    }
}

/// Trains every model beside backpropagation.
pub(super) fn reproduce(
    context: &RunContext<'_>,
    saved_runs: &SavedRuns,
) -> Result<Option<PageSection>, RunError> {
    let (amount, epochs, seeds) = extent(context.size);
    let (mut runs, mut jobs) = (Vec::new(), Vec::new());
    for (model, (_, learning, timetable, _)) in MODELS.iter().enumerate() {
        for precision in [Precision::F64, Precision::F32] {
            for &seed in seeds {
                let brief = Brief {
                    precision,
                    depth: DEPTH,
                    activation: Activation::Logistic,
                    state: State::Pair,
                    seed,
                    gain: "1",
                    learning: format!("{learning}, alpha: 0.001"),
                    timetable: format!("{timetable}, batch: 20, epochs: {epochs}"),
                };
                let scenario = context
                    .training_data
                    .scenario("classification", amount, &brief)?;
                let training_data = &context.training_data;
                jobs.push(Beside {
                    scenario,
                    training_data,
                });
                runs.push(Run {
                    model,
                    precision,
                    seed,
                });
            }
        }
    }
    let Some(found) = context.run_queue.run_all("classification", &jobs)? else {
        return Ok(None);
    };
    let about = context.training_data.describe(amount);
    Ok(Some(leave(saved_runs, &about, epochs, &runs, &found)?))
}

fn leave(
    saved_runs: &SavedRuns,
    about: &str,
    epochs: usize,
    runs: &[Run],
    found: &[Course],
) -> Result<PageSection, RunError> {
    let records = runs.iter().zip(found).map(|(run, course)| RunRecord {
        model: MODELS[run.model].0,
        precision: run.precision,
        seed: run.seed,
        course,
    });
    let record = Record {
        format_version: FORMAT_VERSION,
        program_version: env!("CARGO_PKG_VERSION"),
        examples: about,
        epochs,
        runs: records.collect(),
    };
    saved_runs.write_json("classification.json", &record)?;
    write_epochs(saved_runs, runs, found)?;
    let words = format!(
        "{about}; two hidden layers of 32, logistic, α = 0.001, batch 20, {epochs} epochs (the \
         paper: 64 epochs of MNIST; its numbers are in a supplement that we have not seen, its text \
         says \"exactly the same result as Z-IL and BP\"). Every row holds one run per seed, in \
         the order of the seeds."
    );
    let header = [
        "model",
        "precision",
        "test error [%]",
        "BP's [%]",
        "epochs with another test error",
        "test images classified differently at the end",
        "largest \\|θ − w\\|",
        "commands",
        "interventions",
    ]
    .map(|name| name.replace("\\|", "|"));
    let mut blocks = vec![
        Block::words(words),
        Block::table(header, rows(runs, found)),
        Block::words(verdict(runs, found)),
    ];
    let differing = list_differing(runs, found);
    if !differing.is_empty() {
        let words = "Test images that differ in f32, as image: ours, BP's";
        blocks.push(Block::words(format!("{words}: {}.", differing.join("; "))));
    }
    Ok(PageSection {
        name: "classification",
        title: "Classification: the same test error, run for run".to_owned(),
        blocks,
    })
}

/// `epochs.csv`: a row per run and epoch.
fn write_epochs(saved_runs: &SavedRuns, runs: &[Run], found: &[Course]) -> Result<(), RunError> {
    let header = [
        "model",
        "precision",
        "seed",
        "epoch",
        "test_error",
        "bp_test_error",
    ];
    let mut rows = Vec::new();
    for (run, course) in runs.iter().zip(found) {
        let errors = course.test_errors.iter().zip(&course.bp_test_errors);
        rows.extend(errors.enumerate().map(|(epoch, (ours, theirs))| {
            vec![
                MODELS[run.model].0.to_owned(),
                format!("{:?}", run.precision),
                run.seed.to_string(),
                (epoch + 1).to_string(),
                format!("{ours:?}"),
                format!("{theirs:?}"),
            ]
        }));
    }
    saved_runs.write_csv("epochs.csv", &header, &rows)
}

/// A row per model and precision.
fn rows(runs: &[Run], found: &[Course]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (model, (name, ..)) in MODELS.iter().enumerate() {
        for precision in [Precision::F64, Precision::F32] {
            let here = || {
                let pairs = runs.iter().zip(found);
                let here = move |run: &Run| (run.model, run.precision) == (model, precision);
                pairs
                    .filter(move |(run, _)| here(run))
                    .map(|(_, course)| course)
            };
            let each = |what: &dyn Fn(&Course) -> String| -> String {
                here().map(what).collect::<Vec<_>>().join(", ")
            };
            let percent = |errors: &[f64]| match errors.last() {
                Some(error) => scientific(100.0 * error),
                None => "–".to_owned(),
            };
            rows.push(vec![
                (*name).to_owned(),
                format!("{precision:?}"),
                each(&|course| percent(&course.test_errors)),
                each(&|course| percent(&course.bp_test_errors)),
                each(&|course| other_epochs(course).to_string()),
                each(&|course| course.differing.len().to_string()),
                each(&|course| match course.max_divergence {
                    Some(divergence) => format!("{divergence:.1e}"),
                    None => course.ended.clone(),
                }),
                each(&|course| course.commands.to_string()),
                each(&|course| course.interventions.to_string()),
            ]);
        }
    }
    rows
}

/// Epochs after which the test errors differ.
fn other_epochs(course: &Course) -> usize {
    let pairs = course.test_errors.iter().zip(&course.bp_test_errors);
    pairs.filter(|(ours, theirs)| ours != theirs).count()
}

/// Whether a run did, test image for test image, what its twin did.
fn is_identical(course: &Course) -> bool {
    course.is_finished() && other_epochs(course) == 0 && course.differing.is_empty()
}

fn verdict(runs: &[Run], found: &[Course]) -> String {
    let count = |precision: Precision| {
        let pairs = runs.iter().zip(found);
        let here = pairs.filter(|(run, _)| run.precision == precision && MODELS[run.model].3);
        let (same, all) = here.fold((0, 0), |(same, all), (_, course)| {
            (same + usize::from(is_identical(course)), all + 1)
        });
        format!("{same} of {all} runs")
    };
    let missed: u64 = runs
        .iter()
        .zip(found)
        .filter(|(run, _)| MODELS[run.model].3)
        .map(|(_, course)| course.phi.expected - course.phi.hits + course.phi.false_spikes)
        .sum();
    format!(
        "Z-IL and Fa-Z-IL classify every test image as backpropagation does after every epoch in {} \
         in f64 and in {} in f32; {missed} φ missed their moment or fired at another one. The BP of IL's \
         rows is the same twin; IL is close to it and not equal.",
        count(Precision::F64),
        count(Precision::F32)
    )
}

fn list_differing(runs: &[Run], found: &[Course]) -> Vec<String> {
    let pairs = runs.iter().zip(found);
    let equal = pairs.filter(|(run, _)| MODELS[run.model].3);
    equal
        .flat_map(|(run, course)| {
            let images = course.differing.iter();
            images.map(|(image, ours, theirs)| {
                let (model, seed) = (MODELS[run.model].0, run.seed);
                format!("{model}, seed {seed}: image {image}: {ours}, {theirs}")
            })
        })
        .collect()
}
