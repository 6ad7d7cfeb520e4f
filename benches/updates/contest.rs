// The contest of `updates.rs`, and of `yardstick`, which adds contestants from outside.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fazil::wiring::Wiring;
use fazil::activation::Activation;
use fazil::axon::Unobserved;
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer, Weights};
use fazil::dataset::Examples;
use fazil::engine::packed::{Options, Packed};
use fazil::engine::{Circuit, Settings, Engine};
use fazil::environment::{Frame, Showing};
use fazil::neuron::Feedback;
use fazil::oracle::Backpropagation;
use fazil::plasticity::{Autonomous, Commanded, Plasticity, Rule};
use fazil::scalar::{Draws, InstructionSet, Scalar};
use fazil::synapse::{Learning, Phi};

include!("faulty.rs");
include!("transfer.rs");

/// One network and size of batch.
struct Workload {
    name: &'static str,
    /// Output first.
    widths: [usize; 4],
    n_lanes: usize,
}

const WORKLOADS: [Workload; 3] = [
    Workload {
        name: "W1",
        widths: [10, 32, 32, 784],
        n_lanes: 20,
    },
    Workload {
        name: "W2",
        widths: [10, 512, 512, 784],
        n_lanes: 20,
    },
    Workload {
        name: "W3",
        widths: [10, 32, 32, 784],
        n_lanes: 1,
    },
];

const ALPHA: f64 = 0.001;
/// Updates after which contestants must have learned the same.
const N_COMPARED: usize = 50;
/// How long one turn of one contestant lasts, about.
const TURN: Duration = Duration::from_millis(2);
const N_TURNS: usize = 81;

/// One batch of examples.
struct Batch<'a, S> {
    /// Which examples.
    chosen: Vec<usize>,
    /// `[B][n_L]`.
    inputs: Vec<&'a [S]>,
    /// `[B][n_0]`.
    targets: Vec<&'a [S]>,
}

/// Someone who learns.
trait Contestant<S> {
    /// One update; agents are shown the next batch while they are done with this one.
    fn update(&mut self, batch: &Batch<'_, S>, next: &Batch<'_, S>);
    /// θ now.
    fn weights(&self) -> Weights<S>;
    /// Commits of all synapses together since birth, both ends; `None` for those without
    /// synapses.
    fn commits(&self) -> Option<u64> {
        None
    }
}

