//! One panel: its axes, and what is drawn into it.

use super::figure::{Chart, Mark, Panel, Series};
use super::layout::{
    Layout, MARK_SIZE, draw_x_label, draw_y_label, upright_room, x_axis, x_marks, y_axis, y_marks,
};
use super::marks::outline;
use super::marks::{Style, draw_field};
use crate::report::axis::Axis;
use crate::report::palette::{FADED_INK, HAIRLINE, INK, ORANGE, PALE_GREY};
use crate::report::svg::{Anchor, Area, Drawing, Text, text_width};

/// A panel with its axes.
pub(super) struct Frame<'f> {
    panel: &'f Panel,
    k: usize,
    area: Area,
    x: Axis,
    y: Axis,
}

impl<'f> Frame<'f> {
    pub(super) fn of(figure: &'f Chart, layout: &Layout, k: usize) -> Self {
        let (panel, mut area) = (&figure.panels[k], layout.areas[k]);
        let x = x_axis(figure, k, (area.x, area.right()));
        let y = y_axis(figure, k, (area.bottom(), area.y));
        if let Some((from, to)) = panel.span {
            let ends = [from, to].map(|end| x.place(end).unwrap_or(area.x));
            (area.x, area.width) = (ends[0], ends[1] - ends[0]);
        }
        Self {
            panel,
            k,
            area,
            x,
            y,
        }
    }

    /// Shades, grid, axes, headings and labels.
    pub(super) fn draw(&self, drawing: &mut Drawing, figure: &Chart, layout: &Layout) {
        let (x, y, right, bottom) = (
            self.area.x,
            self.area.y,
            self.area.right(),
            self.area.bottom(),
        );
        self.draw_shades(drawing);
        let grid = format!("stroke='{HAIRLINE}' stroke-width='0.7'");
        let frame = format!("stroke='{INK}' stroke-width='1'");
        let left = layout.areas[self.k].x;
        let mut last = f64::INFINITY;
        for mark in y_marks(figure, self.k, &self.y) {
            if self.panel.y.names.is_empty() {
                drawing.line((x, mark.at), (right, mark.at), &grid);
            }
            // Names that would lie on one another are left out.
            if layout.has_y_marks(figure, self.k) && (last - mark.at).abs() >= 9.0 {
                let label = Text::new(left - 6.0, mark.at + 4.0, mark.label).size(MARK_SIZE);
                drawing.text(&label.anchor(Anchor::End));
                last = mark.at;
            }
        }
        drawing.polylines(&[vec![(x, y), (x, bottom), (right, bottom)]], &frame);
        self.draw_breaks(drawing, &frame);
        let upright = upright_room(&self.panel.x, self.area.width);
        for mark in x_marks(&self.panel.x, &self.x) {
            if !(x - 0.1..=right + 0.1).contains(&mark.at) {
                continue;
            }
            drawing.line((mark.at, bottom), (mark.at, bottom + 4.0), &frame);
            let label = match upright > 0.0 {
                true => Text::new(mark.at + 4.0, bottom + 7.0, mark.label).turned(-90.0),
                false => Text::new(mark.at, bottom + 17.0, mark.label),
            };
            let anchor = if upright > 0.0 {
                Anchor::End
            } else {
                Anchor::Middle
            };
            if layout.has_x_marks(figure, self.k) {
                drawing.text(&label.size(MARK_SIZE).anchor(anchor));
            }
        }
        if layout.has_x_marks(figure, self.k) && figure.is_shared != (true, true) {
            let label = &self.panel.x.label;
            draw_x_label(
                drawing,
                label,
                layout.areas[self.k],
                bottom + 35.0 + upright,
            );
        }
        if !figure.is_shared.1 {
            let at = left - layout.labels + 10.0;
            draw_y_label(drawing, &self.panel.y.label, at, (y, bottom));
        }
        self.draw_heading(drawing, layout.areas[self.k]);
    }

    fn draw_shades(&self, drawing: &mut Drawing) {
        let grey = format!("fill='{PALE_GREY}'");
        if let Some((from, to)) = self.panel.shaded
            && let (Some(from), Some(to)) = (self.x.place(from), self.x.place(to))
        {
            let shaded = Area::new(from, self.area.y, to - from, self.area.height);
            drawing.rectangle(shaded, &grey);
        }
        if let Some(at) = self.y.place(f64::INFINITY) {
            let height = 2.0 * (at - self.area.y);
            drawing.rectangle(
                Area {
                    height,
                    ..self.area
                },
                &grey,
            );
        }
    }

    /// Small marks between powers of ten, and two strokes where an axis leaps from 0 to the
    /// least of them.
    fn draw_breaks(&self, drawing: &mut Drawing, style: &str) {
        let (left, bottom) = (self.area.x, self.area.bottom());
        let along =
            |at: f64, way: (f64, f64)| vec![(at, bottom + way.0), (at + way.1, bottom - 4.0)];
        let up = |at: f64, way: (f64, f64)| vec![(left - way.0, at), (left + 4.0, at - way.1)];
        let mut strokes: Vec<Vec<(f64, f64)>> = Vec::new();
        strokes.extend(
            self.x
                .minor_marks()
                .into_iter()
                .map(|at| along(at, (0.0, 0.0))),
        );
        strokes.extend(
            self.y
                .minor_marks()
                .into_iter()
                .map(|at| up(at, (0.0, 0.0))),
        );
        for shift in [-4.0, 0.0] {
            strokes.extend(self.x.break_at().map(|at| along(at + shift, (4.0, 4.0))));
            strokes.extend(self.y.break_at().map(|at| up(at + shift, (4.0, 4.0))));
        }
        drawing.polylines(&strokes, style);
    }

