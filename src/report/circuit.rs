//! The figure of a network as in the paper's Fig. 1: value neurons blue, error neurons red,
//! a line for every weight between them.
//!
//! Promises: input at the left, output at the right; of a wide layer the first neurons are
//! drawn and the others counted; a thicker line is a larger weight, a dashed one is negative.
//! Refuses to know what flows along the lines.

use super::legend::{Entry, legend};
use super::palette::{FADED_INK, INK};
use super::svg::{Anchor, Area, Drawing, FIGURE_WIDTH, Text};
use super::table::scientific;

const VALUE: &str = "#0072B2";
const ERROR: &str = "#C3272B";
const TOP: f64 = 132.0;
const MOST_NEURONS: usize = 8;
const STEP: f64 = 46.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = FIGURE_WIDTH - 60.0;

/// A network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CircuitFigure {
    /// What the figure shows, in plain language.
    pub title: String,
    /// n_l, output first.
    pub widths: Vec<usize>,
    /// θ^l at position l, `[n_l][n_{l+1}]`: from value neuron j of layer l + 1 to error neuron i.
    pub theta: Vec<Vec<Vec<f64>>>,
}

/// The figure as an SVG picture.
///
/// ```
/// use fazil::report::{CircuitFigure, circuit_figure};
/// let figure = CircuitFigure {
///     title: "A network".into(),
///     widths: vec![1, 2],
///     theta: vec![vec![vec![0.5, -0.5]]],
/// };
/// assert!(circuit_figure(&figure).contains("layer 1"));
/// ```
pub fn circuit_figure(figure: &CircuitFigure) -> String {
    let most = figure
        .widths
        .iter()
        .copied()
        .max()
        .unwrap_or(0)
        .min(MOST_NEURONS);
    let is_cut = figure.widths.iter().any(|n| *n > MOST_NEURONS);
    let height = TOP + STEP * most as f64 + if is_cut { 50.0 } else { 24.0 };
    let largest = largest(figure);
    let note = format!(
        "largest |θ| drawn: {} [units of x per unit of f(x)]",
        scientific(largest)
    );
    let mut drawing = Drawing::new(height, &figure.title, &note);
    draw_key(&mut drawing);
    let places = Places::of(figure, most);
    draw_weights(&mut drawing, figure, &places, largest);
    for layer in 0..figure.widths.len() {
        draw_layer(&mut drawing, figure, &places, layer);
    }
    drawing.finish()
}

/// Where neurons stand.
struct Places {
    n_layers: usize,
    most: usize,
    widths: Vec<usize>,
}

impl Places {
    fn of(figure: &CircuitFigure, most: usize) -> Self {
        Self {
            n_layers: figure.widths.len(),
            most,
            widths: figure.widths.clone(),
        }
    }

    fn n_shown(&self, layer: usize) -> usize {
        self.widths[layer].min(MOST_NEURONS)
    }

    /// The value neuron's place; its error neuron is to its left.
    fn value(&self, layer: usize, index: usize) -> (f64, f64) {
        let column = (self.n_layers - 1 - layer) as f64;
        let share = (RIGHT - LEFT) / (self.n_layers.max(2) - 1) as f64;
        let missing = (self.most - self.n_shown(layer)) as f64;
        let y = TOP + STEP * (index as f64 + 0.5 + missing / 2.0);
        (LEFT + share * column, y)
    }

    fn error(&self, layer: usize, index: usize) -> (f64, f64) {
        let (x, y) = self.value(layer, index);
        (x - 34.0, y)
    }
}

fn largest(figure: &CircuitFigure) -> f64 {
    let mut largest: f64 = 0.0;
    for row in figure
        .theta
        .iter()
        .flat_map(|theta| theta.iter().take(MOST_NEURONS))
    {
        for weight in row
            .iter()
            .take(MOST_NEURONS)
            .filter(|weight| weight.is_finite())
        {
            largest = largest.max(weight.abs());
        }
    }
    largest
}

