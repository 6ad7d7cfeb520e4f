//! What the page asks for, as JSON.

use serde::{Deserialize, Serialize};

/// A request of the page.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(crate) enum Request {
    /// The program's version and the built-in scenarios.
    Hello,
    /// Opens a built-in scenario.
    BuiltIn {
        /// Its name.
        name: String,
    },
    /// Opens the text of a scenario, and does what was done before, up to a tick.
    Open {
        /// The text.
        ron: String,
        /// What messages call it.
        file: String,
        /// What was done.
        #[serde(default)]
        journal: Vec<Entry>,
        /// Ticks to run.
        #[serde(default)]
        tick: i64,
    },
    /// Runs some ticks.
    Tick {
        /// How many.
        n: u64,
    },
    /// Runs to the end of some presentations.
    Presentation {
        /// How many.
        n: u64,
    },
    /// Goes to a tick, back or forward; what was done on the way is done again.
    Go {
        /// Ticks that are over then.
        tick: i64,
    },
    /// Does something to the network, now.
    Act {
        /// What.
        action: Action,
    },
    /// Whether every tick is kept to be looked at.
    Watch {
        /// Whether.
        on: bool,
    },
    /// What the network follows, or will with the next presentation.
    Scene,
    /// Who is connected to whom in projections that are not `All`.
    Pairs,
    /// Everything in the picture.
    State {
        /// Of which lane.
        lane: usize,
    },
    /// One neuron: its mailbox and its arithmetic.
    Neuron {
        /// Its name.
        id: String,
        /// Of which lane.
        lane: usize,
    },
    /// One synapse: its weights, their last change, and why.
    Synapse {
        /// Its name.
        id: String,
        /// Of which lane.
        lane: usize,
    },
    /// The weights, by projection.
    Weights {
        /// Of these projections alone; the lists of the others are empty. Default: of all.
        #[serde(default)]
        only: Option<Vec<usize>>,
    },
    /// How many test examples network and twin put into the right class.
    Evaluate,
    /// The bits of every state and weight, hashed.
    Hash,
    /// The scenario as it is now.
    Ron,
    /// The presentation under way, as a table.
    Csv {
        /// Of which lane.
        lane: usize,
    },
    /// What was done so far.
    Journal,
}

/// Something that was done, and how many ticks were over then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// Ticks over.
    pub at: i64,
    /// What was done.
    pub action: Action,
}

/// Something that a person does to a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(crate) enum Action {
    /// Changes settings, as `--set` does, from the next presentation on.
    Set {
        /// Paths and values.
        edits: Vec<(String, String)>,
    },
    /// Loses a neuron, a connection, or one of its copies, from the coming tick on.
    Lesion {
        /// `value/1/0`, or `error/0/0<-value/1/0`; with names of populations if they have some.
        what: String,
        /// Which copies.
        side: Copies,
    },
    /// Shows something next.
    Show {
        /// A number per input neuron.
        input: Vec<f64>,
        /// A number per output neuron, to be taught.
        target: Option<Vec<f64>>,
    },
    /// Loses one message of the next presentation.
    Lose {
        /// Who says it.
        speaker: String,
        /// In which of its ticks, from 0.
        within: u64,
        /// Whether the protocol notices.
        strict: bool,
    },
    /// Takes the packed engine, or the literal one, from the next presentation on.
    Packed {
        /// Whether the packed one.
        on: bool,
    },
}

/// Which copies of a weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Copies {
    /// Both.
    Both,
    /// θ, in the error neuron.
    Feedforward,
    /// θ′, in the value neuron.
    Feedback,
}
