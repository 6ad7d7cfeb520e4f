//! The figure of a network as in the paper's Fig. 1: value neurons blue, error neurons red,
//! a line for every weight between them.
//!
//! Promises: input first, output last, from left to right or, in a narrow picture, downwards. A
//! small network is drawn whole, with every name, weight and bias; of a wide layer the first
//! neurons are drawn and the others counted, and of many weights the largest. A thicker line is
//! a larger weight, a dashed one is negative.
//! Refuses to know what flows along the lines.

mod places;

use places::Places;

use super::palette::{BLUE, FADED_INK, INK, PAGE, RED};
use super::svg::{Anchor, Area, Drawing, Text, sample};
use super::table::scientific;
use places::MOST_NEURONS;

/// Of more weights the largest are drawn.
const MOST_LINES: usize = 300;
/// Networks with at most so many weights, and so many neurons a layer, have names and numbers.
const MOST_NAMED: (usize, usize) = (16, 4);
/// Lines are drawn in so many widths: few elements, short files.
const N_WIDTHS: usize = 8;

/// A network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CircuitFigure {
    /// What the figure shows, in plain language.
    pub title: String,
    /// n_l, output first.
    pub widths: Vec<usize>,
    /// θ^l at position l, `[n_l][n_{l+1}]`: from value neuron j of layer l + 1 to error neuron i.
    pub theta: Vec<Vec<Vec<f64>>>,
    /// The biases at position l, `[n_l]`; empty without any.
    pub bias: Vec<Vec<f64>>,
}

/// One weight that is drawn.
#[derive(Clone, Copy, Debug)]
struct Line {
    layer: usize,
    post: usize,
    pre: usize,
    weight: f64,
}

/// The figure as an SVG picture of this width.
///
/// ```
/// use fazil::report::{CircuitFigure, WIDE, circuit_figure};
/// let figure = CircuitFigure {
///     title: "A network".into(),
///     widths: vec![1, 2],
///     theta: vec![vec![vec![0.5, -0.25]]],
///     bias: vec![],
/// };
/// let picture = circuit_figure(&figure, WIDE);
/// assert!(picture.contains("value/1/0") && picture.contains("-0.25"));
/// ```
pub fn circuit_figure(figure: &CircuitFigure, width: f64) -> String {
    let (lines, n_weights) = lines(figure);
    let is_named = n_weights <= MOST_NAMED.0 && figure.widths.iter().all(|n| *n <= MOST_NAMED.1);
    let mut drawing = Drawing::new(width, &figure.title, &note(&lines, n_weights));
    drawing.legend(&legend());
    let places = Places::of(&figure.widths, (width, drawing.top), is_named);
    draw_lines(&mut drawing, &lines, &places);
    for layer in 0..figure.widths.len() {
        draw_layer(&mut drawing, figure, &places, layer);
    }
    if is_named {
        lines
            .iter()
            .for_each(|line| draw_weight(&mut drawing, &places, line));
    }
    drawing.finish(places.bottom)
}

/// The weights to draw, from small to large, and how many there are in all.
fn lines(figure: &CircuitFigure) -> (Vec<Line>, usize) {
    let mut lines = Vec::new();
    let mut n_weights = 0;
    for (layer, theta) in figure.theta.iter().enumerate() {
        for (post, row) in theta.iter().enumerate() {
            for (pre, &weight) in row.iter().enumerate() {
                n_weights += 1;
                let is_drawn = post < MOST_NEURONS && pre < MOST_NEURONS;
                // An absent synapse is 0.
                if is_drawn && weight.is_finite() && weight != 0.0 {
                    lines.push(Line {
                        layer,
                        post,
                        pre,
                        weight,
                    });
                }
            }
        }
    }
    lines.sort_by(|a, b| a.weight.abs().total_cmp(&b.weight.abs()));
    lines.drain(..lines.len().saturating_sub(MOST_LINES));
    (lines, n_weights)
}

fn note(lines: &[Line], n_weights: usize) -> String {
    let largest = scientific(lines.last().map_or(0.0, |line| line.weight.abs()));
    let drawn = match lines.len() < n_weights {
        true => format!(
            "{} of {n_weights} weights are drawn, the largest ones",
            lines.len()
        ),
        false => format!("{n_weights} weights"),
    };
    format!("{drawn}; the thickest is {largest} [units of x per unit of f(x)].")
}

