//! Tests of `diagnostic.rs`.

use super::*;

#[test]
fn the_caret_stands_under_the_mistake() {
    let text = "(\n\tα: 1, alpha: -1,\n)";
    let at = text.find("-1").unwrap();
    let mistake = Mistake::new(at..at + 2, "alpha is -1").expecting("a number above 0");
    assert_eq!(
        mistake.show(Page::File("a.ron", text)).to_string(),
        "a.ron:2:15: alpha is -1\n    2 |  α: 1, alpha: -1,\n      |               ^^\n        \
         expected: a number above 0"
    );
    let past_the_end = Mistake::new(99..99, "end").show(Page::File("a.ron", text));
    assert_eq!(past_the_end.place, "a.ron:3:2");
}

#[test]
fn a_lone_carriage_return_ends_a_line() {
    for end in ["\r", "\n", "\r\n"] {
        let text = ["(", "\tα: 1, alpha: -1,", ")"].join(end);
        let at = text.find("-1").unwrap();
        let shown = Mistake::new(at..at + 2, "alpha is -1").show(Page::File("a.ron", &text));
        assert_eq!(shown.place, "a.ron:2:15", "{end:?}");
        assert_eq!(shown.source, " α: 1, alpha: -1,", "{end:?}");
        assert_eq!(line_number(&text, text.len()), 3, "{end:?}");
    }
}

#[test]
fn control_characters_never_reach_the_terminal() {
    let text = "(\u{1b}[2J\u{7}\u{9b}31m\u{202e})";
    let name = "a\u{1b}.ron";
    let mistake = Mistake::new(1..2, format!("'{text}'")).expecting(text);
    let shown = mistake.show(Page::File(name, text)).to_string();
    assert!(
        shown.chars().all(|c| c == '\n' || !is_invisible(c)),
        "{shown:?}"
    );
    assert!(
        shown.starts_with("a\\u{1b}.ron:1:2: '(\\u{1b}[2J"),
        "{shown}"
    );
}

#[test]
fn long_lines_are_cut_around_the_mistake() {
    let text = format!("{}!{}", "a".repeat(300), "b".repeat(300));
    let shown = Mistake::new(300..301, "x").show(Page::File("a", &text));
    assert_eq!(shown.source.chars().nth(shown.caret), Some('!'));
    assert!(shown.source.len() <= WIDEST);
}

#[test]
fn near_names_are_near() {
    for (name, near) in [
        ("alfa", Some("alpha")),
        ("Fazil", Some("FaZIL")),
        ("activ", Some("activation")),
        ("zzz", None),
    ] {
        assert_eq!(
            nearest(name, ["alpha", "FaZIL", "activation"]),
            near,
            "{name}"
        );
    }
}
