//! Pictures of what was recorded: time series of neurons' variables, and the raster of φ.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::{Picture, check_json_version, column, json_trouble, picture};
use crate::axon::AgentId;
use crate::experiment::run::RunError;
use crate::record::{Columns, RECORD_FORMAT_VERSION, What, is_table_there, read_table};
use crate::report::{
    Raster, RasterPresentation, RasterRow, TimePanel, TimeSeries, phi_raster, time_series,
};

/// Lines of a picture, and presentations of a raster, at most.
const MOST_LINES: usize = 8;
const MOST_PRESENTATIONS: usize = 5;

/// A picture of every record that can be drawn, in the order of `records.json`.
pub(super) fn plot(records: &Path, name: &str) -> Result<Vec<Picture>, RunError> {
    let path = records.join("records.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        return Ok(Vec::new()); // Nothing was recorded.
    };
    let index = index(&path, &text)?;
    let entries = index["records"].as_array().cloned().unwrap_or_default();
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
        // Of what could not be written there may be nothing at all.
        if !entry["error"].is_null() && !is_table_there(&records.join(file)) {
            continue;
        }
        let drawn = match what {
            Some(what @ (What::X | What::Rate | What::Mu | What::Epsilon | What::PhiState)) => {
                let rows = read_table(&records.join(file), Some(1))?;
                time_series(&series(&rows, what, name))
            }
            Some(What::Phi) => {
                let rows = read_table(&records.join(file), Some(MOST_PRESENTATIONS))?;
                let shown = records.join("presentations.parquet");
                if !is_table_there(&shown) {
                    continue;
                }
                let shown = read_table(&shown, None)?;
                phi_raster(&raster(&rows, &shown, name))
            }
            _ => continue,
        };
        let about = "What was recorded, from the first presentations in its file.";
        pictures.push(picture(&format!("recorded_{stem}.svg"), about, drawn));
    }
    Ok(pictures)
}

/// The list of what was recorded, from the text of `records.json`.
pub(in crate::experiment) fn index(path: &Path, text: &str) -> Result<Value, RunError> {
    let parsed = serde_json::from_str(text).map_err(|error| json_trouble(&error));
    let checked = parsed.and_then(|index: Value| {
        check_json_version(&index, RECORD_FORMAT_VERSION)?;
        Ok(index)
    });
    checked.map_err(|what| {
        RunError::unreadable(path, Box::<dyn std::error::Error>::from(what).as_ref())
    })
}

/// The first presentation in the file, lane 0, the first neurons.
fn series(rows: &Columns, what: What, name: &str) -> TimeSeries {
    let of = |name: &str| column(rows, name);
    let (presentations, lanes, ticks) = (of("presentation"), of("lane"), of("tick"));
    let (layers, indices, values) = (of("layer"), of("index"), of("value"));
    let first = presentations.first().copied().flatten();
    let mut lines: Vec<(String, Vec<(i64, f64)>)> = Vec::new();
    for row in 0..ticks.len() {
        if presentations[row] != first || lanes[row] != Some(0.0) {
            continue;
        }
        let (Some(layer), Some(index), Some(tick)) = (layers[row], indices[row], ticks[row]) else {
            continue;
        };
        let neuron = format!("{layer}/{index}");
        let position = lines.iter().position(|(other, _)| *other == neuron);
        let position = match position {
            None if lines.len() == MOST_LINES => continue,
            None => {
                lines.push((neuron, Vec::new()));
                lines.len() - 1
            }
            Some(position) => position,
        };
        lines[position]
            .1
            .push((tick as i64, values[row].unwrap_or(f64::NAN)));
    }
    let all = || {
        lines
            .iter()
            .flat_map(|(_, points)| points)
            .map(|point| point.0)
    };
    TimeSeries {
        title: format!("{name}: {} as recorded", what.symbol()),
        note: format!(
            "Presentation {}, first of the batch; layer/neuron, at most {MOST_LINES}.",
            first.unwrap_or(0.0)
        ),
        ticks: (all().min().unwrap_or(0), all().max().unwrap_or(0)),
        is_taught: all().max().is_some_and(|last| last >= 0),
        panels: vec![TimePanel {
            y_label: format!("{} [{}]", what.symbol(), what.unit()),
            lines,
            marks: Vec::new(),
        }],
    }
}

/// Spikes of dendrites in the first presentations of the file, lane 0.
fn raster(rows: &Columns, shown: &Columns, name: &str) -> Raster {
    let of = |name: &str| column(rows, name);
    let (presentations, lanes, ticks) = (of("presentation"), of("lane"), of("tick"));
    let (layers, posts) = (of("layer"), of("post"));
    let text =
        |column: &str, row: usize| rows.get(column).and_then(|c| c[row].text()).unwrap_or("");
    let mut starts: BTreeMap<i64, i64> = BTreeMap::new();
    let mut neurons: Vec<(usize, usize)> = Vec::new();
    let mut spikes = Vec::new();
    let (frames, onsets) = frames(shown, presentations.first().copied().flatten());
    for (presentation, onset) in onsets {
        starts.insert(presentation, onset);
    }
    for row in 0..ticks.len() {
        let is_spike = text("side", row) == "feedforward" && text("outcome", row) != "miss";
        let (Some(presentation), Some(tick)) = (presentations[row], ticks[row]) else {
            continue;
        };
        let (Some(layer), Some(post)) = (layers[row], posts[row]) else {
            continue;
        };
        let Some(onset) = starts.get(&(presentation as i64)) else {
            continue;
        };
        if !is_spike || lanes[row] != Some(0.0) {
            continue;
        }
        let place = (layer as usize, post as usize);
        let position = neurons.iter().position(|other| *other == place);
        let position = position.unwrap_or_else(|| {
            neurons.push(place);
            neurons.len() - 1
        });
        spikes.push((position, onset + tick as i64));
    }
    spikes.dedup();
    let rows = neurons.iter().map(|&(layer, index)| RasterRow {
        name: AgentId::Error { layer, index }.to_string(),
        layer,
    });
    Raster {
        title: format!("{name}: φ as recorded, first presentations in the file"),
        rows: rows.collect(),
        spikes,
        presentations: frames,
    }
}

/// The frames of the first presentations from `first` on, side by side, and each one's onset.
fn frames(shown: &Columns, first: Option<f64>) -> (Vec<RasterPresentation>, Vec<(i64, i64)>) {
    let of = |name: &str| column(shown, name);
    let (numbers, lanes) = (of("presentation"), of("lane"));
    let (before, after, taught) = (of("prediction_ticks"), of("learning_ticks"), of("taught"));
    let (mut frames, mut onsets, mut now) = (Vec::new(), Vec::new(), 0);
    for row in 0..numbers.len() {
        let is_one = lanes[row] == Some(0.0) && numbers[row] >= first;
        if !is_one || frames.len() == MOST_PRESENTATIONS {
            continue;
        }
        let ticks = |column: &[Option<f64>]| column[row].unwrap_or(0.0) as i64;
        let onset = now + ticks(&before);
        let end = onset + ticks(&after);
        frames.push(RasterPresentation {
            start: now,
            teacher_on: onset,
            end,
            with_teacher: taught[row] == Some(1.0),
        });
        onsets.push((numbers[row].unwrap_or(0.0) as i64, onset));
        now = end;
    }
    (frames, onsets)
}
