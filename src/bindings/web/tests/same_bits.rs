//! The page's engine is the program's: the same bits, tick by tick, and after going back.

#![allow(clippy::unwrap_used, reason = "a test that cannot ask fails")]

mod asked;

use std::collections::BTreeMap;

use asked::{WIRED, ask, hash, opened, refused, simulation, tick};
use fazil::scalar::Scalar;
use fazil_web::Playground;
use serde_json::{Value, json};

/// Every built-in scenario that needs no files.
const SCENARIOS: [&str; 14] = [
    "hand",
    "xor",
    "exact",
    "digits",
    "digits-zil",
    "digits-il",
    "digits-tonic",
    "digits-tonic-settle",
    "deep",
    "skip",
    "residual",
    "receptive",
    "two-eyes",
    "sparse",
];

/// Ticks of a recording: enough for three presentations of most scenarios.
fn n_ticks(name: &str) -> usize {
    if name == "exact" { 14 } else { 48 }
}

/// `FAZIL_RECORD=1 cargo test` writes them anew; they change only with the numbers of a run.
#[test]
fn the_recordings_are_what_this_engine_computes() {
    let recorded: BTreeMap<&str, Vec<String>> = SCENARIOS
        .iter()
        .map(|name| {
            let mut playground = opened(name);
            (
                *name,
                (0..n_ticks(name)).map(|_| tick(&mut playground)).collect(),
            )
        })
        .collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recordings.json");
    if std::env::var_os("FAZIL_RECORD").is_some() {
        std::fs::write(path, serde_json::to_string_pretty(&recorded).unwrap()).unwrap();
    }
    let kept: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for (name, hashes) in recorded {
        assert_eq!(kept[name], hashes, "{name}");
    }
}

/// Forward weights after so many presentations, by the program's own simulation.
fn by_the_program<S: Scalar>(name: &str, n: usize) -> String {
    let mut simulation = simulation::<S>(name);
    for _ in 0..n {
        simulation.step().unwrap().unwrap();
    }
    simulation.weights().forward_blake3()[..12].to_owned()
}

/// The saboteur: a presentation that is queued a tick late, or a prediction that is imposed late.
#[test]
fn the_page_learns_what_the_program_learns() {
    let n = 40; // More than two copies of the network on the way.
    let expected = [
        ("xor", by_the_program::<f64>("xor", n)),
        ("digits", by_the_program::<f64>("digits", n)),
        ("digits-tonic", by_the_program::<f64>("digits-tonic", n)),
        ("digits-zil", by_the_program::<f64>("digits-zil", n)),
        (
            "digits-tonic-settle",
            by_the_program::<f64>("digits-tonic-settle", n),
        ),
        ("skip", by_the_program::<f64>("skip", n)),
        ("two-eyes", by_the_program::<f32>("two-eyes", n)),
    ];
    for (name, expected) in expected {
        for watch in [true, false] {
            let mut playground = opened(name);
            ask(&mut playground, json!({"do": "watch", "on": watch}));
            ask(&mut playground, json!({"do": "presentation", "n": n}));
            let state = ask(&mut playground, json!({"do": "state", "lane": 0}));
            assert_eq!(state["hash"], json!(expected), "{name}, watched: {watch}");
        }
    }
}

#[test]
fn in_health_no_weight_differs_from_the_twin() {
    for name in ["xor", "exact", "digits", "deep"].iter().chain(&WIRED) {
        let mut playground = opened(name);
        let n = if *name == "exact" { 2 } else { 20 };
        ask(&mut playground, json!({"do": "presentation", "n": n}));
        let state = ask(&mut playground, json!({"do": "state", "lane": 0}));
        assert_eq!(
            (&state["different"], &state["missed"]),
            (&json!(0), &json!(0)),
            "{name}"
        );
    }
}

