//! How large a data set is, by the headers of its files alone.
//!
//! Promises to allocate nothing for what a header says, and to read labels of IDX files, which
//! are small, but no images and no tensors.

use std::ffi::OsString;

use super::digit_labels::N_DIGITS;
use super::digit_labels::is_digits;
use super::error::DatasetError;
use super::hold_out::HoldOut;
use super::source::Source;

/// Numbers in an example, and examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Numbers in an input.
    pub n_inputs: usize,
    /// Numbers in a target; for labels of IDX files, one more than the highest.
    pub n_outputs: usize,
    /// Whether `n_outputs` follows from the labels, so that ten will do for fewer.
    pub is_of_labels: bool,
    /// Whether these are MNIST's files, whose classes are ten digits or more.
    pub is_mnist: bool,
    /// Examples to learn from.
    pub n_train: usize,
    /// Examples to be tested on.
    pub n_test: usize,
}

/// The environment variable that names the directory of the four IDX files.
pub(super) const VARIABLE: &str = "FAZIL_MNIST";

/// The directory of IDX files that the environment names.
pub(super) fn variable() -> Option<OsString> {
    std::env::var_os(VARIABLE).filter(|value| !value.is_empty())
}

impl Extent {
    /// Whether a network of so many outputs can learn it.
    pub fn suits(&self, n_outputs: usize) -> bool {
        let is_digits = self.is_of_labels && is_digits(n_outputs, self.n_outputs);
        n_outputs == self.n_outputs || is_digits
    }

    /// The same with a part held out for testing. `place` names the data in the error.
    pub(super) fn held_out(
        self,
        place: &str,
        hold_out: Option<&HoldOut>,
    ) -> Result<Self, DatasetError> {
        let Some(hold_out) = hold_out else {
            return Ok(self);
        };
        match hold_out.count(place, self.n_train) {
            Ok(n_test) => Ok(Self {
                n_train: self.n_train - n_test,
                n_test,
                ..self
            }),
            Err(error) if error.field().is_some() => Err(error),
            // What is no fraction of any number of examples is refused when they are read.
            Err(_) => Ok(self),
        }
    }

    /// The outputs that a network should have.
    pub fn n_outputs_expected(&self) -> usize {
        match self.is_mnist {
            true => self.n_outputs.max(N_DIGITS),
            false => self.n_outputs,
        }
    }
}

impl Source {
    /// What the headers of its files say; `None` where nothing is read from a file, or `Idx`
    /// names no path and the environment none either.
    ///
    /// ```
    /// use fazil::dataset::Source;
    /// let source: Source = ron::from_str("Xor()")?;
    /// assert_eq!(source.extent()?, None);
    /// let source: Source = ron::from_str(r#"Tensors((train: "no-such-file"))"#)?;
    /// assert!(source.extent().is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a file is missing, is of another format, or shorter or longer than its header says; if
    /// this build reads no files (feature `files`).
    pub fn extent(&self) -> Result<Option<Extent>, DatasetError> {
        match self.is_of_files() && !self.is_elsewhere() {
            true => self.measure().map(Some),
            false => Ok(None),
        }
    }

    /// Whether its files are where the environment should say and does not.
    pub fn is_elsewhere(&self) -> bool {
        matches!(self, Self::Idx { path: None, .. }) && variable().is_none()
    }

    /// Whether examples are read from files.
    pub fn is_of_files(&self) -> bool {
        match self {
            Self::Digits { .. } | Self::Xor { .. } | Self::Pairs { .. } => false,
            Self::TwoMoons(_) | Self::LinearTeacher(_) | Self::RandomTargets(_) => false,
            Self::Arrays { .. } => false, // They are in memory.
            Self::Idx { .. } | Self::Tensors(_) | Self::Csv(_) => true,
            Self::Npy(_) | Self::Npz(_) | Self::IdxFiles(_) | Self::ImageFolder(_) => true,
        }
    }

    /// The same source with the directory that the environment names written out, so that it can
    /// be read again in another environment.
    pub fn located(&self) -> Self {
        let mut located = self.clone();
        if let (Self::Idx { path, .. }, Some(place)) = (&mut located, variable())
            && path.is_none()
            && let Ok(place) = std::path::absolute(place)
            && let Some(place) = place.to_str()
        {
            *path = Some(place.to_owned());
        }
        located
    }
}
