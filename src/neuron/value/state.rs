//! What a value neuron is between two ticks, read and set.
//!
//! What follows from it, such as f(x), is made anew; what it was born with is not part of it.

use std::sync::Arc;

use super::ValueNeuron;
use super::delay::DelayLine;
use crate::axon::{Activity, Feedback, PredictionError, Teaching, Tick};
use crate::neuron::noise::NoiseState;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;
use crate::synapse::BundleState;

/// A value neuron between two ticks: it has its x of the coming tick, and has not said it.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueState<S> {
    /// The coming tick.
    pub clock: Tick,
    /// x of that tick.
    pub x: Arc<Activity<S>>,
    /// Whether it differs from the tick before.
    pub is_new: bool,
    /// As last heard: ε and μ of the own error neuron.
    pub own: Option<Arc<PredictionError<S>>>,
    /// As last heard: ε per feedback synapse; `None` is silence.
    pub heard: Vec<Option<Arc<Feedback<S>>>>,
    /// What is under way to each feedback synapse, the earliest first; empty if none has a delay.
    pub under_way: Vec<Vec<Option<Arc<Feedback<S>>>>>,
    /// The teacher that holds x.
    pub teacher: Option<Arc<Teaching<S>>>,
    /// Its feedback synapses.
    pub synapses: BundleState<S>,
    /// Its noise.
    pub noise: NoiseState<S>,
    /// Whether it died.
    pub is_dead: bool,
}

impl<S: Scalar, P: Plasticity> ValueNeuron<S, P> {
    /// What it is now, between two ticks.
    pub fn state(&self) -> ValueState<S> {
        ValueState {
            clock: self.clock,
            x: Arc::clone(&self.x),
            is_new: self.is_new,
            own: self.own.clone(),
            heard: self.heard.clone(),
            under_way: self.delays.iter().map(DelayLine::state).collect(),
            teacher: self.teacher.clone(),
            synapses: self.synapses.state(),
            noise: NoiseState::of(self.jitter.as_deref(), self.distortion.as_deref()),
            is_dead: self.is_dead,
        }
    }

    /// Becomes what another neuron of the same birth was; noise of the same settings has been
    /// given to it before.
    ///
    /// # Panics
    /// If that one had more or fewer synapses or lanes, or other delays.
    pub fn restore(&mut self, state: ValueState<S>) {
        self.clock = state.clock;
        self.x = state.x;
        self.is_new = state.is_new && !state.is_dead;
        self.own = state.own;
        self.heard = state.heard;
        for (line, under_way) in self.delays.iter_mut().zip(state.under_way) {
            line.restore(under_way);
        }
        self.teacher = state.teacher;
        self.synapses.restore(state.synapses);
        let noise = (self.jitter.as_deref_mut(), self.distortion.as_deref_mut());
        state.noise.restore(noise.0, noise.1);
        self.is_dead = state.is_dead;
        self.transfer();
    }
}
