//! Changes to a scenario from the command line: `--set learning.alpha=0.1`.
//!
//! Promises to change the text and nothing else: comments and lines stay where they are, and
//! a wrong name or value is found as if it had been written in the file. Refuses to know what
//! fields there are, but for two whose default has fields of its own.

use std::fmt;
use std::str::FromStr;

use ron::error::Error;

use super::error::ScenarioError;
use super::locate::{Body, Outline, Step, steps};
use super::read_shape;

/// One change: a path such as `network.widths[1]` and the RON text that is to stand there.
///
/// ```
/// use fazil::scenario::{Edit, Scenario};
/// let edit: Edit = "learning.alpha=1/3".parse()?;
/// let scenario = Scenario::built_in("xor", &[edit])?;
/// assert_eq!(scenario.learning.alpha.to_string(), "1/3");
/// assert!("learning.alpha".parse::<Edit>().is_err());
/// # Ok::<(), fazil::scenario::ScenarioError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    path: Vec<Step>,
    value: String,
}

/// Fields whose default has fields of its own, and that default.
const DEFAULTS: [(&str, &str); 2] = [
    ("network.initial", "Xavier(seed: 1)"),
    ("learning.phi", "Exact(t_d: 4)"),
];

impl Edit {
    /// Puts the RON text `value` at `path`. Quotes around text and fractions may be left out.
    ///
    /// # Errors
    /// If `path` is not a path such as `learning.alpha` or `network.widths[1]`.
    pub fn new(path: &str, value: &str) -> Result<Self, ScenarioError> {
        let problem = "the part before '=' is not a path such as learning.alpha";
        let error = || ScenarioError::edit(format!("{path}={value}"), problem);
        Ok(Self {
            path: steps(path).ok_or_else(error)?,
            value: value.trim().to_owned(),
        })
    }
}

impl Edit {
    /// Whether it puts something at `path`, or at a value that holds it.
    pub(super) fn changes(&self, path: &str) -> bool {
        steps(path).is_some_and(|path| path.starts_with(&self.path))
    }
}

impl FromStr for Edit {
    type Err = ScenarioError;

    fn from_str(text: &str) -> Result<Self, ScenarioError> {
        let Some((path, value)) = text.split_once('=') else {
            let problem = "there is no '='; write it as learning.alpha=0.1";
            return Err(ScenarioError::edit(text, problem));
        };
        Self::new(path, value)
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", written(&self.path), self.value)
    }
}

/// The text with all edits made, in order. A text whose brackets do not close stays as it is,
/// for stage one to complain about.
pub(super) fn apply(text: &str, edits: &[Edit]) -> Result<String, ScenarioError> {
    let mut text = text.to_owned();
    for edit in edits {
        let refused = |problem: String| ScenarioError::edit(edit, problem);
        for (prefix, default) in DEFAULTS {
            let path = steps(prefix).unwrap_or_default();
            if edit.path.len() > path.len() && edit.path.starts_with(&path) {
                text = place_if_absent(text, &path, default).map_err(refused)?;
            }
        }
        text = place_or_quote(&text, edit).map_err(refused)?;
    }
    Ok(text)
}

fn place_if_absent(text: String, path: &[Step], default: &str) -> Result<String, String> {
    match Outline::of(&text) {
        Ok(outline) if !outline.holds(path) => place(&text, path, default),
        _ => Ok(text),
    }
}

/// Places a value as it is, or in quotes where nothing but text can stand.
fn place_or_quote(text: &str, edit: &Edit) -> Result<String, String> {
    let quoted = || place(text, &edit.path, &format!("{:?}", edit.value));
    if Outline::of(&edit.value).is_err() {
        return quoted();
    }
    let plain = place(text, &edit.path, &edit.value)?;
    if wants_text(&plain) {
        let quoted = quoted()?;
        if !wants_text(&quoted) {
            return Ok(quoted);
        }
    }
    Ok(plain)
}

fn wants_text(text: &str) -> bool {
    matches!(read_shape(text), Err(error) if error.code == Error::ExpectedString)
}

