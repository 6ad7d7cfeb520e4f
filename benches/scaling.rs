//! Time and memory of one update of all weights against the number of synapse pairs, from 1e4
//! to 1e8, beside what the machine's memory alone would take for the same weights.
//!
//! Networks w-w-w-10 (the largest 4096-8192-8192-10), logistic, f32, phasic Fa-Z-IL left to
//! itself on the packed engine, one worker, 1 and 20 lanes. Every network must learn: the
//! squared error of the one batch that it is shown again and again must fall.
//!
//! `cargo bench --bench scaling -- FILE.svg` draws the picture; `-- --test` runs the smallest.
#![expect(clippy::print_stdout, reason = "a benchmark tells its numbers")]

use std::sync::Arc;
use std::time::Instant;

use fazil::activation::Activation;
use fazil::axon::Unobserved;
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer};
use fazil::engine::packed::{Options, Packed};
use fazil::engine::{Circuit, Engine, Settings};
use fazil::environment::{Frame, Showing};
use fazil::plasticity::Autonomous;
use fazil::report::{Chart, Dimension, Mark, Panel, Scale, Series, WIDE, chart};
use fazil::scalar::Draws;
use fazil::synapse::{Learning, Phi};
use fazil::wiring::Wiring;

type Agents = Packed<f32, Autonomous, Unobserved>;

/// L, t_d, P and T.
const DEPTH: u64 = 3;
const T_D: u64 = 4;
const BEFORE: u64 = DEPTH + 1 + T_D;

/// Widths, output first, of about 1e4, 1e5, … 1e8 synapse pairs.
const NETWORKS: [[usize; 4]; 5] = [
    [10, 68, 68, 68],
    [10, 221, 221, 221],
    [10, 704, 704, 704],
    [10, 2233, 2233, 2233],
    [10, 8192, 8192, 4096],
];

/// What a network took.
struct Measured {
    /// Pairs of θ and θ′, and θ of the input layer's synapses, which have no θ′.
    n_pairs: usize,
    /// Seconds an update, least of some, by number of lanes.
    seconds: [f64; 2],
    /// Bytes of weights and φ a pair, as the engine counts them, and as the process grew.
    bytes: [f64; 2],
    /// Squared error of the batch before the first and the last update.
    errors: [f64; 2],
    /// Bytes that one update cannot but move: θ and θ′, read for a sum, read and written for a
    /// change.
    moved: f64,
}

fn circuit(widths: [usize; 4], n_lanes: usize) -> Circuit<f32> {
    let initial = Initial::Xavier {
        seed: 1,
        gain: 1.into(),
    };
    let weights = initial.draw(
        &Wiring::chain(&widths, Activation::ReLU, false),
        FeedbackWeights::Mirrored,
    );
    Circuit::new(
        Blueprint::chain(
            &widths,
            Activation::Logistic,
            InputTransfer::Identity,
            weights.expect("drawn weights are drawn"),
        ),
        Settings {
            phi: Phi::Exact { t_d: T_D },
            learning: Learning {
                // The more a neuron hears, the smaller a step must be.
                alpha: 0.1 / widths[1] as f32 / n_lanes as f32,
                ..Learning::default()
            },
            n_lanes,
            ..Settings::default()
        },
    )
    .expect("a benchmark's network can be built")
}

/// One update; the squared error of the prediction before it.
fn update(agents: &mut Agents, showing: &Showing<f32>, targets: &Frame<f32>) -> f64 {
    agents.queue(showing.clone());
    // After the tick before its onset the teacher holds the outputs.
    agents.advance(BEFORE - 1).expect("nothing fails");
    let outputs = agents.outputs();
    agents.advance(1 + DEPTH).expect("nothing fails");
    let mut error = 0.0;
    for lane in 0..targets.presented() {
        let pairs = targets.lane(lane).iter().zip(&outputs);
        error += pairs.fold(0.0, |sum, (target, output)| {
            sum + f64::from(target - output.values[lane]).powi(2)
        });
    }
    error
}

/// Bytes of memory that the process has now; nothing where the system does not tell.
fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(1024.0 * kilobytes)
}

