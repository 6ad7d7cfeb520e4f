//! What `fazil why` prints is redone here, step by step, and must give the bits that were recorded.
//!
//! The saboteur: a sum in another order, an unfused product, θ in the place of θ′, x rounded before μ is
//! taken from it, the first lane in the place of the largest.

mod redo;

use super::evidence::{Evidence, Network};
use super::*;
use crate::axon::AgentId;
use crate::run_files::landmarks::Lookout;
use crate::scalar::Draws;
use crate::session::{RunOptions, Session};
use redo::Redone;

/// The packed engine shows what neurons say, and no messages: the chain is that of the engine
/// that has them.
#[test]
fn the_chain_is_the_same_whichever_engine_runs_again() {
    let small = "data.test=0.97";
    let mut n_chains = 0;
    for (name, edits) in [
        ("digits", vec!["timetable.batch=7"]),
        (
            "digits",
            vec!["network.activation=ReLU", "timetable.without_teacher=0.5"],
        ),
        (
            "digits",
            vec!["learning.feedback=Tonic", "timetable.prediction_ticks=40"],
        ),
        ("digits-tonic", vec![]),
        ("digits-zil", vec!["timetable.batch=3"]),
        ("digits-il", vec![]),
        ("digits", vec!["faults.silent_phi=0.3"]),
    ] {
        let edits: Vec<_> = edits
            .iter()
            .chain([&small])
            .map(|edit| edit.parse().unwrap())
            .collect();
        let scenario = Scenario::built_in(name, &edits).unwrap();
        for synapse in [
            "error/0/2<-value/1/3",
            "error/1/9<-value/2/20",
            "error/1/4<-value/2/27",
        ] {
            for presentation in 0..4 {
                let why = |needs_literal| {
                    let question = Question::about(synapse.parse().unwrap(), presentation);
                    let why = for_scenario!(&scenario, answer_in);
                    why(&scenario, &question, needs_literal, &|_| {}).unwrap()
                };
                let found = why(false);
                assert_eq!(found, why(true), "{name} {synapse} {presentation}");
                n_chains += usize::from(found.text.contains("The chain of messages"));
            }
        }
    }
    assert!(n_chains >= 10, "almost nothing changed: {n_chains}");
}

