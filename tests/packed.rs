//! The packed engine is the literal one, bit for bit.
//!
//! Random networks, rules, settings, timetables, lesions and interventions, drawn by seed, run
//! on both engines: the same weights, the same φ events, the same ε, μ and x, the same counts of
//! messages, on any number of workers and every instruction set. (The saboteurs, a kept sum, a
//! forgotten loudness and kept rates, are in `src/engine/packed/tests.rs`. 0 and −0 count as the same: the literal engine
//! keeps either neuron by neuron, the packed one slice by slice.)
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod networks;

use fazil::axon::{AgentId, Spiked};
use fazil::engine::Engine;
use fazil::engine::packed::{self, Packed};
use fazil::plasticity::{Autonomous, Commanded, Rule};
use fazil::record::{AgentLog, SpikeRow};
use fazil::scalar::Scalar;

use networks::Case;

/// Networks a test draws, and the long one.
const N_CASES: u64 = 120;
const N_HEAVY: u64 = 300;

/// Where the engines differ in a case, and how.
fn difference<S: Scalar>(case: &Case) -> Option<(u64, String)> {
    let (literal, packed) = (case.literal::<S>(), case.packed::<S>());
    let difference = literal.difference(&packed)?;
    Some((case.seed, format!("{difference}\n{case:?}")))
}

/// Seeds in which the engines differ, and how.
fn differences<S: Scalar>(seeds: std::ops::Range<u64>) -> Vec<(u64, String)> {
    seeds
        .filter_map(|seed| difference::<S>(&Case::draw(seed, 12)))
        .collect()
}

fn assert_none(differences: &[(u64, String)]) {
    if let Some((seed, first)) = differences.first() {
        panic!(
            "{} seeds differ, the first is {seed}: {first}",
            differences.len()
        );
    }
}

#[test]
fn the_engines_agree_in_f64() {
    assert_none(&differences::<f64>(0..N_CASES));
}

#[test]
fn the_engines_agree_in_f32() {
    assert_none(&differences::<f32>(N_CASES..2 * N_CASES));
}

/// An output neuron that its teacher holds and that dies, or is copied, in the midst of it was once
/// taken to have moved.
#[test]
fn the_engines_agree_on_what_happens_in_the_midst_of_a_presentation() {
    let differs = |seed| difference::<f64>(&Case::draw_midst(seed, 12));
    let found: Vec<_> = (20_000..20_000 + N_CASES).filter_map(differs).collect();
    assert_none(&found);
}

/// The saboteurs: an age that is not above t_d and fires, lanes that are not presented and count, a
/// weight in bulk taken for one of another threshold.
#[test]
fn the_engines_agree_where_many_phis_have_settings_of_their_own() {
    let differs = |seed| difference::<f64>(&Case::draw_faulty(seed, 12));
    assert_none(
        &(40_000..40_000 + N_CASES)
            .filter_map(differs)
            .collect::<Vec<_>>(),
    );
    let differs = |seed| difference::<f32>(&Case::draw_faulty(seed, 12));
    assert_none(
        &(41_000..41_000 + N_CASES)
            .filter_map(differs)
            .collect::<Vec<_>>(),
    );
}

/// Synapses that do not all fire were once shown one by one, which cost 60 times the rest of a run.
#[test]
fn a_neuron_shows_its_spikes_of_a_tick_and_lane_at_once() {
    let mut n_partial = 0;
    for seed in 42_000..42_040 {
        let case = Case::draw_faulty(seed, 6);
        for trace in [case.literal::<f32>(), case.packed::<f32>()] {
            for seen in &trace.seen {
                let rows = seen.spikes.windows(2);
                let place = |(id, row): &(AgentId, SpikeRow)| (*id, row.tick, row.lane);
                rows.clone()
                    .for_each(|rows| assert!(place(&rows[0]) < place(&rows[1])));
                let is_partial =
                    |(_, row): &&(AgentId, SpikeRow)| !matches!(row.synapses, Spiked::All);
                n_partial += seen.spikes.iter().filter(is_partial).count();
            }
        }
    }
    assert!(n_partial > 1000, "{n_partial}");
}

#[test]
#[ignore = "long: cargo test --release --test packed -- --ignored"]
fn the_engines_agree_on_thousands_of_networks() {
    assert_none(&differences::<f32>(1000..1000 + N_HEAVY));
    assert_none(&differences::<f64>(9000..9000 + N_HEAVY));
    let differs = |seed| difference::<f32>(&Case::draw_midst(seed, 12));
    let found: Vec<_> = (30_000..30_000 + N_HEAVY).filter_map(differs).collect();
    assert_none(&found);
    let differs = |seed| difference::<f32>(&Case::draw_faulty(seed, 12));
    let found: Vec<_> = (50_000..50_000 + N_HEAVY).filter_map(differs).collect();
    assert_none(&found);
}

/// One neuron's φ fires in silence, and a controller commands: once all synapses of the neuron
/// in the one engine, and of its slice in the other, committed the silence that they heard.
#[test]
fn under_a_controller_no_phi_is_asked_not_even_one_that_fires_in_silence() {
    assert_none(&differences::<f32>(1004..1005));
}

/// The regressions that the thousands found: a weight with a φ of its own that is not finite, x
/// and a weight of one slice that stop being finite in the same tick, a copy whose teacher goes
/// while nobody has anything new to say, and an input neuron that dies twice.
#[test]
fn where_a_number_stops_being_finite_a_teacher_goes_quietly_and_a_neuron_dies_twice() {
    for seed in [1214, 1893, 2184, 3994, 3596] {
        assert_none(&differences::<f32>(seed..seed + 1));
    }
}

/// 50 updates and more, as a digits run has them.
#[test]
fn long_runs_stay_together() {
    for seed in 0..8 {
        let case = Case::draw(500_000 + seed, 70);
        let (literal, packed) = (case.literal::<f32>(), case.packed::<f32>());
        assert_eq!(literal.difference(&packed), None, "{case:?}");
    }
}

/// Weights and φ take at most 12 bytes a pair of synapses in single precision, and what belongs
/// to neurons and lanes beside them.
#[test]
fn a_pair_of_synapses_takes_twelve_bytes_at_most() {
    for (n_lanes, rule) in [(1, Rule::FaZIL), (20, Rule::FaZIL), (20, Rule::ZIL)] {
        let case = Case {
            widths: vec![10, 400, 300, 784],
            n_lanes,
            rule,
            overrides: vec![],
            independent: true,
            ..Case::draw(1, 1)
        };
        let pairs: usize = case.widths.windows(2).map(|n| n[0] * n[1]).sum();
        let neurons: usize = case.widths.iter().sum();
        let options = packed::Options::default();
        let bytes = match rule {
            Rule::FaZIL => Packed::<f32, Autonomous, AgentLog<f32>>::new(case.circuit(), options)
                .synapse_bytes(),
            _ => Packed::<f32, Commanded, AgentLog<f32>>::new(case.circuit(), options)
                .synapse_bytes(),
        };
        let fixed = 64 * neurons * n_lanes;
        assert!(
            bytes > 4 * pairs,
            "{bytes} bytes for {pairs} pairs: weights left out"
        );
        assert!(
            bytes <= 12 * pairs + fixed,
            "{bytes} bytes for {pairs} pairs"
        );
    }
}
