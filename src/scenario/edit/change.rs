//! One change of a value of a scenario: a path and a text.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::edited::Part;
use crate::scenario::diagnostic::{Mistake, Page};
use crate::scenario::error::ScenarioError;
use crate::scenario::locate::{Step, steps};

/// One change: a path such as `network.widths()[1]` and the RON text that is to stand there.
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
    pub(super) path: Vec<Step>,
    pub(super) value: String,
    /// The switch that a person used, such as `--set`.
    pub(super) switch: &'static str,
    /// What follows the switch.
    pub(super) said: String,
    /// Where in `said` the value begins; 0 if the path does not stand there.
    pub(super) value_at: usize,
    /// How many bytes of `said` the value comes from, if it does not stand there as it is.
    pub(super) n_said: Option<usize>,
}

/// Fields whose default has fields of its own, and that default.
pub(super) const DEFAULTS: [(&str, &str); 2] = [
    ("network.initial", "Xavier(seed: 1)"),
    ("learning.phi", "Exact(t_d: 4)"),
];

impl Edit {
    /// Puts the RON text `value` at `path`. Quotes around text and fractions may be left out.
    ///
    /// # Errors
    /// If `path` is not a path such as `learning.alpha` or `network.widths()[1]`.
    pub fn new(path: &str, value: &str) -> Result<Self, ScenarioError> {
        let said = format!("{path}={value}");
        let blanks = value.len() - value.trim_start().len();
        let value_at = path.len() + 1 + blanks;
        match steps(path) {
            Some(steps) => Ok(Self {
                path: steps,
                value: value.trim().to_owned(),
                switch: "--set",
                said,
                value_at,
                n_said: None,
            }),
            None => {
                let problem = "the part before '=' is not a path";
                Err(refused("--set", &said, 0..path.len(), problem, A_PATH))
            }
        }
    }

    /// A change that a switch of its own makes: `--engine packed` puts `Packed` at
    /// `engine.kind`.
    ///
    /// # Panics
    /// If `path` is no path.
    pub fn by_switch(switch: &'static str, said: &str, path: &str, value: &str) -> Self {
        Self {
            path: steps(path).expect("bug: a switch has a path"),
            value: value.to_owned(),
            switch,
            said: said.to_owned(),
            value_at: 0,
            n_said: Some(said.len()),
        }
    }

    /// A change by one of the values that a switch lists: `said` begins with a path and `=`, and
    /// `value` stands for its bytes `span`, which may be a range that holds the value.
    ///
    /// # Errors
    /// If what stands before `=` is not a path.
    pub fn by_list(
        switch: &'static str,
        said: &str,
        value: &str,
        span: Range<usize>,
    ) -> Result<Self, ScenarioError> {
        let path = said.split('=').next().unwrap_or(said);
        let is_exact = said.get(span.clone()) == Some(value);
        match steps(path) {
            Some(path) => Ok(Self {
                path,
                value: value.to_owned(),
                switch,
                said: said.to_owned(),
                value_at: span.start,
                n_said: (!is_exact).then_some(span.len()),
            }),
            None => {
                let problem = "the part before '=' is not a path";
                Err(refused(switch, said, 0..path.len(), problem, A_PATH))
            }
        }
    }

    /// The text in which mistakes of this change are shown.
    pub(in crate::scenario) fn page(&self) -> Page<'_> {
        Page::Switch(self.switch, &self.said)
    }

    /// A text that stands for the whole value as it was said.
    pub(super) fn said_for(&self, text: &str) -> Part {
        Part {
            n_said: self.n_said.unwrap_or(self.said.len() - self.value_at),
            ..Part::glue(text, self.value_at)
        }
    }

    /// Where in `said` the step number `index` of the path stands.
    pub(super) fn step_at(&self, index: usize) -> usize {
        match self.value_at {
            0 => 0,
            _ => written(&self.path[..index]).len() + usize::from(index > 0),
        }
    }
}

const A_PATH: &str = "a path such as learning.alpha or network.widths[1]";

pub(super) fn refused(
    switch: &str,
    said: &str,
    span: std::ops::Range<usize>,
    problem: impl Into<String>,
    expected: &str,
) -> ScenarioError {
    let mistake = Mistake::new(span, problem).expecting(expected);
    ScenarioError::of_mistakes(vec![mistake.show(Page::Switch(switch, said))])
}

impl Edit {
    /// Whether what it puts somewhere is lost when `other` is made after it: both are for the
    /// same value, or `other` is for one that holds it.
    ///
    /// ```
    /// use fazil::scenario::Edit;
    /// let [t_d, phi]: [Edit; 2] = ["learning.phi.t_d=2".parse()?, "learning.phi=Never".parse()?];
    /// assert!(t_d.is_within(&phi) && !phi.is_within(&t_d));
    /// # Ok::<(), fazil::scenario::ScenarioError>(())
    /// ```
    pub fn is_within(&self, other: &Self) -> bool {
        self.path.starts_with(&other.path)
    }

    /// Whether it is for the value at `path`.
    pub fn is_at(&self, path: &str) -> bool {
        steps(path).is_some_and(|path| path == self.path)
    }

    /// The switch as a person wrote it, such as `--set learning.alpha=0.1`.
    pub fn as_written(&self) -> String {
        format!(
            "{} {}",
            self.switch,
            crate::scenario::diagnostic::visible(&self.said)
        )
    }

    /// A sentence for every edit that is lost because a later one replaces the whole of it.
    ///
    /// ```
    /// use fazil::scenario::Edit;
    /// let edits: [Edit; 2] = ["learning.phi.t_d=2".parse()?, "learning.phi=Never".parse()?];
    /// let lost = Edit::replaced(&edits);
    /// assert!(lost[0].contains("--set learning.phi.t_d=2 has no effect"));
    /// # Ok::<(), fazil::scenario::ScenarioError>(())
    /// ```
    pub fn replaced(edits: &[Self]) -> Vec<String> {
        let lost = edits.iter().enumerate().filter_map(|(k, edit)| {
            let later = edits[k + 1..].iter().find(|later| edit.is_within(later))?;
            Some(format!(
                "{} has no effect, because {} comes after it and replaces it",
                edit.as_written(),
                later.as_written()
            ))
        });
        lost.collect()
    }

    /// This change and another one put different values at one place.
    #[cfg(feature = "cli")]
    pub(crate) fn contradicts(&self, other: &Self) -> ScenarioError {
        let problem = format!("{} {} says something else", other.switch, other.said);
        let all = 0..self.said.len();
        refused(self.switch, &self.said, all, problem, "one of the two")
    }

    /// Whether it puts something at `path`, or at a value that holds it.
    pub(in crate::scenario) fn changes(&self, path: &str) -> bool {
        steps(path).is_some_and(|path| path.starts_with(&self.path))
    }
}

impl FromStr for Edit {
    type Err = ScenarioError;

    fn from_str(text: &str) -> Result<Self, ScenarioError> {
        match text.split_once('=') {
            Some((path, value)) => Self::new(path, value),
            None => {
                let problem = "there is no '='";
                Err(refused(
                    "--set",
                    text,
                    text.len()..text.len(),
                    problem,
                    "a path, '=' and a value, such as learning.alpha=0.1",
                ))
            }
        }
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", written(&self.path), self.value)
    }
}

pub(super) fn written(path: &[Step]) -> String {
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
