//! MNIST: which four IDX files it is, where they are, and what to do when they are not.
//!
//! Promises: an absence is answered with all that is needed to mend it.
//! Refuses to fetch anything; the reader of one file is `idx`.

mod absence;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use self::absence::{Absence, searched};
use super::digit_labels::N_DIGITS;
use super::digit_labels::is_digits;
use super::error::{DatasetError, Kind};
use super::extent::Extent;
use super::hold_out::HoldOut;
use super::idx::IdxFile;
use super::preparation::{Preparation, Test};
use super::scale::Scale;
use super::split::Split;
use super::unscaled::{Answers, Numbers, Unscaled};
use crate::scalar::{Number, Scalar};
use names::NAMES;

/// The four files, all there, in the order of [`NAMES`].
pub(super) struct Files([PathBuf; 4]);

/// How pixels and labels become numbers.
pub(super) struct Encoding<'s> {
    pub input: &'s (Number, Number),
    pub scale: &'s Scale,
    pub target: &'s (Number, Number),
    pub hold_out: Option<&'s HoldOut>,
    /// The names of the classes, or none.
    pub classes: &'s [String],
}

impl Files {
    /// Finds them in the directory `named`, or, where the scenario names none, in the one that
    /// the environment `variable` holds.
    pub(super) fn find(
        named: Option<&Path>,
        variable: Option<OsString>,
    ) -> Result<Self, DatasetError> {
        let variable = variable.map(PathBuf::from);
        let directory = named.or(variable.as_deref());
        if let Some(directory) = directory.filter(|directory| directory.is_file()) {
            return Err(DatasetError::at(directory, Kind::NoDirectory));
        }
        let found = NAMES.map(|name| directory.and_then(|place| file(place, name)));
        let present = found.each_ref().map(Option::is_some);
        match found {
            [Some(a), Some(b), Some(c), Some(d)] => Ok(Self([a, b, c, d])),
            _ => {
                let place = searched(named, directory);
                let absence = Absence { present }.to_string();
                Err(DatasetError::new(&place, Kind::Told(absence)))
            }
        }
    }

    /// Each file with what it holds.
    pub(super) fn named(self) -> Vec<(&'static str, PathBuf)> {
        let roles = ["train images", "train labels", "test images", "test labels"];
        roles.into_iter().zip(self.0).collect()
    }

    /// The first so many training and test examples, or all.
    pub(super) fn load<S: Scalar>(
        &self,
        asked: [Option<usize>; 2],
        numbers: &Encoding<'_>,
        n_outputs: Option<usize>,
    ) -> Result<Split<S>, DatasetError> {
        if numbers.hold_out.is_some() && asked[1].is_some() {
            return Err(DatasetError::new("mnist", Kind::TwoTests));
        }
        let [train, test] = self.pairs()?;
        let labels = [&train.labels, &test.labels];
        let paths = [&self.0[1], &self.0[3]];
        let n_classes = match numbers.classes.len() {
            0 => n_classes(labels, paths, n_outputs)?,
            n_names => n_classes(labels, paths, Some(n_names)).map(|_| n_names)?,
        };
        // Those that are held out take the place of the test files.
        let test = match numbers.hold_out {
            Some(_) => Test::Training,
            None => Test::Others(test.unscaled(asked[1])?),
        };
        let preparation = Preparation {
            place: "mnist",
            input: numbers.input,
            scale: numbers.scale,
            highest: Some(u8::MAX.into()),
            target: numbers.target,
            target_scale: &Scale::AsIs,
            hold_out: numbers.hold_out,
            n_classes,
            classes: numbers.classes.to_vec(),
        };
        preparation.split(train.unscaled(asked[0])?, test)
    }

    /// How large the data are, without reading images.
    pub(super) fn extent(
        &self,
        asked: [Option<usize>; 2],
        classes: &[String],
    ) -> Result<Extent, DatasetError> {
        let pairs = self.pairs()?;
        for (pair, asked) in pairs.iter().zip(asked) {
            pair.check_count(asked)?;
        }
        let [train, test] = pairs;
        Ok(Extent {
            n_inputs: train.n_pixels(),
            n_outputs: match classes.len() {
                0 => n_needed([&train.labels, &test.labels]),
                n_names => n_names,
            },
            is_of_labels: classes.is_empty(),
            is_mnist: classes.is_empty(),
            n_train: asked[0].unwrap_or(train.labels.len()),
            n_test: asked[1].unwrap_or(test.labels.len()),
        })
    }

