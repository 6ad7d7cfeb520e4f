//! Pictures of what was recorded: time series of neurons' variables, and the raster of φ.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use serde_json::Value;

use super::thinned::{Thinned, told};
use crate::axon::AgentId;
use crate::record::{RECORD_FORMAT_VERSION, Recording, Sought, What, is_table_there, read_rows};
use crate::report::{Raster, RasterPresentation, RasterRow, chart, phi_raster};
use crate::run_files::saved_text;
use crate::run_report::drawn_populations::drawn_populations;
use crate::run_report::picture::{Picture, picture};
use crate::run_report::time_series::{TimePanel, TimeSeries};
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::wiring::Wiring;

/// Lines of a picture, and presentations of a raster, at most.
const MOST_LINES: usize = 8;
const MOST_PRESENTATIONS: usize = 5;

/// A picture of every record that can be drawn, in the order of `records.json`.
pub(super) fn plot(records: &Path, scenario: &Scenario) -> Result<Vec<Picture>, RunError> {
    let path = records.join("records.json");
    let Some(text) = saved_text::text_if_there(&path)? else {
        return Ok(Vec::new()); // Nothing was recorded.
    };
    let index = saved_text::json(&path, &text, RECORD_FORMAT_VERSION)?;
    let entries = index["records"].as_array().cloned().unwrap_or_default();
    let is_under_way = index["is_under_way"] == Value::Bool(true);
    let mut pictures = Vec::new();
    for entry in &entries {
        let file = entry["file"].as_str().unwrap_or_default();
        let Some(file) = Path::new(file).file_name() else {
            continue;
        };
        let what = entry["what"]
            .as_str()
            .and_then(|what| what.parse::<What>().ok());
        let stem = Path::new(file)
            .file_stem()
            .unwrap_or(file)
            .to_string_lossy();
        // Of what could not be written, or not yet, there may be nothing at all.
        let may_lack = !entry["error"].is_null() || is_under_way;
        if may_lack && !is_table_there(&records.join(file)) {
            continue;
        }
        if let Some(what) = what {
            let of = entry["of"].as_str().unwrap_or("*");
            let name = format!("recorded_{stem}.svg");
            pictures.extend(drawn(&records.join(file), (what, of), &name, scenario)?);
        }
    }
    Ok(pictures)
}

/// The picture of one table, if it is one that can be drawn.
fn drawn(
    file: &Path,
    (what, of): (What, &str),
    picture_file: &str,
    scenario: &Scenario,
) -> Result<Option<Picture>, RunError> {
    let about = "What was recorded, from the first presentations in its file.";
    let name = &scenario.name;
    Ok(match what {
        What::X | What::XResidue | What::Rate | What::Mu | What::Epsilon | What::PhiState => {
            let figure = series(file, what, (name, &scenario.network.wiring))?.chart();
            Some(picture(picture_file, about, &figure, chart))
        }
        What::Phi => {
            let shown = file.with_file_name("presentations.parquet");
            if !is_table_there(&shown) {
                return Ok(None);
            }
            let rows = recorded_rows(of, &scenario.network.wiring);
            let figure = raster(file, &shown, (name, rows), &scenario.network.wiring)?;
            Some(picture(picture_file, about, &figure, phi_raster))
        }
        _ => None,
    })
}

/// The columns that a time series is drawn from.
const OF_SERIES: [&str; 4] = ["layer", "index", "tick", "value"];

/// (tick, value) of a neuron.
type Line = Thinned<(i64, f64)>;

/// The points of neurons, each by its name, and of how many ticks one is drawn.
type Lines = (Vec<(String, Vec<(i64, f64)>)>, usize);

