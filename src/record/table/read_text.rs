//! Tables read back from CSV and JSON Lines; what is wrong with one is said with line and
//! column.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use csv::StringRecord;

use super::read::{Read, Rows, Stored, check_version};

/// The first column of every CSV file.
const VERSION: &str = "format_version";

/// Reads a CSV file, all columns of which hold numbers or texts throughout.
pub(super) fn read_csv(path: &Path, rows: &mut Rows) -> Read {
    let is_growing = path.extension().is_some_and(|ending| ending == "part");
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .from_reader(WholeLines::open(path, is_growing)?);
    let mut record = StringRecord::new();
    if !read_record(&mut reader, &mut record)? {
        return Err("line 1, column 1: the file is empty".into());
    }
    check_header(&record)?;
    let names: Vec<String> = record.iter().map(str::to_owned).collect();
    rows.name(names.iter().map(String::as_str));
    let mut kinds = vec![Seen::Nothing; names.len()];
    while read_record(&mut reader, &mut record)? {
        check_row(&record, names.len())?;
        let mut row = Vec::with_capacity(names.len());
        for ((k, text), name) in record.iter().enumerate().zip(&names) {
            let stored = stored(text);
            kinds[k] = kinds[k].clone().with(&stored, &record, k)?;
            row.push((name.as_str(), stored));
        }
        if !rows.add(row) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The next row, without the words of the library if there is none.
fn read_record(
    reader: &mut csv::Reader<WholeLines>,
    record: &mut StringRecord,
) -> Result<bool, String> {
    reader.read_record(record).map_err(|error| {
        let line = error.position().map_or(1, csv::Position::line);
        match error.kind() {
            csv::ErrorKind::Io(cause) => cause.to_string(),
            csv::ErrorKind::Utf8 { .. } => format!("line {line}: it is no UTF-8 text"),
            _ => format!("line {line}: it is no row of a table"),
        }
    })
}

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

fn check_header(record: &StringRecord) -> Result<(), String> {
    // Some editors begin a text with a byte order mark.
    let first = record.get(0).unwrap_or_default().trim_start_matches('\u{feff}');
    match first == VERSION {
        true => Ok(()),
        false => Err(other_separator(record).unwrap_or_else(|| {
            let first = first.escape_debug();
            format!("line 1, column 1: '{first}' stands where '{VERSION}' is expected")
        })),
    }
}

fn check_row(record: &StringRecord, n_columns: usize) -> Result<(), String> {
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

fn stored(text: &str) -> Stored {
    match text.parse::<f64>() {
        _ if text.is_empty() => Stored::Nothing,
        Ok(number) => Stored::Number(number),
        Err(_) => Stored::Text(text.to_owned()),
    }
}

/// What a column held so far. A text is remembered with its place: if a number is in the same
/// column, the text is what is wrong.
#[derive(Clone)]
enum Seen {
    Nothing,
    Numbers,
    Texts(String),
}

impl Seen {
    fn with(self, stored: &Stored, record: &StringRecord, k: usize) -> Result<Self, String> {
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

/// Reads a JSON Lines file.
pub(super) fn read_json_lines(path: &Path, rows: &mut Rows) -> Read {
    let is_growing = path.extension().is_some_and(|ending| ending == "part");
    for (k, line) in WholeLines::open(path, is_growing)?.lines().enumerate() {
        let (number, line) = (k + 1, line?);
        let values: BTreeMap<&str, serde_json::Value> =
            serde_json::from_str(&line).map_err(|error| {
                let column = error.column().max(1);
                format!("line {number}, column {column}: an object in JSON is expected")
            })?;
        let version = values.get(VERSION).map(ToString::to_string);
        check_version(version.as_deref()).map_err(|what| format!("line {number}, column 1: {what}"))?;
        let mut row = Vec::with_capacity(values.len());
        for (name, value) in values {
            let stored = match value {
                serde_json::Value::Number(number) => {
                    // Parsed by Rust, which rounds correctly.
                    Stored::Number(number.to_string().parse()?)
                }
                serde_json::Value::String(text) => Stored::Text(text),
                _ => Stored::Nothing,
            };
            row.push((name, stored));
        }
        if !rows.add(row) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A file's lines; of a file that was still growing, without a last line that was cut.
struct WholeLines {
    file: BufReader<File>,
    /// Bytes up to the end of the last whole line.
    n_left: u64,
}

impl WholeLines {
    fn open(path: &Path, is_growing: bool) -> std::io::Result<Self> {
        let mut n_left = u64::MAX;
        if is_growing {
            n_left = 0;
            let (mut file, mut n_read) = (BufReader::new(File::open(path)?), 0);
            loop {
                let bytes = file.fill_buf()?;
                if bytes.is_empty() {
                    break;
                }
                if let Some(at) = bytes.iter().rposition(|byte| *byte == b'\n') {
                    n_left = n_read + at as u64 + 1;
                }
                let n = bytes.len();
                n_read += n as u64;
                file.consume(n);
            }
        }
        let file = BufReader::with_capacity(1 << 16, File::open(path)?);
        Ok(Self { file, n_left })
    }
}

impl std::io::Read for WholeLines {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = usize::try_from(self.n_left).unwrap_or(usize::MAX);
        let most = most.min(buffer.len());
        let n = self.file.read(&mut buffer[..most])?;
        self.n_left -= n as u64;
        Ok(n)
    }
}

impl BufRead for WholeLines {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        let bytes = self.file.fill_buf()?;
        let most = usize::try_from(self.n_left).unwrap_or(usize::MAX);
        Ok(&bytes[..most.min(bytes.len())])
    }

    fn consume(&mut self, n: usize) {
        self.n_left -= n as u64;
        self.file.consume(n);
    }
}
