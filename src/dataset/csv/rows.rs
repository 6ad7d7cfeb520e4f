//! The rows of a table, as numbers and labels.
//!
//! Promises that every row has the same number of cells; an error names line and column.

mod labels;

pub(super) use labels::classes;

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::cell::number;
use super::columns::Columns;
use super::text::CheckedText;
use crate::dataset::classes::{is_obeyed, shown};
use crate::dataset::error::{DatasetError, Kind};
use crate::dataset::unscaled::{Answers, Numbers, Unscaled};
use crate::input_file::{Uncompressed, without_number};
use crate::scalar::Scalar;

/// What a first line that holds no numbers may be.
const HEADER: &str = "; if line 1 has the names of the columns, say header: true";

/// How a table is written.
pub(in crate::dataset) struct Table {
    pub delimiter: u8,
    pub has_header: bool,
}

/// What a table holds.
pub(super) struct Rows<S> {
    path: String,
    has_header: bool,
    delimiter: u8,
    pub columns: Columns,
    n: usize,
    inputs: Vec<S>,
    targets: Vec<S>,
    /// The label of each row, as a position in `distinct`.
    labels: Vec<u32>,
    /// Every label once, in the order in which they were found.
    distinct: Vec<String>,
    /// The class of each of `distinct`, once it is known.
    classes: Vec<i128>,
}

impl Table {
    /// Reads a file. `columns` says what its columns are, by their names. Without `with_numbers`,
    /// rows are counted and labels read, and that is all.
    pub(super) fn rows<S: Scalar>(
        &self,
        path: &Path,
        columns: impl FnOnce(Vec<String>) -> Result<Columns, String>,
        with_numbers: bool,
    ) -> Result<Rows<S>, DatasetError> {
        let told = |told: String| DatasetError::at(path, Kind::Told(told));
        let mut reader = self.open(path)?;
        let mut record = ByteRecord::new();
        if !read(&mut reader, &mut record).map_err(told)? {
            return Err(told(
                "the file is empty, expected a row for each example".to_owned(),
            ));
        }
        let first = texts(&record, 1).map_err(told)?;
        let names = match self.has_header {
            true => self.header(&first).map_err(told)?,
            false => (0..first.len()).map(|k| k.to_string()).collect(),
        };
        let mut rows = Rows::new(path, self, columns(names).map_err(told)?);
        let mut has_row = !self.has_header || read(&mut reader, &mut record).map_err(told)?;
        let mut known = BTreeMap::new();
        while has_row {
            rows.push(&record, &mut known, with_numbers).map_err(told)?;
            has_row = read(&mut reader, &mut record).map_err(told)?;
        }
        Ok(rows)
    }

    /// Shows the cells of each line; all have as many as the first.
    pub(in crate::dataset) fn each(
        &self,
        path: &Path,
        see: &mut dyn FnMut(&[&str]),
    ) -> Result<(), DatasetError> {
        let told = |told: String| DatasetError::at(path, Kind::Told(told));
        let mut reader = self.open(path)?;
        let (mut record, mut line, mut n_columns) = (ByteRecord::new(), 0, 0);
        while read(&mut reader, &mut record).map_err(told)? {
            line += 1;
            let cells = texts(&record, line).map_err(told)?;
            if line > 1 && cells.len() != n_columns {
                return Err(told(ragged(line, cells.len(), n_columns, self.delimiter)));
            }
            n_columns = cells.len();
            see(&cells);
        }
        match line {
            0 => Err(told(
                "the file is empty, expected a row for each example".to_owned(),
            )),
            _ => Ok(()),
        }
    }

    fn open(&self, path: &Path) -> Result<Reader<CheckedText<Uncompressed>>, DatasetError> {
        let file = Uncompressed::open(path);
        let file = file.map_err(|error| DatasetError::at(path, Kind::File(error)))?;
        let mut options = ReaderBuilder::new();
        options
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true);
        Ok(options.from_reader(CheckedText::new(file, self.delimiter)))
    }

    /// The names in the first line, which must not be a row of numbers.
    fn header(&self, first: &[&str]) -> Result<Vec<String>, String> {
        if first.iter().all(|cell| number::<f64>(cell).is_ok()) {
            return Err("line 1 holds numbers only, and is no header: if the file has none, say header: false".to_owned());
        }
        let wide = |delimiter: &char| first.len() == 1 && first[0].contains(*delimiter);
        if let Some(delimiter) = [';', '\t', '|', ','].into_iter().find(wide) {
            let delimiter = delimiter.escape_debug();
            return Err(format!(
                "line 1 is one cell, {}: if cells stand between '{delimiter}', say delimiter: \"{delimiter}\"",
                shown(first[0])
            ));
        }
        Ok(first.iter().map(|&name| name.to_owned()).collect())
    }
}

