//! The values of a text and their places.

use std::ops::Range;

/// One value.
#[derive(Debug)]
pub(in crate::scenario) struct Node {
    /// From its first byte (of its name, if it has one) to past its last.
    pub span: Range<usize>,
    /// What stands before its parenthesis, such as `Exact`.
    pub name: String,
    /// What it is made of.
    pub body: Body,
}

/// What a value is made of.
#[derive(Debug)]
pub(in crate::scenario) enum Body {
    /// Nothing that could be read; a slip says why.
    Missing,
    /// A number, a string, a bare name.
    Leaf,
    /// `( field: value, … )`, also `()`; `close` is the byte of its last bracket.
    Fields { entries: Vec<Entry>, close: usize },
    /// `[ … ]` or `( value, … )`, with its first bracket.
    Items { items: Vec<Node>, bracket: char },
}

/// One field.
#[derive(Debug)]
pub(in crate::scenario) struct Entry {
    pub name: String,
    pub name_span: Range<usize>,
    pub value: Node,
}

impl Node {
    /// `Some(x)` is x, and the field of a variant that wraps a struct is the struct.
    pub fn inner(&self) -> &Self {
        match &self.body {
            Body::Items { items, .. } if !self.name.is_empty() && items.len() == 1 => {
                let wraps_fields = matches!(items[0].body, Body::Fields { .. });
                match self.name == "Some" || wraps_fields {
                    true => items[0].inner(),
                    false => self,
                }
            }
            _ => self,
        }
    }

    pub(super) fn step(&self, step: &Step) -> Option<&Self> {
        match (step, &self.body) {
            (Step::Field(name), Body::Fields { entries, .. }) => entries
                .iter()
                .find(|entry| entry.name == *name)
                .map(|entry| &entry.value),
            (Step::Index(index), Body::Items { items, .. }) => items.get(*index),
            _ => None,
        }
    }

    /// How many values it is made of, itself included.
    pub fn n_values(&self) -> usize {
        1 + match &self.body {
            Body::Missing | Body::Leaf => 0,
            Body::Fields { entries, .. } => entries.iter().map(|e| e.value.n_values()).sum(),
            Body::Items { items, .. } => items.iter().map(Self::n_values).sum::<usize>(),
        }
    }
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Step {
    /// `.name`.
    Field(String),
    /// `[index]`.
    Index(usize),
}
