//! Every interleaving of the mailbox protocol, for small networks, under loom.
//!
//! A hub and two or three leaves, links both ways, one to three ticks: no message is lost, no
//! mailbox is full, `Complete` is told to exactly one speaker a tick, and whoever is told finds
//! all of the tick's messages. The saboteurs, a counter that orders nothing, and a mailbox that
//! waits for the next tick only after its agent spoke, are caught.
//!
//! `RUSTFLAGS="--cfg loom" cargo test --release --manifest-path tests/loom/Cargo.toml`
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed, and a search tells how far it went"
)]

use std::sync::atomic::{AtomicU64, Ordering};

use fazil::axon::{Delivery, Envelope, Mailbox, Message, Never, ReadyQueue, Tick, Turn};
use loom::model::Builder;
use loom::sync::{Arc, Mutex};
use loom::thread;

/// What is broken on purpose.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Saboteur {
    None,
    /// The counter of missing messages orders nothing.
    Relaxed,
    /// The mailbox waits for the next tick only after its agent spoke.
    LateReset,
    /// It waits for the next tick after all is taken out, and before its agent speaks: no
    /// harm, since nobody speaks before it is answered.
    ResetAfterTaking,
}

/// The hub is agent 0, leaf i is agent i and speaks to the hub's slot i − 1.
struct Network {
    mailboxes: Vec<Mailbox<f64, Never>>,
    clocks: Vec<Mutex<i64>>,
    /// `[agent]`: how often someone was told `Complete`; not loom's, so that it orders nothing.
    told: Vec<AtomicU64>,
    n_ticks: i64,
    saboteur: Saboteur,
}

impl Network {
    fn new(n_leaves: usize, n_ticks: i64, saboteur: Saboteur) -> Self {
        let mailbox = |agent| match agent {
            0 => Mailbox::new(n_leaves, n_leaves),
            _ => Mailbox::new(1, 1),
        };
        Self {
            mailboxes: (0..=n_leaves).map(mailbox).collect(),
            clocks: (0..=n_leaves).map(|_| Mutex::new(0)).collect(),
            told: (0..=n_leaves).map(|_| AtomicU64::new(0)).collect(),
            n_ticks,
            saboteur,
        }
    }

    /// Speaks to one slot; whether that completed its mailbox.
    fn say(&self, agent: usize, slot: usize, tick: i64) -> bool {
        let envelope = Envelope {
            tick: Tick(tick),
            slot: slot as u32,
            message: Message::Beat,
        };
        let delivery = match self.saboteur {
            Saboteur::Relaxed => self.mailboxes[agent].deliver_relaxed(envelope),
            _ => self.mailboxes[agent].deliver(envelope),
        };
        match delivery {
            Ok(Delivery::Complete) => {
                self.told[agent].fetch_add(1, Ordering::Relaxed);
                true
            }
            Ok(Delivery::Waiting) => false,
            Ok(Delivery::Surplus) => panic!("nobody speaks to a complete mailbox"),
            Err(_) => panic!("a mailbox is never full"),
        }
    }

    /// Takes a complete tick out of a mailbox, then speaks.
    fn take(&self, agent: usize, tick: i64, speak: impl FnOnce()) {
        let mut heard = vec![false; self.mailboxes[agent].fan_in()];
        let mut hear = |envelope: Envelope<f64, Never>| {
            assert_eq!(envelope.tick, Tick(tick), "a message of another tick");
            let before = std::mem::replace(&mut heard[envelope.slot as usize], true);
            assert!(!before, "a slot heard twice");
        };
        match self.saboteur {
            Saboteur::LateReset => self.mailboxes[agent].take_all_late(hear, speak),
            Saboteur::ResetAfterTaking => {
                self.mailboxes[agent].take_all_late(&mut hear, || {});
                speak();
            }
            _ => {
                self.mailboxes[agent].take_all(&mut hear);
                speak();
            }
        }
    }

    /// The hub's turn, in the thread that was told: hears every leaf, and answers each.
    fn hub(&self) {
        let mut clock = self.clocks[0].lock().unwrap();
        let tick = *clock;
        self.take(0, tick, || {
            for leaf in 1..self.mailboxes.len() {
                assert!(self.say(leaf, 0, tick), "a leaf waits for one answer");
            }
        });
        *clock += 1;
    }

    /// A leaf's whole life: it speaks, waits for the answer, and speaks again.
    fn leaf(&self, leaf: usize) {
        for tick in 0..self.n_ticks {
            if self.say(0, leaf - 1, tick) {
                self.hub();
            }
            while self.mailboxes[leaf].missing() > 0 {
                thread::yield_now();
            }
            self.take(leaf, tick, || {});
        }
    }

    fn assert_at_rest(&self) {
        for told in &self.told {
            assert_eq!(told.load(Ordering::Relaxed), self.n_ticks as u64);
        }
        for mailbox in &self.mailboxes {
            assert_eq!(mailbox.missing(), mailbox.fan_in());
            assert!(mailbox.is_empty());
        }
    }
}

