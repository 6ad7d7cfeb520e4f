//! Same bits: nothing that decides when and where an agent computes reaches a number.
//!
//! One run per case is the reference; every other way to run it must leave the same weights,
//! the same spikes, the same ε and μ of every tick and the same counts, bit for bit. The
//! saboteur sums in the order of arrival, and is noticed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod saboteurs;

use std::sync::Arc;

use fazil::activation::Activation;
use fazil::axon::{AgentId, Observer, SynapseId, Tick, Unobserved};
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer};
use fazil::engine::literal::{Literal, Options};
use fazil::engine::{Circuit, Counts, Engine, PhiOverride, Settings};
use fazil::environment::{Frame, LastBatch, Prediction, Presentation, Showing, Span, Timetable};
use fazil::neuron::{Feedback, State};
use fazil::plasticity::{Autonomous, Commanded, Plasticity, Rule};
use fazil::record::{AgentLog, SpikeRow};
use fazil::scalar::{Draws, Scalar};
use fazil::synapse::{Learning, Phi, Reduction, Side};
use fazil::wiring::Wiring;

use saboteurs::Saboteur;

/// Output first: 12-9-7-4.
const WIDTHS: [usize; 4] = [4, 7, 9, 12];
const DEPTH: usize = WIDTHS.len() - 1;
/// Long enough for every lane count to make 30 presentations and a short last batch.
const N_EXAMPLES: usize = 31;

/// What is run.
#[derive(Clone, Debug)]
struct Case {
    name: &'static str,
    rule: Rule,
    feedback: Feedback,
    prediction: Prediction,
    prediction_ticks: [u64; 2],
    learning_ticks: [u64; 2],
    gamma: f64,
    /// Whether one φ of a dendrite and one of a value neuron fire at every tick, so that
    /// weights change at every tick of a network that never comes to rest.
    is_restless: bool,
    saboteur: Saboteur,
}

fn cases() -> Vec<Case> {
    let phasic_settle = Case {
        name: "Fa-Z-IL, phasic, settle",
        rule: Rule::FaZIL,
        feedback: Feedback::Phasic,
        prediction: Prediction::Settle,
        prediction_ticks: [8, 11],
        learning_ticks: [3, 6],
        gamma: 1.0,
        is_restless: false,
        saboteur: Saboteur::None,
    };
    let imposed = Case {
        prediction: Prediction::Imposed,
        prediction_ticks: [0, 0],
        ..phasic_settle.clone()
    };
    vec![
        Case {
            name: "IL, imposed",
            rule: Rule::IL { t_c: 4 },
            feedback: Feedback::Tonic,
            learning_ticks: [5, 8],
            gamma: 0.1,
            ..imposed.clone()
        },
        Case {
            name: "Z-IL, imposed",
            rule: Rule::ZIL,
            feedback: Feedback::Tonic,
            ..imposed.clone()
        },
        Case {
            name: "Z-IL, phasic, settle",
            rule: Rule::ZIL,
            ..phasic_settle.clone()
        },
        Case {
            name: "Fa-Z-IL, tonic, imposed",
            feedback: Feedback::Tonic,
            ..imposed.clone()
        },
        Case {
            name: "Fa-Z-IL, tonic, settle (never settles)",
            feedback: Feedback::Tonic,
            is_restless: true,
            ..phasic_settle.clone()
        },
        Case {
            name: "Fa-Z-IL, phasic, imposed",
            ..imposed
        },
        phasic_settle,
    ]
}

/// How it is run; nothing here may reach a number.
#[derive(Clone, Debug)]
struct How {
    n_threads: usize,
    spare_capacity: usize,
    birth: i64,
    cuts: Cuts,
    observer: Look,
    /// Whether weights, outputs and a copy of the network are taken at every cut.
    is_inspected: bool,
}

/// Into which calls of `advance` a run is cut.
#[derive(Clone, Copy, Debug)]
enum Cuts {
    /// None; where a prediction is imposed, one per presentation.
    Whole,
    /// One per presentation.
    Presentations,
    /// One per tick.
    Ticks,
    /// Of 3, 1, 4, 1, 5, 9, 2, 6 ticks, wherever presentations end.
    Odd,
}

/// Who looks on.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Look {
    Log,
    LogOfEverything,
    Nobody,
}

