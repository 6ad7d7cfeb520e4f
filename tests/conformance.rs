//! What one engine shows, every engine shows: one suite over the list of ways to run a network.
//!
//! A row is a way to run a network: an engine, its threads, its capacities, its schedule, its
//! instruction set. A column is a law. Each law is held in random networks, or the way says why it does
//! not apply; `cargo test --test conformance -- --nocapture` prints the table. What follows from a law in
//! many more networks is searched for elsewhere: `packed.rs`, `schedules.rs`, `same_bits.rs`,
//! `protocol_faults.rs` and `resume.rs`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and tells its table"
)]

#[allow(dead_code, reason = "other suites need the rest")]
mod networks;
mod saboteurs;

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use fazil::axon::{Activity, AgentId, Observer, PredictionError, Spiked, Tick, WeightChange};
use fazil::engine::literal::{Injection, InjectionKind, Isolated, Moment};
use fazil::engine::{Cause, Circuit, Engine, EngineOptions, Fault, literal, packed};
use fazil::plasticity::Rule;
use fazil::record::AgentLog;
use fazil::scalar::InstructionSet;

use networks::{Case, Trace};
use saboteurs::Saboteur;

/// Networks that each law is held in.
const SEEDS: std::ops::Range<u64> = 700_000..700_024;

/// A way to run a network.
struct Way {
    name: &'static str,
    options: EngineOptions,
}

impl Way {
    fn literal(name: &'static str, options: literal::Options) -> Self {
        let options = EngineOptions::Literal(options);
        Self { name, options }
    }

    fn packed(name: &'static str, n_threads: usize, set: Option<InstructionSet>) -> Self {
        let options = EngineOptions::Packed(packed::Options {
            n_threads,
            instruction_set: set,
        });
        Self { name, options }
    }

    fn is_literal(&self) -> bool {
        matches!(self.options, EngineOptions::Literal(_))
    }

    fn run(&self, case: &Case) -> Trace<f64> {
        case.run(self.options.build(case.circuit()))
    }
}

/// Every way to run a network; the first is the one that the others are compared with.
fn ways() -> Vec<Way> {
    let options = literal::Options::default;
    vec![
        Way::literal("literal", options()),
        Way::literal(
            "literal, three threads",
            literal::Options {
                n_threads: 3,
                ..options()
            },
        ),
        Way::literal(
            "literal, larger mailboxes",
            literal::Options {
                spare_capacity: 7,
                ..options()
            },
        ),
        Way::literal(
            "literal, scheduled by seed",
            literal::Options {
                schedule: Some(11),
                ..options()
            },
        ),
        Way::packed("packed", 1, None),
        Way::packed("packed, three workers", 3, None),
        Way::packed("packed, no vectors", 2, Some(InstructionSet::Portable)),
    ]
}

