//! What a run will take: memory and time, from its scenario alone.
//!
//! Promises to allocate nothing and to read no more of a file than its header and labels; every product
//! saturates. The numbers are "about": memory within a factor of 2 of the measured peak
//! (`tests/limits.rs`), time of one core of the machine on which the constants were measured.
//! Refuses to know what the machine has: that is [`machine`]'s.

mod machine;
mod product;
mod shape;
mod words;

pub use machine::Machine;

use self::shape::Shape;
use super::RunError;
use super::engines::is_packed;
use super::run_options::RunOptions;
use crate::dataset::Source;
use crate::scalar::Precision;
use crate::scenario::Scenario;
use product::product;

/// From here on a run says what it will take: 1 GiB, 5 minutes.
const LARGE_BYTES: u128 = 1 << 30;
const LARGE_SECONDS: f64 = 300.0;
/// The program itself, its tables and pictures [bytes].
const PROGRAM: u128 = 14 << 20;
/// A recorded table under way: its rows that wait, and what its format holds back [bytes].
const TABLE: u128 = 8 << 20;

/// Seconds that the literal engine needs for a message on its way into a synapse and out of it. The
/// constants from here on are rough: a person is told "about".
const LITERAL_MESSAGE: f64 = 100e-9;
/// For a synapse in one lane of one presentation, beside its messages.
const LITERAL_LANE: f64 = 8e-9;
/// Seconds that the packed engine, its twin and its tallies need for a synapse in one presentation,
/// and in one lane of it.
const PACKED_SYNAPSE: f64 = 1.2e-9;
const PACKED_LANE: f64 = 0.5e-9;
/// For a neuron in one lane of one tick, and for a tick.
const PACKED_NEURON: f64 = 4e-9;
const PACKED_TICK: f64 = 0.5e-6;
/// How much longer arithmetic in fractions takes, while they are short.
const OF_FRACTIONS: f64 = 300.0;

/// Seconds that a possible pair of a random projection takes: one draw, whether it is connected or not.
const DRAW: f64 = 8e-9;

/// The part of the memory that examples take.
const DATA: &str = "the data";

/// What a run will take.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Which engine it is for.
    is_packed: bool,
    /// What says how many neurons there are.
    sizes: &'static str,
    /// What would make the data smaller.
    smaller_data: &'static str,
    /// What takes memory, and how much of it [bytes]. They are there at the same time.
    parts: Vec<(&'static str, u128)>,
    /// The pictures at the end need this much, when the network is gone [bytes].
    pictures: u128,
    /// On one core, with what drawing takes [s].
    seconds: f64,
    /// Drawing who is connected, each time that the scenario is read [s].
    seconds_of_draws: f64,
}

impl Estimate {
    /// What a run of `scenario` will take.
    pub fn of(scenario: &Scenario, options: &RunOptions) -> Self {
        Self::for_engine(scenario, is_packed(scenario, options))
    }

    /// What an audit of `scenario` will take: the literal engine, its neurons once more, and every
    /// message of a presentation kept.
    pub fn of_audit(scenario: &Scenario) -> Self {
        let mut estimate = Self::for_engine(scenario, false);
        let shape = Shape::of(scenario);
        let kept = product(&[shape.n_messages(), shape.n_ticks, shape::MESSAGE_KEPT]);
        estimate.parts.push(("messages kept", kept));
        estimate
    }

    fn for_engine(scenario: &Scenario, is_packed: bool) -> Self {
        let shape = Shape::of(scenario);
        let engine = match is_packed {
            true => shape.packed_bytes(),
            false => shape.literal_bytes(),
        };
        let n_tables = scenario.record.len() as u128;
        let recorded = product(&[n_tables, TABLE]).saturating_add(shape.recorded_bytes(scenario));
        let parts = vec![
            ("the program", PROGRAM),
            (DATA, data_bytes(scenario, &shape)),
            ("the weights at birth", shape.weight_bytes()),
            ("the network", engine),
            // A copy of it is tested, while the network waits.
            ("its copy for tests", engine),
            ("what neurons showed", shape.log_bytes(is_packed)),
            ("backpropagation", shape.twin_bytes()),
            ("comparing the two", shape.comparison_bytes()),
            ("recording", recorded),
        ];
        let seconds_of_draws = shape::n_draws(scenario) * DRAW;
        Self {
            is_packed,
            sizes: match scenario.network.wiring.is_chain() {
                true => "network.widths",
                false => "network.populations",
            },
            smaller_data: smaller_data(&scenario.data),
            parts,
            pictures: shape.picture_bytes().saturating_add(PROGRAM),
            seconds: seconds(scenario, &shape, is_packed) + seconds_of_draws,
            seconds_of_draws,
        }
    }