/// Everyone who takes part; the first is what the others are compared to.
fn contestants<S: Outside>(
    work: &Workload,
    examples: &Arc<Examples<S>>,
) -> Vec<(&'static str, Box<dyn Contestant<S>>)> {
    let alpha = S::from_f64(ALPHA);
    let oracle = Backpropagation::new(blueprint(work), alpha, false);
    let (tonic, phasic) = (Feedback::Tonic, Feedback::Phasic);
    let il = Rule::IL { t_c: 20 };
    let none = None;
    let mut all: Vec<(&'static str, Box<dyn Contestant<S>>)> =
        vec![("BP, the oracle", Box::new(oracle))];
    all.extend(outsiders(work));
    all.extend::<Vec<(_, Box<dyn Contestant<S>>)>>(vec![
        (
            HEALTHY,
            Agents::<S, Autonomous>::new(work, examples, Rule::FaZIL, phasic, none),
        ),
        (
            "Fa-Z-IL, tonic, imposed",
            Agents::<S, Autonomous>::new(work, examples, Rule::FaZIL, tonic, none),
        ),
        (
            "Z-IL, imposed",
            Agents::<S, Commanded>::new(work, examples, Rule::ZIL, tonic, none),
        ),
        (
            "IL, t_c = 20, γ = 0.1",
            Agents::<S, Commanded>::new(work, examples, il, tonic, none),
        ),
    ]);
    for (name, fault) in FAULTY {
        let fault = Some(fault);
        let agents = Agents::<S, Autonomous>::new(work, examples, Rule::FaZIL, phasic, fault);
        all.push((name, agents));
    }
    all
}

fn blueprint<S: Scalar>(work: &Workload) -> Blueprint<S> {
    let initial = Initial::Xavier {
        seed: 1,
        gain: 1.into(),
    };
    let weights = initial.draw(&Wiring::chain(&work.widths, Activation::ReLU, false), FeedbackWeights::Mirrored);
    Blueprint::chain(&work.widths, Activation::Logistic, InputTransfer::Activation, weights.expect("bug: drawn weights are drawn"))
}

impl<S: Scalar> Contestant<S> for Backpropagation<S> {
    fn update(&mut self, batch: &Batch<'_, S>, _: &Batch<'_, S>) {
        self.update_rows(&batch.inputs, &batch.targets);
    }
    fn weights(&self) -> Weights<S> {
        Backpropagation::weights(self)
    }
}

/// A network of agents on the packed engine, one worker.
struct Agents<S: Scalar, P: Plasticity> {
    engine: Packed<S, P, Unobserved>,
    examples: Arc<Examples<S>>,
    /// P and T.
    ticks: [u64; 2],
    has_begun: bool,
}

impl<S: Scalar, P: Plasticity> Agents<S, P> {
    fn new(
        work: &Workload,
        examples: &Arc<Examples<S>>,
        rule: Rule,
        feedback: Feedback,
        fault: Option<Faulty>,
    ) -> Box<Self> {
        let depth = work.widths.len() as u64 - 1;
        let t_d = 4;
        let (gamma, ticks) = match (rule, feedback) {
            (Rule::IL { t_c }, _) => (0.1, [0, t_c + 1]),
            (_, Feedback::Tonic) => (1.0, [0, depth]),
            (_, Feedback::Phasic) => (1.0, [depth + 1 + t_d, depth]),
        };
        let circuit = Circuit::new(blueprint(work), Settings {
            rule,
            feedback,
            phi: Phi::Exact { t_d },
            overrides: fault.map_or_else(Vec::new, |fault| overrides(&work.widths, fault)),
            gamma: S::from_f64(gamma),
            learning: Learning {
                alpha: S::from_f64(ALPHA),
                ..Learning::default()
            },
            n_lanes: work.n_lanes,
..Settings::default()
}).expect("a benchmark's network can be built");
        Box::new(Self {
            engine: Packed::new(circuit, Options::default()),
            examples: Arc::clone(examples),
            ticks,
            has_begun: false,
        })
    }

    fn queue(&mut self, batch: &Batch<'_, S>) {
        self.engine.queue(Showing {
            prediction_ticks: self.ticks[0],
            learning_ticks: self.ticks[1],
            stimulus: Arc::new(Frame::inputs(&self.examples, &batch.chosen)),
            teacher: Some(Arc::new(Frame::targets(&self.examples, &batch.chosen))),
        });
    }
}

impl<S: Scalar, P: Plasticity> Contestant<S> for Agents<S, P> {
    fn update(&mut self, batch: &Batch<'_, S>, next: &Batch<'_, S>) {
        if !std::mem::replace(&mut self.has_begun, true) {
            self.queue(batch);
            self.engine.begin();
        }
        self.queue(next);
        if self.ticks[0] == 0 {
            self.engine.impose(&mut S::zero);
        }
        let ended = self.engine.advance(self.ticks[0] + self.ticks[1]);
        assert_eq!(ended, Ok(()));
    }

    fn weights(&self) -> Weights<S> {
        self.engine.weights()
    }

    fn commits(&self) -> Option<u64> {
        Some(self.engine.n_commits())
    }
}

/// Images as MNIST's are, about four fifths of them 0, and one-hot targets, for 16 batches.
fn examples<S: Scalar>(work: &Workload) -> Examples<S> {
    let mut draws = Draws::new(1, "updates");
    let n = 16 * work.n_lanes;
    let mut pixel = |_| match draws.below(5) {
        0 => S::from_f64(draws.unit()),
        _ => S::zero(),
    };
    let inputs = (0..n * work.widths[3]).map(&mut pixel).collect();
    let mut targets = vec![S::zero(); n * work.widths[0]];
    for target in targets.chunks_mut(work.widths[0]) {
        target[draws.below(work.widths[0] as u64) as usize] = S::one();
    }
    Examples {
        n_inputs: work.widths[3],
        n_outputs: work.widths[0],
        inputs,
        targets,
        labels: None,
    }
}

fn rows<S>(
    examples: &Examples<S>,
    first: usize,
    n: usize,
    row: impl Fn(&Examples<S>, usize) -> &[S],
) -> Vec<&[S]> {
    (first..first + n).map(|k| row(examples, k)).collect()
}

/// The median; NaN of nothing.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// All contestants on one workload, and their table.
fn compete<S: Outside>(work: &Workload, precision: &str, tolerance: f64, is_test: bool) {
    let examples = Arc::new(examples::<S>(work));
    let batch = |k: usize| Batch {
        chosen: (k * work.n_lanes..(k + 1) * work.n_lanes).collect(),
        inputs: rows(&examples, k * work.n_lanes, work.n_lanes, Examples::input),
        targets: rows(&examples, k * work.n_lanes, work.n_lanes, Examples::target),
    };
    let batches: Vec<Batch<'_, S>> = (0..16).map(batch).collect();
    let mut players = contestants::<S>(work, &examples);
    let mut n_done = vec![0; players.len()];
    let mut run = |k: usize, n: usize, players: &mut Vec<(&str, Box<dyn Contestant<S>>)>| {
        let begun = Instant::now();
        for _ in 0..n {
            let batch = |more: usize| &batches[(n_done[k] + more) % batches.len()];
            players[k].1.update(batch(0), batch(1));
            n_done[k] += 1;
        }
        begun.elapsed().as_secs_f64()
    };
    let n_first = if is_test { 2 } else { N_COMPARED };
    let first: Vec<f64> = (0..players.len())
        .map(|k| run(k, n_first, &mut players))
        .collect();
    let learned = players[0].1.weights();
    for (name, player) in &players[1..] {
        if player.commits().is_some() && !name.starts_with("IL") && !is_faulty(name) {
            let n_different = player.weights().n_different(&learned);
            assert_eq!(
                n_different, 0,
                "{name}: weights that are not backpropagation's"
            );
        }
        let difference = player.weights().max_divergence(&learned);
        // Inference learning is not backpropagation, and faults have their price.
        assert!(
            difference <= tolerance || name.starts_with("IL") || is_faulty(name),
            "{name} learned something else: {difference}"
        );
    }
    let n_turns = if is_test { 1 } else { N_TURNS };
    let mut seconds = vec![Vec::new(); players.len()];
    let before: Vec<_> = players.iter().map(|(_, player)| player.commits()).collect();
    let mut n_timed = vec![0; players.len()];
    for turn in 0..n_turns {
        for k in (0..players.len()).map(|k| (k + turn) % first.len()) {
            let one = first[k] / n_first as f64;
            let n = if is_test {
                1
            } else {
                (TURN.as_secs_f64() / one) as usize + 1
            };
            seconds[k].push(run(k, n, &mut players) / n as f64);
            n_timed[k] += n;
        }
    }
    let name = format!("{} {precision}", work.name);
    // The fastest from outside, if anyone is.
    let is_outside = |k: &usize| *k > 0 && players[*k].1.commits().is_none();
    let least = |k: usize| seconds[k].iter().copied().fold(f64::INFINITY, f64::min);
    let outsider = (0..players.len())
        .filter(is_outside)
        .min_by(|a, b| least(*a).total_cmp(&least(*b)));
    println!(
        "\n{name:<26}{:>10}{:>10}{:>8}{:>10}{:>17}{:>11}",
        "µs", "least µs", "x BP", "x outside", "commits/update", "x healthy"
    );
    let healthy = players.iter().position(|(name, _)| *name == HEALTHY);
    for (k, (name, player)) in players.iter().enumerate() {
        let ratio_to = |other: usize| {
            let turns = seconds[k].iter().zip(&seconds[other]);
            median(turns.map(|(ours, theirs)| ours / theirs).collect())
        };
        let outside = outsider.map_or("-".to_owned(), |k| format!("{:.2}", ratio_to(k)));
        let of_healthy = healthy
            .filter(|_| is_faulty(name))
            .map_or(String::new(), |k| format!("{:.2}", ratio_to(k)));
        let commits = player
            .commits()
            .zip(before[k])
            .map(|(after, before)| format!("{:.2}", (after - before) as f64 / n_timed[k] as f64));
        println!(
            "{name:<26}{:>10.2}{:>10.2}{:>8.2}{outside:>10}{:>17}{of_healthy:>11}",
            1e6 * median(seconds[k].clone()),
            1e6 * least(k),
            ratio_to(0),
            commits.as_deref().unwrap_or("-")
        );
    }
}

/// What a tick costs in which nobody has anything new to say, in ns: a phasic network after its
/// last presentation.
fn silence<S: Outside>(work: &Workload, is_test: bool) {
    let examples = Arc::new(examples::<S>(work));
    let chosen: Vec<usize> = (0..work.n_lanes).collect();
    let batch = Batch {
        inputs: rows(&examples, 0, work.n_lanes, Examples::input),
        targets: rows(&examples, 0, work.n_lanes, Examples::target),
        chosen,
    };
    let mut agents =
        Agents::<S, Autonomous>::new(work, &examples, Rule::FaZIL, Feedback::Phasic, None);
    agents.update(&batch, &batch);
    let mut run = |ticks| assert_eq!(agents.engine.advance(ticks), Ok(()));
    run(100);
    let n_ticks = if is_test { 10 } else { 100_000 };
    let begun = Instant::now();
    run(n_ticks);
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{:<26}{:>10.1} ns a silent tick",
        work.name,
        1e9 * seconds / n_ticks as f64
    );
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let is_test = words.iter().any(|word| word == "--test");
    let chosen = |names: [&str; 3], name: &str| {
        let mut asked = names
            .iter()
            .filter(|name| words.iter().any(|word| word == *name));
        asked.clone().next().is_none() || asked.any(|asked| *asked == name)
    };
    println!("{:?}", InstructionSet::best());
    if is_test || words.iter().any(|word| word == "transfer") {
        transfers::<f32>("f32", is_test);
        transfers::<f64>("f64", is_test);
    }
    if is_test || words.iter().any(|word| word == "silence") {
        WORKLOADS
            .iter()
            .for_each(|work| silence::<f32>(work, is_test));
    }
    for work in WORKLOADS
        .iter()
        .filter(|work| chosen(["W1", "W2", "W3"], work.name))
    {
        if chosen(["f32", "f64", ""], "f32") {
            compete::<f32>(work, "f32", 1e-4, is_test);
        }
        if chosen(["f32", "f64", ""], "f64") {
            compete::<f64>(work, "f64", 1e-11, is_test);
        }
    }
}
