//! A commanded network beside its twin, with nobody looking on: for the many runs of Fig. 3.
//!
//! IL and Z-IL have no φ to be counted, so nothing that a neuron shows is needed; weights and
//! predictions are. Promises the same weights and predictions as `simulation`, bit for bit.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::agents::engine;
use super::course::{Course, Learner};
use crate::axon::Unobserved;
use crate::blueprint::Weights;
use crate::dataset::Examples;
use crate::engine::{Circuit, Engine, Fault};
use crate::environment::{Frame, Prediction, Presentation, Showing};
use crate::plasticity::Rule;
use crate::scalar::{Draws, Scalar, standard_normal};
use crate::simulation::Plan;

/// A network that is not watched.
pub(super) struct UnobservedRun<S> {
    engine: Box<dyn Engine<S, Unobserved>>,
    plan: Plan<S>,
    n_lanes: usize,
    /// The epoch under way, and what is left of it.
    n_drawn: usize,
    drawn: VecDeque<Presentation>,
    /// The coming presentation; its sources have it already.
    next: Option<Presentation>,
    noise: Draws,
    interventions: u64,
}

impl<S: Scalar> UnobservedRun<S> {
    /// A network whose prediction is imposed and whose every presentation has a teacher.
    pub(super) fn new(circuit: Circuit<S>, plan: Plan<S>) -> Self {
        debug_assert_eq!(plan.prediction, Prediction::Imposed);
        let mut lean = Self {
            n_lanes: circuit.settings().n_lanes,
            engine: engine(circuit),
            noise: Draws::new(plan.timetable.seed, "perturbation"),
            plan,
            n_drawn: 0,
            drawn: VecDeque::new(),
            next: None,
            interventions: 0,
        };
        lean.look_ahead();
        lean.engine.begin();
        lean
    }

    /// Draws the presentation after the coming one and hands it to the sources.
    fn look_ahead(&mut self) {
        if self.drawn.is_empty() && self.n_drawn < self.plan.n_epochs {
            let n_examples = self.plan.examples.len();
            // One for every batch, since none of them is without a teacher.
            self.drawn = self
                .plan
                .timetable
                .epoch(self.n_drawn, n_examples)
                .collect();
            self.n_drawn += 1;
        }
        self.next = self.drawn.pop_front();
        if let Some(presentation) = &self.next {
            let (examples, chosen) = (&self.plan.examples, &presentation.examples);
            self.engine.queue(Showing {
                prediction_ticks: presentation.prediction_ticks,
                learning_ticks: presentation.learning_ticks,
                stimulus: Arc::new(Frame::inputs(examples, chosen)),
                teacher: Some(Arc::new(Frame::targets(examples, chosen))),
            });
        }
    }
}

impl<S: Scalar> Learner<S> for UnobservedRun<S> {
    fn step(&mut self, _: &mut Course) -> Result<Option<bool>, Fault> {
        let Some(presentation) = self.next.take() else {
            return Ok(None);
        };
        let ends_epoch = self.drawn.is_empty();
        self.look_ahead();
        let (noise, deviation) = (&mut self.noise, self.plan.perturbation);
        self.interventions += self.engine.impose(&mut || match deviation == 0.0 {
            true => S::zero(),
            false => S::from_f64(deviation * standard_normal(noise)),
        });
        let ticks = presentation.prediction_ticks + presentation.learning_ticks;
        self.engine.advance(ticks)?;
        Ok(Some(ends_epoch))
    }

    fn evaluate(
        &self,
        examples: &Arc<Examples<S>>,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<S>>, Fault> {
        let mut copy = self.engine.copy();
        let order: Vec<usize> = (0..examples.len()).collect();
        let mut batches = order.chunks(self.n_lanes).peekable();
        let showing = |batch: &[usize]| Showing {
            prediction_ticks: 1,
            learning_ticks: 0,
            stimulus: Arc::new(Frame::inputs(examples, batch)),
            teacher: None,
        };
        batches
            .peek()
            .iter()
            .for_each(|batch| copy.queue(showing(batch)));
        copy.begin();
        let mut outputs = Vec::with_capacity(examples.len() * examples.n_outputs);
        while let Some(batch) = batches.next() {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            batches
                .peek()
                .iter()
                .for_each(|batch| copy.queue(showing(batch)));
            copy.impose(&mut S::zero);
            copy.advance(1)?;
            // x = μ was imposed, so x of the coming tick is x of this one.
            let lanes = copy.outputs();
            for lane in 0..batch.len() {
                outputs.extend(lanes.iter().map(|x| x.values[lane].clone()));
            }
        }
        Ok(Some(outputs))
    }

    fn weights(&self) -> Weights<S> {
        self.engine.weights()
    }

    fn commands_and_interventions(&self) -> [u64; 2] {
        [self.engine.counts().commands(), self.interventions]
    }
}

/// Whether a run can do without being watched.
pub(super) fn is_enough<S>(rule: Rule, plan: &Plan<S>) -> bool {
    rule.is_commanded()
        && plan.prediction == Prediction::Imposed
        && plan.timetable.without_teacher == 0.0
}
