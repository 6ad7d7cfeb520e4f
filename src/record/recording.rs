//! What a person asks to have recorded: a variable, of whom, when, and in which format.
//!
//! Promises that a [`Recording`] without objections names something that exists. Refuses to
//! know how anything is written.

mod asked;
mod selection;
mod what;

pub use asked::RecordingError;
pub use selection::Selection;
pub use what::{Group, What};

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::axon::{AgentId, SynapseId};
use crate::wiring::Wiring;

/// The byte cap of a recording that names none.
pub const MOST_BYTES: u64 = 1_000_000_000;
/// The least byte cap: a Parquet file's frame alone takes some of it.
pub const LEAST_CAP: u64 = 65_536;

/// One thing to record.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// The variable.
    pub what: What,
    /// Of which neurons or synapses; default `"*"`, all that have it.
    pub of: Selection,
    /// Every how many presentations, counted from the first of `during`; default 1.
    pub every: u64,
    /// When; default `Always`.
    pub during: During,
    /// How it is written; default `Parquet`.
    pub format: Format,
    /// The most bytes that its file may take, at least [`LEAST_CAP`]; default [`MOST_BYTES`].
    pub most_bytes: u64,
}

/// When; presentations (of a batch, with and without teacher) and epochs are counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum During {
    /// From the first to the last presentation.
    #[default]
    Always,
    /// Presentations from the first number up to, but not including, the second.
    Presentations(u64, u64),
    /// Epochs from the first number up to, but not including, the second.
    Epochs(u64, u64),
}

/// How a recording is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// Columns in few bytes; for pandas, polars, DuckDB.
    #[default]
    Parquet,
    /// Text; for anything.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Parquet, Self::Csv, Self::JsonLines];

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }
}

impl During {
    fn range(self) -> Option<Range<u64>> {
        match self {
            Self::Always => None,
            Self::Presentations(first, end) | Self::Epochs(first, end) => Some(first..end),
        }
    }
}

/// What is wrong with a recording: which field, why, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// `of`, `every`, `during`, `most_bytes` or `what`.
    pub field: &'static str,
    /// What is wrong, and why.
    pub problem: String,
    /// What would be right.
    pub expected: String,
}

/// What recordings must know of a network to be checked.
#[derive(Clone, Copy, Debug)]
pub struct Extent<'a> {
    /// Output first.
    pub wiring: &'a Wiring,
    /// Whether synapses have a φ that decides anything (not under IL and Z-IL).
    pub by_phi: bool,
}

impl Recording {
    /// All of a variable, always, with every default.
    pub fn of_all(what: What) -> Self {
        Self {
            what,
            of: Selection::Everything,
            every: 1,
            during: During::Always,
            format: Format::Parquet,
            most_bytes: MOST_BYTES,
        }
    }

    /// Whether the presentation with this number, in this epoch, is recorded.
    pub fn covers(&self, presentation: u64, epoch: u64) -> bool {
        let (is_during, first) = match self.during {
            During::Always => (true, 0),
            During::Presentations(first, end) => ((first..end).contains(&presentation), first),
            During::Epochs(first, end) => ((first..end).contains(&epoch), 0),
        };
        is_during && (presentation - first.min(presentation)).is_multiple_of(self.every)
    }

    /// Whether only the literal engine can show it: a packed network has no message per synapse.
    pub fn needs_literal(&self) -> bool {
        self.what.group() == Group::Message
    }

