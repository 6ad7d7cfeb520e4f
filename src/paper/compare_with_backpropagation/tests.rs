//! Tests of `compare_with_backpropagation.rs`.

use super::*;
use crate::activation::Activation;
use crate::neuron::State;
use crate::paper::training_data::{Amount, Brief};
use crate::scalar::Precision;

/// The saboteurs: noise drawn in another order, a test that reads x a tick late, the next
/// presentation's examples taught to the twin.
#[test]
fn a_network_that_nobody_watches_does_the_same() {
    let training_data = TrainingData::new(None);
    let stop = AtomicBool::new(false);
    for (rule, gamma, sigma) in [("ZIL", "1", "0.1"), ("IL(t_c: 5)", "0.5", "0")] {
        let brief = Brief {
            precision: Precision::F64,
            depth: 3,
            activation: Activation::Logistic,
            state: State::Pair,
            seed: 7,
            gain: "1",
            learning: format!("rule: {rule}, gamma: {gamma}, alpha: 0.01"),
            timetable: format!("prediction: Imposed, perturbation: {sigma}, batch: 20, epochs: 2"),
        };
        let scenario = training_data
            .scenario("lean", Amount::tiny(), &brief)
            .unwrap();
        let shared = training_data.load::<f64>(&scenario).unwrap();
        let parts = || circuit_and_plan::<f64>(&scenario, &shared).unwrap();
        let (circuit, plan) = parts();
        assert!(is_enough(circuit.settings().rule, &plan));
        let taught = (&circuit, &plan);
        let twin = judgement(&scenario, &training_data, &shared, taught, &stop).unwrap();
        let lean = Pair::new(UnobservedRun::new(circuit, plan), Arc::clone(&twin));
        let (circuit, plan) = parts();
        let watched = Pair::new(agents(circuit, plan), twin);
        let lean = lean.course(&shared.test, &stop).unwrap();
        assert_eq!(lean.test_errors.len(), 2);
        assert_eq!(Some(lean), watched.course(&shared.test, &stop));
    }
}

#[test]
fn the_distance_is_a_sum_over_layers_of_roots_of_sums() {
    let matrix = |values: &[f64]| Matrix {
        rows: 1,
        columns: values.len(),
        values: values.to_vec(),
    };
    let weights = |theta| Weights {
        theta,
        feedback: vec![],
        bias: vec![],
    };
    let ours = weights(vec![matrix(&[3.0, 4.0]), matrix(&[1.0])]);
    let theirs = weights(vec![matrix(&[0.0, 0.0]), matrix(&[3.0])]);
    assert_eq!(distance(&ours, &theirs), 5.0 + 2.0);
}
