//! A table of recorded rows on its way into a file.
//!
//! Promises that memory stays flat however many rows come, that the file never outgrows its
//! cap, that what is on the disk is whole at every moment, and that a file that cannot be
//! written ends its own table and nothing else. Refuses to know what the rows mean.

mod bounded_headers;
mod layout;
mod parquet_error;
mod read;
mod row_group;
mod segment_bytes;
mod segments;
mod state;
mod text_file;

pub use read::{
    Columns, ReadError, SeeRow, Sought, Stored, is_guarded, is_table_there, read_names, read_rows,
    read_table,
};

pub use state::TableState;

use std::borrow::Cow;
use std::io;
use std::path::Path;

use super::column::{Buffer, Cell, Column};
use super::recording::Format;
use crate::input_file::without_number;
use segments::ParquetFile;
use text_file::TextFile;

/// Rows that wait at most before they are written: they stay in a near cache.
const MOST_WAITING: usize = 1 << 14;
/// A segment ends after this many presentations, or after this share of those before it: so
/// there are few segments, and few presentations are lost if the program is killed.
const PRESENTATIONS_OF_A_SEGMENT: u64 = 16;
const SHARE_OF_A_SEGMENT: u64 = 64;

/// A table being written.
pub struct Table {
    columns: Vec<Column>,
    texts: Vec<Cow<'static, str>>,
    buffers: Vec<Buffer>,
    n_waiting: usize,
    sink: Option<Sink>,
    most_bytes: u64,
    n_rows: u64,
    n_bytes: u64,
    is_full: bool,
    failure: Option<String>,
    /// Presentations of the run when the segment under way began.
    segment_began: u64,
}

/// A file in one of the formats.
enum Sink {
    Parquet(Box<ParquetFile>),
    Text(TextFile),
}

/// What became of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows in the file.
    pub n_rows: u64,
    /// Bytes of the file.
    pub n_bytes: u64,
    /// Whether the byte cap was reached, so that rows are missing at the end.
    pub is_full: bool,
    /// Why it could not be written to the end.
    pub failure: Option<String>,
}

impl Table {
    /// A table in a new file at `path`. `metadata` are (key, value) pairs that the format keeps
    /// if it can; `texts` are what [`Cell::Text`] names.
    pub fn create(
        path: &Path,
        format: Format,
        columns: &[Column],
        texts: Vec<Cow<'static, str>>,
        metadata: &[(&str, String)],
        most_bytes: u64,
    ) -> Self {
        let opened = open(path, format, columns, metadata);
        let (sink, failure) = match opened {
            Ok(sink) => (Some(sink), None),
            Err(error) => (None, Some(without_number(&error))),
        };
        Self {
            buffers: columns.iter().map(Buffer::of).collect(),
            columns: columns.to_vec(),
            texts,
            n_waiting: 0,
            sink,
            most_bytes,
            n_rows: 0,
            n_bytes: 0,
            is_full: false,
            failure,
            segment_began: 0,
        }
    }

    /// Its columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Whether rows still go into it.
    pub fn is_open(&self) -> bool {
        self.sink.is_some() && !self.is_full
    }

    /// Adds a row: one cell per column, in order.
    #[inline]
    pub fn push<const N: usize>(&mut self, row: [Cell; N]) {
        if !self.is_open() {
            return;
        }
        debug_assert_eq!(N, self.columns.len(), "a row has a cell for every column");
        for (buffer, cell) in self.buffers.iter_mut().zip(&row) {
            buffer.push(cell);
        }
        self.n_waiting += 1;
        if self.n_waiting == MOST_WAITING {
            self.write();
        }
    }

    /// The same for a table whose columns are known only when it is made.
    pub fn push_row(&mut self, row: &[Cell]) {
        if !self.is_open() {
            return;
        }
        debug_assert_eq!(
            row.len(),
            self.columns.len(),
            "a row has a cell for every column"
        );
        for (buffer, cell) in self.buffers.iter_mut().zip(row) {
            buffer.push(cell);
        }
        self.n_waiting += 1;
        if self.n_waiting == MOST_WAITING {
            self.write();
        }
    }

