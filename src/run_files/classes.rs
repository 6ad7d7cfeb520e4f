//! `classes.json`: the names of the classes of a run's data, for its tables and pictures.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::saved_text;
use crate::session::RunError;

/// Its name in a run's folder; there is none where classes are numbers.
pub(crate) const FILE: &str = "classes.json";

/// The version of its layout.
const FORMAT_VERSION: u32 = 1;

/// The names of classes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Classes {
    /// [`FORMAT_VERSION`].
    format_version: u32,
    /// In the order of the outputs.
    classes: Vec<String>,
}

impl Classes {
    pub(crate) fn of(names: &[String]) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            classes: names.to_vec(),
        }
    }

    /// The name of each of `n_classes` classes of the run in `folder`: its number, where it has no
    /// other.
    ///
    /// # Errors
    /// If the file cannot be read, or is of another version.
    pub(crate) fn names(folder: &Path, n_classes: usize) -> Result<Vec<String>, RunError> {
        let path = folder.join(FILE);
        let mut names: Vec<String> = (0..n_classes).map(|class| class.to_string()).collect();
        let Some(text) = saved_text::text_if_there(&path)? else {
            return Ok(names);
        };
        let json = saved_text::json(&path, &text, FORMAT_VERSION)?;
        let read: Self = saved_text::value(&path, json)?;
        for (name, given) in names.iter_mut().zip(read.classes) {
            *name = given;
        }
        Ok(names)
    }
}
