//! The figure of a threshold: how long something takes against how strong something is, in
//! small panels side by side.
//!
//! Promises: every panel has the same scales; what never came to an end stands in a strip of
//! its own at the top, not at a number; heights go by powers of ten and no logarithm is
//! computed.
//! Refuses to know what takes how long.

use super::axis::{Axis, is_drawable};
use super::legend::{Entry, legend};
use super::palette::{FADED_INK, HAIRLINE, INK, ORANGE, PALE_GREY, categorical};
use super::svg::{Anchor, Area, Drawing, FIGURE_WIDTH, Text, text_width};
use super::sweep::power;
use super::table::scientific;

const TOP: f64 = 118.0;
const LEFT: f64 = 78.0;
const GAP: (f64, f64) = (22.0, 40.0);
const PANEL_HEIGHT: f64 = 170.0;
const BELOW: f64 = 56.0;
/// The height of the strip of what never ended (pixels).
const STRIP: f64 = 26.0;

/// Curves in panels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curves {
    /// What the figure shows, in plain language.
    pub title: String,
    /// What was measured, in small print.
    pub note: String,
    /// What is along every panel, with its unit.
    pub x_label: String,
    /// What is up every panel, with its unit.
    pub y_label: String,
    /// What the strip at the top stands for, in one word.
    pub never: String,
    /// Panels in one row; at least 1.
    pub n_columns: usize,
    /// Row by row.
    pub panels: Vec<CurvePanel>,
}

/// One panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CurvePanel {
    /// What sets it apart.
    pub title: String,
    /// A place along x that something is expected at, and what to call it.
    pub line_at: Option<(f64, String)>,
    /// The curves; the same names in every panel, in the same order.
    pub series: Vec<CurveSeries>,
}

/// One curve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CurveSeries {
    /// What it is.
    pub name: String,
    /// (x, y) in order of x; y is positive, or `None` for what never ended.
    pub points: Vec<(f64, Option<f64>)>,
}

/// The curves as an SVG picture.
///
/// ```
/// use fazil::report::{CurvePanel, CurveSeries, Curves, curves};
/// let series = CurveSeries { name: "deep".into(), points: vec![(0.5, Some(3.0)), (1.0, None)] };
/// let panel = CurvePanel { series: vec![series], ..CurvePanel::default() };
/// let figure = Curves { n_columns: 1, panels: vec![panel], ..Curves::default() };
/// assert!(curves(&figure).starts_with("<svg"));
/// ```
pub fn curves(figure: &Curves) -> String {
    let n_columns = figure.n_columns.max(1);
    let n_rows = figure.panels.len().div_ceil(n_columns).max(1);
    let height = TOP + n_rows as f64 * (PANEL_HEIGHT + GAP.1) - GAP.1 + BELOW;
    let mut drawing = Drawing::new(height, &figure.title, &figure.note);
    draw_key(&mut drawing, figure);
    let scales = Scales::of(figure);
    let width = (FIGURE_WIDTH - LEFT - 20.0 + GAP.0) / n_columns as f64 - GAP.0;
    for (k, panel) in figure.panels.iter().enumerate() {
        let (row, column) = (k / n_columns, k % n_columns);
        let area = Area {
            x: LEFT + column as f64 * (width + GAP.0),
            y: TOP + row as f64 * (PANEL_HEIGHT + GAP.1),
            width,
            height: PANEL_HEIGHT,
        };
        draw_panel(&mut drawing, panel, area, &scales, column == 0);
        if column == 0 {
            let strip = Text::new(area.x - 8.0, area.y + 17.0, figure.never.as_str());
            drawing.text(&strip.anchor(Anchor::End).size(11.0));
        }
        if row + 1 == n_rows {
            let (x, _) = area.centre();
            let label = Text::new(x, area.bottom() + 38.0, figure.x_label.as_str());
            let size = 12.0_f64.min(width / text_width(&figure.x_label, 1.0).max(1.0));
            drawing.text(&label.size(size).anchor(Anchor::Middle));
        }
    }
    let middle = f64::midpoint(TOP, height - BELOW);
    let label = Text::new(18.0, middle, figure.y_label.as_str()).size(13.0);
    drawing.text(&label.anchor(Anchor::Middle).turned(-90.0));
    drawing.finish()
}

/// What all panels share.
struct Scales {
    /// All x there are, marked lines included.
    x: Vec<f64>,
    /// The lowest and the highest power of ten.
    powers: (i32, i32),
}

impl Scales {
    fn of(figure: &Curves) -> Self {
        let series = || figure.panels.iter().flat_map(|panel| &panel.series);
        let points = || series().flat_map(|series| &series.points);
        let y = || points().filter_map(|(_, y)| power(y.filter(|y| is_drawable(*y))?));
        Self {
            x: points().map(|(x, _)| *x).collect(),
            powers: (
                y().map(|(power, _)| power).min().unwrap_or(0),
                y().map(|(power, _)| power + 1).max().unwrap_or(1),
            ),
        }
    }

    fn along(&self, area: Area) -> Axis {
        let ends = (area.x + 8.0, area.right() - 8.0);
        Axis::holding(self.x.iter().copied(), 0.02, ends)
    }

    /// The height of a number; of what never ended without one.
    fn place(&self, y: Option<f64>, area: Area) -> Option<f64> {
        let Some(y) = y else {
            return Some(area.y + STRIP / 2.0);
        };
        let (power, share) = power(y).filter(|_| is_drawable(y))?;
        Some(self.place_power(f64::from(power) + share, area))
    }

    fn place_power(&self, power: f64, area: Area) -> f64 {
        let (low, high) = (f64::from(self.powers.0), f64::from(self.powers.1));
        let room = area.height - STRIP - 6.0;
        area.bottom() - room * (power - low) / (high - low)
    }
}

