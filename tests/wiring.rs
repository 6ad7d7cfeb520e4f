//! Any wiring against backpropagation: random graphs of populations, in exact rationals and in
//! floats, phasic and left to themselves.
//!
//! The cases are random graphs with skips, random pairs, fixed projections, biases and lesions, shown
//! several examples without reset. The property is seen to fail without delays, with delays that
//! are a tick short, with levels from the shortest path, and with feedback copies numbered from the
//! other end.

#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a failing run says how it went, and for which seeds"
)]

use std::ops::Range;
use std::sync::Arc;

use fazil::activation::Activation;
use fazil::axon::SynapseId;
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer};
use fazil::dataset::Examples;
use fazil::engine::{Circuit, EngineOptions, Kind, Lesion, Settings, literal, open, packed, seal};
use fazil::environment::{LastBatch, Prediction, Span, Timetable};
use fazil::neuron::Feedback;
use fazil::plasticity::Rule;
use fazil::scalar::{Draws, Exact, Precision, Scalar};
use fazil::session::Session;
use fazil::simulation::{PhiTally, Plan, Simulation, SimulationState};
use fazil::synapse::{Learning, Phi, Reduction, Side};
use fazil::wiring::{
    Connectivity, Delays, ListedPair, PopulationDescription, ProjectionDescription, Sheet, Wiring,
};

use serde_json::Value;

/// How delays are made wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mistake {
    None,
    NoDelays,
    OneTickShort,
    LevelsOfTheShortestPath,
    CopiesNumberedFromTheOtherEnd,
}

/// A random graph and what it is shown.
struct Case {
    wiring: Wiring,
    /// Whether feedback spans more than one level anywhere.
    has_skip: bool,
    seed: u64,
    rule: Rule,
    feedback: Feedback,
    prediction: Prediction,
    n_lanes: usize,
    n_presentations: usize,
    spans: [Span; 2],
    t_d: u64,
    lesions: Vec<(usize, Lesion)>,
}

/// What came out.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    /// What a network that left the numbers said.
    diverged: Option<String>,
    n_different: usize,
    mirror: f64,
    phi: PhiTally,
    n_unsettled: u64,
    weights: String,
    counts: String,
}

fn descriptions(
    draws: &mut Draws,
    is_exact: bool,
) -> (Vec<PopulationDescription>, Vec<ProjectionDescription>) {
    let mut below = |n: usize| draws.below(n as u64) as usize;
    let n = 3 + below(if is_exact { 4 } else { 6 });
    let most = if is_exact { 3 } else { 6 };
    let activations = match is_exact {
        true => [
            Activation::ReLU,
            Activation::LeakyReLU,
            Activation::Identity,
            Activation::HardSigmoid,
        ],
        false => [
            Activation::ReLU,
            Activation::Tanh,
            Activation::Logistic,
            Activation::Identity,
        ],
    };
    // Population 0 is an input; the last is an output; each other one may be either or neither.
    let populations: Vec<_> = (0..n)
        .map(|p| PopulationDescription {
            name: format!("p{p}"),
            size: Some(1 + below(most)),
            sheet: None,
            activation: activations[below(activations.len())],
            has_bias: below(3) == 0,
        })
        .collect();
    let mut projections: Vec<ProjectionDescription> = Vec::new();
    for q in 1..n {
        let mut pres: Vec<usize> = (0..q).filter(|_| below(100) < 55).collect();
        if q == n - 1 && pres.is_empty() {
            pres.push(below(q));
        }
        for p in pres {
            let (n_pre, n_post) = (populations[p].size.unwrap(), populations[q].size.unwrap());
            let connect = match below(5) {
                0 if n_pre == n_post => Connectivity::OneToOne,
                1 => Connectivity::Random {
                    density: "0.6".parse().unwrap(),
                    seed: below(1000) as u64,
                },
                2 => Connectivity::FixedIn {
                    n: 1 + below(n_pre),
                    seed: below(1000) as u64,
                },
                _ => Connectivity::All,
            };
            projections.push(ProjectionDescription {
                from: populations[p].name.clone(),
                to: populations[q].name.clone(),
                connect,
                learns: below(6) > 0,
                delay: None,
                weight: None,
            });
        }
    }
    // Whoever is left over feeds the last.
    for population in &populations[..n - 1] {
        let name = &population.name;
        if projections
            .iter()
            .all(|of| of.from != *name && of.to != *name)
        {
            projections.push(ProjectionDescription {
                from: name.clone(),
                to: format!("p{}", n - 1),
                connect: Connectivity::All,
                learns: true,
                delay: None,
                weight: None,
            });
        }
    }
    (populations, projections)
}

