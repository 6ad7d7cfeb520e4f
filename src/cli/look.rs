//! `fazil plot`, `fazil why`, `fazil trace`: looking at a run that is over.

use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Done;
use crate::axon::SynapseId;
use crate::experiment::{plot, run_page, trace, why};
use crate::report::Rasteriser;

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
    /// The synapse, such as 'error/1/12<-value/2/3' or 'error/1/12<-bias'.
    #[arg(long, value_parser = parse_synapse)]
    synapse: SynapseId,
    /// The presentation (of a batch), counted from 0.
    #[arg(long, value_name = "N")]
    presentation: u64,
    /// Where to put the picture. [default: why.svg in the run's directory]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct TraceArguments {
    /// The run's directory, such as runs/digits-1.
    run: PathBuf,
    /// Which presentations, such as 0..2; the end is not included.
    #[arg(long, value_name = "A..B", default_value = "0..1", value_parser = parse_range)]
    presentations: Range<u64>,
    /// Where to put the trace. [default: trace.json in the run's directory]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn parse_synapse(text: &str) -> Result<SynapseId, String> {
    let expected = "expected a synapse such as error/1/12<-value/2/3 or error/1/12<-bias";
    text.parse().map_err(|()| expected.to_owned())
}

fn parse_range(text: &str) -> Result<Range<u64>, String> {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let range = match text.split_once("..") {
        Some((first, end)) => number(first)
            .zip(number(end))
            .map(|(first, end)| first..end),
        None => number(text).map(|n| n..n.saturating_add(1)),
    };
    let range = range.filter(|range| !range.is_empty());
    range.ok_or_else(|| "expected a range such as 3..7, or a number".to_owned())
}

pub(super) fn plot_command(arguments: &PlotArguments) -> Done {
    let pictures = plot(&arguments.run)?;
    let rasteriser = arguments.png.then(Rasteriser::new).transpose()?;
    for picture in &pictures {
        let path = arguments.run.join(&picture.file);
        write(&path, picture.svg.as_bytes())?;
        if let Some(rasteriser) = &rasteriser {
            write(&path.with_extension("png"), &rasteriser.png(&picture.svg)?)?;
        }
    }
    write(
        &arguments.run.join("report.html"),
        run_page(&arguments.run, &pictures)?.as_bytes(),
    )?;
    let n = pictures.len();
    println!(
        "{n} pictures and report.html in {}",
        arguments.run.display()
    );
    Ok(ExitCode::SUCCESS)
}

pub(super) fn why_command(arguments: &WhyArguments) -> Done {
    let found = why(&arguments.run, arguments.synapse, arguments.presentation)?;
    let out = arguments.out.clone();
    let out = out.unwrap_or_else(|| arguments.run.join("why.svg"));
    print!("{}", found.text);
    write(&out, found.svg.as_bytes())?;
    println!("\nThe same as a picture: {}", out.display());
    Ok(ExitCode::SUCCESS)
}

pub(super) fn trace_command(arguments: &TraceArguments) -> Done {
    let out = arguments.out.clone();
    let out = out.unwrap_or_else(|| arguments.run.join("trace.json"));
    trace(&arguments.run, arguments.presentations.clone(), &out)?;
    println!("{}: open it at https://ui.perfetto.dev", out.display());
    Ok(ExitCode::SUCCESS)
}

fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
