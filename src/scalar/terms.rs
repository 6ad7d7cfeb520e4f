//! The terms of a change of weight.

/// How a sum of products changes a weight, whoever changes it.
#[derive(Clone, Debug)]
pub struct Terms<'a, S> {
    /// α.
    pub alpha: &'a S,
    /// What a change is divided by, if by anything.
    pub divisor: Option<S>,
    /// The fraction of its weight that is forgotten, if any.
    pub decay: Option<&'a S>,
}
