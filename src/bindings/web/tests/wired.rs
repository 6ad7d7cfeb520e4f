//! Networks that are no chain, in the page's engine: their bits, their delays, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot ask fails")]

mod asked;

use asked::{WIRED, ask, opened, refused, simulation};
use fazil::blueprint::Matrix;
use fazil::scalar::Scalar;
use fazil_web::Playground;
use serde_json::{Value, json};

/// θ and θ′ of a network of the program's, tick by tick, as the page writes numbers.
fn every_tick<S: Scalar>(name: &str, n: usize) -> Vec<Value> {
    let mut simulation = simulation::<S>(name);
    let lists = |matrices: &[Matrix<S>]| -> Vec<Vec<f64>> {
        let list = |of: &Matrix<S>| of.values.iter().map(S::to_f64).collect();
        matrices.iter().map(list).collect()
    };
    (0..n)
        .map(|_| {
            simulation.tick().unwrap();
            let weights = simulation.weights();
            json!([lists(&weights.theta), lists(&weights.feedback)])
        })
        .collect()
}

/// The saboteur: delays that the page's copy of a network forgets.
#[test]
fn wired_networks_change_in_the_ticks_in_which_the_program_changes_them() {
    for name in WIRED {
        let expected = match name {
            "skip" => every_tick::<f64>(name, 48),
            _ => every_tick::<f32>(name, 48),
        };
        let mut playground = opened(name);
        let (first, mut n_changes) = (expected[0].clone(), 0);
        for (k, expected) in expected.iter().enumerate() {
            ask(&mut playground, json!({"do": "tick", "n": 1}));
            let own = ask(&mut playground, json!({"do": "weights"}));
            assert_eq!(
                json!([own["theta"], own["feedback"]]),
                *expected,
                "{name}, tick {k}"
            );
            n_changes += usize::from(*expected != first);
        }
        assert!(n_changes > 0);
    }
}

/// The saboteur: settings that change and leave the delays of the old network.
#[test]
fn without_delays_the_twin_is_left_and_the_page_says_so() {
    let mut playground = opened("skip");
    let different = |playground: &mut Playground| {
        let state = ask(playground, json!({"do": "state", "lane": 0}));
        state["different"].as_u64().unwrap()
    };
    ask(&mut playground, json!({"do": "presentation", "n": 8}));
    let scene = ask(&mut playground, json!({"do": "scene"}));
    assert_eq!(
        (different(&mut playground), &scene["unequal"]),
        (0, &Value::Null)
    );
    let before = ask(&mut playground, json!({"do": "weights"}));
    let action = json!({"act": "set", "edits": [["network.delays", "Zero"]]});
    ask(&mut playground, json!({"do": "act", "action": action}));
    assert_eq!(ask(&mut playground, json!({"do": "weights"})), before);
    ask(&mut playground, json!({"do": "presentation", "n": 8}));
    let scene = ask(&mut playground, json!({"do": "scene"}));
    let reason = scene["unequal"].as_str().unwrap();
    assert!(reason.contains("in pieces"), "{reason}");
    assert!(different(&mut playground) > 0);
    let delays: Vec<&Value> = scene["projections"].as_array().unwrap().iter().collect();
    assert!(delays.iter().all(|of| of["delay"] == json!(0)));
}

