//! The directory a run leaves behind: fresh for every run, never written over.
//!
//! Promises that every file in it is whole, that nothing is written outside it, and that it
//! says so while its run has not come to its end.

mod error;
mod growing_csv;

pub use error::RecordError;
pub use growing_csv::GrowingCsv;

use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use self::growing_csv::line;
use crate::disk::{
    GrowingFile, WholeFile, is_file_name, path_below, remove_leftovers, write_whole,
};
use growing_csv::CSV_FORMAT_VERSION;

/// The file that a run's directory has until the run came to its end.
const UNFINISHED: &str = "unfinished.json";

/// A run's directory.
#[derive(Clone, Debug)]
pub struct RunFolder {
    path: PathBuf,
}

/// `unfinished.json`.
#[derive(Serialize)]
struct Unfinished<'a> {
    format_version: u32,
    program_version: &'static str,
    scenario: &'a str,
    about: &'static str,
}

/// Whether a directory is that of a run that did not come to its end, or not yet.
pub fn is_unfinished(folder: &Path) -> bool {
    folder.join(UNFINISHED).exists()
}

impl RunFolder {
    /// A fresh directory `NAME-1`, `NAME-2`, … below `parent`.
    ///
    /// # Errors
    /// If it cannot be made, or `name` is a path and no name.
    pub fn fresh(parent: &Path, name: &str) -> Result<Self, RecordError> {
        let at = |path: &Path, cause: Box<dyn Error + Send + Sync>| RecordError {
            path: path.to_owned(),
            cause,
        };
        if !is_file_name(&format!("{name}-1")) || name == ".." {
            let name = name.escape_debug();
            let cause = format!("a directory in it cannot be called '{name}': that is no name");
            return Err(at(parent, cause.into()));
        }
        std::fs::create_dir_all(parent).map_err(|error| at(parent, error.into()))?;
        for number in 1_u32.. {
            let path = parent.join(format!("{name}-{number}"));
            match std::fs::create_dir(&path) {
                Ok(()) => return Ok(Self { path }),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(at(&path, error.into())),
            }
        }
        unreachable!("bug: there are more numbers than directories")
    }

    /// The directory of an earlier time at `path`.
    ///
    /// # Errors
    /// If there is none.
    pub fn existing(path: &Path) -> Result<Self, RecordError> {
        match std::fs::metadata(path) {
            Ok(about) if about.is_dir() => Ok(Self {
                path: path.to_owned(),
            }),
            Ok(_) => Err(RecordError {
                path: path.to_owned(),
                cause: "this is no directory".into(),
            }),
            Err(error) => Err(RecordError {
                path: path.to_owned(),
                cause: error.into(),
            }),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Says in the directory that the run of this scenario did not come to its end.
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn begin(&self, scenario: &str) -> Result<(), RecordError> {
        self.write_json(
            UNFINISHED,
            &Unfinished {
                format_version: 1,
                program_version: env!("CARGO_PKG_VERSION"),
                scenario,
                about: "this file is here until the run comes to its end",
            },
        )
    }

    /// The run came to its end, and everything is written.
    ///
    /// # Errors
    /// If that cannot be said.
    pub fn end(&self) -> Result<(), RecordError> {
        let removed = std::fs::remove_file(self.path.join(UNFINISHED));
        removed.map_err(|error| self.error(UNFINISHED, error))
    }

    /// Removes the directory of a run that never began; best effort.
    pub fn remove_unused(&self) {
        if !self.path.join("weights").exists() {
            for file in ["scenario.ron", "scenario.json", UNFINISHED] {
                let _ = std::fs::remove_file(self.path.join(file));
            }
            let _ = std::fs::remove_dir(&self.path);
        }
    }

    /// The path of a file in it, its directories made.
    ///
    /// # Errors
    /// If a directory cannot be made, or the name leads out of this one.
    pub fn file(&self, name: &str) -> Result<PathBuf, RecordError> {
        path_below(&self.path, name).map_err(|error| self.error(name, error))
    }

    /// Writes a text file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_text(&self, name: &str, text: &str) -> Result<(), RecordError> {
        let path = self.file(name)?;
        write_whole(&path, text.as_bytes()).map_err(|error| self.error(name, error))
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
        let path = self.file(name)?;
        let write = || -> std::io::Result<()> {
            let mut file = BufWriter::with_capacity(1 << 16, WholeFile::create(&path)?);
            let mut written = file.write_all(&line("format_version", header)?);
            for row in rows {
                written = written.and_then(|()| file.write_all(&line(CSV_FORMAT_VERSION, &row)?));
            }
            written = written.and_then(|()| file.flush());
            // Taken apart, not dropped: a buffer that is dropped would be written once more.
            let (file, _) = file.into_parts();
            written?;
            file.keep()
        };
        write().map_err(|error| self.error(name, error))
    }

    /// Begins a CSV file whose rows come one by one; it is `NAME.part` until it is finished.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn begin_csv(&self, name: &str, header: &[String]) -> Result<GrowingCsv, RecordError> {
        let path = self.file(name)?;
        let begin = || -> std::io::Result<GrowingFile> {
            let mut file = GrowingFile::create(&path)?;
            file.append(&line("format_version", header)?)?;
            Ok(file)
        };
        let file = begin().map_err(|error| self.error(name, error))?;
        Ok(GrowingCsv {
            path,
            file: Ok(file),
        })
    }

    /// Goes on with a file that [`begin_csv`](Self::begin_csv) began, cut to its first `n_bytes`,
    /// whether it was finished meanwhile or not.
    ///
    /// # Errors
    /// If it is gone, or shorter.
    pub fn resume_csv(&self, name: &str, n_bytes: u64) -> Result<GrowingCsv, RecordError> {
        let path = self.file(name)?;
        let file = GrowingFile::resume(&path, n_bytes).map_err(|error| self.error(name, error))?;
        Ok(GrowingCsv {
            path,
            file: Ok(file),
        })
    }

    /// Writes a file of bytes.
    ///
    /// # Errors
    /// If it cannot be written; what was there before stays.
    pub fn write_bytes(&self, name: &str, bytes: &[u8]) -> Result<(), RecordError> {
        let path = self.file(name)?;
        write_whole(&path, bytes).map_err(|error| self.error(name, error))
    }

    /// Removes what a program that was killed left half-written.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn remove_leftovers(&self) -> Result<(), RecordError> {
        remove_leftovers(&self.path).map_err(|error| self.error("", error))
    }

    /// Removes a file, if it is there.
    ///
    /// # Errors
    /// If it is there and cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), RecordError> {
        match std::fs::remove_file(self.path.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(self.error(name, error))
            }
            _ => Ok(()),
        }
    }

    /// A file that cannot be gone on with.
    pub(super) fn refused(
        &self,
        name: &str,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> RecordError {
        self.error(name, cause)
    }

    fn error(&self, name: &str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> RecordError {
        let path = self.path.join(name);
        match self.path.is_dir() {
            true => RecordError {
                path,
                cause: cause.into(),
            },
            false => RecordError {
                path,
                cause: format!("the directory {} is gone", self.path.display()).into(),
            },
        }
    }
}

#[cfg(test)]
mod tests;
