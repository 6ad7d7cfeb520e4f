//! The tidy table of a sweep: a column for each parameter and each measure, a row for each run.
//!
//! Promises the order of the plan, and that the same sweep leaves the same bytes.

use crate::experiment::over_seeds::{fixed, mean, share};
use crate::record::{Cell, Column, ColumnTable, Format, Kind, RunFolder};
use crate::report::{Table, scientific};
use crate::run_files::measured::Measured;
use crate::run_plan::combinations::Run;
use crate::run_plan::{Factor, SweepPlan};
use crate::session::RunError;

/// More rows than this are not shown on the screen.
const MOST_SHOWN: usize = 60;

/// One measure: its name, unit and meaning, and its value.
type Measure = (
    &'static str,
    &'static str,
    &'static str,
    fn(&Measured) -> Option<f64>,
);

/// Measures that are numbers.
#[rustfmt::skip]
const NUMBERS: [Measure; 6] = [
    ("test_accuracy", "1", "fraction of test examples classified correctly", |run| run.last.test_accuracy),
    ("bp_test_accuracy", "1", "the same for backpropagation", |run| run.last.bp_test_accuracy),
    ("test_error", "1", "mean over test examples of the sum of squared errors", |run| run.last.test_error),
    ("bp_test_error", "1", "the same for backpropagation", |run| run.last.bp_test_error),
    ("max_weight_divergence", "1", "largest |theta - w of backpropagation|", |run| Some(run.last.max_weight_divergence)),
    ("max_mirror_divergence", "1", "largest |theta - theta'|", |run| Some(run.last.max_mirror_divergence)),
];

type Count = (
    &'static str,
    &'static str,
    &'static str,
    fn(&Measured) -> u64,
);

/// Measures that are counts.
#[rustfmt::skip]
const COUNTS: [Count; 11] = [
    ("weights", "1", "theta and biases", |run| run.last.weights),
    ("weights_different", "1", "those that are not backpropagation's, bit for bit", |run| run.last.weights_different),
    ("phi_expected", "spikes", "epsilon of layer l was not 0 at t = l", |run| run.phi.expected),
    ("phi_hits", "spikes", "expected, and fired then", |run| run.phi.hits),
    ("phi_misses", "spikes", "expected, and not fired then", |run| run.phi.misses),
    ("phi_false_spikes", "spikes", "fired at any other tick", |run| run.phi.false_spikes),
    ("phi_vanished", "1", "epsilon was 0 at t = l though backpropagation's delta was not", |run| run.phi.vanished),
    ("presentations", "presentations", "lane by lane", |run| run.presentations),
    ("unsettled_presentations", "presentations", "an error neuron was not quiet at t = -1", |run| run.unsettled),
    ("controller_messages", "messages", "commit now, one per neuron and commit", |run| run.last.controller_messages),
    ("interventions", "1", "states set from outside the network", |run| run.last.interventions),
];

/// The table of a sweep that is done, a row for each run.
pub(super) fn tidy(plan: &SweepPlan, measured: &[Measured]) -> ColumnTable {
    let mut table = ColumnTable::new(plan.runs.len());
    for (k, factor) in plan.factors.iter().enumerate() {
        push_factor(&mut table, k, factor, &plan.runs);
    }
    let seeds = plan.runs.iter().map(|run| run.seed);
    table.push_counts("seed", "1", "of weights, order and faults", seeds);
    let epochs = plan
        .runs
        .iter()
        .map(|run| run.scenario.timetable.epochs as u64);
    table.push_counts(
        "epochs",
        "epochs",
        "passes over the training examples",
        epochs,
    );
    let ended = measured.iter().map(|run| run.ended.as_str());
    table.push_words("ended", "finished, or why the run could not go on", ended);
    for (name, unit, meaning, of) in NUMBERS {
        let column = Column::new(name, unit, Kind::Number, meaning).optional();
        let cell = |run| of(run).map_or(Cell::Nothing, Cell::Number);
        table.push(column, measured.iter().map(cell));
    }
    for (name, unit, meaning, of) in COUNTS {
        table.push_counts(name, unit, meaning, measured.iter().map(of));
    }
    table
}

