//! A scenario in numbers: neurons, synapses, lanes, ticks and examples of a network under way.

mod memory;

use super::product::product;
use crate::activation::Activation;
use crate::dataset::Source;
use crate::environment::LastBatch;
use crate::scalar::Precision;
use crate::scenario::Scenario;
use crate::wiring::{Connectivity, Pairs};

/// A message that an audit keeps [bytes].
pub(super) const MESSAGE_KEPT: u128 = 48;
/// A number in fractions, while it is short [bytes]: two headers and their digits.
const FRACTION: u128 = 128;
/// Examples of a data set whose size is not known before it is read.
const MNIST: [u128; 2] = [60_000, 10_000];
/// Digits and exclusive or.
const DIGITS: u128 = 1797;
const XOR: u128 = 4;

/// A scenario in numbers.
pub(super) struct Shape {
    /// n_l, output first.
    widths: Vec<u128>,
    /// The highest level; populations with error neurons; columns of targets and of inputs.
    depth: u128,
    n_computing: usize,
    ends: [u128; 2],
    projections: Vec<Projected>,
    /// Pairs of neurons that are connected, and biases.
    pub(super) n_synapses: u128,
    /// Feedback synapses: of hidden neurons alone.
    n_feedback: u128,
    /// B.
    pub(super) n_lanes: u128,
    /// Lanes of a full batch that carry an example.
    n_presented: u128,
    /// The most ticks of a presentation, and of a test.
    pub(super) n_ticks: u128,
    pub(super) n_ticks_of_test: u128,
    /// Training and test examples.
    examples: [u128; 2],
    /// Bytes of a number.
    pub(super) scalar: u128,
    /// Numbers in a tile of the packed engine.
    tile: u128,
    is_commanded: bool,
    /// Whether single neurons are often at rest while others of their layer are not.
    is_sparse: bool,
}

/// What a projection takes room for.
struct Projected {
    pre: usize,
    post: usize,
    n_pairs: u128,
    is_all: bool,
    has_feedback: bool,
}

impl Shape {
    pub(super) fn of(scenario: &Scenario) -> Self {
        let (network, timetable) = (&scenario.network, &scenario.timetable);
        let wiring = &network.wiring;
        let widths: Vec<u128> = network.widths().iter().map(|n| *n as u128).collect();
        let n_projections = wiring.projections().len();
        let pairs = |e: usize| {
            let projection = &wiring.projections()[e];
            match projection.pairs {
                Pairs::All => product(&[widths[projection.pre], widths[projection.post]]),
                Pairs::Some(_) => wiring.n_pairs(e) as u128,
            }
        };
        let all = (0..n_projections).map(pairs).fold(0, u128::saturating_add);
        let with_feedback = (0..n_projections).filter(|e| wiring.has_feedback(*e));
        let n_feedback = with_feedback.map(pairs).fold(0, u128::saturating_add);
        let with_bias = (0..widths.len()).filter(|p| wiring.has_bias(*p));
        let n_biases = with_bias.map(|p| widths[p]).fold(0, u128::saturating_add);
        let scalar = match scenario.precision {
            Precision::F32 => 4,
            Precision::Exact => FRACTION,
            _ => 8,
        };
        let [prediction, learning] = [timetable.prediction_ticks, timetable.learning_ticks];
        let ends = [wiring.n_outputs() as u128, wiring.n_inputs() as u128];
        let examples = n_examples(&scenario.data, &ends);
        let n_lanes = timetable.batch as u128;
        Self {
            n_synapses: all.saturating_add(n_biases),
            n_feedback,
            depth: wiring.depth() as u128,
            n_computing: wiring.n_computing(),
            ends,
            projections: (0..n_projections)
                .map(|e| Projected {
                    pre: wiring.projections()[e].pre,
                    post: wiring.projections()[e].post,
                    n_pairs: pairs(e),
                    is_all: wiring.projections()[e].pairs == Pairs::All,
                    has_feedback: wiring.has_feedback(e),
                })
                .collect(),
            n_lanes,
            n_presented: n_lanes.min(examples[0].max(1)),
            n_ticks: u128::from(prediction.high) + u128::from(learning.high),
            n_ticks_of_test: u128::from(prediction.high).max(1),
            examples,
            scalar,
            tile: (64 / scalar).max(1),
            is_commanded: scenario.learning.rule.is_commanded(),
            is_sparse: scenario.precision == Precision::F32
                || is_flat_somewhere(network.activation),
            widths,
        }
    }

    pub(super) fn n_inputs(&self) -> u128 {
        self.ends[1]
    }

    pub(super) fn n_outputs(&self) -> u128 {
        self.ends[0]
    }

    pub(super) fn n_examples(&self) -> u128 {
        self.examples[0].saturating_add(self.examples[1])
    }

