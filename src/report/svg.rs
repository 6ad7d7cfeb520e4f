//! One SVG picture under construction: title, small print and legend at the top, a figure below.
//!
//! Promises: what comes out is well-formed XML whatever text goes in; coordinates have at most
//! two decimals, the same on every platform; title, small print and legend break into as many
//! lines as the width asks for; a dark page is drawn where the reader's system asks for one.
//! Refuses to know what it depicts.

mod text;

use std::fmt::Write;

pub(super) use self::text::{Anchor, Text, shortened, text_width};

use self::text::{escaped, wrapped};
use super::palette::{FADED_INK, PAGE, dark_style};
use super::table::without_end_zeros;

/// The width of a picture for a screen (pixels).
pub const WIDE: f64 = 800.0;
/// The width of a picture for a telephone (pixels).
pub const NARROW: f64 = 360.0;
/// The space left free at either side (pixels).
pub(super) const MARGIN: f64 = 20.0;
/// The room of a sample in a legend (pixels).
pub(super) const SAMPLE: (f64, f64) = (26.0, 12.0);

/// A picture of a fixed width; later elements cover earlier ones.
pub(super) struct Drawing {
    elements: String,
    pub(super) width: f64,
    title: String,
    /// Where what has been put at the top so far ends (pixels).
    pub(super) top: f64,
}

impl Drawing {
    /// An empty page with a title and, below it, a note (possibly empty).
    pub(super) fn new(width: f64, title: &str, note: &str) -> Self {
        let mut drawing = Self {
            elements: String::new(),
            width,
            title: escaped(title),
            top: 10.0,
        };
        let size = if width < WIDE { 15.0 } else { 17.0 };
        for line in wrapped(title, width - 2.0 * MARGIN, size * 0.545) {
            drawing.top += size + 3.0;
            drawing.text(&Text::new(MARGIN, drawing.top, line).size(size).bold());
        }
        for line in wrapped(note, width - 2.0 * MARGIN, 6.2) {
            drawing.top += 17.0;
            drawing.text(&Text::new(MARGIN, drawing.top, line).colour(FADED_INK));
        }
        drawing.top += 10.0;
        drawing
    }

    /// Adds rows of samples with what they stand for; a sample is drawn in [`SAMPLE`] at (0, 0).
    pub(super) fn legend(&mut self, entries: &[(String, String)]) {
        let room = self.width - 2.0 * MARGIN;
        let mut x = MARGIN;
        for (sample, meaning) in entries {
            let lines = wrapped(meaning, room - SAMPLE.0 - 6.0, 6.6);
            let longest = lines.iter().map(|line| text_width(line, 10.2));
            let width = SAMPLE.0 + 6.0 + longest.fold(0.0, f64::max);
            if x > MARGIN && x + width > self.width - MARGIN {
                (x, self.top) = (MARGIN, self.top + 19.0);
            }
            let at = (coordinate(x), coordinate(self.top));
            self.element(&format!(
                "<g transform='translate({} {})'>{sample}</g>",
                at.0, at.1
            ));
            for (k, line) in lines.iter().enumerate() {
                self.top += if k > 0 { 15.0 } else { 0.0 };
                let y = self.top + SAMPLE.1 - 1.5;
                self.text(&Text::new(x + SAMPLE.0 + 6.0, y, line.as_str()));
            }
            x += width + 18.0;
        }
        self.top += if entries.is_empty() { 0.0 } else { 24.0 };
    }

    /// A filled rectangle; `style` holds SVG attributes.
    pub(super) fn rectangle(&mut self, area: Area, style: &str) {
        let [x, y] = [area.x, area.y].map(coordinate);
        let [width, height] = [area.width, area.height].map(|size| coordinate(size.max(0.0)));
        self.element(&format!(
            "<rect x='{x}' y='{y}' width='{width}' height='{height}' {style}/>"
        ));
    }

