//! The command line: arguments, progress, exit codes. The only printing.
//!
//! Exit codes: 0 the run finished; 1 it could not (bad input, a failed or diverged network);
//! 2 the arguments are wrong; 130 it was interrupted, and left what there was.

mod audit;
mod check;
mod count;
mod data;
mod duration;
mod edits;
mod help;
mod limits;
mod meter;
mod named;
mod page;
mod plain;
mod plot_why_trace;
mod printer;
mod progress;
mod reproduce;
mod resume;
mod signals;
mod study;
mod sweep;
mod switches;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use tracing::level_filters::LevelFilter;

use self::plain::plain;
use crate::axon::{AgentId, Tick};
use crate::experiment::run;
use crate::record::{Recording, RunFolder, listen};
use crate::report::Table;
use crate::run_files::Summary;
use crate::scalar::keeps_subnormals;
use crate::scenario::{Edit, EngineKind, Scenario, ScenarioError, ScenarioText};
use crate::session::{Estimate, RunOptions};
use named::Named;

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

#[derive(Args, Debug)]
struct RunArguments {
    /// A built-in scenario's name (see `fazil list`), a .ron file, or - for standard input.
    #[arg(default_value = "digits")]
    scenario: String,
    /// Change one value of the scenario: a path and a RON value, such as `learning.alpha=0.01`
    /// or `timetable.prediction_ticks=[7, 12]`. May be given many times.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    edits: Vec<Edit>,
    /// Record something, as in `phi`, `epsilon:error/1/*` or
    /// `theta:error/0/3<-value/1/*,presentations=0..10,format=csv`; docs/recording.md lists the
    /// variables. May be given many times, and adds to what the scenario records.
    #[arg(long = "record", value_name = "WHAT[:OF]")]
    recordings: Vec<Named<Recording>>,
    /// Where to make the run's directory; each run gets a fresh one.
    #[arg(long, value_name = "DIR", default_value = "runs")]
    out: PathBuf,
    /// Which engine: auto, literal (a mailbox per neuron, a message per synapse) or packed (the
    /// same agents side by side, much faster). Never changes a result. [default: the scenario's]
    #[arg(long, value_name = "ENGINE")]
    engine: Option<String>,
    /// Worker threads, at most one per core and neuron; 0 means one per core. Never changes a result;
    /// small networks are fastest with 1. [default: the scenario's]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    threads: Option<String>,
    /// Go on with the run in this directory from its last checkpoint, to the same files as if it had
    /// never stopped.
    #[arg(long, value_name = "RUN", conflicts_with_all = ["scenario", "edits", "recordings", "out", "engine"])]
    resume: Option<PathBuf>,
    /// Stop after this time, as Ctrl-C would, and leave a checkpoint: `90s`, `30m`, `8h`.
    #[arg(long, value_name = "TIME", value_parser = duration::parse, allow_hyphen_values = true)]
    max_time: Option<Duration>,
    /// Write a checkpoint this often, beside those when the run is stopped. [default: 5m]
    #[arg(long, value_name = "TIME", value_parser = duration::parse, allow_hyphen_values = true)]
    checkpoint_every: Option<Duration>,
    /// Make one agent panic, as in `error/1/7@40`, to see how the run ends.
    #[arg(long, hide = true, value_parser = parse_panic)]
    inject_panic: Option<(AgentId, Tick)>,
}

impl Default for RunArguments {
    fn default() -> Self {
        Self {
            scenario: "digits".to_owned(),
            edits: Vec::new(),
            recordings: Vec::new(),
            out: "runs".into(),
            engine: None,
            threads: None,
            resume: None,
            max_time: None,
            checkpoint_every: None,
            inject_panic: None,
        }
    }
}

impl RunArguments {
    /// The changes of the scenario by switches of their own: they go through the same check as
    /// those by `--set`.
    fn switches(&self) -> Vec<Edit> {
        let mut edits = Vec::new();
        if let Some(engine) = &self.engine {
            let kinds = [EngineKind::Auto, EngineKind::Literal, EngineKind::Packed];
            let names = kinds.map(|kind| format!("{kind:?}"));
            let known = names.iter().find(|name| name.eq_ignore_ascii_case(engine));
            let value = known.unwrap_or(engine);
            edits.push(Edit::by_switch("--engine", engine, "engine.kind", value));
        }
        if let Some(threads) = &self.threads {
            edits.push(Edit::by_switch(
                "--threads",
                threads,
                "engine.threads",
                threads,
            ));
        }
        edits
    }
}

/// How much is told; a number from 0 (off) to 5 (trace) as well.
fn parse_level(text: &str) -> Result<LevelFilter, String> {
    let expected = "expected off, error, warn, info, debug or trace";
    text.parse().map_err(|_| expected.to_owned())
}

fn parse_panic(text: &str) -> Result<(AgentId, Tick), String> {
    let parse = || {
        let (agent, tick) = text.split_once('@')?;
        Some((agent.parse().ok()?, Tick(tick.parse().ok()?)))
    };
    parse().ok_or_else(|| "expected an agent and a tick, such as error/1/7@40".to_owned())
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
        Command::Help(arguments) => help::help_command(&arguments),
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

type Done = Result<ExitCode, Box<dyn std::error::Error>>;

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

/// Says what the run amounted to, and where it is.
fn conclude(summary: &Summary, scenario: &Scenario, folder: &RunFolder) -> ExitCode {
    let conclusion = progress::conclusion(summary, scenario);
    printer::say(&format!("\n{conclusion}"));
    printer::say(&progress::left_behind(folder.path()));
    printer::say_part(&progress::recorded(summary));
    printer::say_part(&plot_why_trace::where_to_look(
        summary,
        &scenario.network.wiring,
        folder.path(),
    ));
    let code = exit_code(summary);
    if summary.ended == "interrupted" {
        printer::tell(&format!(
            "it goes on from here with: fazil run --resume {}",
            folder.path().display()
        ));
    }
    code
}

fn exit_code(summary: &Summary) -> ExitCode {
    match summary.ended.as_str() {
        "finished" => match progress::unrecorded(&summary.records) {
            Some(error) => {
                printer::tell(&format!("error: {error}"));
                ExitCode::FAILURE
            }
            None => ExitCode::SUCCESS,
        },
        "interrupted" => {
            printer::tell(
                "interrupted: the presentation under way was finished and everything so far is written",
            );
            ExitCode::from(130)
        }
        fault => {
            printer::tell(&format!("error: {fault}"));
            ExitCode::FAILURE
        }
    }
}

/// A panic inside an agent is caught and reported with its name, and one over the bytes of a wrong
/// Parquet file with the file's; the default hook's words
/// about threads and backtraces would only hide that.
fn quiet_panics() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !crate::engine::literal::is_working() && !crate::record::is_guarded() {
            default(info);
        }
    }));
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
