//! The values of a factor, as a person lists them: `0,1e-5,1e-4`, `1..=8`, `0..=1:0.25`,
//! `Exact(t_d: 4),Never`.
//!
//! Promises that a comma within brackets or quotes belongs to a value, and that a range is
//! counted in exact arithmetic. Refuses to know what a value means.

use std::collections::BTreeSet;
use std::ops::Range;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::scalar::{Number, without_leading_zeros};

/// The most values of one factor.
const MOST_VALUES: usize = 10_000;
/// The most digits behind the point of a number in a range.
const MOST_DECIMALS: u32 = 20;

/// A value, and the bytes that it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

/// What is wrong with a list of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) span: Range<usize>,
    pub(crate) problem: String,
    pub(crate) expected: String,
}

fn wrong(span: &Range<usize>, problem: impl Into<String>, expected: impl Into<String>) -> Wrong {
    Wrong {
        span: span.clone(),
        problem: problem.into(),
        expected: expected.into(),
    }
}

/// The values that stand in `said` from byte `start` on.
pub(crate) fn values(said: &str, start: usize) -> Result<Vec<Value>, Wrong> {
    let mut found: Vec<Value> = Vec::new();
    let mut known = BTreeSet::new();
    for span in items(said, start)? {
        let text = &said[span.clone()];
        if text.is_empty() {
            let problem = match said[start..].trim().is_empty() {
                true => "there is no value after '='",
                false => "there is nothing between two commas",
            };
            return Err(wrong(&span, problem, "values such as 0,1e-5,1e-4 or 1..=8"));
        }
        if let Some(mended) = leading_zero(text) {
            return Err(begins_with_zero(text, &mended, &span, found.last()));
        }
        let of_item = match range(text, &span)? {
            Some(texts) => texts,
            None => vec![text.to_owned()],
        };
        for text in of_item {
            if !known.insert(identity(&text)) {
                let problem = format!("the value {text} is given twice");
                return Err(wrong(&span, problem, "each value once"));
            }
            let span = span.clone();
            found.push(Value { text, span });
        }
        if found.len() > MOST_VALUES {
            let problem = format!("these are more than {MOST_VALUES} values");
            return Err(wrong(
                &span,
                problem,
                "fewer values, such as by a larger step",
            ));
        }
    }
    Ok(found)
}

/// A number that begins with a 0 which is not its only digit, without it.
fn leading_zero(text: &str) -> Option<String> {
    text.parse::<Number>().ok()?;
    without_leading_zeros(text)
}

/// What is wrong with such a number: after a comma it is the second half of a decimal.
fn begins_with_zero(text: &str, mended: &str, span: &Range<usize>, last: Option<&Value>) -> Wrong {
    let problem = format!("the number {text} begins with a 0");
    let before = last.filter(|last| last.span.end + 1 == span.start);
    let is_whole = |value: &&Value| value.text.bytes().all(|byte| byte.is_ascii_digit());
    let expected = match before.filter(is_whole) {
        Some(Value { text: whole, .. }) => {
            format!("{whole}.{text} with a decimal point, or the value {mended}")
        }
        None => mended.to_owned(),
    };
    wrong(span, problem, expected)
}

/// Where the parts between commas stand that are in no brackets and no quotes.
fn items(said: &str, start: usize) -> Result<Vec<Range<usize>>, Wrong> {
    let (mut open, mut quoted, mut escaped) = (Vec::new(), None, false);
    let (mut found, mut first) = (Vec::new(), start);
    for (at, c) in said[start..].char_indices().map(|(at, c)| (start + at, c)) {
        if quoted.is_some() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => quoted = None,
                _ => {}
            }
            continue;
        }
        match c {
            '"' => quoted = Some(at),
            '(' | '[' | '{' => open.push(at),
            ')' | ']' | '}' if open.pop().is_none() => {
                let problem = format!("the '{c}' closes a bracket that was not opened");
                return Err(wrong(&(at..at + 1), problem, "brackets in pairs"));
            }
            ',' if open.is_empty() => {
                found.push(trimmed(said, first..at));
                first = at + 1;
            }
            _ => {}
        }
    }
    if let Some(at) = open.pop().or(quoted) {
        let problem = format!("the {} is not closed", &said[at..at + 1]);
        return Err(wrong(
            &(at..at + 1),
            problem,
            "brackets and quotes in pairs",
        ));
    }
    found.push(trimmed(said, first..said.len()));
    Ok(found)
}

