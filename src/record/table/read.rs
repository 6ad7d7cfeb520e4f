//! Recorded tables read back, whatever their format: what pictures are drawn from.
//!
//! A table of a run that did not finish is read from what is whole of it.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::layout::VERSION_KEY;
use super::parquet_file::{part_files, parts_of};
use super::read_text::{read_csv, read_json_lines};
use crate::disk::growing_name;
use crate::record::Format;
use crate::record::column::RECORD_FORMAT_VERSION;

/// One stored value.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    /// A whole or real number.
    Number(f64),
    /// A text.
    Text(String),
    /// Missing.
    Nothing,
}

impl Stored {
    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A table's columns by name, all of the same length.
pub type Columns = BTreeMap<String, Vec<Stored>>;

/// A table that could not be read.
#[derive(Debug)]
pub struct ReadError {
    path: PathBuf,
    cause: Box<dyn Error + Send + Sync>,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}: {}", self.path.display(), self.cause)
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.cause.as_ref())
    }
}

/// Which rows of a table are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Every row.
    All,
    /// Those of its first presentations.
    FirstPresentations(usize),
    /// Every so-manyth, so that they are about this many, and the last.
    Thinned(usize),
}

/// The rows of a recorded table, or those of its first presentations alone; its ending tells
/// the format.
///
/// # Errors
/// If it cannot be read, or is no such table.
pub fn read_table(path: &Path, n_presentations: Option<usize>) -> Result<Columns, ReadError> {
    let which = n_presentations.map_or(Which::All, Which::FirstPresentations);
    read_some(path, which).map(|(columns, _)| columns)
}

/// Some rows of a table, and the distance of two neighbours: 1 unless they are thinned.
///
/// # Errors
/// If it cannot be read, or is no such table.
pub fn read_some(path: &Path, which: Which) -> Result<(Columns, usize), ReadError> {
    let mut rows = Rows::new(which);
    for file in files_of(path) {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let read = match ending {
            Some(ending) if ending == Format::Csv.ending() => read_csv(&file, &mut rows),
            Some(ending) if ending == Format::JsonLines.ending() => {
                read_json_lines(&file, &mut rows)
            }
            _ => read_parquet(&file, &mut rows),
        };
        let goes_on = read.map_err(|cause| ReadError { path: file, cause })?;
        if !goes_on {
            break;
        }
    }
    Ok(rows.finish())
}

/// Whether there is a table at `path`, or a part of one that was not finished.
pub fn is_table_there(path: &Path) -> bool {
    path.exists() || growing_name(path).exists() || parts_of(path).exists()
}

/// The files that hold a table's rows.
fn files_of(path: &Path) -> Vec<PathBuf> {
    let growing = growing_name(path);
    match (path.exists(), growing.exists()) {
        (false, true) => vec![growing],
        (false, false) if parts_of(path).exists() => part_files(path),
        _ => vec![path.to_owned()],
    }
}

/// Whether more rows of this file or of the next are to be read.
pub(super) type Read = Result<bool, Box<dyn Error + Send + Sync>>;

/// The rows that were read so far.
pub(super) struct Rows {
    columns: Columns,
    which: Which,
    /// Of [`Which::FirstPresentations`]: those still to come, and the one under way.
    n_left: usize,
    presentation: Option<Stored>,
    /// Of [`Which::Thinned`]: rows seen, one of how many is kept, and the last if it is not.
    n_seen: usize,
    every: usize,
    last: Vec<(String, Stored)>,
}

/// The column that tells presentations apart.
const PRESENTATION: &str = "presentation";

impl Rows {
    fn new(which: Which) -> Self {
        Self {
            columns: Columns::new(),
            which,
            n_left: match which {
                Which::FirstPresentations(n) => n,
                _ => 0,
            },
            presentation: None,
            n_seen: 0,
            every: 1,
            last: Vec::new(),
        }
    }

    /// Makes columns, so that they are there without a row, too.
    pub(super) fn name<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        for name in names {
            self.columns.entry(name.to_owned()).or_default();
        }
    }

    /// Adds a row, if it is still to be read; whether others are.
    pub(super) fn add(&mut self, row: Vec<(&str, Stored)>) -> bool {
        match self.which {
            Which::All => self.push(row),
            Which::FirstPresentations(_) => {
                let presentation = row.iter().find(|(name, _)| *name == PRESENTATION);
                let presentation = presentation.map(|(_, stored)| stored);
                if self.presentation.as_ref() != presentation || self.n_left == 0 {
                    if self.n_left == 0 {
                        return false;
                    }
                    self.n_left -= 1;
                    self.presentation = presentation.cloned();
                }
                self.push(row);
            }
            Which::Thinned(most) => self.thin(row, most.max(2)),
        }
        true
    }

    fn thin(&mut self, row: Vec<(&str, Stored)>, most: usize) {
        let is_kept = self.n_seen.is_multiple_of(self.every);
        self.n_seen += 1;
        if !is_kept {
            let owned = |(name, stored): (&str, Stored)| (name.to_owned(), stored);
            self.last = row.into_iter().map(owned).collect();
            return;
        }
        self.last.clear();
        self.push(row);
        let n_rows = self.columns.values().next().map_or(0, Vec::len);
        if n_rows > most {
            self.every *= 2;
            for (name, column) in &mut self.columns {
                // The row that was read last may be one of those that go.
                if n_rows.is_multiple_of(2)
                    && let Some(stored) = column.last()
                {
                    self.last.push((name.clone(), stored.clone()));
                }
                let mut k = 0;
                column.retain(|_| {
                    k += 1;
                    k % 2 == 1
                });
            }
        }
    }

    fn push(&mut self, row: Vec<(&str, Stored)>) {
        for (name, stored) in row {
            match self.columns.get_mut(name) {
                Some(column) => column.push(stored),
                None => drop(self.columns.insert(name.to_owned(), vec![stored])),
            }
        }
    }

    fn finish(mut self) -> (Columns, usize) {
        for (name, stored) in std::mem::take(&mut self.last) {
            self.columns.entry(name).or_default().push(stored);
        }
        (self.columns, self.every)
    }
}

fn read_parquet(path: &Path, rows: &mut Rows) -> Read {
    let reader = SerializedFileReader::new(File::open(path)?);
    let reader = reader.map_err(|_| "this is no whole Parquet file")?;
    let metadata = reader.metadata().file_metadata();
    let pairs = metadata.key_value_metadata().map_or(&[][..], Vec::as_slice);
    let version = pairs.iter().find(|pair| pair.key == VERSION_KEY);
    check_version(version.and_then(|pair| pair.value.as_deref()))?;
    let schema = metadata.schema_descr();
    rows.name(schema.columns().iter().map(|column| column.name()));
    for row in reader.get_row_iter(None)? {
        let row = row?;
        let stored = |field: &Field| match field {
            Field::Int(value) => Stored::Number(f64::from(*value)),
            Field::Double(value) => Stored::Number(*value),
            Field::Str(text) => Stored::Text(text.clone()),
            _ => Stored::Nothing,
        };
        let fields = row.get_column_iter();
        let row = fields.map(|(name, field)| (name.as_str(), stored(field)));
        if !rows.add(row.collect()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Refuses what another version of the program wrote.
pub(super) fn check_version(version: Option<&str>) -> Result<(), String> {
    match version {
        Some(version) if version == RECORD_FORMAT_VERSION.to_string() => Ok(()),
        Some(version) => Err(format!(
            "format_version is {version}, and this program reads {RECORD_FORMAT_VERSION}"
        )),
        None => Err("there is no format_version: it is no table of this program".to_owned()),
    }
}
