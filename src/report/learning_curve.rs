//! The figure of a measure over epochs, of a network beside its judge.
//!
//! Promises: the judge is a wide pale line beneath, the network a thin line with markers on
//! top, so both are seen where they coincide; a line breaks where a number cannot be drawn.
//! Refuses to know what is measured.

use super::axis::{Axis, is_drawable};
use super::legend::{Entry, legend};
use super::palette::{HAIRLINE, INK, ORANGE};
use super::svg::{Anchor, Area, Drawing, FIGURE_WIDTH, Text, text_width};

const HEIGHT: f64 = 480.0;
const TOP: f64 = 92.0;
const BOTTOM: f64 = HEIGHT - 62.0;
const RIGHT: f64 = FIGURE_WIDTH - 30.0;
/// More markers than this would run into each other.
const MOST_MARKERS: usize = 60;

/// A measure over epochs: `(epoch, value)`, in the order the line is drawn.
///
/// Points that are not finite, or larger than 1e100, are left out and counted in a note.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LearningCurve {
    /// What the figure shows, in plain language.
    pub title: String,
    /// What is measured, with its unit.
    pub y_label: String,
    /// The network of agents.
    pub network: Vec<(f64, f64)>,
    /// Plain backpropagation from the same start.
    pub judge: Vec<(f64, f64)>,
}

/// The curve as an SVG picture.
///
/// ```
/// use fazil::report::{LearningCurve, learning_curve};
/// let curve = LearningCurve {
///     title: "Test accuracy".into(),
///     y_label: "accuracy [share of 1]".into(),
///     network: vec![(0.0, 0.1), (1.0, 0.9), (2.0, f64::NAN)],
///     judge: vec![(0.0, 0.1), (1.0, 0.9)],
/// };
/// let picture = learning_curve(&curve);
/// assert!(picture.starts_with("<svg"));
/// assert!(picture.contains("1 point is not finite"));
/// ```
pub fn learning_curve(curve: &LearningCurve) -> String {
    let mut drawing = Drawing::new(HEIGHT, &curve.title, &note(curve));
    let (x_axis, y_axis, left) = axes(curve);
    draw_key(&mut drawing, left);
    draw_y_axis(&mut drawing, y_axis, left, &curve.y_label);
    draw_x_axis(&mut drawing, x_axis, left, least_step(curve));
    let judge = pieces(&curve.judge, x_axis, y_axis);
    let network = pieces(&curve.network, x_axis, y_axis);
    judge
        .iter()
        .for_each(|piece| draw_judge(&mut drawing, piece));
    network
        .iter()
        .for_each(|piece| drawing.polyline(piece, NETWORK_LINE));
    draw_markers(&mut drawing, &network.concat());
    drawing.finish()
}

const NETWORK_LINE: &str = "stroke='#0072B2' stroke-width='2' stroke-linejoin='round'";
const NETWORK_MARKER: &str = "fill='#0072B2' stroke='#ffffff' stroke-width='0.8'";

fn note(curve: &LearningCurve) -> String {
    let points = || curve.network.iter().chain(&curve.judge);
    match points().filter(|point| !is_point(**point)).count() {
        _ if points().next().is_none() => "No data.".to_owned(),
        0 => String::new(),
        1 => "1 point is not finite and is not drawn.".to_owned(),
        n_points => format!("{n_points} points are not finite and are not drawn."),
    }
}

fn is_point((epoch, value): (f64, f64)) -> bool {
    is_drawable(epoch) && is_drawable(value)
}

/// The axes, and the left edge that leaves room for the labels of the y axis (pixels).
fn axes(curve: &LearningCurve) -> (Axis, Axis, f64) {
    let points = curve
        .network
        .iter()
        .chain(&curve.judge)
        .filter(|point| is_point(**point));
    let y_axis = Axis::holding(points.clone().map(|point| point.1), 0.05, (BOTTOM, TOP));
    let label_width = |label: &str| text_width(label, 12.0);
    let marks = y_axis.marks(7, 0.0);
    let widest = marks
        .iter()
        .map(|mark| label_width(&mark.label))
        .fold(0.0, f64::max);
    let left = 52.0 + widest;
    let x_axis = Axis::holding(points.map(|point| point.0), 0.02, (left, RIGHT));
    (x_axis, y_axis, left)
}