fn no_files(_: &str) -> Result<Vec<ListedPair>, String> {
    unreachable!("no pairs are listed in files")
}

/// The shortest path of every population to an output.
fn shortest(wiring: &Wiring) -> Vec<usize> {
    let mut levels = vec![0; wiring.widths().len()];
    for p in 0..levels.len() {
        let below = wiring
            .outgoing(p)
            .iter()
            .map(|e| wiring.projections()[*e].post);
        levels[p] = below.map(|q| levels[q] + 1).min().unwrap_or(0);
    }
    levels
}

impl Case {
    fn draw(seed: u64, is_exact: bool, mistake: Mistake) -> Self {
        let mut draws = Draws::new(seed, "wiring");
        let (populations, mut projections) = descriptions(&mut draws, is_exact);
        let right = Wiring::new(&populations, &projections, Delays::Levels, &mut no_files).unwrap();
        let has_skip = right.projections().iter().any(|of| of.delay > 0);
        let by_name = |name: &str| right.population(name).unwrap();
        let short = shortest(&right);
        for projection in &mut projections {
            let (p, q) = (by_name(&projection.from), by_name(&projection.to));
            let span = right.level(p) - right.level(q).min(right.level(p));
            projection.delay = match mistake {
                _ if right.is_input(p) => None,
                Mistake::NoDelays => Some(0),
                Mistake::OneTickShort => Some(span.saturating_sub(2)),
                Mistake::LevelsOfTheShortestPath => Some(short[p].saturating_sub(short[q] + 1)),
                _ => None,
            };
        }
        let wiring =
            Wiring::new(&populations, &projections, Delays::Levels, &mut no_files).unwrap();
        let mut below = |n: usize| draws.below(n as u64) as usize;
        let t_d = 1 + below(4) as u64;
        let depth = wiring.depth() as u64;
        let imposed = mistake == Mistake::None && below(4) == 0;
        let rule = if imposed && below(2) == 0 {
            Rule::ZIL
        } else {
            Rule::FaZIL
        };
        let more = if mistake == Mistake::NoDelays {
            depth
        } else {
            0
        };
        let (low, long) = (depth + t_d, depth + more + below(5) as u64);
        let spans = match imposed {
            true => [Span::fixed(0), Span::fixed(depth.max(1))],
            false => [Span { low, high: low + 3 }, Span::fixed(long.max(1))],
        };
        let lesions = match below(3) {
            0 => vec![(1, lesion(&wiring, &mut below))],
            _ => vec![],
        };
        Self {
            has_skip,
            seed,
            rule,
            feedback: Feedback::Phasic,
            prediction: if imposed {
                Prediction::Imposed
            } else {
                Prediction::Settle
            },
            n_lanes: 1 + below(3),
            n_presentations: if is_exact { 2 } else { 4 },
            spans,
            t_d,
            lesions,
            wiring,
        }
    }

    /// A graph whose presentations end while feedback is under way, of any rule, any feedback and delays
    /// that may be wrong.
    fn draw_midst(seed: u64, is_exact: bool) -> Self {
        let mistakes = [Mistake::None, Mistake::OneTickShort];
        let mut case = Self::draw(seed, is_exact, mistakes[seed as usize % 2]);
        let mut draws = Draws::new(seed, "midst");
        let mut below = |n: u64| draws.below(n);
        case.feedback = [Feedback::Phasic, Feedback::Tonic][below(2) as usize];
        case.n_presentations = 4;
        let (low, long) = (1 + below(3), 1 + below(4));
        if case.prediction == Prediction::Settle {
            case.spans = [Span { low, high: low + 4 }, Span::fixed(long)];
        }
        case
    }

