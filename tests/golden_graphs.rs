//! Networks that are no chain, in `tests/golden/graphs/` (PyTorch's autograd in float64), against
//! backpropagation itself, without agents, and against networks of agents on both engines.
//!
//! Agents and backpropagation share the wiring: who is connected, how populations and synapses are
//! numbered, which column of the data belongs to whom. Both could be wrong together; these vectors
//! come from elsewhere. Saboteurs, all run below: a weight or bias that is changed by 1e-9, another
//! f of any population, fixed projections that learn, and feedback without delays.
#![expect(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

#[path = "golden/tolerance.rs"]
mod tolerance;
#[path = "golden/graphs/vectors.rs"]
mod vectors;

use fazil::activation::Activation;
use fazil::blueprint::{Blueprint, Weights};
use fazil::engine::{Circuit, EngineOptions, Settings, literal, packed};
use fazil::environment::{LastBatch, Prediction, Span, Timetable};
use fazil::neuron::Feedback;
use fazil::oracle::{Backpropagation, Pass};
use fazil::plasticity::Rule;
use fazil::scalar::Plane;
use fazil::session::Session;
use fazil::simulation::Plan;
use fazil::synapse::{Learning, Phi, Reduction};
use fazil::wiring::{Connectivity, Wiring};

use vectors::{Golden, Named, named_weights};

/// y and δ of every population but the inputs, `[B][n]`.
fn named_pass(wiring: &Wiring, pass: &Pass<f64>) -> Named {
    let by_lane = |plane: &Plane<f64>| {
        let lanes = 0..plane.n_lanes();
        lanes.flat_map(|lane| plane.lane(lane).to_vec()).collect()
    };
    let named = |kind: &str, planes: &[Plane<f64>]| -> Named {
        let planes = planes.iter().enumerate();
        let name = |p: usize| format!("{kind}.{}", wiring.population_name(p));
        planes.map(|(p, plane)| (name(p), by_lane(plane))).collect()
    };
    [named("y", &pass.y), named("delta", &pass.delta)].concat()
}

/// What backpropagation on `blueprint` computes, update by update: y, δ and weights after it.
fn backpropagation(golden: &Golden, blueprint: Blueprint<f64>) -> Vec<Named> {
    let (wiring, examples) = (blueprint.wiring.clone(), golden.examples());
    let inputs: Vec<&[f64]> = (0..golden.n_lanes).map(|k| examples.input(k)).collect();
    let targets: Vec<&[f64]> = (0..golden.n_lanes).map(|k| examples.target(k)).collect();
    let mut bp = Backpropagation::new(blueprint, golden.alpha, false);
    let mut update = |_| {
        let pass = named_pass(&wiring, bp.update_rows(&inputs, &targets));
        [pass, named_weights(&wiring, &bp.weights())].concat()
    };
    (0..golden.n_updates).map(&mut update).collect()
}

/// Where that is not what PyTorch says.
fn oracle_difference(golden: &Golden, blueprint: Blueprint<f64>) -> Option<String> {
    let updates = backpropagation(golden, blueprint);
    let mut updates = (1..).zip(&updates);
    updates.find_map(|(k, named)| golden.difference(&format!("update{k}"), named))
}

#[test]
fn backpropagation_on_graphs_agrees_with_pytorch() {
    for golden in Golden::all() {
        assert_eq!(oracle_difference(&golden, golden.blueprint()), None);
        // Nothing that PyTorch computed is left out.
        for (k, named) in (1..).zip(backpropagation(&golden, golden.blueprint())) {
            let names = named.iter().map(|(name, _)| format!("update{k}.{name}"));
            let mut names: Vec<String> = names.collect();
            names.sort();
            assert_eq!(names, golden.names(&format!("update{k}.")));
        }
        assert_eq!(
            golden.names(&format!("update{}.", golden.n_updates + 1)),
            [""; 0]
        );
    }
}