/// How a law ended for one way.
enum Held {
    /// In so many networks.
    Yes(usize),
    /// It does not apply.
    NotAsked(&'static str),
    /// What was seen.
    No(String),
}

/// A law, and how it is held to.
type Law = (&'static str, fn(&Way) -> Held);

const LAWS: [Law; 8] = [
    ("same bits", same_bits),
    ("same again", same_again),
    ("goes on", goes_on),
    ("copies", copies_run_at_once),
    ("alone", neurons_alone),
    ("panic", a_panic_has_a_name),
    ("protocol", a_broken_protocol_has_a_name),
    ("equations", other_equations),
];

/// Whether `differs` of any network tells a difference.
fn in_all(mut differs: impl FnMut(&Case) -> Option<String>) -> Held {
    for seed in SEEDS {
        let case = Case::draw(seed, 6);
        if let Some(difference) = differs(&case) {
            return Held::No(format!("{seed}: {difference}\n{case:?}"));
        }
    }
    Held::Yes(SEEDS.count())
}

/// Weights, φ events, ε, μ, x, counts and faults are those of the literal engine on one thread.
fn same_bits(way: &Way) -> Held {
    in_all(|case| case.literal::<f64>().difference(&way.run(case)))
}

/// A second run is the first one.
fn same_again(way: &Way) -> Held {
    in_all(|case| way.run(case).difference(&way.run(case)))
}

/// A network that is saved between presentations and built anew goes on as if nothing had happened.
fn goes_on(way: &Way) -> Held {
    in_all(|case| {
        let whole = way.run(case);
        let resumed = case.run_on(
            way.options.build(case.circuit()),
            &mut |k, engine| match k % 2 {
                0 => engine,
                _ => way.options.resume(case.circuit(), &engine.state()).unwrap(),
            },
        );
        whole.difference(&resumed)
    })
}

/// A network and its copy advance at the same time: neither waits for the other.
fn copies_run_at_once(way: &Way) -> Held {
    in_all(|case| {
        let mut engine = way.options.build::<f64, AgentLog<f64>>(case.circuit());
        engine.queue(case.showing(0));
        engine.begin();
        let mut copies: Vec<_> = (0..2).map(|_| engine.copy()).collect();
        let show = |copy: &mut Box<dyn Engine<f64, AgentLog<f64>>>| {
            copy.queue(case.showing(1));
            copy.begin();
            copy.advance(4).map_err(|fault| fault.to_string())?;
            Ok(copy.counts())
        };
        let found: Vec<Result<_, String>> = std::thread::scope(|scope| {
            let under_way: Vec<_> = (copies.iter_mut())
                .map(|copy| scope.spawn(move || show(copy)))
                .collect();
            under_way.into_iter().map(|of| of.join().unwrap()).collect()
        });
        (found[0] != found[1]).then(|| format!("{:?}\n{:?}", found[0], found[1]))
    })
}

/// A neuron alone, fed its recorded mailbox, says what it said in the network.
fn neurons_alone(way: &Way) -> Held {
    if !way.is_literal() {
        return Held::NotAsked(
            "it has no mailboxes; its packets are the literal engine's messages (same bits)",
        );
    }
    in_all(|case| {
        let circuit: Circuit<f64> = case.circuit();
        if !circuit.settings().overrides.is_empty() {
            return None; // A neuron alone is asked for with its network's settings in `tests/audit.rs`.
        }
        let mut engine = way.options.build::<f64, AgentLog<f64>>(case.circuit());
        engine
            .mailbox_recorder()
            .unwrap()
            .record_mailboxes(&|_| true);
        engine.queue(case.showing(0));
        engine.begin();
        engine.queue(case.showing(1));
        let (p, t, ..) = case.presentations[0];
        engine.advance(p + t).ok()?;
        let mut found = None;
        let recorder = engine.mailbox_recorder().unwrap();
        recorder.take_mailbox_events(&mut |id, events| {
            let log = AgentLog::default();
            let Some(mut alone) = Isolated::new(&circuit, id, Tick(-77), log) else {
                return;
            };
            if let Err(difference) = alone.replay(events) {
                found.get_or_insert(format!("{id}: {difference}"));
            }
        });
        found
    })
}

/// What breaks a run from within: an observer that panics in a tick.
#[derive(Debug, Default)]
struct Bomb;

/// The tick in which it goes off.
const OF_BOMB: Tick = Tick(3);

impl Observer<f64> for Bomb {
    fn activity(&mut self, now: Tick, _: &Arc<Activity<f64>>) {
        assert!(now != OF_BOMB, "the observer gave up");
    }
    fn prediction(&mut self, _: Tick, _: &Arc<PredictionError<f64>>) {}
    fn spike(&mut self, _: Tick, _: u32, _: Spiked) {}
    fn change(&mut self, _: Tick, _: u32, _: &WeightChange<f64>) {}
}

/// A panic while neurons take a tick ends the run as a fault that names the neuron and the tick, on
/// every thread, and nobody waits for ever.
fn a_panic_has_a_name(way: &Way) -> Held {
    in_all(|case| {
        let case = Case {
            birth: 0,
            lesions: vec![],
            ..case.clone()
        };
        let mut engine = way.options.build::<f64, Bomb>(case.circuit());
        engine.queue(case.showing(0));
        engine.begin();
        match engine.advance(8) {
            Err(Fault {
                agent: AgentId::Value { .. },
                tick,
                cause: Cause::Panicked(why),
            }) if tick == OF_BOMB && why.contains("the observer gave up") => None,
            Err(Fault {
                cause: Cause::Diverged(_),
                ..
            }) => None,
            other => Some(format!("{other:?}")),
        }
    })
}

/// A message that is lost ends the run as a fault.
fn a_broken_protocol_has_a_name(way: &Way) -> Held {
    let EngineOptions::Literal(options) = &way.options else {
        return Held::NotAsked(
            "it has no messages to lose; its lines between workers are searched in tests/loom",
        );
    };
    in_all(|case| {
        let reached = Arc::<AtomicBool>::default();
        let injection = Injection {
            at: Moment::Envelope(20),
            kind: InjectionKind::Dropped,
            reached: Arc::clone(&reached),
            is_deaf: false,
        };
        let mut engine = EngineOptions::Literal(literal::Options {
            injection: Some(injection),
            ..options.clone()
        })
        .build::<f64, AgentLog<f64>>(case.circuit());
        engine.queue(case.showing(0));
        engine.begin();
        let ended = engine.advance(30);
        let struck = reached.load(Ordering::Relaxed);
        (struck && ended.is_ok()).then(|| "a lost message went unnoticed".to_owned())
    })
}

/// Neurons that are asked for other equations compute with those, or are refused.
fn other_equations(way: &Way) -> Held {
    let mut n_differing = 0;
    for seed in SEEDS {
        let case = Case {
            rule: Rule::FaZIL,
            ..Case::draw(seed, 6)
        };
        let circuit = case.circuit::<f64>().changed(|_, settings| {
            settings.learning.equations = Saboteur::AnyCause.equations();
        });
        let circuit = circuit.unwrap();
        let build = AssertUnwindSafe(|| way.options.build(circuit));
        match (catch_unwind(build), way.is_literal()) {
            (Ok(engine), true) => {
                let trace = case.run(engine);
                n_differing += usize::from(trace.difference(&way.run(&case)).is_some());
            }
            (Err(_), false) => n_differing += 1,
            (_, is_literal) => return Held::No(format!("{seed}: literal: {is_literal}")),
        }
    }
    match n_differing {
        0..4 => Held::No(format!("noticed in {n_differing} networks")),
        n => Held::Yes(n),
    }
}

#[test]
fn every_way_to_run_a_network_keeps_every_law() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {})); // Panics are asked for here.
    let mut table = String::new();
    let mut broken = Vec::new();
    for way in ways() {
        let _ = writeln!(table, "{}", way.name);
        for (name, law) in LAWS {
            let _ = match law(&way) {
                Held::Yes(n) => writeln!(table, "    {name:<12} in {n} networks"),
                Held::NotAsked(why) => writeln!(table, "    {name:<12} not asked: {why}"),
                Held::No(why) => {
                    broken.push(format!("{}, {name}: {why}", way.name));
                    writeln!(table, "    {name:<12} NOT HELD")
                }
            };
        }
    }
    std::panic::set_hook(hook);
    println!("{table}");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
