//! `fazil audit` and `fazil isolate` at the screen.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::done::Done;
use super::meter::Meter;
use super::named::Named;
use super::{count, edits, printer};
use crate::axon::AgentId;
use crate::experiment::audit::{
    Audit, AuditOptions, AuditedModel, COLUMNS, Isolation, audit, isolate,
};
use crate::record::RunFolder;
use crate::report::{Table, grouped, scientific};
use crate::scenario::Edit;

#[derive(Args, Debug)]
pub(super) struct AuditArguments {
    /// A built-in scenario's name, or a .ron file.
    #[arg(default_value = "digits")]
    scenario: String,
    /// Change one value of the scenario, as for `fazil run`.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    edits: Vec<Edit>,
    /// Presentations (batches) of each model; 0 for the scenario's whole run.
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = count::from_0, allow_negative_numbers = true)]
    presentations: usize,
    /// Take out only N neurons, at least 1, drawn by seed. [default: all, or 200 of a network of over
    /// 2000]
    #[arg(long, value_name = "N", value_parser = count::from_1, allow_negative_numbers = true)]
    sample: Option<usize>,
    /// Where to make the audit's directory.
    #[arg(long, value_name = "DIR", default_value = "runs")]
    out: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct IsolateArguments {
    /// A built-in scenario's name, or a .ron file.
    scenario: String,
    /// The neuron: `value/LAYER/INDEX` or `error/LAYER/INDEX`, layers from the output (0), or the
    /// name of a population.
    #[arg(long, value_name = "NEURON", value_parser = parse_neuron)]
    neuron: Named<AgentId>,
    /// Change one value of the scenario, as for `fazil run`.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    edits: Vec<Edit>,
    /// Presentations (batches) to record, at least 1.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = count::from_1, allow_negative_numbers = true)]
    presentations: usize,
    /// Where to make the directory with the whole table; the screen shows its beginning.
    #[arg(long, value_name = "DIR", default_value = "runs")]
    out: PathBuf,
}

fn parse_neuron(text: &str) -> Result<Named<AgentId>, String> {
    let expected = "expected a neuron such as error/1/7 or value/2/0 (layer, then index)";
    text.parse().map_err(|()| expected.to_owned())
}

/// Neurons in a network that is audited whole.
const MOST_NEURONS: usize = 2000;

