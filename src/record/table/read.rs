//! Recorded tables read back, whatever their format: what pictures are drawn from.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::fs::File;
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

/// The first `most_rows` rows of a recorded table; its ending tells the format.
///
/// # Errors
/// If it cannot be read, or is no such table.
pub fn read_table(path: &Path, most_rows: usize) -> Result<Columns, ReadError> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let read = match ending {
        Some(ending) if ending == Format::Csv.ending() => read_csv(path, most_rows),
        Some(ending) if ending == Format::JsonLines.ending() => read_json_lines(path, most_rows),
        _ => read_parquet(path, most_rows),
    };
    read.map_err(|cause| ReadError {
        path: path.to_owned(),
        cause,
    })
}

type Read = Result<Columns, Box<dyn Error + Send + Sync>>;

fn read_parquet(path: &Path, most_rows: usize) -> Read {
    let reader = SerializedFileReader::new(File::open(path)?)?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let names: Vec<String> = schema
        .columns()
        .iter()
        .map(|c| c.name().to_owned())
        .collect();
    let mut columns: Columns = names.into_iter().map(|name| (name, Vec::new())).collect();
    for row in reader.get_row_iter(None)?.take(most_rows) {
        for (name, field) in row?.get_column_iter() {
            let stored = match field {
                Field::Int(value) => Stored::Number(f64::from(*value)),
                Field::Double(value) => Stored::Number(*value),
                Field::Str(text) => Stored::Text(text.clone()),
                _ => Stored::Nothing,
            };
            columns.entry(name.clone()).or_default().push(stored);
        }
    }
    Ok(columns)
}

fn read_csv(path: &Path, most_rows: usize) -> Read {
    let mut reader = csv::Reader::from_path(path)?;
    let names: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let mut columns: Columns = names
        .iter()
        .map(|name| (name.clone(), Vec::new()))
        .collect();
    for record in reader.records().take(most_rows) {
        for (name, text) in names.iter().zip(&record?) {
            let stored = match text.parse::<f64>() {
                _ if text.is_empty() => Stored::Nothing,
                Ok(number) => Stored::Number(number),
                Err(_) => Stored::Text(text.to_owned()),
            };
            columns.entry(name.clone()).or_default().push(stored);
        }
    }
    Ok(columns)
}

fn read_json_lines(path: &Path, most_rows: usize) -> Read {
    let text = std::fs::read_to_string(path)?;
    let mut columns = Columns::new();
    for line in text.lines().take(most_rows) {
        let row: BTreeMap<String, serde_json::Value> = serde_json::from_str(line)?;
        for (name, value) in row {
            let stored = match value {
                serde_json::Value::Number(number) => {
                    // Parsed by Rust, which rounds correctly.
                    Stored::Number(number.to_string().parse()?)
                }
                serde_json::Value::String(text) => Stored::Text(text),
                _ => Stored::Nothing,
            };
            columns.entry(name).or_default().push(stored);
        }
    }
    Ok(columns)
}
