//! The data of a scenario, as far as they are known from the headers of files.
//!
//! Promises named files that exist and are of their format, and widths that fit the data.
//! Refuses to read numbers.

use super::files::resolve;
use super::numbers::{counted, is_fraction, is_positive};
use super::{Network, Objections};
use crate::dataset::{
    ArrayNames, CsvFiles, HoldOut, LinearTeacher, Pair, RandomTargets, Scale, Source, TensorFiles,
    TwoMoons,
};
use crate::input_file::needs_feature;
use crate::scalar::Number;

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
    check_drawn(&source, objections);
    check_ranges(&source, objections);
    check_common(&source, objections);
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
        Err(error) => objections.when(true, place, error.to_string(), expected),
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
        objections.when(
            network.depth() > 0 && width != needed,
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

/// What drawn examples are drawn by.
fn check_drawn(source: &Source, objections: &mut Objections<'_>) {
    let (train, noise) = match source {
        Source::TwoMoons(moons) => (moons.train, Some(&moons.noise)),
        Source::LinearTeacher(teacher) => (teacher.train, Some(&teacher.noise)),
        Source::RandomTargets(random) => (random.train, None),
        _ => return,
    };
    let (problem, expected) = (
        "there is nothing to learn: no examples are drawn",
        "at least 1 example",
    );
    objections.when(train == 0, "data.train", problem, expected);
    if let Some(noise) = noise {
        let problem = format!("the noise is {noise}, and it is a standard deviation");
        objections.when(
            *noise.exact() < *Number::from(0).exact(),
            "data.noise",
            problem,
            "0 or more",
        );
    }
}

/// Scales, and what is held out.
fn check_common(source: &Source, objections: &mut Objections<'_>) {
    let Some(common) = source.common() else {
        return;
    };
    for (path, ends_path, scale, ends) in [
        ("data.scale", "data.input", common.scale, common.input),
        (
            "data.target_scale",
            "data.target",
            common.target_scale,
            common.target,
        ),
    ] {
        if let Scale::Range { low, high } = scale {
            let problem = format!("the range begins and ends at {low}");
            objections.when(
                low == high,
                path,
                problem,
                "two different numbers, such as low: 0, high: 255",
            );
        }
        let is_used = !matches!(scale, Scale::AsIs | Scale::Standard) || ends_path == "data.target";
        let is_default = *ends == (Number::from(0), Number::from(1));
        let problem = format!(
            "scale: {scale:?} does not use the ends ({}, {})",
            ends.0, ends.1
        );
        objections.when(
            !is_used && !is_default,
            ends_path,
            problem,
            "no ends, or scale: MinMax, Levels or Range",
        );
    }
    let is_of_levels = *common.target_scale == Scale::Levels;
    let (problem, expected) = (
        "numbers to answer have no grey levels",
        "AsIs, Range, MinMax or Standard",
    );
    objections.when(is_of_levels, "data.target_scale", problem, expected);
    if let Some(HoldOut { fraction, .. }) = common.hold_out {
        let problem = format!(
            "the fraction is {fraction}: it is the part of the training examples that is held out"
        );
        let is_right = is_fraction(fraction) && is_positive(fraction);
        objections.when(
            !is_right,
            "data.hold_out.fraction",
            problem,
            "a number between 0 and 1, both excluded",
        );
        let (problem, expected) = (
            "test examples are named, and others would be held out",
            "either test or hold_out",
        );
        objections.when(common.has_test, "data.hold_out", problem, expected);
    }
}

fn check_ranges(source: &Source, objections: &mut Objections<'_>) {
    let (input, target) = match (source, source.common()) {
        (Source::Xor { input, target }, _) => (input, target),
        (_, Some(common)) => (common.input, common.target),
        (
            Source::TwoMoons(TwoMoons { target, .. })
            | Source::RandomTargets(RandomTargets { target, .. }),
            _,
        ) => (&(0.into(), 1.into()), target),
        _ => return,
    };
    let same = |range: &(Number, Number)| range.0 == range.1;
    objections.when(
        same(input),
        "data.input",
        format!("all inputs would be {}: low and high are the same", input.0),
        "two different numbers, such as (0, 1)",
    );
    objections.when(
        same(target),
        "data.target",
        format!(
            "all targets would be {}: low and high are the same",
            target.0
        ),
        "two different numbers, such as (0, 1)",
    );
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