    fn draw_heading(&self, drawing: &mut Drawing, whole: Area) {
        let Area { x, mut y, .. } = whole;
        if !self.panel.told.is_empty() {
            let told = Text::new(x, y - 6.0, self.panel.told.as_str()).size(MARK_SIZE);
            drawing.text(&told.colour(FADED_INK));
            y -= 15.0;
        }
        let heading = self.panel.heading.as_str();
        let size = 12.0_f64.min(whole.width / text_width(heading, 0.96).max(1.0));
        drawing.text(&Text::new(x, y - 6.0, heading).size(size).bold());
    }

    /// Fields, what is expected somewhere, and everything measured: references first, rings last.
    pub(super) fn draw_contents(&self, drawing: &mut Drawing, styles: &[(&str, Style)]) {
        for field in &self.panel.fields {
            let (x, y) = field.at;
            if let Some(area) = self.rectangle([(x - 0.5, y - 0.5), (x + 0.5, y + 0.5)]) {
                draw_field(drawing, field, area);
            }
        }
        if let Some((x, name)) = &self.panel.line_at
            && let Some(at) = self.x.place(*x)
            && (self.area.x..=self.area.right()).contains(&at)
        {
            let bottom = self.area.bottom();
            let style = format!("stroke='{ORANGE}' stroke-width='2' stroke-dasharray='5 3'");
            drawing.line((at, self.area.y), (at, bottom), &style);
            let label = Text::new(at + 4.0, bottom - 6.0, name.as_str()).size(MARK_SIZE);
            drawing.text(&label.colour(FADED_INK).halo());
        }
        let mut series: Vec<_> = self.panel.series.iter().collect();
        series.sort_by_key(|series| match series.mark {
            Mark::Reference => 0,
            Mark::Rings => 2,
            _ => 1,
        });
        for series in &series {
            if let Some((_, style)) = styles.iter().find(|(name, _)| *name == series.name) {
                let pieces = self.pieces(series.mark, &series.points);
                style.with(series.mark).draw(drawing, &pieces, self.block());
            }
        }
        for (corners, is_dashed) in &self.panel.outlines {
            if let Some(area) = self.rectangle(*corners) {
                let is_thin = area.width.min(area.height) < 14.0;
                drawing.rectangle(area, &outline(*is_dashed, is_thin));
            }
        }
        // Where nobody fired there is nothing to draw, and nothing is missing.
        let is_missing = |series: &&Series| series.points.is_empty() && series.mark != Mark::Blocks;
        if !series.is_empty() && series.iter().all(is_missing) {
            let (x, y) = self.area.centre();
            let nothing = Text::new(x, y + 4.0, "no data").colour(FADED_INK);
            drawing.text(&nothing.anchor(Anchor::Middle));
        }
    }

    /// The size of a block: most of a tick and of a row (pixels).
    fn block(&self) -> (f64, f64) {
        let unit = |axis: &Axis| match (axis.place(0.0), axis.place(1.0)) {
            (Some(from), Some(to)) => (to - from).abs(),
            _ => 0.0,
        };
        ((unit(&self.x) * 0.7).min(10.0), unit(&self.y) * 0.78)
    }

    /// A rectangle between two opposite corners.
    fn rectangle(&self, corners: [(f64, f64); 2]) -> Option<Area> {
        let [from, to] = corners.map(|(x, y)| Some((self.x.place(x)?, self.y.place(y)?)));
        let (from, to) = (from?, to?);
        let (left, top) = (from.0.min(to.0), from.1.min(to.1));
        Some(Area::new(
            left,
            top,
            (to.0 - from.0).abs(),
            (to.1 - from.1).abs(),
        ))
    }

    /// Points on the page, in pieces where a point has no place or a step is missing.
    fn pieces(&self, mark: Mark, points: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
        let is_step = matches!(mark, Mark::Steps | Mark::DashedSteps);
        let half = if is_step { 0.5 } else { 0.0 };
        let place = |x: f64, y: f64| Some((self.x.place(x)?, self.y.place(y)?));
        let (mut pieces, mut last) = (vec![Vec::new()], None);
        for &(x, y) in points {
            let (Some(start), Some(end)) = (place(x - half, y), place(x + half, y)) else {
                pieces.push(Vec::new());
                continue;
            };
            if is_step && last.is_some_and(|last| last != x - 1.0) {
                pieces.push(Vec::new());
            }
            last = Some(x);
            if let Some(piece) = pieces.last_mut() {
                piece.push(start);
                piece.extend(is_step.then_some(end));
            }
        }
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }
}

#[cfg(test)]
mod tests;
