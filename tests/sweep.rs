//! What must hold of `fazil sweep`: refused combinations are all named before anything runs, a
//! killed sweep goes on to the same bytes, and the table's rows are what single runs measure.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use fazil::record::read_table;
use serde_json::Value;

fn fazil(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fazil"))
        .args(arguments)
        .output()
        .unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn succeed(arguments: &[&str]) -> String {
    let output = fazil(arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        stderr(&output)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The one directory that a command left below `place`.
fn only(place: &Path) -> PathBuf {
    let mut found = fs::read_dir(place).unwrap();
    found.next().unwrap().unwrap().path()
}

/// Begins a command, waits until so many runs are kept, and kills it; returns its folder.
fn kill_after(n_kept: usize, arguments: &[&str], find: impl Fn() -> Option<PathBuf>) -> PathBuf {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fazil"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let n_there = || {
        let kept = find().map(|folder| folder.join("kept"));
        kept.and_then(|kept| fs::read_dir(kept).ok())
            .map_or(0, |entries| {
                let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
                names.filter(|name| name.ends_with(".json")).count()
            })
    };
    while n_there() < n_kept {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing is kept");
        assert!(
            child.try_wait().unwrap().is_none(),
            "it ended before it was killed"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    find().unwrap()
}

fn first_below(place: &Path) -> Option<PathBuf> {
    Some(fs::read_dir(place).ok()?.next()?.ok()?.path())
}

/// Name and bytes of every file of a folder, but not of the folders in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let file = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read(path).unwrap())
    };
    entries.filter(|path| path.is_file()).map(file).collect()
}

/// Few digits: what an untrained network is asked takes longer than what it learns.
const FEW: &str = "data=Csv(train: \"tests/data/few-train.csv\", test: \"tests/data/few-test.csv\", label: \
                   \"digit\")";

const SWEEP: [&str; 13] = [
    "sweep",
    "digits",
    "--set",
    FEW,
    "--over",
    "learning.phi.t_d=1..=3",
    "--over",
    "faults.activity_noise=0,1e-4",
    "--seeds",
    "2",
    "--epochs",
    "6",
    "--out",
];

/// Notices: a row in the order in which runs ended, a run that is done twice otherwise, a half
/// file that is read as a whole one, an old table that stays.
#[test]
fn a_sweep_that_is_killed_twice_leaves_the_bytes_of_one_that_is_not() {
    let place = tempfile::tempdir().unwrap();
    let (whole, killed) = (place.path().join("whole"), place.path().join("killed"));
    succeed(&[&SWEEP[..], &[path(&whole), "--threads", "1"]].concat());
    let expected = files(&only(&whole));
    for name in [
        "sweep.csv",
        "sweep.parquet",
        "sweep.svg",
        "sweep-map.svg",
        "sweep.json",
    ] {
        assert!(expected.contains_key(name), "{name} is missing");
    }

    let begin = [&SWEEP[..], &[path(&killed), "--threads", "2"]].concat();
    let folder = kill_after(2, &begin, || first_below(&killed));
    assert!(!folder.join("sweep.csv").exists());
    let resume = ["sweep", "--resume", path(&folder)];
    kill_after(5, &resume, || Some(folder.clone()));
    assert!(!folder.join("sweep.csv").exists());
    // A program that is killed while it writes leaves such files.
    fs::write(folder.join("sweep.csv.part"), "half").unwrap();
    let forecast = succeed(&["sweep", "--resume", path(&folder), "--dry-run"]);
    assert!(forecast.contains("of them are done already"), "{forecast}");
    succeed(&resume);
    let mut found = files(&folder);
    found.retain(|name, _| !name.starts_with(".fazil-")); // Of the killed program's process.
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &expected {
        assert!(found[name] == *bytes, "{name} differs");
    }
    // Once more, with nothing left to do.
    succeed(&resume);
    assert!(files(&folder)["sweep.csv"] == expected["sweep.csv"]);
}

/// Notices: a refusal that ends the check at the first combination; runs that begin in spite of
/// it; a mend that is not named.
#[test]
fn every_refused_combination_is_named_before_anything_runs() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let output = fazil(&[
        "sweep",
        "digits",
        "--over",
        "learning.phi.t_d=1..=8",
        "--over",
        "faults.activity_noise=0,1e-5",
        "--out",
        path(&out),
    ]);
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.contains("6 of the 16 combinations cannot be run"),
        "{told}"
    );
    for t_d in 6..=8 {
        let line = format!("refused: learning.phi.t_d={t_d}  faults.activity_noise=0,1e-5");
        assert!(told.contains(&line), "{told}");
    }
    assert!(told.contains("prediction_ticks"), "{told}");
    assert!(!out.exists(), "a directory was made");
    // The mend.
    let told = succeed(&[
        "sweep",
        "digits",
        "--set",
        "timetable.prediction_ticks=[10, 15]",
        "--over",
        "learning.phi.t_d=1..=8",
        "--epochs",
        "1",
        "--out",
        path(&out),
        "--dry-run",
    ]);
    assert!(told.contains("8 runs: 8 of learning.phi.t_d"), "{told}");
    assert!(told.contains("takes about"), "{told}");
    assert!(!out.exists(), "a directory was made");
}

