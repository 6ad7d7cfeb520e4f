//! Random networks, drawn by seed, and everything that can be seen of a run of one.
//!
//! Rules, settings, timetables, lesions, interventions; for every test that holds one way to run a
//! network to another.

use std::sync::Arc;

use fazil::activation::Activation;
use fazil::axon::{Activity, AgentId, SynapseId, Tick, WeightChange};
use fazil::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer, Weights};
use fazil::engine::{
    Circuit, Engine, EngineOptions, Fault, Kind, Lesion, PhiOverride, Settings, literal, packed,
};
use fazil::environment::{Frame, Prediction, Showing};
use fazil::neuron::{Feedback, Noise, State};
use fazil::plasticity::Rule;
use fazil::record::{AgentLog, SpikeRow};
use fazil::scalar::{Draws, InstructionSet, Scalar};
use fazil::synapse::{Learning, Phi, Reduction, Side};
use fazil::wiring::Wiring;

/// A network under way, with a log for every neuron.
pub type Network<S> = Box<dyn Engine<S, AgentLog<S>>>;

/// A network, and everything that happens to it.
#[derive(Clone, Debug)]
pub struct Case {
    pub seed: u64,
    pub widths: Vec<usize>,
    pub n_lanes: usize,
    pub activation: Activation,
    pub input_transfer: InputTransfer,
    pub bias: bool,
    pub rule: Rule,
    pub feedback: Feedback,
    pub phi: Phi,
    pub overrides: Vec<PhiOverride>,
    pub gamma: f64,
    pub state: State,
    pub decay: f64,
    pub alpha: f64,
    pub reduction: Reduction,
    pub independent: bool,
    pub prediction: Prediction,
    pub noise: f64,
    /// P, T, whether there is a teacher, lanes presented.
    pub presentations: Vec<(u64, u64, bool, usize)>,
    /// What is lost, before which presentation.
    pub lesions: Vec<(usize, Lesion)>,
    /// Of every presentation: a tick in it, and what is lost there; then a copy is tested.
    pub midst: Vec<(u64, Option<Lesion>)>,
    pub keeps_everything: bool,
    pub birth: i64,
    pub n_threads: usize,
    pub set: InstructionSet,
    /// Of neurons; the packed engine runs none.
    pub disturbance: Noise,
}

pub fn pick<T: Clone>(draws: &mut Draws, among: &[T]) -> T {
    among[draws.below(among.len() as u64) as usize].clone()
}

