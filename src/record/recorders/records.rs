//! The list of what was recorded: `records/records.json`.

use serde::Serialize;

use crate::record::column::{Column, RECORD_FORMAT_VERSION};
use crate::record::recording::{Format, Recording};
use crate::record::table::{Table, Written};
use crate::record::{RecordError, RunFolder};
use crate::wiring::Wiring;

/// What became of a recording: an entry of `records/records.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Its file, within the run's folder.
    pub file: String,
    /// The variable; `presentations` for the table that goes with the others.
    pub what: String,
    /// Of whom.
    pub of: String,
    /// The format of the file.
    pub format: Format,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Rows in it.
    pub rows: u64,
    /// Bytes in it.
    pub bytes: u64,
    /// What a reader must know, such as that the byte cap was reached.
    pub note: Option<String>,
    /// Why it could not be written.
    pub error: Option<String>,
    /// The presentation in which that was noticed; nothing if it was at the end.
    #[serde(skip)]
    pub failed_at: Option<u64>,
}

/// `records/records.json`.
#[derive(Serialize)]
struct Index<'a> {
    format_version: u32,
    /// Whether the run is still to end; then rows and bytes are those of its beginning.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_under_way: bool,
    /// Of a graph: what the numbers in its tables stand for. A chain's numbers are its layers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    populations: Vec<ListedPopulation<'a>>,
    records: &'a [Record],
}

/// A population of a graph, as a reader of its tables must know it.
#[derive(Serialize)]
pub(super) struct ListedPopulation<'a> {
    /// What the columns `layer` and `pre_layer` hold.
    number: usize,
    name: &'a str,
    level: usize,
}

/// Every population of a graph, by number; none of a chain.
pub(super) fn listed_populations(wiring: &Wiring) -> Vec<ListedPopulation<'_>> {
    let numbers = match wiring.is_chain() {
        true => 0..0,
        false => 0..wiring.populations().len(),
    };
    let listed = |number| ListedPopulation {
        number,
        name: wiring.population_name(number),
        level: wiring.level(number),
    };
    numbers.map(listed).collect()
}

/// The entry of a table.
pub(super) fn record(
    file: String,
    (what, of, format): (&str, String, Format),
    table: &Table,
    written: Written,
    note: Option<String>,
) -> Record {
    Record {
        file,
        what: what.to_owned(),
        of,
        format,
        columns: table.columns().to_vec(),
        rows: written.n_rows,
        bytes: written.n_bytes,
        note,
        error: written.failure,
        failed_at: None,
    }
}

/// `records/epsilon.csv`, or `records/epsilon-2.csv` if that is taken.
pub(super) fn free_name(recording: &Recording, is_taken: &dyn Fn(&String) -> bool) -> String {
    let (name, ending) = (recording.what.name(), recording.format.ending());
    let first = format!("{RECORDS}/{name}.{ending}");
    let others = (2..).map(|k| format!("{RECORDS}/{name}-{k}.{ending}"));
    let mut names = std::iter::once(first).chain(others);
    names.find(|file| !is_taken(file)).unwrap_or_default()
}

/// Leaves `records/records.json`.
///
/// # Errors
/// If it cannot be written.
pub(super) fn write_index(
    folder: &RunFolder,
    wiring: &Wiring,
    records: &[Record],
    is_under_way: bool,
) -> Result<(), RecordError> {
    let index = Index {
        format_version: RECORD_FORMAT_VERSION,
        is_under_way,
        populations: listed_populations(wiring),
        records,
    };
    folder.write_json(&format!("{RECORDS}/records.json"), &index)
}

/// The folder, within a run's, that holds what was recorded.
pub const RECORDS: &str = "records";
