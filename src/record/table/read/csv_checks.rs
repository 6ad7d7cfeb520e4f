//! What is wrong with a CSV file, with line and column: another separator, another version, a
//! text among numbers.

use csv::StringRecord;

use super::{Stored, check_version};

/// The first column of every CSV file.
const VERSION: &str = "format_version";

fn line_of(record: &StringRecord) -> u64 {
    record.position().map_or(1, csv::Position::line)
}

/// Where field `k` begins, in characters from 1, as this program writes fields.
fn column_of(record: &StringRecord, k: usize) -> usize {
    let width = |text: &str| {
        let n_quotes = match text.contains([',', '"', '\n', '\r']) {
            true => 2 + text.matches('"').count(),
            false => 0,
        };
        text.chars().count() + n_quotes + 1
    };
    1 + record.iter().take(k).map(width).sum::<usize>()
}

/// Where another separator stands, if one does.
fn other_separator(record: &StringRecord) -> Option<String> {
    for (k, text) in record.iter().enumerate() {
        if let Some(at) = text.find([';', '\t', '|']) {
            let column = column_of(record, k) + text[..at].chars().count();
            let separator = match text[at..].chars().next() {
                Some('\t') => "a tab".to_owned(),
                other => format!("'{}'", other.unwrap_or(' ')),
            };
            let line = line_of(record);
            return Some(format!(
                "line {line}, column {column}: {separator} stands where ',' must separate columns"
            ));
        }
    }
    None
}

pub(super) fn check_header(record: &StringRecord) -> Result<(), String> {
    // Some editors begin a text with a byte order mark.
    let first = record
        .get(0)
        .unwrap_or_default()
        .trim_start_matches('\u{feff}');
    match first == VERSION {
        true => Ok(()),
        false => Err(other_separator(record).unwrap_or_else(|| {
            let first = first.escape_debug();
            format!("line 1, column 1: '{first}' stands where '{VERSION}' is expected")
        })),
    }
}

pub(super) fn check_row(record: &StringRecord, n_columns: usize) -> Result<(), String> {
    let line = line_of(record);
    if record.len() != n_columns {
        let n = record.len();
        return Err(other_separator(record).unwrap_or_else(|| {
            let column = column_of(record, n.min(n_columns));
            let column = if n < n_columns { column - 1 } else { column };
            format!("line {line}, column {column}: there are {n} columns, and {n_columns} names")
        }));
    }
    let version = record.get(0).unwrap_or_default().escape_debug().to_string();
    check_version(Some(&version)).map_err(|what| format!("line {line}, column 1: {what}"))
}

/// What a column held so far. A text is remembered with its place: if a number is in the same
/// column, the text is what is wrong.
#[derive(Clone)]
pub(super) enum Seen {
    Nothing,
    Numbers,
    Texts(String),
}

impl Seen {
    pub(super) fn with(
        self,
        stored: &Stored,
        record: &StringRecord,
        k: usize,
    ) -> Result<Self, String> {
        match (self, stored) {
            (seen, Stored::Nothing) => Ok(seen),
            (Self::Nothing | Self::Numbers, Stored::Number(_)) => Ok(Self::Numbers),
            (Self::Nothing, Stored::Text(text)) => Ok(Self::Texts(no_number(text, record, k))),
            (Self::Numbers, Stored::Text(text)) => Err(no_number(text, record, k)),
            (Self::Texts(first), Stored::Text(_)) => Ok(Self::Texts(first)),
            (Self::Texts(first), Stored::Number(_)) => Err(first),
        }
    }
}

fn no_number(text: &str, record: &StringRecord, k: usize) -> String {
    let (line, column, text) = (line_of(record), column_of(record, k), text.escape_debug());
    format!("line {line}, column {column}: '{text}' is no number, as the column's others are")
}
