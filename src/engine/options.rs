//! Which engine runs a circuit, and how: the one place where an engine and a rule are chosen.

use super::literal::{self, Literal};
use super::packed::{self, Graph, Packed};
use super::{Circuit, Engine, NetworkState, StateError};
use crate::axon::Observer;
use crate::plasticity::{Autonomous, Commanded};
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
    /// The engine of `circuit`, its neurons watched by observers of type `W`.
    ///
    /// # Panics
    /// If the system refuses to start threads, this thread flushes subnormal numbers to 0, or the
    /// packed engine is asked for fractions.
    pub fn build<S: Scalar, W: Observer<S> + Default + 'static>(
        &self,
        circuit: Circuit<S>,
    ) -> Box<dyn Engine<S, W>> {
        match self {
            Self::Literal(options) => literal_engine(circuit, options.clone()),
            // Without the constant the packed engine would be compiled for fractions, which it never
            // runs.
            Self::Packed(options) if const { !matches!(S::PRECISION, Precision::Exact) } => {
                packed_engine(circuit, options.clone())
            }
            Self::Packed(_) => unreachable!("bug: the packed engine runs no fractions"),
        }
    }

    /// The same, going on from where a network of the same circuit was.
    ///
    /// # Errors
    /// If the state is of another network, or its neurons are noisier than this engine runs them.
    ///
    /// # Panics
    /// As [`EngineOptions::build`].
    pub fn resume<S: Scalar, W: Observer<S> + Default + 'static>(
        &self,
        circuit: Circuit<S>,
        state: &NetworkState<S>,
    ) -> Result<Box<dyn Engine<S, W>>, StateError> {
        let mut engine = self.build(circuit);
        engine.restore(state)?;
        Ok(engine)
    }
}

/// The literal engine of `circuit`.
///
/// # Panics
/// As [`Literal::new`].
fn literal_engine<S: Scalar, W: Observer<S> + Default + 'static>(
    circuit: Circuit<S>,
    options: literal::Options,
) -> Box<dyn Engine<S, W>> {
    match circuit.settings.rule.is_commanded() {
        true => Box::new(Literal::<S, Commanded, W>::new(circuit, options)),
        false => Box::new(Literal::<S, Autonomous, W>::new(circuit, options)),
    }
}

/// The packed engine of `circuit`.
///
/// # Panics
/// As [`Packed::new`].
pub fn packed_engine<S: Scalar, W: Observer<S> + Default + 'static>(
    circuit: Circuit<S>,
    options: packed::Options,
) -> Box<dyn Engine<S, W>> {
    let is_commanded = circuit.settings.rule.is_commanded();
    if !circuit.blueprint.wiring.is_chain() {
        return match (Graph::<S, Autonomous, W>::runs(&circuit), is_commanded) {
            (false, _) => literal_engine(circuit, literal::Options::default()),
            (true, true) => Box::new(Graph::<S, Commanded, W>::new(circuit, &options)),
            (true, false) => Box::new(Graph::<S, Autonomous, W>::new(circuit, &options)),
        };
    }
    match is_commanded {
        true => Box::new(Packed::<S, Commanded, W>::new(circuit, options)),
        false => Box::new(Packed::<S, Autonomous, W>::new(circuit, options)),
    }
}
