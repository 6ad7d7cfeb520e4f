//! The figure of a chain of messages: agents one below the other, ticks from left to right, an
//! arrow for every message.
//!
//! Promises: agents in the order given, every arrow labelled with what was said; what is
//! marked as an event gets a ring. Refuses to know what the messages mean.

use super::palette::{FADED_INK, HAIRLINE, INK, PALE_GREY};
use super::svg::{Anchor, Area, Drawing, FIGURE_WIDTH, Text, shortened};

const TOP: f64 = 86.0;
const ROW: f64 = 40.0;
const LEFT: f64 = 128.0;
const RIGHT: f64 = FIGURE_WIDTH - 24.0;

/// A chain of messages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chain {
    /// What the figure shows, in plain language.
    pub title: String,
    /// Small print.
    pub note: String,
    /// Names of the agents, from top to bottom.
    pub agents: Vec<String>,
    /// The messages.
    pub arrows: Vec<Arrow>,
    /// (agent, tick, what happened).
    pub events: Vec<(usize, i64, String)>,
}

/// One message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrow {
    /// Positions in the agents.
    pub from: usize,
    /// Who hears it.
    pub to: usize,
    /// The tick of the message, relative to teacher onset.
    pub tick: i64,
    /// In which half of the tick it is said: 0 (value neurons) or 1 (error neurons).
    pub half: u8,
    /// What it says.
    pub says: String,
}

/// The figure as an SVG picture.
///
/// ```
/// use fazil::report::{Arrow, Chain, chain};
/// let figure = Chain {
///     title: "A message".into(),
///     agents: vec!["value/0/0".into(), "error/0/0".into()],
///     arrows: vec![Arrow { from: 0, to: 1, tick: 0, half: 0, says: "x = 1".into() }],
///     ..Chain::default()
/// };
/// assert!(chain(&figure).contains("x = 1"));
/// ```
pub fn chain(figure: &Chain) -> String {
    let bottom = TOP + ROW * figure.agents.len().max(1) as f64;
    let mut drawing = Drawing::new(bottom + 58.0, &figure.title, &figure.note);
    let ticks = figure.arrows.iter().map(|arrow| arrow.tick);
    let ticks = ticks.chain(figure.events.iter().map(|event| event.1));
    let (first, last) = (ticks.clone().min().unwrap_or(0), ticks.max().unwrap_or(0));
    let width = (RIGHT - LEFT) / (last - first + 1).max(1) as f64;
    let left_of = |tick: i64| LEFT + width * (tick - first) as f64;
    for tick in first..=last {
        let area = Area {
            x: left_of(tick),
            y: TOP - 10.0,
            width,
            height: bottom - TOP + 10.0,
        };
        let fill = if (tick - first) % 2 == 0 {
            PALE_GREY
        } else {
            "#ffffff"
        };
        drawing.rectangle(area, &format!("fill='{fill}' fill-opacity='0.6'"));
        let label = Text::new(area.centre().0, bottom + 18.0, tick.to_string());
        drawing.text(&label.anchor(Anchor::Middle));
    }
    let label = Text::new(
        f64::midpoint(LEFT, RIGHT),
        bottom + 42.0,
        "tick, 0 = teacher onset [ticks]",
    );
    drawing.text(&label.size(13.0).anchor(Anchor::Middle));
    draw_agents(&mut drawing, figure);
    draw_messages(&mut drawing, figure, first, width);
    drawing.finish()
}

/// Where an agent's line runs (pixels).
fn row(agent: usize) -> f64 {
    TOP + ROW * (agent as f64 + 0.5)
}

fn draw_agents(drawing: &mut Drawing, figure: &Chain) {
    for (k, agent) in figure.agents.iter().enumerate() {
        let line = format!("stroke='{HAIRLINE}' stroke-width='1'");
        drawing.line((LEFT, row(k)), (RIGHT, row(k)), &line);
        let colour = if agent.starts_with("error") {
            "#C3272B"
        } else {
            "#0072B2"
        };
        let name = Text::new(LEFT - 8.0, row(k) + 4.0, shortened(agent, 18)).colour(colour);
        drawing.text(&name.anchor(Anchor::End).bold());
    }
}

fn draw_messages(drawing: &mut Drawing, figure: &Chain, first: i64, width: f64) {
    let left_of = |tick: i64| LEFT + width * (tick - first) as f64;
    for arrow in &figure.arrows {
        let x = left_of(arrow.tick) + width * (0.06 + 0.48 * f64::from(arrow.half));
        let from = (x, row(arrow.from));
        let to = (x + width * 0.2, row(arrow.to));
        draw_arrow(drawing, from, to);
        let says = Text::new(to.0 + 6.0, f64::midpoint(from.1, to.1) + 4.0, &*arrow.says);
        let says = says.size(11.0);
        drawing.text(&says);
    }
    for (agent, tick, what) in &figure.events {
        let at = (left_of(*tick) + width * 0.86, row(*agent));
        let ring = "fill='#ffffff' stroke='#E69F00' stroke-width='3'";
        drawing.disc(at, 7.0, ring);
        // Below: what the agent heard in this tick is written above.
        let label = Text::new(at.0 + 7.0, at.1 + 20.0, &**what)
            .size(11.0)
            .colour(FADED_INK);
        drawing.text(&label.anchor(Anchor::End));
    }
}

fn draw_arrow(drawing: &mut Drawing, from: (f64, f64), to: (f64, f64)) {
    let style = format!("stroke='{INK}' stroke-width='1.5'");
    drawing.line(from, to, &style);
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt().max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    let back = (to.0 - 8.0 * ux, to.1 - 8.0 * uy);
    let wings = [
        (back.0 - 4.0 * uy, back.1 + 4.0 * ux),
        to,
        (back.0 + 4.0 * uy, back.1 - 4.0 * ux),
    ];
    drawing.polyline(&wings, &style);
}
