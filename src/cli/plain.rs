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

/// A text on its way to the terminal, with every character that the terminal would obey, or that
/// changes the order of what it shows, written as `\u{1b}`. Blanks of other widths stay.
pub(super) fn harmless(text: &str) -> String {
    let is_harmless = |c: char| match c {
        '\n' | '\t' => true,
        c => !c.is_control() && (c.is_whitespace() || !is_invisible(c)),
    };
    if text.chars().all(is_harmless) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match is_harmless(c) {
            true => shown.push(c),
            false => shown.extend(c.escape_unicode()),
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
    use proptest::prelude::*;

    use super::{harmless, plain};

    /// Any character, and often one of those that matter here.
    fn a_character() -> impl Strategy<Value = char> {
        let signs: Vec<char> = "\u{0}\u{7}\u{1b}\u{7f}\u{9b}\u{ad}\u{200b}\u{202e}\u{a0}[m\r\n\t"
            .chars()
            .collect();
        prop_oneof![any::<char>(), prop::sample::select(signs)]
    }

    proptest! {
        /// The saboteurs: a character that is let through; a text that is changed for no reason.
        #[test]
        fn no_line_reaches_a_terminal_with_a_character_that_it_obeys(
            signs in prop::collection::vec(a_character(), 0..40)
        ) {
            let text: String = signs.into_iter().collect();
            let shown = harmless(&text);
            let is_obeyed = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
            prop_assert!(!shown.chars().any(is_obeyed), "{:?}", shown);
            prop_assert_eq!(&harmless(&shown), &shown);
            if plain(&text) == text {
                prop_assert_eq!(shown, text);
            }
        }
    }

    #[test]
    fn blanks_and_lines_stay_and_signs_of_order_do_not() {
        let kept = "a\tb\n1\u{202f}234\u{a0}x";
        assert_eq!(harmless(kept), kept);
        assert_eq!(
            harmless("a\r\u{202e}b\u{9b}\u{1b}[0m"),
            "a\\u{d}\\u{202e}b\\u{9b}\\u{1b}[0m"
        );
    }

    #[test]
    fn a_terminal_obeys_nothing() {
        assert_eq!(
            plain("a\u{1b}[2Jb\n\u{9b}c\u{202e}"),
            "a\\u{1b}[2Jb\n\\u{9b}c\\u{202e}"
        );
    }
}
