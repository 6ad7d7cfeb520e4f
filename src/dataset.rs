//! Files to examples: what a network is shown, and what it should answer.
//!
//! Promises: the same source gives the same examples in the same order on every platform;
//! every number is finite; training and test examples have the same widths.
//! Refuses to know networks, and when or to whom an example is shown.

mod array;
mod classes;
mod digit_labels;
mod digits;
mod error;
mod examples;
mod extent;
mod files;
mod hold_out;
mod in_memory;
mod one_hot;
mod preparation;
mod read;
mod scale;
mod source;
mod source_defaults;
mod split;
mod synthetic;
mod unscaled;
mod written;

// The readers of files.
#[cfg(feature = "files")]
mod array_source;
#[cfg(feature = "files")]
mod csv;
#[cfg(feature = "files")]
mod idx;
#[cfg(feature = "files")]
mod idx_files;
#[cfg(feature = "files")]
mod image_folder;
#[cfg(feature = "files")]
mod mnist;
#[cfg(feature = "files")]
mod npy;
#[cfg(feature = "files")]
mod tensors;
#[cfg(feature = "files")]
mod view;

pub(crate) use classes::{NAME_OF_A_CLASS, wrong_names};
pub use error::DatasetError;
pub use examples::Examples;
pub use extent::Extent;
pub use files::{
    ArrayNames, Colour, CsvFiles, IdxFiles, ImageFolder, NpyFiles, NpzFiles, TensorFiles,
};
pub use hold_out::HoldOut;
pub use in_memory::ExamplesError;
pub use scale::Scale;
pub(crate) use scale::idle_setting;
pub use source::{Common, Pair, Source};
pub use split::Split;
pub use synthetic::{LinearTeacher, RandomTargets, TwoMoons};
#[cfg(feature = "files")]
pub use view::view;

use crate::scalar::Scalar;
use digits::Digits;
use error::Kind;

impl Source {
    /// Reads the examples for a network of `n_outputs` outputs, or for any; relative paths are
    /// from the working directory. Only labels in IDX files, of which nobody says how many classes
    /// there are, need the number.
    ///
    /// # Errors
    /// If a file is missing, cannot be read or does not hold what it should; if examples differ
    /// in width, or a number is not finite in the precision `S`; if a label is that of no output;
    /// if no example is left to learn from; if the source is `Arrays`, which are in no file; if the
    /// source is files, and this build reads none (feature `files`).
    pub fn load<S: Scalar>(&self, n_outputs: Option<usize>) -> Result<Split<S>, DatasetError> {
        match self {
            Self::Digits {
                test,
                split_seed,
                stratified,
                input,
                scale,
                target,
            } => {
                let (split_seed, stratified) = (*split_seed, *stratified);
                Digits {
                    test,
                    split_seed,
                    stratified,
                    input,
                    scale,
                    target,
                }
                .load()
            }
            Self::TwoMoons(moons) => moons.load(),
            Self::LinearTeacher(teacher) => teacher.load(),
            Self::RandomTargets(random) => random.load(),
            Self::Xor { input, target } => written::exclusive_or(input, target),
            Self::Pairs { train, test } => written::pairs(train, test),
            Self::Arrays { .. } => Err(DatasetError::new("data", Kind::HandedOver)),
            Self::Idx { .. } | Self::Tensors(_) | Self::Csv(_) => self.read(n_outputs),
            Self::Npy(_) | Self::Npz(_) => self.read(n_outputs),
            Self::IdxFiles(_) | Self::ImageFolder(_) => self.read(n_outputs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_of_training_and_test_examples_must_agree() {
        let examples = |n_inputs| Examples {
            n_inputs,
            n_outputs: 1,
            inputs: vec![0.0; 6],
            targets: vec![0.0; 6 / n_inputs],
            labels: None,
        };
        assert!(Split::checked("here", examples(2), Some(examples(2))).is_ok());
        let error = Split::checked("here", examples(2), Some(examples(3))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "here: the inputs of test examples hold 3 numbers, those of training examples 2"
        );
    }
}
