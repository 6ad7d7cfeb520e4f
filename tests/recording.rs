//! What is recorded of a run: the same bits with and without it, counts that are the summary's,
//! weights that are the network's, and the same values in every format.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use fazil::blueprint::{Weights, read_weights};
use fazil::experiment::run;
use fazil::record::{Columns, Recording, RunFolder, read_table};
use fazil::run_files::Summary;
use fazil::scenario::{Edit, EngineKind, Scenario};
use fazil::session::RunOptions;
use tempfile::TempDir;

/// Networks that settle, that do not, whose φ differ, that are wounded; and one commanded.
/// Few digits: what an untrained network is asked takes longer than what it learns.
const FEW: &str = "data=Csv(train: \"tests/data/few-train.csv\", test: \"tests/data/few-test.csv\", label: \
                   \"digit\")";

const CASES: [(&str, &[&str]); 7] = [
    ("digits", &[FEW, "timetable.epochs=2"]),
    (
        "digits",
        &[
            FEW,
            "timetable.epochs=2",
            "precision=F32",
            "timetable.batch=7",
        ],
    ),
    ("digits-tonic-settle", &[FEW, "timetable.epochs=1"]),
    ("digits-tonic", &[FEW, "timetable.epochs=1"]),
    (
        "digits",
        &[
            FEW,
            "timetable.epochs=2",
            "learning.overrides=[(synapse: \"error/0/*<-value/1/0..5\", phi: Never), (synapse: \
             \"error/1/3<-*\", phi: Exact(t_d: 9))]",
        ],
    ),
    (
        "digits",
        &[
            FEW,
            "timetable.epochs=3",
            "faults.lesions=[(at: 3, what: \"value/1/4\"), (at: 7, what: \
             \"error/0/2<-value/1/8\", side: Feedback), (at: 9, what: \"error/1/0..3<-bias\")]",
        ],
    ),
    ("digits-zil", &[FEW, "timetable.epochs=1"]),
];

/// Every variable, in every way of selecting.
const ALL: [&str; 15] = [
    "phi",
    "phi:error/0..2/*<-value/1..3/*",
    "phi:*/1/0..9",
    "x",
    "x_residue",
    "rate:value/1/*",
    "mu",
    "epsilon:error/*/0..3,every=2",
    "phi_state",
    "theta",
    "theta_prime",
    "delta_theta,format=csv",
    "messages_in:*/1/0..2,presentations=0..3",
    "messages_out,presentations=2..4",
    "phi:error/0/1<-bias,format=jsonl",
];

struct Done {
    folder: TempDir,
    summary: Summary,
    scenario: Scenario,
}

impl Done {
    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join(format!("{}-1", self.scenario.name))
    }

    fn table(&self, file: &str) -> Columns {
        read_table(&self.path().join("records").join(file), None).unwrap()
    }

    fn weights(&self, file: &str) -> Weights<f64> {
        let network = &self.scenario.network;
        let path = self.path().join("weights").join(file);
        read_weights(&path, &network.wiring, network.feedback_weights).unwrap()
    }
}

fn run_with(name: &str, edits: &[&str], recordings: &[&str]) -> Done {
    run_on(EngineKind::Auto, name, edits, recordings)
}

fn run_on(engine: EngineKind, name: &str, edits: &[&str], recordings: &[&str]) -> Done {
    let edits: Vec<Edit> = edits
        .iter()
        .map(|edit| edit.replace("<-*", "<-value/2/*").parse().unwrap())
        .collect();
    let mut scenario = Scenario::built_in(name, &edits).unwrap();
    for recording in recordings {
        let recording: Recording = recording.parse().unwrap();
        // What this network has none of is not asked for.
        let _ = scenario.add_recording(recording);
    }
    let folder = tempfile::tempdir().unwrap();
    let made = RunFolder::fresh(folder.path(), &scenario.name).unwrap();
    let stop = AtomicBool::new(false);
    let options = RunOptions {
        engine: Some(engine),
        ..RunOptions::default()
    };
    let summary = run(&scenario, &made, &options, &mut (), &stop).unwrap();
    assert_eq!(summary.ended, "finished", "{name} {edits:?}");
    for record in &summary.records {
        assert_eq!(
            (&record.error, &record.note),
            (&None, &None),
            "{}",
            record.file
        );
    }
    Done {
        folder,
        summary,
        scenario,
    }
}

