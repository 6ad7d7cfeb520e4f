//! Scenario files, those that a run saved, and what `--set`, `--record` and `--synapse` are given.

use std::path::Path;

use fazil::axon::{AgentId, NeuronPattern, SynapseId, SynapsePattern};
use fazil::record::Recording;
use fazil::scenario::{Edit, Scenario};
use fazil::session::{Estimate, Machine, RunOptions};

use super::answers::{harmless, lines_of_scenario, places_inside, readable, written};

/// The bytes are a scenario file: read as a person's and as one that a run left, never run.
pub fn scenario(bytes: &[u8]) {
    let path = written("a.ron", bytes);
    let read = Scenario::read(&path, &[]);
    let saved = Scenario::read_saved(&path);
    match (&read, &saved) {
        (Ok(scenario), saved) => {
            // A run keeps its pairs in its folder, and reads none from elsewhere.
            let is_read = saved.is_ok() || scenario.to_ron().contains("Pairs(");
            assert!(is_read, "a run would not read what it can run");
            accepted(scenario, &path);
        }
        (Err(error), _) => refused(error, bytes, &path),
    }
    match saved {
        Ok(saved) => {
            let path = written("saved.ron", saved.to_ron().as_bytes());
            let again = Scenario::read_saved(&path).expect("what is written reads back");
            assert_eq!(again, saved);
        }
        Err(error) => refused(&error, bytes, &path),
    }
}

/// What is accepted can be written and read back the same, and says how much it would take.
fn accepted(scenario: &Scenario, path: &Path) {
    let text = scenario.to_ron();
    let again = Scenario::parse(&text, &path.to_string_lossy(), &[]);
    let again = again.unwrap_or_else(|error| panic!("what is written is refused: {error}\n{text}"));
    assert_eq!(&again, scenario);
    assert_eq!(again.to_ron(), text);
    harmless(&scenario.name);
    let machine = Machine::with(4 << 30);
    let estimate = Estimate::of(scenario, &RunOptions::default());
    harmless(&estimate.sentence(&machine));
    if let Err(error) = estimate.check(&machine) {
        readable(&error);
    }
}

/// What is refused is answered inside the file.
fn refused(error: &dyn std::fmt::Display, bytes: &[u8], path: &Path) {
    let message = readable(error);
    // Bytes that are no UTF-8 are shown as another encoding, whose columns are others.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let before = format!("{}:", path.display());
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let lines = lines_of_scenario(text);
            assert!(
                places_inside(&lines, &message, &before, ":") > 0,
                "{message}"
            );
        }
        Err(_) => assert!(message.contains(&before), "{message}"),
    }
}

/// Built-in scenarios, and their texts.
pub const BUILT_IN: [(&str, &str); 6] = [
    ("xor", include_str!("../../../scenarios/xor.ron")),
    ("hand", include_str!("../../../scenarios/hand.ron")),
    ("digits", include_str!("../../../scenarios/digits.ron")),
    (
        "digits-zil",
        include_str!("../../../scenarios/digits-zil.ron"),
    ),
    ("exact", include_str!("../../../scenarios/exact.ron")),
    ("mnist", include_str!("../../../scenarios/mnist.ron")),
];

/// The first byte names a built-in scenario; each line after it is given to `--set`, and to every
/// other switch that reads such text.
pub fn edits(bytes: &[u8]) {
    let Some((which, rest)) = bytes.split_first() else {
        return;
    };
    let (name, text) = BUILT_IN[usize::from(*which) % BUILT_IN.len()];
    let lines = String::from_utf8_lossy(rest);
    let mut edits: Vec<Edit> = Vec::new();
    for line in lines.split('\n').take(8) {
        switches(line);
        match line.parse::<Edit>() {
            Ok(edit) => edits.push(edit),
            Err(error) => assert!(readable(&error).starts_with("--set ")),
        }
    }
    let scenario = match Scenario::built_in(name, &edits) {
        Ok(scenario) => scenario,
        Err(error) => {
            let message = readable(&error);
            let before = format!("{name}.ron:");
            let n_places = places_inside(&lines_of_scenario(text), &message, &before, ":");
            assert!(n_places > 0 || message.contains("--set "), "{message}");
            return;
        }
    };
    accepted(&scenario, Path::new("edited.ron"));
    // What an edit displays is that edit.
    let shown = edits.iter().map(|edit| edit.to_string().parse::<Edit>());
    let shown: Result<Vec<Edit>, _> = shown.collect();
    let again = Scenario::built_in(name, &shown.expect("an edit displays as an edit"));
    assert_eq!(again.expect("the same edits are accepted"), scenario);
}

/// What `--record`, `--synapse` and `--neuron` make of a text.
fn switches(text: &str) {
    match text.parse::<Recording>() {
        Ok(recording) => {
            let mut scenario = Scenario::built_in("xor", &[]).expect("it is built in");
            match scenario.add_recording(recording) {
                Ok(()) => accepted(&scenario, Path::new("recorded.ron")),
                Err(error) => drop(readable(&error)),
            }
        }
        Err(error) => drop(readable(&error)),
    }
    match text.parse::<SynapsePattern>() {
        Ok(pattern) => assert_eq!(pattern.to_string().parse(), Ok(pattern)),
        Err(error) => drop(readable(&error)),
    }
    match text.parse::<NeuronPattern>() {
        Ok(pattern) => assert_eq!(pattern.to_string().parse(), Ok(pattern)),
        Err(error) => drop(readable(&error)),
    }
    if let Ok(id) = text.parse::<SynapseId>() {
        assert_eq!(id.to_string().parse(), Ok(id));
    }
    if let Ok(id) = text.parse::<AgentId>() {
        assert_eq!(id.to_string().parse(), Ok(id));
    }
}
