//! The small text table of the terminal, and numbers as a reader wants them.
//!
//! Promises: columns line up, columns of numbers to the right; no line ends in a space.
//! Refuses to know where the text is printed.

use std::fmt;

use crate::scalar::{Precision, Scalar};

/// A header and rows of text.
///
/// A column is set to the right when each of its cells is a number (`0.953`, `-2e-16`, `NaN`,
/// `95.3 %`, `0.95 ± 0.01`), a dash or empty. A character counts as one place wide.
///
/// ```
/// use fazil::report::Table;
/// let mut table = Table::new(["rule", "epochs"]);
/// table.push(["Z-IL", "8"]);
/// table.push(["IL", "16"]);
/// assert_eq!(table.to_string(), "\
/// rule  epochs
/// ────  ──────
/// Z-IL       8
/// IL        16
/// ");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The header first; `lines[row_index + 1][column_index]` is a cell.
    lines: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows: one name per column.
    pub fn new<Cell: Into<String>>(header: impl IntoIterator<Item = Cell>) -> Self {
        let mut table = Self { lines: Vec::new() };
        table.push(header);
        table
    }

    /// Adds a row below. A short row is filled with empty cells; a long one adds columns
    /// without a name. Control characters become spaces.
    pub fn push<Cell: Into<String>>(&mut self, row: impl IntoIterator<Item = Cell>) {
        self.lines.push(row.into_iter().map(one_line).collect());
    }

    fn n_columns(&self) -> usize {
        self.lines.iter().map(Vec::len).max().unwrap_or(0)
    }

    fn column(&self, column_index: usize) -> Column {
        let cells = || self.lines.iter().filter_map(|line| line.get(column_index));
        Column {
            width: cells().map(|cell| cell.chars().count()).max().unwrap_or(0),
            numeric: self.lines.len() > 1 && cells().skip(1).all(|cell| is_numeric(cell)),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<Column> = (0..self.n_columns()).map(|i| self.column(i)).collect();
        for (line_index, line) in self.lines.iter().enumerate() {
            writeln!(f, "{}", aligned(line, &columns))?;
            if line_index == 0 {
                let rule = columns.iter().map(|column| "─".repeat(column.width));
                writeln!(f, "{}", rule.collect::<Vec<_>>().join("  "))?;
            }
        }
        Ok(())
    }
}

/// A number for a reader: whole numbers below 10^9 in full, others to four significant
/// digits, very small and very large ones as `1.2e-16`.
///
/// ```
/// use fazil::report::scientific;
/// assert_eq!(scientific(0.0), "0");
/// assert_eq!(scientific(0.953), "0.953");
/// assert_eq!(scientific(1.2e-16), "1.2e-16");
/// assert_eq!(scientific(59_873.0), "59873");
/// ```
pub fn scientific(number: f64) -> String {
    if !number.is_finite() {
        return number.to_string();
    }
    if number == number.trunc() && number.abs() < 1e9 {
        // Adding +0 turns -0 into 0.
        return (number + 0.0).to_string();
    }
    let rounded = format!("{number:.3e}");
    let (digits, exponent) = rounded.split_once('e').unwrap_or((&rounded, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent @ -3..=5) => {
            let n_decimals = usize::try_from(3 - exponent).unwrap_or(0);
            without_end_zeros(&format!("{number:.n_decimals$}")).to_owned()
        }
        _ => format!("{}e{exponent}", without_end_zeros(digits)),
    }
}

/// A fraction as it is, a float as [`scientific`] has it.
pub(crate) fn short<S: Scalar>(value: &S) -> String {
    match S::PRECISION {
        Precision::Exact => value.to_string(),
        _ => scientific(value.to_f64()),
    }
}

/// 1234567 as `1 234 567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// `0.500` as `0.5`, `3.0` as `3`; text without a decimal point as it is.
pub(super) fn without_end_zeros(decimal: &str) -> &str {
    if decimal.contains('.') {
        decimal.trim_end_matches('0').trim_end_matches('.')
    } else {
        decimal
    }
}

/// How one column is set; `width` in characters.
struct Column {
    width: usize,
    numeric: bool,
}

fn aligned(line: &[String], columns: &[Column]) -> String {
    let empty = String::new();
    let cells = columns.iter().enumerate().map(|(column_index, column)| {
        let cell = line.get(column_index).unwrap_or(&empty);
        let width = column.width;
        if column.numeric {
            format!("{cell:>width$}")
        } else {
            format!("{cell:<width$}")
        }
    });
    cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

fn is_numeric(cell: &str) -> bool {
    cell.split_whitespace().all(|word| {
        matches!(word, "-" | "–" | "±" | "%")
            || word
                .strip_suffix('%')
                .unwrap_or(word)
                .parse::<f64>()
                .is_ok()
    })
}

fn one_line(cell: impl Into<String>) -> String {
    let cell: String = cell.into();
    cell.replace(|character: char| character.is_control(), " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_right_and_text_left() {
        let mut table = Table::new(["what", "accuracy", "divergence"]);
        table.push(["digits", "95.3 %", "1.2e-16"]);
        table.push(["a longer name", "9 %", "–"]);
        table.push(["diverged", "", "NaN"]);
        let expected = "\
what           accuracy  divergence
─────────────  ────────  ──────────
digits           95.3 %     1.2e-16
a longer name       9 %           –
diverged                        NaN
";
        assert_eq!(table.to_string(), expected);
    }

    #[test]
    fn ragged_rows_and_broken_lines_stay_a_table() {
        let mut table = Table::new(["a"]);
        table.push(["one\ntwo", "extra"]);
        table.push(Vec::<String>::new());
        assert_eq!(table.to_string(), "a\n───────  ─────\none two  extra\n\n");
        assert_eq!(Table::new(Vec::<String>::new()).to_string(), "\n\n");
    }

    #[test]
    fn scientific_is_short_and_never_lies_about_whole_numbers() {
        let cases = [
            (-0.0, "0"),
            (1.0, "1"),
            (-7.0, "-7"),
            (123_456_789.0, "123456789"),
            (1e9, "1e9"),
            (0.953_1, "0.9531"),
            (0.999_96, "1"),
            (95.312_5, "95.31"),
            (12_345.6, "12346"),
            (0.001_234_56, "0.001235"),
            (0.000_123_456, "1.235e-4"),
            (-1.234_567e-16, "-1.235e-16"),
            (6.022e23, "6.022e23"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-inf"),
        ];
        for (number, text) in cases {
            assert_eq!(scientific(number), text);
        }
    }
}
