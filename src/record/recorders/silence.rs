//! For how long each error neuron's ε has been quiet, lane by lane: the state of φ, followed
//! from outside.
//!
//! Feedforward synapses hear ε itself. Feedback synapses hear what is sent: ε under tonic
//! feedback, pulses under phasic, of which each makes a φ of the network's settings fire.

use super::scene::{Moment, Scene};
use super::streams::Streams;
use crate::axon::Tick;
use crate::scalar::Scalar;

/// When each ε was last loud, and last sent, by error neuron and lane; `None`: never.
#[derive(Clone, Debug)]
pub(super) struct Silence {
    /// Whether anyone asks.
    pub(super) is_kept: bool,
    pub(super) last_loud: Vec<Option<Tick>>,
    pub(super) last_sent: Vec<Option<Tick>>,
    pub(super) n_lanes: usize,
}

impl Silence {
    pub(super) fn new<S: Scalar>(scene: &Scene<S>) -> Self {
        let n_errors = scene.n_errors();
        let never = vec![None; n_errors * scene.n_lanes];
        Self {
            is_kept: scene.tracks_silence,
            last_loud: never.clone(),
            last_sent: never,
            n_lanes: scene.n_lanes,
        }
    }

    /// When each ε was last loud, and last sent.
    pub(super) fn parts(&self) -> [&[Option<Tick>]; 2] {
        [&self.last_loud, &self.last_sent]
    }

    pub(super) fn set_parts(&mut self, [last_loud, last_sent]: [Vec<Option<Tick>>; 2]) {
        (self.last_loud, self.last_sent) = (last_loud, last_sent);
    }

    /// An imposed prediction is forgotten silence.
    pub(super) fn begin<S: Scalar>(&mut self, scene: &Scene<S>, _: &Moment<'_, S>) {
        if self.is_kept && scene.is_imposed {
            self.last_loud.fill(None);
            self.last_sent.fill(None);
        }
    }

    /// The last tick before this presentation in which ε of a neuron was loud.
    pub(super) fn last_loud(&self, neuron: usize, lane: usize) -> Option<Tick> {
        self.last_loud[neuron * self.n_lanes + lane]
    }

    /// For how many ticks ε had been quiet when tick `at` of this presentation began.
    pub(super) fn quiet<S: Scalar>(
        &self,
        streams: &Streams<S>,
        neuron: usize,
        lane: usize,
        at: Tick,
    ) -> Option<i64> {
        let last = streams.last_loud(neuron, lane, at);
        let last = last.or(self.last_loud[neuron * self.n_lanes + lane])?;
        Some(at.since(last) - 1)
    }

    /// The same for what feedback synapses hear of it.
    pub(super) fn quiet_of_sent<S: Scalar>(
        &self,
        scene: &Scene<S>,
        streams: &Streams<S>,
        neuron: usize,
        lane: usize,
        at: Tick,
    ) -> Option<i64> {
        match scene.is_phasic {
            true => {
                let last = self.last_sent[neuron * self.n_lanes + lane]?;
                Some(at.since(last) - 1)
            }
            false => self.quiet(streams, neuron, lane, at),
        }
    }
}