/// What the files have between them: a file that is lost, or tests less, is noticed.
#[test]
fn the_files_hold_every_kind_of_graph() {
    let files = Golden::all();
    let wiring = |golden: &Golden| golden.blueprint().wiring;
    let with = |has: &dyn Fn(&Golden) -> bool| -> Vec<&str> {
        let found = files.iter().filter(|golden| has(golden));
        found.map(|golden| golden.name.as_str()).collect()
    };
    let some = |is: fn(&Connectivity) -> bool| {
        with(&|golden| golden.projections.iter().any(|of| is(&of.connect)))
    };
    let n_inputs =
        |golden: &Golden| wiring(golden).populations().len() - wiring(golden).n_computing();
    let all = [
        "receptive",
        "residual",
        "skip",
        "sparse",
        "two-inputs",
        "two-outputs",
    ];
    assert_eq!(with(&|golden| golden.n_lanes > 2), all);
    assert_eq!(with(&|golden| golden.n_updates > 1), all);
    assert_eq!(with(&|golden| wiring(golden).has_any_bias()), all);
    assert_eq!(with(&|golden| n_inputs(golden) == 2), ["two-inputs"]);
    assert_eq!(
        with(&|golden| wiring(golden).n_output_populations() == 2),
        ["two-outputs"]
    );
    assert_eq!(with(&has_delays), DELAYED);
    assert_eq!(some(|of| *of == Connectivity::OneToOne), ["residual"]);
    assert_eq!(
        with(&|golden| golden.projections.iter().any(|of| !of.learns)),
        ["residual"]
    );
    let is_field = |of: &Connectivity| matches!(of, Connectivity::Receptive { .. });
    assert_eq!(some(is_field), ["receptive"]);
    let is_padded =
        |of: &Connectivity| matches!(of, Connectivity::Receptive { padding, .. } if *padding > 0);
    assert_eq!(some(is_padded), ["receptive"]);
    assert_eq!(some(|of| matches!(of, Connectivity::Pairs(_))), ["sparse"]);
    for activation in Activation::ALL {
        let uses = |golden: &Golden| {
            let wiring = wiring(golden);
            let mut senders = (0..wiring.populations().len()).filter(|p| !wiring.is_output(*p));
            senders.any(|p| wiring.populations()[p].activation == activation)
        };
        assert!(!with(&uses).is_empty(), "no file has {activation:?}");
    }
}

/// Files with feedback that spans more than one level.
const DELAYED: [&str; 4] = ["residual", "skip", "sparse", "two-outputs"];

fn has_delays(golden: &Golden) -> bool {
    let wiring = golden.blueprint().wiring;
    wiring.projections().iter().any(|of| of.delay > 0)
}

/// Saboteurs: one weight of a projection, or one bias, that is changed by 1e-9.
#[test]
fn a_changed_weight_is_noticed() {
    for golden in Golden::all() {
        let noticed = |what: String, change: &dyn Fn(&mut Weights<f64>)| {
            let mut other = golden.blueprint();
            change(&mut other.weights);
            let found = oracle_difference(&golden, other);
            assert!(found.is_some(), "{}: {what} passes", golden.name);
        };
        let own = golden.blueprint();
        for (e, projection) in own.wiring.projections().iter().enumerate() {
            let n = own.weights.theta[e].values.len();
            for k in [0, n / 2, n - 1] {
                noticed(format!("weight {k} of {}", projection.name), &|weights| {
                    weights.theta[e].values[k] += 1e-9;
                });
            }
        }
        for (p, bias) in own.weights.bias.iter().enumerate() {
            for i in 0..bias.len() {
                noticed(
                    format!("bias {i} of {}", own.wiring.population_name(p)),
                    &|weights| weights.bias[p][i] += 1e-9,
                );
            }
        }
    }
}

/// Saboteurs: a population that sends another f of its x. An output sends nothing.
#[test]
fn another_activation_of_any_population_is_noticed() {
    for golden in Golden::all() {
        let wiring = golden.blueprint().wiring;
        for k in 0..golden.populations.len() {
            for activation in Activation::ALL {
                let mut other = golden.clone();
                let population = &mut other.populations[k];
                if population.activation == activation {
                    continue;
                }
                population.activation = activation;
                let name = &golden.populations[k].name;
                let is_output = wiring.is_output(wiring.population(name).unwrap());
                let found = oracle_difference(&golden, other.blueprint());
                assert_eq!(
                    found.is_none(),
                    is_output,
                    "{}: {name} with {activation:?}: {found:?}",
                    golden.name
                );
            }
        }
    }
}

/// Saboteurs: a fixed projection that learns, and one that does not though it should.
#[test]
fn a_projection_that_learns_at_the_wrong_time_is_noticed() {
    for golden in Golden::all() {
        for e in 0..golden.projections.len() {
            let mut other = golden.clone();
            let projection = &mut other.projections[e];
            projection.learns = !projection.learns;
            let what = format!("{}: {projection:?}", golden.name);
            let found = oracle_difference(&golden, other.blueprint());
            assert!(found.is_some(), "{what} passes");
        }
    }
}

