//! Faults of biology have defined outcomes: nothing happens without them, the same happens every
//! time with them, and what a fault does not touch stays backpropagation's.
//!
//! Every test names the one-line mistake that it notices.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use fazil::activation::Activation;
use fazil::axon::{SynapseId, Tick};
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer, Weights};
use fazil::dataset::Examples;
use fazil::engine::literal::Options;
use fazil::engine::{Circuit, EngineOptions, Lesion, PhiOverride, Settings};
use fazil::environment::{LastBatch, Prediction, Span, Timetable};
use fazil::experiment::{Progress, Standing, StudyOptions, run, study};
use fazil::neuron::{Feedback, Noise, State};
use fazil::oracle::Backpropagation;
use fazil::plasticity::Rule;
use fazil::record::RunFolder;
use fazil::run_files::{EpochMetrics, Summary};
use fazil::run_plan::Study;
use fazil::scalar::{Draws, Exact, Number, Scalar};
use fazil::scenario::{Edit, Scenario};
use fazil::session::RunOptions;
use fazil::simulation::{PhiTally, Plan, Simulation};
use fazil::synapse::{Learning, Phi, Reduction, Side};
use fazil::wiring::Wiring;

/// Collects the rows of `metrics.csv`.
#[derive(Default)]
struct Rows(Vec<EpochMetrics>);

impl Progress for Rows {
    fn presentation(&mut self, _: &Standing) {}
    fn epoch(&mut self, metrics: &EpochMetrics, _: usize) {
        self.0.push(metrics.clone());
    }
    fn tell(&mut self, _: &str) {}
}

/// Runs a built-in scenario, changed by `edits`.
fn run_of(name: &str, edits: &[&str], n_threads: usize) -> (Summary, Vec<EpochMetrics>) {
    let edits: Vec<Edit> = edits.iter().map(|edit| edit.parse().unwrap()).collect();
    let scenario = Scenario::built_in(name, &edits).unwrap();
    let place = tempfile::tempdir().unwrap();
    let folder = RunFolder::fresh(place.path(), name).unwrap();
    let options = RunOptions {
        n_threads: Some(n_threads),
        ..RunOptions::default()
    };
    let mut rows = Rows::default();
    let stop = AtomicBool::new(false);
    let summary = run(&scenario, &folder, &options, &mut rows, &stop).unwrap();
    (summary, rows.0)
}

/// A network of three weight layers with biases, two lanes, and what it is shown.
struct Network {
    widths: Vec<usize>,
    activation: Activation,
    n_examples: usize,
    n_epochs: usize,
}

impl Network {
    fn small(activation: Activation) -> Self {
        Self {
            widths: vec![2, 4, 3, 3],
            activation,
            n_examples: 15,
            n_epochs: 2,
        }
    }

    fn wiring(&self) -> Wiring {
        Wiring::chain(&self.widths, self.activation, true)
    }

    fn circuit<S: Scalar>(&self) -> Circuit<S> {
        let initial = Initial::Xavier {
            seed: 5,
            gain: Number::from(1),
        };
        let drawn = initial.draw(
            &Wiring::chain(&self.widths, Activation::ReLU, true),
            FeedbackWeights::Mirrored,
        );
        Circuit::new(
            Blueprint::chain(
                &self.widths,
                self.activation,
                InputTransfer::Activation,
                drawn.unwrap(),
            ),
            Settings {
                rule: Rule::FaZIL,
                feedback: Feedback::Phasic,
                phi: Phi::Exact { t_d: 2 },
                overrides: vec![],
                gamma: S::one(),
                state: State::Pair,
                learning: Learning {
                    alpha: S::ratio(1, 8),
                    reduction: Reduction::Mean,
                    decay: S::zero(),
                    ..Learning::default()
                },
                n_lanes: 2,
                birth: Tick(0),
            },
        )
        .unwrap()
    }

    fn plan<S: Scalar>(&self) -> Plan<S> {
        let mut draws = Draws::new(3, "examples");
        let (n_outputs, n_inputs) = (self.widths[0], *self.widths.last().unwrap());
        let mut values = |n: usize| {
            let draw = |_| S::ratio(draws.below(16) as usize, 8) - &S::one();
            (0..n * self.n_examples).map(draw).collect()
        };
        Plan {
            timetable: Timetable {
                prediction_ticks: Span { low: 6, high: 8 },
                learning_ticks: Span { low: 3, high: 5 },
                without_teacher: 0.2,
                n_lanes: 2,
                last_batch: LastBatch::Short,
                seed: 9,
                shuffle: true,
            },
            prediction: Prediction::Settle,
            n_epochs: self.n_epochs,
            perturbation: 0.0,
            examples: Arc::new(Examples {
                n_inputs,
                n_outputs,
                inputs: values(n_inputs),
                targets: values(n_outputs),
                labels: None,
            }),
        }
    }