pub(super) fn audit_command(arguments: &AuditArguments) -> Done {
    let scenario = edits::open(&arguments.scenario, &arguments.edits)?;
    let n_neurons = 2 * scenario.network.widths().iter().sum::<usize>();
    let options = AuditOptions {
        presentations: Some(arguments.presentations).filter(|&n| n > 0),
        sample: arguments
            .sample
            .or((n_neurons > MOST_NEURONS).then_some(200)),
        ..AuditOptions::default()
    };
    let meter = Meter::line();
    let mut last = String::new();
    let found = audit(&scenario, &options, &mut |model, done, total| {
        meter.show(None, || format!("{model}: {done}/{total} presentations"));
        if !meter.is_shown() && last != model {
            printer::tell(&format!("auditing {model}"));
            last = model.to_owned();
        }
        ControlFlow::Continue(())
    });
    meter.clear();
    let found = found?.expect("bug: nobody stopped it");
    let folder = RunFolder::fresh(&arguments.out, &format!("audit-{}", scenario.name))?;
    folder.write_json("audit.json", &found)?;
    folder.write_text("scenario.ron", &scenario.to_ron())?;
    printer::say(&describe(&found));
    let place = folder.path().display();
    printer::say(&format!("In {place}: audit.json, scenario.ron."));
    for failure in &found.failures {
        printer::tell(&format!("error: {failure}"));
    }
    Ok(if found.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Everything an audit found, for a person.
fn describe(audit: &Audit) -> String {
    let own = audit.models.iter().find(|model| model.is_scenario);
    let mut text = String::new();
    if let Some(own) = own {
        text += &format!("{}: {}\n\n", audit.scenario, own.name);
        text += &format!(
            "Every message, by kind ({} presentations)\n\n{}\n",
            own.presentations,
            census(own)
        );
    }
    text += "What the network must not know\n\n";
    let mut checks = Table::new(["question", "holds", "seen"]);
    for check in &audit.checks {
        checks.push([check.question.as_str(), mark(check.holds), &check.seen]);
    }
    text += &format!("{checks}\nMeasured\n\n{}\n", measured(audit));
    text += &format!("Table 2, by these measurements\n\n{}\n", table2(audit));
    text += "Equivalence: every weight has the bits of BP's. Local plasticity: every neuron that \
             was taken out came out\nthe same, bit for bit. Partial autonomy: no message marks a \
             phase but the teacher's own. Full autonomy:\n0 commands, 0 interventions.\n";
    for model in &audit.models {
        if let Some(reason) = model.not_proven_because {
            text += &format!(
                "{}: equality with BP is not claimed. {reason}\n",
                model.name
            );
        }
    }
    text
}

fn mark(holds: bool) -> &'static str {
    if holds { "✓" } else { "✗" }
}

fn census(model: &AuditedModel) -> Table {
    let mut table = Table::new(["message", "from → to", "carries", "sent"]);
    for row in &model.census {
        table.push([
            row.kind.as_str(),
            row.link,
            row.carries,
            &grouped(row.count),
        ]);
    }
    table.push([
        "interventions",
        "from outside",
        "x := μ",
        &grouped(model.interventions),
    ]);
    table
}

fn measured(audit: &Audit) -> Table {
    let mut table = Table::new([
        "model",
        "weights ≠ BP's",
        "largest |θ − w_BP|",
        "neurons replayed",
        "identical",
        "commands",
        "interventions",
        "unsettled",
    ]);
    for model in &audit.models {
        table.push([
            model.name.clone(),
            format!(
                "{} of {}",
                grouped(model.weights_different as u64),
                grouped(model.weights as u64)
            ),
            scientific(model.max_weight_divergence),
            format!("{} of {}", model.n_replayed, model.n_neurons),
            model.n_identical.to_string(),
            grouped(model.controller_messages),
            grouped(model.interventions),
            grouped(model.unsettled_presentations),
        ]);
    }
    table
}

fn table2(audit: &Audit) -> Table {
    let mut table = Table::new([
        "model",
        "equivalence to BP",
        "local plasticity",
        "partial autonomy",
        "full autonomy",
    ]);
    table.push(["BP (by construction)", "✓", "✗", "✗", "✗"]);
    for model in &audit.models {
        let marks = model.marks;
        table.push([
            model.name.as_str(),
            mark(marks.equivalence),
            mark(marks.local_plasticity),
            "argued",
            mark(marks.full_autonomy),
        ]);
    }
    table
}

/// Rows of an isolation that the screen shows.
const MOST_ROWS: usize = 60;

pub(super) fn isolate_command(arguments: &IsolateArguments) -> Done {
    let scenario = edits::open(&arguments.scenario, &arguments.edits)?;
    let id = arguments.neuron.resolve(&scenario.network.wiring)?;
    let neuron = scenario.network.wiring.name(id);
    let isolation = isolate(&scenario, id, arguments.presentations)?;
    let name = format!("isolate-{}-{}", scenario.name, neuron.replace('/', "-"));
    let folder = RunFolder::fresh(&arguments.out, &name)?;
    let rows = isolation.rows.iter().map(|row| row.to_vec());
    folder.write_csv("mailbox.csv", &COLUMNS.map(str::to_owned), rows)?;
    let mut table = Table::new(COLUMNS);
    isolation
        .rows
        .iter()
        .take(MOST_ROWS)
        .for_each(|row| table.push(row.clone()));
    printer::say(&table.to_string());
    if isolation.rows.len() > MOST_ROWS {
        let n_more = isolation.rows.len() - MOST_ROWS;
        printer::say(&format!("… {n_more} rows more in mailbox.csv"));
    }
    printer::say(&format!(
        "{}\nIn {}: mailbox.csv.",
        verdict(&neuron, &isolation),
        folder.path().display()
    ));
    let same = isolation.difference.is_none() && isolation.same_weights;
    Ok(if same {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn verdict(name: &str, isolation: &Isolation) -> String {
    let Isolation {
        presentations,
        n_heard,
        n_beats,
        n_ticks,
        ..
    } = isolation;
    let mut text = format!(
        "{name} in {presentations} presentations: {} messages in its mailbox, {} of them \"nothing \
         new\"; {} ticks.\n",
        grouped(*n_heard as u64),
        grouped(*n_beats as u64),
        grouped(*n_ticks as u64)
    );
    text += match (&isolation.difference, isolation.same_weights) {
        (None, true) => {
            "Alone with this mailbox it said the same and has the same weights, bit for bit."
        }
        (None, false) => "Alone with this mailbox it said the same, but its WEIGHTS DIFFER.",
        (Some(_), _) => "Alone with this mailbox it SAID SOMETHING ELSE:",
    };
    if let Some(difference) = &isolation.difference {
        text += &format!(" {difference}");
    }
    text
}
