//! What a run leaves when it is killed, when the disk is full, when its folder is gone, when a
//! link is in the way: what is whole stays, nothing half-written is left, and the first failure
//! is named.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
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

/// A run that takes its time: recorded in all three formats.
const LONG: [&str; 14] = [
    "run",
    "digits",
    "--set",
    "data.test=0.9",
    "--set",
    "timetable.epochs=400",
    "--record",
    "phi",
    "--record",
    "x:value/0/*,format=csv",
    "--record",
    "epsilon:error/0/*,format=jsonl",
    "--threads",
    "1",
];

fn begin(out: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_fazil"))
        .args(LONG)
        .arg("--out")
        .arg(out)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until something is so, for half a minute at most.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files_below(&path)),
            false => found.push(path),
        }
    }
    found
}

/// Every file of a run's folder is whole: it can be read to its end as what its name says. What
/// has a temporary name is said to be unfinished by it.
fn assert_whole(run: &Path) {
    for path in files_below(run) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = || std::fs::read_to_string(&path).unwrap();
        let ending = path.extension().unwrap().to_string_lossy().into_owned();
        match &*ending {
            "parquet" | "csv" | "jsonl" => {
                read_table(&path, None).unwrap();
            }
            "json" => {
                let value: Value = serde_json::from_str(&text()).unwrap();
                let version = match &value["otherData"] {
                    Value::Null => &value["format_version"],
                    of_trace => &of_trace["format_version"],
                };
                assert!(version.is_u64(), "{name}");
            }
            "safetensors" => {
                let bytes = std::fs::read(&path).unwrap();
                safetensors::SafeTensors::deserialize(&bytes).unwrap();
            }
            "svg" => drop(roxmltree::Document::parse(&text()).unwrap()),
            "html" => assert!(text().trim_end().ends_with("</html>"), "{name}"),
            "ron" => drop(fazil::scenario::Scenario::read(&path, &[]).unwrap()),
            // A table to read, and a state that checks itself.
            "txt" => drop(text()),
            "fazil" => {}
            "part" if name.starts_with(".fazil-") => {}
            "part" => {
                read_table(&path.with_extension(""), None).unwrap();
            }
            _ => panic!("{}: what is this?", path.display()),
        }
    }
}

fn has_temporary_names(run: &Path) -> bool {
    files_below(run).iter().any(|path| {
        path.file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with(".fazil-")
    })
}

#[test]
fn a_killed_run_leaves_whole_segments_and_says_that_it_did_not_finish() {
    let parent = tempfile::tempdir().unwrap();
    let mut child = begin(parent.path());
    let run = parent.path().join("digits-1");
    let part = run.join("records/phi.parquet.parts/000003.parquet");
    until("no segment", || part.exists());
    child.kill().unwrap();
    child.wait().unwrap();
    assert_whole(&run);
    for file in [
        "phi.parquet",
        "x.csv",
        "epsilon.jsonl",
        "presentations.parquet",
    ] {
        let path = run.join("records").join(file);
        assert!(!path.exists(), "{file}");
        let rows = read_table(&path, None).unwrap();
        let presentations = &rows["presentation"];
        assert!(presentations.len() > 100, "{file}");
        // Whole presentations from the first on, none left out.
        let last = presentations[presentations.len() - 1].number().unwrap();
        assert!(last >= 47.0, "{file}: {last}");
    }
    assert!(read_table(&run.join("metrics.csv"), None).unwrap()["epoch"].len() > 1);
    let run = run.to_str().unwrap();
    for arguments in [
        vec!["plot", run],
        vec!["trace", run],
        vec![
            "why",
            run,
            "--synapse",
            "error/0/0<-value/1/0",
            "--presentation",
            "0",
        ],
    ] {
        let output = fazil(&arguments);
        let words = stderr(&output);
        assert!(output.status.success(), "{arguments:?}: {words}");
        assert!(words.contains("did not finish"), "{arguments:?}: {words}");
    }
    let folder = Path::new(run);
    for file in [
        "learning_curve.svg",
        "recorded_phi.svg",
        "recorded_x.svg",
        "report.html",
    ] {
        assert!(folder.join(file).exists(), "{file}");
    }
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(page.contains("This run did not finish"));
    assert_whole(folder);
}

