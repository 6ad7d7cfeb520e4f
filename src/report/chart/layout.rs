//! Where panels stand, and what is written along their axes.

use super::figure::{Chart, Dimension, Panel};
use crate::report::axis::{Axis, Mark};
use crate::report::svg::{Anchor, Area, Drawing, MARGIN, Text, text_width};

/// The size of what is written along an axis, and of its label.
pub(super) const MARK_SIZE: f64 = 11.0;
const LABEL_SIZE: f64 = 12.5;
/// The space between panels (pixels).
const GAP: f64 = 14.0;
/// The least width of a panel (pixels).
const LEAST_WIDTH: f64 = 112.0;

/// Where everything stands.
pub(super) struct Layout {
    pub(super) n_columns: usize,
    /// The panels without their labels.
    pub(super) areas: Vec<Area>,
    /// The room left of a panel, for what is written along the y axis and its label.
    pub(super) labels: f64,
    right: f64,
    pub(super) bottom: f64,
}

impl Layout {
    pub(super) fn of(figure: &Chart, width: f64, top: f64) -> Self {
        let room = width - 2.0 * MARGIN;
        let (share_x, share_y) = figure.is_shared;
        let panels = 0..figure.panels.len();
        let widest = panels.map(|k| {
            widest(&y_marks(
                figure,
                k,
                &y_axis(figure, k, (figure.height, 0.0)),
            ))
        });
        let labels = widest.fold(0.0, f64::max) + 28.0;
        // Shared, labels stand left of the first column alone.
        let (once, each) = if share_y {
            (labels, 0.0)
        } else {
            (0.0, labels)
        };
        let fitting = ((room - once + GAP) / (LEAST_WIDTH + each + GAP)) as usize;
        let n_columns = figure.n_columns.clamp(1, fitting.max(1));
        let column = (room - once - GAP * (n_columns - 1) as f64) / n_columns as f64;
        let n_rows = figure.panels.len().div_ceil(n_columns);
        let (mut areas, mut y) = (Vec::new(), top);
        for (row, panels) in figure.panels.chunks(n_columns).enumerate() {
            let heading = |panel: &Panel| {
                let told = if panel.told.is_empty() { 0.0 } else { 15.0 };
                told + if panel.heading.is_empty() { 0.0 } else { 18.0 }
            };
            y += panels.iter().map(heading).fold(6.0, f64::max);
            for k in 0..panels.len() {
                let x = MARGIN + labels + (column + GAP) * k as f64;
                areas.push(Area::new(x, y, column - each, figure.height));
            }
            let is_labelled = !share_x || row + 1 == n_rows;
            let below = |panel: &Panel| upright_room(&panel.x, column - each) + 42.0;
            let below = panels.iter().map(below).fold(0.0, f64::max);
            y += figure.height + if is_labelled { below } else { 4.0 } + GAP;
        }
        Self {
            n_columns,
            areas,
            labels,
            right: width - MARGIN,
            bottom: y.max(top + 60.0),
        }
    }

    /// Whether what is along x is written below this panel.
    pub(super) fn has_x_marks(&self, figure: &Chart, k: usize) -> bool {
        !figure.is_shared.0 || k + self.n_columns >= self.areas.len()
    }

    /// Whether what is up y is written left of this panel.
    pub(super) fn has_y_marks(&self, figure: &Chart, k: usize) -> bool {
        !figure.is_shared.1 || k.is_multiple_of(self.n_columns)
    }

    /// The labels of axes that all panels share, in the middle of the left edge and of the foot.
    pub(super) fn draw_shared_labels(&self, drawing: &mut Drawing, figure: &Chart) {
        if let ((true, true), Some(first), Some(last)) =
            (figure.is_shared, self.areas.first(), self.areas.last())
        {
            let panel = &figure.panels[0];
            let (right, bottom) = (self.right, last.bottom());
            draw_y_label(drawing, &panel.y.label, MARGIN - 4.0, (first.y, bottom));
            let foot = Area::new(first.x, first.y, right - first.x, 0.0);
            draw_x_label(drawing, &panel.x.label, foot, bottom + 35.0);
        }
    }
}

/// A label along a vertical edge, as large as there is room.
pub(super) fn draw_y_label(drawing: &mut Drawing, label: &str, x: f64, (top, bottom): (f64, f64)) {
    let room = bottom - top + 20.0;
    let size = LABEL_SIZE
        .min(room / text_width(label, 0.92).max(1.0))
        .max(8.5);
    let label = Text::new(x, f64::midpoint(top, bottom), label).size(size);
    drawing.text(&label.anchor(Anchor::Middle).turned(-90.0));
}

