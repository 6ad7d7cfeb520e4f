//! Whole files: what is wrong with them, and that what is right reads back.

mod mistakes;
#[cfg(feature = "files")]
mod named_files;

use super::*;
use crate::environment::{Prediction, Span};
use crate::neuron::Feedback;
use crate::synapse::{Phi, Side};

const BASE: &str = r#"(
    name: "base",
    network: (
        widths: [2, 3, 1],
        activation: Tanh,
    ),
    learning: (
        rule: FaZIL,
        alpha: 0.1,
    ),
    timetable: (
        epochs: 1,
    ),
    data: Xor(),
)
"#;

fn base(from: &str, to: &str) -> Result<Scenario, ScenarioError> {
    assert!(BASE.contains(from), "{from}");
    Scenario::parse(&BASE.replacen(from, to, 1), "base.ron", &[])
}

fn edited(edits: &[&str]) -> Result<Scenario, ScenarioError> {
    let edits: Vec<Edit> = edits.iter().map(|edit| edit.parse().unwrap()).collect();
    Scenario::parse(BASE, "base.ron", &edits)
}

#[test]
fn every_mistake_is_found_in_its_place() {
    for (from, to, expected) in mistakes::CASES {
        let message = base(from, to).unwrap_err().to_string();
        let lines = message.lines();
        let found: Vec<&str> = lines
            .filter_map(|line| line.strip_prefix("base.ron:"))
            .collect();
        assert_eq!(found, *expected, "{from} -> {to}");
    }
}

#[test]
fn mistakes_are_shown_together_with_their_lines() {
    let error = base("alpha: 0.1", "alpha: -1, feedbak: Tonic").unwrap_err();
    assert_eq!(
        error.to_string(),
        "base.ron:9:16: alpha is -1: the learning rate is above 0
    9 |         alpha: -1, feedbak: Tonic,
      |                ^^
        expected: a number above 0

base.ron:9:20: there is no field 'feedbak' in learning
    9 |         alpha: -1, feedbak: Tonic,
      |                    ^^^^^^^
        expected: one of rule, feedback, phi, overrides, alpha, gamma, reduction
        did you mean 'feedback'?"
    );
    let error = base("alpha: 0.1", "alpha: -1, gamma: \"-1/3\"").unwrap_err();
    assert_eq!(
        error.to_string(),
        "base.ron:9:16: alpha is -1: the learning rate is above 0
    9 |         alpha: -1, gamma: \"-1/3\",
      |                ^^
        expected: a number above 0

base.ron:9:27: gamma is -1/3: the integration step is above 0
    9 |         alpha: -1, gamma: \"-1/3\",
      |                           ^^^^^^
        expected: a number above 0"
    );
}

#[test]
fn defaults_follow_the_rule_and_the_depth() {
    let settle = base("alpha", "alpha").unwrap();
    assert_eq!(settle.network.widths(), [1, 3, 2]);
    assert_eq!(settle.learning.feedback, Feedback::Phasic);
    assert_eq!(settle.learning.phi, Phi::Exact { t_d: 4 });
    assert_eq!(settle.timetable.prediction_ticks, Span::fixed(7));
    assert_eq!(settle.timetable.learning_ticks, Span::fixed(2));
    let il = edited(&["learning.rule=IL(t_c: 20)", "timetable.prediction=Imposed"]).unwrap();
    assert_eq!(il.learning.feedback, Feedback::Tonic);
    assert_eq!(il.timetable.prediction, Prediction::Imposed);
    assert_eq!(il.timetable.prediction_ticks, Span::fixed(0));
    assert_eq!(il.timetable.learning_ticks, Span::fixed(21));
    let early = edited(&["learning.rule=IL(t_c: 0)"]).unwrap();
    assert_eq!(early.timetable.timetable().learning_ticks, Span::fixed(1));
}