/// Kills so many runs, each at another moment.
fn kill_runs(n: u64) {
    let parent = tempfile::tempdir().unwrap();
    for k in 0..n {
        let out = parent.path().join(k.to_string());
        // The golden ratio spreads the moments evenly over 1.2 seconds.
        let at = Duration::from_secs_f64(1.2 * ((k + 1) as f64 * 0.618_033_988_749).fract());
        let mut child = begin(&out);
        std::thread::sleep(at);
        child.kill().unwrap();
        child.wait().unwrap();
        if out.join("digits-1").exists() {
            assert_whole(&out.join("digits-1"));
        }
    }
}

#[test]
fn runs_that_are_killed_at_any_moment_leave_no_half_written_file() {
    kill_runs(6);
}

#[test]
#[ignore = "two minutes: .ci/heavy"]
fn a_hundred_runs_that_are_killed_at_any_moment_leave_no_half_written_file() {
    kill_runs(100);
}

#[test]
fn ctrl_c_writes_everything_and_twice_leaves_whole_segments() {
    let parent = tempfile::tempdir().unwrap();
    let run = parent.path().join("digits-1");
    let begun = |run: &Path| {
        let child = begin(parent.path());
        let part = run.join("records/phi.parquet.parts/000001.parquet");
        until("no segment", || part.exists());
        child
    };
    let child = begun(&run);
    signal(&child, "-INT");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert_whole(&run);
    for file in [
        "summary.json",
        "records/phi.parquet",
        "records/x.csv",
        "metrics.csv",
        "report.html",
    ] {
        assert!(run.join(file).exists(), "{file}");
    }
    assert!(!run.join("unfinished.json").exists() && !has_temporary_names(&run));

    let run = parent.path().join("digits-2");
    let mut child = begun(&run);
    // Sent again and again: the second may come at any moment of the last presentation.
    while child.try_wait().unwrap().is_none() {
        let _ = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .stderr(Stdio::null())
            .status();
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert_whole(&run);
    assert!(!has_temporary_names(&run));
    assert!(!read_table(&run.join("records/phi.parquet"), None).unwrap()["tick"].is_empty());
}

#[test]
fn a_folder_that_is_removed_is_named_and_not_made_again() {
    let parent = tempfile::tempdir().unwrap();
    let child = begin(parent.path());
    let run = parent.path().join("digits-1");
    let part = run.join("records/phi.parquet.parts/000001.parquet");
    until("no segment", || part.exists());
    std::fs::rename(&run, parent.path().join("moved")).unwrap();
    signal(&child, "-INT");
    let output = child.wait_with_output().unwrap();
    let words = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(
        words.contains("digits-1") && words.contains("is gone"),
        "{words}"
    );
    assert!(!run.exists(), "{words}");
    assert_whole(&parent.path().join("moved"));
}

/// A small disk, or nothing where this system does not let us have one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn of(path: PathBuf, n_kilobytes: u64) -> Option<Self> {
        std::fs::create_dir(&path).unwrap();
        let size = format!("size={n_kilobytes}k");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(&path)
            .stderr(Stdio::null())
            .status();
        match mounted {
            Ok(status) if status.success() => Some(Self(path)),
            _ => {
                let _ = writeln!(
                    std::io::stderr(),
                    "SKIPPED: no small disk can be mounted here"
                );
                None
            }
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// Runs on a disk of this size; whether the disk was too small.
fn run_on_a_disk_of(n_kilobytes: u64) -> Option<bool> {
    let parent = tempfile::tempdir().unwrap();
    let disk = SmallDisk::of(parent.path().join("disk"), n_kilobytes)?;
    let out = disk.0.to_str().unwrap();
    let output = fazil(&[
        "run",
        "digits",
        "--set",
        "data.test=0.8",
        "--set",
        "timetable.epochs=4",
        "--record",
        "phi",
        "--record",
        "x",
        "--record",
        "epsilon,format=csv",
        "--out",
        out,
    ]);
    let words = stderr(&output);
    let runs: Vec<PathBuf> = std::fs::read_dir(&disk.0)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    for run in &runs {
        assert_whole(run);
        assert!(!has_temporary_names(run), "{n_kilobytes} kB");
    }
    if output.status.success() {
        assert!(runs[0].join("report.html").exists(), "{n_kilobytes} kB");
        return Some(false);
    }
    assert_eq!(output.status.code(), Some(1), "{n_kilobytes} kB: {words}");
    assert!(words.contains("No space left"), "{n_kilobytes} kB: {words}");
    assert!(words.contains("cannot "), "{n_kilobytes} kB: {words}");
    assert!(!words.contains("panicked"), "{n_kilobytes} kB: {words}");
    // The first failure: whatever is named is not there under its name.
    let named = words
        .split(['\n', ':', ' ', ';'])
        .find(|word| word.contains("digits-1/") || word.starts_with("records/"));
    if let (Some(named), Some(run)) = (named, runs.first()) {
        let path = if named.starts_with('/') {
            PathBuf::from(named)
        } else {
            run.join(named)
        };
        assert!(
            !path.exists(),
            "{n_kilobytes} kB: {} in {words}",
            path.display()
        );
    }
    Some(true)
}

#[test]
fn a_full_disk_keeps_what_is_whole_and_names_the_first_failure() {
    let full: Vec<bool> = [16, 700, 3000]
        .into_iter()
        .map_while(run_on_a_disk_of)
        .collect();
    assert!(full.iter().all(|full| *full));
}

#[test]
#[ignore = "a minute: .ci/heavy"]
fn full_disks_of_twenty_sizes_keep_what_is_whole() {
    let sizes = (0..20).map(|k| 8 + 150 * k * k);
    let full: Vec<bool> = sizes.map_while(run_on_a_disk_of).collect();
    // Unless none could be mounted, some are too small, and the last is not.
    assert!(full.is_empty() || (full[0] && !full[19]), "{full:?}");
}

#[test]
fn a_trace_that_does_not_fit_leaves_the_one_before() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().to_str().unwrap();
    assert!(fazil(&["run", "hand", "--out", out]).status.success());
    let run = parent.path().join("hand-1");
    let trace = run.join("trace.json");
    std::fs::write(&trace, "an older trace").unwrap();
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" trace \"$1\"";
    let output = Command::new("bash")
        .args(["-c", script, env!("CARGO_BIN_EXE_fazil")])
        .arg(&run)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("trace.json: File too large"),
        "{}",
        stderr(&output)
    );
    assert_eq!(std::fs::read(&trace).unwrap(), b"an older trace");
    assert!(!has_temporary_names(&run));
}

