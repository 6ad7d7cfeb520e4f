//! Examples in IDX files of any type and name, as QMNIST, EMNIST and Fashion-MNIST are published.
//!
//! Promises numbers as the files hold them: nothing is taken for grey levels unless it is asked for.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Split;
use super::array::Array;
use super::array_source::{ArrayNames, ArrayOptions, ArrayReader};
use super::error::DatasetError;
use super::extent::Extent;
use super::hold_out::HoldOut;
use super::idx::IdxFile;
use super::npy::{array_options, of_arrays};
use super::scale::Scale;
use super::source::zero_to_one;
use crate::input_file::Endianness;
use crate::scalar::{Number, Scalar};

/// IDX files, plain or gzip, by their own names.
///
/// ```
/// use fazil::dataset::IdxFiles;
/// let text = r#"(train: (inputs: "qmnist-train-images-idx3-ubyte.gz",
///     labels: Some("qmnist-train-labels-idx2-int.gz")), label_column: Some(0), scale: Levels)"#;
/// let files: IdxFiles = ron::from_str(text)?;
/// assert_eq!(files.label_column, Some(0));
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "IdxFiles")]
pub struct IdxFiles {
    /// The files of the training examples.
    pub train: ArrayNames,
    /// The files of the test examples; `None`: those that are held out, or the training examples.
    #[serde(default)]
    pub test: Option<ArrayNames>,
    /// The column of the labels, counted from 0, where they have several: QMNIST's have 8, and the
    /// class is in column 0.
    #[serde(default)]
    pub label_column: Option<usize>,
    /// The names of the classes, or none.
    #[serde(default)]
    pub classes: Vec<String>,
    /// The ends to which inputs are scaled.
    #[serde(default = "zero_to_one")]
    pub input: (Number, Number),
    /// How inputs are scaled.
    #[serde(default)]
    pub scale: Scale,
    /// What a target holds at the other classes, and at the example's own; or the ends to which
    /// targets are scaled.
    #[serde(default = "zero_to_one")]
    pub target: (Number, Number),
    /// How numbers to answer are scaled.
    #[serde(default)]
    pub target_scale: Scale,
    /// A part of the training examples that is tested on.
    #[serde(default)]
    pub hold_out: Option<HoldOut>,
}

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
    fn shape(&mut self, name: &str) -> Result<(String, String, Vec<usize>), DatasetError> {
        let shape = IdxFile::open_any(Path::new(name))?.shape();
        Ok((name.to_owned(), "the file".to_owned(), shape))
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
