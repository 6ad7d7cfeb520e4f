//! Where the files are that a scenario names.

use std::path::Path;

use crate::scenario::Edit;

/// Where the files that a scenario names are looked for.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct Places<'d> {
    /// The directory of the scenario file.
    pub directory: &'d Path,
    /// Changes by `--set`; paths in them are from the working directory.
    pub edits: &'d [Edit],
    /// Whether files are looked at: of a run that is over only those in its own folder, which is
    /// the directory.
    pub are_read: bool,
}
