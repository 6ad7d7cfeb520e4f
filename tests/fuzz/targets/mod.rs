//! What is done with the bytes of one input, a function for each kind of text or file that somebody
//! else may have written.
//!
//! Included by the fuzz targets of this package, and by `tests/fuzz_corpus.rs`, which replays the
//! corpus. A function promises to panic where a reader breaks a promise: it panics itself, says
//! something that a terminal would obey, names a place outside of the text, or accepts what it
//! does not read back the same.

mod answers;
mod arrays;
mod checkpoint;
mod csv;
mod gzip;
mod idx;
mod image;
mod over;
mod run_folder;
mod scenario;
mod tables;
mod tensors;

pub use arrays::{npy, npz};
pub use checkpoint::checkpoint;
pub use csv::csv;
pub use gzip::gzip;
pub use idx::idx;
pub use image::image;
pub use over::over;
pub use run_folder::run_folder;
pub use scenario::{edits, scenario};
pub use tables::{parquet, text_tables};
pub use tensors::{tensors, weights};

/// What is done with the bytes of one input.
pub type Target = fn(&[u8]);

/// Every target by its name, which is that of its corpus too.
pub const ALL: [(&str, Target); 15] = [
    ("scenario", scenario),
    ("edits", edits),
    ("idx", idx),
    ("gzip", gzip),
    ("tensors", tensors),
    ("weights", weights),
    ("text_tables", text_tables),
    ("parquet", parquet),
    ("run_folder", run_folder),
    ("csv", csv),
    ("npy", npy),
    ("npz", npz),
    ("image", image),
    ("over", over),
    ("checkpoint", checkpoint),
];
