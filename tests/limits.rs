//! Limits before work, and memory that does not grow: what cannot fit is refused before anything is
//! allocated, the estimate is held to measured peaks, tables are read row by row.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use fazil::record::{
    Cell, Column, Format, Kind, Sought, Stored, Table, read_names, read_rows, read_table,
};
use fazil::scenario::{EngineKind, Scenario};
use fazil::session::{Estimate, RunOptions};
use tempfile::TempDir;

/// A scenario of four patterns of two numbers; `widths` are of hidden layers.
fn text(hidden: &str, batch: &str, timetable: &str, more: &str) -> String {
    format!(
        "(\n    name: \"limit\",\n    network: (widths: [2, {hidden}1], bias: true),\n    learning: (rule: \
         FaZIL, alpha: 0.01),\n    timetable: (batch: {batch}, {timetable}),\n    data: Xor(),\n{more})\n"
    )
}

struct Home {
    folder: TempDir,
}

impl Home {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("limit.ron"), text).unwrap();
        Self { folder }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fazil"));
        command.args(arguments).current_dir(self.folder.path());
        command
    }

    fn fazil(&self, arguments: &[&str]) -> (Output, String) {
        let output = self.command(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output, said)
    }

    fn runs(&self) -> PathBuf {
        self.folder.path().join("runs")
    }
}

#[test]
fn counts_that_cannot_be_are_refused_before_anything_is_allocated() {
    let most = u64::MAX.to_string();
    let widths = [
        ("100000000, ", "at most 1000000 neurons"),
        ("100000, 100000, ", "this needs about"),
        (&format!("{most}, "), "at most 1000000 neurons"),
        (&format!("{most}, {most}, "), "at most 1000000 neurons"),
    ];
    let widths = widths.map(|(hidden, said)| (text(hidden, "1", "", ""), said));
    let batches = ["1000000", "4294967296", &most];
    let batches = batches.map(|batch| (text("3, ", batch, "", ""), "at most 100000 lanes"));
    let others = [
        (
            text("3, ", "1", &format!("epochs: {most}"), ""),
            "at most 1000000000 epochs",
        ),
        (
            text("3, ", "1", &format!("prediction_ticks: {most}"), ""),
            "at most 1000000000 ticks",
        ),
        (
            text("3, ", "1", "without_teacher: 0.9999999999", ""),
            "a number in [0, 0.999]",
        ),
        (
            text("3, ", "1", "without_teacher: 0.99999999999999999999", ""),
            "a number in [0, 0.999]",
        ),
        // A row of the logs for every tick.
        (
            text("300, ", "1", "prediction_ticks: 1000000000", ""),
            "this needs about",
        ),
    ];
    for (text, expected) in widths.into_iter().chain(batches).chain(others) {
        for command in ["check", "run"] {
            let (home, begun) = (Home::new(&text), Instant::now());
            let (output, said) = home.fazil(&[command, "limit.ron"]);
            assert_eq!(output.status.code(), Some(1), "{text}\n{said}");
            assert!(said.contains(expected), "{text}\n{said}");
            assert!(!home.runs().exists(), "{text}");
            assert!(begun.elapsed() < Duration::from_secs(20), "{text}");
        }
    }
}