    fn circuit<S: Scalar>(&self, mistake: Mistake) -> Circuit<S> {
        let mut draws = Draws::new(self.seed, "weights");
        let initial = Initial::Uniform {
            seed: self.seed,
            low: "-1".parse().unwrap(),
            high: 1.into(),
        };
        let mut weights = initial
            .draw::<S>(&self.wiring, FeedbackWeights::Mirrored)
            .unwrap();
        for bias in weights.bias.iter_mut().flatten() {
            *bias = S::ratio(1 + draws.below(96) as usize, 97);
        }
        if mistake == Mistake::CopiesNumberedFromTheOtherEnd {
            for (e, copies) in weights.feedback.iter_mut().enumerate() {
                let [rows, columns] = self.wiring.shape(e);
                if columns > 1 && !copies.values.is_empty() {
                    let other = (0..rows * columns).map(|k| k % rows * columns + k / rows);
                    copies.values = other.map(|k| weights.theta[e].values[k].clone()).collect();
                }
            }
        }
        let blueprint = Blueprint {
            wiring: Arc::new(self.wiring.clone()),
            input_transfer: InputTransfer::Activation,
            weights,
        };
        let settings = Settings {
            rule: self.rule,
            feedback: self.feedback,
            phi: Phi::Exact { t_d: self.t_d },
            learning: Learning {
                alpha: S::ratio(1, 10),
                reduction: [Reduction::Sum, Reduction::Mean][self.seed as usize % 2],
                ..Learning::default()
            },
            n_lanes: self.n_lanes,
            ..Settings::default()
        };
        Circuit::new(blueprint, settings).unwrap()
    }

    fn plan<S: Scalar>(&self) -> Plan<S> {
        let mut draws = Draws::new(self.seed, "examples");
        let mut numbers = |n: usize| -> Vec<S> {
            let number = |_| {
                let k = draws.below(19) as usize;
                S::ratio(k, 9) - &S::one()
            };
            (0..n).map(number).collect()
        };
        let (n_inputs, n_outputs) = (self.wiring.n_inputs(), self.wiring.n_outputs());
        let n = self.n_presentations * self.n_lanes;
        let (inputs, targets) = (numbers(n * n_inputs), numbers(n * n_outputs));
        Plan {
            timetable: Timetable {
                prediction_ticks: self.spans[0],
                learning_ticks: self.spans[1],
                without_teacher: 0.0,
                n_lanes: self.n_lanes,
                last_batch: LastBatch::Short,
                seed: self.seed,
                shuffle: true,
            },
            prediction: self.prediction,
            n_epochs: 1,
            perturbation: 0.0,
            examples: Arc::new(Examples::new(n_inputs, inputs, n_outputs, targets).unwrap()),
        }
    }

    fn live<S: Scalar>(&self, mistake: Mistake, engine: &EngineOptions) -> Outcome {
        let circuit = self.circuit::<S>(mistake);
        let none = Examples::new(
            self.wiring.n_inputs(),
            vec![],
            self.wiring.n_outputs(),
            vec![],
        );
        let none = none.unwrap_or_else(|_| Examples::clone(&self.plan::<S>().examples));
        let mut session = Session::from_parts(circuit, self.plan(), Arc::new(none), engine);
        let mut outcome = Outcome::default();
        for k in 0.. {
            for (_, lesion) in self.lesions.iter().filter(|(at, _)| *at == k) {
                session.lesion(lesion);
            }
            match session.step() {
                Ok(Some(presented)) => {
                    outcome.phi += presented.shown.phi;
                    outcome.n_unsettled += presented.shown.n_unsettled;
                }
                Ok(None) => break,
                Err(fault) if fault.to_string().starts_with("diverged") => {
                    outcome.diverged = Some(fault.to_string());
                    return outcome;
                }
                Err(fault) => panic!("seed {}: {fault}", self.seed),
            }
        }
        let weights = session.weights();
        outcome.n_different = weights.n_different(&session.backpropagation_weights());
        outcome.mirror = weights.max_mirror_divergence();
        outcome.weights = weights.blake3();
        let counts = session.counts();
        let said = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Beat);
        outcome.counts = format!("{:?}", said.map(|kind| counts.of(kind)).collect::<Vec<_>>());
        outcome
    }
}

