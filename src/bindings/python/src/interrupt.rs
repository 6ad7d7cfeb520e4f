//! Long calls: the interpreter's lock is released, and Ctrl-C is heard while they run.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use fazil::scalar::keeps_subnormals;
use pyo3::prelude::*;

use crate::errors::{Trouble, caught};

/// How often signals are looked for. Python hears them on its main thread alone, so that a call
/// from another thread ends by itself.
const PAUSE: Duration = Duration::from_millis(50);

/// Does `work` on a thread of its own without the interpreter's lock, and tells it to stop when
/// Python's signal handler raises, as it does on Ctrl-C.
///
/// # Errors
/// If the work fails or panics, this thread flushes subnormal numbers, or a signal handler raised:
/// then that is the error, when the work has ended.
pub fn interruptible<R: Send>(
    py: Python<'_>,
    work: impl FnOnce(&AtomicBool) -> Result<R, Trouble> + Send,
) -> PyResult<R> {
    check_arithmetic()?;
    let stop = AtomicBool::new(false);
    let (result, raised) = py.detach(|| {
        let (done, wait) = channel::<()>();
        std::thread::scope(|scope| {
            let stop = &stop;
            let worker = scope.spawn(move || {
                let result = caught(|| work(stop));
                drop(done);
                result
            });
            let mut raised = None;
            while wait.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                if raised.is_none()
                    && let Err(error) = Python::attach(|py| py.check_signals())
                {
                    stop.store(true, Ordering::Relaxed);
                    raised = Some(error);
                }
            }
            let result = worker.join();
            let lost = || Trouble::Bug("a thread ended without a result".to_owned());
            (result.unwrap_or_else(|_| Err(lost())), raised)
        })
    });
    match raised {
        Some(error) => Err(error),
        None => Ok(result?),
    }
}

/// # Errors
/// If this thread flushes subnormal numbers to 0, with which no network can compute.
pub fn check_arithmetic() -> Result<(), Trouble> {
    match keeps_subnormals() {
        true => Ok(()),
        false => Err(Trouble::Session(
            "this thread flushes subnormal numbers to 0, and a network that does so does not learn \
             what backpropagation learns; expected: torch.set_flush_denormal(False)"
                .to_owned(),
        )),
    }
}

/// Calls a Python function that hears of progress; what it raises ends the work.
pub struct Listener {
    heard: Option<Py<PyAny>>,
    last: Option<std::time::Instant>,
    /// What it raised.
    pub raised: Option<PyErr>,
}

impl Listener {
    /// A listener; `None` hears nothing.
    pub fn new(heard: Option<Py<PyAny>>) -> Self {
        Self {
            heard,
            last: None,
            raised: None,
        }
    }

    /// Tells it how much is done, at most every [`PAUSE`] but for the end; whether to go on.
    pub fn tell(&mut self, what: &str, n_done: u64, n_all: u64) -> bool {
        let Some(heard) = &self.heard else {
            return true;
        };
        let is_due = self.last.is_none_or(|last| last.elapsed() >= PAUSE);
        if self.raised.is_some() || !(is_due || n_done == n_all) {
            return self.raised.is_none();
        }
        self.last = Some(std::time::Instant::now());
        let called = Python::attach(|py| heard.call1(py, (what, n_done, n_all)).map(|_| ()));
        self.raised = called.err();
        self.raised.is_none()
    }
}
