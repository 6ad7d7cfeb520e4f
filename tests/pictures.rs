//! Looking at runs through the program itself: what it refuses and how, disks that fill up,
//! pictures drawn again, why a synapse changed, traces and logs.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn fazil(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fazil"))
        .args(arguments)
        .output()
        .unwrap()
}

fn words(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// A run of few digits in a fresh directory.
fn run_digits(more: &[&str]) -> (TempDir, PathBuf, Output) {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().to_str().unwrap().to_owned();
    let few = [
        "run",
        "digits",
        "--set",
        "data.test=0.97",
        "--set",
        "timetable.epochs=2",
        "--out",
        &out,
    ];
    let output = fazil(&[&few, more].concat());
    let run = parent.path().join("digits-1");
    (parent, run, output)
}

#[test]
fn what_cannot_be_recorded_is_refused_before_anything_runs() {
    for (asked, expected) in [
        ("epsilon:error/7/*", "error/0/0..10, error/1/0..32"),
        ("volume", "there are phi, x, x_residue, rate, mu, epsilon"),
        ("theta:error/0/*", "error/0/0..10<-value/1/0..32"),
        ("x,every=0", "at least 1"),
        ("x:valu/1/*", "error/l/i, value/l/i"),
    ] {
        let (_parent, run, output) = run_digits(&["--record", asked]);
        let (_, stderr) = words(&output);
        assert!(
            !output.status.success() && stderr.contains(expected),
            "{asked}: {stderr}"
        );
        assert!(!run.exists(), "{asked}");
    }
}

/// The largest file a process may write stands in for a disk that fills up.
#[cfg(unix)]
#[test]
fn a_full_disk_ends_the_recording_and_nothing_else() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().to_str().unwrap();
    for format in ["parquet", "csv", "jsonl"] {
        // 1000 KiB: enough for every other file of the run.
        let script = format!(
            "trap '' XFSZ; ulimit -f 1000; exec \"$0\" run digits --set data.test=0.8 --set \
             timetable.epochs=2 --record x,format={format} --record phi --out {out}"
        );
        let output = Command::new("bash")
            .args(["-c", &script, env!("CARGO_BIN_EXE_fazil")])
            .output()
            .unwrap();
        let (stdout, stderr) = words(&output);
        assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");
        let expected = format!("cannot record records/x.{format}: File too large");
        assert!(stderr.contains(&expected), "{stderr}");
    }
    for k in 1..=3 {
        let run = parent.path().join(format!("digits-{k}"));
        for file in [
            "summary.json",
            "metrics.csv",
            "weights/final.safetensors",
            "report.html",
        ] {
            assert!(run.join(file).exists(), "{file}");
        }
        let phi = fazil::record::read_table(&run.join("records/phi.parquet"), Some(1)).unwrap();
        assert_eq!(phi["tick"].len(), 364, "every φ of the first presentation");
    }
}

#[test]
fn a_directory_that_cannot_be_written_is_named() {
    let parent = tempfile::tempdir().unwrap();
    let blocked = parent.path().join("blocked");
    std::fs::write(&blocked, "a file").unwrap();
    let output = fazil(&["run", "hand", "--out", blocked.to_str().unwrap()]);
    let (_, stderr) = words(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr.contains("cannot write") && stderr.contains("blocked"),
        "{stderr}"
    );
}