#[test]
fn a_link_in_a_runs_folder_is_not_written_through() {
    let parent = tempfile::tempdir().unwrap();
    let theirs = parent.path().join("theirs");
    std::fs::write(&theirs, "theirs").unwrap();
    let out = parent.path().join("out");
    // A link where the run's folder would be: the run takes the next name.
    std::fs::create_dir(&out).unwrap();
    std::os::unix::fs::symlink(parent.path(), out.join("hand-1")).unwrap();
    assert!(
        fazil(&["run", "hand", "--out", out.to_str().unwrap()])
            .status
            .success()
    );
    let run = out.join("hand-2");
    for file in ["report.html", "learning_curve.svg", "trace.json"] {
        let _ = std::fs::remove_file(run.join(file));
        std::os::unix::fs::symlink(&theirs, run.join(file)).unwrap();
    }
    for command in ["plot", "trace"] {
        let output = fazil(&[command, run.to_str().unwrap()]);
        assert!(output.status.success(), "{}", stderr(&output));
    }
    assert_eq!(std::fs::read(&theirs).unwrap(), b"theirs");
    assert_whole(&run);
}

#[test]
fn a_device_that_is_named_as_output_stays_a_device() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().to_str().unwrap();
    assert!(fazil(&["run", "hand", "--out", out]).status.success());
    let run = parent.path().join("hand-1");
    let output = fazil(&["trace", run.to_str().unwrap(), "--out", "/dev/stdout"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && text.starts_with('{'),
        "{}",
        stderr(&output)
    );
}

