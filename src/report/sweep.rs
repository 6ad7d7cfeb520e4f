//! The figure of a study: measures of networks against the level of something, one panel below
//! the other.
//!
//! Promises: levels stand at even distances, whatever they are, so 0 and 0.0001 and 1 are all
//! seen; the judge is a wide pale line beneath; every single run is a faint dot; a panel of
//! magnitudes has a scale by powers of ten on which 0 has a place of its own, at the foot.
//! Refuses to know what was studied.

use super::axis::{Axis, is_drawable};
use super::legend::{Entry, legend};
use super::palette::{HAIRLINE, INK, ORANGE, categorical};
use super::svg::{Anchor, Area, Drawing, FIGURE_WIDTH, Text, text_width};
use super::table::scientific;

/// Where the first panel begins, below title and key (pixels).
const TOP: f64 = 116.0;
const PANEL_HEIGHT: f64 = 240.0;
const GAP: f64 = 28.0;
const LEFT: f64 = 96.0;
const RIGHT: f64 = FIGURE_WIDTH - 30.0;
const BELOW: f64 = 62.0;
/// More powers of ten than this are not labelled one by one.
const MOST_POWERS: i32 = 9;

/// Measures against levels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sweep {
    /// What the figure shows, in plain language.
    pub title: String,
    /// What the network is, in small print.
    pub note: String,
    /// What the levels are levels of, with their unit.
    pub x_label: String,
    /// The levels as text, from left to right.
    pub levels: Vec<String>,
    /// From top to bottom.
    pub panels: Vec<SweepPanel>,
}

/// One measure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SweepPanel {
    /// What is measured, with its unit.
    pub y_label: String,
    /// Whether the scale goes by powers of ten; values are then at least 0.
    pub by_powers: bool,
    /// The lines; the same names in every panel, in the same order.
    pub series: Vec<SweepSeries>,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SweepSeries {
    /// What it is.
    pub name: String,
    /// Whether it is the judge's.
    pub is_judge: bool,
    /// One per level; what is not finite is not drawn.
    pub means: Vec<f64>,
    /// The single runs, per level.
    pub runs: Vec<Vec<f64>>,
}

/// The study as an SVG picture.
///
/// ```
/// use fazil::report::{Sweep, SweepPanel, SweepSeries, sweep};
/// let series = SweepSeries {
///     name: "network".into(),
///     is_judge: false,
///     means: vec![0.9, f64::NAN],
///     runs: vec![vec![0.89, 0.91], vec![]],
/// };
/// let panel = SweepPanel { y_label: "accuracy".into(), by_powers: false, series: vec![series] };
/// let study = Sweep {
///     title: "Noise".into(),
///     levels: vec!["0".into(), "0.1".into()],
///     panels: vec![panel],
///     ..Sweep::default()
/// };
/// assert!(sweep(&study).starts_with("<svg"));
/// ```
pub fn sweep(study: &Sweep) -> String {
    let n_panels = study.panels.len() as f64;
    let height = TOP + n_panels * (PANEL_HEIGHT + GAP) - GAP + BELOW;
    let mut drawing = Drawing::new(height.max(TOP + BELOW), &study.title, &note(study));
    if let Some(panel) = study.panels.first() {
        draw_key(&mut drawing, panel);
    }
    for (k, panel) in study.panels.iter().enumerate() {
        let top = TOP + k as f64 * (PANEL_HEIGHT + GAP);
        draw_panel(&mut drawing, panel, top, study.levels.len());
    }
    draw_levels(&mut drawing, study, height - BELOW);
    drawing.finish()
}

/// The small print, and how many means cannot be drawn.
fn note(study: &Sweep) -> String {
    let series = study.panels.iter().flat_map(|panel| &panel.series);
    let means = series.flat_map(|series| &series.means);
    match means.filter(|mean| !is_drawable(**mean)).count() {
        0 => study.note.clone(),
        1 => format!("{} 1 point is not finite and is not drawn.", study.note),
        n => format!(
            "{} {n} points are not finite and are not drawn.",
            study.note
        ),
    }
}

/// Where level `k` of `n` stands (pixels).
fn place_level(k: usize, n: usize) -> f64 {
    let step = (RIGHT - LEFT) / n.max(1) as f64;
    LEFT + step * (k as f64 + 0.5)
}

/// Draws the mark of a series into an area.
type Sample = Box<dyn Fn(&mut Drawing, Area)>;

