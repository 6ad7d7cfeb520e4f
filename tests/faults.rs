//! How runs end when something goes wrong, seen from outside: through the program itself.
//!
//! Exit code, the words on standard error and what is left in the run's directory. Every wait
//! is bounded: a program that hangs is a test that fails.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

/// What must not take longer than this is killed, and has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a program ended.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// A program under way, its words being gathered.
struct Running {
    child: Child,
    stdout: JoinHandle<String>,
    stderr: JoinHandle<String>,
}

fn gather(mut stream: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    })
}

fn start(arguments: &[&str]) -> Running {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fazil"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = gather(child.stdout.take().unwrap());
    let stderr = gather(child.stderr.take().unwrap());
    Running {
        child,
        stdout,
        stderr,
    }
}

impl Running {
    /// Waits for the end, at most for `patience`.
    fn wait(mut self, patience: Duration) -> Ended {
        let deadline = Instant::now() + patience;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if Instant::now() > deadline {
                self.child.kill().unwrap();
                self.child.wait().unwrap();
                panic!(
                    "still running after {patience:?}; it said: {}{}",
                    self.stdout.join().unwrap(),
                    self.stderr.join().unwrap()
                );
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        Ended {
            code: status.code(),
            stdout: self.stdout.join().unwrap(),
            stderr: self.stderr.join().unwrap(),
        }
    }
}

fn fazil(arguments: &[&str]) -> Ended {
    start(arguments).wait(PATIENCE)
}

/// `fazil run` into a fresh directory, which is returned with how it ended.
fn run(scenario: &str, arguments: &[&str]) -> (tempfile::TempDir, Ended) {
    let out = tempfile::tempdir().unwrap();
    let mut all = vec!["run", scenario, "--out", out.path().to_str().unwrap()];
    all.extend(arguments);
    let ended = fazil(&all);
    (out, ended)
}

/// The only run in `out`.
fn only_run(out: &Path) -> PathBuf {
    let mut runs = std::fs::read_dir(out)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let run = runs.next().unwrap();
    assert!(runs.next().is_none(), "more than one run");
    run
}

fn summary(run: &Path) -> Value {
    let text = std::fs::read_to_string(run.join("summary.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_neuron_that_panics_ends_the_run_by_name() {
    for (agent, threads) in [
        ("error/1/7", "1"),
        ("error/1/7", "2"),
        ("value/0/3", "2"),
        ("stimulus/5", "2"),
        ("teacher/0", "1"),
    ] {
        let panic = format!("{agent}@40");
        let (out, ended) = run("digits", &["--inject-panic", &panic, "--threads", threads]);
        let expected = format!("{agent} panicked in tick 40: asked to panic by a test");
        assert_eq!(ended.code, Some(1), "{ended:?}");
        // That line and no other: no thread names, no backtrace.
        assert_eq!(ended.stderr, format!("error: {expected}\n"));
        let summary = summary(&only_run(out.path()));
        assert_eq!(summary["ended"], expected.as_str());
        // Its tests are run on copies, which are spared: it failed after the first one.
        let number = |key: &str| summary[key].as_f64().unwrap();
        assert_eq!(number("test_accuracy"), number("bp_test_accuracy"));
        let (ours, judge) = (number("test_error"), number("bp_test_error"));
        assert!((ours - judge).abs() < 1e-9, "{ours} beside {judge}");
        // From the first tick to the end: nobody waits for the one that is gone.
        let seconds = summary["seconds"].as_f64().unwrap();
        assert!(seconds < 1.0, "{agent} on {threads} threads: {seconds} s");
    }
}

#[test]
fn a_controller_that_panics_is_no_exception() {
    for threads in ["1", "2"] {
        let arguments = ["--inject-panic", "controller@3", "--threads", threads];
        let (out, ended) = run("digits-zil", &arguments);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        let expected = "controller panicked in tick 3: asked to panic by a test";
        assert_eq!(ended.stderr, format!("error: {expected}\n"));
        assert_eq!(summary(&only_run(out.path()))["ended"], expected);
    }
}

/// A network that diverges says which quantity of which neuron first stopped being a number,
/// and says the same on any number of threads.
#[test]
fn a_network_that_diverges_says_where_and_when() {
    for (precision, alpha) in [("F64", "1e300"), ("F64", "1e30"), ("F32", "1e30")] {
        let precision = format!("precision={precision}");
        let alpha = format!("learning.alpha={alpha}");
        let words = ["1", "2"].map(|threads| {
            let edits = ["--set", &precision, "--set", &alpha, "--threads", threads];
            let (out, ended) = run("digits", &edits);
            assert_eq!(ended.code, Some(1), "{ended:?}");
            let said = ended.stderr.strip_prefix("error: ").unwrap().trim_end();
            assert_eq!(summary(&only_run(out.path()))["ended"], said);
            said.to_owned()
        });
        assert_eq!(words[0], words[1]);
        let what = words[0].strip_prefix("diverged: ").unwrap();
        let (what, tick) = what.split_once(" is not finite in tick ").unwrap();
        let (quantity, agent) = what.split_once(" of ").unwrap();
        assert!(["x", "epsilon", "weight"].contains(&quantity), "{what}");
        assert!(agent.parse::<fazil::axon::AgentId>().is_ok(), "{what}");
        assert!(tick.parse::<i64>().unwrap() > 0, "{tick}");
    }
}

/// The network's test results and the twin's are of the same moment, the last test: here the
/// one before learning, where both are the same network.
#[test]
fn a_run_that_fails_is_compared_with_its_twin_of_the_same_moment() {
    let (out, ended) = run("digits", &["--set", "learning.alpha=1e30"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let summary = summary(&only_run(out.path()));
    let error = |key: &str| summary[key].as_f64().unwrap();
    let (ours, judge) = (error("test_error"), error("bp_test_error"));
    assert!((ours - judge).abs() < 1e-9, "{ours} beside {judge}");
    assert_eq!(summary["test_accuracy"], summary["bp_test_accuracy"]);
}

/// Sends SIGINT to a process that we started.
#[cfg(unix)]
fn interrupt(running: &Running) {
    let id = running.child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(sent.success(), "there is nothing to interrupt");
}

/// Waits until a run has come as far as its first tick.
#[cfg(unix)]
fn wait_until_begun(out: &Path) {
    let deadline = Instant::now() + PATIENCE;
    let has_begun = || {
        let mut runs = std::fs::read_dir(out).unwrap();
        runs.any(|run| {
            run.unwrap()
                .path()
                .join("weights/initial.safetensors")
                .exists()
        })
    };
    while !has_begun() {
        assert!(Instant::now() < deadline, "the run never began");
        std::thread::sleep(Duration::from_millis(5));
    }
    // Into its presentations.
    std::thread::sleep(Duration::from_millis(300));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_what_there_is() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();
    let epochs = "timetable.epochs=100000";
    let running = start(&["run", "digits", "--out", folder, "--set", epochs]);
    wait_until_begun(out.path());
    interrupt(&running);
    let ended = running.wait(Duration::from_secs(10));
    assert_eq!(ended.code, Some(130), "{ended:?}");
    assert!(
        ended.stderr.contains("stopping after this presentation"),
        "{ended:?}"
    );
    assert!(ended.stderr.contains("interrupted: "), "{ended:?}");
    let run = only_run(out.path());
    assert_eq!(summary(&run)["ended"], "interrupted");
    assert_files(&run, &ended.stdout);
}

#[cfg(unix)]
#[test]
fn a_second_interrupt_quits_at_once() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();
    // One presentation takes very long, so the first interrupt alone would not end it; yet what it
    // would keep of so many ticks fits the memory, or the run would be refused.
    let ticks = "timetable.prediction_ticks=2000000";
    let running = start(&["run", "digits", "--out", folder, "--set", ticks]);
    wait_until_begun(out.path());
    interrupt(&running);
    std::thread::sleep(Duration::from_millis(300));
    interrupt(&running);
    let ended = running.wait(Duration::from_secs(5));
    assert_eq!(ended.code, Some(130), "{ended:?}");
    assert!(
        ended.stderr.contains("stopping after this presentation"),
        "{ended:?}"
    );
    assert!(!only_run(out.path()).join("summary.json").exists());
}

/// Every file that the program says it left is there and is not empty.
fn assert_files(run: &Path, stdout: &str) {
    let line = stdout.lines().find(|line| line.starts_with("In ")).unwrap();
    let (place, listed) = line["In ".len()..].split_once(": ").unwrap();
    assert_eq!(Path::new(place), run);
    let mut names: Vec<&str> = listed
        .split([',', ' ', '(', ')'])
        .filter(|word| word.contains('.') && !word.contains('*') && !word.ends_with('.'))
        .collect();
    assert!(
        names.contains(&"summary.json") && names.len() >= 4,
        "{names:?}"
    );
    names.extend(["weights/initial.safetensors", "weights/final.safetensors"]);
    for name in names {
        let length = std::fs::metadata(run.join(name)).map_or(0, |file| file.len());
        assert!(length > 0, "{name} was promised: {line}");
    }
    assert!(
        listed.contains("weights/") && listed.contains("*.svg"),
        "{line}"
    );
    let mut files = std::fs::read_dir(run)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    assert!(files.any(|file| file.extension().is_some_and(|ending| ending == "svg")));
}

#[test]
fn a_run_leaves_its_files_and_its_scenario_runs_again_to_the_same_bits() {
    let xor: &[&str] = &["--set", "timetable.epochs=5"];
    let digits: &[&str] = &["--set", "timetable.epochs=1", "--set", "precision=F32"];
    for (scenario, edits) in [
        ("hand", &[][..]),
        ("xor", xor),
        ("exact", &[]),
        ("digits", digits),
    ] {
        let (out, ended) = run(scenario, edits);
        assert_eq!(
            (ended.code, ended.stderr.as_str()),
            (Some(0), ""),
            "{scenario}"
        );
        let first = only_run(out.path());
        assert_files(&first, &ended.stdout);
        let written = first.join("scenario.ron");
        let (again, ended) = run(written.to_str().unwrap(), &["--threads", "2"]);
        assert_eq!(ended.code, Some(0), "{scenario}: {ended:?}");
        let second = only_run(again.path());
        let (a, b) = (summary(&first), summary(&second));
        assert_eq!(a["ended"], "finished");
        for key in ["weights_blake3", "messages", "phi", "max_weight_divergence"] {
            assert_eq!(a[key], b[key], "{scenario}: {key}");
        }
        for name in ["metrics.csv", "predictions.csv", "scenario.ron"] {
            // A saved scenario holds what was asked for on the command line, too.
            let read = |run: &Path| std::fs::read_to_string(run.join(name)).unwrap();
            let second = read(&second).replace("threads: 2", "threads: None");
            assert_eq!(read(&first), second, "{scenario}: {name}");
        }
        for name in ["weights/initial.safetensors", "weights/final.safetensors"] {
            let read = |run: &Path| std::fs::read(run.join(name)).unwrap();
            assert!(read(&first) == read(&second), "{scenario}: {name}");
        }
    }
}

#[test]
fn a_bad_file_is_refused_with_its_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.ron");
    let text = "(\n    name: \"bad\",\n    network: (widths: [2, 1]),\n    \
                learning: (rule: FaZIL, alpha: -0.1),\n    data: Xor(),\n)\n";
    std::fs::write(&path, text).unwrap();
    let file = path.to_str().unwrap();
    for command in ["check", "run"] {
        let mut arguments = vec![command, file];
        arguments.extend((command == "run").then_some("--out"));
        let out = folder.path().join("out");
        arguments.extend((command == "run").then(|| out.to_str().unwrap()));
        let ended = fazil(&arguments);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert_eq!(ended.stdout, "");
        let expected = format!("{file}:4:36: alpha is -0.1");
        assert!(ended.stderr.starts_with(&expected), "{}", ended.stderr);
        assert!(!out.exists(), "a refused scenario leaves nothing");
    }
}

#[test]
fn what_is_right_is_printed_and_can_be_checked_again() {
    let folder = tempfile::tempdir().unwrap();
    let ended = fazil(&["check", "xor"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let path = folder.path().join("again.ron");
    std::fs::write(&path, &ended.stdout).unwrap();
    let again = fazil(&["check", path.to_str().unwrap()]);
    assert_eq!((again.code, again.stdout), (Some(0), ended.stdout));
}

#[test]
fn every_built_in_scenario_is_listed() {
    let ended = fazil(&["list"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut n_files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let mut lines = ended.stdout.lines();
        assert!(
            lines.any(|line| line.split_whitespace().next() == Some(name)),
            "{name} is not listed"
        );
        n_files += 1;
    }
    assert!(n_files >= 10, "{n_files}");
}

#[test]
fn an_unknown_name_is_told_its_neighbour() {
    for (given, near) in [("digitz", "digits"), ("XOR", "xor"), ("mnsit", "mnist")] {
        let (out, ended) = run(given, &[]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(
            ended.stderr.contains(&format!("'{given}'")),
            "{}",
            ended.stderr
        );
        assert!(
            ended.stderr.contains(&format!("did you mean '{near}'?")),
            "{}",
            ended.stderr
        );
        assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0);
    }
}

#[test]
fn a_file_in_the_way_of_the_output_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("runs");
    std::fs::write(&blocked, "a file").unwrap();
    for out in [blocked.clone(), blocked.join("below")] {
        let ended = fazil(&["run", "hand", "--out", out.to_str().unwrap()]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        let expected = format!("cannot write {}", out.display());
        assert!(ended.stderr.starts_with(&expected), "{}", ended.stderr);
        assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
    }
}

#[test]
fn wrong_arguments_are_exit_code_2() {
    for arguments in [
        &["run", "digits", "--set", "alpha"][..],
        &["run", "digits", "--threads", "many"],
        &["run", "digits", "--inject-panic", "error/1@4"],
        &["walk"],
    ] {
        let ended = fazil(arguments);
        assert_eq!(ended.code, Some(2), "{ended:?}");
    }
}
