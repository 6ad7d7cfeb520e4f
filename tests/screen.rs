//! What becomes of the program when its screen goes away, is full, is tiny or is no terminal.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs::File;
use std::io::Read;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const FAZIL: &str = env!("CARGO_BIN_EXE_fazil");

/// A short run, recorded.
const RUN: [&str; 8] = [
    "run",
    "digits",
    "--set",
    "data.test=0.97",
    "--set",
    "timetable.epochs=2",
    "--record",
    "phi",
];

/// Every command, those that write with `OUT` and those that look at `RUN`.
const COMMANDS: [&[&str]; 17] = [
    &["list"],
    &["--help"],
    &["--version"],
    &["run", "--help"],
    &["check", "digits"],
    &["check", "nowhere.ron"],
    &["no-such-command"],
    &["study"],
    &["reproduce"],
    &["run", "hand", "--out", "OUT"],
    &["run", "hand", "--log", "trace", "--out", "OUT"],
    &["audit", "hand", "--presentations", "2", "--out", "OUT"],
    &["isolate", "hand", "--neuron", "error/1/0", "--out", "OUT"],
    &["plot", "RUN"],
    &[
        "why",
        "RUN",
        "--synapse",
        "error/0/0<-value/1/0",
        "--presentation",
        "0",
    ],
    &["trace", "RUN"],
    &["reproduce", "table4", "--tiny", "--out", "OUT"],
];

fn command(arguments: &[&str], out: &Path) -> Command {
    let mut command = Command::new(FAZIL);
    let run = out.join("seen/hand-1");
    for argument in arguments {
        match *argument {
            "OUT" => command.arg(out.join("runs")),
            "RUN" => command.arg(&run),
            other => command.arg(other),
        };
    }
    command
}

/// A folder with a run that is over.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let seen = place.path().join("seen");
    let output = Command::new(FAZIL)
        .args(["run", "hand", "--out"])
        .arg(seen)
        .output();
    assert!(output.unwrap().status.success());
    place
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn assert_calm(arguments: &[&str], output: &Output) {
    let words = text(&output.stdout) + &text(&output.stderr);
    for word in ["panicked", "RUST_BACKTRACE", "bug:", "failed printing"] {
        assert!(!words.contains(word), "{arguments:?}: {words}");
    }
    assert!(
        output.status.code().is_some_and(|code| code != 101),
        "{arguments:?}"
    );
}

/// A pipe whose reader has gone.
fn broken_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

#[test]
fn a_broken_pipe_ends_every_command_quietly() {
    let place = place();
    for arguments in COMMANDS {
        let whole = command(arguments, place.path()).output().unwrap();
        for (of_output, of_errors) in [(true, false), (false, true), (true, true)] {
            let mut command = command(arguments, place.path());
            command.stdout(if of_output {
                broken_pipe()
            } else {
                Stdio::piped()
            });
            command.stderr(if of_errors {
                broken_pipe()
            } else {
                Stdio::piped()
            });
            let output = command.output().unwrap();
            assert_calm(arguments, &output);
            assert_eq!(output.status.code(), whole.status.code(), "{arguments:?}");
            if of_output && !of_errors {
                let words = text(&output.stderr);
                assert!(!words.contains("pipe"), "{arguments:?}: {words}");
            }
        }
    }
}

#[test]
fn output_that_is_lost_is_one_line_and_a_failure() {
    if !Path::new("/dev/full").exists() {
        return; // Not on this system.
    }
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    let place = place();
    for arguments in COMMANDS {
        let whole = command(arguments, place.path()).output().unwrap();
        let mut lost = command(arguments, place.path());
        let output = lost.stdout(full()).output().unwrap();
        assert_calm(arguments, &output);
        let words = text(&output.stderr);
        let n_told = words
            .matches("cannot write to standard output: No space left")
            .count();
        assert_eq!(
            n_told,
            usize::from(!whole.stdout.is_empty()),
            "{arguments:?}: {words}"
        );
        assert_eq!(
            output.status.success(),
            whole.stdout.is_empty() && whole.status.success()
        );
        let mut lost = command(arguments, place.path());
        let output = lost.stderr(full()).output().unwrap();
        assert_calm(arguments, &output);
        let words = text(&output.stdout);
        let n_told = words
            .matches("cannot write to standard error: No space left")
            .count();
        assert_eq!(
            n_told,
            usize::from(!whole.stderr.is_empty()),
            "{arguments:?}: {words}"
        );
        assert_eq!(
            output.status.success(),
            whole.stderr.is_empty() && whole.status.success()
        );
        let mut lost = command(arguments, place.path());
        let output = lost.stdout(full()).stderr(full()).output().unwrap();
        assert_calm(arguments, &output);
        assert!(!output.status.success(), "{arguments:?}");
    }
}

