//! What a command ends in: an exit code, or an error that is told.

use std::process::ExitCode;

/// The end of a command.
pub(super) type Done = Result<ExitCode, Box<dyn std::error::Error>>;
