//! Numbers as cells of a table.

use crate::record::column::Cell;
use crate::scalar::Scalar;

/// A whole number as a cell; what is beyond 32 bits stays at their end.
#[inline]
pub(super) fn integer(number: i64) -> Cell {
    let nearest = number.clamp(i64::from(i32::MIN), i64::from(i32::MAX));
    Cell::Integer(nearest as i32)
}

pub(super) fn number<S: Scalar>(value: &S) -> Cell {
    Cell::Number(value.to_f64())
}
