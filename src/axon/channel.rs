//! The seam under mailboxes and lines: crossbeam's channels and std's atomics, or a model of them.
//!
//! Under `--cfg loom` the same names are loom's, for `tests/loom` to search every
//! interleaving. Nothing above this file knows which it is.

#[cfg(loom)]
mod loom_channel;

#[cfg(not(loom))]
pub(super) use std::sync::atomic::{AtomicUsize, Ordering};

#[cfg(not(loom))]
pub(super) use crossbeam_channel::{
    Receiver, Sender, TrySendError, bounded, bounded as line, unbounded,
};
#[cfg(loom)]
pub(super) use loom::sync::atomic::{AtomicUsize, Ordering};
#[cfg(loom)]
pub(super) use loom_channel::{Receiver, Sender, TrySendError, bounded, line, unbounded};
