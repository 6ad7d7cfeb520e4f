//! The spikes that a raster shows: its rows, its presentations, its spikes.

use serde::{Deserialize, Serialize};

use crate::report::drawn_population::DrawnPopulation;

/// A presentation of more ticks is not drawn.
const MOST_TICKS: i64 = 1_000_000_000;

/// Spikes of many neurons over several presentations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raster {
    /// What the figure shows, in plain language.
    pub title: String,
    /// The neurons, in any order; within a layer they are drawn in this order.
    pub rows: Vec<RasterRow>,
    /// `(row_index, tick)`: `rows[row_index]` spiked at `tick`.
    pub spikes: Vec<(usize, i64)>,
    /// The presentations shown, in the order they are drawn from left to right.
    pub presentations: Vec<RasterPresentation>,
    /// By number, the populations of a graph; empty for a chain. They are not saved.
    #[serde(skip)]
    pub populations: Vec<DrawnPopulation>,
}

/// One neuron of a raster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RasterRow {
    /// The path of the agent.
    pub name: String,
    /// Its layer, where the teacher arrives at 0; in a graph the number of its population.
    pub layer: usize,
}

/// One presentation, the ticks in `[start, end)`.
///
/// ```text
/// start          teacher_on             end
///   | stimulus only | stimulus and teacher |
/// ```
///
/// The teacher's effect reaches layer `l`, or a population of level `l`, at tick `teacher_on + l`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RasterPresentation {
    /// Its first tick.
    pub start: i64,
    /// The first tick with a teacher, or that would have been, in `[start, end]`.
    pub teacher_on: i64,
    /// The first tick after it; a presentation with `end <= start` is not drawn.
    pub end: i64,
    /// Whether there is a teacher at all.
    pub with_teacher: bool,
}

impl RasterPresentation {
    pub(super) fn n_ticks(&self) -> Option<i64> {
        let n_ticks = self.end.checked_sub(self.start)?;
        (1..=MOST_TICKS).contains(&n_ticks).then_some(n_ticks)
    }

    pub(super) fn onset(&self) -> i64 {
        self.teacher_on.clamp(self.start, self.end)
    }

    pub(super) fn holds(&self, tick: i64) -> bool {
        (self.start..self.end).contains(&tick)
    }
}

impl Raster {
    /// Whether a spike is in a presentation that is drawn, or in several.
    pub(super) fn draws(&self, (row, tick): &(usize, i64)) -> bool {
        let mut shown = self.presentations.iter();
        *row < self.rows.len() && shown.any(|shown| shown.n_ticks().is_some() && shown.holds(*tick))
    }
}
