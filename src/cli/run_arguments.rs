//! Arguments of `fazil run`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::duration;
use super::named::Named;
use crate::axon::{AgentId, Tick};
use crate::record::Recording;
use crate::scenario::{Edit, EngineKind};

/// Arguments of `fazil run`.
#[derive(Args, Debug)]
pub(super) struct RunArguments {
    /// A built-in scenario's name (see `fazil list`), a .ron file, or - for standard input.
    #[arg(default_value = "digits")]
    pub(super) scenario: String,
    /// Change one value of the scenario: a path and a RON value, such as `learning.alpha=0.01`
    /// or `timetable.prediction_ticks=[7, 12]`. May be given many times.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub(super) edits: Vec<Edit>,
    /// Record something, as in `phi`, `epsilon:error/1/*` or
    /// `theta:error/0/3<-value/1/*,presentations=0..10,format=csv`; docs/recording.md lists the
    /// variables. May be given many times, and adds to what the scenario records.
    #[arg(long = "record", value_name = "WHAT[:OF]")]
    pub(super) recordings: Vec<Named<Recording>>,
    /// Where to make the run's directory; each run gets a fresh one.
    #[arg(long, value_name = "DIR", default_value = "runs")]
    pub(super) out: PathBuf,
    /// Which engine: auto, literal (a mailbox per neuron, a message per synapse) or packed (the
    /// same agents side by side, much faster). Never changes a result. [default: the scenario's]
    #[arg(long, value_name = "ENGINE")]
    pub(super) engine: Option<String>,
    /// Worker threads, at most one per core and neuron; 0 means one per core. Never changes a result;
    /// small networks are fastest with 1. [default: the scenario's]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(super) threads: Option<String>,
    /// Go on with the run in this directory from its last checkpoint, to the same files as if it had
    /// never stopped.
    #[arg(long, value_name = "RUN", conflicts_with_all = ["scenario", "edits", "recordings", "out", "engine"])]
    pub(super) resume: Option<PathBuf>,
    /// Stop after this time, as Ctrl-C would, and leave a checkpoint: `90s`, `30m`, `8h`.
    #[arg(long, value_name = "TIME", value_parser = duration::parse, allow_hyphen_values = true)]
    pub(super) max_time: Option<Duration>,
    /// Write a checkpoint this often, beside those when the run is stopped. [default: 5m]
    #[arg(long, value_name = "TIME", value_parser = duration::parse, allow_hyphen_values = true)]
    pub(super) checkpoint_every: Option<Duration>,
    /// Make one agent panic, as in `error/1/7@40`, to see how the run ends.
    #[arg(long, hide = true, value_parser = parse_panic)]
    pub(super) inject_panic: Option<(AgentId, Tick)>,
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
    pub(super) fn switches(&self) -> Vec<Edit> {
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

fn parse_panic(text: &str) -> Result<(AgentId, Tick), String> {
    let parse = || {
        let (agent, tick) = text.split_once('@')?;
        Some((agent.parse().ok()?, Tick(tick.parse().ok()?)))
    };
    parse().ok_or_else(|| "expected an agent and a tick, such as error/1/7@40".to_owned())
}