    /// Value neurons and error neurons.
    pub(super) fn n_neurons(&self) -> u128 {
        sum(&self.widths).saturating_add(self.n_errors())
    }

    fn n_errors(&self) -> u128 {
        sum(self.widths.iter().take(self.n_computing))
    }

    /// Messages of one tick of the literal engine: f(x) one way and ε, or a beat, the other.
    pub(super) fn n_messages(&self) -> u128 {
        product(&[2, self.n_synapses]).saturating_add(product(&[3, self.n_neurons()]))
    }

    /// Presentations in all, those without a teacher included.
    pub(super) fn presentations(&self, scenario: &Scenario) -> f64 {
        let timetable = &scenario.timetable;
        let lanes = timetable.batch.max(1) as f64;
        let batches = self.examples[0] as f64 / lanes;
        let batches = match timetable.last_batch {
            LastBatch::Short => batches.ceil(),
            LastBatch::Drop => batches.floor(),
        };
        let silent = timetable.without_teacher.to_f64();
        timetable.epochs as f64 * batches / (1.0 - silent).max(1e-3)
    }

    /// Batches that are tested in all: before learning, and after each epoch.
    pub(super) fn tests(&self, scenario: &Scenario) -> f64 {
        let lanes = scenario.timetable.batch.max(1) as f64;
        (scenario.timetable.epochs as f64 + 1.0) * (self.examples[1] as f64 / lanes).ceil()
    }
}

fn sum<'a>(numbers: impl IntoIterator<Item = &'a u128>) -> u128 {
    numbers.into_iter().fold(0, |sum, n| sum.saturating_add(*n))
}

/// Whether errors are stopped by neurons of no slope, so that single synapses fire alone.
fn is_flat_somewhere(activation: Activation) -> bool {
    matches!(
        activation,
        Activation::ReLU | Activation::HardSigmoid | Activation::Square
    )
}

/// Training and test examples, as far as they are known before they are read.
fn n_examples(data: &Source, widths: &[u128]) -> [u128; 2] {
    match data {
        Source::Digits { test, .. } => {
            let n_test = (test.to_f64() * DIGITS as f64).round() as u128;
            [DIGITS.saturating_sub(n_test), n_test]
        }
        Source::Xor { .. } => [XOR, XOR],
        Source::Arrays { .. } => [0, 0], // They are there already.
        Source::Pairs { train, test } => {
            let n_train = train.len() as u128;
            let n_test = if test.is_empty() {
                n_train
            } else {
                test.len() as u128
            };
            [n_train, n_test]
        }
        Source::Idx { train, test, .. } => {
            let counted = |asked: &Option<usize>, all| asked.map_or(all, |n| (n as u128).min(all));
            [counted(train, MNIST[0]), counted(test, MNIST[1])]
        }
        // Numbers of 4 bytes; of 8, there are half as many rows.
        Source::Tensors(files) => rows(4, &files.train, files.test.as_deref(), widths),
        // A digit, a point, another and a comma, say.
        Source::Csv(files) => rows(4, &files.train, files.test.as_deref(), widths),
        Source::TwoMoons(moons) => [moons.train as u128, moons.test as u128],
        Source::LinearTeacher(teacher) => [teacher.train as u128, teacher.test as u128],
        Source::RandomTargets(random) => [random.train as u128; 2],
        Source::Npy(_) | Source::Npz(_) | Source::IdxFiles(_) | Source::ImageFolder(_) => {
            match data.extent() {
                Ok(Some(extent)) => [extent.n_train as u128, extent.n_test as u128],
                _ => [0, 0], // Refused when it is read.
            }
        }
    }
}

/// Examples in files of so many bytes a number.
fn rows(n_bytes: u128, train: &str, test: Option<&str>, widths: &[u128]) -> [u128; 2] {
    let ends = [widths.first(), widths.last()];
    let ends = ends.into_iter().flatten().sum::<u128>();
    let width = n_bytes * ends.max(1);
    let rows =
        |file: &str| std::fs::metadata(file).map_or(0, |file| u128::from(file.len()) / width);
    let n_train = rows(train);
    [n_train, test.map_or(n_train, rows)]
}

/// How many possible pairs are drawn for, whether they are connected or not.
pub(super) fn n_draws(scenario: &Scenario) -> f64 {
    let network = &scenario.network;
    let width = |name: &str| {
        let number = network.wiring.population(name);
        number.map_or(0.0, |number| network.widths()[number] as f64)
    };
    let described = network.description.iter().flat_map(|it| &it.projections);
    let random = described.filter(|it| matches!(it.connect, Connectivity::Random { .. }));
    random.map(|it| width(&it.from) * width(&it.to)).sum()
}
