//! What a run leaves in its folder, file by file: the numbers, their names and their versions, and how
//! they are read back.
//!
//! Promises that what is read has the value that was written, and that a file of another version is
//! refused. Refuses to know how a run goes, and what is drawn of it.

pub(crate) mod classes;
pub(crate) mod epoch_log;
pub(crate) mod landmarks;
pub(crate) mod measured;
pub(crate) mod own_files;
pub(crate) mod regression;
pub(crate) mod saved_float;
pub(crate) mod saved_pairs;
pub(crate) mod saved_text;
pub(crate) mod sources;
pub(crate) mod summary;

pub use landmarks::{Among, Landmark, Landmarks};
pub use summary::{EpochMetrics, FORMAT_VERSION, Summary};
