//! The one place that says which engine the paper's experiments run on.

use crate::axon::Witness;
use crate::engine::Circuit;
use crate::engine::packed::{Options, Packed};
use crate::plasticity::Plasticity;
use crate::record::AgentLog;
use crate::scalar::Scalar;
use crate::simulation::{Plan, Simulation};

/// The engine of every run here.
pub(super) type Network<S, P, W> = Packed<S, P, W>;

/// A run under way.
pub(super) type Agents<S, P> = Simulation<S, Network<S, P, AgentLog<S>>>;

/// A network of agents on the calling thread.
pub(super) fn network<S: Scalar, P: Plasticity, W: Witness<S> + Default>(
    circuit: Circuit<S>,
) -> Network<S, P, W> {
    let options = Options {
        n_threads: 1,
        ..Options::default()
    };
    Packed::new(circuit, options)
}

/// A network of agents that is shown its plan.
pub(super) fn agents<S: Scalar, P: Plasticity>(circuit: Circuit<S>, plan: Plan<S>) -> Agents<S, P> {
    Simulation::new(circuit, plan, network)
}
