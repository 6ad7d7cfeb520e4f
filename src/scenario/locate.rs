//! Where in a scenario's text a value stands: `network.widths[2]` to a range of bytes.
//!
//! Promises to understand everything RON can write (comments, raw strings, names, nesting)
//! and to say where brackets, commas and quotes went wrong. Refuses to know any field's
//! meaning.

mod scan;

use std::ops::Range;

pub(super) use scan::Slip;

/// The outline of one RON text.
#[derive(Debug)]
pub(super) struct Outline {
    root: Node,
}

/// One value.
#[derive(Debug)]
pub(super) struct Node {
    /// From its first byte (of its name, if it has one) to past its last.
    pub span: Range<usize>,
    /// What stands before its parenthesis, such as `Exact`.
    pub name: String,
    /// What it is made of.
    pub body: Body,
}

/// What a value is made of.
#[derive(Debug)]
pub(super) enum Body {
    /// A number, a string, a bare name.
    Leaf,
    /// `( field: value, … )`, also `()`; `close` is the byte of its last bracket.
    Fields { entries: Vec<Entry>, close: usize },
    /// `[ … ]`, `{ … }` or `( value, … )`.
    Items(Vec<Node>),
}

/// One field.
#[derive(Debug)]
pub(super) struct Entry {
    pub name: String,
    pub name_span: Range<usize>,
    pub value: Node,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// `.name`.
    Field(String),
    /// `[index]`.
    Index(usize),
}

impl Outline {
    /// Reads the brackets of `text`.
    pub fn of(text: &str) -> Result<Self, Slip> {
        scan::scan(text).map(|root| Self { root })
    }

    /// The value at `path`, or the deepest value on the way and the steps not taken.
    pub fn find<'n, 'p>(&'n self, path: &'p [Step]) -> (&'n Node, &'p [Step]) {
        let mut node = self.root.inner();
        for (taken, step) in path.iter().enumerate() {
            match node.step(step) {
                Some(next) => node = next.inner(),
                None => return (node, &path[taken..]),
            }
        }
        (node, &[])
    }

    /// The range of the value at `path`, or of what is nearest to where it would be.
    pub fn span(&self, path: &str) -> Range<usize> {
        let steps = steps(path).unwrap_or_default();
        let (node, rest) = self.find(&steps);
        match rest.is_empty() {
            true => node.span.clone(),
            // The whole parent would underline pages; its first line says where to write.
            false => node.span.start..node.span.start + 1,
        }
    }

    /// The range of the whole value.
    pub fn whole(&self) -> Range<usize> {
        self.root.span.clone()
    }

    /// Whether there is a value at `path`.
    pub fn holds(&self, path: &[Step]) -> bool {
        self.find(path).1.is_empty()
    }

    /// The name of the last field called `name` that starts before `end`.
    pub fn field_before(&self, name: &str, end: usize) -> Option<Range<usize>> {
        let mut found = None;
        self.root.visit("", &mut |_, node| {
            if let Body::Fields { entries, .. } = &node.body {
                for entry in entries {
                    if entry.name == name && entry.name_span.start < end {
                        found = Some(entry.name_span.clone());
                    }
                }
            }
        });
        found
    }

    /// The smallest value that holds the byte `at`, or ends there.
    pub fn value_at(&self, at: usize) -> Range<usize> {
        let mut found = self.whole();
        self.root.visit("", &mut |_, node| {
            if node.span.start <= at && at <= node.span.end && node.span.len() <= found.len() {
                found = node.span.clone();
            }
        });
        found
    }

    /// The value that starts at the byte `at`.
    pub fn value_from(&self, at: usize) -> Option<Range<usize>> {
        let mut found = None;
        self.root.visit("", &mut |_, node| {
            if node.span.start == at && found.is_none() {
                found = Some(node.span.clone());
            }
        });
        found
    }

    /// The smallest value that holds the byte `at` and is called `name`: as a field or by the
    /// name before its parenthesis.
    pub fn holder(&self, name: &str, at: usize) -> Option<Range<usize>> {
        let mut found = None;
        self.root.visit("", &mut |field, node| {
            if node.span.contains(&at) && (field == name || node.name == name) {
                found = Some(node.span.clone());
            }
        });
        found
    }

