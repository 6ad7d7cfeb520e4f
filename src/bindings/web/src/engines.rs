//! Which engine a network of this page runs on.

use fazil::engine::literal::Injection;
use fazil::engine::{Circuit, Engine, EngineOptions, literal, packed};
use fazil::neuron::Noise;
use fazil::scalar::{Precision, Scalar};

use crate::observer::TickLog;

/// An engine whose neurons are watched tick by tick.
pub(crate) type AnyEngine<S> = dyn Engine<S, TickLog<S>>;

/// How an engine is to be built.
pub(crate) struct Wanted<'a> {
    /// The packed engine, where it can run; else the literal one.
    pub packed: bool,
    /// How noisy the neurons are.
    pub noise: &'a Noise,
    /// A message that is to be lost.
    pub injection: Option<Injection>,
}

/// Builds an engine for `circuit`, on one thread.
pub(crate) fn build<S: Scalar>(circuit: Circuit<S>, wanted: Wanted<'_>) -> Box<AnyEngine<S>> {
    let can_pack = S::PRECISION != Precision::Exact && !wanted.noise.is_any();
    let options = match wanted.packed && can_pack {
        true => EngineOptions::Packed(packed::Options {
            n_threads: 1,
            ..packed::Options::default()
        }),
        false => EngineOptions::Literal(literal::Options {
            n_threads: 1,
            injection: wanted.injection,
            ..literal::Options::default()
        }),
    };
    let mut engine = options.build(circuit);
    if wanted.noise.is_any() {
        engine.disturb(wanted.noise);
    }
    engine
}
