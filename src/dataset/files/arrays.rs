//! Files of arrays as a scenario names them: NumPy's and IDX.
//!
//! Pure data, the same in every build. Opens no file.

use serde::{Deserialize, Serialize};

use crate::dataset::hold_out::HoldOut;
use crate::dataset::scale::Scale;
use crate::dataset::source_defaults::zero_to_one;
use crate::scalar::Number;

/// The arrays of some examples, by name or file; the first index of each counts examples.
///
/// ```
/// use fazil::dataset::ArrayNames;
/// let names: ArrayNames = ron::from_str(r#"(inputs: "x.npy", labels: Some("y.npy"))"#)?;
/// assert_eq!((names.inputs.as_str(), names.targets), ("x.npy", None));
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "arrays")]
pub struct ArrayNames {
    /// Inputs `[n, …]`; all indices but the first together count the numbers of one.
    pub inputs: String,
    /// Classes `[n]`, whole numbers counted from 0.
    #[serde(default)]
    pub labels: Option<String>,
    /// Numbers to answer `[n, …]`, instead of classes or beside them.
    #[serde(default)]
    pub targets: Option<String>,
}

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

impl ArrayNames {
    /// Each array with what it holds; `roles` are those of inputs, labels and targets.
    pub(in crate::dataset) fn named(&self, roles: [&'static str; 3]) -> Vec<(&'static str, &str)> {
        let [inputs, labels, targets] = roles;
        let labels = self.labels.as_deref().map(|name| (labels, name));
        let targets = self.targets.as_deref().map(|name| (targets, name));
        [(inputs, self.inputs.as_str())]
            .into_iter()
            .chain(labels)
            .chain(targets)
            .collect()
    }
}

/// The paths of the files of arrays that are files each, with what they hold.
pub(in crate::dataset) fn paths<'s>(
    train: &'s ArrayNames,
    test: Option<&'s ArrayNames>,
) -> Vec<(&'static str, &'s str)> {
    let mut paths = train.named(["train inputs", "train labels", "train targets"]);
    let test = test.map(|test| test.named(["test inputs", "test labels", "test targets"]));
    paths.extend(test.into_iter().flatten());
    paths
}
