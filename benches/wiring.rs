//! Time and memory of one update of networks that are no chain, beside a dense chain: random pairs,
//! fields on sheets, and ten million pairs of a hundred thousand neurons.
//!
//! f32, tanh, phasic Fa-Z-IL left to itself, one worker, 20 lanes (the largest: 1). Every network must
//! learn: the squared error of the one batch that it is shown again and again must fall.
//!
//! `cargo bench --bench wiring`; `-- --test` leaves out the largest, `-- fields` all whose name does not
//! begin so.
#![expect(clippy::print_stdout, reason = "a benchmark tells its numbers")]

use std::sync::Arc;
use std::time::Instant;

use fazil::activation::Activation;
use fazil::axon::Unobserved;
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer};
use fazil::engine::{Circuit, Engine, EngineOptions, Settings, packed};
use fazil::environment::{Frame, Showing};
use fazil::scalar::Draws;
use fazil::synapse::{Learning, Phi};
use fazil::wiring::{
    Connectivity, Delays, PopulationDescription, ProjectionDescription, Sheet, Wiring,
};

type Agents = Box<dyn Engine<f32, Unobserved>>;

const T_D: u64 = 4;

fn population(name: &str, size: usize, sheet: Option<Sheet>) -> PopulationDescription {
    PopulationDescription {
        name: name.to_owned(),
        size: Some(size).filter(|_| sheet.is_none()),
        sheet,
        activation: Activation::Tanh,
        has_bias: false,
    }
}

/// input -> hidden -> upper -> output, the first two projections connected by a rule.
fn graph(
    sizes: [usize; 3],
    sheets: [Option<Sheet>; 3],
    connect: impl Fn(usize) -> Connectivity,
) -> Wiring {
    let names = ["input", "hidden", "upper", "output"];
    let mut populations: Vec<_> = (0..3)
        .map(|k| population(names[k], sizes[k], sheets[k]))
        .collect();
    populations.push(population("output", 10, None));
    let projections: Vec<_> = (0..3)
        .map(|k| ProjectionDescription {
            from: names[k].to_owned(),
            to: names[k + 1].to_owned(),
            connect: if k < 2 {
                connect(k)
            } else {
                Connectivity::FixedIn { n: 50, seed: 9 }
            },
            learns: true,
            delay: None,
            weight: None,
        })
        .collect();
    let mut no_files = |_: &str| Err("no files".to_owned());
    Wiring::new(&populations, &projections, Delays::Levels, &mut no_files)
        .expect("a benchmark's network can be built")
}

fn circuit(wiring: Wiring, n_lanes: usize) -> Circuit<f32> {
    let initial = Initial::Xavier {
        seed: 1,
        gain: 1.into(),
    };
    let weights = initial.draw(&wiring, FeedbackWeights::Mirrored);
    let blueprint = Blueprint {
        wiring: Arc::new(wiring),
        input_transfer: InputTransfer::Identity,
        weights: weights.expect("drawn weights are drawn"),
    };
    let settings = Settings {
        phi: Phi::Exact { t_d: T_D },
        learning: Learning {
            alpha: 0.001 / n_lanes as f32,
            ..Learning::default()
        },
        n_lanes,
        ..Settings::default()
    };
    Circuit::new(blueprint, settings).expect("a benchmark's network can be built")
}

/// One update; the squared error of the prediction before it.
fn update(agents: &mut Agents, showing: &Showing<f32>, targets: &Frame<f32>) -> f64 {
    agents.queue(showing.clone());
    agents
        .advance(showing.prediction_ticks - 1)
        .expect("nothing fails");
    let outputs = agents.outputs();
    agents
        .advance(1 + showing.learning_ticks)
        .expect("nothing fails");
    let mut error = 0.0;
    for lane in 0..targets.presented() {
        let pairs = targets.lane(lane).iter().zip(&outputs);
        error += pairs.fold(0.0, |sum, (target, output)| {
            sum + f64::from(target - output.values[lane]).powi(2)
        });
    }
    error
}