/// Draws the mark of a series into an area.
type Sample = Box<dyn Fn(&mut Drawing, Area)>;

fn draw_key(drawing: &mut Drawing, figure: &Curves) {
    let Some(panel) = figure.panels.first() else {
        return;
    };
    let samples: Vec<Sample> = (0..panel.series.len())
        .map(|k| {
            Box::new(move |drawing: &mut Drawing, area: Area| {
                let y = area.centre().1;
                drawing.line((area.x, y), (area.right(), y), &line_style(k));
                drawing.disc(area.centre(), 3.5, &marker_style(k));
            }) as Sample
        })
        .collect();
    let entries: Vec<Entry<'_>> = samples
        .iter()
        .zip(&panel.series)
        .map(|(sample, series)| Entry {
            sample,
            meaning: &series.name,
        })
        .collect();
    legend(drawing, LEFT, 62.0, &entries);
}

fn draw_panel(
    drawing: &mut Drawing,
    panel: &CurvePanel,
    area: Area,
    scales: &Scales,
    is_first: bool,
) {
    let strip = Area {
        height: STRIP,
        ..area
    };
    drawing.rectangle(strip, &format!("fill='{PALE_GREY}'"));
    draw_marks(drawing, area, scales, is_first);
    let axis = scales.along(area);
    if let Some((x, name)) = &panel.line_at {
        let at = axis.place(*x);
        if (area.x..=area.right()).contains(&at) {
            let style = format!("stroke='{ORANGE}' stroke-width='2' stroke-dasharray='5 3'");
            drawing.line((at, area.y), (at, area.bottom()), &style);
            let label = Text::new(at + 4.0, area.bottom() - 6.0, name.as_str());
            drawing.text(&label.size(11.0).colour(FADED_INK));
        }
    }
    for (k, series) in panel.series.iter().enumerate() {
        let place = |(x, y): &(f64, Option<f64>)| Some((axis.place(*x), scales.place(*y, area)?));
        let drawable = series.points.iter().filter(|(x, _)| is_drawable(*x));
        let points: Vec<(f64, f64)> = drawable.filter_map(place).collect();
        // Curves that lie on one another stay visible side by side.
        let shift = k as f64 * 0.7;
        let points: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x + shift, y - shift)).collect();
        drawing.polyline(&points, &line_style(k));
        for point in points {
            drawing.disc(point, 3.0, &marker_style(k));
        }
    }
    let title = Text::new(area.x, area.y - 7.0, panel.title.as_str()).size(12.0);
    drawing.text(&title.bold());
}

fn draw_marks(drawing: &mut Drawing, area: Area, scales: &Scales, is_first: bool) {
    let grid = format!("stroke='{HAIRLINE}' stroke-width='0.7'");
    for power in scales.powers.0..=scales.powers.1 {
        let at = scales.place_power(f64::from(power), area);
        drawing.line((area.x, at), (area.right(), at), &grid);
        if is_first {
            let number: f64 = format!("1e{power}").parse().unwrap_or(f64::NAN);
            let label = Text::new(area.x - 8.0, at + 4.0, scientific(number));
            drawing.text(&label.anchor(Anchor::End).size(11.0));
        }
    }
    let frame = format!("stroke='{INK}' stroke-width='1'");
    let corner = (area.x, area.bottom());
    drawing.polyline(
        &[(area.x, area.y), corner, (area.right(), corner.1)],
        &frame,
    );
    for mark in scales.along(area).marks(6, 0.0) {
        drawing.line((mark.at, corner.1), (mark.at, corner.1 + 4.0), &frame);
        let label = Text::new(mark.at, corner.1 + 16.0, mark.label);
        drawing.text(&label.anchor(Anchor::Middle).size(11.0));
    }
}

fn line_style(k: usize) -> String {
    let colour = categorical(k);
    format!("stroke='{colour}' stroke-width='1.6' stroke-linejoin='round'")
}

fn marker_style(k: usize) -> String {
    format!(
        "fill='{}' stroke='#ffffff' stroke-width='0.6'",
        categorical(k)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_numbers_make_a_picture() {
        for points in [
            vec![],
            vec![(0.0, None)],
            vec![(f64::NAN, Some(f64::NAN)), (1.0, Some(f64::INFINITY))],
            vec![(1e99, Some(1e-300)), (-1e99, Some(1e99)), (0.0, Some(0.0))],
        ] {
            let series = CurveSeries {
                name: "<series>".into(),
                points,
            };
            let panel = CurvePanel {
                line_at: Some((f64::NAN, "&".into())),
                series: vec![series],
                ..CurvePanel::default()
            };
            let picture = curves(&Curves {
                panels: vec![panel.clone(), panel],
                ..Curves::default()
            });
            assert!(roxmltree::Document::parse(&picture).is_ok(), "{picture}");
            assert!(!picture.contains("inf"), "{picture}");
        }
    }

    #[test]
    fn what_never_ended_stands_above_every_number() {
        let series = CurveSeries {
            name: String::new(),
            points: vec![(0.0, Some(9.99)), (1.0, None), (2.0, Some(1.0))],
        };
        let figure = Curves {
            n_columns: 1,
            panels: vec![CurvePanel {
                series: vec![series],
                ..CurvePanel::default()
            }],
            ..Curves::default()
        };
        let area = Area {
            x: 0.0,
            y: 0.0,
            width: 100.0,
            height: PANEL_HEIGHT,
        };
        let scales = Scales::of(&figure);
        let [high, never, low] =
            [Some(9.99), None, Some(1.0)].map(|y| scales.place(y, area).unwrap());
        assert!(never < high && high < low, "{never} {high} {low}");
    }
}
