//! The figure of a chain of messages: agents one below the other, ticks from left to right, an
//! arrow for every message.
//!
//! Promises: agents in the order given; what was said stands beside the arrow's beginning, and
//! a half of a tick is as wide as its texts, so no arrow crosses one; what is marked as an event
//! gets a ring. Refuses to know what the messages mean.

use super::palette::{BLUE, FADED_INK, HAIRLINE, INK, ORANGE, PAGE, PALE_GREY, RED};
use super::svg::{Anchor, Area, Drawing, MARGIN, Text, WIDE, shortened, text_width};

const ROW: f64 = 40.0;
const LEFT: f64 = 128.0;
/// How far an arrow goes to the right, and where what it says begins (pixels).
const ARROW: f64 = 26.0;
const TEXT_SIZE: f64 = 11.0;

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

/// The figure as an SVG picture, as wide as it needs.
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
    let columns = Columns::of(figure);
    let width = (columns.right + MARGIN).max(WIDE);
    let mut drawing = Drawing::new(width, &figure.title, &figure.note);
    let top = drawing.top + 6.0;
    let bottom = top + ROW * figure.agents.len().max(1) as f64;
    for (k, tick) in (columns.first..).zip(&columns.ticks) {
        let area = Area::new(tick[0], top, tick[3] - tick[0], bottom - top);
        let is_grey = (k - columns.first) % 2 == 0;
        let fill = if is_grey { PALE_GREY } else { PAGE };
        drawing.rectangle(area, &format!("fill='{fill}' fill-opacity='0.6'"));
        let label = Text::new(area.centre().0, bottom + 18.0, k.to_string());
        drawing.text(&label.anchor(Anchor::Middle));
    }
    let middle = f64::midpoint(LEFT, columns.right);
    let label = Text::new(middle, bottom + 40.0, "tick, 0 = teacher onset [ticks]");
    drawing.text(&label.anchor(Anchor::Middle));
    let row = |agent: usize| top + ROW * (agent as f64 + 0.5);
    for (k, agent) in figure.agents.iter().enumerate() {
        let line = format!("stroke='{HAIRLINE}' stroke-width='1'");
        drawing.line((LEFT, row(k)), (columns.right, row(k)), &line);
        let colour = if agent.starts_with("error") {
            RED
        } else {
            BLUE
        };
        let name = Text::new(LEFT - 8.0, row(k) + 4.0, shortened(agent, 18)).colour(colour);
        drawing.text(&name.anchor(Anchor::End).bold());
    }
    for arrow in &figure.arrows {
        let x = columns.start(arrow.tick, usize::from(arrow.half)) + 6.0;
        draw_arrow(
            &mut drawing,
            (x, row(arrow.from)),
            (x + ARROW, row(arrow.to)),
        );
    }
    for arrow in &figure.arrows {
        let x = columns.start(arrow.tick, usize::from(arrow.half)) + ARROW + 12.0;
        let y = row(arrow.from) + if arrow.to > arrow.from { 15.0 } else { -7.0 };
        drawing.text(&Text::new(x, y, &*arrow.says).size(TEXT_SIZE).halo());
    }
    for (agent, tick, what) in &figure.events {
        let at = (columns.start(*tick, 2) + 12.0, row(*agent));
        drawing.disc(
            at,
            7.0,
            &format!("fill='{PAGE}' stroke='{ORANGE}' stroke-width='3'"),
        );
        let label = Text::new(at.0 + 12.0, at.1 - 6.0, &**what).size(TEXT_SIZE);
        drawing.text(&label.colour(FADED_INK).halo());
    }
    drawing.finish(bottom + 54.0)
}

/// Where ticks stand: each has a column for either half, and one for events.
struct Columns {
    first: i64,
    /// The left edges of the three columns of each tick, and the right edge (pixels).
    ticks: Vec<[f64; 4]>,
    right: f64,
}

impl Columns {
    fn of(figure: &Chain) -> Self {
        let ticks = figure.arrows.iter().map(|arrow| arrow.tick);
        let ticks = ticks.chain(figure.events.iter().map(|event| event.1));
        let (first, last) = (ticks.clone().min().unwrap_or(0), ticks.max().unwrap_or(0));
        let needed = |tick: i64, column: usize| {
            let says = figure.arrows.iter();
            let says = says.filter(|arrow| (arrow.tick, usize::from(arrow.half)) == (tick, column));
            let says = says.map(|arrow| arrow.says.as_str());
            let events = figure
                .events
                .iter()
                .filter(|event| (event.1, 2) == (tick, column));
            let texts = says.chain(events.map(|event| event.2.as_str()));
            let widest = texts
                .map(|text| text_width(text, TEXT_SIZE))
                .reduce(f64::max);
            widest.map_or(12.0, |widest| ARROW + 18.0 + widest)
        };
        let widths: Vec<[f64; 3]> = (first..=last)
            .map(|tick| [0, 1, 2].map(|column| needed(tick, column)))
            .collect();
        // What room is left over goes to all columns alike.
        let total: f64 = widths.iter().flatten().sum();
        let spare = (WIDE - MARGIN - LEFT - total).max(0.0) / (3 * widths.len()) as f64;
        let mut right = LEFT;
        let mut ticks = Vec::with_capacity(widths.len());
        for widths in widths {
            let mut edges = [right; 4];
            for (k, width) in widths.into_iter().enumerate() {
                edges[k + 1] = edges[k] + width + spare;
            }
            right = edges[3];
            ticks.push(edges);
        }
        Self {
            first,
            ticks,
            right,
        }
    }

    /// The left edge of a column of a tick (pixels).
    fn start(&self, tick: i64, column: usize) -> f64 {
        let edges = usize::try_from(tick - self.first)
            .ok()
            .and_then(|k| self.ticks.get(k));
        edges.map_or(LEFT, |edges| edges[column.min(2)])
    }
}

fn draw_arrow(drawing: &mut Drawing, from: (f64, f64), to: (f64, f64)) {
    let style = format!("stroke='{INK}' stroke-width='1.5'");
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt().max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    let back = (to.0 - 8.0 * ux, to.1 - 8.0 * uy);
    let wings = vec![
        (back.0 - 4.0 * uy, back.1 + 4.0 * ux),
        to,
        (back.0 + 4.0 * uy, back.1 - 4.0 * ux),
    ];
    drawing.polylines(&[vec![from, to], wings], &style);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Long arrows crossed labels: what is said must stand right of every arrow of its column,
    /// and end before the next column begins.
    #[test]
    fn no_arrow_crosses_what_another_says() {
        let arrow = |from, to, half| Arrow {
            from,
            to,
            tick: 0,
            half,
            says: "a long message = 0.123456".into(),
        };
        let figure = Chain {
            agents: (0..9).map(|k| format!("value/0/{k}")).collect(),
            arrows: vec![arrow(0, 1, 0), arrow(1, 8, 1), arrow(4, 8, 1)],
            events: vec![(8, 1, "Δθ = 0.5".into())],
            ..Chain::default()
        };
        let columns = Columns::of(&figure);
        let widest = text_width(&figure.arrows[0].says, TEXT_SIZE);
        for half in 0..2 {
            let says = columns.start(0, half) + ARROW + 12.0;
            assert!(columns.start(0, half) + 6.0 + ARROW < says);
            assert!(says + widest < columns.start(0, half + 1));
        }
        assert!(columns.start(0, 2) < columns.start(1, 0));
    }
}
