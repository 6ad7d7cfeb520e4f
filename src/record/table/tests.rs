//! Tables in every format: what was pushed reads back, caps hold, failures stay apart.

mod unfinished;

use super::*;
use crate::record::column::Kind;
use crate::scalar::Draws;

const COLUMNS: [Column; 5] = [
    Column::new("count", "things", Kind::Integer, "a count"),
    Column::new("missing", "things", Kind::Integer, "a count, sometimes").optional(),
    Column::new("value", "metres", Kind::Number, "a value"),
    Column::new("again", "metres", Kind::RepeatedNumber, "a value").optional(),
    Column::new("name", "", Kind::Text, "a name"),
];

fn fill(path: &Path, format: Format, n_rows: usize, most_bytes: u64) -> (Vec<f64>, Written) {
    let texts = vec!["plain".into(), "a \"b\", c".to_owned().into()];
    let metadata = [("key", "value".to_owned())];
    let mut table = Table::create(path, format, &COLUMNS, texts, &metadata, most_bytes);
    let mut draws = Draws::new(7, "rows");
    let mut values = Vec::new();
    for k in 0..n_rows {
        // Of every magnitude: all 64 bits at random, if they are a number.
        let bits = f64::from_bits(draws.below(u64::MAX));
        let value = if bits.is_finite() { bits } else { -0.0 };
        values.push(value);
        table.push([
            Cell::Integer(k as i32 - 3),
            if k % 3 == 0 {
                Cell::Nothing
            } else {
                Cell::Integer(i32::MAX - k as i32)
            },
            Cell::Number(value),
            if k % 5 == 0 {
                Cell::Nothing
            } else {
                Cell::Number(0.1 * (k % 7) as f64)
            },
            Cell::Text((k % 2) as u32),
        ]);
    }
    (values, table.finish("the note"))
}

#[test]
fn every_format_reads_back_to_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        let path = folder.path().join(format!("t.{}", format.ending()));
        let (values, written) = fill(&path, format, 1000, u64::MAX);
        assert_eq!(
            (written.n_rows, &written.failure),
            (1000, &None),
            "{format:?}"
        );
        let n_bytes = std::fs::metadata(&path).unwrap().len();
        assert_eq!(written.n_bytes, n_bytes, "{format:?}");
        let columns = read_table(&path, None).unwrap();
        for (k, value) in values.iter().enumerate() {
            let back = columns["value"][k].number().unwrap();
            assert_eq!(back.to_bits(), value.to_bits(), "{format:?}, row {k}");
            assert_eq!(columns["count"][k].number(), Some(k as f64 - 3.0));
            let missing = (k % 3 != 0).then(|| f64::from(i32::MAX) - k as f64);
            assert_eq!(
                columns["missing"][k].number(),
                missing,
                "{format:?}, row {k}"
            );
            let again = (k % 5 != 0).then_some(0.1 * (k % 7) as f64);
            assert_eq!(columns["again"][k].number(), again);
            let name = ["plain", "a \"b\", c"][k % 2];
            assert_eq!(columns["name"][k].text(), Some(name), "{format:?}");
        }
    }
}

#[test]
fn the_first_presentations_are_read_alone() {
    let folder = tempfile::tempdir().unwrap();
    let column = Column::new("presentation", "presentations", Kind::Integer, "which");
    for format in Format::ALL {
        let path = folder.path().join(format!("t.{}", format.ending()));
        let mut table = Table::create(&path, format, &[column], vec![], &[], u64::MAX);
        for k in 0..100 {
            table.push([Cell::Integer(7 + k / 10)]);
        }
        table.finish("");
        for (n, n_rows) in [(Some(0), 0), (Some(2), 20), (Some(11), 100), (None, 100)] {
            let columns = read_table(&path, n).unwrap();
            let rows = columns.get("presentation").map_or(0, Vec::len);
            assert_eq!(rows, n_rows, "{format:?}, {n:?}");
        }
    }
}

#[test]
fn no_file_outgrows_its_cap() {
    let folder = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        for most_bytes in [65_536, 200_000, 1_000_000] {
            let path = folder.path().join(format!("t.{}", format.ending()));
            let (values, written) = fill(&path, format, 200_000, most_bytes);
            assert!(written.is_full && written.failure.is_none(), "{format:?}");
            let n_bytes = std::fs::metadata(&path).unwrap().len();
            assert!(
                n_bytes <= most_bytes,
                "{format:?}: {n_bytes} of {most_bytes}"
            );
            // It is used, too, and what there is reads back.
            let share = n_bytes as f64 / most_bytes as f64;
            assert!(share > 0.4, "{format:?}: {share} of {most_bytes}");
            let columns = read_table(&path, None).unwrap();
            assert_eq!(columns["value"].len() as u64, written.n_rows);
            let last = columns["value"].len() - 1;
            assert_eq!(columns["value"][last].number(), Some(values[last]));
        }
    }
}

