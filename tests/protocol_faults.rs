//! A broken protocol is an error with a name, never a hang and never a wrong result.
//!
//! Random injections: an envelope lost, doubled, stamped with a wrong tick or put into a wrong
//! slot, an agent that panics, a worker thread that dies, anywhere in small networks, on one
//! thread, on two and under seeded schedules. Each that strikes ends the run as a fault with
//! the agent, the slot, the tick and the cause; a run in which none struck equals the clean
//! one. The long search: `cargo test --release --test protocol_faults -- --include-ignored`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "protocol/network.rs"]
mod network;
mod saboteurs;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Once};
use std::time::Duration;

use fazil::axon::{AgentId, Tick};
use fazil::engine::literal::{Injection, InjectionKind, Moment, Options};
use fazil::engine::{Cause, Fault, ViolationKind};
use fazil::scalar::Draws;

use network::{Case, Trace, cases};

/// A run that makes no progress for so long hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// One run to make.
#[derive(Clone, Debug)]
struct Trial {
    case: usize,
    at: Moment,
    kind: InjectionKind,
    n_threads: usize,
    schedule: Option<u64>,
}

impl Trial {
    fn draw(seed: u64, cases: &[Case], clean: &[Trace]) -> Self {
        let mut draws = Draws::new(seed, "injection");
        let case = draws.below(cases.len() as u64) as usize;
        let (a_case, n_envelopes) = (&cases[case], clean[case].n_envelopes());
        let kind = match draws.below(6) {
            0 => InjectionKind::Dropped,
            1 => InjectionKind::Doubled,
            2 => {
                let ticks = [-2, -1, 1, 7][draws.below(4) as usize];
                InjectionKind::WrongTick(ticks)
            }
            3 => InjectionKind::WrongSlot,
            4 => InjectionKind::AgentPanics,
            _ => InjectionKind::WorkerDies,
        };
        // One in twenty falls beyond the end.
        let at = match draws.below(2) {
            0 => Moment::Envelope(draws.below(n_envelopes + n_envelopes / 20)),
            _ => {
                let ticks = a_case.n_ticks();
                let tick = Tick(draws.below(ticks + ticks / 20 + 1) as i64);
                Moment::Turn(agent(&mut draws, a_case), tick)
            }
        };
        let (n_threads, schedule) = match draws.below(3) {
            0 => (1, None),
            1 => (2, None),
            _ => (1, Some(seed)),
        };
        Self {
            case,
            at,
            kind,
            n_threads,
            schedule,
        }
    }

    /// Makes the run: what came of it, and whether the injection struck.
    fn run(&self, cases: &[Case], is_deaf: bool) -> (Result<Trace, Fault>, bool) {
        let reached = Arc::new(AtomicBool::new(false));
        let options = Options {
            n_threads: self.n_threads,
            schedule: self.schedule,
            injection: Some(Injection {
                at: self.at,
                kind: self.kind,
                reached: Arc::clone(&reached),
                is_deaf,
            }),
            ..Options::default()
        };
        let end = cases[self.case].run(options);
        (end, reached.load(Ordering::Relaxed))
    }

    /// What is wrong with how the run ended.
    fn objection(
        &self,
        end: &Result<Trace, Fault>,
        is_reached: bool,
        clean: &Trace,
    ) -> Option<String> {
        match (end, is_reached) {
            (Ok(trace), false) => clean
                .difference(trace)
                .map(|what| format!("not struck, and other {what}")),
            (Ok(_), true) => Some("struck, and nobody noticed".to_owned()),
            (Err(fault), false) => Some(format!("not struck: {fault}")),
            (Err(fault), true) => self.objection_to(fault),
        }
    }

