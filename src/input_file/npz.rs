//! An archive of NumPy arrays, `.npz`: a zip archive with a `.npy` file for each array.
//!
//! Promises: an array is read no further than its header announces, and its checksum is compared;
//! errors name the array. Refuses archives that are encrypted or compressed otherwise than by
//! NumPy.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::element::Stored;
use super::error::{InputFileError, Kind};
use super::npy::NpyHeader;
use super::regular_file::open;

/// A `.npz` file whose table of contents was read.
pub struct NpzFile {
    path: PathBuf,
    archive: ZipArchive<BufReader<File>>,
    /// The position of each array, by its name without `.npy`.
    names: BTreeMap<String, usize>,
}

impl NpzFile {
    /// Opens an archive and reads its table of contents.
    ///
    /// # Errors
    /// If it cannot be read, is not a zip archive, has other bytes before or after it, or names an
    /// array twice.
    pub fn open(path: &Path) -> Result<Self, InputFileError> {
        let refuse = |kind| InputFileError::new(path, kind);
        let (file, n_bytes) = open(path)?;
        let archive = ZipArchive::new(BufReader::new(file));
        let mut archive = archive.map_err(|error| match error {
            ZipError::Io(cause) if cause.kind() != ErrorKind::UnexpectedEof => {
                refuse(Kind::Io(cause))
            }
            _ => refuse(Kind::NoNpz { n_bytes }),
        })?;
        check_ends(path, n_bytes, archive.offset(), archive.comment().len())?;
        // Of two entries of one name, the library knows the last alone.
        if archive.has_duplicate_names() {
            let told = "holds two arrays of one name, expected each name once";
            return Err(refuse(Kind::Told(told.to_owned())));
        }
        let mut names = BTreeMap::new();
        for k in 0..archive.len() {
            let entry = archive.by_index_raw(k);
            let name = entry
                .ok()
                .and_then(|entry| entry.name().ok().map(|name| name.into_owned()));
            let name = name.ok_or_else(|| refuse(Kind::NoNpz { n_bytes }))?;
            let name = name
                .strip_suffix(".npy")
                .map_or(name.clone(), str::to_owned);
            if names.insert(name.clone(), k).is_some() {
                let problem = "stands twice in the archive".to_owned();
                return Err(refuse(Kind::Array { name, problem }));
            }
        }
        Ok(Self {
            path: path.to_owned(),
            archive,
            names,
        })
    }

    /// The names of the arrays, in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// What the header of an array says; `None` if there is no such array.
    ///
    /// # Errors
    /// If it cannot be read, or its length is not what its header announces.
    pub fn header(&mut self, name: &str) -> Result<Option<NpyHeader>, InputFileError> {
        self.with(name, |header, _| Ok(header))
    }

    /// The header of an array, and its numbers, the last index varying fastest; `None` if there is
    /// no such array.
    ///
    /// # Errors
    /// If it cannot be read, or is shorter or longer than its header announces.
    pub fn array(&mut self, name: &str) -> Result<Option<(NpyHeader, Stored)>, InputFileError> {
        self.with(name, |header, reader| {
            let numbers = header.numbers(reader)?;
            Ok((header, numbers))
        })
    }

    fn with<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(NpyHeader, &mut dyn Read) -> Result<T, Kind>,
    ) -> Result<Option<T>, InputFileError> {
        let Some(&k) = self.names.get(name) else {
            return Ok(None);
        };
        let refuse = |kind: Kind| {
            let problem = kind.to_string();
            InputFileError::new(
                &self.path,
                Kind::Array {
                    name: name.to_owned(),
                    problem,
                },
            )
        };
        let told = |problem: &str| refuse(Kind::Told(problem.to_owned()));
        let method = self
            .archive
            .by_index_raw(k)
            .map(|entry| entry.compression());
        if let Ok(method) = method
            && ![CompressionMethod::Stored, CompressionMethod::Deflated].contains(&method)
        {
            return Err(told(&format!(
                "is compressed by {method}, expected Stored or Deflated, as np.savez and \
                 np.savez_compressed write"
            )));
        }
        let mut entry = self.archive.by_index(k).map_err(|error| match error {
            ZipError::Io(cause) => refuse(Kind::Io(cause)),
            _ => told("cannot be read: its entry in the zip archive is corrupt or encrypted"),
        })?;
        let header = NpyHeader::read(&mut entry)
            .map_err(damage)
            .map_err(refuse)?;
        header.check_length(entry.size()).map_err(refuse)?;
        read(header, &mut entry)
            .map_err(damage)
            .map_err(refuse)
            .map(Some)
    }
}

/// Bytes of the last record of an archive, without the comment that may follow.
const END: u64 = 22;

/// Refuses what stands before and after an archive of `n_bytes` with a comment of so many: nobody
/// says what it is.
fn check_ends(
    path: &Path,
    n_bytes: u64,
    n_before: u64,
    n_comment: usize,
) -> Result<(), InputFileError> {
    let refuse = |told: String| Err(InputFileError::new(path, Kind::Told(told)));
    if n_before > 0 {
        return refuse(format!(
            "holds {n_before} bytes before its zip archive (.npz) begins, expected none"
        ));
    }
    let (mut file, _) = open(path)?;
    let mut end = [0; END as usize];
    let begins = n_bytes.saturating_sub(END + n_comment as u64);
    let read = file
        .seek(SeekFrom::Start(begins))
        .and_then(|_| file.read_exact(&mut end));
    read.map_err(|cause| InputFileError::new(path, Kind::Io(cause)))?;
    let is_end = end.starts_with(b"PK\x05\x06")
        && usize::from(u16::from_le_bytes([end[20], end[21]])) == n_comment;
    match is_end {
        true => Ok(()),
        false => {
            refuse("goes on after its zip archive (.npz) ends, expected nothing there".to_owned())
        }
    }
}

/// What is said of compressed data that cannot be read, or have another checksum.
fn damage(kind: Kind) -> Kind {
    match kind {
        Kind::Io(_) => Kind::Told(
            "is corrupt: its compressed data break off, cannot be decoded, or do not have the \
             checksum that the zip archive says"
                .to_owned(),
        ),
        kind => kind,
    }
}
