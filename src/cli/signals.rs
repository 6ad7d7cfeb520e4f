//! Signals: Ctrl-C asks what is under way to stop, twice ends the program at once, and a
//! terminal that is closed ends nothing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::printer;
use crate::disk::discard_unfinished;

/// What is to be told of the first Ctrl-C; without it, the program ends.
static STOP: Mutex<Option<Arc<AtomicBool>>> = Mutex::new(None);

/// From now on Ctrl-C asks to stop: the flag becomes true.
pub(super) fn stop_when_asked() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    *STOP.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&stop));
    stop
}

/// Ctrl-C, or a request to end.
fn interrupted() {
    let stop = STOP.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let is_first = stop.is_some_and(|stop| !stop.swap(true, Ordering::Relaxed));
    if !is_first {
        // Nothing half-written is left; what is whole stays.
        discard_unfinished();
        std::process::exit(130);
    }
    printer::tell(
        "\nstopping after this presentation, and writing what there is (Ctrl-C again quits at once)",
    );
}

/// Listens for signals, on a thread of its own.
///
/// # Errors
/// If the system does not allow it.
#[cfg(unix)]
pub(super) fn listen() -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    let work = move || {
        for signal in signals.forever() {
            // Closed terminals: the run goes on, without a screen.
            if signal != SIGHUP {
                interrupted();
            }
        }
    };
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(work)?;
    Ok(())
}

/// Listens for signals, on a thread of its own.
///
/// # Errors
/// If the system does not allow it.
#[cfg(not(unix))]
pub(super) fn listen() -> std::io::Result<()> {
    ctrlc::set_handler(interrupted).map_err(std::io::Error::other)
}
