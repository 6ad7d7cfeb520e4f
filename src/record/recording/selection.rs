//! Of whom something is recorded: all, or neurons or synapses by a pattern.
//!
//! Promises that what is printed is read back as the same selection.

use std::fmt;

use crate::axon::{NeuronPattern, PatternError, SynapsePattern};

/// Of whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// All that have the variable.
    Everything,
    /// Neurons.
    Neurons(NeuronPattern),
    /// Synapses.
    Synapses(SynapsePattern),
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("*"),
            Self::Neurons(pattern) => write!(f, "{pattern}"),
            Self::Synapses(pattern) => write!(f, "{pattern}"),
        }
    }
}

impl std::str::FromStr for Selection {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        match text.trim() {
            "*" => Ok(Self::Everything),
            synapses if synapses.contains("<-") => Ok(Self::Synapses(synapses.parse()?)),
            neurons => Ok(Self::Neurons(neurons.parse()?)),
        }
    }
}