/// Prints a row; nanoseconds a pair and update.
fn measure(
    name: &str,
    make: impl FnOnce() -> Wiring,
    n_lanes: usize,
    dense: Option<f64>,
) -> Option<f64> {
    let asked = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with("--"));
    if asked.is_some_and(|asked| !name.starts_with(&asked)) {
        return None;
    }
    let begun = Instant::now();
    let circuit = circuit(make(), n_lanes);
    let wiring = Arc::clone(&circuit.blueprint().wiring);
    let with_feedback = (0..wiring.projections().len()).filter(|e| wiring.has_feedback(*e));
    let n_feedback: usize = with_feedback.map(|e| wiring.n_pairs(e)).sum();
    let n_pairs = wiring.n_synapses();
    let options = EngineOptions::Packed(packed::Options::default());
    let mut agents: Agents = options.build(circuit);
    let built = begun.elapsed().as_secs_f64();
    let mut draws = Draws::new(1, "bench.wiring");
    let mut draw = |n: usize| -> Vec<f32> { (0..n).map(|_| draws.unit() as f32).collect() };
    let stimulus = Frame::new(&draw(wiring.n_inputs() * n_lanes), n_lanes, n_lanes);
    let targets = Arc::new(Frame::new(&draw(10 * n_lanes), n_lanes, n_lanes));
    let showing = Showing {
        prediction_ticks: wiring.depth() as u64 + 1 + T_D,
        learning_ticks: wiring.depth() as u64,
        stimulus: Arc::new(stimulus),
        teacher: Some(Arc::clone(&targets)),
    };
    agents.queue(showing.clone());
    agents.begin();
    agents
        .advance(showing.prediction_ticks + showing.learning_ticks)
        .expect("nothing fails");
    let first = update(&mut agents, &showing, &targets);
    let (mut last, mut least) = (first, f64::INFINITY);
    let until = Instant::now();
    for k in 0.. {
        let begun = Instant::now();
        last = update(&mut agents, &showing, &targets);
        least = least.min(begun.elapsed().as_secs_f64());
        if k >= 4 && (is_test() || until.elapsed().as_secs_f64() > 2.0) {
            break;
        }
    }
    assert!(last < first, "{name} learned nothing: {first} to {last}");
    let nanoseconds = least * 1e9 / n_pairs as f64;
    let ratio = dense.map_or(String::new(), |dense| {
        format!("{:6.2} x dense", nanoseconds / dense)
    });
    println!(
        "{name:34} {n_pairs:>9} pairs {n_lanes:>3} lanes  built in {built:6.2} s  {:6.2} ms an update \
         {nanoseconds:7.3} ns a pair {:5.1} bytes a pair ({} with feedback) {ratio}",
        least * 1e3,
        agents.synapse_bytes() as f64 / n_pairs as f64,
        n_feedback,
    );
    Some(nanoseconds)
}

/// Whether it is only to be seen that this runs.
fn is_test() -> bool {
    std::env::args().any(|argument| argument == "--test")
}

fn main() {
    let n_lanes = 20;
    let chain = || Wiring::chain(&[10, 1024, 1024, 1024], Activation::Tanh, false);
    let dense = measure("dense chain, 1024-1024-1024-10", chain, n_lanes, None);
    let random = |k: usize| Connectivity::Random {
        density: "0.1".parse().expect("a number"),
        seed: k as u64,
    };
    let sparse = || graph([1024, 4096, 1024], [None; 3], random);
    measure("random pairs, 10 %", sparse, n_lanes, dense);
    let sheet = |rows, channels| {
        Some(Sheet {
            rows,
            columns: rows,
            channels,
        })
    };
    let sheets = [sheet(18, 16), sheet(16, 32), sheet(14, 32)];
    let field = |_: usize| Connectivity::Receptive {
        field: 3,
        stride: 1,
        padding: 0,
    };
    let local = || graph([0; 3], sheets, field);
    measure("fields of 3 x 3 on sheets", local, n_lanes, dense);
    if !is_test() {
        let fixed = |k: usize| Connectivity::FixedIn {
            n: 100,
            seed: k as u64,
        };
        let large = || graph([100_000, 100_000, 1000], [None; 3], fixed);
        measure("100 of 100,000 to each of 100,000", large, 1, None);
    }
}
