//! A NumPy array, `.npy`: its header, and the numbers after it.
//!
//! ```text
//! \x93NUMPY | version [2] | length of the header [2 or 4, little-endian] | header | numbers
//! header: {'descr': '<f4', 'fortran_order': False, 'shape': (60000, 784), }
//! ```
//!
//! Promises to read nothing that the header does not announce; an array that is shorter or longer
//! is refused with both numbers of bytes.

mod descr;
mod literal;

use std::io::Read;
use std::path::Path;

use self::descr::numbers_of;
use super::element::{Element, Endianness, Stored};
use super::error::{InputFileError, Kind};
use super::uncompressed::Uncompressed;
use literal::{Cursor, Value};
use wrong_byte::wrong;

const MAGIC: &[u8] = b"\x93NUMPY";

/// The longest header that is read; NumPy's own limit is 10000 characters.
const LONGEST: u64 = 1 << 20;

/// What the header of an array says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NpyHeader {
    /// The type of its numbers.
    pub element: Element,
    /// Which byte of a number comes first.
    pub endianness: Endianness,
    /// Whether the first index varies fastest, not the last one.
    pub is_fortran: bool,
    /// Its shape; empty for a single number.
    pub shape: Vec<usize>,
    /// Where the numbers begin [bytes].
    pub n_before: u64,
}

/// A `.npy` file whose header was read; it may be compressed.
pub struct NpyFile {
    path: std::path::PathBuf,
    file: Uncompressed,
    header: NpyHeader,
}

impl NpyFile {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// If it cannot be read, is not a NumPy array of numbers, or its length is not what the header
    /// announces.
    pub fn open(path: &Path) -> Result<Self, InputFileError> {
        let mut file = Uncompressed::open(path)?;
        let refuse = |kind| InputFileError::new(path, kind);
        let header = NpyHeader::read(&mut file).map_err(refuse)?;
        if let Some(n_bytes) = file.n_plain() {
            header.check_length(n_bytes).map_err(refuse)?;
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            header,
        })
    }

    /// What its header says.
    pub fn header(&self) -> &NpyHeader {
        &self.header
    }

    /// All numbers, the last index varying fastest.
    ///
    /// # Errors
    /// If it cannot be read, or is shorter or longer than its header announces.
    pub fn numbers(mut self) -> Result<Stored, InputFileError> {
        let numbers = self.header.numbers(&mut self.file);
        numbers.map_err(|kind| InputFileError::new(&self.path, kind))
    }
}

impl NpyHeader {
    pub(super) fn read(reader: &mut dyn Read) -> Result<Self, Kind> {
        let start = take(reader, 8)?;
        let Some(&[major, minor]) = start
            .strip_prefix(MAGIC)
            .and_then(|rest| rest.first_chunk())
        else {
            return Err(Kind::NoNpy { start });
        };
        let n_length = match (major, minor) {
            (1, 0) => 2,
            (2 | 3, 0) => 4,
            _ => {
                let problem =
                    format!("it is of version {major}.{minor}, and 1.0, 2.0 and 3.0 can be read");
                return Err(wrong(6, problem));
            }
        };
        let length = take(reader, n_length)?;
        if (length.len() as u64) < n_length {
            return Err(wrong(8, "the length of its header is cut off".to_owned()));
        }
        let announced = length
            .iter()
            .rev()
            .fold(0, |n, &byte| n << 8 | u64::from(byte));
        if announced > LONGEST {
            let problem =
                format!("it announces a header of {announced} bytes, expected at most {LONGEST}");
            return Err(wrong(8, problem));
        }
        let text = take(reader, announced)?;
        let n_before = 8 + n_length;
        if (text.len() as u64) < announced {
            let found = text.len();
            let problem = format!("it announces a header of {announced} bytes, and {found} follow");
            return Err(wrong(8, problem));
        }
        Self::parse(&text, n_before)
    }

