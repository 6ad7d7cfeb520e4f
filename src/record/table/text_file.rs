//! Tables as CSV and as JSON Lines: every number written so that it reads back to the same bits.
//!
//! While rows come, the file is called `NAME.csv.part` and holds whole lines.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use crate::disk::GrowingFile;
use crate::record::column::{Buffer, Column, RECORD_FORMAT_VERSION, Values};

/// Bytes that wait at most, about, before they are written.
const MOST_WAITING: usize = 1 << 16;

/// A text file being written.
pub(super) struct TextFile {
    file: GrowingFile,
    columns: Vec<Column>,
    is_json: bool,
    /// Lines that wait, and how many of them are rows; `n_rows` are in the file.
    lines: String,
    n_waiting: u64,
    n_rows: u64,
}

impl TextFile {
    /// A new file; CSV gets its header.
    pub(super) fn new(path: &Path, columns: &[Column], is_json: bool) -> io::Result<Self> {
        let mut text = Self {
            file: GrowingFile::create(path)?,
            columns: columns.to_vec(),
            is_json,
            lines: String::new(),
            n_waiting: 0,
            n_rows: 0,
        };
        if !is_json {
            let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
            text.lines = format!("format_version,{}\n", names.join(","));
            text.flush()?;
        }
        Ok(text)
    }

    /// Goes on with a file that had so many bytes and rows; what came after them is cut off.
    pub(super) fn resume(
        path: &Path,
        columns: &[Column],
        is_json: bool,
        (n_bytes, n_rows): (u64, u64),
    ) -> io::Result<Self> {
        Ok(Self {
            file: GrowingFile::resume(path, n_bytes)?,
            columns: columns.to_vec(),
            is_json,
            lines: String::new(),
            n_waiting: 0,
            n_rows,
        })
    }

    /// Bytes and rows in the file.
    pub(super) fn extent(&self) -> (u64, u64) {
        (self.file.n_bytes(), self.n_rows)
    }

    /// Rows that are in the file.
    pub(super) fn n_rows_kept(&self) -> u64 {
        self.n_rows
    }

    /// Adds the first rows, as many as the cap allows; returns how many.
    pub(super) fn write(
        &mut self,
        buffers: &[Buffer],
        n_rows: usize,
        texts: &[Cow<'static, str>],
        most_bytes: u64,
    ) -> io::Result<usize> {
        let mut next = vec![0; buffers.len()];
        for row in 0..n_rows {
            let before = self.lines.len();
            self.write_line(buffers, row, &mut next, texts);
            if self.file.n_bytes() + self.lines.len() as u64 > most_bytes {
                self.lines.truncate(before);
                return Ok(row);
            }
            self.n_waiting += 1;
            if self.lines.len() >= MOST_WAITING {
                self.flush()?;
            }
        }
        Ok(n_rows)
    }

    /// Writes the lines that wait.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.file.append(self.lines.as_bytes())?;
        self.lines.clear();
        self.n_rows += std::mem::take(&mut self.n_waiting);
        Ok(())
    }

    /// Ends the file; returns its length in bytes.
    pub(super) fn close(mut self) -> io::Result<u64> {
        self.flush()?;
        let n_bytes = self.file.n_bytes();
        self.file.keep()?;
        Ok(n_bytes)
    }

    /// Appends one row to the lines; `next` is the position of each column's next value.
    fn write_line(
        &mut self,
        buffers: &[Buffer],
        row: usize,
        next: &mut [usize],
        texts: &[Cow<'static, str>],
    ) {
        let line = &mut self.lines;
        let _ = match self.is_json {
            true => write!(line, "{{\"format_version\":{RECORD_FORMAT_VERSION}"),
            false => write!(line, "{RECORD_FORMAT_VERSION}"),
        };
        for ((buffer, column), next) in buffers.iter().zip(&self.columns).zip(next) {
            let _ = match self.is_json {
                true => write!(line, ",\"{}\":", column.name),
                false => write!(line, ","),
            };
            match (buffer.has(row), self.is_json) {
                (true, _) => {
                    write_value(line, &buffer.values, *next, texts, self.is_json);
                    *next += 1;
                }
                (false, true) => line.push_str("null"),
                (false, false) => {}
            }
        }
        line.push_str(if self.is_json { "}\n" } else { "\n" });
    }
}

fn write_value(
    line: &mut String,
    values: &Values,
    at: usize,
    texts: &[Cow<'static, str>],
    is_json: bool,
) {
    let _ = match values {
        Values::Integers(values) => write!(line, "{}", values[at]),
        // JSON has no NaN and no infinity.
        Values::Numbers(values) if is_json && !values[at].is_finite() => write!(line, "null"),
        Values::Numbers(values) => write!(line, "{:?}", values[at]),
        Values::Texts(values) => {
            let text = &texts[values[at] as usize];
            match is_json {
                true => write!(line, "{}", serde_json::Value::from(&**text)),
                false if text.contains([',', '"', '\n']) => {
                    write!(line, "\"{}\"", text.replace('"', "\"\""))
                }
                false => write!(line, "{text}"),
            }
        }
    };
}
