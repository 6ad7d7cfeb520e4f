//! Files to examples: what a network is shown, and what it should answer.
//!
//! Promises: the same source gives the same examples in the same order on every platform;
//! every number is finite; training and test examples have the same widths.
//! Refuses to know networks, and when or to whom an example is shown.

mod array;
mod classes;
mod digits;
mod error;
mod extent;
mod files;
mod hold_out;
mod in_memory;
mod one_hot;
mod preparation;
mod read;
mod scale;
mod source;
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
pub use extent::Extent;
pub use files::{
    ArrayNames, Colour, CsvFiles, IdxFiles, ImageFolder, NpyFiles, NpzFiles, TensorFiles,
};
pub use hold_out::HoldOut;
pub use in_memory::ExamplesError;
pub use scale::Scale;
pub(crate) use scale::idle_setting;
pub use source::{Common, Pair, Source};
pub use synthetic::{LinearTeacher, RandomTargets, TwoMoons};
#[cfg(feature = "files")]
pub use view::view;

use std::sync::Arc;

use crate::scalar::Scalar;
use digits::Digits;
use error::Kind;

/// Examples of one width, one after the other.
///
/// ```
/// use fazil::dataset::Source;
/// let source: Source = ron::from_str("Xor()")?;
/// let examples = source.load::<f64>(None)?.train;
/// assert_eq!((examples.len(), examples.n_inputs, examples.n_outputs), (4, 2, 1));
/// assert_eq!((examples.input(1), examples.target(1)), (&[0.0, 1.0][..], &[1.0][..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Examples<S> {
    /// Numbers in one input; at least 1.
    pub n_inputs: usize,
    /// Numbers in one target; at least 1.
    pub n_outputs: usize,
    /// Shape `[n, n_inputs]`, row by row: example k is row k.
    pub inputs: Vec<S>,
    /// Shape `[n, n_outputs]`, row by row: example k is row k.
    pub targets: Vec<S>,
    /// Shape `[n]`: the class of example k, counted from 0. `None` where examples have no class.
    pub labels: Option<Vec<u32>>,
}

/// The examples a network learns from, and those it is tested on.
///
/// ```
/// use fazil::dataset::Source;
/// let source: Source = ron::from_str("Digits(test: 0.5)")?;
/// let split = source.load::<f32>(None)?;
/// assert_eq!(split.train.len() + split.test.len(), 1797);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Split<S> {
    /// To learn from; never empty.
    pub train: Arc<Examples<S>>,
    /// To be tested on; of the same widths as `train`, possibly empty.
    pub test: Arc<Examples<S>>,
    /// What a person should know about how the data were understood, in sentences.
    pub notes: Vec<String>,
    /// The name of each class; none where classes are numbers, or there are none.
    pub classes: Vec<String>,
}

/// Classes of handwritten digits, and so numbers in a target of theirs.
const N_DIGITS: usize = 10;

impl<S> Examples<S> {
    /// How many examples there are.
    pub fn len(&self) -> usize {
        self.inputs.len() / self.n_inputs
    }

    /// Whether there is no example.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// The input of example `k`, `n_inputs` numbers.
    ///
    /// # Panics
    /// If there are `k` examples or fewer.
    pub fn input(&self, k: usize) -> &[S] {
        &self.inputs[k * self.n_inputs..][..self.n_inputs]
    }

    /// The target of example `k`, `n_outputs` numbers.
    ///
    /// # Panics
    /// If there are `k` examples or fewer.
    pub fn target(&self, k: usize) -> &[S] {
        &self.targets[k * self.n_outputs..][..self.n_outputs]
    }
}

impl<S: Scalar> Split<S> {
    /// Both, if there is something to learn from and the widths are the same; the training examples
    /// are the test where there are no others. `place` names them in the error.
    fn checked(
        place: &str,
        train: Examples<S>,
        test: Option<Examples<S>>,
    ) -> Result<Self, DatasetError> {
        let refuse = |kind| Err(DatasetError::new(place, kind));
        if train.is_empty() {
            return refuse(Kind::NoTraining);
        }
        let train = Arc::new(train);
        let test = test.map_or_else(|| Arc::clone(&train), Arc::new);
        for (what, train, test) in [
            ("inputs", train.n_inputs, test.n_inputs),
            ("targets", train.n_outputs, test.n_outputs),
        ] {
            if train != test {
                return refuse(Kind::Widths { what, train, test });
            }
        }
        let (notes, classes) = (Vec::new(), Vec::new());
        Ok(Self {
            train,
            test,
            notes,
            classes,
        })
    }
}

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
