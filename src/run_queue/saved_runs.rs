//! A directory whose files appear whole or not at all.
//!
//! Promises that a reader never sees half a file, whenever the program is stopped: a file is
//! written beside its place and then moved there. Refuses to know what is in it.

use std::path::PathBuf;

use serde::Serialize;

use crate::disk::{make_folder, path_below, write_whole};
use crate::session::RunError;

/// The version of the layout of every file that `fazil reproduce` leaves.
pub(crate) const FORMAT_VERSION: u32 = 1;

/// A directory of files that are replaced whole.
#[derive(Clone, Debug)]
pub(crate) struct SavedRuns {
    path: PathBuf,
}

impl SavedRuns {
    /// The directory at `path`, made if it is not there.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(crate) fn at(path: PathBuf) -> Result<Self, RunError> {
        let parent = path.parent().unwrap_or(std::path::Path::new(""));
        let made = std::fs::create_dir_all(parent).and_then(|()| make_folder(&path));
        made.map_err(|error| RunError::unwritten(&path, error))?;
        Ok(Self { path })
    }

    /// The text of a file, if there is one.
    pub(crate) fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.path.join(name)).ok()
    }

    /// Puts `text` where `name` says, in place of what was there.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<(), RunError> {
        let path = path_below(&self.path, name);
        let path = path.map_err(|error| RunError::unwritten(&self.path.join(name), error))?;
        write_whole(&path, text.as_bytes()).map_err(|error| RunError::unwritten(&path, error))
    }

    /// Writes a value as indented JSON.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn write_json(&self, name: &str, value: &impl Serialize) -> Result<(), RunError> {
        let mut text = serde_json::to_string_pretty(value)
            .map_err(|error| RunError::unwritten(&self.path.join(name), error))?;
        text.push('\n');
        self.write(name, &text)
    }

    /// Writes rows as CSV; each begins with [`FORMAT_VERSION`].
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn write_csv(
        &self,
        name: &str,
        header: &[&str],
        rows: &[Vec<String>],
    ) -> Result<(), RunError> {
        let version = FORMAT_VERSION.to_string();
        let text = || -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(std::iter::once("format_version").chain(header.iter().copied()))?;
            for row in rows {
                let cells = row.iter().map(String::as_str);
                writer.write_record(std::iter::once(version.as_str()).chain(cells))?;
            }
            let bytes = writer.into_inner().map_err(|error| error.into_error())?;
            Ok(String::from_utf8(bytes)?)
        };
        let text = text().map_err(|error| RunError::unwritten(&self.path.join(name), error))?;
        self.write(name, &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let place = tempfile::tempdir().unwrap();
        let saved_runs = SavedRuns::at(place.path().join("a/b")).unwrap();
        saved_runs.write("x.txt", "long and old").unwrap();
        saved_runs.write("x.txt", "new").unwrap();
        saved_runs
            .write_csv("t.csv", &["a", "b"], &[vec!["1".into(), "x, y".into()]])
            .unwrap();
        assert_eq!(saved_runs.read("x.txt").unwrap(), "new");
        assert_eq!(
            saved_runs.read("t.csv").unwrap(),
            "format_version,a,b\n1,1,\"x, y\"\n"
        );
        assert_eq!(std::fs::read_dir(&saved_runs.path).unwrap().count(), 2);
        assert_eq!(saved_runs.read("absent"), None);
    }
}