    /// Reads the text of a header that begins at byte `start`.
    fn parse(text: &[u8], start: u64) -> Result<Self, Kind> {
        let entries = Cursor::new(text).dictionary();
        let entries = entries.map_err(|(at, problem)| wrong(start + at as u64, problem))?;
        let mut found = [None, None, None];
        for (at, key, value) in entries {
            let names = ["descr", "fortran_order", "shape"];
            let Some(k) = names.iter().position(|name| *name == key) else {
                let problem = format!(
                    "its header has the key '{}', expected descr, fortran_order and shape, each once",
                    key.escape_debug()
                );
                return Err(wrong(start + at as u64, problem));
            };
            if found[k].replace((start + at as u64, value)).is_some() {
                let problem = format!("its header has the key '{key}' twice");
                return Err(wrong(start + at as u64, problem));
            }
        }
        let mut missing = ["descr", "fortran_order", "shape"].iter().zip(&found);
        if let Some((name, _)) = missing.find(|(_, found)| found.is_none()) {
            return Err(wrong(start, format!("its header lacks the key '{name}'")));
        }
        let [Some(descr), Some(order), Some(shape)] = found else {
            unreachable!("bug: a missing key was refused");
        };
        let (element, endianness) = numbers_of(descr)?;
        let (_, Value::Bool(is_fortran)) = order else {
            return Err(wrong(
                order.0,
                "fortran_order is neither True nor False".to_owned(),
            ));
        };
        let (at, Value::Counts(shape)) = shape else {
            return Err(wrong(shape.0, "its shape is no tuple of counts".to_owned()));
        };
        let sizes: Result<Vec<usize>, _> = shape.iter().map(|&n| usize::try_from(n)).collect();
        let shape =
            sizes.map_err(|_| wrong(at, "its shape has a number that is too large".to_owned()))?;
        Ok(Self {
            element,
            endianness,
            is_fortran,
            shape,
            n_before: start + text.len() as u64,
        })
    }

    /// Bytes of the whole file; `None` if no file is so long.
    fn n_bytes(&self) -> Option<u64> {
        let n_bytes = self.element.n_bytes()?;
        let mut sizes = self.shape.iter();
        let of_numbers = sizes.try_fold(n_bytes, |n, &size| n.checked_mul(size as u64))?;
        of_numbers.checked_add(self.n_before)
    }

    pub(super) fn check_length(&self, found: u64) -> Result<(), Kind> {
        match self.n_bytes() {
            Some(expected) if expected == found => Ok(()),
            expected => Err(Kind::NpyLength {
                shape: self.shape.clone(),
                element: self.element.clone(),
                expected,
                found,
            }),
        }
    }

    /// The numbers that follow the header, in C order; `reader` must end after them.
    pub(super) fn numbers(&self, reader: &mut dyn Read) -> Result<Stored, Kind> {
        let Some(n_bytes) = self.n_bytes() else {
            return self
                .check_length(self.n_before)
                .map(|()| Stored::Bytes(Vec::new()));
        };
        let bytes = take(reader, n_bytes - self.n_before)?;
        let n_more = take(reader, 1)?.len();
        self.check_length(self.n_before + (bytes.len() + n_more) as u64)?;
        let stored = self.element.decode_in(self.endianness, &bytes);
        let Some(stored) = stored else {
            unreachable!("bug: the type was checked with the header");
        };
        Ok(match self.is_fortran && self.shape.len() > 1 {
            false => stored,
            true => match stored {
                Stored::Bytes(numbers) => Stored::Bytes(in_c_order(&numbers, &self.shape)),
                Stored::Integers(numbers) => Stored::Integers(in_c_order(&numbers, &self.shape)),
                Stored::Floats(numbers) => Stored::Floats(in_c_order(&numbers, &self.shape)),
            },
        })
    }
}

/// Numbers of which the first index varies fastest, in the order in which the last one does.
fn in_c_order<T: Copy>(numbers: &[T], shape: &[usize]) -> Vec<T> {
    if numbers.is_empty() {
        return Vec::new(); // Its other sizes may be of any length.
    }
    let mut strides = Vec::with_capacity(shape.len());
    let mut stride = 1;
    for size in shape {
        strides.push(stride);
        stride *= size;
    }
    let mut index = vec![0; shape.len()];
    let mut at = 0;
    let mut ordered = Vec::with_capacity(numbers.len());
    for _ in 0..numbers.len() {
        ordered.push(numbers[at]);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            at += strides[axis];
            if index[axis] < shape[axis] {
                break;
            }
            at -= strides[axis] * shape[axis];
            index[axis] = 0;
        }
    }
    ordered
}

fn take(reader: &mut dyn Read, n_bytes: u64) -> Result<Vec<u8>, Kind> {
    let mut bytes = Vec::new();
    reader
        .take(n_bytes)
        .read_to_end(&mut bytes)
        .map_err(Kind::Io)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
mod wrong_byte;
