//! When a run writes a checkpoint, where it goes, and when the run's time is up.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::record::RunFolder;
use crate::session::RunOptions;

/// How often a checkpoint is written, unless a person says so.
const EVERY: Duration = Duration::from_secs(300);

/// Knows when a checkpoint is due, and when the run's time is up.
pub(super) struct Keeper<'a> {
    folder: Option<(&'a RunFolder, &'a str)>,
    begun: Instant,
    seconds_before: f64,
    last: Instant,
    every: Duration,
    most: Option<Duration>,
    has_failed: bool,
}

impl<'a> Keeper<'a> {
    /// Of a run in `folder` that began, or goes on, now.
    pub(super) fn new(
        folder: &'a RunFolder,
        scenario_text: &'a str,
        begun: Instant,
        seconds_before: f64,
        options: &RunOptions,
    ) -> Self {
        Self {
            folder: Some((folder, scenario_text)),
            begun,
            seconds_before,
            last: begun,
            every: options.checkpoint_every.unwrap_or(EVERY),
            most: options.most_time,
            has_failed: false,
        }
    }

    /// Keeps nothing: for a run that leaves no files.
    pub(super) fn none() -> Self {
        let now = Instant::now();
        Self {
            folder: None,
            begun: now,
            seconds_before: 0.0,
            last: now,
            every: EVERY,
            most: None,
            has_failed: false,
        }
    }

    /// Whether a person stopped the run, or its time is up.
    pub(super) fn is_time_up(&self, stop: &AtomicBool) -> bool {
        let is_over = |most| self.begun.elapsed() >= most;
        stop.load(Ordering::Relaxed) || self.most.is_some_and(is_over)
    }

    /// Whether a checkpoint is due.
    pub(super) fn is_due(&self) -> bool {
        self.last.elapsed() >= self.every
    }

    /// Where a checkpoint that is written now goes, the text of the scenario, and the run's time so far in
    /// seconds; `None` if nothing is kept.
    pub(super) fn place(&mut self) -> Option<(&'a RunFolder, &'a str, f64)> {
        let (folder, text) = self.folder?;
        self.last = Instant::now();
        let seconds = self.seconds_before + self.begun.elapsed().as_secs_f64();
        Some((folder, text, seconds))
    }

    /// Notes that a checkpoint could not be written; whether it is the first.
    pub(super) fn note_failure(&mut self) -> bool {
        !std::mem::replace(&mut self.has_failed, true)
    }
}
