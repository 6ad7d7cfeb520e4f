//! Counts on the command line.
//!
//! Promises that a number below 0 is answered as any other wrong count: an option that takes a count
//! lets negative numbers through to here.

use std::ops::RangeInclusive;

use crate::scalar::{whole_number, without_leading_zeros};

/// Reads a count within `range`.
///
/// # Errors
/// If it is no whole number, or outside the range; the text says what is expected.
pub(super) fn parse(text: &str, range: RangeInclusive<u64>) -> Result<u64, String> {
    let zeros = match without_leading_zeros(text) {
        Some(_) => ", which begins with a 0",
        None => "",
    };
    let expected = || match (range.start(), range.end()) {
        (first, &u64::MAX) => format!("expected a whole number from {first}, not '{text}'{zeros}"),
        (first, last) => {
            format!("expected a whole number from {first} to {last}, not '{text}'{zeros}")
        }
    };
    let count = whole_number(text).filter(|count| range.contains(count));
    count.ok_or_else(expected)
}

/// A count from 0.
pub(super) fn from_0(text: &str) -> Result<usize, String> {
    as_usize(text, 0)
}

/// A count from 1: of things of which none would be checked, if it were 0.
pub(super) fn from_1(text: &str) -> Result<usize, String> {
    as_usize(text, 1)
}

fn as_usize(text: &str, first: u64) -> Result<usize, String> {
    let count = parse(text, first..=u64::MAX)?;
    usize::try_from(count).map_err(|_| format!("expected at most {}, not '{text}'", usize::MAX))
}

/// The number of a presentation, or of something else that is counted from 0.
pub(super) fn index(text: &str) -> Result<u64, String> {
    parse(text, 0..=u64::MAX)
}

/// Runs per level or per combination, and the epochs of a study.
pub(super) fn to_100_000(text: &str) -> Result<u64, String> {
    parse(text, 1..=100_000)
}

/// The epochs of a sweep.
pub(super) fn to_1_000_000_000(text: &str) -> Result<u64, String> {
    parse(text, 1..=1_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_count_is_told_which_ones_there_are() {
        assert_eq!(from_0("0"), Ok(0));
        assert_eq!(from_1("7"), Ok(7));
        assert_eq!(to_100_000("100000"), Ok(100_000));
        for (read, expected) in [
            (from_0("-1").map(|_| ()), "a whole number from 0, not '-1'"),
            (from_1("0").map(|_| ()), "a whole number from 1, not '0'"),
            (from_1("01").map(|_| ()), "not '01', which begins with a 0"),
            (from_0("00").map(|_| ()), "not '00', which begins with a 0"),
            (index("x").map(|_| ()), "a whole number from 0, not 'x'"),
            (
                to_100_000("100001").map(|_| ()),
                "from 1 to 100000, not '100001'",
            ),
        ] {
            let told = read.unwrap_err();
            assert!(told.contains(expected), "{told}");
        }
    }
}
