//! MNIST: which four IDX files it is, where they are, and what to do when they are not.
//!
//! Promises: an absence is answered with all that is needed to mend it.
//! Refuses to fetch anything; the reader of one file is `idx`.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use super::encoding::{Encoding, N_CLASSES};
use super::error::{DatasetError, Kind};
use super::idx::IdxFile;
use super::{Examples, Split};
use crate::scalar::{Number, Scalar};

/// The environment variable that names the directory.
pub(super) const VARIABLE: &str = "FAZIL_MNIST";

/// The four files: images and labels to learn from, images and labels to be tested on.
const NAMES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

/// The four files, all there, in the order of [`NAMES`].
pub(super) struct Files([PathBuf; 4]);

/// Which of the four files are not there.
#[derive(Debug)]
pub(super) struct Absence {
    present: [bool; 4],
}

impl Files {
    /// Finds them in the first of `places` that is a directory, or, where the scenario names
    /// no path, in the directory that the environment `variable` holds.
    pub(super) fn find(
        places: Option<Vec<PathBuf>>,
        variable: Option<OsString>,
    ) -> Result<Self, DatasetError> {
        let named = places.is_some();
        let variable = variable.filter(|value| !value.is_empty());
        let places = places.unwrap_or(variable.into_iter().map(PathBuf::from).collect());
        let directory = places.iter().find(|place| place.is_dir());
        let found = NAMES.map(|name| directory.and_then(|place| file(place, name)));
        let present = found.each_ref().map(Option::is_some);
        match found {
            [Some(a), Some(b), Some(c), Some(d)] => Ok(Self([a, b, c, d])),
            _ => {
                let place = searched(named, &places, directory);
                Err(DatasetError::new(&place, Kind::Mnist(Absence { present })))
            }
        }
    }

    /// The first so many training and test examples, or all.
    pub(super) fn load<S: Scalar>(
        &self,
        [n_train, n_test]: [Option<usize>; 2],
        input: &(Number, Number),
        target: &(Number, Number),
    ) -> Result<Split<S>, DatasetError> {
        let encoding = Encoding::new("mnist", u8::MAX, input, target)?;
        let [train_images, train_labels, test_images, test_labels] = &self.0;
        let train = examples(&encoding, train_images, train_labels, n_train)?;
        let test = examples(&encoding, test_images, test_labels, n_test)?;
        Split::checked("mnist", train, test)
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

/// Where the files were looked for, as an error says it.
fn searched(named: bool, places: &[PathBuf], directory: Option<&PathBuf>) -> String {
    let shown = |place: &PathBuf| place.display().to_string();
    let place = match directory {
        Some(directory) => shown(directory),
        None => places.iter().map(shown).collect::<Vec<_>>().join(" or "),
    };
    match (named, places.is_empty()) {
        (true, _) => place,
        (false, true) => format!("mnist: no path is given and {VARIABLE} is not set"),
        (false, false) => format!("{place} (from {VARIABLE})"),
    }
}

impl fmt::Display for Absence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n_missing = self.present.iter().filter(|&&present| !present).count();
        writeln!(f, "{n_missing} of the 4 MNIST files are missing:")?;
        for (name, present) in NAMES.iter().zip(self.present) {
            let state = if present { "found" } else { "missing" };
            writeln!(f, "  {state:<7}  {name}")?;
        }
        write!(
            f,
            "put the four, plain or compressed (.gz), into one directory and name it, either in \
             the environment, as in `export {VARIABLE}=/path/to/mnist`, or in the scenario, as \
             in `Idx(path: Some(\"/path/to/mnist\"))`"
        )
    }
}

fn examples<S: Scalar>(
    encoding: &Encoding<S>,
    images: &Path,
    labels: &Path,
    n: Option<usize>,
) -> Result<Examples<S>, DatasetError> {
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
    let n_inputs = n_pixels(images, &image_file)?;
    let classes = label_file.entries(n)?;
    if let Some(position) = classes.iter().position(|&class| class >= N_CLASSES) {
        let (found, limit) = (classes[position], N_CLASSES - 1);
        let kind = Kind::Label {
            position,
            found,
            limit,
        };
        return Err(DatasetError::at(labels, kind));
    }
    Ok(encoding.examples(n_inputs, &image_file.entries(n)?, &classes))
}

