//! Texts of a picture: a line with its place and looks, and how wide it will be.
//!
//! Promises estimates of width that are rather too wide than too narrow.

use crate::report::palette::INK;

/// Which part of a text its position names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text; `y` is its base line (pixels).
pub(in crate::report) struct Text {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) content: String,
    pub(super) size: f64,
    pub(super) colour: &'static str,
    pub(super) anchor: Anchor,
    pub(super) bold: bool,
    pub(super) halo: bool,
    pub(super) degrees: f64,
}

impl Text {
    pub(in crate::report) fn new(x: f64, y: f64, content: impl Into<String>) -> Self {
        Self {
            x,
            y,
            content: content.into(),
            size: 12.0,
            colour: INK,
            anchor: Anchor::Start,
            bold: false,
            halo: false,
            degrees: 0.0,
        }
    }

    pub(in crate::report) fn size(self, size: f64) -> Self {
        Self { size, ..self }
    }

    pub(in crate::report) fn colour(self, colour: &'static str) -> Self {
        Self { colour, ..self }
    }

    pub(in crate::report) fn anchor(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(in crate::report) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// With a rim of the page's colour, to be read on lines.
    pub(in crate::report) fn halo(self) -> Self {
        Self { halo: true, ..self }
    }

    /// Turned clockwise about its position.
    pub(in crate::report) fn turned(self, degrees: f64) -> Self {
        Self { degrees, ..self }
    }
}

/// An estimate, rather too wide than too narrow, of how wide a text will be (pixels).
pub(in crate::report) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * 0.62
}

/// The text in lines of at most `room` pixels, at so many pixels a character; none if it is
/// empty. A word that is too long has a line of its own.
pub(super) fn wrapped(text: &str, room: f64, per_character: f64) -> Vec<String> {
    let most = (room / per_character) as usize;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The text if it has at most `n_characters`, else its end after an ellipsis: the end of a
/// path says more than its beginning.
pub(in crate::report) fn shortened(text: &str, n_characters: usize) -> String {
    let length = text.chars().count();
    if length <= n_characters {
        return text.to_owned();
    }
    let kept = text.chars().skip(length - n_characters.saturating_sub(1));
    std::iter::once('…').chain(kept).collect()
}

/// Text as XML may carry it; characters XML forbids become U+FFFD.
pub(super) fn escaped(text: &str) -> String {
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