/// All that a graph shows and what it becomes, step by step; between two presentations `change` may
/// put another in its place.
fn told<S: Scalar>(
    case: &Case,
    options: &EngineOptions,
    mut change: impl FnMut(Simulation<S>) -> Simulation<S>,
) -> Vec<String> {
    let circuit = case.circuit::<S>(Mistake::None);
    let mut run = Simulation::new(circuit, case.plan(), options);
    let mut told = Vec::new();
    for k in 0.. {
        run = change(run);
        for (_, lesion) in case.lesions.iter().filter(|(at, _)| *at == k) {
            run.lesion(lesion);
        }
        match run.step() {
            Ok(Some(shown)) => told.push(format!("{shown:?}").replace("-0.0", "0.0")),
            Ok(None) => break,
            Err(fault) => {
                told.push(fault.tick.to_string());
                break;
            }
        }
        let counts = run.counts();
        let said = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Beat);
        let said: Vec<_> = said.map(|kind| counts.of(kind)).collect();
        told.push(format!("{said:?} {}", run.weights().blake3()));
    }
    told
}

/// What a saboteur does to a network's state.
type Edit<'a> = &'a dyn Fn(&mut Value);

/// Runs a graph whole, and once more from engine to engine, by way of bytes that `edit` may change; the
/// first difference.
fn relayed<S: Scalar>(seed: u64, edit: Option<Edit<'_>>) -> Option<String> {
    let case = Case::draw_midst(seed, S::PRECISION == Precision::Exact);
    let whole = told::<S>(&case, &literally(), |run| run);
    let mut draws = Draws::new(seed, "relay");
    let mut options = || match draws.below(2) {
        _ if S::PRECISION == Precision::Exact => literally(),
        0 => literally(),
        _ => side_by_side(),
    };
    let first = options();
    let relayed = told::<S>(&case, &first, |run| {
        let state = run.state();
        let bytes = seal(&state);
        let mut read: SimulationState<S> = open(&bytes).unwrap();
        assert_eq!(seal(&read), bytes, "{seed}");
        if let Some(edit) = edit {
            let mut value = serde_json::to_value(&read).unwrap();
            edit(&mut value["network"]);
            read = serde_json::from_value(value).unwrap();
        }
        let circuit = case.circuit::<S>(Mistake::None);
        Simulation::resume(circuit, case.plan(), &options(), &read).unwrap()
    });
    let steps = whole.iter().zip(&relayed);
    let first = steps.clone().position(|(a, b)| a != b);
    let first = first.or((whole.len() != relayed.len()).then_some(whole.len()));
    first.map(|k| {
        format!(
            "seed {seed}, step {k}: {:?} {:?}",
            whole.get(k),
            relayed.get(k)
        )
    })
}

/// A neuron, or a synapse at both ends.
fn lesion(wiring: &Wiring, below: &mut impl FnMut(usize) -> usize) -> Lesion {
    let hidden: Vec<usize> = (0..wiring.n_computing())
        .filter(|p| wiring.is_hidden(*p))
        .collect();
    if below(2) == 0 && !hidden.is_empty() {
        let layer = hidden[below(hidden.len())];
        let index = below(wiring.widths()[layer]);
        return Lesion::Neuron { layer, index };
    }
    let all: Vec<SynapseId> = wiring.synapses().collect();
    let synapse = all[below(all.len())];
    Lesion::Synapse {
        synapse,
        side: Side::Both,
    }
}

fn side_by_side() -> EngineOptions {
    EngineOptions::Packed(packed::Options::default())
}

fn literally() -> EngineOptions {
    EngineOptions::Literal(literal::Options::default())
}

