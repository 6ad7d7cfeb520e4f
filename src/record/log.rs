//! One neuron's log of one presentation.
//!
//! Keeps references to what the neuron computed anyway, so it costs a counter a tick; φ is
//! stored once for a neuron whose synapses all fired.

use std::sync::Arc;

use crate::axon::{Lanes, PredictionError, Spiked, Tick, Witness};

/// φ of some synapses of one neuron fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpikeRow {
    /// On the neuron's clock.
    pub tick: Tick,
    /// The lane.
    pub lane: u32,
    /// Which synapses.
    pub synapses: Spiked,
}

/// What one neuron showed since the log was last cleared.
#[derive(Clone, Debug)]
pub struct AgentLog<S> {
    /// ε and μ of an error neuron, a tick each.
    pub predictions: Vec<(Tick, Arc<PredictionError<S>>)>,
    /// x of a value neuron: a tick each if `keeps_everything`, else the last tick alone.
    pub activities: Vec<(Tick, Arc<Lanes<S>>)>,
    /// Spikes of its synapses.
    pub spikes: Vec<SpikeRow>,
    /// (tick, slot, Δθ) of its synapses; only if `keeps_everything`.
    pub changes: Vec<(Tick, u32, S)>,
    /// Whether to keep x and Δθ of every tick.
    pub keeps_everything: bool,
}

impl<S> Default for AgentLog<S> {
    fn default() -> Self {
        Self {
            predictions: Vec::new(),
            activities: Vec::new(),
            spikes: Vec::new(),
            changes: Vec::new(),
            keeps_everything: false,
        }
    }
}

impl<S> AgentLog<S> {
    /// Forgets everything shown so far.
    pub fn clear(&mut self) {
        self.predictions.clear();
        self.activities.clear();
        self.spikes.clear();
        self.changes.clear();
    }

    /// ε and μ of tick `at`, if it was logged.
    pub fn prediction(&self, at: Tick) -> Option<&PredictionError<S>> {
        let first = self.predictions.first()?.0;
        let (tick, prediction) = self
            .predictions
            .get(usize::try_from(at.since(first)).ok()?)?;
        debug_assert_eq!(*tick, at, "a log has a row for every tick");
        Some(prediction)
    }
}

impl<S: Clone + Send + Sync> Witness<S> for AgentLog<S> {
    #[inline]
    fn wants_everything(&self) -> bool {
        self.keeps_everything
    }

    #[inline]
    fn activity(&mut self, at: Tick, x: &Arc<Lanes<S>>) {
        if !self.keeps_everything {
            self.activities.clear();
        }
        self.activities.push((at, Arc::clone(x)));
    }

    #[inline]
    fn prediction(&mut self, at: Tick, prediction: &Arc<PredictionError<S>>) {
        self.predictions.push((at, Arc::clone(prediction)));
    }

    #[inline]
    fn spike(&mut self, tick: Tick, lane: u32, synapses: Spiked) {
        self.spikes.push(SpikeRow {
            tick,
            lane,
            synapses,
        });
    }

    #[inline]
    fn change(&mut self, at: Tick, slot: u32, change: &S) {
        if self.keeps_everything {
            self.changes.push((at, slot, change.clone()));
        }
    }
}
