//! What a network at rest has heard so far: for whoever explains what it does next.

use super::NetworkState;
use crate::axon::Tick;
use crate::scalar::Scalar;

impl<S: Scalar> NetworkState<S> {
    /// f(x) of a value neuron as it was heard last.
    pub fn heard_rate(&self, [layer, index]: [usize; 2], lane: usize) -> Option<&S> {
        let rates = &self.values.get(layer)?.rates;
        rates.get(index * self.n_lanes + lane)
    }

    /// ε of an error neuron as it was heard above last; `None` in silence.
    pub fn heard_epsilon(&self, [layer, index]: [usize; 2], lane: usize) -> Option<&S> {
        let errors = self.errors.get(layer)?;
        let is_heard = errors.is_heard.get(index).is_some_and(|heard| *heard);
        let heard = || errors.heard.get(index * self.n_lanes + lane);
        is_heard.then(heard).flatten()
    }

    /// When ε of an error neuron was last not quiet: as it was computed, or as it `is_heard` above.
    /// Quiet means |ε| below `tolerance`, or ε = 0 without one. `None` if it never was, or if no φ
    /// of the network asks for this kind of quiet.
    pub fn last_loud(
        &self,
        [layer, index]: [usize; 2],
        lane: usize,
        tolerance: Option<&S>,
        is_heard: bool,
    ) -> Option<Tick> {
        let is_meant = |kind: &Option<crate::scalar::Numbers<S>>| {
            kind.as_ref().and_then(|numbers| numbers.first()) == tolerance
        };
        let kind = self.quiet_kinds.iter().position(is_meant)?;
        let n = *self.widths.get(layer)?;
        let cell = (kind * n + index) * self.n_lanes + lane;
        let last = self.errors.get(layer)?.last_loud[usize::from(is_heard)].get(cell)?;
        (*last > i64::MIN / 4).then_some(Tick(*last))
    }
}
