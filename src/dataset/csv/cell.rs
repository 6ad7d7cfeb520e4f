//! One cell of a table as a number.
//!
//! Promises the nearest number of the precision to what is written, and the reason why a cell is
//! none, with advice.

use crate::dataset::array::exact_integer;
use crate::dataset::classes::shown;
use crate::scalar::{Number, Precision, Scalar};

/// What a missing value is called in other programs.
const MISSING: [&str; 9] = ["na", "n/a", "nan", "null", "none", "nil", "?", "-", "."];

/// Whether a text is a number such as `0.1`, `-2` or `1e-3`, of any size.
pub(super) fn is_decimal(text: &str) -> bool {
    let is_of_numbers = |byte: u8| matches!(byte, b'0'..=b'9' | b'.' | b'+' | b'-' | b'e' | b'E');
    text.bytes().all(is_of_numbers) && text.parse::<f64>().is_ok()
}

/// The number in a cell; the reason if there is none.
pub(super) fn number<S: Scalar>(text: &str) -> Result<S, String> {
    if text.is_empty() {
        return Err("the cell is blank, expected a number".to_owned());
    }
    if !is_decimal(text) {
        return Err(no_number(text));
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let integer = text.parse().ok().and_then(exact_integer);
        return integer.ok_or_else(|| inexact::<S>(text));
    }
    let value = match quick(text) {
        Some(value) => value,
        None => match text.parse::<Number>() {
            Ok(number) => S::from_number(&number),
            Err(_) => return beyond(text),
        },
    };
    match value.is_finite() {
        true => Ok(value),
        false => Err(format!(
            "{} is too large for {:?}",
            shown(text),
            S::PRECISION
        )),
    }
}

/// A number whose exponent or number of digits is beyond those of [`Number`]. A float of it is 0 or
/// too large, as of `1e-400` and `1e400`, unless exponent and digits make up for one another.
fn beyond<S: Scalar>(text: &str) -> Result<S, String> {
    let (shown, precision) = (shown(text), S::PRECISION);
    let nearest: f64 = text.parse().map_err(|_| no_number(text))?;
    let mut mantissa = text.bytes().take_while(|byte| !matches!(byte, b'e' | b'E'));
    let is_zero = mantissa.all(|byte| !matches!(byte, b'1'..=b'9'));
    let is_float = precision != Precision::Exact;
    if is_zero || (is_float && nearest == 0.0) {
        return Ok(S::from_f64(nearest));
    }
    Err(match is_float && nearest.is_infinite() {
        true => format!("{shown} is too large for {precision:?}"),
        false => format!(
            "{shown} has an exponent beyond 400 or more than 1000 digits, expected a shorter number"
        ),
    })
}

fn inexact<S: Scalar>(text: &str) -> String {
    let (shown, precision) = (shown(text), S::PRECISION);
    format!("{shown} is an integer that {precision:?} does not hold exactly")
}

/// The nearest number by way of the nearest `f64`, where that is the same; `None` where it may not
/// be. Exact values take a microsecond each.
fn quick<S: Scalar>(text: &str) -> Option<S> {
    if text.len() > 300 {
        return None;
    }
    let nearest: f64 = text.parse().ok()?;
    let mut mantissa = text.bytes().take_while(|byte| !matches!(byte, b'e' | b'E'));
    let is_zero = mantissa.all(|byte| !matches!(byte, b'1'..=b'9'));
    let is_ordinary = is_zero || (1e-30..1e30).contains(&nearest.abs());
    // Midway between two numbers of 24 bits it matters on which side of it the text lies.
    let is_midway = nearest.to_bits() & 0x1fff_ffff == 0x1000_0000;
    match S::PRECISION {
        Precision::F64 if is_ordinary => Some(S::from_f64(nearest)),
        Precision::F32 if is_ordinary && !is_midway => Some(S::from_f64(nearest)),
        _ => None,
    }
}

