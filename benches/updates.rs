//! What one update of all weights costs: backpropagation here, backpropagation through the crate
//! `gemm`, and whatever else is put into [`contestants`].
//!
//! Workloads of one update each, logistic (on the input too), ½Σ error², one core: W1
//! 784-32-32-10, batch 20; W2 784-512-512-10, batch 20; W3 784-32-32-10, batch 1. Contestants
//! take turns in short samples, so that whatever else the machine does hits them alike; a ratio
//! is the median of the ratios within one turn, a time the median of all turns.
//!
//! `cargo bench --bench updates -- [W1 W2 W3 f32 f64 transfer]`; `-- --test` runs everyone once.
//!
//! All sums here multiply, then add; `gemm` fuses both, which halves its work and is not allowed
//! to us. `gemm` has no safe entry, so it is called through `faer`, which hands products larger than
//! 16 x 16 x 16 on to it as they are.
#![expect(clippy::print_stdout, reason = "a benchmark tells its numbers")]

use std::time::{Duration, Instant};

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use fazil::activation::Activation;
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer, Weights};
use fazil::oracle::Backpropagation;
use fazil::scalar::{Draws, InstructionSet, Scalar};

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

/// Someone who learns.
trait Contestant<S> {
    /// One update: inputs `[B][n_L]`, targets `[B][n_0]`.
    fn update(&mut self, inputs: &[&[S]], targets: &[&[S]]);
    /// θ now.
    fn weights(&self) -> Weights<S>;
    /// Commits of all synapses together since birth, both ends; `None` for those without
    /// synapses.
    fn commits(&self) -> Option<u64> {
        None
    }
}

/// Everyone who takes part; the first is what the others are compared to.
fn contestants<S: Product>(work: &Workload) -> Vec<(&'static str, Box<dyn Contestant<S>>)> {
    let alpha = S::from_f64(ALPHA);
    let oracle = Backpropagation::new(blueprint(work), alpha, false);
    let by_input = Gemm::new(&blueprint(work), alpha, work.n_lanes, true);
    let by_neuron = Gemm::new(&blueprint(work), alpha, work.n_lanes, false);
    vec![
        ("BP, the oracle", Box::new(oracle)),
        ("BP, gemm, θ by input", Box::new(by_input)),
        ("BP, gemm, θ by neuron", Box::new(by_neuron)),
    ]
}

fn blueprint<S: Scalar>(work: &Workload) -> Blueprint<S> {
    let initial = Initial::Xavier {
        seed: 1,
        gain: 1.into(),
    };
    let weights = initial.draw(&work.widths, false, FeedbackWeights::Mirrored);
    Blueprint {
        widths: work.widths.to_vec(),
        activation: Activation::Logistic,
        input_transfer: InputTransfer::Activation,
        weights: weights.expect("bug: drawn weights are drawn"),
    }
}

impl<S: Scalar> Contestant<S> for Backpropagation<S> {
    fn update(&mut self, inputs: &[&[S]], targets: &[&[S]]) {
        self.update_rows(inputs, targets);
    }
    fn weights(&self) -> Weights<S> {
        Backpropagation::weights(self)
    }
}

/// A matrix product of `gemm`.
trait Product: Scalar + Copy {
    /// `to` = or += `factor` · `a` · `b`.
    fn multiply(
        to: MatMut<'_, Self>,
        how: Accum,
        a: MatRef<'_, Self>,
        b: MatRef<'_, Self>,
        factor: Self,
    );
}

macro_rules! product {
    ($($float:ty)*) => {$(
        impl Product for $float {
            fn multiply(
                to: MatMut<'_, Self>,
                how: Accum,
                a: MatRef<'_, Self>,
                b: MatRef<'_, Self>,
                factor: Self,
            ) {
                matmul(to, how, a, b, factor, Par::Seq);
            }
        }
    )*};
}

product!(f32 f64);

/// Backpropagation as products of matrices; those of a batch are `[B][n]`, which is a
/// column-major n x B.
struct Gemm<S> {
    widths: Vec<usize>,
    /// θ^{l+1} at position l: `[n_{l+1}][n_l]` if by input, else `[n_l][n_{l+1}]`.
    theta: Vec<Vec<S>>,
    is_by_input: bool,
    alpha: S,
    n_lanes: usize,
    /// y, f(y), f′(y) and δ of layer l at position l.
    y: Vec<Vec<S>>,
    rates: Vec<Vec<S>>,
    slopes: Vec<Vec<S>>,
    delta: Vec<Vec<S>>,
}

