//! The audit: every neuron, taken out of its network and fed its recorded mailbox alone, is the
//! same bit for bit; and the audit fails, and says why, where that is not so.
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

mod saboteurs;

use std::any::Any;
use std::io::Write;
use std::ops::ControlFlow;

use fazil::axon::AgentId;
use fazil::engine::Settings;
use fazil::experiment::audit::{Audit, AuditOptions, audit, isolate};
use fazil::scenario::{Edit, Scenario};

use saboteurs::Saboteur;

fn audited(name: &str, edits: &[&str], options: &AuditOptions) -> Audit {
    let edits: Vec<Edit> = edits.iter().map(|edit| edit.parse().unwrap()).collect();
    let scenario = Scenario::built_in(name, &edits).unwrap();
    let go_on = &mut |_: &str, _, _| ControlFlow::Continue(());
    let found = audit(&scenario, options, go_on).unwrap();
    found.expect("nobody stopped it")
}

fn options(presentations: usize, sample: Option<usize>) -> AuditOptions {
    AuditOptions {
        presentations: Some(presentations),
        sample,
        ..AuditOptions::default()
    }
}

/// All replays identical, and the rows of Table 2 as the rules give them.
fn assert_autonomous(audit: &Audit) {
    assert_eq!(audit.failures, Vec::<String>::new());
    assert!(audit.checks.len() >= 3 && audit.checks.iter().all(|check| check.holds));
    for model in &audit.models {
        assert!(
            model.n_replayed > 0 && model.ticks_replayed > 0,
            "{}",
            model.name
        );
        assert_eq!(model.n_identical, model.n_replayed, "{}", model.name);
        assert!(model.marks.local_plasticity);
        let expected = match model.name.as_str() {
            "IL tonic, Imposed" => (false, false),
            "Z-IL tonic, Imposed" | "Fa-Z-IL tonic, Imposed" => (true, false),
            "Fa-Z-IL tonic, Settle" => (false, true),
            "Fa-Z-IL phasic, Settle" => (true, true),
            other => panic!("{other}"),
        };
        let marks = (model.marks.equivalence, model.marks.full_autonomy);
        assert_eq!(marks, expected, "{}", model.name);
        if model.name == "Fa-Z-IL phasic, Settle" {
            assert!(model.is_scenario);
            assert_eq!((model.controller_messages, model.interventions), (0, 0));
            assert_eq!(model.unsettled_presentations, 0);
            let command = model
                .census
                .iter()
                .find(|row| row.kind == "Command")
                .unwrap();
            assert_eq!(command.count, 0);
        }
    }
}

/// Notices: a comparison of nothing that is called a success.
#[test]
fn an_audit_of_nothing_is_no_success() {
    for (arguments, code, expected) in [
        (
            &[
                "isolate",
                "hand",
                "--neuron",
                "error/1/0",
                "--presentations",
                "0",
            ][..],
            2,
            "a whole number from 1",
        ),
        (
            &["audit", "hand", "--sample", "0"],
            2,
            "a whole number from 1",
        ),
        (
            &["audit", "hand", "--presentations", "-1"],
            2,
            "a whole number from 0, not '-1'",
        ),
        (
            &["audit", "hand", "--set", "timetable.epochs=0"],
            1,
            "nothing was checked",
        ),
        (
            &[
                "isolate",
                "hand",
                "--neuron",
                "error/1/0",
                "--set",
                "timetable.epochs=0",
            ],
            1,
            "nothing was compared",
        ),
    ] {
        let place = tempfile::tempdir().unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_fazil"))
            .args(arguments)
            .current_dir(place.path())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
        assert!(told.contains(expected), "{arguments:?}: {told}");
        assert!(!told.contains("tip:"), "{arguments:?}: {told}");
    }
}

#[test]
fn every_neuron_of_digits_and_xor_is_the_same_alone() {
    assert_autonomous(&audited("digits", &[], &options(40, None)));
    assert_autonomous(&audited("xor", &[], &options(100, None)));
}

#[test]
fn a_sample_of_eight_layers_is_the_same_alone() {
    assert_autonomous(&audited("deep", &[], &options(15, Some(60))));
}

