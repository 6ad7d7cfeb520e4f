//! Scenario files as people write them: for each kind of mistake the place and the answer.
//!
//! `mistakes/expected.tsv` names each file's mistakes; a file of several has a row for each. The
//! property test edits valid scenarios at random and promises an answer within the file. Its
//! saboteur is a text that is shown one line too low.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::Path;

use fazil::scenario::{Edit, Scenario};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Words of RON's, serde's and clap's that say nothing to a person.
const OF_LIBRARIES: [&str; 8] = [
    "invalid type",
    "invalid value",
    "identifier",
    "struct",
    "variant",
    "newtype",
    "deserialize",
    "Error(",
];

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")
}

#[test]
fn each_mistake_is_answered_in_its_place() {
    let table = std::fs::read_to_string(folder().join("expected.tsv")).unwrap();
    let mut expected: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        expected
            .entry(cells[0])
            .or_default()
            .push((cells[1], cells[2]));
    }
    let mut failures = Vec::new();
    for (file, rows) in &expected {
        let read = Scenario::read(&folder().join(file), &[]);
        let message = match (read, rows[0].0) {
            (Ok(_), "-") => continue,
            (Ok(_), _) => {
                failures.push(format!("{file}: nothing was found"));
                continue;
            }
            (Err(error), _) => error.to_string(),
        };
        let places: Vec<&str> = message
            .lines()
            .filter_map(|line| line.split_once(&format!("{file}:")))
            .map(|(_, rest)| rest.split_once(": ").unwrap().0)
            .collect();
        let wanted: Vec<&str> = rows.iter().map(|(place, _)| *place).collect();
        let is_told = rows.iter().all(|(_, phrase)| message.contains(phrase));
        let leak = OF_LIBRARIES.iter().find(|word| message.contains(*word));
        let raw = message.chars().find(|c| c.is_control() && *c != '\n');
        if places != wanted || !is_told || leak.is_some() || raw.is_some() {
            failures.push(format!("{file}: {rows:?}, {leak:?} {raw:?}\n{message}\n"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let files = std::fs::read_dir(folder()).unwrap().count();
    assert_eq!(files, expected.len() + 1, "a file without a row");
}

#[test]
fn mistakes_in_switches_are_shown_in_the_switch() {
    let base = std::fs::read_to_string(folder().join("valid-comments.ron")).unwrap();
    for (edit, caret, phrase) in [
        ("learning.alpha=-1", 15, "alpha is -1"),
        ("learning.alfa=0.1", 9, "did you mean 'alpha'?"),
        ("learnin.alpha=0.1", 0, "did you mean 'learning'?"),
        ("alpha=0.1", 0, "this field in learning"),
        ("learning.alpha=0,1", 15, "a decimal point: 0.1"),
        ("learning.alpha=01", 15, "the number '01' begins with a 0"),
        ("timetable.seed=007", 15, "7; or, if a decimal comma"),
        (
            "timetable.prediction_ticks=7..12",
            27,
            "a number of ticks such as 9, or a range such as [7, 12]",
        ),
        ("learning.alpha=0.1 s", 15, "the number alone: 0.1"),
        ("learning.rule=Z-IL", 14, "did you mean 'ZIL'?"),
        ("network.widths[1]=0", 18, "a layer of width 0"),
        ("network.widths[7]=3", 15, "an index from 0 to 2"),
        ("network.widths=[2, 4", 15, "never closed"),
        (
            "timetable.batch=18446744073709551615",
            16,
            "at most 100000 lanes",
        ),
        (
            "timetable.batch=99999999999999999999",
            16,
            "at most 18446744073709551615",
        ),
        ("name=../up", 5, "not a path"),
        ("learning.alpha=", 15, "no value after '='"),
    ] {
        let edits: Vec<Edit> = vec![edit.parse().unwrap()];
        let message = Scenario::parse(&base, "a.ron", &edits)
            .unwrap_err()
            .to_string();
        let lines: Vec<&str> = message.lines().collect();
        assert!(
            lines[0].starts_with(&format!("--set {edit}: ")),
            "{message}"
        );
        assert_eq!(lines[2].find('^'), Some(8 + caret), "{message}");
        assert!(message.contains(phrase), "{message}");
    }
}

/// The saboteur: a recording that is taken without a look at the run's end, and has no rows.
#[test]
fn a_recording_that_begins_after_the_run_is_refused() {
    let edits = ["timetable.epochs=3"].map(|edit| edit.parse::<Edit>().unwrap());
    let mut scenario = Scenario::built_in("xor", &edits).unwrap();
    for (asked, phrase) in [
        (
            "phi,presentations=100..200",
            "--record phi:*: the run ends after 3 presentations",
        ),
        ("phi,presentations=3..4", "a first presentation from 0 to 2"),
        ("phi,epochs=7..9", "a first epoch from 0 to 2"),
        ("x,epochs=1..2,every=5", "none is a multiple of it"),
    ] {
        let refused = scenario.add_recording(asked.parse().unwrap());
        let told = refused.unwrap_err().to_string();
        assert!(told.contains(phrase), "{asked}: {told}");
        assert!(scenario.record.is_empty(), "{asked} is recorded");
    }
    for asked in ["phi,presentations=2..9", "phi,epochs=2..9", "x,every=50"] {
        scenario.add_recording(asked.parse().unwrap()).unwrap();
    }
    let none = ["timetable.epochs=0"].map(|edit| edit.parse::<Edit>().unwrap());
    let mut untaught = Scenario::built_in("xor", &none).unwrap();
    untaught
        .add_recording("phi,epochs=0..1".parse().unwrap())
        .unwrap();
}

#[test]
fn a_switch_of_its_own_is_checked_as_a_field_is() {
    let noisy = |edit: Edit| {
        let noise: Edit = "faults.activity_noise=0.1".parse().unwrap();
        Scenario::built_in("xor", &[noise, edit])
            .unwrap_err()
            .to_string()
    };
    let by_field = noisy("engine.kind=Packed".parse().unwrap());
    let by_switch = noisy(Edit::by_switch(
        "--engine",
        "packed",
        "engine.kind",
        "Packed",
    ));
    let problem = "the packed engine gains by silence, and noisy neurons are never silent";
    assert!(
        by_field.starts_with(&format!("--set engine.kind=Packed: {problem}")),
        "{by_field}"
    );
    assert!(
        by_switch.starts_with(&format!("--engine packed: {problem}")),
        "{by_switch}"
    );
    let threads = Edit::by_switch("--threads", "many", "engine.threads", "many");
    let message = Scenario::built_in("xor", &[threads])
        .unwrap_err()
        .to_string();
    assert!(
        message.starts_with("--threads many: 'many' cannot stand here"),
        "{message}"
    );
}

#[test]
fn files_beyond_all_bounds_are_refused_in_a_line() {
    let many = format!(
        "(name: \"a\", network: (widths: [{}]))",
        "1,".repeat(1_200_000)
    );
    for (text, phrase) in [
        ("(".repeat(100_000), "brackets are open here"),
        ("[".repeat(100_000), "brackets are open here"),
        ("(a:".repeat(100_000), "brackets are open here"),
        (")".repeat(100_000), "no value begins here"),
        (many, "at most 1000000 values"),
        (format!("(name: \"{}", "a".repeat(1_000_000)), "never ends"),
        (
            format!("(name: {})", "9".repeat(1_000_000)),
            "text in double quotes",
        ),
        (
            format!("(learning: (alpha: {}))", "9".repeat(1_000_000)),
            "at most 1000 digits",
        ),
    ] {
        let message = Scenario::parse(&text, "a.ron", &[])
            .unwrap_err()
            .to_string();
        assert!(message.contains(phrase), "{message}");
        assert!(
            message.lines().all(|line| line.len() < 5000),
            "{}",
            message.len()
        );
    }
}

#[test]
fn a_long_file_and_a_directory_are_named() {
    let place = tempfile::tempdir().unwrap();
    let error = Scenario::open(place.path().to_str().unwrap(), &[]).unwrap_err();
    assert!(error.to_string().contains("is a directory"), "{error}");
    std::fs::write(place.path().join("scenario.ron"), "").unwrap();
    let error = Scenario::open(place.path().to_str().unwrap(), &[]).unwrap_err();
    assert!(error.to_string().contains("did you mean"), "{error}");
    let long = place.path().join("long.ron");
    std::fs::write(&long, vec![b' '; (16 << 20) + 1]).unwrap();
    let error = Scenario::read(&long, &[]).unwrap_err();
    assert!(error.to_string().contains("more than 16 MiB"), "{error}");
}

/// One random change of a text.
#[derive(Clone, Debug)]
enum Change {
    Delete(usize, usize),
    Insert(usize, String),
    Double(usize, usize),
    DoubleLine(usize),
    DeleteLine(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let sign = prop_oneof![
        Just("(".to_owned()),
        Just(")".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just(",".to_owned()),
        Just(":".to_owned()),
        Just("\"".to_owned()),
        Just("'".to_owned()),
        Just("=".to_owned()),
        Just("#".to_owned()),
        Just("/".to_owned()),
        Just("/*".to_owned()),
        Just("\\".to_owned()),
        Just("r#\"".to_owned()),
        Just("-".to_owned()),
        Just("é".to_owned()),
        Just("\u{a0}".to_owned()),
        Just("\0".to_owned()),
        Just("，".to_owned()),
        Just("“".to_owned()),
        Just("..".to_owned()),
        Just("1e999".to_owned()),
        Just(" s".to_owned()),
        Just("\n".to_owned()),
        Just("Some(".to_owned()),
        Just("0x".to_owned()),
    ];
    prop_oneof![
        (any::<usize>(), 1..12_usize).prop_map(|(at, n)| Change::Delete(at, n)),
        (any::<usize>(), sign).prop_map(|(at, sign)| Change::Insert(at, sign)),
        (any::<usize>(), 1..20_usize).prop_map(|(at, n)| Change::Double(at, n)),
        any::<usize>().prop_map(Change::DoubleLine),
        any::<usize>().prop_map(Change::DeleteLine),
    ]
}

fn changed(text: &str, change: &Change) -> String {
    let mut signs: Vec<char> = text.chars().collect();
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    match change {
        Change::Delete(at, n) => {
            let at = at % (signs.len() + 1);
            signs.drain(at..signs.len().min(at + n));
        }
        Change::Insert(at, sign) => {
            let at = at % (signs.len() + 1);
            signs.splice(at..at, sign.chars());
        }
        Change::Double(at, n) => {
            let at = at % (signs.len() + 1);
            let again = signs[at..signs.len().min(at + n)].to_vec();
            signs.splice(at..at, again);
        }
        Change::DoubleLine(at) if !lines.is_empty() => {
            let at = at % lines.len();
            lines.insert(at, lines[at]);
            return lines.concat();
        }
        Change::DeleteLine(at) if !lines.is_empty() => {
            lines.remove(at % lines.len());
            return lines.concat();
        }
        _ => {}
    }
    signs.into_iter().collect()
}

/// Whether every place that a message names is within `text`, or just behind it.
fn is_inside(text: &str, message: &str) -> bool {
    let places: Vec<&str> = message
        .lines()
        .filter_map(|line| line.strip_prefix("a.ron:"))
        .collect();
    let is_place = |place: &&str| {
        let mut numbers = place.split(':').map(|part| part.trim().parse::<usize>());
        let (Some(Ok(line)), Some(Ok(column))) = (numbers.next(), numbers.next()) else {
            return false;
        };
        let n_lines = text.matches('\n').count() + 1;
        let source = text
            .split('\n')
            .nth(line.wrapping_sub(1))
            .unwrap_or_default();
        line <= n_lines && (1..=source.chars().count() + 1).contains(&column)
    };
    !places.is_empty() && places.iter().all(is_place)
}

fn answers_stay_inside(lines_above: &str) -> Result<(), String> {
    let names = ["hand", "xor", "exact", "digits", "digits-il", "deep"];
    let texts: Vec<String> = names
        .iter()
        .map(|name| {
            let path = format!("{}/scenarios/{name}.ron", env!("CARGO_MANIFEST_DIR"));
            std::fs::read_to_string(path).unwrap()
        })
        .collect();
    let changes = prop::collection::vec(change(), 1..5);
    let mut runner = TestRunner::new(Config {
        cases: 600,
        ..Config::default()
    });
    let result = runner.run(&(0..texts.len(), changes), |(which, changes)| {
        let text = changes
            .iter()
            .fold(texts[which].clone(), |text, c| changed(&text, c));
        let shown = format!("{lines_above}{text}");
        if let Err(error) = Scenario::parse(&shown, "a.ron", &[]) {
            let message = error.to_string();
            prop_assert!(is_inside(&text, &message), "{}\n{}", message, text);
            prop_assert!(message.chars().all(|c| c == '\n' || !c.is_control()));
        }
        Ok(())
    });
    result.map_err(|failure| failure.to_string())
}

#[test]
fn whatever_is_done_to_a_scenario_the_answer_is_inside_the_file() {
    answers_stay_inside("").unwrap();
}

/// The saboteur: the text is read with a line above it that the person does not see.
#[test]
fn a_text_shown_one_line_too_low_is_noticed() {
    assert!(answers_stay_inside(&"\n".repeat(40)).is_err());
}

/// For each field that is not known, every field of every variant was looked for anew: a file of a
/// hundred of them took 7 s, optimised.
#[test]
fn thousands_of_unknown_fields_are_answered_at_once() {
    let unknown: String = (0..3_000)
        .map(|k| format!("    batches{k}: 1,\n"))
        .collect();
    let text = format!("(\n    name: \"a\",\n    learning: (\n{unknown}    ),\n)\n");
    let begun = std::time::Instant::now();
    let message = Scenario::parse(&text, "a.ron", &[])
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("there is no field 'batches0'"),
        "{message}"
    );
    let took = begun.elapsed();
    assert!(took < std::time::Duration::from_secs(20), "{took:?}");
}

/// The switch won, without a word.
#[test]
fn a_switch_that_contradicts_a_change_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fazil"));
        command.args(["run", "xor", "--set", "timetable.epochs=1", "--out"]);
        let done = command.arg(folder.path()).args(arguments).output().unwrap();
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        (done.status.code(), told)
    };
    for (arguments, expected) in [
        (
            ["--engine", "literal", "--set", "engine.kind=Packed"],
            "--engine literal: --set engine.kind=Packed says something else",
        ),
        (
            ["--set", "engine=(kind: Packed)", "--engine", "literal"],
            "--engine literal: --set engine=(kind: Packed) says something else",
        ),
        (
            ["--threads", "1", "--set", "engine.threads=2"],
            "--threads 1: --set engine.threads=2 says something else",
        ),
    ] {
        let (code, told) = run(&arguments);
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains(expected), "{told}");
    }
    for arguments in [
        ["--engine", "packed", "--set", "engine.kind=Packed"],
        ["--engine", "literal", "--set", "engine.threads=1"],
        ["--engine", "literal", "--set", "engine=(threads: 1)"],
    ] {
        let (code, told) = run(&arguments);
        assert_eq!(code, Some(0), "{told}");
    }
}
