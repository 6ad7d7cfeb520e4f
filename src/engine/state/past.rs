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

    /// ε that an error neuron said in a tick before the coming one, as those hear it who hear it by
    /// way of a projection: `since` is how far that tick is from the coming one. What `lasts` is
    /// heard until something else is. `None` in silence, and if it was too long ago to be known.
    pub fn said_epsilon(
        &self,
        projection: usize,
        index: usize,
        lane: usize,
        since: i64,
        lasts: bool,
    ) -> Option<&S> {
        let feedback = self.feedback.get(projection)?;
        let mut ticks: Vec<_> = std::iter::once(&feedback.heard)
            .chain(&feedback.under_way)
            .collect();
        let delay = feedback.under_way.len() as i64;
        let place = usize::try_from(delay + since + 1).ok()?;
        let said = match lasts {
            true => {
                ticks.truncate(place + 1);
                let mut said = ticks.iter().rev();
                said.find_map(|said| said.row(index, self.n_lanes))
            }
            false => ticks.get(place)?.row(index, self.n_lanes),
        };
        said?.0.get(lane)
    }

    /// When ε of an error neuron was last not quiet, as it was computed, or as it was heard by way of
    /// a projection. Quiet means |ε| below `tolerance`, or ε = 0 without one. `None` if it never was,
    /// or if no φ of the network asks for this kind of quiet.
    pub fn last_loud(
        &self,
        [layer, index]: [usize; 2],
        lane: usize,
        tolerance: Option<&S>,
        heard_by: Option<usize>,
    ) -> Option<Tick> {
        let is_meant = |kind: &Option<crate::scalar::Numbers<S>>| {
            kind.as_ref().and_then(|numbers| numbers.first()) == tolerance
        };
        let kind = self.quiet_kinds.iter().position(is_meant)?;
        let n = *self.widths.get(layer)?;
        let cell = (kind * n + index) * self.n_lanes + lane;
        let ticks = match heard_by {
            Some(projection) => &self.feedback.get(projection)?.last_loud,
            None => &self.errors.get(layer)?.last_loud,
        };
        let last = ticks.get(cell)?;
        (*last > i64::MIN / 4).then_some(Tick(*last))
    }
}
