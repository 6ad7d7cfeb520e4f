//! The four files: found or not, of any size, and what does not fit.

use super::*;
use crate::dataset::extent::VARIABLE;
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
    Files::find(Some(directory), None)?.load(n, &plain(&unit), None)
}

/// Pixels and classes from 0 to 1.
fn plain(unit: &(Number, Number)) -> Encoding<'_> {
    let (scale, hold_out, classes) = (&Scale::Levels, None, &[]);
    Encoding {
        input: unit,
        scale,
        target: unit,
        hold_out,
        classes,
    }
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
    assert!(Files::find(None, value(&here)).is_ok());
    assert!(Files::find(Some(here.path()), value(&empty)).is_ok());
    assert!(Files::find(Some(empty.path()), value(&here)).is_err());
}

#[test]
fn a_directory_that_is_none_is_refused() {
    let here = directory();
    let file = here.path().join(NAMES[0]);
    let error = Files::find(Some(&file), None).err().unwrap().to_string();
    assert!(
        error.ends_with("is a file, expected the directory of the four IDX files"),
        "{error}"
    );
    let error = Files::find(Some(Path::new("/no/a")), None).err().unwrap();
    assert!(
        error.to_string().starts_with("/no/a: 4 of the 4"),
        "{error}"
    );
    let empty = tempfile::tempdir().unwrap();
    let error = Files::find(Some(empty.path()), None).err().unwrap();
    assert!(
        error
            .to_string()
            .contains(": 4 of the 4 MNIST files are missing"),
        "{error}"
    );
}

#[test]
fn an_absence_says_what_to_put_where() {
    let unset = |value: Option<OsString>| Files::find(None, value).err().unwrap().to_string();
    let expected = "mnist: no path is given and FAZIL_MNIST is not set: 4 of the 4 MNIST \
                    files are missing:\n  missing  train-images-idx3-ubyte\n";
    assert!(unset(None).starts_with(expected), "{}", unset(None));
    assert!(unset(None).contains("`export FAZIL_MNIST=/path/to/mnist`"));
    assert!(unset(None).contains("`Idx(path: Some(\"/path/to/mnist\"))`"));

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
        (NAMES[1], idx(&[3], &[0, 1, 2, 3]), "goes on after 11 bytes"),
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
            "0x00000801 (IDX, labels), expected 0x00000803 (IDX, images)",
        ),
        (
            NAMES[1],
            idx(&[3, 1, 1], &[0; 3]),
            "0x00000803 (IDX, images), expected 0x00000801 (IDX, labels)",
        ),
        (
            NAMES[0],
            idx(&[3, 1, 1], &[0; 3]),
            "images are 1x2 pixels, expected 1x1, as in",
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
    let split = files
        .load::<f32>([None, None], &plain(&unit), Some(10))
        .unwrap();
    eprintln!("MNIST as f32: {:?}", started.elapsed());
    assert_eq!((split.train.len(), split.test.len()), (60_000, 10_000));
    assert_eq!((split.train.n_inputs, split.train.n_outputs), (784, 10));
    assert_eq!(split.train.labels.as_ref().unwrap()[..5], [5, 0, 4, 1, 9]);
    assert_eq!(split.test.labels.as_ref().unwrap()[..5], [7, 2, 1, 0, 4]);
    assert!(split.train.inputs.iter().all(|x| (0.0..=1.0).contains(x)));
}

#[test]
fn images_of_another_shape_and_as_many_pixels_are_refused() {
    let directory = directory();
    let test = directory.path().join("t10k-images.idx3-ubyte");
    fs::write(&test, idx(&[2, 2, 1], &[255, 255, 0, 51])).unwrap();
    let (test, train) = (test.display(), directory.path().join(NAMES[0]));
    let expected = format!(
        "{test}: images are 2x1 pixels, expected 1x2, as in {}",
        train.display()
    );
    assert_eq!(refusal(directory.path()), expected);
}

/// As [`directory`], with other labels to learn from.
fn labelled(labels: [u8; 3]) -> TempDir {
    let directory = directory();
    fs::write(directory.path().join(NAMES[1]), idx(&[3], &labels)).unwrap();
    directory
}

fn load_for(directory: &TempDir, n_outputs: usize) -> Result<Split<f32>, DatasetError> {
    let unit = (0.into(), 1.into());
    let files = Files::find(Some(directory.path()), None)?;
    files.load([Some(1), None], &plain(&unit), Some(n_outputs))
}

#[test]
fn there_may_be_any_number_of_classes_and_none_without_an_output() {
    let letters = labelled([26, 1, 3]);
    let split = load_for(&letters, 27).unwrap();
    assert_eq!((split.train.n_outputs, split.test.n_outputs), (27, 27));
    assert_eq!(split.train.target(0)[25..], [0.0, 1.0]);
    // The highest label is not among the examples that are asked for, and counts all the same.
    let error = load_for(&labelled([1, 2, 26]), 26).unwrap_err().to_string();
    let expected = "train-labels-idx1-ubyte: label 2 (counted from 0) is 26, expected at most 25: \
                    the network has 26 outputs, and the labels need 27";
    assert!(error.ends_with(expected), "{error}");
    // Two classes, or three of the ten digits.
    assert_eq!(
        load_for(&labelled([1, 2, 0]), 3).unwrap().train.n_outputs,
        3
    );
    assert_eq!(
        load_for(&labelled([1, 2, 0]), 10).unwrap().train.n_outputs,
        10
    );
    assert_eq!(
        load_for(&labelled([1, 2, 0]), 12).unwrap().train.n_outputs,
        10
    );
}

#[test]
fn the_extent_is_that_of_what_is_loaded() {
    let here = directory();
    let files = Files::find(Some(here.path()), None).unwrap();
    let extent = files.extent([Some(2), None], &[]).unwrap();
    assert_eq!((extent.n_inputs, extent.n_outputs), (2, 10));
    assert_eq!((extent.n_train, extent.n_test), (2, 2));
    assert!(files.extent([Some(4), None], &[]).is_err());
}
