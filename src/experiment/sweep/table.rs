//! The tidy table of a sweep: a column for each parameter and each measure, a row for each run.
//!
//! Promises the order of the plan, and that the same sweep leaves the same bytes.

use std::borrow::Cow;

use crate::disk::growing_name;
use crate::experiment::over_seeds::{fixed, mean, share};
use crate::experiment::run::Measured;
use crate::record::{Cell, Column, Format, Kind, MOST_BYTES, RunFolder, Table as RecordTable};
use crate::report::{Table, scientific};
use crate::run_plan::combinations::Run;
use crate::run_plan::{Factor, SweepPlan};
use crate::session::RunError;

/// Columns, rows and texts, ready to be written.
pub(super) struct Rows {
    columns: Vec<Column>,
    /// `[run][column]`.
    cells: Vec<Vec<Cell>>,
    texts: Vec<Cow<'static, str>>,
}

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

/// The rows of a sweep that is done.
pub(super) fn rows(plan: &SweepPlan, measured: &[Measured]) -> Rows {
    let mut rows = Rows {
        columns: Vec::new(),
        cells: vec![Vec::new(); plan.runs.len()],
        texts: Vec::new(),
    };
    for (k, factor) in plan.factors.iter().enumerate() {
        rows.factor(k, factor, &plan.runs);
    }
    let seeds = plan.runs.iter().map(|run| run.seed);
    rows.counts("seed", "1", "of weights, order and faults", seeds);
    let epochs = plan
        .runs
        .iter()
        .map(|run| run.scenario.timetable.epochs as u64);
    rows.counts(
        "epochs",
        "epochs",
        "passes over the training examples",
        epochs,
    );
    let ended = measured.iter().map(|run| run.ended.as_str());
    rows.words("ended", "finished, or why the run could not go on", ended);
    for (name, unit, meaning, of) in NUMBERS {
        let kind = Kind::Number;
        rows.columns
            .push(Column::new(name, unit, kind, meaning).optional());
        for (row, run) in rows.cells.iter_mut().zip(measured) {
            row.push(of(run).map_or(Cell::Nothing, Cell::Number));
        }
    }
    for (name, unit, meaning, of) in COUNTS {
        rows.counts(name, unit, meaning, measured.iter().map(of));
    }
    rows
}

impl Rows {
    fn factor(&mut self, k: usize, factor: &Factor, runs: &[Run]) {
        // A column's name lives as long as the program: there is one sweep in it.
        let name: &'static str = Box::leak(factor.path().to_owned().into_boxed_str());
        let levels = || runs.iter().map(|run| run.levels[k]);
        let meaning = "a factor of the sweep";
        match (factor.integers(), factor.numbers()) {
            (Some(integers), _) => {
                self.columns
                    .push(Column::new(name, "", Kind::Integer, meaning));
                for (row, level) in self.cells.iter_mut().zip(levels()) {
                    row.push(Cell::Integer(integers[level]));
                }
            }
            (None, Some(numbers)) => {
                let kind = Kind::RepeatedNumber;
                self.columns.push(Column::new(name, "", kind, meaning));
                for (row, level) in self.cells.iter_mut().zip(levels()) {
                    row.push(Cell::Number(numbers[level]));
                }
            }
            (None, None) => {
                let texts: Vec<&str> = factor.values().collect();
                self.words(name, meaning, levels().map(|level| texts[level]));
            }
        }
    }

    fn words<'w>(
        &mut self,
        name: &'static str,
        meaning: &'static str,
        words: impl Iterator<Item = &'w str>,
    ) {
        self.columns
            .push(Column::new(name, "", Kind::Text, meaning));
        for (row, word) in self.cells.iter_mut().zip(words) {
            let known = self.texts.iter().position(|text| text == word);
            let at = known.unwrap_or_else(|| {
                self.texts.push(Cow::Owned(word.to_owned()));
                self.texts.len() - 1
            });
            row.push(Cell::Text(u32::try_from(at).unwrap_or(u32::MAX)));
        }
    }

    /// 32 bits where they hold every count, else doubles.
    fn counts(
        &mut self,
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
        counts: impl Iterator<Item = u64>,
    ) {
        let counts: Vec<u64> = counts.collect();
        let small: Option<Vec<i32>> = counts.iter().map(|&n| i32::try_from(n).ok()).collect();
        let (kind, cells): (_, Vec<Cell>) = match small {
            Some(small) => (
                Kind::Integer,
                small.into_iter().map(Cell::Integer).collect(),
            ),
            None => {
                let cells = counts.iter().map(|&n| Cell::Number(n as f64));
                (Kind::Number, cells.collect())
            }
        };
        self.columns.push(Column::new(name, unit, kind, meaning));
        for (row, cell) in self.cells.iter_mut().zip(cells) {
            row.push(cell);
        }
    }
}

/// Writes `sweep.csv` and `sweep.parquet`.
pub(super) fn write(plan: &SweepPlan, rows: &Rows, folder: &RunFolder) -> Result<(), RunError> {
    for (name, format) in [
        ("sweep.csv", Format::Csv),
        ("sweep.parquet", Format::Parquet),
    ] {
        let path = folder.file(name)?;
        // What a program that was killed while it wrote the table left there.
        let _ = std::fs::remove_file(growing_name(&path));
        let _ = std::fs::remove_dir_all(path.with_file_name(format!("{name}.parts")));
        let metadata = [("fazil.scenario", plan.scenario_name().to_owned())];
        let mut table = RecordTable::create(
            &path,
            format,
            &rows.columns,
            rows.texts.clone(),
            &metadata,
            MOST_BYTES,
        );
        for cells in &rows.cells {
            table.push_row(cells);
        }
        if let Some(failure) = table.finish("").failure {
            return Err(RunError::unwritten(&path, failure));
        }
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
