//! A network goes on from a state as if nothing had happened.
//!
//! Random networks, rules, lesions, noise and interventions are saved between presentations, written
//! as bytes, read, and gone on from by another engine, or the same, with other threads: the same
//! weights, φ events, ε, μ, x and counts as a run that nobody interrupted. States that lack one thing
//! are noticed. Bytes that are no state are errors.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod networks;

use std::cell::Cell;
use std::sync::Arc;

use fazil::activation::Activation;
use fazil::dataset::Examples;
use fazil::engine::{
    Cause, Counts, EngineOptions, Lesion, NetworkState, Sealed, literal, open, packed, seal,
};
use fazil::environment::{LastBatch, Prediction, Span, Timetable};
use fazil::neuron::Noise;
use fazil::scalar::{Draws, Exact, Half, Scalar};
use fazil::simulation::{Plan, Simulation, SimulationState};
use fazil::synapse::Phi;
use serde_json::Value;

use networks::{Case, Network, Trace, pick};

/// Networks of each kind that a test draws.
const N_CASES: u64 = 60;

fn literal_options(n_threads: usize) -> EngineOptions {
    EngineOptions::Literal(literal::Options {
        n_threads,
        ..literal::Options::default()
    })
}

fn packed_options(n_threads: usize) -> EngineOptions {
    EngineOptions::Packed(packed::Options {
        n_threads,
        ..packed::Options::default()
    })
}

/// Where a run is cut, and what goes on from there.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Relay {
    /// The literal engine, with any threads.
    Literal,
    /// The packed engine, with any number of workers.
    Packed,
    /// Either.
    Both,
}

/// The same state, by way of bytes.
fn by_bytes<T: Sealed>(state: &T) -> T {
    let bytes = seal(state);
    let read: T = open(&bytes).unwrap();
    assert_eq!(
        seal(&read),
        bytes,
        "a state that is read is the one that was written"
    );
    read
}

/// What a saboteur does to a state, if there is one.
type Edit<'a> = Option<&'a dyn Fn(&mut Value)>;

/// Runs a case, at some presentations handed on to another engine.
fn relayed<S: Scalar>(case: &Case, relay: Relay, edit: Edit<'_>) -> (Trace<S>, Vec<u8>) {
    let d = &mut Draws::new(case.seed, "relay");
    let options = |d: &mut Draws| {
        let n_threads = 1 + d.below(4) as usize;
        match relay {
            Relay::Literal => literal_options(n_threads),
            Relay::Packed => packed_options(n_threads),
            Relay::Both => match d.below(2) {
                0 => literal_options(n_threads),
                _ => packed_options(n_threads),
            },
        }
    };
    let mut last = Vec::new();
    let first = options(d).build(case.circuit());
    let n = case.presentations.len();
    let trace = case.run_on::<S>(first, &mut |k, engine| {
        if d.below(3) > 0 && k + 1 < n {
            return engine;
        }
        let mut state = by_bytes(&engine.state());
        if let Some(edit) = edit {
            let mut value = serde_json::to_value(&state).unwrap();
            edit(&mut value);
            state = serde_json::from_value(value).unwrap();
        }
        if k + 1 == n {
            last = seal(&state);
        }
        options(d).resume(case.circuit(), &state).unwrap()
    });
    (trace, last)
}

/// A run that nobody interrupts, and the state before its last presentation.
fn whole<S: Scalar>(case: &Case, options: &EngineOptions) -> (Trace<S>, Vec<u8>) {
    let mut last = Vec::new();
    let n = case.presentations.len();
    let trace = case.run_on::<S>(
        options.build(case.circuit()),
        &mut |k, engine: Network<S>| {
            if k + 1 == n {
                last = seal(&engine.state());
            }
            engine
        },
    );
    (trace, last)
}

/// Seeds in which an interrupted run differs from a whole one, and how.
fn differences<S: Scalar>(
    cases: impl Iterator<Item = Case>,
    relay: Relay,
    edit: Edit<'_>,
) -> Vec<String> {
    cases
        .filter_map(|case| {
            let (whole, state) = whole::<S>(&case, &literal_options(1));
            let (relayed, relayed_state) = relayed::<S>(&case, relay, edit);
            let difference = whole.difference(&relayed).or_else(|| {
                let is_other = relay == Relay::Literal && state != relayed_state;
                is_other.then(|| "the states differ in a bit".to_owned())
            })?;
            Some(format!("{}: {difference}\n{case:?}", case.seed))
        })
        .collect()
}

