//! Data and weights from files, through the program itself: what is silently wrong elsewhere is
//! refused here, with the file and the place in it; and a run is explained only if it can be
//! repeated.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use safetensors::tensor::{Dtype, TensorView};
use tempfile::TempDir;

/// The program, in a directory of its own.
fn fazil_in(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fazil"))
        .args(arguments)
        .current_dir(directory)
        .env_remove("FAZIL_MNIST")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// Asserts that the program refuses, with these words.
fn refuses(directory: &Path, arguments: &[&str], expected: &str) {
    let output = fazil_in(directory, arguments);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
    assert!(said.contains(expected), "{arguments:?}: {said}");
    assert!(!said.contains("panicked"), "{said}");
}

fn succeeds(directory: &Path, arguments: &[&str]) -> String {
    let output = fazil_in(directory, arguments);
    let said = said(&output);
    assert!(output.status.success(), "{arguments:?}: {said}");
    said
}

type Tensor = (&'static str, Dtype, Vec<usize>, Vec<u8>);

fn floats(name: &'static str, shape: &[usize], value: impl Fn(usize) -> f32) -> Tensor {
    let bytes = (0..shape.iter().product()).flat_map(|k| value(k).to_le_bytes());
    (name, Dtype::F32, shape.to_vec(), bytes.collect())
}

fn labels(values: &[i64]) -> Tensor {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes());
    ("label", Dtype::I64, vec![values.len()], bytes.collect())
}

fn write_tensors(path: &Path, tensors: &[Tensor], version: Option<&str>) {
    let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
        let view = TensorView::new(*dtype, shape.clone(), bytes).unwrap();
        (*name, view)
    });
    let metadata =
        version.map(|version| HashMap::from([("format_version".to_owned(), version.to_owned())]));
    std::fs::write(path, safetensors::serialize(views, metadata).unwrap()).unwrap();
}

/// Six examples of two inputs, one-hot over three outputs: example k is of class k modulo 3.
fn examples(more: &[Tensor]) -> Vec<Tensor> {
    let input = floats("input", &[6, 2], |k| k as f32 / 12.0);
    let target = floats("target", &[6, 3], |k| {
        f32::from(u8::from(k % 3 == (k / 3) % 3))
    });
    [&[input, target], more].concat()
}

fn scenario(path: &Path, network: &str, data: &str) {
    let text = format!(
        "(name: \"own\", network: (widths: [2, 4, 3], activation: Tanh, {network}), learning: \
         (rule: FaZIL, alpha: 0.01), timetable: (batch: 2, epochs: 2), data: {data})"
    );
    std::fs::write(path, text).unwrap();
}

/// A directory with `own.ron`, which learns the examples in `train.st`.
fn own() -> (TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let here = place.path().to_owned();
    write_tensors(&here.join("train.st"), &examples(&[]), None);
    scenario(
        &here.join("own.ron"),
        "bias: true",
        "Tensors(train: \"train.st\")",
    );
    (place, here)
}

#[test]
fn one_hot_targets_are_classes_and_the_run_says_so() {
    let (_place, here) = own();
    let said = succeeds(&here, &["run", "own.ron"]);
    assert!(said.contains("every target is one-hot"), "{said}");
    let summary = std::fs::read_to_string(here.join("runs/own-1/summary.json")).unwrap();
    assert!(!summary.contains("\"test_accuracy\": null"), "{summary}");
    let sources = std::fs::read_to_string(here.join("runs/own-1/sources.json")).unwrap();
    assert!(
        sources.contains("one-hot") && sources.contains("train.st"),
        "{sources}"
    );
}

