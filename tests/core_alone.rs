//! The library without any feature: it runs what needs no file, and says which feature is missing
//! where something does. `cargo test --no-default-features --test core_alone`.
#![cfg(not(feature = "files"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use fazil::dataset::Source;
use fazil::scalar::{Exact, Scalar};
use fazil::scenario::Scenario;
use fazil::session::{RunOptions, Session};

const BASE: &str = "(
    name: \"alone\",
    network: (widths: [2, 3, 1], initial: INITIAL),
    learning: (rule: FaZIL, alpha: 0.1),
    timetable: (epochs: 2),
    data: DATA,
)";

fn scenario(data: &str, initial: &str) -> Result<Scenario, String> {
    let text = BASE.replace("DATA", data).replace("INITIAL", initial);
    Scenario::parse(&text, "a.ron", &[]).map_err(|error| error.to_string())
}

const DRAWN: &str = "Normal(deviation: 0.5, seed: 1)";

/// How many weights differ from backpropagation's after a whole run.
fn n_different<S: Scalar>(scenario: &Scenario) -> usize {
    let mut session = Session::<S>::open(scenario, &RunOptions::default()).unwrap();
    while session.step().unwrap().is_some() {}
    let twin = session.backpropagation_weights();
    session.weights().n_different(&twin)
}

#[test]
fn what_needs_no_file_runs_on_both_engines() {
    for engine in ["Literal", "Packed"] {
        let edit = format!("engine.kind={engine}").parse().unwrap();
        let xor = Scenario::built_in("xor", &[edit]).unwrap();
        assert_eq!(n_different::<f64>(&xor), 0, "{engine}");
    }
    let pairs = "Pairs(train: [(input: [1, 0], target: [\"1/3\"]), (input: [0, 1], target: [2])])";
    let written = scenario(pairs, DRAWN).unwrap();
    assert_eq!(n_different::<f64>(&written), 0);
}

#[test]
fn data_that_are_built_in_are_there() {
    for (text, n_train, widths) in [
        ("Digits()", 1438, (64, 10)),
        ("Xor()", 4, (2, 1)),
        ("TwoMoons(())", 400, (2, 2)),
    ] {
        let source: Source = ron::from_str(text).unwrap();
        let train = source.load::<Exact>(None).unwrap().train;
        assert_eq!(
            (train.len(), (train.n_inputs, train.n_outputs)),
            (n_train, widths),
            "{text}"
        );
    }
}

/// Grammar is the same in every build: what is built in parses, MNIST among it.
#[test]
fn every_built_in_scenario_is_well_formed() {
    let names = Scenario::built_in_names();
    assert!(names.iter().any(|(name, _)| *name == "mnist"));
    let unlike = scenario("Csv(trian: \"a.csv\")", DRAWN).unwrap_err();
    assert!(
        unlike.contains("a.ron:6:15: there is no field 'trian' in Csv"),
        "{unlike}"
    );
}

#[test]
fn a_file_is_answered_with_the_feature_that_reads_it() {
    let data = |feature: &str| {
        format!("this build of fazil reads no data files: they need its feature `{feature}`\n")
    };
    for (source, column, feature) in [
        ("Csv(train: \"a.csv\", label: \"kind\")", 22, "files"),
        ("Tensors(train: \"a\", test: \"b\")", 26, "files"),
        ("Npy(train: (inputs: \"x\", labels: \"y\"))", 22, "files"),
        (
            "Npz(path: \"a\", train: (inputs: \"x\", labels: \"y\"))",
            21,
            "files",
        ),
        (
            "IdxFiles(train: (inputs: \"x\", labels: \"y\"))",
            27,
            "files",
        ),
        ("Idx(path: \"mnist\")", 21, "files"),
        ("ImageFolder(train: \"faces\")", 30, "images"),
    ] {
        let said = scenario(source, DRAWN).unwrap_err();
        let expected = format!("a.ron:6:{column}: {}", data(feature));
        assert!(said.starts_with(&expected), "{source}: {said}");
    }
    let said = scenario("Xor()", "File(\"w.safetensors\")").unwrap_err();
    let expected = "this build of fazil reads no weight files: they need its feature `files`\n";
    assert!(
        said.contains(expected) && said.starts_with("a.ron:3:"),
        "{said}"
    );
}

#[test]
fn files_that_the_environment_names_are_not_read_either() {
    let source: Source = ron::from_str("Idx()").unwrap();
    let said = source.load::<f32>(None).unwrap_err().to_string();
    assert_eq!(
        said,
        "data: this build of fazil reads no data files: they need its feature `files`"
    );
}
