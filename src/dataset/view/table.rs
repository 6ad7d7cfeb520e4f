//! What is in a table of text: its columns, one by one.
//!
//! What stands between cells and whether there is a header is guessed from the first line, and said.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::counted::counted;
use crate::dataset::classes::shown;
use crate::dataset::csv::{Table, is_number};
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
    n_numbers: usize,
    /// Cells that are no numbers, with how often they stand there.
    names: BTreeMap<String, usize>,
    /// Whether there are more names than are kept.
    has_more: bool,
    n_words: usize,
}

/// A table, as far as it was read.
#[derive(Default)]
struct Seen {
    has_header: bool,
    columns: Vec<Column>,
    n_rows: usize,
    /// The first row, as a message shows it.
    first: String,
}

pub(super) fn view(path: &Path) -> Result<String, DatasetError> {
    let delimiter = guessed_delimiter(path)?;
    let (mut seen, has_header) = (Seen::default(), false);
    let table = Table {
        delimiter,
        has_header,
    };
    table.each(path, &mut |cells| seen.push(cells))?;
    let header = if seen.has_header { "with" } else { "without" };
    let mut text = format!(
        "{}: a table of {} rows and {} columns, {header} a header, cells between '{}'\n",
        path.display(),
        seen.n_rows,
        seen.columns.len(),
        char::from(delimiter).escape_debug()
    );
    for column in seen.columns.iter().take(MOST_COLUMNS) {
        _ = writeln!(text, "  {}: {}", column.name, column.described());
    }
    if seen.columns.len() > MOST_COLUMNS {
        _ = writeln!(
            text,
            "  … and {} columns more",
            seen.columns.len() - MOST_COLUMNS
        );
    }
    _ = writeln!(text, "the first example: {}", seen.first);
    Ok(text)
}

/// What stands most often in the first line; a comma, if nothing does.
fn guessed_delimiter(path: &Path) -> Result<u8, DatasetError> {
    let start = first_bytes(path, 1 << 16);
    let start = start.map_err(|error| DatasetError::at(path, Kind::File(error)))?;
    let line = start
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |delimiter: &u8| line.iter().filter(|byte| *byte == delimiter).count();
    // Of several with the same count, the last one is taken.
    Ok(b"|\t;,".iter().copied().max_by_key(count).unwrap_or(b','))
}

impl Seen {
    fn push(&mut self, cells: &[&str]) {
        if self.columns.is_empty() {
            self.has_header = !cells.iter().all(|cell| is_number(cell));
            let column = |(k, cell): (usize, &&str)| Column {
                name: match self.has_header {
                    true => shown(cell),
                    false => k.to_string(),
                },
                ..Column::default()
            };
            self.columns = cells.iter().enumerate().map(column).collect();
            if self.has_header {
                return;
            }
        }
        if self.n_rows == 0 {
            let first: Vec<String> = cells.iter().take(12).map(|cell| shown(cell)).collect();
            self.first = first.join(" ");
        }
        self.n_rows += 1;
        let pairs = self.columns.iter_mut().zip(cells);
        pairs.for_each(|(column, cell)| column.push(cell));
    }
}

impl Column {
    fn push(&mut self, cell: &str) {
        if cell.is_empty() {
            self.n_blank += 1;
            return;
        }
        match cell.parse::<f64>() {
            Ok(number) if is_number(cell) => {
                self.n_numbers += 1;
                self.low = Some(self.low.map_or(number, |low| low.min(number)));
                self.high = Some(self.high.map_or(number, |high| high.max(number)));
            }
            _ => {
                self.n_words += 1;
                if self.names.len() < MOST_NAMES || self.names.contains_key(cell) {
                    *self.names.entry(cell.to_owned()).or_default() += 1;
                } else {
                    self.has_more = true;
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
            let more = if self.has_more { "more than " } else { "" };
            let words = counted(&names.collect::<Vec<_>>());
            // As labels they are refused where half of the cells or more are numbers.
            let refused = match self.n_numbers > 0 && self.n_words <= self.n_numbers {
                true => ", no number: refused beside numbers, unless classes names all labels",
                false => "",
            };
            parts.push(format!("{more}{words}{refused}"));
        }
        if self.n_blank > 0 {
            parts.push(format!("{} blank cells, which are refused", self.n_blank));
        }
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `check` refuses such labels, and they were told as a class like any other.
    #[test]
    fn words_among_numbers_are_told_as_refused() {
        for (cells, is_refused) in [
            (&["0", "1", "1.0", "NaN"][..], true),
            (&["0", "a"], true),
            (&["0", "a", "b"], false),
            (&["a", "b"], false),
            (&["0", "1.0"], false),
        ] {
            let mut column = Column::default();
            cells.iter().for_each(|cell| column.push(cell));
            let told = column.described();
            assert_eq!(
                told.contains("refused beside numbers"),
                is_refused,
                "{told}"
            );
        }
    }

    /// 5000 were said to be 1000.
    #[test]
    fn names_that_are_not_counted_are_said_to_be_more() {
        for (n, expected) in [
            (MOST_NAMES, "1000 classes: "),
            (5000, "more than 1000 classes: "),
        ] {
            let mut column = Column::default();
            for k in 0..2 * n {
                column.push(&format!("c{}", k % n));
            }
            let told = column.described();
            assert!(told.starts_with(&format!("{expected}'c0' (2), ")), "{told}");
        }
    }
}
