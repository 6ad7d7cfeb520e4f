//! What an error neuron is between two ticks, read and set.
//!
//! What follows from it or is made anew in every tick is not part of it, nor what it was born with.

use std::sync::Arc;

use super::ErrorNeuron;
use crate::axon::{Activity, Lanes, PredictionError, Tick};
use crate::neuron::noise::NoiseState;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;
use crate::synapse::BundleState;

/// An error neuron between two ticks, into which nobody has imposed a prediction since the last.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorState<S> {
    /// The coming tick.
    pub clock: Tick,
    /// Whether that is its first.
    pub is_first_tick: bool,
    /// As last heard: x of the own value neuron.
    pub x: Arc<Activity<S>>,
    /// As last heard: f(x) per synapse, biases included.
    pub rates: Vec<Arc<Lanes<S>>>,
    /// ε and μ of the last tick.
    pub computed: Arc<PredictionError<S>>,
    /// The synapses of its dendrite, the bias after the others.
    pub dendrite: BundleState<S>,
    /// Tick of the last loud ε, `[B]`, as its gate sees it.
    pub gate_last_loud: Vec<Tick>,
    /// Its noise.
    pub noise: NoiseState<S>,
    /// Whether it died.
    pub is_dead: bool,
}

impl<S: Scalar, P: Plasticity> ErrorNeuron<S, P> {
    /// What it is now, between two ticks.
    pub fn state(&self) -> ErrorState<S> {
        ErrorState {
            clock: self.clock,
            is_first_tick: self.is_first_tick,
            x: Arc::clone(&self.x),
            rates: self.rates.clone(),
            computed: Arc::clone(&self.computed),
            dendrite: self.dendrite.state(),
            gate_last_loud: self.gate_last_loud.to_vec(),
            noise: NoiseState::of(None, self.distortion.as_deref()),
            is_dead: self.is_dead,
        }
    }

    /// Becomes what another neuron of the same birth was; noise of the same settings has been
    /// given to it before.
    ///
    /// # Panics
    /// If that one had more or fewer synapses or lanes.
    pub fn restore(&mut self, state: ErrorState<S>) {
        self.clock = state.clock;
        self.is_first_tick = state.is_first_tick;
        self.must_speak = state.is_first_tick;
        // At rest what was heard last is what was heard in the tick before.
        self.x_before = Arc::clone(&state.x);
        self.x = state.x;
        self.rates = state.rates;
        self.is_stale = true; // The same sum once more.
        self.computed = state.computed;
        self.dendrite.restore(state.dendrite);
        self.gate_last_loud = state.gate_last_loud.into();
        state.noise.restore(None, self.distortion.as_deref_mut());
        self.is_dead = state.is_dead;
    }
}
