//! Everything that can be said in a network, as types.
//!
//! A lane is one of the B presentations that a network carries side by side; a message carries
//! all lanes. What cannot be said here cannot be said at all: the only message that could
//! carry a learning command holds a [`Command`] type, and in a Fa-Z-IL network that type is
//! [`Never`], which has no values.

use std::fmt::Debug;
use std::sync::Arc;

use crate::scalar::Scalar;

/// One number per lane, as sent in one tick.
#[derive(Clone, Debug, PartialEq)]
pub struct Lanes<S> {
    /// One value per lane, `[B]`.
    pub values: Box<[S]>,
    /// How many lanes carry a presentation; the rest idle (a short last batch). Handed on with
    /// the stimulus from neuron to neuron, for `Reduction::Mean`.
    pub presented: u32,
}

impl<S: Scalar> Lanes<S> {
    /// The same value in all of `n_lanes` lanes, all of them presented.
    pub fn filled(value: &S, n_lanes: usize) -> Self {
        Self {
            values: vec![value.clone(); n_lanes].into(),
            presented: n_lanes as u32,
        }
    }
}

/// What a value neuron tells its own error neuron in one tick: x, as the sum of a number and of
/// what rounding left out of it. Nobody else hears the residue.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity<S> {
    /// x rounded, `[B]`.
    pub values: Box<[S]>,
    /// What is to be added to it, `[B]`; empty where that is 0 in every lane.
    pub residue: Box<[S]>,
    /// As in [`Lanes`].
    pub presented: u32,
}

impl<S: Scalar> Activity<S> {
    /// x in these parts, `[B]` each.
    pub fn new(values: Box<[S]>, residue: Box<[S]>, presented: u32) -> Self {
        let is_plain = residue.iter().all(S::is_zero);
        Self {
            values,
            residue: if is_plain { Box::default() } else { residue },
            presented,
        }
    }

    /// An x without a residue.
    pub fn plain(lanes: Lanes<S>) -> Self {
        Self {
            values: lanes.values,
            residue: Box::default(),
            presented: lanes.presented,
        }
    }

    /// x in a lane: the number, and what is to be added to it if that may be other than 0.
    #[inline]
    pub fn lane(&self, lane: usize) -> (&S, Option<&S>) {
        (&self.values[lane], self.residue.get(lane))
    }

    /// The residue in a lane.
    pub fn residue_of(&self, lane: usize) -> S {
        self.residue.get(lane).cloned().unwrap_or_else(S::zero)
    }
}

/// What an error neuron tells its own value neuron in one tick.
#[derive(Clone, Debug, PartialEq)]
pub struct PredictionError<S> {
    /// ε per lane, `[B]`.
    pub epsilon: Box<[S]>,
    /// μ per lane, `[B]`.
    pub mu: Box<[S]>,
    /// As in [`Lanes`].
    pub presented: u32,
}

/// What an error neuron tells the value neurons above it in one tick.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback<S> {
    /// ε per lane, `[B]`; under phasic feedback 0 in lanes whose gate did not fire.
    pub epsilon: Box<[S]>,
    /// Per lane, `[B]`: "x moved and μ did not", the observation that feedback caused the change.
    pub by_feedback: Box<[bool]>,
}

/// What a teacher source tells an output neuron: per lane a target, or no teacher.
pub type Teaching<S> = Box<[Option<S>]>;

/// A learning command, or the proof that there is none.
pub trait Command: Clone + Debug + PartialEq + Send + Sync + 'static {
    /// The lanes to commit in.
    fn lanes(&self) -> &[bool];
    /// The same command, whatever the rule: for records of what was said.
    fn into_commit(self) -> Commit;
    /// The command that a record holds.
    ///
    /// # Panics
    /// If no such command exists.
    fn from_commit(commit: Commit) -> Self;
}

/// "Commit now", from the controller of IL and Z-IL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Per lane, `[B]`: whether that lane has a teacher.
    pub lanes: Arc<[bool]>,
}

/// The command type of Fa-Z-IL: it has no values, so no message can carry one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Never {}

impl Command for Commit {
    fn lanes(&self) -> &[bool] {
        &self.lanes
    }

    fn into_commit(self) -> Commit {
        self
    }

    fn from_commit(commit: Commit) -> Self {
        commit
    }
}

impl Command for Never {
    fn lanes(&self) -> &[bool] {
        match *self {}
    }

    fn into_commit(self) -> Commit {
        match self {}
    }

    fn from_commit(commit: Commit) -> Self {
        unreachable!("bug: a synapse that commits by itself was told {commit:?}")
    }
}

/// One message on one link in one tick.
#[derive(Clone, Debug, PartialEq)]
pub enum Message<S, C> {
    /// Nothing new since the last tick. Counted apart, as a beat.
    Beat,
    /// x, from a value neuron to its own error neuron.
    Activity(Arc<Activity<S>>),
    /// f(x), from a value neuron to the error neurons below it.
    Rate(Arc<Lanes<S>>),
    /// ε and μ, from an error neuron to its own value neuron.
    PredictionError(Arc<PredictionError<S>>),
    /// ε and the observation, from an error neuron to the value neurons above it.
    Feedback(Arc<Feedback<S>>),
    /// s_in, from a stimulus source.
    Stimulus(Arc<Lanes<S>>),
    /// s_out or its absence, from a teacher source.
    Teacher(Arc<Teaching<S>>),
    /// A learning command: IL and Z-IL only.
    Command(C),
}

impl<S, C> Message<S, C> {
    /// The same message, with another type of command.
    pub fn map_command<D>(self, command: impl FnOnce(C) -> D) -> Message<S, D> {
        match self {
            Self::Beat => Message::Beat,
            Self::Activity(x) => Message::Activity(x),
            Self::Rate(rate) => Message::Rate(rate),
            Self::PredictionError(own) => Message::PredictionError(own),
            Self::Feedback(feedback) => Message::Feedback(feedback),
            Self::Stimulus(stimulus) => Message::Stimulus(stimulus),
            Self::Teacher(teaching) => Message::Teacher(teaching),
            Self::Command(own) => Message::Command(command(own)),
        }
    }
}

/// Which of the things an agent says in a tick goes down a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port(pub usize);

impl Port {
    /// To the partner: x to the own error neuron; ε and μ to the own value neuron.
    pub const OWN: Self = Self(0);
    /// To the population: f(x) to the layer below; ε to the layer above.
    pub const WIDE: Self = Self(1);
    /// An acknowledgement: always a beat.
    pub const BEAT: Self = Self(usize::MAX);
}
