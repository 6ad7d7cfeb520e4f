//! What every answer to a person must be, and where inputs lie while they are read.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// Bytes of a message at most, whatever is wrong.
const LONGEST: usize = 100_000;

thread_local! {
    static FOLDER: TempDir = tempfile::tempdir().expect("a temporary folder can be made");
}

/// A file of that name in this thread's own folder.
pub fn place(name: &str) -> PathBuf {
    FOLDER.with(|folder| folder.path().join(name))
}

/// The same, holding `bytes`.
pub fn written(name: &str, bytes: &[u8]) -> PathBuf {
    let path = place(name);
    std::fs::write(&path, bytes).expect("a temporary file can be written");
    path
}

/// The text of an error, which is for a person: bounded, and nothing in it is obeyed by a terminal.
pub fn readable(error: &dyn Display) -> String {
    let message = error.to_string();
    assert!(
        message.len() > 8 && message.len() < LONGEST,
        "{} bytes: {message:?}",
        message.len()
    );
    harmless(&message);
    message
}

/// Nothing in a text is obeyed by a terminal or turns its lines around.
pub fn harmless(text: &str) {
    let is_raw = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(is_raw), "{text:?}");
}

/// The error of a reader that names its file.
pub fn names_file(error: &dyn Display, path: &Path) -> String {
    let message = readable(error);
    let path = path.display().to_string();
    assert!(message.contains(&path), "{message}");
    message
}

/// The lines of a scenario, each of which ends with a line feed, or a carriage return alone.
pub fn lines_of_scenario(text: &str) -> Vec<&str> {
    let (bytes, mut lines, mut start) = (text.as_bytes(), Vec::new(), 0);
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
            lines.push(&text[start..at]);
            start = at + 1;
        }
    }
    lines.push(&text[start..]);
    lines
}

/// Every place that follows `before` in a message is within `lines`, or just behind them.
///
/// Returns how many there are.
pub fn places_inside(lines: &[&str], message: &str, before: &str, between: &str) -> usize {
    let mut n_places = 0;
    for line in message.lines() {
        let Some(rest) = line.strip_prefix(before) else {
            continue;
        };
        let mut numbers = rest.split(between);
        let number = |part: Option<&str>| -> Option<usize> {
            let digits = part?.trim_start_matches(|c: char| !c.is_ascii_digit());
            let end = digits
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(digits.len());
            digits[..end].parse().ok()
        };
        let (line_number, column) = (number(numbers.next()), number(numbers.next()));
        let Some((line_number, column)) = line_number.zip(column) else {
            panic!("no line and column: {message}");
        };
        let source = lines.get(line_number.wrapping_sub(1));
        let Some(source) = source else {
            panic!("line {line_number} is behind the end: {message}");
        };
        let n = source.chars().count() + 1;
        assert!(
            (1..=n).contains(&column),
            "column {column} of {n}: {message}"
        );
        n_places += 1;
    }
    n_places
}
