//! A table that was interrupted between any two presentations goes on to the same bytes, whatever had
//! been written by then, and whether it had been made one file meanwhile.
//!
//! The saboteurs: portions that are forgotten, rows that wait and are written early, segments that are
//! not taken back.

use super::*;
use crate::record::column::{Cell, Kind};
use crate::record::table::Written;
use crate::scalar::Draws;

const COLUMNS: [Column; 5] = [
    Column::new("presentation", "presentations", Kind::Integer, "which"),
    Column::new("missing", "things", Kind::Integer, "a count, sometimes").optional(),
    Column::new("value", "metres", Kind::Number, "a value"),
    Column::new("again", "metres", Kind::RepeatedNumber, "a value").optional(),
    Column::new("name", "", Kind::Text, "a name"),
];
const PRESENTATIONS: u64 = 40;

fn texts() -> Vec<Cow<'static, str>> {
    vec![
        "plain".into(),
        "a \"b\", c".to_owned().into(),
        "other".into(),
    ]
}

fn push_presentation(table: &mut Table, presentation: u64) {
    let mut draws = Draws::new(presentation, "rows");
    // Some are longer than what waits at most.
    let n_rows = if presentation % 13 == 5 {
        20_000
    } else {
        draws.below(900)
    };
    for k in 0..n_rows {
        let drawn = draws.unit();
        let some = |cell: Cell, share: f64| if drawn < share { Cell::Nothing } else { cell };
        table.push([
            Cell::Integer(presentation as i32),
            some(Cell::Integer(k as i32), 0.3),
            Cell::Number(drawn - 0.5),
            some(Cell::Number(0.1 * (k % 7) as f64), 0.5),
            Cell::Text((k % 3) as u32),
        ]);
    }
    table.end_presentation(presentation + 1);
}

fn metadata() -> [(&'static str, String); 1] {
    [("key", "value".to_owned())]
}

fn begun(path: &Path, format: Format, most_bytes: u64) -> Table {
    Table::create(path, format, &COLUMNS, texts(), &metadata(), most_bytes)
}

fn whole(path: &Path, format: Format, most_bytes: u64) -> (Written, Vec<u8>) {
    let mut table = begun(path, format, most_bytes);
    (0..PRESENTATIONS).for_each(|k| push_presentation(&mut table, k));
    (table.finish("full"), std::fs::read(path).unwrap())
}

#[test]
fn a_table_goes_on_to_the_same_bytes_from_any_presentation() {
    let folder = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        for most_bytes in [u64::MAX, 400_000] {
            let path = |name: &str| folder.path().join(format!("{name}.{}", format.ending()));
            let expected = whole(&path("whole"), format, most_bytes);
            assert_eq!(expected.0.is_full, most_bytes < u64::MAX, "{format:?}");
            for stop in [0, 1, 5, 6, 15, 16, 17, 31, 32, 39] {
                for goes_on in 0..3 {
                    let path = path(&format!("{stop}-{goes_on}-{most_bytes}"));
                    let mut table = begun(&path, format, most_bytes);
                    (0..stop).for_each(|k| push_presentation(&mut table, k));
                    let bytes = postcard::to_stdvec(&table.state()).unwrap();
                    // After the checkpoint it went on for a while, and was killed or made one file.
                    let later = (stop + 11 * goes_on).min(PRESENTATIONS);
                    (stop..later).for_each(|k| push_presentation(&mut table, k));
                    if goes_on == 2 {
                        table.finish("full");
                    }
                    drop(table);
                    let state: TableState = postcard::from_bytes(&bytes).unwrap();
                    let (texts, metadata) = (texts(), metadata());
                    let resumed =
                        Table::resume(&path, format, &COLUMNS, texts, &metadata, most_bytes, state);
                    let mut table = resumed.unwrap();
                    (stop..PRESENTATIONS).for_each(|k| push_presentation(&mut table, k));
                    let found = (table.finish("full"), std::fs::read(&path).unwrap());
                    assert_eq!(
                        found.0, expected.0,
                        "{format:?} {stop} {goes_on} {most_bytes}"
                    );
                    assert!(
                        found.1 == expected.1,
                        "{format:?} {stop} {goes_on} {most_bytes}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_file_that_is_gone_or_shorter_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        let path = folder.path().join(format!("t.{}", format.ending()));
        let mut table = begun(&path, format, u64::MAX);
        (0..20).for_each(|k| push_presentation(&mut table, k));
        let state = table.state();
        drop(table);
        let parts = crate::record::table::segments::parts_of(&path);
        let growing = crate::disk::growing_name(&path);
        match format {
            Format::Parquet => std::fs::remove_dir_all(parts).unwrap(),
            _ => std::fs::write(growing, "short\n").unwrap(),
        }
        let (texts, metadata) = (texts(), metadata());
        let resumed = Table::resume(&path, format, &COLUMNS, texts, &metadata, u64::MAX, state);
        assert!(resumed.is_err(), "{format:?}");
    }
}
