//! The figure of who spiked at which tick, over several presentations.
//!
//! Promises: one row per neuron (of very many, a row for several neighbours, which the note says),
//! rows of a layer together and layer 0 on top; every
//! presentation is a panel of its own, all at one scale of time that begins at teacher onset; a
//! spike that falls in no row or no panel is counted in the note instead. The ticks at which the
//! teacher's error reaches each layer, l ticks after its onset (in a graph each population, as many
//! ticks as its level), are outlined.
//! Refuses to know what a neuron is: a row is a name and a layer.
mod raster;

mod rows;

use std::collections::BTreeSet;

use self::rows::{Rows, n_per_row};
use super::axis::Scale;
use super::chart::{Chart, Dimension, Mark, Panel, Series, chart};
use super::drawn_population::{label, level};
pub use raster::{Raster, RasterPresentation, RasterRow};

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
///     ..Raster::default()
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
    let outlined = match raster.populations.is_empty() {
        true => "t = l: the tick at which the teacher's error reaches layer l",
        false => "t = level: the tick at which the teacher's error reaches the population",
    };
    let figure = Chart {
        title: raster.title.clone(),
        note: note(raster),
        n_columns: panels.len().clamp(1, 6),
        height: rows.height(),
        is_shared: (true, true),
        shaded: "stimulus without teacher".to_owned(),
        outlined: [outlined.to_owned(), String::new()],
        panels,
        ..Chart::default()
    };
    chart(&figure, width)
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
        let mut drawn = BTreeSet::new();
        let is_new =
            |(row, tick): &&(usize, i64)| drawn.insert((rows.places[*row].to_bits(), *tick));
        let spikes: Vec<&(usize, i64)> = match rows.n_per_row {
            1 => spikes.collect(),
            _ => spikes.filter(is_new).collect(),
        };
        let points = spikes
            .into_iter()
            .map(|(row, tick)| (since(*tick), -rows.places[*row]));
        Series::new(
            format!("φ fired, {}", label(&raster.populations, layer.0)),
            Mark::Blocks,
            points.collect(),
        )
    };
    let outline = |&(layer, from, to): &(usize, f64, f64)| {
        let tick = level(&raster.populations, layer) as f64;
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
    let told = match raster.spikes.len() - n_drawn {
        0 => format!("{} neurons, {n_drawn} spikes", raster.rows.len()),
        1 => format!("{n_drawn} spikes, and 1 spike outside what is shown"),
        n_outside => format!("{n_drawn} spikes, and {n_outside} spikes outside what is shown"),
    };
    match n_per_row(raster) {
        1 => told,
        n => format!("{told}; a row stands for up to {n} neighbouring neurons"),
    }
}

#[cfg(test)]
mod tests;
