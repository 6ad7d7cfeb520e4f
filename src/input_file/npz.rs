//! An archive of NumPy arrays, `.npz`: a zip archive with a `.npy` file for each array.
//!
//! Promises: an array is read no further than its header announces, and its checksum is compared;
//! errors name the array. Refuses archives that are encrypted or compressed otherwise than by
//! NumPy.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use super::element::Stored;
use super::error::{InputFileError, Kind};
use super::npy::NpyHeader;
use super::open;

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
    /// If it cannot be read, is not a zip archive, or names an array twice.
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
        let mut entry = self.archive.by_index(k).map_err(|error| match error {
            ZipError::CompressionMethodNotSupported(method) => told(&format!(
                "is compressed by method {method}, expected 0 (stored) or 8 (deflate), as np.savez writes"
            )),
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
