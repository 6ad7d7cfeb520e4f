//! The colours of every figure, on a white page and on a dark one.
//!
//! Promises: data wear the Okabe-Ito colours, which stay apart for colour-blind readers; a
//! figure names only the colours of a white page, and [`dark_style`] changes them where the
//! reader's system asks for a dark one.
//! Refuses to know what a colour stands for.

/// The page; also text and outlines on strong colours.
pub(super) const PAGE: &str = "#ffffff";
/// Text and axes.
pub(super) const INK: &str = "#222222";
/// Secondary text.
pub(super) const FADED_INK: &str = "#666666";
/// Frames and grid lines.
pub(super) const HAIRLINE: &str = "#cccccc";
/// The background of a quiet span of time.
pub(super) const PALE_GREY: &str = "#ececec";
/// Okabe-Ito blue.
pub(super) const BLUE: &str = "#0072b2";
/// Okabe-Ito orange.
pub(super) const ORANGE: &str = "#e69f00";
/// Error neurons.
pub(super) const RED: &str = "#c3272b";
/// Text on a weak and on a strong shade.
const ON_WEAK: &str = "#000000";
const ON_STRONG: &str = "#fffffe";
/// The strongest shade.
const DEEP: &str = "#004f7c";

/// Every colour on a white page, and what it becomes on a dark one.
const ON_DARK: [(&str, &str); 16] = [
    (PAGE, "#14171c"),
    (INK, "#e6e6e6"),
    (FADED_INK, "#a9afb8"),
    (HAIRLINE, "#454b54"),
    (PALE_GREY, "#2a2f37"),
    (BLUE, "#4aa8e8"),
    ("#d55e00", "#f08a3c"),
    ("#009e73", "#2cc79b"),
    ("#cc79a7", "#e29bc3"),
    (ORANGE, "#f2b632"),
    ("#56b4e9", "#9ad6fa"),
    ("#999999", "#b9bec6"),
    (RED, "#ff7b70"),
    (ON_WEAK, "#ffffff"),
    (ON_STRONG, "#000000"),
    (DEEP, "#468ab6"),
];

/// The style sheet that gives these SVG elements their colours on a dark page.
pub(super) fn dark_style(elements: &str) -> String {
    let used = ON_DARK.iter().filter(|(light, _)| elements.contains(light));
    let rules = used.map(|(light, dark)| {
        format!("[fill='{light}']{{fill:{dark}}}[stroke='{light}']{{stroke:{dark}}}")
    });
    let rules: String = rules.collect();
    format!("<style>@media(prefers-color-scheme:dark){{{rules}}}</style>")
}

/// The colour of the n-th kind of thing; repeats after eight.
///
/// Yellow, the palette's eighth colour, is hard to see on white; the palette's grey stands in.
pub(super) fn categorical(index: usize) -> &'static str {
    const COLOURS: [&str; 8] = [
        BLUE, "#d55e00", "#009e73", "#cc79a7", ORANGE, "#56b4e9", "#000000", "#999999",
    ];
    COLOURS[index % COLOURS.len()]
}

/// The fill of a field: from the page (`strength` 0) to a deep blue (1).
pub(super) fn shade(strength: f64) -> String {
    let opacity = format!("{:.2}", strength.clamp(0.0, 1.0));
    format!("fill='{DEEP}' fill-opacity='{opacity}'")
}

/// The strength from which on a shade carries the page's colour, not the ink's.
const STRONG: f64 = 0.79;

/// The colour of text on a shade, which contrasts with it on both pages.
pub(super) fn ink_on(strength: f64) -> &'static str {
    match strength < STRONG {
        true => ON_WEAK,
        false => ON_STRONG,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance in [0, 1], with sRGB's curve taken as a square.
    fn luminance(channels: [f64; 3]) -> f64 {
        let [red, green, blue] = channels.map(|channel| channel * channel);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn channels(hex: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
    }

    fn on_dark(light: &str) -> &'static str {
        let found = ON_DARK.iter().find(|(colour, _)| *colour == light);
        found.unwrap().1
    }

    fn contrast(one: f64, other: f64) -> f64 {
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn text_on_every_shade_is_readable_on_both_pages() {
        for step in 0..=100 {
            let strength = f64::from(step) / 100.0;
            let ink = ink_on(strength);
            for [page, deep, ink] in [
                [PAGE, DEEP, ink],
                [on_dark(PAGE), on_dark(DEEP), on_dark(ink)],
            ] {
                let (page, deep) = (channels(page), channels(deep));
                let blend = [0, 1, 2].map(|k| page[k] + (deep[k] - page[k]) * strength);
                let contrast = contrast(luminance(blend), luminance(channels(ink)));
                assert!(contrast > 4.45, "{strength} with {ink}: {contrast}");
            }
        }
    }

    #[test]
    fn text_and_data_are_seen_on_both_pages() {
        for (light, dark) in ON_DARK {
            let least = match light {
                INK | FADED_INK => 4.5,
                // Orange is drawn wide, or beside another mark.
                _ if (0..8).any(|k| categorical(k) == light) || light == RED => 1.9,
                _ => continue,
            };
            for [page, colour] in [[PAGE, light], [on_dark(PAGE), dark]] {
                let [page, colour] = [page, colour].map(|hex| luminance(channels(hex)));
                let contrast = contrast(page, colour);
                assert!(contrast > least, "{light} {dark}: {contrast}");
            }
        }
    }

    #[test]
    fn only_the_colours_in_use_are_changed_on_a_dark_page() {
        let style = dark_style("<rect fill='#222222'/>");
        assert!(style.contains(on_dark(INK)) && !style.contains(on_dark(BLUE)));
    }
}
