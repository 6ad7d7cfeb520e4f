//! The figure of numbers against numbers: panels with axes, and lines, dots or shaded fields in
//! them. Every figure with axes is one of these.
//!
//! Promises: a line of reference is wide and pale and lies beneath the others, so that both are
//! seen where they coincide; a line breaks where a number cannot be drawn, and such numbers are
//! counted in the small print; a tick or a class has the room from half before to half behind
//! its number.
//! Refuses to know what is measured.

mod frame;
mod layout;
mod marks;

use self::frame::Frame;
use self::layout::Layout;
use self::marks::Style;
use super::axis::{Scale, is_drawable};
use super::palette::{FADED_INK, ORANGE, PALE_GREY};
use super::svg::{Drawing, sample_box};

/// Numbers against numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// What the figure shows, in plain language.
    pub title: String,
    /// Small print.
    pub note: String,
    /// Panels in a row of a wide picture, at least 1; a narrow one has as many as fit.
    pub n_columns: usize,
    /// The height of a panel without its labels (pixels).
    pub height: f64,
    /// Whether all panels have the same x axis, written along the lowest; and the same y axis,
    /// written at the left.
    pub is_shared: (bool, bool),
    /// What shaded parts of panels stand for.
    pub shaded: String,
    /// What outlines stand for: full ones, and dashed ones.
    pub outlined: [String; 2],
    /// Other entries of the legend: the strength of a field, and what it stands for.
    pub strengths: Vec<(f64, String)>,
    /// Row by row.
    pub panels: Vec<Panel>,
}

/// One panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// What sets it apart.
    pub heading: String,
    /// Small print below the heading.
    pub told: String,
    /// What is along it.
    pub x: Dimension,
    /// What is up it.
    pub y: Dimension,
    /// The part of a shared x axis that this panel has; else all of it.
    pub span: Option<(f64, f64)>,
    /// The part of x that is shaded.
    pub shaded: Option<(f64, f64)>,
    /// A place along x that something is expected at, and what to call it.
    pub line_at: Option<(f64, String)>,
    /// Fields, beneath everything else.
    pub fields: Vec<Field>,
    /// What is drawn; the same name has the same colour in every panel.
    pub series: Vec<Series>,
    /// Rectangles around something: two opposite corners, and whether they are dashed.
    pub outlines: Vec<([(f64, f64); 2], bool)>,
}

/// What is measured along an axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dimension {
    /// What it is, with its unit.
    pub label: String,
    /// How numbers become places.
    pub scale: Scale,
    /// Numbers that the axis has room for besides those of the series.
    pub holds: Vec<f64>,
    /// What infinity is called, if it is a result and not a fault.
    pub never: Option<String>,
    /// What is written along the axis in place of numbers, and where.
    pub names: Vec<(f64, String)>,
}

impl Dimension {
    /// An axis with this label and this scale.
    pub fn new(label: impl Into<String>, scale: Scale) -> Self {
        Self {
            label: label.into(),
            scale,
            ..Self::default()
        }
    }

    /// An axis of names, at 0, `step`, 2 `step` and so on.
    pub fn of_names(label: impl Into<String>, names: &[String], step: f64) -> Self {
        let names = names.iter().enumerate();
        let names: Vec<_> = names
            .map(|(k, name)| (step * k as f64, name.clone()))
            .collect();
        let end = names.len() as f64 - 0.5;
        Self {
            label: label.into(),
            holds: vec![-0.5 * step, end * step],
            names,
            ..Self::default()
        }
    }
}

/// A shaded square of side 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// Its middle.
    pub at: (f64, f64),
    /// In [0, 1].
    pub strength: f64,
    /// What stands in it.
    pub text: String,
    /// Whether its corners are crossed.
    pub is_crossed: bool,
}

/// One line, or one kind of dots.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What it is; without a name it is not in the legend.
    pub name: String,
    /// How it is drawn.
    pub mark: Mark,
    /// (x, y), in the order in which a line goes.
    pub points: Vec<(f64, f64)>,
}

impl Series {
    /// A series of this name.
    pub fn new(name: impl Into<String>, mark: Mark, points: Vec<(f64, f64)>) -> Self {
        Self {
            name: name.into(),
            mark,
            points,
        }
    }
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// A line with a dot at every number.
    #[default]
    Line,
    /// A wide, pale line beneath the others: what they are compared with.
    Reference,
    /// A line that holds each number for one tick.
    Steps,
    /// The same, dashed.
    DashedSteps,
    /// Dots without a line.
    Dots,
    /// Faint dots: the single runs behind the means of a line of the same name.
    Faint,
    /// Rings around events.
    Rings,
    /// Blocks, a little smaller than a tick and a row.
    Blocks,
}

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

fn outline(is_dashed: bool, is_thin: bool) -> String {
    let width = if is_thin { 1.2 } else { 2.5 };
    let dash = if is_dashed {
        "stroke-dasharray='3 3'"
    } else {
        ""
    };
    format!("fill='none' stroke='{ORANGE}' stroke-width='{width}' {dash}")
}