impl Case {
    pub fn draw(seed: u64, n_presentations: usize) -> Self {
        let d = &mut Draws::new(seed, "packed case");
        let depth = 1 + d.below(4) as usize;
        let sizes = [1, 2, 3, 5, 9, 16, 17, 34];
        let widths: Vec<usize> = (0..=depth).map(|_| pick(d, &sizes)).collect();
        let n_lanes = pick(d, &[1, 1, 2, 3, 5, 12]);
        let rule = match d.below(4) {
            0 => Rule::ZIL,
            1 => Rule::IL { t_c: d.below(4) },
            _ => Rule::FaZIL,
        };
        let feedback = match (rule, d.below(2)) {
            (Rule::IL { .. }, _) | (_, 0) => Feedback::Tonic,
            _ => Feedback::Phasic,
        };
        let prediction = pick(
            d,
            &[Prediction::Settle, Prediction::Settle, Prediction::Imposed],
        );
        let tolerance = || Phi::Tolerance {
            t_d: 2,
            q: "0.01".parse().unwrap(),
        };
        let phi = match d.below(12) {
            0 | 1 => tolerance(),
            2 => Phi::Never,
            3 => Phi::Always,
            _ => Phi::Exact {
                t_d: 1 + d.below(4),
            },
        };
        let presentations = (0..n_presentations)
            .map(|_| {
                let p = match prediction {
                    Prediction::Settle => d.below(8),
                    Prediction::Imposed => 0,
                };
                let presented = if d.below(4) == 0 {
                    1 + d.below(n_lanes as u64)
                } else {
                    n_lanes as u64
                };
                (p, 1 + d.below(5), d.below(8) > 0, presented as usize)
            })
            .collect();
        let mut case = Self {
            seed,
            n_lanes,
            activation: pick(d, &Activation::ALL[..6]),
            input_transfer: pick(d, &[InputTransfer::Activation, InputTransfer::Identity]),
            bias: d.below(2) == 0,
            rule,
            feedback,
            phi,
            overrides: Vec::new(),
            gamma: pick(d, &[1.0, 1.0, 1.0, 0.5, 0.1]),
            state: pick(
                &mut Draws::new(seed, "state"),
                &[State::Pair, State::Pair, State::Plain],
            ),
            decay: pick(d, &[0.0, 0.0, 0.0, 0.01]),
            alpha: pick(d, &[0.01, 0.1]),
            reduction: pick(d, &[Reduction::Sum, Reduction::Mean]),
            independent: d.below(4) == 0,
            prediction,
            noise: pick(d, &[0.0, 0.1]),
            presentations,
            lesions: Vec::new(),
            midst: Vec::new(),
            keeps_everything: d.below(3) == 0,
            birth: pick(d, &[0, -7, 1_000_000_000_000]),
            n_threads: 1 + d.below(4) as usize,
            set: pick(d, &InstructionSet::ALL),
            disturbance: Noise::default(),
            widths,
        };
        if d.below(3) == 0 {
            let phis = [Phi::Always, Phi::Never, Phi::Exact { t_d: 1 }, tolerance()];
            case.overrides = (0..1 + d.below(4))
                .map(|_| PhiOverride {
                    synapse: case.synapse(d),
                    side: pick(d, &[Side::Both, Side::Feedforward, Side::Feedback]),
                    phi: pick(d, &phis),
                })
                .collect();
        }
        if d.below(3) == 0 {
            case.lesions = (0..1 + d.below(2))
                .filter_map(|_| Some((d.below(n_presentations as u64) as usize, case.lesion(d)?)))
                .collect();
        }
        case
    }

    /// The same, but things happen in the midst of presentations, too; and f may be one that
    /// falls.
    pub fn draw_midst(seed: u64, n_presentations: usize) -> Self {
        let d = &mut Draws::new(seed, "midst");
        let mut case = Self::draw(seed, n_presentations);
        if d.below(3) == 0 {
            case.activation = Activation::Square;
            case.alpha = 0.01;
        }
        for k in 0..n_presentations {
            let (p, t, ..) = case.presentations[k];
            let lesion = match d.below(6) {
                0 => case.lesion(d),
                _ => None,
            };
            case.midst.push((d.below(p + t), lesion));
        }
        case
    }

    /// A network in which a good part of all φ have settings of their own, as `faults` of a scenario
    /// give them, and as only overrides can.
    pub fn draw_faulty(seed: u64, n_presentations: usize) -> Self {
        let mut case = Self::draw_midst(seed, n_presentations);
        let d = &mut Draws::new(seed, "faulty");
        case.rule = Rule::FaZIL;
        case.lesions.truncate(d.below(2) as usize);
        let tolerance = |t_d| Phi::Tolerance {
            t_d,
            q: "0.01".parse().unwrap(),
        };
        // Few settings for many synapses each, or many; of one kind, or of all.
        let (kind, spread) = (d.below(5), pick(d, &[2, 3, 9, 1_900_000_000]));
        let mut add = |d: &mut Draws, synapse, sides: &[Side]| {
            let exact = Phi::Exact {
                t_d: 1 + d.below(spread),
            };
            let phi = match (kind, d.below(10)) {
                (0, 0) => Phi::Never,
                (1, 0) => Phi::Always,
                (2, _) => exact,
                (3, 0) => Phi::Never,
                (3, 1) => Phi::Always,
                (3, 2..) => exact,
                (4, 0) => tolerance(1 + d.below(4)),
                (4, 1 | 2) => exact,
                (4, 3) => Phi::Always,
                _ => return,
            };
            let side = pick(d, sides);
            case.overrides.push(PhiOverride { synapse, side, phi });
        };
        for (layer, pair) in case.widths.windows(2).enumerate() {
            for post in 0..pair[0] {
                for pre in (0..pair[1]).map(Some).chain([None]) {
                    let pre = pre.map(|pre| (layer + 1, pre));
                    let synapse = SynapseId { layer, post, pre };
                    match pre {
                        Some(_) => {
                            add(d, synapse, &[Side::Both, Side::Feedforward]);
                            add(d, synapse, &[Side::Feedback]);
                        }
                        None => add(d, synapse, &[Side::Feedforward]),
                    }
                }
            }
        }
        case
    }

