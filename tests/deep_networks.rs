//! Networks of more layers than a byte counts: both engines command every layer.
//!
//! A layer's port used to be a byte, and the ports 254 and 255 were taken: from the 255th layer
//! on the literal engine dropped commands, without a word.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::atomic::AtomicBool;

use fazil::experiment::run;
use fazil::record::RunFolder;
use fazil::run_files::Summary;
use fazil::scenario::{EngineKind, Scenario};
use fazil::session::RunOptions;

fn run_deep(depth: usize, rule: &str, prediction: &str, engine: EngineKind) -> Summary {
    let hidden = "2, ".repeat(depth - 1);
    let text = format!(
        "(name: \"deep\", network: (widths: [2, {hidden}1], activation: Identity, \
         input_transfer: Identity, bias: true, initial: Uniform(seed: 3, low: 0.3, high: 0.6)), \
         learning: (rule: {rule}, alpha: 0.001, gamma: 1), \
         timetable: (prediction: {prediction}, batch: 2, epochs: 1), \
         data: Pairs(train: [(input: [1, 0.5], target: [1]), (input: [-1, 0.3], target: [0.5]), \
         (input: [0.2, -0.7], target: [0])]))"
    );
    let scenario = Scenario::parse(&text, "deep.ron", &[]).unwrap();
    let place = tempfile::tempdir().unwrap();
    let folder = RunFolder::fresh(place.path(), "deep").unwrap();
    let options = RunOptions {
        engine: Some(engine),
        ..RunOptions::default()
    };
    let stop = AtomicBool::new(false);
    run(&scenario, &folder, &options, &mut (), &stop).unwrap()
}

#[test]
fn layers_beyond_254_are_commanded_by_both_engines() {
    for (depth, rule, prediction) in [
        (254, "ZIL", "Imposed"),
        (255, "ZIL", "Imposed"),
        (256, "ZIL", "Imposed"),
        (257, "IL(t_c: 1)", "Imposed"),
        (300, "ZIL", "Imposed"),
        (300, "IL(t_c: 1)", "Imposed"),
        (300, "FaZIL", "Settle"),
    ] {
        let [literal, packed] = [EngineKind::Literal, EngineKind::Packed]
            .map(|engine| run_deep(depth, rule, prediction, engine));
        let case = format!("{depth} layers, {rule}");
        assert_eq!(literal.ended, "finished", "{case}");
        assert_eq!(literal.weights_blake3, packed.weights_blake3, "{case}");
        let commands = [literal.controller_messages, packed.controller_messages];
        assert_eq!(commands[0], commands[1], "{case}");
        // Two updates, in each of which every error neuron and every hidden value neuron commits.
        let n_commits = match rule {
            "FaZIL" => 0,
            _ => 2 * ((2 * (depth - 1) + 1) + 2 * (depth - 1)) as u64,
        };
        assert_eq!(commands[0], n_commits, "{case}");
        assert!(literal.max_weight_divergence < 1.0, "{case}");
    }
}
