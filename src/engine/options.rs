//! Which engine runs a circuit, and how: the one place where an engine and a rule are chosen.

use super::literal::{self, Literal};
use super::packed::{self, Packed};
use super::{Circuit, Engine};
use crate::axon::Witness;
use crate::plasticity::{Autonomous, Commanded, Plasticity};
use crate::scalar::{Precision, Scalar};

/// An engine and its settings; nothing here reaches a number.
#[derive(Clone, Debug)]
pub enum EngineOptions {
    /// Every neuron with a mailbox of its own: the definition.
    Literal(literal::Options),
    /// The same neurons side by side in memory.
    Packed(packed::Options),
}

impl EngineOptions {
    /// The engine of `circuit`, its neurons watched by witnesses of type `W`.
    ///
    /// # Panics
    /// If the system refuses to start threads, this thread flushes subnormal numbers to 0, or the
    /// packed engine is asked for fractions.
    pub fn build<S: Scalar, W: Witness<S> + Default + 'static>(
        &self,
        circuit: Circuit<S>,
    ) -> Box<dyn Engine<S, W>> {
        match circuit.rule.is_commanded() {
            true => self.build_for::<S, Commanded, W>(circuit),
            false => self.build_for::<S, Autonomous, W>(circuit),
        }
    }

    fn build_for<S: Scalar, P: Plasticity, W: Witness<S> + Default + 'static>(
        &self,
        circuit: Circuit<S>,
    ) -> Box<dyn Engine<S, W>> {
        match self {
            Self::Literal(options) => Box::new(Literal::<S, P, W>::new(circuit, options.clone())),
            // Without the constant the packed engine would be built for fractions, which it never runs.
            Self::Packed(options) if const { !matches!(S::PRECISION, Precision::Exact) } => {
                Box::new(Packed::<S, P, W>::new(circuit, options.clone()))
            }
            Self::Packed(_) => unreachable!("bug: the packed engine runs no fractions"),
        }
    }
}
