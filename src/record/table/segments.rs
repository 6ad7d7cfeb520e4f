//! Tables as Parquet, without Arrow, in segments.
//!
//! While rows come, `NAME.parquet.parts/` holds a readable file for every segment that ended;
//! at the end they become the row groups of one `NAME.parquet`. Promises that no more than a
//! segment is in memory, and that a segment is in its folder whole or not at all.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, ParquetMetaDataReader, RowGroupMetaData};
use parquet::file::writer::SerializedFileWriter;
use serde::{Deserialize, Serialize};

use super::layout::Layout;
use super::parquet_error::as_io;
use super::row_group::{Encoded, Segment};
use super::segment_bytes::{bytes_of, segment_of};
use crate::disk::{WholeFile, make_folder};
use crate::record::column::{Buffer, Column};

/// Bytes of a file that are not rows: its beginning, and its end with the metadata.
const FRAME: u64 = 4096;
/// Bytes that a row group takes beside its rows, per column: its headers, and its part of the
/// file's end.
const HEAD_OF_A_CHUNK: u64 = 150;
const FOOT_OF_A_CHUNK: u64 = 180;
/// A row group that must be smaller than this is not worth its frame.
const FEWEST_ROWS: u64 = 64;
/// Rows of a segment, and bytes of them that are not in a dictionary, about: it ends where a
/// presentation ends, and at twice as many in any case. Larger ones take more memory while rows
/// come, smaller ones at the end, when every row group has some kilobytes of metadata.
const ROWS_OF_A_SEGMENT: u64 = 1 << 18;
const BYTES_OF_A_SEGMENT: u64 = 4 << 20;

/// A Parquet file being written.
pub(super) struct ParquetFile {
    path: PathBuf,
    layout: Layout,
    segment: Segment,
    /// Rows of each portion in which the segment under way was filled.
    portions: Vec<u32>,
    n_parts: usize,
    /// Rows in the parts, and their bytes in the file to come.
    n_rows: u64,
    n_bytes: u64,
    /// Bytes in the file to come that are no rows.
    frame: u64,
}

/// A Parquet file between two presentations.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ParquetState {
    /// The segment under way, as a file.
    open: Vec<u8>,
    portions: Vec<u32>,
    n_parts: usize,
    n_rows: u64,
    n_bytes: u64,
    frame: u64,
}

/// The folder of a table's segments.
pub(super) fn parts_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".parts");
    path.with_file_name(name)
}

/// The files of a table's segments, in order; none if there is no folder of them.
pub(super) fn part_files(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parts_of(path)) else {
        return Vec::new();
    };
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_part = |file: &PathBuf| file.extension().is_some_and(|ending| ending == "parquet");
    let mut files: Vec<PathBuf> = files.filter(is_part).collect();
    files.sort();
    files
}

impl ParquetFile {
    /// A new file with these columns and (key, value) pairs of metadata.
    pub(super) fn new(
        path: &Path,
        columns: &[Column],
        metadata: &[(&str, String)],
    ) -> io::Result<Self> {
        let layout = Layout::new(columns, metadata).map_err(as_io)?;
        Ok(Self {
            path: path.to_owned(),
            segment: Segment::new(&layout),
            portions: Vec::new(),
            frame: FRAME + layout.metadata_bytes,
            layout,
            n_parts: 0,
            n_rows: 0,
            n_bytes: 0,
        })
    }