/// The column of factor `k`: whole numbers, numbers, or the values as they were said.
fn push_factor(table: &mut ColumnTable, k: usize, factor: &Factor, runs: &[Run]) {
    // A column's name lives as long as the program: there is one sweep in it.
    let name: &'static str = Box::leak(factor.path().to_owned().into_boxed_str());
    let levels = || runs.iter().map(|run| run.levels[k]);
    let meaning = "a factor of the sweep";
    let column = |kind| Column::new(name, "", kind, meaning);
    match (factor.integers(), factor.numbers()) {
        (Some(integers), _) => {
            let cells = levels().map(|level| Cell::Integer(integers[level]));
            table.push(column(Kind::Integer), cells);
        }
        (None, Some(numbers)) => {
            let cells = levels().map(|level| Cell::Number(numbers[level]));
            table.push(column(Kind::RepeatedNumber), cells);
        }
        (None, None) => {
            let texts: Vec<&str> = factor.values().collect();
            table.push_words(name, meaning, levels().map(|level| texts[level]));
        }
    }
}

/// Writes `sweep.csv` and `sweep.parquet`.
pub(super) fn write(
    plan: &SweepPlan,
    table: &ColumnTable,
    folder: &RunFolder,
) -> Result<(), RunError> {
    let metadata = [("fazil.scenario", plan.scenario_name().to_owned())];
    for (name, format) in [
        ("sweep.csv", Format::Csv),
        ("sweep.parquet", Format::Parquet),
    ] {
        let path = folder.file(name)?;
        let written = table.write(&path, format, &metadata);
        written.map_err(|failure| RunError::unwritten(&path, failure))?;
    }
    Ok(())
}

/// Means over the seeds, a row for each combination.
pub(super) fn on_screen(plan: &SweepPlan, measured: &[Measured]) -> Table {
    let n_seeds = plan.options.seeds as usize;
    let mut header: Vec<String> = plan
        .factors
        .iter()
        .map(|factor| factor.path().to_owned())
        .collect();
    let has_classes = measured.iter().any(|run| run.last.test_accuracy.is_some());
    let score = if has_classes {
        "test accuracy"
    } else {
        "test error"
    };
    let others = [
        score,
        "BP's",
        "weights ≠ BP's",
        "φ missed",
        "φ false",
        "unsettled",
        "failed",
    ];
    header.extend(others.map(str::to_owned));
    let mut table = Table::new(header);
    let groups = plan.runs.chunks(n_seeds).zip(measured.chunks(n_seeds));
    for (runs, found) in groups.take(MOST_SHOWN) {
        let factors = plan.factors.iter().zip(&runs[0].levels);
        let mut row: Vec<String> = factors
            .map(|(factor, level)| factor.values().nth(*level).unwrap_or("").to_owned())
            .collect();
        row.extend(means(found, has_classes));
        table.push(row);
    }
    table
}

/// Means over the runs of one combination, as they are shown.
fn means(found: &[Measured], has_classes: bool) -> [String; 7] {
    let n_runs = found.len();
    let mean = |of: &dyn Fn(&Measured) -> f64| mean(found.iter().map(of));
    let score =
        |of: &dyn Fn(&Measured) -> Option<f64>| fixed(mean(&|run| of(run).unwrap_or(f64::NAN)));
    let share = |of: &dyn Fn(&Measured) -> u64, all: &dyn Fn(&Measured) -> u64| {
        share(mean(&|run| of(run) as f64 / all(run) as f64))
    };
    let [own, bp] = match has_classes {
        true => [
            score(&|run| run.last.test_accuracy),
            score(&|run| run.last.bp_test_accuracy),
        ],
        false => [
            score(&|run| run.last.test_error),
            score(&|run| run.last.bp_test_error),
        ],
    };
    let n_failed = found.iter().filter(|run| run.ended != "finished").count();
    [
        own,
        bp,
        scientific(mean(&|run| run.last.weights_different as f64)),
        share(&|run| run.phi.misses, &|run| run.phi.expected),
        share(&|run| run.phi.false_spikes, &|run| run.phi.expected),
        share(&|run| run.unsettled, &|run| run.presentations),
        format!("{n_failed} of {n_runs}"),
    ]
}
