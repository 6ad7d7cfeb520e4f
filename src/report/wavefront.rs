//! The figure of how errors travel: layer by tick, the darker the larger.
//!
//! Promises: each layer has a scale of its own, whose largest value is written beside it, so
//! that a wave is seen in every layer; where a layer was silent the field is white.
//! Refuses to know what the errors are of.

use serde::{Deserialize, Serialize};

use super::legend::{Entry, legend};
use super::palette::{FADED_INK, HAIRLINE, INK, ORANGE, Shade};
use super::svg::{Anchor, Area, Drawing, FIGURE_WIDTH, Text};
use super::table::scientific;

const TOP: f64 = 100.0;
const LEFT: f64 = 92.0;
const RIGHT: f64 = FIGURE_WIDTH - 128.0;
const ROW_HEIGHT: f64 = 34.0;

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
    /// `[layer][tick]`, layer 0 first; all layers equally long.
    pub rows: Vec<Vec<f64>>,
}

/// The figure as an SVG picture.
///
/// ```
/// use fazil::report::{Wavefront, wavefront};
/// let wave = Wavefront {
///     title: "A wave".into(),
///     quantity: "mean |ε| [units of x]".into(),
///     first_tick: -1,
///     rows: vec![vec![0.0, 0.5, 0.5], vec![0.0, 0.0, 0.01]],
///     ..Wavefront::default()
/// };
/// assert!(wavefront(&wave).contains("layer 1"));
/// ```
pub fn wavefront(wave: &Wavefront) -> String {
    let n_ticks = wave.rows.first().map_or(0, Vec::len);
    let bottom = TOP + ROW_HEIGHT * wave.rows.len().max(1) as f64;
    let note = if n_ticks == 0 { "No data." } else { &wave.note };
    let mut drawing = Drawing::new(bottom + 62.0, &wave.title, note);
    let width = (RIGHT - LEFT) / n_ticks.max(1) as f64;
    for (layer, row) in wave.rows.iter().enumerate() {
        let y = TOP + ROW_HEIGHT * layer as f64;
        let largest = row
            .iter()
            .copied()
            .filter(|value| value.is_finite())
            .fold(0.0, f64::max);
        for (k, value) in row.iter().enumerate() {
            let x = LEFT + width * k as f64;
            draw_field(&mut drawing, (x, y, width), *value, largest);
        }
        let middle = y + ROW_HEIGHT / 2.0 + 4.0;
        drawing.text(&Text::new(LEFT - 8.0, middle, format!("layer {layer}")).anchor(Anchor::End));
        drawing.text(&Text::new(RIGHT + 10.0, middle, scientific(largest)));
    }
    draw_axis(&mut drawing, wave, width, bottom);
    draw_diagonal(&mut drawing, wave, width);
    draw_key(&mut drawing, wave);
    drawing.finish()
}

fn draw_field(drawing: &mut Drawing, (x, y, width): (f64, f64, f64), value: f64, largest: f64) {
    let strength = match value > 0.0 && largest > 0.0 {
        true => 0.12 + 0.88 * (value / largest),
        false => 0.0,
    };
    let area = Area {
        x,
        y: y + 2.0,
        width,
        height: ROW_HEIGHT - 4.0,
    };
    let fill = Shade::of(strength).hex();
    drawing.rectangle(
        area,
        &format!("fill='{fill}' stroke='{HAIRLINE}' stroke-width='0.6'"),
    );
}

fn draw_axis(drawing: &mut Drawing, wave: &Wavefront, width: f64, bottom: f64) {
    let n_ticks = wave.rows.first().map_or(0, Vec::len);
    let stride = ((30.0 / width.max(1.0)).ceil() as i64).max(1);
    for k in 0..n_ticks as i64 {
        let tick = wave.first_tick + k;
        if tick % stride == 0 {
            let x = LEFT + width * (k as f64 + 0.5);
            let label = Text::new(x, bottom + 18.0, tick.to_string());
            drawing.text(&label.anchor(Anchor::Middle));
        }
    }
    let label = Text::new(
        f64::midpoint(LEFT, RIGHT),
        bottom + 42.0,
        "tick, 0 = teacher onset [ticks]",
    );
    drawing.text(&label.size(13.0).anchor(Anchor::Middle));
    let label = Text::new(RIGHT + 10.0, TOP - 8.0, "largest").colour(FADED_INK);
    drawing.text(&label);
}

/// The fields t = l, framed.
fn draw_diagonal(drawing: &mut Drawing, wave: &Wavefront, width: f64) {
    let n_ticks = wave.rows.first().map_or(0, Vec::len) as i64;
    for layer in 0..wave.rows.len() {
        let k = layer as i64 - wave.first_tick;
        if (0..n_ticks).contains(&k) {
            let area = Area {
                x: LEFT + width * k as f64,
                y: TOP + ROW_HEIGHT * layer as f64 + 2.0,
                width,
                height: ROW_HEIGHT - 4.0,
            };
            drawing.rectangle(
                area,
                &format!("fill='none' stroke='{ORANGE}' stroke-width='3'"),
            );
        }
    }
}

fn draw_key(drawing: &mut Drawing, wave: &Wavefront) {
    let shades = |drawing: &mut Drawing, area: Area| {
        for k in 0..5 {
            let width = area.width / 5.0;
            let part = Area {
                x: area.x + width * f64::from(k),
                width,
                ..area
            };
            let fill = Shade::of(f64::from(k) / 4.0).hex();
            drawing.rectangle(
                part,
                &format!("fill='{fill}' stroke='{INK}' stroke-width='0.4'"),
            );
        }
    };
    let diagonal = |drawing: &mut Drawing, area: Area| {
        drawing.rectangle(
            area,
            &format!("fill='none' stroke='{ORANGE}' stroke-width='3'"),
        );
    };
    let quantity = format!("{}: white is 0, dark is the layer's largest", wave.quantity);
    let entries = [
        Entry {
            sample: &shades,
            meaning: &quantity,
        },
        Entry {
            sample: &diagonal,
            meaning: "t = l",
        },
    ];
    legend(drawing, 20.0, 60.0, &entries);
}
