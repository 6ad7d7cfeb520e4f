//! What was done to a network, and copies of it from which it is done again.
//!
//! Promises that going back and forward gives the same bits, past actions included. Memory is
//! bounded: of many copies every second one is given up.

use crate::request::Entry;
use crate::view::Stage;

/// The most copies that are kept.
const MOST_KEPT: usize = 24;

/// A copy of the network between two presentations.
struct Kept {
    /// Ticks over.
    tick: i64,
    /// Entries of the journal done by then.
    n_done: usize,
    stage: Box<dyn Stage>,
}

/// Everything done so far, and what is to be done again after going back.
#[derive(Default)]
pub(crate) struct Journal {
    /// In order of their ticks.
    pub entries: Vec<Entry>,
    /// Entries that the network has been through.
    pub n_done: usize,
    kept: Vec<Kept>,
    /// Only every so many copies is kept.
    stride: u64,
    n_offered: u64,
}

impl Journal {
    /// A journal of things that are all still to be done.
    pub fn of(entries: Vec<Entry>) -> Self {
        Self {
            entries,
            stride: 1,
            ..Self::default()
        }
    }

    /// The next thing to be done again, and when.
    pub fn coming(&self) -> Option<&Entry> {
        self.entries.get(self.n_done)
    }

    /// Adds something new; what was to be done again after it is forgotten.
    pub fn add(&mut self, entry: Entry) {
        self.entries.truncate(self.n_done);
        self.kept.retain(|kept| kept.tick <= entry.at);
        self.entries.push(entry);
        self.n_done += 1;
    }

    /// Keeps a copy of the network, if it is due.
    pub fn keep(&mut self, tick: i64, stage: &dyn Stage) {
        if self.kept.iter().any(|kept| kept.tick >= tick) {
            return;
        }
        self.n_offered += 1;
        if !self.n_offered.is_multiple_of(self.stride) {
            return;
        }
        self.kept.push(Kept {
            tick,
            n_done: self.n_done,
            stage: stage.copied(),
        });
        if self.kept.len() > MOST_KEPT {
            let mut k = 0;
            self.kept.retain(|_| {
                k += 1;
                k % 2 == 0
            });
            self.stride *= 2;
        }
    }

    /// Whether a copy on the way from `clock` to `tick` saves the way.
    pub fn has_between(&self, clock: i64, tick: i64) -> bool {
        let is_between = |kept: &Kept| kept.tick > clock && kept.tick <= tick;
        self.kept.iter().any(is_between)
    }

    /// The network as it was at the last copy at or before `tick`; `None` if there is none.
    pub fn nearest(&mut self, tick: i64) -> Option<Box<dyn Stage>> {
        let kept = self.kept.iter().rev().find(|kept| kept.tick <= tick)?;
        self.n_done = kept.n_done;
        Some(kept.stage.copied())
    }
}
