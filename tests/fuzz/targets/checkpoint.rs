//! A run's checkpoint, from which a run goes on or which is refused.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use fazil::engine::open;
use fazil::experiment::{Progress, Standing, resume, run};
use fazil::record::RunFolder;
use fazil::run_files::EpochMetrics;
use fazil::scalar::Exact;
use fazil::scenario::{Edit, Scenario};
use fazil::session::{RunOptions, SessionState};

use super::answers::{harmless, names_file, place, readable};

const FILE: &str = "checkpoint.fazil";

/// Feedback that is under way for a tick, and pairs at random.
const GRAPH: &str = r#"network=(
    populations: [(name: "a", size: 2), (name: "b", size: 3), (name: "c", size: 3), (name: "d", size: 1)],
    projections: [
        (from: "a", to: "b"),
        (from: "b", to: "c", connect: Random(density: 0.6, seed: 1)),
        (from: "c", to: "d"),
        (from: "b", to: "d"),
    ],
    activation: Tanh,
    bias: true,
    initial: Xavier(seed: 2),
)"#;

/// Changes to exclusive or: either engine, a controller, noise and something lost, a graph on either engine.
const CHANGES: [&[&str]; 6] = [
    &["engine.kind=Literal"],
    &["engine.kind=Packed"],
    &[
        "learning.rule=ZIL",
        "learning.feedback=Tonic",
        "timetable.prediction=Imposed",
        "timetable.prediction_ticks=0",
        "timetable.perturbation=0.1",
    ],
    &[
        "faults.activity_noise=1e-3",
        "faults.lesions=[(at: 2, what: \"value/1/0\")]",
        "precision=F32",
    ],
    &[GRAPH, "engine.kind=Literal"],
    &[GRAPH, "engine.kind=Packed"],
];

/// The files of a run that was stopped, but those that are drawn.
type Files = BTreeMap<PathBuf, Vec<u8>>;

thread_local! {
    static STOPPED: [Files; 6] = std::array::from_fn(stopped);
}

/// Stops a run after some presentations.
struct Stop<'s> {
    stop: &'s AtomicBool,
    n_left: usize,
}

impl Progress for Stop<'_> {
    fn presentation(&mut self, _: &Standing) {
        self.n_left -= 1;
        self.stop.store(self.n_left == 0, Ordering::Relaxed);
    }
    fn epoch(&mut self, _: &EpochMetrics, _: usize) {}
    fn tell(&mut self, text: &str) {
        harmless(text);
    }
}

fn stopped(kind: usize) -> Files {
    let edits = [
        "timetable.epochs=4",
        "timetable.batch=2",
        "network.initial.seed=2",
    ];
    let edits = edits.iter().chain(CHANGES[kind]);
    let edits: Vec<Edit> = edits
        .map(|edit| edit.parse().expect("it is an edit"))
        .collect();
    let scenario = Scenario::built_in("xor", &edits).expect("it is built in");
    let folder = RunFolder::fresh(&place("stopped"), "xor").expect("a folder can be made");
    let stop = AtomicBool::new(false);
    let mut progress = Stop {
        stop: &stop,
        n_left: 5,
    };
    run(
        &scenario,
        &folder,
        &RunOptions::default(),
        &mut progress,
        &stop,
    )
    .expect("it runs");
    let mut files = Files::new();
    for name in ["scenario.ron", "sources.json", "metrics.csv", FILE] {
        let bytes = std::fs::read(folder.path().join(name)).expect("a run leaves it");
        files.insert(name.into(), bytes);
    }
    files
}

/// The first byte names the run (from bit 2 on), and what the rest is: the whole file; what is sealed
/// in it behind the hash of the scenario; or changes to what the run left there, three bytes each.
pub fn checkpoint(bytes: &[u8]) {
    let Some((&selector, rest)) = bytes.split_first() else {
        return;
    };
    STOPPED.with(|stopped| {
        let files = &stopped[usize::from(selector >> 2) % CHANGES.len()];
        let whole = &files[Path::new(FILE)];
        let file = match selector & 3 {
            0 => rest.to_vec(),
            1 => sealed(whole, rest),
            _ => sealed(whole, &changed(&whole[N_BEFORE..], rest)),
        };
        for error in [
            open::<SessionState<f64>>(&file).err(),
            open::<SessionState<Exact>>(&file).err(),
        ] {
            error.map(|error| readable(&error));
        }
        let folder = place("resumed");
        for (name, bytes) in files {
            write(&folder.join(name), bytes);
        }
        write(&folder.join(FILE), &file);
        go_on(&folder);
        std::fs::remove_dir_all(&folder).expect("a folder can be removed");
    });
}

/// Bytes before the hash of what is sealed: the name, the format and the precision.
const N_HEAD: usize = "fazil checkpoint\n".len() + 4 + 1;
const N_HASH: usize = 32;
/// What begins the sealed part: the hash of the scenario's text, with its length.
const N_SCENARIO: usize = 65;

const N_BEFORE: usize = N_HEAD + N_HASH + N_SCENARIO;

/// Each three bytes of `changes` are a position and what is put there; of two that are left over,
/// the end.
fn changed(sealed: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut sealed = sealed.to_vec();
    let (changes, end) = changes.as_chunks();
    for &[low, high, byte] in changes {
        let at = usize::from(u16::from_le_bytes([low, high])) % sealed.len();
        sealed[at] = byte;
    }
    if let &[low, high] = end {
        sealed.truncate(usize::from(u16::from_le_bytes([low, high])));
    }
    sealed
}

/// A file with the head of `whole`, the hash of its scenario, and then `rest`.
fn sealed(whole: &[u8], rest: &[u8]) -> Vec<u8> {
    let scenario = &whole[N_HEAD + N_HASH..][..N_SCENARIO];
    let written = [scenario, rest].concat();
    let hash = blake3::hash(&written);
    [&whole[..N_HEAD], hash.as_bytes(), &written].concat()
}

fn write(path: &Path, bytes: &[u8]) {
    let folder = path.parent().expect("a file stands in a folder");
    std::fs::create_dir_all(folder).expect("a folder can be made");
    std::fs::write(path, bytes).expect("a file can be written");
}

/// The run goes on to its end, whatever that is, or names the file.
fn go_on(path: &Path) {
    let folder = RunFolder::existing(path).expect("it was made");
    let stop = AtomicBool::new(false);
    let mut progress = Stop {
        stop: &stop,
        n_left: 1000,
    };
    match resume(&folder, &RunOptions::default(), &mut progress, &stop) {
        Ok(summary) => harmless(&summary.ended),
        Err(error) => drop(names_file(&error, path)),
    }
}