fn numbers(columns: &Columns, name: &str) -> Vec<Option<f64>> {
    columns[name].iter().map(|stored| stored.number()).collect()
}

fn number(columns: &Columns, name: &str, row: usize) -> f64 {
    columns[name][row].number().unwrap()
}

fn text<'c>(columns: &'c Columns, name: &str, row: usize) -> &'c str {
    columns[name][row].text().unwrap()
}

/// All that a run leaves but the resolved scenario, which says what is recorded, and the time.
fn files(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for name in [
        "metrics.csv",
        "predictions.csv",
        "phi_raster.svg",
        "weights/initial.safetensors",
        "weights/final.safetensors",
    ] {
        found.insert(name.to_owned(), std::fs::read(path.join(name)).unwrap());
    }
    found
}

/// Saboteur: another seed is noticed, so what is compared can differ.
#[test]
fn recording_changes_no_bit_of_anything_else() {
    for (name, edits) in CASES {
        let bare = run_with(name, edits, &[]);
        let reference = files(&bare.path());
        assert!(!bare.path().join("records").exists());
        for recordings in [&ALL[..1], &ALL[8..9], &ALL[..]] {
            let watched = run_with(name, edits, recordings);
            assert!(files(&watched.path()) == reference, "{name} {recordings:?}");
            let (mut a, mut b) = (bare.summary.clone(), watched.summary);
            (a.seconds, b.seconds) = (0.0, 0.0);
            (a.beats, b.beats) = (0, 0); // The packed engine, which shows no messages, has none.
            b.records.clear();
            a.records.clear();
            assert_eq!(a, b, "{name}");
        }
        let sabotaged = [edits, &["timetable.seed=99"]].concat();
        assert!(
            files(&run_with(name, &sabotaged, &[]).path()) != reference,
            "{name}"
        );
    }
}

/// Whoever computes, the rows are the same; and recording changes no bit of the literal engine's.
#[test]
fn both_engines_show_the_same() {
    let shown: Vec<&str> = ALL
        .into_iter()
        .filter(|asked| !asked.starts_with("messages"))
        .collect();
    for (name, edits) in CASES {
        let literal = run_on(EngineKind::Literal, name, edits, &shown);
        let packed = run_on(EngineKind::Packed, name, edits, &shown);
        let bare = run_on(EngineKind::Literal, name, edits, &[]);
        assert!(
            files(&literal.path()) == files(&packed.path()),
            "{name} {edits:?}"
        );
        assert!(
            files(&literal.path()) == files(&bare.path()),
            "{name} {edits:?}"
        );
        assert!(literal.summary.records.len() >= 9);
        for record in &literal.summary.records {
            let file = record.file.strip_prefix("records/").unwrap();
            assert!(
                literal.table(file) == packed.table(file),
                "{name} {edits:?} {file}"
            );
        }
    }
}

/// Recordings of one thing do not depend on what else is recorded.
#[test]
fn recordings_do_not_depend_on_each_other() {
    let (name, edits) = CASES[0];
    let together = run_with(name, edits, &["phi", "x", "theta", "messages_in:*/1/0"]);
    for (asked, file) in [
        ("phi", "phi.parquet"),
        ("x", "x.parquet"),
        ("theta", "theta.parquet"),
        ("messages_in:*/1/0", "messages_in.parquet"),
    ] {
        let alone = run_with(name, edits, &[asked]);
        assert!(alone.table(file) == together.table(file), "{asked}");
    }
}