#[test]
fn pictures_are_drawn_again_from_the_files_to_the_same_bytes() {
    let recorded = [
        "--record",
        "phi",
        "--record",
        "epsilon:error/1/0..3,format=csv",
    ];
    let (_parent, run, output) = run_digits(&recorded);
    assert!(output.status.success(), "{:?}", words(&output));
    let pictures = |run: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
        let files = std::fs::read_dir(run)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let drawn = files.filter(|path| {
            path.extension()
                .is_some_and(|ending| ending == "svg" || ending == "html")
        });
        drawn
            .map(|path| (path.clone(), std::fs::read(path).unwrap()))
            .collect()
    };
    let first = pictures(&run);
    let names: BTreeSet<String> = first
        .keys()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let expected = [
        "confusion_matrix.svg",
        "learning_curve.svg",
        "network.svg",
        "phi_raster.svg",
        "recorded_epsilon.svg",
        "recorded_phi.svg",
        "report.html",
        "time_series.svg",
        "wavefront.svg",
        "weights.svg",
    ];
    assert_eq!(names, expected.map(str::to_owned).into());
    first
        .keys()
        .for_each(|path| std::fs::remove_file(path).unwrap());
    let output = fazil(&["plot", run.to_str().unwrap()]);
    assert!(output.status.success(), "{:?}", words(&output));
    assert!(pictures(&run) == first);
    for (path, bytes) in &first {
        let text = std::str::from_utf8(bytes).unwrap();
        if path.extension().unwrap() == "svg" {
            roxmltree::Document::parse(text).unwrap();
        } else {
            // It needs nothing from anywhere.
            for word in ["<script", "src=", "@import", "url("] {
                assert!(!text.contains(word), "{word}");
            }
            assert!(text.contains("test accuracy") && text.contains("FaZIL"));
        }
    }
    let nowhere = fazil(&["plot", "/nowhere/at/all"]);
    assert!(words(&nowhere).1.contains("/nowhere/at/all/scenario.ron"));
}

#[test]
fn why_a_synapse_changed_is_told_from_the_teacher_on() {
    let (_parent, run, output) = run_digits(&["--record", "phi:error/1/*<-value/2/20..30"]);
    assert!(output.status.success(), "{:?}", words(&output));
    let rows = fazil::record::read_table(&run.join("records/phi.parquet"), None).unwrap();
    let number = |name: &str, row: usize| rows[name][row].number().unwrap();
    let is_hit =
        |row: &usize| rows["outcome"][*row].text() == Some("hit") && number("delta", *row) != 0.0;
    let row = (0..rows["tick"].len()).rfind(is_hit).unwrap();
    let (post, pre) = (number("post", row), number("pre", row));
    let synapse = format!("error/1/{post}<-value/2/{pre}");
    let presentation = number("presentation", row).to_string();
    let asked = [
        "why",
        run.to_str().unwrap(),
        "--synapse",
        &synapse,
        "--presentation",
        &presentation,
    ];
    let (stdout, stderr) = words(&fazil(&asked));
    let (delta, after) = (number("delta", row), number("after", row));
    for expected in [
        format!("θ changed by {delta:?} at t = 1"),
        format!("to {after:?}: its own φ fired"),
        "gave most".to_owned(),
        "The whole batch at t = 1".to_owned(),
        "The arithmetic of lane".to_owned(),
        "teacher/".to_owned(),
        format!("value/1/{post}"),
        "pushes x by".to_owned(),
        format!("value/2/{pre}"),
    ] {
        assert!(
            stdout.contains(&expected),
            "{expected} in:\n{stdout}{stderr}"
        );
    }
    for (options, expected) in [
        (&["--largest"][..], "The largest change of a weight: error/"),
        (&["--first-spike"], "The first φ that fired: error/"),
        (
            &["--of", "error/1/*"],
            "The largest change of a weight among error/1/*: error/1/",
        ),
        (
            &["--of", "error/0/*<-bias", "--all"],
            "of every error on the way",
        ),
    ] {
        let arguments = [&["why", run.to_str().unwrap()][..], options].concat();
        let (stdout, stderr) = words(&fazil(&arguments));
        assert!(
            stdout.contains(expected),
            "{expected} in:\n{stdout}{stderr}"
        );
    }
    let asked_for = words(&output).0;
    assert!(
        asked_for.contains("largest change of a weight: error/"),
        "{asked_for}"
    );
    for (options, expected) in [
        (&["--first-miss"][..], "no φ was missed"),
        (
            &["--of", "error/1"],
            "'error/1' is not of the form error/l/i",
        ),
        (&["--lane", "99"], "there is no lane 99 in presentation"),
    ] {
        let arguments = [&["why", run.to_str().unwrap()][..], options].concat();
        let (_, stderr) = words(&fazil(&arguments));
        assert!(stderr.contains(expected), "{expected} in:\n{stderr}");
    }
    let picture = std::fs::read_to_string(run.join("why.svg")).unwrap();
    roxmltree::Document::parse(&picture).unwrap();
    for (synapse, presentation, expected) in [
        (
            "error/9/0<-bias",
            "0",
            "there is no synapse error/9/0<-bias; there are error/0/0..10<-",
        ),
        (
            "error/0/0<-bias",
            "99999",
            "there is no presentation 99999; the run has 0..",
        ),
    ] {
        let asked = [
            "why",
            run.to_str().unwrap(),
            "--synapse",
            synapse,
            "--presentation",
            presentation,
        ];
        let (_, stderr) = words(&fazil(&asked));
        assert!(stderr.contains(expected), "{stderr}");
    }
}