    /// The bytes of parentheses that may be left out: the inner ones of `Given((…))`.
    pub fn doubled(&self) -> Vec<usize> {
        let mut found = Vec::new();
        self.root.visit("", &mut |_, node| {
            if let Body::Items(items) = &node.body
                && let [item] = items.as_slice()
                && let Body::Fields { close, .. } = item.body
                && !node.name.is_empty()
                && node.name != "Some"
                && item.name.is_empty()
            {
                found.extend([item.span.start, close]);
            }
        });
        found
    }
}

impl Node {
    /// `Some(x)` is x, and the field of a variant that wraps a struct is the struct.
    fn inner(&self) -> &Self {
        match &self.body {
            Body::Items(items) if !self.name.is_empty() && items.len() == 1 => {
                let wraps_fields = matches!(items[0].body, Body::Fields { .. });
                match self.name == "Some" || wraps_fields {
                    true => items[0].inner(),
                    false => self,
                }
            }
            _ => self,
        }
    }

    fn step(&self, step: &Step) -> Option<&Self> {
        match (step, &self.body) {
            (Step::Field(name), Body::Fields { entries, .. }) => entries
                .iter()
                .find(|entry| entry.name == *name)
                .map(|entry| &entry.value),
            (Step::Index(index), Body::Items(items)) => items.get(*index),
            _ => None,
        }
    }

    /// Shows this value and all within it, outer first, each with the name of its field.
    fn visit(&self, field: &str, see: &mut impl FnMut(&str, &Self)) {
        see(field, self);
        match &self.body {
            Body::Leaf => {}
            Body::Fields { entries, .. } => {
                entries
                    .iter()
                    .for_each(|entry| entry.value.visit(&entry.name, see));
            }
            Body::Items(items) => items.iter().for_each(|item| item.visit("", see)),
        }
    }
}

/// Reads `a.b[2].c`.
pub(super) fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for part in path.trim().split('.') {
        let (name, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        steps.push(Step::Field(name.to_owned()));
        while !rest.is_empty() {
            let (index, after) = rest.strip_prefix('[')?.split_once(']')?;
            steps.push(Step::Index(index.trim().parse().ok()?));
            rest = after;
        }
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_path() {
        let text = r##"#![enable(implicit_some)]
            // ( a comment
            Top(
                widths: [1, 2, /* 3, /* nested */ */ 4,],
                rule: IL(t_c: 20), text: "a \" ) b", raw: r#"x " ( y"#, mark: '(',
                maybe: Some((deep: 1.5e-3)), given: Given((theta: [[["1/3"]]])), unit: (),
                map: {"k": 1},
            )"##;
        let outline = Outline::of(text).unwrap();
        for (path, value) in [
            ("widths[2]", "4"),
            ("rule", "IL(t_c: 20)"),
            ("rule.t_c", "20"),
            ("text", r#""a \" ) b""#),
            ("raw", r##"r#"x " ( y"#"##),
            ("mark", "'('"),
            ("maybe.deep", "1.5e-3"),
            ("given.theta[0][0][0]", "\"1/3\""),
            ("unit", "()"),
        ] {
            assert_eq!(&text[outline.span(path)], value, "{path}");
        }
        let path = steps("rule.other").unwrap();
        let (node, rest) = outline.find(&path);
        assert_eq!((node.name.as_str(), rest.len()), ("IL", 1));
    }

    #[test]
    fn slips_say_where() {
        for (text, slip) in [
            ("(a: 1", Slip::Unclosed { open: 0 }),
            ("(a: [1)", Slip::Mismatched { open: 4, close: 6 }),
            ("(a: 1 b: 2)", Slip::MissingComma { after: 5 }),
            ("(a: \"x)", Slip::Unterminated { start: 4 }),
            ("(a: ,)", Slip::Unexpected { at: 4 }),
            ("(a: 1))", Slip::Trailing { at: 6 }),
            ("(a: 1 /* x)", Slip::Unterminated { start: 6 }),
        ] {
            assert_eq!(Outline::of(text).unwrap_err(), slip, "{text}");
        }
        assert!(steps("a..b").is_none() && steps("a[x]").is_none() && steps("").is_none());
    }
}
