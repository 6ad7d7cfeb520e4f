//! Tests of `outside.rs`.

use super::*;
use crate::scenario::{EngineKind, Scenario};

const ENGINES: [EngineKind; 2] = [EngineKind::Packed, EngineKind::Literal];

fn examples(inputs: &[f64], targets: &[f64]) -> Arc<Examples<f64>> {
    Arc::new(Examples {
        n_inputs: 2,
        n_outputs: 1,
        inputs: inputs.to_vec(),
        targets: targets.to_vec(),
        labels: None,
    })
}

fn session(engine: EngineKind, prediction: &str, train: &Arc<Examples<f64>>) -> Session<f64> {
    let text = format!(
        r#"(name: "outside", network: (widths: [2, 3, 3, 1], activation: Tanh, bias: true),
        learning: (rule: FaZIL, feedback: {}, alpha: 0.1),
        timetable: (prediction: {prediction}, epochs: 4), data: Arrays(inputs: 2, outputs: 1))"#,
        if prediction == "Imposed" {
            "Tonic"
        } else {
            "Phasic"
        }
    );
    let scenario = Scenario::parse(&text, "outside.ron", &[]).unwrap();
    let split = Split {
        train: Arc::clone(train),
        test: examples(&[], &[]),
        notes: Vec::new(),
        classes: Vec::new(),
    };
    let options = RunOptions {
        engine: Some(engine),
        ..RunOptions::default()
    };
    Session::open_on(&scenario, split, &options).unwrap()
}

/// The saboteur: a teacher that stays when its presentation is over.
#[test]
fn presentations_one_by_one_teach_the_bits_of_backpropagation() {
    for prediction in ["Settle", "Imposed"] {
        let mut hashes = Vec::new();
        for engine in ENGINES {
            let mut session = session(engine, prediction, &examples(&[], &[]));
            assert!(session.step().unwrap().is_none(), "nothing was begun");
            let before = session.weights();
            for k in 0..12 {
                let example = examples(&[f64::from(k % 3), 0.5], &[f64::from(k % 2)]);
                session.present(&example, k % 4 != 3, None).unwrap();
                let shown = session.step().unwrap().unwrap();
                assert_eq!((shown.index, shown.is_taught), (k as u64, k % 4 != 3));
                assert_eq!(
                    (shown.shown.phi.misses, shown.shown.phi.false_spikes),
                    (0, 0)
                );
            }
            let theirs = session.backpropagation_weights();
            assert_eq!(session.weights().n_different(&theirs), 0, "{engine:?}");
            assert_ne!(session.weights(), before);
            hashes.push(session.weights().blake3());
        }
        assert_eq!(hashes[0], hashes[1], "{prediction}");
    }
}

/// The saboteur: a state that draws P and T of presentations from outside anew.
#[test]
fn a_state_goes_on_with_the_draws_of_presentations_from_outside() {
    let none = examples(&[], &[]);
    let shown = |session: &mut Session<f64>, k: u32| {
        let example = examples(&[f64::from(k % 3), 0.5], &[f64::from(k % 2)]);
        session.present(&example, true, None).unwrap();
        session.step().unwrap().unwrap().shown
    };
    for engine in ENGINES {
        let text = r#"(name: "outside", network: (widths: [2, 3, 1], activation: Tanh),
            learning: (rule: FaZIL, alpha: 0.1), data: Arrays(inputs: 2, outputs: 1),
            timetable: (prediction_ticks: [6, 40], learning_ticks: [3, 30]))"#;
        let scenario = Scenario::parse(text, "outside.ron", &[]).unwrap();
        let split = Split {
            train: Arc::clone(&none),
            test: Arc::clone(&none),
            notes: Vec::new(),
            classes: Vec::new(),
        };
        let options = RunOptions {
            engine: Some(engine),
            ..RunOptions::default()
        };
        let mut original = Session::open_on(&scenario, split.clone(), &options).unwrap();
        for k in 0..5 {
            shown(&mut original, k);
        }
        let state = original.state();
        let mut resumed = Session::resume_on(&scenario, split, &options, &state).unwrap();
        for k in 5..12 {
            let (one, other) = (shown(&mut original, k), shown(&mut resumed, k));
            assert_eq!(one.presentation, other.presentation, "{engine:?}");
            assert_eq!((one.start, &one.energy), (other.start, &other.energy));
        }
        assert_eq!(original.weights(), resumed.weights());
    }
}

/// The saboteur: a copy whose order of examples begins anew.
#[test]
fn a_copy_goes_on_as_its_original() {
    let train = examples(&[0.0, 0.0, 0.0, 1.0, 1.0, 0.0], &[0.0, 1.0, 1.0]);
    for prediction in ["Settle", "Imposed"] {
        for engine in ENGINES {
            let mut original = session(engine, prediction, &train);
            for _ in 0..4 {
                original.step().unwrap();
            }
            let mut copy = original.copy();
            let mut n = 0;
            while let Some(shown) = original.step().unwrap() {
                let again = copy.step().unwrap().unwrap();
                assert_eq!(again.shown.presentation, shown.shown.presentation);
                assert_eq!(again.shown.prediction, shown.shown.prediction);
                assert_eq!(again.shown.energy, shown.shown.energy);
                n += 1;
            }
            assert!(n > 4 && copy.step().unwrap().is_none());
            assert_eq!(
                copy.weights(),
                original.weights(),
                "{engine:?}, {prediction}"
            );
        }
    }
}
