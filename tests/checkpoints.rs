//! A run that was killed or stopped, at any moment and however often, goes on from its last
//! checkpoint to the same files as a run that never stopped, but for wall-clock time.
//!
//! The saboteur: a checkpoint without the residues of x, without the twin's weights or without the
//! sums of the epoch under way (`tests/resume.rs` has those of the network's state).
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

const CHECKPOINT: &str = "checkpoint.fazil";

/// Few digits: what an untrained network is asked takes longer than what it learns.
const FEW: &str = "data=Csv(train: \"tests/data/few-train.csv\", test: \"tests/data/few-test.csv\", label: \
                   \"digit\")";

fn fazil(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fazil"));
    command.args(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Every file below a folder, by its path in it, without what depends on the clock.
fn files(run: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => walk(&path, found),
                false => found.push(path),
            }
        }
    }
    let mut paths = Vec::new();
    walk(run, &mut paths);
    paths.sort();
    let read = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        let name = path.strip_prefix(run).unwrap().to_owned();
        match name.to_string_lossy().as_ref() {
            "summary.json" => {
                let text = String::from_utf8(bytes).unwrap();
                let lines = text.lines().filter(|line| !line.contains("\"seconds\""));
                (name, lines.collect::<String>().into_bytes())
            }
            // It shows the summary.
            "report.html" => (name, Vec::new()),
            _ => (name, bytes),
        }
    };
    paths.iter().map(read).collect()
}

/// Kills or stops runs of these settings at these moments [ms] and compares with one that is whole.
fn compare(settings: &[&str], signals: &[(&str, u64)]) {
    compare_of("digits", settings, signals);
}

/// The same of another scenario.
fn compare_of(scenario: &str, settings: &[&str], signals: &[(&str, u64)]) {
    let folder = tempfile::tempdir().unwrap();
    let [whole, stopped] = ["whole", "stopped"].map(|name| folder.path().join(name));
    let run = |out: &Path, more: &[&str]| {
        let mut command = fazil(&["run", scenario]);
        command.args(settings).args(more).arg("--out").arg(out);
        command
    };
    let done = run(&whole, &[]).output().unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let mut begun = run(&stopped, &["--checkpoint-every", "0.02s"])
        .spawn()
        .unwrap();
    let name = format!("{scenario}-1");
    let at = stopped.join(&name);
    let mut n_stopped = 0;
    for (signal, after) in signals {
        std::thread::sleep(Duration::from_millis(*after));
        let sent = Command::new("kill")
            .args([*signal, &begun.id().to_string()])
            .status();
        let _ = sent.unwrap();
        let ended = begun.wait().unwrap();
        n_stopped += usize::from(!ended.success());
        match at.join(CHECKPOINT).exists() {
            true => {}
            false if ended.success() => break,
            // Killed before its first checkpoint: begun anew.
            false => {
                std::fs::remove_dir_all(&stopped).unwrap();
                begun = run(&stopped, &["--checkpoint-every", "0.02s"])
                    .spawn()
                    .unwrap();
                continue;
            }
        }
        let mut resumed = fazil(&["run", "--checkpoint-every", "0.02s", "--resume"]);
        begun = resumed.arg(&at).spawn().unwrap();
    }
    let ended = begun.wait_with_output().unwrap();
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    assert!(n_stopped > 0, "nothing was stopped");
    let (whole, stopped) = (files(&whole.join(&name)), files(&at));
    let names =
        |files: &[(PathBuf, Vec<u8>)]| files.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(&whole), names(&stopped));
    for ((name, a), (_, b)) in whole.iter().zip(&stopped) {
        assert!(a == b, "{} is another file", name.display());
    }
}

#[test]
fn a_run_that_was_killed_goes_on_to_the_same_bytes() {
    let settings = ["--set", "timetable.epochs=60", "--set", "data.test=0.5"];
    compare(
        &settings,
        &[
            ("-KILL", 700),
            ("-INT", 500),
            ("-KILL", 600),
            ("-TERM", 300),
        ],
    );
}

/// Segments end where they would have ended, byte caps count on, and what was quiet before is known;
/// in every format, on both engines, with many stops.
#[test]
fn recordings_go_on_to_the_same_bytes() {
    let recorded = [
        "--set",
        "timetable.epochs=12",
        "--set",
        "data.test=0.5",
        "--record",
        "phi",
        "--record",
        "phi_state:error/0/*,format=csv",
        "--record",
        "x:value/0/*,format=jsonl",
        "--record",
        "epsilon:error/0/0..3,most_bytes=70000",
        "--record",
        "epsilon:error/1/*,format=csv,most_bytes=70000",
    ];
    let signals = [
        ("-KILL", 700),
        ("-INT", 300),
        ("-KILL", 600),
        ("-TERM", 500),
        ("-KILL", 400),
    ];
    compare(&recorded, &signals);
    let with_messages = [
        "--set",
        "timetable.epochs=40",
        "--set",
        FEW,
        "--record",
        "messages_in:error/0/1",
        "--record",
        "theta:error/0/*<-value/1/3,format=csv",
        "--record",
        "mu:error/1/2,format=jsonl",
    ];
    compare(
        &with_messages,
        &[("-KILL", 900), ("-INT", 700), ("-KILL", 800)],
    );
}

