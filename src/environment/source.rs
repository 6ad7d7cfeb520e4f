//! Stimulus and teacher sources: agents that say what is to be seen, each from a timetable of
//! its own.
//!
//! A source speaks once a tick and waits until it was heard. When its timetable runs out the
//! stimulus stays and the teacher is gone.

mod state;

pub use state::{FrameState, ProgrammeState, ShowingState};

use std::collections::VecDeque;
use std::sync::Arc;

use crate::axon::{Lanes, Message, Port, Teaching};
use crate::dataset::Examples;
use crate::scalar::Scalar;

/// What one population is shown in one presentation.
#[derive(Debug)]
pub struct Frame<S> {
    rows: Rows<S>,
}

/// Where a frame's values are.
#[derive(Debug)]
enum Rows<S> {
    /// One row per lane presented, `[presented][n]`.
    Given(Vec<Vec<S>>),
    /// In the data set: the inputs of the chosen examples.
    Inputs(Arc<Examples<S>>, Vec<usize>),
    /// In the data set: their targets.
    Targets(Arc<Examples<S>>, Vec<usize>),
}

impl<S: Scalar> Frame<S> {
    /// A frame of given values: neuron i in lane b at position i · `n_lanes` + b, of which the
    /// first `presented` lanes carry a presentation.
    pub fn new(values: &[S], n_lanes: usize, presented: usize) -> Self {
        let row = |b: usize| values.iter().skip(b).step_by(n_lanes).cloned().collect();
        Self {
            rows: Rows::Given((0..presented).map(row).collect()),
        }
    }

    /// The inputs of the chosen examples, one per lane, read where they are.
    pub fn inputs(examples: &Arc<Examples<S>>, chosen: &[usize]) -> Self {
        Self {
            rows: Rows::Inputs(Arc::clone(examples), chosen.to_vec()),
        }
    }

    /// The targets of the chosen examples, one per lane, read where they are.
    pub fn targets(examples: &Arc<Examples<S>>, chosen: &[usize]) -> Self {
        Self {
            rows: Rows::Targets(Arc::clone(examples), chosen.to_vec()),
        }
    }

    /// Lanes that carry a presentation: the first of them.
    pub fn presented(&self) -> usize {
        match &self.rows {
            Rows::Given(rows) => rows.len(),
            Rows::Inputs(_, chosen) | Rows::Targets(_, chosen) => chosen.len(),
        }
    }

    /// What lane `lane` shows, `[n]`.
    ///
    /// # Panics
    /// If it carries no presentation.
    #[inline]
    pub fn lane(&self, lane: usize) -> &[S] {
        match &self.rows {
            Rows::Given(rows) => &rows[lane],
            Rows::Inputs(examples, chosen) => examples.input(chosen[lane]),
            Rows::Targets(examples, chosen) => examples.target(chosen[lane]),
        }
    }
}

/// One presentation as the sources get it.
#[derive(Clone, Debug)]
pub struct Showing<S> {
    /// P.
    pub prediction_ticks: u64,
    /// T.
    pub learning_ticks: u64,
    /// The inputs.
    pub stimulus: Arc<Frame<S>>,
    /// The targets; `None` for a presentation without teacher.
    pub teacher: Option<Arc<Frame<S>>>,
}

/// Counts through presentations tick by tick.
#[derive(Clone, Debug)]
pub struct Programme<S> {
    coming: VecDeque<Showing<S>>,
    current: Option<Showing<S>>,
    /// Ticks of the current presentation already shown.
    shown: u64,
}

/// What happens in one tick of a programme.
#[derive(Debug)]
pub struct Happening<'a, S> {
    /// The last teacher has just gone.
    pub is_teacher_gone: bool,
    /// This stimulus comes on.
    pub stimulus: Option<&'a Arc<Frame<S>>>,
    /// This teacher comes on.
    pub teacher: Option<&'a Arc<Frame<S>>>,
}

impl<S> Programme<S> {
    /// An empty programme.
    pub fn new() -> Self {
        Self {
            coming: VecDeque::new(),
            current: None,
            shown: 0,
        }
    }

    /// Adds a presentation at its end.
    pub fn queue(&mut self, showing: Showing<S>) {
        self.coming.push_back(showing);
    }

