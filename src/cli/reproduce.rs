//! `fazil reproduce`: the tables and figures of the paper.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use clap::Args;

use super::done::Done;
use super::panics::quiet_panics;
use super::{count, limits, meter, printer, signals};
use crate::experiment::OutputFile;
use crate::paper::{
    QueueProgress, ReproduceOptions, Reproduction, Size, folder, reproduce, write_page,
};
use crate::report::PageSection;
use crate::report::Table;

/// Arguments of `fazil reproduce`.
#[derive(Args, Debug)]
pub(super) struct ReproduceArguments {
    /// Which table or figure, or `all`; without a name they are listed.
    name: Option<String>,
    /// The paper's own size instead of some minutes. Needs MNIST.
    #[arg(long)]
    full: bool,
    /// A size for tests: seconds, and no result worth having.
    #[arg(long, hide = true, conflicts_with = "full")]
    tiny: bool,
    /// The directory of MNIST's four IDX files. [default: $FAZIL_MNIST; without either the
    /// embedded digits take its place]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where results are left, and finished runs kept to go on from.
    #[arg(long, value_name = "DIR", default_value = "runs/reproduce")]
    out: PathBuf,
    /// Runs at a time; 0 means one per core. Never changes a result.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = count::from_0, allow_negative_numbers = true)]
    threads: usize,
    /// Also write a page in Markdown, and its pictures into a directory of the same name
    /// beside it.
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
}

/// Reproduces one table or figure, or all, or lists them.
pub(super) fn reproduce_command(arguments: &ReproduceArguments) -> Done {
    let Some(name) = &arguments.name else {
        list();
        return Ok(ExitCode::SUCCESS);
    };
    let chosen = match (name.as_str(), Reproduction::named(name)) {
        ("all", _) => Reproduction::ALL.to_vec(),
        (_, Some(one)) => vec![one],
        (_, None) => {
            let names = Reproduction::ALL.map(Reproduction::name).join(", ");
            return Err(
                format!("there is no '{name}' to reproduce\n  expected: {names}, all").into(),
            );
        }
    };
    if let Some(page) = &arguments.page {
        OutputFile::Reproduction.admit(page)?;
    }
    let from_environment = || std::env::var_os("FAZIL_MNIST").filter(|value| !value.is_empty());
    let options = ReproduceOptions {
        size: match (arguments.tiny, arguments.full) {
            (true, _) => Size::Tiny,
            (_, true) => Size::Full,
            _ => Size::Quick,
        },
        mnist: arguments
            .data
            .clone()
            .or_else(|| from_environment().map(PathBuf::from)),
        out: arguments.out.clone(),
        n_threads: limits::workers(Some(arguments.threads), usize::MAX).unwrap_or(0),
    };
    if options.mnist.is_none() {
        printer::tell(
            "No MNIST ($FAZIL_MNIST is not set and no --data is given): on the embedded digits.",
        );
    }
    let stop = signals::stop_when_asked();
    quiet_panics();
    let mut chapters = Vec::new();
    for which in chosen {
        match reproduce_one(which, &options, &stop)? {
            Some(chapter) => chapters.push((which, chapter)),
            None => {
                printer::tell("interrupted: the same command goes on where this one stopped");
                return Ok(ExitCode::from(130));
            }
        }
    }
    if let Some(path) = &arguments.page {
        write_page(path, &options, &chapters)?;
        printer::say(&format!("The page: {}", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// Reproduces one, shows it, and says what it left.
fn reproduce_one(
    which: Reproduction,
    options: &ReproduceOptions,
    stop: &AtomicBool,
) -> Result<Option<PageSection>, Box<dyn std::error::Error>> {
    let meter = Meter::new();
    let chapter = reproduce(which, options, stop, &|standing| meter.show(standing));
    meter.clear();
    let chapter = chapter?;
    if let Some(chapter) = &chapter {
        printer::say(&chapter.to_string());
        let place = folder(which, options);
        printer::say(&format!("In {}.\n", place.display()));
    }
    Ok(chapter)
}

/// Shows progress: one line that is written over on a terminal, a line now and then elsewhere.
pub(super) struct Meter {
    line: meter::Meter,
    last: Mutex<Option<Instant>>,
}

impl Meter {
    pub(super) fn new() -> Self {
        Self {
            line: meter::Meter::line(),
            last: Mutex::new(None),
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        self.line.clear();
    }

    pub(super) fn show(&self, standing: &QueueProgress) {
        let pause = Duration::from_millis(if self.line.is_shown() { 100 } else { 10_000 });
        let Ok(mut last) = self.last.lock() else {
            return;
        };
        let is_last = standing.n_done == standing.n_runs;
        if !is_last && last.is_some_and(|last| last.elapsed() < pause) {
            return;
        }
        *last = Some(Instant::now());
        let line = line(standing);
        match self.line.is_shown() {
            true => self.line.show(None, || line),
            false => printer::tell(&line),
        }
    }
}

fn line(standing: &QueueProgress) -> String {
    let QueueProgress {
        name,
        n_done,
        n_runs,
        n_kept,
        seconds_left,
    } = standing;
    let mut line = format!("{name}: {n_done} of {n_runs} runs");
    if *n_kept > 0 {
        line += &format!(" ({n_kept} from before)");
    }
    if let Some(seconds) = seconds_left.filter(|_| n_done < n_runs) {
        line += &format!(", {} left", duration(seconds));
    }
    line
}

/// `45 s`, `3 min`, `2.5 h`.
pub(super) fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5400.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

fn list() {
    let mut table = Table::new(["name", "what"]);
    for one in Reproduction::ALL {
        table.push([one.name(), one.about()]);
    }
    table.push(["all", "all of them"]);
    printer::say(&format!(
        "{table}\nfazil reproduce NAME does one in some minutes; --full at the paper's size."
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_progress_says_how_far_and_how_long() {
        let standing = QueueProgress {
            name: "fig3",
            n_done: 3,
            n_runs: 9,
            n_kept: 2,
            seconds_left: Some(125.0),
        };
        assert_eq!(
            line(&standing),
            "fig3: 3 of 9 runs (2 from before), 2 min left"
        );
        assert_eq!(duration(10_000.0), "2.8 h");
    }
}
