//! Recorded tables read back, whatever their format: what pictures are drawn from.
//!
//! Promises that a table is read row by row, and of its columns only those that are asked for:
//! memory does not grow with the file. A table of a run that did not finish is read from what
//! is whole of it. Refuses to know what the rows mean.
mod cause;

mod checked_pages;
mod csv_checks;
mod csv_place;
mod filter;
mod open_file;
mod parquet_rows;
mod places;
mod sought;
mod stored;
mod text_rows;
mod version;
mod whole_lines;

pub use parquet_rows::is_guarded;
pub use sought::{SeeRow, Sought};
pub use stored::Stored;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use self::filter::Filter;
use super::segments::part_files;
use crate::disk::growing_name;
use crate::input_file::without_number;
use crate::record::Format;

/// A table's columns by name, all of the same length.
pub type Columns = BTreeMap<String, Vec<Stored>>;

/// A table that could not be read.
#[derive(Debug)]
pub struct ReadError {
    path: PathBuf,
    cause: Box<dyn Error + Send + Sync>,
}

impl ReadError {
    fn new(path: &Path, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            path: path.to_owned(),
            cause: cause.into(),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = without_number(&self.cause);
        write!(f, "cannot read {}: {cause}", self.path.display())
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.cause.as_ref())
    }
}

/// Shows the sought rows of a table in the order of the file; its ending tells the format.
///
/// # Errors
/// If the table cannot be read, is no such table, or lacks a sought column.
pub fn read_rows(path: &Path, sought: &Sought<'_>, see: SeeRow<'_>) -> Result<(), ReadError> {
    let mut filter = Filter::of(sought);
    for file in files_of(path) {
        let read = match format_of(path) {
            Format::Csv => text_rows::read_csv(&file, sought, &mut filter, see),
            Format::JsonLines => text_rows::read_json_lines(&file, sought, &mut filter, see),
            Format::Parquet => parquet_rows::read(&file, sought, &mut filter, see),
        };
        if read
            .map_err(|cause| ReadError::new(&file, cause))?
            .is_break()
        {
            break;
        }
    }
    Ok(())
}

/// Whether there is a table at `path`, or a part of one that was not finished.
pub fn is_table_there(path: &Path) -> bool {
    path.exists() || growing_name(path).exists() || !part_files(path).is_empty()
}

/// The files that hold a table's rows: one, or several if it was not finished.
fn files_of(path: &Path) -> Vec<PathBuf> {
    let (growing, parts) = (growing_name(path), part_files(path));
    match (path.exists(), growing.exists()) {
        (false, true) => vec![growing],
        (false, false) if !parts.is_empty() => parts,
        _ => vec![path.to_owned()],
    }
}

/// The names of a table's columns, in the order of the file.
///
/// # Errors
/// If the table cannot be read.
pub fn read_names(path: &Path) -> Result<Vec<String>, ReadError> {
    let file = &files_of(path)[0];
    let names = match format_of(path) {
        Format::Csv => text_rows::names_of_csv(file),
        Format::JsonLines => text_rows::names_of_json_lines(file),
        Format::Parquet => parquet_rows::names(file),
    };
    names.map_err(|cause| ReadError::new(file, cause))
}

/// All columns of a recorded table, or of the rows of its first presentations alone.
///
/// # Errors
/// If it cannot be read, or is no such table.
pub fn read_table(path: &Path, n_presentations: Option<usize>) -> Result<Columns, ReadError> {
    let names = read_names(path)?;
    let sought = Sought {
        columns: &names.iter().map(String::as_str).collect::<Vec<_>>(),
        n_presentations,
        lane: None,
    };
    let mut columns = vec![Vec::new(); names.len()];
    read_rows(path, &sought, &mut |row| {
        for (column, stored) in columns.iter_mut().zip(row) {
            column.push(stored.clone());
        }
        ControlFlow::Continue(())
    })?;
    Ok(names.into_iter().zip(columns).collect())
}

fn format_of(path: &Path) -> Format {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let is_it = |format: &Format| ending == Some(format.ending());
    let mut text = [Format::Csv, Format::JsonLines].into_iter();
    text.find(is_it).unwrap_or(Format::Parquet)
}
