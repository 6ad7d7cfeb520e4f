//! What a network is before anyone lives in it: widths, connections, initial weights, and the
//! files that hold weights.
//!
//! Pure data, shared by the agents and by backpropagation, their judge. Weights never depend
//! on the engine, the thread count or the order of construction.

mod error;
#[cfg(feature = "files")]
pub(crate) mod gain;
mod initial;
#[cfg(not(feature = "files"))]
mod no_files;
#[cfg(feature = "files")]
mod read_weights;
mod weights;
#[cfg(feature = "files")]
mod write_weights;

pub use error::WeightsFileError;
pub use initial::{FeedbackWeights, GivenWeights, Initial};
#[cfg(not(feature = "files"))]
pub use no_files::{check_weights, read_weights};
#[cfg(feature = "files")]
pub use read_weights::{check_weights, read_weights};
pub use weights::{Matrix, Weights};
#[cfg(feature = "files")]
pub use write_weights::write_weights;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::activation::Activation;
use crate::wiring::Wiring;

/// What input neurons send for a stimulus s_in (SPEC section 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputTransfer {
    /// f(s_in), as in Eq. 1.
    Activation,
    /// s_in itself.
    Identity,
}

/// A network's anatomy and its weights at birth.
#[derive(Clone, Debug, PartialEq)]
pub struct Blueprint<S> {
    /// Who is there, and who is connected to whom.
    pub wiring: Arc<Wiring>,
    /// What input neurons send.
    pub input_transfer: InputTransfer,
    /// The weights at birth.
    pub weights: Weights<S>,
}

impl<S> Blueprint<S> {
    /// A chain of layers of these widths, output first, each wired to the next altogether. It has
    /// biases if there are weights for them.
    pub fn chain(
        widths: &[usize],
        activation: Activation,
        input_transfer: InputTransfer,
        weights: Weights<S>,
    ) -> Self {
        let wiring = Wiring::chain(widths, activation, !weights.bias.is_empty());
        Self {
            wiring: Arc::new(wiring),
            input_transfer,
            weights,
        }
    }

    /// The highest level of a population; in a chain L, the number of weight layers.
    pub fn depth(&self) -> usize {
        self.wiring.depth()
    }

    /// Value neurons by population; in a chain n_l for l = 0 (output) … L (input).
    pub fn widths(&self) -> &[usize] {
        self.wiring.widths()
    }

    /// The activation that a population applies to its x before sending it on.
    pub fn transfer(&self, population: usize) -> Activation {
        match self.input_transfer {
            InputTransfer::Identity if self.wiring.is_input(population) => Activation::Identity,
            _ => self.wiring.populations()[population].activation,
        }
    }

    /// Whether any error neurons have a bias synapse.
    pub fn has_bias(&self) -> bool {
        self.wiring.has_any_bias()
    }
}
