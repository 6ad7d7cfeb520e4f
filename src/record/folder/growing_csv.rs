//! A CSV file of a run whose rows come one by one: whole lines at every moment.

use std::path::PathBuf;

use super::RecordError;
use crate::disk::GrowingFile;

/// One line of a CSV file.
pub(super) fn line(first: &str, cells: &[String]) -> std::io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cells = cells.iter().map(String::as_str);
    writer.write_record(std::iter::once(first).chain(cells))?;
    writer.into_inner().map_err(|error| error.into_error())
}

/// A CSV file whose rows come one by one.
#[derive(Debug)]
pub struct GrowingCsv {
    pub(super) path: PathBuf,
    /// Nothing more is added after the first failure.
    pub(super) file: Result<GrowingFile, RecordError>,
}

impl GrowingCsv {
    /// Adds a row; whether it could be written is asked later.
    pub fn push(&mut self, row: &[String]) {
        if let Ok(file) = &mut self.file
            && let Err(error) = line(CSV_FORMAT_VERSION, row).and_then(|line| file.append(&line))
        {
            self.file = Err(RecordError {
                path: self.path.clone(),
                cause: error.into(),
            });
        }
    }

    /// Why it could not be written, if it could not.
    pub fn failure(&self) -> Option<&RecordError> {
        self.file.as_ref().err()
    }

    /// Bytes written so far; 0 after a failure.
    pub fn n_bytes(&self) -> u64 {
        self.file.as_ref().map_or(0, GrowingFile::n_bytes)
    }

    /// The file is finished. If that fails, what is whole of it stays in `NAME.part`.
    ///
    /// # Errors
    /// If it, or a row before, could not be written.
    pub fn finish(self) -> Result<(), RecordError> {
        let path = self.path;
        self.file?.keep().map_err(|error| RecordError {
            path,
            cause: error.into(),
        })
    }
}

/// The version of the layout of the CSV files.
pub(super) const CSV_FORMAT_VERSION: &str = "1";
