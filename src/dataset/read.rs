//! The reader of each source of files, where this build has readers.
//!
//! Promises that a build without them names the feature that brings them, and opens no file.

#[cfg(feature = "files")]
use std::path::{Path, PathBuf};

use super::error::DatasetError;
#[cfg(not(feature = "files"))]
use super::error::Kind;
use super::extent::Extent;
#[cfg(feature = "files")]
use super::extent::variable;
use super::source::Source;
use super::split::Split;
#[cfg(feature = "files")]
use super::{files, mnist};
#[cfg(not(feature = "files"))]
use crate::input_file::needs_feature;
use crate::scalar::Scalar;

impl Source {
    /// The feature without which this build cannot read the source; `None` where it can, and where
    /// nothing is to be read.
    ///
    /// ```
    /// use fazil::dataset::Source;
    /// let source: Source = ron::from_str("Digits()")?;
    /// assert_eq!(source.missing_feature(), None);
    /// let source: Source = ron::from_str(r#"Csv((train: "a.csv", label: Some("kind")))"#)?;
    /// let expected = if cfg!(feature = "files") { None } else { Some("files") };
    /// assert_eq!(source.missing_feature(), expected);
    /// # Ok::<(), ron::error::SpannedError>(())
    /// ```
    pub fn missing_feature(&self) -> Option<&'static str> {
        match self {
            _ if cfg!(feature = "files") || !self.is_of_files() => None,
            Self::ImageFolder(_) => Some("images"),
            _ => Some("files"),
        }
    }
}

#[cfg(not(feature = "files"))]
impl Source {
    pub(super) fn read<S: Scalar>(&self, _: Option<usize>) -> Result<Split<S>, DatasetError> {
        Err(self.unreadable())
    }

    pub(super) fn measure(&self) -> Result<Extent, DatasetError> {
        Err(self.unreadable())
    }

    fn unreadable(&self) -> DatasetError {
        let feature = self.missing_feature().unwrap_or("files");
        DatasetError::new("data", Kind::Told(needs_feature("data", feature)))
    }
}

#[cfg(feature = "files")]
impl Source {
    /// The examples of a source of files, for a network of `n_outputs` outputs or for any.
    pub(super) fn read<S: Scalar>(
        &self,
        n_outputs: Option<usize>,
    ) -> Result<Split<S>, DatasetError> {
        match self {
            Self::Idx {
                path,
                train,
                test,
                input,
                scale,
                target,
                hold_out,
                classes,
            } => {
                let hold_out = hold_out.as_ref();
                let files = mnist::Files::find(path.as_deref().map(Path::new), variable())?;
                let encoding = mnist::Encoding {
                    input,
                    scale,
                    target,
                    hold_out,
                    classes,
                };
                files.load([*train, *test], &encoding, n_outputs)
            }
            Self::Tensors(files) => files.load(n_outputs),
            Self::Csv(files) => files.load(n_outputs),
            Self::Npy(files) => files.load(n_outputs),
            Self::Npz(files) => files.load(n_outputs),
            Self::IdxFiles(files) => files.load(n_outputs),
            Self::ImageFolder(folder) => folder.load(),
            _ => unreachable!("bug: {self:?} is in no file"),
        }
    }

    /// What the headers of the files of a source of files say.
    pub(super) fn measure(&self) -> Result<Extent, DatasetError> {
        match self {
            Self::Idx {
                path,
                train,
                test,
                hold_out,
                classes,
                ..
            } => {
                let files = mnist::Files::find(path.as_deref().map(Path::new), variable())?;
                let extent = files.extent([*train, *test], classes)?;
                extent.held_out("mnist", hold_out.as_ref())
            }
            Self::Tensors(files) => files.extent(),
            Self::Csv(files) => files.extent(),
            Self::Npy(files) => files.extent(),
            Self::Npz(files) => files.extent(),
            Self::IdxFiles(files) => files.extent(),
            Self::ImageFolder(folder) => folder.extent(),
            _ => unreachable!("bug: {self:?} is in no file"),
        }
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
            Self::Tensors(files) => Ok(owned(files.paths())),
            Self::Csv(files) => Ok(owned(files.paths())),
            Self::Npy(files) => Ok(owned(files::paths(&files.train, files.test.as_ref()))),
            Self::Npz(files) => Ok(owned(vec![("arrays", &files.path)])),
            Self::IdxFiles(files) => Ok(owned(files::paths(&files.train, files.test.as_ref()))),
            Self::ImageFolder(folder) => folder.files(),
            _ => Ok(Vec::new()),
        }
    }
}

#[cfg(feature = "files")]
fn owned(paths: Vec<(&'static str, &str)>) -> Vec<(&'static str, PathBuf)> {
    let paths = paths.into_iter();
    paths
        .map(|(what, path)| (what, PathBuf::from(path)))
        .collect()
}
