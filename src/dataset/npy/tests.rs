//! Arrays as examples, in files of their own and in an archive.

mod archives;

use std::io::Write;

use super::*;

/// A `.npy` file.
fn npy(descr: &str, shape: &str, numbers: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = (header.len() as u16).to_le_bytes();
    [
        b"\x93NUMPY\x01\x00",
        &length[..],
        header.as_bytes(),
        numbers,
    ]
    .concat()
}

fn archive(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (k, (name, bytes)) in arrays.iter().enumerate() {
        let methods = [
            zip::CompressionMethod::Stored,
            zip::CompressionMethod::Deflated,
        ];
        let options = zip::write::SimpleFileOptions::default().compression_method(methods[k % 2]);
        writer.start_file(format!("{name}.npy"), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn images() -> Vec<u8> {
    npy(
        "|u1",
        "(3, 2, 2)",
        &[0, 255, 51, 102, 1, 2, 3, 4, 5, 6, 7, 8],
    )
}

fn labels() -> Vec<u8> {
    npy("<i8", "(3,)", &[2_i64, 0, 1].map(i64::to_le_bytes).concat())
}

fn load(fields: &str, files: &[(&str, Vec<u8>)]) -> Result<Split<f32>, String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let here = folder.path().to_str().unwrap();
    let text = fields.replace("HERE", here);
    let told = |error: DatasetError| error.to_string().replace(here, "HERE");
    let (split, extent) = match fields.starts_with("(path") {
        true => {
            let source: NpzFiles = ron::from_str(&text).unwrap();
            (source.load(None), source.extent())
        }
        false => {
            let source: NpyFiles = ron::from_str(&text).unwrap();
            (source.load(None), source.extent())
        }
    };
    let split: Split<f32> = split.map_err(told)?;
    let extent = extent.map_err(told)?;
    assert_eq!(
        (extent.n_inputs, extent.n_outputs),
        (split.train.n_inputs, split.train.n_outputs)
    );
    assert_eq!(
        (extent.n_train, extent.n_test),
        (split.train.len(), split.test.len())
    );
    Ok(split)
}

#[test]
fn arrays_in_files_and_in_an_archive_are_the_same_examples() {
    let one = r#"(train: (inputs: "HERE/x.npy", labels: Some("HERE/y.npy")), scale: Levels)"#;
    let split = load(one, &[("x.npy", images()), ("y.npy", labels())]).unwrap();
    assert_eq!(split.train.input(0), [0.0, 1.0, 0.2, 0.4]);
    assert_eq!(split.train.labels, Some(vec![2, 0, 1]));
    assert_eq!(split.train.target(0), [0.0, 0.0, 1.0]);
    let all = r#"(path: "HERE/a.npz", train: (inputs: "x", labels: Some("y")), scale: Levels)"#;
    let zipped = archive(&[("x", images()), ("y", labels())]);
    assert_eq!(load(all, &[("a.npz", zipped)]), Ok(split));
}

#[test]
fn a_part_is_held_out_of_every_class() {
    let inputs = npy(
        "<f4",
        "(10, 1)",
        &(0..10)
            .flat_map(|k| (k as f32).to_le_bytes())
            .collect::<Vec<u8>>(),
    );
    let labels = npy("|u1", "(10,)", &[0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    let fields = r#"(train: (inputs: "HERE/x.npy", labels: Some("HERE/y.npy")),
        scale: Standard, hold_out: Some((fraction: 0.4, stratified: true)))"#;
    let split = load(fields, &[("x.npy", inputs), ("y.npy", labels)]).unwrap();
    assert_eq!((split.train.len(), split.test.len()), (6, 4));
    let n_first =
        |labels: &Option<Vec<u32>>| labels.as_ref().unwrap().iter().filter(|l| **l == 0).count();
    assert_eq!(
        (n_first(&split.train.labels), n_first(&split.test.labels)),
        (3, 2)
    );
    // Measured on the training examples only.
    let sum: f32 = split.train.inputs.iter().sum();
    assert!(
        sum.abs() < 1e-6 && split.test.inputs.iter().sum::<f32>().abs() > 0.0,
        "{sum}"
    );
}

#[test]
fn what_does_not_fit_is_refused_with_file_and_row() {
    let one = r#"(train: (inputs: "HERE/x.npy", labels: Some("HERE/y.npy")))"#;
    let floats = |numbers: [f64; 2]| npy("<f8", "(2, 1)", &numbers.map(f64::to_le_bytes).concat());
    let two = || npy("|u1", "(2,)", &[0, 1]);
    for (x, y, expected) in [
        (
            images(),
            two(),
            "HERE/y.npy: holds 2 labels, and there are 3 inputs",
        ),
        (
            floats([1.0, f64::NAN]),
            two(),
            "HERE/x.npy: the array holds NaN at row 1, column 0",
        ),
        (
            floats([1.0, 1e300]),
            two(),
            "HERE/x.npy: the array holds 1e300 at row 1, column 0",
        ),
        (
            floats([1.0, 2.0]),
            npy(
                "<f8",
                "(2,)",
                &[0.5_f64, 1.0].map(f64::to_le_bytes).concat(),
            ),
            "HERE/y.npy: the array holds the label 0.5 at row 0",
        ),
        (
            floats([1.0, 2.0]),
            npy("|i1", "(2,)", &[0, 255]),
            "HERE/y.npy: the array holds -1 at row 1",
        ),
        (
            floats([1.0, 2.0]),
            npy("|i1", "(2, 3)", &[0; 6]),
            "or label_column, which says",
        ),
        (
            npy("<f8", "()", &[0; 8]),
            two(),
            "HERE/x.npy: the array is of the shape []",
        ),
        (
            npy("<f8", "(2, 0)", &[]),
            two(),
            "HERE/x.npy: the array is of the shape [2, 0]",
        ),
    ] {
        let error = load(one, &[("x.npy", x), ("y.npy", y)]).unwrap_err();
        assert!(error.contains(expected), "{expected}: {error}");
    }
    let all = r#"(path: "HERE/a.npz", train: (inputs: "x", labels: Some("z")))"#;
    let mut zipped = archive(&[("x", images()), ("y", labels())]);
    let error = load(all, &[("a.npz", zipped.clone())]).unwrap_err();
    assert_eq!(error, "HERE/a.npz: there is no array 'z'; it holds x, y");
    zipped[112] ^= 1; // A number of x.
    let error = load(&all.replace("\"z\"", "\"y\""), &[("a.npz", zipped.clone())]).unwrap_err();
    assert!(error.contains("array 'x'"), "{error}");
    zipped.truncate(200);
    let error = load(all, &[("a.npz", zipped)]).unwrap_err();
    assert!(
        error.contains("is not a whole zip archive (.npz)"),
        "{error}"
    );
}

/// No numbers are no numbers, however long the rows would be: the sizes were multiplied.
#[test]
fn an_array_without_rows_may_announce_rows_of_any_length() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.npy");
    let shape = "(0, 9223372036854775807, 4)";
    let header = format!("{{'descr': '<f4', 'fortran_order': True, 'shape': {shape}, }}");
    let length = (header.len() as u16).to_le_bytes();
    let bytes = [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes()].concat();
    std::fs::write(&path, bytes).unwrap();
    let told = crate::dataset::view(&path).unwrap();
    assert!(told.contains("no numbers"), "{told}");
    let name = path.to_string_lossy();
    let text = format!("(train: (inputs: {name:?}, labels: Some({name:?})))");
    let files: NpyFiles = ron::from_str(&text).unwrap();
    let told = files.load::<f32>(None).unwrap_err().to_string();
    assert!(
        told.contains("a.npy: the array is of the shape [0, 9223372036854775807, 4]"),
        "{told}"
    );
}
