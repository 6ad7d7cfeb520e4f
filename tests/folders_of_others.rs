//! The folder of a run that somebody else made, or changed: `plot`, `why` and `trace` answer, and
//! neither wait, nor run for days, nor take the computer's memory. Each was found by `tests/fuzz`,
//! or beside what that found.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::time::Duration;

use fazil::experiment::run;
use fazil::record::RunFolder;
use fazil::run_report::{plot, run_page};
use fazil::scenario::{Edit, Scenario};
use fazil::session::RunOptions;
use fazil::why::{Question, why};
use tempfile::TempDir;

/// A run of exclusive or, three epochs of it, and its folder.
fn finished() -> (TempDir, PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let edits: [Edit; 1] = ["timetable.epochs=3".parse().unwrap()];
    let mut scenario = Scenario::built_in("xor", &edits).unwrap();
    for recording in ["phi", "epsilon,format=csv", "x,format=jsonl"] {
        scenario.add_recording(recording.parse().unwrap()).unwrap();
    }
    let folder = RunFolder::fresh(parent.path(), "xor").unwrap();
    let (options, never) = (RunOptions::default(), AtomicBool::new(false));
    run(&scenario, &folder, &options, &mut (), &never).unwrap();
    (parent, folder.path().to_owned())
}

fn change(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from}: {text}");
    std::fs::write(file, text.replacen(from, to, 1)).unwrap();
}

/// The whole of what `why` says of a folder, or its error; it must come within a minute.
fn said_of(folder: &Path) -> Result<String, String> {
    let (folder, (tell, hear)) = (folder.to_owned(), mpsc::channel());
    std::thread::spawn(move || {
        let synapse = "error/0/0<-value/1/2".parse().unwrap();
        let said = why(&folder, &Question::about(synapse, 0)).map(|why| why.text);
        let _ = tell.send(said.map_err(|error| error.to_string()));
    });
    hear.recv_timeout(Duration::from_secs(60)).unwrap()
}

/// What is wrong with the pictures of a folder, or nothing; it must come within a minute.
fn drawn(folder: &Path) -> Result<Vec<String>, String> {
    let (folder, (tell, hear)) = (folder.to_owned(), mpsc::channel());
    std::thread::spawn(move || {
        let pictures = plot(&folder).and_then(|pictures| {
            run_page(&folder, &pictures)?;
            Ok(pictures.into_iter().map(|picture| picture.file).collect())
        });
        let _ = tell.send(pictures.map_err(|error| error.to_string()));
    });
    hear.recv_timeout(Duration::from_secs(60)).unwrap()
}

#[test]
fn a_whole_folder_is_drawn_and_explained() {
    let (_parent, folder) = finished();
    assert!(said_of(&folder).unwrap().contains("error/0/0<-value/1/2"));
    let pictures = drawn(&folder).unwrap();
    for file in [
        "confusion_matrix",
        "recorded_phi",
        "recorded_epsilon",
        "recorded_x",
    ] {
        assert!(pictures.contains(&format!("{file}.svg")), "{pictures:?}");
    }
}

/// To open a named pipe waits for a writer.
#[cfg(unix)]
#[test]
fn a_named_pipe_for_a_file_is_refused_and_not_waited_for() {
    let (_parent, folder) = finished();
    for (file, of_why) in [
        ("scenario.ron", true),
        ("sources.json", true),
        ("summary.json", true),
        ("scenario.ron", false),
        ("summary.json", false),
        ("pictures.json", false),
        ("metrics.csv", false),
        ("predictions.csv", false),
        ("records/records.json", false),
        ("records/epsilon.csv", false),
        ("records/x.jsonl", false),
        ("records/phi.parquet", false),
        ("records/presentations.parquet", false),
        ("weights/final.safetensors", false),
    ] {
        let (path, aside) = (folder.join(file), folder.join("aside"));
        std::fs::rename(&path, &aside).unwrap();
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        let error = match of_why {
            true => said_of(&folder).unwrap_err(),
            false => drawn(&folder).unwrap_err(),
        };
        assert!(
            error.contains("is a device or a pipe") && error.contains(file),
            "{error}"
        );
        std::fs::remove_file(&path).unwrap();
        std::fs::rename(&aside, &path).unwrap();
    }
}

/// It was set up before anybody asked what it takes, and the process ended for want of memory.
#[test]
fn a_scenario_that_cannot_fit_is_refused_before_it_is_made_again() {
    let (_parent, folder) = finished();
    std::fs::remove_file(folder.join("sources.json")).unwrap();
    let scenario = folder.join("scenario.ron");
    change(&scenario, "[2, 4, 1]", "[2, 1000000, 1000000, 1]");
    change(&scenario, "prediction_ticks: 7", "prediction_ticks: 9");
    change(&scenario, "learning_ticks: 2", "learning_ticks: 3");
    let error = said_of(&folder).unwrap_err();
    assert!(error.contains("of memory"), "{error}");
}

