//! What the measurement of settling leaves: a table, its file and its picture.

use serde::Serialize;

use super::kinds::{Extent, Kind};
use super::picture::picture;
use super::silence::{Settle, Silence};
use super::ticks::{error_left, exact, expected, heard, median, near, up_to};
use crate::neuron::Feedback;
use crate::report::{Block, WIDE, chart, scientific};
use crate::run_queue::saved_runs::{FORMAT_VERSION, SavedRuns};
use crate::session::RunError;

/// `settling.json`.
#[derive(Serialize)]
struct Record<'a> {
    format_version: u32,
    program_version: &'static str,
    patience: u64,
    kinds: Vec<KindRecord<'a>>,
}

/// Networks of one kind.
#[derive(Serialize)]
struct KindRecord<'a> {
    kind: String,
    /// The largest gain up to which every network fell silent.
    exactly_silent_up_to: Option<f64>,
    nearly_silent_up_to: Option<f64>,
    found: &'a [Silence],
}

/// Writes everything; what there is to say about it.
pub(super) fn leave(
    saved_runs: &SavedRuns,
    extent: &Extent,
    settles: &[Settle],
    found: &[Vec<Silence>],
) -> Result<Vec<Block>, RunError> {
    write_csv(saved_runs, settles, found)?;
    let kinds = settles.iter().zip(found).map(|(settle, found)| KindRecord {
        kind: settle.kind.name(),
        exactly_silent_up_to: up_to(found, exact),
        nearly_silent_up_to: up_to(found, near),
        found,
    });
    let record = Record {
        format_version: FORMAT_VERSION,
        program_version: env!("CARGO_PKG_VERSION"),
        patience: extent.patience,
        kinds: kinds.collect(),
    };
    saved_runs.write_json("settling.json", &record)?;
    let figure = picture(extent, settles, found);
    saved_runs.write("settling.svg", &chart(&figure, WIDE))?;
    let header = [
        "f",
        "γ",
        "L",
        "feedback",
        "precision",
        "ε = 0 up to s",
        "error left just above",
        "|ε| < 1e-6 up to s",
        "expected for L = 2",
        "ticks at the smallest s",
    ];
    let rows = settles.iter().zip(found);
    let rows = rows.map(|(settle, found)| row(settle, found)).collect();
    Ok(vec![
        Block::words(words(extent)),
        Block::table(header, rows),
        Block::picture(
            "settling.svg",
            "Ticks to silence against the gain of a layer, or never",
        ),
    ])
}

fn words(extent: &Extent) -> String {
    format!(
        "A new network of 16 neurons a layer is shown one stimulus and left alone for {} ticks. \
         Every layer's weights are scaled so that its gain s = σ_max(θ diag f′) is the same, at \
         the point of rest. For tonic feedback and L = 2 the linearised network comes to rest if \
         and only if s < k/√(1 + k), k = (2 − γ)/γ: 1/√2 at γ = 1, drawn as a dashed line. Errors \
         do shrink below 1e-6 up to there (deeper networks, whose layers feed one another, lose \
         rest earlier); just below the line they shrink too slowly for {} ticks. But φ waits for \
         exactly 0, and tonic networks stop reaching that at smaller gains, and never do at γ = 0.5: \
         they go round in cycles of a few units in the last place for ever (\"error left\"), sooner \
         with the logistic function, whose x lie far from 0 and so are coarsely spaced. Phasic \
         networks fall silent whatever s is: at γ = 1 exactly, after L ticks.",
        extent.patience, extent.patience
    )
}

impl Kind {
    fn name(&self) -> String {
        let Self {
            activation,
            depth,
            gamma,
            feedback,
            precision,
        } = self;
        format!("{activation:?}, γ = {gamma}, L = {depth}, {feedback:?}, {precision:?}")
    }
}

fn row(settle: &Settle, found: &[Silence]) -> Vec<String> {
    let Kind {
        activation,
        depth,
        gamma,
        feedback,
        precision,
    } = &settle.kind;
    let known = |gain: Option<f64>| gain.map_or("–".to_owned(), scientific);
    let is_tonic = *feedback == Feedback::Tonic;
    vec![
        format!("{activation:?}"),
        (*gamma).to_owned(),
        depth.to_string(),
        format!("{feedback:?}"),
        format!("{precision:?}"),
        known(up_to(found, exact)),
        known(error_left(found)),
        known(up_to(found, near)),
        match is_tonic && *depth == 2 {
            true => format!("{:.3}", expected(gamma)),
            false => "–".to_owned(),
        },
        known(median(found, settle.gains[0], heard(&settle.kind))),
    ]
}

fn write_csv(
    saved_runs: &SavedRuns,
    settles: &[Settle],
    found: &[Vec<Silence>],
) -> Result<(), RunError> {
    let header = [
        "activation",
        "gamma",
        "depth",
        "feedback",
        "precision",
        "gain",
        "network",
        "ticks_to_exact_silence",
        "ticks_to_1e-6",
        "last_error",
    ];
    let ticks = |ticks: Option<u64>| ticks.map_or("never".to_owned(), |n| n.to_string());
    let mut rows = Vec::new();
    for (settle, found) in settles.iter().zip(found) {
        let kind = &settle.kind;
        rows.extend(found.iter().map(|silence| {
            vec![
                format!("{:?}", kind.activation),
                kind.gamma.to_owned(),
                kind.depth.to_string(),
                format!("{:?}", kind.feedback),
                format!("{:?}", kind.precision),
                format!("{:?}", silence.gain),
                silence.network.to_string(),
                ticks(silence.exact),
                ticks(silence.near),
                silence
                    .last_error
                    .map_or("not finite".to_owned(), |error| format!("{error:?}")),
            ]
        }));
    }
    saved_runs.write_csv("settling.csv", &header, &rows)
}