/// Notices: a message that does not say which part is wrong, or what would be right.
#[test]
fn a_wrong_factor_is_told_what_is_right() {
    for (over, said) in [
        ("learning.phi.td=1..=3", "did you mean 't_d'"),
        ("lerning.alpha=1,2", "did you mean 'learning'"),
        ("learning.alpha", "there is no '='"),
        ("learning.phi.t_d=1..8", "1..=8, which holds it"),
        ("learning.phi.t_d=8..=1", "8..=1:-1"),
        ("learning.alpha=0.1..=0.2", "such as 0.1..=0.2:0.05"),
        ("learning.alpha=0.1..0.2", "such as 0.1..=0.2:0.05"),
        ("learning.phi.t_d=1..=4:2", "1..=3:2 or 1..=5:2"),
        ("learning.phi.t_d=1,,2", "nothing between two commas"),
        ("learning.phi.t_d=2,2", "given twice"),
        (
            "faults.corrupted=0,01",
            "0.01 with a decimal point, or the value 1",
        ),
        ("learning.rule=FaZIL,Zil", "did you mean 'ZIL'"),
        ("learning.rule=IL(t_c: 20,ZIL", "not closed"),
    ] {
        let output = fazil(&["sweep", "digits", "--dry-run", "--over", over]);
        let told = stderr(&output);
        assert!(!output.status.success(), "{over}: {told}");
        assert!(told.contains(said), "{over}: {told}");
        assert!(told.contains(over), "{over} is not shown: {told}");
    }
    let output = fazil(&["sweep", "digits"]);
    assert!(
        stderr(&output).contains("--over PATH=VALUES"),
        "{}",
        stderr(&output)
    );
}

/// Notices: a factor whose values another factor replaces, with a table that names both.
#[test]
fn factors_that_hold_each_other_are_refused_before_anything_runs() {
    let phi = [
        "learning.phi.t_d=1,2",
        "learning.phi=Exact(t_d: 3),Exact(t_d: 4)",
    ];
    let widths = ["network.widths[1]=3,5", "network.widths=[2,2,1],[2,4,1]"];
    for [inner, outer] in [phi, widths] {
        for [first, second] in [[inner, outer], [outer, inner]] {
            let output = fazil(&[
                "sweep",
                "xor",
                "--dry-run",
                "--over",
                first,
                "--over",
                second,
            ]);
            let told = stderr(&output);
            assert_eq!(output.status.code(), Some(1), "{told}");
            assert!(told.contains("which is a factor too"), "{told}");
        }
    }
    let same = "learning.alpha=0.1,0.2";
    let set = ["--set", "learning.alpha=0.3"];
    let output = fazil(&[&["sweep", "xor", "--dry-run", "--over", same], &set[..]].concat());
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.contains("--set learning.alpha=0.3 has no effect"),
        "{told}"
    );
}

/// The rows of `sweep.csv`, by the names of its columns.
fn rows(folder: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join("sweep.csv")).unwrap();
    let rows = reader.deserialize();
    rows.map(|row| row.unwrap()).collect()
}

/// Notices: seeds that do not set all three, columns that are exchanged, a count of another run.
#[test]
fn every_row_is_what_a_single_run_measures() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("sweep");
    succeed(&[
        "sweep",
        "digits-tonic",
        "--set",
        "data.test=0.9",
        "--over",
        "learning.rule=FaZIL,IL(t_c: 3)",
        "--over",
        "learning.alpha=0.01..=0.02:0.01",
        "--seeds",
        "2",
        "--epochs",
        "1",
        "--out",
        path(&out),
    ]);
    let folder = only(&out);
    let rows = rows(&folder);
    assert_eq!(rows.len(), 8);
    let order = |row: &BTreeMap<String, String>| {
        ["learning.rule", "learning.alpha", "seed"].map(|name| row[name].clone())
    };
    assert_eq!(order(&rows[0]), ["FaZIL", "0.01", "1"]);
    assert_eq!(order(&rows[7]), ["IL(t_c: 3)", "0.02", "2"]);
    for (k, row) in rows.iter().enumerate() {
        let runs = place.path().join(format!("run-{k}"));
        let seed = &row["seed"];
        let mut sets = vec![
            "data.test=0.9".to_owned(),
            format!("learning.rule={}", row["learning.rule"]),
            format!("learning.alpha={}", row["learning.alpha"]),
            "timetable.epochs=1".to_owned(),
        ];
        for path in ["timetable.seed", "faults.seed", "network.initial.seed"] {
            sets.push(format!("{path}={seed}"));
        }
        let mut arguments = vec!["run", "digits-tonic", "--out", path(&runs)];
        for set in &sets {
            arguments.extend(["--set", set]);
        }
        succeed(&arguments);
        let text = fs::read_to_string(only(&runs).join("summary.json")).unwrap();
        compare(row, &serde_json::from_str(&text).unwrap());
    }
    let differs = |row: &BTreeMap<String, String>| row["weights_different"] != "0";
    assert!(rows[4..].iter().all(differs), "IL is not backpropagation");
    let read = |name: &str| {
        let mut columns = read_table(&folder.join(name), None).unwrap();
        columns.remove("format_version");
        columns
    };
    let parquet = read("sweep.parquet");
    assert_eq!(parquet["learning.alpha"][7].number(), Some(0.02));
    assert_eq!(format!("{parquet:?}"), format!("{:?}", read("sweep.csv")));
}

