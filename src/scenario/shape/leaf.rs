//! Numbers, texts, true and false, as RON writes them and as people do.
//!
//! Promises a right spelling for a wrong one wherever it is clear what was meant. Refuses to
//! round: a decimal is handed on as text.

use crate::scalar::{Number, without_leading_zeros};
pub(super) use crate::scenario::locate::short;

/// A value that cannot stand where it does.
pub(super) struct Wrong {
    pub(super) problem: String,
    pub(super) expected: String,
    pub(super) near: Option<String>,
}

/// A number as it is handed on.
pub(super) enum Digits {
    /// A whole number from 0.
    Whole(u64),
    /// Any other number, in decimals or as a fraction.
    Text(String),
}

const A_NUMBER: &str = "a number such as 0.1 or 1e-3, or a fraction in quotes such as \"1/3\"";

impl Wrong {
    /// `found` cannot stand where `expected` can.
    pub(super) fn of(found: &str, expected: &str) -> Self {
        Self {
            problem: unfit(found),
            expected: expected.to_owned(),
            near: None,
        }
    }

    fn told(problem: String, expected: impl Into<String>) -> Self {
        let (expected, near) = (expected.into(), None);
        Self {
            problem,
            expected,
            near,
        }
    }
}

impl Wrong {
    /// The same where not every number is wanted: what is `expected` there is told.
    pub(super) fn where_expected(self, expected: String) -> Self {
        match self.expected == A_NUMBER && !expected.starts_with("a finite number") {
            true => Self { expected, ..self },
            false => self,
        }
    }
}

/// That `found` cannot stand here.
pub(super) fn unfit(found: &str) -> String {
    format!("'{}' cannot stand here", short(found))
}

/// A whole number from 0 to `most`.
pub(super) fn whole(text: &str, most: u64) -> Result<u64, Wrong> {
    let inner = text.trim_matches('"');
    if inner.len() < text.len() && whole(inner, most).is_ok() {
        let problem = format!("{} is text, and not a number", short(text));
        return Err(Wrong::told(problem, format!("{inner}, without quotes")));
    }
    if let Some(wrong) = leading_zero(&without_marks(text)) {
        return Err(wrong);
    }
    let digits = text.strip_prefix('+').unwrap_or(text);
    let (digits, radix) = match digits.get(..2) {
        Some("0x") => (&digits[2..], 16),
        Some("0b") => (&digits[2..], 2),
        Some("0o") => (&digits[2..], 8),
        _ => (digits, 10),
    };
    let bare = digits.replace('_', "");
    let is_whole =
        !bare.is_empty() && !digits.starts_with('_') && bare.chars().all(|c| c.is_digit(radix));
    if is_whole {
        let too_large = || Wrong::of(text, &format!("a smaller number, at most {most}"));
        let number = u64::from_str_radix(&bare, radix).map_err(|_| too_large())?;
        return if number > most {
            Err(too_large())
        } else {
            Ok(number)
        };
    }
    if let Some(number) = with_unit(text) {
        let problem = format!("'{}' is a number with a unit", short(text));
        return Err(Wrong::told(problem, format!("the number alone: {number}")));
    }
    if let Ok(number) = text.parse::<Number>() {
        let exact = number.exact();
        if exact.is_integer() && *exact >= Number::from(0).exact().clone() {
            let written = exact.to_integer().to_string();
            let written = if written.len() < 30 {
                written
            } else {
                "fewer digits".to_owned()
            };
            return Err(Wrong::of(
                text,
                &format!("a whole number, written out: {written}"),
            ));
        }
    }
    Err(Wrong::of(text, "a whole number from 0"))
}

/// Any finite number.
pub(super) fn number(text: &str) -> Result<Digits, Wrong> {
    if let Ok(number) = whole(text, u64::MAX) {
        return Ok(Digits::Whole(number));
    }
    let is_text = text.starts_with(['"', 'r']);
    let inner = if is_text {
        string(text)?
    } else {
        text.to_owned()
    };
    let bare = if is_text {
        inner.clone()
    } else {
        without_marks(&inner)
    };
    if let Some(wrong) = leading_zero(&bare) {
        return Err(wrong);
    }
    match bare.parse::<Number>() {
        Ok(_) if !is_text || !bare.trim().is_empty() => Ok(Digits::Text(bare)),
        _ => Err(no_number(text, inner.trim())),
    }
}

