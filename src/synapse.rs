//! A synapse: its weight, its own spike detector φ, and how it changes.
//!
//! A bundle keeps the synapses of one neuron side by side in slot order. Everything a synapse
//! learns from is handed to it by the neuron it belongs to; it knows no other synapse, no
//! layer and no time but its neuron's local clock.

mod bundle;
mod detector;
mod quiet;
mod shared;

pub use bundle::{Bundle, BundleState, Change, Learning, Sight};
pub use detector::{Detector, Judgement, Phi};
pub use quiet::Quiet;
pub use shared::{Seen, SharedPhi, judge_cell};

use std::sync::atomic::{AtomicI64, AtomicU64};

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

/// The named one-line mistakes that the test suite proves it would notice. A network is built
/// without one; only tests ask for them.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Saboteur {
    /// No mistake.
    #[default]
    None,
    /// Eq. 9 as printed: f′(x) where f(x) belongs.
    SlopeInEquation9,
    /// Products within a tick already use the tick's new weight.
    NewWeightWithinTick,
    /// Sums run in the order in which messages arrived.
    ArrivalOrder,
    /// Eq. 7 as x + γ(−ε + f′S), which rounds.
    PlainEquation7,
    /// φ fires on any change of ε, whatever caused it.
    AnyCause,
    /// A neuron reads the network's tick from a clock that all share, and learns by it.
    GlobalTick(&'static SideChannel),
    /// The first synapses of all dendrites share one weight.
    SharedWeight(&'static SideChannel),
    /// φ is told its layer: in odd layers it keeps quiet.
    ToldLayer,
    /// ε as (hi − μ) + lo, which rounds twice.
    ShortDifference,
    /// ε as hi − μ: what rounding left out of x is forgotten.
    LostResidue,
    /// A change of weight multiplies, then adds.
    UnfusedProduct,
}

/// What no two neurons may have: something that both can read and write. Only the saboteurs
/// of the audit have one.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct SideChannel {
    /// The latest tick of any neuron.
    pub tick: AtomicI64,
    /// A weight, as the bits of an `f64`.
    pub weight: AtomicU64,
}

impl PartialEq for SideChannel {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for SideChannel {}
