//! Why a run could not go on, in words for a person.
//!
//! A fault names an agent, its tick and the cause, and, where a message is to blame, the slot
//! and who speaks to it. It knows nothing of how it was noticed.

use std::fmt;

use crate::axon::{AgentId, Tick};
use crate::neuron::NotFinite;
use crate::wiring::Wiring;

/// Why a run could not go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The agent that failed.
    pub agent: AgentId,
    /// The tick on its clock.
    pub tick: Tick,
    /// What happened.
    pub cause: Cause,
}

/// What happened to an agent.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// A number is not finite: the dynamics diverged.
    Diverged(NotFinite),
    /// Its tick panicked, with this message.
    Panicked(String),
    /// It waits for this many messages that nobody will send.
    Starved {
        /// Messages missing; some of them may be missing because others starve too.
        missing: usize,
        /// The slots whose speaker spoke and was not heard; if there are none, every slot
        /// that never heard.
        slots: Vec<Slot>,
    },
    /// A message came that the protocol forbids.
    Protocol(Violation),
    /// The thread that ran its turn died.
    WorkerDied,
}

/// A slot of the agent that failed, and who speaks to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The slot, in [0, fan-in).
    pub index: u32,
    /// Whose messages it hears.
    pub speaker: AgentId,
}

/// A message that came where or when none may come.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// Where it came.
    pub slot: Slot,
    /// What is wrong with it.
    pub kind: ViolationKind,
}

/// What is wrong with a message.
#[derive(Clone, Debug, PartialEq)]
pub enum ViolationKind {
    /// It is the second one in this slot in one tick.
    HeardTwice,
    /// It is stamped with a tick that is not due.
    WrongTick {
        /// Its stamp.
        heard: Tick,
        /// The tick that the slot waits for.
        due: Tick,
    },
    /// It came when the mailbox was already complete.
    Surplus,
    /// Its speaker has not spoken of this tick yet.
    Unspoken,
    /// The agent cannot hear such a message in this slot, and said so.
    Misheard(String),
}

impl Fault {
    /// What is displayed, with agents named as people write them in a network wired like this.
    pub fn told(&self, wiring: &Wiring) -> String {
        self.sentence(&|id| wiring.name(id))
    }

    /// Whether all that is known is that a mailbox was full.
    pub(super) fn is_surplus(&self) -> bool {
        matches!(
            &self.cause,
            Cause::Protocol(violation) if violation.kind == ViolationKind::Surplus
        )
    }

    /// The words of it; `name` names agents.
    fn sentence(&self, name: &dyn Fn(AgentId) -> String) -> String {
        let Self { tick, cause, .. } = self;
        let agent = name(self.agent);
        let slot_name = |slot: &Slot| format!("slot {} ({})", slot.index, name(slot.speaker));
        match cause {
            Cause::Diverged(NotFinite { tick, quantity }) => {
                format!("diverged: {quantity} of {agent} is not finite in tick {tick}")
            }
            Cause::Panicked(message) => format!("{agent} panicked in tick {tick}: {message}"),
            Cause::Starved { missing, slots } if slots.is_empty() => {
                format!("{agent} starved in tick {tick}: {missing} messages never came")
            }
            Cause::Starved { slots, .. } => {
                let slots: Vec<String> = slots.iter().map(slot_name).collect();
                let slots = slots.join(", ");
                format!("{agent} starved in tick {tick}: {slots} never heard")
            }
            Cause::Protocol(Violation { slot, kind }) => {
                let slot = slot_name(slot);
                format!("{agent} broke off in tick {tick} (a bug): {slot} {kind}")
            }
            Cause::WorkerDied => {
                format!("a worker thread died in the turn of {agent} in tick {tick}")
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(&|id| id.to_string()))
    }
}

impl fmt::Display for ViolationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HeardTwice => f.write_str("heard twice"),
            Self::WrongTick { heard, due } => {
                write!(f, "heard tick {heard}, and tick {due} is due")
            }
            Self::Surplus => f.write_str("heard more when its tick was complete"),
            Self::Unspoken => f.write_str("heard what its speaker never said"),
            Self::Misheard(message) => write!(f, "misheard: {message}"),
        }
    }
}

impl std::error::Error for Fault {}
