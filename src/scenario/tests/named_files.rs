//! Files that a scenario names: where they are looked for, and what their headers say.

use crate::activation::Activation;
use crate::wiring::Wiring;
use std::path::Path;

use super::BASE;
use crate::blueprint::{FeedbackWeights, Initial, Weights, write_weights};
use crate::dataset::Source;
use crate::scenario::{Edit, Scenario};

/// A safetensors file of two examples with these numbers of inputs and outputs.
fn tensors(path: &Path, n_inputs: usize, n_outputs: usize) {
    let n = [n_inputs, n_outputs].map(|n| 8 * n);
    let header = format!(
        "{{\"input\":{{\"dtype\":\"F32\",\"shape\":[2,{n_inputs}],\"data_offsets\":[0,{}]}},\
         \"target\":{{\"dtype\":\"F32\",\"shape\":[2,{n_outputs}],\"data_offsets\":[{},{}]}}}}",
        n[0],
        n[0],
        n[0] + n[1]
    );
    let length = (header.len() as u64).to_le_bytes();
    let bytes = [&length[..], header.as_bytes(), &vec![0; n[0] + n[1]]].concat();
    std::fs::write(path, bytes).unwrap();
}

fn objections(directory: &Path, from: &str, to: &str) -> String {
    let file = directory.join("own.ron");
    let text = BASE.replace(from, to);
    let error = Scenario::parse(&text, file.to_str().unwrap(), &[]).unwrap_err();
    error
        .to_string()
        .replace(directory.to_str().unwrap(), "HERE")
}

#[test]
fn a_relative_path_is_from_the_scenarios_directory_and_one_of_an_edit_is_not() {
    let directory = tempfile::tempdir().unwrap();
    let here = directory.path().join("train.safetensors");
    tensors(&here, 2, 1);
    let path = directory.path().join("own.ron");
    let text = BASE.replace("Xor()", "Tensors(train: \"train.safetensors\")");
    std::fs::write(&path, text).unwrap();
    let scenario = Scenario::open(path.to_str().unwrap(), &[]).unwrap();
    let Source::Tensors(files) = &scenario.data else {
        panic!("{:?}", scenario.data);
    };
    assert_eq!(
        (Path::new(&files.train), &files.test),
        (here.as_path(), &None)
    );
    assert!(scenario.to_ron().contains(here.to_str().unwrap()));

    let other: Edit = "data.test=train.safetensors".parse().unwrap();
    let error = Scenario::read(&path, &[other]).unwrap_err().to_string();
    assert!(error.contains("there is no 'train.safetensors'"), "{error}");
    // `Cargo.toml` is in the working directory of tests.
    let found = objections(directory.path(), "Xor()", "Tensors(train: \"Cargo.toml\")");
    assert!(
        found.contains("there is no 'HERE/Cargo.toml'; there is one in the working"),
        "{found}"
    );
    let found = objections(directory.path(), "Xor()", "Tensors(train: \"\")");
    assert!(found.contains("the path is empty"), "{found}");
    let missing = directory.path().join("none.ron");
    let error = Scenario::read(&missing, &[]).unwrap_err();
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn a_saved_scenario_is_read_without_its_files() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("scenario.ron");
    let text = BASE
        .replace("Xor()", "Tensors(train: \"/no/such/file\")")
        .replace("activation: Tanh", "initial: File(\"/nor/this\")");
    std::fs::write(&path, text).unwrap();
    assert!(Scenario::read_saved(&path).is_ok());
    assert!(Scenario::read(&path, &[]).is_err());
}

#[test]
fn headers_are_compared_with_the_widths() {
    let directory = tempfile::tempdir().unwrap();
    let here = directory.path();
    tensors(&here.join("train.st"), 4, 3);
    tensors(&here.join("test.st"), 5, 3);
    std::fs::write(here.join("text.st"), "hello").unwrap();
    std::fs::create_dir(here.join("empty")).unwrap();
    for (data, expected) in [
        (
            "Tensors(train: \"train.st\")",
            "own.ron:4:18: the input layer has 2 neurons, and Tensors has 4 inputs",
        ),
        (
            "Tensors(train: \"train.st\")",
            "own.ron:4:24: the output layer has 1 neuron, and Tensors has 3 outputs",
        ),
        (
            "Tensors(train: \"train.st\", test: \"test.st\")",
            "own.ron:14:44: HERE/train.st and HERE/test.st: the inputs of test examples hold 5 numbers, those of training examples 4",
        ),
        (
            "Tensors(train: \"text.st\")",
            "own.ron:14:26: HERE/text.st: is not a safetensors file: it holds 5 bytes",
        ),
        (
            "Tensors(train: \"empty\")",
            "HERE/empty: is a directory, expected a file",
        ),
        (
            "Idx(path: \"empty\")",
            "own.ron:14:21: HERE/empty: 4 of the 4 MNIST files are missing",
        ),
        (
            "Idx(path: \"text.st\")",
            "HERE/text.st: is a file, expected the directory of the four IDX files",
        ),
    ] {
        let found = objections(here, "Xor()", data);
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn a_weight_file_is_compared_with_the_network() {
    let directory = tempfile::tempdir().unwrap();
    let here = directory.path();
    let initial = Initial::Xavier {
        seed: 1,
        gain: 1.into(),
    };
    let wiring = Wiring::chain(&[1, 4, 2], Activation::Tanh, false);
    let weights: Weights<f64> = initial.draw(&wiring, FeedbackWeights::Mirrored).unwrap();
    write_weights(&here.join("w.st"), &wiring, &weights).unwrap();
    let found = objections(here, "activation: Tanh", "initial: File(\"w.st\")");
    let expected =
        "own.ron:5:18: weight file HERE/w.st: tensor 'theta.1' is [1, 4], the network needs [1, 3]";
    assert!(found.contains(expected), "{found}");
}
