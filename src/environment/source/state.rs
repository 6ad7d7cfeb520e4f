//! Where the environment's sources are in their timetable, read and set.
//!
//! What is shown is kept as numbers, wherever it came from, so that a state is whole by itself.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Frame, Programme, Rows, Showing, StimulusSource, TeacherSource};
use crate::axon::Lanes;
use crate::scalar::{Numbers, Scalar};

/// A programme between two ticks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "S: Scalar")]
pub struct ProgrammeState<S> {
    /// Presentations to come.
    pub coming: Vec<ShowingState<S>>,
    /// The presentation under way.
    pub current: Option<ShowingState<S>>,
    /// Ticks of it already shown.
    pub shown: u64,
}

/// One presentation, its values included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "S: Scalar")]
pub struct ShowingState<S> {
    /// P.
    pub prediction_ticks: u64,
    /// T.
    pub learning_ticks: u64,
    /// The inputs.
    pub stimulus: FrameState<S>,
    /// The targets, if there are any.
    pub teacher: Option<FrameState<S>>,
}

/// What one population is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "S: Scalar")]
pub struct FrameState<S> {
    /// Lanes that carry a presentation.
    pub presented: usize,
    /// `[presented][n]`.
    pub values: Numbers<S>,
}

impl<S: Scalar> FrameState<S> {
    fn of(frame: &Frame<S>) -> Self {
        let presented = frame.presented();
        let lanes = (0..presented).flat_map(|lane| frame.lane(lane));
        Self {
            presented,
            values: lanes.cloned().collect(),
        }
    }

    fn frame(&self) -> Arc<Frame<S>> {
        let n = self.values.len().checked_div(self.presented).unwrap_or(0);
        let row = |lane: usize| self.values[lane * n..][..n].to_vec();
        let rows = Rows::Given((0..self.presented).map(row).collect());
        Arc::new(Frame { rows })
    }
}

impl<S: Scalar> ShowingState<S> {
    fn of(showing: &Showing<S>) -> Self {
        Self {
            prediction_ticks: showing.prediction_ticks,
            learning_ticks: showing.learning_ticks,
            stimulus: FrameState::of(&showing.stimulus),
            teacher: showing.teacher.as_deref().map(FrameState::of),
        }
    }

    fn showing(&self) -> Showing<S> {
        Showing {
            prediction_ticks: self.prediction_ticks,
            learning_ticks: self.learning_ticks,
            stimulus: self.stimulus.frame(),
            teacher: self.teacher.as_ref().map(FrameState::frame),
        }
    }
}

impl<S: Scalar> ProgrammeState<S> {
    /// The programme that goes on from here.
    pub fn programme(&self) -> Programme<S> {
        Programme {
            coming: self.coming.iter().map(ShowingState::showing).collect(),
            current: self.current.as_ref().map(ShowingState::showing),
            shown: self.shown,
        }
    }
}

impl<S: Scalar> Programme<S> {
    /// Where it is now.
    pub fn state(&self) -> ProgrammeState<S> {
        ProgrammeState {
            coming: self.coming.iter().map(ShowingState::of).collect(),
            current: self.current.as_ref().map(ShowingState::of),
            shown: self.shown,
        }
    }

    /// The teacher that holds in the tick that was shown last, if one does.
    pub fn teacher(&self) -> Option<&Arc<Frame<S>>> {
        let current = self.current.as_ref();
        let holds = current.filter(|showing| self.shown > showing.prediction_ticks);
        holds.and_then(|showing| showing.teacher.as_ref())
    }
}

impl<S: Scalar> StimulusSource<S> {
    /// What it shows, and whether it has said nothing yet.
    pub fn shows(&self) -> (&Lanes<S>, bool) {
        (&self.showing, self.is_fresh)
    }

    /// Goes on with a programme under way.
    pub fn restore(&mut self, programme: Programme<S>, showing: Lanes<S>, is_fresh: bool) {
        self.programme = programme;
        self.showing = showing;
        self.is_fresh = is_fresh;
    }
}

impl<S: Scalar> TeacherSource<S> {
    /// Its timetable.
    pub fn programme(&self) -> &Programme<S> {
        &self.programme
    }

    /// Goes on with a programme under way.
    pub fn restore(&mut self, programme: Programme<S>) {
        self.programme = programme;
    }
}
