//! `fazil run --resume`.

use std::error::Error;
use std::path::Path;

use super::conclusion::conclude;
use super::done::Done;
use super::panics::quiet_panics;
use super::run_arguments::RunArguments;
use super::{count, limits, printer, progress, signals};
use crate::experiment::resume;
use crate::record::RunFolder;
use crate::scenario::Scenario;
use crate::session::RunOptions;

/// The directory that `--resume` names.
///
/// # Errors
/// If nothing is there, or a file; the text says what is expected, and which directory may have been
/// meant.
pub(super) fn folder_of(path: &Path, of: &str, example: &str) -> Result<RunFolder, Box<dyn Error>> {
    let shown = path.display();
    let expected = format!("--resume needs the directory of {of}, such as {example}");
    if path.is_dir() {
        return Ok(RunFolder::existing(path)?);
    }
    if !path.exists() {
        return Err(format!("{expected}; there is no {shown}").into());
    }
    // A file of such a directory.
    let holds = |folder: &&Path| {
        let files = ["sources.json", "sweep.json", "study.json"];
        files.iter().any(|file| folder.join(file).exists())
    };
    let near = match path.parent().filter(holds) {
        Some(folder) if folder.as_os_str().is_empty() => "; did you mean . ?".to_owned(),
        Some(folder) => format!("; did you mean {}?", folder.display()),
        None => String::new(),
    };
    Err(format!("{expected}, and {shown} is a file{near}").into())
}

/// Goes on with a run that was stopped or killed.
pub(super) fn resume_command(path: &Path, arguments: &RunArguments) -> Done {
    let folder = folder_of(path, "a run", "runs/digits-1")?;
    if !path.join("scenario.ron").is_file() {
        let path = path.display();
        return Err(format!("{path} is no run's directory: it holds no scenario.ron").into());
    }
    let scenario = Scenario::read_saved(&path.join("scenario.ron"))?;
    let threads = arguments.threads.as_deref().map(count::from_0).transpose();
    let threads = threads.map_err(|error| format!("--threads: {error}"))?;
    let n_neurons = scenario.network.widths().iter().sum();
    let options = RunOptions {
        engine: None,
        n_threads: limits::workers(threads.or(scenario.engine.threads), n_neurons),
        checkpoint_every: arguments.checkpoint_every,
        most_time: arguments.max_time,
        panic_at: None,
    };
    let stop = signals::stop_when_asked();
    quiet_panics();
    printer::say(&progress::introduction(&scenario));
    let mut screen = progress::Screen::new();
    let result = resume(&folder, &options, &mut screen, &stop);
    screen.finish();
    Ok(conclude(&result?, &scenario, &folder))
}
