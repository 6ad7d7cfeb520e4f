//! `fazil isolate`: one neuron's recorded mailbox and its replay, as a table to read.
//!
//! The network runs, is dropped, and only then is the neuron born again, alone in memory with
//! its recorded mailbox.

use std::sync::Arc;

use crate::axon::{
    Activity, AgentId, Message, Observer, PredictionError, Spiked, Tick, WeightChange,
};
use crate::dataset::Split;
use crate::engine::Circuit;
use crate::engine::literal::{Isolated, MailboxEvent};
use crate::isolation::{recorded, recorder};
use crate::report::short;
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::session::precision::for_scenario;
use crate::session::{Estimate, Machine};
use crate::session::{Presented, Setup, set_up};
use crate::simulation::Plan;
use crate::wiring::Wiring;

/// What one neuron heard, computed and said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Isolation {
    /// Rows of (presentation, tick, what happened, who or which quantity, lane, value), in the order in
    /// which they happened. Ticks count from teacher onset, or from where it would have been. `what
    /// happened` is heard, computed, fired, changed or said.
    pub rows: Vec<[String; 6]>,
    /// Presentations recorded.
    pub presentations: usize,
    /// Messages heard, beats included, and ticks taken.
    pub n_heard: usize,
    /// Beats among them.
    pub n_beats: usize,
    /// Ticks the neuron took alone.
    pub n_ticks: usize,
    /// The first thing it said differently from the network; `None` if nothing.
    pub difference: Option<String>,
    /// Whether its final weights are the same bits as in the network.
    pub same_weights: bool,
}

/// The columns of [`Isolation::rows`].
pub const COLUMNS: [&str; 6] = ["presentation", "tick", "event", "of", "lane", "value"];

/// Why nothing is said of a neuron that was shown nothing.
const NOTHING_SHOWN: &str = "no presentation was recorded, so nothing was compared\n\
                             expected: at least 1 presentation, and timetable.epochs of at least 1";

/// Runs `scenario` for some presentations, takes the neuron `id` out, and replays it alone.
///
/// # Errors
/// If `id` is not a neuron of the network, its data or weights cannot be read, or nothing is shown
/// and so nothing would be compared.
pub fn isolate(
    scenario: &Scenario,
    id: AgentId,
    presentations: usize,
) -> Result<Isolation, RunError> {
    for_scenario!(scenario, isolate_in)(scenario, id, presentations)
}

fn isolate_in<S: Scalar>(
    scenario: &Scenario,
    id: AgentId,
    presentations: usize,
) -> Result<Isolation, RunError> {
    Estimate::of_audit(scenario).check(&Machine::here())?;
    let Setup {
        circuit,
        plan,
        split,
        ..
    } = set_up::<S>(scenario)?.healthy()?;
    let wiring = Arc::clone(&circuit.blueprint().wiring);
    let alone = Isolated::new(&circuit, id, circuit.settings().birth, Reader::default());
    let mut alone = alone.ok_or_else(|| RunError::no_such_neuron(id, &wiring))?;
    let (events, weights, clock) = record((circuit, plan, split), id, presentations);
    if clock.0.is_empty() {
        return Err(RunError::told(NOTHING_SHOWN.to_owned()));
    }
    // The network is gone; what follows knows the neuron and what its mailbox held.
    let mut isolation = Isolation {
        presentations: clock.0.len(),
        ..Isolation::default()
    };
    let mut told = Vec::new();
    for event in events {
        isolation.describe(&wiring, id, alone.clock(), &event, &mut told);
        if let Err(difference) = alone.replay(vec![event]) {
            isolation.difference.get_or_insert(difference.to_string());
        }
        told.append(&mut alone.observer.rows);
        let rows = told.drain(..).map(|(tick, row)| clock.row(tick, row));
        isolation.rows.extend(rows);
    }
    isolation.n_ticks = alone.observer.n_ticks;
    let own = alone.weights();
    isolation.same_weights =
        own.len() == weights.len() && own.iter().zip(&weights).all(|(a, b)| a.same_bits(b));
    Ok(isolation)
}

/// Records one neuron's mailbox; the network ends with this function.
fn record<S: Scalar>(
    (circuit, plan, split): (Circuit<S>, Plan<S>, Split<S>),
    id: AgentId,
    presentations: usize,
) -> (Vec<MailboxEvent<S>>, Vec<S>, Clock) {
    let mut session = recorded(circuit, plan, split, &|other| other == id);
    let mut clock = Clock::default();
    while clock.0.len() < presentations
        && let Ok(Some(Presented { shown, .. })) = session.step()
    {
        clock.0.push((shown.start, shown.onset()));
    }
    let mut events = Vec::new();
    recorder(session.engine_mut()).take_mailbox_events(&mut |_, taken| events = taken);
    (
        events,
        session.weights().of_neuron(session.wiring(), id),
        clock,
    )
}

/// The first tick of each presentation, and that of its teacher's onset.
#[derive(Default)]
struct Clock(Vec<(Tick, Tick)>);

/// What happened, who or which quantity, lane, value.
type Told = (Tick, [String; 4]);

impl Clock {
    /// A row with its tick as it is told: by presentation, from teacher onset.
    fn row(&self, tick: Tick, [event, of, lane, value]: [String; 4]) -> [String; 6] {
        let begun = self.0.partition_point(|(start, _)| *start <= tick);
        let index = begun.saturating_sub(1);
        let t = self
            .0
            .get(index)
            .map_or(tick.0, |(_, onset)| tick.since(*onset));
        [index.to_string(), t.to_string(), event, of, lane, value]
    }
}

