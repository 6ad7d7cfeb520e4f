//! The directory a run leaves behind: fresh for every run, never written over.

use std::error::Error;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// The version of the layout of the CSV files.
const CSV_FORMAT_VERSION: &str = "1";

/// A run's directory.
#[derive(Clone, Debug)]
pub struct RunFolder {
    path: PathBuf,
}

/// A file or directory that could not be written.
#[derive(Debug)]
pub struct RecordError {
    path: PathBuf,
    cause: Box<dyn Error + Send + Sync>,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write {}: {}", self.path.display(), self.cause)
    }
}

impl Error for RecordError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.cause.as_ref())
    }
}

impl RunFolder {
    /// A fresh directory `NAME-1`, `NAME-2`, … below `parent`.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn fresh(parent: &Path, name: &str) -> Result<Self, RecordError> {
        let at = |path: &Path, error: std::io::Error| RecordError {
            path: path.to_owned(),
            cause: error.into(),
        };
        std::fs::create_dir_all(parent).map_err(|error| at(parent, error))?;
        for number in 1_u32.. {
            let path = parent.join(format!("{name}-{number}"));
            match std::fs::create_dir(&path) {
                Ok(()) => return Ok(Self { path }),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(at(&path, error)),
            }
        }
        unreachable!("bug: there are more numbers than directories")
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path of a file in it, its directories made.
    ///
    /// # Errors
    /// If a directory cannot be made.
    pub fn file(&self, name: &str) -> Result<PathBuf, RecordError> {
        let path = self.path.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| self.error(name, error))?;
        }
        Ok(path)
    }

    /// Writes a text file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_text(&self, name: &str, text: &str) -> Result<(), RecordError> {
        let path = self.file(name)?;
        std::fs::write(path, text).map_err(|error| self.error(name, error))
    }

    /// Writes a value as indented JSON.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_json(&self, name: &str, value: &impl Serialize) -> Result<(), RecordError> {
        let mut text =
            serde_json::to_string_pretty(value).map_err(|error| self.error(name, error))?;
        text.push('\n');
        self.write_text(name, &text)
    }

    /// Writes rows as CSV, the header first; each row begins with the version of the format.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_csv(
        &self,
        name: &str,
        header: &[String],
        rows: impl Iterator<Item = Vec<String>>,
    ) -> Result<(), RecordError> {
        let write = || -> Result<Vec<u8>, csv::Error> {
            let mut writer = csv::Writer::from_writer(Vec::new());
            let version = CSV_FORMAT_VERSION.to_owned();
            let names = std::iter::once("format_version").chain(header.iter().map(String::as_str));
            writer.write_record(names)?;
            for row in rows {
                writer.write_record(std::iter::once(&version).chain(&row))?;
            }
            Ok(writer.into_inner().map_err(|error| error.into_error())?)
        };
        let bytes = write().map_err(|error| self.error(name, error))?;
        let mut file =
            std::fs::File::create(self.file(name)?).map_err(|error| self.error(name, error))?;
        file.write_all(&bytes)
            .map_err(|error| self.error(name, error))
    }

    fn error(&self, name: &str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> RecordError {
        RecordError {
            path: self.path.join(name),
            cause: cause.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_never_writes_over_another() {
        let parent = tempfile::tempdir().unwrap();
        let first = RunFolder::fresh(parent.path(), "digits").unwrap();
        let second = RunFolder::fresh(parent.path(), "digits").unwrap();
        assert_ne!(first.path(), second.path());
        assert!(second.path().ends_with("digits-2"));
    }

    #[test]
    fn every_row_of_a_table_carries_the_version_of_its_format() {
        let parent = tempfile::tempdir().unwrap();
        let folder = RunFolder::fresh(parent.path(), "table").unwrap();
        let rows = [vec!["1".to_owned()], vec!["2".to_owned()]].into_iter();
        folder.write_csv("t.csv", &["a".to_owned()], rows).unwrap();
        let text = std::fs::read_to_string(folder.path().join("t.csv")).unwrap();
        assert_eq!(text, "format_version,a\n1,1\n1,2\n");
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let parent = tempfile::tempdir().unwrap();
        let blocked = parent.path().join("runs");
        std::fs::write(&blocked, "a file").unwrap();
        let error = RunFolder::fresh(&blocked, "digits").unwrap_err();
        assert!(error.to_string().contains("runs"), "{error}");
    }
}
