//! The BP twin: born with the same weights, taught the same examples in the same order.

use crate::blueprint::Weights;
use crate::dataset::Examples;
use crate::engine::{Circuit, Lesion};
use crate::oracle::{Backpropagation, Pass};
use crate::scalar::Scalar;
use crate::simulation::Shown;
use crate::synapse::Reduction;
use crate::wiring::Wiring;

/// Examples in one batch of a test.
const TESTED_AT_ONCE: usize = 60; // A multiple of the 10 lanes that sums take at once.

/// Backpropagation beside a network of agents.
#[derive(Clone)]
pub(crate) struct Twin<S> {
    judge: Backpropagation<S>,
    /// (layer, index) of neurons that a lesion took.
    dead: Vec<(usize, usize)>,
    /// Output populations: the first ones.
    n_outputs: usize,
}

/// How well predictions fit the examples.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fit {
    /// Mean over the examples of Σ (s − y)²; `None` without examples.
    pub error: Option<f64>,
    /// Fraction of the examples whose class was predicted; `None` without classes.
    pub accuracy: Option<f64>,
}

impl<S: Scalar> Twin<S> {
    /// The twin of a network.
    pub(crate) fn of(circuit: &Circuit<S>) -> Self {
        let is_mean = circuit.settings().learning.reduction == Reduction::Mean;
        let alpha = circuit.settings().learning.alpha.clone();
        Self {
            judge: Backpropagation::new(circuit.blueprint().clone(), alpha, is_mean),
            dead: Vec::new(),
            n_outputs: circuit.blueprint().wiring.n_output_populations(),
        }
    }

    /// Loses what the network loses, but for connections of which one copy is left.
    pub(crate) fn lesion(&mut self, lesion: &Lesion, wiring: &Wiring) {
        for synapse in lesion.connections(wiring) {
            self.judge.lesion(synapse);
        }
        if let Lesion::Neuron { layer, index } = *lesion {
            self.dead.push((layer, index));
        }
    }

    /// The same twin with other weights.
    pub(crate) fn set_weights(&mut self, weights: &Weights<S>) {
        self.judge.set_weights(weights);
    }

    /// Backpropagation itself.
    pub(crate) fn judge(&self) -> &Backpropagation<S> {
        &self.judge
    }

    /// Learns what was shown, if there was a teacher; whether there was one.
    pub(crate) fn follow(&mut self, shown: &Shown<S>, examples: &Examples<S>) -> bool {
        let presentation = &shown.presentation;
        if presentation.with_teacher {
            self.learn(&presentation.examples, examples);
        }
        presentation.with_teacher
    }

    /// Learns the chosen examples.
    pub(crate) fn learn(&mut self, chosen: &[usize], examples: &Examples<S>) {
        let inputs: Vec<&[S]> = chosen.iter().map(|&k| examples.input(k)).collect();
        let targets: Vec<&[S]> = chosen.iter().map(|&k| examples.target(k)).collect();
        let pass = self.judge.update_rows(&inputs, &targets);
        for &(layer, index) in &self.dead {
            if let Some(delta) = pass.delta.get_mut(layer) {
                (0..inputs.len()).for_each(|lane| delta.lane_mut(lane)[index] = S::zero());
            }
        }
    }

    /// What it computed when it last followed.
    pub(crate) fn pass(&self) -> &Pass<S> {
        self.judge.pass()
    }

    /// Its predictions for every example, `[n][n_0]`.
    pub(crate) fn predict(&mut self, examples: &Examples<S>) -> Vec<S> {
        let mut outputs = Vec::with_capacity(examples.len() * examples.n_outputs);
        let order: Vec<usize> = (0..examples.len()).collect();
        for chosen in order.chunks(TESTED_AT_ONCE) {
            let inputs: Vec<&[S]> = chosen.iter().map(|&k| examples.input(k)).collect();
            let y = &self.judge.predict(&inputs)[..self.n_outputs];
            for lane in 0..chosen.len() {
                y.iter()
                    .for_each(|y| outputs.extend_from_slice(y.lane(lane)));
            }
        }
        outputs
    }
}

/// Neurons and lanes whose ε was 0 at t = l though the twin's δ was not.
pub(crate) fn vanished<S: Scalar>(shown: &Shown<S>, pass: &Pass<S>, n_lanes: usize) -> u64 {
    let layers = shown.epsilon.iter().zip(&pass.delta);
    let vanished = layers.map(|(epsilon, delta)| {
        let neurons = epsilon.chunks(n_lanes).enumerate();
        let of_neuron = |(i, epsilon): (usize, &[S])| {
            let lanes = epsilon.iter().take(delta.n_lanes()).enumerate();
            lanes
                .filter(|(lane, epsilon)| epsilon.is_zero() && !delta.at(*lane, i).is_zero())
                .count()
        };
        neurons.map(of_neuron).sum::<usize>()
    });
    vanished.sum::<usize>() as u64
}

/// How well `outputs` `[n][n_0]` fit `examples`; unknown where nothing was put out, as in a run
/// that failed before its first test.
pub(crate) fn fit<S: Scalar>(outputs: &[S], examples: &Examples<S>) -> Fit {
    let n = examples.len();
    if n == 0 || outputs.is_empty() {
        return Fit::default();
    }
    let rows = outputs.chunks(examples.n_outputs).enumerate();
    let error = |(k, row): (usize, &[S])| squared_error(row, examples.target(k));
    let error = rows.clone().map(error).sum::<f64>() / n as f64;
    let accuracy = examples.labels.as_ref().map(|labels| {
        let threshold = middle(examples);
        let right = |(k, row): &(usize, &[S])| class_of(row, threshold) == labels[*k];
        rows.filter(right).count() as f64 / n as f64
    });
    Fit {
        error: Some(error),
        accuracy,
    }
}

/// Σ (s − y)².
pub(crate) fn squared_error<S: Scalar>(outputs: &[S], targets: &[S]) -> f64 {
    let squares = outputs
        .iter()
        .zip(targets)
        .map(|(y, s)| (s.clone() - y).to_f64());
    squares.map(|difference| difference * difference).sum()
}

/// The class of an output: the arg max, ties to the lowest index; of a single output whether
/// it is above `threshold`.
pub(crate) fn class_of<S: Scalar>(outputs: &[S], threshold: f64) -> u32 {
    if let [single] = outputs {
        return u32::from(single.to_f64() > threshold);
    }
    let mut best = 0;
    for (k, output) in outputs.iter().enumerate() {
        if *output > outputs[best] {
            best = k;
        }
    }
    best as u32
}

/// Midway between the lowest and the highest target.
pub(crate) fn middle<S: Scalar>(examples: &Examples<S>) -> f64 {
    let targets = || examples.targets.iter().map(S::to_f64);
    let low = targets().fold(f64::INFINITY, f64::min);
    let high = targets().fold(f64::NEG_INFINITY, f64::max);
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_to_the_lowest_class() {
        assert_eq!(class_of(&[1.0, 2.0, 2.0], 0.0), 1);
        assert_eq!(class_of(&[f64::NAN, f64::NAN], 0.0), 0);
        assert_eq!((class_of(&[0.4], 0.5), class_of(&[0.6], 0.5)), (0, 1));
    }
}