    fn synapse(&self, d: &mut Draws) -> SynapseId {
        let layer = d.below(self.widths.len() as u64 - 1) as usize;
        let pre = d.below(self.widths[layer + 1] as u64) as usize;
        SynapseId {
            layer,
            post: d.below(self.widths[layer] as u64) as usize,
            pre: (!self.bias || d.below(5) > 0).then_some((layer + 1, pre)),
        }
    }

    /// A lesion that leaves every dendrite a synapse: with none, nobody tells a neuron which
    /// lanes idle.
    fn lesion(&self, d: &mut Draws) -> Option<Lesion> {
        let layer = d.below(self.widths.len() as u64) as usize;
        if d.below(2) == 0 && self.widths[layer] > 4 {
            let index = d.below(self.widths[layer] as u64) as usize;
            return Some(Lesion::Neuron { layer, index });
        }
        let mut synapse = self.synapse(d);
        if self.widths[synapse.layer + 1] <= 4 {
            synapse.pre = None;
        }
        if synapse.pre.is_none() && !self.bias {
            return None;
        }
        let side = match synapse.pre {
            Some(_) => pick(d, &[Side::Both, Side::Feedforward, Side::Feedback]),
            None => Side::Feedforward,
        };
        Some(Lesion::Synapse { synapse, side })
    }

    pub fn circuit<S: Scalar>(&self) -> Circuit<S> {
        let initial = Initial::Xavier {
            seed: self.seed,
            gain: "1".parse().unwrap(),
        };
        let mirror = match self.independent {
            true => FeedbackWeights::Independent {
                seed: self.seed + 1,
            },
            false => FeedbackWeights::Mirrored,
        };
        Circuit::new(
            Blueprint::chain(
                &self.widths,
                self.activation,
                self.input_transfer,
                initial
                    .draw(
                        &Wiring::chain(&self.widths, Activation::ReLU, self.bias),
                        mirror,
                    )
                    .unwrap(),
            ),
            Settings {
                rule: self.rule,
                feedback: self.feedback,
                phi: self.phi.clone(),
                overrides: (self.overrides.iter())
                    .filter(|own| self.bias || own.synapse.pre.is_some())
                    .cloned()
                    .collect(),
                gamma: S::from_f64(self.gamma),
                state: self.state,
                learning: Learning {
                    alpha: S::from_f64(self.alpha),
                    reduction: self.reduction,
                    decay: S::from_f64(self.decay),
                    ..Learning::default()
                },
                n_lanes: self.n_lanes,
                birth: Tick(self.birth),
            },
        )
        .unwrap()
    }

    pub fn showing<S: Scalar>(&self, k: usize) -> Showing<S> {
        let (prediction_ticks, learning_ticks, with_teacher, presented) = self.presentations[k];
        let mut draws = Draws::new(self.seed, &format!("presentation {k}"));
        let mut frame = |n: usize| {
            // Repeated values and zeros, so that much stays as it is.
            let draw = |_| S::from_f64(draws.below(4) as f64 / 3.0);
            let values: Vec<S> = (0..n * self.n_lanes).map(draw).collect();
            Arc::new(Frame::new(&values, self.n_lanes, presented))
        };
        Showing {
            prediction_ticks,
            learning_ticks,
            stimulus: frame(*self.widths.last().unwrap()),
            teacher: with_teacher.then(|| frame(self.widths[0])),
        }
    }

    /// Runs it on an engine that was just built; everything that can be seen of it.
    pub fn run<S: Scalar>(&self, engine: Network<S>) -> Trace<S> {
        self.run_on(engine, &mut |_, engine| engine)
    }

