//! Why a file that somebody else wrote could not be read.
//!
//! Promises: the message names the file, the byte, what was found and what was expected.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::element::Element;
use super::system_error::without_number;

/// A file that could not be read, or does not hold what its own header announces.
#[derive(Debug)]
pub struct InputFileError {
    path: PathBuf,
    kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Io(io::Error),
    Directory,
    Device,
    /// A text of more bytes than this.
    LongText(u64),
    /// What is no UTF-8, and from which byte on.
    NoText(usize),
    /// So many bytes cannot be had at once.
    Memory(u64),
    /// Shorter than the length of a header, or of another kind.
    NoHeader {
        n_bytes: u64,
        looks_like: Option<&'static str>,
    },
    HeaderLength {
        announced: u64,
        n_left: u64,
        looks_like: Option<&'static str>,
    },
    HeaderTooLong(u64),
    HeaderText {
        byte: u64,
        problem: &'static str,
    },
    /// A tensor whose entry in the header is not what it should be.
    Entry {
        name: String,
        problem: String,
    },
    /// Tensors that overlap, or leave a gap.
    Place {
        name: String,
        begins: u64,
        expected: u64,
    },
    DataLength {
        announced: u64,
        found: u64,
    },
    /// A file that became shorter after it was opened.
    Shrunk {
        byte: u64,
    },
    /// The first bytes of what is no NumPy array.
    NoNpy {
        start: Vec<u8>,
    },
    /// What is wrong with the header of a NumPy array.
    Npy {
        byte: u64,
        problem: String,
    },
    /// `expected` is `None` if no file is so long.
    NpyLength {
        shape: Vec<usize>,
        element: Element,
        expected: Option<u64>,
        found: u64,
    },
    NoNpz {
        n_bytes: u64,
    },
    /// An array in an archive.
    Array {
        name: String,
        problem: String,
    },
    /// In words.
    Told(String),
}

impl InputFileError {
    pub(super) fn new(path: &Path, kind: Kind) -> Self {
        Self {
            path: path.to_owned(),
            kind,
        }
    }

    /// The message without the file's name.
    pub fn problem(&self) -> String {
        self.kind.to_string()
    }

    /// Whether there is no such file.
    pub fn is_missing(&self) -> bool {
        matches!(&self.kind, Kind::Io(cause) if cause.kind() == io::ErrorKind::NotFound)
    }
}

impl fmt::Display for InputFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.kind)
    }
}

impl fmt::Display for Kind {
    #[rustfmt::skip] // One line a kind, so that the messages can be read as a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(cause) if cause.kind() == io::ErrorKind::NotFound => {
                write!(f, "there is no such file")
            }
            Self::Io(cause) if cause.kind() == io::ErrorKind::PermissionDenied => {
                write!(f, "you may not read it")
            }
            Self::Io(cause) if cause.kind() == io::ErrorKind::InvalidData => write!(f, "{cause}"),
            Self::Io(cause) => write!(f, "cannot be read ({})", without_number(cause)),
            Self::Directory => write!(f, "is a directory, expected a file"),
            Self::Device => write!(f, "is a device or a pipe, expected a file"),
            Self::LongText(most) => write!(f, "holds more than {most} bytes, expected a text"),
            Self::NoText(byte) => write!(f, "is not UTF-8 from byte {byte} on, expected a text"),
            Self::Memory(n) => write!(f, "holds {n} bytes, more than this computer can hold"),
            Self::NoHeader { n_bytes, looks_like } => {
                write!(f, "is not a safetensors file: it holds {n_bytes} bytes, and the length of the header alone takes 8")?;
                other_format(f, *looks_like)
            }
            Self::HeaderLength { announced, n_left, looks_like } => {
                write!(f, "is not a whole safetensors file: bytes 0 to 7 announce a header of {announced} bytes, and {n_left} bytes follow")?;
                other_format(f, *looks_like)
            }
            Self::HeaderTooLong(n) => {
                write!(f, "announces a header of {n} bytes in bytes 0 to 7, expected at most 100000000")
            }
            Self::HeaderText { byte, problem } => {
                write!(f, "is not a safetensors file: its header is wrong at byte {byte}: {problem}")
            }
            Self::Entry { name, problem } => {
                write!(f, "the header's entry for tensor '{name}' is wrong: {problem}")
            }
            Self::Place { name, begins, expected } => {
                write!(f, "the header lets tensor '{name}' begin at byte {begins} of the numbers, expected {expected}, where the one before it ends")
            }
            Self::DataLength { announced, found } => match found < announced {
                true => write!(f, "breaks off: the header announces {announced} bytes of numbers, and {found} follow it"),
                false => write!(f, "goes on too long: the header announces {announced} bytes of numbers, and {found} follow it"),
            },
            Self::Shrunk { byte } => write!(f, "ends at byte {byte}, before what its header announces"),
            Self::NoNpy { start } => {
                write!(f, "is not a NumPy array (.npy): it begins with the bytes {}, expected 93 4e 55 4d 50 59", in_hexadecimal(start))?;
                other_format(f, looks_like(start))
            }
            Self::Npy { byte, problem } => write!(f, "is not a NumPy array that can be read: at byte {byte}, {problem}"),
            Self::NpyLength { shape, element, expected: Some(expected), found } => {
                let how = if found < expected { "breaks off" } else { "goes on too long" };
                write!(f, "{how} at byte {}: its header announces the shape {shape:?} of {element}, {expected} bytes with the header", found.min(expected))
            }
            Self::NpyLength { shape, element, expected: None, found } => {
                write!(f, "its header announces the shape {shape:?} of {element}, more bytes than any file has; it holds {found}")
            }
            Self::NoNpz { n_bytes } => write!(f, "is not a whole zip archive (.npz): no table of contents ends at byte {n_bytes}"),
            Self::Array { name, problem } => write!(f, "array '{}': {problem}", name.escape_debug()),
            Self::Told(problem) => f.write_str(problem),
        }
    }
}

/// Formats that are taken for safetensors now and then.
pub(super) fn looks_like(start: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 7] = [
        (
            b"PK\x03\x04",
            "a zip archive, such as PyTorch's or NumPy's .npz",
        ),
        (b"\x93NUMPY", "a NumPy array, .npy"),
        (b"\x89HDF", "an HDF5 file"),
        (b"\x1f\x8b", "a gzip file"),
        (b"\x80\x02", "a Python pickle"),
        (b"\x80\x04", "a Python pickle"),
        (b"\x00\x00\x08", "an IDX file, such as MNIST's"),
    ];
    let found = known.iter().find(|(magic, _)| start.starts_with(magic));
    found.map(|(_, format)| *format)
}

fn in_hexadecimal(bytes: &[u8]) -> String {
    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    bytes.join(" ")
}

fn other_format(f: &mut fmt::Formatter<'_>, looks_like: Option<&str>) -> fmt::Result {
    match looks_like {
        Some(format) => write!(f, " (it looks like {format})"),
        None => Ok(()),
    }
}

impl Error for InputFileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            Kind::Io(cause) => Some(cause),
            _ => None,
        }
    }
}
