//! What Fig. 3 leaves: every run, every cell, the picture, and what is to be said about them.

use serde::Serialize;

use super::cells::{Cell, Measure, RUN_AWAY, Verdict};
use super::grid::{Grid, Setting};
use super::picture::picture;
use crate::neuron::State;
use crate::report::{Block, PageSection};
use crate::report::{heat_maps, scientific};
use crate::run_queue::saved_runs::{FORMAT_VERSION, SavedRuns};
use crate::scalar::Precision;
use crate::session::RunError;

/// `fig3.json`.
#[derive(Serialize)]
struct Record {
    format_version: u32,
    program_version: &'static str,
    examples: String,
    epochs: usize,
    seeds: Vec<u64>,
    cells: Vec<CellRecord>,
}

/// A cell: means over the seeds whose runs came to their end.
#[derive(Serialize)]
struct CellRecord {
    depth: usize,
    precision: Precision,
    state: State,
    t: String,
    gamma: &'static str,
    sigma: &'static str,
    n_runs: usize,
    n_diverged: usize,
    /// In percentage points.
    test_error_divergence: Option<f64>,
    weight_divergence: Option<f64>,
}

impl Setting {
    pub(super) fn name(self) -> String {
        let Self {
            depth,
            precision,
            state,
            moment,
            gamma,
            sigma,
        } = self;
        let t = moment.name();
        format!("L = {depth}, t = {t}, γ = {gamma}, σ = {sigma}, {precision:?}, {state:?}")
    }
}

/// Writes everything; the chapter about it.
pub(super) fn leave(
    saved_runs: &SavedRuns,
    grid: &Grid,
    about: &str,
    cells: &[Cell],
) -> Result<PageSection, RunError> {
    write_runs(saved_runs, grid, cells)?;
    let record = Record {
        format_version: FORMAT_VERSION,
        program_version: env!("CARGO_PKG_VERSION"),
        examples: about.to_owned(),
        epochs: grid.epochs,
        seeds: grid.seeds.clone(),
        cells: cells.iter().map(cell_record).collect(),
    };
    saved_runs.write_json("fig3.json", &record)?;
    saved_runs.write("fig3.svg", &heat_maps(&picture(grid, about, cells)))?;
    let verdict = Verdict::of(cells);
    Ok(PageSection {
        name: "fig3",
        title: "Fig. 3: what breaking C1, C2 or C3 costs".to_owned(),
        blocks: vec![
            Block::words(set_up(grid, about)),
            Block::picture(
                "fig3.svg",
                "Divergence of test error and of weights from backpropagation",
            ),
            Block::table(["claim of the paper", "measured"], claims(grid, &verdict)),
            Block::words(WORDS),
        ],
    })
}

fn set_up(grid: &Grid, about: &str) -> String {
    format!(
        "{about}; L hidden widths 32, logistic, α = 0.001, batch 20, {} epochs, means over {} seeds \
         (the paper: MNIST, 64 epochs, three seeds). As in the paper the three left columns break C2 \
         (t, the moment of the change) and C3 (γ), t = l standing between t = L − 2 and t = L − 1; \
         the right column breaks C1 (noise σ on the imposed prediction). Top: mean over the epochs of \
         the difference of the test errors, in percentage points; bottom: sum over the layers of the \
         L2 distance of the final weights. Cells with orange corners hold runs that diverged (a \
         weight went farther than {RUN_AWAY} from BP's, or a number stopped being finite, and then the \
         run has no number here; `div`: none has). At γ = 5 and 10 each tick of inference overshoots, so \
         the state grows until the weights change. The paper prints no numbers for this \
         figure, only shades, so the claims of its text are checked instead.",
        grid.epochs,
        grid.seeds.len()
    )
}

