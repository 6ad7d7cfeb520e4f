//! What the built-in scenarios claim, checked on the summaries of real runs.
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

use std::path::Path;
use std::sync::atomic::AtomicBool;

use fazil::experiment::run;
use fazil::record::RunFolder;
use fazil::run_files::Summary;
use fazil::scenario::{Edit, Scenario};
use fazil::session::RunOptions;

/// Runs a built-in scenario, changed by `edits`, in a directory that is gone afterwards.
fn summary_of(name: &str, edits: &[&str]) -> Summary {
    let edits: Vec<Edit> = edits.iter().map(|edit| edit.parse().unwrap()).collect();
    let scenario = Scenario::built_in(name, &edits).unwrap();
    let place = tempfile::tempdir().unwrap();
    let folder = RunFolder::fresh(place.path(), name).unwrap();
    let stop = AtomicBool::new(false);
    let summary = run(&scenario, &folder, &RunOptions::default(), &mut (), &stop).unwrap();
    for file in [
        "scenario.ron",
        "summary.json",
        "metrics.csv",
        "predictions.csv",
        "weights/initial.safetensors",
        "weights/final.safetensors",
        "learning_curve.svg",
        "phi_raster.svg",
    ] {
        assert!(folder.path().join(file).exists(), "{name} left no {file}");
    }
    assert_eq!(summary.max_mirror_divergence, 0.0, "{name}");
    summary
}

/// φ never missed, never fired at another time, and nobody was in charge.
fn assert_autonomous(summary: &Summary) {
    assert_eq!(summary.ended, "finished");
    assert!(summary.phi.hits > 0 && summary.phi.hits == summary.phi.expected);
    assert_eq!((summary.phi.misses, summary.phi.false_spikes), (0, 0));
    assert_eq!((summary.controller_messages, summary.interventions), (0, 0));
    assert_eq!(
        (summary.unsettled_presentations, summary.evaluation_spikes),
        (0, 0)
    );
}

/// Every weight is backpropagation's, to the bit.
fn assert_equal_bits(summary: &Summary) {
    assert!(summary.weights > 0);
    assert_eq!(summary.weights_different, 0, "{summary:?}");
    assert_eq!(summary.max_weight_divergence, 0.0);
    assert_eq!(summary.forward_blake3, summary.bp_forward_blake3);
    assert_eq!(summary.phi.vanished, 0);
}

#[test]
fn digits_are_learned_with_no_one_in_charge_exactly_as_by_backpropagation() {
    let summary = summary_of("digits", &[]);
    assert_autonomous(&summary);
    assert!(
        summary.test_accuracy.unwrap() >= 0.95,
        "{:?}",
        summary.test_accuracy
    );
    assert_eq!(summary.test_accuracy, summary.bp_test_accuracy);
    assert_equal_bits(&summary);
    assert!(
        summary.presentations > summary.updates * 10,
        "presentations without a teacher"
    );
}

#[test]
fn digits_in_single_precision_are_learned_to_the_bit() {
    let edits = ["precision=F32", "timetable.epochs=5"];
    let summary = summary_of("digits", &edits);
    assert_autonomous(&summary);
    assert_equal_bits(&summary);
    // The saboteur: x as one number.
    let plain = summary_of("digits", &[edits[0], edits[1], "network.state=Plain"]);
    assert!(plain.weights_different > 100, "{plain:?}");
    assert_ne!(plain.forward_blake3, plain.bp_forward_blake3);
}

#[test]
fn xor_is_learned() {
    let summary = summary_of("xor", &[]);
    assert_autonomous(&summary);
    assert!(
        summary.test_error.unwrap() < 0.01,
        "{:?}",
        summary.test_error
    );
}

#[test]
fn eight_layers_learn_as_backpropagation_does() {
    let summary = summary_of("deep", &["timetable.epochs=1"]);
    assert_autonomous(&summary);
    assert_equal_bits(&summary);
}

#[test]
fn fractions_leave_no_difference_at_all() {
    for name in ["hand", "exact"] {
        let summary = summary_of(name, &[]);
        assert_autonomous(&summary);
        assert_equal_bits(&summary);
    }
}

#[test]
fn the_papers_rules_pay_with_commands_or_interventions() {
    let short = ["timetable.epochs=2"];
    let zil = summary_of("digits-zil", &short);
    assert_equal_bits(&zil);
    // 144 batches an epoch; 10 + 32 error neurons and 32 value neurons are told to commit.
    assert_eq!(zil.controller_messages, 2 * 144 * 74);
    let tonic = summary_of("digits-tonic", &short);
    assert_equal_bits(&tonic);
    assert_eq!(
        (
            tonic.controller_messages,
            tonic.phi.misses,
            tonic.phi.false_spikes
        ),
        (0, 0, 0)
    );
    // One per hidden neuron and lane, at each of 144 batches an epoch.
    assert_eq!(tonic.interventions, 2 * 144 * 32 * 10);
    assert_eq!(zil.weights_blake3.len(), 64);
    let il = summary_of("digits-il", &short);
    assert!(
        il.max_weight_divergence > 1e-3,
        "IL only approximates backpropagation"
    );
    assert!(il.test_accuracy.unwrap() > 0.8);
}

#[test]
fn tonic_feedback_does_not_settle_by_itself_and_says_so() {
    let summary = summary_of("digits-tonic-settle", &[]);
    assert_eq!(summary.ended, "finished");
    assert_eq!(summary.unsettled_presentations, summary.presentations);
    assert_eq!(summary.phi.hits, 0);
    assert!(summary.max_weight_divergence > 0.1);
}

#[test]
fn a_resolved_scenario_runs_again_to_the_same_bits() {
    let edits = ["timetable.epochs=1".parse().unwrap()];
    let place = tempfile::tempdir().unwrap();
    let again = |scenario: &Scenario| -> (Summary, RunFolder) {
        let folder = RunFolder::fresh(place.path(), "again").unwrap();
        let stop = AtomicBool::new(false);
        let options = RunOptions::default();
        (
            run(scenario, &folder, &options, &mut (), &stop).unwrap(),
            folder,
        )
    };
    let (first, folder) = again(&Scenario::built_in("digits", &edits).unwrap());
    let path = folder.path().join("scenario.ron");
    let (second, _) = again(&Scenario::read(Path::new(&path), &[]).unwrap());
    assert_eq!(first.weights_blake3, second.weights_blake3);
    assert_eq!(first.messages, second.messages);
}

/// A mean over a short last batch is over the lanes presented, as in backpropagation.
#[test]
fn a_mean_over_a_short_last_batch_is_over_the_lanes_presented() {
    let edits = [
        "timetable.epochs=2",
        "learning.reduction=Mean",
        "learning.alpha=0.1",
    ];
    for name in ["digits", "digits-zil", "digits-tonic"] {
        let summary = summary_of(name, &edits);
        assert_equal_bits(&summary);
    }
}
