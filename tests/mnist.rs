//! Real MNIST, where `$FAZIL_MNIST` says it is. Without it these tests say that they were
//! skipped.
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

use std::io::Write;
use std::sync::atomic::AtomicBool;

use fazil::experiment::{RunOptions, run};
use fazil::record::RunFolder;
use fazil::scenario::{Edit, Scenario};

#[test]
fn part_of_mnist_is_learned_as_backpropagation_learns_it() {
    if std::env::var_os("FAZIL_MNIST").is_none() {
        // Straight to standard error: a passing test's output is not shown.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: the tests on real MNIST; set FAZIL_MNIST to the folder of its four files"
        );
        return;
    }
    let edits: Vec<Edit> = ["data.train=3000", "data.test=500", "timetable.epochs=1"]
        .iter()
        .map(|edit| edit.parse().unwrap())
        .collect();
    let scenario = Scenario::built_in("mnist", &edits).unwrap();
    let place = tempfile::tempdir().unwrap();
    let folder = RunFolder::fresh(place.path(), "mnist").unwrap();
    let stop = AtomicBool::new(false);
    let summary = run(&scenario, &folder, &RunOptions::default(), &mut (), &stop).unwrap();
    assert_eq!((summary.phi.misses, summary.phi.false_spikes), (0, 0));
    assert_eq!(
        (summary.unsettled_presentations, summary.interventions),
        (0, 0)
    );
    assert!(
        summary.max_weight_divergence < 1e-4,
        "{:e}",
        summary.max_weight_divergence
    );
    assert!(
        summary.test_accuracy.unwrap() > 0.5,
        "{:?}",
        summary.test_accuracy
    );
}
