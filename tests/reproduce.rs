//! What must hold of `fazil reproduce`, at a size that takes seconds.
//!
//! Every test names the mistake that it notices.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use fazil::paper::{ReproduceOptions, Reproduction, Size, folder, page, reproduce};
use fazil::report::PageSection;
use serde_json::Value;

fn options(out: &Path, n_threads: usize) -> ReproduceOptions {
    ReproduceOptions {
        size: Size::Tiny,
        mnist: None,
        out: out.to_owned(),
        n_threads,
    }
}

/// Reproduces one table or figure in a directory of its own.
fn whole(which: Reproduction, out: &Path, n_threads: usize) -> PageSection {
    let stop = AtomicBool::new(false);
    let chapter = reproduce(which, &options(out, n_threads), &stop, &|_| {});
    chapter.unwrap().unwrap()
}

/// Name and bytes of every file of a table or figure.
fn files(which: Reproduction, out: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder(which, &options(out, 1))).unwrap();
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        (name, std::fs::read(entry.path()).unwrap())
    };
    entries.map(file).collect()
}

fn json(which: Reproduction, out: &Path, name: &str) -> Value {
    serde_json::from_slice(&files(which, out)[name]).unwrap()
}

/// The saboteurs: IL, whose weights are not backpropagation's, in the same list.
#[test]
fn z_il_and_fa_z_il_agree_with_backpropagation_in_every_run() {
    let place = tempfile::tempdir().unwrap();
    whole(Reproduction::Classification, place.path(), 2);
    let found = json(
        Reproduction::Classification,
        place.path(),
        "classification.json",
    );
    let runs = found["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 8);
    for run in runs {
        let (model, course) = (run["model"].as_str().unwrap(), &run["course"]);
        let divergence = course["max_divergence"].as_f64().unwrap();
        let limit = match run["precision"].as_str().unwrap() {
            "F64" => 1e-13,
            _ => 1e-5,
        };
        assert_eq!(course["ended"], "finished", "{model}");
        if model.starts_with("IL") {
            assert!(divergence > 100.0 * limit, "{model}: {divergence}");
            continue;
        }
        assert!(divergence < limit, "{model}: {divergence}");
        assert_eq!(course["test_errors"], course["bp_test_errors"], "{model}");
        assert_eq!(course["differing"], Value::Array(vec![]), "{model}");
        let phi = &course["phi"];
        assert_eq!(phi["hits"], phi["expected"], "{model}");
        assert_eq!(phi["false_spikes"], 0, "{model}");
    }
}

/// The saboteurs: every other cell of the figure.
#[test]
fn divergence_is_smallest_where_all_three_conditions_hold() {
    let place = tempfile::tempdir().unwrap();
    whole(Reproduction::Fig3, place.path(), 2);
    let found = json(Reproduction::Fig3, place.path(), "fig3.json");
    let cells = found["cells"].as_array().unwrap();
    let is_kept = |cell: &&Value| cell["t"] == "l" && cell["gamma"] == "1" && cell["sigma"] == "0";
    let weights = |cell: &Value| cell["weight_divergence"].as_f64();
    let kept: Vec<f64> = cells.iter().filter(is_kept).filter_map(weights).collect();
    let broken: Vec<&Value> = cells.iter().filter(|cell| !is_kept(cell)).collect();
    // In f64 and in f32.
    assert_eq!((kept.len(), broken.len()), (4, 13));
    // With x as a pair in f64 and f32, then as one number.
    assert_eq!(kept[..2], [0.0, 0.0]);
    assert!(
        kept[2] > 0.0 && kept[2] < 1e-12 && kept[3] > 1e-12 && kept[3] < 1e-4,
        "{kept:?}"
    );
    for cell in broken {
        // What diverged is farther than any number.
        let farther = weights(cell).is_none_or(|weights| weights > 1e-9);
        assert!(farther, "{cell}");
    }
}

/// The saboteurs: a result that depends on order, a file half written, a clock in a file.
#[test]
fn an_interrupted_sweep_goes_on_to_the_same_bytes() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let which = Reproduction::Fig3;
    for n_more in [3, 5] {
        let stop = AtomicBool::new(false);
        let stopped = reproduce(which, &options(here.path(), 2), &stop, &|standing| {
            if standing.n_done >= standing.n_kept + n_more {
                stop.store(true, Ordering::Relaxed);
            }
        });
        assert_eq!(stopped.unwrap(), None);
    }
    assert_eq!(files(which, here.path()).len(), 0);
    let kept = std::fs::read_dir(here.path().join("kept")).unwrap().count();
    assert!(kept >= 8, "{kept} runs were kept");
    let gone_on = whole(which, here.path(), 2);
    let at_once = whole(which, there.path(), 1);
    assert_eq!(gone_on, at_once);
    assert_eq!(files(which, here.path()), files(which, there.path()));
}

/// The saboteurs: a time in a line that is not marked as one.
#[test]
fn the_same_command_twice_leaves_the_same_files() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let timeless = |chapter: &PageSection| -> String {
        let page = page(&[chapter], "pictures");
        let lines = page.lines().filter(|line| !line.contains("<!-- time -->"));
        lines.collect::<Vec<_>>().join("\n")
    };
    for which in Reproduction::ALL {
        let (first, second) = std::thread::scope(|scope| {
            let second = scope.spawn(|| whole(which, there.path(), 1));
            let first = whole(which, here.path(), 2);
            (
                first,
                second.join().expect("it went through the first time"),
            )
        });
        assert_eq!(timeless(&first), timeless(&second), "{}", which.name());
        if which != Reproduction::Table4 {
            let files = [here.path(), there.path()].map(|out| files(which, out));
            assert!(
                files[0].len() >= 2 && files[0] == files[1],
                "{}",
                which.name()
            );
        }
        for picture in first.pictures() {
            let svg = &files(which, here.path())[picture];
            let svg = std::str::from_utf8(svg).unwrap();
            assert!(roxmltree::Document::parse(svg).is_ok(), "{picture}");
        }
    }
}

/// The saboteur: digits that pass for MNIST.
#[test]
fn the_papers_size_is_refused_without_the_papers_data() {
    let place = tempfile::tempdir().unwrap();
    let options = ReproduceOptions {
        size: Size::Full,
        ..options(place.path(), 1)
    };
    let stop = AtomicBool::new(false);
    let refused = reproduce(Reproduction::Fig3, &options, &stop, &|_| {}).unwrap_err();
    assert!(refused.to_string().contains("FAZIL_MNIST"), "{refused}");
}