#[test]
fn a_file_that_cannot_be_made_is_a_failure_with_words() {
    for format in Format::ALL {
        let path = Path::new("/nowhere").join(format!("t.{}", format.ending()));
        let (_, written) = fill(&path, format, 10, u64::MAX);
        let failure = written.failure.unwrap();
        assert!(failure.contains("No such file"), "{format:?}: {failure}");
        assert_eq!(written.n_rows, 0, "{format:?}");
    }
}

#[test]
fn a_table_of_another_version_or_separator_is_refused_with_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    for (text, expected) in [
        (
            "format_version;a\n1;2\n",
            "line 1, column 15: ';' stands where",
        ),
        (
            "format_version\ta\n1\t2\n",
            "line 1, column 15: a tab stands where",
        ),
        (
            "format_version,a\n1,2\n2,3\n",
            "line 3, column 1: format_version is 2",
        ),
        (
            "format_version,a\n1,2\n1;3\n",
            "line 3, column 2: ';' stands where",
        ),
        (
            "format_version,a\n1,2\n1,3,4\n",
            "line 3, column 5: there are 3 columns",
        ),
        (
            "format_version,a,b\n1,2,3\n1,4\n",
            "line 3, column 4: there are 2 columns",
        ),
        (
            "format_version,a,b\n1,2,3\n1,4x,5\n",
            "line 3, column 3: '4x' is no number",
        ),
        (
            "format_version,a,b\n1,0,5x\n1,4,5\n",
            "line 2, column 5: '5x' is no number",
        ),
        ("a,b\n1,2\n", "line 1, column 1: 'a' stands where"),
        // Fields in quotes that need none, lines within a field, ends of lines of Windows.
        (
            "format_version,a\n1,\"2\"\n1,\"x\"\n",
            "line 3, column 3: 'x' is no number",
        ),
        (
            "format_version,\"a\nb\",c\n1,2,3\n1,2,4x\n",
            "line 4, column 5: '4x' is no number",
        ),
        (
            "format_version,a,b\r\n1,q,3\r\n\r\n1,\"a\"\"\nb\",4x\r\n1,5,6\r\n",
            "line 5, column 4: '4x' is no number",
        ),
        (
            "\u{feff}format_version;a\n1;2\n",
            "line 1, column 15: ';' stands where",
        ),
        (
            "format_version,a\n1,\"2\",\n",
            "line 2, column 7: there are 3 columns",
        ),
        ("", "line 1, column 1: the file is empty"),
        ("format_version,a,a\n1,2,3\n", "it has two columns 'a'"),
    ] {
        std::fs::write(&path, text).unwrap();
        let error = read_table(&path, None).unwrap_err().to_string();
        assert!(error.contains(expected), "{text:?}: {error}");
        assert!(error.contains("t.csv"), "{error}");
    }
    let path = folder.path().join("t.jsonl");
    for (text, expected) in [
        (
            "{\"format_version\":1,\"a\":2}\n{\"format_version\":2,\"a\":2}\n",
            "line 2, column 1: format_version is 2",
        ),
        (
            "{\"a\":2}\n",
            "line 1, column 1: there is no format_version",
        ),
        ("{\"format_version\":1,\"a\":}\n", "line 1, column 25"),
        ("[1, 2]\n", "line 1, column"),
        (
            "{\"format_version\":1,\"a\":1,\"a\":2}\n",
            "before it a name stands for the second time",
        ),
    ] {
        std::fs::write(&path, text).unwrap();
        let error = read_table(&path, None).unwrap_err().to_string();
        assert!(error.contains(expected), "{text:?}: {error}");
    }
    let path = folder.path().join("t.parquet");
    std::fs::write(&path, "PAR1 is not enough").unwrap();
    let error = read_table(&path, None).unwrap_err().to_string();
    assert!(error.contains("no whole Parquet file"), "{error}");
}

/// A row was kept whole, whatever its length.
#[test]
fn a_row_longer_than_any_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (name, before) in [
        ("t.csv", "format_version,a\n1,\""),
        ("t.jsonl", "{\"a\":\""),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{before}{}", "x\n".repeat(12 << 20))).unwrap();
        let error = read_table(&path, None).unwrap_err().to_string();
        assert!(
            error.contains("longer than") || name == "t.jsonl" && error.contains("no JSON"),
            "{error}"
        );
    }
}
