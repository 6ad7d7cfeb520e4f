//! What a network is before anyone lives in it: widths, connections, initial weights, and the
//! files that hold weights.
//!
//! Pure data, shared by the agents and by backpropagation, their judge. Weights never depend
//! on the engine, the thread count or the order of construction.

mod files;
mod initial;
mod read;
mod weights;

pub use files::{WeightsFileError, write_weights};
pub use initial::{FeedbackWeights, GivenWeights, Initial};
pub use read::{check_weights, read_weights};
pub use weights::{Matrix, Weights};

use serde::{Deserialize, Serialize};

use crate::activation::Activation;
use crate::scalar::Scalar;

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
    /// n_l for l = 0 (output) … L (input); at least two layers, none empty.
    pub widths: Vec<usize>,
    /// f of every layer above the output.
    pub activation: Activation,
    /// What input neurons send.
    pub input_transfer: InputTransfer,
    /// The weights at birth.
    pub weights: Weights<S>,
}

impl<S: Scalar> Blueprint<S> {
    /// L: the number of weight layers, and the index of the input layer.
    pub fn depth(&self) -> usize {
        self.widths.len() - 1
    }

    /// The activation that layer `l` applies to its x before sending it down.
    pub fn transfer(&self, layer: usize) -> Activation {
        match self.input_transfer {
            InputTransfer::Identity if layer == self.depth() => Activation::Identity,
            _ => self.activation,
        }
    }

    /// Whether error neurons have a bias synapse.
    pub fn has_bias(&self) -> bool {
        !self.weights.bias.is_empty()
    }
}