    /// Lives to the end; `lesions` come after as many presentations. Backpropagation, which
    /// loses the connections `judged`, learns beside it.
    fn live<S: Scalar>(
        &self,
        circuit: Circuit<S>,
        lesions: &[(usize, Lesion)],
        is_judged: impl Fn(&SynapseId) -> bool,
    ) -> Lived<S> {
        let plan = self.plan::<S>();
        let examples = Arc::clone(&plan.examples);
        let alpha = circuit.settings().learning.alpha.clone();
        let is_mean = circuit.settings().learning.reduction == Reduction::Mean;
        let mut judge = Backpropagation::new(circuit.blueprint().clone(), alpha, is_mean);
        let mut agents = Simulation::new(circuit, plan, &literal());
        let (mut phi, mut n_unsettled) = (PhiTally::default(), 0);
        for k in 0.. {
            for (_, lesion) in lesions.iter().filter(|(at, _)| *at == k) {
                agents.lesion(lesion);
                let lost = lesion.connections(&self.wiring()).into_iter();
                for synapse in lost.filter(&is_judged) {
                    judge.lesion(synapse);
                }
            }
            let Some(shown) = agents.step().unwrap() else {
                break;
            };
            phi += shown.phi;
            n_unsettled += shown.n_unsettled;
            if shown.presentation.with_teacher {
                let chosen = &shown.presentation.examples;
                let gather = |n: usize, of: &dyn Fn(usize, usize) -> S| -> Vec<S> {
                    (0..n * chosen.len())
                        .map(|k| of(chosen[k % chosen.len()], k / chosen.len()))
                        .collect()
                };
                let input = gather(examples.n_inputs, &|k, i| examples.input(k)[i].clone());
                let target = gather(examples.n_outputs, &|k, i| examples.target(k)[i].clone());
                judge.update(&input, &target, chosen.len());
            }
        }
        Lived {
            weights: agents.weights(),
            judged: judge.weights(),
            phi,
            n_unsettled,
        }
    }
}

struct Lived<S> {
    weights: Weights<S>,
    judged: Weights<S>,
    phi: PhiTally,
    n_unsettled: u64,
}

fn synapse(text: &str) -> SynapseId {
    text.parse().unwrap()
}

/// Neurons of every kind, and synapses of every kind.
fn lesions() -> Vec<(usize, Lesion)> {
    let neuron = |layer, index| Lesion::Neuron { layer, index };
    let side = Side::Both;
    let wire = |text| Lesion::Synapse {
        synapse: synapse(text),
        side,
    };
    vec![
        (2, neuron(1, 2)),
        (3, wire("error/0/1<-value/1/0")),
        (3, wire("error/1/3<-bias")),
        (5, neuron(3, 0)),
        (6, neuron(2, 1)),
        (6, wire("error/2/0<-value/3/1")),
        (9, neuron(0, 0)),
    ]
}

/// Notices: noise of σ = 0 that is drawn and added all the same (−0 + 0), or a fault switched on
/// by default.
#[test]
fn no_faults_change_no_bit() {
    let short = "timetable.epochs=1";
    let (plain, _) = run_of("digits", &[short], 1);
    let (healthy, _) = run_of(
        "digits",
        &[
            short,
            "faults=(activity_noise: 0, message_noise: 0, corrupted: 0, silent_phi: 0, \
             firing_phi: 0, t_d_jitter: 0, lesions: [], seed: 99)",
        ],
        1,
    );
    assert_eq!(plain.weights_blake3, healthy.weights_blake3);
    assert_eq!(plain.messages, healthy.messages);
}

/// Few digits: what an untrained network is asked takes longer than what it learns.
const FEW: &str = "data=Csv(train: \"tests/data/few-train.csv\", test: \"tests/data/few-test.csv\", label: \
                   \"digit\")";