fn measure(widths: [usize; 4], is_test: bool) -> Measured {
    let n_feedback = widths[0] * widths[1] + widths[1] * widths[2];
    let n_pairs = n_feedback + widths[2] * widths[3];
    let mut measured = Measured {
        n_pairs,
        seconds: [f64::INFINITY; 2],
        bytes: [0.0; 2],
        errors: [0.0; 2],
        moved: 12.0 * (n_pairs + n_feedback) as f64,
    };
    for (k, n_lanes) in [1, 20].into_iter().enumerate() {
        let before = resident();
        let mut agents = Agents::new(circuit(widths, n_lanes), Options::default());
        let mut draws = Draws::new(1, "scaling");
        let mut draw = |n: usize| -> Vec<f32> { (0..n).map(|_| draws.unit() as f32).collect() };
        let stimulus = Frame::new(&draw(widths[3] * n_lanes), n_lanes, n_lanes);
        let targets = Arc::new(Frame::new(&draw(widths[0] * n_lanes), n_lanes, n_lanes));
        let showing = Showing {
            prediction_ticks: BEFORE,
            learning_ticks: DEPTH,
            stimulus: Arc::new(stimulus),
            teacher: Some(Arc::clone(&targets)),
        };
        agents.queue(showing.clone());
        agents.begin();
        let grown = before.zip(resident()).map(|(before, now)| now - before);
        let begun = Instant::now();
        let (mut n_updates, mut last) = (0, 0.0);
        while n_updates < 3 || (begun.elapsed().as_secs_f64() < 0.5 && !is_test) {
            let one = Instant::now();
            last = update(&mut agents, &showing, &targets);
            if n_updates == 0 {
                measured.errors[0] = last;
            }
            n_updates += 1;
            measured.seconds[k] = measured.seconds[k].min(one.elapsed().as_secs_f64());
        }
        measured.errors[1] = last;
        assert!(last < measured.errors[0], "{widths:?} does not learn");
        let counted = agents.synapse_bytes() as f64;
        measured.bytes = [counted, grown.unwrap_or(f64::NAN)].map(|bytes| bytes / n_pairs as f64);
    }
    measured
}

/// Bytes a second that one core moves to and from memory, the most of some tries: a += 0.5 b
/// over 256 MB.
fn bandwidth() -> f64 {
    let n = 32 << 20;
    let (mut a, b) = (vec![1.0_f32; n], vec![2.0_f32; n]);
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let begun = Instant::now();
        a.iter_mut().zip(&b).for_each(|(a, b)| *a += 0.5 * b);
        std::hint::black_box(&mut a);
        best = best.min(begun.elapsed().as_secs_f64());
    }
    12.0 * n as f64 / best
}

fn picture(all: &[Measured], bandwidth: f64) -> String {
    let series = |name: &str, mark: Mark, y: &dyn Fn(&Measured) -> f64| {
        let points = all.iter().map(|m| (m.n_pairs as f64, y(m)));
        Series::new(name, mark, points.collect())
    };
    let panel = Panel {
        x: Dimension::new("pairs of synapses θ and θ′", Scale::Powers),
        y: Dimension::new("ms per update", Scale::Powers),
        series: vec![
            series("20 lanes", Mark::Line, &|m| 1e3 * m.seconds[1]),
            series("1 lane", Mark::Line, &|m| 1e3 * m.seconds[0]),
            series("moving the weights through memory", Mark::Reference, &|m| {
                1e3 * m.moved / bandwidth
            }),
        ],
        ..Panel::default()
    };
    let figure = Chart {
        title: "One update of all weights against the size of the network".to_owned(),
        note: format!(
            "Fa-Z-IL, phasic, settles by itself; f32, one core; memory moves {:.1} GB/s",
            bandwidth / 1e9
        ),
        height: 300.0,
        panels: vec![panel],
        ..Chart::default()
    };
    chart(&figure, WIDE)
}

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let is_test = words.iter().any(|word| word == "--test");
    let n_networks = if is_test { 2 } else { NETWORKS.len() };
    let bandwidth = bandwidth();
    println!("memory: {:.1} GB/s, one core\n", bandwidth / 1e9);
    println!(
        "{:>10}{:>13}{:>13}{:>13}{:>13}{:>13}{:>20}",
        "pairs",
        "1 lane ms",
        "20 lanes ms",
        "ns a pair",
        "memory ms",
        "bytes a pair",
        "error, 20 lanes"
    );
    let mut all = Vec::new();
    for widths in &NETWORKS[..n_networks] {
        let m = measure(*widths, is_test);
        println!(
            "{:>10}{:>13.4}{:>13.4}{:>13.3}{:>13.4}{:>6.2} ({:.1}){:>11.3} to {:.3}",
            m.n_pairs,
            1e3 * m.seconds[0],
            1e3 * m.seconds[1],
            1e9 * m.seconds[1] / m.n_pairs as f64,
            1e3 * m.moved / bandwidth,
            m.bytes[0],
            m.bytes[1],
            m.errors[0],
            m.errors[1]
        );
        all.push(m);
    }
    println!("\nbytes a pair: weights and φ as the engine counts them (and as the process grew)");
    if let Some(path) = words.iter().find(|word| word.ends_with(".svg")) {
        std::fs::write(path, picture(&all, bandwidth)).expect("the file can be written");
        println!("picture: {path}");
    }
}
