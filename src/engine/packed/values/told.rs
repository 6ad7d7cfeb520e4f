//! What a slice of value neurons tells its own error neurons: x of this tick and of the one before.

use crate::scalar::Plane;

/// What a slice of value neurons tells its own error neurons, now and in the tick before; what it
/// was before means nothing where x is not new.
#[derive(Debug)]
pub(in crate::engine::packed) struct Told<'a, S> {
    /// x, `[B][n]`.
    pub(in crate::engine::packed) x: [&'a Plane<S>; 2],
    /// What is to be added to it, `[B][n]`, if that may be other than 0 in either tick.
    pub(in crate::engine::packed) residue: Option<[&'a Plane<S>; 2]>,
    /// Where the residue is 0 all the same, and its plane means nothing.
    pub(in crate::engine::packed) is_zero: [bool; 2],
    pub(in crate::engine::packed) is_new: bool,
}
