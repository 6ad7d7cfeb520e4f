//! The scanner of RON's brackets, names, strings and comments.
//!
//! Promises to stop at the first slip, with its place. Refuses to read a number or an escape.

use std::ops::Range;

use super::{Body, Entry, Node};

/// What went wrong, as byte positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Slip {
    /// A bracket that nothing closes.
    Unclosed { open: usize },
    /// A bracket closed by one of another kind.
    Mismatched { open: usize, close: usize },
    /// Two values with no comma between them.
    MissingComma { after: usize },
    /// A string, character or comment without end.
    Unterminated { start: usize },
    /// Something that starts no value.
    Unexpected { at: usize },
    /// Text after the end of the scenario.
    Trailing { at: usize },
}

/// Deepest nesting read; RON itself stops at 128.
const DEEPEST: usize = 128;

/// The outline of a whole text.
pub(super) fn scan(text: &str) -> Result<Node, Slip> {
    let mut scanner = Scanner {
        text,
        at: 0,
        depth: 0,
        pairs: Vec::new(),
    };
    scanner.whole().map_err(|slip| scanner.blame(slip))
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    /// Brackets seen so far, inner first: byte of the opening, byte of the closing.
    pairs: Vec<(usize, usize)>,
}

impl<'t> Scanner<'t> {
    fn whole(&mut self) -> Result<Node, Slip> {
        self.skip_blank()?;
        while self.rest().starts_with("#![") {
            let end = self.rest().find(")]");
            self.at += end.ok_or(Slip::Unclosed { open: self.at })? + 2;
            self.skip_blank()?;
        }
        let node = self.value()?;
        self.skip_blank()?;
        match self.rest().is_empty() {
            true => Ok(node),
            false => Err(Slip::Trailing { at: self.at }),
        }
    }

