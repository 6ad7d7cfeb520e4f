//! What is recorded, read with the tools that people use: the snippets of `docs/recording.md`, run
//! by Python with pandas, pyarrow and polars, against `summary.json`.
//!
//! `.ci/run` makes a virtual environment with them and names its Python in `FAZIL_PYTHON`; without
//! one that has all three, the test says so and passes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::process::Command;

/// A Python with these packages.
fn python(packages: &str) -> Option<String> {
    let named = std::env::var("FAZIL_PYTHON").ok();
    let candidates = named.iter().cloned().chain(["python3".to_owned()]);
    let has_them = |python: &String| {
        let check = Command::new(python)
            .args(["-c", &format!("import {packages}")])
            .output();
        check.is_ok_and(|output| output.status.success())
    };
    let found = candidates.into_iter().find(has_them);
    assert!(
        found.is_some() || named.is_none(),
        "FAZIL_PYTHON lacks some of {packages}"
    );
    found
}

/// Where the page goes over from reading to other formats.
const EXPORTS: &str = "## Into NWB, Neo and SONATA";

/// The Python snippets of a document.
fn snippets(document: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in document.split("```python\n").skip(1) {
        found.push(part.split("```").next().unwrap().to_owned());
    }
    found
}

/// Checks that go with the snippets; what they leave in their variables is looked at.
const CHECKS: &str = r#"
import json, struct, sys
summary = json.load(open(f"{run}/summary.json"))
counts = phi.groupby("outcome")["n_synapses"].sum().to_dict()
assert counts.get("hit", 0) == summary["phi"]["hits"], counts
assert counts.get("miss", 0) == summary["phi"]["misses"], counts
assert counts.get("false", 0) == summary["phi"]["false_spikes"], counts
assert len(per_synapse) == summary["phi"]["hits"] + summary["phi"]["false_spikes"]
assert metadata[b"fazil.format_version"] == b"1"
assert metadata[b"fazil.rows"] == str(len(phi)).encode()
columns = {column["name"]: column for column in json.loads(metadata[b"fazil.columns"])}
assert columns["epsilon"]["unit"] == "units of x", columns
# The same values, to the bit, in every format.
bits = lambda values: [struct.pack("<d", value) for value in values]
parquet = pd.read_parquet(f"{run}/records/epsilon.parquet")
assert len(parquet) > 1000
for other in (from_csv, from_json):
    assert len(other) == len(parquet)
    assert (other["format_version"] == 1).all()
    for name in parquet.columns:
        assert bits(other[name]) == bits(parquet[name]), name
assert in_polars.columns == list(phi.columns)
for name in in_polars.columns:
    ours, theirs = phi[name].tolist(), in_polars[name].to_list()
    same = lambda a, b: a == b or (a != a and b is None)
    assert len(ours) == len(theirs) and all(map(same, ours, theirs)), name
presentations = pd.read_parquet(f"{run}/records/presentations.parquet")
assert len(presentations) == summary["presentations"]
merged = phi.merge(presentations, on=["presentation", "lane"])
assert (merged["taught"] == 1).all() and len(merged) == len(phi)
print("read")
"#;

#[test]
fn what_is_recorded_is_read_by_pandas_and_polars() {
    let Some(python) = python("pandas, polars, pyarrow") else {
        eprintln!("skipped: no Python with pandas, polars and pyarrow (.ci/run makes one)");
        return;
    };
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().to_str().unwrap();
    let arguments = [
        "run",
        "digits",
        "--set",
        "data.test=0.9",
        "--set",
        "timetable.epochs=2",
        "--out",
        out,
        "--record",
        "phi",
        "--record",
        "epsilon",
        "--record",
        "epsilon,format=csv",
        "--record",
        "epsilon,format=jsonl",
    ];
    let fazil = Command::new(env!("CARGO_BIN_EXE_fazil"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        fazil.status.success(),
        "{}",
        String::from_utf8_lossy(&fazil.stderr)
    );
    let run = parent.path().join("digits-1");
    let document = include_str!("../docs/recording.md");
    let snippets = snippets(document.split(EXPORTS).next().unwrap());
    assert_eq!(snippets.len(), 6, "the checks know six snippets");
    let program = format!(
        "run = {run:?}\n{}\n{}\n{}\n{}\nfrom_csv = epsilon\n{}\nfrom_json = epsilon\n{}\n{CHECKS}",
        snippets[0], snippets[1], snippets[2], snippets[3], snippets[4], snippets[5]
    );
    let output = Command::new(python)
        .args(["-c", &program])
        .output()
        .unwrap();
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        output.status.success() && stdout.ends_with("read\n"),
        "{stdout}\n{stderr}"
    );
}

