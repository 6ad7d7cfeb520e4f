//! One column of a row group, read from its first row on.
//!
//! Promises rows in their order, and nothing of a page before it was checked.

use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::RowGroupReader;

use super::guarded::guarded;
use crate::record::table::read::cause::{Cause, Done};
use crate::record::table::read::checked_pages::CheckedPages;
use crate::record::table::read::stored::Stored;

/// One column of a row group, read from its first row on.
pub(super) struct Cursor {
    reader: ColumnReader,
    /// The rows read last.
    pub(super) values: Vec<Stored>,
    levels: Vec<i16>,
}

impl Cursor {
    pub(super) fn open(group: &dyn RowGroupReader, place: usize) -> Result<Self, Cause> {
        Ok(Self {
            reader: guarded(|| {
                let pages = CheckedPages::new(group.get_column_page_reader(place)?);
                let column = group.metadata().column(place).column_descr_ptr();
                Ok(get_column_reader(column, Box::new(pages)))
            })?,
            values: Vec::new(),
            levels: Vec::new(),
        })
    }

    /// Reads the next rows, `most` of them unless the group ends; says how many.
    pub(super) fn read(&mut self, most: usize) -> Result<usize, Cause> {
        self.values.clear();
        self.levels.clear();
        let (values, levels) = (&mut self.values, &mut self.levels);
        guarded(|| match &mut self.reader {
            ColumnReader::Int32ColumnReader(reader) => {
                fill(reader, most, levels, values, |value| {
                    Stored::Number(f64::from(value))
                })
            }
            ColumnReader::DoubleColumnReader(reader) => {
                fill(reader, most, levels, values, Stored::Number)
            }
            ColumnReader::ByteArrayColumnReader(reader) => {
                fill(reader, most, levels, values, |value| {
                    Stored::Text(String::from_utf8_lossy(value.data()).into_owned())
                })
            }
            _ => Err(ParquetError::External(
                "it holds a column of a kind that no run records".into(),
            )),
        })?;
        Ok(values.len())
    }

    pub(super) fn skip(&mut self, n: usize) -> Done {
        let skipped = guarded(|| match &mut self.reader {
            ColumnReader::Int32ColumnReader(reader) => reader.skip_records(n),
            ColumnReader::DoubleColumnReader(reader) => reader.skip_records(n),
            ColumnReader::ByteArrayColumnReader(reader) => reader.skip_records(n),
            _ => Ok(0),
        });
        skipped.map(drop)
    }

    /// The value of one of the rows read last, which is then gone.
    pub(super) fn take(&mut self, row: usize) -> Stored {
        std::mem::replace(&mut self.values[row], Stored::Nothing)
    }
}

/// Reads rows of one type; a row whose level is 0 has no value.
fn fill<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    most: usize,
    levels: &mut Vec<i16>,
    into: &mut Vec<Stored>,
    stored: impl Fn(T::T) -> Stored,
) -> Result<(), ParquetError> {
    let mut values = Vec::new();
    // One call ends with a page.
    while into.len() < most {
        levels.clear();
        values.clear();
        let asked = most - into.len();
        let (n_rows, ..) = reader.read_records(asked, Some(levels), None, &mut values)?;
        if n_rows == 0 {
            break;
        }
        let mut values = values.drain(..);
        match levels.is_empty() {
            true => into.extend(values.map(&stored)),
            false => into.extend(levels.iter().map(|level| match level {
                0 => Stored::Nothing,
                _ => values.next().map_or(Stored::Nothing, &stored),
            })),
        }
    }
    Ok(())
}
