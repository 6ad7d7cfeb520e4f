//! How long, as a person writes it: `90s`, `30m`, `8h`, `1h30m`.

use std::time::Duration;

use crate::scalar::without_leading_zeros;

/// The longest time that is understood: a year.
const MOST: f64 = 365.0 * 86400.0;

/// Reads a length of time.
///
/// # Errors
/// If it is none, 0, or longer than a year.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let refuse =
        || format!("expected a time, such as 90s, 30m, 8h or 1h30m, at most a year; not '{text}'");
    let (mut seconds, mut rest) = (0.0, text.trim());
    while !rest.is_empty() {
        let n_digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (number, after) = rest.split_at(n_digits.ok_or_else(refuse)?);
        if without_leading_zeros(number).is_some() {
            return Err(format!("{}; {number} begins with a 0", refuse()));
        }
        let number: f64 = number.parse().map_err(|_| refuse())?;
        let unit = after.chars().next().ok_or_else(refuse)?;
        seconds += number
            * match unit {
                's' => 1.0,
                'm' => 60.0,
                'h' => 3600.0,
                'd' => 86400.0,
                _ => return Err(refuse()),
            };
        rest = &after[unit.len_utf8()..];
    }
    match seconds > 0.0 && seconds <= MOST {
        true => Ok(Duration::from_secs_f64(seconds)),
        false => Err(refuse()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_a_person_writes_them() {
        for (text, seconds) in [("90s", 90), ("30m", 1800), ("1h30m", 5400), ("0.5m", 30)] {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in [
            "",
            "90",
            "m",
            "0s",
            "1x",
            "-5m",
            "1e9h",
            "99999h",
            "5 m\u{e9}",
            "01s",
            "1h05m",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
