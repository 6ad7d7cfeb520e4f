//! `classes.json`: the names of the classes of a run's data, for its tables and pictures.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::session::RunError;

/// Its name in a run's folder; there is none where classes are numbers.
pub(super) const FILE: &str = "classes.json";

/// The version of its layout.
const FORMAT_VERSION: u32 = 1;

/// The names of classes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Classes {
    /// [`FORMAT_VERSION`].
    format_version: u32,
    /// In the order of the outputs.
    classes: Vec<String>,
}

impl Classes {
    pub(super) fn of(names: &[String]) -> Self {
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
    pub(super) fn names(folder: &Path, n_classes: usize) -> Result<Vec<String>, RunError> {
        let path = folder.join(FILE);
        let mut names: Vec<String> = (0..n_classes).map(|class| class.to_string()).collect();
        if !path.exists() {
            return Ok(names);
        }
        let text = std::fs::read_to_string(&path);
        let text = text.map_err(|error| RunError::unreadable(&path, &error))?;
        let read: Self =
            serde_json::from_str(&text).map_err(|error| RunError::unreadable(&path, &error))?;
        if read.format_version != FORMAT_VERSION {
            let version = read.format_version;
            let told = format!("format version {version}, expected {FORMAT_VERSION}");
            return Err(RunError::unreadable(
                &path,
                Box::<dyn std::error::Error>::from(told).as_ref(),
            ));
        }
        for (name, given) in names.iter_mut().zip(read.classes) {
            *name = given;
        }
        Ok(names)
    }
}
