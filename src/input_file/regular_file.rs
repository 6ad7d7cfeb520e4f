//! Opening a regular file.

use std::fs::File;
use std::path::Path;

use super::error::{InputFileError, Kind};

/// Opens a regular file for reading, and says how many bytes it holds.
///
/// # Errors
/// If there is no such file, it is a directory or a device, or it cannot be opened.
pub fn open(path: &Path) -> Result<(File, u64), InputFileError> {
    let refuse = |kind| InputFileError::new(path, kind);
    // Asked before it is opened: to open a named pipe waits for a writer.
    let about = std::fs::metadata(path).map_err(|cause| refuse(Kind::Io(cause)))?;
    if about.is_dir() {
        return Err(refuse(Kind::Directory));
    }
    if !about.is_file() {
        return Err(refuse(Kind::Device));
    }
    let file = File::open(path).map_err(|cause| refuse(Kind::Io(cause)))?;
    Ok((file, about.len()))
}
