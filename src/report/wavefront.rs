//! The figure of how errors travel: layer (in a graph: population) by tick, the darker the larger.
//!
//! Promises: each layer has a scale of its own, whose largest value is written beside it, so
//! that a wave is seen in every layer; the field of a silent layer is empty. Both waves are
//! outlined: the stimulus's, from the last layer to layer 0, and the teacher's, from layer 0 on.
//! Refuses to know what the errors are of.

use serde::{Deserialize, Deserializer, Serialize};

use super::axis::Scale;
use super::chart::{Chart, Dimension, Field, Panel, chart};
use super::drawn_population::{DrawnPopulation, label, level};
use super::saved_number::SavedNumber;
use super::table::scientific;

/// Magnitudes by layer and tick.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wavefront {
    /// What the figure shows, in plain language.
    pub title: String,
    /// Small print.
    pub note: String,
    /// What is shown, with its unit.
    pub quantity: String,
    /// The tick of the first column, relative to teacher onset.
    pub first_tick: i64,
    /// `[layer][tick]`, layer 0 first; all layers equally long. In JSON a number that is not finite
    /// is `null`, and is read as NaN.
    #[serde(deserialize_with = "rows_of_saved")]
    pub rows: Vec<Vec<f64>>,
    /// By row, the populations of a graph; empty for a chain. They are not saved.
    #[serde(skip)]
    pub populations: Vec<DrawnPopulation>,
}

impl Wavefront {
    /// The tick in which the stimulus reaches a row, relative to teacher onset.
    fn stimulus(&self, row: usize) -> Option<f64> {
        let n_ticks = match self.populations.get(row) {
            Some(population) => population.stimulus?,
            None => self.rows.len() - 1 - row,
        };
        Some(self.first_tick as f64 + n_ticks as f64)
    }

