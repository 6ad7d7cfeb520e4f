//! The figure of who spiked at which tick, over several presentations.
//!
//! Promises: one row per neuron, rows of a layer together and layer 0 on top; every
//! presentation is a panel of its own, at one scale of time; a spike that falls in no row or
//! no panel is counted in the note instead.
//! Refuses to know what a neuron is: a row is a name and a layer.

mod panels;
mod rows;

use serde::{Deserialize, Serialize};

use panels::{Panel, panels};
use rows::{Band, bands};

use super::legend::{Entry, legend};
use super::palette::{FADED_INK, INK, PALE_GREY, categorical};
use super::svg::{Anchor, Area, Drawing, FIGURE_WIDTH, Text, shortened, text_width};

const TOP: f64 = 84.0;
const RIGHT: f64 = FIGURE_WIDTH - 24.0;
/// With more rows than this, layers are labelled and their neurons are not.
const MOST_NAMED_ROWS: usize = 24;
const LONGEST_NAME: usize = 26;

/// Spikes of many neurons over several presentations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raster {
    /// What the figure shows, in plain language.
    pub title: String,
    /// The neurons, in any order; within a layer they are drawn in this order.
    pub rows: Vec<RasterRow>,
    /// `(row_index, tick)`: `rows[row_index]` spiked at `tick`, a tick of the x axis.
    pub spikes: Vec<(usize, i64)>,
    /// The presentations shown, in the order they are drawn from left to right.
    pub presentations: Vec<RasterPresentation>,
}

/// One neuron of a raster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RasterRow {
    /// The path of the agent.
    pub name: String,
    /// Its layer; 0 is where the teacher arrives.
    pub layer: usize,
}

/// One presentation, the ticks in `[start, end)`.
///
/// ```text
/// start          teacher_on             end
///   | stimulus only | stimulus and teacher |
/// ```
///
/// The teacher's effect reaches layer `l` at tick `teacher_on + l`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RasterPresentation {
    /// Its first tick.
    pub start: i64,
    /// The first tick with a teacher, in `[start, end]`; means nothing without a teacher.
    pub teacher_on: i64,
    /// The first tick after it; a presentation with `end <= start` is not drawn.
    pub end: i64,
    /// Whether there is a teacher at all.
    pub with_teacher: bool,
}

/// The raster as an SVG picture; its height grows with the number of rows.
///
/// ```
/// use fazil::report::{Raster, RasterPresentation, RasterRow, phi_raster};
/// let raster = Raster {
///     title: "One example".into(),
///     rows: vec![
///         RasterRow { name: "layer/0/error/0".into(), layer: 0 },
///         RasterRow { name: "layer/1/error/0".into(), layer: 1 },
///     ],
///     spikes: vec![(0, 4), (1, 5), (1, 99)],
///     presentations: vec![RasterPresentation {
///         start: 0,
///         teacher_on: 4,
///         end: 8,
///         with_teacher: true,
///     }],
/// };
/// let picture = phi_raster(&raster);
/// assert!(picture.contains("layer/1/error/0"));
/// assert!(picture.contains("1 spike outside"));
/// ```
pub fn phi_raster(raster: &Raster) -> String {
    let left = left_edge(raster);
    let bands = bands(&raster.rows, TOP);
    let panels = panels(&raster.presentations, left, RIGHT);
    let bottom = bands
        .last()
        .map_or(TOP + 60.0, |band| band.area(0.0, 0.0).bottom());
    let spikes = marks(raster, &bands, &panels);

    let mut drawing = Drawing::new(bottom + 106.0, &raster.title, &note(raster, &spikes));
    for (panel_index, panel) in panels.iter().enumerate() {
        panel.draw_background(&mut drawing, TOP, bottom);
        panel.draw_heading(&mut drawing, TOP, panel_index + 1);
        panel.draw_ticks(&mut drawing, bottom);
    }
    draw_layers(&mut drawing, raster, &bands, left);
    for (band, marks) in bands.iter().zip(&spikes) {
        drawing.rectangles(marks, &format!("fill='{}'", categorical(band.layer)));
    }
    panels
        .iter()
        .for_each(|panel| panel.draw_teacher(&mut drawing, &bands, TOP, bottom));
    let middle = f64::midpoint(left, RIGHT);
    let label = Text::new(middle, bottom + 42.0, "time [ticks]").size(13.0);
    drawing.text(&label.anchor(Anchor::Middle));
    draw_key(&mut drawing, left, bottom + 58.0);
    drawing.finish()
}

/// The spikes as marks, one list per band.
fn marks(raster: &Raster, bands: &[Band], panels: &[Panel]) -> Vec<Vec<Area>> {
    let place = |(row_index, tick): (usize, i64)| {
        let panel = panels.iter().find(|panel| panel.holds(tick))?;
        let (x, width) = panel.mark(tick);
        let band_index = bands.iter().position(|band| band.holds(row_index))?;
        let (y, height) = bands.get(band_index)?.mark(row_index)?;
        Some((
            band_index,
            Area {
                x,
                y,
                width,
                height,
            },
        ))
    };
    let mut marks = vec![Vec::new(); bands.len()];
    for (band_index, area) in raster.spikes.iter().copied().filter_map(place) {
        marks[band_index].push(area);
    }
    marks
}

