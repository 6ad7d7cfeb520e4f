//! Messages as a log keeps them: who it went past, what kind, and the value in each lane.
//!
//! Refuses to keep beats, which say nothing.

use std::sync::Arc;

use crate::axon::{Activity, Command, Feedback, Lanes, Message, Port, Tick};
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

/// What a neuron said at one port in one tick. Its lanes are shared with whoever heard it.
#[derive(Clone, Debug)]
pub struct Said<S> {
    /// The tick it is of.
    pub tick: Tick,
    /// Where it was said.
    pub port: Port,
    values: Values<S>,
}

#[derive(Clone, Debug)]
enum Values<S> {
    Activity(Arc<Activity<S>>),
    Lanes(Arc<Lanes<S>>),
    Feedback(Arc<Feedback<S>>),
}

impl<S> Said<S> {
    /// x, f(x) or ε as it was said; `None` for anything else.
    pub(super) fn of<C>(tick: Tick, port: Port, message: &Message<S, C>) -> Option<Self> {
        let values = match message {
            Message::Activity(x) => Values::Activity(Arc::clone(x)),
            Message::Rate(lanes) => Values::Lanes(Arc::clone(lanes)),
            Message::Feedback(feedback) => Values::Feedback(Arc::clone(feedback)),
            _ => return None,
        };
        Some(Self { tick, port, values })
    }

    /// The value in a lane.
    pub fn value(&self, lane: usize) -> Option<&S> {
        match &self.values {
            Values::Activity(x) => x.values.get(lane),
            Values::Lanes(lanes) => lanes.values.get(lane),
            Values::Feedback(feedback) => feedback.epsilon.get(lane),
        }
    }

    /// Whether the speaker saw feedback move its x in a lane; `None` of anything but ε.
    pub fn by_feedback(&self, lane: usize) -> Option<bool> {
        match &self.values {
            Values::Feedback(feedback) => feedback.by_feedback.get(lane).copied(),
            _ => None,
        }
    }
}

/// A message as rows, one per lane or that of one lane alone; none for a beat.
pub(super) fn messages<S: Scalar, C: Command>(
    tick: Tick,
    slot: Option<u32>,
    port: Option<Port>,
    message: &Message<S, C>,
    lane: Option<u32>,
) -> impl Iterator<Item = MessageRow<S>> {
    type Value<'a, S> = Box<dyn Fn(usize) -> Option<S> + 'a>;
    fn some<S: Clone>(values: &[S]) -> (usize, Value<'_, S>) {
        (values.len(), Box::new(|lane| Some(values[lane].clone())))
    }
    let (carries, (n_lanes, value)): (Carried, (usize, Value<'_, S>)) = match message {
        Message::Beat => (Carried::Command, (0, Box::new(|_| None))),
        Message::Activity(x) => (Carried::Activity, some(&x.values)),
        Message::Rate(rate) => (Carried::Rate, some(&rate.values)),
        Message::PredictionError(own) => (Carried::PredictionError, some(&own.epsilon)),
        Message::Feedback(feedback) => (Carried::Feedback, some(&feedback.epsilon)),
        Message::Stimulus(stimulus) => (Carried::Stimulus, some(&stimulus.values)),
        Message::Teacher(teaching) => {
            let value = |lane: usize| teaching[lane].clone();
            (Carried::Teacher, (teaching.len(), Box::new(value)))
        }
        Message::Command(command) => {
            let n_lanes = command.lanes().len();
            (Carried::Command, (n_lanes, Box::new(|_| None)))
        }
    };
    let lanes = match lane {
        Some(lane) => lane as usize..n_lanes.min(lane as usize + 1),
        None => 0..n_lanes,
    };
    lanes.map(move |lane| MessageRow {
        tick,
        slot,
        port,
        carries,
        lane: lane as u32,
        value: value(lane),
        mu: match message {
            Message::PredictionError(own) => Some(own.mu[lane].clone()),
            _ => None,
        },
        residue: match message {
            Message::Activity(x) => Some(x.residue_of(lane)),
            _ => None,
        },
    })
}