/// Notices: a picture of files of two runs that nobody is told of; a folder as a run leaves it of
/// which something is said.
#[test]
fn a_folder_with_files_of_another_run_says_so_when_it_is_drawn() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().to_str().unwrap();
    for sets in [
        ["timetable.epochs=3", "learning.alpha=0.05"],
        ["timetable.epochs=5", "learning.alpha=0.2"],
    ] {
        let [epochs, alpha] = sets;
        let output = fazil(&["run", "xor", "--set", epochs, "--set", alpha, "--out", out]);
        assert!(output.status.success(), "{}", stderr(&output));
    }
    assert!(fazil(&["run", "hand", "--out", out]).status.success());
    let (run, other) = (parent.path().join("xor-1"), parent.path().join("xor-2"));
    let hand = parent.path().join("hand-1");
    for whole in [&run, &other, &hand] {
        let output = fazil(&["plot", whole.to_str().unwrap()]);
        assert_eq!(stderr(&output), "", "{}", whole.display());
    }
    for (file, from, expected) in [
        (
            "scenario.ron",
            &other,
            "scenario.ron is another one than the run was of",
        ),
        (
            "summary.json",
            &other,
            "wrote: weights/final.safetensors, weights/backpropagation.safetensors, metrics.csv,",
        ),
        (
            "weights/final.safetensors",
            &other,
            "wrote: weights/final.safetensors;",
        ),
        (
            "weights/backpropagation.safetensors",
            &other,
            "wrote: weights/backpropagation.safetensors;",
        ),
        ("metrics.csv", &other, "wrote: metrics.csv;"),
        ("predictions.csv", &other, "wrote: predictions.csv;"),
        ("pictures.json", &other, "wrote: pictures.json;"),
        ("pictures.json", &hand, "wrote: pictures.json;"),
    ] {
        let path = run.join(file);
        let own = std::fs::read(&path).unwrap();
        std::fs::copy(from.join(file), &path).unwrap();
        let output = fazil(&["plot", run.to_str().unwrap()]);
        let words = stderr(&output);
        assert!(output.status.success(), "{file}: {words}");
        assert!(words.contains(expected), "{file}: {words}");
        let report = std::fs::read_to_string(run.join("report.html")).unwrap();
        assert!(report.contains("These files are not of one run"), "{file}");
        std::fs::write(&path, own).unwrap();
    }
}

/// Notices: a file that nothing but its hash tells from this run's; weights at birth of another run, which
/// `why` does not read.
#[test]
fn a_file_of_another_run_is_named_by_its_hash_alone() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().to_str().unwrap();
    let output = fazil(&["run", "xor", "--set", "timetable.epochs=3", "--out", out]);
    assert!(output.status.success(), "{}", stderr(&output));
    let run = parent.path().join("xor-1");
    let why = |run: &Path| {
        let output = fazil(&["why", run.to_str().unwrap()]);
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let told = "by the BLAKE3 that summary.json has of each file";
    assert!(!why(&run).contains(told));
    let path = run.join("weights/initial.safetensors");
    std::fs::copy(run.join("weights/final.safetensors"), &path).unwrap();
    let words = why(&run);
    assert!(
        words.contains(told) && words.contains("wrote: weights/initial.safetensors;"),
        "{words}"
    );
    let output = fazil(&["plot", run.to_str().unwrap()]);
    let words = stderr(&output);
    assert!(
        words.contains("wrote: weights/initial.safetensors;"),
        "{words}"
    );
}