    /// Training and test files, their headers read and found to fit one another.
    fn pairs(&self) -> Result<[ImagesAndLabels; 2], DatasetError> {
        let [train_images, train_labels, test_images, test_labels] = &self.0;
        let train = ImagesAndLabels::open(train_images, train_labels)?;
        let test = ImagesAndLabels::open(test_images, test_labels)?;
        if train.shape != test.shape {
            let kind = Kind::ImageShapes {
                found: test.shape,
                expected: train.shape,
                others: train_images.clone(),
            };
            return Err(DatasetError::at(test_images, kind));
        }
        Ok([train, test])
    }
}

/// A file of images, not read yet, and all labels of the file beside it.
struct ImagesAndLabels {
    path: PathBuf,
    images: IdxFile,
    labels: Vec<u8>,
    /// Rows and columns of an image, both at least 1.
    shape: [u32; 2],
}

impl ImagesAndLabels {
    fn open(images: &Path, labels: &Path) -> Result<Self, DatasetError> {
        let (image_file, label_file) = (IdxFile::open::<3>(images)?, IdxFile::open::<1>(labels)?);
        let (n_images, n_labels) = (image_file.n_entries(), label_file.n_entries());
        if n_images != n_labels {
            let labels = labels.to_owned();
            let kind = Kind::Count {
                labels,
                n_labels,
                n_images,
            };
            return Err(DatasetError::at(images, kind));
        }
        let &[rows, columns] = image_file.entry_shape() else {
            unreachable!("bug: a file of three dimensions has entries of two");
        };
        if rows == 0 || columns == 0 {
            return Err(DatasetError::at(images, Kind::NoPixels { rows, columns }));
        }
        Ok(Self {
            path: images.to_owned(),
            images: image_file,
            labels: label_file.entries(None)?,
            shape: [rows, columns],
        })
    }

    /// Pixels of an image; saturated, and then no file is long enough.
    fn n_pixels(&self) -> usize {
        let [rows, columns] = self.shape.map(|n| n as usize);
        rows.saturating_mul(columns)
    }

    fn check_count(&self, asked: Option<usize>) -> Result<(), DatasetError> {
        let found = self.labels.len();
        match asked {
            Some(asked) if asked > found => {
                Err(DatasetError::at(&self.path, Kind::TooFew { found, asked }))
            }
            _ => Ok(()),
        }
    }

    /// The first `n` examples, or all.
    fn unscaled<S: Scalar>(self, n: Option<usize>) -> Result<Unscaled<S>, DatasetError> {
        self.check_count(n)?;
        let n_inputs = self.n_pixels();
        let labels = &self.labels[..n.unwrap_or(self.labels.len())];
        let labels = labels.iter().map(|&label| label.into()).collect();
        Ok(Unscaled {
            n_inputs,
            inputs: Numbers::Bytes(self.images.entries(n)?),
            answers: Answers::Classes(labels),
        })
    }
}

/// Outputs that a network needs to have one for every label.
fn n_needed(labels: [&Vec<u8>; 2]) -> usize {
    let highest = labels.into_iter().flatten().max();
    highest.map_or(1, |&highest| usize::from(highest) + 1)
}

/// Numbers in a target, for a network of so many outputs or for any.
fn n_classes(
    labels: [&Vec<u8>; 2],
    paths: [&PathBuf; 2],
    n_outputs: Option<usize>,
) -> Result<usize, DatasetError> {
    let n_needed = n_needed(labels);
    let Some(n_outputs) = n_outputs else {
        return Ok(n_needed.max(N_DIGITS));
    };
    for (labels, path) in labels.into_iter().zip(paths) {
        let beyond = |label: &u8| usize::from(*label) >= n_outputs;
        if let Some(position) = labels.iter().position(beyond) {
            let kind = Kind::Label {
                position,
                found: labels[position],
                n_outputs,
                n_needed,
            };
            return Err(DatasetError::at(path, kind));
        }
    }
    match n_outputs == n_needed || is_digits(n_outputs, n_needed) {
        true => Ok(n_outputs),
        false => Ok(n_needed.max(N_DIGITS)), // Of another width than the network, which is said.
    }
}

/// The file of that name, plain or `.gz`, with a dash or a dot before `idx`.
fn file(directory: &Path, name: &str) -> Option<PathBuf> {
    let dotted = name.replace("-idx", ".idx");
    [name, &dotted]
        .into_iter()
        .flat_map(|name| ["", ".gz"].map(|end| directory.join(format!("{name}{end}"))))
        .find(|path| path.is_file())
}

mod names;
#[cfg(test)]
mod tests;
