//! The horizontal half of a raster: one panel of time per presentation.
//!
//! Promises: a tick is equally wide in all panels; a mark stands in the middle of its tick.
//! Refuses to know who spikes.

use super::super::palette::{FADED_INK, INK, PALE_GREY};
use super::super::svg::{Anchor, Area, Drawing, Text, text_width};
use super::RasterPresentation;
use super::rows::Band;

/// The width of the line at teacher onset (pixels).
pub(super) const ONSET_WIDTH: f64 = 1.6;
const TICK_LABEL_SIZE: f64 = 11.0;

/// One presentation on the page.
pub(super) struct Panel {
    /// `start < end`.
    presentation: RasterPresentation,
    /// The left edge (pixels).
    left: f64,
    /// The width of a tick (pixels).
    tick_width: f64,
}

/// Panels side by side between two edges, as wide as their presentations are long.
pub(super) fn panels(presentations: &[RasterPresentation], left: f64, right: f64) -> Vec<Panel> {
    let shown = || {
        presentations
            .iter()
            .filter(|presentation| n_ticks(presentation) > 0.0)
    };
    let n_panels = shown().count().max(1) as f64;
    let gap = 8.0_f64.min((right - left) * 0.15 / n_panels);
    let total: f64 = shown().map(n_ticks).sum();
    let tick_width = (right - left - gap * (n_panels - 1.0)) / total.max(1.0);
    let mut next_left = left;
    let place = |presentation: &RasterPresentation| {
        let panel = Panel {
            presentation: *presentation,
            left: next_left,
            tick_width,
        };
        next_left += panel.width() + gap;
        panel
    };
    shown().map(place).collect()
}

/// The style of the line the teacher's effect travels along.
pub(super) fn wave_style() -> String {
    format!("stroke='{INK}' stroke-width='1.2' stroke-dasharray='4 3'")
}

fn n_ticks(presentation: &RasterPresentation) -> f64 {
    distance(presentation.start, presentation.end).max(0.0)
}

/// How many ticks `later` is after `earlier`, however far apart.
fn distance(earlier: i64, later: i64) -> f64 {
    (i128::from(later) - i128::from(earlier)) as f64
}

impl Panel {
    pub(super) fn holds(&self, tick: i64) -> bool {
        (self.presentation.start..self.presentation.end).contains(&tick)
    }

    /// The left edge and the width of a mark at `tick` (pixels).
    pub(super) fn mark(&self, tick: i64) -> (f64, f64) {
        let width = (self.tick_width * 0.78).clamp(1.0, 10.0);
        (self.middle(tick) - width / 2.0, width)
    }

    /// The two windows: grey without the teacher, white with.
    pub(super) fn draw_background(&self, drawing: &mut Drawing, top: f64, bottom: f64) {
        let whole = Area {
            x: self.left,
            y: top,
            width: self.width(),
            height: bottom - top,
        };
        drawing.rectangle(whole, "fill='#ffffff'");
        let quiet_until = self.teacher_on().unwrap_or(self.presentation.end);
        let quiet = Area {
            width: self.place(quiet_until) - self.left,
            ..whole
        };
        drawing.rectangle(quiet, &format!("fill='{PALE_GREY}'"));
        drawing.rectangle(
            whole,
            &format!("fill='none' stroke='{FADED_INK}' stroke-width='0.8'"),
        );
    }

    /// The number of the presentation, and what it is if there is room to say so.
    pub(super) fn draw_heading(&self, drawing: &mut Drawing, top: f64, number: usize) {
        let kind = if self.presentation.with_teacher {
            "with teacher"
        } else {
            "no teacher"
        };
        let headings = [
            format!("presentation {number}, {kind}"),
            format!("{number}, {kind}"),
            number.to_string(),
        ];
        let fitting = headings
            .into_iter()
            .find(|text| text_width(text, 11.0) <= self.width());
        let middle = self.left + self.width() / 2.0;
        let heading = Text::new(middle, top - 10.0, fitting.unwrap_or_default()).size(11.0);
        drawing.text(&heading.anchor(Anchor::Middle));
    }

