//! One SVG picture under construction.
//!
//! Promises: what comes out is well-formed XML whatever text goes in, and coordinates are
//! written with at most two decimals, the same on every platform.
//! Refuses to know what it depicts.

use std::fmt::Write;

use super::palette::{FADED_INK, INK};
use super::table::without_end_zeros;

/// The width of every figure (pixels).
pub(super) const FIGURE_WIDTH: f64 = 800.0;

/// A picture of a fixed size; later elements cover earlier ones.
pub(super) struct Drawing {
    elements: String,
    width: f64,
    height: f64,
    title: String,
}

impl Drawing {
    /// A white page of [`FIGURE_WIDTH`] with a title and, below it, a note (possibly empty).
    pub(super) fn new(height: f64, title: &str, note: &str) -> Self {
        Self::sized((FIGURE_WIDTH, height), title, note)
    }

    /// The same of another width.
    pub(super) fn sized((width, height): (f64, f64), title: &str, note: &str) -> Self {
        let mut drawing = Self {
            elements: String::new(),
            width,
            height,
            title: escaped(title),
        };
        let page = Area {
            x: 0.0,
            y: 0.0,
            width,
            height,
        };
        drawing.rectangle(page, "fill='#ffffff'");
        let size = 17.0_f64.min((width - 40.0) / text_width(title, 1.0).max(1.0));
        drawing.text(&Text::new(20.0, 28.0, title).size(size).bold());
        drawing.text(&Text::new(20.0, 48.0, note).colour(FADED_INK));
        drawing
    }

    /// A filled rectangle; `style` holds SVG attributes.
    pub(super) fn rectangle(&mut self, area: Area, style: &str) {
        let [x, y] = [coordinate(area.x), coordinate(area.y)];
        let [width, height] = [
            coordinate(area.width.max(0.0)),
            coordinate(area.height.max(0.0)),
        ];
        self.element(&format!(
            "<rect x='{x}' y='{y}' width='{width}' height='{height}' {style}/>"
        ));
    }

    /// A straight line; `style` holds SVG attributes.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), style: &str) {
        self.polyline(&[from, to], style);
    }

    /// A line through `points`, nothing if there are none; a single point becomes a line of no
    /// length, a dot if the style gives it round ends.
    pub(super) fn polyline(&mut self, points: &[(f64, f64)], style: &str) {
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return;
        };
        let mut path = format!("M{} {}", coordinate(first.0), coordinate(first.1));
        for (x, y) in points
            .iter()
            .skip(1)
            .chain((points.len() == 1).then_some(last))
        {
            let _ = write!(path, "L{} {}", coordinate(*x), coordinate(*y));
        }
        self.element(&format!("<path d='{path}' fill='none' {style}/>"));
    }

    /// A filled disc.
    pub(super) fn disc(&mut self, centre: (f64, f64), radius: f64, style: &str) {
        let (x, y) = (coordinate(centre.0), coordinate(centre.1));
        let radius = coordinate(radius);
        self.element(&format!("<circle cx='{x}' cy='{y}' r='{radius}' {style}/>"));
    }

    /// Many rectangles of one style in one element: short files for crowded figures.
    pub(super) fn rectangles(&mut self, areas: &[Area], style: &str) {
        let mut path = String::new();
        for area in areas {
            let [x, y] = [coordinate(area.x), coordinate(area.y)];
            let [width, height] = [coordinate(area.width), coordinate(area.height)];
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
        let (x, y) = (coordinate(text.x), coordinate(text.y));
        let (size, colour) = (coordinate(text.size), text.colour);
        let anchor = match text.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor='middle'",
            Anchor::End => " text-anchor='end'",
        };
        let weight = if text.bold { " font-weight='bold'" } else { "" };
        let turn = match text.degrees {
            0.0 => String::new(),
            degrees => format!(" transform='rotate({} {x} {y})'", coordinate(degrees)),
        };
        let content = escaped(&text.content);
        self.element(&format!(
            "<text x='{x}' y='{y}' font-size='{size}' fill='{colour}'{anchor}{weight}{turn}>{content}</text>"
        ));
    }

    /// The finished picture.
    pub(super) fn finish(self) -> String {
        let Self {
            elements, title, ..
        } = &self;
        let (width, height) = (coordinate(self.width), coordinate(self.height));
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' \
             viewBox='0 0 {width} {height}' font-family='sans-serif' role='img'>\n\
             <title>{title}</title>\n{elements}</svg>\n"
        )
    }

    fn element(&mut self, element: &str) {
        self.elements.push_str(element);
        self.elements.push('\n');
    }
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

/// Which part of a text its position names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text; `y` is its base line (pixels).
pub(super) struct Text {
    x: f64,
    y: f64,
    content: String,
    size: f64,
    colour: &'static str,
    anchor: Anchor,
    bold: bool,
    degrees: f64,
}

impl Text {
    pub(super) fn new(x: f64, y: f64, content: impl Into<String>) -> Self {
        Self {
            x,
            y,
            content: content.into(),
            size: 12.0,
            colour: INK,
            anchor: Anchor::Start,
            bold: false,
            degrees: 0.0,
        }
    }

    pub(super) fn size(self, size: f64) -> Self {
        Self { size, ..self }
    }

    pub(super) fn colour(self, colour: &'static str) -> Self {
        Self { colour, ..self }
    }

    pub(super) fn anchor(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// Turned clockwise about its position.
    pub(super) fn turned(self, degrees: f64) -> Self {
        Self { degrees, ..self }
    }
}

/// An estimate, rather too wide than too narrow, of how wide a text will be (pixels).
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * 0.62
}

/// The text if it has at most `n_characters`, else its end after an ellipsis: the end of a
/// path says more than its beginning.
pub(super) fn shortened(text: &str, n_characters: usize) -> String {
    let length = text.chars().count();
    if length <= n_characters {
        return text.to_owned();
    }
    let n_kept = n_characters.saturating_sub(1);
    "…"
        .chars()
        .chain(text.chars().skip(length - n_kept))
        .collect()
}

fn coordinate(pixels: f64) -> String {
    let text = format!("{pixels:.2}");
    match without_end_zeros(&text) {
        "-0" => "0".to_owned(),
        short => short.to_owned(),
    }
}

/// Text as XML may carry it; characters XML forbids become U+FFFD.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\t' | '\n' | '\r' => safe.push(' '),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            forbidden if forbidden.is_control() => safe.push('\u{fffd}'),
            plain => safe.push(plain),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_stays_well_formed() {
        let wild = "a < b & \"c\" > 'd' \u{0}\u{1b}\u{ffff}";
        let mut drawing = Drawing::new(100.0, wild, wild);
        drawing.text(&Text::new(1.0, 2.0, wild).turned(-90.0));
        let picture = drawing.finish();
        let document = roxmltree::Document::parse(&picture).unwrap();
        let title = document
            .descendants()
            .find(|node| node.has_tag_name("title"))
            .unwrap();
        assert_eq!(
            title.text(),
            Some("a < b & \"c\" > 'd' \u{fffd}\u{fffd}\u{fffd}")
        );
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!(coordinate(1.0), "1");
        assert_eq!(coordinate(-0.001), "0");
        assert_eq!(coordinate(2.345_678), "2.35");
        assert_eq!(coordinate(100.0), "100");
    }

    #[test]
    fn long_names_keep_their_end() {
        assert_eq!(shortened("layer/3", 7), "layer/3");
        assert_eq!(shortened("circuit/layer/3", 8), "…layer/3");
    }
}
