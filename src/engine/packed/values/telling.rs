//! How a slice of value neurons tells its x to its own error neurons.

use super::ValueSlice;
use super::told::Told;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

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
