//! The figure of who spiked at which tick, over several presentations.
//!
//! Promises: one row per neuron, rows of a layer together and layer 0 on top; every
//! presentation is a panel of its own, all at one scale of time that begins at teacher onset; a
//! spike that falls in no row or no panel is counted in the note instead. The ticks at which the
//! teacher's error reaches each layer, l ticks after its onset, are outlined.
//! Refuses to know what a neuron is: a row is a name and a layer.

use serde::{Deserialize, Serialize};

use super::axis::Scale;
use super::chart::{Chart, Dimension, Mark, Panel, Series, chart};
use super::svg::{NARROW, shortened};

/// With more neurons than this, layers are labelled and their neurons are not.
const MOST_NAMED: usize = 24;
const LONGEST_NAME: usize = 26;
/// What a panel of many neurons fills, if its rows may be that thin (pixels).
const WANTED_HEIGHT: f64 = 430.0;
/// The space between two layers (pixels).
const GAP: f64 = 7.0;
/// A presentation of more ticks is not drawn.
const MOST_TICKS: i64 = 1_000_000_000;

/// Spikes of many neurons over several presentations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raster {
    /// What the figure shows, in plain language.
    pub title: String,
    /// The neurons, in any order; within a layer they are drawn in this order.
    pub rows: Vec<RasterRow>,
    /// `(row_index, tick)`: `rows[row_index]` spiked at `tick`.
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
    /// The first tick with a teacher, or that would have been, in `[start, end]`.
    pub teacher_on: i64,
    /// The first tick after it; a presentation with `end <= start` is not drawn.
    pub end: i64,
    /// Whether there is a teacher at all.
    pub with_teacher: bool,
}

/// The raster as an SVG picture of this width; its height grows with the number of rows.
///
/// ```
/// use fazil::report::{Raster, RasterPresentation, RasterRow, WIDE, phi_raster};
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
/// let picture = phi_raster(&raster, WIDE);
/// assert!(picture.contains("layer/1/error/0"));
/// assert!(picture.contains("1 spike outside"));
/// ```
pub fn phi_raster(raster: &Raster, width: f64) -> String {
    let rows = Rows::of(raster, width);
    let shown = raster.presentations.iter();
    let shown = shown.filter(|presentation| presentation.n_ticks().is_some());
    let panels = shown
        .enumerate()
        .map(|(k, shown)| panel(raster, &rows, shown, k + 1));
    let panels: Vec<Panel> = panels.collect();
    let figure = Chart {
        title: raster.title.clone(),
        note: note(raster),
        n_columns: panels.len().clamp(1, 6),
        height: rows.height(),
        is_shared: (true, true),
        shaded: "stimulus without teacher".to_owned(),
        outlined: [
            "t = l: the tick at which the teacher's error reaches layer l".to_owned(),
            String::new(),
        ],
        panels,
        ..Chart::default()
    };
    chart(&figure, width)
}

impl RasterPresentation {
    fn n_ticks(&self) -> Option<i64> {
        let n_ticks = self.end.checked_sub(self.start)?;
        (1..=MOST_TICKS).contains(&n_ticks).then_some(n_ticks)
    }

    fn onset(&self) -> i64 {
        self.teacher_on.clamp(self.start, self.end)
    }

    fn holds(&self, tick: i64) -> bool {
        (self.start..self.end).contains(&tick)
    }
}

/// Where rows stand, in units of a row, downwards from 0.
struct Rows {
    /// By row index.
    places: Vec<f64>,
    /// Every layer, and where its first and its last row stand.
    layers: Vec<(usize, f64, f64)>,
    row_height: f64,
}

impl Rows {
    fn of(raster: &Raster, width: f64) -> Self {
        let n_rows = raster.rows.len().max(1) as f64;
        let least = if raster.rows.len() <= MOST_NAMED {
            14.0
        } else {
            1.8
        };
        let wanted = WANTED_HEIGHT * if width > NARROW { 1.0 } else { 0.6 };
        let row_height = (wanted / n_rows).clamp(least, 16.0);
        let mut order: Vec<usize> = (0..raster.rows.len()).collect();
        order.sort_by_key(|row| raster.rows[*row].layer);
        let mut places = vec![0.0; raster.rows.len()];
        let mut layers: Vec<(usize, f64, f64)> = Vec::new();
        let mut next = 0.0;
        for row in order {
            let layer = raster.rows[row].layer;
            match layers.last_mut() {
                Some((last, _, end)) if *last == layer => *end = next,
                _ => {
                    next += if layers.is_empty() {
                        0.0
                    } else {
                        GAP / row_height
                    };
                    layers.push((layer, next, next));
                }
            }
            places[row] = next;
            next += 1.0;
        }
        Self {
            places,
            layers,
            row_height,
        }
    }

    fn height(&self) -> f64 {
        let end = self.layers.last().map_or(1.0, |(_, _, end)| end + 1.0);
        (end * self.row_height).max(40.0)
    }

    /// The rows' names, or the layers' if there are too many.
    fn names(&self, raster: &Raster) -> Vec<(f64, String)> {
        if raster.rows.len() <= MOST_NAMED {
            let rows = raster.rows.iter().zip(&self.places);
            return rows
                .map(|(row, at)| (-at, shortened(&row.name, LONGEST_NAME)))
                .collect();
        }
        let name = |(layer, from, to): &(usize, f64, f64)| {
            (-f64::midpoint(*from, *to), format!("layer {layer}"))
        };
        self.layers.iter().map(name).collect()
    }
}

