//! Results of reading a table, before the table's name is known.

use std::error::Error;
use std::ops::ControlFlow;

pub(super) type Cause = Box<dyn Error + Send + Sync>;

pub(super) type Done = Result<(), Cause>;

/// Whether more rows are sought.
pub(super) type Shown = Result<ControlFlow<()>, Cause>;

pub(super) type Names = Result<Vec<String>, Cause>;
