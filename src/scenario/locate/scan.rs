//! The scanner of RON's brackets, names, strings and comments.
//!
//! Promises to go on after a slip wherever it is clear what was meant, so that all slips of a
//! text are found and what is right is still read. Refuses to read a number or an escape.

mod blank;
mod field_sign;
mod leaf;
mod repair;

use super::node::{Body, Entry, Node};
use super::punctuation::{DEEPEST, MOST_VALUES, Slip};
use super::signs::{closing, is_word, plain};

pub(super) use repair::scan;

/// The most slips of one text.
const MOST_SLIPS: usize = 50;

/// The reading ends here; its slip is noted.
struct Stop;

/// What is known beforehand about a text's brackets.
#[derive(Clone, Debug, Default)]
struct Hints {
    /// Opening brackets that nothing closes, and the byte from which on they are taken as closed.
    closed_from: Vec<(usize, usize)>,
    /// Closing brackets of the wrong kind.
    wrong: Vec<usize>,
}

/// What was found.
struct Found {
    root: Option<Node>,
    slips: Vec<Slip>,
    /// Whether it is clear which value stands in which bracket.
    is_whole: bool,
    /// Closed brackets, inner first: byte of the opening, byte of the closing.
    pairs: Vec<(usize, usize)>,
    /// Closing brackets that closed an outer bracket over an inner one.
    leaps: Vec<usize>,
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    hints: &'t Hints,
    /// Open brackets, outer first: byte, and the sign that closes it.
    open: Vec<(usize, char)>,
    n_values: usize,
    /// Whether the value that was just read ended without a bracket of its own.
    implied: bool,
    found: Found,
}

fn scan_once(text: &str, hints: &Hints) -> Found {
    let found = Found {
        root: None,
        slips: Vec::new(),
        is_whole: true,
        pairs: Vec::new(),
        leaps: Vec::new(),
    };
    let mut scanner = Scanner {
        text,
        at: 0,
        hints,
        open: Vec::new(),
        n_values: 0,
        implied: false,
        found,
    };
    match scanner.whole() {
        Ok(root) => scanner.found.root = Some(root),
        Err(Stop) => scanner.found.is_whole = false,
    }
    scanner.found
}

impl<'t> Scanner<'t> {
    fn whole(&mut self) -> Result<Node, Stop> {
        self.skip_blank()?;
        while self.rest().starts_with("#![") {
            self.extensions()?;
            self.skip_blank()?;
        }
        if self.rest().is_empty() {
            self.note(Slip::Empty)?;
            return Err(Stop);
        }
        let node = self.value()?;
        self.skip_blank()?;
        if !self.rest().is_empty() {
            self.note(Slip::Trailing { at: self.at })?;
        }
        Ok(node)
    }

