//! A number as a person wrote it: `0.1` is one tenth, `1/3` is one third.
//!
//! Keeps the exact rational value and the text, so that every precision rounds once, from
//! the text itself, and a resolved scenario repeats what was written.

use std::fmt;
use std::str::FromStr;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Num, One, Pow, ToPrimitive, Zero};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A finite number read from text.
///
/// ```
/// use fazil::scalar::Number;
/// let third: Number = "1/3".parse()?;
/// assert_eq!(third.to_string(), "1/3");
/// assert!("one".parse::<Number>().is_err());
/// # Ok::<(), fazil::scalar::NumberError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Number {
    text: String,
    exact: BigRational,
}

/// A text that is not a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberError {
    text: String,
}

impl Number {
    /// The exact value.
    pub fn exact(&self) -> &BigRational {
        &self.exact
    }

    /// The nearest `f64`.
    pub fn to_f64(&self) -> f64 {
        self.nearest()
    }

    /// The nearest number of a primitive float type, rounded once from the text.
    pub(super) fn nearest<F: FromStr + Copy + std::ops::Div<Output = F>>(&self) -> F {
        let parse = |text: &str| text.trim().parse::<F>().ok();
        match self.text.split_once('/') {
            None => parse(&self.text),
            Some((numerator, denominator)) => {
                parse(numerator).zip(parse(denominator)).map(|(n, d)| n / d)
            }
        }
        .expect("bug: a Number was checked when it was read")
    }
}

impl From<usize> for Number {
    fn from(count: usize) -> Self {
        Self {
            text: count.to_string(),
            exact: BigRational::from_integer(count.into()),
        }
    }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let error = || NumberError {
            text: text.to_owned(),
        };
        let text = text.trim();
        let exact = match text.split_once('/') {
            Some((numerator, denominator)) => {
                let numerator = decimal(numerator.trim()).ok_or_else(error)?;
                let denominator = decimal(denominator.trim()).ok_or_else(error)?;
                if denominator.is_zero() {
                    return Err(error());
                }
                numerator / denominator
            }
            None => decimal(text).ok_or_else(error)?,
        };
        Ok(Self {
            text: text.to_owned(),
            exact,
        })
    }
}

/// The text of a number, or of a fraction, without zeros before its first digit; `None` if it has
/// none. `01` may be the second half of a decimal comma, and no program reads it in the same way as
/// every other.
///
/// ```
/// use fazil::scalar::without_leading_zeros;
/// assert_eq!(without_leading_zeros("-01.5").as_deref(), Some("-1.5"));
/// assert_eq!(without_leading_zeros("1/03").as_deref(), Some("1/3"));
/// for fine in ["0", "0.5", "-0.5", "0e0", "1e-07", "0x1F", "100"] {
///     assert_eq!(without_leading_zeros(fine), None);
/// }
/// ```
pub fn without_leading_zeros(text: &str) -> Option<String> {
    let starts_with_digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let mend = |part: &str| -> Option<String> {
        let n_before = part.len() - part.trim_start().trim_start_matches(['-', '+']).len();
        let (sign, digits) = part.split_at(n_before);
        let has_zeros = digits.strip_prefix('0').is_some_and(starts_with_digit);
        let rest = digits.trim_start_matches('0');
        let zero = if starts_with_digit(rest) { "" } else { "0" };
        has_zeros.then(|| format!("{sign}{zero}{rest}"))
    };
    let parts: Vec<&str> = text.split('/').collect();
    let is_any = parts.iter().any(|part| mend(part).is_some());
    let mended = parts
        .iter()
        .map(|part| mend(part).unwrap_or_else(|| (*part).to_owned()));
    is_any.then(|| mended.collect::<Vec<_>>().join("/"))
}

/// A whole number from 0 in digits, as a person writes it to a program: no sign, and no 0 before its
/// first digit, since `01` may be half of something else.
///
/// ```
/// use fazil::scalar::whole_number;
/// assert_eq!(["0", "10"].map(whole_number), [Some(0), Some(10)]);
/// assert_eq!(["01", "00", "+1", "-1", "1.0", "", "x"].map(whole_number), [None; 7]);
/// ```
pub fn whole_number(text: &str) -> Option<u64> {
    let is_plain = !text.starts_with('+') && without_leading_zeros(text).is_none();
    text.parse().ok().filter(|_| is_plain)
}

/// The most characters of a number before its exponent: its exact value takes time and memory.
const MOST_DIGITS: usize = 1000;

/// Reads `-12.5e-3` exactly.
fn decimal(text: &str) -> Option<BigRational> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    if exponent.abs() > 400 || mantissa.len() > MOST_DIGITS {
        return None;
    }
    let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = BigInt::from_str_radix(&digits, 10).ok()?;
    let integer = if mantissa.starts_with('-') {
        -size
    } else {
        size
    };
    let shift = exponent - i32::try_from(fraction.len()).ok()?;
    let power: BigInt = Pow::pow(BigInt::from(10), shift.unsigned_abs());
    Some(if shift < 0 {
        BigRational::new(integer, power)
    } else {
        BigRational::new(integer * power, BigInt::one())
    })
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.exact == other.exact
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "'{}' is not a finite number such as 0.1, 1e-3 or 1/3",
            self.text
        )
    }
}

impl std::error::Error for NumberError {}

impl Serialize for Number {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        // A plain literal where the shortest decimal says the same number, else the text.
        let float = self.to_f64();
        let shortest = format!("{float:?}").parse::<Number>();
        if let Some(whole) = self
            .exact
            .is_integer()
            .then(|| self.exact.to_i64())
            .flatten()
        {
            serializer.serialize_i64(whole)
        } else if shortest.is_ok_and(|shortest| shortest == *self) {
            serializer.serialize_f64(float)
        } else {
            serializer.serialize_str(&self.text)
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl de::Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a finite number such as 0.1, 1e-3 or \"1/3\"")
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Number, E> {
        value.to_string().parse().map_err(E::custom)
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Number, E> {
        value.to_string().parse().map_err(E::custom)
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Number, E> {
        // The shortest decimal that reads back as this float is the text it was written as
        // (up to 15 significant digits).
        format!("{value:?}").parse().map_err(E::custom)
    }
    fn visit_str<E: de::Error>(self, value: &str) -> Result<Number, E> {
        value.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests;
