//! Reading of Parquet bytes, in which a panic is an error of the file.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::errors::ParquetError;

use crate::record::table::read::cause::Cause;

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread reads bytes of a Parquet file, where a panic is caught and means that the
/// file is wrong.
#[doc(hidden)]
pub fn is_guarded() -> bool {
    IS_GUARDED.get()
}

/// Lets the library of the format do something with the bytes of a file: at some that are wrong it
/// panics.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, Cause> {
    IS_GUARDED.set(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(false);
    match done {
        Ok(done) => done.map_err(|error| plain(&error)),
        Err(_) => Err(NOT_WHOLE.into()),
    }
}

const NOT_WHOLE: &str = "it is no whole Parquet file";

/// What is wrong, in this program's words.
fn plain(error: &ParquetError) -> Cause {
    match error {
        ParquetError::External(cause) => cause.to_string().into(),
        _ => NOT_WHOLE.into(),
    }
}
