//! Presentations that come from outside of the plan, one by one, and copies of a run.
//!
//! The network is never stopped: until the next presentation begins, the last stimulus stays and
//! there is no teacher. So the first tick of a presentation from outside still sees the stimulus
//! before it, which a plan, whose presentations are known ahead, replaces without a gap.

use std::sync::Arc;

use super::showing::showing;
use super::{Simulation, UnderWay};
use crate::dataset::Examples;
use crate::engine::Fault;
use crate::environment::{Frame, Prediction, Presentation, Showing};
use crate::scalar::Scalar;

impl<S: Scalar> Simulation<S> {
    /// Begins a presentation of these examples, at most one a lane; [`step`](Self::step) and
    /// [`tick`](Self::tick) run it. Its ticks, which are not logged, are preceded by one in which
    /// the last stimulus is still there.
    ///
    /// `ticks` are P and T; `None` draws them as the plan's timetable says.
    ///
    /// # Errors
    /// If an agent failed or diverged; the run is over.
    ///
    /// # Panics
    /// If the plan has presentations left, one is under way, there are no examples, or more than
    /// lanes.
    pub fn present(
        &mut self,
        examples: &Arc<Examples<S>>,
        with_teacher: bool,
        ticks: Option<[u64; 2]>,
    ) -> Result<(), Fault> {
        assert!(
            self.next.is_none() && self.under_way.is_none(),
            "bug: the plan says what is shown"
        );
        let n_lanes = self.anatomy.n_lanes;
        assert!(
            (1..=n_lanes).contains(&examples.len()),
            "bug: a lane for every example"
        );
        let timetable = &self.plan.timetable;
        let [prediction_ticks, learning_ticks] =
            ticks.unwrap_or_else(|| timetable.draw_ticks(&mut self.ticks_outside));
        let chosen: Vec<usize> = (0..examples.len()).collect();
        self.engine.queue(Showing {
            prediction_ticks,
            learning_ticks,
            stimulus: Arc::new(Frame::inputs(examples, &chosen)),
            teacher: with_teacher.then(|| Arc::new(Frame::targets(examples, &chosen))),
        });
        self.engine.advance(1)?;
        self.engine.observers(&mut |_, log| log.clear());
        if self.plan.prediction == Prediction::Imposed {
            self.impose();
        }
        let (start, n_left) = (self.now.after(1), prediction_ticks + learning_ticks);
        self.now = start.after(n_left);
        self.under_way = Some(UnderWay {
            epoch: 0,
            presentation: Presentation {
                prediction_ticks,
                learning_ticks,
                with_teacher,
                examples: chosen,
            },
            start,
            n_left,
        });
        Ok(())
    }

    /// A copy of the run in its present state, which goes on as this one does. Its logs are empty
    /// and keep what the tallies need; its counts begin at 0.
    ///
    /// # Panics
    /// If a presentation is under way.
    #[must_use]
    pub fn copy(&self) -> Self {
        assert!(
            self.under_way.is_none(),
            "bug: a copy is made between presentations"
        );
        let mut copy = Self {
            engine: self.engine.copy(),
            plan: self.plan.clone(),
            anatomy: self.anatomy.clone(),
            n_drawn: self.n_drawn,
            drawn: self.drawn.clone(),
            next: self.next.clone(),
            under_way: None,
            now: self.now,
            noise: self.noise.clone(),
            ticks_outside: self.ticks_outside.clone(),
            interventions: self.interventions,
        };
        if let Some((_, presentation)) = &copy.next {
            let showing = showing(&copy.plan, presentation);
            copy.engine.queue(showing);
        }
        copy.engine.begin();
        copy
    }
}
