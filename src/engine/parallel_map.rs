//! Many runs at a time: each whole on one thread, none aware of another.
//!
//! Promises that every task is taken once, in order, whatever the number of threads. Refuses to
//! gather results: who wants them puts each in a place of its own.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Calls `task` with 0, 1, … `n_tasks` − 1 on `n_threads` threads (0: one per core), each number
/// once; a thread that is done takes the next.
///
/// # Panics
/// If the system refuses to start threads, or a task panicked.
pub fn for_each_in_parallel(n_tasks: usize, n_threads: usize, task: impl Fn(usize) + Sync) {
    let n_threads = match n_threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        n => n,
    };
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= n_tasks {
                break;
            }
            task(index);
        }
    };
    match n_threads.min(n_tasks) {
        0 | 1 => work(),
        n => {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(n)
                .thread_name(|k| format!("fazil run {k}"))
                .build()
                .expect("bug: the system starts threads");
            pool.broadcast(|_| work());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_is_done_once_on_any_number_of_threads() {
        for n_threads in [0, 1, 2, 5] {
            let done: Vec<AtomicUsize> = (0..37).map(|_| AtomicUsize::new(0)).collect();
            for_each_in_parallel(done.len(), n_threads, |k| {
                done[k].fetch_add(1, Ordering::Relaxed);
            });
            assert!(done.iter().all(|n| n.load(Ordering::Relaxed) == 1));
        }
        for_each_in_parallel(0, 2, |_| panic!("there is nothing to do"));
    }
}
