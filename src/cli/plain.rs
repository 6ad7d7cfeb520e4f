//! Text of others at the terminal: of files, arguments and the system.
//!
//! Promises that no character of it is obeyed by the terminal. Refuses to change what a person
//! can see.
#![expect(clippy::print_stderr, reason = "the only door to the screen")]

use std::process::ExitCode;

use crate::scenario::is_invisible;

/// The text with every character that a terminal obeys, or that a person cannot see, written
/// as `\u{1b}`. Lines stay lines.
pub(super) fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(c),
            c if is_invisible(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown
}

/// Ends the program for what is wrong with its arguments, or with the help that was asked for.
pub(super) fn refuse(error: &clap::Error) -> ExitCode {
    let is_obeyed = |text: &str| text.chars().any(|c| is_invisible(c) && c != '\n');
    let mut arguments = std::env::args_os().skip(1);
    match arguments.any(|argument| is_obeyed(&argument.to_string_lossy())) {
        true => {
            eprint!("{}", plain(&error.render().to_string()));
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
        false => error.exit(),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_terminal_obeys_nothing() {
        assert_eq!(
            plain("a\u{1b}[2Jb\n\u{9b}c\u{202e}"),
            "a\\u{1b}[2Jb\n\\u{9b}c\\u{202e}"
        );
    }
}