/// Rows stand for as many synapses as the summary counts; and the rows of synapses asked for
/// by name are the rows of dendrites, spread out.
#[test]
fn phi_rows_are_the_summary_s_counts() {
    for (name, edits) in &CASES[..6] {
        let all_synapses = ["phi", "phi:error/*/*<-value/*/*", "phi:error/*/*<-bias"];
        let done = run_with(name, edits, &all_synapses);
        let (rows, phi) = (done.table("phi.parquet"), done.summary.phi);
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let mut by_moment: BTreeMap<[i64; 6], f64> = BTreeMap::new();
        let key = |columns: &Columns, row: usize| -> [i64; 6] {
            let is_feedback = text(columns, "side", row) == "feedback";
            let of = |name| number(columns, name, row) as i64;
            let outcome = ["hit", "false", "miss"]
                .iter()
                .position(|outcome| *outcome == text(columns, "outcome", row));
            let side = i64::from(is_feedback) * 10 + outcome.unwrap() as i64;
            [
                of("presentation"),
                of("lane"),
                of("tick"),
                of("layer"),
                of("post"),
                side,
            ]
        };
        for row in 0..rows["tick"].len() {
            let n = number(&rows, "n_synapses", row);
            *counts
                .entry(text(&rows, "outcome", row).to_owned())
                .or_default() += n as u64;
            *by_moment.entry(key(&rows, row)).or_default() += n;
        }
        let count = |outcome: &str| counts.get(outcome).copied().unwrap_or(0);
        assert_eq!(
            (count("hit"), count("false"), count("miss")),
            (phi.hits, phi.false_spikes, phi.misses),
            "{name} {edits:?}"
        );
        let mut spread: BTreeMap<[i64; 6], f64> = BTreeMap::new();
        for file in ["phi-2.parquet", "phi-3.parquet"] {
            let rows = done.table(file);
            for row in 0..rows["tick"].len() {
                *spread.entry(key(&rows, row)).or_default() += 1.0;
                if text(&rows, "outcome", row) != "miss" {
                    let [before, delta, after] =
                        ["before", "delta", "after"].map(|name| number(&rows, name, row));
                    assert_fused(edits, [before, delta, after]);
                }
            }
        }
        assert!(spread == by_moment, "{name} {edits:?}");
    }
}

/// The step of a weight is fused, so the weight after is the weight before and the recorded change
/// but for one rounding.
fn assert_fused(edits: &[&str], [before, delta, after]: [f64; 3]) {
    let unit = match edits.contains(&"precision=F32") {
        true => f64::from(f32::EPSILON),
        false => f64::EPSILON,
    };
    let most = unit * before.abs().max(after.abs()).max(delta.abs());
    assert!(
        (before + delta - after).abs() <= most,
        "{before} {delta} {after}"
    );
}

/// φ's hits are where SPEC says: at t = l, on an ε that is the recorded one.
#[test]
fn phi_rows_carry_the_epsilon_and_the_quiet_of_their_tick() {
    for (name, edits) in &CASES[..4] {
        let done = run_with(name, edits, &["phi", "epsilon", "phi_state"]);
        let (rows, epsilons) = (done.table("phi.parquet"), done.table("epsilon.parquet"));
        let states = done.table("phi_state.parquet");
        let key = |columns: &Columns, index: &str, row: usize| -> [i64; 5] {
            ["presentation", "lane", "tick", "layer", index]
                .map(|name| number(columns, name, row) as i64)
        };
        let optional = |columns: &Columns, row: usize| columns["value"][row].number();
        let mut epsilon_at = BTreeMap::new();
        let mut quiet_at = BTreeMap::new();
        let (mut loud_for, mut last) = (BTreeMap::new(), 0);
        for row in 0..epsilons["tick"].len() {
            let key = key(&epsilons, "index", row);
            let epsilon = number(&epsilons, "value", row);
            epsilon_at.insert(key, epsilon);
            let state = optional(&states, row);
            quiet_at.insert(key, state);
            // From one tick to the next a neuron's quiet grows by 1, or begins anew.
            let neuron = [key[1], key[3], key[4]];
            let imposed = *name == "digits-tonic" && key[2] == 0;
            if key[0] == last
                && !imposed
                && let Some((was_loud, before, then)) = loud_for.get(&neuron)
                && key[0] - then <= 1
            // Else the lane has idled.
            {
                let expected = match (was_loud, before) {
                    (true, _) => Some(0.0),
                    (false, before) => Option::map(*before, |quiet: f64| quiet + 1.0),
                };
                assert_eq!(state, expected, "{key:?}");
            }
            last = key[0];
            loud_for.insert(neuron, (epsilon != 0.0, state, key[0]));
        }
        for row in 0..rows["tick"].len() {
            let key = key(&rows, "post", row);
            assert_eq!(number(&rows, "epsilon", row), epsilon_at[&key]);
            if text(&rows, "side", row) == "feedforward" {
                assert_eq!(rows["quiet"][row].number(), quiet_at[&key], "{key:?}");
            }
            if text(&rows, "outcome", row) == "hit" {
                assert_eq!(key[2], key[3], "a hit is at t = l");
                let quiet = rows["quiet"][row].number();
                assert!(
                    quiet.is_none_or(|quiet| quiet >= 4.0),
                    "{name} {key:?} {quiet:?}"
                );
            }
        }
    }
}