    /// Where it is: the segments that ended are on the disk, the one under way is kept as bytes.
    pub(super) fn state(&mut self, texts: &[Cow<'static, str>]) -> io::Result<ParquetState> {
        let portions = std::mem::take(&mut self.portions);
        let segment = std::mem::replace(&mut self.segment, Segment::new(&self.layout));
        let open = bytes_of(segment, &self.layout)?;
        self.segment = segment_of(&open, &portions, &self.layout, texts)?;
        self.portions.clone_from(&portions);
        Ok(ParquetState {
            open,
            portions,
            n_parts: self.n_parts,
            n_rows: self.n_rows,
            n_bytes: self.n_bytes,
            frame: self.frame,
        })
    }

    /// A file that goes on; the rest is as for [`new`](Self::new). Segments that ended afterwards are
    /// taken back, and a file that was made of all is taken apart again.
    pub(super) fn resume(
        path: &Path,
        columns: &[Column],
        metadata: &[(&str, String)],
        state: ParquetState,
        texts: &[Cow<'static, str>],
    ) -> io::Result<Self> {
        let layout = Layout::new(columns, metadata).map_err(as_io)?;
        let file = Self {
            path: path.to_owned(),
            segment: segment_of(&state.open, &state.portions, &layout, texts)?,
            portions: state.portions,
            layout,
            n_parts: state.n_parts,
            n_rows: state.n_rows,
            n_bytes: state.n_bytes,
            frame: state.frame,
        };
        file.restore_parts()?;
        Ok(file)
    }

    /// Leaves the segments that had ended, and no other file.
    fn restore_parts(&self) -> io::Result<()> {
        let folder = parts_of(&self.path);
        let part = |k: usize| folder.join(format!("{k:06}.parquet"));
        if let Some(first) = (0..self.n_parts).find(|k| !part(*k).is_file()) {
            make_folder(&folder)?;
            let whole = File::open(&self.path)?;
            let metadata = ParquetMetaDataReader::new()
                .parse_and_finish(&whole)
                .map_err(as_io)?;
            for k in first..self.n_parts {
                let group = metadata.row_groups().get(k).ok_or_else(|| {
                    let lost = format!("{} lost some of its rows", self.path.display());
                    io::Error::other(lost)
                })?;
                self.create(&part(k), |writer| append_group(writer, &whole, group), &[])?;
            }
        }
        for later in part_files(&self.path).into_iter().skip(self.n_parts) {
            fs::remove_file(later)?;
        }
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Rows that are safe on the disk.
    pub(super) fn n_rows_kept(&self) -> u64 {
        self.n_rows
    }

    /// Adds the first rows, as many as surely fit below the cap; returns how many.
    pub(super) fn write(
        &mut self,
        buffers: &[Buffer],
        n_rows: usize,
        texts: &[Cow<'static, str>],
        most_bytes: u64,
    ) -> io::Result<usize> {
        let mut room = self.room(most_bytes);
        if room < n_rows as u64 && self.segment.n_rows() > 0 {
            // Once it is encoded it is mostly smaller than it might have been.
            self.end_segment()?;
            room = self.room(most_bytes);
        }
        if room < FEWEST_ROWS.min(n_rows as u64) {
            return Ok(0);
        }
        let n_rows = n_rows.min(usize::try_from(room).unwrap_or(usize::MAX));
        self.segment.add(buffers, n_rows, texts).map_err(as_io)?;
        self.portions.push(n_rows as u32);
        if self.is_segment_of(2, 0) {
            self.end_segment()?;
        }
        Ok(n_rows)
    }

    /// Whether so many rows more are enough for a segment.
    pub(super) fn is_segment_full(&self, n_waiting: usize) -> bool {
        self.is_segment_of(1, n_waiting)
    }

    /// Whether it is `n` times as long as a segment is to be.
    fn is_segment_of(&self, n: u64, n_waiting: usize) -> bool {
        self.segment.n_rows() + n_waiting as u64 >= n * ROWS_OF_A_SEGMENT
            || self.segment.n_bytes() >= n * BYTES_OF_A_SEGMENT
    }

    /// Rows that surely fit below the cap.
    fn room(&self, most_bytes: u64) -> u64 {
        let of_group = (HEAD_OF_A_CHUNK + FOOT_OF_A_CHUNK) * self.layout.n_columns() as u64;
        let of_segment = self.segment.n_rows() * self.layout.most_row_bytes;
        let taken = self.n_bytes + self.frame + of_group + of_segment;
        most_bytes.saturating_sub(taken) / self.layout.most_row_bytes
    }

    /// Writes the rows in memory as a segment, if there are any.
    pub(super) fn end_segment(&mut self) -> io::Result<()> {
        if self.segment.n_rows() == 0 {
            return Ok(());
        }
        let encoded = self.take_segment()?;
        let (n_rows, n_bytes) = (encoded.n_rows, encoded.n_bytes());
        let parts = parts_of(&self.path);
        make_folder(&parts)?;
        let path = parts.join(format!("{:06}.parquet", self.n_parts));
        self.create(&path, |writer| encoded.write(writer), &[])?;
        self.n_parts += 1;
        self.n_rows += n_rows;
        self.n_bytes += n_bytes;
        self.frame += FOOT_OF_A_CHUNK * self.layout.n_columns() as u64;
        Ok(())
    }

    fn take_segment(&mut self) -> io::Result<Encoded> {
        let empty = Segment::new(&self.layout);
        self.portions.clear();
        let segment = std::mem::replace(&mut self.segment, empty);
        segment.encoded().map_err(as_io)
    }

    /// Makes one file of all segments; returns its length in bytes. If that fails, the
    /// segments stay.
    pub(super) fn close(&mut self, note: Option<&str>) -> io::Result<u64> {
        if self.n_parts > 0 {
            self.end_segment()?;
        }
        let encoded = self.take_segment()?; // Empty if there are parts.
        let n_rows = self.n_rows + encoded.n_rows;
        let mut pairs = vec![("fazil.rows", n_rows.to_string())];
        pairs.extend(note.map(|note| ("fazil.note", note.to_owned())));
        let parts = part_files(&self.path);
        if parts.len() < self.n_parts {
            let folder = parts_of(&self.path);
            let lost = format!("{} lost some of its files", folder.display());
            return Err(io::Error::other(lost));
        }
        let fill = |writer: &mut Writer<'_>| {
            if encoded.n_rows > 0 {
                encoded.write(writer)?;
            }
            parts[..self.n_parts]
                .iter()
                .try_for_each(|part| append(writer, part))
        };
        let n_bytes = self.create(&self.path, fill, &pairs)?;
        self.n_rows = n_rows;
        // Best effort: a reader prefers the one file.
        let _ = fs::remove_dir_all(parts_of(&self.path));
        Ok(n_bytes)
    }

    /// Writes a whole file; returns its length in bytes.
    fn create(
        &self,
        path: &Path,
        fill: impl FnOnce(&mut Writer<'_>) -> Result<(), ParquetError>,
        pairs: &[(&str, String)],
    ) -> io::Result<u64> {
        let mut file = BufWriter::with_capacity(1 << 16, WholeFile::create(path)?);
        let (schema, properties) = (&self.layout.schema, &self.layout.properties);
        let write = || {
            let (schema, properties) = (Arc::clone(schema), Arc::clone(properties));
            let mut writer = SerializedFileWriter::new(&mut file, schema, properties)?;
            fill(&mut writer)?;
            for (key, value) in pairs {
                let pair = KeyValue::new((*key).to_owned(), value.clone());
                writer.append_key_value_metadata(pair);
            }
            writer.finish()?; // It flushes, too.
            Ok(writer.bytes_written() as u64)
        };
        let written = write().map_err(as_io);
        // Taken apart, not dropped: a buffer that is dropped would be written once more.
        let (file, _) = file.into_parts();
        let n_bytes = written?;
        file.keep()?;
        Ok(n_bytes)
    }
}

type Writer<'f> = SerializedFileWriter<&'f mut BufWriter<WholeFile>>;

/// Copies the row groups of a segment, without decoding them.
fn append(writer: &mut Writer<'_>, part: &Path) -> Result<(), ParquetError> {
    let file = File::open(part)?;
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&file)?;
    let mut groups = metadata.row_groups().iter();
    groups.try_for_each(|group| append_group(writer, &file, group))
}

fn append_group(
    writer: &mut Writer<'_>,
    file: &File,
    group: &RowGroupMetaData,
) -> Result<(), ParquetError> {
    let mut copy = writer.next_row_group()?;
    for column in group.columns() {
        let closed = ColumnCloseResult {
            bytes_written: column.compressed_size() as u64,
            rows_written: group.num_rows() as u64,
            metadata: column.clone(),
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        copy.append_column(file, closed)?;
    }
    copy.close()?;
    Ok(())
}
