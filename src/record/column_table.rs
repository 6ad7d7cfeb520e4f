//! A table in memory, filled column by column: for a table of one row a run, that is small and written once.
//!
//! Promises that the same columns leave the same bytes.

use std::borrow::Cow;
use std::path::Path;

use super::column::{Cell, Column, Kind};
use super::recording::{Format, MOST_BYTES};
use super::table::Table;
use crate::disk::growing_name;

/// Columns, rows and texts, ready to be written.
pub(crate) struct ColumnTable {
    columns: Vec<Column>,
    /// `[row][column]`.
    cells: Vec<Vec<Cell>>,
    texts: Vec<Cow<'static, str>>,
}

impl ColumnTable {
    /// A table of so many rows, and no column.
    pub(crate) fn new(n_rows: usize) -> Self {
        Self {
            columns: Vec::new(),
            cells: vec![Vec::new(); n_rows],
            texts: Vec::new(),
        }
    }

    /// Adds a column; a cell for each row.
    pub(crate) fn push(&mut self, column: Column, cells: impl IntoIterator<Item = Cell>) {
        self.columns.push(column);
        for (row, cell) in self.cells.iter_mut().zip(cells) {
            row.push(cell);
        }
    }

    /// Adds a column of texts.
    pub(crate) fn push_words<'w>(
        &mut self,
        name: &'static str,
        meaning: &'static str,
        words: impl Iterator<Item = &'w str>,
    ) {
        let mut cells = Vec::with_capacity(self.cells.len());
        for word in words {
            let known = self.texts.iter().position(|text| text == word);
            let at = known.unwrap_or_else(|| {
                self.texts.push(Cow::Owned(word.to_owned()));
                self.texts.len() - 1
            });
            cells.push(Cell::Text(u32::try_from(at).unwrap_or(u32::MAX)));
        }
        self.push(Column::new(name, "", Kind::Text, meaning), cells);
    }

    /// Adds a column of counts: 32 bits where they hold every count, else doubles.
    pub(crate) fn push_counts(
        &mut self,
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
        counts: impl Iterator<Item = u64>,
    ) {
        let counts: Vec<u64> = counts.collect();
        let small: Option<Vec<i32>> = counts.iter().map(|&n| i32::try_from(n).ok()).collect();
        let (kind, cells): (_, Vec<Cell>) = match small {
            Some(small) => (
                Kind::Integer,
                small.into_iter().map(Cell::Integer).collect(),
            ),
            None => {
                let cells = counts.iter().map(|&n| Cell::Number(n as f64));
                (Kind::Number, cells.collect())
            }
        };
        self.push(Column::new(name, unit, kind, meaning), cells);
    }

    /// Writes the table to `path`, in place of what a program that was killed while it wrote it left
    /// there.
    ///
    /// # Errors
    /// If it cannot be written: why.
    pub(crate) fn write(
        &self,
        path: &Path,
        format: Format,
        metadata: &[(&str, String)],
    ) -> Result<(), String> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let _ = std::fs::remove_file(growing_name(path));
        let _ = std::fs::remove_dir_all(path.with_file_name(format!("{name}.parts")));
        let texts = self.texts.clone();
        let mut table = Table::create(path, format, &self.columns, texts, metadata, MOST_BYTES);
        for cells in &self.cells {
            table.push_row(cells);
        }
        match table.finish("").failure {
            Some(failure) => Err(failure),
            None => Ok(()),
        }
    }
}
