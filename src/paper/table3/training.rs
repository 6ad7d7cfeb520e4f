//! Networks at some stage of their training, trained once and shared.
//!
//! Promises that a network is what backpropagation in double precision makes of it, whatever
//! precision it is measured in afterwards: so all precisions measure the same network.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::blueprint::{Matrix, Weights};
use crate::oracle::Backpropagation;
use crate::paper::training_data::{TrainingData, circuit_and_plan};
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::RunError;

/// Trained networks, by what they were trained as.
pub(super) struct UntrainedNetworks<'a> {
    training_data: &'a TrainingData,
    grown: Mutex<HashMap<String, Arc<Weights<f64>>>>,
}

impl<'a> UntrainedNetworks<'a> {
    pub(super) fn new(training_data: &'a TrainingData) -> Self {
        Self {
            training_data,
            grown: Mutex::new(HashMap::new()),
        }
    }

    pub(super) fn training_data(&self) -> &TrainingData {
        self.training_data
    }

    /// The weights of a scenario's network after so many epochs of backpropagation; `None` if
    /// `stop` became true.
    ///
    /// # Errors
    /// If the examples cannot be read.
    pub(super) fn weights<S: Scalar>(
        &self,
        scenario: &Scenario,
        epochs: usize,
        stop: &AtomicBool,
    ) -> Result<Option<Weights<S>>, RunError> {
        let network = &scenario.network;
        let key = format!("{:?} {:?} {epochs}", network.activation, network.initial);
        // Two threads that want the same network wait for one of them to train it.
        let mut grown = self.grown.lock().unwrap_or_else(PoisonError::into_inner);
        let known = grown.get(&key).map(Arc::clone);
        let weights = match known {
            Some(weights) => weights,
            None => {
                let Some(weights) = self.train(scenario, epochs, stop)? else {
                    return Ok(None);
                };
                let weights = Arc::new(weights);
                grown.insert(key, Arc::clone(&weights));
                weights
            }
        };
        drop(grown);
        Ok(Some(rounded(&weights)))
    }

    fn train(
        &self,
        scenario: &Scenario,
        epochs: usize,
        stop: &AtomicBool,
    ) -> Result<Option<Weights<f64>>, RunError> {
        let shared = self.training_data.load::<f64>(scenario)?;
        let (circuit, plan) = circuit_and_plan::<f64>(scenario, &shared)?;
        let train = &shared.train;
        let (blueprint, settings) = circuit.into_parts();
        let mut bp = Backpropagation::new(blueprint, settings.learning.alpha, false);
        for epoch in 0..epochs {
            for presentation in plan.timetable.epoch(epoch, train.len()) {
                if stop.load(Ordering::Relaxed) {
                    return Ok(None);
                }
                let chosen = &presentation.examples;
                let inputs: Vec<&[f64]> = chosen.iter().map(|&k| train.input(k)).collect();
                let targets: Vec<&[f64]> = chosen.iter().map(|&k| train.target(k)).collect();
                bp.update_rows(&inputs, &targets);
            }
        }
        Ok(Some(bp.weights()))
    }
}

/// The nearest weights in another precision; θ′ mirrors θ.
fn rounded<S: Scalar>(weights: &Weights<f64>) -> Weights<S> {
    let matrix = |matrix: &Matrix<f64>| Matrix {
        rows: matrix.rows,
        columns: matrix.columns,
        values: matrix.values.iter().map(|w| S::from_f64(*w)).collect(),
    };
    let theta: Vec<Matrix<S>> = weights.theta.iter().map(matrix).collect();
    Weights {
        feedback: theta[..theta.len() - 1].to_vec(),
        theta,
        bias: Vec::new(),
    }
}