    /// The largest amount of memory at any time [bytes].
    pub fn bytes(&self) -> u128 {
        let parts = self.parts.iter().map(|(_, bytes)| *bytes);
        let running = parts.fold(0, u128::saturating_add);
        running.max(self.pictures)
    }

    /// The time on one core in seconds.
    pub fn seconds(&self) -> f64 {
        self.seconds
    }

    /// Whether it is so much that a person is told before it begins.
    pub fn is_large(&self) -> bool {
        self.bytes() > LARGE_BYTES || self.seconds > LARGE_SECONDS
    }

    /// What takes the most memory.
    fn largest_part(&self) -> (&'static str, u128) {
        let largest = self.parts.iter().max_by_key(|(_, bytes)| *bytes);
        match largest {
            Some((name, bytes)) if *bytes >= self.pictures => (name, *bytes),
            _ => ("drawing the pictures", self.pictures),
        }
    }

    /// Lets pass what can fit.
    ///
    /// # Errors
    /// If it needs more memory than there is: both numbers are named.
    pub fn check(&self, machine: &Machine) -> Result<(), RunError> {
        match self.bytes() > u128::from(machine.bytes()) {
            true => Err(RunError::too_large(self.refusal(machine))),
            false => Ok(()),
        }
    }
}

/// What makes the data smaller that take too much memory.
fn smaller_data(data: &Source) -> &'static str {
    match data {
        Source::TwoMoons(_) | Source::LinearTeacher(_) | Source::Idx { .. } => {
            "make data.train or data.test smaller"
        }
        Source::RandomTargets(_) => "make data.train smaller",
        Source::ImageFolder(_) => "give fewer images, or a smaller data.size",
        Source::Digits { .. } | Source::Xor { .. } => "take precision F32",
        Source::Pairs { .. } | Source::Arrays { .. } => "give fewer examples",
        Source::Tensors(_) | Source::Csv(_) => "give files of fewer examples",
        Source::Npy(_) | Source::Npz(_) | Source::IdxFiles(_) => "give files of fewer examples",
    }
}

/// What the examples take, and the file that they are read from.
fn data_bytes(scenario: &Scenario, shape: &Shape) -> u128 {
    let per_example = product(&[shape.n_inputs() + shape.n_outputs(), shape.scalar]) + 16;
    let length = |file: &str| std::fs::metadata(file).map_or(0, |file| u128::from(file.len()));
    match &scenario.data {
        // Numbers of 4 bytes in the file, or of 8.
        Source::Tensors(files) => {
            let as_read = |bytes: u128| product(&[bytes, shape.scalar]) / 4;
            let (train, test) = (length(&files.train), files.test.as_deref().map(length));
            let kept = as_read(train).saturating_add(as_read(test.unwrap_or(train)));
            kept.saturating_add(train.max(test.unwrap_or(0)))
        }
        // As f64 on the way.
        Source::Npy(_) | Source::Npz(_) | Source::IdxFiles(_) => {
            product(&[shape.n_examples(), per_example + 8 * shape.n_inputs()])
        }
        // A file's pixels are bytes.
        Source::Idx { .. } | Source::ImageFolder(_) => {
            product(&[shape.n_examples(), per_example + shape.n_inputs()])
        }
        _ => product(&[shape.n_examples(), per_example]),
    }
}

fn seconds(scenario: &Scenario, shape: &Shape, is_packed: bool) -> f64 {
    let (synapses, lanes) = (shape.n_synapses as f64, shape.n_lanes as f64);
    let cells = shape.n_neurons() as f64 * lanes;
    let taught = shape.presentations(scenario);
    let tested = shape.tests(scenario);
    let ticks = taught * shape.n_ticks as f64 + tested * shape.n_ticks_of_test as f64;
    let shown = taught + tested;
    let of_network = match is_packed {
        true => {
            let by_synapse = shown * synapses * (PACKED_SYNAPSE + PACKED_LANE * lanes);
            by_synapse + ticks * (PACKED_TICK + PACKED_NEURON * cells)
        }
        false => {
            let by_message = ticks * shape.n_messages() as f64 * LITERAL_MESSAGE;
            by_message + shown * synapses * lanes * LITERAL_LANE
        }
    };
    match scenario.precision {
        Precision::Exact => of_network * OF_FRACTIONS,
        _ => of_network,
    }
}

#[cfg(test)]
mod tests;
