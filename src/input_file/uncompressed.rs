//! What a file holds, whether it is compressed or not.
//!
//! Promises: whether a file is gzip is told from its content, never its name; memory grows with
//! what is there, not with what a header announces.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::error::{InputFileError, Kind};
use super::gzip::Gunzip;
use super::regular_file::open;

/// A reader of what a regular file holds; a gzip file is decompressed on the way.
///
/// ```
/// use fazil::input_file::Uncompressed;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("a");
/// std::fs::write(&path, "hello")?;
/// let mut file = Uncompressed::open(&path)?;
/// assert_eq!(file.n_plain(), Some(5));
/// assert_eq!(file.read_up_to(4)?, b"hell");
/// assert_eq!(file.read_up_to(4)?, b"o");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Uncompressed {
    path: PathBuf,
    reader: Box<dyn Read>,
    n_plain: Option<u64>,
}

impl Uncompressed {
    /// Opens a file.
    ///
    /// # Errors
    /// If there is no such file, it is not a regular one, or it cannot be read.
    pub fn open(path: &Path) -> Result<Self, InputFileError> {
        let refuse = |cause| InputFileError::new(path, Kind::Io(cause));
        let (file, n_bytes) = open(path)?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let start = reader.fill_buf().map_err(refuse)?;
        let (reader, n_plain): (Box<dyn Read>, _) = match Gunzip::recognises(start) {
            false => (Box::new(reader), Some(n_bytes)),
            true => {
                let stream = whole(&mut reader, n_bytes).map_err(refuse)?;
                (Box::new(Gunzip::new(stream)), None)
            }
        };
        Ok(Self {
            path: path.to_owned(),
            reader,
            n_plain,
        })
    }

    /// How many bytes it holds; `None` where it is compressed, so that nobody knows.
    pub fn n_plain(&self) -> Option<u64> {
        self.n_plain
    }

    /// The next `n_bytes`; fewer if the file ends.
    ///
    /// # Errors
    /// If it cannot be read, or its gzip stream is corrupt.
    pub fn read_up_to(&mut self, n_bytes: u64) -> Result<Vec<u8>, InputFileError> {
        let mut bytes = Vec::new();
        let read = (&mut self.reader).take(n_bytes).read_to_end(&mut bytes);
        read.map_err(|cause| InputFileError::new(&self.path, Kind::Io(cause)))?;
        Ok(bytes)
    }
}

impl Read for Uncompressed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

/// All bytes of a gzip stream, still compressed.
fn whole(reader: &mut BufReader<File>, n_bytes: u64) -> io::Result<Vec<u8>> {
    let mut stream = Vec::new();
    let n_bytes = usize::try_from(n_bytes).unwrap_or(usize::MAX);
    stream
        .try_reserve_exact(n_bytes)
        .map_err(io::Error::other)?;
    reader.read_to_end(&mut stream)?;
    Ok(stream)
}

/// The first bytes of what a file holds, at most `n`, to tell its format.
///
/// # Errors
/// If it cannot be read.
pub fn first_bytes(path: &Path, n: u64) -> Result<Vec<u8>, InputFileError> {
    Uncompressed::open(path)?.read_up_to(n)
}
