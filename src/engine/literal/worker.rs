//! A worker's life: it takes whichever agent is ready, lets it have its turn, and hands on what
//! it says.
//!
//! Promises that a turn that panics ends the run with the agent's name, that a worker that dies
//! does too, and that no worker waits for an agent or a worker that is gone. Refuses to know
//! what agents say.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::Literal;
use super::cell::Cell;
use super::fault_injection::Death;
use super::heard_slots::Misdelivery;
use crate::axon::{Delivery, Envelope, Observer, ReadyQueue, Tick, Turn};
use crate::engine::{Cause, Fault, ViolationKind};
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

thread_local! {
    /// Whether this thread is in the middle of an agent's turn.
    static IS_WORKING: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Whether the calling thread is in the middle of an agent's turn, whose panics are caught and
/// become a [`Fault`]: for a panic hook that wants to keep quiet about them.
pub fn is_working() -> bool {
    IS_WORKING.get()
}

/// Says that a turn is over, however it ends.
struct Taken<'a>(&'a ReadyQueue);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.done();
    }
}

/// Ends the run with the name of the agent that it was about, if the thread dies around its
/// turn.
struct LastWords<'a, S: Scalar, P: Plasticity, W: Observer<S> + Default> {
    engine: &'a Literal<S, P, W>,
    index: usize,
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Drop for LastWords<'_, S, P, W> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            IS_WORKING.set(false);
            let cell = self.engine.cell(self.index);
            self.engine.halt(Fault {
                agent: cell.agent.id(),
                tick: cell.agent.clock(),
                cause: Cause::WorkerDied,
            });
        }
    }
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Literal<S, P, W> {
    /// One worker's life: takes whoever is ready until nothing is.
    pub(super) fn work(&self) {
        while let Turn::Agent(index) = self.ready.next() {
            let _taken = Taken(&self.ready);
            if !self.is_halted() {
                self.turn(index as usize, |agent, envelope| self.post(agent, envelope));
            }
        }
    }

    /// One agent's turn; a panic in it ends the run.
    pub(super) fn turn(&self, index: usize, mut post: impl FnMut(u32, Envelope<S, P::Command>)) {
        let _last_words = LastWords {
            engine: self,
            index,
        };
        IS_WORKING.set(true);
        let turn = catch_unwind(AssertUnwindSafe(|| match &self.injector {
            None => self.take_turn(index, post),
            Some(injector) => self.take_turn(index, |agent, envelope| {
                let fan_in = self.mailboxes[agent as usize].fan_in();
                let post = |envelope| post(agent, envelope);
                injector.pass(self.ids[index], fan_in, envelope, post);
            }),
        }));
        IS_WORKING.set(false);
        match turn {
            Err(panic) if panic.is::<Death>() => resume_unwind(panic),
            Err(panic) => self.halt(self.fault_of(index, panic.as_ref())),
            Ok(()) => {}
        }
    }

    /// Hears a tick's messages, computes, and speaks.
    fn take_turn(&self, index: usize, post: impl FnMut(u32, Envelope<S, P::Command>)) {
        // Waits at most for the end of the same agent's previous turn.
        let mut cell = self.cell(index);
        if self.listen(index, &mut cell) {
            cell.speak(post);
        }
    }

    /// The first half of a turn, the same for everyone who decides the order: one instance, so
    /// that hearing is inlined (`cargo bench --bench messages`: 38.4 ns a message; with an
    /// instance each, 44.9). Whether it now speaks.
    fn listen(&self, index: usize, cell: &mut Cell<S, P, W>) -> bool {
        if std::mem::take(&mut cell.is_holding) {
            return true;
        }
        if self.options.panic_at == Some((cell.agent.id(), cell.agent.clock())) {
            panic!("asked to panic by a test");
        }
        let is_overheard = cell.is_overheard();
        self.mailboxes[index].take_all(|envelope| cell.hear(envelope, is_overheard));
        cell.absorb();
        let horizon = Tick(self.horizon.load(Ordering::Relaxed));
        cell.is_holding = cell.agent.holds_at(horizon);
        !cell.is_holding
    }

    /// Puts a message into a mailbox, and calls its owner ready if it was the last one.
    #[inline]
    pub(super) fn post(&self, agent: u32, envelope: Envelope<S, P::Command>) {
        let (slot, tick) = (envelope.slot, envelope.tick);
        match self.mailboxes[agent as usize].deliver(envelope) {
            Ok(Delivery::Waiting) => {}
            Ok(Delivery::Complete) => self.ready.announce(agent),
            Ok(Delivery::Surplus) | Err(_) => overflow(agent, tick, slot),
        }
    }

    /// Puts a message into a mailbox outside of any turn; `None` if that ends the run.
    pub(super) fn arrive(&self, agent: u32, envelope: Envelope<S, P::Command>) -> Option<Delivery> {
        let (slot, tick) = (envelope.slot, envelope.tick);
        match self.mailboxes[agent as usize].deliver(envelope) {
            Ok(Delivery::Surplus) | Err(_) => {
                let kind = ViolationKind::Surplus;
                self.halt(self.violation(agent as usize, tick, slot, kind));
                None
            }
            Ok(delivery) => Some(delivery),
        }
    }

    pub(super) fn is_halted(&self) -> bool {
        self.halted.load(Ordering::Acquire)
    }

    /// Ends the run; the first fault is the one that is told. But a full mailbox may be the
    /// fault of an earlier message than the one that found it full, and its owner knows.
    fn halt(&self, fault: Fault) {
        let mut told = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        match &*told {
            Some(first) if !(first.is_surplus() && first.agent == fault.agent) => {}
            _ => *told = Some(fault),
        }
        drop(told);
        self.halted.store(true, Ordering::Release);
    }

    /// What a panic in the turn of agent `index` was about.
    fn fault_of(&self, index: usize, panic: &(dyn Any + Send)) -> Fault {
        let cell = self.cell(index);
        let (agent, tick) = (cell.agent.id(), cell.agent.clock());
        if let Some(Misdelivery {
            receiver,
            slot,
            kind,
        }) = panic.downcast_ref()
        {
            let (receiver, tick) = match *receiver {
                Some((receiver, tick)) => (receiver as usize, tick),
                None => (index, tick),
            };
            return self.violation(receiver, tick, *slot, kind.clone());
        }
        let message = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "no message".to_owned());
        match cell.heard_slots().hearing() {
            Some(slot) => self.violation(index, tick, slot, ViolationKind::Misheard(message)),
            None => Fault {
                agent,
                tick,
                cause: Cause::Panicked(message),
            },
        }
    }
}

#[cold]
#[inline(never)]
fn overflow(agent: u32, tick: Tick, slot: u32) -> ! {
    // Mailboxes are bounded by fan-in: a bug.
    panic_any(Misdelivery {
        receiver: Some((agent, tick)),
        slot,
        kind: ViolationKind::Surplus,
    })
}