/// Notices: one stream for all neurons (`Draws::new(seed, "faults")` shared), whose draws the
/// schedule would deal out.
#[test]
fn noise_is_the_same_for_any_threads_and_another_for_another_seed() {
    for noise in [
        "activity_noise: 0.01",
        "message_noise: 0.01",
        "corrupted: 0.01",
        "silent_phi: 0.2, firing_phi: 0.01, t_d_jitter: 3",
    ] {
        let hash = |seed: u64, n_threads| {
            let faults = format!("faults=({noise}, seed: {seed})");
            let edits = [
                "timetable.epochs=1",
                FEW,
                "learning.phi=Tolerance(t_d: 4, q: 0.05)",
                &faults,
            ];
            run_of("digits", &edits, n_threads).0.weights_blake3
        };
        let first = hash(1, 1);
        assert_eq!(first, hash(1, 3), "{noise}");
        assert_ne!(first, hash(2, 1), "{noise}");
    }
}

/// Notices: an override that falls on the neighbouring slot, or on one end alone.
#[test]
fn a_synapse_whose_phi_never_fires_keeps_its_weight() {
    let network = Network::small(Activation::Tanh);
    let deaf = synapse("error/0/1<-value/1/2");
    let own = PhiOverride {
        synapse: deaf,
        side: Side::Both,
        phi: Phi::Never,
    };
    let circuit = network.circuit::<f64>();
    let circuit = circuit
        .changed(|_, settings| settings.overrides.push(own))
        .unwrap();
    let born = circuit.blueprint().weights.clone();
    let healthy = network.live(network.circuit::<f64>(), &[], |_| true);
    let lived = network.live(circuit, &[], |_| true);
    assert_eq!(lived.weights.theta[0].at(1, 2), born.theta[0].at(1, 2));
    assert_eq!(
        lived.weights.feedback[0].at(1, 2),
        born.feedback[0].at(1, 2)
    );
    for (k, (weight, birth)) in lived.weights.theta[0]
        .values
        .iter()
        .zip(&born.theta[0].values)
        .enumerate()
    {
        assert_eq!(weight == birth, k == 4 + 2, "synapse {k}");
    }
    assert!(lived.phi.misses > 0 && lived.phi.false_spikes == 0);
    assert!(healthy.phi.misses == 0 && healthy.weights.n_different(&healthy.judged) == 0);
    assert!(lived.weights.max_divergence(&healthy.weights) > 1e-3);
}

/// Notices: a quiet tick that is skipped although some φ fires even then (`fires_in_silence`
/// that is always false).
#[test]
fn a_phi_that_always_fires_is_counted_as_false() {
    let network = Network::small(Activation::Tanh);
    let own = PhiOverride {
        synapse: synapse("error/1/0<-value/2/1"),
        side: Side::Both,
        phi: Phi::Always,
    };
    let circuit = network.circuit::<f64>();
    let circuit = circuit
        .changed(|_, settings| settings.overrides.push(own))
        .unwrap();
    let lived = network.live(circuit, &[], |_| true);
    let healthy = network.live(network.circuit::<f64>(), &[], |_| true);
    assert_eq!((healthy.phi.false_spikes, healthy.n_unsettled), (0, 0));
    // Every tick but those at t = l, at both ends and in every lane. Weights that change all
    // the time keep the network from settling, too, and others' φ from firing in time.
    assert!(lived.n_unsettled > 0);
    let timetable = network.plan::<f64>().timetable;
    let shown = (0..network.n_epochs).flat_map(|epoch| timetable.epoch(epoch, network.n_examples));
    let n_ticks: u64 = shown
        .map(|shown| {
            let n_ticks = shown.prediction_ticks + shown.learning_ticks;
            2 * shown.examples.len() as u64 * n_ticks
        })
        .sum();
    let n_taught = 2 * (network.n_examples * network.n_epochs) as u64;
    let n_false = lived.phi.false_spikes;
    assert!(
        n_false >= n_ticks - n_taught,
        "{n_false} of {n_ticks}, {n_taught}"
    );
}

/// Notices: a judge that learns at a lost synapse (`clear_absent` left out), or an error neuron
/// that takes the number of its lanes from a dead neighbour.
#[test]
fn a_lesioned_network_equals_its_lesioned_twin() {
    let network = Network::small(Activation::Tanh);
    let lived = network.live(network.circuit::<f64>(), &lesions(), |_| true);
    assert_eq!(lived.weights.n_different(&lived.judged), 0);
    assert_eq!(lived.n_unsettled, 0);
    assert_eq!(lived.weights.max_mirror_divergence(), 0.0);
    assert_eq!((lived.phi.misses, lived.phi.false_spikes), (0, 0));
    assert!(lived.phi.expected > 100, "{:?}", lived.phi);
    assert!((0..3).all(|j| *lived.weights.theta[1].at(2, j) == 0.0));
    assert!((0..2).all(|i| *lived.weights.theta[0].at(i, 2) == 0.0));
    // Backpropagation that lost less is another one.
    let whole = network.live(network.circuit::<f64>(), &lesions(), |id| id.layer > 0);
    assert!(whole.weights.max_divergence(&whole.judged) > 1e-3);
}

