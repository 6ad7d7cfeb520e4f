//! What recording costs: nanoseconds and bytes of a stored φ row, and its share of a run.
//!
//! The digits network (64-32-10, ReLU, batches of 10, phasic feedback) on the literal engine,
//! one thread. Bounds: at most 150 ns and 16 bytes for a stored φ row; recording every φ event
//! at most 30 % of the run's time; every variable of a tenth of the neurons and synapses, 30 %.
//! `cargo bench --bench recording`.
//!
//! With `FAZIL_LOOP=unwatched`, `logged` or `hooked` it runs one tick loop and ends, for
//! `valgrind --tool=callgrind`: an engine whose neurons nobody watches; the log that a run's
//! tallies need, without and with the hooks for messages.
#![expect(clippy::print_stdout, reason = "a benchmark tells its numbers")]

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fazil::axon::{
    Activity, AgentId, Observer, PredictionError, Spiked, Tick, Unobserved, WeightChange,
};
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer};
use fazil::engine::literal::{Literal, Options};
use fazil::engine::{Circuit, Engine, Settings};
use fazil::environment::{Frame, Showing};
use fazil::experiment::run;
use fazil::plasticity::Autonomous;
use fazil::record::{AgentLog, Moment, Recorders, Recording, RunFolder, Scene, What};
use fazil::run_files::Summary;
use fazil::scalar::Draws;
use fazil::scenario::{Edit, EngineKind, Scenario};
use fazil::session::RunOptions;
use fazil::synapse::{Learning, Phi};
use fazil::wiring::Wiring;

const WIDTHS: [usize; 3] = [10, 32, 64];
const N_LANES: usize = 10;
/// P and T.
const BEFORE: u64 = 9;
const AFTER: u64 = 4;

type Agents<W> = Literal<f64, Autonomous, W>;

fn circuit() -> Circuit<f64> {
    let initial = Initial::Xavier {
        seed: 1,
        gain: "1".parse().expect("a number"),
    };
    let weights = initial.draw(
        &Wiring::chain(&WIDTHS, fazil::activation::Activation::ReLU, true),
        FeedbackWeights::Mirrored,
    );
    Circuit::new(
        Blueprint::chain(
            &WIDTHS,
            fazil::activation::Activation::ReLU,
            InputTransfer::Identity,
            weights.expect("drawn, not read"),
        ),
        Settings {
            phi: Phi::Exact { t_d: 4 },
            learning: Learning {
                alpha: 0.001,
                ..Learning::default()
            },
            n_lanes: N_LANES,
            ..Settings::default()
        },
    )
    .expect("a benchmark's network can be built")
}

fn showing(draws: &mut Draws) -> Showing<f64> {
    let mut frame = |n: usize| {
        let values: Vec<f64> = (0..n * N_LANES).map(|_| draws.unit()).collect();
        Arc::new(Frame::new(&values, N_LANES, N_LANES))
    };
    Showing {
        prediction_ticks: BEFORE,
        learning_ticks: AFTER,
        stimulus: frame(WIDTHS[2]),
        teacher: Some(frame(WIDTHS[0])),
    }
}

/// Runs presentations, clearing logs as a simulation does.
fn present<W: Observer<f64> + Default + 'static>(n: usize, clear: impl Fn(&mut W)) -> Agents<W> {
    let mut agents = Agents::<W>::new(circuit(), Options::default());
    let mut draws = Draws::new(1, "recording");
    agents.queue(showing(&mut draws));
    agents.begin();
    for _ in 0..n {
        agents.observers(&mut |_, observer| clear(observer));
        agents.queue(showing(&mut draws));
        agents.advance(BEFORE + AFTER).expect("nothing fails");
    }
    agents
}

/// The log that tallies need, without the hooks for messages: the observer's own empty ones.
#[derive(Debug, Default)]
struct Unhooked(AgentLog<f64>);

impl Observer<f64> for Unhooked {
    #[inline]
    fn activity(&mut self, at: Tick, x: &Arc<Activity<f64>>) {
        self.0.activity(at, x);
    }
    #[inline]
    fn prediction(&mut self, at: Tick, prediction: &Arc<PredictionError<f64>>) {
        Observer::prediction(&mut self.0, at, prediction);
    }
    #[inline]
    fn spike(&mut self, at: Tick, lane: u32, synapses: Spiked) {
        self.0.spike(at, lane, synapses);
    }
    #[inline]
    fn change(&mut self, at: Tick, slot: u32, change: &WeightChange<f64>) {
        self.0.change(at, slot, change);
    }
}

