//! ε of every error neuron, tick by tick, as recorders look it up.
//!
//! Promises the last loud tick of a lane without a walk through all ticks before it.

use std::sync::Arc;

use super::look::Look;
use super::scene::Scene;
use crate::axon::{AgentId, PredictionError, Tick};
use crate::scalar::Scalar;

/// ε of every error neuron, tick by tick.
#[derive(Clone, Debug)]
pub(super) struct Streams<S> {
    by_neuron: Vec<Stream<S>>,
}

/// ε of one neuron: every lane of the first tick, then of the next.
#[derive(Clone, Debug)]
struct Stream<S> {
    first: Option<Tick>,
    n_lanes: usize,
    epsilon: Vec<S>,
    /// Whether φ does not take it for silence: a bit a tick, 64 ticks of every lane, then more.
    is_loud: Vec<u64>,
}

impl<S: Scalar> Streams<S> {
    /// Of nothing yet.
    pub(super) fn new(scene: &Scene<S>) -> Self {
        let n_errors = scene.n_errors();
        let stream = Stream {
            first: None,
            n_lanes: scene.n_lanes,
            epsilon: Vec::new(),
            is_loud: Vec::new(),
        };
        Self {
            by_neuron: vec![stream; n_errors],
        }
    }

    /// Takes what the logs hold now in place of what it holds.
    pub(super) fn gather(&mut self, scene: &Scene<S>, look: Look<'_, S>) {
        look(&mut |id, log| {
            if let AgentId::Error { layer, index } = id {
                self.by_neuron[scene.error_index(layer, index)].take(&log.predictions, scene);
            }
        });
    }

    /// A neuron's stream, and which of its ticks `at` is.
    fn of(&self, neuron: usize, at: Tick) -> Option<(&Stream<S>, usize)> {
        let stream = self.by_neuron.get(neuron)?;
        let tick = usize::try_from(at.since(stream.first?)).ok()?;
        Some((stream, tick))
    }

    /// The last tick before `at` in which ε of a neuron was loud in a lane.
    pub(super) fn last_loud(&self, neuron: usize, lane: usize, at: Tick) -> Option<Tick> {
        let (stream, n_before) = self.of(neuron, at)?;
        let words = stream.is_loud.chunks_exact(stream.n_lanes);
        let of_word = |(place, word): (usize, &[u64])| {
            let n = n_before.saturating_sub(64 * place);
            let before = if n < 64 { (1 << n) - 1 } else { u64::MAX };
            let last = (word[lane] & before).checked_ilog2()?;
            Some(64 * place as u64 + u64::from(last))
        };
        let tick = words.enumerate().rev().find_map(of_word)?;
        Some(stream.first?.after(tick))
    }

    /// ε of a neuron in a tick and lane.
    pub(super) fn epsilon(&self, neuron: usize, at: Tick, lane: usize) -> Option<&S> {
        let (stream, tick) = self.of(neuron, at)?;
        stream.epsilon.get(tick * stream.n_lanes + lane)
    }
}

impl<S: Scalar> Stream<S> {
    fn take(&mut self, predictions: &[(Tick, Arc<PredictionError<S>>)], scene: &Scene<S>) {
        self.first = predictions.first().map(|(tick, _)| *tick);
        self.epsilon.clear();
        self.is_loud.clear();
        self.is_loud
            .resize(self.n_lanes * predictions.len().div_ceil(64), 0);
        for (tick, (_, prediction)) in predictions.iter().enumerate() {
            self.epsilon.extend_from_slice(&prediction.epsilon);
            let words = &mut self.is_loud[tick / 64 * self.n_lanes..][..self.n_lanes];
            let bit = 1 << (tick % 64);
            for (word, epsilon) in words.iter_mut().zip(&prediction.epsilon) {
                *word |= if scene.quiet.is_quiet(epsilon) {
                    0
                } else {
                    bit
                };
            }
        }
    }
}

#[cfg(test)]
mod tests;
