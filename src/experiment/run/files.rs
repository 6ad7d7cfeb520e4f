//! What a run leaves in its folder: weights, tables, pictures and the summary.
//!
//! Promises that a run that was stopped or failed leaves the same files as one that finished.

use std::collections::BTreeMap;

use super::course::Course;
use super::failures::Failures;
use crate::blueprint::{Weights, write_weights};
use crate::record::RunFolder;
use crate::run_files::classes::{self, Classes};
use crate::run_files::summary::{ARITHMETIC, FORMAT_VERSION, Summary};
use crate::run_files::{own_files, regression};
use crate::run_report::{Picture, plot, run_page};
use crate::scalar::Scalar;
use crate::session::RunError;
use crate::session::{class_of, fit, middle};

/// Draws what is whole in a run's folder, whatever else could not be written.
pub(super) fn draw(folder: &RunFolder, failures: &mut Failures) {
    let Some(pictures) = failures.attempt(plot(folder.path())) else {
        return;
    };
    for Picture { file, svg, .. } in &pictures {
        failures.attempt(folder.write_text(file, svg));
    }
    if let Some(page) = failures.attempt(run_page(folder.path(), &pictures)) {
        failures.attempt(folder.write_text("report.html", &page));
    }
}

impl<S: Scalar> Course<'_, S> {
    /// Leaves everything in the run's folder, and says what could not be written.
    pub(super) fn write(
        mut self,
        folder: &RunFolder,
        ended: String,
        seconds: f64,
    ) -> (Summary, Failures) {
        let mut failures = std::mem::take(&mut self.failures);
        let weights = self.session.weights();
        let judge = self.session.backpropagation_weights();
        for (file, weights) in [("final", &weights), ("backpropagation", &judge)] {
            let name = format!("weights/{file}.safetensors");
            let written = folder.file(&name).map_err(RunError::from);
            let written =
                written.and_then(|path| Ok(write_weights(&path, self.session.wiring(), weights)?));
            failures.attempt(written);
        }
        failures.attempt(folder.write_json("pictures.json", &self.preview.preview()));
        if !self.ticks.is_empty() {
            failures.attempt(folder.write_text("ticks.txt", &self.ticks));
        }
        failures.attempt(self.metrics.finish());
        failures.attempt(self.write_predictions(folder));
        failures.attempt(self.write_outputs(folder));
        failures.attempt(self.write_classes(folder));
        let mut summary = self.summary(&weights, &judge, ended, seconds);
        let hashes = own_files::hashes(folder.path()).map_err(RunError::from);
        summary.files_blake3 = failures.attempt(hashes).unwrap_or_default();
        failures.attempt(folder.write_json("summary.json", &summary));
        let records = failures.attempt(self.recording.finish(folder));
        failures.note_recording(self.recording.first_failure());
        summary.records = records.unwrap_or_default();
        (summary, failures)
    }

    pub(super) fn summary(
        &self,
        weights: &Weights<S>,
        judge: &Weights<S>,
        ended: String,
        seconds: f64,
    ) -> Summary {
        let judged = fit(&self.bp_outputs, &self.session.examples().test);
        let fitted = fit(&self.outputs, &self.session.examples().test);
        let counts = self.session.counts();
        Summary {
            format_version: FORMAT_VERSION,
            program_version: env!("CARGO_PKG_VERSION"),
            scenario: self.scenario.name.clone(),
            rule: self.scenario.learning.rule,
            feedback: self.scenario.learning.feedback,
            arithmetic: ARITHMETIC,
            precision: self.scenario.precision,
            state: self.scenario.network.state,
            ended,
            presentations: self.sums.presentations,
            updates: self.sums.updates,
            test_accuracy: fitted.accuracy,
            bp_test_accuracy: judged.accuracy,
            test_error: fitted.error,
            bp_test_error: judged.error,
            test_r_squared: regression::overall(&self.outputs, &self.session.examples().test),
            bp_test_r_squared: regression::overall(&self.bp_outputs, &self.session.examples().test),
            weights: weights.n_forward(),
            weights_different: weights.n_different(judge),
            max_weight_divergence: weights.max_divergence(judge),
            max_mirror_divergence: weights.max_mirror_divergence(),
            phi: self.sums.phi,
            controller_messages: counts.commands(),
            interventions: self.session.interventions(),
            messages: counts.messages(),
            beats: counts.beats(),
            unsettled_presentations: self.sums.unsettled,
            evaluation_spikes: self.sums.evaluation_spikes,
            seconds,
            weights_blake3: weights.blake3(),
            forward_blake3: weights.forward_blake3(),
            bp_forward_blake3: judge.forward_blake3(),
            files_blake3: BTreeMap::new(),
            records: Vec::new(),
            landmarks: self.lookout.as_ref().map(|lookout| lookout.found.clone()),
        }
    }

    fn write_predictions(&self, folder: &RunFolder) -> Result<(), RunError> {
        let test = &self.session.examples().test;
        let n = test.n_outputs;
        let mut header: Vec<String> = ["example", "label", "predicted", "bp_predicted"]
            .map(str::to_owned)
            .to_vec();
        header.extend((0..n).map(|i| format!("x_0_{i}")));
        header.extend((0..n).map(|i| format!("bp_y_0_{i}")));
        // Examples without labels have no class, whatever its name would be.
        let names: &[String] = match test.labels {
            Some(_) => &self.session.examples().classes,
            None => &[],
        };
        if !names.is_empty() {
            header.extend(["label_name", "predicted_name", "bp_predicted_name"].map(str::to_owned));
        }
        let threshold = middle(test);
        let rows = self
            .outputs
            .chunks(n)
            .zip(self.bp_outputs.chunks(n))
            .enumerate();
        let rows = rows.map(|(k, (x, y))| {
            let label = test.labels.as_ref().map(|labels| labels[k].to_string());
            let class = |outputs: &[S]| {
                label
                    .as_ref()
                    .map(|_| class_of(outputs, threshold).to_string())
                    .unwrap_or_default()
            };
            let name = |class: u32| names.get(class as usize).cloned().unwrap_or_default();
            let mut row = vec![
                k.to_string(),
                label.clone().unwrap_or_default(),
                class(x),
                class(y),
            ];
            row.extend(x.iter().chain(y).map(S::to_string));
            if let (false, Some(labels)) = (names.is_empty(), &test.labels) {
                row.push(name(labels[k]));
                row.extend([x, y].map(|outputs| name(class_of(outputs, threshold))));
            }
            row
        });
        Ok(folder.write_csv("predictions.csv", &header, rows)?)
    }

    /// Numbers that are answered, output by output.
    fn write_outputs(&self, folder: &RunFolder) -> Result<(), RunError> {
        let test = &self.session.examples().test;
        let fits = regression::by_output(&self.outputs, test);
        let judged = regression::by_output(&self.bp_outputs, test);
        if fits.is_empty() {
            return Ok(());
        }
        let header = [
            "output",
            "mean_squared_error",
            "r_squared",
            "bp_mean_squared_error",
            "bp_r_squared",
        ];
        let rows = fits
            .iter()
            .zip(&judged)
            .enumerate()
            .map(|(output, (fit, judged))| {
                let cells = [fit, judged].map(|fit| {
                    let r_squared = fit.r_squared.map_or(String::new(), |r| format!("{r:?}"));
                    [format!("{:?}", fit.mean_squared_error), r_squared]
                });
                [output.to_string()]
                    .into_iter()
                    .chain(cells.into_iter().flatten())
                    .collect()
            });
        Ok(folder.write_csv("outputs.csv", &header.map(str::to_owned), rows)?)
    }

    /// The names of the classes, where they have any.
    fn write_classes(&self, folder: &RunFolder) -> Result<(), RunError> {
        match self.session.examples().classes.is_empty() {
            true => Ok(()),
            false => {
                let classes = Classes::of(&self.session.examples().classes);
                Ok(folder.write_json(classes::FILE, &classes)?)
            }
        }
    }
}