    /// The next tick. With P = 0 teacher and stimulus come on in the same tick.
    #[inline]
    pub fn tick(&mut self) -> Happening<'_, S> {
        let is_over =
            |showing: &Showing<S>| self.shown == showing.prediction_ticks + showing.learning_ticks;
        let mut is_teacher_gone = false;
        if self.current.as_ref().is_none_or(is_over) {
            let last = self.current.take();
            is_teacher_gone = last.is_some_and(|showing| showing.teacher.is_some());
            self.current = self.coming.pop_front();
            self.shown = 0;
        }
        let tick = self.shown;
        let current = self.current.as_ref();
        self.shown += u64::from(current.is_some());
        let of_tick = |at: fn(&Showing<S>) -> u64| current.filter(|showing| at(showing) == tick);
        Happening {
            is_teacher_gone,
            stimulus: of_tick(|_| 0).map(|showing| &showing.stimulus),
            teacher: of_tick(|showing| showing.prediction_ticks)
                .and_then(|showing| showing.teacher.as_ref()),
        }
    }
}

impl<S> Default for Programme<S> {
    fn default() -> Self {
        Self::new()
    }
}

/// The stimulus source of one input neuron.
#[derive(Clone, Debug)]
pub struct StimulusSource<S> {
    index: usize,
    programme: Programme<S>,
    showing: Lanes<S>,
    /// Whether it has said nothing yet: then even a stimulus of 0 is news.
    is_fresh: bool,
}

impl<S: Scalar> StimulusSource<S> {
    /// The source of input neuron `index`.
    pub fn new(index: usize, n_lanes: usize) -> Self {
        Self {
            index,
            programme: Programme::new(),
            showing: Lanes::filled(&S::zero(), n_lanes),
            is_fresh: true,
        }
    }

    /// Adds a presentation at the end of its timetable.
    pub fn queue(&mut self, showing: Showing<S>) {
        self.programme.queue(showing);
    }

    /// Speaks for one tick. Idle lanes keep their stimulus.
    pub fn tick<C>(&mut self, say: &mut [Message<S, C>]) {
        let stimulus = self.programme.tick().stimulus;
        say[Port::WIDE.0] = match stimulus {
            Some(frame) => {
                let presented = frame.presented();
                let mut next = self.showing.clone();
                for (lane, value) in next.values[..presented].iter_mut().enumerate() {
                    value.clone_from(&frame.lane(lane)[self.index]);
                }
                next.presented = presented as u32;
                let changed = std::mem::take(&mut self.is_fresh) || next != self.showing;
                self.showing = next;
                match changed {
                    true => Message::Stimulus(Arc::new(self.showing.clone())),
                    false => Message::Beat,
                }
            }
            None => Message::Beat,
        };
    }
}

/// The teacher source of one output neuron.
#[derive(Clone, Debug)]
pub struct TeacherSource<S> {
    index: usize,
    n_lanes: usize,
    programme: Programme<S>,
}

impl<S: Scalar> TeacherSource<S> {
    /// The source of output neuron `index`.
    pub fn new(index: usize, n_lanes: usize) -> Self {
        Self {
            index,
            n_lanes,
            programme: Programme::new(),
        }
    }

    /// Adds a presentation at the end of its timetable.
    pub fn queue(&mut self, showing: Showing<S>) {
        self.programme.queue(showing);
    }

    /// Speaks for one tick: a target per lane, or that the teacher is gone. Idle lanes get no
    /// teacher.
    pub fn tick<C>(&mut self, say: &mut [Message<S, C>]) {
        let happening = self.programme.tick();
        say[Port::WIDE.0] = match happening.teacher {
            Some(frame) => Message::Teacher(Arc::new(teaching(frame, self.index, self.n_lanes))),
            None if happening.is_teacher_gone => {
                Message::Teacher(Arc::new(vec![None; self.n_lanes].into()))
            }
            None => Message::Beat,
        };
    }
}

/// What a teacher source says when its teacher comes on: idle lanes get none.
pub fn teaching<S: Scalar>(frame: &Frame<S>, index: usize, n_lanes: usize) -> Teaching<S> {
    let target = |lane| (lane < frame.presented()).then(|| frame.lane(lane)[index].clone());
    (0..n_lanes).map(target).collect()
}

#[cfg(test)]
mod tests;
