//! The figure of numbers against the judge's, with the line on which both are the same.
//!
//! Promises: both axes have the same scale; how far the worst point is from the line is
//! written down, for it is seldom to be seen; of very many points every so-manieth is drawn.
//! Refuses to know what the numbers are.

use super::axis::is_drawable;
use super::frame::Frame;
use super::palette::{BLUE, FADED_INK, ORANGE};
use super::svg::{Area, Drawing, FIGURE_WIDTH, Text};
use super::table::scientific;

const HEIGHT: f64 = 460.0;
const TOP: f64 = 96.0;
/// More points than this make a blot, and a large file.
const MOST_POINTS: usize = 3000;

/// Numbers against the judge's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scatter {
    /// What the figure shows, in plain language.
    pub title: String,
    /// Small print.
    pub note: String,
    /// One or two panels, side by side.
    pub panels: Vec<ScatterPanel>,
}

/// One kind of number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScatterPanel {
    /// What the number is, above the panel.
    pub heading: String,
    /// The judge's number, with its unit.
    pub x_label: String,
    /// The network's number, with its unit.
    pub y_label: String,
    /// (judge, network).
    pub points: Vec<(f64, f64)>,
}

/// The figure as an SVG picture.
///
/// ```
/// use fazil::report::{Scatter, ScatterPanel, scatter};
/// let panel = ScatterPanel { heading: "Weights".into(), points: vec![(0.5, 0.5)], ..ScatterPanel::default() };
/// let figure = Scatter { title: "Weights".into(), panels: vec![panel], ..Scatter::default() };
/// assert!(scatter(&figure).contains("farthest from the line: 0"));
/// ```
pub fn scatter(figure: &Scatter) -> String {
    let mut drawing = Drawing::new(HEIGHT, &figure.title, &figure.note);
    let n = figure.panels.len().max(1) as f64;
    let share = (FIGURE_WIDTH - 30.0) / n;
    for (k, panel) in figure.panels.iter().enumerate() {
        let area = Area {
            x: share * k as f64 + 100.0,
            y: TOP,
            width: share - 112.0,
            height: HEIGHT - TOP - 62.0,
        };
        draw_panel(&mut drawing, panel, area);
    }
    drawing.finish()
}

fn draw_panel(drawing: &mut Drawing, panel: &ScatterPanel, area: Area) {
    let points: Vec<(f64, f64)> = panel
        .points
        .iter()
        .copied()
        .filter(|(x, y)| is_drawable(*x) && is_drawable(*y))
        .collect();
    let both = points.iter().flat_map(|(x, y)| [*x, *y]);
    let frame = Frame::holding(area, both.clone(), both.clone(), (0.05, 0.05));
    drawing.text(
        &Text::new(area.x, area.y - 28.0, &*panel.heading)
            .size(13.0)
            .bold(),
    );
    let worst = points
        .iter()
        .map(|(x, y)| (y - x).abs())
        .fold(0.0, f64::max);
    let n_left_out = panel.points.len() - points.len();
    let mut told = format!(
        "{} points; farthest from the line: {}",
        points.len(),
        scientific(worst)
    );
    if n_left_out > 0 {
        told = format!("{told}; {n_left_out} not finite");
    }
    drawing.text(&Text::new(area.x, area.y - 10.0, told).colour(FADED_INK));
    frame.draw(drawing, (&panel.x_label, &panel.y_label), 0.0);
    let low = both.clone().fold(f64::INFINITY, f64::min);
    let high = both.fold(f64::NEG_INFINITY, f64::max);
    if low <= high {
        let line = [frame.place((low, low)), frame.place((high, high))];
        drawing.polyline(
            &line,
            &format!("stroke='{ORANGE}' stroke-width='6' stroke-opacity='0.5'"),
        );
    }
    let stride = points.len().div_ceil(MOST_POINTS).max(1);
    // Squares of one path: a tenth of the bytes of as many circles.
    let marks: Vec<Area> = points
        .iter()
        .step_by(stride)
        .map(|point| frame.place(*point))
        .map(|(x, y)| Area {
            x: x - 1.9,
            y: y - 1.9,
            width: 3.8,
            height: 3.8,
        })
        .collect();
    drawing.rectangles(&marks, &format!("fill='{BLUE}' fill-opacity='0.6'"));
}
