//! The agent that only IL and Z-IL have: it counts ticks from the teacher's onset and says
//! "commit now".
//!
//! It hears the teacher and sends commands; of the network's activity it knows nothing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Rule;
use crate::axon::{Command, Commit, Message, Never, Teaching};

/// An agent that sends learning commands of type `C`.
pub trait Commander<C: Command>: Clone + Send + 'static {
    /// Forgets the teacher (for a copy of the network that is to be shown something else).
    fn release(&mut self);
    /// Hears the teacher's message of the coming tick.
    fn hear_teacher<S>(&mut self, teaching: &Teaching<S>);
    /// Speaks for one tick: port l is for the synapses of weight layer l + 1, at both ends.
    fn tick<S: Clone>(&mut self, say: &mut [Message<S, C>]);
    /// What it is now.
    fn state(&self) -> ControllerState;
    /// Becomes what another one of the same rule was.
    fn restore(&mut self, state: &ControllerState);
}

/// A controller between two ticks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControllerState {
    /// Ticks since the teacher came on; `None` without a teacher.
    pub clock: Option<u64>,
    /// Per lane, `[B]`: whether it has a teacher.
    pub lanes: Vec<bool>,
}

/// There is no such agent.
impl Commander<Never> for Never {
    fn release(&mut self) {
        match *self {}
    }
    fn hear_teacher<S>(&mut self, _: &Teaching<S>) {
        match *self {}
    }
    fn tick<S: Clone>(&mut self, _: &mut [Message<S, Never>]) {
        match *self {}
    }
    fn state(&self) -> ControllerState {
        match *self {}
    }
    fn restore(&mut self, _: &ControllerState) {
        match *self {}
    }
}

/// The controller of an IL or Z-IL network.
#[derive(Clone, Debug)]
pub struct Controller {
    rule: Rule,
    /// L: the number of weight layers, which is the number of ports it speaks through.
    depth: usize,
    /// Ticks since the teacher came on; `None` without a teacher.
    clock: Option<u64>,
    lanes: Arc<[bool]>,
}

impl Controller {
    /// A controller for a network of `depth` weight layers.
    ///
    /// # Panics
    /// If `rule` is Fa-Z-IL, which has no controller.
    pub fn new(rule: Rule, depth: usize, n_lanes: usize) -> Self {
        assert!(rule.is_commanded(), "bug: Fa-Z-IL has no controller");
        Self {
            rule,
            depth,
            clock: None,
            lanes: vec![false; n_lanes].into(),
        }
    }
}

impl Commander<Commit> for Controller {
    fn release(&mut self) {
        self.clock = None;
    }

    /// The clock starts at 0 when a teacher comes on and stops when it goes.
    fn hear_teacher<S>(&mut self, teaching: &Teaching<S>) {
        self.lanes = teaching.iter().map(Option::is_some).collect();
        self.clock = self.lanes.contains(&true).then_some(0);
    }

    fn tick<S: Clone>(&mut self, say: &mut [Message<S, Commit>]) {
        for (layer, message) in say.iter_mut().enumerate().take(self.depth) {
            let commits = match (self.rule, self.clock) {
                (Rule::IL { t_c }, Some(t)) => t == t_c,
                (Rule::ZIL, Some(t)) => t == layer as u64,
                _ => false,
            };
            *message = match commits {
                true => Message::Command(Commit {
                    lanes: Arc::clone(&self.lanes),
                }),
                false => Message::Beat,
            };
        }
        self.clock = self.clock.map(|t| t + 1);
    }

    fn state(&self) -> ControllerState {
        ControllerState {
            clock: self.clock,
            lanes: self.lanes.to_vec(),
        }
    }

    fn restore(&mut self, state: &ControllerState) {
        self.clock = state.clock;
        self.lanes = state.lanes.clone().into();
    }
}