const REFERENCE: How = How {
    n_threads: 1,
    spare_capacity: 0,
    birth: 0,
    cuts: Cuts::Presentations,
    observer: Look::Log,
    is_inspected: false,
};

/// Every way to run a case: each setting by itself, and some together.
fn ways() -> Vec<How> {
    let threads = [2, 3, 8].map(|n_threads| How {
        n_threads,
        ..REFERENCE
    });
    let capacities = [(1, 1), (1, 100), (3, 1), (2, 100)].map(|(n_threads, spare_capacity)| How {
        n_threads,
        spare_capacity,
        ..REFERENCE
    });
    let births = [(1, -5), (1, 1_000_000), (2, -1_000_000_007)].map(|(n_threads, birth)| How {
        n_threads,
        birth,
        ..REFERENCE
    });
    let cuts = [
        (1, Cuts::Whole),
        (1, Cuts::Ticks),
        (1, Cuts::Odd),
        (3, Cuts::Whole),
        (2, Cuts::Ticks),
        (8, Cuts::Odd),
    ]
    .map(|(n_threads, cuts)| How {
        n_threads,
        cuts,
        ..REFERENCE
    });
    let looks = [
        (1, Look::Nobody),
        (1, Look::LogOfEverything),
        (2, Look::Nobody),
        (3, Look::LogOfEverything),
    ]
    .map(|(n_threads, observer)| How {
        n_threads,
        observer,
        ..REFERENCE
    });
    let all_together = How {
        n_threads: 3,
        spare_capacity: 1,
        birth: -5,
        cuts: Cuts::Odd,
        observer: Look::LogOfEverything,
        is_inspected: true,
    };
    let all = threads.into_iter().chain(capacities).chain(births);
    let all = all.chain(cuts).chain(looks).chain([all_together]);
    all.collect()
}

/// What a run left.
#[derive(Clone, Debug, PartialEq)]
struct Trace {
    /// BLAKE3 of the weights.
    weights: String,
    /// x of the output neurons at the end, as bytes.
    outputs: Vec<u8>,
    counts: Counts,
    /// `None` if nobody looked.
    seen: Option<Seen>,
}

#[derive(Clone, Debug, PartialEq)]
struct Seen {
    /// [presentation][event]: φ of every neuron, in ticks from birth.
    spikes: Vec<Vec<(AgentId, SpikeRow)>>,
    /// BLAKE3 of ε and μ of every error neuron in every tick.
    predictions: blake3::Hash,
}

/// An observer that may have something to tell.
trait Looks<S>: Observer<S> + Default + 'static {
    fn log(&mut self) -> Option<&mut AgentLog<S>>;
}

impl<S: Scalar> Looks<S> for AgentLog<S> {
    fn log(&mut self) -> Option<&mut AgentLog<S>> {
        Some(self)
    }
}

impl<S: Scalar> Looks<S> for Unobserved {
    fn log(&mut self) -> Option<&mut AgentLog<S>> {
        None
    }
}

impl Case {
    fn circuit<S: Scalar>(&self, n_lanes: usize, birth: i64) -> Circuit<S> {
        let initial = Initial::Xavier {
            seed: 7,
            gain: "1.2".parse().unwrap(),
        };
        let weights = initial.draw(
            &Wiring::chain(&WIDTHS, Activation::ReLU, true),
            FeedbackWeights::Mirrored,
        );
        let always = |synapse: &str, side| PhiOverride {
            synapse: synapse.parse::<SynapseId>().unwrap(),
            side,
            phi: Phi::Always,
        };
        let restless = vec![
            always("error/1/3<-value/2/4", Side::Both),
            always("error/0/1<-value/1/2", Side::Both),
            always("error/2/0<-bias", Side::Feedforward),
        ];
        Circuit::new(
            Blueprint::chain(
                &WIDTHS,
                Activation::Tanh,
                InputTransfer::Activation,
                weights.unwrap(),
            ),
            Settings {
                rule: self.rule,
                feedback: self.feedback,
                phi: Phi::Exact { t_d: 4 },
                overrides: if self.is_restless { restless } else { vec![] },
                gamma: S::from_f64(self.gamma),
                state: State::Pair,
                learning: Learning {
                    alpha: S::from_f64(0.02),
                    reduction: Reduction::Mean,
                    decay: S::zero(),
                    equations: self.saboteur.equations(),
                },
                n_lanes,
                birth: Tick(birth),
            },
        )
        .unwrap()
    }

