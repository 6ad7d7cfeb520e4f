//! What goes wrong with brackets, commas, quotes and signs, and how a person is told.
//!
//! Promises a place and a way to mend it for every slip. Refuses to know any field's meaning.

use std::ops::Range;

use super::super::diagnostic::{Mistake, line_number};
use super::signs;

/// What went wrong, as byte positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Slip {
    /// A bracket that nothing closes.
    Unclosed { open: usize },
    /// A bracket closed by one of another kind.
    Mismatched { open: usize, close: usize },
    /// A closing bracket that closes nothing.
    Stray { close: usize },
    /// Two values with no comma between them.
    MissingComma { after: usize },
    /// A comma with no value before it.
    ExtraComma { at: usize },
    /// A semicolon for a comma.
    Semicolon { at: usize },
    /// `=` for `:`.
    Equals { at: usize },
    /// A field and its value with nothing between them.
    MissingColon { after: usize },
    /// A field's name in quotes.
    QuotedName { start: usize, end: usize },
    /// A value without a name among fields.
    Unnamed { start: usize, end: usize },
    /// Fields in `{ }` or `[ ]`.
    WrongBrackets { open: usize },
    /// A string, character or comment without end.
    Unterminated { start: usize },
    /// A text that has a quote at its end alone.
    MissingQuote { start: usize, end: usize },
    /// A text in quotes other than `"`.
    OtherQuotes { start: usize, end: usize },
    /// Nothing where a value should be.
    MissingValue { at: usize },
    /// Something that starts no value.
    Unexpected { at: usize },
    /// A character that cannot be seen, and is no blank to RON.
    Invisible { at: usize },
    /// A character that looks like another one.
    Lookalike { at: usize },
    /// A comment that begins with `#`.
    HashComment { at: usize },
    /// `1/3` without quotes.
    Fraction { start: usize, end: usize },
    /// `0,01`.
    DecimalComma { start: usize, end: usize },
    /// A number and its unit.
    Unit {
        start: usize,
        number_end: usize,
        end: usize,
    },
    /// A sum, product or power.
    Arithmetic { start: usize, end: usize },
    /// An extension of RON that there is not.
    Extension { start: usize, end: usize },
    /// Text after the end of the scenario.
    Trailing { at: usize },
    /// Nothing at all.
    Empty,
    /// Brackets within brackets beyond all need.
    TooDeep { at: usize },
    /// More values than a scenario may have.
    TooMany { at: usize },
}

/// Deepest nesting of brackets; a scenario needs seven.
pub(super) const DEEPEST: usize = 100;
/// The most values that a scenario may have.
pub(super) const MOST_VALUES: usize = 1_000_000;

impl Slip {
    /// Whether it is about brackets.
    pub(super) fn is_of_brackets(self) -> bool {
        matches!(
            self,
            Self::Unclosed { .. }
                | Self::Mismatched { .. }
                | Self::Stray { .. }
                | Self::Trailing { .. }
        )
    }

    /// Whether a bracket lacks its other one.
    pub(in crate::scenario) fn is_of_open_brackets(self) -> bool {
        self.is_of_brackets() && !matches!(self, Self::Trailing { .. })
    }

    /// What a person is told.
    pub(in crate::scenario) fn mistake(self, text: &str) -> Mistake {
        let page = Page(text);
        let told = self
            .of_brackets(page)
            .or_else(|| self.of_separators(page))
            .or_else(|| self.of_texts(page))
            .or_else(|| self.of_signs(page))
            .or_else(|| self.of_numbers(page));
        let (span, problem, expected) = told.unwrap_or_else(|| self.of_files(page));
        Mistake::new(span, problem).expecting(expected)
    }