/// Recorded weights are the network's, and every change leads from one to the next.
#[test]
fn weights_are_followed_to_the_bit() {
    for (name, edits) in CASES {
        if edits.contains(&"precision=F32") {
            continue; // Its weight files hold F32.
        }
        let done = run_with(name, edits, &["theta", "theta_prime", "delta_theta"]);
        let (start, end) = (
            done.weights("initial.safetensors"),
            done.weights("final.safetensors"),
        );
        let weight = |weights: &Weights<f64>, is_feedback: bool, [l, i, j]: [i64; 3]| {
            let at = |k: i64| usize::try_from(k).unwrap();
            match (is_feedback, j) {
                (true, _) => *weights.feedback[at(l)].at(at(i), at(j)),
                (false, -1) => weights.bias[at(l)][at(i)],
                (false, _) => *weights.theta[at(l)].at(at(i), at(j)),
            }
        };
        let key = |columns: &Columns, row: usize| {
            ["layer", "post", "pre"].map(|name| number(columns, name, row) as i64)
        };
        for (file, is_feedback) in [("theta.parquet", false), ("theta_prime.parquet", true)] {
            let rows = done.table(file);
            let n = rows["value"].len();
            let last = number(&rows, "presentation", n - 1);
            let of_last = (0..n).filter(|row| number(&rows, "presentation", *row) == last);
            for row in of_last {
                let expected = weight(&end, is_feedback, key(&rows, row));
                assert_eq!(number(&rows, "value", row), expected, "{name} {file}");
            }
        }
        let rows = done.table("delta_theta.parquet");
        let mut now: BTreeMap<(bool, [i64; 3]), f64> = BTreeMap::new();
        let has_lesions = edits.iter().any(|edit| edit.contains("lesions"));
        for row in 0..rows["delta"].len() {
            let (is_feedback, key) = (text(&rows, "side", row) == "feedback", key(&rows, row));
            let [before, delta, after] =
                ["before", "delta", "after"].map(|name| number(&rows, name, row));
            let was = now.get(&(is_feedback, key)).copied();
            assert_eq!(
                before,
                was.unwrap_or_else(|| weight(&start, is_feedback, key))
            );
            assert_fused(edits, [before, delta, after]);
            now.insert((is_feedback, key), after);
        }
        for ((is_feedback, key), now) in now {
            let end = weight(&end, is_feedback, key);
            assert!(end == now || (has_lesions && end == 0.0), "{name} {key:?}");
        }
    }
}

#[test]
fn every_format_holds_the_same_values() {
    let (name, edits) = CASES[0];
    for asked in [
        "phi",
        "phi:error/0/*<-value/1/0",
        "x",
        "delta_theta",
        "messages_in:*/1/0..2",
    ] {
        let tables: Vec<Columns> = ["parquet", "csv", "jsonl"]
            .iter()
            .map(|ending| {
                let done = run_with(name, edits, &[&format!("{asked},format={ending}")]);
                let what = asked.split(':').next().unwrap();
                let mut table = done.table(&format!("{what}.{ending}"));
                if let Some(version) = table.remove("format_version") {
                    assert!(version.iter().all(|version| version.number() == Some(1.0)));
                }
                table
            })
            .collect();
        assert!(!tables[0]["presentation"].is_empty());
        for other in &tables[1..] {
            assert_eq!(
                tables[0].keys().collect::<Vec<_>>(),
                other.keys().collect::<Vec<_>>()
            );
            for (column, values) in &tables[0] {
                assert!(values == &other[column], "{asked} {column}");
            }
        }
    }
}

