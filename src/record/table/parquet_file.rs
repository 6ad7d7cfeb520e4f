//! Tables as Parquet, without Arrow: integers as packed differences, texts by dictionary,
//! numbers as they are.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Encoding, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::{ColumnWriter, ColumnWriterImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type};

use crate::record::column::{Buffer, Column, Kind, RECORD_FORMAT_VERSION, Values};

/// Bytes of a file that are not rows: its beginning, and its end with the metadata.
const FRAME: u64 = 4096;
/// Bytes that a row group takes beside its rows, per column: its headers, and its part of the
/// file's end.
const HEAD_OF_A_CHUNK: u64 = 150;
const FOOT_OF_A_CHUNK: u64 = 180;
/// A row group that must be smaller than this is not worth its frame.
const FEWEST_ROWS: u64 = 64;

/// Texts that are handed over at once: they stay in the nearest cache.
const TEXTS_AT_ONCE: usize = 512;

/// A Parquet file being written.
pub(super) struct ParquetFile {
    writer: SerializedFileWriter<BufWriter<File>>,
    /// Row groups and their frames; the most that a row can take.
    frame: u64,
    most_row_bytes: u64,
    n_columns: u64,
}

impl ParquetFile {
    /// A new file with these columns and (key, value) pairs of metadata.
    pub(super) fn new(
        file: File,
        columns: &[Column],
        metadata: &[(&str, String)],
    ) -> io::Result<Self> {
        let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>();
        let schema = fields.and_then(|fields| {
            Type::group_type_builder("record")
                .with_fields(fields)
                .build()
        });
        let properties = properties(columns, metadata);
        let writer = BufWriter::with_capacity(1 << 16, file);
        let writer = schema
            .and_then(|schema| {
                SerializedFileWriter::new(writer, Arc::new(schema), Arc::new(properties))
            })
            .map_err(as_io)?;
        let of_metadata: usize = metadata
            .iter()
            .map(|(key, value)| key.len() + value.len())
            .sum::<usize>()
            + described(columns).len();
        Ok(Self {
            writer,
            frame: FRAME + of_metadata as u64,
            most_row_bytes: columns.iter().map(most_bytes_of).sum(),
            n_columns: columns.len() as u64,
        })
    }

    /// Writes the first rows as a row group, as many as surely fit below the cap; returns how
    /// many.
    pub(super) fn write(
        &mut self,
        buffers: &[Buffer],
        n_rows: usize,
        texts: &[Cow<'static, str>],
        most_bytes: u64,
    ) -> io::Result<usize> {
        let (head, foot) = (
            HEAD_OF_A_CHUNK * self.n_columns,
            FOOT_OF_A_CHUNK * self.n_columns,
        );
        let taken = self.writer.bytes_written() as u64 + self.frame + head + foot;
        let room = most_bytes.saturating_sub(taken) / self.most_row_bytes;
        if room < FEWEST_ROWS.min(n_rows as u64) {
            return Ok(0);
        }
        let n_rows = n_rows.min(usize::try_from(room).unwrap_or(usize::MAX));
        self.write_group(buffers, n_rows, texts).map_err(as_io)?;
        self.frame += foot;
        Ok(n_rows)
    }

    /// Ends the file; returns its length in bytes.
    pub(super) fn close(mut self, n_rows: u64, note: Option<&str>) -> io::Result<u64> {
        let mut tell = |key: &str, value: String| {
            let pair = KeyValue::new(key.to_owned(), value);
            self.writer.append_key_value_metadata(pair);
        };
        tell("fazil.rows", n_rows.to_string());
        if let Some(note) = note {
            tell("fazil.note", note.to_owned());
        }
        self.writer.finish().map_err(as_io)?; // It flushes, too.
        Ok(self.writer.bytes_written() as u64)
    }

    fn write_group(
        &mut self,
        buffers: &[Buffer],
        n_rows: usize,
        texts: &[Cow<'static, str>],
    ) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for buffer in buffers {
            let Some(mut column) = group.next_column()? else {
                unreachable!("bug: a buffer for every column")
            };
            write_column(column.untyped(), buffer, n_rows, texts)?;
            column.close()?;
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

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Integer => (Physical::INT32, None),
        Kind::Number | Kind::RepeatedNumber => (Physical::DOUBLE, None),
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let repetition = match column.is_optional {
        true => Repetition::OPTIONAL,
        false => Repetition::REQUIRED,
    };
    let builder = Type::primitive_type_builder(column.name, physical);
    let builder = builder
        .with_repetition(repetition)
        .with_logical_type(logical);
    builder.build().map(Arc::new)
}

/// The most that one value takes.
fn most_bytes_of(column: &Column) -> u64 {
    match column.kind {
        Kind::Integer => 6,
        Kind::Number => 9,
        Kind::RepeatedNumber => 18, // Itself in the dictionary, and its place there.
        Kind::Text => 5,
    }
}

/// Every column with its unit and meaning.
fn described(columns: &[Column]) -> String {
    serde_json::to_string(columns).unwrap_or_default()
}

fn properties(columns: &[Column], metadata: &[(&str, String)]) -> WriterProperties {
    let version = ("fazil.format_version", RECORD_FORMAT_VERSION.to_string());
    let pairs = metadata
        .iter()
        .cloned()
        .chain([version, ("fazil.columns", described(columns))])
        .map(|(key, value)| KeyValue::new(key.to_owned(), value));
    let mut properties = WriterProperties::builder()
        .set_created_by(format!("fazil {}", env!("CARGO_PKG_VERSION")))
        .set_key_value_metadata(Some(pairs.collect()))
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true);
    for column in columns {
        let path = || ColumnPath::from(column.name);
        properties = match column.kind {
            Kind::Integer => properties
                .set_column_dictionary_enabled(path(), false)
                .set_column_encoding(path(), Encoding::DELTA_BINARY_PACKED),
            Kind::Number => properties.set_column_dictionary_enabled(path(), false),
            Kind::RepeatedNumber | Kind::Text => {
                properties.set_column_dictionary_enabled(path(), true)
            }
        };
    }
    properties.build()
}

/// What the file itself said, without the words around it.
fn as_io(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(cause) => io::Error::other(cause),
        },
        other => io::Error::other(other),
    }
}