/// Whole epochs get whole labels.
fn least_step(curve: &LearningCurve) -> f64 {
    let mut points = curve
        .network
        .iter()
        .chain(&curve.judge)
        .filter(|point| is_point(**point));
    if points.all(|(epoch, _)| *epoch == epoch.trunc()) {
        1.0
    } else {
        0.0
    }
}

fn draw_key(drawing: &mut Drawing, left: f64) {
    let network = |drawing: &mut Drawing, area: Area| {
        let y = area.centre().1;
        drawing.line((area.x, y), (area.right(), y), NETWORK_LINE);
        drawing.disc(area.centre(), 4.0, NETWORK_MARKER);
    };
    let judge = |drawing: &mut Drawing, area: Area| {
        let y = area.centre().1;
        draw_judge(drawing, &[(area.x + 5.0, y), (area.right() - 5.0, y)]);
    };
    let entries = [
        Entry {
            sample: &network,
            meaning: "network of agents",
        },
        Entry {
            sample: &judge,
            meaning: "backpropagation, the judge",
        },
    ];
    legend(drawing, left, 64.0, &entries);
}

fn draw_y_axis(drawing: &mut Drawing, axis: Axis, left: f64, label: &str) {
    for mark in axis.marks(7, 0.0) {
        let grid = format!("stroke='{HAIRLINE}' stroke-width='0.7'");
        drawing.line((left, mark.at), (RIGHT, mark.at), &grid);
        drawing.text(&Text::new(left - 8.0, mark.at + 4.0, mark.label).anchor(Anchor::End));
    }
    let middle = f64::midpoint(TOP, BOTTOM);
    let size = 13.0_f64.min((HEIGHT - 40.0) / text_width(label, 1.0).max(1.0));
    let label = Text::new(24.0, middle, label)
        .size(size)
        .anchor(Anchor::Middle);
    drawing.text(&label.turned(-90.0));
}

fn draw_x_axis(drawing: &mut Drawing, axis: Axis, left: f64, least_step: f64) {
    let frame = format!("stroke='{INK}' stroke-width='1'");
    drawing.polyline(&[(left, TOP), (left, BOTTOM), (RIGHT, BOTTOM)], &frame);
    for mark in axis.marks(12, least_step) {
        drawing.line((mark.at, BOTTOM), (mark.at, BOTTOM + 5.0), &frame);
        drawing.text(&Text::new(mark.at, BOTTOM + 20.0, mark.label).anchor(Anchor::Middle));
    }
    let middle = f64::midpoint(left, RIGHT);
    let label = Text::new(middle, HEIGHT - 18.0, "epoch")
        .size(13.0)
        .anchor(Anchor::Middle);
    drawing.text(&label);
}

/// The series as lines on the page, broken where a point cannot be drawn.
fn pieces(series: &[(f64, f64)], x_axis: Axis, y_axis: Axis) -> Vec<Vec<(f64, f64)>> {
    let place = |point: &(f64, f64)| (x_axis.place(point.0), y_axis.place(point.1));
    series
        .split(|point| !is_point(*point))
        .filter(|piece| !piece.is_empty())
        .map(|piece| piece.iter().map(place).collect())
        .collect()
}

fn draw_judge(drawing: &mut Drawing, points: &[(f64, f64)]) {
    let style = format!(
        "stroke='{ORANGE}' stroke-opacity='0.5' stroke-width='10' stroke-linecap='round' \
         stroke-linejoin='round'"
    );
    drawing.polyline(points, &style);
}

fn draw_markers(drawing: &mut Drawing, points: &[(f64, f64)]) {
    let stride = points.len().div_ceil(MOST_MARKERS).max(1);
    for point in points.iter().step_by(stride) {
        drawing.disc(*point, 4.0, NETWORK_MARKER);
    }
}
