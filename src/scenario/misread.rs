//! What RON says of a file of the wrong shape, in words for people.
//!
//! Promises a place, what was found and, for names, the nearest right one. Refuses to know
//! what a field means.

use std::ops::Range;

use ron::error::{Error, Position, SpannedError};

use super::locate::{Outline, Slip};
use super::diagnostic::{Mistake, nearest};

/// The mistake behind an error of stage one.
pub(super) fn explain(text: &str, error: &SpannedError) -> Mistake {
    match Outline::of(text) {
        Err(slip) => slipped(text, slip),
        Ok(outline) => misread(text, &outline, error),
    }
}

/// Brackets, commas and quotes: the scanner knows better than RON where they went wrong.
fn slipped(text: &str, slip: Slip) -> Mistake {
    let bracket = |at: usize| &text[at..at + 1];
    match slip {
        Slip::Unclosed { open } => Mistake::new(
            open..open + 1,
            format!("this '{}' is never closed", bracket(open)),
        )
        .expecting("a closing bracket of the same kind"),
        Slip::Mismatched { open, close } => {
            let line = text[..open].matches('\n').count() + 1;
            Mistake::new(
                close..close + 1,
                format!(
                    "this '{}' does not close the '{}' of line {line}",
                    bracket(close),
                    bracket(open)
                ),
            )
            .expecting("brackets closed in the order in which they were opened")
        }
        Slip::MissingComma { after } if text[after..].starts_with('/') => Mistake::new(
            after.saturating_sub(1)..after + 1,
            "a fraction is text to RON",
        )
        .expecting("a fraction in quotes, such as \"1/3\""),
        Slip::MissingComma { after } => Mistake::new(
            after.saturating_sub(1)..after,
            "a comma is missing after this",
        )
        .expecting("a comma between fields"),
        Slip::Unterminated { start } => {
            Mistake::new(start..start + 1, "what begins here never ends")
                .expecting("a closing quote, or */ after a comment")
        }
        Slip::Unexpected { at } => {
            Mistake::new(at..at + 1, "no value begins here").expecting("a value")
        }
        Slip::Trailing { at } => Mistake::new(at..at + 1, "the scenario has ended before this")
            .expecting("nothing but comments after the last ')'"),
    }
}

fn misread(text: &str, outline: &Outline, error: &SpannedError) -> Mistake {
    let end = byte_of(text, error.span.end);
    let value = outline.value_at(last_solid(text, end));
    let of = |outer: &Option<String>| match outer {
        Some(outer) => format!(" in {outer}"),
        None => String::new(),
    };
    match &error.code {
        Error::NoSuchStructField {
            expected,
            found,
            outer,
        } => {
            let span = outline.field_before(found, end).unwrap_or(value);
            let problem = format!("there is no field '{found}'{}", of(outer));
            named(Mistake::new(span, problem), found, expected, "no fields")
        }
        Error::NoSuchEnumVariant {
            expected, found, ..
        } => {
            let span = word_before(text, found, end).unwrap_or(value);
            let problem = format!("'{found}' is not one of the choices here");
            named(Mistake::new(span, problem), found, expected, "nothing")
        }
        Error::MissingStructField { field, outer } => {
            let name = outer.as_deref().unwrap_or_default();
            let start = outline
                .holder(name, last_solid(text, end))
                .map_or(value.start, |h| h.start);
            let start = if name == "scenario" {
                outline.whole().start
            } else {
                start
            };
            let problem = format!("the field '{field}' is missing{}", of(outer));
            Mistake::new(start..start + 1, problem).expecting(format!("{field}: …"))
        }
        Error::DuplicateStructField { field, outer } => Mistake::new(
            outline.field_before(field, end).unwrap_or(value),
            format!("the field '{field}' is given twice{}", of(outer)),
        )
        .expecting("each field once"),
        Error::InvalidValueForType { expected, .. } => {
            Mistake::new(value.clone(), unfit(&text[value])).expecting(expected.clone())
        }
        Error::ExpectedDifferentLength { expected, found } => {
            let s = if *found == 1 { "" } else { "s" };
            Mistake::new(value, format!("{found} element{s} cannot stand here"))
                .expecting(expected.clone())
        }
        Error::Message(message) => Mistake::new(value, message.clone()),
        code => {
            let value = outline.value_from(end).unwrap_or(value);
            let found = &text[value.clone()];
            Mistake::new(value, unfit(found)).expecting(fitting(code, found))
        }
    }
}

fn unfit(found: &str) -> String {
    let line = found.lines().next().unwrap_or_default();
    let short: String = line.chars().take(40).collect();
    let dots = if short.len() < found.len() { "…" } else { "" };
    format!("'{short}{dots}' cannot stand here")
}

/// What RON wanted where it found `found`.
fn fitting(code: &Error, found: &str) -> String {
    let is_number = found.parse::<f64>().is_ok();
    let name = found.split('(').next().unwrap_or_default();
    match code {
        Error::ExpectedBoolean => "true or false".to_owned(),
        Error::IntegerOutOfBounds if !found.starts_with('-') => "a smaller number".to_owned(),
        Error::ExpectedInteger | Error::InvalidIntegerDigit { .. } | Error::IntegerOutOfBounds => {
            "a whole number from 0".to_owned()
        }
        Error::ExpectedArrayEnd | Error::ExpectedComma | Error::ExpectedStructLikeEnd
            if is_number =>
        {
            "a whole number from 0".to_owned()
        }
        Error::ExpectedComma | Error::ExpectedStructLikeEnd if found.contains('(') => {
            format!("{name}, which has no fields")
        }
        Error::ExpectedArray => "a list such as [1, 2]".to_owned(),
        Error::ExpectedString => "text in double quotes".to_owned(),
        Error::ExpectedIdentifier => "a name".to_owned(),
        Error::ExpectedStructLike | Error::ExpectedNamedStructLike(_) => {
            let name = if is_number || name.starts_with('"') {
                ""
            } else {
                name
            };
            format!("{name}(…), with parentheses even around nothing")
        }
        other => other.to_string().to_lowercase(),
    }
}

fn named(mistake: Mistake, found: &str, expected: &[&'static str], none: &str) -> Mistake {
    let choices = match expected.is_empty() {
        true => none.to_owned(),
        false if expected.len() == 1 => expected[0].to_owned(),
        false => format!("one of {}", expected.join(", ")),
    };
    Mistake {
        near: nearest(found, expected.iter().copied()).map(str::to_owned),
        ..mistake.expecting(choices)
    }
}

/// The byte of a place that RON names by line and column, in characters from 1.
fn byte_of(text: &str, position: Position) -> usize {
    let line_start = match position.line {
        0 | 1 => 0,
        line => text
            .match_indices('\n')
            .nth(line - 2)
            .map_or(text.len(), |(at, _)| at + 1),
    };
    let column = position.col.saturating_sub(1);
    let rest = text[line_start..].char_indices().nth(column);
    rest.map_or(text.len(), |(offset, _)| line_start + offset)
}

/// The last byte before `end` that is neither blank nor a comma: RON may have read past both.
fn last_solid(text: &str, end: usize) -> usize {
    let solid = |c: char| !c.is_whitespace() && c != ',';
    text[..end].rfind(solid).unwrap_or(0)
}

/// The last whole word `word` that starts before `end`.
fn word_before(text: &str, word: &str, end: usize) -> Option<Range<usize>> {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word)
        .filter(|(at, _)| *at <= end)
        .filter(|(at, _)| {
            !text[..*at].ends_with(in_word) && !text[at + word.len()..].starts_with(in_word)
        })
        .last()
        .map(|(at, _)| at..at + word.len())
}
