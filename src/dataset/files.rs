//! Files of examples, as a scenario names them.
//!
//! Pure data, the same in every build: what reads these files is there with the feature `files`
//! alone. Opens no file.

mod arrays;

pub(super) use arrays::paths;
pub use arrays::{ArrayNames, IdxFiles, NpyFiles, NpzFiles};

use serde::{Deserialize, Serialize};

use super::hold_out::HoldOut;
use super::scale::Scale;
use super::source_defaults::{levels, zero_to_one};
use crate::scalar::Number;

/// Comma-separated files, plain or gzip. `label` or `targets` says what is to be answered.
///
/// ```
/// use fazil::dataset::CsvFiles;
/// let files: CsvFiles = ron::from_str(r#"(train: "a.csv", label: Some("species"))"#)?;
/// assert_eq!((files.header, files.delimiter.as_str()), (true, ","));
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Csv")]
pub struct CsvFiles {
    /// The file of the training examples.
    pub train: String,
    /// The file of the test examples; `None`: those that are held out, or the training examples.
    #[serde(default)]
    pub test: Option<String>,
    /// Whether the first line has the names of the columns; without it they are called 0, 1, 2 …
    #[serde(default = "yes")]
    pub header: bool,
    /// What stands between cells: one ASCII character, such as `";"` or `"\t"`.
    #[serde(default = "comma")]
    pub delimiter: String,
    /// The column with each example's class, a name or a number counted from 0.
    #[serde(default)]
    pub label: Option<String>,
    /// Instead of a label: the columns with the numbers to answer.
    #[serde(default)]
    pub targets: Vec<String>,
    /// The columns of the inputs, in this order; none: all others, in the file's order.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// Columns that are neither, such as a number of the row.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// The classes by name, in the order of the outputs; none: labels that are all numbers are
    /// classes themselves, and names are sorted.
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

fn yes() -> bool {
    true
}

fn comma() -> String {
    ",".to_owned()
}

/// Safetensors files with `input` `[n, n_L]` and `target` `[n, n_0]`, floats or integers, and
/// optionally the classes `label` `[n]`, integers counted from 0. Without labels, one-hot targets
/// have the class of their highest number; without targets, labels become them.
///
/// ```
/// use fazil::dataset::TensorFiles;
/// let files: TensorFiles = ron::from_str(r#"(train: "a.safetensors")"#)?;
/// assert_eq!(files.test, None);
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Tensors")]
pub struct TensorFiles {
    /// The file of the training examples.
    pub train: String,
    /// The file of the test examples; `None`: those that are held out, or the training examples.
    #[serde(default)]
    pub test: Option<String>,
    /// The names of the classes, or none.
    #[serde(default)]
    pub classes: Vec<String>,
    /// The ends to which inputs are scaled.
    #[serde(default = "zero_to_one")]
    pub input: (Number, Number),
    /// How inputs are scaled.
    #[serde(default)]
    pub scale: Scale,
    /// Where a file has labels only: what a target holds at the other classes, and at the example's
    /// own. The ends to which targets are scaled.
    #[serde(default = "zero_to_one")]
    pub target: (Number, Number),
    /// How targets are scaled.
    #[serde(default)]
    pub target_scale: Scale,
    /// A part of the training examples that is tested on.
    #[serde(default)]
    pub hold_out: Option<HoldOut>,
}

/// A folder of folders of images; reading it needs the feature `images`.
///
/// ```
/// use fazil::dataset::{Colour, ImageFolder};
/// let folder: ImageFolder = ron::from_str(r#"(train: "faces", size: Some((32, 32)))"#)?;
/// assert_eq!((folder.colour, folder.test), (Colour::Grey, None));
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "ImageFolder")]
pub struct ImageFolder {
    /// The folder with a folder of training images for each class.
    pub train: String,
    /// The same for test images; `None`: those that are held out, or the training images.
    #[serde(default)]
    pub test: Option<String>,
    /// Width and height in pixels to which images are resized, whatever their proportions; `None`:
    /// all have the same, and none is resized.
    #[serde(default)]
    pub size: Option<(u32, u32)>,
    /// What a pixel is.
    #[serde(default)]
    pub colour: Colour,
    /// The ends to which pixels are scaled.
    #[serde(default = "zero_to_one")]
    pub input: (Number, Number),
    /// How pixels are scaled.
    #[serde(default = "levels")]
    pub scale: Scale,
    /// What a target holds at the other classes, and at the example's own.
    #[serde(default = "zero_to_one")]
    pub target: (Number, Number),
    /// A part of the training images that is tested on.
    #[serde(default)]
    pub hold_out: Option<HoldOut>,
}

/// What a pixel is in an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Colour {
    /// One number, the luminance.
    #[default]
    Grey,
    /// Red, green and blue, in this order.
    Rgb,
}

impl Colour {
    /// Numbers in a pixel.
    pub fn n_channels(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::Rgb => 3,
        }
    }
}

impl CsvFiles {
    /// The paths of its files, with what they hold.
    pub(super) fn paths(&self) -> Vec<(&'static str, &str)> {
        let test = self.test.as_deref().map(|test| ("test", test));
        [("train", self.train.as_str())]
            .into_iter()
            .chain(test)
            .collect()
    }
}

impl TensorFiles {
    /// The paths of its files, with what they hold.
    pub(super) fn paths(&self) -> Vec<(&'static str, &str)> {
        let test = self.test.as_deref().map(|test| ("test", test));
        [("train", self.train.as_str())]
            .into_iter()
            .chain(test)
            .collect()
    }
}