/// Notices: folders of before, whose summaries have no hashes of files, that are refused or no longer
/// compared by what is in the files.
#[test]
fn a_summary_without_hashes_of_files_is_compared_by_their_numbers() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().to_str().unwrap();
    for alpha in ["learning.alpha=0.05", "learning.alpha=0.2"] {
        let few = ["--set", "timetable.epochs=3", "--set", alpha, "--out", out];
        let output = fazil(&[&["run", "xor"][..], &few].concat());
        assert!(output.status.success(), "{}", stderr(&output));
    }
    let (run, other) = (parent.path().join("xor-1"), parent.path().join("xor-2"));
    let path = run.join("summary.json");
    let mut summary: Value =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let removed = summary.as_object_mut().unwrap().remove("files_blake3");
    let removed = removed.unwrap();
    assert_eq!(
        removed["weights/final.safetensors"].as_str().map(str::len),
        Some(64),
        "{removed}"
    );
    std::fs::write(&path, summary.to_string()).unwrap();
    let plot = || {
        let output = fazil(&["plot", run.to_str().unwrap()]);
        assert!(output.status.success(), "{}", stderr(&output));
        stderr(&output)
    };
    assert_eq!(plot(), "");
    let file = "weights/final.safetensors";
    std::fs::copy(other.join(file), run.join(file)).unwrap();
    let words = plot();
    assert!(
        words.contains("weights/final.safetensors holds other weights"),
        "{words}"
    );
}

/// Notices: a curve through epochs that are missing, doubled or in another order.
#[test]
fn a_table_of_epochs_that_no_run_wrote_is_refused() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().to_str().unwrap();
    let output = fazil(&["run", "xor", "--set", "timetable.epochs=3", "--out", out]);
    assert!(output.status.success(), "{}", stderr(&output));
    let run = parent.path().join("xor-1");
    let path = run.join("metrics.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for (order, expected) in [
        (&[0, 1, 3, 4][..], "line 3, column 'epoch': '2' is not 1"),
        (&[0, 1, 2, 2, 3, 4], "line 4, column 'epoch': '1' is not 2"),
        (&[0, 4, 3, 2, 1], "line 2, column 'epoch': '3' is not 0"),
    ] {
        let edited: String = order.iter().map(|k| format!("{}\n", lines[*k])).collect();
        std::fs::write(&path, edited).unwrap();
        let output = fazil(&["plot", run.to_str().unwrap()]);
        let words = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{words}");
        assert!(
            words.contains(expected) && words.contains("metrics.csv"),
            "{words}"
        );
    }
}

/// Notices: a scenario, or a file of a run, that is lost to a switch for output.
#[test]
fn an_output_switch_replaces_no_file_of_another_kind() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().to_str().unwrap();
    assert!(fazil(&["run", "hand", "--out", out]).status.success());
    let run = parent.path().join("hand-1");
    let own = parent.path().join("own.ron");
    std::fs::copy(run.join("scenario.ron"), &own).unwrap();
    let (run_path, own_path) = (run.to_str().unwrap(), own.to_str().unwrap());
    for command in [
        &["page", own_path][..],
        &["why", run_path],
        &["trace", run_path],
        &["reproduce", "table4", "--tiny"],
    ] {
        let switch = if command[0] == "reproduce" {
            "--page"
        } else {
            "--out"
        };
        for file in [&own, &run.join("scenario.ron"), &run.join("summary.json")] {
            let before = std::fs::read(file).unwrap();
            let output = fazil(&[command, &[switch, file.to_str().unwrap()]].concat());
            let words = stderr(&output);
            assert_eq!(output.status.code(), Some(1), "{command:?}: {words}");
            assert!(words.contains("would be lost"), "{command:?}: {words}");
            assert_eq!(std::fs::read(file).unwrap(), before, "{command:?}");
        }
    }
    // What the run drew itself, and what is drawn of a run elsewhere.
    let drawn: Vec<PathBuf> = std::fs::read_dir(&run)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|of| of == "svg" || of == "html")
        })
        .collect();
    assert!(drawn.len() > 5, "{drawn:?}");
    for file in drawn {
        let before = std::fs::read(&file).unwrap();
        for command in [&["why", run_path][..], &["page", own_path]] {
            let output = fazil(&[command, &["--out", file.to_str().unwrap()]].concat());
            let words = stderr(&output);
            assert_eq!(output.status.code(), Some(1), "{command:?}: {words}");
            assert!(words.contains("would be lost"), "{command:?}: {words}");
            assert_eq!(std::fs::read(&file).unwrap(), before, "{command:?}");
        }
    }
    for (command, file) in [
        (&["page", own_path][..], "page.html"),
        (&["why", run_path], "picture.svg"),
        (&["why", run_path], "hand-1/why.svg"),
        (&["trace", run_path], "hand-1/trace.json"),
        (&["trace", run_path], "trace-1.json"),
    ] {
        let file = parent.path().join(file);
        for _ in 0..2 {
            let output = fazil(&[command, &["--out", file.to_str().unwrap()]].concat());
            assert!(output.status.success(), "{command:?}: {}", stderr(&output));
        }
    }
}