    fn presentations(&self, n_lanes: usize) -> Vec<Presentation> {
        let span = |[low, high]: [u64; 2]| Span { low, high };
        let timetable = Timetable {
            prediction_ticks: span(self.prediction_ticks),
            learning_ticks: span(self.learning_ticks),
            without_teacher: 0.1,
            n_lanes,
            last_batch: LastBatch::Short,
            seed: 3,
            shuffle: true,
        };
        let epochs = 0..n_lanes;
        epochs
            .flat_map(|epoch| timetable.epoch(epoch, N_EXAMPLES))
            .collect()
    }

    /// Runs the case once, in numbers of type `S`.
    fn run<S: Scalar>(&self, n_lanes: usize, how: &How) -> Trace {
        match (self.rule.is_commanded(), how.observer == Look::Nobody) {
            (false, false) => self.run_in::<S, Autonomous, AgentLog<S>>(n_lanes, how),
            (false, true) => self.run_in::<S, Autonomous, Unobserved>(n_lanes, how),
            (true, false) => self.run_in::<S, Commanded, AgentLog<S>>(n_lanes, how),
            (true, true) => self.run_in::<S, Commanded, Unobserved>(n_lanes, how),
        }
    }

    fn run_in<S: Scalar, P: Plasticity, W: Looks<S>>(&self, n_lanes: usize, how: &How) -> Trace {
        let options = Options {
            n_threads: how.n_threads,
            spare_capacity: how.spare_capacity,
            ..Options::default()
        };
        let circuit = self.circuit::<S>(n_lanes, how.birth);
        let mut engine = Literal::<S, P, W>::new(circuit, options);
        engine.observers(&mut |_, observer: &mut W| {
            if let Some(log) = observer.log() {
                log.keeps.activities = how.observer == Look::LogOfEverything;
                log.keeps.changes = log.keeps.activities;
            }
        });
        let presentations = self.presentations(n_lanes);
        assert!(presentations.len() >= 30, "{}", presentations.len());
        let data = Data::<S>::draw();
        for presentation in &presentations {
            engine.queue(data.showing(presentation, n_lanes));
        }
        engine.begin();
        let lengths: Vec<u64> = presentations.iter().map(ticks_of).collect();
        for length in self.stretches(&lengths, how.cuts) {
            if self.prediction == Prediction::Imposed {
                engine.impose(&mut S::zero);
            }
            for ticks in cut(length, how.cuts) {
                engine.advance(ticks).unwrap();
                if how.is_inspected {
                    let copy = engine.copy();
                    assert_eq!(copy.weights(), engine.weights());
                    assert_eq!(copy.outputs(), engine.outputs());
                }
            }
        }
        trace(&mut engine, how.birth, &lengths)
    }

    /// Ticks between two moments at which someone must intervene.
    fn stretches(&self, lengths: &[u64], cuts: Cuts) -> Vec<u64> {
        match (self.prediction, cuts) {
            (Prediction::Imposed, _) | (_, Cuts::Presentations) => lengths.to_vec(),
            (Prediction::Settle, _) => vec![lengths.iter().sum()],
        }
    }
}

fn ticks_of(presentation: &Presentation) -> u64 {
    presentation.prediction_ticks + presentation.learning_ticks
}

fn cut(length: u64, cuts: Cuts) -> Vec<u64> {
    match cuts {
        Cuts::Whole | Cuts::Presentations => vec![length],
        Cuts::Ticks => vec![1; length as usize],
        Cuts::Odd => {
            let mut left = length;
            let mut parts = Vec::new();
            for part in [3, 1, 4, 1, 5, 9, 2, 6].into_iter().cycle() {
                if left == 0 {
                    break;
                }
                parts.push(part.min(left));
                left -= part.min(left);
            }
            parts
        }
    }
}

