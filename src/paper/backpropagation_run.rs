//! Backpropagation over a whole training, done once for all the runs that it judges.
//!
//! Promises that it is the training that a twin beside the run would have had: the same weights
//! at birth, the same examples in the same order, tested after every epoch.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::training_data::TrainingData;
use crate::blueprint::Weights;
use crate::dataset::Split;
use crate::engine::Circuit;
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::{Twin, class_of};
use crate::simulation::Plan;

/// What backpropagation came to.
#[derive(Debug)]
pub(super) struct Judgement<S> {
    /// The class it gave each test image, after each epoch.
    pub(super) classes: Vec<Vec<u32>>,
    /// Its weights at the end.
    pub(super) weights: Weights<S>,
}

/// The judgement on the runs of a scenario; `None` if `stop` became true before it was known.
pub(super) fn judgement<S: Scalar>(
    scenario: &Scenario,
    training_data: &TrainingData,
    examples: &Split<S>,
    (circuit, plan): (&Circuit<S>, &Plan<S>),
    stop: &AtomicBool,
) -> Option<Arc<Judgement<S>>> {
    let (learning, timetable) = (&scenario.learning, &scenario.timetable);
    // All that backpropagation knows of a scenario.
    let seen = format!(
        "{:?} {:?} {:?} {:?} batch {} {:?} epochs {} shuffled {} seed {}",
        scenario.network,
        scenario.data,
        learning.alpha,
        learning.reduction,
        timetable.batch,
        timetable.last_batch,
        timetable.epochs,
        timetable.shuffle,
        timetable.seed,
    );
    training_data.once(seen, || judge(circuit, plan, examples, stop))
}

fn judge<S: Scalar>(
    circuit: &Circuit<S>,
    plan: &Plan<S>,
    examples: &Split<S>,
    stop: &AtomicBool,
) -> Option<Judgement<S>> {
    let mut twin = Twin::of(circuit);
    let mut classes = Vec::new();
    for epoch in 0..plan.n_epochs {
        for presentation in plan.timetable.epoch(epoch, examples.train.len()) {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            if presentation.with_teacher {
                twin.learn(&presentation.examples, &examples.train);
            }
        }
        let outputs = twin.predict(&examples.test);
        let rows = outputs.chunks(examples.test.n_outputs);
        classes.push(rows.map(|row| class_of(row, 0.5)).collect());
    }
    Some(Judgement {
        classes,
        weights: twin.judge().weights(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Activation;
    use crate::neuron::State;
    use crate::paper::training_data::{Amount, Brief, circuit_and_plan};
    use crate::scalar::Precision;

    /// The saboteurs: a learning rate that is not part of what is known, and so is shared; a
    /// rule that is, and so is not.
    #[test]
    fn runs_that_backpropagation_cannot_tell_apart_share_its_judgement() {
        let (training_data, stop) = (TrainingData::new(None), AtomicBool::new(false));
        let of = |learning: &str, stop: &AtomicBool| {
            let brief = Brief {
                precision: Precision::F64,
                depth: 2,
                activation: Activation::Logistic,
                state: State::Pair,
                seed: 7,
                gain: "1",
                learning: learning.to_owned(),
                timetable: "prediction: Imposed, batch: 20, epochs: 1".to_owned(),
            };
            let scenario = training_data
                .scenario("judged", Amount::tiny(), &brief)
                .unwrap();
            let shared = training_data.load::<f64>(&scenario).unwrap();
            let (circuit, plan) = circuit_and_plan::<f64>(&scenario, &shared).unwrap();
            judgement(&scenario, &training_data, &shared, (&circuit, &plan), stop)
        };
        let stopped = AtomicBool::new(true);
        assert!(of("rule: ZIL, alpha: 0.01", &stopped).is_none());
        let first = of("rule: ZIL, alpha: 0.01", &stop).unwrap();
        let second = of("rule: IL(t_c: 3), gamma: 0.5, alpha: 0.01", &stop).unwrap();
        assert!(Arc::ptr_eq(&first, &second));
        let third = of("rule: ZIL, alpha: 0.02", &stop).unwrap();
        assert_ne!(first.weights.theta, third.weights.theta);
    }
}