/// Neurons that no one speaks to any more still learn their biases, in short batches too.
/// Notices: an error neuron that goes by the lanes it was told of last.
#[test]
fn a_network_without_hidden_neurons_learns_its_biases() {
    let network = Network::small(Activation::Tanh);
    let circuit = network.circuit::<f64>();
    let circuit = circuit.changed(|_, settings| settings.learning.reduction = Reduction::Sum);
    let circuit = circuit.unwrap();
    // The eighth presentation of an epoch, or a few later, is the short one.
    for at in [0, 3, 8, 9, 10, 11] {
        let lesions: Vec<_> = (0..4)
            .map(|index| (at, Lesion::Neuron { layer: 1, index }))
            .collect();
        let lived = network.live(circuit.clone(), &lesions, |_| true);
        assert_eq!(lived.weights.n_different(&lived.judged), 0, "{at}");
        assert_eq!((lived.phi.misses, lived.phi.false_spikes), (0, 0), "{at}");
    }
}

/// In rationals there is no difference at all.
#[test]
fn a_lesioned_network_is_its_lesioned_twin_in_rationals() {
    let network = Network {
        n_examples: 8,
        n_epochs: 1,
        ..Network::small(Activation::LeakyReLU)
    };
    let lesions: Vec<_> = lesions()
        .into_iter()
        .enumerate()
        .map(|(k, (_, lesion))| (k / 2, lesion))
        .collect();
    let lived = network.live(network.circuit::<Exact>(), &lesions, |_| true);
    assert_eq!(lived.weights.theta, lived.judged.theta);
    assert_eq!(lived.weights.bias, lived.judged.bias);
    assert_eq!((lived.phi.misses, lived.phi.false_spikes), (0, 0));
}

/// Notices: a lesion of one side that takes both.
#[test]
fn a_lesion_of_one_side_breaks_the_mirror() {
    let network = Network::small(Activation::Tanh);
    for side in [Side::Feedforward, Side::Feedback] {
        let lost = synapse("error/1/1<-value/2/0");
        let lesion = Lesion::Synapse {
            synapse: lost,
            side,
        };
        assert_eq!(lesion.connections(&network.wiring()), []);
        let lived = network.live(network.circuit::<f64>(), &[(3, lesion)], |_| true);
        let ends = [
            *lived.weights.theta[1].at(1, 0),
            *lived.weights.feedback[1].at(1, 0),
        ];
        let gone = ends.map(|weight| weight == 0.0);
        assert_eq!(gone, [side == Side::Feedforward, side == Side::Feedback]);
        assert!(lived.weights.max_mirror_divergence() > 0.0);
        assert!(lived.weights.max_divergence(&lived.judged) > 1e-6);
    }
}

/// A dead neuron is silent: fewer messages, and none of its values anywhere.
/// Notices: a dead value neuron that still takes its stimulus.
#[test]
fn a_dead_network_says_nothing() {
    let network = Network::small(Activation::Tanh);
    let mut agents = Simulation::new(network.circuit::<f64>(), network.plan(), &literal());
    agents.step().unwrap();
    for (layer, &width) in network.widths.iter().enumerate() {
        (0..width).for_each(|index| agents.lesion(&Lesion::Neuron { layer, index }));
    }
    let before = agents.counts().messages();
    let shown = agents.step().unwrap().unwrap();
    assert_eq!(shown.phi, PhiTally::default());
    let weights = agents.weights();
    assert!(
        weights
            .theta
            .iter()
            .all(|m| m.values.iter().all(|w| *w == 0.0))
    );
    // What sources say still arrives; nobody answers.
    let said = agents.counts().messages() - before;
    assert!(said <= 4 * 5, "{said} messages");
    while agents.step().unwrap().is_some() {}
    let examples = network.plan::<f64>().examples;
    let (outputs, n_spikes) = agents
        .evaluate(&examples, &AtomicBool::new(false))
        .unwrap()
        .expect("nobody stopped it");
    assert!(outputs.iter().all(|x| *x == 0.0) && n_spikes == 0);
}

