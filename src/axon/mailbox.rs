//! Mailboxes: bounded, one per agent, one message per slot and tick.
//!
//! ```text
//! sender ──try_send──▶ [ slot | tick | message ] × fan-in ──take_all──▶ the agent, by slot
//! ```
//! Links run both ways, so a neighbour's tick t+1 cannot arrive before tick t was taken out:
//! fan-in is all the room a mailbox needs, and a full one is a bug of ours. Whoever delivers
//! the last missing message is told so, and calls the agent ready.

#[cfg(loom)]
mod saboteurs;

use super::channel::{AtomicUsize, Ordering, Receiver, Sender, TrySendError, bounded, unbounded};
use super::message::Message;
use super::tick::Tick;

/// A slot of an agent's mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// The agent's position in the engine's list.
    pub agent: u32,
    /// The slot, in [0, fan-in).
    pub slot: u32,
}

/// A message under way.
#[derive(Clone, Debug)]
pub struct Envelope<S, C> {
    /// The tick, on the sender's clock, that the message belongs to.
    pub tick: Tick,
    /// The receiver's slot.
    pub slot: u32,
    /// What is said.
    pub message: Message<S, C>,
}

/// Whether a delivery completed the receiver's tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// More messages are missing.
    Waiting,
    /// That was the last one: the receiver may take its turn.
    Complete,
    /// None was missing, and there was room to spare: a broken protocol.
    Surplus,
}

/// One agent's mailbox.
///
/// ```
/// use fazil::axon::{Delivery, Envelope, Mailbox, Message, Never, Tick};
/// let mailbox = Mailbox::<f64, Never>::new(2, 2);
/// let beat = |slot| Envelope { tick: Tick(0), slot, message: Message::Beat };
/// assert!(matches!(mailbox.deliver(beat(1)), Ok(Delivery::Waiting)));
/// assert!(matches!(mailbox.deliver(beat(0)), Ok(Delivery::Complete)));
/// assert!(mailbox.deliver(beat(0)).is_err(), "a full mailbox hands the message back");
/// ```
#[derive(Debug)]
pub struct Mailbox<S, C> {
    sender: Sender<Envelope<S, C>>,
    receiver: Receiver<Envelope<S, C>>,
    missing: AtomicUsize,
    fan_in: usize,
}

impl<S, C> Mailbox<S, C> {
    /// An empty mailbox for `fan_in` messages a tick with room for `capacity` ≥ `fan_in`.
    ///
    /// # Panics
    /// If `capacity` is below `fan_in` or `fan_in` is 0.
    pub fn new(fan_in: usize, capacity: usize) -> Self {
        assert!(
            fan_in > 0 && capacity >= fan_in,
            "bug: a mailbox holds one tick's messages"
        );
        let (sender, receiver) = bounded(capacity);
        Self {
            sender,
            receiver,
            missing: AtomicUsize::new(fan_in),
            fan_in,
        }
    }

    /// Messages a tick.
    pub fn fan_in(&self) -> usize {
        self.fan_in
    }

    /// Bytes of room: an envelope and crossbeam's stamp for each message of the capacity.
    pub fn bytes(&self) -> usize {
        let capacity = self.sender.capacity().unwrap_or(self.fan_in);
        capacity * (size_of::<Envelope<S, C>>() + size_of::<usize>())
    }

    /// Messages of the coming tick that have not arrived.
    pub fn missing(&self) -> usize {
        self.missing.load(Ordering::Acquire)
    }

    /// Messages in it.
    pub fn len(&self) -> usize {
        self.receiver.len()
    }

    /// Whether it holds no message.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows what is in it, in the order of arrival, and leaves it there. Only for a network at
    /// rest: messages are taken out and put back.
    ///
    /// # Panics
    /// If someone speaks meanwhile, and there is no room for what was taken out.
    pub fn look(&self, mut look: impl FnMut(&Envelope<S, C>)) {
        for _ in 0..self.len() {
            let Ok(envelope) = self.receiver.try_recv() else {
                return;
            };
            look(&envelope);
            let is_back = self.sender.try_send(envelope).is_ok();
            assert!(is_back, "bug: nobody speaks in a network at rest");
        }
    }

    /// Puts a message in.
    ///
    /// # Errors
    /// The message itself, if the mailbox is full.
    #[inline]
    pub fn deliver(&self, envelope: Envelope<S, C>) -> Result<Delivery, Envelope<S, C>> {
        self.sender
            .try_send(envelope)
            .map_err(TrySendError::into_inner)?;
        // The release makes the message visible to whoever sees the count reach 0.
        match self.missing.fetch_sub(1, Ordering::AcqRel) {
            1 => Ok(Delivery::Complete),
            0 => Ok(Delivery::Surplus),
            _ => Ok(Delivery::Waiting),
        }
    }

    /// Takes out one complete tick's messages, in the order of arrival, and waits for the next.
    ///
    /// # Panics
    /// If a message is missing: the caller was not told `Complete`.
    #[inline]
    pub fn take_all(&self, mut take: impl FnMut(Envelope<S, C>)) {
        // Before the first message is acted on: no neighbour can send the next one earlier.
        self.missing.store(self.fan_in, Ordering::Release);
        for _ in 0..self.fan_in {
            take(
                self.receiver
                    .try_recv()
                    .expect("bug: a turn begins with a complete mailbox"),
            );
        }
    }
}

/// What a worker finds in the ready queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// This agent may take its tick.
    Agent(u32),
    /// Nothing is ready and nothing is under way: stop.
    Rest,
}

/// The queue of agents that may take their tick. Its order decides who computes when, and
/// never what.
#[derive(Debug)]
pub struct ReadyQueue {
    sender: Sender<Turn>,
    receiver: Receiver<Turn>,
    /// Agents in the queue or taking their turn.
    active: AtomicUsize,
    n_workers: usize,
}

impl ReadyQueue {
    /// An empty queue for `n_workers` workers.
    pub fn new(n_workers: usize) -> Self {
        let (sender, receiver) = unbounded();
        Self {
            sender,
            receiver,
            active: AtomicUsize::new(0),
            n_workers,
        }
    }

    /// Announces that `agent` may take its tick.
    pub fn announce(&self, agent: u32) {
        self.announce_all(&[agent]);
    }

    /// Announces several agents; no worker goes to rest between them.
    pub fn announce_all(&self, agents: &[u32]) {
        self.active.fetch_add(agents.len(), Ordering::AcqRel);
        agents
            .iter()
            .for_each(|&agent| self.send(Turn::Agent(agent)));
    }

    /// Takes back every announcement, for whoever decides the order by other means.
    pub fn withdraw_all(&self) -> Vec<u32> {
        let announced = std::iter::from_fn(|| self.receiver.try_recv().ok());
        let agents: Vec<u32> = announced
            .filter_map(|turn| match turn {
                Turn::Agent(agent) => Some(agent),
                Turn::Rest => None,
            })
            .collect();
        self.active.fetch_sub(agents.len(), Ordering::AcqRel);
        agents
    }

    /// Waits for the next turn.
    pub fn next(&self) -> Turn {
        self.receiver
            .recv()
            .expect("bug: the queue outlives its workers")
    }

    /// Says that a turn is over. When it was the last, every worker is sent to rest.
    pub fn done(&self) {
        if self.active.fetch_sub(1, Ordering::AcqRel) == 1 {
            (0..self.n_workers).for_each(|_| self.send(Turn::Rest));
        }
    }

    fn send(&self, turn: Turn) {
        self.sender
            .send(turn)
            .expect("bug: the queue outlives its workers");
    }
}