/// Every message that a neuron heard was said by another in the same tick, with the same value;
/// and f(x) as recorded is what was said.
#[test]
fn messages_heard_are_messages_said() {
    let (name, edits) = CASES[0];
    let window = "presentations=3..6";
    let asked = [
        format!("messages_in,{window}"),
        format!("messages_out,{window}"),
        format!("rate,{window}"),
    ];
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    let done = run_with(name, edits, &asked);
    let (heard, said) = (
        done.table("messages_in.parquet"),
        done.table("messages_out.parquet"),
    );
    let rates = done.table("rate.parquet");
    let key = |columns: &Columns, row: usize, who: &str| {
        let [presentation, lane, tick] =
            ["presentation", "lane", "tick"].map(|name| number(columns, name, row) as i64);
        let carries = text(columns, "carries", row).to_owned();
        (
            presentation,
            lane,
            tick,
            text(columns, who, row).to_owned(),
            carries,
        )
    };
    let mut words = BTreeMap::new();
    for row in 0..said["tick"].len() {
        let values = (said["value"][row].number(), said["mu"][row].number());
        words.insert(key(&said, row, "neuron"), values);
    }
    let mut n_compared = 0;
    for row in 0..heard["tick"].len() {
        let from = text(&heard, "other", row);
        if from.starts_with("stimulus") || from.starts_with("teacher") {
            continue;
        }
        let values = (heard["value"][row].number(), heard["mu"][row].number());
        assert_eq!(words[&key(&heard, row, "other")], values, "row {row}");
        n_compared += 1;
    }
    assert!(n_compared > 1000, "{n_compared}");
    let mut n_rates = 0;
    for row in 0..rates["tick"].len() {
        let of = |name| number(&rates, name, row) as i64;
        let neuron = format!("value/{}/{}", of("layer"), of("index"));
        let key = (
            of("presentation"),
            of("lane"),
            of("tick"),
            neuron,
            "Rate".to_owned(),
        );
        if let Some((value, _)) = words.get(&key) {
            assert_eq!(*value, rates["value"][row].number());
            n_rates += 1;
        }
    }
    assert!(n_rates > 1000, "{n_rates}");
}

#[test]
fn a_byte_cap_is_kept_and_told() {
    let edits: Vec<Edit> = ["data.test=0.9", "timetable.epochs=2"]
        .iter()
        .map(|edit| edit.parse().unwrap())
        .collect();
    for format in ["parquet", "csv", "jsonl"] {
        let mut scenario = Scenario::built_in("digits", &edits).unwrap();
        let asked = format!("x,most_bytes=100000,format={format}");
        scenario.add_recording(asked.parse().unwrap()).unwrap();
        let parent = tempfile::tempdir().unwrap();
        let folder = RunFolder::fresh(parent.path(), "capped").unwrap();
        let stop = AtomicBool::new(false);
        let summary = run(&scenario, &folder, &RunOptions::default(), &mut (), &stop).unwrap();
        let record = &summary.records[0];
        let note = record.note.as_ref().unwrap();
        assert!(note.starts_with("byte cap of 100000 reached"), "{note}");
        let file = std::fs::metadata(folder.path().join(&record.file)).unwrap();
        assert!(
            file.len() <= 100_000 && file.len() > 40_000,
            "{}",
            file.len()
        );
        let index = std::fs::read_to_string(folder.path().join("records/records.json")).unwrap();
        assert!(index.contains("byte cap of 100000"), "{index}");
    }
}

