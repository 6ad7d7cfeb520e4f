//! `fazil help`: of the commands, and of the fields of a scenario.

use std::process::ExitCode;

use clap::Args;

use super::done::Done;
use super::printer;
use crate::scenario::{scenario_reference, scenario_reference_of};

/// Arguments of `fazil help`.
#[derive(Args, Debug)]
pub(super) struct HelpArguments {
    /// A command, or `scenario`; nothing: all commands.
    topic: Option<String>,
    /// For `scenario`: a field such as learning.phi; nothing: all of them.
    path: Option<String>,
}

/// Explains `program`, or a part of it.
pub(super) fn help_command(arguments: &HelpArguments, mut program: clap::Command) -> Done {
    let text = match (arguments.topic.as_deref(), &arguments.path) {
        (None, _) => program.render_long_help().to_string(),
        (Some("scenario"), None) => scenario_reference(),
        (Some("scenario"), Some(path)) => scenario_reference_of(path)?,
        (Some(topic), _) => {
            program.build();
            let names = program
                .get_subcommands()
                .map(|known| known.get_name().to_owned());
            let names: Vec<String> = names.collect();
            match program.find_subcommand_mut(topic) {
                Some(command) => command.render_long_help().to_string(),
                None => {
                    let expected = names.join(", ");
                    let problem = format!("there is no command '{topic}' to explain");
                    return Err(
                        format!("{problem}\n  expected: scenario, or one of {expected}").into(),
                    );
                }
            }
        }
    };
    printer::say(text.trim_end());
    Ok(ExitCode::SUCCESS)
}
