//! The data of a scenario, as far as they are known from the headers of files.
//!
//! Promises named files that exist and are of their format, and widths that fit the data.
//! Refuses to read numbers.

mod settings;

use super::Network;
use super::files::resolve;
use super::numbers::{counted, is_fraction, is_positive};
use super::objections::Objections;
use crate::dataset::{
    ArrayNames, CsvFiles, LinearTeacher, Pair, RandomTargets, Source, TensorFiles,
};
use crate::input_file::needs_feature;

/// Stage two of `data: …`.
pub(super) fn check(source: Source, network: &Network, objections: &mut Objections<'_>) -> Source {
    match &source {
        Source::Digits { test, .. } => {
            objections.when(
                !(is_fraction(test) && is_positive(test)),
                "data.test",
                format!("test is {test}: it is the fraction of the 1797 digits that is held out"),
                "a number between 0 and 1, both excluded",
            );
            check_widths("Digits", 64, 10, network, objections);
        }
        Source::Idx { train, test, .. } => {
            for (path, count) in [("data.train", train), ("data.test", test)] {
                let problem = "no examples are left";
                objections.when(*count == Some(0), path, problem, "at least 1 example");
            }
        }
        Source::Xor { .. } => check_widths("Xor", 2, 1, network, objections),
        Source::Pairs { train, test } => {
            let problem = "there is nothing to learn: no pairs are given";
            objections.when(train.is_empty(), "data.train", problem, "at least 1 pair");
            for (path, pairs) in [("data.train", train), ("data.test", test)] {
                check_pairs(path, pairs, network, objections);
            }
        }
        Source::TwoMoons(_) => check_widths("TwoMoons", 2, 2, network, objections),
        Source::LinearTeacher(LinearTeacher {
            inputs, outputs, ..
        }) => {
            check_widths("LinearTeacher", *inputs, *outputs, network, objections);
        }
        Source::RandomTargets(RandomTargets {
            inputs, outputs, ..
        }) => {
            check_widths("RandomTargets", *inputs, *outputs, network, objections);
        }
        Source::Arrays { inputs, outputs } => {
            check_widths("Arrays", *inputs, *outputs, network, objections);
        }
        _ => {}
    }
    settings::check(&source, objections);
    if is_unreadable(&source, objections) {
        return source;
    }
    let n_before = objections.found.len();
    let source = resolve_files(source, objections);
    if objections.places.are_read && objections.found.len() == n_before {
        check_headers(&source, network, objections);
    }
    source
}

/// Objects to files that the scenario names and this build cannot read.
fn is_unreadable(source: &Source, objections: &mut Objections<'_>) -> bool {
    let (Some(feature), Some((_, place, _))) = (source.missing_feature(), described(source)) else {
        return false;
    };
    let is_unreadable = objections.places.are_read;
    let expected = "data in no file, such as Digits() or Pairs(…)";
    let problem = needs_feature("data", feature);
    objections.when(is_unreadable, place, problem, expected);
    is_unreadable
}

/// Compares the headers of the files that the scenario names with one another and with the
/// network. The files that the environment names are none of the scenario's.
fn check_headers(source: &Source, network: &Network, objections: &mut Objections<'_>) {
    let Some((name, place, expected)) = described(source) else {
        return;
    };
    match source.extent() {
        Err(error) => match error.field() {
            Some((field, problem, expected)) => {
                let path = format!("data.{field}");
                // What the scenario alone shows was said already.
                let is_new = objections.found.iter().all(|other| other.path != path);
                objections.when(is_new, &path, problem, expected);
            }
            None => objections.when(true, place, error.to_string(), expected),
        },
        Ok(None) => {}
        Ok(Some(extent)) => {
            let n_outputs = network.wiring.n_outputs();
            let n_outputs = match extent.suits(n_outputs) {
                true => n_outputs,
                false => extent.n_outputs_expected(),
            };
            check_widths(name, extent.n_inputs, n_outputs, network, objections);
        }
    }
}

