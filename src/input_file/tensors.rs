//! A safetensors file, tensor by tensor.
//!
//! Promises to read the header alone when it is opened, and one tensor when it is asked for.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::error::{InputFileError, Kind};
use super::header::{Header, N_LENGTH, length};
use super::regular_file::open;
use super::tensor_info::TensorInfo;

/// A safetensors file whose header was read and fits the file.
///
/// ```
/// use fazil::input_file::TensorFile;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("a.safetensors");
/// let header = r#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#;
/// let length = (header.len() as u64).to_le_bytes();
/// std::fs::write(&path, [&length, header.as_bytes(), &[7, 9]].concat())?;
/// let mut file = TensorFile::open(&path)?;
/// assert_eq!(file.tensors()["a"].shape, [2]);
/// assert_eq!(file.bytes("a")?, Some(vec![7, 9]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TensorFile {
    path: PathBuf,
    file: File,
    metadata: BTreeMap<String, String>,
    tensors: BTreeMap<String, TensorInfo>,
    /// Where the numbers begin.
    n_before: u64,
}

impl TensorFile {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// If it cannot be read, is not a safetensors file, or is shorter or longer than its header
    /// announces.
    pub fn open(path: &Path) -> Result<Self, InputFileError> {
        let refuse = |kind| InputFileError::new(path, kind);
        let (mut file, n_bytes) = open(path)?;
        let start = read(&mut file, N_LENGTH.min(n_bytes)).map_err(refuse)?;
        let n_header = length(&start, n_bytes).map_err(refuse)?;
        let text = read(&mut file, n_header).map_err(refuse)?;
        let n_before = N_LENGTH + n_header;
        let header = Header::parse(&text, n_bytes - n_before).map_err(refuse)?;
        Ok(Self {
            path: path.to_owned(),
            file,
            metadata: header.metadata,
            tensors: header.tensors,
            n_before,
        })
    }

    /// Texts that are not numbers, by name.
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.metadata
    }

    /// Every tensor, by name.
    pub fn tensors(&self) -> &BTreeMap<String, TensorInfo> {
        &self.tensors
    }

    /// The names of all tensors, for a message; nothing of the file reaches a terminal raw.
    pub fn listed(&self) -> String {
        let names: Vec<String> = self
            .tensors
            .keys()
            .take(20)
            .map(|name| shown(name))
            .collect();
        match (names.len(), self.tensors.len()) {
            (0, _) => "none".to_owned(),
            (n, all) if n < all => format!("{} and {} others", names.join(", "), all - n),
            _ => names.join(", "),
        }
    }

    /// The bytes of a tensor; `None` if there is no such tensor.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, InputFileError> {
        let Some(info) = self.tensors.get(name) else {
            return Ok(None);
        };
        let refuse = |kind| InputFileError::new(&self.path, kind);
        let start = SeekFrom::Start(self.n_before + info.place.start);
        self.file
            .seek(start)
            .map_err(|cause| refuse(Kind::Io(cause)))?;
        let n_bytes = info.place.end - info.place.start;
        read(&mut self.file, n_bytes).map(Some).map_err(refuse)
    }
}

/// A tensor's name as a message shows it.
fn shown(name: &str) -> String {
    let name: String = name.chars().take(60).collect();
    name.escape_debug().to_string()
}

/// Exactly `n_bytes`, which the file is known to have.
fn read(file: &mut File, n_bytes: u64) -> Result<Vec<u8>, Kind> {
    let mut bytes = Vec::new();
    let size = usize::try_from(n_bytes).map_err(|_| Kind::Memory(n_bytes))?;
    bytes
        .try_reserve_exact(size)
        .map_err(|_| Kind::Memory(n_bytes))?;
    bytes.resize(size, 0);
    let read = file.read_exact(&mut bytes);
    read.map_err(|cause| match cause.kind() {
        ErrorKind::UnexpectedEof => Kind::Shrunk {
            byte: file.metadata().map_or(0, |about| about.len()),
        },
        _ => Kind::Io(cause),
    })?;
    Ok(bytes)
}