fn assert_none(differences: &[String]) {
    if let Some(first) = differences.first() {
        panic!(
            "{} networks differ, the first is {first}",
            differences.len()
        );
    }
}

fn drawn(seeds: std::ops::Range<u64>) -> impl Iterator<Item = Case> {
    seeds.map(|seed| match seed % 3 {
        0 => Case::draw(seed, 8),
        1 => Case::draw_midst(seed, 8),
        _ => Case::draw_faulty(seed, 8),
    })
}

/// A network whose neurons are noisy.
fn noisy(seed: u64) -> Case {
    let d = &mut Draws::new(seed, "noisy");
    let mut case = Case::draw(seed, 8);
    case.disturbance = Noise {
        activity: pick(d, &[0.0, 0.01, 0.1]),
        message: pick(d, &[0.0, 0.01, 0.1]),
        corrupted: pick(d, &[0.0, 0.05]),
        seed,
    };
    case
}

#[test]
fn the_literal_engine_goes_on_from_a_state_to_the_bit() {
    let cases = || drawn(60_000..60_000 + N_CASES);
    assert_none(&differences::<f64>(cases(), Relay::Literal, None));
    let cases = || drawn(61_000..61_000 + N_CASES);
    assert_none(&differences::<f32>(cases(), Relay::Literal, None));
}

#[test]
fn the_packed_engine_goes_on_from_a_state_to_the_bit() {
    let cases = || drawn(62_000..62_000 + N_CASES);
    assert_none(&differences::<f32>(cases(), Relay::Packed, None));
    let cases = || drawn(63_000..63_000 + N_CASES);
    assert_none(&differences::<f64>(cases(), Relay::Packed, None));
}

/// What one engine left off with, the other goes on from, back and forth.
#[test]
fn either_engine_goes_on_from_a_state_of_the_other() {
    let cases = || drawn(64_000..64_000 + 2 * N_CASES);
    assert_none(&differences::<f64>(cases(), Relay::Both, None));
    let cases = || drawn(65_000..65_000 + N_CASES);
    assert_none(&differences::<f32>(cases(), Relay::Both, None));
}

#[test]
fn half_precision_and_fractions_go_on_to_the_bit() {
    assert_none(&differences::<Half>(
        drawn(66_000..66_004),
        Relay::Both,
        None,
    ));
    let small = (67_000..67_003).map(|seed| {
        let d = &mut Draws::new(seed, "small");
        let mut case = Case::draw(seed, 2);
        case.widths.truncate(3);
        case.widths.iter_mut().for_each(|n| *n = (*n).min(3));
        case.n_lanes = case.n_lanes.min(2);
        case.presentations
            .iter_mut()
            .for_each(|it| *it = (it.0.min(4), 1 + it.1 % 2, it.2, 1));
        case.activation = pick(d, &[Activation::ReLU, Activation::Identity]);
        (case.gamma, case.overrides, case.lesions) = (1.0, vec![], vec![]);
        // A change in every tick would double the digits in every tick.
        case.phi = Phi::Exact { t_d: 1 + seed % 3 };
        case
    });
    assert_none(&differences::<Exact>(small, Relay::Literal, None));
}

#[test]
fn noise_goes_on_where_its_streams_were() {
    let cases = || (68_000..68_000 + N_CASES).map(noisy);
    assert_none(&differences::<f64>(cases(), Relay::Literal, None));
}

#[test]
#[ignore = "long: cargo test --release --test resume -- --ignored"]
fn thousands_of_networks_go_on_to_the_bit() {
    assert_none(&differences::<f64>(
        drawn(100_000..102_000),
        Relay::Both,
        None,
    ));
    assert_none(&differences::<f32>(
        drawn(110_000..112_000),
        Relay::Both,
        None,
    ));
    assert_none(&differences::<f32>(
        drawn(120_000..121_000),
        Relay::Literal,
        None,
    ));
    assert_none(&differences::<f32>(
        drawn(130_000..131_000),
        Relay::Packed,
        None,
    ));
    assert_none(&differences::<f64>(
        (140_000..141_000).map(noisy),
        Relay::Literal,
        None,
    ));
}

/// Puts `new` in the place of every value.
fn fill(value: &mut Value, new: &Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, new)),
        Value::Object(fields) => fields.values_mut().for_each(|item| fill(item, new)),
        Value::Null => {}
        other => *other = new.clone(),
    }
}