    /// Everything that is wrong with it in a network of this extent.
    pub fn objections(&self, extent: Extent<'_>) -> Vec<Objection> {
        let mut found = Vec::new();
        let mut object = |wrong: bool, field, problem: String, expected: String| {
            if wrong {
                found.push(Objection {
                    field,
                    problem,
                    expected,
                });
            }
        };
        let what = self.what;
        object(
            what == What::Phi && !extent.by_phi,
            "what",
            "no phi decides anything under IL and Z-IL".to_owned(),
            "what: DeltaTheta, or rule: FaZIL".to_owned(),
        );
        object(
            !self.selects_something(extent),
            "of",
            format!(
                "nothing that has {what} matches '{}'",
                extent.wiring.with_names(&self.of.to_string())
            ),
            what_exists(what, extent),
        );
        object(
            self.every == 0,
            "every",
            "every is 0 presentations".to_owned(),
            "at least 1".to_owned(),
        );
        object(
            self.during.range().is_some_and(|range| range.is_empty()),
            "during",
            "this range is empty".to_owned(),
            "a first number and a larger one".to_owned(),
        );
        object(
            self.most_bytes < LEAST_CAP,
            "most_bytes",
            format!("most_bytes is {}", self.most_bytes),
            format!("at least {LEAST_CAP}"),
        );
        found
    }

    /// Whether the variable of this neuron is meant.
    pub fn selects_neuron(&self, id: AgentId) -> bool {
        match &self.of {
            Selection::Everything => true,
            Selection::Neurons(pattern) => pattern.matches(id),
            Selection::Synapses(_) => false,
        }
    }

    /// Whether the variable of this synapse is meant.
    pub fn selects_synapse(&self, id: SynapseId) -> bool {
        match &self.of {
            Selection::Everything => true,
            Selection::Synapses(pattern) => pattern.matches(id.layer, id.post, id.pre),
            Selection::Neurons(_) => false,
        }
    }

    fn selects_something(&self, extent: Extent<'_>) -> bool {
        let wiring = extent.wiring;
        let is_feedback = self.what == What::ThetaPrime;
        match (&self.of, self.what.group()) {
            (Selection::Everything, Group::Synapse) if is_feedback => {
                (0..wiring.projections().len()).any(|e| wiring.has_feedback(e))
            }
            (Selection::Everything, _) => true,
            (Selection::Neurons(_), Group::Synapse) => false,
            (Selection::Neurons(pattern), group) => {
                let matching = pattern.matching(wiring.widths(), wiring.n_computing());
                matching.into_iter().any(|id| match (group, id) {
                    (Group::Value, AgentId::Value { .. })
                    | (Group::Error | Group::Phi, AgentId::Error { .. })
                    | (Group::Message, _) => true,
                    (Group::Phi, AgentId::Value { layer, .. }) => wiring.is_hidden(layer),
                    _ => false,
                })
            }
            (Selection::Synapses(pattern), Group::Phi | Group::Synapse) => {
                wiring.has_match(pattern, is_feedback)
            }
            (Selection::Synapses(_), _) => false,
        }
    }
}

/// The names of all that has a variable.
fn what_exists(what: What, extent: Extent<'_>) -> String {
    let wiring = extent.wiring;
    let n_computing = wiring.n_computing();
    let hidden = || {
        let names = (0..n_computing).filter(|p| wiring.is_hidden(*p));
        let name = |p: usize| {
            format!(
                "value/{}/0..{}",
                wiring.population_name(p),
                wiring.widths()[p]
            )
        };
        names.map(name).collect::<Vec<_>>()
    };
    let biases = || match wiring.has_any_bias() {
        true if wiring.is_chain() => vec![format!("error/0..{n_computing}/*<-bias")],
        true => {
            let with = (0..n_computing).filter(|p| wiring.has_bias(*p));
            with.map(|p| format!("error/{}/*<-bias", wiring.population_name(p)))
                .collect()
        }
        false => Vec::new(),
    };
    let names = match what.group() {
        Group::Value => wiring.neuron_names("value"),
        Group::Error => wiring.neuron_names("error"),
        Group::Message => [wiring.neuron_names("value"), wiring.neuron_names("error")].concat(),
        Group::Phi => [
            wiring.neuron_names("error"),
            hidden(),
            wiring.synapse_names(false),
            biases(),
        ]
        .concat(),
        Group::Synapse if what == What::ThetaPrime => wiring.synapse_names(true),
        Group::Synapse => [wiring.synapse_names(false), biases()].concat(),
    };
    match names.is_empty() {
        true => "another variable: this network has none of it".to_owned(),
        false => format!("\"*\", or among {}", names.join(", ")),
    }
}
