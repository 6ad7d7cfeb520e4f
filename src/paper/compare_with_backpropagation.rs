//! A network beside its twin over a whole training: how far apart they end (SPEC section 9,
//! "Fig. 3").

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::agents::agents;
use super::backpropagation_run::{Judgement, judgement};
use super::course::{Course, Learner};
use super::training_data::{TrainingData, circuit_and_plan};
use super::unobserved_run::{UnobservedRun, is_enough};
use crate::blueprint::{Matrix, Weights};
use crate::dataset::Examples;
use crate::engine::Fault;
use crate::plasticity::Rule;
use crate::run_queue::Job;
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::session::class_of;
use crate::session::precision::for_floats;
use crate::simulation::Simulation;

/// A scenario to be run beside backpropagation.
pub(super) struct Beside<'a> {
    pub(super) scenario: Scenario,
    pub(super) training_data: &'a TrainingData,
}

impl Job for Beside<'_> {
    type Found = Course;

    fn text(&self) -> String {
        self.scenario.to_ron()
    }

    /// In weights times ticks, roughly: a tick after the first few costs little, for the input
    /// layer is silent.
    fn cost(&self) -> f64 {
        let network = &self.scenario.network;
        let ticks = match self.scenario.learning.rule {
            Rule::IL { t_c } => t_c,
            _ => network.depth() as u64,
        };
        self.scenario.timetable.epochs as f64 * (8.0 + ticks as f64)
    }

    fn run(&self, stop: &AtomicBool) -> Result<Option<Course>, RunError> {
        for_floats!(&self.scenario, beside)(&self.scenario, self.training_data, stop)
    }
}

impl<S: Scalar> Learner<S> for Simulation<S> {
    fn step(&mut self, course: &mut Course) -> Result<Option<bool>, Fault> {
        let Some(shown) = Simulation::step(self)? else {
            return Ok(None);
        };
        course.phi.expected += shown.phi.expected;
        course.phi.hits += shown.phi.hits;
        course.phi.false_spikes += shown.phi.false_spikes;
        course.unsettled += shown.n_unsettled;
        Ok(Some(shown.ends_epoch))
    }

    fn evaluate(
        &self,
        test: &Arc<Examples<S>>,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<S>>, Fault> {
        let tested = Simulation::evaluate(self, test, stop)?;
        Ok(tested.map(|(outputs, _)| outputs))
    }

    fn weights(&self) -> Weights<S> {
        Simulation::weights(self)
    }

    fn commands_and_interventions(&self) -> [u64; 2] {
        [self.counts().commands(), self.interventions()]
    }
}

/// A run under way.
struct Pair<S, N> {
    pupil: N,
    twin: Arc<Judgement<S>>,
    course: Course,
}

fn beside<S: Scalar>(
    scenario: &Scenario,
    training_data: &TrainingData,
    stop: &AtomicBool,
) -> Result<Option<Course>, RunError> {
    let shared = training_data.load::<S>(scenario)?;
    let (circuit, plan) = circuit_and_plan(scenario, &shared)?;
    let Some(twin) = judgement(scenario, training_data, &shared, (&circuit, &plan), stop) else {
        return Ok(None);
    };
    Ok(match is_enough(circuit.settings().rule, &plan) {
        true => Pair::new(UnobservedRun::new(circuit, plan), twin).course(&shared.test, stop),
        false => Pair::new(agents(circuit, plan), twin).course(&shared.test, stop),
    })
}

impl<S: Scalar, N: Learner<S>> Pair<S, N> {
    fn new(pupil: N, twin: Arc<Judgement<S>>) -> Self {
        Self {
            pupil,
            twin,
            course: Course {
                ended: "finished".to_owned(),
                ..Course::default()
            },
        }
    }

    /// Trains it to the end; `None` if `stop` became true before.
    fn course(mut self, test: &Arc<Examples<S>>, stop: &AtomicBool) -> Option<Course> {
        if let Err(fault) = self.go(test, stop) {
            self.course.ended = fault.to_string();
        }
        (!stop.load(Ordering::Relaxed)).then(|| self.found())
    }

    fn go(&mut self, test: &Arc<Examples<S>>, stop: &AtomicBool) -> Result<(), Fault> {
        while !stop.load(Ordering::Relaxed) {
            let Some(ends_epoch) = self.pupil.step(&mut self.course)? else {
                break;
            };
            self.course.updates += 1;
            if ends_epoch {
                self.test(test, stop)?;
            }
        }
        Ok(())
    }

    /// Tests it on all test images, as its twin was tested after as many epochs.
    fn test(&mut self, test: &Arc<Examples<S>>, stop: &AtomicBool) -> Result<(), Fault> {
        let Some(outputs) = self.pupil.evaluate(test, stop)? else {
            return Ok(());
        };
        let labels = test.labels.as_deref().unwrap_or_default();
        let course = &mut self.course;
        course.differing.clear();
        let [mut wrong, mut bp_wrong] = [0, 0];
        let judged = &self.twin.classes[course.test_errors.len()];
        for (k, (ours, &theirs)) in outputs.chunks(test.n_outputs).zip(judged).enumerate() {
            let ours = class_of(ours, 0.5);
            wrong += usize::from(ours != labels[k]);
            bp_wrong += usize::from(theirs != labels[k]);
            if ours != theirs {
                course.differing.push((k, ours, theirs));
            }
        }
        let share = |n: usize| n as f64 / test.len() as f64;
        course.test_errors.push(share(wrong));
        course.bp_test_errors.push(share(bp_wrong));
        Ok(())
    }

    fn found(mut self) -> Course {
        let (weights, judge) = (self.pupil.weights(), &self.twin.weights);
        let finite = |number: f64| Some(number).filter(|number| number.is_finite());
        if self.course.is_finished() {
            self.course.weight_distance = finite(distance(&weights, judge));
            self.course.max_divergence = finite(weights.max_divergence(judge));
        }
        let [commands, interventions] = self.pupil.commands_and_interventions();
        self.course.commands = commands;
        self.course.interventions = interventions;
        self.course
    }
}

/// Σ over the layers of ‖θ − w‖₂.
fn distance<S: Scalar>(ours: &Weights<S>, theirs: &Weights<S>) -> f64 {
    let norm = |(a, b): (&Matrix<S>, &Matrix<S>)| {
        let differences = a.values.iter().zip(&b.values);
        let squares = differences.map(|(a, b)| {
            let difference = a.to_f64() - b.to_f64();
            difference * difference
        });
        squares.sum::<f64>().sqrt()
    };
    ours.theta.iter().zip(&theirs.theta).map(norm).sum()
}

#[cfg(test)]
mod tests;