fn place(text: &str, path: &[Step], value: &str) -> Result<String, String> {
    let Ok(outline) = Outline::of(text) else {
        return Ok(text.to_owned());
    };
    // What follows the value, such as a comment, would swallow the rest of the line.
    let value = Outline::of(value).map_or(value, |whole| &value[whole.whole()]);
    let (node, rest) = outline.find(path);
    let Some((first, deeper)) = rest.split_first() else {
        let (before, after) = (&text[..node.span.start], &text[node.span.end..]);
        return Ok(format!("{before}{value}{after}"));
    };
    let parent = written(&path[..path.len() - rest.len()]);
    let field = match (first, &node.body) {
        (Step::Field(name), Body::Fields { .. }) => format!("{name}: {}", nested(deeper, value)?),
        (Step::Field(name), _) => {
            let found = &text[node.span.clone()];
            return Err(format!(
                "'{parent}' is {found}, which has no field '{name}'"
            ));
        }
        (Step::Index(index), Body::Items(items)) => {
            let n = items.len();
            return Err(format!(
                "'{parent}' has {n} elements, counted from 0; there is no [{index}]"
            ));
        }
        (Step::Index(_), _) => return Err(format!("'{parent}' is not a list")),
    };
    let (at, field) = match &node.body {
        Body::Fields { entries, close } => match entries.last() {
            Some(last) => (last.value.span.end, format!(", {field}")),
            None => (*close, field),
        },
        _ => (node.span.end, field),
    };
    Ok(format!("{}{field}{}", &text[..at], &text[at..]))
}

/// `(b: (c: value))` for the missing parents b and c.
fn nested(path: &[Step], value: &str) -> Result<String, String> {
    path.iter()
        .rev()
        .try_fold(value.to_owned(), |inner, step| match step {
            Step::Field(name) => Ok(format!("({name}: {inner})")),
            Step::Index(index) => Err(format!("there is no list yet that could have a [{index}]")),
        })
}

fn written(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Field(name) if text.is_empty() => text.push_str(name),
            Step::Field(name) => text.push_str(&format!(".{name}")),
            Step::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: &str, edit: &str) -> String {
        apply(text, &[edit.parse().unwrap()]).unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn values_are_replaced_and_fields_inserted() {
        let text = "(name: \"x\", learning: (alpha: 1, // rate\n), data: Digits(), w: [1, 2])";
        for (edit, result) in [
            ("learning.alpha=0.5", text.replace("alpha: 1", "alpha: 0.5")),
            (
                "learning.alpha=1/3",
                text.replace("alpha: 1", "alpha: \"1/3\""),
            ),
            ("w[1]=7 // x", text.replace("2]", "7]")),
            (
                "learning.gamma=2",
                text.replace("alpha: 1", "alpha: 1, gamma: 2"),
            ),
            (
                "data.test=0.1",
                text.replace("Digits()", "Digits(test: 0.1)"),
            ),
            (
                "engine.threads=2",
                text.replace("2])", "2], engine: (threads: 2))"),
            ),
            (
                "learning.phi.t_d=2",
                text.replace("alpha: 1", "alpha: 1, phi: Exact(t_d: 2)"),
            ),
            ("name=a-b c", text.replace("\"x\"", "\"a-b c\"")),
        ] {
            assert_eq!(edited(text, edit), result, "{edit}");
        }
    }

    #[test]
    fn impossible_paths_say_why() {
        let text = "(rule: FaZIL, w: [1, 2])";
        for (edit, problem) in [
            (
                "rule.t_c=3",
                "--set rule.t_c=3: 'rule' is FaZIL, which has no field 't_c'",
            ),
            (
                "w[2]=3",
                "--set w[2]=3: 'w' has 2 elements, counted from 0; there is no [2]",
            ),
            ("rule[0]=3", "--set rule[0]=3: 'rule' is not a list"),
            (
                "u[0]=3",
                "--set u[0]=3: there is no list yet that could have a [0]",
            ),
        ] {
            assert_eq!(edited(text, edit), problem);
        }
        for bad in ["alpha", "=3", "a b=3", "a[=3"] {
            assert!(
                bad.parse::<Edit>()
                    .unwrap_err()
                    .to_string()
                    .contains("--set")
            );
        }
    }
}