/// (graphs, graphs with skips, those that differ, those with skips that do not).
fn sweep<S: Scalar>(seeds: Range<u64>, mistake: Mistake) -> [usize; 4] {
    let (mut found, mut n_diverged) = ([0; 4], 0);
    let is_exact = S::PRECISION == Precision::Exact;
    for seed in seeds {
        let case = Case::draw(seed, is_exact, mistake);
        let outcome = case.live::<S>(mistake, &literally());
        if !is_exact {
            let packed = case.live::<S>(mistake, &side_by_side());
            assert_eq!(packed, outcome, "seed {seed} {mistake:?}");
        }
        if outcome.diverged.is_some() {
            n_diverged += 1; // In both engines in the same tick, and without weights to compare.
            continue;
        }
        // A neuron that died in mid-run may leave the others' copies behind.
        let is_equal = outcome.n_different == 0 && outcome.mirror == 0.0;
        found[0] += 1;
        found[1] += usize::from(case.has_skip);
        found[2] += usize::from(!is_equal);
        found[3] += usize::from(case.has_skip && is_equal);
        if mistake == Mistake::None {
            if !is_equal || outcome.phi.false_spikes > 0 || outcome.n_unsettled > 0 {
                eprintln!("seed {seed}: {outcome:?} {:?}", case.wiring);
            }
            assert_eq!(outcome.n_different, 0, "seed {seed}");
            assert_eq!(outcome.mirror, 0.0, "seed {seed}");
            assert_eq!(outcome.phi.false_spikes, 0, "seed {seed}");
            assert_eq!(outcome.n_unsettled, 0, "seed {seed}");
        }
    }
    eprintln!(
        "{mistake:?} {:?}: {found:?}, and {n_diverged} diverged",
        S::PRECISION
    );
    let is_rare = n_diverged * 50 < found[0].max(1);
    assert!(mistake != Mistake::None || is_rare, "{n_diverged} diverged");
    found
}

#[test]
fn any_graph_learns_as_backpropagation_in_exact_rationals() {
    let [n, n_skips, n_different, _] = sweep::<Exact>(0..60, Mistake::None);
    assert!(
        n_different == 0 && n_skips > n / 5,
        "{n_skips} of {n} have skips"
    );
}

#[test]
fn any_graph_learns_as_backpropagation_to_the_bit() {
    assert_eq!(sweep::<f64>(1000..1060, Mistake::None)[2], 0);
    assert_eq!(sweep::<f32>(2000..2060, Mistake::None)[2], 0);
}

#[test]
#[ignore = "some minutes: .ci/heavy runs it"]
fn a_thousand_graphs_learn_as_backpropagation() {
    assert_eq!(sweep::<Exact>(10_000..11_000, Mistake::None)[2], 0);
    assert_eq!(sweep::<f32>(20_000..21_000, Mistake::None)[2], 0);
    assert_eq!(sweep::<f64>(30_000..30_500, Mistake::None)[2], 0);
}

#[test]
fn every_mistake_in_the_wiring_is_noticed() {
    for mistake in [
        Mistake::NoDelays,
        Mistake::OneTickShort,
        Mistake::LevelsOfTheShortestPath,
        Mistake::CopiesNumberedFromTheOtherEnd,
    ] {
        let [_, n_skips, n_different, _] = sweep::<f64>(0..60, mistake);
        assert!(
            n_skips > 10 && n_different > 5,
            "{mistake:?}: {n_different}"
        );
    }
}

#[test]
fn a_graph_goes_on_from_a_state_to_the_bit() {
    let found = |of: Option<String>| assert_eq!(of, None);
    (40_000..40_120).for_each(|seed| found(relayed::<f64>(seed, None)));
    (41_000..41_060).for_each(|seed| found(relayed::<f32>(seed, None)));
    (42_000..42_010).for_each(|seed| found(relayed::<Exact>(seed, None)));
}

