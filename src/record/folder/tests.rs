//! Tests of `folder.rs`.

use super::*;

#[test]
fn a_run_never_writes_over_another() {
    let parent = tempfile::tempdir().unwrap();
    let first = RunFolder::fresh(parent.path(), "digits").unwrap();
    let second = RunFolder::fresh(parent.path(), "digits").unwrap();
    assert_ne!(first.path(), second.path());
    assert!(second.path().ends_with("digits-2"));
}

#[test]
fn every_row_of_a_table_carries_the_version_of_its_format() {
    let parent = tempfile::tempdir().unwrap();
    let folder = RunFolder::fresh(parent.path(), "table").unwrap();
    let rows = [vec!["1".to_owned()], vec!["2".to_owned()]];
    let header = ["a".to_owned()];
    folder
        .write_csv("t.csv", &header, rows.clone().into_iter())
        .unwrap();
    let mut growing = folder.begin_csv("g.csv", &header).unwrap();
    rows.iter().for_each(|row| growing.push(row));
    assert!(!folder.path().join("g.csv").exists());
    growing.finish().unwrap();
    for file in ["t.csv", "g.csv"] {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert_eq!(text, "format_version,a\n1,1\n1,2\n");
    }
}

#[test]
fn a_file_in_the_way_is_named() {
    let parent = tempfile::tempdir().unwrap();
    let blocked = parent.path().join("runs");
    std::fs::write(&blocked, "a file").unwrap();
    let error = RunFolder::fresh(&blocked, "digits").unwrap_err();
    assert!(error.to_string().contains("runs"), "{error}");
}

#[test]
fn a_name_that_is_a_path_makes_no_directory() {
    let parent = tempfile::tempdir().unwrap();
    let runs = parent.path().join("runs");
    std::fs::create_dir(&runs).unwrap();
    for name in ["../up", "/tmp/up", "a/b", "..", "a\u{1b}[2J", "a\0"] {
        let error = RunFolder::fresh(&runs, name).unwrap_err().to_string();
        assert!(
            error.contains("no name") && !error.contains('\u{1b}'),
            "{error}"
        );
    }
    assert_eq!(std::fs::read_dir(&runs).unwrap().count(), 0);
    assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 1);
    let folder = RunFolder::fresh(&runs, "a").unwrap();
    assert!(folder.write_text("../b", "text").is_err());
}

#[test]
fn a_directory_that_is_gone_is_said() {
    let parent = tempfile::tempdir().unwrap();
    let folder = RunFolder::fresh(parent.path(), "a").unwrap();
    folder.begin("a").unwrap();
    assert!(is_unfinished(folder.path()));
    folder.end().unwrap();
    assert!(!is_unfinished(folder.path()));
    std::fs::remove_dir_all(folder.path()).unwrap();
    let error = folder
        .write_text("records/x", "text")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("records/x") && error.contains("is gone"),
        "{error}"
    );
    assert!(!folder.path().exists());
}
