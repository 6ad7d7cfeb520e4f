//! What a run under way counts: presentation by presentation, and what an epoch comes to.

use super::course::Course;
use super::progress::Standing;
use super::sums::EpochSums;
use crate::run_files::summary::EpochMetrics;
use crate::scalar::Scalar;
use crate::session::{Fit, Presented, class_of, middle, squared_error};
use crate::simulation::Shown;

impl<S: Scalar> Course<'_, S> {
    /// Adds one presentation to the sums.
    pub(super) fn tally(&mut self, presented: &Presented<S>) {
        let shown = &presented.shown;
        self.sums.presentations += shown.presentation.examples.len() as u64;
        self.sums.unsettled += shown.n_unsettled;
        self.sums.epoch.unsettled += shown.n_unsettled;
        if presented.is_taught {
            self.sums.updates += 1;
            self.sums.taught += shown.presentation.examples.len() as u64;
            self.tally_predictions(shown);
        }
        self.sums.epoch.phi += shown.phi;
        self.sums.phi += shown.phi;
    }

    /// How well the taught examples were predicted before they were learned.
    fn tally_predictions(&mut self, shown: &Shown<S>) {
        let (train, n_lanes) = (
            &self.session.examples().train,
            self.scenario.timetable.batch,
        );
        let chosen = &shown.presentation.examples;
        let threshold = if train.n_outputs == 1 {
            middle(train)
        } else {
            0.0
        };
        for (lane, &example) in chosen.iter().enumerate() {
            let mu: Vec<S> = (0..train.n_outputs)
                .map(|i| shown.prediction[i * n_lanes + lane].clone())
                .collect();
            let y = self.session.backpropagation_pass().y[0].lane(lane);
            let sums = &mut self.sums.epoch;
            sums.taught += 1;
            sums.error += squared_error(&mu, train.target(example));
            sums.bp_error += squared_error(y, train.target(example));
            sums.energy[0] += shown.energy[0][lane];
            sums.energy[1] += shown.energy[1][lane];
            if let Some(labels) = &train.labels {
                sums.right += u64::from(class_of(&mu, threshold) == labels[example]);
            }
        }
    }

    pub(super) fn standing(&self, epoch: usize) -> Standing {
        let has_classes =
            self.session.examples().train.labels.is_some() && self.sums.epoch.taught > 0;
        let accuracy = self.sums.epoch.right as f64 / self.sums.epoch.taught as f64;
        Standing {
            epoch: epoch + 1,
            n_epochs: self.scenario.timetable.epochs,
            taught: self.sums.taught,
            to_teach: (self.scenario.timetable.epochs as u64)
                .saturating_mul(self.session.examples().train.len() as u64),
            accuracy: has_classes.then_some(accuracy),
            spikes: self.sums.phi.hits + self.sums.phi.false_spikes,
        }
    }

    pub(super) fn epoch_metrics(
        &self,
        epoch: usize,
        sums: &EpochSums,
        test: Fit,
        bp: Fit,
    ) -> EpochMetrics {
        let mean = |sum: f64| (sums.taught > 0).then(|| sum / sums.taught as f64);
        let has_classes = self.session.examples().train.labels.is_some();
        let (weights, judge) = (
            self.session.weights(),
            self.session.backpropagation_weights(),
        );
        EpochMetrics {
            epoch,
            train_error: mean(sums.error),
            train_accuracy: mean(sums.right as f64).filter(|_| has_classes),
            bp_train_error: mean(sums.bp_error),
            test_error: test.error,
            test_accuracy: test.accuracy,
            bp_test_error: bp.error,
            bp_test_accuracy: bp.accuracy,
            energy_onset: mean(sums.energy[0]),
            energy_end: mean(sums.energy[1]),
            phi: sums.phi,
            unsettled_presentations: sums.unsettled,
            max_weight_divergence: weights.max_divergence(&judge),
            max_mirror_divergence: weights.max_mirror_divergence(),
            weights_different: weights.n_different(&judge),
            mirror_angles: weights.mirror_angles(),
        }
    }
}