/// Asks about random synapses in the presentations of a window, redoes every answer, and says how
/// many of them changed.
fn redo_random<S: Scalar>(scenario: &Scenario, n_presentations: u64, n_each: usize) -> usize {
    let network = Network::<S>::of(scenario).unwrap();
    let depth = scenario.network.depth();
    let mut draws = Draws::new(17, scenario.name.as_str());
    let mut draw = |n: usize| (draws.unit() * n as f64) as usize;
    let asked = Replay {
        scenario,
        window: 0..n_presentations,
        keeps: &|id| Evidence::<S>::keeps(&scenario.network.wiring, depth, id),
        tell: &|_| {},
    };
    let mut n_changed = 0;
    let needs_literal = !scenario.network.wiring.is_chain();
    replay::<S>(&asked, needs_literal, &mut |scene, logs| {
        let evidence = Evidence::gather(&network, scene, logs);
        for _ in 0..n_each {
            let wiring = &scenario.network.wiring;
            let layer = draw(wiring.n_computing());
            let index = draw(wiring.widths()[layer]);
            let post = AgentId::Error { layer, index };
            let synapse = wiring.synapse(post, draw(wiring.n_slots(post)));
            let lanes = match draw(8) {
                0 => Lanes::All,
                1 => Lanes::One(draw(evidence.n_presented())),
                _ => Lanes::Largest,
            };
            let why = answer_of(&evidence, synapse, lanes).unwrap();
            let redone = Redone::of::<S>(&why.text, &evidence, synapse, lanes);
            n_changed += usize::from(redone.has_changed);
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    n_changed
}

fn scenario(name: &str, edits: &[&str]) -> Scenario {
    let edits: Vec<_> = edits.iter().map(|edit| edit.parse().unwrap()).collect();
    Scenario::built_in(name, &edits).unwrap()
}

#[test]
fn the_printed_steps_give_the_recorded_bits() {
    for (name, edits) in [
        ("digits", vec![]),
        ("digits", vec!["precision=F32", "network.state=Plain"]),
        (
            "digits",
            vec!["learning.reduction=Mean", "network.decay=0.001"],
        ),
        (
            "digits",
            vec!["network.feedback_weights=Independent(seed: 3)"],
        ),
        ("digits-tonic", vec![]),
        ("digits-zil", vec![]),
        ("deep", vec!["precision=F32"]),
        ("residual", vec![]),
        ("two-eyes", vec![]),
    ] {
        let scenario = scenario(name, &edits);
        let n_changed = for_scenario!(&scenario, redo_random)(&scenario, 4, 6);
        assert!(n_changed >= 4, "{name} {edits:?}: {n_changed} changed");
    }
}

/// 200 random synapses and presentations of each.
#[test]
#[ignore = "some minutes; .ci/heavy has it"]
#[expect(clippy::print_stderr, reason = "what is skipped is said")]
fn the_printed_steps_give_the_recorded_bits_of_many() {
    let mut all = vec![scenario("digits", &[]), scenario("deep", &[])];
    match std::env::var_os("FAZIL_MNIST") {
        Some(_) => all.push(scenario("mnist", &[])),
        None => eprintln!("skipped: $FAZIL_MNIST is not set, so mnist was not asked about"),
    }
    for scenario in all {
        let n_changed = for_scenario!(&scenario, redo_random)(&scenario, 40, 5);
        assert!(n_changed >= 60, "{}: {n_changed} changed", scenario.name);
    }
}

/// What is found is what a look at every weight and every φ finds.
#[test]
fn the_largest_change_and_the_first_miss_are_found() {
    let scenario = scenario(
        "digits",
        &[
            "data.test=0.97",
            "timetable.epochs=2",
            "faults.silent_phi=0.02",
        ],
    );
    let mut session = Session::<f64>::open(&scenario, &RunOptions::default()).unwrap();
    let mut lookout = Lookout::<f64>::among(None, true);
    let (mut most, mut first_miss, mut within) = (0.0, None, Vec::new());
    loop {
        lookout.prepare(&session, false);
        let before = session.weights();
        let Some(presented) = session.step().unwrap() else {
            break;
        };
        lookout.watch(&presented, &mut session);
        let change = session.weights().max_divergence(&before);
        within.push(change);
        most = f64::max(most, change);
        if presented.shown.phi.misses > 0 {
            first_miss.get_or_insert(presented.index);
        }
    }
    let found = &lookout.found;
    assert_eq!(found.largest.unwrap().change.abs(), most);
    assert_eq!(found.first_miss.map(|miss| miss.presentation), first_miss);
    assert_eq!(found.first_spike.unwrap().presentation, 0);
    let ask = |question: &Question| answer_in::<f64>(&scenario, question, false, &|_| {});
    let text = ask(&Question::default()).unwrap().text;
    let largest = found.largest.unwrap();
    let named = format!(
        "{} in presentation {}.",
        largest.synapse(),
        largest.presentation
    );
    assert!(text.contains(&named), "{text}");
    let of_last = Question {
        presentation: Some(within.len() as u64 - 1),
        among: Some("error/1/*".parse().unwrap()),
        ..Question::default()
    };
    assert!(ask(&of_last).unwrap().text.contains("of presentation"));
    let missed = Question {
        find: Find::FirstMiss,
        ..Question::default()
    };
    let text = ask(&missed).unwrap().text;
    assert!(text.contains("set never to fire"), "{text}");
    let beyond = Question {
        lanes: Lanes::One(10),
        ..Question::default()
    };
    let refused = ask(&beyond).unwrap_err().to_string();
    assert!(refused.contains("it has 0..10"), "{refused}");
}

/// A φ that did not fire is told by the condition that failed, with its numbers.
#[test]
fn a_phi_that_did_not_fire_is_told_by_what_failed() {
    let why = |edits: &[&str], synapse: &str, presentation| {
        let scenario = scenario("digits", &[&["data.test=0.97"], edits].concat());
        let question = Question::about(synapse.parse().unwrap(), presentation);
        answer_in::<f64>(&scenario, &question, false, &|_| {})
            .unwrap()
            .text
    };
    let synapse = "error/0/2<-value/1/3";
    let untaught = why(&["timetable.without_teacher=0.999"], synapse, 1);
    assert!(untaught.contains("no teacher was there"), "{untaught}");
    // Tonic feedback goes round and round: ε is never quiet for long.
    let unsettled = scenario("digits-tonic-settle", &["data.test=0.97"]);
    let waiting = (0..4).map(|presentation| {
        let question = Question::about("error/1/9<-value/2/20".parse().unwrap(), presentation);
        answer_in::<f64>(&unsettled, &question, false, &|_| {})
            .unwrap()
            .text
    });
    let waiting: String = waiting.collect();
    assert!(
        waiting.contains("it had been quiet for 0 ticks, and t_d = 4"),
        "{waiting}"
    );
    let quiet = (0..12).map(|post| why(&[], &format!("error/1/{post}<-value/2/20"), 2));
    let quiet: String = quiet.collect();
    assert!(
        quiet.contains("at t = 1: there was nothing to learn"),
        "{quiet}"
    );
    let lost = why(
        &["faults.lesions=[(at: 1, what: \"error/0/2<-value/1/3\")]"],
        synapse,
        2,
    );
    assert!(lost.contains("the synapse was lost before"), "{lost}");
}
