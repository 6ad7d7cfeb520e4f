//! Tables in segments: what is left by a killed program, and how segments become one file.

use super::*;

/// A table whose rows are presentations, `n_rows` each.
fn presentations(path: &Path, format: Format, n: u64, n_rows: i32) -> Table {
    let column = Column::new("presentation", "presentations", Kind::Integer, "which");
    let mut table = Table::create(path, format, &[column], vec![], &[], u64::MAX);
    for k in 0..n {
        (0..n_rows).for_each(|_| table.push([Cell::Integer(k as i32)]));
        table.end_presentation(k + 1);
    }
    table
}

#[test]
fn what_a_killed_program_leaves_is_whole_and_read_in_place_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        let path = folder.path().join(format!("t.{}", format.ending()));
        let table = presentations(&path, format, 100, 3);
        assert!(!path.exists() && is_table_there(&path), "{format:?}");
        // Forgotten, as by a process that was killed: nothing is written any more.
        std::mem::forget(table);
        let columns = read_table(&path, None).unwrap();
        let rows = &columns["presentation"];
        assert_eq!(
            rows.len(),
            96 * 3,
            "{format:?}: all but less than a segment"
        );
        assert_eq!(rows[rows.len() - 1].number(), Some(95.0));
    }
    let parts = segments::part_files(&folder.path().join("t.parquet"));
    assert_eq!(parts.len(), 6);
    // A line that was cut is no row.
    let csv = folder.path().join("t.csv.part");
    let mut text = std::fs::read_to_string(&csv).unwrap();
    text.push_str("1,9");
    std::fs::write(&csv, text).unwrap();
    let columns = read_table(&folder.path().join("t.csv"), None).unwrap();
    assert_eq!(columns["presentation"].len(), 96 * 3);
}

#[test]
fn segments_are_few_and_become_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let mut table = presentations(&path, Format::Parquet, 20_000, 2);
    let parts = segments::part_files(&path);
    assert!((200..300).contains(&parts.len()), "{}", parts.len());
    let each: usize = parts
        .iter()
        .map(|part| read_table(part, None).unwrap()["presentation"].len())
        .sum();
    let written = table.finish("");
    assert!((39_000..=40_000).contains(&each), "{each}");
    assert_eq!((written.n_rows, &written.failure), (40_000, &None));
    assert_eq!(written.n_bytes, std::fs::metadata(&path).unwrap().len());
    assert!(segments::part_files(&path).is_empty());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let rows = &read_table(&path, None).unwrap()["presentation"];
    let is_in_order = (0..40_000).all(|k| rows[k].number() == Some((k / 2) as f64));
    assert!(is_in_order && rows.len() == 40_000);
}

#[test]
fn segments_that_cannot_become_one_file_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let mut table = presentations(&path, Format::Parquet, 100, 3);
    std::fs::create_dir(&path).unwrap(); // In the way.
    let written = table.finish("");
    assert!(written.failure.unwrap().contains("a folder of this name"));
    assert_eq!(written.n_rows, 300);
    assert_eq!(segments::part_files(&path).len(), 7);
    std::fs::remove_dir(&path).unwrap();
    assert_eq!(read_table(&path, None).unwrap()["presentation"].len(), 300);
}
