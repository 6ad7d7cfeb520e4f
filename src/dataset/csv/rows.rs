//! The rows of a table, as numbers and labels.
//!
//! Promises that every row has the same number of cells; an error names line and column.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::cell::number;
use super::columns::Columns;
use super::text::CheckedText;
use crate::dataset::classes::{Labels, is_obeyed, n_classes, shown};
use crate::dataset::error::{DatasetError, Kind};
use crate::dataset::unscaled::{Answers, Numbers, Unscaled};
use crate::input_file::Uncompressed;
use crate::scalar::Scalar;

/// How a table is written.
pub(in crate::dataset) struct Table {
    pub delimiter: u8,
    pub has_header: bool,
}

/// What a table holds.
pub(super) struct Rows<S> {
    path: String,
    has_header: bool,
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
        let mut rows = Rows::new(path, self.has_header, columns(names).map_err(told)?);
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
                return Err(told(ragged(line, cells.len(), n_columns)));
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
    fn new(path: &Path, has_header: bool, columns: Columns) -> Self {
        Self {
            path: path.display().to_string(),
            has_header,
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
            return Err(ragged(line, cells.len(), n_columns));
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
                        let advice = if is_first {
                            "; if line 1 has the names of the columns, say header: true"
                        } else {
                            ""
                        };
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

    /// The class of each row, once the classes of names are known.
    fn classes(&self) -> Labels {
        let found = self
            .labels
            .iter()
            .map(|&label| self.classes[label as usize])
            .collect();
        let column = self
            .columns
            .label
            .map_or(String::new(), |k| self.columns.shown(k, self.has_header));
        Labels::of_table(self.path.clone(), column, self.first_line(), found)
    }

    /// A label that is none of the names, with its line.
    fn unknown(&self, names: &[String]) -> Option<DatasetError> {
        let is_known: Vec<bool> = self
            .distinct
            .iter()
            .map(|label| names.contains(label))
            .collect();
        let row = self
            .labels
            .iter()
            .position(|&label| !is_known[label as usize])?;
        let label = shown(&self.distinct[self.labels[row] as usize]);
        let first: Vec<String> = names.iter().take(12).map(|name| shown(name)).collect();
        let dots = if first.len() < names.len() {
            ", …"
        } else {
            ""
        };
        let column = self
            .columns
            .label
            .map_or(String::new(), |k| self.columns.shown(k, self.has_header));
        let told = format!(
            "line {}, column {column}: {label} is no class, expected one of {}{dots}",
            self.first_line() + row,
            first.join(", ")
        );
        Some(DatasetError::new(&self.path, Kind::Told(told)))
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

/// How many classes there are, and their names where they have any; gives every label its class.
pub(super) fn classes<S: Scalar>(
    train: &mut Rows<S>,
    mut test: Option<&mut Rows<S>>,
    named: &[String],
    n_outputs: Option<usize>,
) -> Result<(usize, Vec<String>), DatasetError> {
    if train.columns.label.is_none() {
        return Ok((0, Vec::new()));
    }
    let whole = |label: &String| label.parse::<i128>().ok();
    let all_whole = |rows: &Rows<S>| {
        rows.distinct
            .iter()
            .map(whole)
            .collect::<Option<Vec<i128>>>()
    };
    let of_numbers = all_whole(train).filter(|_| named.is_empty());
    if let Some(classes) = of_numbers {
        train.classes = classes;
        let mut labels = vec![train.classes()];
        if let Some(test) = &mut test {
            let unknown = || test.unknown(&train.distinct);
            test.classes = match all_whole(test) {
                Some(classes) => classes,
                None => {
                    return Err(unknown()
                        .unwrap_or_else(|| DatasetError::new(&test.path, Kind::AnswersDiffer)));
                }
            };
            labels.push(test.classes());
        }
        let labels: Vec<&Labels> = labels.iter().collect();
        return Ok((n_classes(&labels, &[], n_outputs)?, Vec::new()));
    }
    let mut names = named.to_vec();
    if names.is_empty() {
        names = train.distinct.clone();
        names.sort_unstable();
    }
    let own = [Some(&mut *train), test];
    for rows in own.into_iter().flatten() {
        if let Some(error) = rows.unknown(&names) {
            return Err(error);
        }
        let class = |label: &String| {
            names
                .iter()
                .position(|name| name == label)
                .map_or(-1, |k| k as i128)
        };
        rows.classes = rows.distinct.iter().map(class).collect();
    }
    Ok((names.len(), names))
}

fn ragged(line: usize, found: usize, expected: usize) -> String {
    let s = if found == 1 { "" } else { "s" };
    let advice = match found > expected {
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
            csv::ErrorKind::Io(cause) => format!("cannot be read ({cause})"),
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
