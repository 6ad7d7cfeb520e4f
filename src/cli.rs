//! The command line: arguments, progress, exit codes. The only printing.
//!
//! Exit codes: 0 the run finished; 1 it could not (bad input, a failed or diverged network);
//! 2 the arguments are wrong; 130 it was interrupted, and left what there was.

mod audit;
mod check;
mod conclusion;
mod count;
mod data;
mod done;
mod duration;
mod edits;
mod help;
mod limits;
mod meter;
mod named;
mod page;
mod panics;
mod plain;
mod plot_why_trace;
mod printer;
mod progress;
mod reproduce;
mod resume;
mod run_arguments;
mod signals;
mod study;
mod sweep;
mod switches;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use tracing::level_filters::LevelFilter;

use self::plain::plain;
use crate::experiment::run;
use crate::record::{RunFolder, listen};
use crate::report::Table;
use crate::scalar::keeps_subnormals;
use crate::scenario::{Scenario, ScenarioError, ScenarioText};
use crate::session::{Estimate, RunOptions};
use conclusion::conclude;
use done::Done;
use panics::quiet_panics;
use run_arguments::RunArguments;

/// Predictive coding networks in which every neuron is an agent and no one is in charge.
#[derive(Debug, Parser)]
#[command(name = "fazil", version, about, long_about = LONG_ABOUT, after_help = EXAMPLES,
          disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Tell what happens on standard error: off, error, warn, info (epochs), debug (every spike,
    /// target fazil::phi) or trace.
    #[arg(long, global = true, value_name = "LEVEL", default_value = "off", value_parser = parse_level)]
    log: LevelFilter,
    /// Tell it as JSON, an object a line.
    #[arg(long, global = true)]
    log_json: bool,
}

const LONG_ABOUT: &str = "Predictive coding networks in which every neuron is an agent and no \
    one is in charge.\n\nEvery value neuron and every error neuron has private state, a mailbox \
    and a clock of its own, and every synapse a spike detector φ. The network learns exactly as \
    backpropagation does, which runs beside it as its judge. Without a command, `fazil` runs the \
    built-in handwritten digits.";

const EXAMPLES: &str = "Examples:\n  \
    fazil run                                   learn the built-in digits\n  \
    fazil run hand                              a 2-2-1 network in fractions, tick by tick\n  \
    fazil run digits --set learning.alpha=0.01  change one value of a scenario\n  \
    fazil run my.ron --out results              run a file of your own\n  \
    fazil check my.ron                          say what is wrong with it, and run nothing\n  \
    fazil data iris.csv                         what is in a file of examples\n  \
    fazil audit digits                          who is in charge? measured, neuron by neuron\n  \
    fazil isolate hand --neuron error/1/0       one neuron, alone with its mailbox\n  \
    fazil study                                 list the studies of faults of biology\n  \
    fazil sweep digits --over learning.alpha=0.01,0.02 --seeds 3 --dry-run\n  \
    fazil run digits --record phi               record every event of every spike detector\n  \
    fazil why runs/digits-1 --synapse 'error/1/12<-value/2/3' --presentation 12\n  \
    fazil page hand --out lesson.html           a page for the browser, to step, rewind and break it\n  \
    fazil reproduce                             list the paper's tables and figures";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a scenario beside backpropagation, and leave weights, tables and pictures.
    Run(RunArguments),
    /// Check a scenario, and print it with every default filled in.
    Check(check::CheckArguments),
    /// Prove autonomy and locality: replay every neuron alone with its recorded mailbox, count
    /// every message, and measure the paper's Table 2.
    Audit(audit::AuditArguments),
    /// Take one neuron out of the network, and print what it heard, computed and said.
    Isolate(audit::IsolateArguments),
    /// Turn a fault of biology up, level by level, and draw how far learning degrades.
    Study(study::StudyArguments),
    /// Run a scenario for every combination of the values of several factors, and leave one table.
    Sweep(sweep::SweepArguments),
    /// Draw the pictures and the report of a run again, from the files in its folder.
    Plot(plot_why_trace::PlotArguments),
    /// Say why a synapse changed: the chain of messages from the teacher to it.
    Why(plot_why_trace::WhyArguments),
    /// Write some presentations of a run as a trace for ui.perfetto.dev.
    Trace(plot_why_trace::TraceArguments),
    /// Reproduce the paper's tables and figures, with the paper's numbers beside ours.
    Reproduce(reproduce::ReproduceArguments),
    /// Say what is in files of examples: shapes, ranges, classes, the first example drawn.
    Data(data::DataArguments),
    /// Write the page of docs/playground as one file that opens on a scenario: for a browser,
    /// without a server.
    Page(page::PageArguments),
    /// List the built-in scenarios.
    List,
    /// Explain a command, or `scenario`: every field of a scenario, or those below a PATH.
    Help(help::HelpArguments),
}