impl<S: Scalar> Rows<S> {
    fn new(path: &Path, table: &Table, columns: Columns) -> Self {
        Self {
            path: path.display().to_string(),
            has_header: table.has_header,
            delimiter: table.delimiter,
            columns,
            n: 0,
            inputs: Vec::new(),
            targets: Vec::new(),
            labels: Vec::new(),
            distinct: Vec::new(),
            classes: Vec::new(),
        }
    }

    pub(super) fn place(&self) -> &str {
        &self.path
    }

    pub(super) fn n(&self) -> usize {
        self.n
    }

    /// The line of the first row.
    fn first_line(&self) -> usize {
        1 + usize::from(self.has_header)
    }

    fn push(
        &mut self,
        record: &ByteRecord,
        known: &mut BTreeMap<String, u32>,
        with_numbers: bool,
    ) -> Result<(), String> {
        let line = self.first_line() + self.n;
        let cells = texts(record, line)?;
        let n_columns = self.columns.names.len();
        if cells.len() != n_columns {
            return Err(ragged(line, cells.len(), n_columns, self.delimiter));
        }
        let name = |k| self.columns.shown(k, self.has_header);
        if with_numbers {
            for (columns, values) in [
                (&self.columns.inputs, &mut self.inputs),
                (&self.columns.targets, &mut self.targets),
            ] {
                for &k in columns {
                    let value = number(cells[k]).map_err(|told| {
                        let is_first = line == 1 && cells[k].chars().any(char::is_alphabetic);
                        let advice = if is_first { HEADER } else { "" };
                        format!("line {line}, column {}: {told}{advice}", name(k))
                    })?;
                    values.push(value);
                }
            }
        }
        if let Some(k) = self.columns.label {
            let label = cells[k];
            if label.is_empty() || label.contains(is_obeyed) {
                return Err(format!(
                    "line {line}, column {}: {} is no label, expected a name or a number",
                    name(k),
                    shown(label)
                ));
            }
            let next = self.distinct.len() as u32;
            let position = match known.get(label) {
                Some(&position) => position,
                None => {
                    self.distinct.push(label.to_owned());
                    known.insert(label.to_owned(), next);
                    next
                }
            };
            self.labels.push(position);
        }
        self.n += 1;
        Ok(())
    }

    /// The examples, once the classes of names are known.
    pub(super) fn unscaled(self, n_classes: usize) -> Result<Unscaled<S>, DatasetError> {
        let n_outputs = self.columns.targets.len();
        let answers = match n_outputs {
            0 => Answers::Classes(self.classes().classes(n_classes)?),
            _ => Answers::Targets {
                n_outputs,
                values: self.targets,
                labels: None,
            },
        };
        let n_inputs = self.columns.inputs.len();
        Ok(Unscaled {
            n_inputs,
            inputs: Numbers::Values(self.inputs),
            answers,
        })
    }
}

fn ragged(line: usize, found: usize, expected: usize, delimiter: u8) -> String {
    let s = if found == 1 { "" } else { "s" };
    let advice = match found > expected && delimiter == b',' {
        true => " (a decimal comma makes two cells of one: write decimal points)",
        false => "",
    };
    format!("line {line} has {found} cell{s}, expected {expected}, as in line 1{advice}")
}

/// The next row; false at the end.
fn read<R: std::io::Read>(reader: &mut Reader<R>, record: &mut ByteRecord) -> Result<bool, String> {
    reader
        .read_byte_record(record)
        .map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(cause) if cause.kind() == ErrorKind::InvalidData => {
                cause.to_string()
            }
            csv::ErrorKind::Io(cause) => format!("cannot be read ({})", without_number(&cause)),
            other => format!("cannot be read ({other:?})"),
        })
}

/// The cells of a row without the blanks around them.
fn texts(record: &ByteRecord, line: usize) -> Result<Vec<&str>, String> {
    let cells = record.iter().enumerate().map(|(k, bytes)| match std::str::from_utf8(bytes) {
        Ok(text) if text.contains(['\n', '\r']) => Err(format!("line {line}, column {k} (counted from 0): a quoted cell goes over several lines, expected one line a row; is a closing quote missing?")),
        Ok(text) => Ok(text.trim()),
        Err(_) => Err(format!("line {line}, column {k} (counted from 0): the text is not UTF-8; save it as UTF-8")),
    });
    cells.collect()
}
