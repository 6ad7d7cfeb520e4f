//! One mistake in a scenario file, as it is shown: where, what, the line with a caret, what
//! was expected, and what may have been meant.
//!
//! Promises lines and columns counted in characters from 1. Refuses to know what is a mistake.

use std::fmt;
use std::ops::Range;

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
    file: String,
    line: usize,
    column: usize,
    source: String,
    caret: usize,
    n_carets: usize,
    by_edit: bool,
    mistake: Mistake,
}

/// The most characters of a source line that are shown.
const WIDEST: usize = 110;

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

    /// Works out where in `text` it is. `original` is the file before it was edited.
    pub fn show(self, file: &str, text: &str, original: &str) -> Shown {
        let start = boundary(text, self.span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = boundary(text, self.span.end.clamp(start, line_end));
        let source = text[line_start..line_end].trim_end();
        let before = text[line_start..start].chars().count();
        let line = text[..line_start].matches('\n').count();
        let (window, cut) = window(source, before);
        let n_carets = text[start..end].chars().count().max(1);
        Shown {
            file: file.to_owned(),
            line: line + 1,
            column: before + 1,
            caret: before - cut,
            n_carets: n_carets.min(window.chars().count().saturating_sub(before - cut).max(1)),
            source: window,
            by_edit: original.lines().nth(line) != text.lines().nth(line),
            mistake: self,
        }
    }
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
    let plain = |c: char| if c == '\t' { ' ' } else { c };
    (
        source.chars().skip(cut).take(WIDEST).map(plain).collect(),
        cut,
    )
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, line, column) = (&self.file, self.line, self.column);
        writeln!(f, "{file}:{line}:{column}: {}", self.mistake.problem)?;
        writeln!(f, "{line:>5} | {}", self.source)?;
        let carets = "^".repeat(self.n_carets);
        write!(f, "      | {:caret$}{carets}", "", caret = self.caret)?;
        if self.by_edit {
            f.write_str("\n        (this line was changed by --set)")?;
        }
        if let Some(expected) = &self.mistake.expected {
            write!(f, "\n        expected: {expected}")?;
        }
        if let Some(near) = &self.mistake.near {
            write!(f, "\n        did you mean '{near}'?")?;
        }
        Ok(())
    }
}

/// The candidate that `name` is probably a slip of the pen for.
pub(super) fn nearest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
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
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_mistake() {
        let text = "(\n\tα: 1, alpha: -1,\n)";
        let at = text.find("-1").unwrap();
        let mistake = Mistake::new(at..at + 2, "alpha is -1").expecting("a number above 0");
        assert_eq!(
            mistake.show("a.ron", text, text).to_string(),
            "a.ron:2:15: alpha is -1\n    2 |  α: 1, alpha: -1,\n      |               ^^\n        \
             expected: a number above 0"
        );
        let past_the_end = Mistake::new(99..99, "end").show("a.ron", text, text);
        assert_eq!((past_the_end.line, past_the_end.column), (3, 2));
    }

    #[test]
    fn long_lines_are_cut_around_the_mistake() {
        let text = format!("{}!{}", "a".repeat(300), "b".repeat(300));
        let shown = Mistake::new(300..301, "x").show("a", &text, &text);
        assert_eq!(shown.source.chars().nth(shown.caret), Some('!'));
        assert!(shown.source.len() <= WIDEST);
    }

    #[test]
    fn near_names_are_near() {
        for (name, near) in [
            ("alfa", Some("alpha")),
            ("Fazil", Some("FaZIL")),
            ("activ", Some("activation")),
            ("zzz", None),
        ] {
            assert_eq!(
                nearest(name, ["alpha", "FaZIL", "activation"]),
                near,
                "{name}"
            );
        }
    }
}
