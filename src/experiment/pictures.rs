//! The data of pictures: the learning curve beside BP's, the confusion matrix, and the φ raster
//! of some presentations.

use super::plot::column;
use crate::axon::AgentId;
use crate::engine::Engine;
use crate::record::{AgentLog, Columns};
use crate::report::{ConfusionMatrix, LearningCurve, Raster, RasterPresentation, RasterRow};
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

    /// What was collected, of a run of this name.
    pub(super) fn raster(&self, name: &str) -> Raster {
        let what = "when φ fired in each error neuron's dendrite (first presentations)";
        Raster {
            title: format!("{name}: {what}"),
            ..self.raster.clone()
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

/// Test accuracy where examples have classes, else test error, from the rows of `metrics.csv`
/// whose distance is `every`.
pub(super) fn curve(name: &str, metrics: &Columns, every: usize) -> LearningCurve {
    let epochs = column(metrics, "epoch");
    let series = |of: &str| -> Vec<(f64, f64)> {
        let values = epochs.iter().zip(column(metrics, of));
        values
            .filter_map(|(epoch, value)| Some(((*epoch)?, value?)))
            .collect()
    };
    let has_classes = !series("test_accuracy").is_empty();
    let (y_label, of) = match has_classes {
        true => ("test accuracy (fraction of examples)", "test_accuracy"),
        false => ("test error (mean of Σ(s − y)²)", "test_error"),
    };
    let thinned = match every {
        1 => String::new(),
        n => format!(" (every {n}th epoch)"),
    };
    LearningCurve {
        title: format!("{name}: the network beside backpropagation{thinned}"),
        y_label: y_label.to_owned(),
        network: series(of),
        judge: series(&format!("bp_{of}")),
    }
}

/// Test examples by true and predicted class, from `predictions.csv`; `None` where examples
/// have no class.
pub(super) fn confusion(name: &str, predictions: &Columns) -> Option<ConfusionMatrix> {
    let outputs = predictions.keys().filter(|name| name.starts_with("x_0_"));
    let n_classes = outputs.count().max(2);
    let mut counts = vec![vec![0; n_classes]; n_classes];
    let labels = column(predictions, "label");
    for (label, predicted) in labels.iter().zip(column(predictions, "predicted")) {
        let row = counts.get_mut((*label)? as usize)?;
        *row.get_mut(predicted? as usize)? += 1;
    }
    (!labels.is_empty()).then(|| ConfusionMatrix {
        title: format!("{name}: test examples by class"),
        classes: (0..n_classes).map(|class| class.to_string()).collect(),
        counts,
    })
}
