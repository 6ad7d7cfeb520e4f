//! What a chart shows: panels, dimensions, fields, series and marks.

use crate::report::axis::Scale;

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
