//! A network beside its twin over a whole training: how far apart they end (SPEC section 9,
//! "Fig. 3").

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::agents::{Agents, agents};
use super::material::{Material, circuit_and_plan};
use super::sweep::Job;
use crate::blueprint::{Matrix, Weights};
use crate::dataset::{Examples, Split};
use crate::engine::Fault;
use crate::experiment::run::RunError;
use crate::experiment::twin::{Twin, class_of, vanished};
use crate::plasticity::{Plasticity, Rule};
use crate::scalar::Scalar;
use crate::scenario::Scenario;

/// A scenario to be run beside backpropagation.
pub(super) struct Beside<'a> {
    pub(super) scenario: Scenario,
    pub(super) material: &'a Material,
}

/// What a network and its twin amounted to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Course {
    /// `finished`, or why it could not go on.
    pub(super) ended: String,
    /// Updates done.
    pub(super) updates: u64,
    /// Fraction of the test images classified wrongly, after each epoch.
    pub(super) test_errors: Vec<f64>,
    /// The same for the twin.
    pub(super) bp_test_errors: Vec<f64>,
    /// Sum over the layers of ‖θ − w‖₂ at the end; `None` if it is not finite.
    pub(super) weight_distance: Option<f64>,
    /// Largest |θ − w| at the end; `None` if it is not finite.
    pub(super) max_divergence: Option<f64>,
    /// φ, over all synapses, lanes and presentations.
    pub(super) phi: Phi,
    /// "Commit now", and x := μ from outside.
    pub(super) commands: u64,
    pub(super) interventions: u64,
    /// Presentations, lane by lane, in which the network was not quiet at t = −1.
    pub(super) unsettled: u64,
    /// Test images that network and twin classify differently at the end: image, ours, twin's.
    pub(super) differing: Vec<(usize, u32, u32)>,
}

/// φ against what was expected of it (SPEC section 8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Phi {
    pub(super) expected: u64,
    pub(super) hits: u64,
    pub(super) false_spikes: u64,
    pub(super) vanished: u64,
}

impl Course {
    /// Whether it ran to its end.
    pub(super) fn is_finished(&self) -> bool {
        self.ended == "finished"
    }

    /// Mean over the epochs done of the L1 distance of the test errors, as a fraction of the
    /// test images; `None` if no epoch was done.
    pub(super) fn test_error_divergence(&self) -> Option<f64> {
        let pairs = self.test_errors.iter().zip(&self.bp_test_errors);
        let sum: f64 = pairs.map(|(ours, theirs)| (ours - theirs).abs()).sum();
        (!self.test_errors.is_empty()).then(|| sum / self.test_errors.len() as f64)
    }
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
        for_scenario!(&self.scenario, beside)(&self.scenario, self.material, stop)
    }
}

/// A run under way.
struct Pair<S: Scalar, P: Plasticity> {
    agents: Agents<S, P>,
    twin: Twin<S>,
    n_lanes: usize,
    course: Course,
}

fn beside<S: Scalar, P: Plasticity>(
    scenario: &Scenario,
    material: &Material,
    stop: &AtomicBool,
) -> Result<Option<Course>, RunError> {
    let shared = material.load::<S>(scenario)?;
    let (circuit, plan) = circuit_and_plan(scenario, &shared)?;
    let mut pair = Pair::<S, P> {
        twin: Twin::of(&circuit),
        n_lanes: circuit.n_lanes,
        agents: agents(circuit, plan),
        course: Course {
            ended: "finished".to_owned(),
            updates: 0,
            test_errors: Vec::new(),
            bp_test_errors: Vec::new(),
            weight_distance: None,
            max_divergence: None,
            phi: Phi::default(),
            commands: 0,
            interventions: 0,
            unsettled: 0,
            differing: Vec::new(),
        },
    };
    if let Err(fault) = pair.go(&shared, stop) {
        pair.course.ended = fault.to_string();
    }
    Ok((!stop.load(Ordering::Relaxed)).then(|| pair.found()))
}

impl<S: Scalar, P: Plasticity> Pair<S, P> {
    fn go(&mut self, shared: &Split<S>, stop: &AtomicBool) -> Result<(), Fault> {
        while !stop.load(Ordering::Relaxed) {
            let Some(shown) = self.agents.step()? else {
                break;
            };
            if self.twin.follow(&shown, &shared.train) {
                self.course.phi.vanished += vanished(&shown, self.twin.pass(), self.n_lanes);
            }
            let phi = &mut self.course.phi;
            phi.expected += shown.phi.expected;
            phi.hits += shown.phi.hits;
            phi.false_spikes += shown.phi.false_spikes;
            self.course.unsettled += shown.n_unsettled;
            self.course.updates += 1;
            if shown.ends_epoch {
                self.test(&shared.test, stop)?;
            }
        }
        Ok(())
    }

    /// Tests both on all test images.
    fn test(&mut self, test: &Arc<Examples<S>>, stop: &AtomicBool) -> Result<(), Fault> {
        let Some((outputs, _)) = self.agents.evaluate(test, stop)? else {
            return Ok(());
        };
        let judged = self.twin.predict(test);
        let labels = test.labels.as_deref().unwrap_or_default();
        let course = &mut self.course;
        course.differing.clear();
        let [mut wrong, mut bp_wrong] = [0, 0];
        let rows = outputs
            .chunks(test.n_outputs)
            .zip(judged.chunks(test.n_outputs));
        for (k, (ours, theirs)) in rows.enumerate() {
            let (ours, theirs) = (class_of(ours, 0.5), class_of(theirs, 0.5));
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
        let (weights, judge) = (self.agents.weights(), self.twin.judge().weights());
        let finite = |number: f64| Some(number).filter(|number| number.is_finite());
        if self.course.is_finished() {
            self.course.weight_distance = finite(distance(&weights, &judge));
            self.course.max_divergence = finite(weights.max_divergence(&judge));
        }
        self.course.commands = self.agents.counts().commands();
        self.course.interventions = self.agents.interventions();
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
mod tests {
    use super::*;

    #[test]
    fn the_distance_is_a_sum_over_layers_of_roots_of_sums() {
        let matrix = |values: &[f64]| Matrix {
            rows: 1,
            columns: values.len(),
            values: values.to_vec(),
        };
        let weights = |theta| Weights {
            theta,
            feedback: vec![],
            bias: vec![],
        };
        let ours = weights(vec![matrix(&[3.0, 4.0]), matrix(&[1.0])]);
        let theirs = weights(vec![matrix(&[0.0, 0.0]), matrix(&[3.0])]);
        assert_eq!(distance(&ours, &theirs), 5.0 + 2.0);
    }
}
