//! The pictures of weights: the network, and every weight beside backpropagation's.

use std::path::Path;

use crate::blueprint::{FeedbackWeights, Weights, read_weights};
use crate::report::{
    Chart, CircuitFigure, Dimension, GraphEdge, GraphFigure, GraphNode, Mark, Panel, Scale, Series,
    chart, circuit_figure, graph_figure, scientific,
};
use crate::run_report::picture::{Picture, picture};
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::wiring::{Pairs, Wiring};

/// The weights in a file; `None` if one of them is not a finite number.
fn finite_weights(path: &Path, scenario: &Scenario) -> Result<Option<Weights<f64>>, RunError> {
    let network = &scenario.network;
    // Whatever they were born as, the file holds them.
    let feedback = FeedbackWeights::Mirrored;
    match read_weights(path, &network.wiring, feedback) {
        Err(error) if error.is_not_finite() => Ok(None),
        read => Ok(Some(read?)),
    }
}

/// The pictures of weights: the network, and every weight beside backpropagation's. A network
/// that diverged has no weights to draw.
pub(super) fn of_weights(folder: &Path, scenario: &Scenario) -> Result<Vec<Picture>, RunError> {
    let network = &scenario.network;
    let read = |file: &str| finite_weights(&folder.join("weights").join(file), scenario);
    let weights = [
        read("initial.safetensors")?,
        read("final.safetensors")?,
        read("backpropagation.safetensors")?,
    ];
    let [Some(start), Some(end), Some(judge)] = weights else {
        return Ok(Vec::new());
    };
    let name = &scenario.name;
    let compared = beside_backpropagation(name, [&start, &end, &judge]);
    let rows = |l: usize| -> Vec<Vec<f64>> {
        let theta = &end.theta[l];
        (0..theta.rows).map(|row| theta.row(row).to_vec()).collect()
    };
    let weights = picture(
        "weights.svg",
        "Each dot is a weight: backpropagation's to the right, the network's upwards. On the \
         line they are the same; the distance of the farthest one is written above.",
        &compared,
        chart,
    );
    if !network.wiring.is_chain() {
        let figure = graph(name, &network.wiring);
        let network = picture(
            "network.svg",
            "The populations and who projects to whom. Blue: inputs, which have value neurons alone; \
             red: populations in which every value neuron has an error neuron.",
            &figure,
            graph_figure,
        );
        return Ok(vec![weights, network]);
    }
    let figure = CircuitFigure {
        title: format!("{name}: the network, every circle an agent"),
        widths: network.widths().to_vec(),
        theta: (0..network.depth()).map(rows).collect(),
        bias: end.bias.clone(),
    };
    Ok(vec![
        weights,
        picture(
            "network.svg",
            "The network at the end of the run. Every circle is an agent of its own: a value neuron \
             holds an activity x, its error neuron compares x with the prediction μ, which it adds \
             up from the layer nearer to the input, and holds the difference ε.",
            &figure,
            circuit_figure,
        ),
    ])
}

/// The figure of a network that is no chain.
fn graph(name: &str, wiring: &Wiring) -> GraphFigure {
    let inputs_first = (0..wiring.widths().len()).rev();
    let order: Vec<usize> = inputs_first.collect();
    let place = |p: usize| order.iter().position(|other| *other == p).unwrap_or(0);
    let nodes = order.iter().map(|&p| {
        let of = &wiring.populations()[p];
        GraphNode {
            name: of.name.clone(),
            detail: of
                .sheet
                .map_or(format!("n = {}", of.size), |sheet| sheet.to_string()),
            level: wiring.level(p),
            sheet: of.sheet.map(|sheet| [sheet.rows, sheet.columns]),
            has_errors: !wiring.is_input(p),
        }
    });
    let edges = wiring.projections().iter().enumerate().map(|(e, of)| {
        let all = wiring.widths()[of.pre] * wiring.widths()[of.post];
        let share = 100.0 * wiring.n_pairs(e) as f64 / all.max(1) as f64;
        let delay = if of.delay > 0 {
            format!("+{}", of.delay)
        } else {
            String::new()
        };
        GraphEdge {
            from: place(of.pre),
            to: place(of.post),
            label: match of.pairs {
                Pairs::All => delay,
                Pairs::Some(_) => format!("{share:.0} % {delay}").trim_end().to_owned(),
            },
            is_fixed: !of.learns,
        }
    });
    GraphFigure {
        title: format!("{name}: populations, projections and how late feedback comes"),
        nodes: nodes.collect(),
        edges: edges.collect(),
    }
}

/// Every weight, and what was learned, beside backpropagation's: weights at birth, at the end, and
/// backpropagation's at the end.
fn beside_backpropagation(name: &str, [start, end, judge]: [&Weights<f64>; 3]) -> Chart {
    let learned = |end: &Weights<f64>| -> Vec<f64> {
        let pairs = flat(end).into_iter().zip(flat(start));
        pairs.map(|(end, start)| end - start).collect()
    };
    Chart {
        title: format!("{name}: every weight beside backpropagation's"),
        note: "On the wide line both are the same; biases included.".to_owned(),
        n_columns: 2,
        height: 300.0,
        panels: vec![
            compared("Weights at the end", &flat(judge), &flat(end)),
            compared("What was learned: Δθ", &learned(judge), &learned(end)),
        ],
        ..Chart::default()
    }
}

/// A panel of the network's numbers against backpropagation's.
fn compared(heading: &str, judge: &[f64], network: &[f64]) -> Panel {
    let points: Vec<(f64, f64)> = judge.iter().copied().zip(network.iter().copied()).collect();
    let both = || {
        points
            .iter()
            .flat_map(|(x, y)| [*x, *y])
            .filter(|number| number.is_finite())
    };
    let (low, high) = (
        both().fold(f64::INFINITY, f64::min),
        both().fold(f64::NEG_INFINITY, f64::max),
    );
    let spread = (high - low) * 0.05;
    let same = [low, high]
        .into_iter()
        .filter(|end| end.is_finite())
        .map(|end| (end, end));
    let farthest = points
        .iter()
        .map(|(x, y)| (y - x).abs())
        .fold(0.0, f64::max);
    let axis = |whose: &str| Dimension {
        // Both axes have the same scale.
        holds: vec![low - spread, high + spread],
        ..Dimension::new(format!("{whose} [x per f(x)]"), Scale::Even)
    };
    Panel {
        heading: heading.to_owned(),
        told: format!(
            "{} points; farthest from the line: {}",
            points.len(),
            scientific(farthest)
        ),
        x: axis("backpropagation"),
        y: axis("network of agents"),
        series: vec![
            Series::new("the same", Mark::Reference, same.collect()),
            Series::new("a weight", Mark::Dots, points),
        ],
        ..Panel::default()
    }
}

/// Feedforward weights and biases in one list.
fn flat(weights: &Weights<f64>) -> Vec<f64> {
    let theta = weights.theta.iter().flat_map(|theta| theta.values.iter());
    theta
        .chain(weights.bias.iter().flatten())
        .copied()
        .collect()
}