fn compare(row: &BTreeMap<String, String>, summary: &Value) {
    for name in [
        "test_accuracy",
        "bp_test_accuracy",
        "test_error",
        "bp_test_error",
        "max_weight_divergence",
        "max_mirror_divergence",
        "weights",
        "weights_different",
        "presentations",
        "unsettled_presentations",
        "controller_messages",
        "interventions",
    ] {
        let found: f64 = row[name].parse().unwrap();
        assert_eq!(found, summary[name].as_f64().unwrap(), "{name} of {row:?}");
    }
    for name in ["expected", "hits", "misses", "false_spikes", "vanished"] {
        let found: f64 = row[&format!("phi_{name}")].parse().unwrap();
        assert_eq!(
            found,
            summary["phi"][name].as_f64().unwrap(),
            "{name} of {row:?}"
        );
    }
    assert_eq!(row["ended"], summary["ended"].as_str().unwrap());
    assert_eq!(row["epochs"], "1");
}

/// Notices: a resumed sweep that mixes the runs of two data files.
#[test]
fn a_sweep_whose_scenario_is_another_one_is_not_resumed() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let over = "learning.alpha=0.1,0.2";
    succeed(&[
        "sweep",
        "xor",
        "--epochs",
        "2",
        "--over",
        over,
        "--out",
        path(&out),
    ]);
    let folder = only(&out);
    let plan = folder.join("sweep.json");
    let text = fs::read_to_string(&plan).unwrap();
    fs::write(&plan, text.replace("0.1,0.2", "0.1,0.3")).unwrap();
    let output = fazil(&["sweep", "--resume", path(&folder)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("cannot be resumed"),
        "{}",
        stderr(&output)
    );
}

/// Notices: a study that begins anew, and one that leaves other files when it was killed.
#[test]
fn a_study_that_is_killed_goes_on_to_the_same_files() {
    let place = tempfile::tempdir().unwrap();
    let arguments = [
        "study",
        "silent-phi",
        "--set",
        "data.test=0.8",
        "--epochs",
        "2",
        "--out",
    ];
    let (whole, killed) = (place.path().join("whole"), place.path().join("killed"));
    succeed(&[&arguments[..], &[path(&whole)]].concat());
    let begin = [&arguments[..], &[path(&killed)]].concat();
    let folder = kill_after(3, &begin, || first_below(&killed));
    succeed(&["study", "--resume", path(&folder)]);
    let timeless = |folder: &Path| {
        let mut files = files(folder);
        files.retain(|name, _| !name.starts_with(".fazil-"));
        let summary = files.remove("summary.json").unwrap();
        let mut summary: Value = serde_json::from_slice(&summary).unwrap();
        summary["seconds"] = Value::Null;
        (files, summary)
    };
    let (expected, found) = (timeless(&only(&whole)), timeless(&folder));
    assert_eq!(expected.1, found.1);
    assert!(expected.0 == found.0, "the files differ");
    assert!(!folder.join("kept").exists() && !folder.join("study.json").exists());
}

/// Notices: a setting that a run leaves in RON alone.
#[test]
fn a_run_leaves_its_scenario_as_json_too() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let set = "learning.alpha=0.03";
    succeed(&[
        "run",
        "xor",
        "--set",
        set,
        "--set",
        "timetable.epochs=2",
        "--out",
        path(&out),
    ]);
    let text = fs::read_to_string(only(&out).join("scenario.json")).unwrap();
    let scenario: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(scenario["learning"]["alpha"], 0.03);
    assert_eq!(scenario["learning"]["phi"]["Exact"]["t_d"], 4);
    assert_eq!(scenario["timetable"]["epochs"], 2);
    assert_eq!(scenario["network"]["widths"], serde_json::json!([2, 4, 1]));
}