    /// Why it could not be written, if it could not.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// A presentation has ended, `n_presentations` of the run by now; sometimes a segment
    /// ends with it, so that a program that is killed leaves what came before.
    pub fn end_presentation(&mut self, n_presentations: u64) {
        let n_in_segment = n_presentations.saturating_sub(self.segment_began);
        let most = (self.segment_began / SHARE_OF_A_SEGMENT).max(PRESENTATIONS_OF_A_SEGMENT);
        let is_full = match &self.sink {
            Some(Sink::Parquet(file)) => file.is_segment_full(self.n_waiting),
            Some(Sink::Text(_)) => false,
            None => return,
        };
        if n_in_segment < most && !is_full {
            return;
        }
        self.segment_began = n_presentations;
        self.write();
        let ended = match &mut self.sink {
            Some(Sink::Parquet(file)) => file.end_segment(),
            Some(Sink::Text(file)) => file.flush(),
            None => Ok(()),
        };
        if let Err(error) = ended {
            self.fail(&error);
        }
    }

    /// Writes what waits, closes the file, and says what became of it. `note` goes into the
    /// file if its format can keep one, and the cap was reached. What cannot be made one file
    /// stays as it is.
    pub fn finish(&mut self, note: &str) -> Written {
        self.write();
        let note = self.is_full.then_some(note);
        let closed = match self.sink.take() {
            Some(Sink::Parquet(mut file)) => {
                let closed = file.close(note);
                self.n_rows = file.n_rows_kept();
                closed.map(Some)
            }
            Some(Sink::Text(file)) => file.close().map(Some),
            None => Ok(None),
        };
        match closed {
            Ok(n_bytes) => self.n_bytes = n_bytes.unwrap_or(0),
            Err(error) => self.failure = Some(without_number(&error)),
        }
        Written {
            n_rows: self.n_rows,
            n_bytes: self.n_bytes,
            is_full: self.is_full,
            failure: self.failure.clone(),
        }
    }

    /// Writes the rows that wait, as far as the cap allows.
    fn write(&mut self) {
        while self.n_waiting > 0 && self.is_open() {
            let written = match &mut self.sink {
                Some(Sink::Parquet(file)) => {
                    file.write(&self.buffers, self.n_waiting, &self.texts, self.most_bytes)
                }
                Some(Sink::Text(file)) => {
                    file.write(&self.buffers, self.n_waiting, &self.texts, self.most_bytes)
                }
                None => Ok(0),
            };
            match written {
                Ok(n) if n == self.n_waiting => {
                    self.n_rows += n as u64;
                    self.n_waiting = 0;
                    self.buffers.iter_mut().for_each(Buffer::clear);
                }
                Ok(0) => self.is_full = true,
                Ok(n) => {
                    self.n_rows += n as u64;
                    self.n_waiting -= n;
                    self.buffers.iter_mut().for_each(|b| b.drop_first(n));
                }
                Err(error) => self.fail(&error),
            }
        }
    }

    /// No more rows go into it; those on the disk stay.
    fn fail(&mut self, error: &io::Error) {
        self.failure = Some(without_number(error));
        self.n_rows = match self.sink.take() {
            Some(Sink::Parquet(file)) => file.n_rows_kept(),
            Some(Sink::Text(file)) => file.n_rows_kept(),
            None => self.n_rows,
        };
    }
}

fn open(
    path: &Path,
    format: Format,
    columns: &[Column],
    metadata: &[(&str, String)],
) -> io::Result<Sink> {
    Ok(match format {
        Format::Parquet => Sink::Parquet(Box::new(ParquetFile::new(path, columns, metadata)?)),
        Format::Csv => Sink::Text(TextFile::new(path, columns, false)?),
        Format::JsonLines => Sink::Text(TextFile::new(path, columns, true)?),
    })
}

#[cfg(test)]
mod tests;
