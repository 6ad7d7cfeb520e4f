//! The corpora of the fuzz targets, replayed without a fuzzer: every input that the fuzzer kept
//! (`tests/fuzz/corpus`), and every one that found a mistake, by the name of its cause
//! (`tests/fuzz/finds`). Of each is asked what `tests/fuzz` asks of it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "fuzz/targets/mod.rs"]
mod targets;

use std::path::{Path, PathBuf};

/// The inputs of a target, in order.
fn inputs(folder: &str, target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fuzz")
        .join(folder);
    let Ok(entries) = std::fs::read_dir(folder.join(target)) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Replays a corpus; the message of a panic is preceded by the file's name.
fn replay(target: &str) {
    let (_, function) = targets::ALL
        .iter()
        .find(|(name, _)| *name == target)
        .unwrap();
    let corpus = inputs("corpus", target);
    assert!(corpus.len() > 10, "the corpus of {target} is gone");
    for file in inputs("finds", target).into_iter().chain(corpus) {
        let bytes = std::fs::read(&file).unwrap();
        let read = std::panic::catch_unwind(|| function(&bytes));
        assert!(read.is_ok(), "{}", file.display());
    }
}

macro_rules! replays {
    ($($target:ident),*) => {
        $(#[test] fn $target() { replay(stringify!($target)); })*

        #[test]
        fn every_target_is_replayed() {
            let names = targets::ALL.map(|(name, _)| name);
            assert_eq!(names, [$(stringify!($target)),*]);
        }
    };
}
replays!(
    scenario,
    edits,
    idx,
    gzip,
    tensors,
    weights,
    text_tables,
    parquet,
    run_folder,
    csv,
    npy,
    npz,
    image,
    over,
    checkpoint
);

/// A column that ends before the others was read as if all ended there, or out of its bounds.
#[test]
fn a_table_whose_columns_are_not_equally_long_is_refused() {
    let file = "tests/fuzz/finds/parquet/columns-that-are-not-equally-long";
    let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    std::fs::write(&path, bytes).unwrap();
    let told = fazil::record::read_table(&path, Some(1)).unwrap_err();
    let told = told.to_string();
    assert!(told.contains("its columns are not equally long"), "{told}");
}
