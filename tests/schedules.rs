//! Seeded schedules: any order that the protocol allows gives the same bits.
//!
//! A seed draws a small network, a rule, an engine of one thread and the order in which it
//! delivers messages and lets agents take their turns; weights, spikes, outputs and counts must
//! be those of the unscheduled engine. A seed that fails is printed, and `SEED=n cargo test
//! --test schedules one_seed -- --include-ignored` replays it. The saboteur sums in the order of
//! arrival, and is noticed. The long search: `cargo test --release --test schedules --
//! --include-ignored`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "protocol/network.rs"]
mod network;
mod saboteurs;

use std::collections::HashMap;

use fazil::engine::literal::Options;

use network::{Case, Trace, cases};
use saboteurs::Saboteur;

/// The unscheduled run of each case, made once.
#[derive(Default)]
struct References(HashMap<usize, Trace>);

impl References {
    fn of(&mut self, k: usize, case: &Case) -> &Trace {
        self.0.entry(k).or_insert_with(|| {
            let trace = case.run(Options::default()).unwrap();
            trace.assert_alive(case);
            trace
        })
    }
}

/// The scheduled run of `case`, in the order of `seed`.
fn scheduled(case: &Case, seed: u64) -> Trace {
    let options = Options {
        schedule: Some(seed),
        ..Options::default()
    };
    case.run(options).unwrap()
}

/// Runs `seeds`, each on the case it falls on; the first that differs, if one does.
fn differing(seeds: impl Iterator<Item = u64>, saboteur: Saboteur) -> Option<String> {
    let mut cases = cases();
    cases.iter_mut().for_each(|case| case.saboteur = saboteur);
    let mut references = References::default();
    for seed in seeds {
        let k = (seed % cases.len() as u64) as usize;
        let reference = references.of(k, &cases[k]);
        let trace = scheduled(&cases[k], seed);
        if let Some(difference) = reference.difference(&trace) {
            return Some(format!("SEED={seed}: {}: {difference}", cases[k].name));
        }
    }
    None
}

#[test]
fn two_thousand_schedules_give_the_same_bits() {
    assert_eq!(differing(0..2_000, Saboteur::None), None);
}

#[test]
#[ignore = "long: cargo test --release --test schedules -- --include-ignored"]
fn a_hundred_thousand_schedules_give_the_same_bits() {
    assert_eq!(differing(10_000..110_000, Saboteur::None), None);
}

/// Replays the schedule whose number is in `SEED`.
#[test]
#[ignore = "for one seed: SEED=n cargo test --test schedules one_seed -- --include-ignored"]
fn one_seed() {
    let seed = std::env::var("SEED").map_or(0, |seed| seed.parse().unwrap());
    assert_eq!(differing(seed..=seed, Saboteur::None), None);
}

/// The saboteur of this file, and what makes a failing seed useful: it fails again.
#[test]
fn sums_in_the_order_of_arrival_are_noticed_and_replay() {
    let first = differing(0..1_400, Saboteur::ArrivalOrder);
    let first = first.expect("1,400 schedules summed in the order of arrival agreed");
    let seed = first.strip_prefix("SEED=").unwrap();
    let seed: u64 = seed.split_once(':').unwrap().0.parse().unwrap();
    assert!(seed < 200, "noticed late: {first}");
    let again = differing(seed..=seed, Saboteur::ArrivalOrder);
    assert_eq!(again, Some(first));
}

/// One seed is one order, two seeds are two.
#[test]
fn a_seed_is_an_order() {
    let mut case = cases().pop().unwrap();
    case.saboteur = Saboteur::ArrivalOrder;
    let traces: Vec<Trace> = (0..20).map(|seed| scheduled(&case, seed)).collect();
    let again: Vec<Trace> = (0..20).map(|seed| scheduled(&case, seed)).collect();
    assert_eq!(traces, again);
    assert!(traces.iter().any(|trace| *trace != traces[0]));
}
