//! Where examples come from, as a scenario writes it.
//!
//! Pure data: promises only that what is written reads back the same. Opens no file.

use serde::{Deserialize, Serialize};

use super::files::{CsvFiles, IdxFiles, ImageFolder, NpyFiles, NpzFiles, TensorFiles};
use super::hold_out::HoldOut;
use super::scale::Scale;
use super::source_defaults::{levels, zero_to_one};
use super::synthetic::{LinearTeacher, RandomTargets, TwoMoons};
use crate::scalar::Number;

/// Where examples come from.
///
/// ```
/// use fazil::dataset::Source;
/// let source: Source = ron::from_str("Idx(train: Some(1000))")?;
/// assert!(matches!(source, Source::Idx { path: None, train: Some(1000), test: None, .. }));
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Source {
    /// The 1797 embedded 8x8 digits: 64 inputs, 10 targets.
    Digits {
        /// The fraction held out for testing, in [0, 1): `round(test * 1797)` examples, half a
        /// one rounded up.
        #[serde(default = "one_fifth")]
        test: Number,
        /// Names the shuffle after which the last examples are held out.
        #[serde(default)]
        split_seed: u64,
        /// Whether every class is held out in the same proportion.
        #[serde(default)]
        stratified: bool,
        /// What a white and a black pixel (0 and 16) become, or the ends of another scale.
        #[serde(default = "zero_to_one")]
        input: (Number, Number),
        /// How pixels are scaled.
        #[serde(default = "levels")]
        scale: Scale,
        /// What a target holds at the nine other classes, and at the example's own.
        #[serde(default = "zero_to_one")]
        target: (Number, Number),
    },
    /// Images and labels in four IDX files, as MNIST is published: an input for each pixel, and a
    /// target for each class (of ten or fewer: ten, or as many as there are).
    Idx {
        /// The directory of the four files; `None`: the environment variable `FAZIL_MNIST`.
        #[serde(default)]
        path: Option<String>,
        /// Only the first so many training examples; `None`: all.
        #[serde(default)]
        train: Option<usize>,
        /// Only the first so many test examples; `None`: all.
        #[serde(default)]
        test: Option<usize>,
        /// What a pixel of 0 and one of 255 become, or the ends of another scale.
        #[serde(default = "zero_to_one")]
        input: (Number, Number),
        /// How pixels are scaled.
        #[serde(default = "levels")]
        scale: Scale,
        /// What a target holds at the other classes, and at the example's own.
        #[serde(default = "zero_to_one")]
        target: (Number, Number),
        /// A part of the training examples that is tested on, instead of the test files.
        #[serde(default)]
        hold_out: Option<HoldOut>,
        /// The names of the classes, or none.
        #[serde(default)]
        classes: Vec<String>,
    },
    /// Safetensors files with `input` `[n, n_L]` and `target` `[n, n_0]`, and optionally the
    /// classes `label` `[n]`.
    Tensors(TensorFiles),
    /// Text files, a row for each example.
    Csv(CsvFiles),
    /// NumPy's files, an array each.
    Npy(NpyFiles),
    /// A file with several of NumPy's arrays.
    Npz(NpzFiles),
    /// IDX files of any type, by their own names.
    IdxFiles(IdxFiles),
    /// Folders of images, a folder for each class.
    ImageFolder(ImageFolder),
    /// Two half circles, drawn.
    TwoMoons(TwoMoons),
    /// A linear network's answers, drawn.
    LinearTeacher(LinearTeacher),
    /// Targets that have nothing to do with inputs, drawn.
    RandomTargets(RandomTargets),
    /// The four patterns of exclusive or, for training and for test: 2 inputs, 1 target.
    Xor {
        /// What false and true are at an input.
        #[serde(default = "zero_to_one")]
        input: (Number, Number),
        /// What false and true are at the target.
        #[serde(default = "zero_to_one")]
        target: (Number, Number),
    },
    /// Arrays that the program which uses the library hands over with the scenario; they are in
    /// no file, so that such a scenario cannot be run by itself.
    Arrays {
        /// Numbers in one input.
        inputs: usize,
        /// Numbers in one target.
        outputs: usize,
    },
    /// Written out.
    Pairs {
        /// The training examples.
        train: Vec<Pair>,
        /// The test examples; none: test on the training examples.
        #[serde(default)]
        test: Vec<Pair>,
    },
}

/// What sources of examples have in common.
#[derive(Clone, Copy, Debug)]
pub struct Common<'s> {
    /// The ends of inputs.
    pub input: &'s (Number, Number),
    /// How inputs are scaled.
    pub scale: &'s Scale,
    /// The ends of targets.
    pub target: &'s (Number, Number),
    /// How targets are scaled.
    pub target_scale: &'s Scale,
    /// What is held out.
    pub hold_out: Option<&'s HoldOut>,
    /// Whether test examples are named, as nothing may be held out then.
    pub has_test: bool,
}

impl Source {
    /// What this source has in common with others; `None` for examples that are written or drawn.
    ///
    /// ```
    /// use fazil::dataset::{Scale, Source};
    /// let source: Source = ron::from_str("Digits()")?;
    /// assert_eq!(source.common().map(|common| common.scale), Some(&Scale::Levels));
    /// # Ok::<(), ron::error::SpannedError>(())
    /// ```
    pub fn common(&self) -> Option<Common<'_>> {
        macro_rules! common {
            ($files:expr) => {
                Some(Common {
                    input: &$files.input,
                    scale: &$files.scale,
                    target: &$files.target,
                    target_scale: &$files.target_scale,
                    hold_out: $files.hold_out.as_ref(),
                    has_test: $files.test.is_some(),
                })
            };
        }
        let target_scale = &Scale::AsIs;
        match self {
            Self::Digits {
                input,
                scale,
                target,
                ..
            } => Some(Common {
                input,
                scale,
                target,
                target_scale,
                hold_out: None,
                has_test: false,
            }),
            Self::Idx {
                input,
                scale,
                target,
                hold_out,
                test,
                ..
            } => Some(Common {
                input,
                scale,
                target,
                target_scale,
                hold_out: hold_out.as_ref(),
                has_test: test.is_some(),
            }),
            Self::Tensors(files) => common!(files),
            Self::Csv(files) => common!(files),
            Self::Npy(files) => common!(files),
            Self::Npz(files) => common!(files),
            Self::IdxFiles(files) => common!(files),
            Self::ImageFolder(folder) => Some(Common {
                input: &folder.input,
                scale: &folder.scale,
                target: &folder.target,
                target_scale,
                hold_out: folder.hold_out.as_ref(),
                has_test: folder.test.is_some(),
            }),
            _ => None,
        }
    }
}

/// One example, written out.
///
/// ```
/// use fazil::dataset::Pair;
/// let pair: Pair = ron::from_str(r#"(input: [0.5, -1], target: ["1/3"])"#)?;
/// assert_eq!((pair.input.len(), pair.target.len()), (2, 1));
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// What the network is shown, shape `[n_L]`.
    pub input: Vec<Number>,
    /// What it should answer, shape `[n_0]`.
    pub target: Vec<Number>,
}

fn one_fifth() -> Number {
    "0.2".parse().expect("bug: 0.2 is a number")
}

#[cfg(test)]
mod tests;
