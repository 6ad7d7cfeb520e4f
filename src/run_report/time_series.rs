//! Variables of some neurons over the ticks of one presentation: what `pictures.json` keeps and
//! what is drawn of it, a panel for each neuron.
//!
//! Promises: all panels share one scale of time; the ticks without a teacher are shaded.

use serde::{Deserialize, Deserializer, Serialize};

use crate::report::{Chart, Dimension, Mark, Panel, SavedNumber, Scale, Series};

/// Variables over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct TimeSeries {
    /// What the figure shows, in plain language.
    pub(crate) title: String,
    /// Small print.
    pub(crate) note: String,
    /// The first and the last tick, relative to teacher onset.
    pub(crate) ticks: (i64, i64),
    /// Whether a teacher came at tick 0.
    pub(crate) is_taught: bool,
    /// One for each variable.
    pub(crate) panels: Vec<TimePanel>,
}

/// A name, and values by tick.
type Line = (String, Vec<(i64, f64)>);

/// One variable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct TimePanel {
    /// The variable, with its unit.
    pub(crate) y_label: String,
    /// The neurons: layer/index (in a graph population/index), and the value by tick. In JSON a number that is not finite is
    /// `null`, and is read as NaN.
    #[serde(deserialize_with = "lines_of_saved")]
    pub(crate) lines: Vec<Line>,
    /// Ticks in which φ fired: of which line, and when.
    pub(crate) marks: Vec<(usize, i64)>,
}

impl TimeSeries {
    /// The figure: a row for each neuron, and in it a panel for x and μ and one for each other
    /// variable.
    pub(crate) fn chart(&self) -> Chart {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in self.panels.iter().flat_map(|panel| &panel.lines) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let columns: Vec<Vec<&TimePanel>> = match &self.panels[..] {
            // What a neuron is and what was predicted of it are compared.
            [x, mu, others @ ..] if mu.symbol() == "μ" => {
                let others = others.iter().map(|panel| vec![panel]);
                std::iter::once(vec![x, mu]).chain(others).collect()
            }
            panels => panels.iter().map(|panel| vec![panel]).collect(),
        };
        let panels = names.iter().flat_map(|name| {
            let panel = |variables: &Vec<&TimePanel>| self.panel(name, variables);
            columns.iter().map(panel).collect::<Vec<_>>()
        });
        Chart {
            title: self.title.clone(),
            note: if names.is_empty() {
                String::new()
            } else {
                self.note.clone()
            },
            n_columns: 2,
            height: 62.0,
            is_shared: (true, false),
            shaded: "no teacher".to_owned(),
            panels: panels.collect(),
            ..Chart::default()
        }
    }

    fn panel(&self, name: &str, variables: &[&TimePanel]) -> Panel {
        let (first, last) = (self.ticks.0 as f64 - 0.5, self.ticks.1 as f64 + 0.5);
        let marks = [Mark::Steps, Mark::DashedSteps].into_iter().cycle();
        let mut series: Vec<Series> = Vec::new();
        for (variable, mark) in variables.iter().zip(marks) {
            let found = variable.lines.iter().position(|(other, _)| other == name);
            let Some(k) = found else {
                continue;
            };
            let points = variable.lines[k].1.iter();
            let points: Vec<_> = points.map(|(tick, value)| (*tick as f64, *value)).collect();
            let fired = variable.marks.iter().filter(|(line, _)| *line == k);
            let fired = fired
                .filter_map(|(_, tick)| points.iter().find(|(at, _)| *at == *tick as f64).copied());
            let fired: Vec<_> = fired.collect();
            series.push(Series::new(variable.symbol(), mark, points));
            if !fired.is_empty() {
                series.push(Series::new("φ fired", Mark::Rings, fired));
            }
        }
        let (layer, index) = name.split_once('/').unwrap_or((name, ""));
        let label = match variables {
            [variable] => variable.y_label.clone(),
            variables => {
                let symbols: Vec<&str> = variables.iter().map(|panel| panel.symbol()).collect();
                variables[0]
                    .y_label
                    .replacen(symbols[0], &symbols.join(" and "), 1)
            }
        };
        Panel {
            // Only the populations of a chain have numbers for names.
            heading: match layer.parse::<usize>() {
                Ok(_) => format!("layer {layer}, neuron {index}"),
                Err(_) => format!("{layer}, neuron {index}"),
            },
            x: Dimension {
                holds: vec![first, last],
                ..Dimension::new("tick, 0 = teacher onset [ticks]", Scale::Whole)
            },
            y: Dimension::new(label, Scale::Even),
            shaded: Some((first, if self.is_taught { -0.5 } else { last })),
            series,
            ..Panel::default()
        }
    }
}

fn lines_of_saved<'de, D: Deserializer<'de>>(saved: D) -> Result<Vec<Line>, D::Error> {
    let lines = Vec::<(String, Vec<(i64, SavedNumber)>)>::deserialize(saved)?;
    let values = |values: Vec<(i64, SavedNumber)>| {
        let values = values.into_iter();
        values.map(|(tick, value)| (tick, value.into())).collect()
    };
    let line = |(name, points)| (name, values(points));
    Ok(lines.into_iter().map(line).collect())
}

impl TimePanel {
    /// The variable without its unit.
    fn symbol(&self) -> &str {
        self.y_label.split(" [").next().unwrap_or(&self.y_label)
    }
}
