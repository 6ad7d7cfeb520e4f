//! The segment under way as bytes, and a segment that goes on from them.
//!
//! A segment is encoded as its rows come, and can only be taken apart as a whole. So it is ended into
//! bytes, and filled again from these: by the same rows in the same portions, which gives the same
//! pages as if it had never been ended. Promises that nothing else is kept in memory meanwhile.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;

use super::bounded_headers::BoundedHeaders;
use super::layout::Layout;
use super::parquet_error::as_io;
use super::row_group::Segment;
use crate::record::column::{Buffer, Values};

/// The rows of a segment as a Parquet file; nothing if it has none.
pub(super) fn bytes_of(segment: Segment, layout: &Layout) -> io::Result<Vec<u8>> {
    if segment.n_rows() == 0 {
        return Ok(Vec::new());
    }
    let write = || {
        let (schema, properties) = (Arc::clone(&layout.schema), Arc::clone(&layout.properties));
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties)?;
        segment.encoded()?.write(&mut writer)?;
        writer.into_inner()
    };
    write().map_err(as_io)
}

/// The segment of these bytes, which was filled in `portions` of so many rows.
pub(super) fn segment_of(
    bytes: &[u8],
    portions: &[u32],
    layout: &Layout,
    texts: &[Cow<'static, str>],
) -> io::Result<Segment> {
    let mut segment = Segment::new(layout);
    if bytes.is_empty() {
        return Ok(segment);
    }
    let places = texts.iter().enumerate();
    let places: HashMap<&[u8], u32> = places
        .map(|(at, text)| (text.as_bytes(), at as u32))
        .collect();
    let mut fill = || {
        let reader = SerializedFileReader::new(BoundedHeaders(Bytes::copy_from_slice(bytes)))?;
        let group = reader.get_row_group(0)?;
        let columns = 0..layout.n_columns();
        let mut columns = columns
            .map(|column| group.get_column_reader(column))
            .collect::<Result<Vec<_>, _>>()?;
        for &n_rows in portions {
            let n_rows = n_rows as usize;
            let buffers = columns
                .iter_mut()
                .map(|column| buffer_of(column, n_rows, &places))
                .collect::<Result<Vec<_>, _>>()?;
            segment.add(&buffers, n_rows, texts)?;
        }
        Ok(())
    };
    fill().map_err(as_io)?;
    Ok(segment)
}

/// The next rows of a column.
fn buffer_of(
    column: &mut ColumnReader,
    n_rows: usize,
    places: &HashMap<&[u8], u32>,
) -> Result<Buffer, ParquetError> {
    let (values, present) = match column {
        ColumnReader::Int32ColumnReader(reader) => {
            let (values, present) = next(reader, n_rows)?;
            (Values::Integers(values), present)
        }
        ColumnReader::DoubleColumnReader(reader) => {
            let (values, present) = next(reader, n_rows)?;
            (Values::Numbers(values), present)
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            let (texts, present) = next(reader, n_rows)?;
            let place = |text: &ByteArray| places.get(text.data()).copied();
            let values: Option<Vec<u32>> = texts.iter().map(place).collect();
            let unknown = || ParquetError::General("it holds a text of another table".to_owned());
            (Values::Texts(values.ok_or_else(unknown)?), present)
        }
        _ => {
            let other = "it holds a column of a kind that no run records";
            return Err(ParquetError::General(other.to_owned()));
        }
    };
    Ok(Buffer::restored(values, present))
}

/// The next values, and for an optional column which rows have one.
fn next<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    n_rows: usize,
) -> Result<(Vec<T::T>, Vec<i16>), ParquetError> {
    let (mut values, mut levels, mut n) = (Vec::new(), Vec::new(), 0);
    // One call ends with a page.
    while n < n_rows {
        let (more, ..) = reader.read_records(n_rows - n, Some(&mut levels), None, &mut values)?;
        if more == 0 {
            let fewer = "it holds fewer rows than it did";
            return Err(ParquetError::General(fewer.to_owned()));
        }
        n += more;
    }
    Ok((values, levels))
}
