//! A failure of the Parquet library, as one of input and output.

use std::io::{self};

use parquet::errors::ParquetError;

/// What the file itself said, without the words around it.
pub(super) fn as_io(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(cause) => io::Error::other(cause),
        },
        other => io::Error::other(other),
    }
}