#[test]
fn a_recorded_run_goes_on_without_its_screen() {
    let place = tempfile::tempdir().unwrap();
    for (k, (out, err)) in [(true, false), (true, true)].into_iter().enumerate() {
        let mut command = Command::new(FAZIL);
        command.args(RUN).arg("--out").arg(place.path());
        command.stdout(if out { broken_pipe() } else { Stdio::piped() });
        command.stderr(if err { broken_pipe() } else { Stdio::piped() });
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let run = place.path().join(format!("digits-{}", k + 1));
        let phi = fazil::record::read_table(&run.join("records/phi.parquet"), None).unwrap();
        assert!(phi["tick"].len() > 1000 && run.join("report.html").exists());
    }
}

#[test]
fn a_closed_terminal_ends_no_run() {
    let place = tempfile::tempdir().unwrap();
    let run = place.path().join("digits-1");
    let mut child = Command::new(FAZIL)
        .args([
            "run",
            "digits",
            "--set",
            "data.test=0.9",
            "--set",
            "timetable.epochs=20",
        ])
        .args(["--record", "phi", "--out"])
        .arg(place.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !run.join("records/phi.parquet.parts").exists() {
        assert!(begun.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(2));
    }
    let hung_up = Command::new("kill")
        .args(["-HUP", &child.id().to_string()])
        .status();
    assert!(hung_up.unwrap().success());
    let mut words = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut words)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{words}");
    let summary = std::fs::read_to_string(run.join("summary.json")).unwrap();
    assert!(summary.contains("\"ended\": \"finished\""), "{summary}");
}

/// Runs a command of the shell at a terminal of this width; what the terminal was sent.
/// `None` where there is no `script`.
fn at_terminal(n_columns: usize, environment: &str, line: &str) -> Option<(String, Option<i32>)> {
    let line = format!("stty cols {n_columns} rows 24 2>/dev/null; {environment} {line}");
    let output = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .env("TERM", "xterm-256color")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null())
        .output();
    match output {
        Ok(output) => Some((text(&output.stdout), output.status.code())),
        Err(_) => {
            let _ = writeln!(
                std::io::stderr(),
                "SKIPPED: there is no `script` to make a terminal with"
            );
            None
        }
    }
}

fn run_line(place: &Path) -> String {
    format!("{FAZIL} {} --out {}", RUN.join(" "), place.display())
}

#[test]
fn epoch_lines_are_on_standard_output_whatever_the_terminal() {
    let place = tempfile::tempdir().unwrap();
    let log = place.path().join("log.txt");
    for environment in ["", "TERM=dumb", "NO_COLOR=1", "env -u TERM"] {
        let line = format!("{} > {}", run_line(place.path()), log.display());
        let Some((shown, code)) = at_terminal(80, environment, &line) else {
            return;
        };
        assert_eq!(code, Some(0), "{shown}");
        let logged = std::fs::read_to_string(&log).unwrap();
        for expected in [
            "before learning",
            "epoch   1",
            "epoch   2",
            "largest |θ − w_BP|",
        ] {
            assert!(logged.contains(expected), "{environment}: {logged}");
        }
        assert!(!logged.contains('\u{1b}'), "{environment}: {logged}");
    }
}

#[test]
fn plain_terminals_get_no_escapes_and_no_cursor_movements() {
    let place = place();
    let seen = place.path().join("seen/hand-1");
    let lines = [
        run_line(place.path()),
        format!(
            "{FAZIL} audit hand --presentations 2 --out {}",
            place.path().display()
        ),
        format!("{FAZIL} plot {}", seen.display()),
        format!("{FAZIL} run --help"),
        format!("{FAZIL} run --no-such-option"),
        format!("{FAZIL} check nowhere.ron"),
        format!("{FAZIL} list"),
    ];
    for line in &lines {
        for environment in ["TERM=dumb", "NO_COLOR=1"] {
            let Some((shown, _)) = at_terminal(80, environment, line) else {
                return;
            };
            assert!(!shown.is_empty());
            assert!(!shown.contains('\u{1b}'), "{environment} {line}: {shown:?}");
            // The terminal itself turns a line's end into \r\n; no other \r comes.
            let bare = shown.replace("\r\n", "\n");
            assert!(
                !bare.contains(['\r', '\u{8}']),
                "{environment} {line}: {bare:?}"
            );
        }
    }
    let (shown, _) = at_terminal(80, "", &lines[0]).unwrap();
    assert!(
        shown.contains('\u{1b}'),
        "otherwise there is a bar: {shown:?}"
    );
    assert!(shown.contains("epoch   2"), "{shown:?}");
}

/// Notices: a command that runs a run once more and is silent for as long as that takes.
#[test]
fn a_run_that_is_run_once_more_says_how_far_it_is() {
    let place = place();
    let seen = place.path().join("seen/hand-1");
    for command in ["why", "trace"] {
        let line = format!("{FAZIL} {command} {}", seen.display());
        let Some((shown, code)) = at_terminal(80, "", &line) else {
            return;
        };
        assert_eq!(code, Some(0), "{shown}");
        assert!(shown.contains("run once more: presentation"), "{shown:?}");
        let (shown, _) = at_terminal(80, "TERM=dumb", &line).unwrap();
        assert!(!shown.contains("run once more: presentation"), "{shown:?}");
    }
}