fn draw_key(drawing: &mut Drawing, panel: &SweepPanel) {
    let samples: Vec<Sample> = panel
        .series
        .iter()
        .enumerate()
        .map(|(k, series)| {
            let is_judge = series.is_judge;
            Box::new(move |drawing: &mut Drawing, area: Area| {
                let y = area.centre().1;
                match is_judge {
                    true => draw_judge(drawing, &[(area.x + 5.0, y), (area.right() - 5.0, y)]),
                    false => {
                        drawing.line((area.x, y), (area.right(), y), &line_style(k));
                        drawing.disc(area.centre(), 4.0, &marker_style(k));
                    }
                }
            }) as Sample
        })
        .collect();
    let entries: Vec<Entry<'_>> = samples
        .iter()
        .zip(&panel.series)
        .map(|(sample, series)| Entry {
            sample,
            meaning: &series.name,
        })
        .collect();
    legend(drawing, LEFT, 62.0, &entries);
}

fn draw_panel(drawing: &mut Drawing, panel: &SweepPanel, top: f64, n_levels: usize) {
    let bottom = top + PANEL_HEIGHT;
    let scale = Scale::of(panel, (bottom, top));
    for (at, label) in scale.marks() {
        let grid = format!("stroke='{HAIRLINE}' stroke-width='0.7'");
        drawing.line((LEFT, at), (RIGHT, at), &grid);
        drawing.text(&Text::new(LEFT - 8.0, at + 4.0, label).anchor(Anchor::End));
    }
    let frame = format!("stroke='{INK}' stroke-width='1'");
    drawing.polyline(&[(LEFT, top), (LEFT, bottom), (RIGHT, bottom)], &frame);
    let size = 13.0_f64.min(PANEL_HEIGHT / text_width(&panel.y_label, 1.0).max(1.0));
    let label = Text::new(24.0, f64::midpoint(top, bottom), panel.y_label.as_str())
        .size(size)
        .anchor(Anchor::Middle);
    drawing.text(&label.turned(-90.0));
    let (judges, networks): (Vec<_>, Vec<_>) = panel
        .series
        .iter()
        .enumerate()
        .partition(|(_, series)| series.is_judge);
    for (k, series) in judges.into_iter().chain(networks) {
        draw_series(drawing, series, k, &scale, n_levels);
    }
}

fn draw_series(
    drawing: &mut Drawing,
    series: &SweepSeries,
    k: usize,
    scale: &Scale,
    n_levels: usize,
) {
    let points: Vec<Option<(f64, f64)>> = series
        .means
        .iter()
        .enumerate()
        .map(|(level, mean)| Some((place_level(level, n_levels), scale.place(*mean)?)))
        .collect();
    let pieces = points.split(Option::is_none);
    let pieces = pieces.map(|piece| piece.iter().flatten().copied().collect::<Vec<_>>());
    for piece in pieces {
        match series.is_judge {
            true => draw_judge(drawing, &piece),
            false => drawing.polyline(&piece, &line_style(k)),
        }
    }
    for (level, runs) in series.runs.iter().enumerate() {
        let faint = format!("fill='{}' fill-opacity='0.35'", categorical(k));
        for y in runs.iter().filter_map(|run| scale.place(*run)) {
            drawing.disc((place_level(level, n_levels), y), 2.5, &faint);
        }
    }
    if !series.is_judge {
        let markers = points.iter().flatten();
        markers.for_each(|point| drawing.disc(*point, 4.0, &marker_style(k)));
    }
}

fn line_style(k: usize) -> String {
    let colour = categorical(k);
    format!("stroke='{colour}' stroke-width='2' stroke-linejoin='round'")
}

fn marker_style(k: usize) -> String {
    format!(
        "fill='{}' stroke='#ffffff' stroke-width='0.8'",
        categorical(k)
    )
}

fn draw_judge(drawing: &mut Drawing, points: &[(f64, f64)]) {
    let style = format!(
        "stroke='{ORANGE}' stroke-opacity='0.5' stroke-width='10' stroke-linecap='round' \
         stroke-linejoin='round'"
    );
    drawing.polyline(points, &style);
}

fn draw_levels(drawing: &mut Drawing, study: &Sweep, bottom: f64) {
    let n_levels = study.levels.len();
    let stride = n_levels.div_ceil(14).max(1);
    for (k, level) in study.levels.iter().enumerate().step_by(stride) {
        let x = place_level(k, n_levels);
        let frame = format!("stroke='{INK}' stroke-width='1'");
        drawing.line((x, bottom), (x, bottom + 5.0), &frame);
        drawing.text(&Text::new(x, bottom + 20.0, level.as_str()).anchor(Anchor::Middle));
    }
    let label = Text::new(
        f64::midpoint(LEFT, RIGHT),
        bottom + 44.0,
        study.x_label.as_str(),
    );
    drawing.text(&label.size(13.0).anchor(Anchor::Middle));
}

