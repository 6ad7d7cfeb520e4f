//! What trainings that are left to themselves leave: a table, its file and its picture.

use super::stretches::{ALL_BUT, ALPHA, DEPTH, Extent, STOPPED, Stretch, Train, Trained};
use crate::report::{Block, Chart, Dimension, Mark, Panel, Scale, Series, WIDE, chart, scientific};
use crate::run_queue::saved_runs::SavedRuns;
use crate::session::RunError;

pub(super) fn leave(
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