#[test]
fn fractions_are_the_same_alone() {
    let audit = audited("hand", &[], &options(1, None));
    assert_autonomous(&audit);
    let exact = |model: &&fazil::experiment::audit::AuditedModel| model.marks.equivalence;
    assert!(
        audit
            .models
            .iter()
            .filter(exact)
            .all(|model| model.max_weight_divergence == 0.0)
    );
}

#[test]
fn a_sample_of_mnist_is_the_same_alone() {
    if std::env::var_os("FAZIL_MNIST").is_none() {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: the audit of MNIST; set FAZIL_MNIST"
        );
        return;
    }
    let edits = ["data.train=400", "data.test=20"];
    assert_autonomous(&audited("mnist", &edits, &options(6, Some(80))));
}

/// The audit of digits, in f64, whose neurons compute as `adjust` has it.
fn sabotaged(adjust: fn(&mut dyn Any)) -> Audit {
    let options = AuditOptions {
        adjust: Some(adjust),
        ..options(20, None)
    };
    audited("digits", &["timetable.batch=4"], &options)
}

fn use_equations(settings: &mut dyn Any, saboteur: Saboteur) {
    let settings: &mut Settings<f64> = settings.downcast_mut().expect("digits runs in f64");
    settings.learning.equations = saboteur.equations();
}

/// The failures that name neurons which came out different.
fn isolation_failures(audit: &Audit) -> Vec<&String> {
    audit
        .failures
        .iter()
        .filter(|why| why.contains("came out different in isolation"))
        .collect()
}

#[test]
fn a_neuron_that_reads_the_global_tick_is_found_out() {
    let audit = sabotaged(|settings| use_equations(settings, Saboteur::GlobalTick));
    let found = isolation_failures(&audit);
    assert!(
        !found.is_empty() && found.iter().any(|why| why.contains("error/")),
        "{:?}",
        audit.failures
    );
    assert!(found[0].contains("tick"), "{found:?}");
}

#[test]
fn neurons_that_share_a_change_of_weight_are_found_out() {
    let audit = sabotaged(|settings| use_equations(settings, Saboteur::SharedChange));
    assert!(
        !isolation_failures(&audit).is_empty(),
        "{:?}",
        audit.failures
    );
}

#[test]
fn a_phi_that_is_told_its_layer_is_found_out() {
    let audit = sabotaged(|settings| use_equations(settings, Saboteur::ToldLayer));
    let found = isolation_failures(&audit);
    assert!(
        found.iter().any(|why| why.contains("error/1/")),
        "{:?}",
        audit.failures
    );
}

#[test]
fn the_honest_network_passes_the_audit_that_saboteurs_fail() {
    assert!(
        sabotaged(|settings| use_equations(settings, Saboteur::None))
            .failures
            .is_empty()
    );
}

#[test]
fn one_neuron_alone_with_its_mailbox_tells_its_story() {
    let scenario = Scenario::built_in("hand", &[]).unwrap();
    for (id, n_ticks) in [
        ("error/1/0", 9),
        ("value/1/1", 9),
        ("value/2/0", 9),
        ("error/0/0", 9),
    ] {
        let isolation = isolate(&scenario, id.parse().unwrap(), 1).unwrap();
        assert_eq!(
            (isolation.difference.clone(), isolation.same_weights),
            (None, true),
            "{id}"
        );
        assert_eq!(isolation.n_ticks, n_ticks, "{id}");
    }
    let isolation = isolate(&scenario, AgentId::Error { layer: 1, index: 0 }, 1).unwrap();
    let row = |event: &str, value: &str| {
        isolation
            .rows
            .iter()
            .any(|row| row[..3] == ["0", "1", event] && row[5].contains(value))
    };
    assert!(row("heard", "x = 9/4") && row("computed", "ε = 1/4") && row("changed", "1/32"));
    let missing = isolate(&scenario, AgentId::Value { layer: 9, index: 0 }, 1).unwrap_err();
    assert!(missing.to_string().contains("value/0/0..1"), "{missing}");
}