fn draw_weights(drawing: &mut Drawing, figure: &CircuitFigure, places: &Places, largest: f64) {
    for (layer, theta) in figure.theta.iter().enumerate() {
        for (post, row) in theta.iter().take(MOST_NEURONS).enumerate() {
            for (pre, weight) in row.iter().take(MOST_NEURONS).enumerate() {
                let strength = if largest > 0.0 {
                    weight.abs() / largest
                } else {
                    0.0
                };
                if !strength.is_finite() || *weight == 0.0 {
                    continue; // An absent synapse, or none at all.
                }
                let width = 0.3 + 2.7 * strength;
                let dash = if *weight < 0.0 {
                    " stroke-dasharray='5 3'"
                } else {
                    ""
                };
                let style =
                    format!("stroke='{INK}' stroke-opacity='0.45' stroke-width='{width:.2}'{dash}");
                let (from, to) = (places.value(layer + 1, pre), places.error(layer, post));
                drawing.line((from.0 + 11.0, from.1), (to.0 - 11.0, to.1), &style);
            }
        }
    }
}

fn draw_layer(drawing: &mut Drawing, figure: &CircuitFigure, places: &Places, layer: usize) {
    let depth = figure.widths.len() - 1;
    let n_shown = places.n_shown(layer);
    for index in 0..n_shown {
        let value = places.value(layer, index);
        if layer < depth {
            let error = places.error(layer, index);
            let style = format!("stroke='{INK}' stroke-width='1.4'");
            drawing.line((error.0 + 11.0, error.1), (value.0 - 11.0, value.1), &style);
            draw_neuron(drawing, error, ERROR, "ε");
        }
        draw_neuron(drawing, value, VALUE, "x");
    }
    let x = places.value(layer, 0).0 - if layer < depth { 17.0 } else { 0.0 };
    let n_left_out = figure.widths[layer] - n_shown;
    if n_left_out > 0 {
        let y = places.value(layer, n_shown - 1).1 + 38.0;
        let more = Text::new(x, y, format!("… {n_left_out} more")).colour(FADED_INK);
        drawing.text(&more.anchor(Anchor::Middle));
    }
    let role = match layer {
        0 => " (output)",
        _ if layer == depth => " (input)",
        _ => "",
    };
    let heading = Text::new(x, TOP - 12.0, format!("layer {layer}{role}"));
    drawing.text(&heading.anchor(Anchor::Middle).size(12.0));
}

fn draw_neuron(drawing: &mut Drawing, (x, y): (f64, f64), colour: &str, letter: &str) {
    drawing.disc((x, y), 11.0, &format!("fill='{colour}'"));
    let letter = Text::new(x, y + 4.0, letter).colour("#ffffff").bold();
    drawing.text(&letter.anchor(Anchor::Middle));
}

fn draw_key(drawing: &mut Drawing) {
    let value = |drawing: &mut Drawing, area: Area| draw_neuron(drawing, area.centre(), VALUE, "x");
    let error = |drawing: &mut Drawing, area: Area| draw_neuron(drawing, area.centre(), ERROR, "ε");
    let line = |dash: &'static str| {
        move |drawing: &mut Drawing, area: Area| {
            let y = area.centre().1;
            let style = format!("stroke='{INK}' stroke-width='2'{dash}");
            drawing.line((area.x, y), (area.right(), y), &style);
        }
    };
    let (positive, negative) = (line(""), line(" stroke-dasharray='5 3'"));
    let entries = [
        Entry {
            sample: &value,
            meaning: "value neuron",
        },
        Entry {
            sample: &error,
            meaning: "error neuron",
        },
        Entry {
            sample: &positive,
            meaning: "θ > 0, thicker is larger",
        },
        Entry {
            sample: &negative,
            meaning: "θ < 0",
        },
    ];
    legend(drawing, 20.0, 66.0, &entries);
}