/// A state in which one thing is as in a network that was just born.
fn without(state: &mut Value, [whose, what]: [&str; 2]) {
    let layers: Vec<&mut Value> = match whose {
        "" => vec![state],
        _ => state[whose].as_array_mut().unwrap().iter_mut().collect(),
    };
    for of in layers {
        let field = &mut of[what];
        match what {
            "last_loud" => fill(field, &(i64::MIN / 2).into()),
            "is_new" | "is_dead" => fill(field, &false.into()),
            "absent" => *field = Value::Array(vec![]),
            "heard" => {
                for list in ["speaks", "epsilon", "by_feedback"] {
                    field[list] = Value::Array(vec![]);
                }
            }
            "controller" if field.is_null() => {}
            "controller" => field["clock"] = Value::Null,
            "teacher" => {
                let current = &mut of["programme"]["current"];
                if !current.is_null() {
                    current["teacher"] = Value::Null;
                }
            }
            "is_first_tick" => *field = true.into(),
            "distortion" => {
                for neuron in field.as_array_mut().unwrap() {
                    neuron["position"] = 0.into();
                }
            }
            _ => fill(field, &0.into()),
        }
    }
}

/// The saboteurs: whatever a state lacks is noticed in some networks, with the engine that reads it.
#[test]
fn a_state_that_lacks_anything_is_noticed() {
    let lacks = [
        ("values", "x", Relay::Literal),
        ("values", "residue", Relay::Literal),
        ("values", "residue", Relay::Packed),
        ("values", "is_new", Relay::Literal),
        ("values", "is_dead", Relay::Literal),
        ("values", "rates", Relay::Literal),
        ("values", "rates", Relay::Packed),
        ("values", "weights", Relay::Literal),
        ("values", "absent", Relay::Literal),
        ("errors", "x", Relay::Literal),
        ("errors", "residue", Relay::Literal),
        ("errors", "epsilon", Relay::Literal),
        ("errors", "epsilon", Relay::Packed),
        ("errors", "mu", Relay::Literal),
        ("errors", "mu", Relay::Packed),
        ("errors", "weights", Relay::Packed),
        ("errors", "absent", Relay::Packed),
        ("errors", "last_loud", Relay::Literal),
        ("errors", "last_loud", Relay::Packed),
        // In these networks nothing that the packed engine computes depends on what was heard.
        ("feedback", "heard", Relay::Literal),
        ("feedback", "last_loud", Relay::Literal),
        ("", "controller", Relay::Literal),
        ("", "controller", Relay::Packed),
        ("", "teacher", Relay::Literal),
        ("", "teacher", Relay::Packed),
        ("", "counts", Relay::Literal),
        ("", "counts", Relay::Packed),
        ("", "shown", Relay::Literal),
        ("", "is_first_tick", Relay::Literal),
    ];
    let mut blind = Vec::new();
    for (whose, what, relay) in lacks {
        let edit = |state: &mut Value| without(state, [whose, what]);
        // Until one is noticed.
        let mut seeds = 69_000..69_090;
        let is_noticed = seeds
            .any(|seed| !differences::<f64>(drawn(seed..seed + 1), relay, Some(&edit)).is_empty());
        if !is_noticed {
            blind.push((whose, what, relay));
        }
    }
    for (whose, what) in [
        ("values", "jitter"),
        ("values", "distortion"),
        ("errors", "distortion"),
    ] {
        let edit = |state: &mut Value| without(state, [whose, what]);
        let found = differences::<f64>((68_000..68_020).map(noisy), Relay::Literal, Some(&edit));
        if found.is_empty() {
            blind.push((whose, what, Relay::Literal));
        }
    }
    assert!(
        blind.is_empty(),
        "nobody noticed that a state lacks {blind:?}"
    );
}

/// A network a few presentations on, and its state.
fn advanced(case: &Case, options: &EngineOptions) -> NetworkState<f64> {
    let mut engine: Network<f64> = options.build(case.circuit());
    engine.queue(case.showing(0));
    engine.begin();
    for k in 0..3 {
        engine.queue(case.showing(k + 1));
        let (p, t, ..) = case.presentations[k];
        engine.advance(p + t).unwrap();
    }
    engine.state()
}

