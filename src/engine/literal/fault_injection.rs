//! Faults on request, for tests of what happens then.
//!
//! An injection strikes once, at the n-th envelope that a turn posts or at one that an agent
//! posts in its tick, and tells whoever holds its `reached` whether it did.

use std::panic::{panic_any, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::axon::{AgentId, Envelope, Message, Tick};

/// One fault to come.
#[derive(Clone, Debug)]
pub struct Injection {
    /// When.
    pub at: Moment,
    /// What.
    pub kind: InjectionKind,
    /// Set when it strikes.
    pub reached: Arc<AtomicBool>,
    /// The saboteur: agents do not notice that a slot hears twice.
    pub is_deaf: bool,
}

/// When an injection strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// At the n-th envelope posted in a turn, from 0.
    Envelope(u64),
    /// At the first envelope that this agent stamps with this tick.
    Turn(AgentId, Tick),
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InjectionKind {
    /// The envelope is lost.
    Dropped,
    /// The envelope comes, and says nothing: its receiver keeps the last value that it heard.
    Emptied,
    /// The envelope comes twice.
    Doubled,
    /// The envelope's stamp is this many ticks off.
    WrongTick(i64),
    /// The envelope comes in another slot of the same mailbox, if there is one.
    WrongSlot,
    /// The speaker panics.
    AgentPanics,
    /// The thread that runs the turn dies: a panic that no turn catches.
    WorkerDies,
}

/// The payload of a panic that a worker lets through.
pub(super) struct Death;

/// An injection in its network.
pub(super) struct Injector {
    injection: Injection,
    n_posted: AtomicU64,
}

impl Injector {
    pub(super) fn new(injection: Injection) -> Self {
        Self {
            injection,
            n_posted: AtomicU64::new(0),
        }
    }

    /// Hands on an envelope that `speaker` posts into a mailbox of `fan_in` slots, or does
    /// to it what is asked.
    pub(super) fn pass<S: Clone, C: Clone>(
        &self,
        speaker: AgentId,
        fan_in: usize,
        mut envelope: Envelope<S, C>,
        mut post: impl FnMut(Envelope<S, C>),
    ) {
        let is_useless = self.injection.kind == InjectionKind::WrongSlot && fan_in < 2;
        if !self.is_due(speaker, envelope.tick) || is_useless || self.has_struck() {
            return post(envelope);
        }
        match self.injection.kind {
            InjectionKind::Dropped => {}
            InjectionKind::Emptied => {
                envelope.message = Message::Beat;
                post(envelope);
            }
            InjectionKind::Doubled => {
                post(envelope.clone());
                post(envelope);
            }
            InjectionKind::WrongTick(ticks) => {
                envelope.tick = Tick(envelope.tick.0 + ticks);
                post(envelope);
            }
            InjectionKind::WrongSlot => {
                envelope.slot = (envelope.slot + 1) % fan_in as u32;
                post(envelope);
            }
            InjectionKind::AgentPanics => panic_any("asked to panic by a test"),
            InjectionKind::WorkerDies => resume_unwind(Box::new(Death)),
        }
    }

    fn is_due(&self, speaker: AgentId, tick: Tick) -> bool {
        let n = self.n_posted.fetch_add(1, Ordering::Relaxed);
        match self.injection.at {
            Moment::Envelope(due) => n == due,
            Moment::Turn(agent, due) => (agent, due) == (speaker, tick),
        }
    }

    /// Whether it struck before; from now on it has.
    fn has_struck(&self) -> bool {
        self.injection.reached.swap(true, Ordering::Relaxed)
    }
}
