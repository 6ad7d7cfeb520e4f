//! What a simulation shows to its network, and for how long.

use std::sync::Arc;

use crate::dataset::Examples;
use crate::environment::{Prediction, Timetable};

/// What a run shows to its network, and for how long.
#[derive(Clone, Debug)]
pub struct Plan<S> {
    /// How presentations are drawn.
    pub timetable: Timetable,
    /// How the network comes to its prediction.
    pub prediction: Prediction,
    /// Passes over the examples.
    pub n_epochs: usize,
    /// σ of the noise on imposed predictions.
    pub perturbation: f64,
    /// What is shown, and taught.
    pub examples: Arc<Examples<S>>,
}