/// What is wrong with a number that begins with a 0 which is not its only digit.
fn leading_zero(text: &str) -> Option<Wrong> {
    let mended = without_leading_zeros(text)?;
    text.parse::<Number>().ok()?;
    let problem = format!("the number '{}' begins with a 0", short(text));
    let expected = format!(
        "{}; or, if a decimal comma was meant, a decimal point as in 0.01",
        short(mended.trim())
    );
    Some(Wrong::told(problem, expected))
}

fn no_number(text: &str, inner: &str) -> Wrong {
    let shown = short(inner);
    let is_number = |text: &str| text.parse::<Number>().is_ok();
    let pointed = inner.replacen(',', ".", 1);
    let dashed = inner.replace(['\u{2212}', '\u{2013}'], "-");
    if inner.len() > 1000 {
        return Wrong::told(
            format!("the number '{shown}' has {} signs", inner.len()),
            "at most 1000 digits",
        );
    }
    if inner.contains(',') && is_number(&pointed) {
        let problem = format!("'{shown}' is written with a decimal comma");
        return Wrong::told(problem, format!("a decimal point: {pointed}"));
    }
    if dashed != inner && is_number(&dashed) {
        let problem = format!("'{shown}' has a dash that is no '-'");
        return Wrong::told(problem, dashed);
    }
    if let Some(number) = with_unit(inner) {
        let problem = format!("'{shown}' is a number with a unit");
        let expected = match inner.ends_with('%') {
            true => "a fraction of 1, such as 0.05 for 5 %".to_owned(),
            false => format!("the number alone: {number}"),
        };
        return Wrong::told(problem, expected);
    }
    let exponent = inner
        .rsplit_once(['e', 'E'])
        .and_then(|(_, exponent)| exponent.parse::<i64>().ok());
    if let Some(exponent) = exponent {
        let size = if exponent > 0 { "large" } else { "small" };
        let problem = format!("'{shown}' is too {size} for any number here");
        return Wrong::told(problem, "an exponent from -400 to 400");
    }
    let is_word = inner.starts_with(|c: char| c.is_alphabetic());
    let is_finite = !["nan", "inf", "infinity"]
        .contains(&inner.trim_start_matches(['-', '+']).to_lowercase().as_str());
    if (is_word && is_finite) || inner.is_empty() {
        return Wrong::of(text, A_NUMBER);
    }
    Wrong::told(format!("'{shown}' is not a finite number"), A_NUMBER)
}

/// What is no truth value.
pub(super) fn no_bool(text: &str) -> Wrong {
    let near = match text.trim_matches('"').to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" | "t" | "y" => Some("true"),
        "false" | "no" | "off" | "0" | "f" | "n" => Some("false"),
        _ => None,
    };
    Wrong {
        near: near.map(str::to_owned),
        ..Wrong::of(text, "true or false")
    }
}

/// A text in quotes.
pub(super) fn string(text: &str) -> Result<String, Wrong> {
    if !text.ends_with(['"', '#']) || !text.starts_with(['"', 'r']) || !text.contains('"') {
        // Of `b"own"`, what is between the quotes.
        let bare = match (text.find('"'), text.rfind('"')) {
            (Some(first), Some(last)) if first < last => &text[first + 1..last],
            _ => text.trim_matches('"'),
        };
        return Err(Wrong::of(
            text,
            &format!("text in double quotes: \"{}\"", short(bare)),
        ));
    }
    ron::from_str::<String>(text).map_err(|_| {
        let problem = format!("the text {} has a '\\' that RON cannot read", short(text));
        Wrong::told(
            problem,
            "\\\\ for the sign itself, \\n, \\t, \\\" or \\u{e9}",
        )
    })
}

/// The number before a unit, as in `5ms`.
fn with_unit(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_unit = |c: char| c.is_alphabetic() || matches!(c, '%' | '°' | '/' | ' ' | '_');
    let number = text.trim_end_matches(is_unit);
    let unit = &text[number.len()..];
    let is_name = !matches!(unit.trim(), "" | "e" | "E" | "x" | "b" | "o" | "_");
    (is_name && number.parse::<Number>().is_ok()).then_some(number)
}

/// `1_000.5` without marks between its digits.
fn without_marks(text: &str) -> String {
    match text.starts_with('_') {
        true => text.to_owned(),
        false => text.replace('_', ""),
    }
}

#[cfg(test)]
mod tests;
