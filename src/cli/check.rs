//! `fazil check`: what is wrong with a scenario, or what it is.

use std::process::ExitCode;

use clap::Args;

use super::done::Done;
use super::plain::plain;
use super::{edits, printer};
use crate::blueprint::Initial;
use crate::dataset::Source;
use crate::run_report::{wiring_dot, wiring_tables};
use crate::scenario::{Edit, Scenario};
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
    let (data, weights) = (unread_data(&scenario.data), unread_weights(&scenario));
    printer::tell(&format!("{name}: nothing wrong with it{data}{weights}"));
    printer::tell(&estimate.sentence(&machine));
    Ok(ExitCode::SUCCESS)
}

/// What was read of the data, if there are files of them.
fn unread_data(data: &Source) -> &'static str {
    match data {
        _ if !data.is_of_files() || data.is_elsewhere() => "",
        Source::ImageFolder(images) if images.size.is_some() => "; its images were not opened",
        Source::ImageFolder(_) => "; of its images, only the header of the first was read",
        _ => "; of the data, headers and labels were read, and no other numbers",
    }
}

/// The same of the weights.
fn unread_weights(scenario: &Scenario) -> &'static str {
    match &scenario.network.initial {
        Initial::File(_) => "; of the weights, the header was read, and no numbers",
        _ => "",
    }
}
