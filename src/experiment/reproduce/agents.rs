//! The one place that says which engine the paper's experiments run on.

use crate::engine::packed::Options;
use crate::engine::{Circuit, EngineOptions};
use crate::scalar::Scalar;
use crate::simulation::{Plan, Simulation};

/// The engine of every run here, on the calling thread.
pub(super) fn engine() -> EngineOptions {
    EngineOptions::Packed(Options {
        n_threads: 1,
        ..Options::default()
    })
}

/// A network of agents that is shown its plan.
pub(super) fn agents<S: Scalar>(circuit: Circuit<S>, plan: Plan<S>) -> Simulation<S> {
    Simulation::new(circuit, plan, &engine())
}