#[test]
fn scenarios_read_back_as_they_were() {
    let mut scenarios: Vec<Scenario> = built_in::names()
        .into_iter()
        .map(|name| Scenario::built_in(name, &[]).unwrap())
        .collect();
    for edits in [
        &[
            "learning.alpha=1/3",
            "learning.gamma=1e-3",
            "learning.phi=Tolerance(t_d: 3, q: 1e-9)",
        ][..],
        &["learning.overrides=[(synapse: \"error/0/*<-value/1/0..2\", phi: Never)]"],
        &[
            "timetable.prediction_ticks=[7, 9]",
            "network.initial.gain=0.1",
        ],
        &[
            "network.bias=true",
            "network.feedback_weights=Independent(seed: 7)",
        ],
        &["name=a \"quoted\" name", "about=0.1", "engine.threads=0"],
        &["network.initial=Given((theta: [[[1, 2, 3]], [[1, 2], [\"1/7\", 4], [5, 6e-7]]]))"],
        &["data=Pairs(train: [(input: [1, \"1/3\"], target: [0.1])])"],
        &[
            "faults=(activity_noise: 0.1, message_noise: \"1/3\", corrupted: 0.01, seed: 7)",
            "faults.silent_phi=0.1",
            "faults.firing_phi=1e-3",
            "faults.t_d_jitter=2",
            "faults.lesions=[(at: 3, what: \"value/1/2\"), (at: 2, what: \"error/0/*<-value/1/0\", side: Feedback)]",
        ],
        &["data=Xor(input: (-1, 1))", "timetable.last_batch=Drop"],
    ] {
        scenarios.push(edited(edits).unwrap());
    }
    for scenario in scenarios {
        let text = scenario.to_ron();
        let again =
            Scenario::parse(&text, "again.ron", &[]).unwrap_or_else(|e| panic!("{e}\n{text}"));
        assert_eq!(again, scenario);
        assert_eq!(again.to_ron(), text);
    }
}

#[test]
fn numbers_keep_their_text() {
    let scenario = edited(&["learning.alpha=1/3", "network.decay=0.1"]).unwrap();
    assert_eq!(scenario.learning.alpha.to_string(), "1/3");
    let text = scenario.to_ron();
    assert!(
        text.contains("alpha: \"1/3\"") && text.contains("decay: 0.1,"),
        "{text}"
    );
}

#[test]
fn every_built_in_scenario_says_what_it_is() {
    for (name, about) in Scenario::built_in_names() {
        assert!(!about.is_empty() && about.len() < 90, "{name}");
        assert_eq!(Scenario::open(name, &[]).unwrap().name, name);
        let file = format!("{name}.ron");
        assert!(Scenario::open(&file, &[]).is_ok(), "{name}");
        let text = built_in::text(name).unwrap();
        let header = text
            .lines()
            .take_while(|line| line.starts_with("//"))
            .count();
        assert!((2..=4).contains(&header), "{name}");
    }
    let error = Scenario::open("digit", &[]).unwrap_err().to_string();
    assert!(error.contains("did you mean 'digits'?") && error.contains("built in: hand, "));
}

#[test]
fn edits_are_judged_like_the_file() {
    for (edits, message) in [
        (&["learning.alfa=3"][..], "did you mean 'alpha'?"),
        (&["learnin.alpha=3"], "did you mean 'learning'?"),
        (
            &["learning.alpha=abc"],
            "--set learning.alpha=abc: 'abc' cannot stand here",
        ),
        (&["learning.alpha=)("], "--set learning.alpha=)(: "),
        (
            &["learning.alpha=-1"],
            "--set learning.alpha=-1: alpha is -1",
        ),
        (&["learning.alpha=-1"], "      | learning.alpha=-1"),
        (
            &["learning.phi.t_d=0"],
            "--set learning.phi.t_d=0: t_d is 0",
        ),
        (&["network.widths[3]=1"], "'network.widths' has 3 elements"),
        (
            &["learning.rule=IL", "timetable.epochs=2"],
            "expected: IL(t_c: …)",
        ),
    ] {
        let error = edited(edits).unwrap_err().to_string();
        assert!(error.contains(message), "{edits:?}: {error}");
    }
    let repaired = Edit::new("learning.alpha", "0.1").unwrap();
    let text = BASE.replace("        alpha: 0.1,\n", "");
    assert!(Scenario::parse(&text, "base.ron", &[repaired]).is_ok());
}

