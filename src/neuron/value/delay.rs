//! Feedback under way on slow axons.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::axon::Feedback;

/// What is under way to one synapse: a message for each tick, `None` where nothing was said.
#[derive(Clone, Debug)]
pub(super) struct DelayLine<S>(VecDeque<Option<Arc<Feedback<S>>>>);

/// Empty lines of these lengths; none if all are 0.
pub(super) fn delay_lines<S>(delays: &[usize]) -> Box<[DelayLine<S>]> {
    match delays.iter().all(|delay| *delay == 0) {
        true => Box::default(),
        false => delays
            .iter()
            .map(|delay| DelayLine((0..*delay).map(|_| None).collect()))
            .collect(),
    }
}

impl<S> DelayLine<S> {
    /// Takes what was said in this tick, and gives what arrives in it.
    pub(super) fn turn(&mut self, said: Option<Arc<Feedback<S>>>) -> Option<Arc<Feedback<S>>> {
        self.0.push_back(said);
        self.0.pop_front().flatten()
    }

    /// What is under way, the earliest first.
    pub(super) fn state(&self) -> Vec<Option<Arc<Feedback<S>>>> {
        self.0.iter().cloned().collect()
    }

    /// Becomes what another line of the same delay was.
    ///
    /// # Panics
    /// If its delay was another.
    pub(super) fn restore(&mut self, under_way: Vec<Option<Arc<Feedback<S>>>>) {
        let is_alike = under_way.len() == self.0.len();
        assert!(is_alike, "bug: a state is checked before it is restored");
        self.0 = under_way.into();
    }

    /// Forgets what is under way.
    pub(super) fn empty(&mut self) {
        self.0.iter_mut().for_each(|said| *said = None);
    }
}
