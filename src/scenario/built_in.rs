//! The scenarios that are part of the program.
//!
//! Promises that each of them is well formed. Refuses to know what they show.

/// Name and text, in the order of a tour.
const TABLE: [(&str, &str); 14] = [
    ("hand", include_str!("../../scenarios/hand.ron")),
    ("xor", include_str!("../../scenarios/xor.ron")),
    ("exact", include_str!("../../scenarios/exact.ron")),
    ("digits", include_str!("../../scenarios/digits.ron")),
    ("digits-zil", include_str!("../../scenarios/digits-zil.ron")),
    ("digits-il", include_str!("../../scenarios/digits-il.ron")),
    (
        "digits-tonic",
        include_str!("../../scenarios/digits-tonic.ron"),
    ),
    (
        "digits-tonic-settle",
        include_str!("../../scenarios/digits-tonic-settle.ron"),
    ),
    ("deep", include_str!("../../scenarios/deep.ron")),
    ("residual", include_str!("../../scenarios/residual.ron")),
    ("receptive", include_str!("../../scenarios/receptive.ron")),
    ("two-eyes", include_str!("../../scenarios/two-eyes.ron")),
    ("sparse", include_str!("../../scenarios/sparse.ron")),
    ("mnist", include_str!("../../scenarios/mnist.ron")),
];

/// All names.
pub(super) fn names() -> Vec<&'static str> {
    TABLE.iter().map(|(name, _)| *name).collect()
}

/// A name without its ending.
pub(super) fn stem(name: &str) -> &str {
    name.strip_suffix(".ron").unwrap_or(name)
}

/// The text of one.
pub(super) fn text(name: &str) -> Option<&'static str> {
    let found = TABLE.iter().find(|(known, _)| *known == name);
    found.map(|(_, text)| *text)
}