#[test]
fn an_edited_table_of_a_run_is_refused_with_line_and_column() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().to_str().unwrap();
    assert!(fazil(&["run", "hand", "--out", out]).status.success());
    let run = parent.path().join("hand-1");
    for (file, edit, expected) in [
        ("metrics.csv", (",", ";"), "line 1, column 15: ';'"),
        (
            "metrics.csv",
            ("\n1,0,", "\n2,0,"),
            "line 2, column 1: format_version is 2",
        ),
        (
            "metrics.csv",
            ("\n1,0,", "\n1,zero,"),
            "line 2, column 'epoch': 'zero' is no number",
        ),
        ("predictions.csv", (",", ";"), "line 1, column 15: ';'"),
        (
            "predictions.csv",
            ("\n1,0,", "\n7,0,"),
            "line 2, column 1: format_version is 7",
        ),
        (
            "pictures.json",
            ("\"format_version\": 1", "\"format_version\": 3"),
            "format_version is 3",
        ),
        (
            "summary.json",
            ("\"format_version\": 1", "\"format_version\": 3"),
            "format_version is 3",
        ),
        (
            "summary.json",
            ("\"format_version\": 1,", "\"format_version\": 1"),
            "line 3, column",
        ),
    ] {
        let path = run.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let edited = text.replace(edit.0, edit.1);
        assert_ne!(edited, text, "{file} {edit:?}");
        std::fs::write(&path, edited).unwrap();
        let output = fazil(&["plot", run.to_str().unwrap()]);
        let words = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{file} {edit:?}");
        assert!(
            words.contains(file) && words.contains(expected),
            "{file} {edit:?}: {words}"
        );
        std::fs::write(&path, text).unwrap();
    }
    assert!(fazil(&["plot", run.to_str().unwrap()]).status.success());
}

/// A sum of the first presentation overflowed, was written as null, and the run ended with an error
/// about its own file instead of saying that it had diverged.
#[test]
fn a_run_that_diverges_says_so_and_leaves_files_that_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let done = fazil(&[
        "run",
        "xor",
        "--set",
        "data.target=(1e308,-1e308)",
        "--set",
        "timetable.batch=1",
        "--set",
        "timetable.epochs=3",
        "--record",
        "epsilon,format=jsonl",
        "--record",
        "x,format=csv",
        "--out",
        out,
    ]);
    let told = [&done.stdout[..], &done.stderr].concat();
    let told = String::from_utf8_lossy(&told);
    assert!(
        told.contains("diverged") && !told.contains("cannot read"),
        "{told}"
    );
    let run = folder.path().join("xor-1");
    let pictures = std::fs::read_to_string(run.join("pictures.json")).unwrap();
    assert!(pictures.contains("null"), "nothing overflowed: {pictures}");
    let run = run.to_str().unwrap();
    for command in [["plot", run], ["trace", run]] {
        let done = fazil(&command);
        assert!(done.status.success(), "{command:?}: {}", stderr(&done));
    }
}

