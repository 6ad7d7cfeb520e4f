//! The figure of a network that is no chain: a box a population, an arrow a projection.
//!
//! Promises: inputs first, outputs last, by level, from left to right or, in a narrow picture,
//! downwards; sheets as sheets; an arrow that passes over other levels bends round them. Refuses to
//! know what flows along the arrows.

use super::palette::{BLUE, FADED_INK, INK, PAGE, RED};
use super::svg::{Anchor, Area, Drawing, MARGIN, Text, WIDE};

/// A network of populations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphFigure {
    /// What the figure shows, in plain language.
    pub title: String,
    /// The populations.
    pub nodes: Vec<GraphNode>,
    /// The projections.
    pub edges: Vec<GraphEdge>,
}

/// A population.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphNode {
    /// Its name.
    pub name: String,
    /// What stands below the name.
    pub detail: String,
    /// Its level.
    pub level: usize,
    /// Rows and columns, if its neurons lie on a sheet.
    pub sheet: Option<[usize; 2]>,
    /// Whether it has error neurons.
    pub has_errors: bool,
}

/// A projection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphEdge {
    /// Positions of the populations in the list.
    pub from: usize,
    /// Positions of the populations in the list.
    pub to: usize,
    /// What stands beside the arrow.
    pub label: String,
    /// Whether its weights never change.
    pub is_fixed: bool,
}

/// Half the size of a box (pixels).
const HALF: (f64, f64) = (40.0, 20.0);
/// Room between the boxes of one level, and for arrows that bend round (pixels).
const GAP: f64 = 26.0;
const BEND: f64 = 22.0;
/// Points of a curve, less one.
const N_POINTS: u8 = 16;
/// The most lines of a sheet that are drawn.
const MOST_LINES: usize = 12;

/// The figure as an SVG picture of this width.
///
/// ```
/// use fazil::report::{GraphFigure, GraphNode, WIDE, graph_figure};
/// let node = |name: &str, level| GraphNode { name: name.into(), level, ..GraphNode::default() };
/// let figure = GraphFigure {
///     title: "A network".into(),
///     nodes: vec![node("retina", 1), node("digit", 0)],
///     edges: vec![],
/// };
/// assert!(graph_figure(&figure, WIDE).contains("retina"));
/// ```
pub fn graph_figure(figure: &GraphFigure, width: f64) -> String {
    let note = "An arrow is a projection; feedback goes the other way, later by the ticks beside it. \
                Dashed: weights that never change.";
    let mut drawing = Drawing::new(width, &figure.title, note);
    let layout = Layout::of(figure, width, drawing.top);
    for edge in &figure.edges {
        draw_edge(&mut drawing, figure, &layout, edge);
    }
    for (node, centre) in figure.nodes.iter().zip(&layout.centres) {
        draw_node(&mut drawing, node, *centre);
    }
    drawing.finish(layout.bottom)
}

/// Where everything lies.
struct Layout {
    centres: Vec<(f64, f64)>,
    is_downwards: bool,
    bottom: f64,
}

impl Layout {
    fn of(figure: &GraphFigure, width: f64, top: f64) -> Self {
        let n_levels = figure
            .nodes
            .iter()
            .map(|node| node.level + 1)
            .max()
            .unwrap_or(1);
        let at_level = |level: usize| figure.nodes.iter().filter(move |node| node.level == level);
        let widest = (0..n_levels)
            .map(|level| at_level(level).count())
            .max()
            .unwrap_or(1);
        let step = (width - 2.0 * MARGIN - 2.0 * HALF.0) / (n_levels.max(2) - 1) as f64;
        let is_downwards = width < WIDE || step < 2.0 * HALF.0 + 12.0;
        let n_bends = figure
            .edges
            .iter()
            .map(|edge| span(figure, edge))
            .max()
            .unwrap_or(1);
        let bend = BEND * (n_bends.saturating_sub(1)) as f64;
        let mut seen = vec![0; n_levels];
        let mut centres = Vec::new();
        for node in &figure.nodes {
            let (place, n) = (seen[node.level], at_level(node.level).count());
            seen[node.level] += 1;
            let from_input = (n_levels - 1 - node.level) as f64;
            // The middle of what a level holds lies on one line.
            let across = place as f64 - (n as f64 - 1.0) / 2.0;
            centres.push(match is_downwards {
                true => (
                    (width - bend) / 2.0 + across * (2.0 * HALF.0 + GAP / 2.0),
                    top + HALF.1 + from_input * (2.0 * HALF.1 + 34.0),
                ),
                false => (
                    MARGIN + HALF.0 + from_input * step,
                    top + bend + (widest as f64 / 2.0 + across) * (2.0 * HALF.1 + GAP),
                ),
            });
        }
        let lowest = centres.iter().map(|centre| centre.1).fold(top, f64::max);
        Self {
            centres,
            is_downwards,
            bottom: lowest + HALF.1 + MARGIN,
        }
    }
}

/// How many levels a projection spans.
fn span(figure: &GraphFigure, edge: &GraphEdge) -> usize {
    let level = |k: usize| figure.nodes.get(k).map_or(0, |node| node.level);
    level(edge.from).saturating_sub(level(edge.to)).max(1)
}

