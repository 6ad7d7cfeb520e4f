//! The weights at birth: drawn by seed, one stream per matrix, or given.

use serde::{Deserialize, Serialize};

use super::weights::{Matrix, Weights};
use crate::scalar::{Draws, Number, Precision, Scalar, standard_normal};
use crate::wiring::Wiring;

/// Where initial weights come from. Biases are born 0 unless given. In `Exact` precision,
/// random weights are multiples of 1/97.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Initial {
    /// Uniform in ±gain · √(6 / (n_in + n_out)) (Glorot and Bengio 2010), n_in and n_out being how
    /// many synapses a neuron has on average at either end of the projection.
    Xavier {
        /// Seed of all streams.
        seed: u64,
        /// Factor on the bound, above 0.
        #[serde(default = "one")]
        gain: Number,
    },
    /// Uniform in [low, high).
    Uniform {
        /// Seed of all streams.
        seed: u64,
        /// Smallest weight.
        low: Number,
        /// Largest weight, above `low`.
        high: Number,
    },
    /// Normal with mean 0.
    Normal {
        /// Seed of all streams.
        seed: u64,
        /// Standard deviation, above 0.
        deviation: Number,
    },
    /// A safetensors file with `theta.l`, and `bias.l`, `feedback.l` where there are such.
    File(String),
    /// Written out in the scenario.
    Given(GivenWeights),
}

/// Weights written out in a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenWeights {
    /// `theta[l−1][i][j]` for l = 1…L, from value neuron (l, j) to error neuron (l−1, i).
    pub theta: Vec<Vec<Vec<Number>>>,
    /// `bias[l][i]` for l = 0…L−1.
    #[serde(default)]
    pub bias: Vec<Vec<Number>>,
}

/// How the feedback copies are born.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum FeedbackWeights {
    /// Equal to the feedforward weights.
    Mirrored,
    /// Drawn independently from the same distribution (normal or uniform).
    Independent {
        /// Seed of the feedback streams.
        seed: u64,
    },
}

/// The number 1, for defaults.
fn one() -> Number {
    Number::from(1)
}

impl Initial {
    /// Draws the weights of a network. `None` for a file, which is read by
    /// [`super::read_weights`].
    pub fn draw<S: Scalar>(
        &self,
        wiring: &Wiring,
        feedback: FeedbackWeights,
    ) -> Option<Weights<S>> {
        let mut weights = Weights::filled(wiring, &S::zero());
        match self {
            Self::File(_) => return None,
            Self::Given(given) => {
                weights.theta = given.theta.iter().map(|rows| from_numbers(rows)).collect();
            }
            _ => {
                for (e, theta) in weights.theta.iter_mut().enumerate() {
                    let purpose = format!("theta.{}", wiring.projections()[e].name);
                    *theta = self.draw_matrix(self.seed(), &purpose, wiring, e);
                }
            }
        }
        weights.feedback = self.draw_feedback(feedback, wiring, &weights.theta);
        if let Self::Given(given) = self
            && !given.bias.is_empty()
        {
            let numbers = |row: &Vec<Number>| row.iter().map(S::from_number).collect();
            weights.bias = given.bias.iter().map(numbers).collect();
        }
        Some(weights)
    }

    /// The feedback copies θ′: the mirrors of `theta`, or draws of their own.
    pub(super) fn draw_feedback<S: Scalar>(
        &self,
        feedback: FeedbackWeights,
        wiring: &Wiring,
        theta: &[Matrix<S>],
    ) -> Vec<Matrix<S>> {
        let mut copies = Weights::<S>::filled(wiring, &S::zero()).feedback;
        for (e, copy) in copies.iter_mut().enumerate() {
            // A projection that does not change is its own mirror.
            let projection = &wiring.projections()[e];
            *copy = match feedback {
                _ if !wiring.has_feedback(e) => continue,
                FeedbackWeights::Independent { seed } if projection.learns => {
                    let purpose = format!("feedback.{}", projection.name);
                    self.draw_matrix(seed, &purpose, wiring, e)
                }
                _ => theta[e].clone(),
            };
        }
        copies
    }

    /// The same with another seed; weights that are not drawn stay as they are.
    #[must_use]
    pub fn with_seed(&self, seed: u64) -> Self {
        let mut other = self.clone();
        match &mut other {
            Self::Xavier { seed: own, .. }
            | Self::Uniform { seed: own, .. }
            | Self::Normal { seed: own, .. } => *own = seed,
            Self::File(_) | Self::Given(_) => {}
        }
        other
    }

    fn seed(&self) -> u64 {
        match self {
            Self::Xavier { seed, .. } | Self::Uniform { seed, .. } | Self::Normal { seed, .. } => {
                *seed
            }
            Self::File(_) | Self::Given(_) => 0,
        }
    }

    /// θ of a projection, or a feedback copy of it, from its own stream. Weights that were given or read
    /// have no distribution of their own: independent copies of those are Xavier.
    fn draw_matrix<S: Scalar>(
        &self,
        seed: u64,
        purpose: &str,
        wiring: &Wiring,
        projection: usize,
    ) -> Matrix<S> {
        let [rows, columns] = wiring.shape(projection);
        let bound = (6.0 / wiring.mean_fan(projection)).sqrt();
        let mut draws = Draws::new(seed, purpose);
        let uniform = |draws: &mut Draws, low: f64, high: f64| match S::PRECISION {
            Precision::Exact => {
                let (low, high) = ((low * 97.0).ceil() as i64, (high * 97.0).floor() as i64);
                ninety_sevenths(low + draws.below((high - low).max(0) as u64 + 1) as i64)
            }
            _ => S::from_f64(low + (high - low) * draws.unit()),
        };
        Matrix::from_fn(rows, columns, |_, _| match self {
            Self::Uniform { low, high, .. } => uniform(&mut draws, low.to_f64(), high.to_f64()),
            Self::Normal { deviation, .. } => {
                let draw = deviation.to_f64() * standard_normal(&mut draws);
                match S::PRECISION {
                    Precision::Exact => ninety_sevenths((draw * 97.0).round() as i64),
                    _ => S::from_f64(draw),
                }
            }
            Self::Xavier { gain, .. } => {
                let bound = bound * gain.to_f64();
                uniform(&mut draws, -bound, bound)
            }
            Self::File(_) | Self::Given(_) => uniform(&mut draws, -bound, bound),
        })
    }
}

fn ninety_sevenths<S: Scalar>(k: i64) -> S {
    S::from_f64(k as f64) / &S::from_count(97)
}

fn from_numbers<S: Scalar>(rows: &[Vec<Number>]) -> Matrix<S> {
    let columns = rows.first().map_or(0, Vec::len);
    Matrix::from_fn(rows.len(), columns, |i, j| S::from_number(&rows[i][j]))
}

#[cfg(test)]
mod tests;
