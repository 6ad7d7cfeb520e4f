//! What is kept of a run that leaves no files of its own: only what was measured.

use serde::{Deserialize, Serialize};

use super::saved_float;
use super::summary::EpochMetrics;
use crate::simulation::PhiTally;

/// The version of [`Measured`] as it is kept.
pub(crate) const FORMAT_VERSION: u32 = 2;

/// What a run amounted to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// A row per epoch, the state before learning first.
    pub(crate) metrics: Vec<EpochMetrics>,
    pub(crate) phi: PhiTally,
    /// Presentations, lane by lane, and how many of them were unsettled.
    pub(crate) presentations: u64,
    pub(crate) unsettled: u64,
    /// `finished`, or why it could not go on.
    pub(crate) ended: String,
    pub(crate) last: Last,
}

/// What stood at the end of a run, as its `summary.json` would say it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Last {
    #[serde(with = "saved_float::option")]
    pub(crate) test_accuracy: Option<f64>,
    #[serde(with = "saved_float::option")]
    pub(crate) bp_test_accuracy: Option<f64>,
    #[serde(with = "saved_float::option")]
    pub(crate) test_error: Option<f64>,
    #[serde(with = "saved_float::option")]
    pub(crate) bp_test_error: Option<f64>,
    pub(crate) weights: u64,
    pub(crate) weights_different: u64,
    #[serde(with = "saved_float")]
    pub(crate) max_weight_divergence: f64,
    #[serde(with = "saved_float")]
    pub(crate) max_mirror_divergence: f64,
    pub(crate) controller_messages: u64,
    pub(crate) interventions: u64,
}
