//! What a run amounts to, in the numbers that its files hold.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::landmarks::Landmarks;
use super::saved_float;

use crate::neuron::{Feedback, State};
use crate::plasticity::Rule;
use crate::record::Record;
use crate::scalar::Precision;
use crate::simulation::PhiTally;

/// The version of the layout of `summary.json`, `metrics.csv` and `predictions.csv`.
pub const FORMAT_VERSION: u32 = 1;

/// The version of the arithmetic: 1 was unfused sums and x as one number. Runs of different
/// versions have different weights, both of them right.
pub const ARITHMETIC: u32 = 2;

/// `summary.json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// The program's own version.
    pub program_version: &'static str,
    /// The version of the arithmetic; 1 was unfused sums and x as one number.
    pub arithmetic: u32,
    /// The scenario's name.
    pub scenario: String,
    /// When synapses commit.
    pub rule: Rule,
    /// When error neurons speak upward.
    pub feedback: Feedback,
    /// The numbers it computed with.
    pub precision: Precision,
    /// How value neurons keep x.
    pub state: State,
    /// `finished`, `interrupted`, or why it could not go on.
    pub ended: String,
    /// Presentations, lane by lane, with and without teacher.
    pub presentations: u64,
    /// Presentations with a teacher, all lanes together: what backpropagation calls updates.
    pub updates: u64,
    /// Fraction of test examples classified correctly; `null` where examples have no class.
    pub test_accuracy: Option<f64>,
    /// The same for the BP twin.
    pub bp_test_accuracy: Option<f64>,
    /// Mean over test examples of Σ (s − y)².
    pub test_error: Option<f64>,
    /// The same for the BP twin.
    pub bp_test_error: Option<f64>,
    /// 1 − Σ(s − y)² / Σ(s − mean)² over test examples and outputs; `null` where they have classes.
    pub test_r_squared: Option<f64>,
    /// The same for the BP twin.
    pub bp_test_r_squared: Option<f64>,
    /// θ and biases.
    pub weights: usize,
    /// Those of them that are not backpropagation's, bit for bit (−0 and +0 are the same).
    pub weights_different: usize,
    /// Largest |θ − w_BP|, biases included, after the run.
    pub max_weight_divergence: f64,
    /// Largest |θ − θ′| after the run.
    pub max_mirror_divergence: f64,
    /// φ against what was expected of it; all 0 under IL and Z-IL, whose synapses have none.
    pub phi: PhiTally,
    /// "Commit now", one per neuron and commit.
    pub controller_messages: u64,
    /// x := μ imposed from outside, one per hidden neuron and lane.
    pub interventions: u64,
    /// Link × tick in which a lane's value changed.
    pub messages: u64,
    /// "Nothing new": the literal engine's own.
    pub beats: u64,
    /// Presentations, lane by lane, in which an error neuron was not quiet at t = −1.
    pub unsettled_presentations: u64,
    /// Spikes while copies of the network were tested.
    pub evaluation_spikes: u64,
    /// Wall-clock time, pictures and files aside.
    pub seconds: f64,
    /// BLAKE3 of the weights at the end.
    pub weights_blake3: String,
    /// BLAKE3 of θ and the biases alone, and of backpropagation's: the same where all bits are.
    pub forward_blake3: String,
    /// See `forward_blake3`.
    pub bp_forward_blake3: String,
    /// BLAKE3 of each file that the run left beside the summary, by its name; what was recorded
    /// aside. Summaries of before have no such field.
    pub files_blake3: BTreeMap<String, String>,
    /// What was recorded, which `records/records.json` lists.
    #[serde(skip)]
    pub records: Vec<Record>,
    /// Where to look in it with `fazil why`; `None` for a run that leaves no files.
    #[serde(skip)]
    pub landmarks: Option<Landmarks>,
}

/// One row of `metrics.csv`: the state after an epoch (0: before learning).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EpochMetrics {
    /// Epochs learned.
    pub epoch: usize,
    /// Mean over the epoch's taught examples of Σ (s − μ^0)² at t = 0, before they were learned.
    #[serde(with = "saved_float::option")]
    pub train_error: Option<f64>,
    /// Fraction of them whose class was predicted at t = 0.
    #[serde(with = "saved_float::option")]
    pub train_accuracy: Option<f64>,
    /// The twin's train error, in the same order.
    #[serde(with = "saved_float::option")]
    pub bp_train_error: Option<f64>,
    /// Mean over test examples of Σ (s − x^0)².
    #[serde(with = "saved_float::option")]
    pub test_error: Option<f64>,
    /// Fraction of test examples classified correctly.
    #[serde(with = "saved_float::option")]
    pub test_accuracy: Option<f64>,
    /// The twin's test error.
    #[serde(with = "saved_float::option")]
    pub bp_test_error: Option<f64>,
    /// The twin's test accuracy.
    #[serde(with = "saved_float::option")]
    pub bp_test_accuracy: Option<f64>,
    /// Mean energy F (Eq. 6) at t = 0.
    #[serde(with = "saved_float::option")]
    pub energy_onset: Option<f64>,
    /// Mean energy F at t = T − 1.
    #[serde(with = "saved_float::option")]
    pub energy_end: Option<f64>,
    /// φ in this epoch.
    pub phi: PhiTally,
    /// Unsettled presentations in this epoch.
    pub unsettled_presentations: u64,
    /// Largest |θ − w_BP|.
    #[serde(with = "saved_float")]
    pub max_weight_divergence: f64,
    /// Largest |θ − θ′|.
    #[serde(with = "saved_float")]
    pub max_mirror_divergence: f64,
    /// Weights that are not backpropagation's, bit for bit.
    pub weights_different: usize,
    /// The angle between θ and θ′ by projection, in degrees; not a column.
    #[serde(default)]
    pub mirror_angles: Vec<Option<f64>>,
}

impl EpochMetrics {
    /// The columns of `metrics.csv`.
    pub fn header() -> Vec<String> {
        [
            "epoch",
            "train_error",
            "train_accuracy",
            "bp_train_error",
            "test_error",
            "test_accuracy",
            "bp_test_error",
            "bp_test_accuracy",
            "energy_onset",
            "energy_end",
            "phi_spikes",
            "phi_expected",
            "phi_misses",
            "phi_false_spikes",
            "phi_vanished",
            "unsettled_presentations",
            "max_weight_divergence",
            "max_mirror_divergence",
            "weights_different",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    /// Its row; what was not measured is empty.
    pub fn row(&self) -> Vec<String> {
        let number = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:?}"));
        vec![
            self.epoch.to_string(),
            number(self.train_error),
            number(self.train_accuracy),
            number(self.bp_train_error),
            number(self.test_error),
            number(self.test_accuracy),
            number(self.bp_test_error),
            number(self.bp_test_accuracy),
            number(self.energy_onset),
            number(self.energy_end),
            (self.phi.hits + self.phi.false_spikes).to_string(),
            self.phi.expected.to_string(),
            self.phi.misses.to_string(),
            self.phi.false_spikes.to_string(),
            self.phi.vanished.to_string(),
            self.unsettled_presentations.to_string(),
            number(Some(self.max_weight_divergence)),
            number(Some(self.max_mirror_divergence)),
            self.weights_different.to_string(),
        ]
    }
}
