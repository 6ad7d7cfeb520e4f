//! `fazil plot`, `fazil why`, `fazil trace`: looking at a run that is over.

use std::error::Error;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::done::Done;
use super::meter::Meter;
use super::named::Named;
use super::{count, printer};
use crate::axon::SynapseId;
use crate::disk::{write_named, write_whole};
use crate::experiment::{OutputFile, trace};
use crate::input_file::without_number;
use crate::record::is_unfinished;
use crate::report::scientific;
use crate::run_files::{Among, Summary};
use crate::run_report::{inconsistencies, plot, run_page_with_notes};
use crate::scalar::{whole_number, without_leading_zeros};
use crate::scenario::Scenario;
use crate::why::{Find, Lanes, Question, why_told};
use crate::wiring::Wiring;

#[derive(Args, Debug)]
pub(super) struct PlotArguments {
    /// The run's directory, such as runs/digits-1.
    run: PathBuf,
    /// Draw PNG files as well, with this computer's fonts.
    #[arg(long)]
    png: bool,
}

#[derive(Args, Debug)]
pub(super) struct WhyArguments {
    /// The run's directory, such as runs/digits-1.
    run: PathBuf,
    /// The synapse, such as 'error/1/12<-value/2/3' or 'error/1/12<-bias'. [default: what is found]
    #[arg(long, value_parser = parse_synapse)]
    synapse: Option<Named<SynapseId>>,
    /// The presentation (of a batch), counted from 0. [default: where it is found]
    #[arg(long, value_name = "N", value_parser = count::index, allow_negative_numbers = true)]
    presentation: Option<u64>,
    /// Look for the largest change of a weight (what is looked for by default).
    #[arg(long, conflicts_with_all = ["first_spike", "first_miss"])]
    largest: bool,
    /// Look for the first φ that fired.
    #[arg(long, conflicts_with = "first_miss")]
    first_spike: bool,
    /// Look for the first φ that should have fired, and did not.
    #[arg(long)]
    first_miss: bool,
    /// Look among these synapses alone: 'error/1/*' or 'value/2/3' (those at its end), or
    /// 'error/0/*<-value/1/2'.
    #[arg(long, value_name = "PATTERN", conflicts_with = "synapse")]
    of: Option<Named<Among>>,
    /// The lane whose chain is told. [default: the one that gave most to the change]
    #[arg(long, value_name = "N", conflicts_with = "all", value_parser = count::from_0, allow_negative_numbers = true)]
    lane: Option<usize>,
    /// Tell the chain of every lane, along every error on the way.
    #[arg(long)]
    all: bool,
    /// Where to put the picture. [default: why.svg in the run's directory]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct TraceArguments {
    /// The run's directory, such as runs/digits-1.
    run: PathBuf,
    /// Which presentations, such as 0..2; the end is not included.
    #[arg(long, value_name = "A..B", default_value = "0..1", value_parser = parse_range, allow_hyphen_values = true)]
    presentations: Range<u64>,
    /// Where to put the trace. [default: trace.json in the run's directory]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn parse_synapse(text: &str) -> Result<Named<SynapseId>, String> {
    let expected = "expected a synapse such as error/1/12<-value/2/3 or error/1/12<-bias";
    text.parse().map_err(|()| expected.to_owned())
}

fn parse_range(text: &str) -> Result<Range<u64>, String> {
    let number = |text: &str| whole_number(text.trim());
    let range = match text.split_once("..") {
        Some((first, end)) => number(first)
            .zip(number(end))
            .map(|(first, end)| first..end),
        None => number(text).map(|n| n..n.saturating_add(1)),
    };
    let range = range.filter(|range| !range.is_empty());
    range.ok_or_else(|| {
        let has_zeros = text
            .split("..")
            .any(|number| without_leading_zeros(number).is_some());
        let zeros = if has_zeros {
            "; a number in it begins with a 0"
        } else {
            ""
        };
        format!("expected a range such as 3..7, or a number{zeros}")
    })
}

/// Says that a run did not come to its end, if it did not.
fn say_unfinished(run: &Path) {
    if is_unfinished(run) {
        printer::tell(&format!(
            "note: the run in {} did not finish: it was killed, could not write its files, or is \
             still under way; what is whole of it is used",
            run.display()
        ));
    }
}

/// From SVG to PNG.
type Rasterise = Box<dyn Fn(&str) -> Result<Vec<u8>, Box<dyn Error>>>;

#[cfg(feature = "png")]
fn rasteriser() -> Result<Rasterise, Box<dyn Error>> {
    let rasteriser = crate::report::Rasteriser::new()?;
    Ok(Box::new(move |svg| Ok(rasteriser.png(svg)?)))
}

#[cfg(not(feature = "png"))]
fn rasteriser() -> Result<Rasterise, Box<dyn Error>> {
    Err("this program was built without PNG; build it with it: \
         `cargo run --release --features png -- plot --png RUN`"
        .into())
}

