//! A text after its edits, which remembers who wrote what.
//!
//! Promises for every byte the place in the file or in the switch that it comes from. Refuses
//! to know RON.

use std::ops::Range;

/// A text, piece by piece.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Edited {
    pub(in crate::scenario) text: String,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
struct Piece {
    n_bytes: usize,
    from: From,
    /// Where in the file or in the switch it begins.
    start: usize,
    /// Whether its bytes stand there one by one; otherwise each comes from all `n_said` bytes.
    is_exact: bool,
    n_said: usize,
}

/// Who wrote a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum From {
    /// The file.
    File,
    /// The edit with this number.
    Edit(usize),
}

/// Text that an edit puts into a scenario.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) is_exact: bool,
    pub(super) n_said: usize,
}

impl Part {
    /// Text that stands in the switch from byte `start` on.
    pub(super) fn exact(text: &str, start: usize) -> Self {
        Self {
            text: text.to_owned(),
            start,
            is_exact: true,
            n_said: 1,
        }
    }

    /// Text that the switch implies at byte `start`.
    pub(super) fn glue(text: &str, start: usize) -> Self {
        Self {
            text: text.to_owned(),
            start,
            is_exact: false,
            n_said: 1,
        }
    }
}

impl Edited {
    /// A text without edits.
    pub(super) fn of(text: &str) -> Self {
        let piece = Piece {
            n_bytes: text.len(),
            from: From::File,
            start: 0,
            is_exact: true,
            n_said: 1,
        };
        Self {
            text: text.to_owned(),
            pieces: vec![piece],
        }
    }

    /// The text with `parts` of edit `k` for the bytes of `range`.
    pub(super) fn replaced(&self, range: Range<usize>, k: usize, parts: &[Part]) -> Self {
        let inserted: String = parts.iter().map(|part| part.text.as_str()).collect();
        let (before, after) = (&self.text[..range.start], &self.text[range.end..]);
        let mut pieces = self.cut(0..range.start);
        pieces.extend(parts.iter().map(|part| Piece {
            n_bytes: part.text.len(),
            from: From::Edit(k),
            start: part.start,
            is_exact: part.is_exact,
            n_said: part.n_said,
        }));
        pieces.extend(self.cut(range.end..self.text.len()));
        Self {
            text: format!("{before}{inserted}{after}"),
            pieces,
        }
    }

    /// The pieces of a range of bytes.
    fn cut(&self, range: Range<usize>) -> Vec<Piece> {
        let (mut at, mut found) = (0, Vec::new());
        for piece in &self.pieces {
            let (first, last) = (range.start.max(at), range.end.min(at + piece.n_bytes));
            if first < last {
                found.push(Piece {
                    n_bytes: last - first,
                    start: piece.start + if piece.is_exact { first - at } else { 0 },
                    ..piece.clone()
                });
            }
            at += piece.n_bytes;
        }
        found
    }

    /// Who wrote the byte `at`.
    pub(in crate::scenario) fn is_of(&self, k: usize, at: usize) -> bool {
        self.origin(&(at..at)).0 == From::Edit(k)
    }

    /// Who wrote the first byte of `span`, and the bytes that it has there.
    pub(in crate::scenario) fn origin(&self, span: &Range<usize>) -> (From, Range<usize>) {
        let mut at = 0;
        for piece in &self.pieces {
            if span.start < at + piece.n_bytes {
                let start = piece.start + if piece.is_exact { span.start - at } else { 0 };
                let n_bytes = match (piece.from, piece.is_exact) {
                    (From::File, _) => span.len(),
                    (From::Edit(_), true) => span.len().min(at + piece.n_bytes - span.start),
                    (From::Edit(_), false) => piece.n_said,
                };
                return (piece.from, start..start + n_bytes);
            }
            at += piece.n_bytes;
        }
        let file = self
            .pieces
            .iter()
            .rev()
            .find(|piece| piece.from == From::File);
        let end = file.map_or(0, |piece| piece.start + piece.n_bytes);
        (From::File, end..end)
    }
}
