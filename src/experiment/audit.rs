//! `fazil audit`: the paper's Table 2 as measurements.
//!
//! Runs a scenario, and the paper's other models on the same data, beside the BP twin; takes
//! every neuron out of each network, feeds it its recorded mailbox alone and compares bits;
//! counts every message, command and intervention. Ticks and crosses follow by rules that
//! [`Marks`] states.
mod audit_options;

mod audited_model;
mod isolate_neuron;
mod model_list;

pub use audit_options::AuditOptions;
pub use audited_model::{AuditedModel, Census, Marks};
pub use isolate_neuron::{COLUMNS, Isolation, isolate};

use std::ops::ControlFlow;

use serde::Serialize;

use self::audited_model::audit_in;
use crate::axon::Tick;
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::session::precision::for_scenario;

/// The version of the layout of `audit.json`.
pub const AUDIT_FORMAT_VERSION: u32 = 2;

/// Presentations of the runs that are compared with one another bit by bit.
const COMPARED: usize = 40;

/// A property of the network that two runs show by agreeing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// What was asked.
    pub question: String,
    /// Whether the answer is yes.
    pub holds: bool,
    /// What was seen.
    pub seen: String,
}

/// `audit.json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Audit {
    /// [`AUDIT_FORMAT_VERSION`].
    pub format_version: u32,
    /// The scenario's name.
    pub scenario: String,
    /// The models of Table 2, and the scenario's own if it is none of them.
    pub models: Vec<AuditedModel>,
    /// Time and order.
    pub checks: Vec<Check>,
    /// Why the audit failed; empty if it did not.
    pub failures: Vec<String>,
}

/// Why nothing is said of a scenario without presentations.
const NOTHING_SHOWN: &str = "the scenario has no presentation, so nothing was checked\n\
                             expected: timetable.epochs of at least 1";

/// Audits `scenario`. `progress` hears the model under way, presentations done and in all, and
/// may stop it: `None`.
///
/// # Errors
/// If the data or the weights cannot be read, or nothing would be checked.
pub fn audit(
    scenario: &Scenario,
    options: &AuditOptions,
    progress: &mut dyn FnMut(&str, usize, usize) -> ControlFlow<()>,
) -> Result<Option<Audit>, RunError> {
    let mut models = Vec::new();
    for (name, variant, is_own) in model_list::of(scenario) {
        let mut is_stopped = false;
        let mut heard = |done, total| {
            let flow = progress(&name, done, total);
            is_stopped = flow.is_break();
            flow
        };
        let mut model = audit_model(&variant, options, Tick(0), &mut heard)?;
        if is_stopped {
            return Ok(None);
        }
        model.name = name.clone();
        model.is_scenario = is_own;
        models.push(model);
    }
    if models.iter().all(|model| model.presentations == 0) {
        return Err(RunError::told(NOTHING_SHOWN.to_owned()));
    }
    let checks = checks(scenario, options)?;
    let mut failures: Vec<String> = models.iter().flat_map(AuditedModel::failures).collect();
    failures.extend(
        checks
            .iter()
            .filter(|check| !check.holds)
            .map(|c| format!("{}: {}", c.question, c.seen)),
    );
    Ok(Some(Audit {
        format_version: AUDIT_FORMAT_VERSION,
        scenario: scenario.name.clone(),
        models,
        checks,
        failures,
    }))
}

/// Audits one model, in the precision of its scenario.
fn audit_model(
    scenario: &Scenario,
    options: &AuditOptions,
    birth: Tick,
    progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<AuditedModel, RunError> {
    for_scenario!(scenario, audit_in)(scenario, options, birth, progress)
}

/// Whether the network could be told apart by what it must not know: the time, the timetable,
/// and whether someone is watching.
fn checks(scenario: &Scenario, options: &AuditOptions) -> Result<Vec<Check>, RunError> {
    let run = |scenario: &Scenario, birth: Tick, sample: usize| {
        let presentations = Some(options.presentations.map_or(COMPARED, |n| n.min(COMPARED)));
        let adjust = options.adjust;
        let options = AuditOptions {
            presentations,
            sample: Some(sample),
            adjust,
        };
        audit_model(scenario, &options, birth, &mut |_, _| {
            ControlFlow::Continue(())
        })
    };
    let plain = run(scenario, Tick(0), 0)?;
    let same = |question: &str, other: &AuditedModel| Check {
        question: question.to_owned(),
        holds: other.weights_blake3 == plain.weights_blake3,
        seen: format!(
            "weights after {} presentations: {}… and {}…",
            plain.presentations,
            &plain.weights_blake3[..12],
            &other.weights_blake3[..12]
        ),
    };
    let watched = run(scenario, Tick(0), usize::MAX)?;
    let shifted = run(scenario, Tick(-987_654_321), 0)?;
    let mut checks = vec![
        same("recording every mailbox changes no bit", &watched),
        same("clocks started at −987,654,321 change no bit", &shifted),
    ];
    if let Some(redrawn) = model_list::with_another_timetable(scenario) {
        let other = run(&redrawn, Tick(0), 0)?;
        checks.push(Check {
            question: "drawing P and T anew changes nothing about equality with BP".to_owned(),
            holds: other.marks.equivalence,
            seen: format!(
                "P {}, T {}: {} of {} weights differ",
                redrawn.timetable.prediction_ticks,
                redrawn.timetable.learning_ticks,
                other.weights_different,
                other.weights
            ),
        });
    }
    Ok(checks)
}
