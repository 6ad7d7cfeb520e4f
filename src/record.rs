//! What is kept of a run: what each neuron showed, and the files a run leaves.
//!
//! Recording changes no bit: a log sees what was computed and can hand nothing back. Refuses
//! to know why anything happened.

mod column;
#[cfg(feature = "files")]
mod column_table;
#[cfg(feature = "files")]
mod event_log;
#[cfg(feature = "files")]
mod folder;
mod log;
mod message;
#[cfg(feature = "files")]
mod recorders;
mod recording;
#[cfg(feature = "files")]
mod table;

pub use column::{Cell, Column, Kind, RECORD_FORMAT_VERSION};
#[cfg(feature = "files")]
pub(crate) use column_table::ColumnTable;
#[cfg(feature = "cli")]
pub use event_log::listen;
#[cfg(feature = "files")]
pub use event_log::{PHI, tell_phi};
#[cfg(feature = "files")]
pub use folder::{GrowingCsv, RecordError, RunFolder, is_unfinished};
pub use log::{AgentLog, Keeps, SpikeRow};
pub use message::{Carried, MessageRow, Said};
#[cfg(feature = "files")]
pub use recorders::{Look, Moment, RECORDS, Record, Recorders, RecordersState, Scene};
pub use recording::{
    During, Extent, Format, Group, LEAST_CAP, MOST_BYTES, Objection, Recording, RecordingError,
    Selection, What,
};
#[cfg(feature = "files")]
pub use table::{
    Columns, ReadError, SeeRow, Sought, Stored, Table, TableState, Written, is_guarded,
    is_table_there, read_names, read_rows, read_table,
};
