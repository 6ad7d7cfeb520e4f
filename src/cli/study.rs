//! `fazil study`: a fault of biology, turned up level by level.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Done, limits, printer, quiet_panics};
use crate::experiment::{Study, StudyOptions, study};
use crate::record::RunFolder;
use crate::report::Table;
use crate::scenario::{Edit, Scenario};

/// Arguments of `fazil study`.
#[derive(Args, Debug)]
pub(super) struct StudyArguments {
    /// Which study; without a name they are listed.
    name: Option<String>,
    /// A built-in scenario's name, or a .ron file.
    #[arg(long, default_value = "digits")]
    scenario: String,
    /// Change one value of the scenario first, as for `fazil run`.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    edits: Vec<Edit>,
    /// Where to make the study's directory; each study gets a fresh one.
    #[arg(long, value_name = "DIR", default_value = "runs")]
    out: PathBuf,
    /// Passes over the training examples in every run. [default: 2 to 8, as the study needs]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    epochs: Option<u64>,
    /// Runs per level, each with weights, order and faults of its own.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    seeds: u64,
    /// Runs at a time; 0 means one per core. Never changes a result.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
}

/// Runs a study, or lists them all.
pub(super) fn study_command(arguments: &StudyArguments) -> Done {
    let Some(name) = &arguments.name else {
        list();
        return Ok(ExitCode::SUCCESS);
    };
    let Some(chosen) = Study::named(name) else {
        let names = Study::ALL.map(Study::name).join(", ");
        return Err(format!("there is no study '{name}'\n  expected: one of {names}").into());
    };
    let scenario = Scenario::open(&arguments.scenario, &arguments.edits)?;
    let folder = RunFolder::fresh(&arguments.out, &format!("study-{}", chosen.name()))?;
    quiet_panics();
    let options = StudyOptions {
        epochs: arguments
            .epochs
            .map_or(chosen.default_epochs(), |epochs| epochs as usize),
        seeds: arguments.seeds,
        n_threads: limits::workers(Some(arguments.threads), usize::MAX).unwrap_or(0),
    };
    let tell = |n_done: usize, n_runs: usize| {
        if n_done.is_multiple_of(10) || n_done == n_runs {
            printer::tell(&format!("{}: {n_done} of {n_runs} runs", chosen.name()));
        }
    };
    let table = match study(chosen, &scenario, options, &folder, &tell) {
        Ok(table) => table,
        Err(error) => {
            // Best effort: a leftover directory harms nobody.
            let _ = std::fs::remove_dir(folder.path());
            return Err(error.into());
        }
    };
    printer::say(&format!("{}: {}\n\n{table}", chosen.name(), chosen.about()));
    printer::say(&format!(
        "In {}: study.csv, summary.json, scenario.ron and the picture {}.svg (open it in a browser).",
        folder.path().display(),
        chosen.name()
    ));
    Ok(ExitCode::SUCCESS)
}

fn list() {
    let mut table = Table::new(["study", "what goes wrong"]);
    for study in Study::ALL {
        table.push([study.name(), study.about()]);
    }
    printer::say(&format!(
        "{table}\nfazil study NAME draws how far learning degrades."
    ));
}
