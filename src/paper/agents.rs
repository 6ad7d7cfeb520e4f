//! The one place that says which engine the paper's experiments run on.

use crate::axon::Observer;
use crate::engine::packed::Options;
use crate::engine::{Circuit, Engine, packed_engine};
use crate::scalar::Scalar;
use crate::simulation::{Plan, Simulation};

/// The engine of every run here, on the calling thread.
pub(super) fn engine<S: Scalar, W: Observer<S> + Default + 'static>(
    circuit: Circuit<S>,
) -> Box<dyn Engine<S, W>> {
    let options = Options {
        n_threads: 1,
        ..Options::default()
    };
    packed_engine(circuit, options)
}

/// A network of agents that is shown its plan.
pub(super) fn agents<S: Scalar>(circuit: Circuit<S>, plan: Plan<S>) -> Simulation<S> {
    Simulation::on(circuit, plan, engine)
}
