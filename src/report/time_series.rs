//! The figure of variables over the ticks of one presentation, a panel each.
//!
//! Promises: all panels share one scale of time; the ticks without a teacher are shaded; a
//! value is held for its tick, so a line is a staircase; what is not finite is left out.
//! Refuses to know what the variables mean.

use serde::{Deserialize, Serialize};

use super::axis::is_drawable;
use super::frame::Frame;
use super::legend::{Entry, legend};
use super::palette::{FADED_INK, INK, PALE_GREY, categorical};
use super::svg::{Area, Drawing, FIGURE_WIDTH, Text};

const TOP: f64 = 100.0;
const PANEL_HEIGHT: f64 = 150.0;
const GAP: f64 = 26.0;
const BELOW: f64 = 58.0;
const LEFT: f64 = 104.0;
const RIGHT: f64 = FIGURE_WIDTH - 24.0;
/// How the lines of a panel are told apart beside their colour.
const DASHES: [&str; 3] = ["", "7 4", "2 3"];

/// Variables over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimeSeries {
    /// What the figure shows, in plain language.
    pub title: String,
    /// Small print.
    pub note: String,
    /// The first and the last tick, relative to teacher onset.
    pub ticks: (i64, i64),
    /// Whether a teacher came at tick 0.
    pub is_taught: bool,
    /// From top to bottom.
    pub panels: Vec<TimePanel>,
}

/// One variable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimePanel {
    /// The variable, with its unit.
    pub y_label: String,
    /// The lines: whose it is, and its value by tick.
    pub lines: Vec<(String, Vec<(i64, f64)>)>,
    /// Marked moments: which line, and the tick.
    pub marks: Vec<(usize, i64)>,
}

/// The figure as an SVG picture.
///
/// ```
/// use fazil::report::{TimePanel, TimeSeries, time_series};
/// let panel = TimePanel {
///     y_label: "ε [units of x]".into(),
///     lines: vec![("error/0/0".into(), vec![(-1, 0.0), (0, 0.5), (1, 0.5)])],
///     marks: vec![(0, 0)],
/// };
/// let series = TimeSeries { ticks: (-1, 1), is_taught: true, panels: vec![panel], ..TimeSeries::default() };
/// assert!(time_series(&series).contains("error/0/0"));
/// ```
pub fn time_series(series: &TimeSeries) -> String {
    let names = names(series);
    let top = TOP + 20.0 * (names.len().saturating_sub(1) / 5) as f64;
    let n_panels = series.panels.len().max(1) as f64;
    let height = top + n_panels * (PANEL_HEIGHT + GAP) - GAP + BELOW;
    let mut drawing = Drawing::new(height, &series.title, &note(series));
    draw_key(&mut drawing, &names, series);
    for (k, panel) in series.panels.iter().enumerate() {
        let y = top + k as f64 * (PANEL_HEIGHT + GAP);
        let is_last = k + 1 == series.panels.len();
        draw_panel(&mut drawing, series, panel, y, (&names, is_last));
    }
    drawing.finish()
}

fn note(series: &TimeSeries) -> String {
    let n_lines: usize = series.panels.iter().map(|panel| panel.lines.len()).sum();
    match n_lines {
        0 => "No data.".to_owned(),
        _ => series.note.clone(),
    }
}

/// Every line's name once, in order of appearance.
fn names(series: &TimeSeries) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in series.panels.iter().flat_map(|panel| &panel.lines) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn style(k: usize) -> String {
    let (colour, dash) = (categorical(k), DASHES[(k / 8 + k % 2) % DASHES.len()]);
    format!("stroke='{colour}' stroke-width='2' stroke-dasharray='{dash}'")
}

