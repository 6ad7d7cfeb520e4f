//! The threads that an engine works with.

use rayon::ThreadPool;

/// So many threads of their own for one network; none for a single worker, which is the caller's
/// thread.
///
/// # Panics
/// If the system refuses to start them.
pub(super) fn pool(n_threads: usize) -> Option<ThreadPool> {
    (n_threads > 1).then(|| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .thread_name(|k| format!("fazil worker {k}"))
            .build()
            .expect("bug: the system starts threads")
    })
}
