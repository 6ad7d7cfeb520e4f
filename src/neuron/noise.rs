//! Noise in a neuron: on its own x, and on the values of what it says.
//!
//! Every neuron draws from private streams named by seed and its own id, tick by tick and lane
//! by lane, so no schedule and no thread can reach a number. Promises that a message arrives,
//! whatever becomes of its values. Refuses to touch state beyond what it is handed.

mod state;

pub use state::{DistortionState, NoiseState};

use serde::{Deserialize, Serialize};

use crate::axon::AgentId;
use crate::scalar::{Draws, Scalar, standard_normal};

/// How noisy the neurons of a network are; all 0 is health.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Noise {
    /// σ of what each hidden value neuron adds to its own x in every tick, in units of x, at
    /// least 0.
    pub activity: f64,
    /// σ of the relative error of each value that a neuron says, at least 0.
    pub message: f64,
    /// Chance that a value said arrives as 0, in [0, 1].
    pub corrupted: f64,
    /// Seed of every stream.
    pub seed: u64,
}

impl Noise {
    /// Whether there is any.
    pub fn is_any(&self) -> bool {
        self.activity > 0.0 || self.message > 0.0 || self.corrupted > 0.0
    }
}

/// What a value neuron adds to its own x.
#[derive(Clone, Debug)]
pub(super) struct Jitter {
    deviation: f64,
    draws: Draws,
}

impl Jitter {
    /// The jitter of neuron `id`, if there is any.
    pub(super) fn of(noise: &Noise, id: AgentId) -> Option<Box<Self>> {
        (noise.activity > 0.0).then(|| {
            let draws = Draws::new(noise.seed, &format!("faults.activity.{id}"));
            let deviation = noise.activity;
            Box::new(Self { deviation, draws })
        })
    }

    /// Adds one draw to the x of each lane.
    pub(super) fn shake<S: Scalar>(&mut self, x: &mut [S]) {
        for value in x {
            let push = S::from_f64(self.deviation * standard_normal(&mut self.draws));
            *value = value.clone() + &push;
        }
    }
}

/// One of the streams of values that a neuron says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    /// x or ε, to the partner.
    Own,
    /// μ, to the partner.
    Prediction,
    /// f(x) or ε, to the population.
    Wide,
}

/// What becomes of the values that a neuron says on their way. All who hear them hear the
/// same; a value that did not change is not drawn anew.
#[derive(Clone, Debug)]
pub(super) struct Distortion<S> {
    deviation: f64,
    corrupted: f64,
    draws: Draws,
    /// By channel: (as meant, as heard), each `[B]` or empty.
    said: [(Vec<S>, Vec<S>); 3],
}

impl<S: Scalar> Distortion<S> {
    /// The distortion of what neuron `id` says, if there is any.
    pub(super) fn of(noise: &Noise, id: AgentId) -> Option<Box<Self>> {
        (noise.message > 0.0 || noise.corrupted > 0.0).then(|| {
            Box::new(Self {
                deviation: noise.message,
                corrupted: noise.corrupted,
                draws: Draws::new(noise.seed, &format!("faults.message.{id}")),
                said: Default::default(),
            })
        })
    }

    /// What is heard of `values`, `[B]`.
    pub(super) fn distort(&mut self, channel: Channel, values: &[S]) -> Box<[S]> {
        let (meant, heard) = std::mem::take(&mut self.said[channel as usize]);
        let heard: Vec<S> = values
            .iter()
            .enumerate()
            .map(|(lane, value)| match meant.get(lane) == Some(value) {
                true => heard[lane].clone(),
                false => self.draw(value),
            })
            .collect();
        self.said[channel as usize] = (values.to_vec(), heard.clone());
        heard.into()
    }

    /// What is heard of a pulse, `[B]`, which lasts one tick and has no memory.
    pub(super) fn pulse(&mut self, values: &[S]) -> Box<[S]> {
        values.iter().map(|value| self.draw(value)).collect()
    }

    fn draw(&mut self, value: &S) -> S {
        let mut heard = value.clone();
        if self.deviation > 0.0 {
            let share = S::from_f64(self.deviation * standard_normal(&mut self.draws));
            heard = heard.clone() + &(share * &heard);
        }
        if self.corrupted > 0.0 && self.draws.unit() < self.corrupted {
            heard = S::zero();
        }
        heard
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: AgentId = AgentId::Value { layer: 1, index: 3 };

    fn distortion(message: f64, corrupted: f64) -> Distortion<f64> {
        let noise = Noise {
            message,
            corrupted,
            seed: 1,
            ..Noise::default()
        };
        *Distortion::of(&noise, ID).unwrap()
    }

    #[test]
    fn a_value_that_did_not_change_is_heard_as_before() {
        let mut distortion = distortion(0.1, 0.0);
        let first = distortion.distort(Channel::Own, &[1.0, 2.0]);
        let second = distortion.distort(Channel::Own, &[1.0, 3.0]);
        assert_eq!(first[0], second[0]);
        assert!(first[0] != 1.0 && (first[0] - 1.0).abs() < 0.6);
        assert_ne!(first[1], second[1]);
    }

    #[test]
    fn corrupted_values_arrive_as_0_as_often_as_asked() {
        let mut distortion = distortion(0.0, 0.25);
        let n_lost = (0..10_000)
            .filter(|_| distortion.pulse(&[1.0])[0] == 0.0)
            .count();
        assert!((2300..2700).contains(&n_lost), "{n_lost}");
    }

    #[test]
    fn health_draws_nothing() {
        assert!(Distortion::<f64>::of(&Noise::default(), ID).is_none());
        assert!(Jitter::of(&Noise::default(), ID).is_none());
    }
}
