//! A list of runs, done once each: in parallel, stopped and gone on with at will.
//!
//! Promises that what was found does not depend on the order, on the number of threads or on
//! how often the list was interrupted: every finished run is kept in a file named by the hash
//! of everything that decides it, and results are gathered from the list, not from the clock.
//! Refuses to know what a run is.

pub(crate) mod saved_runs;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use self::saved_runs::{FORMAT_VERSION, SavedRuns};
use crate::engine::for_each_in_parallel;
use crate::session::RunError;

/// One run of a list.
pub(crate) trait Job: Sync {
    /// What it finds.
    type Found: Serialize + DeserializeOwned + Send;

    /// Everything that decides what is found: its resolved scenario, and what is measured.
    fn text(&self) -> String;

    /// How much work it is, in any unit that all jobs of a list share.
    fn cost(&self) -> f64;

    /// Does it; `None` if `stop` became true before the end.
    fn run(&self, stop: &AtomicBool) -> Result<Option<Self::Found>, RunError>;
}

/// How far a list of runs has come.
#[derive(Clone, Debug)]
pub struct QueueProgress {
    /// What is being reproduced.
    pub name: &'static str,
    /// Runs done, those of an earlier time included.
    pub n_done: usize,
    /// Runs in all.
    pub n_runs: usize,
    /// Runs found done already.
    pub n_kept: usize,
    /// What is left, at the speed so far, in seconds; unknown before the first run is done.
    pub seconds_left: Option<f64>,
}

/// Does lists of runs.
pub(crate) struct RunQueue<'a> {
    /// Where finished runs are kept.
    kept: SavedRuns,
    /// Runs at a time; 0 means one per core.
    n_threads: usize,
    pub(crate) stop: &'a AtomicBool,
    tell: &'a (dyn Fn(&QueueProgress) + Sync),
}

/// A finished run as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept<F> {
    job: String,
    found: F,
}

/// What the threads of one list share.
struct Books<F> {
    found: Vec<Option<F>>,
    failed: Option<RunError>,
    n_done: usize,
    n_kept: usize,
    cost_left: f64,
    cost_done: f64,
}

impl<'a> RunQueue<'a> {
    /// A queue that keeps finished runs in this directory; `n_threads` 0 means one per core.
    ///
    /// # Errors
    /// If the directory cannot be made.
    pub(crate) fn at(
        kept: PathBuf,
        n_threads: usize,
        stop: &'a AtomicBool,
        tell: &'a (dyn Fn(&QueueProgress) + Sync),
    ) -> Result<Self, RunError> {
        Ok(Self {
            kept: SavedRuns::at(kept)?,
            n_threads,
            stop,
            tell,
        })
    }

    /// Does the jobs that were not done before; what was found, in the order of the list, or
    /// `None` if it was interrupted.
    ///
    /// # Errors
    /// The first error of a job, or of keeping what it found.
    pub(crate) fn run_all<J: Job>(
        &self,
        name: &'static str,
        jobs: &[J],
    ) -> Result<Option<Vec<J::Found>>, RunError> {
        let files: Vec<(String, String)> = jobs.iter().map(|job| file_of(name, job)).collect();
        let found: Vec<Option<J::Found>> = files
            .iter()
            .map(|(file, text)| self.kept_in(file, text))
            .collect();
        let to_do: Vec<usize> = (0..jobs.len()).filter(|&k| found[k].is_none()).collect();
        let n_kept = jobs.len() - to_do.len();
        let books = Mutex::new(Books {
            found,
            failed: None,
            n_done: n_kept,
            n_kept,
            cost_left: to_do.iter().map(|&k| jobs[k].cost()).sum(),
            cost_done: 0.0,
        });
        let begun = Instant::now();
        self.report(name, &lock(&books), begun);
        let halt = AtomicBool::new(false);
        let order = spread(to_do.len());
        for_each_in_parallel(to_do.len(), self.n_threads, |k| {
            if self.stop.load(Ordering::Relaxed) || halt.load(Ordering::Relaxed) {
                return;
            }
            let at = to_do[order[k]];
            let result = self.do_one(&jobs[at], &files[at]);
            let mut books = lock(&books);
            match result {
                Ok(None) => return,
                Ok(found) => books.found[at] = found,
                Err(error) => {
                    halt.store(true, Ordering::Relaxed);
                    books.failed.get_or_insert(error);
                    return;
                }
            }
            books.n_done += 1;
            books.cost_left -= jobs[at].cost();
            books.cost_done += jobs[at].cost();
            self.report(name, &books, begun);
        });
        let books = books.into_inner().unwrap_or_else(PoisonError::into_inner);
        match books.failed {
            Some(error) => Err(error),
            None => Ok(books.found.into_iter().collect()),
        }
    }

    /// Whether an earlier time left what this job finds.
    pub(crate) fn is_kept<J: Job>(&self, name: &str, job: &J) -> bool {
        let (file, text) = file_of(name, job);
        self.kept_in::<J::Found>(&file, &text).is_some()
    }

    /// What an earlier time left of this job.
    fn kept_in<F: DeserializeOwned>(&self, file: &str, text: &str) -> Option<F> {
        let kept: Kept<F> = serde_json::from_str(&self.kept.read(file)?).ok()?;
        (kept.job == text).then_some(kept.found)
    }

    /// Does one job and keeps what it found. What is handed back is what was kept, read again,
    /// so that a run now and a run of an earlier time are the same numbers.
    fn do_one<J: Job>(
        &self,
        job: &J,
        (file, text): &(String, String),
    ) -> Result<Option<J::Found>, RunError> {
        let Some(found) = job.run(self.stop)? else {
            return Ok(None);
        };
        let kept = Kept {
            job: text.clone(),
            found,
        };
        self.kept.write_json(file, &kept)?;
        let read = self.kept_in(file, text);
        Ok(Some(read.expect("bug: what was written can be read")))
    }

    fn report<F>(&self, name: &'static str, books: &Books<F>, begun: Instant) {
        let seconds = begun.elapsed().as_secs_f64();
        (self.tell)(&QueueProgress {
            name,
            n_done: books.n_done,
            n_runs: books.found.len(),
            n_kept: books.n_kept,
            seconds_left: (books.cost_done > 0.0)
                .then(|| seconds * books.cost_left.max(0.0) / books.cost_done),
        });
    }
}

/// An order that goes through a whole list all the time, so that what is done early tells how
/// long the rest will take: by the fractional parts of multiples of the golden ratio.
fn spread(n: usize) -> Vec<usize> {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15; // 2^64 / φ
    let mut order: Vec<usize> = (0..n).collect();
    let place = |&k: &usize| GOLDEN.wrapping_mul(k as u64);
    order.sort_by_key(place);
    // Where each index stands in the sorted list is a permutation; it is the one that is spread.
    let mut spread = vec![0; n];
    order.iter().enumerate().for_each(|(at, &k)| spread[k] = at);
    spread
}

/// What a mutex guards, even if someone panicked while holding it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The name of the file that keeps a job's result, and the text that it is the hash of.
fn file_of(name: &str, job: &impl Job) -> (String, String) {
    let text = format!(
        "fazil {} reproduce {name}, format {FORMAT_VERSION}\n{}",
        env!("CARGO_PKG_VERSION"),
        job.text()
    );
    let hash = blake3::hash(text.as_bytes()).to_hex();
    (format!("{name}-{}.json", &hash[..32]), text)
}

#[cfg(test)]
mod tests;
