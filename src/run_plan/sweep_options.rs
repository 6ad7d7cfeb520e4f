//! What is swept beside the factors.

/// What is swept beside the factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SweepOptions {
    /// Runs per combination, at least 1. Run `s`, counted from 1, has seed `s` for its weights,
    /// its order and its faults.
    pub seeds: u64,
    /// Passes over the training examples in every run; `None`: the scenario's.
    pub epochs: Option<usize>,
}
