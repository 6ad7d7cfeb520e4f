//! What went over the links of a network, by kind of message.
//!
//! A census of what can be said (`axon::Message`) and how often it was. Refuses to know who
//! said it to whom: for each kind the wiring allows one answer, which [`Kind`] names.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::axon::Message;

/// A kind of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// x.
    Activity,
    /// f(x).
    Rate,
    /// ε and μ.
    PredictionError,
    /// ε and the observation.
    Feedback,
    /// s_in.
    Stimulus,
    /// s_out, or its absence.
    Teacher,
    /// A learning command.
    Command,
    /// Nothing new.
    Beat,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Activity,
        Self::Rate,
        Self::PredictionError,
        Self::Feedback,
        Self::Stimulus,
        Self::Teacher,
        Self::Command,
        Self::Beat,
    ];

    /// Who sends it to whom, and what it carries.
    pub fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::Activity => ("value neuron → its own error neuron", "x"),
            Self::Rate => ("value neuron → error neurons one layer below", "f(x)"),
            Self::PredictionError => ("error neuron → its own value neuron", "ε and μ"),
            Self::Feedback => (
                "error neuron → value neurons one layer above",
                "ε (phasic: a pulse, else silence), and the observation \"x moved, μ did not\"",
            ),
            Self::Stimulus => ("stimulus source → its input neuron", "s_in"),
            Self::Teacher => (
                "teacher source → its output neuron",
                "s_out, or \"teacher gone\"",
            ),
            Self::Command => ("controller → neurons", "\"commit now\""),
            Self::Beat => ("both ways on every link", "nothing: \"I took my tick\""),
        }
    }
}

/// How many messages of each kind were sent: link × tick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    by_kind: [u64; 8],
}

impl Counts {
    /// Messages of one kind.
    pub fn of(&self, kind: Kind) -> u64 {
        self.by_kind[kind as usize]
    }

    /// Link × tick in which a lane's value changed; the same for every engine.
    pub fn messages(&self) -> u64 {
        self.by_kind.iter().sum::<u64>() - self.beats() - self.commands()
    }

    /// "Nothing new": the literal engine's own.
    pub fn beats(&self) -> u64 {
        self.of(Kind::Beat)
    }

    /// Learning commands of a controller.
    pub fn commands(&self) -> u64 {
        self.of(Kind::Command)
    }

    /// Messages of every kind, in the order of [`Kind::ALL`].
    pub(super) fn all(&self) -> [u64; 8] {
        self.by_kind
    }

    /// Counts `n_links` sendings of a message of this kind.
    #[inline]
    pub(super) fn add_kind(&mut self, kind: Kind, n_links: u64) {
        self.by_kind[kind as usize] += n_links;
    }

    /// Counts `n_links` sendings of `message`.
    #[inline]
    pub(super) fn add<S, C>(&mut self, message: &Message<S, C>, n_links: u64) {
        let kind = match message {
            Message::Activity(_) => Kind::Activity,
            Message::Rate(_) => Kind::Rate,
            Message::PredictionError(_) => Kind::PredictionError,
            Message::Feedback(_) => Kind::Feedback,
            Message::Stimulus(_) => Kind::Stimulus,
            Message::Teacher(_) => Kind::Teacher,
            Message::Command(_) => Kind::Command,
            Message::Beat => Kind::Beat,
        };
        self.add_kind(kind, n_links);
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        for (ours, theirs) in self.by_kind.iter_mut().zip(other.by_kind) {
            *ours += theirs;
        }
    }
}
