//! Examples in folders of images: a folder for each class, PNG and JPEG files in it.
//!
//! Promises classes in the order of their folders' names and images in the order of theirs; what is
//! no image is refused by its name. Images are kept as bytes until they are scaled.

#[cfg(feature = "images")]
mod decode;
mod listing;

use std::path::{Path, PathBuf};

use super::classes::check_names;
use super::error::DatasetError;
use super::extent::Extent;
use super::files::{Colour, ImageFolder};
use super::preparation::{Preparation, Test};
use super::scale::Scale;
use super::split::Split;
use super::unscaled::{Answers, Numbers, Unscaled};
use crate::scalar::Scalar;

impl ImageFolder {
    /// Every image, with what it holds.
    pub(super) fn files(&self) -> Result<Vec<(&'static str, PathBuf)>, DatasetError> {
        let images = |what, folder: &str| -> Result<Vec<_>, DatasetError> {
            let images = Listing::of(Path::new(folder))?.images.into_iter();
            Ok(images.map(|(path, _)| (what, path)).collect())
        };
        let mut files = images("train image", &self.train)?;
        if let Some(test) = &self.test {
            files.extend(images("test image", test)?);
        }
        Ok(files)
    }

    pub(super) fn load<S: Scalar>(&self) -> Result<Split<S>, DatasetError> {
        let (train, test) = self.listings()?;
        let (size, train_examples) = self.unscaled(&train, self.size)?;
        let note = train.note(&self.train);
        let test = match test {
            None => Test::Training,
            Some(test) => Test::Others(self.unscaled(&test, Some(size))?.1),
        };
        let preparation = Preparation {
            place: &self.train,
            input: &self.input,
            scale: &self.scale,
            highest: Some(u8::MAX.into()),
            target: &self.target,
            target_scale: &Scale::AsIs,
            hold_out: self.hold_out.as_ref(),
            n_classes: train.classes.len(),
            classes: train.classes,
        };
        let mut split = preparation.split(train_examples, test)?;
        split.notes.splice(0..0, note);
        Ok(split)
    }

    /// The images of training, and of tests where they have a folder.
    fn listings(&self) -> Result<(Listing, Option<Listing>), DatasetError> {
        let train = Listing::of(Path::new(&self.train))?;
        let test = self.test.as_deref();
        let test = test.map(|test| Listing::like(&train, Path::new(test)));
        let test = test.transpose()?;
        Ok((train, test))
    }

    /// How large the data are: folders are listed, and one image is opened if no size is given.
    pub(super) fn extent(&self) -> Result<Extent, DatasetError> {
        let (train, test) = self.listings()?;
        check_names(&self.train, &train.classes)?;
        let (width, height) = match self.size {
            Some(size) if cfg!(feature = "images") => size,
            _ => size_of(&train.images[0].0)?,
        };
        let extent = Extent {
            n_inputs: (width as usize)
                .saturating_mul(height as usize)
                .saturating_mul(self.colour.n_channels()),
            n_outputs: train.classes.len(),
            is_of_labels: false,
            is_mnist: false,
            n_train: train.images.len(),
            n_test: test.map_or(train.images.len(), |test| test.images.len()),
        };
        extent.held_out(&self.train, self.hold_out.as_ref())
    }

    /// The images of a listing, and their size.
    fn unscaled<S: Scalar>(
        &self,
        listing: &Listing,
        size: Option<(u32, u32)>,
    ) -> Result<((u32, u32), Unscaled<S>), DatasetError> {
        let size = match size {
            Some(size) => size,
            None => size_of(&listing.images[0].0)?,
        };
        let pixels = pixels(listing, size, self.size.is_some(), self.colour)?;
        let n_inputs = size.0 as usize * size.1 as usize * self.colour.n_channels();
        let classes = listing.images.iter().map(|(_, class)| *class).collect();
        let (inputs, answers) = (Numbers::Bytes(pixels), Answers::Classes(classes));
        Ok((
            size,
            Unscaled {
                n_inputs,
                inputs,
                answers,
            },
        ))
    }
}

#[cfg(feature = "images")]
use decode::{pixels, size_of};
use listing::Listing;

/// What is said where images cannot be read.
#[cfg(not(feature = "images"))]
fn absent(path: &Path) -> DatasetError {
    let told = "this program was built without the feature images; build it with that, as in `cargo run --release --features images -- run my.ron`";
    DatasetError::at(path, super::error::Kind::Told(told.to_owned()))
}

#[cfg(not(feature = "images"))]
fn size_of(path: &Path) -> Result<(u32, u32), DatasetError> {
    Err(absent(path))
}

#[cfg(not(feature = "images"))]
fn pixels(listing: &Listing, _: (u32, u32), _: bool, _: Colour) -> Result<Vec<u8>, DatasetError> {
    Err(absent(&listing.images[0].0))
}

/// What an image file is, for a person.
pub(super) fn view(path: &Path) -> Result<String, DatasetError> {
    let (width, height) = size_of(path)?;
    Ok(format!(
        "{}: an image of {width}x{height} pixels\n",
        path.display()
    ))
}

/// What is in a folder of folders of images, for a person.
pub(super) fn view_folder(path: &Path) -> Result<String, DatasetError> {
    let listing = Listing::of(path)?;
    let (n, n_classes) = (listing.images.len(), listing.classes.len());
    let mut text = format!(
        "{}: {n} images in {n_classes} folders, a class each\n",
        path.display()
    );
    for (class, name) in listing.classes.iter().enumerate() {
        let of_class = listing
            .images
            .iter()
            .filter(|(_, own)| *own == class as u32);
        text += &format!("  {}: {} images\n", name.escape_debug(), of_class.count());
    }
    let first = &listing.images[0].0;
    text += &format!("the first of them: {}", view(first)?);
    Ok(text)
}
