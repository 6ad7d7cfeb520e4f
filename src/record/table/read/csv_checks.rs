//! What is wrong with a CSV file, with line and column: another separator, another version, a
//! text among numbers.

use std::path::Path;

use csv::{Position, StringRecord};

use super::csv_place::RowOf;
use super::stored::Stored;
use super::version::check_version;

/// The first column of every CSV file.
const VERSION: &str = "format_version";
/// What other programs put between columns.
const OTHER_SEPARATORS: [char; 3] = [';', '\t', '|'];
/// The most characters of a cell that a message shows.
const WIDEST: usize = 60;

fn row<'r>(path: &'r Path, record: &'r StringRecord) -> RowOf<'r> {
    RowOf {
        path,
        begins: record.position(),
    }
}

/// Where another separator stands, if one does.
fn other_separator(path: &Path, record: &StringRecord) -> Option<String> {
    let mut fields = record.iter().enumerate();
    let (k, at) = fields.find_map(|(k, text)| Some((k, text.find(OTHER_SEPARATORS)?)))?;
    let found = record.get(k)?.get(at..)?.chars().next()?;
    let place = row(path, record).sign(k, &OTHER_SEPARATORS);
    let separator = match found {
        '\t' => "a tab".to_owned(),
        other => format!("'{other}'"),
    };
    Some(format!(
        "{place}: {separator} stands where ',' must separate columns"
    ))
}

pub(super) fn check_header(path: &Path, record: &StringRecord) -> Result<(), String> {
    // Some editors begin a text with a byte order mark.
    let first = record
        .get(0)
        .unwrap_or_default()
        .trim_start_matches('\u{feff}');
    match first == VERSION {
        true => Ok(()),
        false => Err(other_separator(path, record).unwrap_or_else(|| {
            let (place, first) = (row(path, record).field(0), shown(first));
            format!("{place}: '{first}' stands where '{VERSION}' is expected")
        })),
    }
}

pub(super) fn check_row(
    path: &Path,
    record: &StringRecord,
    n_columns: usize,
) -> Result<(), String> {
    if record.len() != n_columns {
        let n = record.len();
        return Err(other_separator(path, record).unwrap_or_else(|| {
            let row = row(path, record);
            let place = match n < n_columns {
                true => row.end(),
                false => row.field(n_columns),
            };
            format!("{place}: there are {n} columns, and {n_columns} names")
        }));
    }
    let version = shown(record.get(0).unwrap_or_default());
    check_version(Some(&version)).map_err(|what| format!("{}: {what}", row(path, record).field(0)))
}

/// What a column held so far. A text is remembered with its place: if a number is in the same
/// column, the text is what is wrong.
#[derive(Clone)]
pub(super) enum Seen {
    Nothing,
    Numbers,
    Texts(NoNumber),
}

/// A text in field number `k` of a row.
#[derive(Clone)]
pub(super) struct NoNumber {
    text: String,
    begins: Option<Position>,
    k: usize,
}

impl Seen {
    /// What it holds with one more cell.
    ///
    /// # Errors
    /// The text that stands among numbers.
    pub(super) fn with(
        &mut self,
        stored: &Stored,
        record: &StringRecord,
        k: usize,
    ) -> Result<(), NoNumber> {
        let no_number = |text: &str| NoNumber {
            text: shown(text),
            begins: record.position().cloned(),
            k,
        };
        match (&*self, stored) {
            (_, Stored::Nothing)
            | (Self::Numbers, Stored::Number(_))
            | (Self::Texts(_), Stored::Text(_)) => {}
            (Self::Nothing, Stored::Number(_)) => *self = Self::Numbers,
            (Self::Nothing, Stored::Text(text)) => *self = Self::Texts(no_number(text)),
            (Self::Numbers, Stored::Text(text)) => return Err(no_number(text)),
            (Self::Texts(first), Stored::Number(_)) => return Err(first.clone()),
        }
        Ok(())
    }
}

impl NoNumber {
    pub(super) fn told(&self, path: &Path) -> String {
        let begins = self.begins.as_ref();
        let (place, text) = (RowOf { path, begins }.field(self.k), &self.text);
        format!("{place}: '{text}' is no number, as the column's others are")
    }
}

/// A cell as a message shows it.
fn shown(text: &str) -> String {
    let cut: String = text.chars().take(WIDEST).collect();
    cut.escape_debug().to_string()
}