/// How much is told; a number from 0 (off) to 5 (trace) as well.
fn parse_level(text: &str) -> Result<LevelFilter, String> {
    let expected = "expected off, error, warn, info, debug or trace";
    text.parse().map_err(|_| expected.to_owned())
}

/// Runs the program.
pub fn main() -> ExitCode {
    printer::begin();
    quiet_panics();
    let code = match Arguments::try_parse() {
        Ok(arguments) => run_program(arguments),
        Err(error) => explain(&error),
    };
    printer::end(code)
}

/// Help, the version, or what is wrong with the arguments.
fn explain(error: &clap::Error) -> ExitCode {
    let text = error.render();
    let is_colourful = printer::is_colourful(!error.use_stderr());
    match is_colourful && !plain::has_hidden_argument() {
        true => printer::styled(text.ansi().to_string().trim_end(), !error.use_stderr()),
        false => {
            let text = plain(&text.to_string());
            match error.use_stderr() {
                true => printer::tell(text.trim_end()),
                false => printer::say(text.trim_end()),
            }
        }
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn run_program(arguments: Arguments) -> ExitCode {
    let (level, as_json) = (arguments.log, arguments.log_json);
    let listening = match level {
        LevelFilter::OFF => Ok(()),
        level => listen(level, as_json, || printer::Teller),
    };
    let begun = listening.and_then(|()| signals::listen().map_err(Into::into));
    if let Err(error) = begun {
        printer::tell(&format!("error: the program cannot begin: {error}"));
        return ExitCode::FAILURE;
    }
    if !keeps_subnormals() {
        let why = "this process flushes subnormal numbers to 0, so no network can compute in it";
        printer::tell(&format!("error: {why}"));
        return ExitCode::FAILURE;
    }
    let command = arguments
        .command
        .unwrap_or(Command::Run(RunArguments::default()));
    let done = match command {
        Command::Run(arguments) => run_command(&arguments),
        Command::Check(arguments) => check::check_command(&arguments),
        Command::Audit(arguments) => audit::audit_command(&arguments),
        Command::Isolate(arguments) => audit::isolate_command(&arguments),
        Command::Study(arguments) => study::study_command(&arguments),
        Command::Sweep(arguments) => sweep::sweep_command(&arguments),
        Command::Plot(arguments) => plot_why_trace::plot_command(&arguments),
        Command::Why(arguments) => plot_why_trace::why_command(&arguments),
        Command::Trace(arguments) => plot_why_trace::trace_command(&arguments),
        Command::Reproduce(arguments) => reproduce::reproduce_command(&arguments),
        Command::Data(arguments) => data::data_command(&arguments),
        Command::Help(arguments) => help::help_command(&arguments, Arguments::command()),
        Command::Page(arguments) => page::page_command(&arguments),
        Command::List => {
            list_command();
            Ok(ExitCode::SUCCESS)
        }
    };
    done.unwrap_or_else(|error| {
        printer::tell(&plain(&error.to_string()));
        match error.downcast_ref::<ScenarioError>() {
            Some(error) if error.is_of_switches() => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    })
}

fn run_command(arguments: &RunArguments) -> Done {
    if let Some(path) = &arguments.resume {
        return resume::resume_command(path, arguments);
    }
    let (text, switches) = (
        ScenarioText::open(&arguments.scenario)?,
        arguments.switches(),
    );
    let mut scenario = text.parse(&[&arguments.edits[..], &switches].concat())?;
    switches::check(&text, &arguments.edits, &switches)?;
    edits::note_replaced(&arguments.edits);
    for named in &arguments.recordings {
        let recording = named.resolve(&scenario.network.wiring)?;
        scenario.add_recording(recording.clone())?;
    }
    let n_neurons = scenario.network.widths().iter().sum();
    let options = RunOptions {
        engine: None, // The scenario's, where the switches have their say.
        n_threads: limits::workers(scenario.engine.threads, n_neurons),
        checkpoint_every: arguments.checkpoint_every,
        most_time: arguments.max_time,
        panic_at: arguments.inject_panic,
    };
    limits::admit(&Estimate::of(&scenario, &options))?;
    let folder = RunFolder::fresh(&arguments.out, &scenario.name)?;
    let stop = signals::stop_when_asked();
    printer::say(&progress::introduction(&scenario));
    let mut screen = progress::Screen::new();
    let result = run(&scenario, &folder, &options, &mut screen, &stop);
    screen.finish();
    let summary = match result {
        Ok(summary) => summary,
        Err(error) => {
            folder.remove_unused();
            return Err(error.into());
        }
    };
    Ok(conclude(&summary, &scenario, &folder))
}

fn list_command() {
    let mut table = Table::new(["scenario", "what it shows"]);
    for (name, about) in Scenario::built_in_names() {
        table.push([name, &about]);
    }
    printer::say(&format!(
        "{table}\nfazil run NAME runs one; fazil check NAME prints it."
    ));
}
