//! What error neurons said in one tick, as a state keeps it.
//!
//! Promises that silence of all takes no room, and that what one neuron said is found by its row.

use serde::{Deserialize, Serialize};

use crate::scalar::{Numbers, Scalar};

/// What error neurons said in one tick, n.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "S: Scalar")]
pub(in crate::engine) struct Said<S> {
    /// Who spoke, `[n]`; empty if nobody did, as are the others then.
    pub(in crate::engine) speaks: Vec<bool>,
    /// ε, and what caused it, `[n][B]`; 0 and false of those who were silent.
    pub(in crate::engine) epsilon: Numbers<S>,
    pub(in crate::engine) by_feedback: Vec<bool>,
}

impl<S: Scalar> Said<S> {
    /// What `n` neurons said, each in `n_lanes` lanes; `None` is silence.
    pub(in crate::engine) fn of<'a>(
        said: impl Iterator<Item = Option<(&'a [S], &'a [bool])>>,
        n_lanes: usize,
    ) -> Self {
        let mut all = Self {
            speaks: Vec::new(),
            epsilon: Numbers::default(),
            by_feedback: Vec::new(),
        };
        for said in said {
            all.speaks.push(said.is_some());
            match said {
                Some((epsilon, by_feedback)) => {
                    all.epsilon.extend(epsilon.iter().cloned());
                    all.by_feedback.extend(by_feedback);
                }
                None => {
                    all.epsilon.extend(std::iter::repeat_n(S::zero(), n_lanes));
                    all.by_feedback.extend(std::iter::repeat_n(false, n_lanes));
                }
            }
        }
        match all.speaks.contains(&true) {
            true => all,
            false => Self::silence(),
        }
    }

    /// Nobody spoke.
    pub(in crate::engine) fn silence() -> Self {
        Self {
            speaks: Vec::new(),
            epsilon: Numbers::default(),
            by_feedback: Vec::new(),
        }
    }

    /// What one neuron said, in all lanes.
    pub(in crate::engine) fn row(&self, index: usize, n_lanes: usize) -> Option<(&[S], &[bool])> {
        let is_said = self.speaks.get(index).is_some_and(|speaks| *speaks);
        let lanes = index * n_lanes..(index + 1) * n_lanes;
        is_said.then(|| (&self.epsilon[lanes.clone()], &self.by_feedback[lanes]))
    }
}
