//! The formulas, held to what engines count of themselves; sums that cannot overflow.

use super::*;
use crate::activation::Activation;
use crate::record::AgentLog;
use crate::session::engines;
use crate::session::setup::set_up;
use crate::wiring::Wiring;
use std::sync::Arc;

fn chain(widths: &[usize]) -> Arc<Wiring> {
    Arc::new(Wiring::chain(widths, Activation::ReLU, false))
}

fn scenario(widths: &str, batch: &str, more: &str) -> Scenario {
    let text = format!(
        "(name: \"s\", network: (widths: {widths}, bias: true), learning: (rule: FaZIL, alpha: 0.01), \
         timetable: (batch: {batch}), data: Xor())"
    );
    let edits: Vec<_> = more
        .split_whitespace()
        .map(|edit| edit.parse().unwrap())
        .collect();
    Scenario::parse(&text, "s.ron", &edits).unwrap()
}

fn part(estimate: &Estimate, name: &str) -> u128 {
    let part = estimate.parts.iter().find(|(other, _)| *other == name);
    part.unwrap().1
}

fn counted(scenario: &Scenario) -> [usize; 2] {
    let options = RunOptions::default();
    let circuit = || set_up::<f64>(scenario).unwrap().circuit;
    let literal = engines::literal_options(scenario, &options);
    let packed = engines::packed_options(&circuit(), scenario, &options);
    [literal, packed].map(|options| {
        let engine = options.build::<f64, AgentLog<f64>>(circuit());
        engine.synapse_bytes()
    })
}

/// The engines count what their synapses take; the estimate adds what neurons take.
#[test]
fn the_estimate_is_what_the_engines_count() {
    for (widths, batch, rule) in [
        ("[2, 200, 200, 1]", "1", "FaZIL"),
        ("[2, 150, 100, 50, 1]", "7", "FaZIL"),
        ("[2, 200, 200, 1]", "3", "ZIL"),
    ] {
        let scenario = scenario(widths, batch, &format!("learning.rule={rule}"));
        let [literal, packed] = counted(&scenario);
        for (is_packed, bytes) in [(false, literal), (true, packed)] {
            let estimate = Estimate::for_engine(&scenario, is_packed);
            let neurons = Shape::of(&scenario).n_neurons() * (1200 + 80 * 7);
            let (found, bytes) = (part(&estimate, "the network"), bytes as u128);
            let most = bytes + bytes / 4 + 2 * neurons;
            assert!(
                (bytes..=most).contains(&found),
                "{widths} {batch} {rule}, packed {is_packed}: {found} for {bytes}"
            );
        }
    }
}

#[test]
fn what_cannot_fit_is_refused_with_both_numbers() {
    let huge = scenario("[2, 100000, 100000, 1]", "1", "");
    let estimate = Estimate::of(&huge, &RunOptions::default());
    let error = estimate.check(&Machine::with(24_000_000_000)).unwrap_err();
    let error = error.to_string();
    assert!(error.contains("and this machine has 24 GB"), "{error}");
    let needed = words::bytes_in_words(estimate.bytes());
    assert!(error.contains(&needed), "{error}");
    let fits = Machine::with(u64::try_from(estimate.bytes()).unwrap());
    estimate.check(&fits).unwrap();
}

/// Smaller layers were advised, which two moons cannot have.
#[test]
fn data_that_cannot_fit_are_to_be_fewer() {
    let text = "(name: \"s\", network: (widths: [2, 2], activation: Tanh), learning: (rule: FaZIL, alpha: 0.01), \
                data: TwoMoons(train: 1000000000, test: 1))";
    let moons = Scenario::parse(text, "s.ron", &[]).unwrap();
    let estimate = Estimate::of(&moons, &RunOptions::default());
    let error = estimate.check(&Machine::with(24_000_000_000)).unwrap_err();
    let error = error.to_string();
    assert!(
        error.ends_with(": make data.train or data.test smaller"),
        "{error}"
    );
}

/// Widths were to be made smaller, which a network of populations does not have.
#[test]
fn a_network_of_populations_that_cannot_fit_is_to_have_smaller_ones() {
    let text = "(name: \"s\", network: (
        populations: [(name: \"in\", size: 100000), (name: \"out\", size: 100000)],
        projections: [(from: \"in\", to: \"out\")]),
        learning: (rule: FaZIL, alpha: 0.01),
        data: RandomTargets(train: 1, inputs: 100000, outputs: 100000))";
    let large = Scenario::parse(text, "s.ron", &[]).unwrap();
    let estimate = Estimate::of(&large, &RunOptions::default());
    let error = estimate.check(&Machine::with(24_000_000_000)).unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("make network.populations or timetable.batch smaller"),
        "{error}"
    );
}

/// 4.5 GB and minutes were spent without a word.
#[test]
fn a_network_of_5000_by_5000_by_5000_is_announced() {
    let mut large = scenario("[2, 5000, 5000, 1]", "1", "engine.kind=Literal");
    large.network.wiring = chain(&[5000; 3]);
    let estimate = Estimate::of(&large, &RunOptions::default());
    assert!(estimate.is_large());
    let sentence = estimate.sentence(&Machine::with(24_000_000_000));
    assert!(
        sentence.contains("GB of memory (this machine has 24 GB)"),
        "{sentence}"
    );
    let small = scenario("[2, 4, 1]", "1", "");
    assert!(!Estimate::of(&small, &RunOptions::default()).is_large());
}

/// A library may hand over what no file may say.
#[test]
fn no_count_overflows() {
    let mut endless = scenario("[2, 3, 1]", "1", "timetable.epochs=1000000000");
    endless.network.wiring = chain(&[usize::MAX; 4]);
    endless.timetable.batch = usize::MAX;
    endless.timetable.epochs = usize::MAX;
    endless.timetable.prediction_ticks.high = u64::MAX;
    for kind in [false, true] {
        let estimate = Estimate::for_engine(&endless, kind);
        assert_eq!(estimate.bytes(), u128::MAX);
        assert!(estimate.seconds() > 1e30);
        assert!(estimate.check(&Machine::with(u64::MAX)).is_err());
        estimate.sentence(&Machine::with(1));
    }
}

/// One draw a possible pair: `check` was silent about it.
#[test]
fn drawing_random_pairs_is_part_of_the_time() {
    let text = "(name: \"s\", network: (populations: [(name: \"a\", size: 2), (name: \"h\", size: 30), \
                (name: \"o\", size: 1)], projections: [(from: \"a\", to: \"h\", connect: \
                Random(density: 0.5)), (from: \"h\", to: \"o\")]), learning: (rule: FaZIL, alpha: 0.01), \
                data: Xor())";
    let scenario = Scenario::parse(text, "s.ron", &[]).unwrap();
    assert_eq!(shape::n_draws(&scenario), 60.0);
    let machine = Machine::with(u64::MAX);
    let mut estimate = Estimate::of(&scenario, &RunOptions::default());
    assert!(estimate.seconds() > 60.0 * DRAW);
    assert!(!estimate.sentence(&machine).contains("Random"));
    estimate.seconds_of_draws = 1e10 * DRAW;
    let said = estimate.sentence(&machine);
    assert!(
        said.contains("about 80 seconds of that go into Random"),
        "{said}"
    );
}
