//! Channels for loom to search: crossbeam's names, and promises no stronger than its own.
//!
//! A bounded channel orders a message's reader after its writer and nothing else: who asks
//! without having been told may find it empty, or full, when it is not. So a model that passes
//! needs only what the mailbox's own counter promises. For one receiver at a time. An unbounded
//! one is a queue under a lock, like nothing that a mailbox may lean on; so is a line, which a reader waits for,
//! and whose room must never run out.

use std::collections::VecDeque;
use std::sync::Mutex as Storage;
use std::sync::PoisonError;

use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::sync::{Arc, Condvar, Mutex};

/// The sending end.
#[derive(Debug)]
pub(in crate::axon) struct Sender<T>(Arc<Queue<T>>);

/// The receiving end.
#[derive(Debug)]
pub(in crate::axon) struct Receiver<T>(Arc<Queue<T>>);

/// There was no room, as far as the sender could know; the message is handed back.
#[derive(Debug)]
pub(in crate::axon) struct TrySendError<T>(T);

/// Nothing was there, as far as the receiver could know.
#[derive(Debug)]
pub(in crate::axon) struct Empty;

#[derive(Debug)]
enum Queue<T> {
    Bounded {
        places: Vec<Place<T>>,
        head: AtomicUsize,
        tail: AtomicUsize,
    },
    Locked {
        messages: Mutex<VecDeque<T>>,
        filled: Condvar,
        capacity: usize,
    },
}

/// Room for one message, used once a lap.
#[derive(Debug)]
struct Place<T> {
    /// 2 × lap: empty; 2 × lap + 1: filled. The only order that there is.
    stamp: AtomicUsize,
    /// Not loom's: a store for what the stamp guards, never waited for.
    message: Storage<Option<T>>,
}

/// A channel with room for `capacity` messages.
pub(in crate::axon) fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let place = |_| Place {
        stamp: AtomicUsize::new(0),
        message: Storage::new(None),
    };
    both(Queue::Bounded {
        places: (0..capacity).map(place).collect(),
        head: AtomicUsize::new(0),
        tail: AtomicUsize::new(0),
    })
}

/// A channel that is never full.
pub(in crate::axon) fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
    line(usize::MAX)
}

/// A channel with room for `capacity` messages, whose reader waits for them.
pub(in crate::axon) fn line<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    both(Queue::Locked {
        messages: Mutex::new(VecDeque::new()),
        filled: Condvar::new(),
        capacity,
    })
}

fn both<T>(queue: Queue<T>) -> (Sender<T>, Receiver<T>) {
    let queue = Arc::new(queue);
    (Sender(Arc::clone(&queue)), Receiver(queue))
}

impl<T> TrySendError<T> {
    pub(in crate::axon) fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Sender<T> {
    pub(in crate::axon) fn capacity(&self) -> Option<usize> {
        match &*self.0 {
            Queue::Bounded { places, .. } => Some(places.len()),
            Queue::Locked { .. } => None,
        }
    }

    pub(in crate::axon) fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        match &*self.0 {
            Queue::Bounded { places, tail, .. } => {
                // A full channel is the end of a model: the claim is not given back.
                let position = tail.fetch_add(1, Ordering::Relaxed);
                let (lap, place) = (position / places.len(), &places[position % places.len()]);
                if place.stamp.load(Ordering::Acquire) != 2 * lap {
                    return Err(TrySendError(message));
                }
                *place.storage() = Some(message);
                place.stamp.store(2 * lap + 1, Ordering::Release);
            }
            Queue::Locked {
                messages,
                filled,
                capacity,
            } => {
                let mut messages = messages.lock().expect("bug: poisoned");
                assert!(messages.len() < *capacity, "bug: a line has no room");
                messages.push_back(message);
                filled.notify_one();
            }
        }
        Ok(())
    }

    pub(in crate::axon) fn send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.try_send(message)
    }
}

impl<T> Receiver<T> {
    pub(in crate::axon) fn len(&self) -> usize {
        match &*self.0 {
            Queue::Bounded { head, tail, .. } => {
                tail.load(Ordering::Acquire) - head.load(Ordering::Acquire)
            }
            Queue::Locked { messages, .. } => messages.lock().expect("bug: poisoned").len(),
        }
    }

    pub(in crate::axon) fn try_recv(&self) -> Result<T, Empty> {
        match &*self.0 {
            Queue::Bounded { places, head, .. } => {
                let position = head.load(Ordering::Relaxed);
                let (lap, place) = (position / places.len(), &places[position % places.len()]);
                if place.stamp.load(Ordering::Acquire) != 2 * lap + 1 {
                    return Err(Empty);
                }
                let message = place.storage().take().ok_or(Empty)?;
                place.stamp.store(2 * lap + 2, Ordering::Release);
                head.store(position + 1, Ordering::Relaxed);
                Ok(message)
            }
            Queue::Locked { messages, .. } => {
                let mut messages = messages.lock().expect("bug: poisoned");
                messages.pop_front().ok_or(Empty)
            }
        }
    }

    pub(in crate::axon) fn recv(&self) -> Result<T, Empty> {
        let Queue::Locked {
            messages, filled, ..
        } = &*self.0
        else {
            return self.try_recv();
        };
        let mut messages = messages.lock().expect("bug: poisoned");
        loop {
            match messages.pop_front() {
                Some(message) => return Ok(message),
                None => messages = filled.wait(messages).expect("bug: poisoned"),
            }
        }
    }
}

impl<T> Place<T> {
    fn storage(&self) -> std::sync::MutexGuard<'_, Option<T>> {
        self.message.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
