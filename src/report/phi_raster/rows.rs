//! The rows of the raster: where each neuron stands, layer below layer, and what rows are called.

use super::raster::Raster;
use crate::report::drawn_population::label;
use crate::report::svg::{NARROW, shortened};

/// Where rows stand, in units of a row, downwards from 0.
pub(super) struct Rows {
    /// By row index.
    pub(super) places: Vec<f64>,
    /// Every layer, and where its first and its last row stand.
    pub(super) layers: Vec<(usize, f64, f64)>,
    row_height: f64,
    /// Neurons of a layer that share a row.
    pub(super) n_per_row: usize,
}

/// How many neurons share a row.
pub(super) fn n_per_row(raster: &Raster) -> usize {
    raster.rows.len().div_ceil(MOST_ROWS).max(1)
}

impl Rows {
    pub(super) fn of(raster: &Raster, width: f64) -> Self {
        let n_per_row = n_per_row(raster);
        let n_rows = raster.rows.len().div_ceil(n_per_row).max(1) as f64;
        let least = if raster.rows.len() <= MOST_NAMED {
            14.0
        } else {
            1.8
        };
        let wanted = WANTED_HEIGHT * if width > NARROW { 1.0 } else { 0.6 };
        let row_height = (wanted / n_rows).clamp(least, 16.0);
        let mut order: Vec<usize> = (0..raster.rows.len()).collect();
        order.sort_by_key(|row| raster.rows[*row].layer);
        let mut places = vec![0.0; raster.rows.len()];
        let mut layers: Vec<(usize, f64, f64)> = Vec::new();
        let (mut next, mut n_in_row) = (0.0, 0);
        for row in order {
            let layer = raster.rows[row].layer;
            match layers.last_mut() {
                Some((last, ..)) if *last == layer && n_in_row < n_per_row => {
                    n_in_row += 1;
                    places[row] = next - 1.0;
                    continue;
                }
                Some((last, _, end)) if *last == layer => *end = next,
                _ => {
                    next += if layers.is_empty() {
                        0.0
                    } else {
                        GAP / row_height
                    };
                    layers.push((layer, next, next));
                }
            }
            places[row] = next;
            next += 1.0;
            n_in_row = 1;
        }
        Self {
            places,
            layers,
            row_height,
            n_per_row,
        }
    }

    pub(super) fn height(&self) -> f64 {
        let end = self.layers.last().map_or(1.0, |(_, _, end)| end + 1.0);
        (end * self.row_height).max(40.0)
    }

    /// The rows' names, or the layers' (in a graph the populations') if there are too many.
    pub(super) fn names(&self, raster: &Raster) -> Vec<(f64, String)> {
        if raster.rows.len() <= MOST_NAMED {
            let rows = raster.rows.iter().zip(&self.places);
            return rows
                .map(|(row, at)| (-at, shortened(&row.name, LONGEST_NAME)))
                .collect();
        }
        let name = |(layer, from, to): &(usize, f64, f64)| {
            (
                -f64::midpoint(*from, *to),
                label(&raster.populations, *layer),
            )
        };
        self.layers.iter().map(name).collect()
    }
}

/// With more neurons than this, layers are labelled and their neurons are not.
const MOST_NAMED: usize = 24;

const LONGEST_NAME: usize = 26;

/// What a panel of many neurons fills, if its rows may be that thin (pixels).
const WANTED_HEIGHT: f64 = 430.0;

/// With more neurons than this, several share a row: nobody sees more rows, and a picture of every
/// neuron of a large network takes longer than the run.
pub(super) const MOST_ROWS: usize = 2_000;

/// The space between two layers (pixels).
const GAP: f64 = 7.0;
