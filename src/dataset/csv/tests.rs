//! Tables as people write them, and what is wrong with some.

use super::*;
use crate::scalar::Exact;

/// Loads a table, whose source is `fields` beside its path.
fn load<S: Scalar>(text: &[u8], fields: &str) -> Result<Split<S>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, text).unwrap();
    let source = format!("(train: {:?}, {fields})", path.to_str().unwrap());
    let source: CsvFiles = ron::from_str(&source).unwrap();
    let told = |error: DatasetError| {
        let told = error.to_string();
        told.strip_prefix(&format!("{}: ", path.display()))
            .unwrap_or(&told)
            .to_owned()
    };
    let split = source.load(None).map_err(told)?;
    let extent = source.extent().map_err(told)?;
    assert_eq!(
        (extent.n_inputs, extent.n_outputs),
        (split.train.n_inputs, split.train.n_outputs)
    );
    assert_eq!(
        (extent.n_train, extent.n_test),
        (split.train.len(), split.test.len())
    );
    Ok(split)
}

const KINDS: &str = "label: Some(\"kind\")";

#[test]
fn names_are_classes_in_alphabetical_order() {
    let table = b"x,kind,y\n1,dog,2\n3,cat,4\n";
    let split = load::<f64>(table, KINDS).unwrap();
    assert_eq!(split.train.inputs, [1., 2., 3., 4.]);
    assert_eq!(split.train.labels, Some(vec![1, 0]));
    assert_eq!(split.train.targets, [0., 1., 1., 0.]);
    assert_eq!(split.classes, ["cat", "dog"]);
    let named = load::<f64>(
        table,
        r#"label: Some("kind"), classes: ["dog", "cow", "cat"]"#,
    )
    .unwrap();
    assert_eq!(
        (named.train.labels.clone(), named.train.n_outputs),
        (Some(vec![0, 2]), 3)
    );
}

#[test]
fn the_same_table_is_read_however_it_is_written() {
    let plain = load::<f32>(b"x,y,kind\n1,0.5,0\n-2,1e3,1\n", KINDS).unwrap();
    assert_eq!(plain.train.inputs, [1.0, 0.5, -2.0, 1000.0]);
    assert!(plain.classes.is_empty());
    for (table, more) in [
        ("\u{feff}x,y,kind\n1,0.5,0\n-2,1e3,1\n", ""),
        ("x,y,kind\r\n1,0.5,0\r\n-2,1e3,1\r\n\r\n", ""),
        ("\"x\",\"y\",kind\n\"1\", 0.5 ,\"0\"\n-2.0,+1000,1", ""),
        ("x;y;kind\n1;.5;0\n-2;1000.;1\n", "delimiter: \";\","),
        ("x\ty\tkind\n1\t0.5\t0\n-2\t1e3\t1\n", "delimiter: \"\\t\","),
        ("id,x,y,kind\n7,1,0.5,0\n8,-2,1e3,1\n", "ignore: [\"id\"],"),
        ("kind,y,x\n0,0.5,1\n1,1e3,-2\n", "inputs: [\"x\", \"y\"],"),
    ] {
        let found = load::<f32>(table.as_bytes(), &format!("{more}{KINDS}"));
        assert_eq!(found, Ok(plain.clone()), "{table}");
    }
    let bare = load::<f32>(b"1,0.5,0\n-2,1e3,1\n", "header: false, label: Some(\"2\")");
    assert_eq!(bare, Ok(plain));
}

#[test]
fn target_columns_are_numbers_to_answer() {
    let table = b"a,b,c\n1,2,3\n4,5,6.5\n";
    let split = load::<Exact>(table, r#"targets: ["c", "a"]"#).unwrap();
    assert_eq!(split.train.inputs, [Exact::ratio(2, 1), Exact::ratio(5, 1)]);
    assert_eq!(
        split.train.target(1),
        [Exact::ratio(13, 2), Exact::ratio(4, 1)]
    );
    assert_eq!(split.train.labels, None);
    let note = load::<f32>(table, r#"targets: ["c"], inputs: ["a"]"#)
        .unwrap()
        .notes;
    assert!(
        note[0].ends_with("columns that are not used: 'b'."),
        "{note:?}"
    );
    let scaled = load::<f64>(
        table,
        r#"targets: ["c"], target_scale: Standard, scale: MinMax"#,
    )
    .unwrap();
    assert_eq!(
        (&scaled.train.targets[..], scaled.train.input(1)),
        (&[-1., 1.][..], &[1., 1.][..])
    );
}

#[test]
fn a_fraction_of_the_decimal_places_is_not_lost() {
    let split = load::<Exact>(b"x,kind\n0.1,0\n", KINDS).unwrap();
    assert_eq!(split.train.inputs, [Exact::ratio(1, 10)]);
}