/// The skip's feedback is said at t = 0 and moves `first` at t = 1, together with that of `second`.
#[test]
fn the_arithmetic_and_the_causes_of_a_delayed_error_are_shown() {
    let mut playground = opened("skip");
    let until = |playground: &mut Playground, t: i64| {
        loop {
            ask(playground, json!({"do": "tick", "n": 1}));
            let state = ask(playground, json!({"do": "state", "lane": 0}));
            if state["t"] == json!(t) {
                return state;
            }
        }
    };
    let value = json!({"do": "neuron", "id": "value/first/0", "lane": 0});
    until(&mut playground, 0);
    let neuron = ask(&mut playground, value.clone());
    let told = |from: &str, neuron: &Value| -> Value {
        let heard = neuron["heard"].as_array().unwrap();
        heard
            .iter()
            .find(|heard| heard["from"] == json!(from))
            .unwrap()
            .clone()
    };
    let skip = told("error/answer/0", &neuron);
    assert_eq!((&skip["says"][0], &skip["late"]), (&json!("ε"), &json!(1)));
    assert!(
        neuron["sum"]["terms"]
            .as_array()
            .unwrap()
            .iter()
            .all(|term| term["v"] == json!("0"))
    );
    let state = until(&mut playground, 1);
    assert_eq!(
        state["layers"][0]["le"],
        json!([2]),
        "it is under way since the tick before"
    );
    let neuron = ask(&mut playground, value);
    let terms = neuron["sum"]["terms"].as_array().unwrap();
    assert!(
        terms.len() == 4 && terms.iter().all(|term| term["v"] != json!("0")),
        "{terms:?}"
    );
    until(&mut playground, 2);
    let id = "error/first/0<-value/input/0";
    let synapse = ask(
        &mut playground,
        json!({"do": "synapse", "id": id, "lane": 0}),
    );
    let hops = synapse["hops"].as_array().unwrap();
    let skip = hops
        .iter()
        .find(|hop| hop["from"] == json!("error/answer/0") && hop["to"] == json!("value/first/0"));
    assert_eq!(skip.expect("the skip is a cause")["t"], json!(0));
    assert_eq!(synapse["theta"], synapse["twin"]);
}

#[test]
fn networks_that_a_page_cannot_run_are_refused_with_a_reason() {
    let text = |second: &str, connect: &str| {
        format!(
            "(name: \"wired\", network: (populations: [(name: \"a\", size: 2), (name: \"b\", size: \
             {second}), (name: \"c\", size: 1)], projections: [(from: \"a\", to: \"b\"{connect}), \
             (from: \"b\", to: \"c\")]), learning: (rule: FaZIL, alpha: 0.1), timetable: (epochs: 1), \
             data: Xor())"
        )
    };
    let mut playground = Playground::default();
    let open = |ron: String| json!({"do": "open", "ron": ron, "file": "your.ron"});
    ask(&mut playground, open(text("3", "")));
    let error = refused(&mut playground, open(text("30000", "")));
    assert!(
        error.contains("30003 value neurons") && error.contains("fazil run"),
        "{error}"
    );
    let error = refused(
        &mut playground,
        open(text("3", ", connect: Pairs(\"pairs.csv\")")),
    );
    assert!(error.contains("which is a file"), "{error}");
    for (id, why) in [("error/d/0", "no neuron"), ("value/b/9", "no neuron")] {
        let error = refused(
            &mut playground,
            json!({"do": "neuron", "id": id, "lane": 0}),
        );
        assert!(error.contains(why), "{error}");
    }
}

/// What is written out is what the engine adds, also while what was said before a presentation arrives.
/// The saboteur: errors said before it that are taken for 0.
#[test]
fn tonic_feedback_from_before_a_presentation_is_in_the_sum() {
    let mut playground = opened("skip");
    let edits = json!([["learning.feedback", "Tonic"]]);
    let action = json!({"act": "set", "edits": edits});
    ask(&mut playground, json!({"do": "act", "action": action}));
    let number = |value: &Value| value.as_str().unwrap().parse::<f64>().unwrap();
    let (mut expected, mut n_late) = (None, 0);
    for tick in 0..60 {
        ask(&mut playground, json!({"do": "tick", "n": 1}));
        let request = json!({"do": "neuron", "id": "value/first/0", "lane": 0});
        let neuron = ask(&mut playground, request);
        let sum = &neuron["sum"];
        if let Some(expected) = expected {
            assert_eq!(number(&sum["x"]), expected, "tick {tick}");
        }
        let [mu, eps, slope, push] = ["mu", "eps", "slope", "S"].map(|name| number(&sum[name]));
        let gamma = number(&sum["gamma"]);
        expected = Some(mu + ((1.0 - gamma) * eps + gamma * slope * push));
        let terms = sum["terms"].as_array().unwrap();
        let late = |term: &&Value| term["late"] == json!(1) && term["v"] != json!("0");
        n_late += terms.iter().filter(late).count();
    }
    assert!(n_late > 30, "{n_late} delayed errors were heard");
}
