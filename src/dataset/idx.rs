//! One IDX file of bytes: a magic number, the dimensions, the bytes; plain or gzip.
//!
//! Promises: reads nothing that the header does not announce, and keeps no more than it is
//! asked for; a file that is shorter or longer than its header says is refused. Whether a file
//! is gzip is told from its content, never its name.
//! Refuses to know what the bytes mean.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::error::{DatasetError, Kind};
use crate::input_file::{self, Gunzip};

/// The magic number of bytes in no dimension; the number of dimensions is added.
const UNSIGNED_BYTES: u32 = 0x800;

/// An IDX file of unsigned bytes, its header read and its entries still to be read.
pub(super) struct IdxFile {
    path: PathBuf,
    reader: Box<dyn Read>,
    /// Entries first, then the shape of an entry.
    dimensions: Vec<u32>,
}

impl IdxFile {
    /// Opens a file of `N` dimensions. The length of a plain file is compared with its header.
    pub(super) fn open<const N: u32>(path: &Path) -> Result<Self, DatasetError> {
        let (mut reader, plain_length) = uncompressed(path)?;
        let n_header = 4 * (1 + u64::from(N));
        let header = read(path, &mut *reader, n_header)?;
        let words = header.as_chunks().0.iter().map(|&b| u32::from_be_bytes(b));
        let words: Vec<u32> = words.collect();
        let expected = UNSIGNED_BYTES + N;
        let dimensions = match words.split_first() {
            Some((&found, _)) if found != expected => {
                return Err(refuse(path, Kind::Magic { found, expected }));
            }
            Some((_, dimensions)) if header.len() as u64 == n_header => dimensions.to_vec(),
            _ => {
                let (found, expected) = (header.len() as u64, n_header);
                let announced = None;
                return Err(refuse(
                    path,
                    Kind::Short {
                        found,
                        expected,
                        announced,
                    },
                ));
            }
        };
        let file = Self {
            path: path.to_owned(),
            reader,
            dimensions,
        };
        match plain_length {
            Some(found) if found < file.length() => Err(file.short(found)),
            Some(found) if found > file.length() => Err(file.long()),
            _ => Ok(file),
        }
    }

    /// Entries, by the header.
    pub(super) fn n_entries(&self) -> usize {
        self.dimensions[0] as usize
    }

    /// The shape of an entry, by the header.
    pub(super) fn entry_shape(&self) -> &[u32] {
        &self.dimensions[1..]
    }

    /// The bytes of the first `n` entries, or of all. The rest is read too, as far as the header
    /// announces it: the file must end there, and a checksum must be right.
    pub(super) fn entries(mut self, n: Option<usize>) -> Result<Vec<u8>, DatasetError> {
        let (found, asked) = (self.n_entries(), n.unwrap_or(self.n_entries()));
        if asked > found {
            return Err(refuse(&self.path, Kind::TooFew { found, asked }));
        }
        let n_bytes = self.n_bytes(asked);
        let bytes = read(&self.path, &mut *self.reader, n_bytes)?;
        let n_rest = self.n_bytes(found) - n_bytes;
        let rest = io::copy(&mut (&mut *self.reader).take(n_rest), &mut io::sink());
        let n_skipped = rest.map_err(|error| refuse(&self.path, Kind::Io(error)))?;
        let n_found = bytes.len() as u64 + n_skipped;
        if n_found < self.n_bytes(found) {
            return Err(self.short(self.n_header() + n_found));
        }
        match read(&self.path, &mut *self.reader, 1)?.is_empty() {
            true => Ok(bytes),
            false => Err(self.long()),
        }
    }

    fn n_header(&self) -> u64 {
        4 * (1 + self.dimensions.len() as u64)
    }

    /// Bytes of so many entries; saturated, and then no file is long enough.
    fn n_bytes(&self, n_entries: usize) -> u64 {
        let entry = self.entry_shape().iter();
        entry.fold(n_entries as u64, |n, &size| n.saturating_mul(size.into()))
    }

    /// Bytes of the whole file, by its header.
    fn length(&self) -> u64 {
        self.n_header()
            .saturating_add(self.n_bytes(self.n_entries()))
    }

    fn short(&self, found: u64) -> DatasetError {
        let kind = Kind::Short {
            found,
            expected: self.length(),
            announced: Some(self.dimensions.clone()),
        };
        refuse(&self.path, kind)
    }

    fn long(&self) -> DatasetError {
        let kind = Kind::Long {
            expected: self.length(),
            announced: self.dimensions.clone(),
        };
        refuse(&self.path, kind)
    }
}

/// A reader of what the file holds, and the length of that where it is not compressed.
fn uncompressed(path: &Path) -> Result<(Box<dyn Read>, Option<u64>), DatasetError> {
    let refuse_io = |error| refuse(path, Kind::Io(error));
    let (file, n_bytes) =
        input_file::open(path).map_err(|error| refuse(path, Kind::File(error)))?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let start = reader.fill_buf().map_err(refuse_io)?;
    if !Gunzip::recognises(start) {
        return Ok((Box::new(reader), Some(n_bytes)));
    }
    let mut stream = Vec::new();
    let n_bytes = usize::try_from(n_bytes).unwrap_or(usize::MAX);
    let reserved = stream.try_reserve_exact(n_bytes);
    reserved.map_err(|error| refuse_io(io::Error::other(error)))?;
    reader.read_to_end(&mut stream).map_err(refuse_io)?;
    Ok((Box::new(Gunzip::new(stream)), None))
}

/// Up to `n_bytes`; fewer if the file ends. Memory grows with what is there, not with `n_bytes`.
fn read(path: &Path, reader: &mut dyn Read, n_bytes: u64) -> Result<Vec<u8>, DatasetError> {
    let mut bytes = Vec::new();
    let read = reader.take(n_bytes).read_to_end(&mut bytes);
    read.map_err(|error| refuse(path, Kind::Io(error)))?;
    Ok(bytes)
}

fn refuse(path: &Path, kind: Kind) -> DatasetError {
    DatasetError::at(path, kind)
}

#[cfg(test)]
mod tests;