/// Points along a projection, from the edge of one box to that of the other.
fn curve(figure: &GraphFigure, layout: &Layout, edge: &GraphEdge) -> Option<Vec<(f64, f64)>> {
    let [from, to] = [edge.from, edge.to].map(|k| layout.centres.get(k).copied());
    let (from, to) = (from?, to?);
    let bend = BEND * (span(figure, edge) - 1) as f64;
    let is_straight = bend == 0.0;
    // Straight arrows leave a box where the other one is, others at its side.
    let (side, middle) = match (layout.is_downwards, is_straight) {
        (true, true) => ((0.0, HALF.1), None),
        (true, false) => {
            let beyond = from.0.max(to.0) + HALF.0 + bend;
            ((HALF.0, 0.0), Some((beyond, (from.1 + to.1) / 2.0)))
        }
        (false, true) => ((HALF.0, 0.0), None),
        (false, false) => {
            let beyond = from.1.min(to.1) - HALF.1 - bend;
            ((0.0, -HALF.1), Some(((from.0 + to.0) / 2.0, beyond)))
        }
    };
    let sign = if is_straight { -1.0 } else { 1.0 };
    let start = (from.0 + side.0, from.1 + side.1);
    let end = (to.0 + sign * side.0, to.1 + sign * side.1);
    let halfway = ((start.0 + end.0) / 2.0, (start.1 + end.1) / 2.0);
    // A curve through the middle: its control point lies twice as far out.
    let middle = middle.unwrap_or(halfway);
    let control = (2.0 * middle.0 - halfway.0, 2.0 * middle.1 - halfway.1);
    let part = |t: f64, a: f64, b: f64, c: f64| {
        (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * b + t * t * c
    };
    let at = |k: u8| {
        let t = f64::from(k) / f64::from(N_POINTS);
        (
            part(t, start.0, control.0, end.0),
            part(t, start.1, control.1, end.1),
        )
    };
    Some((0..=N_POINTS).map(at).collect())
}

fn draw_edge(drawing: &mut Drawing, figure: &GraphFigure, layout: &Layout, edge: &GraphEdge) {
    let Some(curve) = curve(figure, layout, edge) else {
        return;
    };
    let (place, before, tip) = (curve[8], curve[15], curve[16]);
    let dashes = if edge.is_fixed {
        " stroke-dasharray='5 4'"
    } else {
        ""
    };
    let ink = format!("stroke='{FADED_INK}' stroke-width='1.6'");
    drawing.polylines(&[curve], &format!("{ink}{dashes}"));
    let direction = (tip.1 - before.1).atan2(tip.0 - before.0);
    let wing = |turn: f64| {
        let angle = direction + std::f64::consts::PI + turn;
        (tip.0 + 8.0 * angle.cos(), tip.1 + 8.0 * angle.sin())
    };
    drawing.polylines(&[vec![wing(0.4), tip, wing(-0.4)]], &ink);
    let text = match layout.is_downwards {
        true => Text::new(place.0 + 5.0, place.1 + 4.0, edge.label.as_str()),
        false => Text::new(place.0, place.1 - 4.0, edge.label.as_str()).anchor(Anchor::Middle),
    };
    drawing.text(&text.size(10.5).colour(FADED_INK).halo());
}

fn draw_node(drawing: &mut Drawing, node: &GraphNode, (x, y): (f64, f64)) {
    let area = Area::new(x - HALF.0, y - HALF.1, 2.0 * HALF.0, 2.0 * HALF.1);
    let colour = if node.has_errors { RED } else { BLUE };
    drawing.rectangle(
        area,
        &format!("rx='6' fill='{PAGE}' stroke='{colour}' stroke-width='2'"),
    );
    if let Some([rows, columns]) = node.sheet {
        let (rows, columns) = (rows.clamp(1, MOST_LINES), columns.clamp(1, MOST_LINES));
        let side = 2.0 * (HALF.1 - 6.0);
        let (left, top) = (x - HALF.0 + 6.0, y - side / 2.0);
        let across = (0..=rows).map(|r| {
            let y = top + side * r as f64 / rows as f64;
            vec![(left, y), (left + side, y)]
        });
        let down = (0..=columns).map(|c| {
            let x = left + side * c as f64 / columns as f64;
            vec![(x, top), (x, top + side)]
        });
        let lines: Vec<_> = across.chain(down).collect();
        drawing.polylines(&lines, &format!("stroke='{FADED_INK}' stroke-width='0.5'"));
    }
    let (x, anchor) = match node.sheet {
        Some(_) => (x + HALF.0 - 5.0, Anchor::End),
        None => (x, Anchor::Middle),
    };
    let name = Text::new(x, y - 2.0, node.name.as_str())
        .anchor(anchor)
        .size(12.0)
        .bold();
    drawing.text(&name.colour(INK));
    let detail = Text::new(x, y + 12.0, node.detail.as_str())
        .anchor(anchor)
        .size(10.0);
    drawing.text(&detail.colour(FADED_INK));
}