fn trace<S: Scalar, P: Plasticity, W: Looks<S>>(
    engine: &mut Literal<S, P, W>,
    birth: i64,
    lengths: &[u64],
) -> Trace {
    let ends: Vec<i64> = lengths
        .iter()
        .scan(0, |end, &length| {
            *end += length as i64;
            Some(*end)
        })
        .collect();
    let mut spikes = vec![Vec::new(); lengths.len()];
    let (mut bytes, mut is_seen) = (Vec::new(), false);
    engine.observers(&mut |id, observer: &mut W| {
        let Some(log) = observer.log() else { return };
        is_seen = true;
        for row in &log.spikes {
            let tick = row.tick.0 - birth;
            let presentation = ends.partition_point(|&end| end <= tick);
            let row = SpikeRow {
                tick: Tick(tick),
                ..row.clone()
            };
            spikes[presentation].push((id, row));
        }
        for (at, prediction) in &log.predictions {
            bytes.extend((at.0 - birth).to_le_bytes());
            let values = prediction.epsilon.iter().chain(&prediction.mu);
            values.for_each(|value| value.append_bytes(&mut bytes));
        }
    });
    let mut outputs = Vec::new();
    let x = engine.outputs();
    x.iter()
        .flat_map(|x| &x.values)
        .for_each(|x| x.append_bytes(&mut outputs));
    Trace {
        weights: engine.weights().blake3(),
        outputs,
        counts: engine.counts(),
        seen: is_seen.then(|| Seen {
            spikes,
            predictions: blake3::hash(&bytes),
        }),
    }
}

/// Four classes: a prototype each, and noise; some inputs are 0 in every example, like the
/// margin of a digit.
struct Data<S> {
    inputs: Vec<Vec<S>>,
    targets: Vec<Vec<S>>,
}

impl<S: Scalar> Data<S> {
    fn draw() -> Self {
        let mut draws = Draws::new(11, "examples");
        let (n_inputs, n_classes) = (WIDTHS[DEPTH], WIDTHS[0]);
        let prototypes: Vec<Vec<f64>> = (0..n_classes)
            .map(|_| (0..n_inputs).map(|_| draws.unit()).collect())
            .collect();
        let mut example = |k: usize| -> Vec<S> {
            let noisy = prototypes[k % n_classes]
                .iter()
                .map(|value| 0.8 * value + 0.4 * draws.unit() - 0.2);
            let margin = |(i, value): (usize, f64)| if i < 2 { 0.0 } else { value.max(0.0) };
            noisy.enumerate().map(margin).map(S::from_f64).collect()
        };
        let inputs = (0..N_EXAMPLES).map(&mut example).collect();
        let target = |k: usize| {
            let one_hot = |c| S::from_count(usize::from(c == k % n_classes));
            (0..n_classes).map(one_hot).collect()
        };
        let targets = (0..N_EXAMPLES).map(target).collect();
        Self { inputs, targets }
    }

    fn showing(&self, presentation: &Presentation, n_lanes: usize) -> Showing<S> {
        let frame = |rows: &[Vec<S>]| {
            let n = rows[0].len();
            let mut values = vec![S::zero(); n * n_lanes];
            for (lane, &example) in presentation.examples.iter().enumerate() {
                for (i, value) in rows[example].iter().enumerate() {
                    values[i * n_lanes + lane] = value.clone();
                }
            }
            Arc::new(Frame::new(&values, n_lanes, presentation.examples.len()))
        };
        Showing {
            prediction_ticks: presentation.prediction_ticks,
            learning_ticks: presentation.learning_ticks,
            stimulus: frame(&self.inputs),
            teacher: presentation.with_teacher.then(|| frame(&self.targets)),
        }
    }
}

/// Where two traces differ, if they do.
fn difference(reference: &Trace, other: &Trace) -> Option<String> {
    if let (Some(a), Some(b)) = (&reference.seen, &other.seen) {
        for (k, (a, b)) in a.spikes.iter().zip(&b.spikes).enumerate() {
            if let Some((a, b)) = a.iter().zip(b).find(|(a, b)| a != b) {
                return Some(format!("presentation {k}: {b:?} instead of {a:?}"));
            }
            if a.len() != b.len() {
                return Some(format!(
                    "presentation {k}: {} spikes, not {}",
                    b.len(),
                    a.len()
                ));
            }
        }
        if a.predictions != b.predictions {
            return Some("ε or μ of some tick".to_owned());
        }
    }
    if reference.weights != other.weights {
        return Some("weights".to_owned());
    }
    if reference.outputs != other.outputs {
        return Some("x of the output neurons".to_owned());
    }
    (reference.counts != other.counts)
        .then(|| format!("{:?} instead of {:?}", other.counts, reference.counts))
}

