//! The rows of CSV and JSON Lines files.

use std::collections::BTreeMap;
use std::io::{BufRead, Read};
use std::ops::ControlFlow;
use std::path::Path;

use csv::StringRecord;

use super::Filter;
use super::cause::{Cause, Names, Shown};
use super::csv_checks::{Seen, check_header, check_row};
use super::csv_place::RowOf;
use super::filter::Verdict;
use super::places::places;
use super::sought::{LANE, PRESENTATION, SeeRow, Sought};
use super::stored::Stored;
use super::version::check_version;
use super::whole_lines::{MOST_BYTES_OF_A_ROW, WholeLines};
use crate::input_file::{json_place, parse_json};

/// The rows of a CSV file after its header, which is checked.
struct CsvRows<'p> {
    path: &'p Path,
    reader: csv::Reader<WholeLines>,
    names: Vec<String>,
    record: StringRecord,
}

impl<'p> CsvRows<'p> {
    fn open(path: &'p Path) -> Result<Self, Cause> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .from_reader(WholeLines::open(path)?);
        let mut record = StringRecord::new();
        if !reader
            .read_record(&mut record)
            .map_err(|error| plain(path, &error))?
        {
            return Err("line 1, column 1: the file is empty".into());
        }
        check_header(path, &record)?;
        Ok(Self {
            path,
            reader,
            names: record.iter().map(str::to_owned).collect(),
            record,
        })
    }

    /// Whether there is another row, which is then in `record`.
    fn next(&mut self) -> Result<bool, Cause> {
        self.reader.get_mut().begin_row();
        let read = self.reader.read_record(&mut self.record);
        let is_there = read.map_err(|error| plain(self.path, &error))?;
        if is_there {
            check_row(self.path, &self.record, self.names.len())?;
        }
        Ok(is_there)
    }
}

pub(super) fn names_of_csv(path: &Path) -> Names {
    Ok(CsvRows::open(path)?.names)
}

pub(super) fn read_csv(
    path: &Path,
    sought: &Sought<'_>,
    filter: &mut Filter,
    see: SeeRow<'_>,
) -> Shown {
    let mut rows = CsvRows::open(path)?;
    let places = places(&rows.names, sought)?;
    let place = |name: &str| rows.names.iter().position(|other| other == name);
    let (presentation, lane) = (place(PRESENTATION), place(LANE));
    let mut kinds = vec![Seen::Nothing; places.len()];
    let mut row = Vec::with_capacity(places.len());
    while rows.next()? {
        let record = &rows.record;
        let number = |place: Option<usize>| place.and_then(|place| record.get(place)?.parse().ok());
        match filter.judge(number(presentation), number(lane)) {
            Verdict::Read => {}
            Verdict::Skip => continue,
            Verdict::Stop => return Ok(ControlFlow::Break(())),
        }
        row.clear();
        for (kind, &at) in kinds.iter_mut().zip(&places) {
            let stored = stored(record.get(at).unwrap_or_default());
            let seen = kind.with(&stored, record, at);
            seen.map_err(|no_number| no_number.told(path))?;
            row.push(stored);
        }
        if see(&row).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn stored(text: &str) -> Stored {
    match text.parse::<f64>() {
        _ if text.is_empty() => Stored::Nothing,
        Ok(number) => Stored::Number(number),
        Err(_) => Stored::Text(text.to_owned()),
    }
}

/// What is wrong, in this program's words.
fn plain(path: &Path, error: &csv::Error) -> Cause {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string().into(),
        csv::ErrorKind::Utf8 { pos, err } => {
            let begins = pos.as_ref();
            let place = RowOf { path, begins }.field(err.field());
            format!("{place}: the text is not UTF-8").into()
        }
        _ => "it is no table of comma-separated values".into(),
    }
}

pub(super) fn names_of_json_lines(path: &Path) -> Names {
    let mut lines = JsonLines::open(path)?;
    Ok(match lines.next()? {
        Some(row) => row.into_keys().collect(),
        None => Vec::new(),
    })
}

pub(super) fn read_json_lines(
    path: &Path,
    sought: &Sought<'_>,
    filter: &mut Filter,
    see: SeeRow<'_>,
) -> Shown {
    let mut lines = JsonLines::open(path)?;
    let mut row = Vec::with_capacity(sought.columns.len());
    while let Some(mut values) = lines.next()? {
        let number = |name: &str| values.get(name).and_then(serde_json::Value::as_f64);
        match filter.judge(number(PRESENTATION), number(LANE)) {
            Verdict::Read => {}
            Verdict::Skip => continue,
            Verdict::Stop => return Ok(ControlFlow::Break(())),
        }
        row.clear();
        for name in sought.columns {
            let Some(value) = values.remove(*name) else {
                let (n, name) = (lines.n_read, name.escape_debug());
                return Err(format!("line {n}: it has no column '{name}'").into());
            };
            row.push(match value {
                // Parsed by Rust, which rounds correctly.
                serde_json::Value::Number(number) => Stored::Number(number.to_string().parse()?),
                serde_json::Value::String(text) => Stored::Text(text),
                _ => Stored::Nothing,
            });
        }
        if see(&row).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// A file of one JSON object a line.
struct JsonLines {
    reader: WholeLines,
    line: Vec<u8>,
    n_read: usize,
}

impl JsonLines {
    fn open(path: &Path) -> Result<Self, Cause> {
        Ok(Self {
            reader: WholeLines::open(path)?,
            line: Vec::new(),
            n_read: 0,
        })
    }

    fn next(&mut self) -> Result<Option<BTreeMap<String, serde_json::Value>>, Cause> {
        self.line.clear();
        let mut limited = (&mut self.reader).take(MOST_BYTES_OF_A_ROW);
        if limited.read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        self.n_read += 1;
        let n = self.n_read;
        if self.line.len() as u64 == MOST_BYTES_OF_A_ROW {
            return Err(format!("line {n} is longer than {MOST_BYTES_OF_A_ROW} bytes").into());
        }
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let row = parse_json(line).map_err(|error| {
            let (_, column) = json_place(line, &error);
            let what = match error.is_data() {
                true => "before it a name stands for the second time",
                false => "it is no JSON object on one line",
            };
            format!("line {n}, column {column}: {what}")
        })?;
        let serde_json::Value::Object(row) = row else {
            return Err(format!("line {n}, column 1: it is no JSON object on one line").into());
        };
        let row: BTreeMap<String, serde_json::Value> = row.into_iter().collect();
        let version = row.get("format_version").map(ToString::to_string);
        let checked = check_version(version.as_deref());
        checked.map_err(|what| format!("line {n}, column 1: {what}"))?;
        Ok(Some(row))
    }
}
