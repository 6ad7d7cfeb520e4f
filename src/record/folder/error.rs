//! A file or directory of a run that could not be written, and how a person is told.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use crate::input_file::without_number;

/// A file or directory that could not be written.
#[derive(Debug)]
pub struct RecordError {
    pub(super) path: PathBuf,
    pub(super) cause: Box<dyn Error + Send + Sync>,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = without_number(&self.cause);
        write!(f, "cannot write {}: {cause}", self.path.display())
    }
}

impl Error for RecordError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.cause.as_ref())
    }
}
