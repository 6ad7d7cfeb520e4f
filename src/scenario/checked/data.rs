//! The data of a scenario, as far as they are known from the headers of files.
//!
//! Promises named files that exist and are of their format, and widths that fit the data.
//! Refuses to read numbers.

use super::files::resolve;
use super::numbers::{counted, is_fraction, is_positive};
use super::{Network, Objections};
use crate::dataset::{Pair, Source};
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
        Source::Tensors { .. } => {}
    }
    check_ranges(&source, objections);
    let n_before = objections.found.len();
    let source = resolve_files(source, objections);
    if objections.places.are_read && objections.found.len() == n_before {
        check_headers(&source, network, objections);
    }
    source
}

/// Compares the headers of the files that the scenario names with one another and with the
/// network. The files that the environment names are none of the scenario's.
fn check_headers(source: &Source, network: &Network, objections: &mut Objections<'_>) {
    let (name, place, expected) = match source {
        Source::Idx { path: Some(_), .. } => (
            "Idx",
            "data.path",
            "a directory of the four IDX files, whole and of the same image size",
        ),
        Source::Tensors { train, test } => {
            let alone = Source::Tensors {
                train: train.clone(),
                test: None,
            };
            let is_test = test.is_some() && alone.extent().is_ok();
            (
                "Tensors",
                if is_test { "data.test" } else { "data.train" },
                "a safetensors file with input [n, inputs] and target [n, outputs]",
            )
        }
        _ => return,
    };
    match source.extent() {
        Err(error) => objections.when(true, place, error.to_string(), expected),
        Ok(None) => {}
        Ok(Some(extent)) => {
            let n_outputs = network.widths.first().copied().unwrap_or_default();
            let n_outputs = match extent.suits(n_outputs) {
                true => n_outputs,
                false => extent.n_outputs_expected(),
            };
            check_widths(name, extent.n_inputs, n_outputs, network, objections);
        }
    }
}

fn check_widths(
    data: &str,
    n_input: usize,
    n_output: usize,
    network: &Network,
    objections: &mut Objections<'_>,
) {
    let (Some(output), Some(input)) = (network.widths.first(), network.widths.last()) else {
        return;
    };
    for (k, layer, width, needed) in [
        (0, "input", *input, n_input),
        (network.depth(), "output", *output, n_output),
    ] {
        objections.when(
            network.depth() > 0 && width != needed,
            &format!("network.widths[{k}]"),
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
    let (Some(output), Some(input)) = (network.widths.first(), network.widths.last()) else {
        return;
    };
    for (k, pair) in pairs.iter().enumerate() {
        for (side, length, width) in [
            ("input", pair.input.len(), *input),
            ("target", pair.target.len(), *output),
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

fn check_ranges(source: &Source, objections: &mut Objections<'_>) {
    let (Source::Digits { input, target, .. }
    | Source::Idx { input, target, .. }
    | Source::Xor { input, target }) = source
    else {
        return;
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

fn resolve_files(source: Source, objections: &mut Objections<'_>) -> Source {
    match source {
        Source::Tensors { train, test } => Source::Tensors {
            train: resolve(train, "data.train", objections),
            test: test.map(|test| resolve(test, "data.test", objections)),
        },
        Source::Idx {
            path: Some(path),
            train,
            test,
            input,
            target,
        } => Source::Idx {
            path: Some(resolve(path, "data.path", objections)),
            train,
            test,
            input,
            target,
        },
        other => other,
    }
}