/// A label below a panel, as large as there is room.
pub(super) fn draw_x_label(drawing: &mut Drawing, label: &str, area: Area, y: f64) {
    let room = (area.width + 40.0) / text_width(label, 0.92).max(1.0);
    let label = Text::new(area.centre().0, y, label).size(LABEL_SIZE.min(room));
    drawing.text(&label.anchor(Anchor::Middle));
}

/// The axis along a panel, or along all that share it.
pub(super) fn x_axis(figure: &Chart, k: usize, ends: (f64, f64)) -> Axis {
    let numbers = numbers(
        figure,
        (k, figure.is_shared.0),
        |panel| &panel.x,
        |point| point.0,
    );
    axis(&figure.panels[k].x, numbers, 0.02, ends)
}

/// The axis up a panel, or up all that share it.
pub(super) fn y_axis(figure: &Chart, k: usize, ends: (f64, f64)) -> Axis {
    let numbers = numbers(
        figure,
        (k, figure.is_shared.1),
        |panel| &panel.y,
        |point| point.1,
    );
    axis(&figure.panels[k].y, numbers, 0.06, ends)
}

/// All numbers along one dimension of a panel, or of all panels if they share it.
fn numbers(
    figure: &Chart,
    (k, is_shared): (usize, bool),
    dimension: fn(&Panel) -> &Dimension,
    of: fn(&(f64, f64)) -> f64,
) -> Vec<f64> {
    let panels = if is_shared {
        &figure.panels[..]
    } else {
        &figure.panels[k..=k]
    };
    let mut numbers = Vec::new();
    for panel in panels {
        numbers.extend(&dimension(panel).holds);
        let points = panel.series.iter().flat_map(|series| &series.points);
        numbers.extend(points.map(of));
    }
    numbers
}

fn axis(dimension: &Dimension, numbers: Vec<f64>, margin: f64, ends: (f64, f64)) -> Axis {
    // What is told exactly to be held has room enough.
    let is_exact = !dimension.names.is_empty() || dimension.holds.len() == 2;
    let margin = if is_exact { 0.0 } else { margin };
    Axis::holding(
        &numbers,
        (dimension.scale, margin, dimension.never.is_some()),
        ends,
    )
}

/// What is written left of a panel.
pub(super) fn y_marks(figure: &Chart, k: usize, axis: &Axis) -> Vec<Mark> {
    let dimension = &figure.panels[k].y;
    let n_wanted = (figure.height / 20.0).clamp(2.0, 8.0) as usize;
    let mut marks = named(dimension, axis).unwrap_or_else(|| axis.marks(n_wanted));
    let never = dimension.never.iter().zip(axis.place(f64::INFINITY));
    marks.extend(never.map(|(label, at)| Mark {
        at,
        label: label.clone(),
    }));
    marks
}

/// What is written below a panel: names, or as many numbers as have room.
pub(super) fn x_marks(dimension: &Dimension, axis: &Axis) -> Vec<Mark> {
    let fits = |marks: &Vec<Mark>| {
        marks.windows(2).all(|pair| {
            let widths = pair.iter().map(|mark| text_width(&mark.label, MARK_SIZE));
            pair[1].at - pair[0].at >= widths.sum::<f64>() / 2.0 + 6.0
        })
    };
    named(dimension, axis).unwrap_or_else(|| {
        let fewer = (2..=12).rev().map(|n_wanted| axis.marks(n_wanted));
        fewer
            .into_iter()
            .find(fits)
            .unwrap_or_else(|| axis.marks(1))
    })
}

fn named(dimension: &Dimension, axis: &Axis) -> Option<Vec<Mark>> {
    let mark = |(at, label): &(f64, String)| {
        let (at, label) = (axis.place(*at)?, label.clone());
        Some(Mark { at, label })
    };
    let marks = dimension.names.iter().filter_map(mark);
    (!dimension.names.is_empty()).then(|| marks.collect())
}

fn widest(marks: &[Mark]) -> f64 {
    let widths = marks.iter().map(|mark| text_width(&mark.label, MARK_SIZE));
    widths.fold(0.0, f64::max)
}

/// The room below a panel for names that stand upright; 0 if they lie.
pub(super) fn upright_room(dimension: &Dimension, width: f64) -> f64 {
    let names = dimension.names.iter();
    let widest = names
        .map(|(_, name)| text_width(name, MARK_SIZE))
        .fold(0.0, f64::max);
    match widest > width / dimension.names.len().max(1) as f64 - 3.0 {
        true => (widest * 0.9 - 8.0).max(4.0),
        false => 0.0,
    }
}
