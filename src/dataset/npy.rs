//! Examples in NumPy's files: an array a file (`.npy`), or several in an archive (`.npz`).
//!
//! Promises either order of indices and of bytes; what is not a number is refused with the byte.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Split;
use super::array::Array;
use super::array_source::{ArrayNames, ArrayOptions, ArrayReader};
use super::error::{DatasetError, Kind};
use super::extent::Extent;
use super::hold_out::HoldOut;
use super::scale::Scale;
use super::source::zero_to_one;
use crate::input_file::{InputFileError, NpyFile, NpzFile};
use crate::scalar::{Number, Scalar};

/// `.npy` files, plain or gzip, an array each.
///
/// ```
/// use fazil::dataset::NpyFiles;
/// let text = r#"(train: (inputs: "x.npy", targets: Some("y.npy")), scale: Standard)"#;
/// let files: NpyFiles = ron::from_str(text)?;
/// assert_eq!(files.test, None);
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Npy")]
pub struct NpyFiles {
    /// The files of the training examples.
    pub train: ArrayNames,
    /// The files of the test examples; `None`: those that are held out, or the training examples.
    #[serde(default)]
    pub test: Option<ArrayNames>,
    /// The column of the labels, counted from 0, where they have several.
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

/// One `.npz` file.
///
/// ```
/// use fazil::dataset::NpzFiles;
/// let text = r#"(path: "mnist.npz", train: (inputs: "x_train", labels: Some("y_train")))"#;
/// let file: NpzFiles = ron::from_str(text)?;
/// assert_eq!(file.train.inputs, "x_train");
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Npz")]
pub struct NpzFiles {
    /// The file.
    pub path: String,
    /// The arrays of the training examples, by their names in the file.
    pub train: ArrayNames,
    /// The arrays of the test examples; `None`: those that are held out, or the training examples.
    #[serde(default)]
    pub test: Option<ArrayNames>,
    /// The column of the labels, counted from 0, where they have several.
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

/// The paths of the files of arrays that are files each, with what they hold.
pub(super) fn paths<'s>(
    train: &'s ArrayNames,
    test: Option<&'s ArrayNames>,
) -> Vec<(&'static str, &'s str)> {
    let mut paths = train.named(["train inputs", "train labels", "train targets"]);
    let test = test.map(|test| test.named(["test inputs", "test labels", "test targets"]));
    paths.extend(test.into_iter().flatten());
    paths
}

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
    fn shape(&mut self, name: &str) -> Result<(String, String, Vec<usize>), DatasetError> {
        let shape = open(name)?.header().shape.clone();
        Ok((name.to_owned(), "the array".to_owned(), shape))
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
        let (name, present) = (name.escape_debug(), present.join(", "));
        let told = format!("there is no array '{name}'; it holds {present}");
        DatasetError::new(self.path, Kind::Told(told))
    }
}

impl ArrayReader for NpzReader<'_> {
    fn shape(&mut self, name: &str) -> Result<(String, String, Vec<usize>), DatasetError> {
        let header = self
            .file
            .header(name)
            .map_err(|error| refuse(self.path, error))?;
        let header = header.ok_or_else(|| self.missing(name))?;
        Ok((
            self.path.to_owned(),
            format!("array '{name}'"),
            header.shape,
        ))
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