    /// A missing bracket shows at the end of the text, where all closing ones are used up. The
    /// first one that closes a line of deeper indentation than its own is the likelier place.
    fn blame(&self, slip: Slip) -> Slip {
        let Slip::Unclosed { .. } = slip else {
            return slip;
        };
        let indent = |at: usize| {
            let line = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let blanks = self.text[line..].chars().take_while(|c| *c == ' ').count();
            (blanks, line + blanks)
        };
        let suspect = self.pairs.iter().find(|(open, close)| {
            let ((opened, _), (closed, first)) = (indent(*open), indent(*close));
            first == *close && closed < opened
        });
        suspect.map_or(slip, |(open, _)| Slip::Unclosed { open: *open })
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Skips white space and comments.
    fn skip_blank(&mut self) -> Result<(), Slip> {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            if self.rest().starts_with("//") {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else if self.rest().starts_with("/*") {
                self.skip_block_comment()?;
            } else {
                return Ok(());
            }
        }
    }

    fn skip_block_comment(&mut self) -> Result<(), Slip> {
        let (start, mut depth) = (self.at, 0);
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                (depth, self.at) = (depth + 1, self.at + 2);
            } else if rest.starts_with("*/") {
                (depth, self.at) = (depth - 1, self.at + 2);
            } else {
                let next = self.peek().ok_or(Slip::Unterminated { start })?;
                self.at += next.len_utf8();
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn value(&mut self) -> Result<Node, Slip> {
        self.depth += 1;
        let start = self.at;
        if self.depth > DEEPEST {
            return Err(Slip::Unexpected { at: start });
        }
        let mut name = String::new();
        let body = match self.peek() {
            Some('"') => self.string()?,
            Some('\'') => self.character()?,
            Some('[' | '{' | '(') => self.bracketed()?,
            Some(_) if self.raw_string()? => Body::Leaf,
            Some(c) if is_word(c) => {
                name = self.word().to_owned();
                self.after_word(start)?
            }
            Some(_) => return Err(Slip::Unexpected { at: start }),
            None => return Err(Slip::Unexpected { at: start }),
        };
        self.depth -= 1;
        Ok(Node {
            span: start..self.at,
            name,
            body,
        })
    }

    /// `Name`, `Name(…)`, or a byte string `b"…"`.
    fn after_word(&mut self, start: usize) -> Result<Body, Slip> {
        let end = self.at;
        match (&self.text[start..end], self.peek()) {
            ("b", Some('"')) => return self.string(),
            ("b", Some('\'')) => return self.character(),
            _ => {}
        }
        self.skip_blank()?;
        if self.peek() == Some('(') {
            return self.bracketed();
        }
        self.at = end;
        Ok(Body::Leaf)
    }

    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn string(&mut self) -> Result<Body, Slip> {
        self.quoted('"')
    }

    fn character(&mut self) -> Result<Body, Slip> {
        self.quoted('\'')
    }

    fn quoted(&mut self, quote: char) -> Result<Body, Slip> {
        let start = self.at;
        self.at += 1;
        let mut escaped = false;
        for (offset, c) in self.rest().char_indices() {
            if c == quote && !escaped {
                self.at += offset + 1;
                return Ok(Body::Leaf);
            }
            escaped = c == '\\' && !escaped;
        }
        Err(Slip::Unterminated { start })
    }

    /// Skips `r"…"`, `r#"…"#`, `br"…"`; false if there is none here.
    fn raw_string(&mut self) -> Result<bool, Slip> {
        let start = self.at;
        let rest = self.rest();
        let Some(body) = rest.strip_prefix("br").or(rest.strip_prefix('r')) else {
            return Ok(false);
        };
        let opened = body.trim_start_matches('#');
        let hashes = body.len() - opened.len();
        if !opened.starts_with('"') {
            return Ok(false);
        }
        let end = format!("\"{}", "#".repeat(hashes));
        let length = opened[1..].find(&end).ok_or(Slip::Unterminated { start })?;
        self.at += rest.len() - opened.len() + 1 + length + end.len();
        Ok(true)
    }

    fn bracketed(&mut self) -> Result<Body, Slip> {
        let open = self.at;
        let closing = match self.peek() {
            Some('[') => ']',
            Some('{') => '}',
            _ => ')',
        };
        self.at += 1;
        let (mut entries, mut items) = (Vec::new(), Vec::new());
        loop {
            self.skip_blank()?;
            match self.peek() {
                None => return Err(Slip::Unclosed { open }),
                Some(c) if c == closing => break,
                Some(')' | ']' | '}') => {
                    let close = self.at;
                    return Err(Slip::Mismatched { open, close });
                }
                Some(_) => {}
            }
            match self.field_name()?.filter(|_| closing == ')') {
                Some((name, name_span)) => {
                    let value = self.value()?;
                    entries.push(Entry {
                        name,
                        name_span,
                        value,
                    });
                }
                None => items.push(self.item()?),
            }
            self.comma(closing, open)?;
        }
        let close = self.at;
        self.at += 1;
        self.pairs.push((open, close));
        Ok(match closing == ')' && items.is_empty() {
            true => Body::Fields { entries, close },
            false => Body::Items(items),
        })
    }

    /// A value, or the value of a map's `key: value`.
    fn item(&mut self) -> Result<Node, Slip> {
        let node = self.value()?;
        self.skip_blank()?;
        if self.peek() != Some(':') {
            return Ok(node);
        }
        self.at += 1;
        self.skip_blank()?;
        self.value()
    }

    /// `name:`, or nothing skipped.
    fn field_name(&mut self) -> Result<Option<(String, Range<usize>)>, Slip> {
        let start = self.at;
        let name = self.word().to_owned();
        let span = start..self.at;
        self.skip_blank()?;
        if name.is_empty() || self.peek() != Some(':') {
            self.at = start;
            return Ok(None);
        }
        self.at += 1;
        self.skip_blank()?;
        Ok(Some((name, span)))
    }

    fn comma(&mut self, closing: char, open: usize) -> Result<(), Slip> {
        let after = self.at;
        self.skip_blank()?;
        match self.peek() {
            Some(',') => self.at += 1,
            Some(c) if c == closing => {}
            Some(')' | ']' | '}') => {
                let close = self.at;
                return Err(Slip::Mismatched { open, close });
            }
            Some(_) => return Err(Slip::MissingComma { after }),
            None => return Err(Slip::Unclosed { open }),
        }
        Ok(())
    }
}

/// Whether a character can stand in a name or a number.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.' | '#')
}
