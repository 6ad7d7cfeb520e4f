//! The variables that can be recorded, with their symbols and units.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::axon::shown;

/// A variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum What {
    /// Every event of φ: a spike, or one that was expected and did not come.
    Phi,
    /// x of value neurons, every tick.
    X,
    /// What rounding left out of x, every tick; x is the two together.
    XResidue,
    /// f(x) of value neurons, every tick.
    Rate,
    /// μ of error neurons, every tick.
    Mu,
    /// ε of error neurons, every tick.
    Epsilon,
    /// For how long ε had been quiet when a tick began: what φ holds against t_d.
    PhiState,
    /// θ of feedforward synapses, after each presentation.
    Theta,
    /// θ′ of feedback synapses, after each presentation.
    ThetaPrime,
    /// Δθ and Δθ′: every change of a weight, with the weight before and after.
    DeltaTheta,
    /// What neurons heard.
    MessagesIn,
    /// What neurons said.
    MessagesOut,
}

/// What kind of thing has a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Dendrites or synapses, event by event.
    Phi,
    /// Value neurons.
    Value,
    /// Error neurons.
    Error,
    /// Synapses.
    Synapse,
    /// Neurons, message by message.
    Message,
}

impl What {
    /// Every variable.
    pub const ALL: [Self; 12] = [
        Self::Phi,
        Self::X,
        Self::XResidue,
        Self::Rate,
        Self::Mu,
        Self::Epsilon,
        Self::PhiState,
        Self::Theta,
        Self::ThetaPrime,
        Self::DeltaTheta,
        Self::MessagesIn,
        Self::MessagesOut,
    ];

    /// Its name on the command line and in file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Phi => "phi",
            Self::X => "x",
            Self::XResidue => "x_residue",
            Self::Rate => "rate",
            Self::Mu => "mu",
            Self::Epsilon => "epsilon",
            Self::PhiState => "phi_state",
            Self::Theta => "theta",
            Self::ThetaPrime => "theta_prime",
            Self::DeltaTheta => "delta_theta",
            Self::MessagesIn => "messages_in",
            Self::MessagesOut => "messages_out",
        }
    }

    /// Its symbol.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Phi => "φ",
            Self::X => "x",
            Self::XResidue => "x − fl(x)",
            Self::Rate => "f(x)",
            Self::Mu => "μ",
            Self::Epsilon => "ε",
            Self::PhiState => "quiet",
            Self::Theta => "θ",
            Self::ThetaPrime => "θ′",
            Self::DeltaTheta => "Δθ",
            Self::MessagesIn | Self::MessagesOut => "messages",
        }
    }

    /// The unit of its values.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Phi => "events",
            Self::Rate => "units of f(x)",
            Self::PhiState => "ticks",
            Self::Theta | Self::ThetaPrime | Self::DeltaTheta => "units of x per unit of f(x)",
            _ => "units of x",
        }
    }

    /// What has it.
    pub fn group(self) -> Group {
        match self {
            Self::Phi => Group::Phi,
            Self::X | Self::XResidue | Self::Rate => Group::Value,
            Self::Mu | Self::Epsilon | Self::PhiState => Group::Error,
            Self::Theta | Self::ThetaPrime | Self::DeltaTheta => Group::Synapse,
            Self::MessagesIn | Self::MessagesOut => Group::Message,
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for What {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let plain = |text: &str| text.to_lowercase().replace(['_', '-', ' '], "");
        let found = Self::ALL
            .into_iter()
            .find(|what| plain(what.name()) == plain(text));
        found.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|what| what.name()).collect();
            format!(
                "there is no variable '{}'; there are {}",
                shown(text),
                names.join(", ")
            )
        })
    }
}
