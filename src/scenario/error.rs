//! The one error of this gate: everything that can be wrong with a scenario.
//!
//! Promises a text that says where, why and what instead. Refuses to be taken apart.

use std::fmt;
use std::path::{Path, PathBuf};

use super::checked::Objection;
use super::diagnostic::{Shown, visible};
use crate::input_file::without_number;
use crate::record::Recording;

/// A scenario that cannot be run, with all the reasons.
#[derive(Debug)]
pub struct ScenarioError {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Mistakes(Vec<Shown>),
    Read {
        path: PathBuf,
        cause: std::io::Error,
    },
    Unknown {
        name: String,
        near: Option<&'static str>,
        known: Vec<&'static str>,
    },
    Directory {
        path: PathBuf,
        has_scenario: bool,
    },
    Recording {
        recording: String,
        problem: String,
        expected: String,
    },
    /// What shows only when the data have been read: paths and objections.
    Examples(Vec<Objection>),
}

/// One of the mistakes of a scenario, for programs; [`ScenarioError`] displays all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioMistake {
    /// The file, or the switch that made the mistake, such as `--set learning.alpha=0`.
    pub place: String,
    /// Its line and column in the file, both from 1; `None` in a switch.
    pub line_and_column: Option<(usize, usize)>,
    /// What is wrong, and why.
    pub problem: String,
    /// What would be right.
    pub expected: Option<String>,
    /// What may have been meant.
    pub near: Option<String>,
}

/// The most mistakes that are shown.
const MOST_SHOWN: usize = 20;

impl ScenarioError {
    pub(super) fn of_mistakes(mistakes: Vec<Shown>) -> Self {
        Self {
            kind: Kind::Mistakes(mistakes),
        }
    }

    /// All mistakes that have a place in a file or a switch, in the order of the text; none where
    /// there is nothing to read.
    ///
    /// ```
    /// use fazil::scenario::Scenario;
    /// let error = Scenario::parse("(nam: \"a\")", "a.ron", &[]).unwrap_err();
    /// let mistakes = error.mistakes();
    /// let unknown = mistakes.iter().find(|mistake| mistake.near.is_some()).unwrap();
    /// assert_eq!((unknown.place.as_str(), unknown.line_and_column), ("a.ron", Some((1, 2))));
    /// assert_eq!(unknown.near.as_deref(), Some("name"));
    /// ```
    pub fn mistakes(&self) -> Vec<ScenarioMistake> {
        let Kind::Mistakes(shown) = &self.kind else {
            return Vec::new();
        };
        let public = |shown: &Shown| {
            let file = shown.at.as_ref();
            ScenarioMistake {
                place: file.map_or_else(|| shown.place.clone(), |(file, ..)| file.clone()),
                line_and_column: file.map(|(_, line, column)| (*line, *column)),
                problem: shown.mistake.problem.clone(),
                expected: shown.mistake.expected.clone(),
                near: shown.mistake.near.clone(),
            }
        };
        shown.iter().map(public).collect()
    }

    /// Whether all that is wrong stands in switches of the command line other than `--set`.
    pub fn is_of_switches(&self) -> bool {
        let is_of_switch = |place: &str| place.starts_with("--") && !place.starts_with("--set");
        match &self.kind {
            Kind::Mistakes(shown) => shown.iter().all(|shown| is_of_switch(&shown.place)),
            _ => false,
        }
    }

    pub(super) fn read(path: &Path, cause: std::io::Error) -> Self {
        let path = path.to_owned();
        Self {
            kind: Kind::Read { path, cause },
        }
    }

    pub(super) fn unknown(
        name: &str,
        near: Option<&'static str>,
        known: Vec<&'static str>,
    ) -> Self {
        let name = name.to_owned();
        Self {
            kind: Kind::Unknown { name, near, known },
        }
    }

    /// `of` is what it is to be a recording of, as a person names it.
    pub(super) fn recording(recording: &Recording, of: &str, objection: &Objection) -> Self {
        Self {
            kind: Kind::Recording {
                recording: format!("{}:{of}", recording.what),
                problem: objection.problem.clone(),
                expected: objection.expected.clone(),
            },
        }
    }

    pub(super) fn directory(path: &Path) -> Self {
        let has_scenario = path.join("scenario.ron").is_file();
        let path = path.to_owned();
        Self {
            kind: Kind::Directory { path, has_scenario },
        }
    }

    pub(super) fn examples(objections: Vec<Objection>) -> Self {
        Self {
            kind: Kind::Examples(objections),
        }
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Mistakes(mistakes) => show_all(mistakes, f),
            Kind::Read { path, cause } => {
                let (path, cause) = (path.to_string_lossy(), without_number(cause));
                write!(f, "cannot read {}: {cause}", visible(&path))
            }
            Kind::Unknown { name, near, known } => {
                write!(
                    f,
                    "there is no file and no built-in scenario '{}'",
                    visible(name)
                )?;
                if let Some(near) = near {
                    write!(f, "; did you mean '{near}'?")?;
                }
                write!(f, "\nbuilt in: {}", known.join(", "))
            }
            Kind::Directory { path, has_scenario } => {
                let name = visible(&path.to_string_lossy());
                write!(f, "'{name}' is a directory, and a scenario is a file")?;
                match has_scenario {
                    true => write!(
                        f,
                        "; did you mean '{}'?",
                        visible(&path.join("scenario.ron").to_string_lossy())
                    ),
                    false => Ok(()),
                }
            }
            Kind::Examples(objections) => tell_all(objections, f),
            Kind::Recording {
                recording,
                problem,
                expected,
            } => {
                let (problem, expected) = (visible(problem), visible(expected));
                write!(
                    f,
                    "--record {}: {problem}\nexpected: {expected}",
                    visible(recording)
                )
            }
        }
    }
}

fn show_all(mistakes: &[Shown], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (k, mistake) in mistakes.iter().take(MOST_SHOWN).enumerate() {
        let gap = if k == 0 { "" } else { "\n\n" };
        write!(f, "{gap}{mistake}")?;
    }
    match mistakes.len().saturating_sub(MOST_SHOWN) {
        0 => Ok(()),
        1 => f.write_str("\n\nand 1 more mistake"),
        more => write!(f, "\n\nand {more} more mistakes"),
    }
}

fn tell_all(objections: &[Objection], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (k, objection) in objections.iter().enumerate() {
        let gap = if k == 0 { "" } else { "\n" };
        let (problem, expected) = (visible(&objection.problem), visible(&objection.expected));
        write!(
            f,
            "{gap}{}: {problem}\nexpected: {expected}",
            objection.path
        )?;
    }
    Ok(())
}

impl std::error::Error for ScenarioError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Read { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