fn plain_case(seed: u64) -> Case {
    let mut case = Case::draw(seed, 6);
    case.activation = Activation::Tanh;
    case.prediction = Prediction::Settle;
    case.widths.iter_mut().for_each(|n| *n = (*n).min(5));
    case.n_lanes = case.n_lanes.min(2);
    (case.presentations.iter_mut()).for_each(|it| it.3 = it.3.min(case.n_lanes));
    (case.lesions, case.overrides, case.alpha) = (vec![], vec![], 0.01);
    case
}

/// The bytes of a state: a head, 32 bytes of hash, and the rest.
fn parts(bytes: &[u8]) -> (usize, usize) {
    let end_of_name = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let hash = end_of_name + 5;
    (hash, hash + 32)
}

#[test]
fn bytes_that_changed_are_an_error() {
    let bytes = seal(&advanced(&plain_case(1), &literal_options(1)));
    assert!(open::<NetworkState<f64>>(&bytes).is_ok());
    for n in 0..bytes.len() {
        assert!(open::<NetworkState<f64>>(&bytes[..n]).is_err(), "{n} bytes");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(open::<NetworkState<f64>>(&longer).is_err());
    for k in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[k] ^= 1 << (k % 8);
        assert!(open::<NetworkState<f64>>(&changed).is_err(), "byte {k}");
    }
    let told = |bytes: &[u8]| open::<NetworkState<f32>>(bytes).unwrap_err().to_string();
    assert_eq!(
        told(&bytes),
        "the state has numbers of precision F64, and the network computes in F32"
    );
    assert_eq!(told(b"PNG"), "these bytes are no network state");
    let (hash, _) = parts(&bytes);
    let mut newer = bytes.clone();
    newer[hash - 5] = 9;
    assert_eq!(
        told(&newer),
        "the state has format 9, and this program reads format 2"
    );
    let short = &bytes[..bytes.len() - 1];
    let damaged = open::<NetworkState<f64>>(short).unwrap_err().to_string();
    assert_eq!(
        damaged,
        "the state changed since it was written, or is cut short"
    );
}

/// Bytes of which the hash is right, and nothing else: they are refused, or some network's state, and
/// no engine breaks off at them.
#[test]
fn a_state_that_nobody_left_breaks_no_engine() {
    let (mut n_refused, mut n_restored) = (0, 0);
    for seed in 0..24 {
        let case = plain_case(seed);
        let bytes = seal(&advanced(&case, &packed_options(2)));
        let (hash, start) = parts(&bytes);
        let d = &mut Draws::new(seed, "mutations");
        for _ in 0..150 {
            let mut changed = bytes.clone();
            for _ in 0..1 + d.below(3) {
                let place = start + d.below((changed.len() - start) as u64) as usize;
                match d.below(4) {
                    0 => changed.truncate(place.max(start + 1)),
                    1 => changed[place..]
                        .iter_mut()
                        .take(9)
                        .for_each(|byte| *byte = 0xff),
                    _ => changed[place] = d.below(256) as u8,
                }
            }
            let sum = blake3::hash(&changed[start..]);
            changed[hash..start].copy_from_slice(sum.as_bytes());
            let Ok(state) = open::<NetworkState<f64>>(&changed) else {
                n_refused += 1;
                continue;
            };
            for options in [literal_options(1), packed_options(2)] {
                let mut engine: Network<f64> = options.build(case.circuit());
                if engine.restore(&state).is_err() {
                    n_refused += 1;
                    continue;
                }
                n_restored += 1;
                engine.queue(case.showing(0));
                if let Err(fault) = engine.advance(9) {
                    let is_broken = !matches!(fault.cause, Cause::Diverged(_));
                    assert!(!is_broken, "{seed}: {fault}");
                }
            }
        }
    }
    assert!(
        n_refused > 500 && n_restored > 500,
        "{n_refused} {n_restored}"
    );
}

/// Lengths that are claimed and not there take no room.
#[test]
fn a_length_that_is_only_claimed_is_an_error() {
    let bytes = seal(&advanced(&plain_case(1), &literal_options(1)));
    let (hash, start) = parts(&bytes);
    for n_whole in [0, 1, 7, 20, 60] {
        let mut changed = bytes[..start + n_whole].to_vec();
        changed.extend([0xff; 9]);
        changed.push(1); // 2^64 − 1, as postcard writes it.
        let sum = blake3::hash(&changed[start..]);
        changed[hash..start].copy_from_slice(sum.as_bytes());
        assert!(open::<NetworkState<f64>>(&changed).is_err());
    }
}

