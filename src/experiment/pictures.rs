//! The pictures of a run: the learning curve beside BP's, the confusion matrix, and the φ
//! raster of some presentations.

use super::outcome::EpochMetrics;
use crate::axon::AgentId;
use crate::engine::Engine;
use crate::record::AgentLog;
use crate::report::{
    ConfusionMatrix, LearningCurve, Raster, RasterPresentation, RasterRow, confusion_matrix,
    learning_curve, phi_raster,
};
use crate::scalar::Scalar;
use crate::simulation::{Shown, Simulation};

/// How many presentations a raster shows.
const MOST_PRESENTATIONS: usize = 5;

/// Collects the spikes of the first presentations, lane 0.
#[derive(Clone, Debug)]
pub(super) struct RasterRecorder {
    raster: Raster,
}

impl RasterRecorder {
    /// For a network of these widths, output first.
    pub(super) fn new(widths: &[usize]) -> Self {
        let depth = widths.len() - 1;
        let names = (0..depth).flat_map(|layer| {
            (0..widths[layer]).map(move |index| RasterRow {
                name: AgentId::Error { layer, index }.to_string(),
                layer,
            })
        });
        Self {
            raster: Raster {
                rows: names.collect(),
                ..Raster::default()
            },
        }
    }

    /// Adds what was just shown, if there is room.
    pub(super) fn watch<S: Scalar, E: Engine<S, AgentLog<S>>>(
        &mut self,
        agents: &mut Simulation<S, E>,
        shown: &Shown<S>,
    ) {
        if self.raster.presentations.len() == MOST_PRESENTATIONS {
            return;
        }
        let presentation = &shown.presentation;
        self.raster.presentations.push(RasterPresentation {
            start: shown.start.0,
            teacher_on: shown.onset().0,
            end: shown.onset().0 + presentation.learning_ticks as i64,
            with_teacher: presentation.with_teacher,
        });
        let spikes = &mut self.raster.spikes;
        let mut row_index = 0;
        agents.logs(|id, log| {
            if let AgentId::Error { .. } = id {
                let mut ticks: Vec<i64> = log
                    .spikes
                    .iter()
                    .filter(|row| row.lane == 0)
                    .map(|row| row.tick.0)
                    .collect();
                ticks.dedup();
                spikes.extend(ticks.into_iter().map(|tick| (row_index, tick)));
                row_index += 1;
            }
        });
    }
}

/// The pictures of a run as (file name, SVG).
pub(super) fn draw(
    name: &str,
    metrics: &[EpochMetrics],
    raster: &RasterRecorder,
    confusion: Option<Vec<Vec<u64>>>,
) -> Vec<(String, String)> {
    let mut pictures = vec![(
        "learning_curve.svg".to_owned(),
        learning_curve(&curve(name, metrics)),
    )];
    if let Some(counts) = confusion {
        let matrix = ConfusionMatrix {
            title: format!("{name}: test examples by class"),
            classes: (0..counts.len()).map(|class| class.to_string()).collect(),
            counts,
        };
        pictures.push(("confusion_matrix.svg".to_owned(), confusion_matrix(&matrix)));
    }
    let mut raster = raster.raster.clone();
    raster.title =
        format!("{name}: when φ fired in each error neuron's dendrite (first presentations)");
    pictures.push(("phi_raster.svg".to_owned(), phi_raster(&raster)));
    pictures
}

/// Test accuracy where examples have classes, else test error.
fn curve(name: &str, metrics: &[EpochMetrics]) -> LearningCurve {
    let has_classes = metrics.iter().any(|row| row.test_accuracy.is_some());
    let series = |of: fn(&EpochMetrics) -> Option<f64>| -> Vec<(f64, f64)> {
        metrics
            .iter()
            .filter_map(|row| Some((row.epoch as f64, of(row)?)))
            .collect()
    };
    let (y_label, network, judge) = match has_classes {
        true => (
            "test accuracy (fraction of examples)",
            series(|row| row.test_accuracy),
            series(|row| row.bp_test_accuracy),
        ),
        false => (
            "test error (mean of Σ(s − y)²)",
            series(|row| row.test_error),
            series(|row| row.bp_test_error),
        ),
    };
    LearningCurve {
        title: format!("{name}: the network beside backpropagation"),
        y_label: y_label.to_owned(),
        network,
        judge,
    }
}