/// The engines: a mailbox for every neuron, and side by side.
fn engines() -> [EngineOptions; 2] {
    [
        EngineOptions::Literal(literal::Options::default()),
        EngineOptions::Packed(packed::Options::default()),
    ]
}

/// Agents in a network wired like `wired`, left to themselves, shown the examples of `golden`.
fn session(golden: &Golden, wired: &Golden, engine: &EngineOptions) -> Session<f64> {
    let (blueprint, examples) = (wired.blueprint(), golden.examples());
    let depth = blueprint.depth() as u64;
    let settings = Settings {
        rule: Rule::FaZIL,
        feedback: Feedback::Phasic,
        phi: Phi::Exact { t_d: 4 },
        learning: Learning {
            alpha: golden.alpha,
            reduction: Reduction::Sum,
            ..Learning::default()
        },
        n_lanes: golden.n_lanes,
        ..Settings::default()
    };
    let plan = Plan {
        timetable: Timetable {
            prediction_ticks: Span::fixed(depth + 4),
            learning_ticks: Span::fixed(2 * depth),
            without_teacher: 0.0,
            n_lanes: golden.n_lanes,
            last_batch: LastBatch::Short,
            seed: 1,
            shuffle: false,
        },
        prediction: Prediction::Settle,
        n_epochs: golden.n_updates,
        perturbation: 0.0,
        examples: examples.clone(),
    };
    let circuit = Circuit::new(blueprint, settings).unwrap();
    Session::from_parts(circuit, plan, examples, engine)
}

/// ε of every population at t = its level, `[n][B]`, as δ `[B][n]`.
fn named_epsilon(wiring: &Wiring, epsilon: &[Vec<f64>], n_lanes: usize) -> Named {
    let by_lane = |values: &Vec<f64>| {
        let n = values.len() / n_lanes;
        let at = |k: usize| values[k % n * n_lanes + k / n];
        (0..values.len()).map(at).collect()
    };
    let populations = epsilon.iter().enumerate();
    let name = |p: usize| format!("delta.{}", wiring.population_name(p));
    populations.map(|(p, of)| (name(p), by_lane(of))).collect()
}

#[test]
fn agents_on_graphs_agree_with_pytorch_and_have_the_bits_of_backpropagation() {
    for golden in Golden::all() {
        let own = golden.blueprint();
        let expected = backpropagation(&golden, golden.blueprint());
        for engine in engines() {
            let mut session = session(&golden, &golden, &engine);
            for (update, expected) in (1..).zip(&expected) {
                let case = format!("{} {engine:?}, update {update}", golden.name);
                let shown = session.step().unwrap().unwrap().shown;
                assert_eq!(shown.n_unsettled, 0, "{case}");
                assert_eq!((shown.phi.misses, shown.phi.false_spikes), (0, 0), "{case}");
                let prefix = format!("update{update}");
                let epsilon = named_epsilon(&own.wiring, &shown.epsilon, golden.n_lanes);
                assert_eq!(golden.difference(&prefix, &epsilon), None, "{case}");
                let (weights, bp) = (session.weights(), session.backpropagation_weights());
                let named = named_weights(&own.wiring, &weights);
                assert_eq!(golden.difference(&prefix, &named), None, "{case}");
                // To the bit, the twin and backpropagation by itself.
                assert_eq!(weights.n_different(&bp), 0, "{case}");
                assert_eq!(weights.max_mirror_divergence(), 0.0, "{case}");
                assert!(expected.ends_with(&named), "{case}");
            }
            assert!(session.step().unwrap().is_none());
        }
    }
}

/// Saboteur: feedback that takes one tick, whatever it spans.
#[test]
fn agents_without_delays_do_not_agree() {
    for golden in Golden::all() {
        let mut wired = golden.clone();
        for projection in &mut wired.projections {
            projection.delay = Some(0);
        }
        let wiring = wired.blueprint().wiring;
        let prefix = format!("update{}", golden.n_updates);
        for engine in engines() {
            let mut session = session(&golden, &wired, &engine);
            while session.step().unwrap().is_some() {}
            let named = named_weights(&wiring, &session.weights());
            let found = golden.difference(&prefix, &named);
            let is_delayed = DELAYED.contains(&golden.name.as_str());
            assert_eq!(found.is_some(), is_delayed, "{} {found:?}", golden.name);
        }
    }
}
