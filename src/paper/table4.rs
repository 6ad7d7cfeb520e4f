//! Table 4: what a weight update costs under each rule, as a ratio to backpropagation.
//!
//! Times come from the machine and differ from run to run; everything that holds one is marked.

mod timing;
mod workloads;

use serde::Serialize;

use self::workloads::{LARGER, MNIST_SIZED, MODELS, SINGLE, TOY, Timed, Workload};
use super::reproduction::Size;
use super::run_context::RunContext;
use crate::report::scientific;
use crate::report::{Block, PageSection};
use crate::run_queue::saved_runs::{FORMAT_VERSION, SavedRuns};
use crate::session::RunError;

/// The paper's Table 4, ms per update on CPU and on GPU: BP, IL, Z-IL, Fa-Z-IL.
const PAPER: [(&str, [f64; 4]); 2] = [
    ("paper, CPU", [3.1, 19.2, 3.6, 3.6]),
    ("paper, GPU", [3.7, 56.3, 4.1, 4.2]),
];

/// `table4.json`; holds times.
#[derive(Serialize)]
struct Record {
    format_version: u32,
    program_version: &'static str,
    workloads: Vec<(&'static str, Vec<Timed>)>,
}

/// Times every model on every network.
pub(super) fn reproduce(
    context: &RunContext<'_>,
    saved_runs: &SavedRuns,
) -> Result<Option<PageSection>, RunError> {
    let (workloads, seconds): (&[Workload], f64) = match context.size {
        Size::Tiny => (&[TOY], 0.01),
        Size::Quick => (&[MNIST_SIZED, SINGLE, LARGER], 4.0),
        Size::Full => (&[MNIST_SIZED, SINGLE, LARGER], 60.0),
    };
    let mut timed = Vec::new();
    for workload in workloads {
        match timing::time(workload, seconds, context.run_queue.stop) {
            Some(found) => timed.push((workload.name, found)),
            None => return Ok(None),
        }
    }
    let rows = rows(&timed);
    let header = [
        "network",
        "model",
        "ms per update",
        "ratio to BP",
        "paper's ratio, CPU",
        "commits per update",
    ];
    saved_runs.write_csv("table4.csv", &header, &rows)?;
    let record = Record {
        format_version: FORMAT_VERSION,
        program_version: env!("CARGO_PKG_VERSION"),
        workloads: timed,
    };
    saved_runs.write_json("table4.json", &record)?;
    Ok(Some(chapter(header, rows)))
}

fn rows(timed: &[(&'static str, Vec<Timed>)]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (name, found) in timed {
        let bp = found.first().map_or(f64::NAN, |bp| bp.milliseconds);
        for one in found {
            let model = MODELS.iter().find(|model| model.name == one.model);
            let column = model.map_or(0, |model| model.paper);
            let [_, (_, cpu)] = [PAPER[1], PAPER[0]];
            rows.push(vec![
                (*name).to_owned(),
                one.model.to_owned(),
                scientific(one.milliseconds),
                format!("{:.2}", one.milliseconds / bp),
                format!("{:.2}", cpu[column] / cpu[0]),
                format!("{:.3}", one.commits),
            ]);
        }
    }
    rows
}

fn chapter(header: [&'static str; 6], rows: Vec<Vec<String>>) -> PageSection {
    let paper = PAPER.map(|(name, times)| {
        let mut row = vec![name.to_owned()];
        row.extend(times.map(|ms| format!("{ms} ({:.2})", ms / times[0])));
        row
    });
    PageSection {
        name: "table4",
        title: "Table 4: what an update costs".to_owned(),
        blocks: vec![
            Block::words(
                "The paper's own numbers: ms per weight update, and in brackets the ratio to BP (its \
                 network and batch are not named).",
            ),
            Block::table(
                ["", "BP", "IL (t_c = 20)", "Z-IL", "Fa-Z-IL"],
                paper.to_vec(),
            ),
            Block::words(
                "Ours: f32, logistic, one thread; updates of all models interleaved in one run, medians \
                 over the rounds. An update is a presentation: prediction, learning, change of weights. \
                 Commits per update is the share of synapses and lanes that changed: a time beside \
                 fewer commits would be no time for an update. BP is this program's own, held to \
                 PyTorch (`tests/golden.rs`); the examples are random.",
            ),
            Block::Table {
                header: header.map(str::to_owned).to_vec(),
                rows,
                is_time: true,
            },
            Block::words(
                "Z-IL and the paper's Fa-Z-IL are given their prediction from outside and need L ticks; \
                 the phasic network finds it by itself in P + T ticks, of which all but about 2 L are \
                 silent. IL needs t_c + 1 ticks in which every neuron is busy. \
                 The paper's ratios are those of dense matrix code on ImageNet-sized networks; ours are \
                 those of agents that send messages, beside dense backpropagation.",
            ),
        ],
    }
}
