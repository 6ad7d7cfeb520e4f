//! The rows of `metrics.csv`: kept in memory for whoever measures, or written as they come.

use super::summary::EpochMetrics;
use crate::record::{GrowingCsv, RecordError, RunFolder};
use crate::session::RunError;

/// Where an epoch's numbers go.
pub(crate) enum EpochLog {
    /// All of them, in memory.
    Kept(Vec<EpochMetrics>),
    /// Into `metrics.csv`, so that memory is flat however many epochs there are.
    Written(GrowingCsv),
}

/// The file they are written to.
const METRICS: &str = "metrics.csv";

impl EpochLog {
    /// Writes them into the folder, from now on.
    ///
    /// # Errors
    /// If the file cannot be made.
    pub(crate) fn into_folder(folder: &RunFolder) -> Result<Self, RunError> {
        let csv = folder.begin_csv(METRICS, &EpochMetrics::header())?;
        Ok(Self::Written(csv))
    }

    /// Goes on writing them into a folder whose file was so long.
    ///
    /// # Errors
    /// If the file is gone, or shorter.
    pub(crate) fn resumed(folder: &RunFolder, n_bytes: u64) -> Result<Self, RunError> {
        Ok(Self::Written(folder.resume_csv(METRICS, n_bytes)?))
    }

    /// Bytes written so far.
    pub(crate) fn n_bytes(&self) -> u64 {
        match self {
            Self::Kept(_) => 0,
            Self::Written(csv) => csv.n_bytes(),
        }
    }

    pub(crate) fn push(&mut self, metrics: EpochMetrics) {
        match self {
            Self::Kept(kept) => kept.push(metrics),
            Self::Written(csv) => csv.push(&metrics.row()),
        }
    }

    /// Why they could not be written, if they could not.
    pub(crate) fn failure(&self) -> Option<&RecordError> {
        match self {
            Self::Kept(_) => None,
            Self::Written(csv) => csv.failure(),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// If it could not be written.
    pub(crate) fn finish(&mut self) -> Result<(), RecordError> {
        match std::mem::replace(self, Self::Kept(Vec::new())) {
            Self::Kept(_) => Ok(()),
            Self::Written(csv) => csv.finish(),
        }
    }

    /// The rows that were kept.
    pub(crate) fn into_kept(self) -> Vec<EpochMetrics> {
        match self {
            Self::Kept(kept) => kept,
            Self::Written(_) => Vec::new(),
        }
    }
}
