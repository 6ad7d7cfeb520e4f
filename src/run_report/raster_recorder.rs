//! The data of a picture: the φ raster of the first presentations.

use serde::{Deserialize, Serialize};

use crate::axon::AgentId;
use crate::report::{Raster, RasterPresentation, RasterRow};
use crate::scalar::Scalar;
use crate::session::Session;
use crate::simulation::Shown;
use crate::wiring::Wiring;

/// How many presentations a raster shows.
const MOST_PRESENTATIONS: usize = 5;

/// Collects the spikes of the first presentations, lane 0.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RasterRecorder {
    raster: Raster,
}

impl RasterRecorder {
    /// For a network wired like this.
    pub(crate) fn new(wiring: &Wiring) -> Self {
        let computing = wiring.widths()[..wiring.n_computing()].iter().enumerate();
        let names = computing.flat_map(|(layer, n)| {
            (0..*n).map(move |index| RasterRow {
                name: wiring.name(AgentId::Error { layer, index }),
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

    /// Whether a network wired like this may have left it: its rows, and no spike in another one.
    pub(crate) fn is_of(&self, wiring: &Wiring) -> bool {
        let raster = &self.raster;
        let is_row = |row: usize| row < raster.rows.len();
        raster.rows == Self::new(wiring).raster.rows
            && raster.presentations.len() <= MOST_PRESENTATIONS
            && raster.spikes.iter().all(|(row, _)| is_row(*row))
    }

    /// What was collected, of a run of this name.
    pub(crate) fn raster(&self, name: &str) -> Raster {
        let what = "when φ fired in each error neuron's dendrite (first presentations)";
        Raster {
            title: format!("{name}: {what}"),
            ..self.raster.clone()
        }
    }

    /// Adds what was just shown, if there is room.
    pub(crate) fn watch<S: Scalar>(&mut self, session: &mut Session<S>, shown: &Shown<S>) {
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
        session.logs(|id, log| {
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
