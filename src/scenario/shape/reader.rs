//! One value of an outline, for whoever knows its type.
//!
//! Promises to go on after a mistake: it is noted, and a filler stands in. Refuses to know what
//! types a scenario has; those say themselves what they want.

use serde::de::{DeserializeSeed, SeqAccess};

use super::filler::Filler;
use super::leaf;
use super::reading::Reading;
use super::stop::Stop;
use crate::scenario::diagnostic::Mistake;
use crate::scenario::locate::{Body, Node};

/// Reads one value.
#[derive(Clone, Copy)]
pub(super) struct Reader<'r, 't> {
    pub(super) node: &'r Node,
    pub(super) reading: &'r Reading<'t>,
    /// The variant whose only value this is; its name stands before the parenthesis.
    pub(super) variant: Option<&'static str>,
}

impl<'r, 't> Reader<'r, 't> {
    pub(super) fn new(node: &'r Node, reading: &'r Reading<'t>) -> Self {
        Self {
            node,
            reading,
            variant: None,
        }
    }

    pub(super) fn text(&self) -> &'t str {
        self.reading.of(self.node)
    }

    /// Notes that the value cannot stand here; a filler does instead.
    pub(super) fn unfit(&self, wrong: leaf::Wrong) -> Filler<'static> {
        let span = self.node.span.clone();
        let mut mistake = Mistake::new(span.clone(), wrong.problem).expecting(wrong.expected);
        mistake.near = wrong.near;
        self.reading.fill(&span, mistake);
        Filler::new(self.reading.filling)
    }

    pub(super) fn unlike(&self, expected: &str) -> Filler<'static> {
        self.unfit(leaf::Wrong::of(self.text(), expected))
    }

    /// What stands in for a value of which a slip or an earlier reading said what is wrong.
    pub(super) fn stand_in(&self) -> Option<Filler<'static>> {
        let span = &self.node.span;
        let refused = self.reading.refused.borrow();
        if let Some((_, mistakes)) = refused.iter().find(|(refused, _)| refused == span) {
            let mistakes = mistakes.iter().cloned();
            mistakes.for_each(|mistake| self.reading.note(mistake));
        } else if !matches!(self.node.body, Body::Missing) {
            return None;
        }
        self.reading.found.borrow_mut().filled.push(span.clone());
        Some(Filler::new(self.reading.filling))
    }

    /// The elements of a list or tuple, whatever its brackets; `None` if it has none.
    pub(super) fn elements(&self, wanted: char, expected: &str) -> Option<&'r [Node]> {
        match &self.node.body {
            Body::Items { items, bracket } if self.node.name.is_empty() => {
                if *bracket != wanted {
                    let problem = leaf::unfit(self.text());
                    let mistake = Mistake::new(self.node.span.clone(), problem);
                    self.reading.note(mistake.expecting(expected));
                }
                Some(items)
            }
            Body::Fields { entries, .. } if entries.is_empty() && self.node.name.is_empty() => {
                let problem = leaf::unfit(self.text());
                let mistake = Mistake::new(self.node.span.clone(), problem);
                self.reading.note(mistake.expecting(expected));
                Some(&[])
            }
            _ => None,
        }
    }

    pub(super) fn several(&self, items: &'r [Node]) -> Several<'r, 't> {
        Several {
            reading: self.reading,
            items: items.iter(),
        }
    }
}

/// The elements of a list.
pub(super) struct Several<'r, 't> {
    pub(super) reading: &'r Reading<'t>,
    pub(super) items: std::slice::Iter<'r, Node>,
}

impl<'de> SeqAccess<'de> for Several<'_, '_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Stop> {
        let next = self.items.next();
        next.map(|node| seed.deserialize(Reader::new(node, self.reading)))
            .transpose()
    }
}
