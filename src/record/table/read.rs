//! Recorded tables read back, whatever their format: what pictures are drawn from.
//!
//! Promises that a table is read row by row, and of its columns only those that are asked for:
//! memory does not grow with the file. Refuses to know what the rows mean.

mod parquet_rows;
mod text_rows;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::record::Format;

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
        write!(f, "cannot read {}: {}", self.path.display(), self.cause)
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
    let read = match format_of(path) {
        Format::Csv => text_rows::read_csv(path, sought, see),
        Format::JsonLines => text_rows::read_json_lines(path, sought, see),
        Format::Parquet => parquet_rows::read(path, sought, see),
    };
    read.map_err(|cause| ReadError::new(path, cause))
}

/// The names of a table's columns, in the order of the file.
///
/// # Errors
/// If the table cannot be read.
pub fn read_names(path: &Path) -> Result<Vec<String>, ReadError> {
    let names = match format_of(path) {
        Format::Csv => text_rows::names_of_csv(path),
        Format::JsonLines => text_rows::names_of_json_lines(path),
        Format::Parquet => parquet_rows::names(path),
    };
    names.map_err(|cause| ReadError::new(path, cause))
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

type Cause = Box<dyn Error + Send + Sync>;
type Done = Result<(), Cause>;
type Names = Result<Vec<String>, Cause>;

/// The columns that tell presentations and lanes apart.
const PRESENTATION: &str = "presentation";
const LANE: &str = "lane";

/// Which rows are read, row by row.
struct Filter {
    n_left: Option<usize>,
    /// The presentation of the last row.
    last: Option<Option<f64>>,
    lane: Option<f64>,
}

/// Whether a row is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Read,
    Skip,
    /// Neither this row nor any after it.
    Stop,
}

impl Filter {
    fn of(sought: &Sought<'_>) -> Self {
        Self {
            n_left: sought.n_presentations,
            last: None,
            lane: sought.lane.map(f64::from),
        }
    }

    /// Whether it needs to see presentations and lanes.
    fn looks(&self) -> bool {
        self.n_left.is_some() || self.lane.is_some()
    }

    fn judge(&mut self, presentation: Option<f64>, lane: Option<f64>) -> Verdict {
        if let Some(n_left) = &mut self.n_left
            && self.last != Some(presentation)
        {
            if *n_left == 0 {
                return Verdict::Stop;
            }
            *n_left -= 1;
            self.last = Some(presentation);
        }
        match self.lane.is_none() || self.lane == lane {
            true => Verdict::Read,
            false => Verdict::Skip,
        }
    }
}

/// The place of each sought column among `names`.
fn places(names: &[String], sought: &Sought<'_>) -> Result<Vec<usize>, Cause> {
    let place = |name: &&str| {
        let place = names.iter().position(|other| other == name);
        place.ok_or_else(|| missing(names, name))
    };
    sought.columns.iter().map(place).collect()
}

fn missing(names: &[String], name: &str) -> Cause {
    if let [only] = names
        && only.contains(';')
    {
        let at = only
            .find(';')
            .map_or(1, |at| only[..at].chars().count() + 1);
        return format!(
            "line 1, column {at}: its columns are separated by ';', and this table's are separated \
             by ','"
        )
        .into();
    }
    let there: Vec<String> = names
        .iter()
        .map(|name| format!("'{}'", name.escape_debug()))
        .collect();
    format!("it has no column '{name}'; it has {}", there.join(", ")).into()
}
