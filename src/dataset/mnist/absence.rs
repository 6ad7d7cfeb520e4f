//! MNIST that is not there: where it was looked for, which files are missing, and what to do.

use std::fmt;
use std::path::Path;

use super::names::NAMES;
use crate::dataset::extent::VARIABLE;

/// Which of the four files are not there.
pub(super) struct Absence {
    pub(super) present: [bool; 4],
}

/// Where the files were looked for, as an error says it.
pub(super) fn searched(named: Option<&Path>, directory: Option<&Path>) -> String {
    match (named, directory) {
        (Some(named), _) => named.display().to_string(),
        (None, None) => format!("mnist: no path is given and {VARIABLE} is not set"),
        (None, Some(directory)) => format!("{} (from {VARIABLE})", directory.display()),
    }
}

impl fmt::Display for Absence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n_missing = self.present.iter().filter(|&&present| !present).count();
        writeln!(f, "{n_missing} of the 4 MNIST files are missing:")?;
        for (name, present) in NAMES.iter().zip(self.present) {
            let state = if present { "found" } else { "missing" };
            writeln!(f, "  {state:<7}  {name}")?;
        }
        write!(
            f,
            "put the four, plain or compressed (.gz), into one directory and name it, either in \
             the environment, as in `export {VARIABLE}=/path/to/mnist`, or in the scenario, as \
             in `Idx(path: Some(\"/path/to/mnist\"))`"
        )
    }
}
