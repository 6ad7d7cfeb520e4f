//! Weight files that do not fit the network, or cannot be read exactly.

use super::*;
use crate::activation::Activation;
use crate::blueprint::write_weights;
use crate::scalar::Exact;
use crate::wiring::{Connectivity, Delays, PopulationDescription, ProjectionDescription, Wiring};
use std::path::PathBuf;
use tempfile::TempDir;

/// Output first.
const WIDTHS: [usize; 3] = [2, 3, 1];

fn weights<S: Scalar>(widths: &[usize], bias: bool) -> Weights<S> {
    let initial = Initial::Xavier {
        seed: 4,
        gain: 1.into(),
    };
    let drawn = initial.draw(
        &Wiring::chain(widths, Activation::ReLU, bias),
        FeedbackWeights::Mirrored,
    );
    drawn.unwrap()
}

/// The chain that weights are of.
fn chain_of<S: Scalar>(weights: &Weights<S>) -> Wiring {
    let mut widths: Vec<usize> = weights.theta.iter().map(|theta| theta.rows).collect();
    widths.extend(weights.theta.last().map(|theta| theta.columns));
    Wiring::chain(&widths, Activation::ReLU, !weights.bias.is_empty())
}

fn written<S: Scalar>(weights: &Weights<S>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.safetensors");
    write_weights(&path, &chain_of(weights), weights).unwrap();
    (folder, path)
}

fn read<S: Scalar>(path: &Path, bias: bool) -> Result<Weights<S>, String> {
    let read = read_weights(
        path,
        &Wiring::chain(&WIDTHS, Activation::ReLU, bias),
        FeedbackWeights::Mirrored,
    );
    let place = format!("weight file {}: ", path.display());
    read.map_err(|error| error.to_string().strip_prefix(&place).unwrap().to_owned())
}

#[test]
fn a_tensor_that_the_network_does_not_use_is_refused_by_name() {
    let (_folder, path) = written(&weights::<f64>(&WIDTHS, true));
    assert!(read::<f64>(&path, true).is_ok());
    assert_eq!(
        read::<f64>(&path, false).unwrap_err(),
        "holds bias.0, bias.1, which this network does not use: network.bias is false, so no \
         neuron has a bias"
    );
    let (_folder, path) = written(&weights::<f64>(&[2, 3, 1, 4], false));
    assert_eq!(
        read::<f64>(&path, false).unwrap_err(),
        "holds feedback.2, theta.3, which this network does not use: it uses theta.1 to theta.2, \
         feedback.1"
    );
    let independent = FeedbackWeights::Independent { seed: 1 };
    let (_folder, path) = written(&weights::<f64>(&WIDTHS, false));
    let error = read_weights::<f64>(
        &path,
        &Wiring::chain(&WIDTHS, Activation::ReLU, false),
        independent,
    )
    .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("feedback_weights is Independent"),
        "{error}"
    );
}

#[test]
fn an_exact_run_reads_the_fractions_that_were_written() {
    let mut exact = weights::<Exact>(&WIDTHS, true);
    exact.theta[0].values[1] = Exact::ratio(1, 3);
    exact.bias[1][0] = Exact::zero() - &Exact::ratio(10, 7);
    exact.feedback = exact.theta[..1].to_vec();
    let (_folder, path) = written(&exact);
    assert_eq!(read::<Exact>(&path, true).unwrap(), exact);
    // Whoever computes in floats reads floats.
    let third = read::<f64>(&path, true).unwrap().theta[0].values[1];
    assert_eq!(third, 1.0 / 3.0);
}

/// The file with a text of its header replaced by another, as long or not.
fn changed(path: &Path, from: &str, to: &str) {
    let bytes = std::fs::read(path).unwrap();
    let n = u64::from_le_bytes(*bytes.first_chunk().unwrap()) as usize;
    let header = std::str::from_utf8(&bytes[8..8 + n]).unwrap();
    assert!(header.contains(from), "{header}");
    let header = header.replacen(from, to, 1);
    let length = (header.len() as u64).to_le_bytes();
    std::fs::write(path, [&length, header.as_bytes(), &bytes[8 + n..]].concat()).unwrap();
}

