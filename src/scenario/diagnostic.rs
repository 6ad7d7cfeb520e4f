//! One mistake in a scenario file, as it is shown: where, what, the line with a caret, what
//! was expected, and what may have been meant.
//!
//! Promises lines and columns counted in characters from 1. Refuses to know what is a mistake.

use std::fmt;
use std::ops::Range;

use super::locate::is_invisible;

/// A mistake at a place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// What is wrong, and why.
    pub problem: String,
    /// What would be right.
    pub expected: Option<String>,
    /// What may have been meant.
    pub near: Option<String>,
}

/// A mistake with its place worked out.
#[derive(Debug)]
pub(super) struct Shown {
    /// `file:line:column`, or the switch that made the mistake.
    pub(super) place: String,
    /// The file's name, the line and the column, both from 1; `None` for a switch.
    pub(super) at: Option<(String, usize, usize)>,
    /// What stands before the source line.
    margin: String,
    source: String,
    caret: usize,
    n_carets: usize,
    pub(super) mistake: Mistake,
}

/// A text in which mistakes are shown.
#[derive(Clone, Copy, Debug)]
pub(super) enum Page<'t> {
    /// A file, by its name.
    File(&'t str, &'t str),
    /// A switch such as `--set learning.alpha=0.1`: its name, and the rest of it.
    Switch(&'t str, &'t str),
}

/// The most characters of a source line that are shown.
const WIDEST: usize = 110;
/// The most characters of a problem or of what is expected.
const LONGEST: usize = 1000;

impl Mistake {
    /// A mistake at `span` with nothing to add.
    pub fn new(span: Range<usize>, problem: impl Into<String>) -> Self {
        Self {
            span,
            problem: problem.into(),
            expected: None,
            near: None,
        }
    }

    /// Says what would be right.
    pub fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Works out where on `page` it is.
    pub fn show(self, page: Page<'_>) -> Shown {
        let (Page::File(name, text) | Page::Switch(name, text)) = page;
        let start = boundary(text, self.span.start);
        let line_start = starts_of_lines(text)
            .take_while(|at| *at <= start)
            .last()
            .unwrap_or(0);
        let line_end = text[start..].find(['\n', '\r']);
        let line_end = line_end.map_or(text.len(), |at| start + at);
        let end = boundary(text, self.span.end.clamp(start, line_end));
        let source = text[line_start..line_end].trim_end();
        let before = text[line_start..start].chars().count();
        let line = line_number(text, line_start);
        let (window, cut) = window(source, before);
        let n_carets = text[start..end].chars().take(WIDEST).count().max(1);
        let (place, margin) = match page {
            Page::File(..) => (
                format!("{name}:{line}:{}", before + 1),
                format!("{line:>5}"),
            ),
            Page::Switch(..) => {
                let rest: String = text.chars().take(WIDEST).collect();
                (format!("{name} {rest}"), " ".repeat(5))
            }
        };
        let at = match page {
            Page::File(..) => Some((name.to_owned(), line, before + 1)),
            Page::Switch(..) => None,
        };
        Shown {
            place,
            at,
            margin,
            caret: before - cut,
            n_carets: n_carets.min(window.chars().count().saturating_sub(before - cut).max(1)),
            source: window,
            mistake: self,
        }
    }
}

/// Where the lines after the first begin: behind a line feed, a carriage return, or both.
fn starts_of_lines(text: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        byte => **byte == b'\n',
    });
    ends.map(|(at, _)| at + 1)
}

/// The line of byte `at`, counted from 1.
pub(super) fn line_number(text: &str, at: usize) -> usize {
    1 + starts_of_lines(text)
        .take_while(|start| *start <= at)
        .count()
}

/// The last start of a character at or before `at`.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

/// At most [`WIDEST`] characters of `source` around character `at`, and how many were cut
/// before them.
fn window(source: &str, at: usize) -> (String, usize) {
    let cut = match source.chars().count() > WIDEST {
        true => at.saturating_sub(WIDEST / 2),
        false => 0,
    };
    // One sign for each character, so that the caret stands where it should.
    let plain = |c: char| match c {
        '\t' => ' ',
        c if is_invisible(c) => '\u{fffd}',
        c => c,
    };
    (
        source.chars().skip(cut).take(WIDEST).map(plain).collect(),
        cut,
    )
}

/// What is wrong with what a switch was given, for who names the switch: the problem, the text with
/// a caret, and what was expected.
pub(crate) fn mistake_in_argument(
    said: &str,
    span: Range<usize>,
    problem: &str,
    expected: &str,
) -> String {
    let mistake = Mistake::new(span, problem).expecting(expected);
    let mut text = String::new();
    let written = mistake.show(Page::Switch("", said)).write_body(&mut text);
    written.expect("bug: a text can be written to");
    text
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", visible(&self.place))?;
        self.write_body(f)
    }
}

impl Shown {
    /// Writes everything but the place.
    fn write_body(&self, f: &mut impl fmt::Write) -> fmt::Result {
        write!(f, "{}", visible(&self.mistake.problem))?;
        if !self.source.is_empty() {
            write!(f, "\n{} | {}", self.margin, self.source)?;
            let carets = "^".repeat(self.n_carets);
            let margin = " ".repeat(self.margin.len());
            write!(f, "\n{margin} | {:caret$}{carets}", "", caret = self.caret)?;
        }
        if let Some(expected) = &self.mistake.expected {
            write!(f, "\n        expected: {}", visible(expected))?;
        }
        if let Some(near) = &self.mistake.near {
            write!(f, "\n        did you mean '{}'?", visible(near))?;
        }
        Ok(())
    }
}

/// A text of at most [`LONGEST`] characters in which nothing is hidden.
pub(super) fn visible(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => with_nothing_hidden(text),
        Some((end, _)) => with_nothing_hidden(&text[..end]) + "…",
    }
}

/// A text on one line in which nothing is hidden: what a terminal would obey, or a person would
/// not see, is written as `\u{1b}`.
pub(crate) fn with_nothing_hidden(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match is_invisible(c) || c == '\u{2028}' || c == '\u{2029}' {
            true => shown.extend(c.escape_unicode()),
            false if c == '\n' || c == '\t' => shown.push(' '),
            false => shown.push(c),
        }
    }
    shown
}

/// The candidate that `name` is probably a slip of the pen for.
pub(super) fn nearest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    if name.len() > 100 {
        return None;
    }
    let lower = name.to_lowercase();
    let distance = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        match lower.len() >= 3 && candidate.starts_with(&lower) {
            true => 1,
            false => strsim::damerau_levenshtein(&lower, &candidate),
        }
    };
    candidates
        .into_iter()
        .map(|candidate| (distance(candidate), candidate))
        .filter(|(distance, _)| *distance <= (name.chars().count() / 2).clamp(1, 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests;
