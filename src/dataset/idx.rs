//! One IDX file: a magic number, the dimensions, the numbers; plain or gzip.
//!
//! Promises: reads nothing that the header does not announce, and keeps no more than it is
//! asked for; a file that is shorter or longer than its header says is refused. Whether a file
//! is gzip is told from its content, never its name.
//! Refuses to know what the numbers mean.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::error::{Announced, DatasetError, Kind};
use crate::input_file::{Element, Uncompressed};

/// The magic number of bytes in no dimension; the number of dimensions is added.
const UNSIGNED_BYTES: u32 = 0x800;

/// The most dimensions of an array; NumPy has no more either.
const MOST_DIMENSIONS: u8 = 32;

/// An IDX file, its header read and its entries still to be read.
pub(super) struct IdxFile {
    path: PathBuf,
    file: Uncompressed,
    element: Element,
    announced: Announced,
}

impl IdxFile {
    /// Opens a file of bytes in `N` dimensions. The length of a plain file is compared with its
    /// header.
    pub(super) fn open<const N: u32>(path: &Path) -> Result<Self, DatasetError> {
        Self::open_as(path, Some(UNSIGNED_BYTES + N))
    }

    /// Opens a file of numbers of any type in any number of dimensions.
    pub(super) fn open_any(path: &Path) -> Result<Self, DatasetError> {
        Self::open_as(path, None)
    }

    fn open_as(path: &Path, expected: Option<u32>) -> Result<Self, DatasetError> {
        let mut file = uncompressed(path)?;
        let short = |found: usize, expected: u64| {
            let (found, announced) = (found as u64, None);
            refuse(
                path,
                Kind::Short {
                    found,
                    expected,
                    announced,
                },
            )
        };
        let start = read(path, &mut file, 4)?;
        let Some(&magic) = start.first_chunk() else {
            let n_dimensions = expected.map_or(0, |magic| magic - UNSIGNED_BYTES);
            return Err(short(start.len(), 4 * (1 + u64::from(n_dimensions))));
        };
        let found = u32::from_be_bytes(magic);
        let element = match (expected, element(magic)) {
            (Some(expected), _) if found != expected => {
                return Err(refuse(path, Kind::Magic { found, expected }));
            }
            (_, Some(element)) => element,
            (_, None) => return Err(refuse(path, Kind::NoIdx { found })),
        };
        let n_left = 4 * u64::from(magic[3]);
        let header = read(path, &mut file, n_left)?;
        if (header.len() as u64) < n_left {
            return Err(short(4 + header.len(), 4 + n_left));
        }
        let words = header.as_chunks().0.iter().map(|&b| u32::from_be_bytes(b));
        let (dimensions, size) = (words.collect(), element.n_bytes().unwrap_or(1));
        let n_plain = file.n_plain();
        let announced = Announced { dimensions, size };
        let file = Self {
            path: path.to_owned(),
            file,
            element,
            announced,
        };
        match n_plain {
            Some(found) if found < file.length() => Err(file.short(found)),
            Some(found) if found > file.length() => Err(file.long()),
            _ => Ok(file),
        }
    }

    /// The type of its numbers; the highest byte of each comes first.
    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    /// Its shape, by the header.
    pub(super) fn shape(&self) -> Vec<usize> {
        self.announced
            .dimensions
            .iter()
            .map(|&n| n as usize)
            .collect()
    }

    /// Entries, by the header.
    pub(super) fn n_entries(&self) -> usize {
        self.announced.dimensions[0] as usize
    }

    /// The shape of an entry, by the header.
    pub(super) fn entry_shape(&self) -> &[u32] {
        &self.announced.dimensions[1..]
    }

    /// The bytes of the first `n` entries, or of all. The rest is read too, as far as the header
    /// announces it: the file must end there, and a checksum must be right.
    pub(super) fn entries(mut self, n: Option<usize>) -> Result<Vec<u8>, DatasetError> {
        let (found, asked) = (self.n_entries(), n.unwrap_or(self.n_entries()));
        if asked > found {
            return Err(refuse(&self.path, Kind::TooFew { found, asked }));
        }
        let n_bytes = self.n_bytes(asked);
        let bytes = read(&self.path, &mut self.file, n_bytes)?;
        let n_rest = self.n_bytes(found) - n_bytes;
        let rest = io::copy(&mut (&mut self.file).take(n_rest), &mut io::sink());
        let n_skipped = rest.map_err(|error| refuse(&self.path, Kind::Io(error)))?;
        let n_found = bytes.len() as u64 + n_skipped;
        if n_found < self.n_bytes(found) {
            return Err(self.short(self.n_header() + n_found));
        }
        match read(&self.path, &mut self.file, 1)?.is_empty() {
            true => Ok(bytes),
            false => Err(self.long()),
        }
    }

    fn n_header(&self) -> u64 {
        4 * (1 + self.announced.dimensions.len() as u64)
    }

    /// Bytes of so many entries; saturated, and then no file is long enough.
    fn n_bytes(&self, n_entries: usize) -> u64 {
        let entry = self.entry_shape().iter();
        let n_numbers = entry.fold(n_entries as u64, |n, &size| n.saturating_mul(size.into()));
        n_numbers.saturating_mul(self.announced.size)
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
            announced: Some(self.announced.clone()),
        };
        refuse(&self.path, kind)
    }

    fn long(&self) -> DatasetError {
        let kind = Kind::Long {
            expected: self.length(),
            announced: self.announced.clone(),
        };
        refuse(&self.path, kind)
    }
}

fn uncompressed(path: &Path) -> Result<Uncompressed, DatasetError> {
    Uncompressed::open(path).map_err(|error| refuse(path, Kind::File(error)))
}

/// The type that a magic number stands for.
fn element([first, second, code, n_dimensions]: [u8; 4]) -> Option<Element> {
    let name = match code {
        0x08 => "U8",
        0x09 => "I8",
        0x0b => "I16",
        0x0c => "I32",
        0x0d => "F32",
        0x0e => "F64",
        _ => return None,
    };
    let is_magic = [first, second] == [0, 0] && (1..=MOST_DIMENSIONS).contains(&n_dimensions);
    is_magic.then(|| Element::of(name))
}

/// Up to `n_bytes`; fewer if the file ends. Memory grows with what is there, not with `n_bytes`.
fn read(path: &Path, reader: &mut Uncompressed, n_bytes: u64) -> Result<Vec<u8>, DatasetError> {
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
