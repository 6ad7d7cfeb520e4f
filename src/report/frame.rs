//! The frame of a panel: two linear axes with round marks, grid lines and labels.
//!
//! Refuses to know what is drawn inside it.

use super::axis::Axis;
use super::palette::{HAIRLINE, INK};
use super::svg::{Anchor, Area, Drawing, Text, text_width};

/// A panel with its axes.
pub(super) struct Frame {
    pub(super) x: Axis,
    pub(super) y: Axis,
    area: Area,
}

impl Frame {
    /// Axes that hold these numbers, in an area that leaves room for labels at left and foot.
    pub(super) fn holding(
        area: Area,
        xs: impl Iterator<Item = f64> + Clone,
        ys: impl Iterator<Item = f64> + Clone,
        margin: (f64, f64),
    ) -> Self {
        Self {
            x: Axis::holding(xs, margin.0, (area.x, area.right())),
            y: Axis::holding(ys, margin.1, (area.bottom(), area.y)),
            area,
        }
    }

    /// Where a point is drawn (pixels).
    pub(super) fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.x.place(x), self.y.place(y))
    }

    /// Draws grid, axes, marks and labels; `least_step` is of the x axis.
    pub(super) fn draw(
        &self,
        drawing: &mut Drawing,
        (x_label, y_label): (&str, &str),
        least_step: f64,
    ) {
        let area = self.area;
        let grid = format!("stroke='{HAIRLINE}' stroke-width='0.7'");
        let n_marks = (area.height / 40.0).clamp(2.0, 7.0) as usize;
        for mark in self.y.marks(n_marks, 0.0) {
            drawing.line((area.x, mark.at), (area.right(), mark.at), &grid);
            let label = Text::new(area.x - 8.0, mark.at + 4.0, mark.label);
            drawing.text(&label.anchor(Anchor::End));
        }
        let frame = format!("stroke='{INK}' stroke-width='1'");
        let corners = [
            (area.x, area.y),
            (area.x, area.bottom()),
            (area.right(), area.bottom()),
        ];
        drawing.polyline(&corners, &frame);
        let n_marks = (area.width / 62.0).clamp(2.0, 12.0) as usize;
        for mark in self.x.marks(n_marks, least_step) {
            let foot = area.bottom();
            drawing.line((mark.at, foot), (mark.at, foot + 5.0), &frame);
            if !x_label.is_empty() {
                let label = Text::new(mark.at, foot + 20.0, mark.label);
                drawing.text(&label.anchor(Anchor::Middle));
            }
        }
        let (x, y) = area.centre();
        let label = Text::new(x, area.bottom() + 40.0, x_label).size(13.0);
        drawing.text(&label.anchor(Anchor::Middle));
        let size = 13.0_f64.min(area.height / text_width(y_label, 1.0).max(1.0));
        let label = Text::new(area.x - 74.0, y, y_label).size(size.max(9.0));
        drawing.text(&label.anchor(Anchor::Middle).turned(-90.0));
    }
}
