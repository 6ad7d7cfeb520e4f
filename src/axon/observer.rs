//! Where an agent lets itself be watched: it shows, and never learns whether anyone looked.
//!
//! Laws: an observer gets values after they are computed and can hand nothing back, so no bit
//! depends on it (tested: recording on or off, same bits).

use std::sync::Arc;

use super::message::{Activity, Command, Message, PredictionError};
use super::spiked::Spiked;
use super::tick::Tick;

/// One change of a weight.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightChange<S> {
    /// By how much, rounded by itself; the weight after is not the weight before and this, because
    /// the step that adds it is fused.
    pub delta: S,
    /// The weight after it.
    pub after: S,
}

/// Sees what one agent does. One observer per agent.
pub trait Observer<S>: Send {
    /// Whether it looks at all; an engine need show nothing to one that never does.
    const LOOKS: bool = true;
    /// Whether it wants x of every tick, of every value neuron, and every change of a synapse.
    /// To one that does not, an engine need show only x of output neurons, and that only in the
    /// last tick before it rests.
    fn wants_everything(&self) -> bool {
        true
    }
    /// Whether it wants to be shown the messages of its agent's next turn: what `heard` and
    /// `said` are for.
    #[inline]
    fn wants_messages(&self) -> bool {
        false
    }
    /// Whether it wants to be shown what its agent says: what `said` is for. An engine asks between
    /// two calls of `advance`.
    #[inline]
    fn wants_words(&self) -> bool {
        self.wants_messages()
    }
    /// A value neuron held `x` during tick `at`.
    fn activity(&mut self, at: Tick, x: &Arc<Activity<S>>);
    /// An error neuron computed ε and μ in tick `at`.
    fn prediction(&mut self, at: Tick, prediction: &Arc<PredictionError<S>>);
    /// φ of some synapses fired in tick `at`, in lane `lane`; shown once a lane.
    fn spike(&mut self, at: Tick, lane: u32, synapses: Spiked);
    /// The synapse in `slot` changed in tick `at`.
    fn change(&mut self, at: Tick, slot: u32, change: &WeightChange<S>);
    /// A message of tick `at` was heard in `slot`; shown if it wants messages. Engines without a
    /// message per synapse do not show any.
    #[inline]
    fn heard<C: Command>(&mut self, _at: Tick, _slot: u32, _message: &Message<S, C>) {}
    /// The agent said in tick `at`: to its partner, and to the population. Shown if it wants words;
    /// an engine without a message per synapse shows x, f(x) and ε alone.
    #[inline]
    fn said<C: Command>(&mut self, _at: Tick, _own: &Message<S, C>, _wide: &Message<S, C>) {}
}

/// The observer that looks away.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl<S> Observer<S> for Unobserved {
    const LOOKS: bool = false;
    #[inline]
    fn wants_everything(&self) -> bool {
        false
    }
    #[inline]
    fn activity(&mut self, _: Tick, _: &Arc<Activity<S>>) {}
    #[inline]
    fn prediction(&mut self, _: Tick, _: &Arc<PredictionError<S>>) {}
    #[inline]
    fn spike(&mut self, _: Tick, _: u32, _: Spiked) {}
    #[inline]
    fn change(&mut self, _: Tick, _: u32, _: &WeightChange<S>) {}
}
