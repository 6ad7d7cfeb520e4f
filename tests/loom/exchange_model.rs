//! Every interleaving of the lines between workers of the packed engine, for few of them, under loom.
//!
//! Two or three workers, one or two halves of a tick: a worker hears in a half what the others said in it,
//! all of it and nothing else, a line never runs out of room, nobody waits for ever, and who breaks off ends
//! the half of the others. The saboteurs, a worker that says that it is done before it speaks, and one that
//! breaks off without a word, are caught.
//!
//! `RUSTFLAGS="--cfg loom" cargo test --release --manifest-path tests/loom/Cargo.toml`
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use fazil::axon::{Exchange, LineDown, Packet};
use loom::model::Builder;
use loom::thread;

/// How a worker keeps to the protocol.
#[derive(Clone, Copy, PartialEq)]
enum Worker {
    /// It speaks, and ends the half.
    Keeps,
    /// It ends its first half, and speaks then.
    SpeaksLate,
    /// It breaks off in its second half, and says so.
    BreaksOff,
    /// It breaks off in its second half without a word.
    FallsSilent,
}

/// A packet that names its speaker and its half.
fn packet(me: usize, half: usize) -> Packet<f64, (usize, usize)> {
    let command = (me, half);
    Packet::Command { layer: 0, command }
}

/// Ends a half; whom was heard in it.
fn heard(
    exchange: &mut Exchange<f64, (usize, usize)>,
    half: usize,
) -> Result<Vec<usize>, LineDown> {
    let mut heard = Vec::new();
    exchange.end_half(|packet| {
        let Packet::Command { command, .. } = packet else {
            unreachable!("nothing else was said")
        };
        assert_eq!(command.1, half, "a packet of another half was heard");
        heard.push(command.0);
    })?;
    heard.sort_unstable();
    Ok(heard)
}

/// One worker's life; whether all others kept theirs.
fn live(
    me: usize,
    n_workers: usize,
    n_halves: usize,
    worker: Worker,
    mut exchange: Exchange<f64, (usize, usize)>,
) -> bool {
    let others: Vec<usize> = (0..n_workers).filter(|other| *other != me).collect();
    for half in 0..n_halves {
        match worker {
            Worker::BreaksOff if half == 1 => {
                exchange.break_off();
                return false;
            }
            Worker::FallsSilent if half == 1 => return false,
            Worker::SpeaksLate if half == 0 => {}
            _ => exchange.say(|| packet(me, half), |_| true),
        }
        match heard(&mut exchange, half) {
            Ok(heard) => assert_eq!(heard, others, "of half {half}"),
            Err(LineDown) => return false,
        }
        if worker == Worker::SpeaksLate && half == 0 {
            exchange.say(|| packet(me, half), |_| true);
        }
    }
    true
}

/// Worker 0 is `first`, the others keep to the protocol; whether the last one saw nobody break off.
fn workers(n_workers: usize, n_halves: usize, first: Worker, preemptions: Option<usize>) {
    let mut builder = Builder::new();
    builder.preemption_bound = preemptions;
    builder.check(move || {
        let mut ends = Exchange::between(n_workers, 1).into_iter().enumerate();
        let (_, first_end) = ends.next().unwrap();
        let others: Vec<_> = ends
            .map(|(me, end)| {
                thread::spawn(move || live(me, n_workers, n_halves, Worker::Keeps, end))
            })
            .collect();
        let kept = live(0, n_workers, n_halves, first, first_end);
        for other in others {
            assert_eq!(other.join().unwrap(), kept);
        }
    });
}

#[test]
fn two_workers_two_halves() {
    workers(2, 2, Worker::Keeps, None);
}

#[test]
fn two_workers_four_halves() {
    workers(2, 4, Worker::Keeps, Some(3));
}

#[test]
fn three_workers_two_halves() {
    workers(3, 2, Worker::Keeps, Some(2));
}

#[test]
fn who_breaks_off_ends_the_half_of_the_other() {
    workers(2, 2, Worker::BreaksOff, None);
}

#[test]
#[should_panic(expected = "of half 0")]
fn a_worker_that_is_done_before_it_speaks_is_caught() {
    workers(2, 2, Worker::SpeaksLate, None);
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_worker_that_breaks_off_without_a_word_is_caught() {
    workers(2, 2, Worker::FallsSilent, None);
}
