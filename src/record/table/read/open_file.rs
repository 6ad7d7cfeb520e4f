//! Opening a file of a table.

use std::fs::File;
use std::path::Path;

use super::cause::Cause;
use crate::input_file::{self};

/// Opens a regular file, and says how many bytes it holds: a run's folder may come from anywhere.
pub(super) fn open_file(path: &Path) -> Result<(File, u64), Cause> {
    input_file::open(path).map_err(|error| error.problem().into())
}
