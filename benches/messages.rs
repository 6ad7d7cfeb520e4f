//! What a synaptic message costs: the literal engine beside a bare crossbeam channel.
//!
//! One thread, f32, the paper's 784-32-32-10, phasic feedback, P = 8 and T = 3 ticks. A message
//! is an envelope put into a mailbox, taken out, heard and answered for: the network's whole
//! presentation, divided by the envelopes that went. Beside it, in the same run, envelopes of
//! the same type through one bounded channel, filled and drained 784 at a time.
//!
//! Bounds: at most 3 times the bare channel; at most 200 bytes for both ends of a connection.
//! `cargo bench --bench messages`.
#![expect(clippy::print_stdout, reason = "a benchmark tells its numbers")]

use std::cell::RefCell;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use crossbeam_channel::bounded;
use fazil::activation::Activation;
use fazil::axon::{Envelope, Lanes, Message, Never, Tick, Unobserved};
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer};
use fazil::engine::literal::{Literal, Options};
use fazil::engine::{Circuit, Engine, Settings};
use fazil::environment::{Frame, Showing};
use fazil::plasticity::Autonomous;
use fazil::scalar::Draws;
use fazil::synapse::{Learning, Phi};
use fazil::wiring::Wiring;

/// Output first.
const WIDTHS: [usize; 4] = [10, 32, 32, 784];
const DEPTH: u64 = WIDTHS.len() as u64 - 1;
const T_D: u64 = 4;
/// P = L + 1 + t_d.
const PREDICTION_TICKS: u64 = DEPTH + 1 + T_D;
const BATCHES: [usize; 2] = [1, 20];
/// Messages of one tick into one neuron of the first hidden layer.
const CHUNK: usize = 784;

type Agents = Literal<f32, Autonomous, Unobserved>;
type Mail = Envelope<f32, Never>;

thread_local! {
    /// Nanoseconds per message of each sample, by name.
    static SAMPLES: RefCell<Vec<(String, Vec<f64>)>> = const { RefCell::new(Vec::new()) };
}

fn note(name: &str, elapsed: Duration, n_messages: u64) {
    let nanoseconds = elapsed.as_nanos() as f64 / n_messages as f64;
    SAMPLES.with_borrow_mut(
        |samples| match samples.iter_mut().find(|(known, _)| known == name) {
            Some((_, found)) => found.push(nanoseconds),
            None => samples.push((name.to_owned(), vec![nanoseconds])),
        },
    );
}

fn circuit(n_lanes: usize) -> Circuit<f32> {
    let initial = Initial::Xavier {
        seed: 1,
        gain: 1.into(),
    };
    let weights = initial.draw(
        &Wiring::chain(&WIDTHS, Activation::ReLU, false),
        FeedbackWeights::Mirrored,
    );
    Circuit::new(
        Blueprint::chain(
            &WIDTHS,
            Activation::Logistic,
            InputTransfer::Activation,
            weights.expect("bug: drawn weights are drawn"),
        ),
        Settings {
            phi: Phi::Exact { t_d: T_D },
            learning: Learning {
                alpha: 0.001,
                ..Learning::default()
            },
            n_lanes,
            ..Settings::default()
        },
    )
    .expect("a benchmark's network can be built")
}

/// Random images, one-hot targets.
fn showing(draws: &mut Draws, n_lanes: usize) -> Showing<f32> {
    let (n_inputs, n_outputs) = (WIDTHS[DEPTH as usize], WIDTHS[0]);
    let stimulus = (0..n_inputs * n_lanes)
        .map(|_| draws.unit() as f32)
        .collect();
    let mut teacher = vec![0.0; n_outputs * n_lanes];
    for lane in 0..n_lanes {
        teacher[draws.below(n_outputs as u64) as usize * n_lanes + lane] = 1.0;
    }
    let frame = |values: Vec<f32>| Arc::new(Frame::new(&values, n_lanes, n_lanes));
    Showing {
        prediction_ticks: PREDICTION_TICKS,
        learning_ticks: DEPTH,
        stimulus: frame(stimulus),
        teacher: Some(frame(teacher)),
    }
}

/// A network about to be shown the first of `showings`, over and over.
struct Bench {
    agents: Agents,
    showings: Vec<Showing<f32>>,
    n_shown: usize,
}

impl Bench {
    fn new(n_lanes: usize) -> Self {
        let mut draws = Draws::new(1, "benchmark");
        let mut bench = Self {
            agents: Agents::new(circuit(n_lanes), Options::default()),
            showings: (0..8).map(|_| showing(&mut draws, n_lanes)).collect(),
            n_shown: 0,
        };
        bench.queue();
        bench.agents.begin();
        bench
    }

