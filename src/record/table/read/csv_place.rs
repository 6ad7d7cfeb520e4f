//! Where a field of a CSV file stands, as an editor counts.
//!
//! Promises a line and a column inside the file, however its fields are quoted and its lines end:
//! the text is looked at again. Only wrong files are asked for.

use std::fmt;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use csv::Position;

use super::open_file::open_file;

/// Bytes of a row that are looked at.
const MOST_BYTES: u64 = 1 << 20;

/// A line, and a column in characters, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    line: u64,
    column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// A file whose row begins at a position that the reader has told.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowOf<'f> {
    pub(super) path: &'f Path,
    pub(super) begins: Option<&'f Position>,
}

impl RowOf<'_> {
    /// Where field number `k` begins, or the row ends if it has fewer fields.
    pub(super) fn field(self, k: usize) -> Place {
        self.walk(|field, _| field == k)
    }

    /// Where the row ends.
    pub(super) fn end(self) -> Place {
        self.walk(|_, _| false)
    }

    /// Where one of these signs stands first in field number `k`, or the row ends.
    pub(super) fn sign(self, k: usize, signs: &[char]) -> Place {
        self.walk(|field, sign| field == k && signs.contains(&sign))
    }

    /// The place before which `is_it` of the number of a field and a sign in it.
    fn walk(self, is_it: impl Fn(usize, char) -> bool) -> Place {
        let (text, line) = self.text();
        let mut place = Place { line, column: 1 };
        let mut signs = text.chars().peekable();
        // The end of the row before, and empty lines.
        while let Some(sign) = signs.next_if(|sign| matches!(sign, '\r' | '\n')) {
            place.line += u64::from(sign == '\n');
        }
        let (mut field, mut is_quoted, mut is_first) = (0, false, true);
        while let Some(sign) = signs.next() {
            let ends = !is_quoted && matches!(sign, '\r' | '\n');
            if ends || is_it(field, sign) {
                break;
            }
            match sign {
                '"' if is_quoted && signs.peek() == Some(&'"') => {
                    signs.next();
                    place.column += 1;
                }
                '"' if is_quoted || is_first => is_quoted = !is_quoted,
                _ => {}
            }
            is_first = sign == ',' && !is_quoted;
            field += usize::from(is_first);
            place.column += 1;
            if sign == '\n' {
                place = Place {
                    line: place.line + 1,
                    column: 1,
                };
            }
        }
        place
    }

    /// The text from where the row begins, and the number of its first line.
    fn text(self) -> (String, u64) {
        let (at, line) = self
            .begins
            .map_or((0, 1), |begins| (begins.byte(), begins.line()));
        let mut bytes = Vec::new();
        if let Ok((mut file, _)) = open_file(self.path)
            && file.seek(SeekFrom::Start(at)).is_ok()
        {
            // What cannot be read any more has no place.
            let _ = file.take(MOST_BYTES).read_to_end(&mut bytes);
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = match at {
            0 => text.trim_start_matches('\u{feff}'),
            _ => &text,
        };
        (text.to_owned(), line)
    }
}