/// Predictions had more names of columns than columns, or blank names.
#[test]
fn names_of_classes_are_those_of_the_outputs() {
    let (_place, here) = own();
    let named = |names: &str| {
        let data = format!("Tensors(train: \"train.st\", classes: {names})");
        scenario(&here.join("own.ron"), "bias: true", &data);
    };
    named(r#"["a"]"#);
    for command in ["check", "run"] {
        let expected = "classes holds 1 name, and a target 3 numbers";
        refuses(&here, &[command, "own.ron"], expected);
    }
    named(r#"["a", "b", "c"]"#);
    succeeds(&here, &["run", "own.ron"]);
    let read = |file: &str| std::fs::read_to_string(here.join("runs/own-1").join(file)).unwrap();
    assert!(read("classes.json").contains("\"c\""));
    let predictions = read("predictions.csv");
    let n_cells = |line: &str| line.split(',').count();
    let mut lines = predictions.lines();
    let header = lines.next().unwrap();
    assert!(header.contains("label_name"), "{header}");
    assert!(lines.all(|line| n_cells(line) == n_cells(header) && !line.contains(",,")));
    let numbers = [
        floats("input", &[6, 2], |k| k as f32 / 12.0),
        floats("target", &[6, 3], |k| k as f32),
    ];
    write_tensors(&here.join("train.st"), &numbers, None);
    let expected = "classes has names, and the answers are numbers that are not one-hot";
    refuses(&here, &["run", "own.ron"], expected);
}

#[test]
fn a_label_beyond_the_outputs_is_refused_with_its_row() {
    let (_place, here) = own();
    for (values, expected) in [
        (
            [0, 1, 2, 0, 1, 3],
            "train.st: tensor 'label' holds 3 at row 5",
        ),
        (
            [1, 2, 3, 1, 2, 3],
            "train.st: tensor 'label' holds 3 at row 2",
        ),
        ([0, 1, 2, 0, 1, 4_000_000_000], "holds 4000000000 at row 5"),
        ([0, -1, 2, 0, 1, 2], "holds -1 at row 1"),
        (
            [0, 1, 2, 0, 2, 2],
            "holds 2 at row 4 (counted from 0), and the target's highest number is at 1",
        ),
    ] {
        write_tensors(&here.join("train.st"), &examples(&[labels(&values)]), None);
        refuses(&here, &["run", "own.ron"], expected);
        assert!(!here.join("runs/own-1").exists());
    }
}

#[test]
fn a_number_that_is_not_finite_or_too_large_is_refused_with_its_row() {
    let (_place, here) = own();
    let mut tensors = examples(&[]);
    tensors[0] = floats("input", &[6, 2], |k| if k == 7 { f32::NAN } else { 0.5 });
    write_tensors(&here.join("train.st"), &tensors, None);
    refuses(
        &here,
        &["run", "own.ron"],
        "'input' holds NaN at row 3, column 1",
    );
}

#[test]
fn a_relative_path_is_that_of_the_scenario_from_whatever_directory_it_is_run() {
    let (_place, here) = own();
    let elsewhere = tempfile::tempdir().unwrap();
    // A file of the same name in the working directory is another one, and is not read.
    let wide = [
        floats("input", &[6, 9], |_| 0.5),
        floats("target", &[6, 3], |_| 0.5),
    ];
    write_tensors(&elsewhere.path().join("train.st"), &wide, None);
    let file = here.join("own.ron");
    succeeds(
        elsewhere.path(),
        &["run", file.to_str().unwrap(), "--out", "out"],
    );
    // The saved scenario runs again from anywhere, and leaves the same weights.
    let saved = elsewhere.path().join("out/own-1/scenario.ron");
    let third = tempfile::tempdir().unwrap();
    succeeds(
        third.path(),
        &["run", saved.to_str().unwrap(), "--out", "out"],
    );
    let weights =
        |place: &Path| std::fs::read(place.join("out/own-1/weights/final.safetensors")).unwrap();
    assert!(weights(elsewhere.path()) == weights(third.path()));
    // What --set names is from the working directory.
    let set = [
        "check",
        file.to_str().unwrap(),
        "--set",
        "data.train=train.st",
    ];
    refuses(
        elsewhere.path(),
        &set,
        "the input layer has 2 neurons, and Tensors has 9 inputs",
    );
}

#[test]
fn a_run_is_explained_only_from_the_files_that_it_read() {
    let (_place, here) = own();
    succeeds(&here, &["run", "own.ron"]);
    let run = here.join("runs/own-1");
    let name = run.to_str().unwrap();
    let why = [
        "why",
        name,
        "--synapse",
        "error/0/1<-value/1/2",
        "--presentation",
        "1",
    ];
    let train = here.join("train.st");
    let said = succeeds(&here, &why);
    let expected = format!("read once more: {} (train, the same bytes", train.display());
    assert!(said.contains(&expected), "{said}");
    let said = succeeds(&here, &["trace", name]);
    assert!(said.contains(&expected), "{said}");

    let original = std::fs::read(&train).unwrap();
    let mut other = original.clone();
    *other.last_mut().unwrap() ^= 1;
    for bytes in [other, original[1..].to_vec()] {
        std::fs::write(&train, bytes).unwrap();
        refuses(&here, &why, "this is another file than the run read");
        refuses(
            &here,
            &["trace", name],
            "this is another file than the run read",
        );
    }
    std::fs::remove_file(&train).unwrap();
    refuses(&here, &why, "there is no such file");
    // Pictures need no data.
    succeeds(&here, &["plot", name]);
    std::fs::write(&train, &original).unwrap();
    succeeds(&here, &why);
}

#[test]
fn a_run_that_cannot_be_repeated_is_not_explained() {
    let (_place, here) = own();
    succeeds(&here, &["run", "own.ron"]);
    let run = here.join("runs/own-1");
    let why = |run: &Path| {
        let run = run.to_str().unwrap().to_owned();
        [
            "why",
            &run,
            "--synapse",
            "error/0/1<-value/1/2",
            "--presentation",
            "1",
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let refuses_now = |expected: &str| {
        let arguments = why(&run);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        refuses(&here, &arguments, expected);
    };
    let changed = |file: &str, from: &str, to: &str| {
        let path = run.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        text
    };
    let text = changed(
        "summary.json",
        "\"weights_blake3\": \"",
        "\"weights_blake3\": \"0",
    );
    refuses_now("cannot be repeated, so nothing can be said about it");
    std::fs::write(run.join("summary.json"), text).unwrap();
    // A run of before fused sums is not called different; it was computed otherwise.
    let text = changed("summary.json", "\"arithmetic\": 2", "\"arithmetic\": 1");
    refuses_now("was computed with other arithmetic (version 1");
    std::fs::write(run.join("summary.json"), text).unwrap();
    let text = changed("scenario.ron", "alpha: 0.01", "alpha: 0.02");
    refuses_now("this is another scenario than the run was of");
    std::fs::write(run.join("scenario.ron"), text).unwrap();
    let text = changed("sources.json", "train.st", "other.st");
    refuses_now("and scenario.ron does not");
    std::fs::write(run.join("sources.json"), text).unwrap();
    let text = changed(
        "sources.json",
        "\"format_version\": 1",
        "\"format_version\": 7",
    );
    refuses_now("format_version is 7, and this program reads 1");
    std::fs::write(run.join("sources.json"), text).unwrap();
    std::fs::remove_file(run.join("sources.json")).unwrap();
    refuses_now("holds no sources.json");
}

#[test]
fn weights_that_are_not_used_are_refused_and_weights_of_zero_are_said_to_learn() {
    let (_place, here) = own();
    let file = here.join("w.st");
    let theta = |first: f32| {
        vec![
            floats(
                "theta.1",
                &[3, 4],
                move |k| if k == 0 { first } else { 0.25 },
            ),
            floats("theta.2", &[4, 2], |_| 0.25),
        ]
    };
    let with = |more: Tensor| [theta(0.5), vec![more]].concat();
    scenario(
        &here.join("own.ron"),
        "initial: File(\"w.st\")",
        "Tensors(train: \"train.st\")",
    );
    for (tensors, version, expected) in [
        (
            with(floats("bias.0", &[3], |_| 0.)),
            None,
            "holds bias.0, which this network does not use",
        ),
        (
            with(floats("theta.3", &[2, 2], |_| 0.)),
            None,
            "holds theta.3, which this network does not use",
        ),
        (
            with(floats("momentum", &[1], |_| 0.)),
            None,
            "holds momentum, which this network does not use",
        ),
        (
            theta(0.5),
            Some("9"),
            "is of format version 9, and this program reads version 1",
        ),
        (
            theta(f32::INFINITY),
            None,
            "tensor 'theta.1' holds inf at row 0, column 0",
        ),
    ] {
        write_tensors(&file, &tensors, version);
        refuses(&here, &["run", "own.ron"], expected);
    }
    write_tensors(&file, &theta(0.0), Some("1"));
    let said = succeeds(&here, &["run", "own.ron"]);
    assert!(
        said.contains("1 of 20 weights are 0") && said.contains("and learns"),
        "{said}"
    );
    let mut large = theta(0.5);
    let bytes = (0..8).flat_map(|_| 1e300_f64.to_le_bytes()).collect();
    large[1] = ("theta.2", Dtype::F64, vec![4, 2], bytes);
    write_tensors(&file, &large, None);
    let single = ["run", "own.ron", "--set", "precision=F32"];
    refuses(
        &here,
        &single,
        "holds 1e300 at row 0, column 0 (counted from 0), too large for F32",
    );
}

/// Four IDX files of images of this shape, three of each, with these labels.
fn write_idx(directory: &Path, shapes: [[u32; 2]; 2], labels: [u8; 3]) {
    let idx = |dimensions: &[u32], bytes: &[u8]| {
        let magic = 0x800 + u32::try_from(dimensions.len()).unwrap();
        let words = [&[magic], dimensions].concat();
        let header: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        [&header, bytes].concat()
    };
    std::fs::create_dir_all(directory).unwrap();
    for (name, [rows, columns]) in ["train", "t10k"].into_iter().zip(shapes) {
        let n = (3 * rows * columns) as usize;
        let images = idx(&[3, rows, columns], &vec![100; n]);
        std::fs::write(directory.join(format!("{name}-images-idx3-ubyte")), images).unwrap();
        let labels = idx(&[3], &labels);
        std::fs::write(directory.join(format!("{name}-labels-idx1-ubyte")), labels).unwrap();
    }
}

#[test]
fn idx_images_of_any_size_and_any_number_of_classes_are_read() {
    let place = tempfile::tempdir().unwrap();
    let here = place.path();
    let widths = |input: usize, output: usize| {
        let text = format!(
            "(name: \"own\", network: (widths: [{input}, {output}], activation: Tanh), learning: \
             (rule: FaZIL, alpha: 0.01), timetable: (batch: 1, epochs: 1), data: Idx(path: \"idx\"))"
        );
        std::fs::write(here.join("own.ron"), text).unwrap();
    };
    write_idx(&here.join("idx"), [[5, 3]; 2], [0, 1, 2]);
    widths(15, 10);
    succeeds(here, &["run", "own.ron"]);
    widths(784, 10);
    refuses(
        here,
        &["check", "own.ron"],
        "the input layer has 784 neurons, and Idx has 15 inputs",
    );
    write_idx(&here.join("idx"), [[5, 3]; 2], [0, 46, 2]);
    widths(15, 47);
    succeeds(here, &["run", "own.ron"]);
    widths(15, 26);
    refuses(
        here,
        &["check", "own.ron"],
        "the output layer has 26 neurons, and Idx has 47 outputs",
    );
    write_idx(&here.join("idx"), [[5, 3], [3, 5]], [0, 1, 2]);
    widths(15, 10);
    refuses(
        here,
        &["check", "own.ron"],
        "images are 3x5 pixels, expected 5x3, as in",
    );
}

#[test]
fn data_that_the_environment_names_are_looked_at_and_their_absence_is_said() {
    let place = tempfile::tempdir().unwrap();
    let text = succeeds(place.path(), &["check", "mnist"]);
    assert!(
        text.contains("note: ") && text.contains("$FAZIL_MNIST is not set"),
        "{text}"
    );
    refuses(place.path(), &["run", "mnist"], "FAZIL_MNIST is not set");
    write_idx(&place.path().join("idx"), [[5, 3]; 2], [0, 1, 2]);
    let with = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fazil"));
        let command = command.args(arguments).current_dir(place.path());
        command.env("FAZIL_MNIST", "idx").output().unwrap()
    };
    let output = with(&["check", "mnist"]);
    let expected = "the data has 15 inputs and 10 outputs";
    assert!(said(&output).contains(expected), "{}", said(&output));
    let output = with(&["run", "mnist", "--set", "network.widths=[15, 10]"]);
    assert!(output.status.success(), "{}", said(&output));
    // The saved scenario names the directory, and needs the variable no more.
    succeeds(
        Path::new("/"),
        &[
            "check",
            place
                .path()
                .join("runs/mnist-1/scenario.ron")
                .to_str()
                .unwrap(),
        ],
    );
}

/// It was taken for a table, and a zero byte in its line 1 was refused.
#[test]
fn what_stands_before_an_archive_is_told_by_its_ending() {
    let place = tempfile::tempdir().unwrap();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("x.npy", options).unwrap();
    let archive = writer.finish().unwrap().into_inner();
    let longer = [b"junk", archive.as_slice()].concat();
    std::fs::write(place.path().join("a.npz"), longer).unwrap();
    let expected = "a.npz: holds 4 bytes before its zip archive (.npz) begins, expected none";
    refuses(place.path(), &["data", "a.npz"], expected);
}
