//! The silence of error neurons after a presentation: what it leaves for the next one.

use super::feedback::FeedbackSpikes;
use super::scene::{Moment, Scene};
use super::silence::Silence;
use super::streams::Streams;
use crate::scalar::Scalar;

impl Silence {
    /// Takes the presentation that just ended into account.
    pub(super) fn end<S: Scalar>(
        &mut self,
        scene: &Scene<S>,
        moment: &Moment<'_, S>,
        streams: &Streams<S>,
        feedback: &FeedbackSpikes<S>,
    ) {
        if !self.is_kept {
            return;
        }
        for (neuron, last) in self.last_loud.chunks_exact_mut(self.n_lanes).enumerate() {
            for (lane, last) in last.iter_mut().enumerate() {
                *last = streams.last_loud(neuron, lane, moment.end).or(*last);
            }
        }
        feedback.each_pulse(scene, &mut |neuron, lane, tick| {
            let last = &mut self.last_sent[neuron * self.n_lanes + lane];
            *last = (*last).max(Some(tick));
        });
    }
}
