//! The only door to the screen: standard output and standard error, and what becomes of them.
//!
//! Promises that printing never panics, and that no character of a text is obeyed by the terminal:
//! names of files and folders, and what is in them, come from anywhere. The one exception is
//! [`styled`]. A reader that has gone (a closed pipe or terminal) is
//! left in peace; output that is lost otherwise, as on a full disk, is said once on the other
//! stream, and makes the program fail.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::plain::harmless;
use crate::input_file::without_number;

/// One of the two streams.
struct Stream {
    name: &'static str,
    is_output: bool,
    state: Mutex<State>,
    was_terminal: OnceLock<bool>,
}

#[derive(Clone, Debug)]
enum State {
    Open,
    /// Nobody reads it any more.
    Gone,
    /// It could not be written, and why.
    Lost(String),
}

static OUT: Stream = Stream::new("standard output", true);
static ERR: Stream = Stream::new("standard error", false);

/// Prints a line on standard output.
pub(super) fn say(text: &str) {
    OUT.write(&harmless(&format!("{text}\n")));
}

/// Prints on standard output, without an end of line.
pub(super) fn say_part(text: &str) {
    OUT.write(&harmless(text));
}

/// Prints a line on standard error.
pub(super) fn tell(text: &str) {
    ERR.write(&harmless(&format!("{text}\n")));
}

/// Prints a line with the program's own colours, on standard output or on standard error: text in
/// which nothing comes from a person, a file or the system.
pub(super) fn styled(text: &str, on_output: bool) {
    let stream = if on_output { &OUT } else { &ERR };
    stream.write(&format!("{text}\n"));
}

/// Whether a line on standard error may be written over: it is a terminal that can move its
/// cursor, and nobody asked for plain text.
pub(super) fn is_lively() -> bool {
    let term = std::env::var_os("TERM");
    let is_dumb = cfg!(unix) && term.is_none_or(|term| term.is_empty() || term == "dumb");
    io::stderr().is_terminal() && !is_dumb && !wants_plain()
}

/// Whether text on standard output or on standard error may have colours.
pub(super) fn is_colourful(on_output: bool) -> bool {
    let is_terminal = match on_output {
        true => io::stdout().is_terminal(),
        false => io::stderr().is_terminal(),
    };
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    is_terminal && !is_dumb && !wants_plain()
}

fn wants_plain() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// Before anything is printed.
pub(super) fn begin() {
    OUT.is_terminal();
    ERR.is_terminal();
}

/// After everything was printed: a success that lost some of its output is none.
pub(super) fn end(code: ExitCode) -> ExitCode {
    let mut is_lost = false;
    for (stream, other) in [(&OUT, &ERR), (&ERR, &OUT)] {
        if let State::Lost(why) = stream.state() {
            other.write(&format!("error: cannot write to {}: {why}\n", stream.name));
            is_lost = true;
        }
    }
    match is_lost && code == ExitCode::SUCCESS {
        true => ExitCode::FAILURE,
        false => code,
    }
}

/// Standard error for whoever writes bytes; never fails.
pub(super) struct Teller;

impl Write for Teller {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        ERR.write_bytes(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream {
    const fn new(name: &'static str, is_output: bool) -> Self {
        Self {
            name,
            is_output,
            state: Mutex::new(State::Open),
            was_terminal: OnceLock::new(),
        }
    }

    /// Whether it was a terminal in the beginning; one that was closed is none.
    fn is_terminal(&self) -> bool {
        *self.was_terminal.get_or_init(|| match self.is_output {
            true => io::stdout().is_terminal(),
            false => io::stderr().is_terminal(),
        })
    }

    fn state(&self) -> State {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn write(&self, text: &str) {
        self.write_bytes(text.as_bytes());
    }

    fn write_bytes(&self, bytes: &[u8]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*state, State::Open) {
            return;
        }
        let written = match self.is_output {
            true => put(&mut io::stdout().lock(), bytes),
            false => put(&mut io::stderr().lock(), bytes),
        };
        if let Err(error) = written {
            *state = match self.is_gone(&error) {
                true => State::Gone,
                false => State::Lost(without_number(&error)),
            };
        }
    }

    /// Whether an error means that nobody is there to read.
    fn is_gone(&self, error: &io::Error) -> bool {
        /// What writing to a terminal that was closed says.
        const EIO: i32 = 5;
        error.kind() == io::ErrorKind::BrokenPipe
            || (self.is_terminal() && error.raw_os_error() == Some(EIO))
    }
}

fn put(stream: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes)?;
    stream.flush()
}
