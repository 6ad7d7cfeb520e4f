//! Recorded tables read back, whatever their format: what pictures are drawn from.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

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

/// The rows of a recorded table, or those of its first presentations alone; its ending tells
/// the format.
///
/// # Errors
/// If it cannot be read, or is no such table.
pub fn read_table(path: &Path, n_presentations: Option<usize>) -> Result<Columns, ReadError> {
    let most = &mut Most {
        n_left: n_presentations,
        last: None,
    };
    let ending = path.extension().and_then(|ending| ending.to_str());
    let read = match ending {
        Some(ending) if ending == Format::Csv.ending() => read_csv(path, most),
        Some(ending) if ending == Format::JsonLines.ending() => read_json_lines(path, most),
        _ => read_parquet(path, most),
    };
    read.map_err(|cause| ReadError {
        path: path.to_owned(),
        cause,
    })
}

type Read = Result<Columns, Box<dyn Error + Send + Sync>>;

/// How many presentations are still to be read.
struct Most {
    n_left: Option<usize>,
    last: Option<Stored>,
}

impl Most {
    /// Whether a row of this presentation is still to be read.
    fn wants(&mut self, presentation: Option<&Stored>) -> bool {
        let Some(n_left) = &mut self.n_left else {
            return true;
        };
        if self.last.as_ref() != presentation {
            if *n_left == 0 {
                return false;
            }
            *n_left -= 1;
            self.last = presentation.cloned();
        }
        true
    }
}

/// The column that tells presentations apart.
const PRESENTATION: &str = "presentation";

/// Adds a row to the columns, if it is still to be read.
fn add(columns: &mut Columns, row: Vec<(&str, Stored)>, most: &mut Most) -> bool {
    let presentation = row.iter().find(|(name, _)| *name == PRESENTATION);
    let is_wanted = most.wants(presentation.map(|(_, stored)| stored));
    if is_wanted {
        for (name, stored) in row {
            match columns.get_mut(name) {
                Some(column) => column.push(stored),
                None => drop(columns.insert(name.to_owned(), vec![stored])),
            }
        }
    }
    is_wanted
}

fn read_parquet(path: &Path, most: &mut Most) -> Read {
    let reader = SerializedFileReader::new(File::open(path)?)?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let names: Vec<String> = schema
        .columns()
        .iter()
        .map(|c| c.name().to_owned())
        .collect();
    let mut columns: Columns = names.into_iter().map(|name| (name, Vec::new())).collect();
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
        if !add(&mut columns, row.collect(), most) {
            break;
        }
    }
    Ok(columns)
}

fn read_csv(path: &Path, most: &mut Most) -> Read {
    let mut reader = csv::Reader::from_path(path)?;
    let names: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let mut columns: Columns = names
        .iter()
        .map(|name| (name.clone(), Vec::new()))
        .collect();
    for record in reader.records() {
        let record = record?;
        let stored = |text: &str| match text.parse::<f64>() {
            _ if text.is_empty() => Stored::Nothing,
            Ok(number) => Stored::Number(number),
            Err(_) => Stored::Text(text.to_owned()),
        };
        let row = names.iter().zip(&record);
        let row = row.map(|(name, text)| (name.as_str(), stored(text)));
        if !add(&mut columns, row.collect(), most) {
            break;
        }
    }
    Ok(columns)
}

fn read_json_lines(path: &Path, most: &mut Most) -> Read {
    let mut columns = Columns::new();
    for line in BufReader::new(File::open(path)?).lines() {
        let line = line?;
        let values: BTreeMap<&str, serde_json::Value> = serde_json::from_str(&line)?;
        let mut row = Vec::with_capacity(values.len());
        for (name, value) in values {
            let stored = match value {
                serde_json::Value::Number(number) => {
                    // Parsed by Rust, which rounds correctly.
                    Stored::Number(number.to_string().parse()?)
                }
                serde_json::Value::String(text) => Stored::Text(text),
                _ => Stored::Nothing,
            };
            row.push((name, stored));
        }
        if !add(&mut columns, row, most) {
            break;
        }
    }
    Ok(columns)
}