/// What a person does on the way: (ticks over, action).
fn misdeeds(name: &str) -> Vec<(usize, Value)> {
    if WIRED.contains(&name) {
        return wired_misdeeds();
    }
    let set = |path: &str, value: &str| json!({"act": "set", "edits": [[path, value]]});
    let mut all = vec![
        (9, set("learning.alpha", "0.03")),
        (
            21,
            json!({"act": "lesion", "what": "error/0/0<-value/1/1", "side": "feedback"}),
        ),
        (
            40,
            json!({"act": "lesion", "what": "value/1/0", "side": "both"}),
        ),
        (57, set("network.state", "Plain")),
        (
            70,
            json!({"act": "lose", "speaker": "value/1/1", "within": 2, "strict": false}),
        ),
        (90, set("timetable.learning_ticks", "5")),
        (110, set("faults.activity_noise", "0.01")),
        (140, set("faults.activity_noise", "0")),
        (170, set("learning.rule", "ZIL")),
    ];
    if name == "xor" {
        let show = json!({"act": "show", "input": [1.0, 0.5], "target": null});
        all.push((160, show));
        all.sort_by_key(|(at, _)| *at);
    }
    all
}

/// The same in the network with a skip, by the names of its populations.
fn wired_misdeeds() -> Vec<(usize, Value)> {
    let set = |path: &str, value: &str| json!({"act": "set", "edits": [[path, value]]});
    let lesion = |what: &str, side: &str| json!({"act": "lesion", "what": what, "side": side});
    let never = "[(synapse: \"error/answer/0<-value/first/1\", phi: Never)]";
    vec![
        (9, lesion("error/answer/0<-value/first/2", "both")),
        (21, set("network.delays", "Zero")),
        (57, set("network.delays", "Levels")),
        (70, lesion("value/second/1", "both")),
        (
            90,
            json!({"act": "lose", "speaker": "error/answer/0", "within": 9, "strict": false}),
        ),
        (120, set("learning.overrides", never)),
        (150, lesion("error/second/0<-value/first/0", "feedback")),
        (
            160,
            json!({"act": "show", "input": [1.0, 0.5], "target": [0.5]}),
        ),
        (200, set("faults.activity_noise", "0.01")),
    ]
}

/// The saboteur: a copy that forgets what was queued, or an action that is done twice.
#[test]
fn back_to_any_tick_and_forward_again_gives_the_same_bits() {
    for name in ["xor", "digits", "digits-tonic-settle", "skip"] {
        let mut playground = opened(name);
        let mut hashes = vec![hash(&mut playground)];
        let mut deeds = misdeeds(name).into_iter().peekable();
        for at in 0..500 {
            while let Some((_, action)) = deeds.next_if(|(due, _)| *due == at) {
                ask(&mut playground, json!({"do": "act", "action": action}));
            }
            hashes.push(tick(&mut playground));
        }
        let mut place = 7_u64;
        for _ in 0..50 {
            place = place
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1)
                >> 1;
            let to = (place % 501) as usize;
            ask(&mut playground, json!({"do": "go", "tick": to}));
            if to > 0 {
                assert_eq!(hash(&mut playground), hashes[to], "{name}, tick {to}");
            }
        }
        let saved = ask(&mut playground, json!({"do": "journal"}));
        let mut other = Playground::default();
        ask(
            &mut other,
            json!({"do": "open", "ron": saved["ron"], "file": "a.ron",
                               "journal": saved["journal"], "tick": saved["tick"]}),
        );
        assert_eq!(
            hash(&mut other),
            hash(&mut playground),
            "{name}: a shared link"
        );
    }
}

