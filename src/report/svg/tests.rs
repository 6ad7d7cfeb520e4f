//! Tests of `svg.rs`.

use super::*;

#[test]
fn any_text_stays_well_formed() {
    let wild = "a < b & \"c\" > 'd' \u{0}\u{1b}\u{ffff}";
    let mut drawing = Drawing::new(WIDE, wild, wild);
    drawing.text(&Text::new(1.0, 2.0, wild).turned(-90.0).halo());
    drawing.legend(&[(sample_box("fill='#ffffff'"), wild.to_owned())]);
    let picture = drawing.finish(100.0);
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
fn long_names_keep_their_end_and_long_lines_break() {
    assert_eq!(shortened("layer/3", 7), "layer/3");
    assert_eq!(shortened("circuit/layer/3", 8), "…layer/3");
    assert_eq!(
        wrapped("a bc  defghij k", 50.0, 10.0),
        ["a bc", "defghij", "k"]
    );
    assert!(wrapped("", 50.0, 10.0).is_empty());
}