/// The name of a source of files that the scenario names, the field of the file that is wrong if one
/// is, and what is expected of it.
fn described(source: &Source) -> Option<(&'static str, &'static str, &'static str)> {
    let described = match source {
        Source::Idx { path: Some(_), .. } => (
            "Idx",
            "data.path",
            "a directory of the four IDX files, whole and of the same image size",
        ),
        Source::Tensors(files) => {
            let alone = TensorFiles {
                test: None,
                ..files.clone()
            };
            let is_test = files.test.is_some() && Source::Tensors(alone).extent().is_ok();
            (
                "Tensors",
                if is_test { "data.test" } else { "data.train" },
                "a safetensors file with input [n, inputs] and target [n, outputs]",
            )
        }
        Source::Csv(files) => {
            let alone = CsvFiles {
                test: None,
                ..files.clone()
            };
            let is_test = files.test.is_some() && Source::Csv(alone).extent().is_ok();
            (
                "Csv",
                if is_test { "data.test" } else { "data.train" },
                "a table with a row for each example, and its label or targets",
            )
        }
        Source::Npy(_) => ("Npy", "data.train", "NumPy arrays, a row for each example"),
        Source::Npz(_) => (
            "Npz",
            "data.path",
            "an archive of NumPy arrays, a row for each example",
        ),
        Source::ImageFolder(_) => (
            "ImageFolder",
            "data.train",
            "a folder of images for each class",
        ),
        Source::IdxFiles(_) => (
            "IdxFiles",
            "data.train",
            "IDX files, an entry for each example",
        ),
        _ => return None,
    };
    Some(described)
}

fn check_widths(
    data: &str,
    n_input: usize,
    n_output: usize,
    network: &Network,
    objections: &mut Objections<'_>,
) {
    let wiring = &network.wiring;
    for (k, layer, width, needed) in [
        (0, "input", wiring.n_inputs(), n_input),
        (network.depth(), "output", wiring.n_outputs(), n_output),
    ] {
        let path = match wiring.is_chain() {
            true => format!("network.widths[{k}]"),
            false => "network.populations".to_owned(),
        };
        // What is nothing is refused by itself.
        objections.when(
            network.depth() > 0 && needed > 0 && width != needed,
            &path,
            format!(
                "the {layer} layer has {}, and {data} has {}",
                counted(width, "neuron"),
                counted(needed, layer)
            ),
            &counted(needed, "neuron"),
        );
    }
}

fn check_pairs(path: &str, pairs: &[Pair], network: &Network, objections: &mut Objections<'_>) {
    let (input, output) = (network.wiring.n_inputs(), network.wiring.n_outputs());
    if network.depth() == 0 {
        return;
    }
    for (k, pair) in pairs.iter().enumerate() {
        for (side, length, width) in [
            ("input", pair.input.len(), input),
            ("target", pair.target.len(), output),
        ] {
            let layer = if side == "input" { "input" } else { "output" };
            objections.when(
                length != width,
                &format!("{path}[{k}].{side}"),
                format!(
                    "{} given, and the {layer} layer has {}",
                    counted(length, "number"),
                    counted(width, "neuron")
                ),
                &format!("{}, as in every pair", counted(width, "number")),
            );
        }
    }
}

fn resolve_files(mut source: Source, objections: &mut Objections<'_>) -> Source {
    match &mut source {
        Source::Idx { path, .. } => {
            *path = path
                .take()
                .map(|path| resolve(path, "data.path", objections));
        }
        Source::Npz(file) => {
            file.path = resolve(std::mem::take(&mut file.path), "data.path", objections);
        }
        Source::Tensors(files) => resolve_pair(&mut files.train, &mut files.test, objections),
        Source::Csv(files) => resolve_pair(&mut files.train, &mut files.test, objections),
        Source::ImageFolder(folder) => {
            resolve_pair(&mut folder.train, &mut folder.test, objections);
        }
        Source::Npy(files) => resolve_arrays(&mut files.train, &mut files.test, objections),
        Source::IdxFiles(files) => resolve_arrays(&mut files.train, &mut files.test, objections),
        _ => {}
    }
    source
}

/// The absolute paths of a file of training examples, and of one of test examples.
fn resolve_pair(train: &mut String, test: &mut Option<String>, objections: &mut Objections<'_>) {
    *train = resolve(std::mem::take(train), "data.train", objections);
    *test = test
        .take()
        .map(|test| resolve(test, "data.test", objections));
}

/// The absolute paths of arrays that are files each, for training and for tests.
fn resolve_arrays(
    train: &mut ArrayNames,
    test: &mut Option<ArrayNames>,
    objections: &mut Objections<'_>,
) {
    for (names, path) in [(Some(train), "data.train"), (test.as_mut(), "data.test")] {
        let Some(names) = names else { continue };
        let inputs = [("inputs", Some(&mut names.inputs))];
        let answers = [
            ("labels", names.labels.as_mut()),
            ("targets", names.targets.as_mut()),
        ];
        for (field, name) in inputs.into_iter().chain(answers) {
            if let Some(name) = name {
                let path = format!("{path}.{field}");
                *name = resolve(std::mem::take(name), &path, objections);
            }
        }
    }
}
