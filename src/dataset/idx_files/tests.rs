//! IDX files of every type, and labels in a column.

use super::*;

fn idx(code: u8, dimensions: &[u32], numbers: &[u8]) -> Vec<u8> {
    let n = dimensions.len() as u8;
    let dimensions: Vec<u8> = dimensions.iter().flat_map(|n| n.to_be_bytes()).collect();
    [&[0, 0, code, n], &dimensions[..], numbers].concat()
}

fn load(x: &[u8], y: &[u8], more: &str) -> Result<Split<f64>, String> {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().to_str().unwrap();
    std::fs::write(folder.path().join("x"), x).unwrap();
    std::fs::write(folder.path().join("y"), y).unwrap();
    let text = format!("(train: (inputs: \"{here}/x\", labels: Some(\"{here}/y\")), {more})");
    let source: IdxFiles = ron::from_str(&text).unwrap();
    let extent = source.extent();
    let split = source
        .load(None)
        .map_err(|error| error.to_string().replace(here, "HERE"))?;
    let extent = extent.unwrap();
    assert_eq!(
        (extent.n_inputs, extent.n_outputs),
        (split.train.n_inputs, split.train.n_outputs)
    );
    Ok(split)
}

#[test]
fn numbers_of_every_type_are_read() {
    let labels = idx(0x08, &[2], &[0, 1]);
    for (code, one, two) in [
        (0x08, vec![1], vec![2]),
        (0x09, vec![1], vec![2]),
        (
            0x0b,
            1_i16.to_be_bytes().to_vec(),
            2_i16.to_be_bytes().to_vec(),
        ),
        (
            0x0c,
            1_i32.to_be_bytes().to_vec(),
            2_i32.to_be_bytes().to_vec(),
        ),
        (
            0x0d,
            1_f32.to_be_bytes().to_vec(),
            2_f32.to_be_bytes().to_vec(),
        ),
        (
            0x0e,
            1_f64.to_be_bytes().to_vec(),
            2_f64.to_be_bytes().to_vec(),
        ),
    ] {
        let images = idx(code, &[2, 1, 1], &[one, two].concat());
        let split = load(&images, &labels, "").unwrap();
        assert_eq!(split.train.inputs, [1.0, 2.0], "{code}");
    }
}

#[test]
fn a_label_stands_in_the_column_that_is_named() {
    // QMNIST has 8 columns of 4 bytes: the class, then writer, form and others.
    let row = |class: i32| {
        [class, 4, 100, 2000, 5, 6, 7, 8]
            .map(i32::to_be_bytes)
            .concat()
    };
    let labels = idx(0x0c, &[2, 8], &[row(1), row(0)].concat());
    let images = idx(0x08, &[2, 1, 2], &[0, 255, 51, 102]);
    let split = load(&images, &labels, "label_column: Some(0), scale: Levels").unwrap();
    assert_eq!(split.train.labels, Some(vec![1, 0]));
    assert_eq!(split.train.inputs, [0.0, 1.0, 0.2, 0.4]);
    let error = load(&images, &labels, "").unwrap_err();
    assert!(error.contains("HERE/y: the file is of the shape [2, 8], expected one label an example, or label_column"), "{error}");
    let error = load(&images, &labels, "label_column: Some(8)").unwrap_err();
    assert!(error.contains("expected more than 8 columns"), "{error}");
}

#[test]
fn what_is_no_idx_file_is_refused() {
    let labels = idx(0x08, &[2], &[0, 1]);
    for (images, expected) in [
        (
            idx(0x0a, &[2], &[0, 1]),
            "HERE/x: is not an IDX file: bytes 0 to 3 are 0x00000a01",
        ),
        (idx(0x08, &[], &[]), "is not an IDX file"),
        (
            vec![0, 0],
            "ends after 2 bytes (uncompressed), expected a header of 4",
        ),
        (
            vec![0, 0, 0x0d, 3, 0],
            "ends after 5 bytes (uncompressed), expected a header of 16",
        ),
        (
            idx(0x0d, &[2, 3], &[0; 20]),
            "expected 36: its header announces 2 entries of 3 numbers of 4 bytes",
        ),
        (idx(0x0d, &[2, 1], &[0; 9]), "goes on after 20 bytes"),
        (idx(0x0e, &[u32::MAX; 4], &[]), "ends after 20 bytes"),
        (
            idx(0x0d, &[2], &[0x7f, 0xc0, 0, 0, 0, 0, 0, 0]),
            "the file holds NaN at row 0, column 0",
        ),
    ] {
        let error = load(&images, &labels, "").unwrap_err();
        assert!(error.contains(expected), "{expected}: {error}");
    }
}
