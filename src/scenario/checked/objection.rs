//! A value of a scenario that cannot be, and why.

/// A value that cannot be, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct Objection {
    /// Path of the value in the file, such as `network.widths()[1]`.
    pub path: String,
    /// What is wrong, and why.
    pub problem: String,
    /// What would be right.
    pub expected: String,
    /// What may have been meant.
    pub near: Option<String>,
}