    fn of_brackets(self, page: Page<'_>) -> Option<Told> {
        let closing = |open: usize| signs::closing(page.sign(open));
        let (at, problem, expected) = match self {
            Self::Mismatched { open, close } => {
                let line = line_number(page.0, open);
                let (sign, opened) = (page.sign(close), page.sign(open));
                let problem = format!("this '{sign}' does not close the '{opened}' of line {line}");
                (close, problem, format!("'{}'", closing(open)))
            }
            Self::Stray { close } => {
                let problem = format!("this '{}' closes nothing", page.sign(close));
                (
                    close,
                    problem,
                    "one closing bracket for each opening one".to_owned(),
                )
            }
            Self::WrongBrackets { open } => {
                let problem = format!("'{}' cannot hold fields", page.sign(open));
                (
                    open,
                    problem,
                    "'(' before the fields, and ')' after them".to_owned(),
                )
            }
            Self::Unclosed { open } => {
                let problem = format!("this '{}' is never closed", page.sign(open));
                (
                    open,
                    problem,
                    format!("'{}' after the last of its values", closing(open)),
                )
            }
            Self::TooDeep { at } => {
                let problem = format!("more than {DEEPEST} brackets are open here");
                let expected = format!(
                    "at most {DEEPEST} brackets within each other; a scenario needs fewer than ten"
                );
                (at, problem, expected)
            }
            _ => return None,
        };
        Some((page.one(at), problem, expected))
    }

    /// Commas, colons and what stands for them.
    fn of_separators(self, page: Page<'_>) -> Option<Told> {
        let (span, problem, expected) = match self {
            Self::MissingComma { after } => (
                page.last(after)..after,
                "a comma is missing after this",
                "a comma between fields, and between the elements of a list",
            ),
            Self::ExtraComma { at } => (
                page.one(at),
                "there is no value before this comma",
                "one comma after each value",
            ),
            Self::Semicolon { at } => (page.one(at), "';' separates nothing here", "a comma"),
            Self::Equals { at } => (
                page.one(at),
                "'=' cannot stand between a field and its value",
                "':', as in epochs: 25",
            ),
            Self::MissingColon { after } => (
                page.last(after)..after,
                "a ':' is missing after this field",
                "':' between a field and its value",
            ),
            Self::HashComment { at } => {
                (page.one(at), "'#' begins no comment", "// before a comment")
            }
            Self::MissingValue { at } => (page.one(at), "no value begins here", "a value"),
            _ => return None,
        };
        Some((span, problem.to_owned(), expected.to_owned()))
    }

    /// Names and texts.
    fn of_texts(self, page: Page<'_>) -> Option<Told> {
        let describe = |at: usize| signs::describe(page.sign(at));
        Some(match self {
            Self::QuotedName { start, end } => {
                let problem = "a field's name stands without quotes".to_owned();
                (start..end, problem, page.of(start + 1..end - 1).to_owned())
            }
            Self::Unnamed { start, end } => {
                let problem = format!(
                    "'{}' has no field's name before it",
                    short(page.of(start..end))
                );
                (
                    start..end,
                    problem,
                    "name: value, as for the other fields".to_owned(),
                )
            }
            Self::Unterminated { start } if page.sign(start) == '/' => {
                let problem = "this comment never ends".to_owned();
                (start..start + 2, problem, "*/ after the comment".to_owned())
            }
            Self::Unterminated { start } => {
                let problem = "the text that begins here never ends".to_owned();
                (
                    page.one(start),
                    problem,
                    "a closing quote on this line".to_owned(),
                )
            }
            Self::MissingQuote { start, end } => {
                let problem =
                    "this text has a quote at its end and none at its beginning".to_owned();
                (start..end, problem, format!("\"{}\"", page.of(start..end)))
            }
            Self::OtherQuotes { start, end } => {
                let is_quote = |c: char| signs::is_quote(c) || c == '\'' || c == '"';
                let inner = page.of(start..end).trim_matches(is_quote);
                let problem = format!("{} is no quote to RON", describe(start));
                (
                    start..end,
                    problem,
                    format!("straight double quotes: \"{inner}\""),
                )
            }
            _ => return None,
        })
    }

    /// Single signs.
    fn of_signs(self, page: Page<'_>) -> Option<Told> {
        let describe = |at: usize| signs::describe(page.sign(at));
        Some(match self {
            Self::Unexpected { at } => {
                let expected = "a number, a name, a text in double quotes, or a bracket".to_owned();
                (
                    page.one(at),
                    format!("{} begins no value", describe(at)),
                    expected,
                )
            }
            Self::Invisible { at } => {
                let problem = format!("{} stands here, which RON does not read", describe(at));
                (
                    page.one(at),
                    problem,
                    "a plain blank, or nothing".to_owned(),
                )
            }
            Self::Lookalike { at } => {
                let plain = signs::plain(page.sign(at));
                let problem = format!(
                    "{} stands here, which only looks like '{plain}'",
                    describe(at)
                );
                (page.one(at), problem, format!("'{plain}'"))
            }
            _ => return None,
        })
    }