/// 50 stops and 100 kills, at moments that are drawn.
#[test]
#[ignore = "some minutes; .ci/heavy has it"]
fn recordings_survive_many_stops() {
    let recorded = [
        "--set",
        "timetable.epochs=2000",
        "--set",
        "data.test=0.5",
        "--record",
        "phi,every=10",
        "--record",
        "epsilon:error/0/*,format=csv,most_bytes=3000000",
    ];
    let mut state = 88_172_645_463_325_252_u64;
    let signals = (0..150).map(|k| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let signal = ["-KILL", "-INT", "-KILL"][k % 3];
        (signal, 150 + state % 250)
    });
    compare(&recorded, &signals.collect::<Vec<_>>());
}

/// Feedback is under way on skips, pairs are few, and recordings name populations.
#[test]
fn graphs_go_on_too() {
    let blocks = ["--set", "timetable.epochs=4", "--set", "data.test=0.7"];
    compare_of("residual", &blocks, &[("-KILL", 800), ("-INT", 600)]);
}

#[test]
fn recorded_graphs_go_on_too() {
    let recorded = [
        "--set",
        "timetable.epochs=16",
        "--set",
        FEW,
        "--set",
        "record=[(what: Phi), (what: Epsilon)]",
    ];
    compare_of("sparse", &recorded, &[("-KILL", 900), ("-KILL", 600)]);
}

/// A controller goes on where it was.
#[test]
fn controllers_go_on_too() {
    let imposed = [
        "--set",
        "learning.rule=ZIL",
        "--set",
        "learning.feedback=Tonic",
        "--set",
        "timetable.prediction=Imposed",
        "--set",
        "timetable.prediction_ticks=0",
        "--set",
        "timetable.epochs=150",
        "--set",
        "timetable.perturbation=0.01",
    ];
    compare(&imposed, &[("-KILL", 600), ("-KILL", 500)]);
}

/// Noise has streams of random numbers, a lesion an absence.
#[test]
fn streams_and_lesions_go_on_too() {
    let noisy = [
        "--set",
        "timetable.epochs=50",
        "--set",
        FEW,
        "--set",
        "faults.activity_noise=1e-6",
        "--set",
        "faults.lesions=[(at: 5, what: \"value/1/3\")]",
    ];
    compare(&noisy, &[("-KILL", 900), ("-INT", 600)]);
}

#[test]
fn what_cannot_be_resumed_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let said = |arguments: &[&str]| {
        let done = fazil(arguments).output().unwrap();
        assert!(!done.status.success());
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    let path = folder.path().to_str().unwrap();
    assert!(said(&["run", "--resume", path]).contains("holds no scenario.ron"));
    let done = fazil(&["run", "hand", "--out", path]).output().unwrap();
    assert!(done.status.success());
    let run = folder.path().join("hand-1");
    let run = run.to_str().unwrap();
    assert!(said(&["run", "--resume", run]).contains("holds no checkpoint.fazil"));
    for damaged in [&b""[..], b"fazil checkpoint\n", &[0; 500]] {
        std::fs::write(folder.path().join("hand-1").join(CHECKPOINT), damaged).unwrap();
        let text = said(&["run", "--resume", run]);
        assert!(text.contains(CHECKPOINT), "{text}");
    }
    assert!(said(&["run", "digits", "--max-time", "5"]).contains("90s"));
    for time in ["--max-time", "--checkpoint-every"] {
        let text = said(&["run", "digits", time, "-5s"]);
        assert!(text.contains("90s") && !text.contains("tip:"), "{text}");
    }
    let text = said(&["run", "--log", "loud"]);
    assert!(
        text.contains("expected off, error, warn, info, debug or trace"),
        "{text}"
    );
    let own = folder.path().join("own.ron");
    std::fs::write(&own, "()").unwrap();
    let (own, missing) = (own.to_str().unwrap(), folder.path().join("missing"));
    for (command, of) in [("run", "a run"), ("sweep", "a sweep"), ("study", "a study")] {
        let text = said(&[command, "--resume", own]);
        assert!(
            text.contains(&format!("--resume needs the directory of {of}")),
            "{text}"
        );
        assert!(text.contains("own.ron is a file"), "{text}");
        let text = said(&[command, "--resume", missing.to_str().unwrap()]);
        assert!(
            text.contains("there is no ") && text.contains("missing"),
            "{text}"
        );
    }
    let text = said(&["run", "--resume", &format!("{run}/scenario.ron")]);
    assert!(text.contains(&format!("did you mean {run}?")), "{text}");
}
