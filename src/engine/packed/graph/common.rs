//! What the parts of a graph share: its setting, and the first failure of a tick.

use std::sync::Arc;

use crate::axon::Tick;
use crate::engine::packed::Setting;
use crate::engine::state::Fit;
use crate::neuron::NotFinite;
use crate::wiring::Wiring;

/// What all populations share, and nobody changes.
#[derive(Debug)]
pub(in crate::engine::packed) struct Common<S> {
    pub(in crate::engine::packed) wiring: Arc<Wiring>,
    pub(in crate::engine::packed) setting: Setting<S>,
    pub(in crate::engine::packed) fit: Fit<S>,
}

/// The first number of a population that was not finite, and whose.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::engine::packed) struct First(
    pub(in crate::engine::packed) Option<(usize, NotFinite)>,
);

impl First {
    /// Notes one more: an earlier tick counts, then a lower index, then what was noted before.
    pub(in crate::engine::packed) fn note(
        &mut self,
        index: usize,
        tick: Tick,
        quantity: &'static str,
    ) {
        let is_first = self
            .0
            .is_none_or(|(i, found)| tick < found.tick || (tick == found.tick && index < i));
        if is_first {
            self.0 = Some((index, NotFinite { tick, quantity }));
        }
    }
}
