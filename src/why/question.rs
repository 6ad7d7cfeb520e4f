//! What somebody wants to know of a run, and the answer.

use crate::axon::SynapseId;
use crate::run_files::landmarks::Among;

/// What somebody wants to know of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The synapse; `None` takes what is found.
    pub synapse: Option<SynapseId>,
    /// The presentation; `None` takes that in which it is found.
    pub presentation: Option<u64>,
    /// What is looked for where synapse or presentation is not named.
    pub find: Find,
    /// Among which synapses; `None` among all.
    pub among: Option<Among>,
    /// Whose chain is told.
    pub lanes: Lanes,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Find {
    /// The largest change of a weight.
    #[default]
    Largest,
    /// The first φ of a dendrite that fired.
    FirstSpike,
    /// The first φ that was expected to fire, and did not.
    FirstMiss,
}

/// The lanes whose chain is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lanes {
    /// The one that gave most to the change.
    #[default]
    Largest,
    /// This one.
    One(usize),
    /// Every one, with every error on the way.
    All,
}

impl Lanes {
    /// Their numbers, in a batch of `n` of which this one gave most.
    pub(super) fn of(self, largest: Option<usize>, n: usize) -> Vec<usize> {
        match self {
            Self::Largest => largest.into_iter().collect(),
            Self::One(lane) => vec![lane],
            Self::All => (0..n).collect(),
        }
    }
}

impl Question {
    /// Why a synapse changed in a presentation.
    pub fn about(synapse: SynapseId, presentation: u64) -> Self {
        Self {
            synapse: Some(synapse),
            presentation: Some(presentation),
            ..Self::default()
        }
    }
}

/// Why a synapse changed, or did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// For a person at the screen.
    pub text: String,
    /// The chain of messages as an SVG picture.
    pub svg: String,
}