#[test]
fn tiny_terminals_are_no_trouble() {
    let place = place();
    for n_columns in [1, 2, 7, 30] {
        for line in [
            run_line(place.path()),
            format!("{FAZIL} list"),
            format!("{FAZIL} run --help"),
            format!(
                "{FAZIL} audit hand --presentations 2 --out {}",
                place.path().display()
            ),
        ] {
            let Some((shown, code)) = at_terminal(n_columns, "", &line) else {
                return;
            };
            assert_eq!(code, Some(0), "{n_columns} columns, {line}: {shown}");
            assert!(
                !shown.contains("panicked"),
                "{n_columns} columns, {line}: {shown}"
            );
        }
    }
}

/// A command and all that it showed, in a folder.
fn shown_in(folder: &Path, arguments: &[&str]) -> (Output, String) {
    let mut command = Command::new(FAZIL);
    let output = command.args(arguments).current_dir(folder).output();
    let output = output.unwrap();
    let shown = text(&output.stdout) + &text(&output.stderr);
    (output, shown)
}

/// Notices: a line to the screen that passes by the printer's filter; the name of a file, of a
/// folder or of a column that a terminal obeys.
#[test]
fn no_name_of_a_file_or_folder_reaches_the_terminal_as_it_is() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let (table, out, page) = ("t\u{1b}[31m.csv", "o\u{1b}[31mut", "p\u{1b}[31m.html");
    let rows = "a,unused\u{1b}[31m,b,class\n1,9,0,x\n0,8,1,y\n0,7,0,x\n1,6,1,y\n";
    std::fs::write(folder.join(table), rows).unwrap();
    let scenario = "(name: \"own\", network: (widths: [2, 3, 2], activation: Tanh), learning: \
                    (rule: FaZIL, alpha: 0.01), timetable: (epochs: 2), data: Csv(train: \
                    \"t\\u{1b}[31m.csv\", inputs: [\"a\", \"b\"], label: \"class\"))";
    std::fs::write(folder.join("s\u{1b}[31m.ron"), scenario).unwrap();
    let run = format!("{out}/hand-1");
    let (svg, json) = ("w\u{1b}[31m.svg", "t\u{1b}[31m.json");
    for (arguments, is_success) in [
        (&["run", "hand", "--out", out][..], true),
        (&["data", table], true),
        (&["check", "s\u{1b}[31m.ron"], true),
        (&["run", "s\u{1b}[31m.ron", "--out", out], true),
        (&["plot", &run], true),
        (&["why", &run, "--largest", "--out", svg], true),
        (&["trace", &run, "--out", json], true),
        (&["page", "hand", "--out", page], true),
        (&["page", "hand", "--out", table], false),
        (
            &["audit", "hand", "--presentations", "2", "--out", out],
            true,
        ),
        (
            &["isolate", "hand", "--neuron", "error/1/0", "--out", out],
            true,
        ),
        (
            &[
                "sweep",
                "hand",
                "--over",
                "learning.alpha=0.1",
                "--out",
                out,
            ],
            true,
        ),
        (&["run", "--resume", table], false),
        (&["data", "none\u{1b}[31m.csv"], false),
        (&["no\u{1b}[31m"], false),
    ] {
        let (output, shown) = shown_in(folder, arguments);
        assert_eq!(
            output.status.success(),
            is_success,
            "{arguments:?}: {shown:?}"
        );
        assert!(!shown.contains('\u{1b}'), "{arguments:?}: {shown:?}");
        assert!(!shown.is_empty(), "{arguments:?}");
    }
}

/// Notices: a switch that has no effect, and nobody is told.
#[test]
fn a_switch_that_a_later_one_replaces_is_told() {
    let place = tempfile::tempdir().unwrap();
    let check = ["check", "xor", "--set"];
    for (sets, expected) in [
        (
            ["learning.phi.t_d=2", "learning.phi=Exact(t_d: 3)"],
            Some(
                "note: --set learning.phi.t_d=2 has no effect, because --set learning.phi=Exact(t_d: 3)",
            ),
        ),
        (
            ["learning.alpha=0.1", "learning.alpha=0.2"],
            Some("note: --set learning.alpha=0.1 has no effect"),
        ),
        (["learning.phi=Exact(t_d: 3)", "learning.phi.t_d=2"], None),
    ] {
        let arguments = [&check[..], &[sets[0], "--set", sets[1]]].concat();
        let (output, shown) = shown_in(place.path(), &arguments);
        assert!(output.status.success(), "{shown}");
        match expected {
            Some(expected) => assert!(shown.contains(expected), "{shown}"),
            None => assert!(!shown.contains("has no effect"), "{shown}"),
        }
    }
}