fn all_ways_agree<S: Scalar>(n_lanes: usize) {
    for case in cases() {
        let reference = case.run::<S>(n_lanes, &REFERENCE);
        case.assert_alive::<S>(n_lanes, &reference);
        for how in ways() {
            let other = case.run::<S>(n_lanes, &how);
            assert_eq!(
                other.seen.is_some(),
                how.observer != Look::Nobody,
                "{}: {how:?}",
                case.name
            );
            if let Some(difference) = difference(&reference, &other) {
                panic!("{}, {n_lanes} lanes, {how:?}: {difference}", case.name);
            }
        }
    }
}

impl Case {
    /// That equal bits mean something: weights changed, φ fired, messages went.
    fn assert_alive<S: Scalar>(&self, n_lanes: usize, trace: &Trace) {
        let born = self.circuit::<S>(n_lanes, 0).blueprint().weights.blake3();
        assert_ne!(trace.weights, born, "{}: nothing was learned", self.name);
        let spikes = &trace.seen.as_ref().unwrap().spikes;
        let n_loud = spikes.iter().filter(|spikes| !spikes.is_empty()).count();
        match self.rule.is_commanded() {
            true => assert!(trace.counts.commands() > 0, "{}", self.name),
            false => assert!(n_loud > 20, "{}: {n_loud}", self.name),
        }
        assert!(trace.counts.messages() > 0 && trace.counts.beats() > 0);
    }
}

#[test]
fn every_way_to_run_gives_the_same_bits_in_f32() {
    all_ways_agree::<f32>(1);
    all_ways_agree::<f32>(3);
}

#[test]
fn every_way_to_run_gives_the_same_bits_in_f64() {
    all_ways_agree::<f64>(1);
    all_ways_agree::<f64>(3);
}

/// The saboteur of this file: sums in the order of arrival. Were mailboxes not read in slot
/// order, this is what threads would do to the numbers. One thread alone would not notice: its
/// agents take turns first come, first served, so messages happen to arrive in slot order.
#[test]
fn sums_in_the_order_of_arrival_are_noticed() {
    let mut case = cases().pop().unwrap();
    let honest = case.run::<f64>(1, &REFERENCE);
    case.saboteur = Saboteur::ArrivalOrder;
    let is_noticed = (0..200).any(|k| {
        let n_threads = [2, 3, 8][k % 3];
        let how = How {
            n_threads,
            ..REFERENCE
        };
        difference(&honest, &case.run::<f64>(1, &how)).is_some()
    });
    assert!(is_noticed, "200 runs summed in the order of arrival agreed");
}

/// The weights of two small runs, for debug and release builds and for different machines to
/// agree on. The values last changed when x became a pair and sums were fused (decision 0030); a
/// change here means that every published number changes in its last places, and needs a line
/// in the CHANGELOG that says why.
#[test]
fn weights_are_the_same_in_every_build_and_on_every_machine() {
    let pinned = [
        (
            "Fa-Z-IL, phasic, settle",
            "f32",
            "b370393f3ce479680e01b9c264b73f752daa4a532ff57ac9327ca416e6964afb",
        ),
        (
            "Fa-Z-IL, phasic, settle",
            "f64",
            "98c4d374fe011a71e9461b12dad366eb931c8658c7b506d284a9d17af5d00656",
        ),
        (
            "IL, imposed",
            "f32",
            "f5c00dc5a7ab105b010fde00a349ab3325a2fd578d59e857c69ca27dc827a0f3",
        ),
        (
            "IL, imposed",
            "f64",
            "2ec9e66e26b5f12d7795d194ee2fc52b85889b3851d05c5f1908e54318129c94",
        ),
    ];
    let found = pinned.map(|(name, precision, _)| {
        let case = cases().into_iter().find(|case| case.name == name).unwrap();
        let trace = match precision {
            "f32" => case.run::<f32>(3, &REFERENCE),
            _ => case.run::<f64>(3, &REFERENCE),
        };
        (name, precision, trace.weights)
    });
    assert_eq!(
        found
            .each_ref()
            .map(|(name, precision, hash)| (*name, *precision, hash.as_str())),
        pinned
    );
}
