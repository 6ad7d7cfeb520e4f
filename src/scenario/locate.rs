//! Where in a scenario's text a value stands: `network.widths()[2]` to a range of bytes.
//!
//! Promises to understand everything RON can write (comments, raw strings, names, nesting), to
//! say where brackets, commas and quotes went wrong, and to read on wherever it is clear what
//! was meant (docs/decisions/0031-own-scanner.md). Refuses to know any field's meaning.
mod node;

mod punctuation;
mod scan;
mod signs;

use std::ops::Range;

pub(super) use node::Step;
pub(super) use node::{Body, Entry, Node};
pub(super) use punctuation::{Slip, short};
pub(super) use signs::describe;
pub(crate) use signs::is_invisible;

/// The outline of one RON text.
#[derive(Debug)]
pub(super) struct Outline {
    root: Node,
    /// What went wrong, in the order of the text.
    pub slips: Vec<Slip>,
    /// Whether it is clear which value stands in which bracket, in spite of the slips.
    pub is_whole: bool,
}

impl Outline {
    /// Reads the brackets of `text`.
    pub fn of(text: &str) -> Self {
        let (root, slips, is_whole) = scan::scan(text);
        Self {
            root,
            slips,
            is_whole,
        }
    }

    /// The whole value.
    pub fn root(&self) -> &Node {
        &self.root
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
mod tests;