    fn queue(&mut self) {
        let next = self.n_shown % self.showings.len();
        self.agents.queue(self.showings[next].clone());
        self.n_shown += 1;
    }

    /// Runs one presentation; the sources need the one after it already.
    fn present(&mut self) {
        self.queue();
        let done = self.agents.advance(PREDICTION_TICKS + DEPTH);
        done.expect("bug: a small network with small weights is stable");
    }

    fn n_envelopes(&self) -> u64 {
        let counts = self.agents.counts();
        counts.messages() + counts.beats() + counts.commands()
    }
}

fn literal_engine(c: &mut Criterion) {
    let mut group = c.benchmark_group("one presentation, literal engine");
    group.sample_size(20);
    for n_lanes in BATCHES {
        let mut bench = Bench::new(n_lanes);
        group.bench_function(BenchmarkId::new("batch", n_lanes), |b| {
            b.iter_custom(|n| {
                let before = bench.n_envelopes();
                let begun = Instant::now();
                (0..n).for_each(|_| bench.present());
                let elapsed = begun.elapsed();
                let name = format!("literal engine, batch {n_lanes}");
                note(&name, elapsed, bench.n_envelopes() - before);
                elapsed
            });
        });
    }
    group.finish();
}

fn bare_channel(c: &mut Criterion) {
    let mut group = c.benchmark_group("784 envelopes, bare crossbeam channel");
    group.sample_size(20);
    let rate = Message::Rate(Arc::new(Lanes::filled(&0.5, 1)));
    for (what, message) in [("news", rate), ("beat", Message::Beat)] {
        let (sender, receiver) = bounded::<Mail>(CHUNK + 1);
        let (sender, receiver) = (black_box(sender), black_box(receiver));
        group.bench_function(BenchmarkId::new("payload", what), |b| {
            b.iter_custom(|n| {
                let begun = Instant::now();
                for _ in 0..n {
                    for slot in 0..CHUNK as u32 {
                        let message = black_box(&message).clone();
                        let tick = Tick(0);
                        let sent = sender.try_send(Envelope {
                            tick,
                            slot,
                            message,
                        });
                        assert!(sent.is_ok(), "bug: there is room for a chunk");
                    }
                    for _ in 0..CHUNK {
                        drop(black_box(receiver.try_recv()));
                    }
                }
                let elapsed = begun.elapsed();
                note(&format!("bare channel, {what}"), elapsed, n * CHUNK as u64);
                elapsed
            });
        });
    }
    group.finish();
}

/// The tables at the end. Most envelopes of a settled network are beats, which have no payload
/// to count references of, so the ratio to bare beats is the stricter one.
fn conclusion(_: &mut Criterion) {
    let samples = SAMPLES.take();
    let figures = |name: &str| {
        let found = samples.iter().find(|(known, _)| known == name)?;
        let mut sorted = found.1.clone();
        sorted.sort_by(f64::total_cmp);
        Some((*sorted.first()?, sorted[sorted.len() / 2]))
    };
    let median = |name| figures(name).map_or(f64::NAN, |(_, median)| median);
    let (news, beat) = (median("bare channel, news"), median("bare channel, beat"));
    let names = [
        "ns a message",
        "least",
        "median",
        "x bare news",
        "x bare beat",
    ];
    let [name, least, mid, by_news, by_beat] = names;
    println!("\n{name:<28}{least:>9}{mid:>9}{by_news:>13}{by_beat:>13}");
    for (name, _) in &samples {
        let Some((least, median)) = figures(name) else {
            continue;
        };
        let (by_news, by_beat) = (median / news, median / beat);
        println!("{name:<28}{least:>9.1}{median:>9.1}{by_news:>13.2}{by_beat:>13.2}");
    }
    println!(
        "\n{:<28}{:>9}{:>9}{:>13}",
        "one presentation", "news", "beats", "bytes a pair"
    );
    for n_lanes in BATCHES {
        let mut bench = Bench::new(n_lanes);
        bench.present();
        let before = bench.agents.counts();
        bench.present();
        let after = bench.agents.counts();
        let (messages, beats) = (
            after.messages() - before.messages(),
            after.beats() - before.beats(),
        );
        let n_pairs: usize = WIDTHS.windows(2).map(|pair| pair[0] * pair[1]).sum();
        let bytes = bench.agents.synapse_bytes() as f64 / n_pairs as f64;
        let name = format!("batch {n_lanes}");
        println!("{name:<28}{messages:>9}{beats:>9}{bytes:>13.1}");
    }
    println!("\nbounds at batch 1: 3 times bare; 200 bytes a pair");
}

criterion_group!(benches, literal_engine, bare_channel, conclusion);
criterion_main!(benches);
