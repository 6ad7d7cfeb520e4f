//! What the marks of a figure stand for.
//!
//! Promises: entries stand in rows that break before the right edge.
//! Refuses to know the figure it explains.

use super::svg::{Area, Drawing, FIGURE_WIDTH, Text, text_width};

/// The height of one row of entries (pixels).
const ROW_HEIGHT: f64 = 20.0;
/// The place the sample of a mark takes up (pixels).
const SAMPLE: (f64, f64) = (26.0, 12.0);

/// A sample of a mark and what it stands for.
pub(super) struct Entry<'a> {
    /// Draws the mark into the area.
    pub(super) sample: &'a dyn Fn(&mut Drawing, Area),
    pub(super) meaning: &'a str,
}

/// Draws the entries in rows from (`left`, `top`) on.
pub(super) fn legend(drawing: &mut Drawing, left: f64, top: f64, entries: &[Entry<'_>]) {
    let (mut x, mut y) = (left, top);
    for entry in entries {
        let width = SAMPLE.0 + 6.0 + text_width(entry.meaning, 12.0) * 0.88;
        if x > left && x + width > FIGURE_WIDTH - 10.0 {
            (x, y) = (left, y + ROW_HEIGHT);
        }
        (entry.sample)(
            drawing,
            Area {
                x,
                y,
                width: SAMPLE.0,
                height: SAMPLE.1,
            },
        );
        drawing.text(&Text::new(
            x + SAMPLE.0 + 6.0,
            y + SAMPLE.1 - 1.5,
            entry.meaning,
        ));
        x += width + 18.0;
    }
}
