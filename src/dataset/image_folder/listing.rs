//! The image files in a folder of folders.

use std::path::{Path, PathBuf};

use crate::dataset::error::{DatasetError, Kind};

/// The images in a folder of folders, in their order.
pub(super) struct Listing {
    /// The names of the folders, sorted.
    pub(super) classes: Vec<String>,
    /// Each image with the position of its class.
    pub(super) images: Vec<(PathBuf, u32)>,
    /// Hidden files, which are passed over.
    n_hidden: usize,
}

impl Listing {
    pub(super) fn of(folder: &Path) -> Result<Self, DatasetError> {
        let refuse = |path: &Path, told: &str| DatasetError::at(path, Kind::Told(told.to_owned()));
        let (mut classes, mut images) = (Vec::new(), Vec::new());
        let (entries, mut n_hidden) = entries(folder)?;
        for class_folder in entries {
            if !class_folder.is_dir() {
                let told = "is a file, expected a folder of images for each class";
                return Err(refuse(&class_folder, told));
            }
            let name = class_folder.file_name().and_then(|name| name.to_str());
            let name = name.ok_or_else(|| {
                refuse(
                    &class_folder,
                    "the folder's name, that of a class, is not UTF-8",
                )
            })?;
            let class = classes.len() as u32;
            classes.push(name.to_owned());
            let (files, n) = self::entries(&class_folder)?;
            n_hidden += n;
            if files.is_empty() {
                return Err(refuse(
                    &class_folder,
                    "the folder is empty, expected images of its class",
                ));
            }
            for file in files {
                let ending = file
                    .extension()
                    .and_then(|ending| ending.to_str())
                    .unwrap_or_default();
                let is_image =
                    ["png", "jpg", "jpeg"].contains(&ending.to_ascii_lowercase().as_str());
                if file.is_dir() || !is_image {
                    return Err(refuse(
                        &file,
                        "is no image, expected files that end in .png, .jpg or .jpeg",
                    ));
                }
                images.push((file, class));
            }
        }
        match images.is_empty() {
            true => Err(refuse(
                folder,
                "the folder is empty, expected a folder of images for each class",
            )),
            false => Ok(Self {
                classes,
                images,
                n_hidden,
            }),
        }
    }

    /// Test images, of classes that there are among the training images.
    pub(super) fn like(train: &Self, folder: &Path) -> Result<Self, DatasetError> {
        let mut test = Self::of(folder)?;
        let position = |name: &String| train.classes.iter().position(|other| other == name);
        let found: Vec<Option<usize>> = test.classes.iter().map(position).collect();
        for (name, position) in test.classes.iter().zip(&found) {
            if position.is_none() {
                let told = "is a class that the training images do not have";
                return Err(DatasetError::at(
                    &folder.join(name),
                    Kind::Told(told.to_owned()),
                ));
            }
        }
        for (_, class) in &mut test.images {
            *class = found[*class as usize].map_or(0, |class| class as u32);
        }
        Ok(test)
    }

    pub(super) fn note(&self, folder: &str) -> Option<String> {
        let n = self.n_hidden;
        (n > 0).then(|| {
            format!("{folder}: not used: {n} hidden files, whose names begin with a point.")
        })
    }
}

/// What a folder holds, by name, and how much of it is hidden.
fn entries(folder: &Path) -> Result<(Vec<PathBuf>, usize), DatasetError> {
    let refuse = |cause| DatasetError::at(folder, Kind::Io(cause));
    let (mut found, mut n_hidden) = (Vec::new(), 0);
    for entry in std::fs::read_dir(folder).map_err(refuse)? {
        let entry = entry.map_err(refuse)?;
        match entry.file_name().as_encoded_bytes().starts_with(b".") {
            true => n_hidden += 1,
            false => found.push(entry.path()),
        }
    }
    found.sort();
    Ok((found, n_hidden))
}