/// The first presentation in the file, lane 0, the first neurons.
fn first_lines(path: &Path, wiring: &Wiring) -> Result<Lines, RunError> {
    let sought = Sought {
        columns: &OF_SERIES,
        n_presentations: Some(1),
        lane: Some(0),
    };
    let mut lines: Vec<((f64, f64), Line)> = Vec::new();
    read_rows(path, &sought, &mut |row| {
        let (Some(layer), Some(index), Some(tick)) =
            (row[0].number(), row[1].number(), row[2].number())
        else {
            return ControlFlow::Continue(());
        };
        let neuron = (layer, index);
        // Neurons come one after the other: the line is mostly the last.
        let position = lines.iter().rposition(|(other, _)| *other == neuron);
        let position = match position {
            None if lines.len() == MOST_LINES => return ControlFlow::Continue(()),
            None => {
                lines.push((neuron, Thinned::new()));
                lines.len() - 1
            }
            Some(position) => position,
        };
        let value = row[3].number().unwrap_or(f64::NAN);
        lines[position].1.push((whole(tick), value));
        ControlFlow::Continue(())
    })?;
    let mut stride = 1;
    let lines = lines
        .into_iter()
        .map(|((layer, index), line)| {
            let (points, of_line) = line.finish();
            stride = stride.max(of_line);
            (line_name((layer, index), wiring), points)
        })
        .collect();
    Ok((lines, stride))
}

fn series(
    path: &Path,
    what: What,
    (name, wiring): (&str, &Wiring),
) -> Result<TimeSeries, RunError> {
    let (lines, stride) = first_lines(path, wiring)?;
    let first = first_presentation(path)?;
    let all = || {
        lines
            .iter()
            .flat_map(|(_, points)| points)
            .map(|point| point.0)
    };
    Ok(TimeSeries {
        title: format!("{name}: {} as recorded", what.symbol()),
        note: format!(
            "Presentation {}, first of the batch; {}/neuron, at most {MOST_LINES}{}.",
            first.unwrap_or(0.0),
            if wiring.is_chain() {
                "layer"
            } else {
                "population"
            },
            told(stride, "tick")
        ),
        ticks: (all().min().unwrap_or(0), all().max().unwrap_or(0)),
        is_taught: all().max().is_some_and(|last| last >= 0),
        panels: vec![TimePanel {
            y_label: format!("{} [{}]", what.symbol(), what.unit()),
            lines,
            marks: Vec::new(),
        }],
    })
}

/// The name of a neuron in a picture: by its population, or in a chain by its layer.
fn line_name((layer, index): (f64, f64), wiring: &Wiring) -> String {
    let population = wiring.populations().get(layer as usize);
    match population.filter(|_| !wiring.is_chain()) {
        Some(population) => format!("{}/{index}", population.name),
        None => format!("{layer}/{index}"),
    }
}

/// A tick or a presentation, whatever a table of anybody's says: sums of some of them do not
/// overflow.
fn whole(number: f64) -> i64 {
    const MOST: f64 = 1e15;
    number.clamp(-MOST, MOST) as i64
}

/// The presentation of the first row.
fn first_presentation(path: &Path) -> Result<Option<f64>, RunError> {
    let sought = Sought {
        columns: &["presentation"],
        ..Sought::default()
    };
    let mut first = None;
    read_rows(path, &sought, &mut |row| {
        first = row[0].number();
        ControlFlow::Break(())
    })?;
    Ok(first)
}

/// The columns that a raster is drawn from.
const OF_RASTER: [&str; 6] = ["side", "outcome", "presentation", "tick", "layer", "post"];

