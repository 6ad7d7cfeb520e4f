//! How far a neuron's noise has come: its streams of draws, and what it made of the last values.

use serde::{Deserialize, Serialize};

use super::{Distortion, Jitter};
use crate::scalar::{Numbers, Scalar};

/// The noise of one neuron between two ticks; its settings are not part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct NoiseState<S> {
    /// How far the stream of its own x has come; `None` without one.
    pub jitter: Option<u64>,
    /// What becomes of what it says; `None` if nothing does.
    pub distortion: Option<DistortionState<S>>,
}

/// What becomes of the values that one neuron says on their way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "S: Scalar")]
pub struct DistortionState<S> {
    /// How far its stream has come.
    pub position: u64,
    /// By channel: as meant and as heard last, each `[B]` or empty.
    pub said: [(Numbers<S>, Numbers<S>); 3],
}

impl<S> Default for NoiseState<S> {
    fn default() -> Self {
        Self {
            jitter: None,
            distortion: None,
        }
    }
}

impl<S: Scalar> NoiseState<S> {
    pub(in crate::neuron) fn of(
        jitter: Option<&Jitter>,
        distortion: Option<&Distortion<S>>,
    ) -> Self {
        let numbers = |values: &Vec<S>| Numbers::from(values.clone());
        Self {
            jitter: jitter.map(|jitter| jitter.draws.position()),
            distortion: distortion.map(|distortion| DistortionState {
                position: distortion.draws.position(),
                said: distortion
                    .said
                    .each_ref()
                    .map(|(meant, heard)| (numbers(meant), numbers(heard))),
            }),
        }
    }

    /// Brings noise with the same settings as far.
    pub(in crate::neuron) fn restore(
        self,
        jitter: Option<&mut Jitter>,
        distortion: Option<&mut Distortion<S>>,
    ) {
        if let (Some(jitter), Some(position)) = (jitter, self.jitter) {
            jitter.draws = jitter.draws.clone().resume(position);
        }
        if let (Some(distortion), Some(state)) = (distortion, self.distortion) {
            distortion.draws = distortion.draws.clone().resume(state.position);
            distortion.said = state
                .said
                .map(|(meant, heard)| (meant.to_vec(), heard.to_vec()));
        }
    }
}
