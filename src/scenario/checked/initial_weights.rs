//! Weights at birth in a scenario: drawn, given, or read from a file.
//!
//! Promises a distribution that can be drawn from, or weights that fit the network.

use std::path::Path;

use super::files::resolve;
use super::numbers::{counted, is_positive};
use super::objections::Objections;
use crate::blueprint::{FeedbackWeights, GivenWeights, Initial, check_weights};
use crate::input_file::needs_feature;
use crate::scalar::Number;
use crate::wiring::Wiring;

pub(super) fn check_initial(
    initial: Initial,
    wiring: &Wiring,
    feedback: FeedbackWeights,
    objections: &mut Objections<'_>,
) -> Initial {
    let path = "network.initial";
    match &initial {
        Initial::Given(_) if !wiring.is_chain() => objections.when(
            true,
            path,
            "weights can be written out for a chain of widths alone",
            "File(…), a drawn distribution, or weight: … in a projection",
        ),
        Initial::Xavier { gain, .. } => objections.when(
            !is_positive(gain),
            "network.initial.gain",
            format!("gain is {gain}: no weight can be drawn from an empty range"),
            "a number above 0",
        ),
        Initial::Uniform { low, high, .. } => objections.when(
            low.exact() >= high.exact(),
            path,
            format!("no weight can be drawn from [{low}, {high})"),
            "low below high",
        ),
        Initial::Normal { deviation, .. } => objections.when(
            !is_positive(deviation),
            "network.initial.deviation",
            format!("deviation is {deviation}: it is the width of the distribution"),
            "a number above 0",
        ),
        Initial::Given(given) => check_given(given, wiring, objections),
        Initial::File(_) => {}
    }
    match initial {
        Initial::File(file) => Initial::File(check_file(file, wiring, feedback, objections)),
        other => other,
    }
}

/// The absolute path of a weight file that fits the network.
fn check_file(
    file: String,
    wiring: &Wiring,
    feedback: FeedbackWeights,
    objections: &mut Objections<'_>,
) -> String {
    let (path, are_read) = ("network.initial", objections.places.are_read);
    if cfg!(not(feature = "files")) && are_read {
        let problem = needs_feature("weight", "files");
        objections.when(true, path, problem, "weights that are drawn, or Given(…)");
        return file;
    }
    let n_before = objections.found.len();
    let file = resolve(file, path, objections);
    let is_there = objections.found.len() == n_before;
    if are_read && is_there && wiring.widths().len() > 1 {
        let checked = check_weights(Path::new(&file), wiring, feedback);
        let problem = checked.err().map(|error| error.to_string());
        let expected = "a weight file of such a network";
        objections.when(
            problem.is_some(),
            path,
            problem.unwrap_or_default(),
            expected,
        );
    }
    file
}

fn check_given(given: &GivenWeights, wiring: &Wiring, objections: &mut Objections<'_>) {
    let (widths, bias) = (wiring.widths(), wiring.has_any_bias());
    let depth = widths.len().saturating_sub(1);
    let path = "network.initial.theta";
    objections.when(
        given.theta.len() != depth,
        path,
        format!(
            "{} of weights given, and {} need {depth}",
            counted(given.theta.len(), "layer"),
            counted(widths.len(), "width")
        ),
        "one matrix for each pair of neighbouring layers, the output's first",
    );
    for (l, matrix) in given.theta.iter().take(depth).enumerate() {
        let (rows, columns) = (widths[l], widths[l + 1]);
        let expected = format!("theta[{l}] as [{rows}, {columns}] numbers, a row per error neuron");
        let path = format!("{path}[{l}]");
        let problem = format!(
            "the matrix has {}, and layer {l} has {}",
            counted(matrix.len(), "row"),
            counted(rows, "neuron")
        );
        objections.when(matrix.len() != rows, &path, problem, &expected);
        for (i, row) in matrix
            .iter()
            .enumerate()
            .filter(|(_, row)| row.len() != columns)
        {
            let problem = format!(
                "the row has {}, and layer {} has {}",
                counted(row.len(), "weight"),
                l + 1,
                counted(columns, "neuron")
            );
            objections.when(true, &format!("{path}[{i}]"), problem, &expected);
        }
    }
    check_given_bias(&given.bias, &widths[..depth], bias, objections);
}

fn check_given_bias(
    given: &[Vec<Number>],
    widths: &[usize],
    bias: bool,
    objections: &mut Objections<'_>,
) {
    let path = "network.initial.bias";
    if given.is_empty() {
        return;
    }
    objections.when(
        !bias,
        path,
        "biases are given, and network.bias is false",
        "bias: true in the network, or no biases here",
    );
    objections.when(
        given.len() != widths.len(),
        path,
        format!(
            "{} of biases given, and {} can have them",
            counted(given.len(), "row"),
            counted(widths.len(), "layer")
        ),
        "one row for each layer but the input, the output's first",
    );
    for (l, (row, width)) in given.iter().zip(widths).enumerate() {
        objections.when(
            row.len() != *width,
            &format!("{path}[{l}]"),
            format!(
                "the row has {}, and layer {l} has {}",
                counted(row.len(), "number"),
                counted(*width, "neuron")
            ),
            &format!("bias[{l}] as {}", counted(*width, "number")),
        );
    }
}
