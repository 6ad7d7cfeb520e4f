//! Files that somebody else wrote, opened with care.
//!
//! Promises: only regular files are read; what a header announces is compared with the length
//! of the file before anything of that size is allocated; every error says what was found, at
//! which byte, and what was expected, in this program's own words.
//! Refuses to know what the numbers in a file mean.

mod element;
mod error;

// The formats.
#[cfg(feature = "files")]
mod gzip;
#[cfg(feature = "files")]
mod header;
#[cfg(feature = "files")]
mod json;
#[cfg(feature = "files")]
mod npy;
#[cfg(feature = "files")]
mod npz;
mod regular_file;
mod system_error;
#[cfg(feature = "files")]
mod tensor_info;
#[cfg(feature = "files")]
mod tensors;
#[cfg(feature = "files")]
mod uncompressed;

pub use element::{Element, Endianness, Stored};
pub use error::InputFileError;
#[cfg(feature = "files")]
pub use gzip::Gunzip;
#[cfg(feature = "files")]
pub use json::{json_place, parse_json};
#[cfg(feature = "files")]
pub use npy::{NpyFile, NpyHeader};
#[cfg(feature = "files")]
pub use npz::NpzFile;
pub use regular_file::open;
pub(crate) use system_error::without_number;
#[cfg(feature = "files")]
pub use tensor_info::TensorInfo;
#[cfg(feature = "files")]
pub use tensors::TensorFile;
#[cfg(feature = "files")]
pub use uncompressed::{Uncompressed, first_bytes};

use std::io::{BufReader, Read};
use std::path::Path;

use error::Kind;

/// What is said where a file is named in a build without the feature that reads it.
pub(crate) fn needs_feature(what: &str, feature: &str) -> String {
    format!("this build of fazil reads no {what} files: they need its feature `{feature}`")
}

/// Bytes of a text at most: none that this program writes comes near.
const LONGEST_TEXT: u64 = 1 << 30;

/// The text of a regular file.
///
/// ```
/// use fazil::input_file::read_text;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("a");
/// std::fs::write(&path, "(")?;
/// assert_eq!(read_text(&path)?, "(");
/// std::fs::write(&path, b"(\xff")?;
/// assert!(read_text(&path).unwrap_err().to_string().contains("byte 1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If it cannot be opened or read, is no UTF-8, or is longer than any text of this program.
pub fn read_text(path: &Path) -> Result<String, InputFileError> {
    let refuse = |kind| InputFileError::new(path, kind);
    let (file, n_bytes) = open(path)?;
    let mut bytes = Vec::new();
    let size = usize::try_from(n_bytes.min(LONGEST_TEXT)).unwrap_or(usize::MAX);
    let reserved = bytes.try_reserve_exact(size);
    reserved.map_err(|_| refuse(Kind::Memory(n_bytes)))?;
    let read = file.take(LONGEST_TEXT + 1).read_to_end(&mut bytes);
    read.map_err(|cause| refuse(Kind::Io(cause)))?;
    if bytes.len() as u64 > LONGEST_TEXT {
        return Err(refuse(Kind::LongText(LONGEST_TEXT)));
    }
    let text = String::from_utf8(bytes);
    text.map_err(|error| refuse(Kind::NoText(error.utf8_error().valid_up_to())))
}

/// The length of a file and the BLAKE3 hash of its bytes, as hexadecimal.
///
/// ```
/// use fazil::input_file::fingerprint;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("a");
/// std::fs::write(&path, "")?;
/// let (n_bytes, blake3) = fingerprint(&path)?;
/// assert_eq!((n_bytes, &blake3[..8]), (0, "af1349b9"));
/// assert!(fingerprint(folder.path()).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If it cannot be read.
pub fn fingerprint(path: &Path) -> Result<(u64, String), InputFileError> {
    let (file, _) = open(path)?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    let mut n_bytes = 0;
    loop {
        let read = reader.read(&mut buffer);
        match read.map_err(|cause| InputFileError::new(path, Kind::Io(cause)))? {
            0 => return Ok((n_bytes, hasher.finalize().to_hex().to_string())),
            n => {
                hasher.update(&buffer[..n]);
                n_bytes += n as u64;
            }
        }
    }
}

#[cfg(test)]
#[cfg(feature = "files")]
mod tests;