/// The summary's own word was trusted: a second, of a billion epochs.
#[test]
fn a_run_of_days_is_not_repeated_because_its_summary_says_a_second() {
    let (_parent, folder) = finished();
    std::fs::remove_file(folder.join("sources.json")).unwrap();
    change(
        &folder.join("scenario.ron"),
        "epochs: 3",
        "epochs: 1000000000",
    );
    change(
        &folder.join("summary.json"),
        "\"presentations\": 12",
        "\"presentations\": 4000000000",
    );
    let text = said_of(&folder).unwrap();
    assert!(
        text.starts_with("by its scenario the run takes about"),
        "{text}"
    );
}

#[test]
fn what_a_file_calls_itself_reaches_no_terminal_raw() {
    let (_parent, folder) = finished();
    let summary = folder.join("summary.json");
    change(
        &summary,
        "\"program_version\": \"",
        "\"program_version\": \"\\u001b[2J",
    );
    change(
        &summary,
        "\"weights_blake3\": \"",
        "\"weights_blake3\": \"\\u001b[2J",
    );
    let error = said_of(&folder).unwrap_err();
    assert!(
        error.contains("cannot be repeated") && !error.contains('\u{1b}'),
        "{error}"
    );
    std::fs::write(
        folder.join("sources.json"),
        "{\"format_version\": \"\\u001b[2J\"}",
    )
    .unwrap();
    let error = said_of(&folder).unwrap_err();
    assert!(
        error.contains("format_version is") && !error.contains('\u{1b}'),
        "{error}"
    );
}

/// A matrix of as many rows and columns as the header names was made before a row was read.
#[test]
fn a_header_of_many_outputs_makes_no_matrix() {
    let (_parent, folder) = finished();
    let outputs: String = (0..200_000).map(|k| format!(",x_0_{k}")).collect();
    let text = format!("format_version,example,label,predicted{outputs}\n");
    std::fs::write(folder.join("predictions.csv"), text).unwrap();
    assert!(
        !drawn(&folder)
            .unwrap()
            .contains(&"confusion_matrix.svg".to_owned())
    );
}

/// -1 was cut to 0, and 0.5 too: an example of no class was drawn as one of class 0.
#[test]
fn what_is_no_class_is_not_drawn_as_one() {
    for label in ["-1", "0.5", "1e300", "NaN"] {
        let (_parent, folder) = finished();
        let text = format!("format_version,label,predicted,x_0_0,x_0_1\n1,{label},0,1,0\n");
        std::fs::write(folder.join("predictions.csv"), text).unwrap();
        let pictures = drawn(&folder).unwrap();
        assert!(
            !pictures.contains(&"confusion_matrix.svg".to_owned()),
            "{label}"
        );
    }
}

/// Sums of such ticks overflowed, and every spike was compared with every presentation.
#[test]
fn ticks_and_lines_beyond_all_runs_are_refused() {
    for (from, to) in [
        ("\"first_tick\": ", "\"first_tick\": 922337203685477580"),
        ("\"start\": ", "\"start\": -922337203685477580"),
    ] {
        let (_parent, folder) = finished();
        change(&folder.join("pictures.json"), from, to);
        let refused = drawn(&folder);
        assert!(
            refused
                .as_ref()
                .is_err_and(|error| error.contains("pictures.json")),
            "{refused:?}"
        );
    }
}

/// What is there and cannot be read was passed over as if nothing had been recorded.
#[test]
fn a_list_of_records_that_is_no_text_is_refused() {
    let (_parent, folder) = finished();
    std::fs::write(folder.join("records/records.json"), b"\xff").unwrap();
    let error = drawn(&folder).unwrap_err();
    assert!(
        error.contains("records.json") && error.contains("UTF-8"),
        "{error}"
    );
}

/// A saved scenario that names pairs outside its folder opens no file there.
#[test]
fn pairs_outside_the_folder_are_not_opened() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("run");
    std::fs::create_dir_all(folder.join("pairs")).unwrap();
    let outside = parent.path().join("outside.csv");
    for path in [outside.clone(), folder.join("pairs/0.csv")] {
        std::fs::write(path, "0,0\n1,1\n").unwrap();
    }
    let path = folder.join("scenario.ron");
    let read = |pairs: &str| {
        let text = format!(
            "(name: \"w\", network: (populations: [(name: \"in\", size: 2), (name: \"mid\", size: 2), \
             (name: \"out\", size: 1)], projections: [(from: \"in\", to: \"mid\", connect: \
             Pairs({pairs:?})), (from: \"mid\", to: \"out\")]), learning: (rule: FaZIL, alpha: 0.1), \
             data: Xor())"
        );
        std::fs::write(&path, text).unwrap();
        Scenario::read_saved(&path).map(|scenario| scenario.network.wiring.n_pairs(1))
    };
    let inside = folder.join("pairs/0.csv");
    for right in [
        "pairs/0.csv",
        "./pairs/../pairs/0.csv",
        inside.to_str().unwrap(),
    ] {
        assert!(read(right).is_ok(), "{right}");
    }
    let link = folder.join("pairs/link.csv");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, link).unwrap();
    #[cfg(not(unix))]
    drop(link);
    for wrong in [
        outside.to_str().unwrap(),
        "../outside.csv",
        "pairs/../../outside.csv",
        "pairs/link.csv",
        "pairs/none.csv",
    ] {
        let error = read(wrong).unwrap_err().to_string();
        assert!(
            error.contains("is no file in the folder of the run"),
            "{wrong}: {error}"
        );
    }
}
