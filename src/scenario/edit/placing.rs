//! Where in a text a value goes: at its path, with the parents that are missing, and in quotes
//! where nothing but text can stand.
//!
//! Promises to say in the switch itself why a path leads nowhere. Refuses to know what fields
//! there are.

use std::ops::Range;

use super::change::{Edit, refused, written};
use super::edited::{Edited, Part};
use crate::scenario::diagnostic::Mistake;
use crate::scenario::error::ScenarioError;
use crate::scenario::locate::{Body, Node, Outline, Step, short};
use crate::scenario::shape;

/// Edit number `k` on its way into a text.
#[derive(Clone, Copy)]
pub(super) struct Placing<'a> {
    pub(super) edited: &'a Edited,
    pub(super) k: usize,
    pub(super) edit: &'a Edit,
}

impl Placing<'_> {
    /// Puts a default at `path` where nothing stands yet.
    pub(super) fn if_absent(self, path: &[Step], default: &str) -> Result<Edited, ScenarioError> {
        let outline = Outline::of(&self.edited.text);
        match outline.is_whole && !outline.holds(path) {
            true => self.place(path, &[Part::glue(default, 0)]),
            false => Ok(self.edited.clone()),
        }
    }

    /// Places the value as it is, or in quotes where nothing but text can stand.
    pub(super) fn value(self) -> Result<Edited, ScenarioError> {
        let edit = self.edit;
        let value = Outline::of(&edit.value);
        if !value.slips.is_empty() {
            return self.odd_value(&value);
        }
        // What follows the value, such as a comment, would swallow the rest of the line.
        let whole = value.whole();
        let (at, text) = (edit.value_at + whole.start, &edit.value[whole]);
        let part = match edit.n_said {
            Some(_) => edit.said_for(text),
            None => Part::exact(text, at),
        };
        let plain = self.place(&edit.path, &[part])?;
        match self.wants_text(&plain, text) {
            true => self.quoted(),
            false => Ok(plain),
        }
    }

    /// A value that is not RON by itself: a text without quotes, or something odd.
    fn odd_value(self, value: &Outline) -> Result<Edited, ScenarioError> {
        let edit = self.edit;
        let quoted = self.quoted()?;
        if self.is_right(&quoted) {
            return Ok(quoted);
        }
        if edit.value.is_empty() {
            let (at, problem) = (edit.said.len(), "there is no value after '='");
            return Err(refused(edit.switch, &edit.said, at..at, problem, "a value"));
        }
        if value.is_whole && !value.slips.iter().any(|slip| slip.is_of_open_brackets()) {
            // In its place it may be plain what it is, such as a number with a decimal comma.
            let part = Part::exact(&edit.value, edit.value_at);
            let placed = self.place(&edit.path, &[part])?;
            if !Outline::of(&placed.text).slips.is_empty() {
                return Ok(placed);
            }
        }
        let shown = value.slips.iter().map(|slip| {
            let mistake = slip.mistake(&edit.value);
            let span = mistake.span.start + edit.value_at..mistake.span.end + edit.value_at;
            Mistake { span, ..mistake }.show(edit.page())
        });
        Err(ScenarioError::of_mistakes(shown.collect()))
    }

    fn quoted(self) -> Result<Edited, ScenarioError> {
        let edit = self.edit;
        let text = format!("{:?}", edit.value);
        let is_same = text.len() == edit.value.len() + 2 && edit.n_said.is_none();
        let quote = Part::glue("\"", edit.value_at);
        let parts = match is_same {
            true => vec![
                quote.clone(),
                Part::exact(&edit.value, edit.value_at),
                quote,
            ],
            false => vec![edit.said_for(&text)],
        };
        self.place(&edit.path, &parts)
    }

    /// Whether only text in quotes can stand where this edit put `value`, all of it.
    fn wants_text(self, placed: &Edited, value: &str) -> bool {
        let is_value = |span: &Range<usize>| {
            placed.is_of(self.k, span.start) && placed.text.get(span.clone()) == Some(value)
        };
        shape_of(placed).wants_text.iter().any(is_value)
    }

    /// Whether nothing is wrong with what this edit put into `placed`.
    fn is_right(self, placed: &Edited) -> bool {
        let is_own = |mistake: &Mistake| placed.is_of(self.k, mistake.span.start);
        !shape_of(placed).mistakes.iter().any(is_own)
    }

    /// Puts `value` at `path`, with the parents that are missing.
    fn place(self, path: &[Step], value: &[Part]) -> Result<Edited, ScenarioError> {
        let Self { edited, k, edit } = self;
        let outline = Outline::of(&edited.text);
        if !outline.is_whole {
            return Ok(edited.clone());
        }
        let (node, rest) = outline.find(path);
        let Some((first, deeper)) = rest.split_first() else {
            return Ok(edited.replaced(node.span.clone(), k, value));
        };
        let taken = path.len() - rest.len();
        let step = edit.step_at(taken);
        let name = self.field(node, first, &path[..taken])?;
        let mut parts = vec![Part::exact(name, step), Part::glue(": ", step)];
        for (inner, deep) in deeper.iter().enumerate() {
            let at = edit.step_at(taken + 1 + inner);
            let Step::Field(name) = deep else {
                let problem = "there is no list yet that could have an element";
                return Err(self.wrong(
                    step,
                    problem,
                    "a value for the whole list, such as [1, 2]",
                ));
            };
            let (open, colon) = (Part::glue("(", at), Part::glue(": ", at));
            parts.extend([open, Part::exact(name, at), colon]);
        }
        parts.extend_from_slice(value);
        parts.push(Part::glue(&")".repeat(deeper.len()), step));
        let at = match &node.body {
            Body::Fields { entries, close } => match entries.last() {
                Some(last) => {
                    parts.insert(0, Part::glue(", ", step));
                    last.value.span.end
                }
                None => *close,
            },
            _ => node.span.end,
        };
        Ok(edited.replaced(at..at, k, &parts))
    }

    /// The field that `step` adds to `node`, which stands at `parent`.
    fn field<'s>(
        self,
        node: &Node,
        step: &'s Step,
        parent: &[Step],
    ) -> Result<&'s str, ScenarioError> {
        let at = self.edit.step_at(parent.len());
        let parent = written(parent);
        let (problem, expected) = match (step, &node.body) {
            (Step::Field(name), Body::Fields { .. }) => return Ok(name),
            (Step::Field(name), _) => {
                let found = short(&self.edited.text[node.span.clone()]);
                let problem = format!("'{parent}' is {found}, which has no field '{name}'");
                (problem, format!("a value for all of '{parent}'"))
            }
            (Step::Index(index), Body::Items { items, .. }) => {
                let n = items.len();
                let problem = format!("'{parent}' has {n} elements, and there is no [{index}]");
                (
                    problem,
                    format!("an index from 0 to {}", n.saturating_sub(1)),
                )
            }
            (Step::Index(_), _) => {
                let problem = format!("'{parent}' is not a list");
                (problem, "a path without [ ]".to_owned())
            }
        };
        Err(self.wrong(at, &problem, &expected))
    }

    /// A path that leads nowhere from its byte `step` on.
    fn wrong(self, step: usize, problem: &str, expected: &str) -> ScenarioError {
        let edit = self.edit;
        let end = match edit.value_at {
            0 => edit.said.len(),
            at => edit.said.find('=').unwrap_or(at).max(step + 1),
        };
        refused(edit.switch, &edit.said, step..end, problem, expected)
    }
}

fn shape_of(placed: &Edited) -> shape::Shape {
    shape::read(&placed.text, &Outline::of(&placed.text), 0)
}