/// Values to heights.
enum Scale {
    Even(Axis),
    /// Powers of ten from `low` to `high`, laid from `bottom` to `top`; 0 at the very foot.
    Powers {
        low: i32,
        high: i32,
        bottom: f64,
        top: f64,
    },
}

impl Scale {
    fn of(panel: &SweepPanel, (bottom, top): (f64, f64)) -> Self {
        let values = panel.series.iter().flat_map(|series| {
            let runs = series.runs.iter().flatten();
            series.means.iter().chain(runs).copied()
        });
        if !panel.by_powers {
            return Self::Even(Axis::holding(values, 0.05, (bottom, top)));
        }
        let powers = values.filter(|value| is_drawable(*value)).filter_map(power);
        let low = powers.clone().map(|(power, _)| power).min().unwrap_or(-1);
        let high = powers.map(|(power, _)| power + 1).max().unwrap_or(0);
        Self::Powers {
            low,
            high,
            bottom,
            top: top + 6.0,
        }
    }

    fn place(&self, value: f64) -> Option<f64> {
        if !is_drawable(value) {
            return None;
        }
        match self {
            Self::Even(axis) => Some(axis.place(value)),
            Self::Powers {
                low, bottom, high, ..
            } => match power(value) {
                None => Some(*bottom - 4.0),
                Some((power, share)) => {
                    let height = f64::from(power - low) + share;
                    Some(self.foot() - height * self.decade(*high - *low))
                }
            },
        }
    }

    /// Where the lowest power stands; below it is the place of 0.
    fn foot(&self) -> f64 {
        match self {
            Self::Powers { bottom, .. } => bottom - 26.0,
            Self::Even(_) => 0.0,
        }
    }

    fn decade(&self, n_powers: i32) -> f64 {
        match self {
            Self::Powers { top, .. } => (self.foot() - top) / f64::from(n_powers.max(1)),
            Self::Even(_) => 0.0,
        }
    }

    fn marks(&self) -> Vec<(f64, String)> {
        match self {
            Self::Even(axis) => {
                let marks = axis.marks(6, 0.0).into_iter();
                marks.map(|mark| (mark.at, mark.label)).collect()
            }
            Self::Powers {
                low, high, bottom, ..
            } => {
                let n_powers = high - low;
                let stride = (n_powers / MOST_POWERS + 1) as usize;
                let powers = (*low..=*high).step_by(stride).map(|power| {
                    let at = self.foot() - f64::from(power - low) * self.decade(n_powers);
                    let number: f64 = format!("1e{power}").parse().unwrap_or(f64::NAN);
                    (at, scientific(number))
                });
                std::iter::once((bottom - 4.0, "0".to_owned()))
                    .chain(powers)
                    .collect()
            }
        }
    }
}

/// The power of ten at or below a positive number, and how far it is on the way to the next,
/// in [0, 1), on a straight line: no logarithm, so the same on every platform. `None` for 0.
pub(super) fn power(value: f64) -> Option<(i32, f64)> {
    if value <= 0.0 {
        return None;
    }
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e')?;
    let digits: f64 = digits.parse().ok()?;
    Some((exponent.parse().ok()?, (digits - 1.0) / 9.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_found_without_a_logarithm() {
        assert_eq!(power(0.0), None);
        assert_eq!(power(1e-15), Some((-15, 0.0)));
        assert_eq!(power(5.5), Some((0, 0.5)));
        assert_eq!(power(-1.0), None);
    }

    #[test]
    fn any_numbers_make_a_picture() {
        for values in [
            vec![],
            vec![0.0, 0.0],
            vec![f64::NAN, f64::INFINITY],
            vec![1e-300, 1e99, 0.5],
        ] {
            let series = SweepSeries {
                runs: values.iter().map(|value| vec![*value]).collect(),
                means: values.clone(),
                ..SweepSeries::default()
            };
            let panel = |by_powers| SweepPanel {
                by_powers,
                series: vec![series.clone()],
                ..SweepPanel::default()
            };
            let picture = sweep(&Sweep {
                levels: vec!["<0>".into(); values.len()],
                panels: vec![panel(false), panel(true)],
                ..Sweep::default()
            });
            assert!(roxmltree::Document::parse(&picture).is_ok(), "{picture}");
            assert!(
                !picture.contains("NaN") && !picture.contains("inf"),
                "{picture}"
            );
        }
    }
}
