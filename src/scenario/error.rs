//! The one error of this gate: everything that can be wrong with a scenario.
//!
//! Promises a text that says where, why and what instead. Refuses to be taken apart.

use std::fmt;
use std::path::{Path, PathBuf};

use super::diagnostic::Shown;
use crate::record::{Objection, Recording};

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
    Edit {
        edit: String,
        problem: String,
    },
    Recording {
        recording: String,
        problem: String,
        expected: String,
    },
}

impl ScenarioError {
    pub(super) fn mistakes(mistakes: Vec<Shown>) -> Self {
        Self {
            kind: Kind::Mistakes(mistakes),
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

    pub(super) fn recording(recording: &Recording, objection: &Objection) -> Self {
        Self {
            kind: Kind::Recording {
                recording: format!("{}:{}", recording.what, recording.of),
                problem: objection.problem.clone(),
                expected: objection.expected.clone(),
            },
        }
    }

    pub(super) fn edit(edit: impl fmt::Display, problem: impl Into<String>) -> Self {
        Self {
            kind: Kind::Edit {
                edit: edit.to_string(),
                problem: problem.into(),
            },
        }
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Mistakes(mistakes) => {
                for (k, mistake) in mistakes.iter().enumerate() {
                    let gap = if k == 0 { "" } else { "\n\n" };
                    write!(f, "{gap}{mistake}")?;
                }
                Ok(())
            }
            Kind::Read { path, cause } => write!(f, "cannot read {}: {cause}", path.display()),
            Kind::Unknown { name, near, known } => {
                write!(f, "there is no file and no built-in scenario '{name}'")?;
                if let Some(near) = near {
                    write!(f, "; did you mean '{near}'?")?;
                }
                write!(f, "\nbuilt in: {}", known.join(", "))
            }
            Kind::Edit { edit, problem } => write!(f, "--set {edit}: {problem}"),
            Kind::Recording {
                recording,
                problem,
                expected,
            } => write!(f, "--record {recording}: {problem}\nexpected: {expected}"),
        }
    }
}

impl std::error::Error for ScenarioError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Read { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
