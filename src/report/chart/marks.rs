//! How the series and the fields of a panel are drawn, and their samples in the legend.

use super::figure::{Field, Mark};
use crate::report::palette::{HAIRLINE, INK, ORANGE, PAGE, categorical, ink_on, shade};
use crate::report::svg::{Anchor, Area, Drawing, Text, sample, sample_box, text_width};

/// More dots on a line than this would run into each other.
const MOST_DOTS: usize = 60;

/// The look of one name's series.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    mark: Mark,
    colour: &'static str,
    /// Lines that lie on one another stay visible side by side (pixels).
    shift: f64,
}

impl Style {
    /// The look of the `k`-th name that has a colour of its own.
    pub(super) fn of(mark: Mark, k: usize) -> Self {
        Self {
            mark,
            colour: match mark {
                Mark::Reference => ORANGE,
                Mark::Rings => INK,
                _ => categorical(k),
            },
            shift: if mark == Mark::Line {
                0.7 * k as f64
            } else {
                0.0
            },
        }
    }

    pub(super) fn is_coloured(self) -> bool {
        !matches!(self.mark, Mark::Reference | Mark::Rings)
    }

    /// The same name's look for other marks, such as the single runs behind a mean.
    pub(super) fn with(self, mark: Mark) -> Self {
        Self { mark, ..self }
    }

    /// Draws pieces of unbroken lines; `block` is the size of a block (pixels).
    pub(super) fn draw(self, drawing: &mut Drawing, pieces: &[Vec<(f64, f64)>], block: (f64, f64)) {
        let stroke = |more: &str| format!("stroke='{}' {more}", self.colour);
        let dots = pieces.concat();
        match self.mark {
            Mark::Line => {
                let move_by = |(x, y): &(f64, f64)| (x + self.shift, y - self.shift);
                let pieces = pieces
                    .iter()
                    .map(|piece| piece.iter().map(move_by).collect());
                let pieces: Vec<Vec<(f64, f64)>> = pieces.collect();
                drawing.polylines(&pieces, &stroke("stroke-width='2' stroke-linejoin='round'"));
                let stride = dots.len().div_ceil(MOST_DOTS).max(1);
                let dots: Vec<_> = dots.iter().step_by(stride).map(move_by).collect();
                drawing.dots(&dots, 8.6, &format!("stroke='{PAGE}'"));
                drawing.dots(&dots, 7.0, &stroke(""));
            }
            Mark::Reference => {
                let wide = "stroke-opacity='0.5' stroke-width='10' stroke-linecap='round' \
                            stroke-linejoin='round'";
                drawing.polylines(pieces, &stroke(wide));
            }
            Mark::Steps => drawing.polylines(pieces, &stroke("stroke-width='2'")),
            Mark::DashedSteps => {
                drawing.polylines(pieces, &stroke("stroke-width='2' stroke-dasharray='4 3'"));
            }
            Mark::Dots => drawing.dots(&dots, 3.8, &stroke("stroke-opacity='0.6'")),
            Mark::Faint => drawing.dots(&dots, 5.0, &stroke("stroke-opacity='0.4'")),
            Mark::Rings => {
                let ring = format!("fill='none' {}", stroke("stroke-width='1.6'"));
                dots.iter().for_each(|at| drawing.disc(*at, 4.5, &ring));
            }
            Mark::Blocks => {
                let (width, height) = (block.0.max(1.0), block.1.max(1.5));
                let area = |(x, y): &(f64, f64)| {
                    Area::new(x - width / 2.0, y - height / 2.0, width, height)
                };
                let areas: Vec<Area> = dots.iter().map(area).collect();
                drawing.rectangles(&areas, &format!("fill='{}'", self.colour));
            }
        }
    }

    pub(super) fn sample(self) -> String {
        sample(|drawing: &mut Drawing, area: Area| {
            let (x, y) = area.centre();
            let ends = match self.mark {
                Mark::Dots | Mark::Faint | Mark::Rings | Mark::Blocks => vec![(x, y)],
                Mark::Reference => vec![(5.0, y), (area.right() - 5.0, y)],
                _ => vec![(0.0, y), (area.right(), y)],
            };
            let unmoved = Self { shift: 0.0, ..self };
            if self.mark == Mark::Line {
                unmoved.with(Mark::Steps).draw(drawing, &[ends], (0.0, 0.0));
                unmoved.draw(drawing, &[vec![(x, y)]], (0.0, 0.0));
            } else {
                unmoved.draw(drawing, &[ends], (7.0, 10.0));
            }
        })
    }
}

/// A sample of a field.
pub(super) fn shade_sample(strength: f64) -> String {
    sample_box(&format!("{} stroke='{HAIRLINE}'", shade(strength)))
}

/// A field, with its text in ink that contrasts with it.
pub(super) fn draw_field(drawing: &mut Drawing, field: &Field, area: Area) {
    let hairline = format!("stroke='{HAIRLINE}' stroke-width='0.5'");
    drawing.rectangle(area, &format!("{} {hairline}", shade(field.strength)));
    if field.is_crossed {
        let style = format!("stroke='{ORANGE}' stroke-width='1.4'");
        let (left, top, right, bottom) = (area.x, area.y, area.right(), area.bottom());
        let corner = |reach: f64| {
            let low = vec![(right, bottom - reach), (right - reach, bottom)];
            [vec![(left, top + reach), (left + reach, top)], low]
        };
        drawing.polylines(&[5.0, 10.0].map(corner).concat(), &style);
    }
    let (x, y) = area.centre();
    let room = (area.width - 4.0) / text_width(&field.text, 0.88).max(1.0);
    let size = 13.0_f64.min(room).min(area.height * 0.6);
    let text = Text::new(x, y + size * 0.36, field.text.as_str()).size(size);
    drawing.text(&text.colour(ink_on(field.strength)).anchor(Anchor::Middle));
}

pub(super) fn outline(is_dashed: bool, is_thin: bool) -> String {
    let width = if is_thin { 1.2 } else { 2.5 };
    let dash = if is_dashed {
        "stroke-dasharray='3 3'"
    } else {
        ""
    };
    format!("fill='none' stroke='{ORANGE}' stroke-width='{width}' {dash}")
}