/// The rules of the trace-event format that a viewer relies on.
#[test]
fn a_trace_keeps_the_trace_event_format() {
    let (_parent, run, _) = run_digits(&[]);
    let output = fazil(&["trace", run.to_str().unwrap(), "--presentations", "1..3"]);
    assert!(output.status.success(), "{:?}", words(&output));
    let text = std::fs::read_to_string(run.join("trace.json")).unwrap();
    let trace: Value = serde_json::from_str(&text).unwrap();
    let events = trace["traceEvents"].as_array().unwrap();
    let mut slices: BTreeMap<u64, Vec<(i64, i64)>> = BTreeMap::new();
    for event in events.iter().filter(|event| event["ph"] == "X") {
        let (start, length) = (
            event["ts"].as_i64().unwrap(),
            event["dur"].as_i64().unwrap(),
        );
        assert!(length > 0);
        let track = slices.entry(event["tid"].as_u64().unwrap()).or_default();
        track.push((start, start + length));
    }
    for track in slices.values_mut() {
        track.sort_unstable();
        assert!(
            track.windows(2).all(|two| two[0].1 <= two[1].0),
            "slices overlap"
        );
    }
    let (mut starts, mut ends, mut n_spikes) = (BTreeMap::new(), BTreeMap::new(), 0);
    for event in events {
        let phase = event["ph"].as_str().unwrap();
        assert!(
            event["pid"].is_u64() && event["name"].is_string(),
            "{event}"
        );
        match phase {
            "M" => continue,
            "X" | "i" => n_spikes += usize::from(event["cat"] == "phi"),
            "s" | "f" => {
                let (at, track) = (
                    event["ts"].as_i64().unwrap(),
                    event["tid"].as_u64().unwrap(),
                );
                let is_within = |slice: &(i64, i64)| (slice.0..slice.1).contains(&at);
                assert!(
                    slices[&track].iter().any(is_within),
                    "an arrow from nowhere: {event}"
                );
                let ends = if phase == "s" { &mut starts } else { &mut ends };
                assert!(ends.insert(event["id"].as_u64().unwrap(), at).is_none());
            }
            other => panic!("unknown phase {other}"),
        }
        assert!(event["ts"].is_i64());
    }
    assert!(n_spikes > 0 && starts.len() > 1000);
    assert!(starts.len() == ends.len());
    assert!(
        starts.iter().all(|(id, at)| ends[id] > *at),
        "an arrow into the past"
    );
    // A network without a controller has no track of that name; marks have a track of their own.
    let named = events.iter().filter(|event| event["name"] == "thread_name");
    let names: BTreeMap<u64, &str> = named
        .map(|event| {
            (
                event["tid"].as_u64().unwrap(),
                event["args"]["name"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(
        !names.values().any(|name| *name == "controller"),
        "{names:?}"
    );
    let marks = events.iter().filter(|event| event["s"] == "g");
    for mark in marks {
        assert_eq!(
            names[&mark["tid"].as_u64().unwrap()],
            "presentations",
            "{mark}"
        );
    }
    let beyond = fazil(&["trace", run.to_str().unwrap(), "--presentations", "99999"]);
    let (_, refused) = words(&beyond);
    assert!(refused.contains("there is no presentation 99999"));
    // A range that goes beyond the run is cut, which is said.
    let (_, n) = refused.trim().rsplit_once("0..").unwrap();
    let n: u64 = n.parse().unwrap();
    let range = format!("{}..{}", n - 1, n + 5);
    let beyond = fazil(&["trace", run.to_str().unwrap(), "--presentations", &range]);
    let (told, _) = words(&beyond);
    let expected = format!("note: the run has presentations 0..{n}, so the trace ends before");
    assert!(told.contains(&expected), "{told}");
}

#[test]
fn spikes_are_told_as_json_to_whoever_listens() {
    let (_parent, run, output) = run_digits(&["--log", "trace", "--log-json"]);
    let (stdout, stderr) = words(&output);
    assert!(output.status.success(), "{stdout}");
    let events: Vec<Value> = stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let spikes: Vec<&Value> = events
        .iter()
        .filter(|event| event["target"] == "fazil::phi")
        .collect();
    assert!(!spikes.is_empty());
    let spans: Vec<&str> = spikes[0]["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| span["name"].as_str().unwrap())
        .collect();
    assert_eq!(spans, ["run", "epoch", "presentation", "tick"]);
    let summary = std::fs::read_to_string(run.join("summary.json")).unwrap();
    let summary: Value = serde_json::from_str(&summary).unwrap();
    let n_synapses = |event: &Value| match (
        event["fields"]["synapses"].as_str().unwrap(),
        &event["fields"]["side"],
    ) {
        ("all", side) if side == "feedback" => 10,
        ("all", _)
            if event["fields"]["neuron"]
                .as_str()
                .unwrap()
                .starts_with("error/0") =>
        {
            33
        }
        ("all", _) => 65,
        _ => 1,
    };
    let told: u64 = spikes.iter().map(|event| n_synapses(event)).sum();
    let phi = &summary["phi"];
    let expected = phi["hits"].as_u64().unwrap() + phi["false_spikes"].as_u64().unwrap();
    assert_eq!(told, expected);
    // Without --log nothing is told.
    let (_parent, _, quiet) = run_digits(&[]);
    assert_eq!(words(&quiet).1, "");
}

/// A run in a fresh directory: what the screen said, and the report.
fn report_of(name: &str, more: &[&str]) -> (TempDir, String, String) {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().to_str().unwrap().to_owned();
    let output = fazil(&[&["run", name, "--out", &out], more].concat());
    let (stdout, stderr) = words(&output);
    assert!(output.status.success(), "{stderr}");
    let report = parent.path().join(format!("{name}-1/report.html"));
    let report = std::fs::read_to_string(report).unwrap();
    (parent, stdout, report)
}

/// The paragraph on why a run did not settle was on the screen alone.
#[test]
fn the_report_says_what_the_screen_says_and_what_its_words_mean() {
    let few = ["--set", "timetable.epochs=1", "--set", "data.test=0.97"];
    let (_parent, stdout, report) = report_of("digits-tonic-settle", &few);
    let paragraphs: Vec<&str> = stdout
        .lines()
        .filter(|line| line.starts_with("This network") || line.starts_with("The weights are"))
        .collect();
    assert_eq!(paragraphs.len(), 2, "{stdout}");
    for paragraph in paragraphs {
        assert!(report.contains(paragraph), "{paragraph}");
    }
    for word in ["value neuron", "φ", "t = l", "vanished", "twin"] {
        assert!(report.contains(&format!("<dt>{word}</dt>")), "{word}");
    }
    assert!(
        stdout.contains("φ: the spike detector of a synapse"),
        "{stdout}"
    );
    assert!(report.contains("color-scheme:light dark") && !report.contains("or why the network"));
    // Every picture is there for a screen and for a telephone.
    let n = |what: &str| report.matches(what).count();
    assert!(n("<figure>") >= 6 && n("viewBox='0 0 800 ") == n("<figure>"));
    assert_eq!(n("viewBox='0 0 360 "), n("<figure>"));
}

/// `hand` printed neither weights nor equations, and its table was not kept.
#[test]
fn hand_shows_its_equations_and_keeps_its_table() {
    let (parent, stdout, report) = report_of("hand", &[]);
    let ticks = std::fs::read_to_string(parent.path().join("hand-1/ticks.txt")).unwrap();
    for text in [&stdout, &ticks, &report] {
        for line in [
            "μ/0/0 = 1·x/1/0 − 1/2·x/1/1",
            "x/1/1 of the next tick = μ/1/1 + (−1/2·ε/0/0)",
            "1255/1024",
        ] {
            assert!(text.contains(line), "{line} in:\n{text}");
        }
    }
    let picture = std::fs::read_to_string(parent.path().join("hand-1/network.svg")).unwrap();
    // The first output weight was 1 and learned 1/32.
    for shown in ["value/2/1", "error/0/0", "1.031"] {
        assert!(
            picture.contains(&format!(">{shown}<")),
            "{shown} in {picture}"
        );
    }
}
