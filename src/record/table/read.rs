//! Recorded tables read back, whatever their format: what pictures are drawn from.
//!
//! Promises that a table is read row by row, and of its columns only those that are asked for:
//! memory does not grow with the file. A table of a run that did not finish is read from what
//! is whole of it. Refuses to know what the rows mean.

mod checked_pages;
mod csv_checks;
mod csv_place;
mod filter;
mod parquet_rows;
mod text_rows;
mod whole_lines;

pub use parquet_rows::is_guarded;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use self::filter::Filter;
use super::segments::part_files;
use crate::disk::growing_name;
use crate::input_file::{self, without_number};
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

/// The rows of a table that are read, and the columns.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sought<'a> {
    /// Columns by name; a row is handed over in this order.
    pub columns: &'a [&'a str],
    /// Only the rows of the first so many presentations in the file.
    pub n_presentations: Option<usize>,
    /// Only the rows of this lane.
    pub lane: Option<u32>,
}

/// Sees one row: a value for each column that was sought. Reading stops when it breaks.
pub type SeeRow<'a> = &'a mut dyn FnMut(&[Stored]) -> ControlFlow<()>;

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

/// Opens a regular file, and says how many bytes it holds: a run's folder may come from anywhere.
fn open_file(path: &Path) -> Result<(File, u64), Cause> {
    input_file::open(path).map_err(|error| error.problem().into())
}

type Cause = Box<dyn Error + Send + Sync>;
type Done = Result<(), Cause>;
/// Whether more rows are sought.
type Shown = Result<ControlFlow<()>, Cause>;
type Names = Result<Vec<String>, Cause>;

/// Refuses what another version of the program wrote.
fn check_version(version: Option<&str>) -> Result<(), String> {
    match version {
        Some(version) if version == RECORD_FORMAT_VERSION.to_string() => Ok(()),
        Some(version) => Err(format!(
            "format_version is {}, and this program reads {RECORD_FORMAT_VERSION}",
            version.chars().take(40).collect::<String>().escape_debug()
        )),
        None => Err("there is no format_version: it is no table of this program".to_owned()),
    }
}

/// The columns that tell presentations and lanes apart.
const PRESENTATION: &str = "presentation";
const LANE: &str = "lane";

/// Columns that a message lists at most.
const MOST_NAMES: usize = 30;

/// The place of each sought column among `names`.
fn places(names: &[String], sought: &Sought<'_>) -> Result<Vec<usize>, Cause> {
    let place = |name: &&str| {
        let mut places = (0..names.len()).filter(|&k| names[k] == *name);
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            (Some(_), Some(_)) => Err(twice(name)),
            (None, _) => Err(missing(names, name)),
        }
    };
    sought.columns.iter().map(place).collect()
}

/// Of two columns of one name, which one counts is not said.
fn twice(name: &str) -> Cause {
    let name: String = name.chars().take(60).collect();
    format!("it has two columns '{}'", name.escape_debug()).into()
}

fn missing(names: &[String], name: &str) -> Cause {
    let there: Vec<String> = names
        .iter()
        .take(MOST_NAMES)
        .map(|name| {
            let name: String = name.chars().take(60).collect();
            format!("'{}'", name.escape_debug())
        })
        .chain((names.len() > MOST_NAMES).then(|| "others".to_owned()))
        .collect();
    let name = name.escape_debug();
    format!("it has no column '{name}'; it has {}", there.join(", ")).into()
}