/// Lines in steps of width and by sign, a step in one element.
fn draw_lines(drawing: &mut Drawing, lines: &[Line], places: &Places) {
    let largest = lines.last().map_or(1.0, |line| line.weight.abs());
    for step in 0..N_WIDTHS {
        for is_negative in [false, true] {
            let of_step = |line: &&Line| {
                let share = line.weight.abs() / largest;
                let step_of = ((share * N_WIDTHS as f64) as usize).min(N_WIDTHS - 1);
                step_of == step && (line.weight < 0.0) == is_negative
            };
            let ends = |line: &Line| {
                let from = places.value(line.layer + 1, line.pre);
                vec![from, places.error(line.layer, line.post)]
            };
            let paths: Vec<_> = lines.iter().filter(of_step).map(ends).collect();
            let width = (0.5 + 2.7 * (step as f64 + 0.5) / N_WIDTHS as f64) * places.thickness();
            let dash = if is_negative {
                "stroke-dasharray='5 3'"
            } else {
                ""
            };
            let style =
                format!("stroke='{INK}' stroke-opacity='0.45' stroke-width='{width:.2}' {dash}");
            drawing.polylines(&paths, &style);
        }
    }
}

/// A weight on its line, nearer to where it ends: there, lines to one neuron are apart.
fn draw_weight(drawing: &mut Drawing, places: &Places, line: &Line) {
    let from = places.value(line.layer + 1, line.pre);
    let to = places.error(line.layer, line.post);
    // Not all at the same share: where lines cross, numbers would lie on one another.
    let share = if line.pre.is_multiple_of(2) {
        0.3
    } else {
        0.42
    };
    let at = |from: f64, to: f64| from + (to - from) * share;
    let number = Text::new(
        at(from.0, to.0),
        at(from.1, to.1) + 4.0,
        scientific(line.weight),
    );
    drawing.text(&number.size(11.0).halo().anchor(Anchor::Middle));
}

fn draw_layer(drawing: &mut Drawing, figure: &CircuitFigure, places: &Places, layer: usize) {
    let depth = figure.widths.len() - 1;
    let radius = places.radius;
    for index in 0..figure.widths[layer].min(MOST_NEURONS) {
        let value = places.value(layer, index);
        if layer < depth {
            let error = places.error(layer, index);
            drawing.line(error, value, &format!("stroke='{INK}' stroke-width='1.4'"));
            draw_neuron(drawing, error, radius, (RED, "ε"));
            let bias = figure.bias.get(layer).and_then(|bias| bias.get(index));
            let name = format!("error/{layer}/{index}");
            let bias = bias.map(|bias| format!("bias {}", scientific(*bias)));
            places.draw_name(drawing, error, (true, &name, bias.as_deref()));
        }
        draw_neuron(drawing, value, radius, (BLUE, "x"));
        places.draw_name(
            drawing,
            value,
            (false, &format!("value/{layer}/{index}"), None),
        );
    }
    let role = match layer {
        0 => " (output)",
        _ if layer == depth => " (input)",
        _ => "",
    };
    let n_left_out = figure.widths[layer].saturating_sub(MOST_NEURONS);
    let more = match n_left_out {
        0 => String::new(),
        n => format!(", {n} more"),
    };
    let (x, y, anchor) = places.heading(layer);
    let heading = Text::new(x, y, format!("layer {layer}{role}{more}"));
    drawing.text(&heading.anchor(anchor).colour(FADED_INK).halo());
}

/// A circle, with its letter if there is room.
fn draw_neuron(
    drawing: &mut Drawing,
    (x, y): (f64, f64),
    radius: f64,
    (colour, letter): (&str, &str),
) {
    drawing.disc((x, y), radius, &format!("fill='{colour}'"));
    if radius >= 8.0 {
        let letter = Text::new(x, y + 4.0, letter).colour(PAGE).bold();
        drawing.text(&letter.anchor(Anchor::Middle));
    }
}

fn legend() -> Vec<(String, String)> {
    let neuron = |colour: &'static str, letter: &'static str| {
        sample(|drawing, area: Area| draw_neuron(drawing, area.centre(), 9.0, (colour, letter)))
    };
    let line = |dash: &str| {
        let style = format!("stroke='{INK}' stroke-width='2' {dash}");
        sample(|drawing, area: Area| {
            let y = area.centre().1;
            drawing.line((area.x, y), (area.right(), y), &style);
        })
    };
    let entries = [
        (neuron(BLUE, "x"), "value neuron"),
        (neuron(RED, "ε"), "error neuron"),
        (line(""), "weight θ > 0, thicker is larger"),
        (line("stroke-dasharray='5 3'"), "θ < 0"),
    ];
    entries
        .map(|(sample, meaning)| (sample, meaning.to_owned()))
        .to_vec()
}

#[cfg(test)]
mod tests;
