//! A synapse: its weight, its own spike detector φ, and how it changes.
//!
//! A bundle keeps the synapses of one neuron side by side in slot order. Everything a synapse
//! learns from is handed to it by the neuron it belongs to; it knows no other synapse, no
//! layer and no time but its neuron's local clock.

mod bundle;
mod detector;
mod equations;
mod quiet;
mod shared;

pub use bundle::{Bundle, BundleState, Change, Learning, Sight};
pub use detector::{Detector, Judgement, Phi};
pub use equations::{Equations, Published, Push, equations_of};
pub use quiet::Quiet;
pub use shared::{Seen, SharedPhi, judge_cell};

use serde::{Deserialize, Serialize};

/// How the lanes' products add up to one change of weight (SPEC section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reduction {
    /// w += α · Σ p.
    Sum,
    /// w += (α · Σ p) / B, B the lanes presented.
    Mean,
}

/// Which copy of a weight a setting is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// θ, in the error neuron's dendrite.
    Feedforward,
    /// θ′, in the value neuron.
    Feedback,
    /// Both copies.
    Both,
}

impl Side {
    /// Whether a setting for this side is for θ.
    pub fn is_feedforward(self) -> bool {
        self != Self::Feedback
    }
    /// Whether a setting for this side is for θ′.
    pub fn is_feedback(self) -> bool {
        self != Self::Feedforward
    }
}