/// It drew for hours without a word, and first for those that stand before.
#[test]
fn random_pairs_that_would_be_drawn_for_hours_are_refused_at_once() {
    let text = "(\n    name: \"limit\",\n    network: (populations: [(name: \"a\", size: 2), (name: \"h\", \
                size: 100000), (name: \"g\", size: 1000000), (name: \"k\", size: 1000000), (name: \"o\", \
                size: 1)], projections: [(from: \"a\", to: \"h\"), (from: \"h\", to: \"g\", connect: \
                Random(density: 1e-9)), (from: \"g\", to: \"k\", connect: Random(density: 1e-9)), \
                (from: \"k\", to: \"o\")]),\n    learning: (rule: FaZIL, alpha: 0.01),\n    data: Xor(),\n)\n";
    // The one from h to g is as large as is allowed.
    for command in ["check", "run"] {
        let (home, begun) = (Home::new(text), Instant::now());
        let (output, said) = home.fazil(&[command, "limit.ron"]);
        assert_eq!(output.status.code(), Some(1), "{said}");
        for part in [
            "limit.ron:3:",
            "1000000000000 possible pairs",
            "FixedIn, which draws only what is connected",
        ] {
            assert!(said.contains(part), "{said}");
        }
        assert!(!said.contains("100000000000 possible pairs, and"), "{said}");
        assert!(!home.runs().exists());
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_limit_of_the_process_is_a_limit() {
    let home = Home::new(&text("5000, 5000, ", "1", "", ""));
    let script = "ulimit -v 2000000; exec \"$0\" run limit.ron --engine literal";
    let mut command = Command::new("bash");
    command.args(["-c", script, env!("CARGO_BIN_EXE_fazil")]);
    let output = command.current_dir(home.folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("(ulimit -v) is 2.0 GB"), "{said}");
}

#[test]
fn check_says_what_a_run_will_take() {
    let home = Home::new(&text("3, ", "1", "", ""));
    let (output, said) = home.fazil(&["check", "limit.ron"]);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("MB of memory") && said.contains("a second or less"),
        "{said}"
    );
    let (_, said) = home.fazil(&["run", "limit.ron"]);
    assert!(
        !said.contains("of memory"),
        "small runs are not announced: {said}"
    );
}

/// 100,000 workers took 24 GB.
#[test]
fn more_workers_than_cores_are_not_taken() {
    for asked in ["--threads=100000", "--set=engine.threads=100000"] {
        let home = Home::new(&text("3, ", "1", "", ""));
        let (output, said) = home.fazil(&["run", "limit.ron", asked]);
        assert!(output.status.success(), "{said}");
        assert!(said.contains(" of 100000"), "{said}");
        let (output, said) = home.fazil(&["run", "limit.ron", "--threads", "0"]);
        assert!(
            output.status.success() && !said.contains("workers"),
            "{said}"
        );
    }
}

/// The largest resident set of a run [bytes], looked up while it runs.
#[cfg(target_os = "linux")]
fn peak(home: &Home, engine: &str) -> u128 {
    let mut command = home.command(&["run", "limit.ron", "--engine", engine]);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u128>().ok());
        peak = kib.unwrap_or(0).max(peak);
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    peak * 1024
}

/// Large weights and wide batches.
#[cfg(target_os = "linux")]
#[test]
fn the_estimate_of_the_literal_engine_is_within_a_factor_of_two_of_the_peak() {
    let cases = [
        text("400, 400, ", "4", "", ""),
        text("40, 40, ", "2000", "", ""),
    ];
    cases
        .iter()
        .for_each(|text| estimate_is_near("literal", text));
}

/// Large weights, wide batches, many layers, long presentations.
#[cfg(target_os = "linux")]
#[test]
fn the_estimate_of_the_packed_engine_is_within_a_factor_of_two_of_the_peak() {
    let deep = "6, ".repeat(12);
    let cases = [
        text("1200, 1200, ", "1", "", ""),
        text("100, 100, ", "5000", "", ""),
        text(&deep, "10000", "", ""),
        text("100, ", "1", "prediction_ticks: 60000", ""),
        text("900, 900, ", "4", "", "    precision: F32,\n"),
    ];
    cases
        .iter()
        .for_each(|text| estimate_is_near("packed", text));
}

/// Holds what `check` says that a run will take to what it takes.
#[cfg(target_os = "linux")]
fn estimate_is_near(engine: &str, text: &str) {
    let home = Home::new(text);
    let scenario = Scenario::read(&home.folder.path().join("limit.ron"), &[]).unwrap();
    let kind = if engine == "packed" {
        EngineKind::Packed
    } else {
        EngineKind::Literal
    };
    let options = RunOptions {
        engine: Some(kind),
        ..RunOptions::default()
    };
    let (estimated, measured) = (
        Estimate::of(&scenario, &options).bytes(),
        peak(&home, engine),
    );
    assert!(
        measured > 40_000_000,
        "{text}: the program alone tells nothing"
    );
    assert!(
        estimated <= 2 * measured && measured <= 2 * estimated,
        "{engine}: {estimated} for {measured}\n{text}"
    );
}