    fn of_numbers(self, page: Page<'_>) -> Option<Told> {
        Some(match self {
            Self::Fraction { start, end } => {
                let fraction = page.of(start..end).replace(char::is_whitespace, "");
                let problem = "a fraction is text to RON".to_owned();
                (
                    start..end,
                    problem,
                    format!("a fraction in quotes: \"{fraction}\""),
                )
            }
            Self::DecimalComma { start, end } => {
                let number = page.of(start..end);
                let pointed = number.replacen(',', ".", 1);
                let decimals = number.split_once(',').map_or(0, |(_, after)| after.len());
                let expected = match decimals == 3 {
                    true => {
                        let joined = number.replace(',', "");
                        format!("a decimal point: {pointed}; or no comma: {joined}")
                    }
                    false => format!("a decimal point: {pointed}"),
                };
                let problem = format!("'{number}' is written with a decimal comma");
                (start..end, problem, expected)
            }
            Self::Unit {
                start,
                number_end,
                end,
            } => {
                let expected = match page.of(number_end..end).contains('%') {
                    true => "a fraction of 1, such as 0.05 for 5 %".to_owned(),
                    false => format!("the number alone: {}", page.of(start..number_end)),
                };
                let problem = format!("'{}' is a number with a unit", page.of(start..end));
                (start..end, problem, expected)
            }
            Self::Arithmetic { start, end } => {
                let sum = short(page.of(start..end));
                let problem =
                    format!("'{sum}' is a calculation, and a scenario calculates nothing");
                (start..end, problem, "the result, such as 1e-3".to_owned())
            }
            _ => return None,
        })
    }

    /// What is wrong with a file as a whole.
    fn of_files(self, page: Page<'_>) -> Told {
        match self {
            Self::Extension { start, end } => {
                let problem = format!("RON has no extension '{}'", short(page.of(start..end)));
                let expected = "no such line; implicit_some is always enabled".to_owned();
                (start..end, problem, expected)
            }
            Self::Trailing { at } => {
                let problem = "the scenario has ended before this".to_owned();
                let expected = "nothing but comments after the last ')'".to_owned();
                (page.one(at), problem, expected)
            }
            Self::TooMany { at } => {
                let problem = format!("the file has more than {MOST_VALUES} values");
                let expected = format!(
                    "at most {MOST_VALUES} values; larger weights and data go into files of their own"
                );
                (page.one(at), problem, expected)
            }
            _ => {
                let problem = "there is no scenario in this file".to_owned();
                let expected = "( name: \"…\", network: (…), learning: (…), data: … ); \
                                `fazil check xor` prints a whole one";
                (0..0, problem, expected.to_owned())
            }
        }
    }
}

/// Where, what is wrong, what would be right.
type Told = (Range<usize>, String, String);

/// A text, by places.
#[derive(Clone, Copy)]
struct Page<'t>(&'t str);

impl<'t> Page<'t> {
    fn of(self, span: Range<usize>) -> &'t str {
        self.0.get(span).unwrap_or_default()
    }

    fn sign(self, at: usize) -> char {
        let rest = self.0.get(at..).unwrap_or_default();
        rest.chars().next().unwrap_or(' ')
    }

    fn one(self, at: usize) -> Range<usize> {
        let length = self.sign(at).len_utf8();
        at..at + length.min(self.0.len().saturating_sub(at))
    }

    /// Where the last character before `end` starts.
    fn last(self, end: usize) -> usize {
        let before = self.0[..end].char_indices().next_back();
        before.map_or(0, |(at, _)| at)
    }
}

/// At most 40 characters of the first line.
pub(in crate::scenario) fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(40).collect();
    let dots = if cut.len() < text.len() { "…" } else { "" };
    format!("{cut}{dots}")
}
