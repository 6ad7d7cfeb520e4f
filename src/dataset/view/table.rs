//! What is in a table of text: its columns, one by one.
//!
//! What stands between cells and whether there is a header is guessed from the first line, and said.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::counted;
use crate::dataset::csv::{Table, is_number, shown};
use crate::dataset::error::{DatasetError, Kind};
use crate::input_file::first_bytes;

/// The most different names of a column that are counted.
const MOST_NAMES: usize = 1000;

/// The most columns that are described one by one.
const MOST_COLUMNS: usize = 40;

/// A column, as far as it was read.
#[derive(Default)]
struct Column {
    name: String,
    low: Option<f64>,
    high: Option<f64>,
    n_blank: usize,
    /// Cells that are no numbers, with how often they stand there.
    names: BTreeMap<String, usize>,
    n_words: usize,
}

pub(super) fn view(path: &Path) -> Result<String, DatasetError> {
    let start =
        first_bytes(path, 1 << 16).map_err(|error| DatasetError::at(path, Kind::File(error)))?;
    let line = start
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |delimiter: &u8| line.iter().filter(|byte| *byte == delimiter).count();
    let delimiter = b",;\t|"
        .iter()
        .copied()
        .rev()
        .max_by_key(count)
        .unwrap_or(b',');
    let table = Table {
        delimiter,
        has_header: false,
    };
    let (mut columns, mut first, mut has_header, mut n) = (Vec::new(), String::new(), false, 0);
    table.each(path, &mut |cells| {
        if columns.is_empty() {
            has_header = !cells.iter().all(|cell| is_number(cell));
            let name = |(k, cell): (usize, &&str)| match has_header {
                true => shown(cell),
                false => k.to_string(),
            };
            columns = cells
                .iter()
                .enumerate()
                .map(|cell| Column {
                    name: name(cell),
                    ..Column::default()
                })
                .collect();
            if has_header {
                return;
            }
        }
        if n == 0 {
            first = cells
                .iter()
                .take(12)
                .map(|cell| shown(cell))
                .collect::<Vec<_>>()
                .join(" ");
        }
        n += 1;
        columns
            .iter_mut()
            .zip(cells)
            .for_each(|(column, cell)| column.push(cell));
    })?;
    let delimiter = char::from(delimiter).escape_debug().to_string();
    let header = if has_header {
        "with a header"
    } else {
        "without a header"
    };
    let mut text = format!(
        "{}: a table of {n} rows and {} columns, {header}, cells between '{delimiter}'\n",
        path.display(),
        columns.len()
    );
    for column in columns.iter().take(MOST_COLUMNS) {
        _ = writeln!(text, "  {}: {}", column.name, column.described());
    }
    if columns.len() > MOST_COLUMNS {
        _ = writeln!(
            text,
            "  … and {} columns more",
            columns.len() - MOST_COLUMNS
        );
    }
    _ = writeln!(text, "the first example: {first}");
    Ok(text)
}

impl Column {
    fn push(&mut self, cell: &str) {
        if cell.is_empty() {
            self.n_blank += 1;
            return;
        }
        match cell.parse::<f64>() {
            Ok(number) if is_number(cell) => {
                self.low = Some(self.low.map_or(number, |low| low.min(number)));
                self.high = Some(self.high.map_or(number, |high| high.max(number)));
            }
            _ => {
                self.n_words += 1;
                if self.names.len() < MOST_NAMES || self.names.contains_key(cell) {
                    *self.names.entry(cell.to_owned()).or_default() += 1;
                }
            }
        }
    }

    fn described(&self) -> String {
        let mut parts = Vec::new();
        if let (Some(low), Some(high)) = (self.low, self.high) {
            parts.push(format!("numbers from {low} to {high}"));
        }
        if self.n_words > 0 {
            let names = self.names.iter().map(|(name, n)| (shown(name), *n));
            parts.push(counted(&names.collect::<Vec<_>>()));
        }
        if self.n_blank > 0 {
            parts.push(format!("{} blank cells, which are refused", self.n_blank));
        }
        parts.join("; ")
    }
}
