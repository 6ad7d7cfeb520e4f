//! The scenarios of `docs/data.md`, run on files as they describe them; and `fazil data` on the same
//! files.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod data_bytes;

use std::path::Path;
use std::process::{Command, Output};

use data_bytes::{archive, idx, npy, zipped};

const N: usize = 12;

fn fazil(here: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fazil"));
    command.args(arguments).current_dir(here).output().unwrap()
}

fn said(output: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// Images of 3x3 pixels of three classes: a circle, a cross, a line.
fn pixels() -> Vec<u8> {
    let shapes = [
        [0, 9, 0, 9, 0, 9, 0, 9, 0],
        [9, 0, 9, 0, 9, 0, 9, 0, 9],
        [0, 9, 0, 0, 9, 0, 0, 9, 0],
    ];
    let level = |k: usize, p: usize| (shapes[k % 3][p] * 28 + (k + p) % 4) as u8;
    (0..9 * N).map(|at| level(at / 9, at % 9)).collect()
}

/// Every file that `docs/data.md` names.
fn write_files(here: &Path) {
    let write = |name: &str, bytes: &[u8]| std::fs::write(here.join(name), bytes).unwrap();
    let names = ["setosa", "versicolor", "virginica"];
    let mut iris = "sepal_length,sepal_width,petal_length,petal_width,species\n".to_owned();
    let mut houses = "id;rooms;area;age;price;rent\r\n".to_owned();
    for k in 0..30 {
        let noise = f64::from(k * 7 % 11) / 10.0;
        let (class, x) = (k as usize % 3, f64::from(k % 3) + noise);
        iris += &format!(
            "{x:.1},{:.1},{:.1},{noise:.1},{}\n",
            3.0 - x,
            2.0 * x,
            names[class]
        );
        houses += &format!(
            "{k};{};{};{};{};{}\r\n",
            1 + k % 5,
            20 * (1 + k % 5) + k,
            k * 3 % 50,
            100 * k,
            10 + k
        );
    }
    write("iris.csv", iris.as_bytes());
    write("houses.csv", houses.as_bytes());
    let (pixels, classes) = (pixels(), (0..N).map(|k| (k % 3) as u8).collect::<Vec<u8>>());
    let (x, y) = (
        npy("|u1", "(12, 3, 3)", &pixels),
        npy("|u1", "(12,)", &classes),
    );
    write("x.npy", &x);
    write("y.npy", &y);
    let arrays = [
        ("x_train", &x[..]),
        ("y_train", &y),
        ("x_test", &x),
        ("y_test", &y),
    ];
    write("shapes.npz", &archive(&arrays));
    let header = r#"{"input":{"dtype":"U8","shape":[12,9],"data_offsets":[0,108]},"label":{"dtype":"U8","shape":[12],"data_offsets":[108,120]}}"#;
    let length = (header.len() as u64).to_le_bytes();
    write(
        "shapes.safetensors",
        &[&length[..], header.as_bytes(), &pixels, &classes].concat(),
    );
    write(
        "qmnist-images-idx3-ubyte.gz",
        &zipped(&idx(0x08, &[12, 3, 3], &pixels)),
    );
    let rows = classes
        .iter()
        .flat_map(|&class| [i32::from(class), 4, 99, 2001, 5, 6, 7, 8]);
    let rows: Vec<u8> = rows.flat_map(i32::to_be_bytes).collect();
    write(
        "qmnist-labels-idx2-int.gz",
        &zipped(&idx(0x0c, &[12, 8], &rows)),
    );
    write_images(here, &pixels);
}

#[cfg(feature = "images")]
fn write_images(here: &Path, pixels: &[u8]) {
    for (k, bytes) in pixels.chunks(9).enumerate() {
        let folder = here.join("shapes").join(["circle", "cross", "line"][k % 3]);
        std::fs::create_dir_all(&folder).unwrap();
        let image = image::GrayImage::from_raw(3, 3, bytes.to_vec()).unwrap();
        image.save(folder.join(format!("{k:02}.png"))).unwrap();
    }
}

#[cfg(not(feature = "images"))]
fn write_images(_: &Path, _: &[u8]) {}

fn scenarios() -> Vec<&'static str> {
    let document = include_str!("../docs/data.md");
    let blocks = document.split("```ron\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap())
        .collect()
}

#[test]
fn every_scenario_of_the_document_runs() {
    let place = tempfile::tempdir().unwrap();
    let here = place.path();
    write_files(here);
    let scenarios = scenarios();
    assert_eq!(scenarios.len(), 10);
    for text in scenarios {
        if text.contains("ImageFolder") && !cfg!(feature = "images") {
            continue;
        }
        std::fs::write(here.join("own.ron"), text).unwrap();
        for verb in ["check", "run"] {
            let output = fazil(here, &[verb, "own.ron"]);
            assert!(output.status.success(), "{verb} {text}\n{}", said(&output));
        }
    }
    let read = |file: &str| std::fs::read_to_string(here.join("runs").join(file)).unwrap();
    // Classes have names in the tables and in the picture.
    assert!(read("iris-1/classes.json").contains("versicolor"));
    assert!(read("iris-1/confusion_matrix.svg").contains("setosa"));
    assert!(read("arrays-1/confusion_matrix.svg").contains("circle"));
    // One of five of each class is held out.
    let held_out = read("iris-1/predictions.csv");
    for name in ["setosa", "versicolor", "virginica"] {
        let of_name = held_out
            .lines()
            .skip(1)
            .filter(|line| line.split(',').rev().nth(2) == Some(name));
        assert_eq!(of_name.count(), 2, "{held_out}");
    }
    // Numbers have R² and an error for each output.
    assert_eq!(read("house-prices-1/outputs.csv").lines().count(), 3);
    let summary = read("house-prices-1/summary.json");
    assert!(
        summary.contains("\"test_r_squared\": ") && !summary.contains("\"test_r_squared\": null")
    );
    assert!(read("iris-1/summary.json").contains("\"test_r_squared\": null"));
    assert!(!here.join("runs/iris-1/outputs.csv").exists());
}

#[test]
fn what_is_in_a_file_is_said() {
    let place = tempfile::tempdir().unwrap();
    let here = place.path();
    write_files(here);
    for (file, expected) in [
        (
            "iris.csv",
            "iris.csv: a table of 30 rows and 5 columns, with a header, cells between ','",
        ),
        (
            "iris.csv",
            "'species': 3 classes: 'setosa' (10), 'versicolor' (10), 'virginica' (10)",
        ),
        (
            "houses.csv",
            "a table of 30 rows and 6 columns, with a header, cells between ';'",
        ),
        (
            "x.npy",
            "x.npy: a NumPy array: 12 x 3 x 3 of U8, numbers from 0 to 255",
        ),
        ("x.npy", "the first example:\n    @@\n  @@  @@\n    @@\n"),
        ("y.npy", "3 classes: 0 (4), 1 (4), 2 (4)"),
        (
            "shapes.npz",
            "an archive of 4 NumPy arrays\narray 'x_test': 12 x 3 x 3 of U8",
        ),
        ("shapes.safetensors", "tensor 'label': 12 of U8, 3 classes"),
        (
            "qmnist-labels-idx2-int.gz",
            "an IDX file: 12 x 8 of integers, numbers from 0 to 2001",
        ),
    ] {
        let output = fazil(here, &["data", file]);
        assert!(output.status.success(), "{}", said(&output));
        assert!(
            said(&output).contains(expected),
            "{expected}\n{}",
            said(&output)
        );
    }
    let output = fazil(here, &["data", "none.csv", "y.npy"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("none.csv: there is no such file")
            && said(&output).contains("3 classes")
    );
}