/// A row for every error neuron that was recorded, whether one of its φ fired or not: rows must
/// match the numbers of neurons.
fn recorded_rows(of: &str, wiring: &Wiring) -> Vec<RasterRow> {
    let mut recording = Recording::of_all(What::Phi);
    match wiring.with_numbers(of).parse() {
        Ok(of) => recording.of = of,
        Err(_) => return Vec::new(), // Not of this program; rows are those that fired.
    }
    let computing = wiring.widths()[..wiring.n_computing()].iter().enumerate();
    let neurons = computing.flat_map(|(layer, n)| (0..*n).map(move |index| (layer, index)));
    let is_recorded = |(layer, index): &(usize, usize)| {
        let (layer, index) = (*layer, *index);
        let id = AgentId::Error { layer, index };
        let mut synapses = (0..wiring.n_slots(id)).map(|slot| wiring.synapse(id, slot));
        recording.selects_neuron(id) || synapses.any(|synapse| recording.selects_synapse(synapse))
    };
    let row = |(layer, index)| RasterRow {
        name: wiring.name(AgentId::Error { layer, index }),
        layer,
    };
    neurons.filter(is_recorded).map(row).collect()
}

/// Spikes of dendrites in the first presentations of the file, lane 0.
fn raster(
    path: &Path,
    shown: &Path,
    (name, mut rows): (&str, Vec<RasterRow>),
    wiring: &Wiring,
) -> Result<Raster, RunError> {
    let (frames, onsets) = frames(shown, first_presentation(path)?)?;
    let onsets: BTreeMap<i64, i64> = onsets.into_iter().collect();
    let sought = Sought {
        columns: &OF_RASTER,
        n_presentations: Some(MOST_PRESENTATIONS),
        lane: Some(0),
    };
    let mut positions: BTreeMap<String, usize> = BTreeMap::new();
    for (position, row) in rows.iter().enumerate() {
        positions.insert(row.name.clone(), position);
    }
    let mut spikes: Vec<(usize, i64)> = Vec::new();
    read_rows(path, &sought, &mut |row| {
        let is_spike = row[0].text() == Some("feedforward") && row[1].text() != Some("miss");
        let [presentation, tick, layer, post] = [2, 3, 4, 5].map(|at| row[at].number());
        let onset = presentation.and_then(|presentation| onsets.get(&whole(presentation)));
        if let (true, Some(onset), Some(tick), Some(layer), Some(index)) =
            (is_spike, onset, tick, layer, post)
        {
            let (layer, index) = (layer as usize, index as usize);
            let name = wiring.name(AgentId::Error { layer, index });
            let position = *positions.entry(name.clone()).or_insert_with(|| {
                rows.push(RasterRow { name, layer });
                rows.len() - 1
            });
            let spike = (position, onset + whole(tick));
            if spikes.last() != Some(&spike) {
                spikes.push(spike);
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(Raster {
        title: format!("{name}: φ as recorded, first presentations in the file"),
        rows,
        spikes,
        presentations: frames,
        populations: drawn_populations(wiring),
    })
}

/// The columns of `presentations.parquet` that frames are drawn from.
const OF_FRAMES: [&str; 4] = [
    "presentation",
    "prediction_ticks",
    "learning_ticks",
    "taught",
];

/// Frames, and (presentation, tick of teacher onset) of each.
type Frames = (Vec<RasterPresentation>, Vec<(i64, i64)>);

/// The frames of the first presentations from `first` on, side by side, and each one's onset.
fn frames(path: &Path, first: Option<f64>) -> Result<Frames, RunError> {
    let sought = Sought {
        columns: &OF_FRAMES,
        n_presentations: None,
        lane: Some(0),
    };
    let (mut frames, mut onsets, mut now) = (Vec::new(), Vec::new(), 0);
    read_rows(path, &sought, &mut |row| {
        let number = row[0].number();
        if number < first {
            return ControlFlow::Continue(());
        }
        let ticks = |at: usize| whole(row[at].number().unwrap_or(0.0));
        let onset = now + ticks(1);
        let end = onset + ticks(2);
        frames.push(RasterPresentation {
            start: now,
            teacher_on: onset,
            end,
            with_teacher: row[3].number() == Some(1.0),
        });
        onsets.push((whole(number.unwrap_or(0.0)), onset));
        now = end;
        match frames.len() == MOST_PRESENTATIONS {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    })?;
    Ok((frames, onsets))
}

#[cfg(test)]
mod tests;
