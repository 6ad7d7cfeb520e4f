//! Why a graph cannot be built.

use thiserror::Error;

/// Which part of a description is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The populations or the projections as a whole.
    Populations,
    /// The projections as a whole.
    Projections,
    /// A field of the population at this position of the description, or all of it.
    Population(usize, &'static str),
    /// A field of the projection at this position of the description, or all of it.
    Projection(usize, &'static str),
}

/// A description that no graph can be built from.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{problem}; expected {expected}")]
pub struct WiringError {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub problem: String,
    /// What would be right.
    pub expected: String,
}

impl WiringError {
    pub(super) fn new(
        place: Place,
        problem: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            place,
            problem: problem.into(),
            expected: expected.into(),
        }
    }
}
