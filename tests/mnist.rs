//! Real MNIST, where `$FAZIL_MNIST` says it is. Without it these tests say that they were
//! skipped.
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

use std::io::Write;
use std::sync::atomic::AtomicBool;

use fazil::experiment::run;
use fazil::record::RunFolder;
use fazil::run_files::Summary;
use fazil::scenario::{Edit, Scenario};
use fazil::session::RunOptions;

/// Whether MNIST is there; says so if not, straight to standard error, for a passing test's
/// output is not shown.
fn has_mnist() -> bool {
    let is_there = std::env::var_os("FAZIL_MNIST").is_some();
    if !is_there {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: the tests on real MNIST; set FAZIL_MNIST to the folder of its four files"
        );
    }
    is_there
}

fn run_mnist(edits: &[&str], n_threads: usize) -> (Summary, Vec<u8>) {
    let edits: Vec<Edit> = edits.iter().map(|edit| edit.parse().unwrap()).collect();
    let scenario = Scenario::built_in("mnist", &edits).unwrap();
    let place = tempfile::tempdir().unwrap();
    let folder = RunFolder::fresh(place.path(), "mnist").unwrap();
    let options = RunOptions {
        n_threads: Some(n_threads),
        ..RunOptions::default()
    };
    let summary = run(
        &scenario,
        &folder,
        &options,
        &mut (),
        &AtomicBool::new(false),
    )
    .unwrap();
    let weights = folder.path().join("weights/final.safetensors");
    (summary, std::fs::read(weights).unwrap())
}

#[test]
fn part_of_mnist_is_learned_as_backpropagation_learns_it() {
    if !has_mnist() {
        return;
    }
    let part = ["data.train=3000", "data.test=500"];
    let (summary, _) = run_mnist(&part, 1);
    assert_eq!((summary.phi.misses, summary.phi.false_spikes), (0, 0));
    assert_eq!(
        (summary.unsettled_presentations, summary.interventions),
        (0, 0)
    );
    assert_eq!((summary.weights_different, summary.phi.vanished), (0, 0));
    assert_eq!(summary.forward_blake3, summary.bp_forward_blake3);
    assert!(
        summary.test_accuracy.unwrap() > 0.5,
        "{:?}",
        summary.test_accuracy
    );
}

#[test]
#[ignore = "long: cargo test --release --test mnist -- --include-ignored"]
fn an_epoch_of_mnist_has_the_same_bits_on_one_worker_and_on_two() {
    if !has_mnist() {
        return;
    }
    let (one, weights) = run_mnist(&[], 1);
    let (two, same) = run_mnist(&[], 2);
    assert!(weights == same);
    assert_eq!(one.phi, two.phi);
    assert_eq!((one.phi.misses, one.phi.false_spikes), (0, 0));
    assert_eq!((one.weights_different, one.phi.vanished), (0, 0));
    assert_eq!(one.test_accuracy, one.bp_test_accuracy);
}