/// One presentation's φ rows, written again and again into a file that swallows them.
fn phi_rows(criterion: &mut Criterion) {
    let mut agents = present::<AgentLog<f64>>(3, AgentLog::clear);
    let start = Tick(2 * (BEFORE + AFTER) as i64);
    let onset = start.after(BEFORE);
    let mut epsilon: Vec<Vec<f64>> = vec![Vec::new(); WIDTHS.len() - 1];
    agents.observers(&mut |id, log| {
        if let AgentId::Error { layer, .. } = id {
            let row = AgentLog::prediction(log, onset.after(layer as u64)).expect("logged");
            epsilon[layer].extend_from_slice(&row.epsilon);
        }
    });
    let examples: Vec<usize> = (0..N_LANES).collect();
    let moment = Moment {
        index: 2,
        epoch: 0,
        start,
        onset,
        end: onset.after(AFTER),
        is_taught: true,
        examples: &examples,
        epsilon: &epsilon,
    };
    let parent = tempfile::tempdir().expect("a directory");
    let folder = RunFolder::fresh(parent.path(), "bench").expect("a directory");
    let records = folder.path().join("records");
    std::fs::create_dir(&records).expect("a directory");
    #[cfg(unix)]
    for file in ["phi.parquet", "presentations.parquet"] {
        std::os::unix::fs::symlink("/dev/null", records.join(file)).expect("a link");
    }
    let circuit = circuit();
    let scene = Scene {
        is_phasic: true,
        tracks_silence: true,
        ..Scene::new(circuit.blueprint(), &circuit.settings().phi, N_LANES, true)
    };
    let phi = Recording {
        most_bytes: u64::MAX,
        ..Recording::of_all(What::Phi)
    };
    let mut recorders = Recorders::new(scene, &[phi], &folder).expect("recorders");
    let mut n_watched = 0_u64;
    let mut group = criterion.benchmark_group("recording");
    // The same rows each time: a φ on every ε of 42 dendrites and 10 feedback streams in 10
    // lanes, where ReLU lets it through.
    let n_expected = |layer: usize| epsilon[layer].iter().filter(|e| **e != 0.0).count();
    let n_rows = 2 * n_expected(0) + n_expected(1);
    group.throughput(Throughput::Elements(n_rows as u64));
    group.bench_function("phi_rows_of_a_presentation", |bencher| {
        bencher.iter(|| {
            n_watched += 1;
            recorders.watch(&moment, None, &mut |see| {
                agents.observers(&mut |id, log| see(id, log));
            });
        });
    });
    group.finish();
    let records = recorders.finish(&folder).expect("a list");
    assert_eq!(records[0].rows, n_rows as u64 * n_watched);
    println!(
        "phi rows: {:.1} a presentation, {:.2} bytes a row",
        records[0].rows as f64 / n_watched as f64,
        records[0].bytes as f64 / records[0].rows as f64
    );
}

fn run_digits(recordings: &[&str]) -> Summary {
    let edits: Vec<Edit> = vec!["timetable.epochs=3".parse().expect("an edit")];
    let mut scenario = Scenario::built_in("digits", &edits).expect("digits are built in");
    for recording in recordings {
        let recording: Recording = recording.parse().expect("a recording");
        scenario.add_recording(recording).expect("it is there");
    }
    let parent = tempfile::tempdir().expect("a directory");
    let folder = RunFolder::fresh(parent.path(), "bench").expect("a directory");
    let stop = AtomicBool::new(false);
    let options = RunOptions {
        engine: Some(EngineKind::Literal),
        n_threads: Some(1),
        ..RunOptions::default()
    };
    run(&scenario, &folder, &options, &mut (), &stop).expect("it runs")
}

/// The shortest of several runs with nothing, every φ event, a tenth of everything.
fn shares(_: &mut Criterion) {
    // At most one in ten of each: 106 value neurons, 42 error neurons, 2410 synapses θ with the
    // biases, 320 synapses θ′.
    let values = ["value/0/0", "value/1/0..3", "value/2/0..6"];
    let errors = ["error/0/0", "error/1/0..3"];
    let theta = ["error/1/0..3<-value/2/*", "error/0/0<-value/1/*"];
    let mut tenth = vec!["theta_prime:error/0/0<-value/1/*".to_owned()];
    let mut add = |what: &[&str], of: &[&str]| {
        let each = |what: &&str| {
            of.iter()
                .map(|of| format!("{what}:{of}"))
                .collect::<Vec<_>>()
        };
        tenth.extend(what.iter().flat_map(each));
    };
    add(&["x", "rate"], &values);
    add(&["mu", "epsilon", "phi_state", "phi"], &errors);
    add(&["theta", "delta_theta"], &theta);
    add(&["messages_in", "messages_out"], &values);
    add(&["messages_in", "messages_out"], &errors);
    let tenth: Vec<&str> = tenth.iter().map(String::as_str).collect();
    let cases: [(&str, &[&str]); 3] = [
        ("nothing", &[]),
        ("every phi event", &["phi"]),
        ("a tenth of everything", &tenth),
    ];
    let mut best = [f64::INFINITY; 3];
    for _ in 0..5 {
        for (best, (_, recordings)) in best.iter_mut().zip(&cases) {
            *best = best.min(run_digits(recordings).seconds);
        }
    }
    for ((name, _), seconds) in cases.iter().zip(best) {
        let share = 100.0 * (seconds - best[0]) / best[0];
        println!("digits, 3 epochs, recording {name}: {seconds:.3} s ({share:+.1} %)");
    }
    let phi = &run_digits(&["phi"]).records[0];
    let bytes = phi.bytes as f64 / phi.rows as f64;
    println!(
        "digits, phi.parquet: {} rows, {bytes:.2} bytes a row",
        phi.rows
    );
}

/// One tick loop and the end, if `FAZIL_LOOP` asks for it.
fn tick_loop(_: &mut Criterion) {
    let n = 60;
    match std::env::var("FAZIL_LOOP").as_deref() {
        Ok("unwatched") => drop(present::<Unobserved>(n, |_| {})),
        Ok("logged") => drop(present::<Unhooked>(n, |log| log.0.clear())),
        Ok("hooked") => drop(present::<AgentLog<f64>>(n, AgentLog::clear)),
        _ => return,
    }
    std::process::exit(0);
}

criterion_group!(benches, tick_loop, phi_rows, shares);
criterion_main!(benches);
