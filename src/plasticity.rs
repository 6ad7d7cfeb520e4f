//! When a synapse commits: on a controller's command (IL, Z-IL) or by its own φ (Fa-Z-IL).
//!
//! The difference is a type. [`Commanded`] synapses can be sent a [`Commit`]; for
//! [`Autonomous`] ones the command type is [`Never`], so that no message that could carry
//! one exists, and the controller cannot be built.

mod controller;

pub use controller::{Commander, Controller, ControllerState};

use serde::{Deserialize, Serialize};

use crate::axon::{Command, Commit, Never};

/// A learning rule of the paper (BP, the judge, is in `oracle`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Rule {
    /// Inference learning (Algorithm 1): everything commits at t = t_c.
    IL {
        /// The tick of the commit, counted from teacher onset.
        t_c: u64,
    },
    /// Zero-divergence IL (C1 to C3): layer l commits at t = l.
    ZIL,
    /// Fully autonomous Z-IL (Algorithm 2): each synapse commits when its own φ fires.
    FaZIL,
}

impl Rule {
    /// Whether this rule needs a controller.
    pub fn is_commanded(self) -> bool {
        self != Self::FaZIL
    }
}

/// Who decides that a synapse commits.
pub trait Plasticity: Clone + std::fmt::Debug + Send + Sync + 'static {
    /// What a learning command is; [`Never`] where there can be none.
    type Command: Command;
    /// The agent that sends them; [`Never`] where there can be none.
    type Controller: Commander<Self::Command>;
    /// Whether a synapse listens to its own φ.
    const BY_PHI: bool;
    /// The controller of a network of `depth` weight layers, if the rule has one.
    fn controller(rule: Rule, depth: usize, n_lanes: usize) -> Option<Self::Controller>;
}

/// Synapses that commit on command: IL and Z-IL.
#[derive(Clone, Copy, Debug)]
pub struct Commanded;

/// Synapses that commit by themselves: Fa-Z-IL.
#[derive(Clone, Copy, Debug)]
pub struct Autonomous;

impl Plasticity for Commanded {
    type Command = Commit;
    type Controller = Controller;
    const BY_PHI: bool = false;
    fn controller(rule: Rule, depth: usize, n_lanes: usize) -> Option<Controller> {
        Some(Controller::new(rule, depth, n_lanes))
    }
}

impl Plasticity for Autonomous {
    type Command = Never;
    type Controller = Never;
    const BY_PHI: bool = true;
    fn controller(_: Rule, _: usize, _: usize) -> Option<Never> {
        None
    }
}
