//! Asking the page's engine, for the tests.

#![allow(dead_code, reason = "each test file asks for its own things")]
#![allow(clippy::unwrap_used, reason = "a test that cannot ask fails")]

use fazil::engine::{EngineOptions, literal};
use fazil::scalar::Scalar;
use fazil::scenario::Scenario;
use fazil::session::set_up;
use fazil::simulation::Simulation;
use fazil_web::Playground;
use serde_json::{Value, json};

/// The scenarios of the menu that are no chain.
pub const WIRED: [&str; 5] = ["skip", "residual", "receptive", "two-eyes", "sparse"];

pub fn ask(playground: &mut Playground, request: Value) -> Value {
    let answer: Value = serde_json::from_str(&playground.answer(&request.to_string())).unwrap();
    assert!(answer["error"].is_null(), "{request}: {answer}");
    answer
}

pub fn refused(playground: &mut Playground, request: Value) -> String {
    let answer: Value = serde_json::from_str(&playground.answer(&request.to_string())).unwrap();
    answer["error"].as_str().expect("it is refused").to_owned()
}

pub fn opened(name: &str) -> Playground {
    let mut playground = Playground::default();
    ask(&mut playground, json!({"do": "built_in", "name": name}));
    playground
}

pub fn hash(playground: &mut Playground) -> String {
    ask(playground, json!({"do": "hash"}))["hash"]
        .as_str()
        .unwrap()
        .to_owned()
}

pub fn tick(playground: &mut Playground) -> String {
    ask(playground, json!({"do": "tick", "n": 1}));
    hash(playground)
}

/// The scenario that the page opens under a name; one of them is the page's own.
pub fn scenario(name: &str) -> Scenario {
    match name {
        "skip" => {
            Scenario::parse(include_str!("../../scenarios/skip.ron"), "skip.ron", &[]).unwrap()
        }
        _ => Scenario::built_in(name, &[]).unwrap(),
    }
}

pub fn simulation<S: Scalar>(name: &str) -> Simulation<S> {
    let setup = set_up::<S>(&scenario(name)).unwrap();
    let literal = EngineOptions::Literal(literal::Options::default());
    Simulation::<S>::new(setup.circuit, setup.plan, &literal)
}