    /// The tick marks and numbers below.
    pub(super) fn draw_ticks(&self, drawing: &mut Drawing, bottom: f64) {
        let step = self.label_step();
        let RasterPresentation { start, end, .. } = self.presentation;
        let first = start.saturating_add((step - start.rem_euclid(step)) % step);
        let mut tick = first;
        while tick < end {
            let x = self.middle(tick);
            drawing.line((x, bottom), (x, bottom + 4.0), &format!("stroke='{INK}'"));
            let label = Text::new(x, bottom + 17.0, tick.to_string()).size(TICK_LABEL_SIZE);
            drawing.text(&label.anchor(Anchor::Middle));
            match tick.checked_add(step) {
                Some(next) => tick = next,
                None => break,
            }
        }
    }

    /// The line at teacher onset, and the wave that starts there.
    pub(super) fn draw_teacher(
        &self,
        drawing: &mut Drawing,
        bands: &[Band],
        top: f64,
        bottom: f64,
    ) {
        let Some(teacher_on) = self.teacher_on() else {
            return;
        };
        let x = self.place(teacher_on);
        let style = format!("stroke='{INK}' stroke-width='{ONSET_WIDTH}'");
        drawing.line((x, top - 6.0), (x, bottom), &style);
        drawing.polyline(&self.wave(teacher_on, bands), &wave_style());
    }

    /// Down each band where the tick begins at which the teacher's effect reaches its layer:
    /// the spikes it causes stand to the right of the line, never on it.
    fn wave(&self, teacher_on: i64, bands: &[Band]) -> Vec<(f64, f64)> {
        let ends = |band: &Band| {
            let delay = i64::try_from(band.layer).unwrap_or(i64::MAX);
            let tick = teacher_on.saturating_add(delay);
            let area = band.area(0.0, 0.0);
            let x = self.place(tick);
            self.holds(tick)
                .then_some([(x, area.y), (x, area.bottom())])
        };
        bands.iter().map_while(ends).flatten().collect()
    }

    /// When the teacher comes, held inside the presentation.
    fn teacher_on(&self) -> Option<i64> {
        let RasterPresentation {
            start,
            teacher_on,
            end,
            with_teacher,
        } = self.presentation;
        with_teacher.then(|| teacher_on.clamp(start, end))
    }

    fn width(&self) -> f64 {
        n_ticks(&self.presentation) * self.tick_width
    }

    /// The left edge of a tick (pixels).
    fn place(&self, tick: i64) -> f64 {
        self.left + distance(self.presentation.start, tick) * self.tick_width
    }

    fn middle(&self, tick: i64) -> f64 {
        self.place(tick) + self.tick_width / 2.0
    }

    /// The ticks between two labels: 1, 2 or 5 times a power of ten, so that labels keep apart.
    fn label_step(&self) -> i64 {
        let RasterPresentation { start, end, .. } = self.presentation;
        let longest = |tick: i64| text_width(&tick.to_string(), TICK_LABEL_SIZE);
        let room = (longest(start).max(longest(end)) + 8.0) / self.tick_width;
        let powers = (0..=18).map(|exponent| 10_i64.pow(exponent));
        let mut steps = powers.flat_map(|power| [1, 2, 5].map(|digit| power * digit));
        steps.find(|step| *step as f64 >= room).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seen to fail when `mark` starts at `middle(tick)` and when panels forget their gap.
    #[test]
    fn marks_stand_inside_their_tick_and_panels_side_by_side() {
        let presentation = |start, end| RasterPresentation {
            start,
            teacher_on: start + 2,
            end,
            with_teacher: true,
        };
        let shown = [
            presentation(-7, 0),
            presentation(3, 3),
            presentation(1_000, 1_021),
        ];
        let panels = panels(&shown, 100.0, 776.0);
        assert_eq!(panels.len(), 2, "a presentation without ticks has no panel");
        assert!(panels[0].left + panels[0].width() < panels[1].left);
        assert!((panels[1].left + panels[1].width() - 776.0).abs() < 1e-9);
        for panel in &panels {
            for tick in panel.presentation.start..panel.presentation.end {
                let (x, width) = panel.mark(tick);
                let (left, right) = (panel.place(tick), panel.place(tick + 1));
                assert!(left < x && x + width < right);
                assert!((x - left - (right - x - width)).abs() < 1e-9);
            }
        }
    }
}