#[test]
fn a_state_of_another_network_is_refused() {
    let case = plain_case(2);
    let state = advanced(&case, &literal_options(1));
    let refused = |case: &Case| {
        for options in [literal_options(1), packed_options(2)] {
            let mut engine: Network<f64> = options.build(case.circuit());
            let error = engine.restore(&state).unwrap_err().to_string();
            assert!(
                error.starts_with("the state is of another network"),
                "{error}"
            );
        }
    };
    let mut wider = case.clone();
    wider.widths[0] += 1;
    refused(&wider);
    let mut more_lanes = case.clone();
    more_lanes.n_lanes += 1;
    refused(&more_lanes);
    let mut biased = case.clone();
    biased.bias = !biased.bias;
    refused(&biased);
    let mut tolerant = case.clone();
    let q = "0.123".parse().unwrap();
    tolerant.phi = Phi::Tolerance { t_d: 1, q };
    refused(&tolerant);
}

#[test]
fn the_packed_engine_refuses_noise() {
    let noisy = (0..)
        .map(noisy)
        .find(|case| case.disturbance.is_any())
        .unwrap();
    let mut engine: Network<f64> = literal_options(1).build(noisy.circuit());
    engine.disturb(&noisy.disturbance);
    engine.queue(noisy.showing(0));
    engine.begin();
    let state = engine.state();
    assert!(
        literal_options(2)
            .resume::<f64, fazil::axon::Unobserved>(noisy.circuit(), &state)
            .is_ok()
    );
    let mut packed: Network<f64> = packed_options(1).build(noisy.circuit());
    let error = packed.restore(&state).unwrap_err().to_string();
    assert!(
        error.contains("which the packed engine does not run"),
        "{error}"
    );
    assert_eq!(packed.counts(), Counts::default());
}

/// A plan for a case: drawn lengths, presentations without teacher, a short last batch.
fn plan<S: Scalar>(case: &Case) -> Plan<S> {
    let d = &mut Draws::new(case.seed, "plan");
    let (n_inputs, n_outputs) = (*case.widths.last().unwrap(), case.widths[0]);
    let n = 3 * case.n_lanes + 1;
    let mut draw = |n: usize| {
        (0..n)
            .map(|_| S::from_f64(d.below(4) as f64 / 3.0))
            .collect()
    };
    let examples = Examples {
        n_inputs,
        n_outputs,
        inputs: draw(n * n_inputs),
        targets: draw(n * n_outputs),
        labels: None,
    };
    let is_imposed = case.prediction == Prediction::Imposed;
    Plan {
        timetable: Timetable {
            prediction_ticks: if is_imposed {
                Span::fixed(0)
            } else {
                Span { low: 2, high: 9 }
            },
            learning_ticks: Span { low: 2, high: 6 },
            without_teacher: 0.2,
            n_lanes: case.n_lanes,
            last_batch: LastBatch::Short,
            seed: case.seed,
            shuffle: true,
        },
        prediction: case.prediction,
        n_epochs: 3,
        perturbation: case.noise,
        examples: Arc::new(examples),
    }
}

/// Everything that a run shows, step by step, and what it is at the end.
fn told<S: Scalar>(
    case: &Case,
    mut run: Simulation<S>,
    mut change: impl FnMut(u64, Simulation<S>) -> Simulation<S>,
) -> Vec<String> {
    let mut told = Vec::new();
    for k in 0.. {
        run = change(k, run);
        if k == 4
            && let Some((_, lesion)) = case.lesions.first()
        {
            run.lesion(lesion);
        }
        match run.step() {
            Ok(Some(shown)) => told.push(
                format!("{shown:?}")
                    .replace("-0.0,", "0.0,")
                    .replace("-0.0]", "0.0]"),
            ),
            Ok(None) => break,
            Err(fault) => {
                told.push(fault.tick.to_string());
                return told;
            }
        }
        let counts = run.counts();
        let counts = (counts.messages(), counts.commands(), run.interventions());
        told.push(format!("{counts:?} {}", run.weights().blake3()));
    }
    told
}

