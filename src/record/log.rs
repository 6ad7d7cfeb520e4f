//! One neuron's log of one presentation.
//!
//! Keeps references to what the neuron computed anyway, so it costs a counter a tick; φ is
//! stored once for a neuron and lane, whichever of its synapses fired. What costs more is kept only if asked for.

use std::sync::Arc;

use super::message::{MessageRow, Said, messages};
use crate::axon::{
    Activity, Command, Message, Observer, Port, PredictionError, Spiked, Tick, WeightChange,
};
use crate::scalar::Scalar;

/// φ of some synapses of one neuron fired; one row for a neuron, lane and tick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpikeRow {
    /// On the neuron's clock.
    pub tick: Tick,
    /// The lane.
    pub lane: u32,
    /// Which synapses.
    pub synapses: Spiked,
}

/// What a log keeps beside ε, μ, spikes and the last x.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keeps {
    /// x of every tick.
    pub activities: bool,
    /// Every Δθ.
    pub changes: bool,
    /// What was heard and said, beats aside; only the literal engine shows it.
    pub messages: bool,
    /// Of messages only those of this lane; `None` for all lanes.
    pub lane: Option<u32>,
    /// x, f(x) or ε whenever the neuron said it.
    pub words: bool,
}

impl Keeps {
    /// x and Δθ of every tick.
    pub const EVERYTHING: Self = Self {
        activities: true,
        changes: true,
        messages: false,
        lane: None,
        words: false,
    };

    /// What either keeps.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            activities: self.activities || other.activities,
            changes: self.changes || other.changes,
            messages: self.messages || other.messages,
            lane: match (self.messages, other.messages) {
                (true, true) => self.lane.filter(|_| self.lane == other.lane),
                (true, false) => self.lane,
                (false, _) => other.lane,
            },
            words: self.words || other.words,
        }
    }
}

/// What one neuron showed since the log was last cleared.
#[derive(Clone, Debug)]
pub struct AgentLog<S> {
    /// ε and μ of an error neuron, a tick each.
    pub predictions: Vec<(Tick, Arc<PredictionError<S>>)>,
    /// x of a value neuron: a tick each if it keeps activities, else the last tick alone. What to
    /// keep is said while it is empty.
    pub activities: Vec<(Tick, Arc<Activity<S>>)>,
    /// Spikes of its synapses.
    pub spikes: Vec<SpikeRow>,
    /// (tick, slot, change) of its synapses; only if it keeps changes.
    pub changes: Vec<(Tick, u32, WeightChange<S>)>,
    /// What was heard and said, beats aside; only if it keeps messages.
    pub messages: Vec<MessageRow<S>>,
    /// What was said; only if it keeps words.
    pub words: Vec<Said<S>>,
    /// What to keep beside the rest.
    pub keeps: Keeps,
}

impl<S> Default for AgentLog<S> {
    fn default() -> Self {
        Self {
            predictions: Vec::new(),
            activities: Vec::new(),
            spikes: Vec::new(),
            changes: Vec::new(),
            messages: Vec::new(),
            words: Vec::new(),
            keeps: Keeps::default(),
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
        self.messages.clear();
        self.words.clear();
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

impl<S: Scalar> Observer<S> for AgentLog<S> {
    #[inline]
    fn wants_everything(&self) -> bool {
        self.keeps.activities || self.keeps.changes
    }

    #[inline]
    fn wants_messages(&self) -> bool {
        self.keeps.messages
    }

    #[inline]
    fn wants_words(&self) -> bool {
        self.keeps.messages || self.keeps.words
    }

    #[inline]
    fn activity(&mut self, at: Tick, x: &Arc<Activity<S>>) {
        match self.activities.last_mut() {
            Some((tick, last)) if !self.keeps.activities => {
                *tick = at;
                if !Arc::ptr_eq(last, x) {
                    *last = Arc::clone(x);
                }
            }
            _ => self.activities.push((at, Arc::clone(x))),
        }
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
    fn change(&mut self, at: Tick, slot: u32, change: &WeightChange<S>) {
        if self.keeps.changes {
            self.changes.push((at, slot, change.clone()));
        }
    }

    #[inline]
    fn heard<C: Command>(&mut self, at: Tick, slot: u32, message: &Message<S, C>) {
        self.messages
            .extend(messages(at, Some(slot), None, message, self.keeps.lane));
    }

    #[inline]
    fn said<C: Command>(&mut self, at: Tick, own: &Message<S, C>, wide: &Message<S, C>) {
        for (port, message) in [(Port::OWN, own), (Port::WIDE, wide)] {
            if self.keeps.messages {
                self.messages
                    .extend(messages(at, None, Some(port), message, self.keeps.lane));
            }
            if self.keeps.words {
                self.words.extend(Said::of(at, port, message));
            }
        }
    }
}
