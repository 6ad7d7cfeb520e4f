//! A look at every neuron's log.

use crate::axon::AgentId;
use crate::record::log::AgentLog;

/// A look at every neuron's log, in the order of the ids.
pub type Look<'a, S> = &'a mut dyn FnMut(&mut dyn FnMut(AgentId, &AgentLog<S>));