impl<S: Product> Gemm<S> {
    fn new(blueprint: &Blueprint<S>, alpha: S, n_lanes: usize, is_by_input: bool) -> Self {
        let theta = blueprint
            .weights
            .theta
            .iter()
            .map(|theta| match is_by_input {
                true => (0..theta.columns)
                    .flat_map(|j| (0..theta.rows).map(move |i| *theta.at(i, j)))
                    .collect(),
                false => theta.values.clone(),
            });
        let widths = blueprint.widths.clone();
        let zeros = || -> Vec<Vec<S>> {
            let layers = widths.iter().map(|n| vec![S::zero(); n * n_lanes]);
            layers.collect()
        };
        let [y, rates, slopes, delta] = [zeros(), zeros(), zeros(), zeros()];
        Self {
            theta: theta.collect(),
            is_by_input,
            alpha,
            n_lanes,
            y,
            rates,
            slopes,
            delta,
            widths,
        }
    }

    /// θ of layer l, n_l x n_{l+1}.
    fn theta(&self, l: usize) -> MatRef<'_, S> {
        let (n, n_inputs) = (self.widths[l], self.widths[l + 1]);
        match self.is_by_input {
            true => MatRef::from_column_major_slice(&self.theta[l], n, n_inputs),
            false => MatRef::from_row_major_slice(&self.theta[l], n, n_inputs),
        }
    }

    /// A batch of layer l, n_l x B.
    fn batch<'a>(&self, values: &'a [Vec<S>], l: usize) -> MatRef<'a, S> {
        MatRef::from_column_major_slice(&values[l], self.widths[l], self.n_lanes)
    }

    fn forward(&mut self, inputs: &[&[S]]) {
        let (set, f, depth) = (
            InstructionSet::best(),
            Activation::Logistic,
            self.theta.len(),
        );
        let lanes = self.rates[depth].chunks_mut(self.widths[depth]);
        lanes
            .zip(inputs)
            .for_each(|(rates, input)| f.rates(set, input, rates));
        for l in (0..depth).rev() {
            let mut y = std::mem::take(&mut self.y[l]);
            S::multiply(
                MatMut::from_column_major_slice_mut(&mut y, self.widths[l], self.n_lanes),
                Accum::Replace,
                self.theta(l),
                self.batch(&self.rates, l + 1),
                S::one(),
            );
            self.y[l] = y;
            if l > 0 {
                f.transfer(set, &self.y[l], &mut self.rates[l], &mut self.slopes[l]);
            }
        }
    }

    fn backward(&mut self, targets: &[&[S]]) {
        let lanes = self.delta[0].chunks_mut(self.widths[0]);
        for ((delta, y), target) in lanes.zip(self.y[0].chunks(self.widths[0])).zip(targets) {
            let values = delta.iter_mut().zip(y).zip(*target);
            values.for_each(|((delta, y), target)| *delta = *target - y);
        }
        for l in 1..self.theta.len() {
            let mut delta = std::mem::take(&mut self.delta[l]);
            S::multiply(
                MatMut::from_column_major_slice_mut(&mut delta, self.widths[l], self.n_lanes),
                Accum::Replace,
                self.theta(l - 1).transpose(),
                self.batch(&self.delta, l - 1),
                S::one(),
            );
            let values = delta.iter_mut().zip(&self.slopes[l]);
            values.for_each(|(delta, slope)| *delta = *slope * &*delta);
            self.delta[l] = delta;
        }
    }

    fn learn(&mut self) {
        for l in 0..self.theta.len() {
            let (n, n_inputs) = (self.widths[l], self.widths[l + 1]);
            let mut theta = std::mem::take(&mut self.theta[l]);
            let matrix = match self.is_by_input {
                true => MatMut::from_column_major_slice_mut(&mut theta, n, n_inputs),
                false => MatMut::from_row_major_slice_mut(&mut theta, n, n_inputs),
            };
            let (delta, rates) = (self.batch(&self.delta, l), self.batch(&self.rates, l + 1));
            S::multiply(matrix, Accum::Add, delta, rates.transpose(), self.alpha);
            self.theta[l] = theta;
        }
    }
}

impl<S: Product> Contestant<S> for Gemm<S> {
    fn update(&mut self, inputs: &[&[S]], targets: &[&[S]]) {
        self.forward(inputs);
        self.backward(targets);
        self.learn();
    }

