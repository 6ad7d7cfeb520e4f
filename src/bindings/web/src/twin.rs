//! The network's twin: born with the same weights, taught the same examples by backpropagation.

use std::sync::Arc;

use fazil::axon::SynapseId;
use fazil::blueprint::{Blueprint, Weights};
use fazil::engine::{Circuit, Lesion};
use fazil::environment::Frame;
use fazil::oracle::{Backpropagation, Pass};
use fazil::scalar::Scalar;
use fazil::synapse::Reduction;
use fazil::wiring::Wiring;

/// Backpropagation beside the agents.
#[derive(Clone, Debug)]
pub(crate) struct Twin<S> {
    judge: Backpropagation<S>,
    lost: Vec<SynapseId>,
}

impl<S: Scalar> Twin<S> {
    /// The twin of a network at birth.
    pub fn of(circuit: &Circuit<S>) -> Self {
        Self::with(circuit, circuit.blueprint().weights.clone(), Vec::new())
    }

    /// The same twin after the settings of the network changed.
    pub fn settled_anew(&self, circuit: &Circuit<S>) -> Self {
        Self::with(circuit, self.judge.weights(), self.lost.clone())
    }

    fn with(circuit: &Circuit<S>, weights: Weights<S>, lost: Vec<SynapseId>) -> Self {
        let blueprint = Blueprint {
            weights: Weights {
                feedback: Vec::new(),
                ..weights
            },
            ..circuit.blueprint().clone()
        };
        let is_mean = circuit.settings().learning.reduction == Reduction::Mean;
        let mut judge = Backpropagation::new(
            blueprint,
            circuit.settings().learning.alpha.clone(),
            is_mean,
        );
        for &id in &lost {
            judge.lesion(id);
        }
        Self { judge, lost }
    }

    /// Loses the connections that `lesion` takes altogether.
    pub fn lesion(&mut self, lesion: &Lesion, wiring: &Wiring) {
        for id in lesion.connections(wiring) {
            self.judge.lesion(id);
            self.lost.push(id);
        }
    }

    /// Learns what is shown and taught, a lane each.
    pub fn learn(&mut self, stimulus: &Arc<Frame<S>>, teacher: &Arc<Frame<S>>) {
        let n_lanes = stimulus.presented();
        let inputs: Vec<&[S]> = (0..n_lanes).map(|lane| stimulus.lane(lane)).collect();
        let targets: Vec<&[S]> = (0..n_lanes).map(|lane| teacher.lane(lane)).collect();
        self.judge.update_rows(&inputs, &targets);
    }

    /// Its outputs for every row of inputs, those of all output populations, the first ones.
    pub fn outputs(&mut self, inputs: &[&[S]], n_populations: usize) -> Vec<Vec<S>> {
        let outputs = &self.judge.predict(inputs)[..n_populations];
        (0..inputs.len())
            .map(|lane| {
                outputs
                    .iter()
                    .flat_map(|of| of.lane(lane))
                    .cloned()
                    .collect()
            })
            .collect()
    }

    /// What it computed when it last learned.
    pub fn pass(&self) -> &Pass<S> {
        self.judge.pass()
    }

    /// Its weights.
    pub fn weights(&self) -> Weights<S> {
        self.judge.weights()
    }
}
