//! The colours of every figure.
//!
//! Promises: data wear the Okabe-Ito colours, which stay apart for colour-blind readers.
//! Refuses to know what a colour stands for.

/// Text and axes.
pub(super) const INK: &str = "#222222";
/// Secondary text.
pub(super) const FADED_INK: &str = "#666666";
/// Frames and grid lines.
pub(super) const HAIRLINE: &str = "#cccccc";
/// The background of a quiet span of time.
pub(super) const PALE_GREY: &str = "#ececec";
/// Okabe-Ito blue.
pub(super) const BLUE: &str = "#0072B2";
/// Okabe-Ito orange.
pub(super) const ORANGE: &str = "#E69F00";

/// The colour of the n-th kind of thing; repeats after eight.
///
/// Yellow, the palette's eighth colour, is hard to see on white; the palette's grey stands in.
pub(super) fn categorical(index: usize) -> &'static str {
    const COLOURS: [&str; 8] = [
        BLUE, "#D55E00", "#009E73", "#CC79A7", ORANGE, "#56B4E9", "#000000", "#999999",
    ];
    COLOURS[index % COLOURS.len()]
}

/// A shade between white (`strength` 0) and a deep blue (1), deep enough for white text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shade {
    /// Red, green, blue, each in [0, 255].
    channels: [f64; 3],
}

impl Shade {
    pub(super) fn of(strength: f64) -> Self {
        let strength = strength.clamp(0.0, 1.0);
        let blue = [0.0, 79.0, 124.0];
        Self {
            channels: blue.map(|full| (255.0 + (full - 255.0) * strength).round()),
        }
    }

    pub(super) fn hex(self) -> String {
        let [red, green, blue] = self.channels.map(|channel| channel as u8);
        format!("#{red:02X}{green:02X}{blue:02X}")
    }

    /// Black or white, whichever contrasts more with this shade.
    pub(super) fn readable_ink(self) -> &'static str {
        let luminance = self.luminance();
        let contrast_with_black = (luminance + 0.05) / 0.05;
        let contrast_with_white = 1.05 / (luminance + 0.05);
        if contrast_with_black >= contrast_with_white {
            "#000000"
        } else {
            "#FFFFFF"
        }
    }

    /// Relative luminance in [0, 1], with sRGB's curve taken as a square: no `pow`, so the
    /// same on every platform.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self
            .channels
            .map(|channel| channel / 255.0 * channel / 255.0);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_run_from_white_to_blue_and_stay_readable() {
        assert_eq!(Shade::of(0.0).hex(), "#FFFFFF");
        assert_eq!(Shade::of(1.0).hex(), "#004F7C");
        assert_eq!(Shade::of(0.0).readable_ink(), "#000000");
        assert_eq!(Shade::of(1.0).readable_ink(), "#FFFFFF");
        for step in 0..=100 {
            let shade = Shade::of(f64::from(step) / 100.0);
            let luminance = shade.luminance();
            let contrast = match shade.readable_ink() {
                "#000000" => (luminance + 0.05) / 0.05,
                _ => 1.05 / (luminance + 0.05),
            };
            assert!(contrast > 4.5, "{} carries {contrast}", shade.hex());
        }
    }
}
