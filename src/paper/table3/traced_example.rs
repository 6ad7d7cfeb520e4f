//! What makes a detector fail: the ticks around a false spike, and why ε was 0 before it.

use serde::{Deserialize, Serialize};

use crate::activation::Activation;
use crate::axon::{AgentId, Tick};
use crate::neuron::State;
use crate::record::AgentLog;
use crate::scalar::Scalar;
use crate::simulation::Shown;
use crate::simulation::Simulation;

/// Ticks shown before and after a false spike.
const AROUND: (i64, i64) = (5, 1);

/// Why ε was 0 in the tick before a false spike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Reason {
    /// It had been 0 from the beginning, t = l included: δ was rounded away, and the first
    /// error came late.
    Late,
    /// f′(x) was 0, so x was set to μ, and μ did not change.
    Closed,
    /// f′(x) · S was below half the spacing of numbers at μ, so that x became μ, and μ did not
    /// change.
    Rounded,
    /// What feedback added to x and what μ changed by were the same number.
    Cancelled,
    /// x is a pair, which loses nothing to rounding: S was 0, as no error below was other than 0,
    /// or they cancelled, or f′(x)·S is below the least number there is.
    Unpushed,
}

/// How often each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reasons {
    pub(super) late: u64,
    pub(super) closed: u64,
    pub(super) rounded: u64,
    pub(super) cancelled: u64,
    pub(super) unpushed: u64,
}

impl Reasons {
    pub(super) fn add(&mut self, reason: Reason) {
        match reason {
            Reason::Late => self.late += 1,
            Reason::Closed => self.closed += 1,
            Reason::Rounded => self.rounded += 1,
            Reason::Cancelled => self.cancelled += 1,
            Reason::Unpushed => self.unpushed += 1,
        }
    }
}

/// One tick of a neuron, as text: the numbers as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Moment {
    pub(super) t: i64,
    pub(super) x: String,
    pub(super) mu: String,
    pub(super) epsilon: String,
    /// f′(x).
    pub(super) slope: String,
    pub(super) has_fired: bool,
}

/// A spike at a tick at which none was expected: layer, index, lane, t.
pub(super) type FalseSpike = (usize, usize, usize, i64);

/// A false spike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Example {
    pub(super) neuron: String,
    pub(super) layer: usize,
    pub(super) lane: usize,
    pub(super) presentation: usize,
    /// The tick of the false spike.
    pub(super) t: i64,
    pub(super) reason: Reason,
    pub(super) moments: Vec<Moment>,
}

/// x, μ and ε of a neuron in a lane, from t = 0 on.
struct Course<S> {
    rows: Vec<[S; 3]>,
}

impl Example {
    /// The smaller, the plainer: a true spike first, and few ticks from it to the false one.
    pub(super) fn plainness(&self) -> (bool, i64) {
        (
            self.reason == Reason::Late,
            (self.t - self.layer as i64).abs(),
        )
    }

    /// The story of one false spike, from logs that keep everything.
    pub(super) fn of<S: Scalar>(
        agents: &mut Simulation<S>,
        (activation, state): (Activation, State),
        presentation: usize,
        shown: &Shown<S>,
        (layer, index, lane, t): FalseSpike,
    ) -> Self {
        let neuron = AgentId::Error { layer, index };
        let (mut xs, mut fired) = (Vec::new(), Vec::new());
        let mut predictions: Vec<[S; 2]> = Vec::new();
        agents.logs(|id, log| {
            if id == (AgentId::Value { layer, index }) {
                xs = x_from_onset(log, lane, shown.onset());
            }
            if id == neuron {
                let rows = log.predictions.iter();
                let rows = rows.filter(|(tick, _)| *tick >= shown.onset());
                predictions = rows
                    .map(|(_, row)| [row.mu[lane].clone(), row.epsilon[lane].clone()])
                    .collect();
                let spikes = log.spikes.iter().filter(|row| row.lane as usize == lane);
                fired = spikes.map(|row| row.tick.since(shown.onset())).collect();
            }
        });
        let rows = xs.into_iter().zip(predictions);
        let course = Course {
            rows: rows.map(|(x, [mu, epsilon])| [x, mu, epsilon]).collect(),
        };
        Self {
            neuron: neuron.to_string(),
            layer,
            lane,
            presentation,
            t,
            reason: course.reason(activation, state, layer, t),
            moments: course.moments(activation, t, &fired),
        }
    }
}

fn x_from_onset<S: Scalar>(log: &AgentLog<S>, lane: usize, onset: Tick) -> Vec<S> {
    let from_onset = log.activities.iter().filter(|(tick, _)| *tick >= onset);
    from_onset.map(|(_, x)| x.values[lane].clone()).collect()
}

impl<S: Scalar> Course<S> {
    /// Why ε was 0 in the tick before `t`.
    fn reason(&self, activation: Activation, state: State, layer: usize, t: i64) -> Reason {
        let t = usize::try_from(t).unwrap_or(0);
        if self.rows[..t]
            .iter()
            .all(|[_, _, epsilon]| epsilon.is_zero())
        {
            return Reason::Late;
        }
        // x of a tick is μ of the tick before, plus f′(x) of the tick before times S.
        let ([x_before, mu_before, _], [x, mu, _]) = match t {
            0 | 1 => return Reason::Late,
            _ => (&self.rows[t - 2], &self.rows[t - 1]),
        };
        debug_assert!(layer < t);
        match x == mu_before && mu == mu_before {
            true if activation.slope(x_before).is_zero() => Reason::Closed,
            true if state == State::Pair => Reason::Unpushed,
            true => Reason::Rounded,
            false => Reason::Cancelled,
        }
    }

    fn moments(&self, activation: Activation, t: i64, fired: &[i64]) -> Vec<Moment> {
        let from = (t - AROUND.0).max(0);
        let ticks = from..=t + AROUND.1;
        let moment = |t: i64| {
            let [x, mu, epsilon] = self.rows.get(usize::try_from(t).ok()?)?;
            Some(Moment {
                t,
                x: x.to_string(),
                mu: mu.to_string(),
                epsilon: epsilon.to_string(),
                slope: activation.slope(x).to_string(),
                has_fired: fired.contains(&t),
            })
        };
        ticks.filter_map(moment).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(rows: &[[f64; 3]], t: i64) -> Reason {
        let course = Course {
            rows: rows.to_vec(),
        };
        course.reason(Activation::ReLU, State::Plain, 0, t)
    }

    #[test]
    fn every_way_to_zero_is_told_apart() {
        let loud = [1.0, 0.5, 0.5];
        let after = [0.7, 0.5, 0.2];
        assert_eq!(reason(&[[0.5, 0.5, 0.0], after], 1), Reason::Late);
        assert_eq!(reason(&[loud, [0.5, 0.5, 0.0], after], 2), Reason::Rounded);
        let closed = [-1.0, 0.5, -1.5];
        assert_eq!(reason(&[closed, [0.5, 0.5, 0.0], after], 2), Reason::Closed);
        assert_eq!(
            reason(&[loud, [0.6, 0.6, 0.0], after], 2),
            Reason::Cancelled
        );
    }
}