fn no_number(text: &str) -> String {
    let shown = shown(text);
    let lower = text.to_ascii_lowercase();
    if MISSING.contains(&lower.as_str()) {
        return format!("{shown} stands for a missing value, and every cell must be a number");
    }
    if ["inf", "infinity"].contains(&lower.trim_start_matches(['-', '+'])) {
        return format!("{shown} is not finite, expected a finite number");
    }
    let with_point = text.replacen(',', ".", 1);
    if text.contains(',') && with_point.parse::<Number>().is_ok() {
        return format!(
            "{shown} has a decimal comma, expected a decimal point, as in {with_point}: save the table with points"
        );
    }
    if let Some(delimiter) = [';', '\t', '|'].into_iter().find(|c| text.contains(*c)) {
        let delimiter = delimiter.escape_debug();
        return format!(
            "{shown} is not a number; if cells stand between '{delimiter}', say delimiter: \"{delimiter}\""
        );
    }
    format!("{shown} is not a number, expected one such as 0.1, -2 or 1e-3")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Draws, Exact};

    #[test]
    fn the_quick_way_gives_the_nearest_number() {
        let mut draws = Draws::new(5, "cells");
        let mut texts: Vec<String> = (0..20_000)
            .map(|_| {
                let n_digits = 1 + draws.below(18) as u32;
                let digits = draws.below(10_u64.pow(n_digits));
                format!(
                    "{digits}.{}e{}",
                    draws.below(1000),
                    draws.below(70) as i64 - 35
                )
            })
            .collect();
        // Midway between two f32, and a little above.
        texts.push("16777217.0".to_owned());
        texts.push("16777217.0000000000000000000001".to_owned());
        for text in texts {
            let exact: Number = text.parse().unwrap();
            if S32.contains(&exact.to_f64().abs()) {
                let single: f32 = number(&text).unwrap();
                assert_eq!(
                    single.to_bits(),
                    f32::from_number(&exact).to_bits(),
                    "{text}"
                );
            }
            let double: f64 = number(&text).unwrap();
            assert_eq!(
                double.to_bits(),
                f64::from_number(&exact).to_bits(),
                "{text}"
            );
        }
        assert_ne!(
            number::<f32>("16777217.0"),
            number::<f32>("16777217.0000000000000000000001")
        );
    }

    const S32: std::ops::Range<f64> = 0.0..3e38;

    #[test]
    fn an_exponent_of_any_size_is_that_of_a_number() {
        assert_eq!(number::<f64>("1e-99999999999"), number::<f64>("1e-400"));
        assert_eq!(number::<f32>("-1e-99999999999"), Ok(-0.0));
        assert_eq!(number::<Exact>("0e999999999"), Ok(Exact::zero()));
        let told = number::<f64>("1e999999999").unwrap_err();
        assert_eq!(told, "'1e999999999' is too large for F64");
        for text in ["1e999999999", "1e-999999999"] {
            let told = number::<Exact>(text).unwrap_err();
            assert!(told.contains("has an exponent beyond 400"), "{told}");
        }
        let long = format!("0.{}1e500", "0".repeat(499));
        assert!(
            number::<f32>(&long)
                .unwrap_err()
                .contains("an exponent beyond 400")
        );
    }

    #[test]
    fn what_is_no_number_is_refused_with_advice() {
        for (text, expected) in [
            ("", "the cell is blank"),
            ("NaN", "missing value"),
            ("?", "missing value"),
            ("-inf", "not finite"),
            ("1,5", "decimal comma, expected a decimal point, as in 1.5"),
            ("1;2", "say delimiter: \";\""),
            ("cat", "'cat' is not a number"),
            ("1/3", "'1/3' is not a number"),
            ("0x10", "is not a number"),
            ("1_000", "is not a number"),
            ("1.2.3", "is not a number"),
            ("1e", "is not a number"),
            ("--1", "is not a number"),
            ("1e39", "too large for F32"),
            ("16777217", "an integer that F32 does not hold exactly"),
            (
                "99999999999999999999999999999999999999999999",
                "does not hold exactly",
            ),
            ("\u{1b}[31m", "'\\u{1b}[31m' is not a number"),
        ] {
            let found = number::<f32>(text).unwrap_err();
            assert!(found.contains(expected), "{text}: {found}");
        }
    }
}