/// Notices: a decay that only one end applies.
#[test]
fn decay_pulls_feedback_weights_towards_the_feedforward_ones() {
    let distances = |decay: &str| -> Vec<f64> {
        let edits = [
            "timetable.epochs=3",
            "data.test=0.5",
            "network.feedback_weights=Independent(seed: 3)",
            decay,
        ];
        let rows = run_of("digits", &edits, 1).1;
        rows.iter().map(|row| row.max_mirror_divergence).collect()
    };
    let constant = distances("network.decay=0");
    assert!(constant[0] > 0.1);
    for distance in &constant {
        assert!((distance - constant[0]).abs() <= 1e-12, "{constant:?}");
    }
    let shrinking = distances("network.decay=0.01");
    for pair in shrinking.windows(2) {
        assert!(pair[1] < pair[0], "{shrinking:?}");
    }
}

fn literal() -> EngineOptions {
    EngineOptions::Literal(Options::default())
}

/// Noise does nothing to a copy of a healthy network, and health can come back.
/// Notices: `disturb` that only ever adds noise.
#[test]
fn a_network_can_recover_from_noise() {
    let network = Network::small(Activation::Tanh);
    let recovered = |noise: Option<Noise>| {
        let (circuit, plan) = (network.circuit::<f64>(), network.plan());
        let mut agents = Simulation::prepared(circuit, plan, &literal(), |engine| {
            noise.iter().for_each(|noise| engine.disturb(noise));
            engine.disturb(&Noise::default());
        });
        while agents.step().unwrap().is_some() {}
        agents.weights().blake3()
    };
    let loud = Noise {
        activity: 1.0,
        message: 1.0,
        corrupted: 0.5,
        seed: 1,
    };
    assert_eq!(recovered(None), recovered(Some(loud)));
}

fn files_of(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let timeless = |line: &&str| !line.contains("\"seconds\"");
            let kept: Vec<&str> = text.lines().filter(timeless).collect();
            (path.display().to_string(), kept.join("\n"))
        })
        .collect();
    files.sort();
    let name = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    files
        .into_iter()
        .map(|(path, text)| (name(&path), text))
        .collect()
}

/// A network whose feedback along the skip from `a` spans two levels, for studies of graphs.
const SKIP: &str = r#"(name: "skip", network: (
        populations: [(name: "x", size: 2), (name: "a", size: 3), (name: "b", size: 3), (name: "y", size: 1)],
        projections: [(from: "x", to: "a"), (from: "a", to: "b"), (from: "b", to: "y"), (from: "a", to: "y")],
        activation: Tanh, initial: Xavier(seed: 1)),
    learning: (rule: FaZIL, alpha: 0.05), timetable: (batch: 4, epochs: 2), data: Xor())"#;

/// The saboteur: a study of wiring that changes nothing in a chain, and shows equal rows.
#[test]
fn studies_of_wiring_refuse_chains() {
    let base = Scenario::built_in("xor", &[]).unwrap();
    let place = tempfile::tempdir().unwrap();
    for chosen in [Study::Delays, Study::Density] {
        let folder = RunFolder::fresh(place.path(), chosen.name()).unwrap();
        let stop = AtomicBool::new(false);
        let options = StudyOptions {
            epochs: 1,
            seeds: 1,
            n_threads: 1,
        };
        let refused = study(chosen, &base, options, &folder, &stop, &|_| {});
        let message = refused.err().unwrap().to_string();
        assert!(message.contains("populations and projections"), "{message}");
        // Nobody wrote a `--set`.
        assert!(!message.contains("--set"), "{message}");
        if chosen == Study::Delays {
            let expected = "the study sets network.delays=Zero: in a chain";
            assert!(message.starts_with(expected), "{message}");
        }
    }
}

/// Notices: results in the order in which runs ended.
#[test]
fn a_study_leaves_the_same_files_for_any_threads() {
    for chosen in Study::ALL {
        let base = match chosen {
            Study::Delays | Study::Density => Scenario::parse(SKIP, "skip.ron", &[]).unwrap(),
            _ => Scenario::built_in("xor", &[]).unwrap(),
        };
        let place = tempfile::tempdir().unwrap();
        let left = |n_threads| {
            let folder = RunFolder::fresh(place.path(), chosen.name()).unwrap();
            let options = StudyOptions {
                epochs: 2,
                seeds: 2,
                n_threads,
            };
            let stop = AtomicBool::new(false);
            let table = study(chosen, &base, options, &folder, &stop, &|_| {}).unwrap();
            assert!(table.is_some());
            files_of(folder.path())
        };
        let files = left(1);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let picture = format!("{}.svg", chosen.name());
        for name in ["study.csv", "summary.json", "scenario.ron", &picture] {
            assert!(names.contains(&name), "{names:?} lacks {name}");
        }
        assert_eq!(files, left(3), "{}", chosen.name());
    }
}
