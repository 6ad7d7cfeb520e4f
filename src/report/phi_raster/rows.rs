//! The vertical half of a raster: rows gathered into bands, one band per layer.
//!
//! Promises: bands stand in the order of their layers, tall enough for a label each.
//! Refuses to know time.

use super::super::svg::Area;
use super::{MOST_NAMED_ROWS, RasterRow};

/// The space between two bands (pixels).
const GAP: f64 = 7.0;
/// What a raster of many rows fills, if its rows may be that thin (pixels).
const WANTED_HEIGHT: f64 = 430.0;

/// The rows of one layer.
pub(super) struct Band {
    pub(super) layer: usize,
    /// Positions in `Raster::rows`, ascending, in drawing order.
    row_indices: Vec<usize>,
    top: f64,
    /// The height of one row (pixels).
    row_height: f64,
}

impl Band {
    /// The band's place, at a given horizontal place.
    pub(super) fn area(&self, x: f64, width: f64) -> Area {
        let height = self.row_height * self.n_rows() as f64;
        Area {
            x,
            y: self.top,
            width,
            height,
        }
    }

    pub(super) fn n_rows(&self) -> usize {
        self.row_indices.len()
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        self.row_indices.iter().copied()
    }

    pub(super) fn holds(&self, row_index: usize) -> bool {
        self.row_indices.binary_search(&row_index).is_ok()
    }

    /// The top and the height of a mark in this row (pixels).
    pub(super) fn mark(&self, row_index: usize) -> Option<(f64, f64)> {
        let place = self.row_indices.binary_search(&row_index).ok()?;
        let height = (self.row_height * 0.78).max(1.5);
        let space = (self.row_height - height) / 2.0;
        Some((self.top + self.row_height * place as f64 + space, height))
    }
}

/// The bands of these rows, from `top` downwards.
pub(super) fn bands(rows: &[RasterRow], top: f64) -> Vec<Band> {
    let mut layers: Vec<usize> = rows.iter().map(|row| row.layer).collect();
    layers.sort_unstable();
    layers.dedup();
    let least = if rows.len() <= MOST_NAMED_ROWS {
        14.0
    } else {
        2.0
    };
    let row_height = (WANTED_HEIGHT / rows.len().max(1) as f64).clamp(least, 16.0);
    let mut next_top = top;
    let mut bands = Vec::with_capacity(layers.len());
    for layer in layers {
        let members = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.layer == layer);
        let row_indices: Vec<usize> = members.map(|(row_index, _)| row_index).collect();
        let row_height = row_height.max(15.0 / row_indices.len() as f64);
        let band = Band {
            layer,
            row_indices,
            top: next_top,
            row_height,
        };
        next_top = band.area(0.0, 0.0).bottom() + GAP;
        bands.push(band);
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_in_any_order_stand_by_layer() {
        let row = |layer| RasterRow {
            name: String::new(),
            layer,
        };
        let bands = bands(&[row(5), row(0), row(5), row(2)], 10.0);
        let layers: Vec<usize> = bands.iter().map(|band| band.layer).collect();
        assert_eq!(layers, [0, 2, 5]);
        assert_eq!(bands[2].rows().collect::<Vec<_>>(), [0, 2]);
        for pair in bands.windows(2) {
            assert!(pair[0].area(0.0, 0.0).bottom() < pair[1].area(0.0, 0.0).y);
        }
    }
}