    fn weights(&self) -> Weights<S> {
        let theta = (0..self.theta.len()).map(|l| {
            let theta = self.theta(l);
            fazil::blueprint::Matrix::from_fn(theta.nrows(), theta.ncols(), |i, j| theta[(i, j)])
        });
        Weights {
            theta: theta.collect(),
            feedback: vec![],
            bias: vec![],
        }
    }
}

/// Images as MNIST's are, about four fifths of them 0, and one-hot targets; `[B][n]` each.
fn batches<S: Scalar>(work: &Workload) -> Vec<[Vec<Vec<S>>; 2]> {
    let mut draws = Draws::new(1, "updates");
    let mut batch = || {
        let mut pixel = |_| match draws.below(5) {
            0 => S::from_f64(draws.unit()),
            _ => S::zero(),
        };
        let input = |_| (0..work.widths[3]).map(&mut pixel).collect();
        let inputs: Vec<Vec<S>> = (0..work.n_lanes).map(input).collect();
        let mut target = |_| {
            let mut target = vec![S::zero(); work.widths[0]];
            target[draws.below(work.widths[0] as u64) as usize] = S::one();
            target
        };
        [inputs, (0..work.n_lanes).map(&mut target).collect()]
    };
    (0..16).map(|_| batch()).collect()
}

fn rows<S>(lanes: &[Vec<S>]) -> Vec<&[S]> {
    lanes.iter().map(Vec::as_slice).collect()
}

/// The median; NaN of nothing.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// All contestants on one workload, and their table.
fn compete<S: Product>(work: &Workload, precision: &str, tolerance: f64, is_test: bool) {
    let batches = batches::<S>(work);
    let batches: Vec<_> = batches
        .iter()
        .map(|both| [rows(&both[0]), rows(&both[1])])
        .collect();
    let mut players = contestants::<S>(work);
    let mut n_done = vec![0; players.len()];
    let mut run = |k: usize, n: usize, players: &mut Vec<(&str, Box<dyn Contestant<S>>)>| {
        let begun = Instant::now();
        for _ in 0..n {
            let [inputs, targets] = &batches[n_done[k] % batches.len()];
            players[k].1.update(inputs, targets);
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
        let difference = player.weights().max_divergence(&learned);
        assert!(
            difference <= tolerance,
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
    println!(
        "\n{name:<26}{:>10}{:>10}{:>8}{:>17}",
        "µs", "least µs", "x BP", "commits/update"
    );
    for (k, (name, player)) in players.iter().enumerate() {
        let ratios = seconds[k]
            .iter()
            .zip(&seconds[0])
            .map(|(ours, bp)| ours / bp);
        let least = seconds[k].iter().copied().fold(f64::INFINITY, f64::min);
        let commits = player
            .commits()
            .zip(before[k])
            .map(|(after, before)| format!("{:.2}", (after - before) as f64 / n_timed[k] as f64));
        println!(
            "{name:<26}{:>10.2}{:>10.2}{:>8.2}{:>17}",
            1e6 * median(seconds[k].clone()),
            1e6 * least,
            median(ratios.collect()),
            commits.as_deref().unwrap_or("-")
        );
    }
}

/// What f and f′ of the inputs of W1, 784 x 20 numbers, cost under each instruction set; with
/// every set about half of the one before, or the loop is not in vectors.
fn transfers<S: Scalar>(precision: &str, is_test: bool) {
    let mut draws = Draws::new(1, "transfer");
    let x: Vec<S> = (0..784 * 20)
        .map(|_| S::from_f64(8.0 * draws.unit() - 4.0))
        .collect();
    let (mut rates, mut slopes) = (x.clone(), x.clone());
    for set in InstructionSet::ALL
        .into_iter()
        .filter(|set| set.is_available())
    {
        for f in [Activation::Logistic, Activation::Tanh] {
            let samples = (0..if is_test { 1 } else { 200 }).map(|_| {
                let begun = Instant::now();
                f.transfer(set, &x, &mut rates, &mut slopes);
                std::hint::black_box((&mut rates, &mut slopes));
                begun.elapsed().as_secs_f64()
            });
            let name = format!("{f:?} {precision} {set:?}");
            println!("{name:<26}{:>10.2}", 1e6 * median(samples.collect()));
        }
    }
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
