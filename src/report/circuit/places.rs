//! Where the neurons of a network stand: layers from left to right, or downwards where there is
//! no room for that.

use crate::report::palette::FADED_INK;
use crate::report::svg::{Anchor, Drawing, MARGIN, Text, WIDE};

/// Places of neurons.
pub(super) struct Places {
    widths: Vec<usize>,
    is_upright: bool,
    is_named: bool,
    /// Where the middle of the input layer is along the layers, and the way to the next one.
    first: f64,
    layer_step: f64,
    /// The middle of every layer, across, and the way from one neuron to the next.
    middle: f64,
    step: f64,
    pub(super) radius: f64,
    pub(super) bottom: f64,
}

impl Places {
    /// Places on a page of this width, below `top`, with room for names or not.
    pub(super) fn of(widths: &[usize], (width, top): (f64, f64), is_named: bool) -> Self {
        let is_upright = width < WIDE;
        let most = widths
            .iter()
            .copied()
            .max()
            .unwrap_or(1)
            .clamp(1, MOST_NEURONS) as f64;
        let n_steps = (widths.len().max(2) - 1) as f64;
        let wanted = if is_named { 84.0 } else { 46.0 };
        let (step, layer_step, first, middle, bottom);
        if is_upright {
            step = ((width - 2.0 * MARGIN) / most).min(if is_named { 160.0 } else { 46.0 });
            layer_step = if is_named { 150.0 } else { 118.0 };
            first = top + 30.0;
            middle = width / 2.0;
            bottom = first + layer_step * n_steps + 44.0;
        } else {
            step = (480.0 / most).min(wanted);
            let (left, right) = (MARGIN + 40.0, width - MARGIN - 40.0);
            layer_step = (right - left) / n_steps;
            first = left;
            middle = top + 26.0 + step * most / 2.0;
            bottom = middle + step * most / 2.0 + 14.0;
        }
        Self {
            widths: widths.to_vec(),
            is_upright,
            is_named,
            first,
            layer_step,
            middle,
            step,
            radius: (step * 0.42).min(11.0),
            bottom,
        }
    }

    /// How much of their full thickness lines have: less where neurons stand close.
    pub(super) fn thickness(&self) -> f64 {
        (self.radius / 11.0).max(0.4)
    }

    fn at(&self, along: f64, across: f64) -> (f64, f64) {
        match self.is_upright {
            true => (across, along),
            false => (along, across),
        }
    }

    fn along(&self, layer: usize) -> f64 {
        self.first + self.layer_step * (self.widths.len() - 1 - layer) as f64
    }

    fn across(&self, layer: usize, index: usize) -> f64 {
        let n = self.widths[layer].min(MOST_NEURONS) as f64;
        self.middle + self.step * (index as f64 - (n - 1.0) / 2.0)
    }

    /// A value neuron's place.
    pub(super) fn value(&self, layer: usize, index: usize) -> (f64, f64) {
        self.at(self.along(layer), self.across(layer, index))
    }

    /// The place of its error neuron, nearer to the input.
    pub(super) fn error(&self, layer: usize, index: usize) -> (f64, f64) {
        let away = match (self.is_named, self.is_upright) {
            (true, false) => 70.0,
            _ => (3.0 * self.radius).max(12.0),
        };
        self.at(self.along(layer) - away, self.across(layer, index))
    }

    /// Where the name of a layer stands.
    pub(super) fn heading(&self, layer: usize) -> (f64, f64, Anchor) {
        match self.is_upright {
            true => (6.0, self.along(layer) + self.radius + 16.0, Anchor::Start),
            false => {
                let n = self.widths[layer].min(MOST_NEURONS) as f64;
                let y = self.middle - self.step * n / 2.0 - 4.0;
                let y = if self.is_named { y + 12.0 } else { y };
                let is_edge = layer + 1 == self.widths.len() || layer == 0;
                let shift = if is_edge { 0.0 } else { -1.5 * self.radius };
                (self.along(layer) + shift, y, Anchor::Middle)
            }
        }
    }

    /// The name of a neuron, and its bias, in a network small enough for them.
    pub(super) fn draw_name(
        &self,
        drawing: &mut Drawing,
        (x, y): (f64, f64),
        (is_error, name, bias): (bool, &str, Option<&str>),
    ) {
        if !self.is_named {
            return;
        }
        let small = |x: f64, y: f64, text: &str| Text::new(x, y, text).size(10.0).halo();
        let lines = std::iter::once(name).chain(bias).enumerate();
        for (k, text) in lines {
            let text = match self.is_upright {
                true => small(
                    x + 15.0,
                    y + 12.0 * k as f64 + if is_error { 0.0 } else { 7.0 },
                    text,
                ),
                false => small(x, y + 24.0 + 12.0 * k as f64, text).anchor(Anchor::Middle),
            };
            drawing.text(&text.colour(FADED_INK));
        }
    }
}

/// Of wider layers the first neurons are drawn.
pub(super) const MOST_NEURONS: usize = 64;
