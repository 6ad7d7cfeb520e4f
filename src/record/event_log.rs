//! φ events for whoever listens with `tracing`: target [`PHI`], within a span per tick.
//!
//! Nobody in the network knows the tick; it is known here, looking back at logs. Costs a
//! comparison a presentation when nobody listens. The only place with a subscriber.

#[cfg(feature = "cli")]
use std::io::Write;

#[cfg(feature = "cli")]
use tracing::level_filters::LevelFilter;
use tracing::{Level, debug, trace_span};

use super::log::AgentLog;
use super::recorders::{Look, Moment};
use crate::axon::{AgentId, Spiked, Tick};
use crate::scalar::Scalar;

/// The target of φ events.
pub const PHI: &str = "fazil::phi";

/// A spike, as it is told.
struct Told {
    tick: Tick,
    id: AgentId,
    lane: u32,
    /// `None` if all synapses of the neuron fired.
    slot: Option<usize>,
    epsilon: Option<f64>,
}

/// Tells every spike of the presentation that just ended, if anyone listens: the neuron whose
/// synapses fired, the lane, t, and of a dendrite its ε.
pub fn tell_phi<S: Scalar>(moment: &Moment<'_, S>, look: Look<'_, S>) {
    if !tracing::enabled!(target: PHI, Level::DEBUG) {
        return;
    }
    let mut told = Vec::new();
    look(&mut |id, log: &AgentLog<S>| {
        for spike in &log.spikes {
            let epsilon = log
                .prediction(spike.tick)
                .and_then(|row| row.epsilon.get(spike.lane as usize))
                .map(S::to_f64);
            let mut tell = |slot| {
                let (tick, lane) = (spike.tick, spike.lane);
                told.push(Told {
                    tick,
                    id,
                    lane,
                    slot,
                    epsilon,
                });
            };
            match &spike.synapses {
                Spiked::All => tell(None),
                Spiked::Slots(slots) => slots.iter().for_each(|slot| tell(Some(slot))),
            }
        }
    });
    told.sort_by_key(|spike| (spike.tick, spike.id, spike.lane, spike.slot));
    for of_tick in told.chunk_by(|a, b| a.tick == b.tick) {
        let t = of_tick[0].tick.since(moment.onset);
        let _tick = trace_span!(target: "fazil::tick", "tick", t).entered();
        for spike in of_tick {
            let (neuron, lane) = (spike.id, spike.lane);
            let side = match neuron {
                AgentId::Value { .. } => "feedback",
                _ => "feedforward",
            };
            let synapses = match spike.slot {
                None => "all".to_owned(),
                Some(slot) => slot.to_string(),
            };
            debug!(
                target: PHI,
                %neuron, side, synapses, lane, t, epsilon = spike.epsilon, "spike"
            );
        }
    }
}

/// Writes what is told, from now on, to what `writer` makes: as lines, or as JSON.
///
/// # Errors
/// If someone else listens already.
#[cfg(feature = "cli")]
pub fn listen<W: Write + 'static>(
    most: LevelFilter,
    as_json: bool,
    writer: fn() -> W,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let builder = tracing_subscriber::fmt()
        .with_max_level(most)
        .with_writer(writer)
        .log_internal_errors(false)
        .with_ansi(false);
    match as_json {
        true => builder.json().try_init(),
        false => builder.try_init(),
    }
}