    fn note(&mut self, slip: Slip) -> Result<(), Stop> {
        if self.found.slips.last() != Some(&slip) {
            self.found.slips.push(slip);
        }
        match self.found.slips.len() < MOST_SLIPS {
            true => Ok(()),
            false => Err(Stop),
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The next character, as the sign that it is or looks like.
    fn peek(&self) -> Option<char> {
        self.rest().chars().next().map(plain)
    }

    /// Passes one character.
    fn bump(&mut self) -> Result<(), Stop> {
        if let Some(c) = self.rest().chars().next() {
            if plain(c) != c {
                self.note(Slip::Lookalike { at: self.at })?;
            }
            self.at += c.len_utf8();
        }
        Ok(())
    }

    fn value(&mut self) -> Result<Node, Stop> {
        let start = self.at;
        self.n_values += 1;
        if self.n_values > MOST_VALUES {
            self.note(Slip::TooMany { at: start })?;
            return Err(Stop);
        }
        let mut name = String::new();
        let body = match self.peek() {
            Some('[' | '{' | '(') => self.bracketed()?,
            Some(c) => match self.leaf(c)? {
                Some(body) => body,
                None if is_word(c) => {
                    self.word();
                    let end = self.at;
                    let body = self.after_word(start)?;
                    if !matches!(body, Body::Leaf) {
                        let word = &self.text[start..end];
                        name = word.strip_prefix("r#").unwrap_or(word).to_owned();
                    }
                    body
                }
                None => self.nothing(c)?,
            },
            None => self.missing()?,
        };
        Ok(Node {
            span: start..self.at,
            name,
            body,
        })
    }

    /// No value begins with `c`.
    fn nothing(&mut self, c: char) -> Result<Body, Stop> {
        if matches!(c, ',' | ';' | ')' | ']' | '}') {
            return self.missing();
        }
        self.note(Slip::Unexpected { at: self.at })?;
        self.bump()?;
        let ends = |c: char| matches!(plain(c), ',' | ';' | ')' | ']' | '}' | '\n');
        self.at += self.rest().find(ends).unwrap_or(self.rest().len());
        Ok(Body::Missing)
    }

    fn missing(&mut self) -> Result<Body, Stop> {
        self.note(Slip::MissingValue { at: self.at })?;
        Ok(Body::Missing)
    }

    fn bracketed(&mut self) -> Result<Body, Stop> {
        let open = self.at;
        let bracket = self.peek().unwrap_or('(');
        if self.open.len() == DEEPEST {
            self.note(Slip::TooDeep { at: open })?;
            return Err(Stop);
        }
        self.bump()?;
        self.open.push((open, closing(bracket)));
        let body = self.inside(open, bracket);
        self.open.pop();
        body
    }

    fn inside(&mut self, open: usize, bracket: char) -> Result<Body, Stop> {
        let (mut entries, mut items): (Vec<Entry>, Vec<Node>) = (Vec::new(), Vec::new());
        let mut holds_fields = bracket != '[';
        let close = loop {
            self.skip_blank()?;
            if let Some(close) = self.end(open, closing(bracket))? {
                break close;
            }
            if self.lone_separator()? {
                continue;
            }
            if !holds_fields && self.is_field_ahead() {
                if !items.is_empty() && self.open.iter().any(|(_, close)| *close != ']') {
                    self.note(Slip::Unclosed { open })?;
                    self.implied = true;
                    break self.at;
                }
                holds_fields = true;
            }
            match if holds_fields {
                self.field_name()?
            } else {
                None
            } {
                Some((name, name_span)) => {
                    let value = self.value()?;
                    entries.push(Entry {
                        name,
                        name_span,
                        value,
                    });
                    self.comma(entries.last_mut().map(|entry| &mut entry.value))?;
                }
                None => {
                    let item = self.value()?;
                    items.push(item);
                    self.comma(None)?;
                }
            }
        };
        if bracket != '(' && (!entries.is_empty() || bracket == '{') {
            self.note(Slip::WrongBrackets { open })?;
        }
        if entries.is_empty() && (bracket == '[' || !items.is_empty()) {
            return Ok(Body::Items { items, bracket });
        }
        for item in items
            .iter()
            .filter(|item| !matches!(item.body, Body::Missing))
        {
            let (start, end) = (item.span.start, item.span.end);
            self.note(Slip::Unnamed { start, end })?;
        }
        Ok(Body::Fields { entries, close })
    }

    /// Passes a comma or semicolon with no value before it.
    fn lone_separator(&mut self) -> Result<bool, Stop> {
        let at = self.at;
        match self.peek() {
            Some(',') => self.note(Slip::ExtraComma { at })?,
            Some(';') => self.note(Slip::Semicolon { at })?,
            _ => return Ok(false),
        }
        self.bump()?;
        Ok(true)
    }

    /// Where the open bracket ends, if it ends here.
    fn end(&mut self, open: usize, closing: char) -> Result<Option<usize>, Stop> {
        let at = self.at;
        let is_due = |(bracket, from): &(usize, usize)| *bracket == open && *from <= at;
        if self.hints.closed_from.iter().any(is_due) {
            self.note(Slip::Unclosed { open })?;
            self.implied = true;
            return Ok(Some(at));
        }
        match self.peek() {
            None => {
                let is_inner = !self.found.slips.iter().any(|slip| slip.is_of_brackets());
                self.found.is_whole &= self.open.len() == 1;
                if is_inner {
                    self.note(Slip::Unclosed { open })?;
                }
                self.implied = true;
                Ok(Some(at))
            }
            Some(c) if c == closing => {
                if self.open.len() == 1 && self.goes_on_after(at) {
                    self.note(Slip::Stray { close: at })?;
                    return self.past_stray(open, closing);
                }
                self.bump()?;
                self.found.pairs.push((open, at));
                Ok(Some(at))
            }
            Some(c @ (')' | ']' | '}')) => {
                if self.hints.wrong.contains(&at) {
                    self.note(Slip::Mismatched { open, close: at })?;
                    self.bump()?;
                    return Ok(Some(at));
                }
                if self.open.iter().any(|(_, close)| *close == c) {
                    self.note(Slip::Unclosed { open })?;
                    self.found.leaps.push(at);
                    self.implied = true;
                    return Ok(Some(at));
                }
                self.note(Slip::Stray { close: at })?;
                self.past_stray(open, closing)
            }
            Some(_) => Ok(None),
        }
    }

    /// Passes a bracket that closes nothing, and the comma after it.
    fn past_stray(&mut self, open: usize, closing: char) -> Result<Option<usize>, Stop> {
        self.bump()?;
        self.skip_blank()?;
        if self.peek() == Some(',') {
            self.bump()?;
            self.skip_blank()?;
        }
        self.end(open, closing)
    }
}
