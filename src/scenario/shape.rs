//! Stage one: from the outline of a text to a [`RawScenario`], by names and types.
//!
//! Promises every mistake of shape in one reading: unknown, missing and doubled fields, unknown
//! variants, values of the wrong type. What cannot be read is filled in, so that what is right
//! beside it can be checked as well. Refuses to know what a value means.

mod field_names;
mod filler;
mod leaf;
mod reader;
mod sections;
mod variant;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use serde::{Deserialize, de};

use super::diagnostic::Mistake;
use super::locate::{Node, Outline};
use super::raw::RawScenario;
pub(super) use filler::Asked;
use reader::Reader;
pub(super) use sections::asked;

/// What was found in a text.
pub(super) struct Shape {
    /// The scenario; filled in where there are mistakes. `None` if nothing could be read.
    pub raw: Option<RawScenario>,
    /// What is wrong, in the order in which it was found.
    pub mistakes: Vec<Mistake>,
    /// Where values were filled in.
    pub filled: Vec<Range<usize>>,
    /// Places where only text in quotes can stand.
    pub wants_text: Vec<Range<usize>>,
}

/// How many fillings there are that differ.
pub(super) const N_FILLINGS: usize = 4;
/// The most mistakes of one text.
const MOST_MISTAKES: usize = 100;
/// The most values that are read over all readings of one text.
const MOST_VALUES_READ: usize = 4_000_000;

/// Reads `text`; `filling` says what stands in for values that cannot be read.
pub(super) fn read(text: &str, outline: &Outline, filling: usize) -> Shape {
    let mut reading = Reading::new(text, filling);
    let n_values = outline.root().n_values().max(1);
    let most_readings = (MOST_VALUES_READ / n_values).clamp(2, 100);
    for _ in 0..most_readings {
        reading.found = RefCell::default();
        match RawScenario::deserialize(Reader::new(outline.root(), &reading)) {
            Ok(raw) => return reading.shape(Some(raw)),
            // Said by whom nobody could fill in for; a visitor is used up by its error.
            Err(Stop::Again) => {}
            Err(_) => break,
        }
    }
    reading.shape(None)
}

/// One text under way, perhaps read more than once.
struct Reading<'t> {
    text: &'t str,
    filling: usize,
    /// Fields of structs (by their span) that are missing and must be filled in.
    absent: RefCell<Vec<(Range<usize>, &'static str)>>,
    /// Values that their type refused, and what is wrong in each.
    refused: RefCell<Vec<(Range<usize>, Vec<Mistake>)>>,
    found: RefCell<Found>,
}

#[derive(Default)]
struct Found {
    mistakes: Vec<Mistake>,
    /// Missing fields: name and mistake.
    missing: Vec<(&'static str, Mistake)>,
    /// Fields that stand where they do not belong, or are misspelt, by the right name.
    misplaced: BTreeSet<String>,
    filled: Vec<Range<usize>>,
    wants_text: Vec<Range<usize>>,
}

impl<'t> Reading<'t> {
    fn new(text: &'t str, filling: usize) -> Self {
        Self {
            text,
            filling,
            absent: RefCell::default(),
            refused: RefCell::default(),
            found: RefCell::default(),
        }
    }

    fn of(&self, node: &Node) -> &'t str {
        &self.text[node.span.clone()]
    }

    fn note(&self, mistake: Mistake) {
        let mut found = self.found.borrow_mut();
        if found.mistakes.len() < MOST_MISTAKES {
            found.mistakes.push(mistake);
        }
    }

    /// Notes a mistake whose value is filled in.
    fn fill(&self, span: &Range<usize>, mistake: Mistake) {
        self.note(mistake);
        self.found.borrow_mut().filled.push(span.clone());
    }

    fn n_mistakes(&self) -> usize {
        let found = self.found.borrow();
        found.mistakes.len() + found.missing.len() + found.filled.len()
    }

    /// What a type says of the value `node`, in the words of a mistake; the next reading fills
    /// the value in. Within the value there may be mistakes enough.
    fn refuse(&self, node: &Node, stop: Stop, n_before: usize) -> Stop {
        let mistake = match stop {
            Stop::Again | Stop::Missing(_) => return stop,
            Stop::Expected(expected) => {
                Mistake::new(node.span.clone(), leaf::unfit(self.of(node))).expecting(expected)
            }
            Stop::Told(told) => match told.split_once("; ") {
                Some((problem, expected)) => {
                    Mistake::new(node.span.clone(), problem).expecting(expected)
                }
                None => Mistake::new(node.span.clone(), told),
            },
        };
        let mistakes = match self.n_mistakes() > n_before {
            // The next reading does not look into the value.
            true => self.mistakes_within(&node.span),
            false => vec![mistake],
        };
        let mut refused = self.refused.borrow_mut();
        refused.push((node.span.clone(), mistakes));
        Stop::Again
    }

    /// What was found in these bytes so far.
    fn mistakes_within(&self, span: &Range<usize>) -> Vec<Mistake> {
        let found = self.found.borrow();
        let missing = found.missing.iter().map(|(_, mistake)| mistake);
        let all = found.mistakes.iter().chain(missing);
        let is_within =
            |own: &Range<usize>| span.start <= own.start && own.end <= span.end && !span.is_empty();
        all.filter(|mistake| is_within(&mistake.span))
            .cloned()
            .collect()
    }

    fn shape(self, raw: Option<RawScenario>) -> Shape {
        let found = self.found.into_inner();
        let told = found.misplaced;
        let missing = found.missing.into_iter();
        let missing = missing.filter(|(name, _)| !told.contains(*name));
        let mut mistakes = found.mistakes;
        mistakes.extend(missing.map(|(_, mistake)| mistake));
        Shape {
            raw,
            mistakes,
            filled: found.filled,
            wants_text: found.wants_text,
        }
    }
}

/// Why a type could not be made of a value.
#[derive(Debug)]
enum Stop {
    /// Read once more: what is wrong is noted, and is filled in then.
    Again,
    /// A field that is required is missing.
    Missing(&'static str),
    /// What the type expected.
    Expected(String),
    /// What the type says: the problem, and after "; " what is expected.
    Told(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Again => f.write_str("read once more"),
            Self::Missing(field) => write!(f, "{field} is missing"),
            Self::Expected(text) | Self::Told(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Stop {}

impl de::Error for Stop {
    fn custom<T: fmt::Display>(told: T) -> Self {
        Self::Told(told.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::Expected(expected.to_string())
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::Expected(expected.to_string())
    }

    fn invalid_length(_: usize, expected: &dyn de::Expected) -> Self {
        Self::Expected(expected.to_string())
    }
}
