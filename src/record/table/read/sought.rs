//! The columns and rows of a table that a reader asks for.

use std::ops::ControlFlow;

use super::stored::Stored;

/// The rows of a table that are read, and the columns.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sought<'a> {
    /// Columns by name; a row is handed over in this order.
    pub columns: &'a [&'a str],
    /// Only the rows of the first so many presentations in the file.
    pub n_presentations: Option<usize>,
    /// Only the rows of this lane.
    pub lane: Option<u32>,
}

/// Sees one row: a value for each column that was sought. Reading stops when it breaks.
pub type SeeRow<'a> = &'a mut dyn FnMut(&[Stored]) -> ControlFlow<()>;

/// The columns that tell presentations and lanes apart.
pub(super) const PRESENTATION: &str = "presentation";

pub(super) const LANE: &str = "lane";