fn panel(raster: &Raster, rows: &Rows, shown: &RasterPresentation, number: usize) -> Panel {
    let since = |tick: i64| (tick - shown.onset()) as f64;
    let (start, end) = (since(shown.start) - 0.5, since(shown.end) - 0.5);
    let series = |layer: &(usize, f64, f64)| {
        let spikes = raster.spikes.iter().filter(|(row, tick)| {
            raster
                .rows
                .get(*row)
                .is_some_and(|row| row.layer == layer.0)
                && shown.holds(*tick)
        });
        let points = spikes.map(|(row, tick)| (since(*tick), -rows.places[*row]));
        Series::new(
            format!("φ fired, layer {}", layer.0),
            Mark::Blocks,
            points.collect(),
        )
    };
    let outline = |&(layer, from, to): &(usize, f64, f64)| {
        let tick = layer as f64;
        let corners = [(tick - 0.5, 0.5 - from), (tick + 0.5, -0.5 - to)];
        (shown.with_teacher && tick < end).then_some((corners, false))
    };
    let last = rows.layers.last().map_or(1.0, |(_, _, end)| *end);
    Panel {
        heading: match shown.with_teacher {
            true => format!("{number}: with teacher"),
            false => format!("{number}: no teacher"),
        },
        x: Dimension {
            holds: vec![start, end],
            ..Dimension::new("tick, 0 = teacher onset [ticks]", Scale::Whole)
        },
        y: Dimension {
            label: "error neurons".to_owned(),
            holds: vec![0.5, -0.5 - last],
            names: rows.names(raster),
            ..Dimension::default()
        },
        span: Some((start, end)),
        shaded: Some((start, if shown.with_teacher { -0.5 } else { end })),
        series: rows.layers.iter().map(series).collect(),
        outlines: rows.layers.iter().filter_map(outline).collect(),
        ..Panel::default()
    }
}

fn note(raster: &Raster) -> String {
    if raster.rows.is_empty() || raster.presentations.is_empty() {
        return String::new(); // It says that there are no data.
    }
    let n_drawn = raster.spikes.iter().filter(|spike| raster.draws(spike));
    let n_drawn = n_drawn.count();
    match raster.spikes.len() - n_drawn {
        0 => format!("{} neurons, {n_drawn} spikes", raster.rows.len()),
        1 => format!("{n_drawn} spikes, and 1 spike outside what is shown"),
        n_outside => format!("{n_drawn} spikes, and {n_outside} spikes outside what is shown"),
    }
}

impl Raster {
    /// Whether a spike is in a presentation that is drawn, or in several.
    fn draws(&self, (row, tick): &(usize, i64)) -> bool {
        let mut shown = self.presentations.iter();
        *row < self.rows.len() && shown.any(|shown| shown.n_ticks().is_some() && shown.holds(*tick))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::WIDE;

    fn raster() -> Raster {
        let row = |layer| RasterRow {
            name: format!("error/{layer}"),
            layer,
        };
        let presentation = |start, end, with_teacher| RasterPresentation {
            start,
            teacher_on: start + 2,
            end,
            with_teacher,
        };
        Raster {
            rows: vec![row(5), row(0), row(5), row(2)],
            spikes: vec![(1, 2), (3, 4), (0, 7), (2, 7)],
            presentations: vec![presentation(0, 9, true), presentation(9, 12, false)],
            ..Raster::default()
        }
    }

    #[test]
    fn rows_in_any_order_stand_by_layer() {
        let rows = Rows::of(&raster(), WIDE);
        let layers: Vec<usize> = rows.layers.iter().map(|layer| layer.0).collect();
        assert_eq!(layers, [0, 2, 5]);
        assert!(rows.places[1] < rows.places[3] && rows.places[3] < rows.places[0]);
        assert_eq!(rows.places[2], rows.places[0] + 1.0);
    }

    /// Spikes stood beside the line of t = l that they were said to lie on.
    #[test]
    fn spikes_at_t_l_lie_within_the_outline_of_their_layer() {
        let (raster, mut n_spikes) = (raster(), 0);
        let rows = Rows::of(&raster, WIDE);
        let taught = panel(&raster, &rows, &raster.presentations[0], 1);
        assert_eq!(taught.outlines.len(), 3);
        for (series, (corners, _)) in taught.series.iter().zip(&taught.outlines) {
            for (x, y) in &series.points {
                assert!(corners[0].0 < *x && *x < corners[1].0, "{corners:?} {x}");
                assert!(corners[1].1 < *y && *y < corners[0].1, "{corners:?} {y}");
                n_spikes += 1;
            }
        }
        assert_eq!(n_spikes, 4);
        assert!(
            panel(&raster, &rows, &raster.presentations[1], 2)
                .outlines
                .is_empty()
        );
    }

    /// A narrow panel lost what it says of its teacher.
    #[test]
    fn every_panel_says_whether_there_is_a_teacher() {
        for width in [WIDE, NARROW] {
            let picture = phi_raster(&raster(), width);
            assert!(picture.contains(">1: with teacher<") && picture.contains(">2: no teacher<"));
        }
    }

    /// In a file from anywhere they may overlap: each spike counts once.
    #[test]
    fn a_spike_in_two_presentations_is_one_spike() {
        let mut raster = raster();
        raster.presentations[1].start = 0;
        assert!(phi_raster(&raster, WIDE).contains("4 neurons, 4 spikes"));
        raster.presentations.remove(0);
        raster.presentations[0].start = 7;
        raster.spikes.push((99, 7));
        let picture = phi_raster(&raster, WIDE);
        assert!(picture.contains("2 spikes, and 3 spikes outside what is shown"));
    }
}