    fn objection_to(&self, fault: &Fault) -> Option<String> {
        let is_apt = match (&fault.cause, self.kind) {
            (Cause::Starved { slots, .. }, InjectionKind::Dropped) => slots.len() == 1,
            (Cause::Protocol(violation), InjectionKind::Doubled) => matches!(
                violation.kind,
                ViolationKind::HeardTwice
                    | ViolationKind::Surplus
                    | ViolationKind::WrongTick { .. }
            ),
            (Cause::Protocol(violation), InjectionKind::WrongTick(_)) => {
                matches!(violation.kind, ViolationKind::WrongTick { .. })
            }
            (Cause::Protocol(_), InjectionKind::WrongSlot) => true,
            (Cause::Panicked(words), InjectionKind::AgentPanics) => words.starts_with("asked to"),
            (Cause::WorkerDied, InjectionKind::WorkerDies) => true,
            _ => false,
        };
        // What a schedule holds back for long is stamped with the tick that it was said in.
        let tick = match &fault.cause {
            Cause::Protocol(violation) if self.kind == InjectionKind::Doubled => {
                match violation.kind {
                    ViolationKind::WrongTick { heard, .. } => heard,
                    _ => fault.tick,
                }
            }
            _ => fault.tick,
        };
        let is_in_time = match self.at {
            // A source's clock is one ahead of what it hears, and so is that of whoever hears
            // it.
            Moment::Turn(_, at) => (-1..=1).contains(&tick.since(at)),
            Moment::Envelope(_) => tick.0 >= -1,
        };
        let is_named = match (self.at, self.kind, &fault.cause) {
            (Moment::Turn(agent, _), InjectionKind::AgentPanics | InjectionKind::WorkerDies, _) => {
                fault.agent == agent
            }
            (Moment::Turn(agent, _), InjectionKind::WrongSlot, _) => fault.agent != agent,
            (Moment::Turn(agent, _), _, Cause::Protocol(violation)) => {
                violation.slot.speaker == agent
            }
            (Moment::Turn(agent, _), _, Cause::Starved { slots, .. }) => {
                slots.iter().all(|slot| slot.speaker == agent)
            }
            _ => true,
        };
        (!is_apt || !is_in_time || !is_named)
            .then(|| format!("apt {is_apt}, in time {is_in_time}, named {is_named}: {fault}"))
    }
}

/// Any agent of the network.
fn agent(draws: &mut Draws, case: &Case) -> AgentId {
    let layer = draws.below(case.depth() as u64 + 1) as usize;
    let index = draws.below(case.widths[layer] as u64) as usize;
    match draws.below(6) {
        0 if layer == 0 => AgentId::Teacher { index },
        0 if layer == case.depth() => AgentId::Stimulus { index },
        0 if case.rule.is_commanded() => AgentId::Controller,
        1..=3 if layer < case.depth() => AgentId::Error { layer, index },
        _ => AgentId::Value { layer, index },
    }
}

/// What became of many trials.
#[derive(Debug, Default)]
struct Tally {
    n_struck: u64,
    n_missed: u64,
    /// By kind, or by cause.
    kinds: BTreeMap<String, u64>,
    objections: Vec<String>,
}

/// Runs the trials of `seeds` in a thread of their own; a trial that hangs is a panic here.
fn search(seeds: std::ops::Range<u64>, is_deaf: bool) -> Tally {
    be_quiet();
    let current = Arc::new(AtomicU64::new(seeds.start));
    let (at, (done, wait)) = (Arc::clone(&current), channel());
    std::thread::spawn(move || {
        let cases = cases();
        let runs = cases.iter().map(|case| case.run(Options::default()));
        let clean: Vec<Trace> = runs.map(Result::unwrap).collect();
        let mut tally = Tally::default();
        for seed in seeds {
            at.store(seed, Ordering::Relaxed);
            let trial = Trial::draw(seed, &cases, &clean);
            let (end, is_reached) = trial.run(&cases, is_deaf);
            *if is_reached {
                &mut tally.n_struck
            } else {
                &mut tally.n_missed
            } += 1;
            if is_reached {
                let kind = format!("{:?}", trial.kind);
                *tally.kinds.entry(kind).or_default() += 1;
            }
            if let Some(objection) = trial.objection(&end, is_reached, &clean[trial.case]) {
                let name = &cases[trial.case].name;
                tally
                    .objections
                    .push(format!("seed {seed}: {name}: {trial:?}: {objection}"));
            }
        }
        done.send(tally).unwrap();
    });
    loop {
        let before = current.load(Ordering::Relaxed);
        match wait.recv_timeout(PATIENCE) {
            Ok(tally) => return tally,
            Err(RecvTimeoutError::Disconnected) => panic!("seed {before} panicked"),
            Err(RecvTimeoutError::Timeout) => {
                let after = current.load(Ordering::Relaxed);
                assert_ne!(before, after, "seed {after} hangs");
            }
        }
    }
}