    /// What is said of the y axis, of the scale and of the two kinds of outlines.
    fn words(&self) -> (&'static str, &'static str, [&'static str; 2]) {
        match self.populations.is_empty() {
            true => (
                "layer (largest)",
                "dark: the layer's largest",
                [
                    "the teacher's error arrives: t = l",
                    "the stimulus arrives: from the input to layer 0",
                ],
            ),
            false => (
                "population (largest)",
                "dark: the population's largest",
                [
                    "the teacher's error arrives: t = level",
                    "the stimulus arrives: from the inputs to the outputs",
                ],
            ),
        }
    }
}

fn rows_of_saved<'de, D: Deserializer<'de>>(saved: D) -> Result<Vec<Vec<f64>>, D::Error> {
    let rows = Vec::<Vec<SavedNumber>>::deserialize(saved)?;
    let row = |row: Vec<SavedNumber>| row.into_iter().map(f64::from).collect();
    Ok(rows.into_iter().map(row).collect())
}

/// The figure as an SVG picture of this width.
///
/// ```
/// use fazil::report::{WIDE, Wavefront, wavefront};
/// let wave = Wavefront {
///     title: "A wave".into(),
///     quantity: "mean |ε| [units of x]".into(),
///     first_tick: -1,
///     rows: vec![vec![0.0, 0.5, 0.5], vec![0.7, 0.0, 0.01]],
///     ..Wavefront::default()
/// };
/// let picture = wavefront(&wave, WIDE);
/// assert!(picture.contains("layer 1") && picture.contains("the stimulus arrives"));
/// ```
pub fn wavefront(wave: &Wavefront, width: f64) -> String {
    let has_ticks = wave.rows.first().is_some_and(|row| !row.is_empty());
    let (_, dark, outlined) = wave.words();
    let quantity = format!("{}, {dark}", wave.quantity);
    let figure = Chart {
        title: wave.title.clone(),
        note: if has_ticks {
            wave.note.clone()
        } else {
            String::new()
        },
        height: 30.0 * wave.rows.len().max(2) as f64,
        strengths: vec![(0.0, "0".to_owned()), (0.5, quantity)],
        outlined: outlined.map(str::to_owned),
        panels: vec![panel(wave)],
        ..Chart::default()
    };
    chart(&figure, width)
}

fn panel(wave: &Wavefront) -> Panel {
    let n_ticks = wave.rows.first().map_or(0, Vec::len) as f64;
    let first = wave.first_tick as f64;
    let (mut names, mut fields, mut outlines) = (Vec::new(), Vec::new(), Vec::new());
    for (number, row) in wave.rows.iter().enumerate() {
        let finite = row.iter().copied().filter(|value| value.is_finite());
        let largest = finite.fold(0.0, f64::max);
        let name = label(&wave.populations, number);
        names.push(match row.iter().all(|value| value.is_finite()) {
            true => format!("{name} ({})", scientific(largest)),
            false => format!("{name} (not finite)"),
        });
        let stimulus = wave.stimulus(number);
        let teacher = level(&wave.populations, number) as f64;
        for (k, value) in row.iter().enumerate() {
            let (tick, y) = (first + k as f64, -(number as f64));
            let strength = strength(*value, largest);
            let is_error = strength > 0.0;
            fields.push(Field {
                at: (tick, y),
                strength,
                ..Field::default()
            });
            // A stimulus that is imposed on all layers at once makes no wave.
            let is_stimulus = Some(tick) == stimulus && tick < 0.0 && is_error;
            if is_stimulus || tick == teacher {
                let corners = [(tick - 0.5, y - 0.5), (tick + 0.5, y + 0.5)];
                outlines.push((corners, is_stimulus));
            }
        }
    }
    let (y_label, ..) = wave.words();
    Panel {
        x: Dimension {
            holds: vec![first - 0.5, first + n_ticks - 0.5],
            ..Dimension::new("tick, 0 = teacher onset [ticks]", Scale::Whole)
        },
        y: Dimension::of_names(y_label, &names, -1.0),
        fields,
        outlines,
        ..Panel::default()
    }
}

/// How dark a magnitude is, of a layer whose largest finite one is given.
fn strength(value: f64, largest: f64) -> f64 {
    match value {
        value if !value.is_finite() => 1.0, // Larger than every number.
        value if value > 0.0 => 0.12 + 0.88 * (value / largest),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::WIDE;
    use super::*;

    /// A sum that overflowed was written as null, and the whole file was refused.
    #[test]
    fn a_wave_of_a_network_that_diverged_is_read_and_drawn() {
        let wave = Wavefront {
            rows: vec![vec![0.0, f64::INFINITY, 0.5], vec![f64::NAN; 3]],
            ..Wavefront::default()
        };
        let text = serde_json::to_string(&wave).unwrap();
        let read: Wavefront = serde_json::from_str(&text).unwrap();
        assert!(read.rows[0][1].is_nan() && read.rows[0][2] == 0.5);
        assert!(read.rows[1].iter().all(|value| value.is_nan()));
        for wave in [wave, read] {
            let picture = wavefront(&wave, WIDE);
            assert!(picture.contains("layer 0 (not finite)"), "{picture}");
            assert!(
                !picture.contains("NaN") && !picture.contains("inf"),
                "{picture}"
            );
        }
    }

    /// Rows were labelled by the number of the population, and outlined at t = that number. The
    /// saboteur: `level` returns the number.
    #[test]
    fn a_population_is_outlined_at_its_level_and_named() {
        let population = |name: &str, level, stimulus| DrawnPopulation {
            name: name.to_owned(),
            level,
            stimulus: Some(stimulus),
        };
        let wave = Wavefront {
            first_tick: -3,
            rows: vec![vec![0.5; 6]; 3],
            populations: vec![
                population("digit", 0, 1),
                population("left", 1, 0),
                population("right", 1, 0),
            ],
            ..Wavefront::default()
        };
        let outlines = outlines(&wave);
        assert_eq!(
            outlines,
            [(-2, 0), (0, 0), (-3, 1), (1, 1), (-3, 2), (1, 2)]
        );
        let picture = wavefront(&wave, WIDE);
        for words in ["digit (", "left (", "right (", "t = level"] {
            assert!(picture.contains(words), "{words} in {picture}");
        }
        assert!(!picture.contains("layer"), "{picture}");
    }

    /// A chain's rows are its layers, and both waves follow from their numbers.
    #[test]
    fn a_layer_is_outlined_at_its_number() {
        let wave = Wavefront {
            first_tick: -3,
            rows: vec![vec![0.5; 6]; 3],
            ..Wavefront::default()
        };
        let expected = [(-1, 0), (0, 0), (-2, 1), (1, 1), (-3, 2), (2, 2)];
        assert_eq!(outlines(&wave), expected);
    }

    /// (tick, row) of every outline.
    fn outlines(wave: &Wavefront) -> Vec<(i64, usize)> {
        let outlines = panel(wave).outlines.into_iter();
        let place = |(corners, _): ([(f64, f64); 2], bool)| {
            let (x, y) = (corners[0].0 + 0.5, corners[0].1 + 0.5);
            (x as i64, -y as usize)
        };
        outlines.map(place).collect()
    }
}
