//! Lists and ranges of values, right and wrong.

use super::*;

fn texts(list: &str) -> Vec<String> {
    let found = values(list, 0).unwrap_or_else(|wrong| panic!("{list}: {wrong:?}"));
    found.into_iter().map(|value| value.text).collect()
}

#[test]
fn lists_and_ranges_are_counted_exactly() {
    for (list, expected) in [
        ("0,1e-5, 1e-4", &["0", "1e-5", "1e-4"][..]),
        ("1..=4", &["1", "2", "3", "4"]),
        ("1..=7:3", &["1", "4", "7"]),
        ("1e-3..=0.1:0.033", &["0.001", "0.034", "0.067", "0.1"]),
        ("0.5..=0.5", &["0.5"]),
        ("0..=0.3:0.1", &["0", "0.1", "0.2", "0.3"]),
        ("-0.1..=0.05:0.05", &["-0.1", "-0.05", "0", "0.05"]),
        ("3..=1:-1", &["3", "2", "1"]),
        ("1..=2, 4, 6..=7", &["1", "2", "4", "6", "7"]),
        ("1/3..=1:1/3", &["1/3", "2/3", "1"]),
        ("FaZIL,ZIL,IL(t_c: 20)", &["FaZIL", "ZIL", "IL(t_c: 20)"]),
        ("[7, 12],[10, 15]", &["[7, 12]", "[10, 15]"]),
        (
            "Tolerance(t_d: 4, q: 0.1),Never",
            &["Tolerance(t_d: 4, q: 0.1)", "Never"],
        ),
        (r#""a, (b",c"#, &[r#""a, (b""#, "c"]),
        ("../a,../b", &["../a", "../b"]),
    ] {
        assert_eq!(texts(list), expected, "{list}");
    }
}

#[test]
fn a_wrong_list_says_where_and_what_instead() {
    for (list, at, problem) in [
        ("", 0..0, "no value"),
        ("1,,2", 2..2, "between two commas"),
        ("1,2,1", 4..5, "twice"),
        ("0.1,0.10", 4..8, "twice"),
        ("0.5,\"1/2\"", 4..9, "twice"),
        ("0,01", 2..4, "the number 01 begins with a 0"),
        ("01..=3", 0..6, "the number 01 begins with a 0"),
        ("0..=1:00.5", 0..10, "the number 00.5 begins with a 0"),
        ("1..8", 0..4, "not clear whether 1..8 holds its end"),
        ("8..=1", 0..5, "empty"),
        ("1..=8:0", 0..7, "step"),
        ("1..=8:x", 0..7, "not a number"),
        ("1..=", 0..4, "one end"),
        ("1..=x", 0..5, "not a number"),
        ("0..=1:1e-9", 0..10, "more than 10000 values"),
        ("IL(t_c: 20,ZIL", 2..3, "not closed"),
        ("1),2", 1..2, "not opened"),
    ] {
        let found = values(list, 0).unwrap_err();
        assert!(found.problem.contains(problem), "{list}: {found:?}");
        assert_eq!(found.span, at, "{list}: {found:?}");
    }
}

/// The saboteurs: a step of 1 that nobody asked for; an end that is left out without a word;
/// advice that is refused in its turn.
#[test]
fn a_range_whose_end_is_not_reached_is_told_the_nearest_ends() {
    for (list, problem, advised) in [
        ("0.1..=0.2", "has no step", &["0.1..=0.2:0.05"][..]),
        ("1e-3..=1e-1", "has no step", &["1e-3..=1e-1:0.0495"]),
        ("0.1..0.2", "no step", &["0.1..=0.2:0.05"]),
        ("1..=2.5", "has no step", &["1..=2.5:0.75"]),
        ("1..8", "not clear", &["1..=8"]),
        ("8..1", "not clear", &["1..=8"]),
        ("0..1:0.25", "not clear", &["0..=1:0.25"]),
        (
            "1..=8:3",
            "last value before it is 7",
            &["1..=7:3", "1..=10:3"],
        ),
        (
            "8..=1:-3",
            "last value before it is 2",
            &["8..=2:-3", "8..=-1:-3"],
        ),
        (
            "0..=1:0.3",
            "last value before it is 0.9",
            &["0..=0.9:0.3", "0..=1.2:0.3"],
        ),
        (
            "0.1..=0.2:1",
            "last value before it is 0.1",
            &["0.1..=1.1:1"],
        ),
    ] {
        let found = values(list, 0).unwrap_err();
        assert!(found.problem.contains(problem), "{list}: {found:?}");
        for advice in advised {
            assert!(found.expected.contains(advice), "{list}: {found:?}");
            assert!(values(advice, 0).is_ok(), "{list}: {advice} is refused");
        }
    }
}