/// What a state lacks is noticed: feedback under way, when ε was loud, a weight at either end, who was
/// lost. (What was heard last is said anew before it matters, unless a network is quite at rest.)
#[test]
fn a_graph_that_forgets_something_is_noticed() {
    let forgets: [(&str, Edit<'_>); 5] = [
        ("what is under way", &|network| {
            for feedback in network["feedback"].as_array_mut().unwrap() {
                for said in feedback["under_way"].as_array_mut().unwrap() {
                    forget_said(said);
                }
            }
        }),
        ("when it was loud", &|network| {
            silence(&mut network["errors"])
        }),
        ("a feedback weight", &|network| {
            zero_weights(&mut network["values"])
        }),
        ("a weight", &|network| zero_weights(&mut network["errors"])),
        ("who was lost", &|network| {
            for errors in network["errors"].as_array_mut().unwrap() {
                errors["absent"] = Value::Array(vec![]);
            }
        }),
    ];
    for (what, edit) in forgets {
        let mut seeds = 40_000..40_060;
        let is_noticed = seeds.any(|seed| relayed::<f64>(seed, Some(edit)).is_some());
        assert!(is_noticed, "{what}");
    }
}

/// Tonic feedback is heard until other feedback is: both engines keep it, what is under way and when it
/// was loud, and tell it alike.
#[test]
fn what_was_heard_last_is_kept() {
    let mut n_heard = 0;
    for seed in 43_000..43_060 {
        let mut case = Case::draw_midst(seed, false);
        (case.feedback, case.lesions) = (Feedback::Tonic, vec![]);
        let circuit = || case.circuit::<f64>(Mistake::None);
        let mut run = Simulation::new(circuit(), case.plan(), &literally());
        if run.step().is_err() {
            continue;
        }
        let state = run.state();
        let heard = |state: &SimulationState<f64>| {
            let value = serde_json::to_value(state).unwrap();
            value["network"]["feedback"].as_array().unwrap().clone()
        };
        let is_heard = |of: &&Value| of["heard"]["speaks"] != serde_json::json!([]);
        n_heard += heard(&state).iter().filter(is_heard).count();
        for options in [literally(), side_by_side()] {
            let resumed = Simulation::resume(circuit(), case.plan(), &options, &state).unwrap();
            assert_eq!(heard(&resumed.state()), heard(&state), "{seed}");
        }
    }
    assert!(n_heard > 60, "{n_heard}");
}

fn forget_said(said: &mut Value) {
    for list in ["speaks", "epsilon", "by_feedback"] {
        said[list] = serde_json::to_value(Vec::<bool>::new()).unwrap();
    }
}

fn silence(all: &mut Value) {
    for of in all.as_array_mut().unwrap() {
        for tick in of["last_loud"].as_array_mut().unwrap() {
            *tick = (i64::MIN / 2).into();
        }
    }
}

fn zero_weights(all: &mut Value) {
    for of in all.as_array_mut().unwrap() {
        let weights = of["weights"].as_array_mut().unwrap();
        // The bytes of the first.
        weights.iter_mut().take(8).for_each(|byte| *byte = 0.into());
    }
}

/// Fields on a sheet: who is connected, at an edge and within, by hand.
#[test]
fn receptive_fields_are_where_they_are_said_to_be() {
    let sheet = |rows, columns, channels| {
        Some(Sheet {
            rows,
            columns,
            channels,
        })
    };
    let population = |name: &str, sheet| PopulationDescription {
        name: name.to_owned(),
        size: None,
        sheet,
        activation: Activation::Tanh,
        has_bias: false,
    };
    let populations = [
        population("a", sheet(4, 3, 2)),
        population("b", sheet(4, 3, 1)),
    ];
    let projections = [ProjectionDescription {
        from: "a".to_owned(),
        to: "b".to_owned(),
        connect: Connectivity::Receptive {
            field: 3,
            stride: 1,
            padding: 1,
        },
        learns: true,
        delay: None,
        weight: None,
    }];
    let wiring = Wiring::new(&populations, &projections, Delays::Levels, &mut no_files).unwrap();
    let b = wiring.population("b").unwrap();
    let heard = |index| {
        wiring
            .dendrite(b, index)
            .map(|of| of.index)
            .collect::<Vec<_>>()
    };
    assert_eq!(heard(0), [0, 1, 2, 3, 6, 7, 8, 9]);
    let all: Vec<usize> = (0..18).collect();
    assert_eq!(heard(4), all);
    assert_eq!(heard(11), [14, 15, 16, 17, 20, 21, 22, 23]);
}
