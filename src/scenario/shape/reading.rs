//! One text under way, and what was found in it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use super::leaf;
use super::stop::Stop;
use crate::scenario::diagnostic::Mistake;
use crate::scenario::locate::Node;
use crate::scenario::raw::RawScenario;

/// What was found in a text.
pub(in crate::scenario) struct Shape {
    /// The scenario; filled in where there are mistakes. `None` if nothing could be read.
    pub raw: Option<RawScenario>,
    /// What is wrong, in the order in which it was found.
    pub mistakes: Vec<Mistake>,
    /// Where values were filled in.
    pub filled: Vec<Range<usize>>,
    /// Places where only text in quotes can stand.
    pub wants_text: Vec<Range<usize>>,
}

/// The most mistakes of one text.
pub(super) const MOST_MISTAKES: usize = 100;

/// One text under way, perhaps read more than once.
pub(super) struct Reading<'t> {
    pub(super) text: &'t str,
    pub(super) filling: usize,
    /// Fields of structs (by their span) that are missing and must be filled in.
    pub(super) absent: RefCell<Vec<(Range<usize>, &'static str)>>,
    /// Values that their type refused, and what is wrong in each.
    pub(super) refused: RefCell<Vec<(Range<usize>, Vec<Mistake>)>>,
    pub(super) found: RefCell<Found>,
}

#[derive(Default)]
pub(super) struct Found {
    pub(super) mistakes: Vec<Mistake>,
    /// Missing fields: name and mistake.
    pub(super) missing: Vec<(&'static str, Mistake)>,
    /// Fields that stand where they do not belong, or are misspelt, by the right name.
    pub(super) misplaced: BTreeSet<String>,
    pub(super) filled: Vec<Range<usize>>,
    pub(super) wants_text: Vec<Range<usize>>,
}

impl<'t> Reading<'t> {
    pub(super) fn new(text: &'t str, filling: usize) -> Self {
        Self {
            text,
            filling,
            absent: RefCell::default(),
            refused: RefCell::default(),
            found: RefCell::default(),
        }
    }

    pub(super) fn of(&self, node: &Node) -> &'t str {
        &self.text[node.span.clone()]
    }

    pub(super) fn note(&self, mistake: Mistake) {
        let mut found = self.found.borrow_mut();
        if found.mistakes.len() < MOST_MISTAKES {
            found.mistakes.push(mistake);
        }
    }

    /// Notes a mistake whose value is filled in.
    pub(super) fn fill(&self, span: &Range<usize>, mistake: Mistake) {
        self.note(mistake);
        self.found.borrow_mut().filled.push(span.clone());
    }

    pub(super) fn n_mistakes(&self) -> usize {
        let found = self.found.borrow();
        found.mistakes.len() + found.missing.len() + found.filled.len()
    }

    /// What a type says of the value `node`, in the words of a mistake; the next reading fills
    /// the value in. Within the value there may be mistakes enough.
    pub(super) fn refuse(&self, node: &Node, stop: Stop, n_before: usize) -> Stop {
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

    pub(super) fn shape(self, raw: Option<RawScenario>) -> Shape {
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
