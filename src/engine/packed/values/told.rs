//! What a slice of value neurons tells its own error neurons: x of this tick and of the one before.

use super::ValueSlice;
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar};

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

impl<S: Scalar, P: Plasticity> ValueSlice<S, P> {
    /// x of this tick, as it is said to the own error neurons.
    pub(in crate::engine::packed) fn told(&self) -> Told<'_, S> {
        let [has_now, has_before] = self.has_residue;
        let is_any = has_now || (self.is_new && has_before);
        Told {
            x: [&self.x, &self.next],
            residue: is_any.then_some([&self.residue, &self.next_residue]),
            is_zero: [!has_now, !has_before],
            is_new: self.is_new,
        }
    }
}
