//! The figure of numbers against numbers: panels with axes, and lines, dots or shaded fields in
//! them. Every figure with axes is one of these.
//!
//! Promises: a line of reference is wide and pale and lies beneath the others, so that both are
//! seen where they coincide; a line breaks where a number cannot be drawn, and such numbers are
//! counted in the small print; a tick or a class has the room from half before to half behind
//! its number.
//! Refuses to know what is measured.
mod figure;

mod frame;
mod layout;
mod marks;

use self::frame::Frame;
use self::layout::Layout;
use self::marks::Style;
use super::axis::is_drawable;
use super::palette::{FADED_INK, PALE_GREY};
use super::svg::{Drawing, sample_box};
pub use figure::{Chart, Dimension, Field, Mark, Panel, Series};
use marks::outline;

/// The figure as an SVG picture of this width.
///
/// ```
/// use fazil::report::{Dimension, Mark, Panel, Chart, Scale, Series, WIDE, chart};
/// let agents = vec![(0.0, 0.1), (1.0, 0.9), (2.0, f64::NAN)];
/// let panel = Panel {
///     x: Dimension::new("epoch", Scale::Whole),
///     y: Dimension::new("accuracy", Scale::Even),
///     series: vec![Series::new("network of agents", Mark::Line, agents)],
///     ..Panel::default()
/// };
/// let figure = Chart { height: 300.0, panels: vec![panel], ..Chart::default() };
/// assert!(chart(&figure, WIDE).contains("1 point is not finite"));
/// ```
pub fn chart(figure: &Chart, width: f64) -> String {
    let styles = styles(figure);
    let mut drawing = Drawing::new(width, &figure.title, &note(figure));
    drawing.legend(&legend(figure, &styles));
    let layout = Layout::of(figure, width, drawing.top);
    for k in 0..figure.panels.len() {
        let frame = Frame::of(figure, &layout, k);
        frame.draw(&mut drawing, figure, &layout);
        frame.draw_contents(&mut drawing, &styles);
    }
    layout.draw_shared_labels(&mut drawing, figure);
    drawing.finish(layout.bottom)
}

/// The small print, and how many points cannot be drawn.
fn note(figure: &Chart) -> String {
    let is_lost = |panel: &Panel, (x, y): (f64, f64)| {
        let is_never = y == f64::INFINITY && panel.y.never.is_some();
        !(is_drawable(x) && (is_drawable(y) || is_never))
    };
    let (mut n_points, mut n_lost) = (0, 0);
    for panel in &figure.panels {
        n_points += panel.fields.len() + panel.outlines.len();
        for point in panel.series.iter().flat_map(|series| &series.points) {
            n_points += 1;
            n_lost += usize::from(is_lost(panel, *point));
        }
    }
    let told = match n_lost {
        _ if n_points == 0 && figure.note.is_empty() => "No data.".to_owned(),
        0 => String::new(),
        1 => "1 point is not finite and is not drawn.".to_owned(),
        n => format!("{n} points are not finite and are not drawn."),
    };
    format!("{} {told}", figure.note).trim().to_owned()
}

/// Every name once, in order of appearance, and how it is drawn.
fn styles(figure: &Chart) -> Vec<(&str, Style)> {
    let mut styles: Vec<(&str, Style)> = Vec::new();
    let mut n_coloured = 0;
    for series in figure.panels.iter().flat_map(|panel| &panel.series) {
        if !styles.iter().any(|(name, _)| *name == series.name) {
            let style = Style::of(series.mark, n_coloured);
            n_coloured += usize::from(style.is_coloured());
            styles.push((&series.name, style));
        }
    }
    styles
}

/// A sample of every name, shade and outline that is drawn. A single line explains itself by
/// its axis.
fn legend(figure: &Chart, styles: &[(&str, Style)]) -> Vec<(String, String)> {
    let named = styles.iter().filter(|(name, _)| !name.is_empty());
    let mut entries: Vec<(String, String)> = named
        .map(|(name, style)| (style.sample(), (*name).to_owned()))
        .collect();
    for (strength, meaning) in &figure.strengths {
        entries.push((marks::shade_sample(*strength), meaning.clone()));
    }
    let panels = || figure.panels.iter();
    if panels().any(|panel| panel.shaded.is_some()) {
        let style = format!("fill='{PALE_GREY}' stroke='{FADED_INK}'");
        entries.push((sample_box(&style), figure.shaded.clone()));
    }
    for (is_dashed, meaning) in [false, true].into_iter().zip(&figure.outlined) {
        let mut outlines = panels().flat_map(|panel| &panel.outlines);
        if outlines.any(|(_, dashed)| *dashed == is_dashed) {
            entries.push((sample_box(&outline(is_dashed, false)), meaning.clone()));
        }
    }
    match entries.len() {
        1 if figure.strengths.is_empty() => Vec::new(),
        _ => entries,
    }
}
