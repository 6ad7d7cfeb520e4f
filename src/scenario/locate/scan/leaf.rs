//! Names, numbers and texts, and what people put in their place.
//!
//! Promises that a number with a unit, a fraction or a text in the wrong quotes is passed as
//! one value. Refuses to know what a number means.

use super::{Scanner, Stop};
use crate::scenario::locate::Slip;
use crate::scenario::locate::node::{Body, Node};
use crate::scenario::locate::signs::{is_blank, is_quote, is_word};

impl<'t> Scanner<'t> {
    pub(super) fn word(&mut self) -> &'t str {
        let rest = self.rest();
        // `r#name` is RON's way to write a name as it is.
        let is_raw = |name: &&str| name.starts_with(|c: char| is_word(c));
        let raw = rest.strip_prefix("r#").filter(is_raw);
        let bare = raw.unwrap_or(rest);
        let end = bare.find(|c: char| !is_word(c)).unwrap_or(bare.len());
        self.at += rest.len() - bare.len() + end;
        &bare[..end]
    }

    /// A text or a character that begins with `c`, if one does.
    pub(super) fn leaf(&mut self, c: char) -> Result<Option<Body>, Stop> {
        match c {
            '"' => self.quoted().map(Some),
            '\'' => self.single().map(Some),
            c if is_quote(c) => self.otherwise_quoted().map(Some),
            'r' | 'b' => self.raw_string(),
            _ => Ok(None),
        }
    }

    /// `"…"`. A text that reaches into the next line and ends where no text can end lacks its
    /// closing quote.
    fn quoted(&mut self) -> Result<Body, Stop> {
        let start = self.at;
        let end = end_of_quoted(self.rest(), '"').map(|length| start + length);
        let ends_well = |end: usize| {
            if !self.text[start..end].contains('\n') {
                return true;
            }
            let next = self.text[end..].trim_start_matches(is_blank);
            next.is_empty() || next.starts_with([',', ')', ']', '}', ':', ';', '/', '#'])
        };
        match end {
            Some(end) if ends_well(end) => {
                self.at = end;
                self.whole_text(start)
            }
            _ => {
                let head = self.rest().lines().next().unwrap_or_default();
                let head = head.trim_end_matches(|c| is_blank(c) || c == ',');
                self.at = start + head.trim_end_matches([')', ']', '}']).len().max(1);
                self.note(Slip::Unterminated { start })?;
                Ok(Body::Missing)
            }
        }
    }

    /// `'…'`, on one line.
    fn single(&mut self) -> Result<Body, Stop> {
        let start = self.at;
        let line = self.rest().lines().next().unwrap_or_default();
        match end_of_quoted(line, '\'') {
            Some(length) => {
                self.at += length;
                let end = self.at;
                self.note(Slip::OtherQuotes { start, end })?;
                Ok(Body::Missing)
            }
            None => {
                self.at += line
                    .trim_end_matches([',', ')', ']', '}', ' '])
                    .len()
                    .max(1);
                self.note(Slip::Unterminated { start })?;
                Ok(Body::Missing)
            }
        }
    }

    /// `“…”` and the like, up to the last such quote before a comma or the end of the line.
    fn otherwise_quoted(&mut self) -> Result<Body, Stop> {
        let start = self.at;
        let line = self.rest().lines().next().unwrap_or_default();
        let first = line.chars().next().map_or(1, char::len_utf8);
        let ends = |c: char| is_quote(c) || c == '"';
        let end = line[first..].find(ends).map_or(line.len(), |at| {
            let quote = line[first + at..].chars().next().map_or(0, char::len_utf8);
            first + at + quote
        });
        self.at += end;
        let end = self.at;
        self.note(Slip::OtherQuotes { start, end })?;
        Ok(Body::Missing)
    }

    /// `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, if there is one here.
    fn raw_string(&mut self) -> Result<Option<Body>, Stop> {
        let (start, rest) = (self.at, self.rest());
        if rest.starts_with("b\"") || rest.starts_with("b'") {
            self.at += 1;
            return if rest.as_bytes()[1] == b'"' {
                self.quoted()
            } else {
                self.single()
            }
            .map(Some);
        }
        let Some(body) = rest.strip_prefix("br").or(rest.strip_prefix('r')) else {
            return Ok(None);
        };
        let opened = body.trim_start_matches('#');
        if !opened.starts_with('"') {
            return Ok(None);
        }
        let end = format!("\"{}", "#".repeat(body.len() - opened.len()));
        let Some(length) = opened[1..].find(&end) else {
            self.note(Slip::Unterminated { start })?;
            return Err(Stop);
        };
        self.at += rest.len() - opened.len() + 1 + length + end.len();
        self.whole_text(start).map(Some)
    }

    /// A text from `start` to here, in which no control character may stand.
    fn whole_text(&mut self, start: usize) -> Result<Body, Stop> {
        let is_obeyed = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        match self.text[start..self.at].find(is_obeyed) {
            Some(offset) => {
                self.note(Slip::Invisible { at: start + offset })?;
                Ok(Body::Missing)
            }
            None => Ok(Body::Leaf),
        }
    }

    /// `Name`, `Name(…)`, a number, and what people write after one.
    pub(super) fn after_word(&mut self, start: usize) -> Result<Body, Stop> {
        let end = self.at;
        let word = &self.text[start..end];
        if is_number(word) {
            return self.after_number(start);
        }
        if self.rest().starts_with('"') {
            self.at += 1;
            self.note(Slip::MissingQuote { start, end })?;
            return Ok(Body::Missing);
        }
        self.skip_blank()?;
        if self.peek() == Some('(') {
            return self.bracketed();
        }
        self.at = end;
        self.more_words(true);
        Ok(Body::Leaf)
    }

    /// Passes further words of the same line, such as the second one of `Z IL`.
    fn more_words(&mut self, only_names: bool) {
        loop {
            let rest = self.rest();
            let next = rest.trim_start_matches([' ', '\t']);
            let length = next.find(|c: char| !is_word(c)).unwrap_or(next.len());
            let after = next[length..].trim_start_matches([' ', '\t']);
            let is_name = next.starts_with(|c: char| c.is_alphabetic());
            let ends = after.is_empty()
                || after.starts_with([',', ')', ']', '}', '\n', '\r', ';', '/'])
                || next[length..].starts_with([' ', '\t']) && after.starts_with(is_word);
            if length == 0 || next.len() == rest.len() || !ends || (only_names && !is_name) {
                return;
            }
            self.at += rest.len() - next.len() + length;
        }
    }

    fn after_number(&mut self, start: usize) -> Result<Body, Stop> {
        let number_end = self.at;
        let rest = self.rest();
        let next = rest.trim_start_matches([' ', '\t']);
        let gap = rest.len() - next.len();
        if next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/*") {
            let below = next[1..].trim_start_matches([' ', '\t']);
            let length = below.find(|c: char| !is_word(c)).unwrap_or(below.len());
            if is_number(&below[..length]) {
                self.at += rest.len() - below.len() + length;
                let end = self.at;
                self.note(Slip::Fraction { start, end })?;
                return Ok(Body::Leaf);
            }
        }
        if next.starts_with(['*', '^', '/']) && !next.starts_with("//") && !next.starts_with("/*") {
            let line = next.lines().next().unwrap_or_default();
            let length = line.find([',', ')', ']', '}']).unwrap_or(line.len());
            self.at += gap + line[..length].trim_end().len();
            let end = self.at;
            self.note(Slip::Arithmetic { start, end })?;
            return Ok(Body::Missing);
        }
        if gap > 0 && next.starts_with("..") {
            self.at += gap;
            self.word();
            return Ok(Body::Leaf);
        }
        let sign = next
            .chars()
            .next()
            .filter(|c| matches!(c, '%' | '°' | 'µ' | '‰'));
        match sign {
            Some(sign) => self.at += gap + sign.len_utf8(),
            None => self.more_words(true),
        }
        if self.at > number_end {
            let end = self.at;
            self.note(Slip::Unit {
                start,
                number_end,
                end,
            })?;
            return Ok(Body::Missing);
        }
        Ok(Body::Leaf)
    }

    /// After a comma: the decimals of `0,01`, whose whole part is the field `value`.
    pub(super) fn decimals(&mut self, value: Option<&mut Node>) -> Result<(), Stop> {
        let Some(value) = value else {
            return Ok(());
        };
        let (start, whole_end) = (value.span.start, value.span.end);
        let rest = self.rest();
        let length = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        let is_whole = |text: &str| {
            let digits = text.trim_start_matches(['-', '+']);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        let is_decimal = matches!(value.body, Body::Leaf)
            && is_whole(&self.text[value.span.clone()])
            && whole_end + 1 == self.at
            && rest.starts_with(|c: char| c.is_ascii_digit())
            && !rest[length..].trim_start().starts_with([':', '=']);
        if !is_decimal {
            return Ok(());
        }
        self.at += length;
        let end = self.at;
        value.body = Body::Missing;
        value.span.end = end;
        self.note(Slip::DecimalComma { start, end })?;
        self.comma(None)
    }
}

/// Whether a word begins as a number does.
fn is_number(word: &str) -> bool {
    let digits = word.trim_start_matches(['-', '+', '.', '\u{2212}', '\u{2013}']);
    digits.starts_with(|c: char| c.is_ascii_digit())
}

/// How long a text in quotes is, both included.
fn end_of_quoted(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (offset, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            return Some(offset + c.len_utf8());
        }
        escaped = c == '\\' && !escaped;
    }
    None
}
