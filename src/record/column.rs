//! What a table of recorded rows is made of: named columns of one kind, with units.
//!
//! Refuses to know what is recorded, and how it is written.

use serde::{Deserialize, Serialize};

/// The version of the layout of recorded tables.
pub const RECORD_FORMAT_VERSION: u32 = 1;

/// One column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name in every format.
    pub name: &'static str,
    /// The unit of its values.
    pub unit: &'static str,
    /// What it holds.
    pub meaning: &'static str,
    /// The kind of its values.
    pub kind: Kind,
    /// Whether a value may be missing.
    pub is_optional: bool,
}

/// The kind of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// 32 bits, signed.
    Integer,
    /// f64, few of them alike.
    Number,
    /// f64, many of them alike.
    RepeatedNumber,
    /// One of few texts.
    Text,
}

impl Column {
    /// A column that has a value in every row.
    pub const fn new(
        name: &'static str,
        unit: &'static str,
        kind: Kind,
        meaning: &'static str,
    ) -> Self {
        Self {
            name,
            unit,
            meaning,
            kind,
            is_optional: false,
        }
    }

    /// The same, but a value may be missing.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self {
            is_optional: true,
            ..self
        }
    }
}

/// One value of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// Of an [`Kind::Integer`] column.
    Integer(i32),
    /// Of a [`Kind::Number`] or [`Kind::RepeatedNumber`] column.
    Number(f64),
    /// Of a [`Kind::Text`] column: a position in the table's texts.
    Text(u32),
    /// Missing.
    Nothing,
}

/// A column's values that wait to be written. A missing value has a place in `present` alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Buffer {
    pub(super) values: Values,
    /// Per row: 1 if there is a value, else 0. Empty for a column that is not optional.
    pub(super) present: Vec<i16>,
    is_optional: bool,
}

/// Values, without gaps.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Values {
    Integers(Vec<i32>),
    Numbers(Vec<f64>),
    Texts(Vec<u32>),
}

impl Buffer {
    pub(super) fn of(column: &Column) -> Self {
        Self {
            values: match column.kind {
                Kind::Integer => Values::Integers(Vec::new()),
                Kind::Number | Kind::RepeatedNumber => Values::Numbers(Vec::new()),
                Kind::Text => Values::Texts(Vec::new()),
            },
            present: Vec::new(),
            is_optional: column.is_optional,
        }
    }

    /// Values that were read back; `present` is empty for a column that is not optional.
    #[cfg(feature = "files")]
    pub(super) fn restored(values: Values, present: Vec<i16>) -> Self {
        Self {
            values,
            is_optional: !present.is_empty(),
            present,
        }
    }

    #[inline(always)]
    pub(super) fn push(&mut self, cell: &Cell) {
        if self.is_optional {
            self.present.push(i16::from(*cell != Cell::Nothing));
        }
        match (&mut self.values, cell) {
            (Values::Integers(values), Cell::Integer(value)) => values.push(*value),
            (Values::Numbers(values), Cell::Number(value)) => values.push(*value),
            (Values::Texts(values), Cell::Text(value)) => values.push(*value),
            (_, Cell::Nothing) if self.is_optional => {}
            _ => self.refuse(cell),
        }
    }

    #[cold]
    fn refuse(&self, cell: &Cell) -> ! {
        unreachable!("bug: {cell:?} is no value of {:?}", self.values)
    }

    /// Whether row `row` has a value.
    pub(super) fn has(&self, row: usize) -> bool {
        !self.is_optional || self.present[row] == 1
    }

    pub(super) fn clear(&mut self) {
        self.present.clear();
        match &mut self.values {
            Values::Integers(values) => values.clear(),
            Values::Numbers(values) => values.clear(),
            Values::Texts(values) => values.clear(),
        }
    }

    /// Takes the first `n_rows` rows away.
    pub(super) fn drop_first(&mut self, n_rows: usize) {
        let n_values = self.n_values(n_rows);
        if self.is_optional {
            self.present.drain(..n_rows);
        }
        match &mut self.values {
            Values::Integers(values) => drop(values.drain(..n_values)),
            Values::Numbers(values) => drop(values.drain(..n_values)),
            Values::Texts(values) => drop(values.drain(..n_values)),
        }
    }

    /// How many values the first `n_rows` rows have.
    pub(super) fn n_values(&self, n_rows: usize) -> usize {
        match self.is_optional {
            true => self.present[..n_rows].iter().map(|has| *has as usize).sum(),
            false => n_rows,
        }
    }
}
