//! How large a data set is, by the headers of its files alone.
//!
//! Promises to allocate nothing for what a header says, and to read labels of IDX files, which
//! are small, but no images and no tensors.

use std::path::{Path, PathBuf};

use super::encoding::N_DIGITS;
use super::error::DatasetError;
use super::source::Source;
use super::{mnist, tensors, variable};

/// Numbers in an example, and examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Numbers in an input.
    pub n_inputs: usize,
    /// Numbers in a target; for labels of IDX files, one more than the highest.
    pub n_outputs: usize,
    /// Whether `n_outputs` follows from the labels, so that ten will do for fewer.
    pub is_of_labels: bool,
    /// Examples to learn from.
    pub n_train: usize,
    /// Examples to be tested on.
    pub n_test: usize,
}

impl Extent {
    /// Whether a network of so many outputs can learn it.
    pub fn suits(&self, n_outputs: usize) -> bool {
        let is_digits = self.is_of_labels && mnist::is_digits(n_outputs, self.n_outputs);
        n_outputs == self.n_outputs || is_digits
    }

    /// The outputs that a network should have.
    pub fn n_outputs_expected(&self) -> usize {
        match self.is_of_labels {
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
    /// let source: Source = ron::from_str(r#"Tensors(train: "no-such-file")"#)?;
    /// assert!(source.extent().is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a file is missing, is of another format, or shorter or longer than its header says.
    pub fn extent(&self) -> Result<Option<Extent>, DatasetError> {
        match self {
            Self::Idx {
                path, train, test, ..
            } if !self.is_elsewhere() => {
                let files = mnist::Files::find(path.as_deref().map(Path::new), variable())?;
                files.extent([*train, *test]).map(Some)
            }
            Self::Tensors { train, test } => {
                tensors::extent(train.as_ref(), test.as_deref().map(Path::new)).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Whether its files are where the environment should say and does not.
    pub fn is_elsewhere(&self) -> bool {
        matches!(self, Self::Idx { path: None, .. }) && variable().is_none()
    }

    /// The files it reads, each with what it holds.
    ///
    /// # Errors
    /// If the four IDX files are not all there.
    pub fn files(&self) -> Result<Vec<(&'static str, PathBuf)>, DatasetError> {
        match self {
            Self::Idx { path, .. } => {
                let files = mnist::Files::find(path.as_deref().map(Path::new), variable())?;
                Ok(files.named())
            }
            Self::Tensors { train, test } => {
                let test = test.as_ref().map(|test| ("test", PathBuf::from(test)));
                Ok([("train", PathBuf::from(train))]
                    .into_iter()
                    .chain(test)
                    .collect())
            }
            Self::Digits { .. } | Self::Xor { .. } | Self::Pairs { .. } => Ok(Vec::new()),
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