/// Searches every interleaving, with at most `preemptions` if given.
fn search(preemptions: Option<usize>, model: impl Fn() + Send + Sync + 'static) {
    let n_runs = std::sync::Arc::new(AtomicU64::new(0));
    let n = std::sync::Arc::clone(&n_runs);
    let mut builder = Builder::new();
    builder.preemption_bound = preemptions;
    builder.check(move || {
        n.fetch_add(1, Ordering::Relaxed);
        model();
    });
    eprintln!("{} interleavings", n_runs.load(Ordering::Relaxed));
}

/// One thread a leaf; whoever is told `Complete` runs the hub's turn.
fn leaves(n_leaves: usize, n_ticks: i64, saboteur: Saboteur, preemptions: Option<usize>) {
    search(preemptions, move || {
        let network = Arc::new(Network::new(n_leaves, n_ticks, saboteur));
        let others: Vec<_> = (2..=n_leaves)
            .map(|leaf| {
                let network = Arc::clone(&network);
                thread::spawn(move || network.leaf(leaf))
            })
            .collect();
        network.leaf(1);
        others.into_iter().for_each(|other| other.join().unwrap());
        network.assert_at_rest();
    });
}

/// Workers and the ready queue, as in the engine.
fn workers(n_workers: usize, n_leaves: usize, n_ticks: i64, preemptions: usize) {
    fn work(network: &Network, ready: &ReadyQueue) {
        while let Turn::Agent(agent) = ready.next() {
            let agent = agent as usize;
            let mut clock = network.clocks[agent].lock().unwrap();
            let is_birth = agent > 0 && *clock < 0;
            if !is_birth {
                network.take(agent, *clock, || {});
            }
            let said = if agent == 0 { *clock } else { *clock + 1 };
            *clock += 1;
            let to = if agent == 0 {
                1..network.mailboxes.len()
            } else {
                0..1
            };
            for receiver in to.filter(|_| said < network.n_ticks) {
                if network.say(receiver, agent.saturating_sub(1), said) {
                    ready.announce(receiver as u32);
                }
            }
            drop(clock);
            ready.done();
        }
    }
    search(Some(preemptions), move || {
        let network = Arc::new(Network::new(n_leaves, n_ticks, Saboteur::None));
        let ready = Arc::new(ReadyQueue::new(n_workers));
        for leaf in 1..=n_leaves {
            *network.clocks[leaf].lock().unwrap() = -1;
        }
        let everyone: Vec<u32> = (1..=n_leaves as u32).collect();
        ready.announce_all(&everyone);
        let others: Vec<_> = (1..n_workers)
            .map(|_| {
                let (network, ready) = (Arc::clone(&network), Arc::clone(&ready));
                thread::spawn(move || work(&network, &ready))
            })
            .collect();
        work(&network, &ready);
        others.into_iter().for_each(|other| other.join().unwrap());
        network.assert_at_rest();
    });
}

#[test]
fn two_leaves_one_tick() {
    leaves(2, 1, Saboteur::None, None);
}

#[test]
fn two_leaves_two_ticks() {
    leaves(2, 2, Saboteur::None, None);
}

#[test]
fn two_leaves_three_ticks() {
    leaves(2, 3, Saboteur::None, None);
}

/// Three at once to one mailbox; the answers are taken at the end.
#[test]
fn three_leaves_one_tick() {
    search(None, || {
        let network = Arc::new(Network::new(3, 1, Saboteur::None));
        let say = |network: &Network, leaf| {
            if network.say(0, leaf, 0) {
                network.hub();
            }
        };
        let others = [1, 2].map(|leaf| {
            let network = Arc::clone(&network);
            thread::spawn(move || say(&network, leaf))
        });
        say(&network, 0);
        others.into_iter().for_each(|other| other.join().unwrap());
        (1..=3).for_each(|leaf| network.take(leaf, 0, || {}));
        network.assert_at_rest();
    });
}

#[test]
fn two_workers_two_leaves_two_ticks() {
    workers(2, 2, 2, 4);
}

#[test]
fn two_workers_three_leaves_three_ticks() {
    workers(2, 3, 3, 3);
}

#[test]
fn three_workers_three_leaves_two_ticks() {
    workers(3, 3, 2, 2);
}

#[test]
fn the_counter_may_be_reset_until_the_agent_speaks() {
    leaves(2, 2, Saboteur::ResetAfterTaking, None);
}

#[test]
#[should_panic(expected = "bug: a turn begins with a complete mailbox")]
fn a_counter_that_orders_nothing_is_caught() {
    leaves(2, 1, Saboteur::Relaxed, None);
}

#[test]
#[should_panic(expected = "nobody speaks to a complete mailbox")]
fn waiting_for_the_next_tick_after_speaking_is_caught() {
    leaves(2, 2, Saboteur::LateReset, None);
}