/// What a run records is in its resolved scenario, and runs again to the same rows.
#[test]
fn a_resolved_scenario_records_the_same_again() {
    let text = "(
        name: \"again\", network: (widths: [2, 3, 1], activation: Tanh, bias: true),
        learning: (rule: FaZIL, alpha: 0.1), timetable: (epochs: 3), data: Xor(),
        record: [
            (what: Phi, of: \"*\"),
            (what: Epsilon, of: \"error/1/*\", every: 1, during: Presentations(0..10)),
        ],
    )";
    let scenario = Scenario::parse(text, "again.ron", &[]).unwrap();
    let resolved = Scenario::parse(&scenario.to_ron(), "resolved.ron", &[]).unwrap();
    assert_eq!(scenario, resolved);
    let tables = [&scenario, &resolved].map(|scenario| {
        let parent = tempfile::tempdir().unwrap();
        let folder = RunFolder::fresh(parent.path(), "again").unwrap();
        let stop = AtomicBool::new(false);
        run(scenario, &folder, &RunOptions::default(), &mut (), &stop).unwrap();
        let records = folder.path().join("records");
        ["phi.parquet", "epsilon.parquet", "presentations.parquet"]
            .map(|file| read_table(&records.join(file), None).unwrap())
    });
    assert!(tables[0] == tables[1]);
    assert_eq!(
        numbers(&tables[0][1], "presentation").last(),
        Some(&Some(9.0))
    );
}

/// The list of records, and how a run ended, spoke of numbers that nobody had given a population.
#[test]
fn populations_have_their_names_in_the_list_of_records_and_in_how_a_run_ended() {
    let text = "(
        name: \"named\",
        network: (
            populations: [(name: \"retina\", size: 2), (name: \"V1\", size: 2), (name: \"out\", size: 1)],
            projections: [(from: \"retina\", to: \"V1\"), (from: \"V1\", to: \"out\")],
            activation: Identity,
        ),
        learning: (rule: FaZIL, alpha: 1e200), timetable: (epochs: 3), data: Xor(),
        record: [(what: DeltaTheta, of: \"error/V1/1<-value/retina/*\", format: Csv)],
    )";
    let stop = AtomicBool::new(false);
    for engine in ["engine.kind=Literal", "engine.kind=Packed"] {
        let scenario = Scenario::parse(text, "named.ron", &[engine.parse().unwrap()]).unwrap();
        let parent = tempfile::tempdir().unwrap();
        let folder = RunFolder::fresh(parent.path(), "named").unwrap();
        let summary = run(&scenario, &folder, &RunOptions::default(), &mut (), &stop).unwrap();
        assert_eq!(summary.records[0].of, "error/V1/1<-value/retina/*");
        let index = std::fs::read_to_string(folder.path().join("records/records.json")).unwrap();
        assert!(index.contains("error/V1/1<-value/retina/*"), "{index}");
        let ended = summary.ended;
        assert!(ended.starts_with("diverged: "), "{engine}: {ended}");
        assert!(
            ended.contains("/out/0 ") || ended.contains("/V1/"),
            "{engine}: {ended}"
        );
    }
}

/// Tables of a graph held numbers that were explained nowhere, and were said to be levels.
#[test]
fn numbers_of_populations_are_listed_with_names_and_levels() {
    let few = [FEW, "timetable.epochs=1"];
    let asked = ["phi", "phi:error/0..2/*,format=csv"];
    let index = |done: &Done| -> serde_json::Value {
        let text = std::fs::read(done.path().join("records/records.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    };
    let chain = index(&run_with("digits", &few, &asked));
    assert!(chain.get("populations").is_none());
    let done = run_with("two-eyes", &few, &asked);
    let index = index(&done);
    let listed = index["populations"].as_array().unwrap();
    let wiring = &done.scenario.network.wiring;
    assert_eq!(listed.len(), wiring.populations().len());
    for (p, population) in listed.iter().enumerate() {
        assert_eq!(population["number"], p);
        assert_eq!(population["name"], wiring.population_name(p));
        assert_eq!(population["level"], wiring.level(p));
    }
    let phi = done.table("phi.parquet");
    let mut n_hits = 0;
    for row in (0..phi["tick"].len()).filter(|row| text(&phi, "outcome", *row) == "hit") {
        let level = |column: &str| listed[number(&phi, column, row) as usize]["level"].as_f64();
        // Feedback is heard one tick before the teacher's error reaches whoever hears it.
        let expected = match text(&phi, "side", row) {
            "feedback" => level("pre_layer").map(|level| level - 1.0),
            _ => level("layer"),
        };
        assert_eq!(expected, Some(number(&phi, "tick", row)), "row {row}");
        n_hits += 1;
    }
    assert!(n_hits > 100, "{n_hits}");
    for record in index["records"].as_array().unwrap() {
        for column in record["columns"].as_array().unwrap() {
            let meaning = column["meaning"].as_str().unwrap();
            assert!(
                !meaning.contains("t = l") && !meaning.contains("layer"),
                "{meaning}"
            );
            if column["name"] == "layer" {
                assert!(
                    meaning.contains("as in the list of populations"),
                    "{meaning}"
                );
            }
        }
    }
    // Parquet carries the same.
    let file = std::fs::read(done.path().join("records/phi.parquet")).unwrap();
    for sought in [&b"fazil.populations"[..], b"\"name\":\"up1\",\"level\":3"] {
        assert!(file.windows(sought.len()).any(|part| part == sought));
    }
}

/// `of` of a record of a graph had the number in the place of the name that was asked for.
#[test]
fn a_record_is_of_the_population_that_was_asked_for() {
    let parent = tempfile::tempdir().unwrap();
    let mut scenario =
        Scenario::built_in("two-eyes", &["data.test=0.98".parse().unwrap()]).unwrap();
    let asked = scenario.network.wiring.with_numbers("error/up1/*");
    let recording: Recording = format!("epsilon:{asked}").parse().unwrap();
    scenario.add_recording(recording).unwrap();
    let folder = RunFolder::fresh(parent.path(), "named").unwrap();
    let stop = AtomicBool::new(false);
    let options = RunOptions::default();
    let summary = run(&scenario, &folder, &options, &mut (), &stop).unwrap();
    assert_eq!(summary.records[0].of, "error/up1/*");
}