const WORDS: &str = "\
With x kept as a pair the kept cell is the number 0 in f64 and in f32: every weight has the bits of \
its twin. In the paper's own arithmetic, x as one number, an error is rounded to the spacing of x, \
and what is left is in proportion to the precision. At \
t = 0 only the output layer has an error, so only it learns, and γ has no effect. Ties in the test \
error say that a few changed weights need not change one decision.";

/// What was measured of the kept cells, in every arithmetic.
fn by_arithmetic(measured: &[f64; 4]) -> String {
    let [pair_64, pair_32, plain_64, plain_32] = measured.map(scientific);
    format!("f64: {pair_64}, f32: {pair_32}; with x as one number f64: {plain_64}, f32: {plain_32}")
}

fn claims(grid: &Grid, verdict: &Verdict) -> Vec<Vec<String>> {
    let row = |claim: &str, measured: String| vec![claim.to_owned(), measured];
    let Verdict {
        kept,
        kept_errors,
        n_broken,
        ..
    } = verdict;
    vec![
        row(
            "zero divergence of weights where C1, C2 and C3 hold",
            format!("{} (the largest over L)", by_arithmetic(kept)),
        ),
        row(
            "zero divergence of the test error there",
            format!("{}, in percentage points", by_arithmetic(kept_errors)),
        ),
        row(
            "and only there: weights",
            format!(
                "{} of {n_broken} other cells are not farther; the nearest ({}) is at {}",
                verdict.n_not_larger,
                verdict.least_broken_name,
                scientific(verdict.least_broken)
            ),
        ),
        row(
            "and only there: test error",
            format!(
                "{} of {n_broken} other cells tie with the kept one after {} epochs",
                verdict.n_ties, grid.epochs
            ),
        ),
        row(
            "(ours) γ has no effect at t = 0",
            if verdict.t_0_is_the_same {
                "all rows of that column are the same, bit for bit".to_owned()
            } else {
                "NOT SO: rows of that column differ".to_owned()
            },
        ),
        row(
            "(the paper says nothing) runs that diverge",
            format!(
                "{} runs, in {} cells",
                verdict.n_diverged, verdict.n_diverged_cells
            ),
        ),
    ]
}

fn cell_record(cell: &Cell) -> CellRecord {
    CellRecord {
        depth: cell.setting.depth,
        precision: cell.setting.precision,
        state: cell.setting.state,
        t: cell.setting.moment.name(),
        gamma: cell.setting.gamma,
        sigma: cell.setting.sigma,
        n_runs: cell.courses.len(),
        n_diverged: cell.n_diverged(),
        test_error_divergence: cell.mean(Measure::TestError),
        weight_divergence: cell.mean(Measure::Weights),
    }
}

/// `runs.csv`: a row per run.
fn write_runs(saved_runs: &SavedRuns, grid: &Grid, cells: &[Cell]) -> Result<(), RunError> {
    let header = [
        "depth",
        "precision",
        "state",
        "t",
        "gamma",
        "sigma",
        "seed",
        "ended",
        "updates",
        "epochs_tested",
        "final_test_error",
        "bp_final_test_error",
        "test_error_divergence_percent",
        "weight_divergence",
        "max_weight_divergence",
    ];
    let number = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:?}"));
    let mut rows = Vec::new();
    for cell in cells {
        for (seed, course) in grid.seeds.iter().zip(&cell.courses) {
            rows.push(vec![
                cell.setting.depth.to_string(),
                format!("{:?}", cell.setting.precision),
                format!("{:?}", cell.setting.state),
                cell.setting.moment.name(),
                cell.setting.gamma.to_owned(),
                cell.setting.sigma.to_owned(),
                seed.to_string(),
                course.ended.clone(),
                course.updates.to_string(),
                course.test_errors.len().to_string(),
                number(course.test_errors.last().copied()),
                number(course.bp_test_errors.last().copied()),
                number(course.test_error_divergence().map(|share| 100.0 * share)),
                number(course.weight_distance),
                number(course.max_divergence),
            ]);
        }
    }
    saved_runs.write_csv("runs.csv", &header, &rows)
}
