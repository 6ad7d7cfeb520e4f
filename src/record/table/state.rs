//! Where a table is between two presentations, and a table that goes on from there to the same bytes as
//! if nothing had been interrupted.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::segments::{ParquetFile, ParquetState};
use super::text_file::TextFile;
use super::{Sink, Table};
use crate::record::column::{Buffer, Column};
use crate::record::recording::Format;

/// A table between two presentations.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TableState {
    sink: SinkState,
    /// Rows that wait to be written. They are not written for the sake of a checkpoint: when a byte
    /// cap is noticed depends on when rows are written.
    waiting: Vec<Buffer>,
    n_waiting: usize,
    n_rows: u64,
    n_bytes: u64,
    is_full: bool,
    failure: Option<String>,
    segment_began: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum SinkState {
    /// It failed before.
    Gone,
    Parquet(ParquetState),
    /// Bytes and rows in the file.
    Text(u64, u64),
}

impl Table {
    /// Where it is. What cannot be written ends the table.
    pub fn state(&mut self) -> TableState {
        let sink = match &mut self.sink {
            Some(Sink::Parquet(file)) => file.state(&self.texts).map(SinkState::Parquet),
            Some(Sink::Text(file)) => file.flush().map(|()| {
                let (n_bytes, n_rows) = file.extent();
                SinkState::Text(n_bytes, n_rows)
            }),
            None => Ok(SinkState::Gone),
        };
        let sink = sink.unwrap_or_else(|error| {
            self.fail(&error);
            SinkState::Gone
        });
        TableState {
            sink,
            waiting: self.buffers.clone(),
            n_waiting: self.n_waiting,
            n_rows: self.n_rows,
            n_bytes: self.n_bytes,
            is_full: self.is_full,
            failure: self.failure.clone(),
            segment_began: self.segment_began,
        }
    }

    /// A table that goes on in its file; the rest is as for [`create`](Self::create). What was written
    /// to the file afterwards is taken back.
    ///
    /// # Errors
    /// If the file is gone, or shorter than it was, or cannot be written.
    pub fn resume(
        path: &Path,
        format: Format,
        columns: &[Column],
        texts: Vec<Cow<'static, str>>,
        metadata: &[(&str, String)],
        most_bytes: u64,
        state: TableState,
    ) -> io::Result<Self> {
        let sink = match state.sink {
            SinkState::Gone => None,
            SinkState::Parquet(state) => {
                let file = ParquetFile::resume(path, columns, metadata, state, &texts)?;
                Some(Sink::Parquet(Box::new(file)))
            }
            SinkState::Text(n_bytes, n_rows) => {
                let is_json = format == Format::JsonLines;
                let file = TextFile::resume(path, columns, is_json, (n_bytes, n_rows))?;
                Some(Sink::Text(file))
            }
        };
        if state.waiting.len() != columns.len() {
            return Err(io::Error::other(
                "the checkpoint is of a table with other columns",
            ));
        }
        Ok(Self {
            columns: columns.to_vec(),
            texts,
            buffers: state.waiting,
            n_waiting: state.n_waiting,
            sink,
            most_bytes,
            n_rows: state.n_rows,
            n_bytes: state.n_bytes,
            is_full: state.is_full,
            failure: state.failure,
            segment_began: state.segment_began,
        })
    }
}

#[cfg(test)]
mod tests;
