//! What stands around a field's value: its name, the sign before it, the comma after it.
//!
//! Promises to know a field by the sign that a person put in the place of ':'. Refuses to know
//! which names there are.

use std::ops::Range;

use super::{Scanner, Stop};
use crate::scenario::locate::Slip;
use crate::scenario::locate::node::Node;
use crate::scenario::locate::signs::is_word;

impl Scanner<'_> {
    /// Whether more fields follow the bracket at `at`, which would end the scenario.
    pub(super) fn goes_on_after(&self, at: usize) -> bool {
        let rest = self.text[at + 1..].trim_start();
        let rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        end > 0 && rest[end..].trim_start().starts_with(':')
    }

    /// Whether `name:` stands here.
    pub(super) fn is_field_ahead(&self) -> bool {
        let rest = self.rest();
        let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        rest.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && rest[end..].trim_start().starts_with(':')
    }

    /// `name:`, or nothing passed.
    pub(super) fn field_name(&mut self) -> Result<Option<(String, Range<usize>)>, Stop> {
        let (start, n_slips) = (self.at, self.found.slips.len());
        let is_quoted = self.peek() == Some('"');
        if is_quoted {
            self.leaf('"')?;
        } else if self
            .rest()
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
        {
            self.word();
        }
        let mut span = start..self.at;
        self.skip_blank()?;
        let is_same_line = !self.text[span.end..self.at].contains('\n');
        if !is_quoted && is_same_line && self.is_field_ahead() {
            self.word(); // A name of two words, such as `batch size`.
            span.end = self.at;
            self.skip_blank()?;
        }
        match self.peek() {
            _ if span.is_empty() => {}
            Some(':') => {
                self.bump()?;
                if is_quoted {
                    let (start, end) = (span.start, span.end);
                    self.note(Slip::QuotedName { start, end })?;
                }
                self.skip_blank()?;
                let name = self.text[span.clone()].trim_matches('"');
                let name = name.strip_prefix("r#").unwrap_or(name).to_owned();
                return Ok(Some((name, span)));
            }
            Some('=') if !is_quoted => {
                self.note(Slip::Equals { at: self.at })?;
                self.bump()?;
                self.at += usize::from(self.rest().starts_with('>'));
                self.skip_blank()?;
                return Ok(Some((self.text[span.clone()].to_owned(), span)));
            }
            Some(c)
                if !is_quoted
                    && is_same_line
                    && self.at > span.end
                    && (is_word(c) || matches!(c, '"' | '[')) =>
            {
                self.note(Slip::MissingColon { after: span.end })?;
                return Ok(Some((self.text[span.clone()].to_owned(), span)));
            }
            _ => {}
        }
        self.at = start;
        self.found.slips.truncate(n_slips);
        Ok(None)
    }

    /// Passes what stands between two values. `value` is the field before it, if it has a name.
    pub(super) fn comma(&mut self, value: Option<&mut Node>) -> Result<(), Stop> {
        if std::mem::take(&mut self.implied) {
            return Ok(());
        }
        let after = self.at;
        self.skip_blank()?;
        match self.peek() {
            Some(',') => {
                self.bump()?;
                self.decimals(value)
            }
            Some(';') => {
                self.note(Slip::Semicolon { at: self.at })?;
                self.bump()
            }
            Some(')' | ']' | '}') | None => Ok(()),
            Some(_) => self.note(Slip::MissingComma { after }),
        }
    }
}
