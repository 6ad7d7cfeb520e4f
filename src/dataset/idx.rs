//! One IDX file of bytes: a magic number, the dimensions, the bytes; plain or gzip.
//!
//! Promises: reads no more than it is asked for, and nothing that the header does not
//! announce. Whether a file is gzip is told from its content, never its name.
//! Refuses to know what the bytes mean.

use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use super::error::{DatasetError, Kind};

/// The magic number of bytes in no dimension; the number of dimensions is added.
const UNSIGNED_BYTES: u32 = 0x800;

/// The first bytes of every gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// An IDX file of unsigned bytes, its header read and its entries still to be read.
pub(super) struct IdxFile {
    path: PathBuf,
    reader: Box<dyn Read>,
    /// Entries first, then the shape of an entry.
    dimensions: Vec<u32>,
}

impl IdxFile {
    /// Opens a file of `N` dimensions.
    pub(super) fn open<const N: u32>(path: &Path) -> Result<Self, DatasetError> {
        let mut reader = uncompressed(path).map_err(|error| refuse(path, Kind::Io(error)))?;
        let n_bytes = 4 * (1 + u64::from(N));
        let header = read(path, &mut *reader, n_bytes)?;
        let words = header.as_chunks().0.iter().map(|&b| u32::from_be_bytes(b));
        let words: Vec<u32> = words.collect();
        let expected = UNSIGNED_BYTES + N;
        match words.split_first() {
            Some((&found, _)) if found != expected => {
                Err(refuse(path, Kind::Magic { found, expected }))
            }
            Some((_, dimensions)) if header.len() as u64 == n_bytes => Ok(Self {
                path: path.to_owned(),
                reader,
                dimensions: dimensions.to_vec(),
            }),
            _ => Err(short(path, header.len(), n_bytes)),
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

    /// The bytes of the first `n` entries, or of all; then the file must end there.
    pub(super) fn entries(mut self, n: Option<usize>) -> Result<Vec<u8>, DatasetError> {
        let (found, asked) = (self.n_entries(), n.unwrap_or(self.n_entries()));
        if asked > found {
            return Err(refuse(&self.path, Kind::TooFew { found, asked }));
        }
        let entry = self.entry_shape().iter();
        // Saturated, no file is long enough.
        let n_bytes = entry.fold(asked as u64, |n, &size| n.saturating_mul(size.into()));
        let bytes = read(&self.path, &mut *self.reader, n_bytes)?;
        let n_header = 4 * (1 + self.dimensions.len() as u64);
        let expected = n_header.saturating_add(n_bytes);
        if bytes.len() as u64 != n_bytes {
            return Err(short(&self.path, n_header as usize + bytes.len(), expected));
        }
        if asked == found && !read(&self.path, &mut *self.reader, 1)?.is_empty() {
            return Err(refuse(&self.path, Kind::Long { expected }));
        }
        Ok(bytes)
    }
}

fn uncompressed(path: &Path) -> io::Result<Box<dyn Read>> {
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
    if file.fill_buf()?.starts_with(&GZIP) {
        Ok(Box::new(MultiGzDecoder::new(file)))
    } else {
        Ok(Box::new(file))
    }
}

/// Up to `n_bytes`; fewer if the file ends, or its compressed form breaks off.
fn read(path: &Path, reader: &mut dyn Read, n_bytes: u64) -> Result<Vec<u8>, DatasetError> {
    let mut bytes = Vec::new();
    match reader.take(n_bytes).read_to_end(&mut bytes) {
        Err(error) if error.kind() != ErrorKind::UnexpectedEof => {
            Err(refuse(path, Kind::Io(error)))
        }
        _ => Ok(bytes),
    }
}

fn refuse(path: &Path, kind: Kind) -> DatasetError {
    DatasetError::at(path, kind)
}

fn short(path: &Path, found: usize, expected: u64) -> DatasetError {
    let found = found as u64;
    refuse(path, Kind::Short { found, expected })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    /// Two entries of 1x3 bytes.
    fn images() -> Vec<u8> {
        let header = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3];
        [&header[..], &[1, 2, 3, 4, 5, 6]].concat()
    }

    fn zipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn entries(bytes: &[u8], n: Option<usize>) -> Result<Vec<u8>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        let place = format!("{}: ", path.display());
        let entries = IdxFile::open::<3>(&path).and_then(|file| file.entries(n));
        entries.map_err(|error| error.to_string().strip_prefix(&place).unwrap().to_owned())
    }

    #[test]
    fn plain_and_gzip_files_hold_the_same() {
        for bytes in [images(), zipped(&images())] {
            assert_eq!(entries(&bytes, None).unwrap(), [1, 2, 3, 4, 5, 6]);
            assert_eq!(entries(&bytes, Some(1)).unwrap(), [1, 2, 3]);
            assert!(entries(&bytes, Some(0)).unwrap().is_empty());
        }
    }

    #[test]
    fn a_file_in_two_gzip_members_is_read_through() {
        let (first, second) = (zipped(&images()[..20]), zipped(&images()[20..]));
        let both = [first, second].concat();
        assert_eq!(entries(&both, None).unwrap(), [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_file_that_breaks_off_is_refused() {
        let expected = "ends after 21 bytes (uncompressed), expected 22";
        for bytes in [images()[..21].to_vec(), zipped(&images()[..21])] {
            assert_eq!(entries(&bytes, None).unwrap_err(), expected);
        }
        let header = "ends after 9 bytes (uncompressed), expected 16";
        assert_eq!(entries(&images()[..9], None).unwrap_err(), header);
        let zip = zipped(&images());
        let error = entries(&zip[..zip.len() - 12], None).unwrap_err();
        assert!(error.contains("expected 22"), "{error}");
        let empty = "ends after 0 bytes (uncompressed), expected 16";
        assert_eq!(entries(&[], None).unwrap_err(), empty);
    }

    #[test]
    fn a_header_larger_than_any_file_is_refused_without_reserving_memory() {
        let mut bytes = images();
        bytes[4..16].fill(0xff);
        let error = entries(&bytes, None).unwrap_err();
        assert!(error.starts_with("ends after 22 bytes"), "{error}");
    }

    #[test]
    fn a_file_that_goes_on_is_refused() {
        let bytes = [images(), vec![7]].concat();
        let expected = "goes on after 22 bytes (uncompressed), where its header ends it";
        assert_eq!(entries(&bytes, None).unwrap_err(), expected);
    }

    #[test]
    fn another_magic_number_is_refused() {
        let mut bytes = images();
        bytes[3] = 1;
        let expected = "starts with the magic number 0x00000801, expected 0x00000803 (IDX, images)";
        assert_eq!(entries(&bytes, None).unwrap_err(), expected);
    }

    #[test]
    fn more_entries_than_there_are_cannot_be_had() {
        let expected = "holds 2 examples, 3 are asked for";
        assert_eq!(entries(&images(), Some(3)).unwrap_err(), expected);
    }

    #[test]
    fn a_damaged_gzip_file_is_refused() {
        let mut bytes = zipped(&images());
        let checksum = bytes.len() - 8;
        bytes[checksum] ^= 1;
        assert!(entries(&bytes, None).unwrap_err().contains("corrupt"));
    }
}