#[test]
fn the_last_override_that_matches_wins() {
    let scenario = edited(&[
        "network.bias=true",
        "learning.overrides=[
            (synapse: \"error/0/*<-value/1/*\", side: Both, phi: Never),
            (synapse: \"error/0/0<-value/1/2\", side: Feedback, phi: Exact(t_d: 9)),
            (synapse: \"error/1/0..2<-bias\", side: Feedforward, phi: Always),
        ]",
    ]);
    let learning = scenario.unwrap().learning;
    for (layer, post, pre, side, phi) in [
        (0, 0, Some((1, 1)), Side::Feedback, Phi::Never),
        (0, 0, Some((1, 2)), Side::Feedback, Phi::Exact { t_d: 9 }),
        (0, 0, Some((1, 2)), Side::Feedforward, Phi::Never),
        (1, 1, None, Side::Feedforward, Phi::Always),
        (1, 2, None, Side::Feedforward, Phi::Exact { t_d: 4 }),
        (1, 1, Some((2, 1)), Side::Feedforward, Phi::Exact { t_d: 4 }),
    ] {
        assert_eq!(
            *learning.phi_of(layer, post, pre, side),
            phi,
            "{layer} {post} {pre:?} {side:?}"
        );
    }
}

#[test]
fn no_damage_to_a_file_goes_unexplained() {
    let whole = BASE.replace("Xor()", "Xor(input: (0, 1)) /* é */");
    let damages = [
        "", "(", ")", "[", "{", "\"", "'", ",", ":", "/", "/*", "#", "é", "r#", "-", "\\", "\n",
    ];
    for (at, removed) in whole.char_indices() {
        for damage in damages {
            let (before, after) = (&whole[..at], &whole[at + removed.len_utf8()..]);
            let text = format!("{before}{damage}{after}");
            if options().from_str::<RawScenario>(&text).is_ok() {
                let outline = Outline::of(&text);
                let mut shape = shape::read(&text, &outline, 0);
                // RON takes a 0 in front of a number, which may be a decimal comma gone wrong.
                let begins_with_0 = |problem: &str| problem.ends_with("begins with a 0");
                (shape.mistakes).retain(|mistake| !begins_with_0(&mistake.problem));
                assert!(
                    outline.slips.is_empty() && shape.mistakes.is_empty(),
                    "RON reads what the scanner does not: {text}\n{:?}",
                    shape.mistakes
                );
            }
            let Err(error) = Scenario::parse(&text, "a.ron", &[]) else {
                continue;
            };
            let message = error.to_string();
            let place: Vec<&str> = message.splitn(4, ':').collect();
            let line: usize = place[1].parse().unwrap();
            let source = text.lines().nth(line - 1).unwrap_or_default();
            let column: usize = place[2].parse().unwrap();
            assert!(column <= source.chars().count() + 1, "{message}\n{text}");
        }
    }
}

/// Notices: a field that JSON loses, or names otherwise than RON does.
#[cfg(feature = "files")]
#[test]
fn a_scenario_reads_back_from_its_json() {
    for (name, _) in Scenario::built_in_names() {
        let scenario = Scenario::built_in(name, &[]).unwrap();
        let raw: RawScenario = serde_json::from_value(scenario.to_json()).unwrap();
        let text = options().to_string(&raw).unwrap();
        let read = Scenario::parse(&text, "json.ron", &[]);
        assert_eq!(read.unwrap(), scenario, "{name}");
    }
}