fn draw_key(drawing: &mut Drawing, names: &[String], series: &TimeSeries) {
    type Sample = Box<dyn Fn(&mut Drawing, Area)>;
    let mut samples: Vec<(Sample, &str)> = Vec::new();
    for (k, name) in names.iter().enumerate() {
        let sample = move |drawing: &mut Drawing, area: Area| {
            let y = area.centre().1;
            drawing.line((area.x, y), (area.right(), y), &style(k));
        };
        samples.push((Box::new(sample), name));
    }
    let shade = |drawing: &mut Drawing, area: Area| {
        drawing.rectangle(area, &format!("fill='{PALE_GREY}' stroke='{FADED_INK}'"));
    };
    samples.push((Box::new(shade), "no teacher"));
    if series.panels.iter().any(|panel| !panel.marks.is_empty()) {
        let spike = |drawing: &mut Drawing, area: Area| {
            drawing.disc(
                area.centre(),
                4.5,
                &format!("fill='none' stroke='{INK}' stroke-width='1.6'"),
            );
        };
        samples.push((Box::new(spike), "φ fired"));
    }
    let entries: Vec<Entry<'_>> = samples
        .iter()
        .map(|(sample, meaning)| Entry { sample, meaning })
        .collect();
    legend(drawing, 20.0, 60.0, &entries);
}

fn draw_panel(
    drawing: &mut Drawing,
    series: &TimeSeries,
    panel: &TimePanel,
    y: f64,
    (names, is_last): (&[String], bool),
) {
    let area = Area {
        x: LEFT,
        y,
        width: RIGHT - LEFT,
        height: PANEL_HEIGHT,
    };
    let (first, last) = (series.ticks.0 as f64, series.ticks.1 as f64 + 1.0);
    let values = panel
        .lines
        .iter()
        .flat_map(|(_, points)| points)
        .map(|point| point.1);
    let frame = Frame::holding(area, [first, last].into_iter(), values, (0.0, 0.08));
    let quiet_until = if series.is_taught { 0.0 } else { last };
    let (from, to) = (frame.x.place(first), frame.x.place(quiet_until));
    drawing.rectangle(
        Area {
            x: from,
            width: to - from,
            ..area
        },
        &format!("fill='{PALE_GREY}'"),
    );
    let x_label = if is_last {
        "tick, 0 = teacher onset [ticks]"
    } else {
        ""
    };
    frame.draw(drawing, (x_label, &panel.y_label), 1.0);
    for (name, points) in &panel.lines {
        let k = names.iter().position(|other| other == name).unwrap_or(0);
        for piece in staircases(points) {
            let piece: Vec<_> = piece.into_iter().map(|point| frame.place(point)).collect();
            drawing.polyline(&piece, &style(k));
        }
    }
    for (line, tick) in &panel.marks {
        let points = panel.lines.get(*line).map(|(_, points)| points);
        let value = points.and_then(|points| points.iter().find(|point| point.0 == *tick));
        if let Some((tick, value)) = value.filter(|point| is_drawable(point.1)) {
            let at = frame.place((*tick as f64 + 0.5, *value));
            drawing.disc(
                at,
                4.5,
                &format!("fill='none' stroke='{INK}' stroke-width='1.6'"),
            );
        }
    }
    if panel.lines.is_empty() {
        drawing.text(&Text::new(area.x + 10.0, area.centre().1, "no data").colour(FADED_INK));
    }
}

/// Lines that hold each value for its tick, broken where a tick or a value is missing.
fn staircases(points: &[(i64, f64)]) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut due = None;
    for (tick, value) in points {
        if !is_drawable(*value) {
            due = None;
            continue;
        }
        let step = [(*tick as f64, *value), ((tick + 1) as f64, *value)];
        match (due == Some(*tick), pieces.last_mut()) {
            (true, Some(piece)) => piece.extend(step),
            _ => pieces.push(step.to_vec()),
        }
        due = Some(tick + 1);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_held_for_its_tick_and_gaps_break_the_line() {
        let points = [(0, 1.0), (1, 2.0), (3, 4.0), (4, f64::NAN), (5, 6.0)];
        let pieces = staircases(&points);
        assert_eq!(pieces.len(), 3);
        assert_eq!(pieces[0], [(0.0, 1.0), (1.0, 1.0), (1.0, 2.0), (2.0, 2.0)]);
    }
}
