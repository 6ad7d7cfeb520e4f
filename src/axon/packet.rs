//! Packets: all that a slice of a population says in one half of a tick, and the lines between
//! the workers that own the slices.
//!
//! A tick has two halves: value neurons speak, then error neurons. Who has nothing new to say
//! sends nothing; a worker that is done with a half says so to every other, which takes the
//! place of a barrier. Promises that a packet is heard in the half that it was sent in. Refuses
//! to know what it means.

use std::sync::Arc;

use super::channel::{Receiver, Sender, line};
use crate::scalar::{Plane, Scalar};

/// How often a worker looks for a packet before it lets its core go; a model needs no patience.
const LOOKS_BEFORE_SLEEP: usize = if cfg!(loom) { 0 } else { 2000 };

/// f(x) of a slice of value neurons.
#[derive(Clone, Debug)]
pub struct Rates<S> {
    /// `[B][n]`.
    pub values: Plane<S>,
    /// Lanes that carry a presentation.
    pub presented: u32,
}

/// ε of a slice of error neurons, as sent upward.
#[derive(Clone, Debug)]
pub struct Errors<S> {
    /// `[B][n]`; under phasic feedback 0 in lanes whose gate did not fire.
    pub epsilon: Plane<S>,
    /// "x moved and μ did not", cell by cell of `epsilon`, its padding included.
    pub by_feedback: Vec<bool>,
    /// Neurons that spoke, `[n]`; the ε of the others is what they said last.
    pub spoke: Vec<bool>,
}

/// What goes from one worker to another.
#[derive(Clone, Debug)]
pub enum Packet<S, C> {
    /// Value neurons of a layer to the error neurons below.
    Rates {
        /// Their layer.
        layer: usize,
        /// The worker that owns them.
        from: usize,
        /// What they say.
        rates: Arc<Rates<S>>,
    },
    /// Error neurons of a layer to the value neurons above.
    Errors {
        /// Their layer.
        layer: usize,
        /// The worker that owns them.
        from: usize,
        /// What they say.
        errors: Arc<Errors<S>>,
    },
    /// The controller to the synapses of weight layer `layer` + 1, at both ends.
    Command {
        /// l of the error neurons.
        layer: usize,
        /// What it says.
        command: C,
    },
}

/// What a line carries.
#[derive(Debug)]
enum Parcel<S, C> {
    /// A packet of this half.
    Packet(u64, Packet<S, C>),
    /// Nothing more in this half.
    Done(u64),
    /// The sender broke off.
    Down,
}

/// Another worker broke off: nothing more will come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineDown;

/// One worker's end of the lines: a mailbox of its own, and a way into everyone else's.
#[derive(Debug)]
pub struct Exchange<S, C> {
    mailbox: Receiver<Parcel<S, C>>,
    /// By worker; `None` for itself.
    lines: Vec<Option<Sender<Parcel<S, C>>>>,
    /// Packets and dones of the coming half that came before this one ended.
    early: Vec<Parcel<S, C>>,
    half: u64,
}

impl<S: Scalar, C: Clone> Exchange<S, C> {
    /// The ends of `n_workers` workers, each of which says at most `n_packets` packets in a half
    /// to any other. Mailboxes are bounded: a worker is never more than one half ahead.
    pub fn between(n_workers: usize, n_packets: usize) -> Vec<Self> {
        let capacity = 2 * n_workers * (n_packets + 2);
        let (senders, mailboxes): (Vec<_>, Vec<_>) = (0..n_workers).map(|_| line(capacity)).unzip();
        let end = |(me, mailbox)| Self {
            mailbox,
            lines: (senders.iter().enumerate())
                .map(|(to, line): (usize, &Sender<_>)| (to != me).then(|| line.clone()))
                .collect(),
            early: Vec::new(),
            half: 0,
        };
        mailboxes.into_iter().enumerate().map(end).collect()
    }

    /// Says a packet to every worker that `listens`.
    #[inline]
    pub fn say(&self, packet: impl Fn() -> Packet<S, C>, listens: impl Fn(usize) -> bool) {
        for (to, line) in self.lines.iter().enumerate() {
            if let Some(line) = line.as_ref().filter(|_| listens(to)) {
                post(line, Parcel::Packet(self.half, packet()));
            }
        }
    }

    /// Ends this half: says so, and hears everyone else's packets until they do.
    ///
    /// # Errors
    /// If another worker broke off.
    #[inline]
    pub fn end_half(&mut self, mut hear: impl FnMut(Packet<S, C>)) -> Result<(), LineDown> {
        if self.lines.len() == 1 {
            return Ok(());
        }
        for line in self.lines.iter().flatten() {
            post(line, Parcel::Done(self.half));
        }
        let mut n_awaited = self.lines.len() - 1;
        let mut early = std::mem::take(&mut self.early);
        for parcel in early.drain(..) {
            self.take(parcel, &mut n_awaited, &mut hear)?;
        }
        while n_awaited > 0 {
            let parcel = self.receive()?;
            self.take(parcel, &mut n_awaited, &mut hear)?;
        }
        self.half += 1;
        Ok(())
    }

    fn take(
        &mut self,
        parcel: Parcel<S, C>,
        n_awaited: &mut usize,
        hear: &mut impl FnMut(Packet<S, C>),
    ) -> Result<(), LineDown> {
        match parcel {
            Parcel::Packet(half, packet) if half == self.half => hear(packet),
            Parcel::Done(half) if half == self.half => *n_awaited -= 1,
            Parcel::Down => return Err(LineDown),
            ahead => self.early.push(ahead),
        }
        Ok(())
    }

    /// Looks for a while, then sleeps.
    fn receive(&self) -> Result<Parcel<S, C>, LineDown> {
        for _ in 0..LOOKS_BEFORE_SLEEP {
            match self.mailbox.try_recv() {
                Ok(parcel) => return Ok(parcel),
                Err(_) => std::hint::spin_loop(),
            }
        }
        self.mailbox.recv().map_err(|_| LineDown)
    }

    /// Tells every other worker that this one broke off.
    pub fn break_off(&self) {
        for line in self.lines.iter().flatten() {
            // A line that is full or gone needs no word: its owner has ended or is told by
            // what is in it that this half never ends.
            let _ = line.send(Parcel::Down);
        }
    }
}

fn post<S, C>(line: &Sender<Parcel<S, C>>, parcel: Parcel<S, C>) {
    // A mailbox that is gone belongs to a worker whose end is told elsewhere.
    let _ = line.send(parcel);
}
