//! Text of others at the terminal: of files, arguments and the system.
//!
//! Promises that no character of it is obeyed by the terminal. Refuses to change what a person
//! can see.

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

/// Whether an argument holds a character that a terminal obeys, or that a person cannot see.
pub(super) fn has_hidden_argument() -> bool {
    let is_hidden = |text: &str| text.chars().any(|c| is_invisible(c) && c != '\n');
    let mut arguments = std::env::args_os().skip(1);
    arguments.any(|argument| is_hidden(&argument.to_string_lossy()))
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
