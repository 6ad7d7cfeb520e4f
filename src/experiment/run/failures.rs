//! What of a run could not be written: the first failure is the one that is told.

use crate::session::RunError;

/// The first failure, and how many came after it.
#[derive(Debug, Default)]
pub(super) struct Failures {
    /// A recording that could not be written, or a file of the run's own.
    first: Option<String>,
    n_files: usize,
}

impl Failures {
    /// Notes a recording that could not be written; `None` if it could.
    pub(super) fn note_recording(&mut self, failure: Option<&str>) {
        if self.first.is_none() {
            self.first = failure.map(str::to_owned);
        }
    }

    /// The result, or nothing, with the failure noted.
    pub(super) fn attempt<T, E: std::fmt::Display>(&mut self, done: Result<T, E>) -> Option<T> {
        match done {
            Ok(done) => Some(done),
            Err(error) => {
                self.n_files += 1;
                self.first.get_or_insert_with(|| error.to_string());
                None
            }
        }
    }

    /// The first failure, if there was one.
    pub(super) fn first(&self) -> Option<&str> {
        self.first.as_deref()
    }

    /// An error if one of the run's own files could not be written. Recordings that could not
    /// be are in their list.
    pub(super) fn into_result(self) -> Result<(), RunError> {
        let Some(first) = self.first.filter(|_| self.n_files > 0) else {
            return Ok(());
        };
        let others = match self.n_files {
            0 | 1 => String::new(),
            n => format!("; {n} of the run's files could not be written, the others are there"),
        };
        Err(RunError::told(format!("{first}{others}")))
    }
}
