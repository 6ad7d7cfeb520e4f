//! Either engine behind one type, whichever rule its synapses follow.

use fazil::engine::literal::{self, Injection, Literal};
use fazil::engine::packed::{self, Packed};
use fazil::engine::{Circuit, Engine};
use fazil::neuron::Noise;
use fazil::plasticity::{Autonomous, Commanded, Plasticity};
use fazil::scalar::{Precision, Scalar};

use crate::observer::TickLog;

/// An engine that can be copied without its type being known.
pub(crate) trait AnyEngine<S: Scalar>: Engine<S, TickLog<S>> {
    /// A copy of the network in its present state, in an empty environment.
    fn copied(&self) -> Box<dyn AnyEngine<S>>;
}

impl<S: Scalar, E: Engine<S, TickLog<S>> + 'static> AnyEngine<S> for E {
    fn copied(&self) -> Box<dyn AnyEngine<S>> {
        Box::new(self.copy())
    }
}

/// How an engine is to be built.
pub(crate) struct Wanted<'a> {
    /// The packed engine; else the literal one.
    pub packed: bool,
    /// How noisy the neurons are.
    pub noise: &'a Noise,
    /// A message that is to be lost.
    pub injection: Option<Injection>,
}

/// Builds an engine for `circuit`.
pub(crate) fn build<S: Scalar>(circuit: Circuit<S>, wanted: Wanted<'_>) -> Box<dyn AnyEngine<S>> {
    match circuit.rule.is_commanded() {
        true => build_with::<S, Commanded>(circuit, wanted),
        false => build_with::<S, Autonomous>(circuit, wanted),
    }
}

fn build_with<S: Scalar, P: Plasticity>(
    circuit: Circuit<S>,
    wanted: Wanted<'_>,
) -> Box<dyn AnyEngine<S>> {
    let can_pack = const { !matches!(S::PRECISION, Precision::Exact) };
    if can_pack && wanted.packed && !wanted.noise.is_any() {
        let options = packed::Options {
            n_threads: 1,
            ..packed::Options::default()
        };
        return Box::new(Packed::<S, P, TickLog<S>>::new(circuit, options));
    }
    let options = literal::Options {
        n_threads: 1,
        injection: wanted.injection,
        ..literal::Options::default()
    };
    let mut engine = Literal::<S, P, TickLog<S>>::new(circuit, options);
    engine.disturb(wanted.noise);
    Box::new(engine)
}
