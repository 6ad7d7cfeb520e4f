//! The rows of CSV and JSON Lines files.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::{
    Cause, Done, Filter, LANE, Names, PRESENTATION, SeeRow, Sought, Stored, Verdict, places,
};

/// Bytes of a line at most: a longer one is no row of ours.
const MOST_BYTES_OF_A_LINE: u64 = 1 << 24;

pub(super) fn names_of_csv(path: &Path) -> Names {
    let mut reader = csv::Reader::from_reader(open(path)?);
    let names = reader.headers().map_err(|error| plain(&error))?;
    Ok(names.iter().map(str::to_owned).collect())
}

pub(super) fn read_csv(path: &Path, sought: &Sought<'_>, see: SeeRow<'_>) -> Done {
    let mut reader = csv::Reader::from_reader(open(path)?);
    let header = reader.headers().map_err(|error| plain(&error))?;
    let names: Vec<String> = header.iter().map(str::to_owned).collect();
    let places = places(&names, sought)?;
    let place = |name: &str| names.iter().position(|other| other == name);
    let (presentation, lane) = (place(PRESENTATION), place(LANE));
    let mut filter = Filter::of(sought);
    let mut record = csv::StringRecord::new();
    let mut row = Vec::with_capacity(places.len());
    while reader
        .read_record(&mut record)
        .map_err(|error| plain(&error))?
    {
        let number = |place: Option<usize>| place.and_then(|place| record.get(place)?.parse().ok());
        match filter.judge(number(presentation), number(lane)) {
            Verdict::Read => {}
            Verdict::Skip => continue,
            Verdict::Stop => break,
        }
        row.clear();
        row.extend(
            places
                .iter()
                .map(|&at| stored(record.get(at).unwrap_or_default())),
        );
        if see(&row).is_break() {
            break;
        }
    }
    Ok(())
}

fn stored(text: &str) -> Stored {
    match text.parse::<f64>() {
        _ if text.is_empty() => Stored::Nothing,
        Ok(number) => Stored::Number(number),
        Err(_) => Stored::Text(text.to_owned()),
    }
}

fn open(path: &Path) -> Result<BufReader<File>, Cause> {
    Ok(BufReader::new(File::open(path)?))
}

/// What is wrong, in this program's words.
fn plain(error: &csv::Error) -> Cause {
    let at = |position: &Option<csv::Position>| {
        let line = position.as_ref().map(csv::Position::line);
        line.map_or(String::new(), |line| format!("line {line}: "))
    };
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string().into(),
        csv::ErrorKind::Utf8 { pos, .. } => format!("{}the text is not UTF-8", at(pos)).into(),
        csv::ErrorKind::UnequalLengths {
            pos,
            expected_len,
            len,
        } => format!(
            "{}the row has {len} columns, and line 1 names {expected_len}",
            at(pos)
        )
        .into(),
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

pub(super) fn read_json_lines(path: &Path, sought: &Sought<'_>, see: SeeRow<'_>) -> Done {
    let mut lines = JsonLines::open(path)?;
    let mut filter = Filter::of(sought);
    let mut row = Vec::with_capacity(sought.columns.len());
    while let Some(mut values) = lines.next()? {
        let number = |name: &str| values.get(name).and_then(serde_json::Value::as_f64);
        match filter.judge(number(PRESENTATION), number(LANE)) {
            Verdict::Read => {}
            Verdict::Skip => continue,
            Verdict::Stop => break,
        }
        row.clear();
        for name in sought.columns {
            let Some(value) = values.remove(*name) else {
                return Err(format!("line {}: there is no '{name}'", lines.n_read).into());
            };
            row.push(match value {
                // Parsed by Rust, which rounds correctly.
                serde_json::Value::Number(number) => Stored::Number(number.to_string().parse()?),
                serde_json::Value::String(text) => Stored::Text(text),
                _ => Stored::Nothing,
            });
        }
        if see(&row).is_break() {
            break;
        }
    }
    Ok(())
}

/// A file of one JSON object a line.
struct JsonLines {
    reader: BufReader<File>,
    line: Vec<u8>,
    n_read: usize,
}

impl JsonLines {
    fn open(path: &Path) -> Result<Self, Cause> {
        Ok(Self {
            reader: open(path)?,
            line: Vec::new(),
            n_read: 0,
        })
    }

    fn next(&mut self) -> Result<Option<BTreeMap<String, serde_json::Value>>, Cause> {
        self.line.clear();
        let mut limited = (&mut self.reader).take(MOST_BYTES_OF_A_LINE);
        if limited.read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        self.n_read += 1;
        let n = self.n_read;
        if self.line.len() as u64 == MOST_BYTES_OF_A_LINE {
            return Err(format!("line {n} is longer than {MOST_BYTES_OF_A_LINE} bytes").into());
        }
        let row = serde_json::from_slice(&self.line);
        row.map(Some).map_err(|error| {
            let column = error.column();
            format!("line {n}, column {column}: it is no JSON object on one line").into()
        })
    }
}