fn note(raster: &Raster, marks: &[Vec<Area>]) -> String {
    if raster.rows.is_empty() || raster.presentations.is_empty() {
        return "No data.".to_owned();
    }
    let n_shown: usize = marks.iter().map(Vec::len).sum();
    match raster.spikes.len() - n_shown {
        0 => format!("{} neurons, {n_shown} spikes", raster.rows.len()),
        1 => format!("{n_shown} spikes, and 1 spike outside what is shown"),
        n_outside => format!("{n_shown} spikes, and {n_outside} spikes outside what is shown"),
    }
}

fn names_rows(raster: &Raster) -> bool {
    raster.rows.len() <= MOST_NAMED_ROWS
}

/// Where the panels begin, right of all labels (pixels).
fn left_edge(raster: &Raster) -> f64 {
    if !names_rows(raster) {
        return 104.0;
    }
    let names = raster
        .rows
        .iter()
        .map(|row| text_width(&shortened(&row.name, LONGEST_NAME), 11.0));
    104.0 + names.fold(0.0, f64::max)
}

fn draw_layers(drawing: &mut Drawing, raster: &Raster, bands: &[Band], left: f64) {
    for band in bands {
        let area = band.area(left - 9.0, 5.0);
        drawing.rectangle(area, &format!("fill='{}'", categorical(band.layer)));
        draw_layer_label(drawing, band, area);
        if names_rows(raster) {
            draw_names(drawing, raster, band, area.x - 6.0);
        }
    }
    let (Some(first), Some(last)) = (bands.first(), bands.last()) else {
        return;
    };
    let middle = f64::midpoint(first.area(0.0, 0.0).y, last.area(0.0, 0.0).bottom());
    let label = Text::new(22.0, middle, "neurons")
        .size(13.0)
        .anchor(Anchor::Middle);
    drawing.text(&label.turned(-90.0));
}

fn draw_layer_label(drawing: &mut Drawing, band: &Band, area: Area) {
    let y = area.centre().1;
    let with_count = area.height > 34.0;
    let base = if with_count { y - 2.0 } else { y + 4.0 };
    drawing.text(&Text::new(32.0, base, format!("layer {}", band.layer)));
    if with_count {
        let n_rows = format!("{} rows", band.n_rows());
        drawing.text(
            &Text::new(32.0, y + 13.0, n_rows)
                .size(11.0)
                .colour(FADED_INK),
        );
    }
}

fn draw_names(drawing: &mut Drawing, raster: &Raster, band: &Band, right: f64) {
    for row_index in band.rows() {
        let (Some(row), Some((y, height))) = (raster.rows.get(row_index), band.mark(row_index))
        else {
            continue;
        };
        let name = shortened(&row.name, LONGEST_NAME);
        let label = Text::new(right, y + height / 2.0 + 4.0, name).size(11.0);
        drawing.text(&label.anchor(Anchor::End));
    }
}

fn draw_key(drawing: &mut Drawing, left: f64, top: f64) {
    let spike = |drawing: &mut Drawing, area: Area| {
        for index in 0..3 {
            let x = area.x + 9.0 * index as f64;
            let mark = Area {
                x,
                y: area.y + 1.0,
                width: 6.0,
                height: 10.0,
            };
            drawing.rectangle(mark, &format!("fill='{}'", categorical(index)));
        }
    };
    let quiet = |drawing: &mut Drawing, area: Area| {
        drawing.rectangle(area, &format!("fill='{PALE_GREY}' stroke='{FADED_INK}'"));
    };
    let taught = |drawing: &mut Drawing, area: Area| {
        drawing.rectangle(area, &format!("fill='#ffffff' stroke='{FADED_INK}'"));
    };
    let onset = |drawing: &mut Drawing, area: Area| {
        let x = area.centre().0;
        let style = format!("stroke='{INK}' stroke-width='{}'", panels::ONSET_WIDTH);
        drawing.line((x, area.y - 2.0), (x, area.bottom() + 2.0), &style);
    };
    let wave = |drawing: &mut Drawing, area: Area| {
        let y = area.centre().1;
        drawing.line((area.x, y), (area.right(), y), &panels::wave_style());
    };
    let entries = [
        Entry {
            sample: &spike,
            meaning: "spike (φ = 1), coloured by layer",
        },
        Entry {
            sample: &quiet,
            meaning: "stimulus only",
        },
        Entry {
            sample: &taught,
            meaning: "stimulus and teacher",
        },
        Entry {
            sample: &onset,
            meaning: "teacher onset",
        },
        Entry {
            sample: &wave,
            meaning: "wave front: layer n is reached n ticks after onset",
        },
    ];
    legend(drawing, left.min(120.0), top, &entries);
}