    /// A straight line; `style` holds SVG attributes.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), style: &str) {
        self.polylines(&[vec![from, to]], style);
    }

    /// Lines through points, in one element; a single point becomes a line of no length, a dot
    /// if the style gives it round ends.
    pub(super) fn polylines(&mut self, lines: &[Vec<(f64, f64)>], style: &str) {
        let mut path = String::new();
        for line in lines {
            for (k, (x, y)) in line.iter().enumerate() {
                let letter = if k == 0 { 'M' } else { 'L' };
                let _ = write!(path, "{letter}{} {}", coordinate(*x), coordinate(*y));
            }
            if line.len() == 1 {
                path.push_str("h0");
            }
        }
        if !path.is_empty() {
            self.element(&format!("<path d='{path}' fill='none' {style}/>"));
        }
    }

    /// Dots of one colour, to the tenth of a pixel and each place once: short files for clouds.
    pub(super) fn dots(&mut self, places: &[(f64, f64)], size: f64, style: &str) {
        let tenth = |pixels: f64| (pixels * 10.0).round() as i64;
        let mut places: Vec<_> = places.iter().map(|(x, y)| (tenth(*x), tenth(*y))).collect();
        places.sort_unstable();
        places.dedup();
        let places = places
            .iter()
            .map(|(x, y)| vec![(*x as f64 / 10.0, *y as f64 / 10.0)]);
        let style = format!("stroke-width='{size}' stroke-linecap='round' {style}");
        self.polylines(&places.collect::<Vec<_>>(), &style);
    }

    /// A filled disc.
    pub(super) fn disc(&mut self, centre: (f64, f64), radius: f64, style: &str) {
        let [x, y, radius] = [centre.0, centre.1, radius].map(coordinate);
        self.element(&format!("<circle cx='{x}' cy='{y}' r='{radius}' {style}/>"));
    }

    /// Many rectangles of one style in one element: short files for crowded figures.
    pub(super) fn rectangles(&mut self, areas: &[Area], style: &str) {
        let mut path = String::new();
        for area in areas {
            let [x, y, width, height] = [area.x, area.y, area.width, area.height].map(coordinate);
            let _ = write!(path, "M{x} {y}h{width}v{height}h-{width}z");
        }
        if !path.is_empty() {
            self.element(&format!("<path d='{path}' {style}/>"));
        }
    }

    /// A line of text; nothing if it is empty.
    pub(super) fn text(&mut self, text: &Text) {
        if text.content.is_empty() {
            return;
        }
        let [x, y, size] = [text.x, text.y, text.size].map(coordinate);
        let anchor = match text.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor='middle'",
            Anchor::End => " text-anchor='end'",
        };
        let weight = if text.bold { " font-weight='bold'" } else { "" };
        let halo = match text.halo {
            true => format!(" stroke='{PAGE}' stroke-width='4' paint-order='stroke'"),
            false => String::new(),
        };
        let turn = match text.degrees {
            0.0 => String::new(),
            degrees => format!(" transform='rotate({} {x} {y})'", coordinate(degrees)),
        };
        let (colour, content) = (text.colour, escaped(&text.content));
        self.element(&format!(
            "<text x='{x}' y='{y}' font-size='{size}' fill='{colour}'{anchor}{weight}{halo}{turn}>{content}</text>"
        ));
    }

    /// The finished picture, `height` pixels high.
    pub(super) fn finish(self, height: f64) -> String {
        let (elements, title) = (&self.elements, &self.title);
        let [width, height] = [self.width, height].map(coordinate);
        let page = format!("<rect width='{width}' height='{height}' fill='{PAGE}'/>");
        let style = dark_style(&format!("{page}{elements}"));
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' \
             viewBox='0 0 {width} {height}' font-family='sans-serif' role='img'>\n\
             <title>{title}</title>\n{style}\n{page}\n{elements}</svg>\n"
        )
    }

    fn element(&mut self, element: &str) {
        self.elements.push_str(element);
        self.elements.push('\n');
    }
}

/// What is drawn into the room of a sample, for [`Drawing::legend`].
pub(super) fn sample(draw: impl FnOnce(&mut Drawing, Area)) -> String {
    let mut drawing = Drawing {
        elements: String::new(),
        width: SAMPLE.0,
        title: String::new(),
        top: 0.0,
    };
    draw(&mut drawing, Area::new(0.0, 0.0, SAMPLE.0, SAMPLE.1));
    drawing.elements.replace('\n', "")
}

/// A sample that is a rectangle.
pub(super) fn sample_box(style: &str) -> String {
    sample(|drawing, area| drawing.rectangle(area, style))
}

/// A rectangle; `x` grows to the right and `y` downwards (pixels).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    pub(super) fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    pub(super) fn right(self) -> f64 {
        self.x + self.width
    }

    pub(super) fn bottom(self) -> f64 {
        self.y + self.height
    }

    pub(super) fn centre(self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

fn coordinate(pixels: f64) -> String {
    let text = format!("{pixels:.2}");
    match without_end_zeros(&text) {
        "-0" => "0".to_owned(),
        short => short.to_owned(),
    }
}

#[cfg(test)]
mod tests;
