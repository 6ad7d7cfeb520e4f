//! Messages as a log keeps them: who it went past, what kind, and the value in each lane.
//!
//! Refuses to keep beats, which say nothing.

use crate::axon::{Command, Message, Port, Tick};
use crate::scalar::Scalar;

/// What a message carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carried {
    /// x.
    Activity,
    /// f(x).
    Rate,
    /// ε and μ.
    PredictionError,
    /// ε.
    Feedback,
    /// s_in.
    Stimulus,
    /// s_out, or that there is no teacher.
    Teacher,
    /// "Commit now".
    Command,
}

impl Carried {
    /// Every kind, in order.
    pub const ALL: [Self; 7] = [
        Self::Activity,
        Self::Rate,
        Self::PredictionError,
        Self::Feedback,
        Self::Stimulus,
        Self::Teacher,
        Self::Command,
    ];

    /// What is carried, in symbols.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Activity => "x",
            Self::Rate => "f(x)",
            Self::PredictionError => "ε, μ",
            Self::Feedback => "ε",
            Self::Stimulus => "s_in",
            Self::Teacher => "s_out",
            Self::Command => "commit",
        }
    }
}

/// One lane of one message that a neuron heard or said.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageRow<S> {
    /// The tick the message is of.
    pub tick: Tick,
    /// The slot it was heard in; `None` if the neuron said it.
    pub slot: Option<u32>,
    /// The port it was said at; `None` if the neuron heard it.
    pub port: Option<Port>,
    /// What it carries.
    pub carries: Carried,
    /// The lane.
    pub lane: u32,
    /// The value; `None` for a command, and for a teacher that is not there.
    pub value: Option<S>,
    /// μ, which goes with ε to the own value neuron.
    pub mu: Option<S>,
    /// What rounding left out of x, which goes with x to the own error neuron.
    pub residue: Option<S>,
}

/// A message as rows, one per lane; none for a beat.
pub(super) fn messages<S: Scalar, C: Command>(
    tick: Tick,
    slot: Option<u32>,
    port: Option<Port>,
    message: &Message<S, C>,
) -> Vec<MessageRow<S>> {
    let (carries, values, mu): (Carried, Vec<Option<S>>, Option<&[S]>) = match message {
        Message::Beat => return Vec::new(),
        Message::Activity(x) => (Carried::Activity, some(&x.values), None),
        Message::Rate(rate) => (Carried::Rate, some(&rate.values), None),
        Message::PredictionError(own) => {
            (Carried::PredictionError, some(&own.epsilon), Some(&own.mu))
        }
        Message::Feedback(feedback) => (Carried::Feedback, some(&feedback.epsilon), None),
        Message::Stimulus(stimulus) => (Carried::Stimulus, some(&stimulus.values), None),
        Message::Teacher(teaching) => (Carried::Teacher, teaching.to_vec(), None),
        Message::Command(command) => (Carried::Command, vec![None; command.lanes().len()], None),
    };
    let rows = values.into_iter().enumerate();
    rows.map(|(lane, value)| MessageRow {
        tick,
        slot,
        port,
        carries,
        lane: lane as u32,
        value,
        mu: mu.map(|mu| mu[lane].clone()),
        residue: match message {
            Message::Activity(x) => Some(x.residue_of(lane)),
            _ => None,
        },
    })
    .collect()
}

fn some<S: Clone>(values: &[S]) -> Vec<Option<S>> {
    values.iter().cloned().map(Some).collect()
}
