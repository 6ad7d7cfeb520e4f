//! Table 2: what each model is, measured by the audit.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::reproduction::Size;
use super::run_context::RunContext;
use crate::experiment::audit::{Audit, AuditOptions, AuditedModel, audit};
use crate::report::{Block, PageSection};
use crate::run_queue::Job;
use crate::run_queue::saved_runs::{FORMAT_VERSION, SavedRuns};
use crate::scenario::{Edit, Scenario};
use crate::session::RunError;

/// The paper's Table 2: model, equivalence to BP, local plasticity, partial and full autonomy.
const PAPER: [(&str, [bool; 4]); 4] = [
    ("BP", [true, false, false, false]),
    ("IL", [false, true, true, false]),
    ("Z-IL", [true, true, true, false]),
    ("Fa-Z-IL", [true, true, true, true]),
];

/// A scenario to be audited.
struct Audited {
    scenario: Scenario,
    presentations: Option<usize>,
    sample: Option<usize>,
}

/// What the audit found, as far as the table needs it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Found {
    models: Vec<Model>,
    failures: Vec<String>,
    checks: Vec<(String, bool, String)>,
}

/// One row.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Model {
    name: String,
    /// Equivalence, local plasticity and full autonomy, as they were measured.
    marks: [bool; 3],
    /// Weights that are not BP's, of how many.
    different: [usize; 2],
    neurons: [usize; 2],
    commands: u64,
    interventions: u64,
    unsettled: u64,
}

impl From<&AuditedModel> for Model {
    fn from(model: &AuditedModel) -> Self {
        let marks = model.marks;
        Self {
            name: model.name.clone(),
            marks: [
                marks.equivalence,
                marks.local_plasticity,
                marks.full_autonomy,
            ],
            different: [model.weights_different, model.weights],
            neurons: [model.n_identical, model.n_replayed],
            commands: model.controller_messages,
            interventions: model.interventions,
            unsettled: model.unsettled_presentations,
        }
    }
}

impl Job for Audited {
    type Found = Found;

    fn text(&self) -> String {
        let (n, sample) = (self.presentations, self.sample);
        format!(
            "{n:?} presentations, {sample:?} neurons\n{}",
            self.scenario.to_ron()
        )
    }

    fn cost(&self) -> f64 {
        1.0
    }

    fn run(&self, stop: &AtomicBool) -> Result<Option<Found>, RunError> {
        let options = AuditOptions {
            presentations: self.presentations,
            sample: self.sample,
            ..AuditOptions::default()
        };
        let mut go_on = |_: &str, _, _| match stop.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let Some(found) = audit(&self.scenario, &options, &mut go_on)? else {
            return Ok(None);
        };
        let Audit {
            models,
            failures,
            checks,
            ..
        } = found;
        let checks = checks.into_iter();
        Ok(Some(Found {
            models: models.iter().map(Model::from).collect(),
            failures,
            checks: checks.map(|c| (c.question, c.holds, c.seen)).collect(),
        }))
    }
}

/// `table2.json`.
#[derive(Serialize)]
struct Record<'a> {
    format_version: u32,
    program_version: &'static str,
    scenario: &'a str,
    found: &'a Found,
}

/// Audits the digits under every model.
pub(super) fn reproduce(
    context: &RunContext<'_>,
    saved_runs: &SavedRuns,
) -> Result<Option<PageSection>, RunError> {
    let (presentations, sample, edits) = match context.size {
        Size::Tiny => (
            Some(3),
            Some(10),
            vec![Edit::new("network.widths", "[64, 8, 10]")?],
        ),
        Size::Quick => (Some(60), None, vec![]),
        Size::Full => (None, None, vec![]),
    };
    let scenario = Scenario::built_in("digits", &edits)?;
    let job = [Audited {
        scenario,
        presentations,
        sample,
    }];
    let Some(found) = context.run_queue.run_all("table2", &job)? else {
        return Ok(None);
    };
    let [job] = &job;
    Ok(Some(leave(saved_runs, job, &found[0])?))
}

fn mark(holds: bool) -> String {
    if holds { "✓" } else { "✗" }.to_owned()
}

/// The paper's row for a model as the audit names it.
fn of_paper(name: &str) -> Option<&'static [bool; 4]> {
    let model = name.split(' ').next()?;
    let row = PAPER.iter().find(|(paper, _)| *paper == model);
    row.map(|(_, marks)| marks)
}

fn leave(saved_runs: &SavedRuns, job: &Audited, found: &Found) -> Result<PageSection, RunError> {
    let record = Record {
        format_version: FORMAT_VERSION,
        program_version: env!("CARGO_PKG_VERSION"),
        scenario: &job.scenario.name,
        found,
    };
    saved_runs.write_json("table2.json", &record)?;
    let header = [
        "model",
        "equivalence to BP",
        "local plasticity",
        "partial autonomy",
        "full autonomy",
        "paper's row",
        "weights that differ from BP's",
        "neurons replayed alone, identical",
        "commands",
        "interventions",
        "unsettled",
    ];
    let rows: Vec<Vec<String>> = found.models.iter().map(row).collect();
    saved_runs.write_csv("table2.csv", &header, &rows)?;
    let n = match job.presentations {
        Some(n) => format!("the first {n} presentations"),
        None => "the whole run".to_owned(),
    };
    let words = format!(
        "`fazil audit digits` ({n} of 10 digits each, embedded digits, 64-32-10): every neuron is taken \
         out of its network and fed its recorded mailbox alone; local plasticity means that all of \
         them came out the same, bit for bit. Equivalence means that every weight has the bits of BP's. \
         Full autonomy is 0 commands and 0 interventions. Partial autonomy is argued and not \
         measured: the message types allow nothing from outside but a stimulus, a teacher and a command \
         to commit, and none of these says which phase it is. BP is the judge: a forward and a backward \
         pass, so it has no row of its own here; the paper gives it ✓ ✗ ✗ ✗."
    );
    let mut blocks = vec![Block::words(words), Block::table(header, rows)];
    blocks.push(Block::words(WORDS));
    let checks = found.checks.iter();
    let checks =
        checks.map(|(question, holds, seen)| vec![question.clone(), mark(*holds), seen.clone()]);
    blocks.push(Block::table(
        ["question", "holds", "seen"],
        checks.collect(),
    ));
    if !found.failures.is_empty() {
        blocks.push(Block::words(format!(
            "**Failures:** {}",
            found.failures.join("; ")
        )));
    }
    Ok(PageSection {
        name: "table2",
        title: "Table 2: what each model is".to_owned(),
        blocks,
    })
}

const WORDS: &str = "\
The paper gives Fa-Z-IL four ticks. Its own form, tonic feedback with x = μ put in place before \
every example, needs an intervention per hidden neuron and example, so it fails full autonomy as \
measured here; left to itself it is autonomous and no longer equivalent, for it does not come to \
rest. Phasic feedback has all four.";

fn row(model: &Model) -> Vec<String> {
    let ([identical, replayed], [different, weights]) = (model.neurons, model.different);
    let mut row = vec![model.name.clone()];
    let [equivalence, local_plasticity, full_autonomy] = model.marks.map(mark);
    let argued = "argued".to_owned();
    row.extend([equivalence, local_plasticity, argued, full_autonomy]);
    let paper = of_paper(&model.name).map(|marks| marks.map(mark).join(" "));
    row.extend([
        paper.unwrap_or("–".to_owned()),
        format!("{different} of {weights}"),
        format!("{identical} of {replayed}"),
        model.commands.to_string(),
        model.interventions.to_string(),
        model.unsettled.to_string(),
    ]);
    row
}
