//! The BP twin: born with the same weights, taught the same examples in the same order.

use crate::axon::SynapseId;
use crate::dataset::Examples;
use crate::engine::{Circuit, Lesion};
use crate::oracle::{Backpropagation, Pass};
use crate::scalar::Scalar;
use crate::simulation::Shown;
use crate::synapse::Reduction;

/// Backpropagation beside a network of agents.
pub(super) struct Twin<S> {
    judge: Backpropagation<S>,
    /// (layer, index) of neurons that a lesion took.
    dead: Vec<(usize, usize)>,
}

/// How well predictions fit the examples.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fit {
    /// Mean over the examples of Σ (s − y)²; `None` without examples.
    pub error: Option<f64>,
    /// Fraction of the examples whose class was predicted; `None` without classes.
    pub accuracy: Option<f64>,
}

impl<S: Scalar> Twin<S> {
    /// The twin of a network.
    pub(super) fn of(circuit: &Circuit<S>) -> Self {
        let is_mean = circuit.learning.reduction == Reduction::Mean;
        let alpha = circuit.learning.alpha.clone();
        Self {
            judge: Backpropagation::new(circuit.blueprint.clone(), alpha, is_mean),
            dead: Vec::new(),
        }
    }

    /// Loses what the network loses, but for connections of which one copy is left.
    pub(super) fn lesion(&mut self, lesion: &Lesion, widths: &[usize], has_bias: bool) {
        for SynapseId { layer, post, pre } in lesion.connections(widths, has_bias) {
            self.judge.lesion(layer, post, pre);
        }
        if let Lesion::Neuron { layer, index } = *lesion {
            self.dead.push((layer, index));
        }
    }

    /// Backpropagation itself.
    pub(super) fn judge(&self) -> &Backpropagation<S> {
        &self.judge
    }

    /// Learns what was shown, if there was a teacher.
    pub(super) fn follow(&mut self, shown: &Shown<S>, examples: &Examples<S>) -> Option<Pass<S>> {
        let chosen = &shown.presentation.examples;
        shown.presentation.with_teacher.then(|| {
            let input = by_neuron(chosen, examples.n_inputs, |k| examples.input(k));
            let target = by_neuron(chosen, examples.n_outputs, |k| examples.target(k));
            let mut pass = self.judge.update(&input, &target, chosen.len());
            for &(layer, index) in &self.dead {
                if let Some(delta) = pass.delta.get_mut(layer) {
                    delta[index * chosen.len()..][..chosen.len()].fill(S::zero());
                }
            }
            pass
        })
    }

    /// Its predictions for every example, `[n][n_0]`.
    pub(super) fn predict(&self, examples: &Examples<S>) -> Vec<S> {
        let n_outputs = examples.n_outputs;
        let mut outputs = Vec::with_capacity(examples.len() * n_outputs);
        let order: Vec<usize> = (0..examples.len()).collect();
        for chosen in order.chunks(64) {
            let input = by_neuron(chosen, examples.n_inputs, |k| examples.input(k));
            let y = self.judge.predict(&input, chosen.len()).swap_remove(0);
            for lane in 0..chosen.len() {
                outputs.extend((0..n_outputs).map(|i| y[i * chosen.len() + lane].clone()));
            }
        }
        outputs
    }
}

/// Neurons and lanes whose ε was 0 at t = l though the twin's δ was not.
pub(super) fn vanished<S: Scalar>(shown: &Shown<S>, pass: &Pass<S>, n_lanes: usize) -> u64 {
    let n_presented = shown.presentation.examples.len();
    let layers = shown.epsilon.iter().zip(&pass.delta);
    let vanished = layers.flat_map(|(epsilon, delta)| {
        let neurons = epsilon.chunks(n_lanes).zip(delta.chunks(n_presented));
        neurons.flat_map(|(epsilon, delta)| epsilon.iter().zip(delta))
    });
    vanished
        .filter(|(epsilon, delta)| epsilon.is_zero() && !delta.is_zero())
        .count() as u64
}

/// How well `outputs` `[n][n_0]` fit `examples`; unknown where nothing was put out, as in a run
/// that failed before its first test.
pub(super) fn fit<S: Scalar>(outputs: &[S], examples: &Examples<S>) -> Fit {
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
pub(super) fn squared_error<S: Scalar>(outputs: &[S], targets: &[S]) -> f64 {
    let squares = outputs
        .iter()
        .zip(targets)
        .map(|(y, s)| (s.clone() - y).to_f64());
    squares.map(|difference| difference * difference).sum()
}

/// The class of an output: the arg max, ties to the lowest index; of a single output whether
/// it is above `threshold`.
pub(super) fn class_of<S: Scalar>(outputs: &[S], threshold: f64) -> u32 {
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
pub(super) fn middle<S: Scalar>(examples: &Examples<S>) -> f64 {
    let targets = || examples.targets.iter().map(S::to_f64);
    let low = targets().fold(f64::INFINITY, f64::min);
    let high = targets().fold(f64::NEG_INFINITY, f64::max);
    (low + high) / 2.0
}

/// The chosen examples' values as `[n][B]`.
pub(super) fn by_neuron<'a, S: Scalar>(
    chosen: &[usize],
    n: usize,
    values_of: impl Fn(usize) -> &'a [S],
) -> Vec<S> {
    (0..n)
        .flat_map(|i| chosen.iter().map(move |&k| (i, k)))
        .map(|(i, k)| values_of(k)[i].clone())
        .collect()
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
