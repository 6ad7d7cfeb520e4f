//! The shape of a scenario file: stage one of reading it.
//!
//! Promises that names and types are right and nothing else; a field that may be left out is
//! an `Option`. What fields mean, and their defaults, are `checked`'s.

use serde::{Deserialize, Serialize};

use crate::activation::Activation;
use crate::blueprint::{FeedbackWeights, Initial, InputTransfer};
use crate::dataset::Source;
use crate::environment::{LastBatch, Prediction, Span};
use crate::neuron::{Feedback, State};
use crate::plasticity::Rule;
use crate::record::{During, Format, What};
use crate::scalar::{InstructionSet, Number, Precision};
use crate::scenario::EngineKind;
use crate::synapse::{Phi, Reduction, Side};
use crate::wiring::{Connectivity, Delays, Sheet};

/// The version of the format that this program reads and writes.
pub(super) const FORMAT_VERSION: u32 = 1;

/// A file as written; see [`super::Scenario`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "scenario")]
pub(super) struct RawScenario {
    pub format_version: Option<u32>,
    pub name: String,
    pub about: Option<String>,
    pub precision: Option<Precision>,
    pub network: RawNetwork,
    pub learning: RawLearning,
    pub timetable: Option<RawTimetable>,
    pub data: Source,
    pub faults: Option<RawFaults>,
    pub engine: Option<RawEngine>,
    pub show_ticks: Option<usize>,
    pub record: Option<Vec<RawRecording>>,
}

/// See [`Recording`](crate::record::Recording).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "recording")]
pub(super) struct RawRecording {
    pub what: What,
    pub of: Option<String>,
    pub every: Option<u64>,
    pub during: Option<During>,
    pub format: Option<Format>,
    pub most_bytes: Option<u64>,
}

/// See [`super::Network`]; widths are input first here.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "network")]
pub(super) struct RawNetwork {
    pub widths: Option<Vec<usize>>,
    pub populations: Option<Vec<RawPopulation>>,
    pub projections: Option<Vec<RawProjection>>,
    pub delays: Option<Delays>,
    pub activation: Option<Activation>,
    pub input_transfer: Option<InputTransfer>,
    pub bias: Option<bool>,
    pub initial: Option<Initial>,
    pub feedback_weights: Option<FeedbackWeights>,
    pub decay: Option<Number>,
    pub state: Option<State>,
}

/// See [`Population`](crate::wiring::Population).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "population")]
pub(super) struct RawPopulation {
    pub name: String,
    pub size: Option<usize>,
    pub sheet: Option<Sheet>,
    pub activation: Option<Activation>,
    pub bias: Option<bool>,
}

/// See [`Projection`](crate::wiring::Projection).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "projection")]
pub(super) struct RawProjection {
    pub from: String,
    pub to: String,
    pub connect: Option<Connectivity>,
    pub learns: Option<bool>,
    pub delay: Option<usize>,
    pub weight: Option<Number>,
}

/// See [`super::Learning`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "learning")]
pub(super) struct RawLearning {
    pub rule: Rule,
    pub feedback: Option<Feedback>,
    pub phi: Option<Phi>,
    pub overrides: Option<Vec<RawOverride>>,
    pub alpha: Number,
    pub gamma: Option<Number>,
    pub reduction: Option<Reduction>,
}

/// See [`super::Override`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "override")]
pub(super) struct RawOverride {
    pub synapse: String,
    pub side: Option<Side>,
    pub phi: Phi,
}

/// See [`super::Schedule`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "timetable")]
pub(super) struct RawTimetable {
    pub prediction: Option<Prediction>,
    pub prediction_ticks: Option<Span>,
    pub learning_ticks: Option<Span>,
    pub without_teacher: Option<Number>,
    pub batch: Option<usize>,
    pub last_batch: Option<LastBatch>,
    pub epochs: Option<usize>,
    pub shuffle: Option<bool>,
    pub seed: Option<u64>,
    pub perturbation: Option<Number>,
}

/// See [`super::Engine`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "engine")]
pub(super) struct RawEngine {
    pub kind: Option<EngineKind>,
    pub threads: Option<usize>,
    pub instruction_set: Option<InstructionSet>,
}

/// See [`super::Faults`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "faults")]
pub(super) struct RawFaults {
    pub activity_noise: Option<Number>,
    pub message_noise: Option<Number>,
    pub corrupted: Option<Number>,
    pub silent_phi: Option<Number>,
    pub firing_phi: Option<Number>,
    pub t_d_jitter: Option<u64>,
    pub lesions: Option<Vec<RawLesion>>,
    pub seed: Option<u64>,
}

/// See [`super::PlannedLesion`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "lesion")]
pub(super) struct RawLesion {
    pub at: u64,
    pub what: String,
    pub side: Option<Side>,
}