fn told(tick: Tick, event: &str, of: String, lane: usize, value: String) -> Told {
    (tick, [event.to_owned(), of, lane.to_string(), value])
}

impl Isolation {
    /// Adds the rows of one event.
    fn describe<S: Scalar>(
        &mut self,
        wiring: &Wiring,
        id: AgentId,
        tick: Tick,
        event: &MailboxEvent<S>,
        rows: &mut Vec<Told>,
    ) {
        match event {
            MailboxEvent::Heard(slot, message) | MailboxEvent::Awoke(slot, message) => {
                self.n_heard += 1;
                self.n_beats += usize::from(matches!(message, Message::Beat));
                let from = wiring.speaker(id, *slot);
                for (lane, value) in values(message) {
                    rows.push(told(tick, "heard", wiring.name(from), lane, value));
                }
            }
            MailboxEvent::Imposed(imposed, _) => {
                for (lane, value) in imposed.iter().enumerate() {
                    let (of, value) = ("from outside".to_owned(), value.to_string());
                    rows.push(told(tick, "imposed", of, lane, value));
                }
            }
            MailboxEvent::Said(own, wide) => {
                for (to, message) in [("its partner", own), ("the next layer", wide)] {
                    for (lane, value) in values(message) {
                        rows.push(told(tick, "said", format!("to {to}"), lane, value));
                    }
                }
            }
        }
    }
}

/// What a message says, lane by lane; nothing for a beat.
fn values<S: Scalar, C: std::fmt::Debug>(message: &Message<S, C>) -> Vec<(usize, String)> {
    let each = |lanes: &[S], name: &str| -> Vec<(usize, String)> {
        lanes
            .iter()
            .map(|value| format!("{name} = {}", short(value)))
            .enumerate()
            .collect()
    };
    match message {
        Message::Beat => Vec::new(),
        Message::Activity(x) => {
            let lanes = 0..x.values.len();
            lanes
                .map(|lane| (lane, format!("x = {}", show_x(x, lane))))
                .collect()
        }
        Message::Rate(rate) => each(&rate.values, "f(x)"),
        Message::Stimulus(stimulus) => each(&stimulus.values, "s_in"),
        Message::PredictionError(own) => {
            let pairs = own.epsilon.iter().zip(&own.mu);
            pairs
                .map(|(e, mu)| format!("ε = {}, μ = {}", short(e), short(mu)))
                .enumerate()
                .collect()
        }
        Message::Feedback(feedback) => {
            let pairs = feedback.epsilon.iter().zip(&feedback.by_feedback);
            let text = |(epsilon, moved): (&S, &bool)| {
                let observed = if *moved {
                    ", x moved and μ did not"
                } else {
                    ""
                };
                format!("ε = {}{observed}", short(epsilon))
            };
            pairs.map(text).enumerate().collect()
        }
        Message::Teacher(teaching) => {
            let text = |target: &Option<S>| match target {
                Some(target) => format!("s_out = {}", short(target)),
                None => "no teacher".to_owned(),
            };
            teaching.iter().map(text).enumerate().collect()
        }
        Message::Command(command) => vec![(0, format!("{command:?}"))],
    }
}

/// x in a lane, with what rounding left out of it if that is anything.
fn show_x<S: Scalar>(x: &Activity<S>, lane: usize) -> String {
    match x.lane(lane) {
        (value, Some(rest)) if !rest.is_zero() => format!("{} + {}", short(value), short(rest)),
        (value, _) => short(value),
    }
}

/// Turns what the neuron computes into rows.
#[derive(Debug, Default)]
struct Reader {
    rows: Vec<Told>,
    n_ticks: usize,
}

impl Reader {
    fn push(&mut self, tick: Tick, event: &str, of: String, lane: usize, value: String) {
        self.rows.push(told(tick, event, of, lane, value));
    }
}

impl<S: Scalar> Observer<S> for Reader {
    fn activity(&mut self, at: Tick, x: &Arc<Activity<S>>) {
        self.n_ticks += 1;
        for lane in 0..x.values.len() {
            self.push(at, "held", "x".to_owned(), lane, show_x(x, lane));
        }
    }

    fn prediction(&mut self, at: Tick, prediction: &Arc<PredictionError<S>>) {
        self.n_ticks += 1;
        for (lane, (epsilon, mu)) in prediction.epsilon.iter().zip(&prediction.mu).enumerate() {
            let value = format!("ε = {}, μ = {}", short(epsilon), short(mu));
            self.push(at, "computed", "ε and μ".to_owned(), lane, value);
        }
    }

    fn spike(&mut self, at: Tick, lane: u32, synapses: Spiked) {
        let of = match synapses {
            Spiked::All => "φ of all its synapses".to_owned(),
            Spiked::Slots(slots) => {
                let slots: Vec<_> = slots.iter().map(|slot| slot.to_string()).collect();
                match &slots[..] {
                    [slot] => format!("φ of synapse {slot}"),
                    _ => format!("φ of synapses {}", slots.join(", ")),
                }
            }
        };
        self.push(at, "fired", of, lane as usize, "1".to_owned());
    }

    fn change(&mut self, at: Tick, slot: u32, change: &WeightChange<S>) {
        self.push(
            at,
            "changed",
            format!("θ of synapse {slot}"),
            0,
            short(&change.delta),
        );
    }
}
