//! What is heard and under way along one projection, as a state keeps it.
//!
//! Promises that what is restored is what was saved.

use std::sync::Arc;

use crate::axon::Tick;
use crate::engine::packed::graph::heard::{Heard, Spoken};
use crate::engine::state::{FeedbackState, Said};
use crate::scalar::Scalar;

impl<S: Scalar> Heard<S> {
    pub(super) fn save(&self) -> FeedbackState<S> {
        let n_lanes = self.n_lanes;
        let lanes = |i: usize| i * n_lanes..(i + 1) * n_lanes;
        let heard = self.is_heard.iter().enumerate().map(|(i, is_heard)| {
            is_heard.then(|| (&self.epsilon[lanes(i)], &self.by_feedback[lanes(i)]))
        });
        let line = self.line.iter().filter(|_| !self.is_heard.is_empty());
        let under_way = line.map(|spoken| {
            let Some(spoken) = spoken else {
                return Said::silence();
            };
            let rows = spoken.speaks.iter().enumerate().map(|(i, speaks)| {
                speaks.then(|| (&spoken.epsilon[lanes(i)], &spoken.by_feedback[lanes(i)]))
            });
            Said::of(rows, n_lanes)
        });
        FeedbackState {
            heard: Said::of(heard, n_lanes),
            last_loud: self.last_loud.iter().map(|tick| tick.0).collect(),
            under_way: under_way.collect(),
        }
    }

    pub(super) fn restore(&mut self, state: &FeedbackState<S>, n_lanes: usize) {
        self.last_loud = state.last_loud.iter().map(|tick| Tick(*tick)).collect();
        for i in 0..self.is_heard.len() {
            if let Some((epsilon, by_feedback)) = state.heard.row(i, n_lanes) {
                let cells = i * n_lanes..(i + 1) * n_lanes;
                self.is_heard[i] = true;
                self.epsilon[cells.clone()].clone_from_slice(epsilon);
                self.by_feedback[cells].copy_from_slice(by_feedback);
            }
        }
        for (line, said) in self.line.iter_mut().zip(&state.under_way) {
            *line = (!said.speaks.is_empty()).then(|| {
                Arc::new(Spoken {
                    speaks: said.speaks.clone(),
                    epsilon: said.epsilon.to_vec(),
                    by_feedback: said.by_feedback.clone(),
                })
            });
        }
    }
}
