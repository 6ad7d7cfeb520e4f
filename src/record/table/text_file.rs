//! Tables as CSV and as JSON Lines: every number written so that it reads back to the same bits.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};

use crate::record::column::{Buffer, Column, RECORD_FORMAT_VERSION, Values};

/// A text file being written.
pub(super) struct TextFile {
    writer: BufWriter<File>,
    columns: Vec<Column>,
    is_json: bool,
    n_bytes: u64,
    line: String,
}

impl TextFile {
    /// A new file; CSV gets its header.
    pub(super) fn new(file: File, columns: &[Column], is_json: bool) -> io::Result<Self> {
        let mut text = Self {
            writer: BufWriter::with_capacity(1 << 16, file),
            columns: columns.to_vec(),
            is_json,
            n_bytes: 0,
            line: String::new(),
        };
        if !is_json {
            let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
            let header = format!("format_version,{}\n", names.join(","));
            text.writer.write_all(header.as_bytes())?;
            text.n_bytes = header.len() as u64;
        }
        Ok(text)
    }

    /// Writes the first rows, as many as the cap allows; returns how many.
    pub(super) fn write(
        &mut self,
        buffers: &[Buffer],
        n_rows: usize,
        texts: &[Cow<'static, str>],
        most_bytes: u64,
    ) -> io::Result<usize> {
        let mut next = vec![0; buffers.len()];
        for row in 0..n_rows {
            self.line.clear();
            self.write_line(buffers, row, &mut next, texts);
            if self.n_bytes + self.line.len() as u64 > most_bytes {
                return Ok(row);
            }
            self.writer.write_all(self.line.as_bytes())?;
            self.n_bytes += self.line.len() as u64;
        }
        Ok(n_rows)
    }

    /// Ends the file; returns its length in bytes.
    pub(super) fn close(self) -> io::Result<u64> {
        super::close(self.writer)?;
        Ok(self.n_bytes)
    }

    /// Appends one row to `line`; `next` is the position of each column's next value.
    fn write_line(
        &mut self,
        buffers: &[Buffer],
        row: usize,
        next: &mut [usize],
        texts: &[Cow<'static, str>],
    ) {
        let line = &mut self.line;
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
