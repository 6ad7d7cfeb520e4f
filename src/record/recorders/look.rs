//! A look at every neuron's log.

use super::super::log::AgentLog;
use crate::axon::AgentId;

/// A look at every neuron's log, in the order of the ids.
pub type Look<'a, S> = &'a mut dyn FnMut(&mut dyn FnMut(AgentId, &AgentLog<S>));