fn trimmed(said: &str, span: Range<usize>) -> Range<usize> {
    let text = &said[span.clone()];
    let start = span.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

/// What two values have in common that are one: their text, or their number however it is written.
fn identity(text: &str) -> String {
    let number = text.trim_matches('"').parse::<Number>();
    number.map_or_else(|_| text.to_owned(), |number| number.exact().to_string())
}

const A_RANGE: &str = "a range such as 1..=8, or 0..=1:0.25 with a step";

/// The values of `a..=b` or `a..=b:step`; `None` if the text is no range of numbers.
fn range(text: &str, span: &Range<usize>) -> Result<Option<Vec<String>>, Wrong> {
    let Some((low, rest)) = text.split_once("..") else {
        return Ok(None);
    };
    let is_number = |text: &str| text.trim().parse::<Number>().is_ok();
    let last = rest.strip_prefix('=').unwrap_or(rest);
    let (high, step) = match last.split_once(':') {
        Some((high, step)) => (high, Some(step)),
        None => (last, None),
    };
    match (is_number(low), is_number(high)) {
        (false, false) => return Ok(None), // Such as a path with `..` in it.
        (true, true) => {}
        (false, true) if !low.trim().is_empty() => return Ok(None),
        (true, false) if !high.trim().is_empty() && !rest.starts_with('=') => return Ok(None),
        (true, false) if !high.trim().is_empty() => {
            let problem = format!("the end of the range {text} is not a number");
            return Err(wrong(span, problem, A_RANGE));
        }
        _ => {
            let problem = format!("the range {text} has only one end");
            return Err(wrong(span, problem, A_RANGE));
        }
    }
    for part in [low, high].into_iter().chain(step) {
        if let Some(mended) = leading_zero(part.trim()) {
            return Err(begins_with_zero(part.trim(), &mended, span, None));
        }
    }
    let exact = |text: &str| text.trim().parse::<Number>().map(|n| n.exact().clone());
    let (Ok(first), Ok(end), Ok(by)) = (exact(low), exact(high), exact(step.unwrap_or("1"))) else {
        let problem = format!("the step of the range {text} is not a number");
        return Err(wrong(span, problem, A_RANGE));
    };
    let said = Said {
        text,
        span,
        low,
        high,
        step,
    };
    said.values(&first, &end, &by, rest.starts_with('='))
        .map(Some)
}

/// A range as it was said.
struct Said<'a> {
    text: &'a str,
    span: &'a Range<usize>,
    low: &'a str,
    high: &'a str,
    step: Option<&'a str>,
}

impl Said<'_> {
    /// The values from `first` to `end`, which the steps must reach.
    fn values(
        &self,
        first: &BigRational,
        end: &BigRational,
        by: &BigRational,
        is_inclusive: bool,
    ) -> Result<Vec<String>, Wrong> {
        let Self {
            text,
            span,
            low,
            high,
            step,
        } = *self;
        let is_whole = first.is_integer() && end.is_integer();
        if step.is_none() && !is_whole && first < end {
            let half = (end - first) / BigRational::from_integer(2.into());
            let problem = match is_inclusive {
                true => format!("the range {text} has no step, and its ends are not whole numbers"),
                false => {
                    format!("it is not clear whether {text} holds its end, and it has no step")
                }
            };
            let half = written(&half);
            let expected = format!("a step after a colon, such as {low}..={high}:{half}");
            return Err(wrong(span, problem, expected));
        }
        if !is_inclusive {
            let problem = format!("it is not clear whether {text} holds its end");
            let with_step = step.map_or(String::new(), |step| format!(":{step}"));
            let expected = match is_reached(first, end, by) {
                true => format!("{low}..={high}{with_step}, which holds it"),
                false => A_RANGE.to_owned(),
            };
            return Err(wrong(span, problem, expected));
        }
        let values = count(text, span, first, end, by)?;
        match is_reached(first, end, by) {
            true => Ok(values.iter().map(written).collect()),
            false => Err(self.unreached(&values, by)),
        }
    }

    /// A range whose end lies between two of its steps.
    fn unreached(&self, values: &[BigRational], by: &BigRational) -> Wrong {
        let Self {
            text,
            span,
            low,
            step,
            ..
        } = *self;
        let (Some(last), Some(first)) = (values.last(), values.first()) else {
            return wrong(span, format!("the range {text} is empty"), A_RANGE);
        };
        let until = |end: &BigRational| format!("{low}..={}:{}", written(end), step.unwrap_or("1"));
        let next = until(&(last + by));
        let expected = match last == first {
            true => format!("{next}, or a smaller step"),
            false => format!("{} or {next}", until(last)),
        };
        let problem = format!(
            "the steps of the range {text} do not reach its end: the last value before it is {}",
            written(last)
        );
        wrong(span, problem, expected)
    }
}

/// Whether some number of steps leads from `low` to `high`.
fn is_reached(low: &BigRational, high: &BigRational, step: &BigRational) -> bool {
    let n_steps = (!step.is_zero()).then(|| (high - low) / step);
    n_steps.is_some_and(|n| n.is_integer() && !n.is_negative())
}

fn count(
    text: &str,
    span: &Range<usize>,
    low: &BigRational,
    high: &BigRational,
    step: &BigRational,
) -> Result<Vec<BigRational>, Wrong> {
    if step.is_zero() {
        let problem = format!("the step of the range {text} is 0");
        return Err(wrong(span, problem, "a step above 0"));
    }
    let n_steps = ((high - low) / step).floor().to_integer();
    if n_steps.is_negative() {
        let problem = format!("the range {text} is empty");
        let expected = "the smaller number first, or a step below 0, such as 8..=1:-1";
        return Err(wrong(span, problem, expected));
    }
    match n_steps.to_usize() {
        Some(n) if n < MOST_VALUES => {
            let value = |k: usize| low + step * BigRational::from_integer(k.into());
            Ok((0..=n).map(value).collect())
        }
        _ => {
            let problem = format!("the range {text} has more than {MOST_VALUES} values");
            Err(wrong(span, problem, "a larger step"))
        }
    }
}

/// In decimals where that is the number itself, else as a fraction.
fn written(number: &BigRational) -> String {
    if number.is_integer() {
        return number.to_integer().to_string();
    }
    let ten = BigInt::from(10);
    for n_decimals in 1..=MOST_DECIMALS {
        let scaled = number * BigRational::from_integer(ten.pow(n_decimals));
        if scaled.is_integer() {
            let sign = if number.is_negative() { "-" } else { "" };
            let digits = scaled.to_integer().abs().to_string();
            let digits = format!("{digits:0>width$}", width = n_decimals as usize + 1);
            let (whole, decimals) = digits.split_at(digits.len() - n_decimals as usize);
            return format!("{sign}{whole}.{decimals}");
        }
    }
    number.to_string()
}

#[cfg(test)]
mod tests;
