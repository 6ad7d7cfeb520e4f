//! The figure of an ablation: how far off something is, over two settings at a time.
//!
//! Promises: every number stands in its cell in ink that contrasts with the cell; shades go by
//! powers of ten up to 100, the same in all panels of one measure, and 0 is white; what did not come to
//! its end is hatched and says so, and is not left out.
//! Refuses to know what was set and what is off.

use super::axis::is_drawable;
use super::palette::{FADED_INK, HAIRLINE, INK, ORANGE, Shade};
use super::svg::{Anchor, Area, Drawing, Text, text_width};
use super::sweep::power;

const TOP: f64 = 84.0;
const LEFT: f64 = 64.0;
const CELL: (f64, f64) = (41.0, 34.0);
const GAP: (f64, f64) = (66.0, 74.0);
/// Powers of ten between white and the darkest shade.
const SHADES: f64 = 6.0;
/// The power of ten from which on no shade is darker, so that what ran away does not bleach
/// the rest.
const DARKEST: i32 = 2;

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
    let size = |map: &HeatMap| {
        let n_columns = map.columns.len() as f64;
        (n_columns * CELL.0, map.rows.len() as f64 * CELL.1)
    };
    let widths = figure.rows.iter().map(|row| {
        let widths = row.iter().map(|map| size(map).0 + GAP.0);
        LEFT + widths.sum::<f64>()
    });
    let heights = figure.rows.iter().map(|row| {
        let heights = row.iter().map(|map| size(map).1);
        heights.fold(0.0, f64::max) + GAP.1
    });
    let width = widths.fold(400.0, f64::max);
    let heights: Vec<f64> = heights.collect();
    let height = TOP + heights.iter().sum::<f64>();
    let mut drawing = Drawing::sized((width, height), &figure.title, &figure.note);
    let mut y = TOP;
    for (row, height) in figure.rows.iter().zip(&heights) {
        let darkest = darkest(row);
        let mut x = LEFT;
        for map in row {
            let (width, _) = size(map);
            draw_map(&mut drawing, map, (x, y), darkest);
            x += width + GAP.0;
        }
        y += height;
    }
    drawing.finish()
}

/// The power of ten above every value of a row of panels, at most [`DARKEST`].
fn darkest(row: &[HeatMap]) -> f64 {
    let cells = row.iter().flat_map(|map| map.cells.iter().flatten());
    let values = cells.filter_map(|cell| cell.value.filter(|value| is_drawable(*value)));
    let powers = values.filter_map(|value| power(value).map(|(power, _)| power + 1));
    f64::from(powers.max().unwrap_or(0).min(DARKEST))
}

fn draw_map(drawing: &mut Drawing, map: &HeatMap, (left, top): (f64, f64), darkest: f64) {
    for (i, row) in map.cells.iter().enumerate() {
        for (j, cell) in row.iter().enumerate() {
            let area = Area {
                x: left + j as f64 * CELL.0,
                y: top + i as f64 * CELL.1,
                width: CELL.0,
                height: CELL.1,
            };
            draw_cell(drawing, *cell, area, darkest);
        }
    }
    let whole = Area {
        x: left,
        y: top,
        width: map.columns.len() as f64 * CELL.0,
        height: map.rows.len() as f64 * CELL.1,
    };
    let frame = format!("fill='none' stroke='{FADED_INK}' stroke-width='1'");
    drawing.rectangle(whole, &frame);
    for (i, name) in map.rows.iter().enumerate() {
        let y = top + (i as f64 + 0.5) * CELL.1 + 4.0;
        let label = Text::new(left - 6.0, y, name.as_str()).size(11.0);
        drawing.text(&label.anchor(Anchor::End));
    }
    for (j, name) in map.columns.iter().enumerate() {
        let x = left + (j as f64 + 0.5) * CELL.0;
        let label = Text::new(x, whole.bottom() + 15.0, name.as_str()).size(11.0);
        drawing.text(&label.anchor(Anchor::Middle));
    }
    let title = Text::new(left, top - 8.0, map.title.as_str()).size(13.0);
    drawing.text(&title.bold());
    let (x, y) = whole.centre();
    let label = Text::new(x, whole.bottom() + 33.0, map.x_label.as_str()).size(12.0);
    drawing.text(&label.anchor(Anchor::Middle));
    let label = Text::new(left - 44.0, y, map.y_label.as_str()).size(12.0);
    drawing.text(&label.anchor(Anchor::Middle).turned(-90.0));
}

fn draw_cell(drawing: &mut Drawing, cell: HeatCell, area: Area, darkest: f64) {
    let value = cell.value.filter(|value| is_drawable(*value));
    let strength = value.and_then(power).map_or(0.0, |(power, share)| {
        1.0 - (darkest - f64::from(power) - share) / SHADES
    });
    let shade = Shade::of(strength * 0.85);
    let style = format!(
        "fill='{}' stroke='{HAIRLINE}' stroke-width='0.5'",
        shade.hex()
    );
    drawing.rectangle(area, &style);
    if cell.has_failures {
        hatch(drawing, area);
    }
    let (x, y) = area.centre();
    let (text, ink) = match value {
        Some(value) => (compact(value), shade.readable_ink()),
        None => ("div".to_owned(), INK),
    };
    let size = 11.0_f64.min((area.width - 4.0) / text_width(&text, 0.88).max(1.0));
    let number = Text::new(x, y + size * 0.36, text).size(size).colour(ink);
    drawing.text(&number.anchor(Anchor::Middle));
}

/// Strokes across the corners, beside the number.
fn hatch(drawing: &mut Drawing, area: Area) {
    let style = format!("stroke='{ORANGE}' stroke-width='1.4'");
    for reach in [5.0, 10.0] {
        let (x, y) = (area.x, area.y);
        drawing.line((x, y + reach), (x + reach, y), &style);
        let (x, y) = (area.right(), area.bottom());
        drawing.line((x, y - reach), (x - reach, y), &style);
    }
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
