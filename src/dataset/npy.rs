//! Examples in NumPy's files: an array a file (`.npy`), or several in an archive (`.npz`).
//!
//! Promises either order of indices and of bytes; what is not a number is refused with the byte.

use std::path::Path;

use super::array::Array;
use super::array_source::{ArrayHeader, ArrayOptions, ArrayReader};
use super::error::{DatasetError, Kind};
use super::extent::Extent;
use super::files::{NpyFiles, NpzFiles};
use super::split::Split;
use crate::input_file::{InputFileError, NpyFile, NpzFile};
use crate::scalar::Scalar;

/// What becomes of the arrays of a source.
macro_rules! array_options {
    ($files:expr, $place:expr) => {
        ArrayOptions {
            place: $place,
            classes: &$files.classes,
            input: &$files.input,
            scale: &$files.scale,
            target: &$files.target,
            target_scale: &$files.target_scale,
            hold_out: $files.hold_out.as_ref(),
        }
    };
}
/// Loads or measures the arrays of a source, with a reader of its format.
macro_rules! of_arrays {
    ($files:expr, $place:expr, $reader:expr) => {{
        let (column, mut reader) = ($files.label_column, $reader);
        let train = $files.train.sizes(&mut reader, column)?;
        let test = $files
            .test
            .as_ref()
            .map(|test| test.sizes(&mut reader, column))
            .transpose()?;
        array_options!($files, $place).extent(train, test)
    }};
    ($files:expr, $place:expr, $reader:expr, $n_outputs:expr) => {{
        let (column, mut reader) = ($files.label_column, $reader);
        let train = $files.train.arrays(&mut reader, column)?;
        let test = $files
            .test
            .as_ref()
            .map(|test| test.arrays(&mut reader, column))
            .transpose()?;
        array_options!($files, $place).split(train, test, $n_outputs)
    }};
}
pub(super) use {array_options, of_arrays};

impl NpyFiles {
    pub(super) fn load<S: Scalar>(
        &self,
        n_outputs: Option<usize>,
    ) -> Result<Split<S>, DatasetError> {
        of_arrays!(self, &self.train.inputs, NpyReader, n_outputs)
    }

    pub(super) fn extent(&self) -> Result<Extent, DatasetError> {
        of_arrays!(self, &self.train.inputs, NpyReader)
    }
}

impl NpzFiles {
    pub(super) fn load<S: Scalar>(
        &self,
        n_outputs: Option<usize>,
    ) -> Result<Split<S>, DatasetError> {
        of_arrays!(self, &self.path, NpzReader::open(&self.path)?, n_outputs)
    }

    pub(super) fn extent(&self) -> Result<Extent, DatasetError> {
        of_arrays!(self, &self.path, NpzReader::open(&self.path)?)
    }
}

/// Arrays whose names are files.
struct NpyReader;

impl ArrayReader for NpyReader {
    fn header(&mut self, name: &str) -> Result<ArrayHeader, DatasetError> {
        let file = open(name)?;
        Ok(ArrayHeader {
            place: name.to_owned(),
            name: "the array".to_owned(),
            shape: file.header().shape.clone(),
            are_bytes: file.header().element.is_byte(),
        })
    }

    fn read(&mut self, name: &str) -> Result<Array, DatasetError> {
        let file = open(name)?;
        let shape = file.header().shape.clone();
        let stored = file.numbers().map_err(|error| refuse(name, error))?;
        let (place, name) = (name.to_owned(), "the array".to_owned());
        Ok(Array {
            place,
            name,
            shape,
            stored,
        })
    }
}

fn open(path: &str) -> Result<NpyFile, DatasetError> {
    NpyFile::open(Path::new(path)).map_err(|error| refuse(path, error))
}

fn refuse(path: &str, error: InputFileError) -> DatasetError {
    DatasetError::new(path, Kind::File(error))
}

/// The arrays of an archive.
struct NpzReader<'s> {
    path: &'s str,
    file: NpzFile,
}

impl<'s> NpzReader<'s> {
    fn open(path: &'s str) -> Result<Self, DatasetError> {
        let file = NpzFile::open(Path::new(path)).map_err(|error| refuse(path, error))?;
        Ok(Self { path, file })
    }

    fn missing(&self, name: &str) -> DatasetError {
        let present: Vec<String> = self
            .file
            .names()
            .take(20)
            .map(|name| name.escape_debug().to_string())
            .collect();
        let present = match present.is_empty() {
            true => "none".to_owned(),
            false => present.join(", "),
        };
        let name = name.escape_debug();
        let told = format!("there is no array '{name}'; it holds {present}");
        DatasetError::new(self.path, Kind::Told(told))
    }
}

impl ArrayReader for NpzReader<'_> {
    fn header(&mut self, name: &str) -> Result<ArrayHeader, DatasetError> {
        let header = self
            .file
            .header(name)
            .map_err(|error| refuse(self.path, error))?;
        let header = header.ok_or_else(|| self.missing(name))?;
        Ok(ArrayHeader {
            place: self.path.to_owned(),
            name: format!("array '{name}'"),
            shape: header.shape,
            are_bytes: header.element.is_byte(),
        })
    }

    fn read(&mut self, name: &str) -> Result<Array, DatasetError> {
        let array = self
            .file
            .array(name)
            .map_err(|error| refuse(self.path, error))?;
        let (header, stored) = array.ok_or_else(|| self.missing(name))?;
        let (place, name) = (self.path.to_owned(), format!("array '{name}'"));
        Ok(Array {
            place,
            name,
            shape: header.shape,
            stored,
        })
    }
}

#[cfg(test)]
mod tests;
