//! The figure of an ablation: how far off something is, over two settings at a time.
//!
//! Promises: every number stands in its cell in ink that contrasts with the cell; shades go by
//! powers of ten up to 100, the same in all panels of one measure, and 0 is white; what did not come to
//! its end is crossed in its corners, and is not left out.
//! Refuses to know what was set and what is off.

use super::axis::is_drawable;
use super::chart::{Chart, Dimension, Field, Panel, chart};
use crate::scalar::log10;

/// Powers of ten between white and the darkest shade.
const SHADES: f64 = 6.0;
/// The power of ten from which on no shade is darker, so that what ran away does not bleach
/// the rest.
const DARKEST: f64 = 2.0;

/// Heat maps in rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatMaps {
    /// What the figure shows, in plain language.
    pub title: String,
    /// What was measured, in small print.
    pub note: String,
    /// From top to bottom; every row has one measure and one scale of shades.
    pub rows: Vec<Vec<HeatMap>>,
}

/// One panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatMap {
    /// What sets it apart.
    pub title: String,
    /// What its columns are levels of.
    pub x_label: String,
    /// What its rows are levels of.
    pub y_label: String,
    /// From left to right.
    pub columns: Vec<String>,
    /// From top to bottom.
    pub rows: Vec<String>,
    /// `cells[row][column]`.
    pub cells: Vec<Vec<HeatCell>>,
}

/// One setting.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HeatCell {
    /// How far off, at least 0; `None` where no run came to its end.
    pub value: Option<f64>,
    /// Whether some run did not come to its end.
    pub has_failures: bool,
}

/// The maps as an SVG picture, as wide as they need.
///
/// ```
/// use fazil::report::{HeatCell, HeatMap, HeatMaps, heat_maps};
/// let cell = |value| HeatCell { value, has_failures: value.is_none() };
/// let map = HeatMap {
///     columns: vec!["l".into(), "0".into()],
///     rows: vec!["1".into()],
///     cells: vec![vec![cell(Some(0.0)), cell(None)]],
///     ..HeatMap::default()
/// };
/// let picture = heat_maps(&HeatMaps { rows: vec![vec![map]], ..HeatMaps::default() });
/// assert!(picture.contains(">0<") && picture.contains(">div<"));
/// ```
pub fn heat_maps(figure: &HeatMaps) -> String {
    let n_columns = figure.rows.iter().map(Vec::len).max().unwrap_or(1);
    let maps = figure.rows.iter().flatten();
    let n_rows = maps.map(|map| map.rows.len()).max().unwrap_or(1);
    let figure = Chart {
        title: figure.title.clone(),
        note: figure.note.clone(),
        n_columns,
        height: 34.0 * n_rows.max(2) as f64,
        panels: figure.rows.iter().flat_map(|row| panels(row)).collect(),
        ..Chart::default()
    };
    chart(&figure, 60.0 + 390.0 * n_columns.max(1) as f64)
}

/// A row of panels, with one scale of shades.
fn panels(row: &[HeatMap]) -> Vec<Panel> {
    let cells = row.iter().flat_map(|map| map.cells.iter().flatten());
    let powers = cells.filter_map(|cell| power(cell.value?));
    let darkest = powers.fold(f64::NEG_INFINITY, f64::max).ceil().min(DARKEST);
    let panel = |map: &HeatMap| Panel {
        heading: map.title.clone(),
        x: Dimension::of_names(map.x_label.as_str(), &map.columns, 1.0),
        y: Dimension::of_names(map.y_label.as_str(), &map.rows, -1.0),
        fields: (0..map.rows.len())
            .flat_map(|i| (0..map.columns.len()).map(move |j| (i, j)))
            .filter_map(|(i, j)| {
                let cell = map.cells.get(i)?.get(j)?;
                Some(field(*cell, (j as f64, -(i as f64)), darkest))
            })
            .collect(),
        ..Panel::default()
    };
    row.iter().map(panel).collect()
}

fn field(cell: HeatCell, at: (f64, f64), darkest: f64) -> Field {
    let value = cell.value.filter(|value| is_drawable(*value));
    let strength = value
        .and_then(power)
        .map(|power| 1.0 - (darkest - power) / SHADES);
    Field {
        at,
        strength: strength.unwrap_or(0.0).clamp(0.0, 1.0) * 0.85,
        text: value.map_or("div".to_owned(), compact),
        is_crossed: cell.has_failures,
    }
}

/// The power of ten of a number that is drawn and not 0.
fn power(value: f64) -> Option<f64> {
    (value > 0.0 && is_drawable(value)).then(|| log10(value))
}

/// Two or three digits: `0`, `0.53`, `12.3`, `4.1e-14`.
fn compact(value: f64) -> String {
    match value {
        0.0 => "0".to_owned(),
        v if (0.01..9.995).contains(&v) => format!("{v:.2}"),
        v if (9.995..99.95).contains(&v) => format!("{v:.1}"),
        v if (99.95..9999.5).contains(&v) => format!("{v:.0}"),
        v => format!("{v:.1e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_numbers_make_a_picture() {
        let cells = [
            None,
            Some(0.0),
            Some(f64::NAN),
            Some(f64::INFINITY),
            Some(1e-300),
            Some(1e99),
        ];
        let row: Vec<HeatCell> = cells
            .into_iter()
            .map(|value| HeatCell {
                value,
                has_failures: true,
            })
            .collect();
        let map = HeatMap {
            title: "<&>".into(),
            columns: vec!["l".into(); row.len()],
            rows: vec!["1".into()],
            cells: vec![row],
            ..HeatMap::default()
        };
        for rows in [vec![], vec![vec![]], vec![vec![map.clone(), map]]] {
            let picture = heat_maps(&HeatMaps {
                rows,
                ..HeatMaps::default()
            });
            assert!(roxmltree::Document::parse(&picture).is_ok(), "{picture}");
            assert!(
                !picture.contains("NaN") && !picture.contains("inf"),
                "{picture}"
            );
        }
    }

    #[test]
    fn numbers_are_short() {
        let cases = [
            (0.0, "0"),
            (0.5, "0.50"),
            (9.996, "10.0"),
            (99.96, "100"),
            (12_345.0, "1.2e4"),
            (4.14e-14, "4.1e-14"),
        ];
        for (value, text) in cases {
            assert_eq!(compact(value), text);
        }
    }
}