fn goes_on<S: Scalar>(seed: u64) {
    let case = Case::draw_midst(seed, 8);
    let plan = plan::<S>(&case);
    let start = |options: &EngineOptions| Simulation::new(case.circuit(), plan.clone(), options);
    let whole = told(&case, start(&literal_options(1)), |_, run| run);
    let d = &mut Draws::new(seed, "simulation");
    let options = |d: &mut Draws| match d.below(2) {
        0 => literal_options(1 + d.below(3) as usize),
        _ => packed_options(1 + d.below(3) as usize),
    };
    let first = start(&options(d));
    let resumed = told(&case, first, |_, run| match d.below(2) {
        0 => run,
        _ => {
            let state: SimulationState<S> = by_bytes(&run.state());
            assert_eq!(state.coming_epoch(), run.coming_epoch());
            Simulation::resume(case.circuit(), plan.clone(), &options(d), &state).unwrap()
        }
    });
    for (k, (a, b)) in whole.iter().zip(&resumed).enumerate() {
        assert_eq!(a, b, "{seed}: step {k}\n{case:?}");
    }
    assert_eq!(whole.len(), resumed.len(), "{seed}");
}

#[test]
fn a_simulation_goes_on_in_the_midst_of_its_timetable() {
    (80_000..80_040).for_each(goes_on::<f64>);
    (81_000..81_040).for_each(goes_on::<f32>);
}

/// What a state of a simulation lacks is noticed: how much was drawn, the noise's place, a count.
#[test]
fn a_simulation_that_forgets_its_place_is_noticed() {
    let case = (82_000..)
        .map(|seed| Case::draw(seed, 8))
        .find(|case| {
            let is_calm = case.activation != Activation::Square && case.lesions.is_empty();
            case.prediction == Prediction::Imposed
                && case.noise > 0.0
                && is_calm
                && case.widths.len() > 2
        })
        .unwrap();
    let plan = plan::<f64>(&case);
    let start = || Simulation::new(case.circuit(), plan.clone(), &literal_options(1));
    let whole = told(&case, start(), |_, run| run);
    let refused = Cell::new(false);
    let forgets = |what: &str| {
        told(&case, start(), |k, run| {
            if k != 3 {
                return run;
            }
            let mut value = serde_json::to_value(run.state()).unwrap();
            match what {
                "drawn" => value["drawn"][1]["n_taught"] = 0.into(),
                "position" => value["drawn"][1]["position"] = 0.into(),
                "nothing" => {}
                _ => value[what] = 0.into(),
            }
            let state: SimulationState<f64> = serde_json::from_value(value).unwrap();
            let options = literal_options(1);
            let resumed = Simulation::resume(case.circuit(), plan.clone(), &options, &state);
            refused.set(resumed.is_err());
            resumed.unwrap_or(run)
        })
    };
    assert_eq!(forgets("nothing"), whole);
    assert!(!refused.get());
    for what in ["drawn", "position", "noise", "interventions", "n_drawn"] {
        let is_noticed = forgets(what) != whole || refused.get();
        assert!(is_noticed, "{what}");
    }
}

#[test]
fn a_simulation_of_another_plan_is_refused() {
    let case = plain_case(3);
    let plan = plan::<f64>(&case);
    let options = literal_options(1);
    let mut run = Simulation::new(case.circuit(), plan.clone(), &options);
    run.lesion(&Lesion::Neuron { layer: 0, index: 0 });
    run.step().unwrap();
    let state = run.state();
    let refused = |plan: Plan<f64>| {
        let run = Simulation::resume(case.circuit(), plan, &options, &state);
        run.err().unwrap().to_string()
    };
    let mut shorter = plan.clone();
    shorter.n_epochs = 0;
    assert!(refused(shorter).contains("the number of epochs begun"));
    let mut longer = plan.clone();
    longer.timetable.learning_ticks = Span::fixed(60);
    assert!(refused(longer).contains("a number of coming ticks"));
    let mut fewer = plan;
    let examples = Arc::make_mut(&mut fewer.examples);
    examples.inputs.truncate(examples.n_inputs);
    assert!(refused(fewer).starts_with("the state is of another network"));
}

/// Nothing of it would be saved if the mistake of an engine were to make up for it.
#[test]
fn the_networks_of_this_file_do_something() {
    let cases: Vec<Case> = drawn(64_000..64_030).collect();
    let spikes = cases.iter().map(|case| {
        let trace = case.packed::<f64>();
        trace
            .seen
            .iter()
            .map(|seen| seen.spikes.len())
            .sum::<usize>()
    });
    assert!(spikes.filter(|n| *n > 20).count() >= 8);
    let twice = cases.iter().filter(|case| {
        let (a, b) = (case.literal::<f64>(), case.literal::<f64>());
        a.difference(&b).is_none()
    });
    assert_eq!(twice.count(), cases.len());
}
