//! The data of a scenario, as far as they are known before a file is read.
//!
//! Promises named files that exist, and widths that fit the data where their shape is known.
//! Refuses to open a file.

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
            check_widths("Idx", 784, 10, network, objections);
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
    resolve_files(source, objections)
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
