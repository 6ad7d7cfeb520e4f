//! The folder of a run with one of its files replaced, as `plot`, `why` and `trace` read it.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use fazil::experiment::{run, trace};
use fazil::record::RunFolder;
use fazil::run_report::{Picture, plot, run_page};
use fazil::scenario::{Edit, Scenario};
use fazil::session::{RunError, RunOptions};
use fazil::why::{Question, why};

use super::answers::{harmless, place, readable};

/// The files that may be replaced, who reads them, and which others are read with them.
const FILES: [(&str, Reader, &[&str]); 12] = [
    ("scenario.ron", Reader::Plot, &[]),
    ("metrics.csv", Reader::Plot, &["scenario.ron"]),
    ("predictions.csv", Reader::Plot, &["scenario.ron"]),
    ("pictures.json", Reader::Plot, &["scenario.ron"]),
    (
        "summary.json",
        Reader::Both,
        &["scenario.ron", "sources.json"],
    ),
    (
        "sources.json",
        Reader::Why,
        &["scenario.ron", "summary.json"],
    ),
    (
        "records/records.json",
        Reader::Plot,
        &["scenario.ron", EPSILON, PRESENTATIONS],
    ),
    (PHI, Reader::Plot, &["scenario.ron", INDEX, PRESENTATIONS]),
    (PRESENTATIONS, Reader::Plot, &["scenario.ron", INDEX, PHI]),
    (EPSILON, Reader::Plot, &["scenario.ron", INDEX]),
    ("records/x.jsonl", Reader::Plot, &["scenario.ron", INDEX]),
    (
        "weights/final.safetensors",
        Reader::Plot,
        &[
            "scenario.ron",
            "weights/initial.safetensors",
            "weights/backpropagation.safetensors",
        ],
    ),
];
const INDEX: &str = "records/records.json";
const PHI: &str = "records/phi.parquet";
const PRESENTATIONS: &str = "records/presentations.parquet";
const EPSILON: &str = "records/epsilon.csv";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Plot,
    Why,
    Both,
}

thread_local! {
    static FOLDER: PathBuf = finished();
}

/// The folder of a run of exclusive or, three epochs of it, with records in every format.
fn finished() -> PathBuf {
    let edits: [Edit; 2] = ["timetable.epochs=3", "network.initial.seed=2"]
        .map(|edit| edit.parse().expect("it is an edit"));
    let mut scenario = Scenario::built_in("xor", &edits).expect("it is built in");
    for recording in ["phi", "epsilon,format=csv", "x,format=jsonl"] {
        let recording = recording.parse().expect("it is a recording");
        scenario
            .add_recording(recording)
            .expect("the network has it");
    }
    let folder = RunFolder::fresh(&place("runs"), "xor").expect("a folder can be made");
    let never = AtomicBool::new(false);
    run(&scenario, &folder, &RunOptions::default(), &mut (), &never).expect("it runs");
    folder.path().to_owned()
}

/// The first byte names the file that the rest replaces; with its bit 4, the run did not finish, and
/// left little else.
pub fn run_folder(bytes: &[u8]) {
    let Some((&selector, rest)) = bytes.split_first() else {
        return;
    };
    let (name, reader, others) = FILES[usize::from(selector & 15) % FILES.len()];
    FOLDER.with(|finished| match selector & 16 {
        0 => {
            let path = finished.join(name);
            let whole = std::fs::read(&path).expect("a run leaves it");
            write(&path, rest);
            look(finished, reader);
            write(&path, &whole);
        }
        _ => {
            let folder = place("unfinished");
            for other in others {
                let bytes = std::fs::read(finished.join(other)).expect("a run leaves it");
                let text = String::from_utf8_lossy(&bytes);
                match *other == INDEX {
                    true => write(&folder.join(other), under_way(&text).as_bytes()),
                    false => write(&folder.join(other), &bytes),
                }
            }
            write(&folder.join("unfinished.json"), b"{}");
            write(&folder.join(name), rest);
            look(&folder, reader);
            std::fs::remove_dir_all(&folder).expect("a folder can be removed");
        }
    });
}

/// The list of what is recorded while the run is under way: there may be less.
fn under_way(index: &str) -> String {
    index.replacen('{', "{\"is_under_way\": true,", 1)
}

fn write(path: &Path, bytes: &[u8]) {
    let folder = path.parent().expect("a file stands in a folder");
    std::fs::create_dir_all(folder).expect("a folder can be made");
    std::fs::write(path, bytes).expect("a file can be written");
}

fn look(folder: &Path, reader: Reader) {
    if reader != Reader::Why {
        draw(folder);
    }
    if reader != Reader::Plot {
        repeat(folder);
    }
}

/// What is drawn is drawn well; what is not is answered.
fn draw(folder: &Path) {
    let Some(pictures) = answered(plot(folder)) else {
        return;
    };
    for Picture { file, svg, .. } in &pictures {
        assert!(
            !file.contains('/') && file.ends_with(".svg"),
            "{file:?} is no name"
        );
        if let Err(error) = roxmltree::Document::parse(svg) {
            panic!("{file}: {error}");
        }
    }
    answered(run_page(folder, &pictures));
}

/// Why a synapse changed, and the trace of a presentation.
fn repeat(folder: &Path) {
    let synapse = "error/0/0<-value/1/2".parse().expect("it is a synapse");
    if let Some(why) = answered(why(folder, &Question::about(synapse, 0))) {
        harmless(&why.text);
        assert!(roxmltree::Document::parse(&why.svg).is_ok());
    }
    if let Some(words) = answered(trace(folder, 0..1, &place("trace.json"), false, &|_| {})) {
        harmless(&words);
    }
}

fn answered<T>(result: Result<T, RunError>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            readable(&error);
            None
        }
    }
}