/// The saved scenario named a file of elsewhere that nothing which reads a run's folder opens: the
/// network that it described had no synapses where the file listed some.
#[test]
fn a_run_of_pairs_from_a_file_needs_that_file_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let here = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(here("pairs.csv"), "0,2\n0,0\n1,1\n").unwrap();
    let text = "(name: \"own\",
         network: (
           populations: [(name: \"a\", size: 2), (name: \"m\", size: 3), (name: \"o\", size: 1)],
           projections: [(from: \"a\", to: \"m\", connect: Pairs(\"pairs.csv\")), (from: \"m\", to: \"o\")],
           activation: Tanh),
         learning: (rule: FaZIL, alpha: 0.01), timetable: (batch: 1, epochs: 2), data: Xor())";
    std::fs::write(here("own.ron"), text).unwrap();
    let succeeds = |arguments: &[&str]| {
        let done = fazil(arguments);
        assert!(done.status.success(), "{arguments:?}: {}", stderr(&done));
    };
    succeeds(&[
        "run",
        &here("own.ron"),
        "--record",
        "phi",
        "--out",
        &here("runs"),
    ]);
    let endless = ["--set", "timetable.epochs=1000000", "--max-time", "0.3s"];
    let [own, stopped] = [here("own.ron"), here("stopped")];
    let stopped = fazil(&[&["run", &own, "--out", &stopped][..], &endless].concat());
    assert!(
        stderr(&stopped).contains("--resume"),
        "{}",
        stderr(&stopped)
    );
    // The file is gone, and the folder is elsewhere.
    std::fs::remove_file(here("pairs.csv")).unwrap();
    std::fs::rename(here("runs/own-1"), here("moved")).unwrap();
    let moved = here("moved");
    for command in [
        &["plot", &moved][..],
        &["why", &moved, "--largest"],
        &["why", &moved, "--synapse", "error/m/2<-value/a/0"],
        &["trace", &moved],
        &["check", &here("moved/scenario.ron")],
        &["run", &here("moved/scenario.ron"), "--out", &here("again")],
    ] {
        succeeds(command);
    }
    for file in [
        "scenario.ron",
        "pairs/0.csv",
        "weights/initial.safetensors",
        "weights/final.safetensors",
    ] {
        let [first, again] = ["moved", "again/own-1"]
            .map(|run| std::fs::read(here(&format!("{run}/{file}"))).unwrap());
        assert!(first == again, "{file}");
    }
    let n_shown = || {
        let text = std::fs::read_to_string(here("stopped/own-1/summary.json")).unwrap();
        let summary: Value = serde_json::from_str(&text).unwrap();
        summary["presentations"].as_u64().unwrap()
    };
    let before = n_shown();
    let resumed = fazil(&[
        "run",
        "--max-time",
        "0.3s",
        "--resume",
        &here("stopped/own-1"),
    ]);
    assert!(n_shown() > before, "{}", stderr(&resumed));
    // Pairs that were changed since are others than the run's.
    std::fs::write(here("moved/pairs/0.csv"), "0,0\n1,1\n1,2\n").unwrap();
    for command in [&["why", &moved, "--largest"][..], &["plot", &moved]] {
        let done = fazil(command);
        let words = stderr(&done);
        assert!(
            words.contains("pairs/0.csv: this is another file than the run read"),
            "{command:?}: {words}"
        );
    }
}

/// It trained, and its end failed: the weights at birth lacked a tensor that their reader demanded.
#[test]
fn a_run_with_a_projection_without_synapses_is_finished_and_noted() {
    let folder = tempfile::tempdir().unwrap();
    let here = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let text = "(name: \"none\", network: (populations: [(name: \"a\", size: 2), (name: \"h\", size: 2), \
                (name: \"g\", size: 2), (name: \"o\", size: 1)], projections: [(from: \"a\", to: \"h\"), \
                (from: \"a\", to: \"g\"), (from: \"h\", to: \"g\", connect: Random(density: 1e-9)), \
                (from: \"g\", to: \"o\"), (from: \"h\", to: \"o\")]), learning: (rule: FaZIL, alpha: \
                0.05), timetable: (epochs: 2), data: Xor())";
    std::fs::write(here("none.ron"), text).unwrap();
    let weights = here("out/none-1/weights/final.safetensors");
    let initial = format!("network.initial=File({weights:?})");
    let run = ["run", &here("none.ron"), "--out", &here("out")];
    for command in [
        &["check", &here("none.ron")][..],
        &run,
        &[&run[..], &["--set", &initial]].concat(),
    ] {
        let done = fazil(command);
        let words = stderr(&done) + &String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success(), "{command:?}: {words}");
        assert!(
            words.contains("network.projections[2] has no effect: it has no synapses"),
            "{command:?}: {words}"
        );
    }
}