#[test]
fn fractions_that_do_not_fit_their_tensor_are_refused() {
    for (to, expected) in [
        (
            "\"1/3\"",
            "the fractions of tensor 'theta.2' are wrong: there are 1, expected 3",
        ),
        (
            "\"1/3 1/3 x\"",
            "'x' at row 2, column 0 is no fraction such as -1/3",
        ),
        (
            "\"1/3 1/5 1/3\"",
            "1/5 at row 1, column 0, where the tensor holds 0.333",
        ),
    ] {
        let mut exact = weights::<Exact>(&WIDTHS, false);
        exact.theta[1].values.fill(Exact::ratio(1, 3));
        let (_folder, path) = written(&exact);
        changed(&path, "\"1/3 1/3 1/3\"", to);
        let error = read::<Exact>(&path, false).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn another_version_is_refused() {
    let (_folder, path) = written(&weights::<f64>(&WIDTHS, false));
    changed(
        &path,
        "\"format_version\":\"1\"",
        "\"format_version\":\"9\"",
    );
    let expected = "is of format version 9, and this program reads version 1";
    assert_eq!(read::<f64>(&path, false).unwrap_err(), expected);
}

#[test]
fn a_number_that_the_precision_cannot_hold_is_named_with_its_place() {
    let mut double = weights::<f64>(&WIDTHS, true);
    double.theta[0].values[4] = 1e300;
    let (_folder, path) = written(&double);
    assert!(read::<f64>(&path, true).is_ok());
    assert_eq!(
        read::<f32>(&path, true).unwrap_err(),
        "tensor 'theta.1' holds 1e300 at row 1, column 1 (counted from 0), too large for F32"
    );
    double.bias[1][2] = f64::NAN;
    double.theta[0].values[4] = 1.0;
    let (_folder, path) = written(&double);
    let error = read_weights::<f64>(
        &path,
        &Wiring::chain(&WIDTHS, Activation::ReLU, true),
        FeedbackWeights::Mirrored,
    )
    .unwrap_err();
    assert!(error.is_not_finite());
    let expected = "tensor 'bias.1' holds NaN at row 2 (counted from 0), expected finite numbers";
    assert!(error.to_string().ends_with(expected), "{error}");
}

/// It was read as 0, and the run said that the file held it.
#[test]
fn a_weight_that_becomes_0_in_the_precision_is_named_with_its_place() {
    let mut double = weights::<f64>(&WIDTHS, true);
    double.theta[0].values[4] = 0.0;
    double.theta[1].values[2] = -1e-60;
    let (_folder, path) = written(&double);
    assert!(read::<f64>(&path, true).is_ok());
    assert_eq!(
        read::<f32>(&path, true).unwrap_err(),
        "tensor 'theta.2' holds -1e-60 at row 2, column 0 (counted from 0), so near to 0 that F32 \
         would make it 0; expected 0 or numbers that F32 can hold"
    );
    // A 0 is a 0 in every precision, and what is subnormal is no 0.
    double.theta[1].values[2] = 1e-40;
    let (_folder, path) = written(&double);
    assert!(read::<f32>(&path, true).is_ok());
}

#[test]
fn a_wrong_shape_and_a_missing_tensor_are_named() {
    let (_folder, path) = written(&weights::<f64>(&[2, 4, 1], false));
    let expected = "tensor 'theta.1' is [2, 4], the network needs [2, 3]";
    assert_eq!(read::<f64>(&path, false).unwrap_err(), expected);
    let (_folder, path) = written(&weights::<f64>(&[2, 3], false));
    let expected = "no tensor 'theta.2'; it holds theta.1";
    assert_eq!(read::<f64>(&path, false).unwrap_err(), expected);
}

/// A graph in which the projection from h to g has feedback and no synapses.
fn without_synapses() -> Wiring {
    let populations = [("a", 2), ("h", 2), ("g", 2), ("o", 1)];
    let populations = populations.map(|(name, size)| PopulationDescription {
        name: name.to_owned(),
        size: Some(size),
        sheet: None,
        activation: Activation::ReLU,
        has_bias: false,
    });
    let ends = [("a", "h"), ("a", "g"), ("h", "g"), ("g", "o"), ("h", "o")];
    let projections = ends.map(|(from, to)| ProjectionDescription {
        from: from.to_owned(),
        to: to.to_owned(),
        connect: match (from, to) {
            ("h", "g") => Connectivity::Pairs("none.csv".to_owned()),
            _ => Connectivity::All,
        },
        learns: true,
        delay: None,
        weight: None,
    });
    let mut no_pairs = |_: &str| Ok(Vec::new());
    Wiring::new(&populations, &projections, Delays::Levels, &mut no_pairs).unwrap()
}

/// It trained, and could not read what it had written.
#[test]
fn feedback_without_synapses_is_written_and_may_be_missing() {
    let wiring = without_synapses();
    let initial = Initial::Xavier {
        seed: 4,
        gain: 1.into(),
    };
    let drawn: Weights<f64> = initial.draw(&wiring, FeedbackWeights::Mirrored).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.safetensors");
    write_weights(&path, &wiring, &drawn).unwrap();
    let is_read = || {
        let read = read_weights::<f64>(&path, &wiring, FeedbackWeights::Mirrored).unwrap();
        assert_eq!(read, drawn);
        check_weights(&path, &wiring, FeedbackWeights::Mirrored).unwrap();
    };
    is_read();
    // As earlier versions wrote it.
    let empty = "\"feedback.h-g.value\":{\"data_offsets\":[";
    let bytes = std::fs::read(&path).unwrap();
    let n = u64::from_le_bytes(*bytes.first_chunk().unwrap()) as usize;
    let header = std::str::from_utf8(&bytes[8..8 + n]).unwrap();
    let begin = header.find(empty).unwrap();
    let end = begin + header[begin..].find("},").unwrap() + 2;
    changed(&path, &header[begin..end], "");
    is_read();
}
