//! What a description says about one projection.

use serde::{Deserialize, Serialize};

use super::connectivity::Connectivity;
use crate::scalar::Number;

/// A projection as it is described.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectionDescription {
    /// The population that sends.
    pub from: String,
    /// The population that hears.
    pub to: String,
    /// Who is connected.
    pub connect: Connectivity,
    /// Whether its synapses change.
    pub learns: bool,
    /// Ticks that feedback takes on top of one; `None` for what [`Delays`] say.
    pub delay: Option<usize>,
    /// The weight of all its synapses at birth; `None` for what the network says.
    pub weight: Option<Number>,
}

/// How long feedback takes along projections that span several levels and do not say it themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Delays {
    /// As many ticks more than one as levels are spanned, less one: every error arrives in one tick.
    #[default]
    Levels,
    /// One tick, however many levels are spanned.
    Zero,
    /// So many ticks less than `Levels`, but at least one.
    Short(usize),
    /// So many ticks more than `Levels`.
    Long(usize),
    /// So many times the ticks that `Levels` adds.
    Times(usize),
}

impl Delays {
    /// The ticks added along a projection that spans some levels.
    pub(super) fn of(self, n_levels: usize) -> usize {
        let exact = n_levels.saturating_sub(1);
        match self {
            _ if exact == 0 => 0,
            Self::Levels => exact,
            Self::Zero => 0,
            Self::Short(n) => exact.saturating_sub(n),
            Self::Long(n) => exact.saturating_add(n),
            Self::Times(n) => exact.saturating_mul(n),
        }
    }
}
