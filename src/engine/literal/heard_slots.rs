//! What an agent notices of its mailbox's protocol: each slot is heard once a tick, and for
//! the tick that is due.
//!
//! One byte a slot. What breaks the protocol ends the turn with a [`Misdelivery`], which the
//! worker catches and turns into a fault; it knows no agents and no meaning of messages.

use std::panic::panic_any;

use crate::axon::Tick;
use crate::engine::ViolationKind;

/// The payload of the panic that ends a turn in which the protocol was broken.
pub(super) struct Misdelivery {
    /// The receiver's position and the message's tick, if the turn is another agent's.
    pub(super) receiver: Option<(u32, Tick)>,
    pub(super) slot: u32,
    pub(super) kind: ViolationKind,
}

/// One agent's slots.
pub(super) struct HeardSlots {
    /// `[fan-in]`: equal to `this_tick` if the slot was heard in this tick.
    heard: Box<[bool]>,
    /// Changes from tick to tick, so that nothing needs to be wiped.
    this_tick: bool,
    /// The slot whose message the agent is being told.
    hearing: Option<u32>,
    /// Ticks that were taken out of the mailbox.
    n_taken: u64,
    /// The tests' saboteur: slots may hear twice.
    is_deaf: bool,
}

impl HeardSlots {
    pub(super) fn new(fan_in: usize, is_deaf: bool) -> Self {
        Self {
            heard: vec![false; fan_in].into(),
            this_tick: true,
            hearing: None,
            n_taken: 0,
            is_deaf,
        }
    }

    /// Notes that `slot` hears a message of `tick`.
    ///
    /// # Panics
    /// With a [`Misdelivery`] if `tick` is not due, or the slot was heard in this tick before.
    #[inline]
    pub(super) fn hear(&mut self, slot: u32, tick: Tick, due: Tick) {
        self.hearing = Some(slot);
        if tick != due {
            misdelivered(slot, ViolationKind::WrongTick { heard: tick, due });
        }
        let heard = &mut self.heard[slot as usize];
        if *heard == self.this_tick && !self.is_deaf {
            misdelivered(slot, ViolationKind::HeardTwice);
        }
        *heard = self.this_tick;
    }

    /// Every slot was heard: the next message belongs to the next tick.
    pub(super) fn end_of_hearing(&mut self) {
        self.hearing = None;
        self.this_tick = !self.this_tick;
        self.n_taken += 1;
    }

    /// The slot whose message the agent was being told when it panicked, if it was.
    pub(super) fn hearing(&self) -> Option<u32> {
        self.hearing
    }

    /// Messages taken out of the mailbox so far, in complete ticks.
    pub(super) fn n_heard(&self) -> u64 {
        self.n_taken * self.heard.len() as u64
    }

    pub(super) fn bytes(&self) -> usize {
        self.heard.len()
    }
}

#[cold]
#[inline(never)]
fn misdelivered(slot: u32, kind: ViolationKind) {
    panic_any(Misdelivery {
        receiver: None,
        slot,
        kind,
    })
}