/// Panics inside a network are what this file is about, and not news.
fn be_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !fazil::engine::literal::is_working() {
                loud(panic);
            }
        }));
    });
}

fn every_injection_is_a_fault(seeds: std::ops::Range<u64>) {
    let n = seeds.end - seeds.start;
    let tally = search(seeds, false);
    let Tally {
        n_struck,
        n_missed,
        objections,
        ..
    } = &tally;
    assert!(
        objections.is_empty(),
        "{} of {n}:\n{}",
        objections.len(),
        objections[..objections.len().min(12)].join("\n")
    );
    assert!(n_struck * 10 > n * 7 && *n_missed > 0, "{tally:?}");
    assert_eq!(tally.kinds.len(), 9, "{tally:?}");
}

#[test]
fn injected_faults_are_named() {
    every_injection_is_a_fault(0..2_000);
}

#[test]
#[ignore = "long: cargo test --release --test protocol_faults -- --include-ignored"]
fn fifty_thousand_injected_faults_are_named() {
    every_injection_is_a_fault(100_000..150_000);
}

/// The saboteur of this file: agents that do not notice that a slot hears twice compute with
/// a message that never came, and nobody is told.
#[test]
fn slots_that_may_hear_twice_are_noticed() {
    let tally = search(0..600, true);
    let mut objections = tally.objections.iter();
    assert!(
        objections.any(|objection| objection.contains("struck, and nobody noticed")),
        "{tally:?}"
    );
}

/// What a person reads.
#[test]
fn faults_are_told_in_full() {
    be_quiet();
    let cases = cases();
    let case = (cases.iter())
        .position(|case| case.name.starts_with("Fa-Z-IL phasic, wide"))
        .unwrap();
    let value = AgentId::Value { layer: 1, index: 2 };
    let words = |kind| {
        let trial = Trial {
            case,
            at: Moment::Turn(value, Tick(5)),
            kind,
            n_threads: 1,
            schedule: None,
        };
        trial.run(&cases, false).0.unwrap_err().to_string()
    };
    assert_eq!(
        words(InjectionKind::Dropped),
        "error/1/2 starved in tick 5: slot 0 (value/1/2) never heard"
    );
    assert_eq!(
        words(InjectionKind::WrongTick(1)),
        "error/1/2 broke off in tick 5 (a bug): slot 0 (value/1/2) heard tick 6, and tick 5 is due"
    );
    assert_eq!(
        words(InjectionKind::WorkerDies),
        "a worker thread died in the turn of value/1/2 in tick 5"
    );
    assert_eq!(
        words(InjectionKind::AgentPanics),
        "value/1/2 panicked in tick 5: asked to panic by a test"
    );
}

/// A copy is another network: what was to happen to the first one does not happen to it.
#[test]
fn a_copy_is_spared() {
    be_quiet();
    let cases = cases();
    let options = |kind| Options {
        injection: Some(Injection {
            at: Moment::Envelope(0),
            kind,
            reached: Arc::default(),
            is_deaf: false,
        }),
        panic_at: Some((AgentId::Value { layer: 0, index: 0 }, Tick(0))),
        ..Options::default()
    };
    for case in &cases {
        for kind in [InjectionKind::Dropped, InjectionKind::WorkerDies] {
            case.assert_copy_is_spared(options(kind));
        }
    }
}