/// A table of some presentations, lanes and ticks, in one of the formats.
fn table(path: &Path, format: Format) {
    let columns = [
        Column::new("presentation", "1", Kind::Integer, "counted from 0"),
        Column::new("lane", "1", Kind::Integer, "counted from 0"),
        Column::new("tick", "ticks", Kind::Integer, "since teacher onset"),
        Column::new("side", "1", Kind::Text, "which end"),
        Column::new("value", "1", Kind::Number, "a number").optional(),
    ];
    let texts = vec![Cow::Borrowed("here"), Cow::Borrowed("there")];
    let mut table = Table::create(path, format, &columns, texts, &[], u64::MAX);
    for presentation in 0..3 {
        for tick in 0..40 {
            for lane in 0..300 {
                let value = match (tick + lane) % 7 {
                    0 => Cell::Nothing,
                    _ => Cell::Number(f64::from(presentation * 1000 + tick) / 7.0),
                };
                let side = Cell::Text(u32::from((tick + lane) % 3 == 0));
                let [presentation, lane] = [presentation, lane].map(Cell::Integer);
                table.push([presentation, lane, Cell::Integer(tick - 5), side, value]);
            }
        }
    }
    assert_eq!(table.finish("").failure, None);
}

/// Whatever is left out while reading, the rest is as if all had been read.
#[test]
fn rows_that_are_not_sought_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    for (format, file) in [
        (Format::Parquet, "t.parquet"),
        (Format::Csv, "t.csv"),
        (Format::JsonLines, "t.jsonl"),
    ] {
        let path = folder.path().join(file);
        table(&path, format);
        let mut names = read_names(&path).unwrap();
        names.sort();
        names.retain(|name| name != "format_version"); // Parquet has it in its metadata.
        assert_eq!(
            names,
            ["lane", "presentation", "side", "tick", "value"].map(str::to_owned)
        );
        let all = read_table(&path, None).unwrap();
        assert_eq!(all["tick"].len(), 3 * 40 * 300, "{file}");
        let columns = ["value", "side", "tick"];
        for (n_presentations, lane) in [
            (None, None),
            (Some(2), Some(0)),
            (Some(1), Some(299)),
            (None, Some(17)),
            (Some(0), None),
        ] {
            let sought = Sought {
                columns: &columns,
                n_presentations,
                lane,
            };
            let mut found: Vec<Vec<Stored>> = Vec::new();
            read_rows(&path, &sought, &mut |row| {
                found.push(row.to_vec());
                ControlFlow::Continue(())
            })
            .unwrap();
            let number = |name: &str, row: usize| all[name][row].number().unwrap();
            let rows = (0..all["tick"].len()).filter(|&row| {
                let is_early =
                    n_presentations.is_none_or(|n| number("presentation", row) < n as f64);
                is_early && lane.is_none_or(|lane| number("lane", row) == f64::from(lane))
            });
            let expected: Vec<Vec<Stored>> = rows
                .map(|row| columns.map(|name| all[name][row].clone()).to_vec())
                .collect();
            assert!(found == expected, "{file} {n_presentations:?} {lane:?}");
        }
        let sought = Sought {
            columns: &["volume"],
            ..Sought::default()
        };
        let error = read_rows(&path, &sought, &mut |_| ControlFlow::Break(())).unwrap_err();
        assert!(
            error.to_string().contains("it has no column 'volume'"),
            "{error}"
        );
    }
}

/// A picture with gaps was drawn, and nothing said.
#[test]
fn tables_that_were_changed_are_refused_with_line_and_column() {
    let home = Home::new(&text("3, ", "1", "epochs: 3", ""));
    let (output, said) = home.fazil(&["run", "limit.ron"]);
    assert!(output.status.success(), "{said}");
    let metrics = home.runs().join("limit-1/metrics.csv");
    let whole = std::fs::read_to_string(&metrics).unwrap();
    let mut rows: Vec<String> = whole.lines().map(str::to_owned).collect();
    rows[2] = rows[2].replacen("1,1,", "1,one,", 1);
    for (changed, expected) in [
        (
            whole.replace(',', ";"),
            "line 1, column 15: ';' stands where ',' must separate columns",
        ),
        (rows.join("\n"), "line 3, column 3: 'one' is no number"),
        (
            whole.replace("test_error", "error"),
            "it has no column 'test_error'",
        ),
        (
            whole.replacen("\n1,", "\n1,0,", 1),
            "line 2, column 78: there are 21 columns, and 20 names",
        ),
        (
            whole.replacen("\n1,", "\n9,", 1),
            "line 2, column 1: format_version is 9, and this program reads 1",
        ),
    ] {
        std::fs::write(&metrics, changed).unwrap();
        let (output, said) = home.fazil(&["plot", "runs/limit-1"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            said.contains(expected) && said.contains("metrics.csv"),
            "{said}"
        );
    }
    std::fs::write(&metrics, whole).unwrap();
    let (output, said) = home.fazil(&["plot", "runs/limit-1"]);
    assert!(output.status.success(), "{said}");
}
