//! Tests of `conflicts.rs`.

use super::*;

fn told(set: &[&str], over: &[&str], options: SweepOptions) -> String {
    let edits: Vec<Edit> = set.iter().map(|set| set.parse().unwrap()).collect();
    let factors: Vec<Factor> = over.iter().map(|over| over.parse().unwrap()).collect();
    match check(&edits, &factors, options) {
        Ok(()) => String::new(),
        Err(error) => error.to_string(),
    }
}

const ONCE: SweepOptions = SweepOptions {
    seeds: 1,
    epochs: None,
};

/// The saboteurs: paths that are compared as texts; one direction alone.
#[test]
fn factors_that_hold_each_other_are_refused() {
    for over in [
        [
            "learning.phi.t_d=1,2",
            "learning.phi=Exact(t_d: 3),Exact(t_d: 4)",
        ],
        ["network.widths[1]=3,5", "network.widths=[2,2,1],[2,4,1]"],
    ] {
        let [inner, outer] = over;
        for over in [[inner, outer], [outer, inner]] {
            let told = told(&[], &over, ONCE);
            assert!(told.starts_with(&format!("--over {inner}: ")), "{told}");
            assert!(told.contains("which is a factor too"), "{told}");
        }
    }
    let same = ["network.widths[1]=3", "network.widths[ 1 ]=5"];
    assert!(told(&[], &same, ONCE).contains("is given twice"));
    let apart = [
        "network.widths[1]=3",
        "network.widths[10]=5",
        "learning.phi.t_d=1",
    ];
    assert_eq!(told(&["learning.phi=Never"], &apart, ONCE), "");
}

/// The saboteur: a switch that a factor, or a run's seed, replaces without a word.
#[test]
fn a_switch_without_effect_is_refused() {
    let epochs = SweepOptions {
        epochs: Some(3),
        ..ONCE
    };
    for (set, over, options, part) in [
        (
            &["learning.alpha=1"][..],
            "learning.alpha=2,3",
            ONCE,
            "has no effect",
        ),
        (
            &["learning.phi.t_d=1"],
            "learning.phi=Never",
            ONCE,
            "has no effect",
        ),
        (
            &["faults.seed=2"],
            "learning.alpha=2,3",
            ONCE,
            "--over faults.seed=VALUES",
        ),
        (&[], "timetable.epochs=1,2", epochs, "--epochs 3 and"),
        (&[], "timetable=(epochs: 1)", epochs, "--epochs 3 and"),
        (&[], "faults=(corrupted: 0.1, seed: 7)", ONCE, "seed: SEED"),
        (
            &[],
            "network.initial=Xavier(seed: 2)",
            ONCE,
            "network.initial.seed",
        ),
    ] {
        let told = told(set, &[over], options);
        assert!(told.contains(part), "{over}: {told}");
    }
    for over in [
        "network.initial=Xavier(seed: SEED),Xavier(seed: 1)",
        "network=(widths: [2, 4, 1], feedback_weights: Independent(seed: 7))",
    ] {
        assert_eq!(told(&[], &[over], ONCE), "");
    }
    let both = told(
        &["learning.alpha=1"],
        &["learning.alpha=2", "learning.alpha=3"],
        ONCE,
    );
    assert_eq!(both.matches("expected").count(), 3, "{both}");
}

/// A change that holds a seed or the epochs was replaced without a word, and a study replaced all of them.
#[test]
fn changes_that_every_run_replaces_are_refused() {
    let three = SweepOptions {
        seeds: 2,
        epochs: Some(3),
    };
    for set in [
        "network.initial=Xavier(seed: 9)",
        "timetable=(batch: 1, seed: 5)",
        "timetable.epochs=4",
        "timetable=(epochs: 4, batch: 1)",
    ] {
        let told = told(&[set], &["learning.alpha=0.1"], three);
        assert!(told.contains("has no effect"), "{set}: {told}");
    }
    assert_eq!(
        told(
            &["network.initial=Xavier(seed: 1)"],
            &["learning.alpha=0.1"],
            ONCE
        ),
        ""
    );
    let study = |study: Study, set: &str| {
        let edits: [Edit; 1] = [set.parse().unwrap()];
        check_study(study, &edits, three).map_err(|error| error.to_string())
    };
    for (of, set) in [
        (Study::Corrupted, "faults.corrupted=0.5"),
        (Study::Lesions, "faults.lesions=[]"),
        (Study::SilentPhi, "faults.seed=5"),
        (Study::SilentPhi, "timetable.seed=77"),
        (Study::SilentPhi, "timetable.epochs=3"),
    ] {
        assert!(
            study(of, set).unwrap_err().contains("has no effect"),
            "{set}"
        );
    }
    assert_eq!(study(Study::SilentPhi, "learning.phi.t_d=2"), Ok(()));
    assert_eq!(study(Study::SilentPhi, "data=Digits(test: 0.9)"), Ok(()));
}
