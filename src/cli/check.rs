//! `fazil check`: what is wrong with a scenario, or what it is.

use std::process::ExitCode;

use clap::Args;

use super::plain::plain;
use super::{Done, edits, printer};
use crate::run_report::{wiring_dot, wiring_tables};
use crate::scenario::Edit;
use crate::session::{Estimate, Machine, RunOptions, check_data, settings_without_effect};

#[derive(Args, Debug)]
pub(super) struct CheckArguments {
    /// A built-in scenario's name, a .ron file, or - for standard input.
    scenario: String,
    /// Change one value before checking, as for `fazil run`.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    edits: Vec<Edit>,
    /// Print populations and projections as a graph for Graphviz and NetworkX, and nothing else.
    #[arg(long)]
    dot: bool,
}

pub(super) fn check_command(arguments: &CheckArguments) -> Done {
    let scenario = edits::open(&arguments.scenario, &arguments.edits)?;
    let (estimate, machine) = (
        Estimate::of(&scenario, &RunOptions::default()),
        Machine::here(),
    );
    estimate.check(&machine)?;
    let note = check_data(&scenario)?;
    let network = &scenario.network.wiring;
    if arguments.dot {
        printer::say(&wiring_dot(&scenario.name, network));
        return Ok(ExitCode::SUCCESS);
    }
    printer::say_part(&scenario.to_ron());
    if !network.is_chain() {
        printer::tell(&wiring_tables(network));
    }
    for note in note.into_iter().chain(settings_without_effect(&scenario)) {
        printer::tell(&format!("note: {note}"));
    }
    let name = plain(&arguments.scenario);
    let unread = match scenario.data.is_of_files() && !scenario.data.is_elsewhere() {
        true => "; of the data, headers and labels were read, and no other numbers",
        false => "",
    };
    printer::tell(&format!("{name}: nothing wrong with it{unread}"));
    printer::tell(&estimate.sentence(&machine));
    Ok(ExitCode::SUCCESS)
}
