//! A worker's life: it takes whichever agent is ready, lets it have its turn, and hands on what
//! it says.
//!
//! Promises that a turn that panics ends the run with the agent's name, and that no worker
//! waits for an agent that is gone. Refuses to know what agents say.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::Literal;
use crate::axon::{Delivery, Envelope, Tick, Turn, Witness};
use crate::engine::{Cause, Fault};
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

impl<S: Scalar, P: Plasticity, W: Witness<S> + Default> Literal<S, P, W> {
    /// One worker's life: takes whoever is ready until nothing is.
    pub(super) fn work(&self) {
        while let Turn::Agent(index) = self.ready.next() {
            if self.halted.load(Ordering::Acquire) {
                self.ready.done();
                continue;
            }
            IS_WORKING.set(true);
            let turn = catch_unwind(AssertUnwindSafe(|| self.take_turn(index as usize)));
            IS_WORKING.set(false);
            if let Err(panic) = turn {
                self.halt(index as usize, panic.as_ref());
            }
            self.ready.done();
        }
    }

    /// One agent's turn: hears its tick's messages, computes, and speaks.
    fn take_turn(&self, index: usize) {
        // Waits at most for the end of the same agent's previous turn.
        let mut cell = self.cell(index);
        if !std::mem::take(&mut cell.is_holding) {
            if self.options.panic_at == Some((cell.agent.id(), cell.agent.clock())) {
                panic!("asked to panic by a test");
            }
            self.mailboxes[index].take_all(|envelope| cell.hear(envelope));
            cell.absorb();
            if cell
                .agent
                .holds_at(Tick(self.horizon.load(Ordering::Relaxed)))
            {
                cell.is_holding = true;
                return;
            }
        }
        cell.speak(|agent, envelope| self.post(agent, envelope));
    }

    /// Puts a message into a mailbox, and calls its owner ready if it was the last one.
    #[inline]
    pub(super) fn post(&self, agent: u32, envelope: Envelope<S, P::Command>) {
        match self.mailboxes[agent as usize].deliver(envelope) {
            Ok(Delivery::Waiting) => {}
            Ok(Delivery::Complete) => self.ready.announce(agent),
            Err(_) => panic!("bug: mailboxes are bounded by fan-in, and one is full"),
        }
    }

    fn halt(&self, index: usize, panic: &(dyn std::any::Any + Send)) {
        let message = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "no message".to_owned());
        let cell = self.cell(index);
        let fault = Fault {
            agent: cell.agent.id(),
            tick: cell.agent.clock(),
            cause: Cause::Panicked(message),
        };
        self.fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(fault);
        self.halted.store(true, Ordering::Release);
    }

    /// After the network fell quiet: whether everyone arrived, in finite numbers.
    pub(super) fn inspect(&self) -> Result<(), Fault> {
        if let Some(fault) = &*self.fault.lock().unwrap_or_else(PoisonError::into_inner) {
            return Err(fault.clone());
        }
        let horizon = Tick(self.horizon.load(Ordering::Relaxed));
        let mut first: Option<Fault> = None;
        for (index, mailbox) in self.mailboxes.iter().enumerate() {
            let cell = self.cell(index);
            let (agent, tick) = (cell.agent.id(), cell.agent.clock());
            if cell.agent.is_neuron() && tick != horizon {
                let cause = Cause::Starved {
                    missing: mailbox.missing(),
                };
                return Err(Fault { agent, tick, cause });
            }
            if let Some(found) = cell.agent.not_finite()
                && first.as_ref().is_none_or(|first| found.tick < first.tick)
            {
                let cause = Cause::Diverged(found);
                first = Some(Fault {
                    agent,
                    tick: found.tick,
                    cause,
                });
            }
        }
        first.map_or(Ok(()), Err)
    }
}
