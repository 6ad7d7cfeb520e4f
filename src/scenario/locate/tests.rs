//! Tests of `locate.rs`.

use super::*;

#[test]
fn values_are_found_by_path() {
    let text = r##"#![enable(implicit_some)]
        // ( a comment
        Top(
            widths: [1, 2, /* 3, /* nested */ */ 4,],
            rule: IL(t_c: 20), text: "a \" ) b", raw: r#"x " ( y"#,
            maybe: Some((deep: 1.5e-3)), given: Given((theta: [[["1/3"]]])), unit: (),
        )"##;
    let outline = Outline::of(text);
    assert_eq!(outline.slips, []);
    for (path, value) in [
        ("widths[2]", "4"),
        ("rule", "IL(t_c: 20)"),
        ("rule.t_c", "20"),
        ("text", r#""a \" ) b""#),
        ("raw", r##"r#"x " ( y"#"##),
        ("maybe.deep", "1.5e-3"),
        ("given.theta[0][0][0]", "\"1/3\""),
        ("unit", "()"),
    ] {
        assert_eq!(&text[outline.span(path)], value, "{path}");
    }
    let path = steps("rule.other").unwrap();
    let (node, rest) = outline.find(&path);
    assert_eq!((node.name.as_str(), rest.len()), ("IL", 1));
}

#[test]
fn slips_say_where() {
    for (text, slips) in [
        ("(a: 1", &[Slip::Unclosed { open: 0 }][..]),
        ("(a: [1)", &[Slip::Unclosed { open: 4 }]),
        ("(a: [1), b: 2)", &[Slip::Mismatched { open: 4, close: 6 }]),
        ("(a: [1]], b: 2)", &[Slip::Stray { close: 7 }]),
        ("(a: (c: 1)), b: 2)", &[Slip::Stray { close: 10 }]),
        ("(a: 1 b: 2)", &[Slip::MissingComma { after: 5 }]),
        ("(a: \"x)", &[Slip::Unterminated { start: 4 }]),
        ("(a: ,)", &[Slip::MissingValue { at: 4 }]),
        ("(a: 1))", &[Slip::Trailing { at: 6 }]),
        ("(a: 1 /* x)", &[Slip::Unterminated { start: 6 }]),
        (
            "(a = 1; b 2)",
            &[
                Slip::Equals { at: 3 },
                Slip::Semicolon { at: 6 },
                Slip::MissingColon { after: 9 },
            ],
        ),
        (
            "(a: 0,01, b: 1/3)",
            &[
                Slip::DecimalComma { start: 4, end: 8 },
                Slip::Fraction { start: 13, end: 16 },
            ],
        ),
        ("[[1, 2], [3,4]]", &[]),
    ] {
        assert_eq!(Outline::of(text).slips, slips, "{text}");
    }
    assert!(steps("a..b").is_none() && steps("a[x]").is_none() && steps("").is_none());
}

#[test]
fn brackets_without_end_are_refused_without_recursion() {
    for text in [
        "(".repeat(100_000),
        "[".repeat(100_000),
        "(a:".repeat(100_000),
    ] {
        let outline = Outline::of(&text);
        assert!(
            matches!(outline.slips[..], [Slip::TooDeep { .. }]),
            "{:?}",
            outline.slips
        );
        assert!(!outline.is_whole);
    }
    assert!(Outline::of(&")".repeat(100_000)).slips.len() < 60);
}