/// The saboteur: new neurons that begin with the weights of birth.
#[test]
fn fast_forward_on_the_packed_engine_learns_the_same() {
    let mut slow = opened("digits");
    ask(&mut slow, json!({"do": "presentation", "n": 60}));
    let mut fast = opened("digits");
    ask(&mut fast, json!({"do": "presentation", "n": 5}));
    ask(
        &mut fast,
        json!({"do": "act", "action": {"act": "packed", "on": true}}),
    );
    ask(&mut fast, json!({"do": "watch", "on": false}));
    ask(&mut fast, json!({"do": "presentation", "n": 50}));
    ask(
        &mut fast,
        json!({"do": "act", "action": {"act": "packed", "on": false}}),
    );
    ask(&mut fast, json!({"do": "watch", "on": true}));
    ask(&mut fast, json!({"do": "presentation", "n": 5}));
    let [slow, fast] = [slow, fast].map(|mut playground| {
        let state = ask(&mut playground, json!({"do": "state", "lane": 0}));
        [state["hash"].clone(), state["different"].clone()]
    });
    assert_eq!(slow, fast);
    assert_eq!(slow[1], json!(0));
}

#[test]
fn a_lost_message_is_a_fault_with_a_name_and_a_muted_one_is_not() {
    for strict in [true, false] {
        let mut playground = opened("xor");
        let action = json!({"act": "lose", "speaker": "error/0/0", "within": 6, "strict": strict});
        ask(&mut playground, json!({"do": "act", "action": action}));
        let answer = playground.answer(&json!({"do": "presentation", "n": 2}).to_string());
        assert_eq!(answer.contains("never heard"), strict, "{answer}");
        // Going back before it is allowed, and going on ends the same way.
        if strict {
            ask(&mut playground, json!({"do": "go", "tick": 3}));
            assert!(
                refused(&mut playground, json!({"do": "tick", "n": 20})).contains("never heard")
            );
        }
    }
}

#[test]
fn what_cannot_be_says_why() {
    let mut playground = opened("digits");
    let set = |path: &str, value: &str| json!({"do": "act", "action": {"act": "set", "edits": [[path, value]]}});
    for (request, why) in [
        (
            set("learning.rule", "IL(t_c: 20)"),
            "IL cannot learn from phasic feedback",
        ),
        (set("learning.alpha", "-1"), "alpha is -1"),
        (set("learning.alpha", "much"), "alpha"),
        (
            set("network.widths", "[2, 1]"),
            "cannot change while the network runs",
        ),
        (set("learning.gamma", "0.5"), "never reaches it"),
        (
            json!({"do": "neuron", "id": "error/9/9", "lane": 0}),
            "no neuron",
        ),
        (
            json!({"do": "synapse", "id": "here", "lane": 0}),
            "no synapse",
        ),
        (json!({"do": "fly"}), "not a request"),
        (
            json!({"do": "open", "ron": "(\n  name: 3)", "file": "mine.ron"}),
            "mine.ron:2:9",
        ),
    ] {
        let error = refused(&mut playground, request.clone());
        assert!(error.contains(why), "{request}: {error}");
    }
    // What was refused left no trace.
    tick(&mut playground);
    let state = ask(&mut playground, json!({"do": "state", "lane": 0}));
    assert_eq!(state["tick"], json!(1));
}

/// On the blackboard: 3/4 is predicted, 1 is taught, and the output's ε is 1/4.
#[test]
fn the_arithmetic_of_the_blackboard_network_is_shown_in_fractions() {
    let mut playground = opened("hand");
    loop {
        ask(&mut playground, json!({"do": "tick", "n": 1}));
        let state = ask(&mut playground, json!({"do": "state", "lane": 0}));
        if state["t"] == json!(0) {
            break;
        }
    }
    let neuron = ask(
        &mut playground,
        json!({"do": "neuron", "id": "error/0/0", "lane": 0}),
    );
    let sum = &neuron["sum"];
    assert_eq!([&sum["mu"], &sum["eps"], &sum["x"]], ["3/4", "1/4", "1"]);
    let synapse = ask(
        &mut playground,
        json!({"do": "synapse", "id": "error/0/0<-value/1/0", "lane": 0}),
    );
    assert_eq!(synapse["changes"][0]["delta"], "1/32");
    let why: Vec<&str> = synapse["hops"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hop| hop["from"].as_str().unwrap())
        .collect();
    assert_eq!(why, ["teacher/0", "value/0/0", "value/1/0"]);
}
