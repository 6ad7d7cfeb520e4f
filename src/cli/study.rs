//! `fazil study`: a fault of biology, turned up level by level.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::done::Done;
use super::panics::quiet_panics;
use super::reproduce::Meter;
use super::{count, edits, limits, printer, resume, signals};
use crate::experiment::{StudyOptions, study, unfinished_study};
use crate::record::RunFolder;
use crate::report::Table;
use crate::run_plan::{Study, SweepOptions, check_study};
use crate::scenario::{Edit, Scenario};

/// Arguments of `fazil study`.
#[derive(Args, Debug)]
pub(super) struct StudyArguments {
    /// Which study; without a name they are listed.
    name: Option<String>,
    /// A built-in scenario's name, or a .ron file. [default: digits; residual for delays, sparse
    /// for density]
    #[arg(long)]
    scenario: Option<String>,
    /// Change one value of the scenario first, as for `fazil run`.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    edits: Vec<Edit>,
    /// Where to make the study's directory; each study gets a fresh one.
    #[arg(long, value_name = "DIR", default_value = "runs")]
    out: PathBuf,
    /// Passes over the training examples in every run. [default: 2 to 8, as the study needs]
    #[arg(long, value_name = "N", value_parser = count::to_100_000, allow_negative_numbers = true)]
    epochs: Option<u64>,
    /// Runs per level, each with weights, order and faults of its own.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = count::to_100_000, allow_negative_numbers = true)]
    seeds: u64,
    /// Runs at a time; 0 means one per core. Never changes a result.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = count::from_0, allow_negative_numbers = true)]
    threads: usize,
    /// Go on with the study in this directory, which was stopped or killed: it knows what it is,
    /// and its finished runs are not done again.
    #[arg(long, value_name = "DIR",
          conflicts_with_all = ["name", "scenario", "edits", "out", "epochs", "seeds"])]
    resume: Option<PathBuf>,
}

/// Runs a study, or lists them all.
pub(super) fn study_command(arguments: &StudyArguments) -> Done {
    let n_threads = limits::workers(Some(arguments.threads), usize::MAX).unwrap_or(0);
    if let Some(path) = &arguments.resume {
        let folder = resume::folder_of(path, "a study", "runs/study-silent-phi-1")?;
        let (chosen, scenario, options) = unfinished_study(path)?;
        let options = StudyOptions {
            n_threads,
            ..options
        };
        return run(chosen, &scenario, options, &folder);
    }
    let Some(name) = &arguments.name else {
        list();
        return Ok(ExitCode::SUCCESS);
    };
    let Some(chosen) = Study::named(name) else {
        let names = Study::ALL.map(Study::name).join(", ");
        return Err(format!("there is no study '{name}'\n  expected: one of {names}").into());
    };
    let n_epochs = arguments.epochs.unwrap_or(chosen.default_epochs() as u64);
    let runs = SweepOptions {
        seeds: arguments.seeds,
        epochs: Some(n_epochs as usize),
    };
    check_study(chosen, &arguments.edits, runs)?;
    let named = arguments.scenario.as_deref();
    let named = named.unwrap_or(chosen.default_scenario());
    let scenario = edits::open(named, &arguments.edits)?;
    let folder = RunFolder::fresh(&arguments.out, &format!("study-{}", chosen.name()))?;
    let options = StudyOptions {
        epochs: n_epochs as usize,
        seeds: arguments.seeds,
        n_threads,
    };
    run(chosen, &scenario, options, &folder)
}

fn run(chosen: Study, scenario: &Scenario, options: StudyOptions, folder: &RunFolder) -> Done {
    let stop = signals::stop_when_asked();
    quiet_panics();
    let meter = Meter::new();
    let result = study(chosen, scenario, options, folder, &stop, &|standing| {
        meter.show(standing);
    });
    meter.clear();
    let table = match result {
        Ok(Some(table)) => table,
        Ok(None) => {
            printer::tell(&format!(
                "interrupted: `fazil study --resume {}` goes on",
                folder.path().display()
            ));
            return Ok(ExitCode::from(130));
        }
        Err(error) => {
            remove_if_unused(folder.path());
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

/// Takes the directory of a study away of which no run was finished; best effort, since a leftover
/// directory harms nobody.
fn remove_if_unused(folder: &Path) {
    let is_unused =
        std::fs::remove_dir(folder.join("kept")).is_ok() || !folder.join("kept").exists();
    if is_unused {
        let _ = std::fs::remove_file(folder.join("study.json"));
        let _ = std::fs::remove_dir(folder);
    }
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