/// Pixels of an image, at least 1.
fn n_pixels(path: &Path, images: &IdxFile) -> Result<usize, DatasetError> {
    let &[rows, columns] = images.entry_shape() else {
        unreachable!("bug: a file of three dimensions has entries of two");
    };
    let (rows, columns) = (rows as usize, columns as usize);
    match rows.saturating_mul(columns) {
        0 => Err(DatasetError::at(path, Kind::NoPixels { rows, columns })),
        n_pixels => Ok(n_pixels),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Write;
    use tempfile::TempDir;

    fn idx(dimensions: &[u32], bytes: &[u8]) -> Vec<u8> {
        let magic = 0x800 + dimensions.len() as u32;
        let words = [&[magic], dimensions].concat();
        let header: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        [&header, bytes].concat()
    }

    /// Three training and two test images of 1x2 pixels.
    fn directory() -> TempDir {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes| fs::write(directory.path().join(name), bytes).unwrap();
        write(NAMES[0], idx(&[3, 1, 2], &[0, 255, 51, 102, 0, 0]));
        write(NAMES[1], idx(&[3], &[0, 9, 4]));
        write(
            "t10k-images.idx3-ubyte",
            idx(&[2, 1, 2], &[255, 255, 0, 51]),
        );
        write("t10k-labels.idx1-ubyte.gz", idx(&[2], &[1, 2]));
        directory
    }

    fn load(directory: &Path, n: [Option<usize>; 2]) -> Result<Split<f32>, DatasetError> {
        let unit = (0.into(), 1.into());
        Files::find(Some(vec![directory.to_owned()]), None)?.load(n, &unit, &unit)
    }

    fn refusal(directory: &Path) -> String {
        load(directory, [None, None]).unwrap_err().to_string()
    }

    #[test]
    fn four_files_of_any_accepted_name_are_examples() {
        let directory = directory();
        let split = load(directory.path(), [None, None]).unwrap();
        assert_eq!(split.train.inputs, [0.0, 1.0, 0.2, 0.4, 0.0, 0.0]);
        assert_eq!(split.train.labels, Some(vec![0, 9, 4]));
        assert_eq!(split.train.target(1)[8..], [0.0, 1.0]);
        assert_eq!(split.test.inputs, [1.0, 1.0, 0.0, 0.2]);
        let split = load(directory.path(), [Some(2), Some(0)]).unwrap();
        assert_eq!((split.train.len(), split.test.len()), (2, 0));
        let error = load(directory.path(), [Some(4), None])
            .unwrap_err()
            .to_string();
        assert!(
            error.ends_with("holds 3 examples, 4 are asked for"),
            "{error}"
        );
        let error = load(directory.path(), [Some(0), None])
            .unwrap_err()
            .to_string();
        assert_eq!(error, "mnist: no example to learn from");
    }

    #[test]
    fn the_variable_counts_only_where_no_path_is_given() {
        let (here, empty) = (directory(), tempfile::tempdir().unwrap());
        let value = |directory: &TempDir| Some(directory.path().as_os_str().to_owned());
        let place = |directory: &TempDir| Some(vec![directory.path().to_owned()]);
        assert!(Files::find(None, value(&here)).is_ok());
        assert!(Files::find(place(&here), value(&empty)).is_ok());
        assert!(Files::find(place(&empty), value(&here)).is_err());
    }

    #[test]
    fn the_first_place_that_is_a_directory_is_searched() {
        let here = directory();
        let places = vec![PathBuf::from("/no/such/place"), here.path().to_owned()];
        assert!(Files::find(Some(places), None).is_ok());
        let nowhere = vec![PathBuf::from("/no/a"), PathBuf::from("/no/b")];
        let error = Files::find(Some(nowhere), None).err().unwrap().to_string();
        assert!(error.starts_with("/no/a or /no/b: 4 of the 4"), "{error}");
    }

    #[test]
    fn an_absence_says_what_to_put_where() {
        let unset = |value: Option<OsString>| Files::find(None, value).err().unwrap().to_string();
        let expected = "mnist: no path is given and FAZIL_MNIST is not set: 4 of the 4 MNIST \
                        files are missing:\n  missing  train-images-idx3-ubyte\n";
        assert!(unset(None).starts_with(expected), "{}", unset(None));
        assert!(unset(None).contains("`export FAZIL_MNIST=/path/to/mnist`"));
        assert!(unset(None).contains("`Idx(path: Some(\"/path/to/mnist\"))`"));
        assert_eq!(unset(Some(OsString::new())), unset(None));

        let directory = directory();
        fs::remove_file(directory.path().join(NAMES[1])).unwrap();
        let shown = directory.path().display();
        let states = "1 of the 4 MNIST files are missing:\n  found    train-images-idx3-ubyte\n  \
                      missing  train-labels-idx1-ubyte\n  found    t10k-images-idx3-ubyte\n  \
                      found    t10k-labels-idx1-ubyte\n";
        let error = refusal(directory.path());
        assert!(error.starts_with(&format!("{shown}: {states}")), "{error}");
        let error = unset(Some(directory.path().as_os_str().to_owned()));
        assert!(
            error.starts_with(&format!("{shown} (from FAZIL_MNIST): {states}")),
            "{error}"
        );
    }

    #[test]
    fn files_that_do_not_fit_are_refused() {
        for (name, bytes, message) in [
            (
                NAMES[1],
                idx(&[3], &[0, 10, 4]),
                "label 1 (counted from 0) is 10, expected at most 9",
            ),
            (
                NAMES[1],
                idx(&[2], &[0, 1]),
                "-labels-idx1-ubyte holds 2 labels",
            ),
            (
                NAMES[0],
                idx(&[3, 0, 2], &[]),
                "images are 0x2 pixels, expected at least 1x1",
            ),
            (
                NAMES[0],
                idx(&[3], &[0, 1, 2]),
                "0x00000801, expected 0x00000803 (IDX, images)",
            ),
            (
                NAMES[1],
                idx(&[3, 1, 1], &[0; 3]),
                "0x00000803, expected 0x00000801 (IDX, labels)",
            ),
            (
                NAMES[0],
                idx(&[3, 1, 1], &[0; 3]),
                "inputs of test examples hold 2 numbers, those of training examples 1",
            ),
        ] {
            let directory = directory();
            fs::write(directory.path().join(name), bytes).unwrap();
            let error = refusal(directory.path());
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    #[expect(clippy::print_stderr, reason = "the time it took, under --nocapture")]
    fn the_published_files_are_70_000_examples() {
        let Some(variable) = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()) else {
            // Not eprintln: the test harness would swallow it.
            let message = format!("\nSKIPPED: {VARIABLE} is not set, published MNIST not tested\n");
            std::io::stderr().write_all(message.as_bytes()).unwrap();
            return;
        };
        let unit = (0.into(), 1.into());
        let files = Files::find(None, Some(variable)).unwrap();
        let started = std::time::Instant::now();
        let split = files.load::<f32>([None, None], &unit, &unit).unwrap();
        eprintln!("MNIST as f32: {:?}", started.elapsed());
        assert_eq!((split.train.len(), split.test.len()), (60_000, 10_000));
        assert_eq!((split.train.n_inputs, split.train.n_outputs), (784, 10));
        assert_eq!(split.train.labels.as_ref().unwrap()[..5], [5, 0, 4, 1, 9]);
        assert_eq!(split.test.labels.as_ref().unwrap()[..5], [7, 2, 1, 0, 4]);
        assert!(split.train.inputs.iter().all(|x| (0.0..=1.0).contains(x)));
    }
}
