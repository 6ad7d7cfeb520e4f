//! One segment of a Parquet table: rows that are encoded in memory, column by column, until
//! they are written as a row group.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::column::page::{CompressedPage, PageWriteSpec, PageWriter};
use parquet::column::writer::{
    ColumnCloseResult, ColumnWriter, ColumnWriterImpl, get_column_writer,
};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};

use super::layout::Layout;
use crate::record::column::{Buffer, Values};

/// Texts that are handed over at once: they stay in the nearest cache.
const TEXTS_AT_ONCE: usize = 512;

/// Rows of every column, encoded.
pub(super) struct Segment {
    columns: Vec<(ColumnWriter<'static>, Pages)>,
    n_rows: u64,
}

/// A column's pages as bytes.
#[derive(Clone, Default)]
struct Pages(Arc<Mutex<Vec<u8>>>);

impl Write for Pages {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Puts a column's pages into memory.
struct ToMemory {
    sink: TrackedWrite<Pages>,
}

impl PageWriter for ToMemory {
    fn write_page(&mut self, page: CompressedPage) -> Result<PageWriteSpec, ParquetError> {
        SerializedPageWriter::new(&mut self.sink).write_page(page)
    }

    fn close(&mut self) -> Result<(), ParquetError> {
        Ok(self.sink.flush()?)
    }
}

impl Segment {
    /// An empty one.
    pub(super) fn new(layout: &Layout) -> Self {
        let columns = layout.descriptor.columns().iter().map(|column| {
            let pages = Pages::default();
            let sink = TrackedWrite::new(pages.clone());
            let (column, properties) = (Arc::clone(column), Arc::clone(&layout.properties));
            let writer = get_column_writer(column, properties, Box::new(ToMemory { sink }));
            (writer, pages)
        });
        Self {
            columns: columns.collect(),
            n_rows: 0,
        }
    }

    /// Rows in it.
    pub(super) fn n_rows(&self) -> u64 {
        self.n_rows
    }

    /// Bytes of its pages so far; those of columns with a dictionary come at the end.
    pub(super) fn n_bytes(&self) -> u64 {
        let pages = self.columns.iter().map(|(_, pages)| {
            let pages = pages.0.lock().unwrap_or_else(PoisonError::into_inner);
            pages.len() as u64
        });
        pages.sum()
    }

    /// Adds the first rows of the buffers.
    pub(super) fn add(
        &mut self,
        buffers: &[Buffer],
        n_rows: usize,
        texts: &[Cow<'static, str>],
    ) -> Result<(), ParquetError> {
        for ((column, _), buffer) in self.columns.iter_mut().zip(buffers) {
            write_column(column, buffer, n_rows, texts)?;
        }
        self.n_rows += n_rows as u64;
        Ok(())
    }

    /// Ends it: the encoded columns.
    pub(super) fn encoded(self) -> Result<Encoded, ParquetError> {
        let mut columns = Vec::new();
        for (writer, pages) in self.columns {
            let closed = writer.close()?;
            let mut bytes = pages.0.lock().unwrap_or_else(PoisonError::into_inner);
            columns.push((Bytes::from(std::mem::take(&mut *bytes)), closed));
        }
        Ok(Encoded {
            columns,
            n_rows: self.n_rows,
        })
    }
}

/// A segment that is to be written.
pub(super) struct Encoded {
    columns: Vec<(Bytes, ColumnCloseResult)>,
    pub(super) n_rows: u64,
}

impl Encoded {
    /// Its bytes in a file, the file's end aside.
    pub(super) fn n_bytes(&self) -> u64 {
        self.columns
            .iter()
            .map(|(bytes, _)| bytes.len() as u64)
            .sum()
    }

    /// Writes it as a row group.
    pub(super) fn write<W: Write + Send>(
        self,
        writer: &mut SerializedFileWriter<W>,
    ) -> Result<(), ParquetError> {
        let mut group = writer.next_row_group()?;
        for (bytes, closed) in self.columns {
            group.append_column(&bytes, closed)?;
        }
        group.close()?;
        Ok(())
    }
}

fn write_column(
    column: &mut ColumnWriter<'_>,
    buffer: &Buffer,
    n_rows: usize,
    texts: &[Cow<'static, str>],
) -> Result<(), ParquetError> {
    let levels = buffer.present.get(..n_rows);
    let n_values = buffer.n_values(n_rows);
    match (column, &buffer.values) {
        (ColumnWriter::Int32ColumnWriter(column), Values::Integers(values)) => {
            write_values(column, &values[..n_values], levels)
        }
        (ColumnWriter::DoubleColumnWriter(column), Values::Numbers(values)) => {
            write_values(column, &values[..n_values], levels)
        }
        (ColumnWriter::ByteArrayColumnWriter(column), Values::Texts(values)) => {
            let bytes = |text: &Cow<'static, str>| match text {
                Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()), // Copied for nothing.
                Cow::Owned(text) => Bytes::from(text.clone()),
            };
            let texts: Vec<ByteArray> = texts.iter().map(bytes).map(ByteArray::from).collect();
            if levels.is_some_and(|levels| !levels.is_empty()) {
                let values = values[..n_values].iter();
                let values: Vec<_> = values.map(|at| texts[*at as usize].clone()).collect();
                return write_values(column, &values, levels);
            }
            let mut before: &[u32] = &[];
            let mut some = Vec::with_capacity(TEXTS_AT_ONCE);
            for values in values[..n_values].chunks(TEXTS_AT_ONCE) {
                // Neighbours mostly say the same: what was handed over last time mostly stays.
                for ((text, at), before) in some.iter_mut().zip(values).zip(before) {
                    if at != before {
                        *text = texts[*at as usize].clone();
                    }
                }
                some.truncate(values.len());
                let more = values.iter().skip(some.len());
                some.extend(more.map(|at| texts[*at as usize].clone()));
                write_values(column, &some, None)?;
                before = values;
            }
            Ok(())
        }
        _ => unreachable!("bug: a column's values are of its kind"),
    }
}

fn write_values<T: DataType>(
    column: &mut ColumnWriterImpl<'_, T>,
    values: &[T::T],
    levels: Option<&[i16]>,
) -> Result<(), ParquetError> {
    column.write_batch(values, levels.filter(|levels| !levels.is_empty()), None)?;
    Ok(())
}