/// Checks of what the snippets left: read again with h5py and pynwb, and counted.
const CHECKS_OF_EXPORTS: &str = r#"
counts = phi[phi.outcome != "miss"].groupby(["lane", "side"]).size()
n_spikes = int(counts[0, "feedforward"])
assert n_spikes > 100 and len(spikes) == n_spikes
assert stop.max() == presentations.drop_duplicates("presentation").eval("prediction_ticks + learning_ticks").sum()
# Every spike of a layer l, or of a population of level l, comes l ticks after an onset.
for layer, of_layer in spikes.groupby("layer"):
    assert set(of_layer.ms - levels.get(layer, layer)) <= set(onset), layer
with h5py.File(f"{run}/spikes.sonata.h5") as file:
    populations = file["spikes"]
    assert set(populations) == {f"error_{name}" for name in computing}
    assert sum(len(p["timestamps"]) for p in populations.values()) == n_spikes
    for population in populations.values():
        times = population["timestamps"][:]
        assert (times[1:] >= times[:-1]).all() and population["timestamps"].attrs["units"] == "milliseconds"
        assert population["node_ids"].dtype == "uint64" and len(population["node_ids"]) == len(times)
trains = block.segments[0].spiketrains
assert sum(len(train) for train in trains) == n_spikes
assert len(block.segments[0].events[0]) == int((shown.taught == 1).sum())
with NWBHDF5IO(f"{run}/spikes.nwb", "r") as file:
    again = file.read()
    assert sum(len(times) for times in again.units["spike_times"][:]) == n_spikes
    assert len(again.trials) == len(shown)
    units = set(again.units["neuron"][:])
    assert units == {train.name for train in trains}
    assert {unit.split("/")[1] for unit in units} == set(computing)
import pynwb
assert not pynwb.validate(path=f"{run}/spikes.nwb")
print("exported")
"#;

#[test]
fn what_is_recorded_goes_into_nwb_neo_and_sonata() {
    let few = ["data.test=0.9", "timetable.epochs=2"];
    exports("digits", &few, "['0', '1']");
}

/// Populations were called by their numbers, which stand for nothing outside of the program.
#[test]
fn populations_go_into_nwb_neo_and_sonata_by_their_names() {
    let few = ["data.test=0.9", "timetable.epochs=1"];
    let computing = "['digit', 'both', 'low1', 'up2', 'up1']";
    exports("two-eyes", &few, computing);
}

/// Runs a built-in scenario, the snippets and the checks; `computing` is a Python list of the names of
/// the populations of error neurons.
fn exports(scenario: &str, settings: &[&str], computing: &str) {
    let Some(python) = python("pandas, pyarrow, h5py, neo, pynwb") else {
        eprintln!("skipped: no Python with h5py, neo and pynwb (.ci/run makes one)");
        return;
    };
    let parent = tempfile::tempdir().unwrap();
    let settings = settings.iter().flat_map(|setting| ["--set", setting]);
    let fazil = Command::new(env!("CARGO_BIN_EXE_fazil"))
        .args(["run", scenario, "--record", "phi"])
        .args(settings)
        .arg("--out")
        .arg(parent.path())
        .output()
        .unwrap();
    assert!(fazil.status.success());
    let run = parent.path().join(format!("{scenario}-1"));
    let document = include_str!("../docs/recording.md");
    let snippets = snippets(document.split(EXPORTS).nth(1).unwrap()).join("\n");
    let program =
        format!("run = {run:?}\ncomputing = {computing}\n{snippets}\n{CHECKS_OF_EXPORTS}");
    let output = Command::new(python)
        .args(["-c", &program])
        .output()
        .unwrap();
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        output.status.success() && stdout.ends_with("exported\n"),
        "{stdout}\n{stderr}"
    );
}
