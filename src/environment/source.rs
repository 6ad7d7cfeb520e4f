//! Stimulus and teacher sources: agents that say what is to be seen, each from a timetable of
//! its own.
//!
//! A source speaks once a tick and waits until it was heard. When its timetable runs out the
//! stimulus stays and the teacher is gone.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::axon::{Lanes, Message, Port, Teaching};
use crate::scalar::Scalar;

/// What one population is shown in one presentation.
#[derive(Debug)]
pub struct Frame<S> {
    /// Values of neuron i in lane b at position i · `n_lanes` + b.
    pub values: Vec<S>,
    /// B.
    pub n_lanes: usize,
    /// Lanes that carry a presentation: the first `presented` of them.
    pub presented: usize,
}

impl<S: Scalar> Frame<S> {
    fn of(&self, index: usize) -> &[S] {
        &self.values[index * self.n_lanes..(index + 1) * self.n_lanes]
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
struct Programme<S> {
    coming: VecDeque<Showing<S>>,
    current: Option<Showing<S>>,
    /// Ticks of the current presentation already shown.
    shown: u64,
}

/// What happens in one tick of a programme.
enum Event<'a, S> {
    Nothing,
    StimulusOn(&'a Showing<S>),
    TeacherOn(&'a Showing<S>),
}

impl<S> Programme<S> {
    fn new() -> Self {
        Self {
            coming: VecDeque::new(),
            current: None,
            shown: 0,
        }
    }

    /// The next tick: whether the teacher has just gone, and what comes on. With P = 0 teacher
    /// and stimulus come on in the same tick.
    fn tick(&mut self) -> (bool, [Event<'_, S>; 2]) {
        let over = |showing: &Showing<S>, shown| {
            shown == showing.prediction_ticks + showing.learning_ticks
        };
        let mut gone = false;
        if self
            .current
            .as_ref()
            .is_none_or(|showing| over(showing, self.shown))
        {
            gone = self
                .current
                .take()
                .is_some_and(|showing| showing.teacher.is_some());
            self.current = self.coming.pop_front();
            self.shown = 0;
        }
        let Some(showing) = &self.current else {
            return (gone, [Event::Nothing, Event::Nothing]);
        };
        let tick = self.shown;
        self.shown += 1;
        let stimulus = if tick == 0 {
            Event::StimulusOn(showing)
        } else {
            Event::Nothing
        };
        let teacher = match tick == showing.prediction_ticks && showing.teacher.is_some() {
            true => Event::TeacherOn(showing),
            false => Event::Nothing,
        };
        (gone, [stimulus, teacher])
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
        self.programme.coming.push_back(showing);
    }

    /// Speaks for one tick. Idle lanes keep their stimulus.
    pub fn tick<C>(&mut self, say: &mut [Message<S, C>]) {
        let (_, [stimulus, _]) = self.programme.tick();
        say[usize::from(Port::WIDE.0)] = match stimulus {
            Event::StimulusOn(showing) => {
                let frame = &showing.stimulus;
                let values = frame.of(self.index);
                let mut next = self.showing.clone();
                next.values[..frame.presented].clone_from_slice(&values[..frame.presented]);
                next.presented = frame.presented as u32;
                let changed = std::mem::take(&mut self.is_fresh) || next != self.showing;
                self.showing = next;
                match changed {
                    true => Message::Stimulus(Arc::new(self.showing.clone())),
                    false => Message::Beat,
                }
            }
            _ => Message::Beat,
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
        self.programme.coming.push_back(showing);
    }

    /// Speaks for one tick: a target per lane, or that the teacher is gone. Idle lanes get no
    /// teacher.
    pub fn tick<C>(&mut self, say: &mut [Message<S, C>]) {
        let n_lanes = self.n_lanes;
        let (gone, [_, teacher]) = self.programme.tick();
        say[usize::from(Port::WIDE.0)] = match teacher {
            Event::TeacherOn(showing) => {
                let frame = showing
                    .teacher
                    .as_ref()
                    .expect("bug: a teacher comes on with a frame");
                let values = frame.of(self.index);
                let target = |b: usize| (b < frame.presented).then(|| values[b].clone());
                let teaching: Teaching<S> = (0..n_lanes).map(target).collect();
                Message::Teacher(Arc::new(teaching))
            }
            _ if gone => Message::Teacher(Arc::new(vec![None; n_lanes].into())),
            _ => Message::Beat,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::axon::Never;

    fn frame(value: f64, presented: usize) -> Arc<Frame<f64>> {
        Arc::new(Frame {
            values: vec![value; 2],
            n_lanes: 2,
            presented,
        })
    }

    fn showing(value: f64, presented: usize, prediction_ticks: u64) -> Showing<f64> {
        let frame = frame(value, presented);
        Showing {
            prediction_ticks,
            learning_ticks: 2,
            stimulus: frame.clone(),
            teacher: Some(frame),
        }
    }

    fn said(tick: impl FnOnce(&mut [Message<f64, Never>])) -> Message<f64, Never> {
        let mut say = vec![Message::Beat; 2];
        tick(&mut say);
        say.swap_remove(1)
    }

    #[test]
    fn a_stimulus_is_said_when_it_changes_and_idle_lanes_keep_theirs() {
        let mut source = StimulusSource::new(0, 2);
        source.queue(showing(1.0, 2, 1));
        source.queue(showing(1.0, 2, 1));
        source.queue(showing(3.0, 1, 1));
        let spoken: Vec<_> = (0..10).map(|_| said(|say| source.tick(say))).collect();
        for (tick, message) in spoken.iter().enumerate() {
            match (tick, message) {
                (0, Message::Stimulus(lanes)) => assert_eq!(*lanes.values, [1.0, 1.0]),
                (6, Message::Stimulus(lanes)) => {
                    assert_eq!((&*lanes.values, lanes.presented), (&[3.0, 1.0][..], 1));
                }
                (_, Message::Beat) => assert!(![0, 6].contains(&tick)),
                other => panic!("{other:?}"),
            }
        }
    }

    /// A copy of a network is shown its first stimulus by a fresh source while its input neurons
    /// still hold another: a 0 left unsaid kept the old one.
    #[test]
    fn a_fresh_source_says_even_zero() {
        let mut source = StimulusSource::new(0, 2);
        source.queue(showing(0.0, 2, 1));
        assert!(matches!(said(|say| source.tick(say)), Message::Stimulus(_)));
        assert!(matches!(said(|say| source.tick(say)), Message::Beat));
    }

    #[test]
    fn a_teacher_comes_at_p_and_goes_after_t() {
        let mut source = TeacherSource::new(0, 2);
        source.queue(showing(1.0, 1, 1));
        source.queue(showing(2.0, 2, 0));
        let spoken: Vec<_> = (0..7).map(|_| said(|say| source.tick(say))).collect();
        let expected = [
            None,
            Some([Some(1.0), None]),
            None,
            Some([Some(2.0), Some(2.0)]),
            None,
            Some([None, None]),
            None,
        ];
        for (message, expected) in spoken.iter().zip(expected) {
            match (message, expected) {
                (Message::Beat, None) => {}
                (Message::Teacher(teaching), Some(expected)) => {
                    assert_eq!(**teaching, expected.into())
                }
                other => panic!("{other:?}"),
            }
        }
    }
}
