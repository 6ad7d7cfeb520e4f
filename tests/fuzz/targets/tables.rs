//! Recorded tables read back, as `plot` reads them: CSV, JSON Lines, Parquet.

use std::ops::ControlFlow;
use std::path::Path;

use fazil::record::{ReadError, Sought, Stored, read_names, read_rows, read_table};

use super::answers::{names_file, place, places_inside};

/// Rows that are looked at. A Parquet file of some bytes may honestly hold billions.
const MOST_ROWS: usize = 20_000;

/// The first byte says which format the rest is in, and whether the file was still growing.
pub fn text_tables(bytes: &[u8]) {
    let Some((&selector, rest)) = bytes.split_first() else {
        return;
    };
    let ending = ["csv", "jsonl"][usize::from(selector & 1)];
    let (whole, growing) = (
        place(&format!("a.{ending}")),
        place(&format!("a.{ending}.part")),
    );
    let (file, other) = match selector & 2 {
        0 => (&whole, &growing),
        _ => (&growing, &whole),
    };
    drop(std::fs::remove_file(other));
    std::fs::write(file, rest).expect("a temporary file can be written");
    let refused = read_all(&whole, file);
    // What follows the last whole line of a growing file is not read.
    if let (Some(error), Ok(text)) = (refused, std::str::from_utf8(rest)) {
        let message = names_file(&error, file);
        let before = format!("cannot read {}: line ", file.display());
        if message.contains(", column ") && !message.contains("it has no column") {
            let lines: Vec<&str> = text.split('\n').collect();
            places_inside(&lines, &message, &before, ", column ");
        }
    }
    let table = read_table(&whole, None);
    if let Ok(columns) = table {
        let mut lengths = columns.values().map(Vec::len);
        let first = lengths.next();
        assert!(
            lengths.all(|length| Some(length) == first),
            "columns of unequal lengths"
        );
    }
}

/// The bytes are a Parquet file.
pub fn parquet(bytes: &[u8]) {
    let path = place("a.parquet");
    std::fs::write(&path, bytes).expect("a temporary file can be written");
    if let Some(error) = read_all(&path, &path) {
        names_file(&error, &path);
    }
}

/// Reads a table in every way that there is, and returns why it could not be read whole.
fn read_all(path: &Path, file: &Path) -> Option<ReadError> {
    let names = match read_names(path) {
        Ok(names) => names,
        Err(error) => return Some(error),
    };
    let columns: Vec<&str> = names.iter().map(String::as_str).collect();
    let all = Sought {
        columns: &columns,
        ..Sought::default()
    };
    let (rows, refused) = rows(path, &all);
    for (n_presentations, lane) in [(Some(1), Some(0)), (None, Some(0)), (Some(2), None)] {
        let sought = Sought {
            columns: &columns,
            n_presentations,
            lane,
        };
        let (some, why) = self::rows(path, &sought);
        let is_whole = refused.is_none() && why.is_none() && rows.len() < MOST_ROWS;
        let mut left = rows.iter();
        let is_part = some.iter().all(|row| left.any(|other| same(row, other)));
        assert!(
            !is_whole || is_part,
            "rows that are in no order of the file's"
        );
    }
    if let Some(last) = columns.last() {
        let (single, why) = self::rows(
            path,
            &Sought {
                columns: &[last],
                ..Sought::default()
            },
        );
        if let (None, None) = (&refused, &why) {
            let expected = rows.iter().map(|row| &row[row.len() - 1..]);
            let n = single.len();
            assert_eq!(n, rows.len());
            assert!(
                single.iter().zip(expected).all(|(a, b)| same(a, b)),
                "other values alone"
            );
        }
        why.map(|error| names_file(&error, file));
    }
    let mut name = "no such column".to_owned();
    while columns.contains(&&*name) {
        name.push('!');
    }
    let missing = Sought {
        columns: &[&name],
        ..Sought::default()
    };
    let (found, why) = self::rows(path, &missing);
    assert!(found.is_empty(), "rows of a column that is not there");
    why.map(|error| names_file(&error, file));
    refused
}

/// The sought rows, up to a limit, and why there are no more.
fn rows(path: &Path, sought: &Sought<'_>) -> (Vec<Vec<Stored>>, Option<ReadError>) {
    let mut rows = Vec::new();
    let read = read_rows(path, sought, &mut |row| {
        assert_eq!(row.len(), sought.columns.len());
        rows.push(row.to_vec());
        match rows.len() == MOST_ROWS {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    (rows, read.err())
}

/// Bit for bit, so that NaN is itself.
fn same(one: &[Stored], other: &[Stored]) -> bool {
    let same = |(one, other): (&Stored, &Stored)| match (one, other) {
        (Stored::Number(one), Stored::Number(other)) => one.to_bits() == other.to_bits(),
        (one, other) => one == other,
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}