pub(super) fn plot_command(arguments: &PlotArguments) -> Done {
    say_unfinished(&arguments.run);
    let pictures = plot(&arguments.run)?;
    let notes = inconsistencies(&arguments.run)?;
    for note in &notes {
        printer::tell(&format!("note: {}: {note}", arguments.run.display()));
    }
    let rasterise = arguments.png.then(rasteriser).transpose()?;
    for picture in &pictures {
        let path = arguments.run.join(&picture.file);
        write(&path, picture.svg.as_bytes(), write_whole)?;
        if let Some(rasterise) = &rasterise {
            let png = rasterise(&picture.svg)?;
            write(&path.with_extension("png"), &png, write_whole)?;
        }
    }
    write(
        &arguments.run.join("report.html"),
        run_page_with_notes(&arguments.run, &pictures, &notes)?.as_bytes(),
        write_whole,
    )?;
    let n = pictures.len();
    let run = arguments.run.display();
    printer::say(&format!("{n} pictures and report.html in {run}"));
    Ok(ExitCode::SUCCESS)
}

impl WhyArguments {
    fn question(&self) -> Result<Question, Box<dyn Error>> {
        let find = match (self.first_spike, self.first_miss) {
            (true, _) => Find::FirstSpike,
            (_, true) => Find::FirstMiss,
            _ => Find::Largest,
        };
        let lanes = match (self.lane, self.all) {
            (Some(lane), _) => Lanes::One(lane),
            (None, true) => Lanes::All,
            (None, false) => Lanes::Largest,
        };
        let (mut synapse, mut among) = (None, None);
        if self.synapse.is_some() || self.of.is_some() {
            let scenario = Scenario::read_saved(&self.run.join("scenario.ron"))?;
            let wiring = &scenario.network.wiring;
            let named = self.synapse.as_ref();
            synapse = named.map(|named| named.resolve(wiring)).transpose()?;
            let named = self.of.as_ref();
            among = named.map(|named| named.resolve(wiring)).transpose()?;
        }
        Ok(Question {
            synapse,
            presentation: self.presentation,
            find,
            among,
            lanes,
        })
    }
}

/// Where to look in a run, a line each, with the command that explains it.
pub(super) fn where_to_look(summary: &Summary, wiring: &Wiring, run: &Path) -> String {
    let Some(landmarks) = &summary.landmarks else {
        return String::new();
    };
    let largest = landmarks.largest.as_ref();
    let by = largest.map_or(String::new(), |largest| {
        format!(", by {}", scientific(largest.change))
    });
    let lines = [
        (
            "largest change of a weight",
            largest,
            by.as_str(),
            "--largest",
        ),
        (
            "first φ that fired",
            landmarks.first_spike.as_ref(),
            "",
            "--first-spike",
        ),
        (
            "first φ that was missed",
            landmarks.first_miss.as_ref(),
            "",
            "--first-miss",
        ),
    ];
    let mut text = String::new();
    for (what, found, by, option) in lines {
        if let Some(found) = found {
            let (synapse, at) = (wiring.synapse_name(found.synapse()), found.presentation);
            let run = run.display();
            let _ = writeln!(
                text,
                "{what}: {synapse} in presentation {at}{by}; fazil why {run} {option}"
            );
        }
    }
    text
}

pub(super) fn why_command(arguments: &WhyArguments) -> Done {
    if let Some(out) = &arguments.out {
        OutputFile::Picture.admit(out)?;
    }
    say_unfinished(&arguments.run);
    let question = arguments.question()?;
    let found = with_meter(|tell| why_told(&arguments.run, &question, tell))?;
    printer::say_part(&found.text);
    let out = write_out(
        arguments.out.as_deref(),
        arguments.run.join("why.svg"),
        &found.svg,
    )?;
    printer::say(&format!("\nThe same as a picture: {}", out.display()));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn trace_command(arguments: &TraceArguments) -> Done {
    if let Some(out) = &arguments.out {
        OutputFile::Trace.admit(out)?;
    }
    say_unfinished(&arguments.run);
    let (named, own) = (arguments.out.clone(), arguments.run.join("trace.json"));
    let (out, is_named) = (named.clone().unwrap_or(own), named.is_some());
    let presentations = arguments.presentations.clone();
    let words = with_meter(|tell| trace(&arguments.run, presentations, &out, is_named, tell))?;
    printer::say_part(&words);
    let out = out.display();
    printer::say(&format!("{out}: open it at https://ui.perfetto.dev"));
    Ok(ExitCode::SUCCESS)
}

/// Shows which presentation a run is at that is run once more.
fn with_meter<R>(work: impl FnOnce(&dyn Fn(u64)) -> R) -> R {
    let meter = Meter::line();
    let done = work(&|index| meter.show(None, || format!("run once more: presentation {index}")));
    meter.clear();
    done
}

/// Writes to the file that a person named, or to the one in the run's directory; says which.
fn write_out(named: Option<&Path>, own: PathBuf, text: &str) -> Result<PathBuf, String> {
    match named {
        Some(path) => write(path, text.as_bytes(), write_named).map(|()| path.to_owned()),
        None => write(&own, text.as_bytes(), write_whole).map(|()| own),
    }
}

fn write(
    path: &Path,
    bytes: &[u8],
    how: fn(&Path, &[u8]) -> std::io::Result<()>,
) -> Result<(), String> {
    how(path, bytes).map_err(|error| {
        let cause = without_number(&error);
        format!("cannot write {}: {cause}", path.display())
    })
}
