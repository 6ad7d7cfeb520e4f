//! `fazil sweep`: a scenario, run for every combination of the values of several factors.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::done::Done;
use super::panics::quiet_panics;
use super::reproduce::{Meter, duration};
use super::{count, edits, limits, printer, resume, signals};
use crate::experiment::sweep::{Forecast, forecast, sweep};
use crate::record::RunFolder;
use crate::run_plan::{Factor, SweepOptions, SweepPlan};
use crate::scenario::{Edit, ScenarioText};

/// Arguments of `fazil sweep`.
#[derive(Args, Debug)]
pub(super) struct SweepArguments {
    /// A built-in scenario's name, a .ron file, or - for standard input.
    #[arg(required_unless_present = "resume")]
    scenario: Option<String>,
    /// A factor: a path of the scenario and its values, such as `learning.phi.t_d=1..=8`,
    /// `faults.activity_noise=0,1e-5,1e-4`, `learning.alpha=0.01..=0.05:0.01` (a range with a step)
    /// or `learning.rule=FaZIL,ZIL,IL(t_c: 20)`. Given many times, every combination is run. SEED
    /// in a value is the seed of the run.
    #[arg(long = "over", value_name = "PATH=VALUES")]
    factors: Vec<Factor>,
    /// Change one value of the scenario first, as for `fazil run`.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    edits: Vec<Edit>,
    /// Runs per combination. Run s of them has seed s, counted from 1, for its weights
    /// (network.initial.seed), its order (timetable.seed) and its faults (faults.seed), unless one
    /// of these is a factor.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = count::to_100_000, allow_negative_numbers = true)]
    seeds: u64,
    /// Passes over the training examples in every run. [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = count::to_1_000_000_000, allow_negative_numbers = true)]
    epochs: Option<u64>,
    /// Runs at a time; 0 means one per core. Never changes a result.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = count::from_0, allow_negative_numbers = true)]
    threads: usize,
    /// Where to make the sweep's directory; each sweep gets a fresh one.
    #[arg(long, value_name = "DIR", default_value = "runs")]
    out: PathBuf,
    /// Check everything, and say how many runs there are and how long they will take; run nothing
    /// but one short run that is timed.
    #[arg(long)]
    dry_run: bool,
    /// Go on with the sweep in this directory, which was stopped or killed: it knows its scenario,
    /// factors and seeds, and its finished runs are not done again.
    #[arg(long, value_name = "DIR",
          conflicts_with_all = ["scenario", "factors", "edits", "seeds", "epochs", "out"])]
    resume: Option<PathBuf>,
}

/// Runs a sweep, or says what it would take.
pub(super) fn sweep_command(arguments: &SweepArguments) -> Done {
    let plan = plan(arguments)?;
    let n_threads = limits::workers(Some(arguments.threads), usize::MAX).unwrap_or(0);
    let stop = signals::stop_when_asked();
    quiet_panics();
    if arguments.dry_run {
        let forecast = forecast(&plan, arguments.resume.as_deref(), n_threads, &stop)?;
        printer::say(&words(&plan, &forecast));
        return Ok(ExitCode::SUCCESS);
    }
    let folder = match &arguments.resume {
        Some(path) => RunFolder::existing(path)?,
        None => RunFolder::fresh(&arguments.out, &format!("sweep-{}", plan.scenario_name()))?,
    };
    printer::tell(&format!(
        "{}. Finished runs are kept at once: {} goes on where it was stopped.",
        plan.sentence(),
        command(folder.path())
    ));
    let meter = Meter::new();
    let result = sweep(&plan, &folder, n_threads, &stop, &|standing| {
        meter.show(standing);
    });
    meter.clear();
    let Some(table) = result? else {
        printer::tell(&format!("interrupted: {} goes on", command(folder.path())));
        return Ok(ExitCode::from(130));
    };
    printer::say(&format!("{table}"));
    printer::say(&format!(
        "In {}: sweep.csv and sweep.parquet (a row for each run), and the picture sweep.svg (open it \
         in a browser).",
        folder.path().display()
    ));
    Ok(ExitCode::SUCCESS)
}

fn plan(arguments: &SweepArguments) -> Result<SweepPlan, Box<dyn std::error::Error>> {
    if let Some(folder) = &arguments.resume {
        resume::folder_of(folder, "a sweep", "runs/sweep-digits-1")?;
        return Ok(SweepPlan::of(folder)?);
    }
    let name = arguments.scenario.as_deref().unwrap_or("digits");
    let text = ScenarioText::open(name)?;
    edits::note_replaced(&arguments.edits);
    let options = SweepOptions {
        seeds: arguments.seeds,
        epochs: arguments.epochs.map(|epochs| epochs as usize),
    };
    let factors = arguments.factors.clone();
    let sizes = factors.iter().map(|factor| factor.values().len() as u64);
    let n_runs = sizes.fold(arguments.seeds, u64::saturating_mul);
    if n_runs >= MANY_RUNS {
        printer::tell(&format!("planning {n_runs} runs, which takes a while"));
    }
    Ok(SweepPlan::new(&text, &arguments.edits, factors, options)?)
}

/// From so many runs on a person is told that they are being planned.
const MANY_RUNS: u64 = 5_000;

fn command(folder: &Path) -> String {
    format!("`fazil sweep --resume {}`", folder.display())
}

/// A forecast in sentences.
fn words(plan: &SweepPlan, forecast: &Forecast) -> String {
    let mut text = plan.sentence();
    if forecast.n_kept > 0 {
        text += &format!("; {} of them are done already", forecast.n_kept);
    }
    let n_left = forecast.n_runs - forecast.n_kept;
    if n_left == 0 {
        return text + ".";
    }
    text += &format!(
        ".\nWith {} at a time this takes about {}",
        forecast.n_threads,
        duration(forecast.seconds)
    );
    match forecast.timed {
        Some((took, estimate)) => format!(
            "{text}: one run was timed and took {took:.2} s, where its estimate is {estimate:.2} s."
        ),
        None => format!("{text} on a machine of 2024."),
    }
}