    /// The same, on the engine that `change` makes, before each presentation, of the one so far.
    pub fn run_on<S: Scalar>(
        &self,
        mut engine: Network<S>,
        change: &mut dyn FnMut(usize, Network<S>) -> Network<S>,
    ) -> Trace<S> {
        // Where x² overflows, the engines agree on when, and not always on who (decision 0020).
        let told = |fault: Fault| match self.activation {
            Activation::Square => fault.tick.to_string(),
            _ => fault.to_string(),
        };
        let mut trace = Trace {
            weights: engine.weights(),
            counts: vec![],
            seen: vec![],
            outputs: vec![],
            tested: vec![],
            ended: String::new(),
        };
        let mut noise = Draws::new(self.seed, "noise");
        if self.disturbance.is_any() {
            engine.disturb(&self.disturbance);
        }
        engine.queue(self.showing(0));
        engine.begin();
        for k in 0..self.presentations.len() {
            engine = change(k, engine);
            engine.observers(&mut |_, log| {
                log.clear();
                log.keeps.activities = self.keeps_everything;
                log.keeps.changes = self.keeps_everything;
            });
            for (_, lesion) in self.lesions.iter().filter(|(at, _)| *at == k) {
                engine.lesion(lesion);
            }
            if k + 1 < self.presentations.len() {
                engine.queue(self.showing(k + 1));
            }
            if self.prediction == Prediction::Imposed {
                engine.impose(&mut || S::from_f64(self.noise * noise.unit()));
            }
            let (p, t, ..) = self.presentations[k];
            let mut left = p + t;
            if let Some((ticks, lesion)) = self.midst.get(k) {
                left -= ticks;
                if let Err(fault) = engine.advance(*ticks) {
                    trace.ended = told(fault);
                    return trace;
                }
                lesion.iter().for_each(|lesion| engine.lesion(lesion));
                trace.tested.push(self.test(&*engine).map_err(told));
            }
            if let Err(fault) = engine.advance(left) {
                trace.ended = told(fault);
                return trace; // What follows a number that is not finite means nothing.
            }
            trace.look(&mut *engine);
            if k % 5 == 2 {
                trace.tested.push(self.test(&*engine).map_err(told));
            }
        }
        trace
    }

    /// A copy that is shown something else.
    pub fn test<S: Scalar>(&self, engine: &dyn Engine<S, AgentLog<S>>) -> Result<Tested<S>, Fault> {
        let mut copy = engine.copy();
        let showing = Showing {
            prediction_ticks: 4,
            learning_ticks: 0,
            teacher: None,
            ..self.showing(0)
        };
        copy.queue(showing);
        copy.begin();
        copy.advance(4)?;
        let mut tested = Tested {
            outputs: outputs(&*copy),
            counts: counts(&*copy),
            spikes: vec![],
        };
        copy.observers(&mut |id, log| {
            let spikes = log.spikes.iter();
            tested.spikes.extend(spikes.map(|row| (id, row.clone())));
        });
        Ok(tested)
    }

    pub fn literal<S: Scalar>(&self) -> Trace<S> {
        let options = EngineOptions::Literal(literal::Options::default());
        self.run(options.build(self.circuit()))
    }

    pub fn packed<S: Scalar>(&self) -> Trace<S> {
        self.run(EngineOptions::Packed(self.packed_options()).build(self.circuit()))
    }

    pub fn packed_options(&self) -> packed::Options {
        packed::Options {
            n_threads: self.n_threads,
            instruction_set: Some(self.set),
        }
    }
}

/// x of the output neurons.
fn outputs<S: Scalar>(engine: &dyn Engine<S, AgentLog<S>>) -> Vec<S> {
    let outputs = engine.outputs();
    outputs.iter().flat_map(|x| parts(x)).collect()
}

/// x and its residue, lane by lane.
fn parts<S: Scalar>(x: &Activity<S>) -> Vec<S> {
    let lanes = 0..x.values.len();
    let residues = lanes.map(|lane| x.residue_of(lane));
    x.values.iter().cloned().chain(residues).collect()
}

/// Messages by kind, beats aside.
fn counts<S: Scalar>(engine: &dyn Engine<S, AgentLog<S>>) -> Vec<u64> {
    let counts = engine.counts();
    let kinds = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Beat);
    kinds.map(|kind| counts.of(kind)).collect()
}

