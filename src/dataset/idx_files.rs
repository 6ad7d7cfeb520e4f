//! Examples in IDX files of any type and name, as QMNIST, EMNIST and Fashion-MNIST are published.
//!
//! Promises numbers as the files hold them: nothing is taken for grey levels unless it is asked for.

use std::path::Path;

use super::array::Array;
use super::array_source::{ArrayHeader, ArrayOptions, ArrayReader};
use super::error::DatasetError;
use super::extent::Extent;
use super::files::IdxFiles;
use super::idx::IdxFile;
use super::npy::{array_options, of_arrays};
use super::split::Split;
use crate::input_file::Endianness;
use crate::scalar::Scalar;

impl IdxFiles {
    pub(super) fn load<S: Scalar>(
        &self,
        n_outputs: Option<usize>,
    ) -> Result<Split<S>, DatasetError> {
        of_arrays!(self, &self.train.inputs, IdxReader, n_outputs)
    }

    pub(super) fn extent(&self) -> Result<Extent, DatasetError> {
        of_arrays!(self, &self.train.inputs, IdxReader)
    }
}

struct IdxReader;

impl ArrayReader for IdxReader {
    fn header(&mut self, name: &str) -> Result<ArrayHeader, DatasetError> {
        let file = IdxFile::open_any(Path::new(name))?;
        Ok(ArrayHeader {
            place: name.to_owned(),
            name: "the file".to_owned(),
            shape: file.shape(),
            are_bytes: file.element().is_byte(),
        })
    }

    fn read(&mut self, name: &str) -> Result<Array, DatasetError> {
        read_idx(name)
    }
}

/// A whole IDX file.
pub(super) fn read_idx(path: &str) -> Result<Array, DatasetError> {
    let file = IdxFile::open_any(Path::new(path))?;
    let (shape, element) = (file.shape(), file.element().clone());
    let bytes = file.entries(None)?;
    let Some(stored) = element.decode_in(Endianness::Big, &bytes) else {
        unreachable!("bug: every type of IDX is one that can be read");
    };
    let (place, name) = (path.to_owned(), "the file".to_owned());
    Ok(Array {
        place,
        name,
        shape,
        stored,
    })
}

#[cfg(test)]
mod tests;
