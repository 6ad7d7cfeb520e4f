//! What is kept of a run: what each neuron showed, and the files a run leaves.
//!
//! Recording changes no bit: a log sees what was computed and can hand nothing back. Refuses
//! to know why anything happened.

mod column;
mod folder;
mod log;
mod message;
mod recorders;
mod recording;
mod table;
mod telling;

pub use column::{Cell, Column, Kind, RECORD_FORMAT_VERSION};
pub use folder::{GrowingCsv, RecordError, RunFolder, is_unfinished};
pub use log::{AgentLog, Keeps, SpikeRow};
pub use message::{Carried, MessageRow, Said};
pub use recorders::{Look, Moment, RECORDS, Record, Recorders, Scene};
pub use recording::{
    During, Extent, Format, Group, LEAST_CAP, MOST_BYTES, Objection, Recording, RecordingError,
    Selection, What,
};
pub use table::{
    Columns, ReadError, SeeRow, Sought, Stored, Table, Written, is_table_there, read_names,
    read_rows, read_table,
};
pub use telling::{PHI, listen, tell_phi};