/// What can be seen of a copy that was shown something else.
#[derive(Debug, PartialEq)]
pub struct Tested<S> {
    outputs: Vec<S>,
    counts: Vec<u64>,
    spikes: Vec<(AgentId, SpikeRow)>,
}

/// Everything that can be seen of a run.
pub struct Trace<S> {
    pub weights: Weights<S>,
    /// By presentation and kind, beats aside.
    pub counts: Vec<Vec<u64>>,
    pub seen: Vec<Seen<S>>,
    outputs: Vec<S>,
    /// An error names whoever was lost first, or only the tick.
    tested: Vec<Result<Tested<S>, String>>,
    pub ended: String,
}

/// What the neurons showed in one presentation.
pub struct Seen<S> {
    pub spikes: Vec<(AgentId, SpikeRow)>,
    /// (neuron, tick, slot, change).
    changes: Vec<(AgentId, Tick, u32, WeightChange<S>)>,
    /// (neuron, tick, ε and μ or both parts of x).
    states: Vec<(AgentId, Tick, Vec<S>)>,
}

impl<S: Scalar> Trace<S> {
    fn look(&mut self, engine: &mut dyn Engine<S, AgentLog<S>>) {
        let mut seen = Seen {
            spikes: vec![],
            changes: vec![],
            states: vec![],
        };
        engine.observers(&mut |id, log| {
            let spikes = log.spikes.iter();
            seen.spikes.extend(spikes.map(|row| (id, row.clone())));
            let changes = log.changes.iter();
            seen.changes
                .extend(changes.map(|(tick, slot, change)| (id, *tick, *slot, change.clone())));
            for (tick, row) in &log.predictions {
                let values = [row.epsilon.to_vec(), row.mu.to_vec()].concat();
                seen.states.push((id, *tick, values));
            }
            if log.keeps.activities || matches!(id, AgentId::Value { layer: 0, .. }) {
                let activities = log.activities.iter();
                seen.states
                    .extend(activities.map(|(tick, x)| (id, *tick, parts(x))));
            }
        });
        self.seen.push(seen);
        self.counts.push(counts(engine));
        self.weights = engine.weights();
        self.outputs = outputs(engine);
    }

    /// The first thing in which it differs from `other`.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let same = |a: &[S], b: &[S]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same_bits(b) || a == b)
        };
        for (k, (ours, theirs)) in self.seen.iter().zip(&other.seen).enumerate() {
            for (a, b) in ours.states.iter().zip(&theirs.states) {
                if (a.0, a.1) != (b.0, b.1) || !same(&a.2, &b.2) {
                    return Some(format!("presentation {k}: {a:?} and {b:?}"));
                }
            }
            if ours.states.len() != theirs.states.len() {
                return Some(format!("presentation {k}: other states"));
            }
            let spikes = ours.spikes.iter().zip(&theirs.spikes);
            if let Some((a, b)) = spikes.clone().find(|(a, b)| a != b) {
                return Some(format!("presentation {k}: spikes {a:?} and {b:?}"));
            }
            if ours.spikes.len() != theirs.spikes.len() {
                return Some(format!("presentation {k}: other spikes"));
            }
            let changes = ours.changes.iter().zip(&theirs.changes);
            if let Some((a, b)) = changes.clone().find(|(a, b)| a != b) {
                return Some(format!("presentation {k}: changes {a:?} and {b:?}"));
            }
            if ours.changes.len() != theirs.changes.len() {
                return Some(format!("presentation {k}: other changes"));
            }
            if self.counts[k] != other.counts[k] {
                let (a, b) = (&self.counts[k], &other.counts[k]);
                return Some(format!("presentation {k}: counts {a:?} and {b:?}"));
            }
        }
        let tests = self.tested.iter().zip(&other.tested);
        let mut tests = tests.filter(|(a, b)| a != b);
        if let Some((a, b)) = tests.next() {
            return Some(format!("tests of a copy: {a:?} and {b:?}"));
        }
        if self.ended != other.ended {
            return Some(format!("'{}' and '{}'", self.ended, other.ended));
        }
        if self.weights.blake3() != other.weights.blake3() {
            return Some("weights".to_owned());
        }
        (!same(&self.outputs, &other.outputs)).then(|| "outputs".to_owned())
    }
}
